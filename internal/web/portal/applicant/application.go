package applicant

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/application"
	"shirushi/internal/web/page/desk/giveup"
	"shirushi/internal/web/page/desk/payment"
	"shirushi/internal/web/portal"
)

// at is the address of an application or, with more, of one of its pages.
func at(r *http.Request, id scheme.ApplicationID, more string) string {
	return "/" + web.Lang(r) + "/desk/applications/" + string(id) + more
}

// file reads the application that the address names.
func (d *Desk) file(r *http.Request, who scheme.Actor) (office.File, error) {
	return d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
}

// inside gives the frame of a page within an application the way there.
func (d *Desk) inside(r *http.Request, who scheme.Actor, f office.File, title string) page.Frame {
	frame := d.Frame(r, who, title)
	frame.Crumbs = []page.Link{
		{Text: frame.P.T("applicant.nav.applications"), Href: frame.To("/desk/applications")},
		{Text: called(frame, f.Application.Product.Name), Href: at(r, f.Application.ID, "")},
	}
	if fromReview(r) {
		frame.Crumbs = append(frame.Crumbs, page.Link{Text: frame.P.T("applicant.review.title"), Href: at(r, f.Application.ID, "/review")})
	}
	return frame
}

// toReview is the query with which a form is opened from the review; it leads
// back there once it has been saved.
const toReview = "?back=review"

func fromReview(r *http.Request) bool { return r.URL.Query().Get("back") == "review" }

// after is where a saved form leads: to the review when it was opened from
// there, else there.
func after(r *http.Request, id scheme.ApplicationID, there string) string {
	if fromReview(r) {
		return at(r, id, "/review")
	}
	return there
}

// called is a product's name; a draft may not have one yet.
func called(f page.Frame, name scheme.Text) string {
	if name.IsZero() {
		return f.P.T("applicant.unnamed")
	}
	return name.In(f.P.Lang)
}

// move names whose move it is, for the messages "applicant.move.…".
func move(a scheme.Application) string {
	if a.State != scheme.Accepted {
		return string(a.State)
	}
	switch {
	case a.Fee.Paid == "":
		return "fee"
	case !a.Settled():
		return "inquiry"
	}
	return "decision"
}

// lastChange is the last step that an application took.
func lastChange(a scheme.Application) time.Time {
	last := a.Started
	for _, t := range []time.Time{a.Declaration.At, a.AcceptedAt, a.Fee.At, a.Closed} {
		if t.After(last) {
			last = t
		}
	}
	for _, back := range a.Returns {
		if back.At.After(last) {
			last = back.At
		}
	}
	return last
}

// application shows where one application stands.
func (d *Desk) application(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	a := f.Application
	frame := d.Frame(r, who, called(d.Site.Frame(r, ""), a.Product.Name))
	frame.Crumbs = []page.Link{{Text: frame.P.T("applicant.nav.applications"), Href: frame.To("/desk/applications")}}
	frame.Styles = append(frame.Styles, "money.css")
	show := application.Page{
		Frame: frame, State: a.State, Product: a.Product.Name, Reason: a.Reason,
		Move: frame.P.T("applicant.next."+move(a), f.Fee.Yen), Facts: facts(frame, f), Letter: portal.DecisionLetter(frame, f, at(r, a.ID, "")),
		Editable: slices.Contains(f.Deeds, scheme.DeedEdit), Review: at(r, a.ID, "/review"), Files: at(r, a.ID, "/files"), History: at(r, a.ID, "/history"),
	}
	if show.Editable {
		show.Tasks, show.Preview = d.tasks(r, frame, f), at(r, a.ID, "/preview")
		show.Ready, show.GoOn = done(show.Tasks), goOn(r, f)
		show.Ahead, show.Fee = stepsAhead(frame, f.Scheme, a, f.Fee), feeAhead(frame, f.Fee, a.Received)
	}
	if a.State == scheme.Submitted || a.State == scheme.Accepted {
		tellSent(&show, f)
	}
	if a.State == scheme.Issued && a.ListingWish > f.Today {
		show.Move = frame.P.T("apply.next.unlisted", a.ListingWish)
	}
	if a.State == scheme.Rejected || a.State == scheme.Refused {
		s, err := d.Site.Scheme(r.Context())
		if err != nil {
			return err
		}
		show.Objection = portal.Objection(frame, s, s.Day(a.Closed))
		show.Object = frame.To("/desk/objections/new") + "?against=application&of=" + string(a.ID)
	}
	show.About = aboutOf(frame, f)
	if err := d.tellWay(&show, r, who, f); err != nil {
		return err
	}
	if err := d.showDoors(&show, r, who, f); err != nil {
		return err
	}
	tellReturn(&show, r, f)
	tellEntry(&show, r, who, f)
	for round := 1; round <= a.HandedIn(); round++ {
		show.Copies = append(show.Copies, page.Link{Text: frame.P.T("submission.copy.link", round), Href: at(r, a.ID, "/submissions/"+strconv.Itoa(round)+"/copy.pdf")})
	}
	if a.Label != "" && a.ListingWish <= f.Today { // else there is no such page yet
		show.LabelPage = frame.To("/labels/" + string(a.Label))
	}
	if slices.Contains(f.Deeds, scheme.DeedWithdraw) {
		show.GiveUp = at(r, a.ID, "/give-up")
	}
	return d.Site.Render(w, r, http.StatusOK, application.Show(show))
}

