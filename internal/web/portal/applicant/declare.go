package applicant

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/outcome"
	"shirushi/internal/web/page/desk/review"
	"shirushi/internal/web/portal"
)

// review shows all that is or was sent and, while the applicant has it in
// hand, the declaration that submits it.
func (d *Desk) review(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	return d.showReview(w, r, who, f, review.Declare{}, nil)
}

// readRevision is what the declaration's form carries: revision and checklist
// as they were read.
func readRevision(f office.File) string {
	return strconv.Itoa(f.Application.Revision) + "." + f.Checklist.Hash(f.Edition)
}

func (d *Desk) submit(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	typed := review.Declare{Name: portal.Text(r, "declared_by"), Title: portal.Text(r, "declared_title"), Affirmed: r.PostForm["statements"],
		Accepted: r.PostFormValue("terms") == "yes", TermsBy: portal.Text(r, "terms_by"), Signed: portal.Text(r, "signed")}
	number, hash, _ := strings.Cut(r.PostFormValue("revision"), ".")
	revision, err := strconv.Atoi(number)
	if err != nil || hash == "" {
		revision, hash = -1, "none" // never read: refused as stale
	}
	err = d.office.Submit(r.Context(), who, f.Application.ID, office.SubmitRequest{
		Revision: revision, Checklist: hash, Name: typed.Name, Title: typed.Title, Language: web.Lang(r), Affirmed: typed.Affirmed,
		Terms: typed.Accepted, TermsBy: typed.TermsBy, Signed: scheme.Date(typed.Signed),
	})
	switch {
	case err != nil && portal.CannotShow(err):
		return err
	case err != nil:
		f, fileErr := d.file(r, who)
		if fileErr != nil {
			return err
		}
		if !pressedTwice(f.Application, typed, hash) {
			return d.showReview(w, r, who, f, typed, err)
		}
	}
	return web.Redirect(w, r, at(r, f.Application.ID, "/submitted"))
}

// pressedTwice reports whether the declaration that was refused has just been
// made: the button was pressed once more before the answer came.
func pressedTwice(a scheme.Application, typed review.Declare, hash string) bool {
	d := a.Declaration
	return a.State == scheme.Submitted && d.Name == typed.Name && d.Title == typed.Title && d.Checklist == hash
}

func (d *Desk) showReview(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, declare review.Declare, refused error) error {
	editable := slices.Contains(f.Deeds, scheme.DeedSubmit)
	title := "applicant.review.title"
	if !editable {
		title = "applicant.review.title_sent"
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T(title))
	declare.Statements, declare.Terms, declare.Revision = f.Scheme.Statements, f.Scheme.Terms, readRevision(f)
	declare.Entered, declare.Received = slices.Contains(f.Application.RolesOf(who), scheme.RoleEntry), f.Application.Paper.Received
	if f.Fee.Yen > 0 {
		declare.Fee = frame.P.T("applicant.declare.fee", f.Fee.Yen)
	}
	show := review.Page{
		Kinds: f.Scheme.Evidence,
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Editable: editable, Sections: sections(r, frame, f, editable),
		Declare: declare, Back: at(r, f.Application.ID, ""),
	}
	for _, finding := range f.Findings {
		show.Findings = append(show.Findings, review.Finding{Text: frame.P.Refusal(finding), Where: where(frame, f, finding), Href: mendAt(r, f, finding)})
	}
	for _, c := range f.Edition.Items {
		one := review.Item{Criterion: c, Answer: f.Checklist.Answer(c.ID)}
		if editable {
			one.Change = at(r, f.Application.ID, "/checklist/"+string(c.ID))
		}
		show.Items = append(show.Items, one)
	}
	if d := f.Application.Declaration; !d.At.IsZero() && !editable {
		show.Declared = []page.Row{
			{Key: page.LabelOf(frame.P, "declared_by"), Text: d.Name}, {Key: page.LabelOf(frame.P, "declared_title"), Text: d.Title},
			{Key: frame.P.T("applicant.review.declared_at"), Text: frame.P.Time(d.At)},
			{Key: page.LabelOf(frame.P, "statements"), Text: strings.Join(d.Statements, "\n")},
			{Key: frame.P.T("applicant.review.hash"), Text: d.Checklist},
		}
		if d.Signed != "" {
			show.Declared = append(show.Declared, page.Row{Key: frame.P.T("submission.declare.signed"), Text: frame.P.Date(d.Signed)})
		}
		if !d.Terms.At.IsZero() {
			show.Declared = append(show.Declared, page.Row{Key: frame.P.T("apply.terms.accepted_by"), Text: d.Terms.Name},
				page.Row{Key: frame.P.T("apply.terms.accepted_at"), Text: frame.P.Time(d.Terms.At)})
		}
	}
	return d.Site.Render(w, r, web.StatusOf(refused), review.Show(show))
}

// where says in which part of the application a finding is.
func where(frame page.Frame, f office.File, finding *scheme.Refusal) string {
	if item := itemOf(f.Edition, finding.Field); item != "" {
		return string(item)
	}
	if finding.Field == "" {
		return ""
	}
	return frame.P.T("applicant." + partOf(f.Edition, finding.Field) + ".title")
}

// submitted says that the application has been handed in and what happens
// next.
func (d *Desk) submitted(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.file(r, who)
	if err != nil {
		return err
	}
	a := f.Application
	if a.State != scheme.Submitted {
		return web.Redirect(w, r, at(r, a.ID, ""))
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("applicant.submitted.title"))
	return d.Site.Render(w, r, http.StatusOK, outcome.Show(outcome.Page{
		Frame:  frame,
		Strong: frame.P.T("applicant.submitted.number", a.Numbers.Application),
		Text: []string{
			frame.P.T("applicant.submitted.check"), frame.P.T("applicant.submitted.fee", f.Fee.Yen), frame.P.T("applicant.submitted.inquiry"),
			frame.P.T("applicant.submitted.letter"), frame.P.T("applicant.submitted.no_claim"),
		},
		Links: []page.Link{
			{Text: frame.P.T("applicant.back_to_application"), Href: at(r, a.ID, "")},
			{Text: frame.P.T("applicant.review.read"), Href: at(r, a.ID, "/review")},
		},
	}))
}
