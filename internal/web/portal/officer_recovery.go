package portal

import (
	"context"
	"net/http"
	"net/url"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officerecoveries"
)

// recoveries lists the wishes of colleagues who lost their passkeys.
func (p *Portal) recoveries(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.showRecoveries(w, r, who, nil)
}

func (p *Portal) showRecoveries(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error) error {
	wishes, err := p.account.Recoveries(r.Context(), who)
	if err != nil {
		return err
	}
	v := officerecoveries.View{Frame: p.officeFrame(r, who, ""), Here: officeHome(r, "recoveries")}
	v.Title = v.P.T("officer.recoveries.title")
	v.Saved = done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	for _, wish := range wishes {
		v.Rows = append(v.Rows, officerecoveries.Row{
			Approve: officeHome(r, "recoveries", wish.ID, "approve"), Refuse: officeHome(r, "recoveries", wish.ID, "refuse"),
			Name: wish.Person.Name, Email: wish.Person.Email, Asked: wish.Asked, Own: wish.Own,
		})
	}
	return p.site.Render(w, r, web.StatusOf(refused), officerecoveries.Page(v))
}

// recoveryDeed makes a handler that settles a wish.
func (p *Portal) recoveryDeed(word string, work func(ctx context.Context, who scheme.Actor, id string) error) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		err := work(r.Context(), who, r.PathValue("id"))
		switch {
		case err == nil:
			return web.Redirect(w, r, officeHome(r, "recoveries")+"?"+url.Values{"done": {word + "_recovery"}}.Encode())
		case web.RefusedFor(err, "refusal.step_up"):
			return toStepUp(w, r, officeHome(r, "recoveries")+"?done=step_up")
		case cannotShow(err):
			return err
		}
		return p.showRecoveries(w, r, who, onForm(err, ""))
	}
}
