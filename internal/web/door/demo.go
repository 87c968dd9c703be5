package door

import (
	"net/http"
	"slices"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
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
	f := d.frame(r, "door.demo.title")
	return d.site.Render(w, r, http.StatusOK, demo.Show(demo.Page{
		Frame: f, Person: r.PathValue("person"), Next: next(r, r.URL.Query().Get("next")), Action: f.To("/door/demo"),
	}))
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
