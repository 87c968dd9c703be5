// Package door lets people in and out: sign-in with a passkey, one-time
// links, enrolment, recovery, the fresh passkey before a grave deed, and
// everyone's own account. It refuses to know what people do once inside.
package door

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/outcome"
)

// A Door serves everything under /ja/door/ and /en/door/.
type Door struct {
	site    *web.Site
	account *account.Account
	demo    *Demo
	entries *web.Limiter // of ceremonies and links, by address
	letters *web.Limiter // of requests that send a letter, by address
}

// A Demo lets visitors of a demo in without a passkey. Only a demo has one.
type Demo struct {
	Hosts []string // the only values of the Host header that are answered, such as "localhost:8080"
	Days  *Days    // nil: days pass only as the world's do
}

// Days are those of a demo, which may be let pass at once.
type Days struct {
	Today func() scheme.Date // in the scheme's zone

	// LetPass lets so many days pass, from 1 to DaysAtMost, with all that comes
	// with each of them.
	LetPass func(ctx context.Context, days int) error
}

// DaysAtMost is how many days of a demo may be let pass at one time.
const DaysAtMost = 60

// New makes a door. demo is nil but in a demo.
func New(site *web.Site, a *account.Account, demo *Demo) *Door {
	return &Door{
		site: site, account: a, demo: demo,
		entries: web.NewLimiter(60, 30, site.Now),
		letters: web.NewLimiter(6, 6, site.Now),
	}
}

// frame is the frame of a page of the door.
func (d *Door) frame(r *http.Request, key string) page.Frame {
	f := d.site.Frame(r, d.site.Printer(r).T(key))
	f.Unlisted = true
	f.Styles = append(f.Styles, "desk.css", "rows.css")
	return f
}

// next is where the reader goes after the door: the page of this site that
// the request names, otherwise the desk.
func next(r *http.Request, named string) string {
	home := "/" + web.Lang(r) + "/desk"
	to := web.LocalPath(named, home)
	if u, err := url.Parse(to); err != nil || u.Path == "/"+web.Lang(r)+"/door/sign-in" {
		return home
	}
	return to
}

func (d *Door) tell(w http.ResponseWriter, r *http.Request, titleKey string, textKeys []string, links ...page.Link) error {
	f := d.frame(r, titleKey)
	p := outcome.Page{Frame: f, Links: links}
	for _, key := range textKeys {
		p.Text = append(p.Text, f.P.T(key))
	}
	return d.site.Render(w, r, http.StatusOK, outcome.Show(p))
}

func (d *Door) link(r *http.Request, key, to string) page.Link {
	return page.Link{Text: d.site.Printer(r).T(key), Href: "/" + web.Lang(r) + to}
}

// json makes an http.Handler for passkey.js: what h returns is sent to it,
// a refusal as a message in the reader's language. An address may use it only
// as often as entries are allowed. Failures are logged as those of pages are.
func (d *Door) json(h func(w http.ResponseWriter, r *http.Request) (any, error)) http.Handler {
	return d.site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if !d.entries.Allow(web.Address(r)) {
			return d.refuse(w, r, d.entries.Refuse(web.Address(r), "error.too_often"))
		}
		answer, err := h(w, r)
		switch {
		case len(scheme.RefusalsOf(err)) > 0:
			return d.refuse(w, r, err)
		case err != nil:
			return err
		}
		return web.WriteJSON(w, http.StatusOK, answer)
	})
}

func (d *Door) refuse(w http.ResponseWriter, r *http.Request, err error) error {
	web.SayWhen(w.Header(), err)
	return web.WriteJSON(w, web.StatusOf(err), map[string]string{"message": d.site.Printer(r).Refusal(scheme.RefusalsOf(err)[0])})
}

// A reply is what passkey.js sends at the end of a ceremony.
type reply struct {
	Next       string          `json:"next"`
	Name       string          `json:"name"` // of a new passkey
	Credential json.RawMessage `json:"credential"`
}

func readReply(r *http.Request) (reply, error) {
	var in reply
	err := json.NewDecoder(r.Body).Decode(&in)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return in, err
	case err != nil || len(in.Credential) == 0:
		return in, scheme.Refuse(scheme.Invalid, "door.passkey.failed")
	}
	return in, nil
}
