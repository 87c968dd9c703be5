package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
)

// Text returns a field as it was meant: line ends as one character, no space
// around it. Browsers send a line end as two characters, which would count
// against the length and change the text on every save.
func Text(r *http.Request, name string) string {
	return Tidy(r.PostFormValue(name))
}

// Tidy returns what was typed with line ends as one character and no space
// around it.
func Tidy(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.ReplaceAll(s, "\r", "\n"))
}

// Hash returns a field that should hold a SHA-256. Programs print it in
// capitals or in groups and mean the same; anything else stays as typed.
func Hash(r *http.Request, name string) string {
	typed := Text(r, name)
	plain := strings.ToLower(strings.Join(strings.Fields(typed), ""))
	if b, err := hex.DecodeString(plain); err != nil || len(b) != sha256.Size {
		return typed
	}
	return plain
}

// Lines returns the lines of a field that say something.
func Lines(r *http.Request, name string) []string {
	var out []string
	for _, line := range strings.Split(Text(r, name), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Day returns a field that should hold a day. It is not checked here: what
// is malformed must come back into the form as it was typed.
func Day(r *http.Request, name string) scheme.Date { return scheme.Date(Text(r, name)) }

// Count returns a field that should hold a whole number, 0 when it is empty.
func Count(r *http.Request, name string) (int, error) {
	s := Text(r, name)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0, scheme.Refuse(scheme.Invalid, "refusal.number.not_whole").On(name)
	}
	return n, nil
}

// Fingerprint tells whether something is still what a form was filled with.
// A form carries it, so that a save can tell another person's change to the
// same part from one elsewhere in the application.
func Fingerprint(part any) string {
	b, err := json.Marshal(part)
	if err != nil {
		panic("portal: part of an application does not marshal: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}