// tellSent fills in what the page that follows a submission says, and how an
// error is corrected now that the office has the application.
func tellSent(show *application.Page, f office.File) {
	frame, a, office := show.Frame, f.Application, f.Scheme.Invoicing.Issuer
	show.Ahead, show.Guide = stepsAhead(frame, f.Scheme, a, f.Fee), frame.To("/label-use")
	show.Wish = frame.P.T("apply.sent.wish", wishOf(frame, a))
	show.Mend = frame.P.T("apply.sent.mend." + string(a.State))
	if !office.Name.IsZero() {
		show.Desk = rowsOf(frame, "apply.sent.office", office.Name.In(frame.P.Lang), "apply.sent.address", office.Address.In(frame.P.Lang),
			"apply.sent.contact", office.Contact.In(frame.P.Lang))
	}
}

// tellReturn fills in what the office has said, and by when to correct it.
func tellReturn(show *application.Page, r *http.Request, f office.File) {
	a := f.Application
	if a.State == scheme.Returned && len(a.Returns) > 0 {
		show.Returned, show.DueBy = a.Returns[len(a.Returns)-1].Reason, f.Scheme.CorrectDue(&a)
	}
	if len(f.Comments) > 0 {
		show.Comments = at(r, a.ID, "/comments")
	}
	for _, c := range f.Comments {
		if c.Round == len(a.Returns) {
			show.Given++
			if c.Open() {
				show.Open++
			}
		}
	}
}

// tellEntry leads the officer who enters an application from paper back to
// the office's pages.
func tellEntry(show *application.Page, r *http.Request, who scheme.Actor, f office.File) {
	a := f.Application
	if !show.Editable || !slices.Contains(a.RolesOf(who), scheme.RoleEntry) {
		return
	}
	show.Entry, show.Office = portal.OfficeHome(r, "applications", string(a.ID), "paper"), portal.OfficeHome(r, "entries")
	if a.Received != "" {
		show.Office = portal.OfficeHome(r, "applications", string(a.ID))
	}
}

// facts are what stands at the foot of an application's page.
func facts(frame page.Frame, f office.File) []page.Row {
	a, p := f.Application, frame.P
	level, _ := f.Scheme.Level(a.Level)
	rows := []page.Row{
		{Key: p.T("applicant.applicant"), Text: f.Applicant.Name.In(p.Lang)},
		{Key: page.LabelOf(p, "level"), Text: level.Name.In(p.Lang)},
		{Key: page.LabelOf(p, "edition"), Text: f.Edition.Title.In(p.Lang) + " " + string(a.Edition)},
	}
	if c, ok := f.Scheme.Category(a.Category); ok {
		rows = append(rows, page.Row{Key: page.LabelOf(p, "category"), Text: c.Name.In(p.Lang)})
	}
	if !f.Agent.Name.IsZero() {
		rows = append(rows, page.Row{Key: p.T("applicant.agent"), Text: f.Agent.Name.In(p.Lang)})
	}
	given := func(key, text string) {
		if text != "" {
			rows = append(rows, page.Row{Key: p.T(key), Text: text})
		}
	}
	given("applicant.number.application", a.Numbers.Application)
	given("applicant.number.acceptance", a.Numbers.Acceptance)
	given("applicant.number.provisional", a.Numbers.Provisional)
	given("applicant.number.registration", string(a.Label))
	given("applicant.started", p.Time(a.Started))
	given("applicant.received", p.Date(a.Received))
	given("applicant.accepted", p.Time(a.AcceptedAt))
	money := payment.Part{P: p, Opened: !a.AcceptedAt.IsZero(), Ended: !a.Closed.IsZero() && a.AcceptedAt.IsZero(), Expected: f.Fee.Yen, Ledger: f.Ledger, Today: f.Today}
	rows = append(rows, page.Row{Key: p.T("applicant.fee"), Part: payment.Summary(money, frame.To("/desk/applications/"+string(a.ID)+"/money"))})
	given("applicant.closed", p.Time(a.Closed))
	if a.Label != "" && a.ListingWish > f.Today {
		rows = append(rows, page.Row{Key: page.LabelOf(p, "listed"), Text: p.T("apply.listed_from", a.ListingWish)})
	}
	return rows
}

func (d *Desk) giveUpForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	if !slices.Contains(f.Deeds, scheme.DeedWithdraw) {
		return web.Redirect(w, r, at(r, f.Application.ID, ""))
	}
	if slices.Contains(f.Application.RolesOf(who), scheme.RoleEntry) { // an officer withdraws by the paper that asks for it
		return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(f.Application.ID), "withdraw"))
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.giveup.title"))
	return d.Site.Render(w, r, http.StatusOK, giveup.Show(giveup.Page{
		Frame: frame, Product: called(frame, f.Application.Product.Name), Paid: f.Application.Fee.Paid != "", Back: at(r, f.Application.ID, ""),
	}))
}

func (d *Desk) giveUp(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	id := scheme.ApplicationID(r.PathValue("id"))
	if err := d.office.GiveUp(r.Context(), who, id); err != nil {
		return err
	}
	return web.Redirect(w, r, at(r, id, ""))
}
