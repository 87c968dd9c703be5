package applicant

import (
	"net/http"
	"slices"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/withdraw"
	"shirushi/internal/web/portal"
)

func (d *Desk) withdrawForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showWithdraw(w, r, who, withdraw.Page{}, nil)
}

// withdraw ends a label at its holder's wish, once the warning has been
// acknowledged.
func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed := withdraw.Page{Ground: portal.Text(r, "ground"), Reason: portal.Text(r, "reason"), Sure: portal.Text(r, "sure")}
	var err error
	if typed.Sure == "yes" {
		err = d.office.WithdrawLabel(r.Context(), who, scheme.LabelNumber(r.PathValue("number")), scheme.GroundID(typed.Ground), typed.Reason)
	} else {
		err = scheme.Refuse(scheme.Invalid, "refusal.withdraw.sure").On("sure")
	}
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		return d.showWithdraw(w, r, who, typed, err)
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/labels/"+r.PathValue("number")+"?done=withdrawn")
}

func (d *Desk) showWithdraw(w http.ResponseWriter, r *http.Request, who scheme.Actor, show withdraw.Page, refused error) error {
	l, err := d.office.Label(r.Context(), who, scheme.LabelNumber(r.PathValue("number")))
	if err != nil {
		return err
	}
	if !slices.Contains(l.Deeds, scheme.DeedWithdraw) && refused == nil {
		return scheme.Refuse(scheme.Conflict, "refusal.label.ended")
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("applicant.withdraw.title"))
	hub := f.To("/desk/labels/" + string(l.Label.Number))
	f.Crumbs = []page.Link{{Text: f.P.T("holder.nav"), Href: f.To("/desk/labels")}, {Text: l.Label.Product.Name.In(f.P.Lang), Href: hub}}
	show.Frame, show.Errors, show.Back = f, page.ErrorsOf(f.P, refused), hub
	show.Facts = labelFacts(f, l)
	for _, g := range l.Scheme.Grounds {
		if g.Ends == scheme.DeedWithdraw {
			show.Grounds = append(show.Grounds, page.Option{Value: string(g.ID), Label: g.Text.In(f.P.Lang)})
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), withdraw.Show(show))
}

func labelFacts(f page.Frame, l office.LabelFile) []page.Row {
	return rowsOf(f,
		"applicant.number.registration", string(l.Label.Number), "applicant.product.title", l.Label.Product.Name.In(f.P.Lang),
		"applicant.label.valid_until", f.P.Date(l.Label.ValidUntil))
}
