package admin

import (
	"context"
	"net/http"
	"net/url"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officerecoveries"
	"shirushi/internal/web/portal"
)

// recoveries lists the wishes of colleagues who lost their passkeys.
func (d *Desk) recoveries(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showRecoveries(w, r, who, nil)
}

func (d *Desk) showRecoveries(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	wishes, err := d.account.Recoveries(r.Context(), who)
	if err != nil {
		return err
	}
	v := officerecoveries.View{Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "recoveries")}
	v.Title = v.P.T("officer.recoveries.title")
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, wish := range wishes {
		v.Rows = append(v.Rows, officerecoveries.Row{
			Approve: portal.OfficeHome(r, "recoveries", wish.ID, "approve"), Refuse: portal.OfficeHome(r, "recoveries", wish.ID, "refuse"),
			Name: wish.Person.Name, Email: wish.Person.Email, Asked: wish.Asked, Own: wish.Own,
		})
	}
	return d.Site.Render(w, r, web.StatusOf(refused), officerecoveries.Page(v))
}

// recoveryDeed makes a handler that settles a wish.
func (d *Desk) recoveryDeed(word string, work func(ctx context.Context, who scheme.Actor, id string) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		err := work(r.Context(), who, r.PathValue("id"))
		switch {
		case err == nil:
			return web.Redirect(w, r, portal.OfficeHome(r, "recoveries")+"?"+url.Values{"done": {word + "_recovery"}}.Encode())
		case web.RefusedFor(err, "refusal.step_up"):
			return portal.ToStepUp(w, r, portal.OfficeHome(r, "recoveries")+"?done=step_up")
		case portal.CannotShow(err):
			return err
		}
		return d.showRecoveries(w, r, who, portal.OnForm(err, ""))
	}
}
