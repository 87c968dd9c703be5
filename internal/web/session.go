package web

import (
	"mime"
	"net/http"
	"net/url"

	"shirushi/internal/scheme"
)

// The __Host- prefix keeps other hosts of the domain from setting the cookie;
// browsers grant it over https only.
func (s *Site) sessionCookie() string {
	if s.secure {
		return "__Host-shirushi"
	}
	return "shirushi"
}

// Session returns the token of the request's session; "" when there is none.
func (s *Site) Session(r *http.Request) string {
	c, err := r.Cookie(s.sessionCookie())
	if err != nil {
		return ""
	}
	return c.Value
}

// SetSession gives the browser a session, until it is closed.
func (s *Site) SetSession(w http.ResponseWriter, token string) {
	http.SetCookie(w, &http.Cookie{Name: s.sessionCookie(), Value: token, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// EndSession takes the session from the browser.
func (s *Site) EndSession(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: s.sessionCookie(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode})
}

// A DeskHandler answers someone who has signed in.
type DeskHandler func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error

// Desk makes an http.Handler of h. Readers who have not signed in are led to
// the door, and from there back to the page they wanted.
func (s *Site) Desk(h DeskHandler) http.Handler {
	return s.Handle(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		who, err := s.Actor(r.Context(), s.Session(r))
		if RefusedFor(err, "refusal.signed_out") && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			return Redirect(w, r, SignIn(r))
		}
		if err != nil {
			return err
		}
		return h(w, r, who)
	})
}

// SignIn returns the address of the door, which leads back to this page.
func SignIn(r *http.Request) string {
	return "/" + Lang(r) + "/door/sign-in?next=" + url.QueryEscape(r.URL.RequestURI())
}

// Form returns the values of a submitted form, whichever of the two ways of a
// browser it came in. It refuses what no form sends, and texts that no
// database takes.
func Form(r *http.Request) (url.Values, error) {
	kind, err := formKind(r)
	if err != nil {
		return nil, err
	}
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(formInMemory)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		return nil, unreadable(err)
	}
	for key, all := range r.PostForm {
		for _, v := range append(all, key) {
			if !clean(v) { // no browser sends these for what was typed
				return nil, errCharacters
			}
		}
	}
	return r.PostForm, nil
}

const formInMemory = 1 << 20 // of its files; the rest waits on disk

// CheckForm refuses what no form of ours sends, before anything is done. A
// form with files is only looked at from outside: whoever takes the files
// reads it within the bounds that hold for them.
func CheckForm(r *http.Request) error {
	kind, err := formKind(r)
	if err != nil || kind == "multipart/form-data" {
		return err
	}
	_, err = Form(r)
	return err
}

// formKind returns in which way a form came. One without a body, as a script
// may send it, counts as a form without fields.
func formKind(r *http.Request) (string, error) {
	given := r.Header.Get("Content-Type")
	if given == "" && r.ContentLength == 0 {
		return "", nil
	}
	kind, params, err := mime.ParseMediaType(given)
	switch {
	case err != nil:
	case kind == "application/x-www-form-urlencoded", kind == "multipart/form-data" && params["boundary"] != "":
		return kind, nil
	}
	return "", errNotForm
}
