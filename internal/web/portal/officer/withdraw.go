package officer

import (
	"net/http"
	"slices"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/desk/entry"
	"shirushi/internal/web/portal"
)

func (d *Desk) withdrawForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showWithdraw(w, r, who, entry.Typed{}, nil)
}

// showWithdraw asks for the paper by which an applicant withdraws an
// application that came on paper.
func (d *Desk) showWithdraw(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed entry.Typed, refused error) error {
	f, err := d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if web.RefusedFor(err, "refusal.recused") {
		return d.showStub(w, r, who)
	}
	if err != nil {
		return err
	}
	a := f.Application
	if !a.Entered() {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if !slices.Contains(f.Deeds, scheme.DeedWithdraw) && refused == nil {
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(a.ID)))
	}
	s, err := d.Site.Scheme(r.Context())
	if err != nil {
		return err
	}
	show := entry.Withdrawal{Page: d.entryPage(r, who, s, "submission.withdraw.enter", typed, refused), Sent: a.Received != "", Paid: a.Fee.Paid != ""}
	p := show.Frame.P
	show.Button, show.Back = p.T("submission.withdraw.button"), portal.OfficeHome(r, "applications", string(a.ID))
	if a.Received > show.Earliest {
		show.Earliest = a.Received
	}
	if show.Product = a.Product.Name.In(p.Lang); show.Product == "" {
		show.Product = p.T("officer.product.unnamed")
	}
	return d.Site.Render(w, r, web.StatusOf(refused), entry.Withdraw(show))
}

// withdraw records that an applicant has withdrawn on paper.
func (d *Desk) withdraw(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	id, typed := scheme.ApplicationID(r.PathValue("id")), typedEntry(r)
	err := d.office.EnterWithdrawal(r.Context(), who, id, office.WithdrawalRequest{Paper: paperOf(typed), Reason: typed.Reason})
	switch {
	case err == nil:
		return d.afterWithdrawal(w, r, who, id)
	case portal.CannotShow(err):
		return err
	}
	return d.showWithdraw(w, r, who, typed, portal.OnForm(err, "", "received", "reference", "sha256", "kept_at", "reason"))
}

// afterWithdrawal leads to the application; to the list of entries when it
// was never handed in and its page is gone.
func (d *Desk) afterWithdrawal(w http.ResponseWriter, r *http.Request, who scheme.Actor, id scheme.ApplicationID) error {
	f, err := d.office.File(r.Context(), who, id)
	if err != nil {
		return err
	}
	if f.Application.Received == "" {
		return web.Redirect(w, r, portal.OfficeHome(r, "entries"))
	}
	return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done=withdraw")
}
