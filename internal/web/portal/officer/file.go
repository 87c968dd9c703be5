package officer

import (
	"context"
	"net/http"
	"slices"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/about"
	"shirushi/internal/web/page/desk/inquiries"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/page/desk/payment"
	"shirushi/internal/web/portal"
)

// file shows one application.
func (d *Desk) file(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showFile(w, r, who, officefile.Typed{}, nil)
}

// showFile shows the application as it stands now, with what was typed into
// the form of a deed that was refused.
func (d *Desk) showFile(w http.ResponseWriter, r *http.Request, who scheme.Actor, typed officefile.Typed, refused error) error {
	return d.showFileWith(w, r, who, refused, func(v *officefile.View) {
		if typed.Reason != "" {
			v.Typed = typed
		}
		v.Typed.Deed, v.Typed.Inquiry = typed.Deed, typed.Inquiry
	})
}

// showFileWith shows the application as it stands now; typed puts into its
// forms what was typed.
func (d *Desk) showFileWith(w http.ResponseWriter, r *http.Request, who scheme.Actor, refused error, typed func(*officefile.View)) error {
	f, err := d.office.File(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if web.RefusedFor(err, "refusal.recused") {
		return d.showStub(w, r, who)
	}
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who, f.Applicant.ID, f.Agent.ID)
	if err != nil {
		return err
	}
	v := d.fileView(r, who, f, names)
	v.Errors = page.ErrorsOf(v.P, refused)
	if v.Assigned, err = d.assignedOf(r, who, v.Frame, f.Application.ID); err != nil {
		return err
	}
	v.Assigned.Error = v.Errors.On("to")
	v.Styles = append(v.Styles, "docket.css", "money.css")
	rounds, err := d.office.Rounds(r.Context(), who, f.Application.ID)
	if err != nil {
		return err
	}
	v.Rounds, v.Changes = rounds.Submissions, rounds.Changes
	typed(&v)
	v.Styles, v.Scripts = append(v.Styles, inquiries.Style, "evidence.css"), append(v.Scripts, "evidence.js")
	v.Inquiries = inquiriesOf(v.Frame, f, v.Typed.Inquiry, v.Errors)
	return d.Site.Render(w, r, web.StatusOf(refused), officefile.Page(v))
}

func (d *Desk) fileView(r *http.Request, who scheme.Actor, f office.File, names map[scheme.PersonID]string) officefile.View {
	a := f.Application
	v := officefile.View{
		Frame: d.OfficeFrame(r, who, ""),
		Here:  portal.OfficeHome(r, "applications", string(a.ID)), Back: portal.OfficeHome(r), Today: f.Scheme.Day(d.Site.Now()), JudgedOn: f.JudgedOn,
		Application: a, Checklist: f.Checklist, Applicant: f.Applicant, Agent: f.Agent, Edition: f.Edition, Scheme: f.Scheme,
		Names: names,
	}
	v.Title = v.P.T("officer.file.title", currentNumber(a))
	v.Crumbs = []page.Link{{Text: v.P.T("officer.nav.applications"), Href: v.Back}}
	if v.Saved = portal.Done(v.Frame, r, a.Numbers.Acceptance); r.URL.Query().Get("done") == string(scheme.DeedAccept) {
		v.Saved += askedNow(v.Frame, f)
	}
	if f.About != nil {
		v.About = about.View{Frame: v.Frame, Kind: a.Kind, Label: f.About.Label, Href: portal.OfficeHome(r, "labels", string(f.About.Label.Number)), Status: f.About.Status,
			Until: f.About.Until, Open: a.Closed.IsZero(), Known: f.About.Before.Application != "", Changes: f.About.Changes, Scheme: f.Scheme, Edition: f.Edition}
	}
	v.Findings = findings(v.Frame, f)
	v.Deeds, v.Shut = openAndShut(v.Frame, f, who)
	if slices.Contains(f.Deeds, scheme.DeedEdit) {
		v.EntryHref = v.To("/desk/applications/" + string(a.ID))
	}
	if slices.Contains(f.Deeds, scheme.DeedWithdraw) {
		v.Withdraw = v.Here + "/withdraw"
	}
	if a.Entered() && (a.State == scheme.Rejected || a.State == scheme.Refused) {
		v.ObjectHref = objectionOf(v.Frame, scheme.AgainstApplication, string(a.ID))
	}
	v.Letters = portal.LettersOf(v.Frame, f)
	v.Comments, v.CanComment = f.Comments, slices.Contains(f.Deeds, scheme.DeedComment)
	v.History = historyOf(v.Frame, notedOf(v.Frame, f), names)
	if a.Label != "" {
		v.LabelHref = portal.OfficeHome(r, "labels", string(a.Label))
	}
	if !a.AcceptedAt.IsZero() {
		v.MoneyHref = portal.OfficeHome(r, "money", "applications", string(a.ID))
		v.Money = payment.Part{P: v.P, Opened: true, Ledger: f.Ledger, Today: f.Today}
		v.EnterFee = a.State == scheme.Accepted && !a.FeeSettled() && f.Ledger.Received == 0 // afterwards on the page of its money
	}
	return v
}

