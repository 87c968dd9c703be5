package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shirushi/internal/i18n"
)

const langCookie = "lang"

// Lang returns the language in which to answer: that of the address, else the
// one the reader chose, else the best of those the browser names.
func Lang(r *http.Request) string {
	if p := r.URL.Path; len(p) >= 3 && i18n.Known(p[1:3]) && (len(p) == 3 || p[3] == '/') {
		return p[1:3]
	}
	if c, err := r.Cookie(langCookie); err == nil && i18n.Known(c.Value) {
		return c.Value
	}
	return accepted(r.Header.Get("Accept-Language"))
}

// accepted returns the language that an Accept-Language header weighs most,
// the first of the site when it names none of ours.
func accepted(header string) string {
	best, weight := i18n.Languages[0], 0.0
	for _, part := range strings.SplitN(header, ",", 32) {
		tag, rest, _ := strings.Cut(strings.TrimSpace(part), ";")
		lang, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		q := 1.0
		if v, ok := strings.CutPrefix(strings.TrimSpace(rest), "q="); ok {
			parsed, err := strconv.ParseFloat(v, 64)
			if err != nil {
				continue
			}
			q = parsed
		}
		if i18n.Known(lang) && q > weight {
			best, weight = lang, q
		}
	}
	return best
}

// language remembers the choice of a language and shows the page from which
// it was made in that language. It never leads to another site.
func (s *Site) language(w http.ResponseWriter, r *http.Request) error {
	lang := Lang(r)
	http.SetCookie(w, &http.Cookie{Name: langCookie, Value: lang, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
	w.Header().Set("Cache-Control", "no-store")
	to := LocalPath(r.URL.Query().Get("to"), "/"+lang+"/")
	return Redirect(w, r, "/"+lang+to[3:])
}

// LocalPath returns to when it is the address of a page of this site with its
// language, such as "/ja/labels?q=1", and otherwise fallback: what comes from
// outside must not lead the reader away.
func LocalPath(to, fallback string) string {
	if len(to) < 4 || to[0] != '/' || !i18n.Known(to[1:3]) || to[3] != '/' || len(to) > 2000 {
		return fallback
	}
	for _, c := range []byte(to) {
		if c <= ' ' || c == '\\' || c == 0x7f {
			return fallback
		}
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil {
		return fallback
	}
	return to
}
