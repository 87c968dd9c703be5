package door

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/demo"
)

// local answers only to a host name under which the demo itself speaks: a
// demo that has been put on a network by mistake lets nobody in.
func (d *Door) local(h web.Handler) http.Handler {
	return d.site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		if !slices.Contains(d.demo.Hosts, r.Host) {
			return scheme.Refuse(scheme.Missing, "error.missing")
		}
		return h(w, r)
	})
}

func (d *Door) showDemo(w http.ResponseWriter, r *http.Request) error {
	return d.demoPage(w, r, r.PathValue("person"), r.URL.Query().Get("next"), "", nil)
}

// demoPage asks whether to sign in as this person, and how many days to let
// pass.
func (d *Door) demoPage(w http.ResponseWriter, r *http.Request, person, then, days string, refused error) error {
	f := d.frame(r, "door.demo.title")
	p := demo.Page{Frame: f, Person: person, Next: next(r, then), Action: f.To("/door/demo"), Days: days, AtMost: DaysAtMost, Errors: page.ErrorsOf(f.P, refused)}
	if d.demo.Days != nil {
		p.Today = d.demo.Days.Today()
	}
	return d.site.Render(w, r, web.StatusOf(refused), demo.Show(p))
}

func (d *Door) enterDemo(w http.ResponseWriter, r *http.Request) error {
	values, err := web.Form(r)
	if err != nil {
		return err
	}
	session, err := d.account.DemoSignIn(r.Context(), scheme.PersonID(values.Get("person")))
	if err != nil {
		return err
	}
	d.site.SetSession(w, session)
	return web.Redirect(w, r, next(r, values.Get("next")))
}

// letPass lets days of the demo pass, and comes back to the page it was asked
// on.
func (d *Door) letPass(w http.ResponseWriter, r *http.Request) error {
	values, err := web.Form(r)
	if err != nil {
		return err
	}
	person, typed := values.Get("person"), strings.TrimSpace(values.Get("days"))
	days, err := strconv.Atoi(typed)
	if err != nil || days < 1 || days > DaysAtMost {
		refused := scheme.Refuse(scheme.Invalid, "refusal.demo.days").On("days").With(DaysAtMost)
		return d.demoPage(w, r, person, values.Get("next"), typed, refused)
	}
	if err := d.demo.Days.LetPass(r.Context(), days); err != nil {
		return err
	}
	to := "/" + web.Lang(r) + "/door/demo/" + url.PathEscape(person) + "?next=" + url.QueryEscape(next(r, values.Get("next")))
	return web.Redirect(w, r, to)
}
