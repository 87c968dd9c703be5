package officer

import (
	"net/http"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/page/desk/officeissue"
	"shirushi/internal/web/page/desk/payment"
	"shirushi/internal/web/portal"
)

// issueAsk shows what an issue would bring about, once the passkey is fresh.
func (d *Desk) issueAsk(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if web.RefusedFor(err, "refusal.recused") {
		return d.showStub(w, r, who)
	}
	if err != nil {
		return err
	}
	if err := f.Application.MayDo(who, scheme.DeedIssue, judged(f)); err != nil {
		return d.showFile(w, r, who, officefile.Typed{}, err)
	}
	if who.Fresh(d.Site.Now()) != nil {
		return portal.ToStepUp(w, r, r.URL.Path)
	}
	v, err := d.decision(r, who, f)
	if err != nil {
		return err
	}
	v.Title = v.P.T("officer.issue.confirm.title")
	if f.Application.AboutLabel() {
		v.Title = v.P.T("renewal.issue.title." + string(f.Application.Kind))
	}
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.applications"), Href: portal.OfficeHome(r)}, {Text: currentNumber(f.Application), Href: v.Here}}
	return d.Site.Render(w, r, http.StatusOK, officeissue.Page(v))
}

// decision is the page on which the second officer decides, with all that is
// settled in view.
func (d *Desk) decision(r *http.Request, who scheme.Actor, f office.File) (officeissue.View, error) {
	a := f.Application
	rounds, err := d.office.Rounds(r.Context(), who, a.ID)
	if err != nil {
		return officeissue.View{}, err
	}
	names, err := d.Names(r.Context(), who)
	if err != nil {
		return officeissue.View{}, err
	}
	level, _ := f.Scheme.Level(a.Level)
	v := officeissue.View{
		Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "applications", string(a.ID)),
		Application: a, Applicant: f.Applicant.Name, Level: level.Name,
		From: f.Scheme.Day(d.Site.Now()), Until: f.LastDay, Findings: len(f.Findings),
		Rounds: len(rounds.Submissions), Places: len(rounds.Changes),
		Checked: portal.WhoDid(d.Site.Frame(r, ""), a.AcceptedBy, names), Refuse: a.MayDo(who, scheme.DeedRefuse, judged(f)) == nil,
	}
	account, err := d.office.Account(r.Context(), who, a.ID)
	if err != nil {
		return v, err
	}
	v.Money, v.MoneyHref = payment.Part{P: v.P, Opened: true, Ledger: account.Ledger, Today: account.Today}, portal.OfficeHome(r, "money", "applications", string(a.ID))
	for _, one := range account.Payments {
		if one.Struck.IsZero() {
			v.Payers = append(v.Payers, one.Payer)
		}
	}
	var entered []string
	for _, id := range a.EnteredBy {
		entered = append(entered, portal.WhoDid(v.Frame, id, names))
	}
	v.Entered = v.P.List(entered)
	for _, i := range f.Inquiries {
		v.Inquiries = append(v.Inquiries, officeissue.Answered{Authority: i.Name, View: i.Answer.View, Text: i.Answer.Text})
	}
	return v, nil
}

// issue issues the label and shows it.
func (d *Desk) issue(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	number, err := d.office.Issue(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	switch {
	case err == nil:
		return web.Redirect(w, r, portal.OfficeHome(r, "labels", string(number))+"?done=issue")
	case web.RefusedFor(err, "refusal.step_up"):
		return portal.ToStepUp(w, r, r.URL.Path)
	case portal.CannotShow(err):
		return err
	}
	return d.showFile(w, r, who, officefile.Typed{}, portal.OnForm(err, ""))
}
