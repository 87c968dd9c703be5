package door

import (
	"net/http"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/myaccount"
)

func (d *Door) accountRoutes(mux web.Mux) {
	in := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.site.Desk(h)) }
	in("GET /door/account", d.ownAccount)
	in("POST /door/account/passkeys", d.own("key_asked", func(r *http.Request, session string) error {
		return d.account.AskPasskey(r.Context(), session)
	}))
	in("POST /door/account/passkeys/remove", d.own("key_removed", func(r *http.Request, session string) error {
		return d.account.RemovePasskey(r.Context(), session, r.PostFormValue("id"))
	}))
	in("POST /door/account/sessions/end", d.own("sessions_ended", func(r *http.Request, session string) error {
		return d.account.SignOutElsewhere(r.Context(), session)
	}))
	in("POST /door/account/language", d.own("language_saved", func(r *http.Request, session string) error {
		return d.account.SetLanguage(r.Context(), session, r.PostFormValue("language"))
	}))
	in("POST /door/account/daily", d.own("daily_saved", func(r *http.Request, session string) error {
		wanted := r.PostFormValue("daily")
		if wanted != "yes" && wanted != "no" {
			return scheme.Refuse(scheme.Invalid, "refusal.daily").On("daily")
		}
		return d.account.SetDaily(r.Context(), session, wanted == "yes")
	}))
}

// own makes a handler of a change to the own account. done names the
// sentence that says it was done. A fresh passkey is asked for where the
// change needs one.
func (d *Door) own(done string, change func(r *http.Request, session string) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		here := "/" + web.Lang(r) + "/door/account"
		err := change(r, d.site.Session(r))
		switch {
		case err == nil:
			return web.Redirect(w, r, here+"?done="+done)
		case web.RefusedFor(err, "refusal.step_up"):
			return web.Redirect(w, r, "/"+web.Lang(r)+"/door/step-up?next="+here)
		case len(scheme.RefusalsOf(err)) > 0:
			return d.showAccount(w, r, who, err)
		}
		return err
	}
}

func (d *Door) ownAccount(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showAccount(w, r, who, nil)
}

func (d *Door) showAccount(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	keys, err := d.account.Keys(r.Context(), d.site.Session(r))
	if err != nil {
		return err
	}
	_, session, err := d.account.Actor(r.Context(), d.site.Session(r))
	if err != nil {
		return err
	}
	f := d.frame(r, "door.account.title")
	f.Person, f.Place = who.Person.Name, who.Organisation.Name.In(f.P.Lang)
	f.SignOut = f.To("/door/sign-out")
	f.Nav = []page.Link{{Text: f.P.T("door.account.desk"), Href: f.To("/desk")}}
	f.Path = f.To("/door/account")
	p := myaccount.Page{
		Frame: f, Errors: page.ErrorsOf(f.P, refused), Base: f.To("/door/account"),
		Name: who.Person.Name, Email: who.Person.Email, Organisation: f.Place, Language: who.Person.Language,
		SignedIn: session.Made, Daily: "yes",
	}
	if who.Person.NoDigest {
		p.Daily = "no"
	}
	if key := "door.account." + r.URL.Query().Get("done"); f.P.Has(key) && refused == nil {
		p.Saved = f.P.T(key)
	}
	for _, role := range who.Person.Roles {
		p.Roles = append(p.Roles, f.P.T("role."+string(role)))
	}
	for _, k := range keys {
		p.Passkeys = append(p.Passkeys, myaccount.Passkey(k))
	}
	return d.site.Render(w, r, web.StatusOf(refused), myaccount.Show(p))
}
