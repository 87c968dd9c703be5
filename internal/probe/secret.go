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
	mu    sync.Mutex
	all   map[string]string
	asked map[string]bool
	older [][2]string // account and password, that hold no more and are hidden all the same
}

// Put keeps the password of an account of a unit.
func (s *Secrets) Put(unit, account, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = map[string]string{}
	}
	key := unit + "\x00" + account
	if before, ok := s.all[key]; ok && before != password {
		s.older = append(s.older, [2]string{account, before})
	}
	s.all[key] = password
}

// Of returns the password of an account of a unit; false when none was given.
func (s *Secrets) Of(unit, account string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	password, ok := s.all[unit+"\x00"+account]
	return password, ok
}

// ask reports whether a person is still to be asked for a password: it is not
// known, and nobody was asked before.
func (s *Secrets) ask(unit, account string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := unit + "\x00" + account
	if _, known := s.all[key]; known || s.asked[key] {
		return false
	}
	if s.asked == nil {
		s.asked = map[string]bool{}
	}
	s.asked[key] = true
	return true
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
	every := slices.Clone(s.older)
	for key, password := range s.all {
		_, account, _ := strings.Cut(key, "\x00")
		every = append(every, [2]string{account, password})
	}
	for _, one := range every {
		account, password := one[0], one[1]
		if len(password) < 4 {
			continue
		}
		forms = append(forms, password, url.QueryEscape(password), url.PathEscape(password), base64.StdEncoding.EncodeToString([]byte(account+":"+password)),
			base64.StdEncoding.EncodeToString([]byte(password)), base64.StdEncoding.EncodeToString([]byte("\x00"+account+"\x00"+password)))
	}
	slices.SortFunc(forms, func(a, b string) int { return len(b) - len(a) })
	for _, f := range forms {
		text = strings.ReplaceAll(text, f, hidden)
	}
	return text
}
