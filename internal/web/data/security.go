package data

import (
	"net/http"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// Security says how to report a weakness of this site, as RFC 9116 has it.
// Without a contact nothing is said.
type Security struct {
	Contacts   []string // mailto:, https: or tel:, the preferred one first
	Policy     string   // https address; "" for none
	Encryption string   // address of a key; "" for none
	ValidDays  int      // for which what is said may be relied on, from today
}

// securityTxt tells it. The day until which it holds moves on by itself: as
// long as the site runs with this configuration, it is meant.
func (f front) securityTxt(w http.ResponseWriter, r *http.Request) error {
	if len(f.Security.Contacts) == 0 {
		return scheme.Refuse(scheme.Missing, "error.missing")
	}
	var b strings.Builder
	say := func(field, value string) {
		if value != "" {
			b.WriteString(field + ": " + value + "\n")
		}
	}
	for _, c := range f.Security.Contacts {
		say("Contact", c)
	}
	today := f.site.Now().UTC().Truncate(24 * time.Hour)
	say("Expires", today.AddDate(0, 0, f.Security.ValidDays).Format(time.RFC3339))
	say("Encryption", f.Security.Encryption)
	say("Preferred-Languages", strings.Join(i18n.Languages, ", "))
	say("Canonical", f.site.BaseURL+"/.well-known/security.txt")
	say("Policy", f.Security.Policy)
	w.Header().Set("Cache-Control", "public, max-age=86400")
	web.Give(w, r, "text/plain; charset=utf-8", []byte(b.String()))
	return nil
}
