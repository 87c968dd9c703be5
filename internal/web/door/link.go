package door

import (
	"net/http"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/desk/link"
)

// showLink says what a link is for and changes nothing: mail programs and
// virus scanners open links too.
func (d *Door) showLink(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Referrer-Policy", "strict-origin") // the address opens an account; not even our own logs need it
	token := r.PathValue("token")
	view, err := d.account.ShowLink(r.Context(), token)
	if err != nil {
		return err
	}
	title := "door.link.title"
	if view.State != account.LinkOpen {
		title = "door.link." + string(view.State) + "_title"
	}
	f := d.frame(r, title)
	here := f.To("/door/link/" + token)
	kind := string(view.Kind)
	if view.Kind == "invite" && !view.First {
		kind = "add"
	}
	status := http.StatusOK
	if view.State == account.LinkUnknown {
		status = http.StatusNotFound
	}
	return d.site.Render(w, r, status, link.Show(link.Page{
		Frame: f, Kind: kind, State: string(view.State),
		Name: view.Name, Organisation: view.Organisation.In(f.P.Lang),
		Take: here, Renew: here + "/renew",
		SignIn: f.To("/door/sign-in"), Recover: f.To("/door/recover"),
	}))
}

// takeLink uses the link up. A link that cannot be taken shows its page,
// which says why and what to do.
func (d *Door) takeLink(w http.ResponseWriter, r *http.Request) error {
	session, err := d.account.TakeLink(r.Context(), r.PathValue("token"))
	if len(scheme.RefusalsOf(err)) > 0 {
		return d.showLink(w, r)
	}
	if err != nil {
		return err
	}
	d.site.SetSession(w, session)
	return web.Redirect(w, r, "/"+web.Lang(r)+"/door/enrol")
}

func (d *Door) renewLink(w http.ResponseWriter, r *http.Request) error {
	if err := d.account.RenewLink(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/door/link-sent")
}

func (d *Door) linkSent(w http.ResponseWriter, r *http.Request) error {
	return d.tell(w, r, "door.link.renewed_title", []string{"door.link.renewed", "door.recover.asked_wait"})
}