// askedNow says which authorities were asked with the acceptance, and until
// when they have time; "" when none was.
func askedNow(f page.Frame, file office.File) string {
	var names []string
	var due scheme.Date
	for _, one := range file.Inquiries {
		names, due = append(names, one.Name.In(f.P.Lang)), one.Due
	}
	switch {
	case len(names) == 0:
		return ""
	case due == "":
		return " " + f.P.T("officer.accept.asked_open", f.P.List(names))
	}
	return " " + f.P.T("officer.accept.asked", f.P.List(names), due)
}

// currentNumber is the number by which an application goes now; "" before it
// has any.
func currentNumber(a scheme.Application) string {
	if given := a.Given(); len(given) > 0 {
		return given[0].Number
	}
	return ""
}

// A fileWork does one deed to an application with what was typed.
type fileWork func(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, t officefile.Typed) error

// fileFields are the fields of the deeds' forms.
var fileFields = []string{"reason", "despite"}

// fileDeed makes a handler that does a deed and shows the application, with
// what was typed when the deed was refused.
func (d *Desk) fileDeed(deed scheme.Deed, work fileWork) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if _, err := web.Form(r); err != nil {
			return err
		}
		id := scheme.ApplicationID(r.PathValue("id"))
		typed := readDeed(r, deed)
		err := work(r.Context(), who, id, typed)
		if err == nil {
			return web.Redirect(w, r, portal.OfficeHome(r, "applications", string(id))+"?done="+string(deed))
		}
		if portal.CannotShow(err) {
			return err
		}
		return d.showFile(w, r, who, typed, portal.OnForm(err, string(deed)+".", fileFields...))
	}
}

// readDeed reads the form of a deed; its fields bear the deed's name, because
// several forms stand on one page.
func readDeed(r *http.Request, deed scheme.Deed) officefile.Typed {
	field := func(part string) string { return portal.Text(r, string(deed)+"."+part) }
	t := officefile.Typed{Deed: deed, Reason: field("reason")}
	if field("despite") == "yes" {
		for _, id := range r.PostForm[string(deed)+".seen"] {
			t.Seen = append(t.Seen, scheme.CommentID(id))
		}
	}
	return t
}

func (d *Desk) acceptFile(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, t officefile.Typed) error {
	return d.office.Accept(ctx, who, id, t.Seen...)
}

func (d *Desk) returnFile(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, t officefile.Typed) error {
	return d.office.Return(ctx, who, id, t.Reason)
}

func (d *Desk) rejectFile(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, t officefile.Typed) error {
	return d.office.Reject(ctx, who, id, t.Reason)
}
