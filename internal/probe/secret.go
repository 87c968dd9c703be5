package probe

import (
	"encoding/base64"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Secrets are the passwords that a run was given, by unit and account. They are
// kept in memory alone: no record, no report and no work folder has them.
type Secrets struct {
	mu  sync.Mutex
	all map[string]string
}

// Put keeps the password of an account of a unit.
func (s *Secrets) Put(unit, account, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]string{}
	}
	s.all[unit+"\x00"+account] = password
}

// Of returns the password of an account of a unit; false when none was given.
func (s *Secrets) Of(unit, account string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	password, ok := s.all[unit+"\x00"+account]
	return password, ok
}

// hidden stands in records where a secret was.
const hidden = "[password]"

// Hide returns text without the secrets, in the forms in which they are sent.
// Passwords of less than four signs are not looked for: they would hide half
// of every record, and protect nothing.
func (s *Secrets) Hide(text string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var forms []string
	for key, password := range s.all {
		if len(password) < 4 {
			continue
		}
		_, account, _ := strings.Cut(key, "\x00")
		forms = append(forms, password, url.QueryEscape(password), url.PathEscape(password), base64.StdEncoding.EncodeToString([]byte(account+":"+password)),
			base64.StdEncoding.EncodeToString([]byte(password)), base64.StdEncoding.EncodeToString([]byte("\x00"+account+"\x00"+password)))
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	for _, f := range forms {
		text = strings.ReplaceAll(text, f, hidden)
	}
	return text
}
