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
	next := f.Application.NextDeclaration()
	return d.showReview(w, r, who, f, review.Declare{Name: next.Name, Title: next.Title, TermsBy: next.TermsBy}, nil)
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
	typed := readDeclare(r)
	if r.PostFormValue("do") == "save" {
		return d.keepTyped(w, r, who, f, typed)
	}
	revision, hash := seen(r)
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

// seen is what the person has read, as the form of the declaration says.
func seen(r *http.Request) (revision int, hash string) {
	number, hash, _ := strings.Cut(r.PostFormValue("revision"), ".")
	revision, err := strconv.Atoi(number)
	if err != nil || hash == "" {
		return -1, "none" // never read: refused as stale
	}
	return revision, hash
}

// keepTyped keeps the names that were typed, and declares nothing.
func (d *Desk) keepTyped(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File, typed review.Declare) error {
	revision, _ := seen(r)
	_, err := d.office.SaveDeclaring(r.Context(), who, f.Application.ID, revision, namesOf(typed))
	switch {
	case err == nil: // shown at once: nothing else keeps the ticks
		now, fileErr := d.file(r, who)
		if fileErr != nil {
			return fileErr
		}
		typed.Kept = true
		return d.showReview(w, r, who, now, typed, nil)
	case portal.CannotShow(err):
		return err
	}
	return d.showReview(w, r, who, f, typed, err)
}

func namesOf(typed review.Declare) scheme.Declaring {
	return scheme.Declaring{Name: typed.Name, Title: typed.Title, TermsBy: typed.TermsBy}
}

// typedDeclaring keeps the names as they are typed. The form goes on with the
// revision that this made, so that it still tells what was read.
func (d *Desk) typedDeclaring(r *http.Request, who scheme.Actor, f office.File) (typedSaved, error) {
	revision, hash := seen(r)
	a, err := d.office.SaveDeclaring(r.Context(), who, f.Application.ID, revision, namesOf(readDeclare(r)))
	if err != nil {
		return typedSaved{}, err
	}
	return typedSaved{revision: strconv.Itoa(a.Revision) + "." + hash, at: d.Site.Now()}, nil
}

// readDeclare reads the form of the declaration.
func readDeclare(r *http.Request) review.Declare {
	return review.Declare{Name: portal.Text(r, "declared_by"), Title: portal.Text(r, "declared_title"), Affirmed: r.PostForm["statements"],
		Accepted: r.PostFormValue("terms") == "yes", TermsBy: portal.Text(r, "terms_by"), Signed: portal.Text(r, "signed")}
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
	frame.Scripts = []string{"autosave.js"}
	declare.Save = at(r, f.Application.ID, "/review/typed")
	show := review.Page{
		Kinds: f.Scheme.Evidence,
		Frame: frame, Errors: page.ErrorsOf(frame.P, refused), Editable: editable, Sections: sections(r, frame, f, editable),
		Declare: declaring(frame, who, f, declare), Back: at(r, f.Application.ID, ""), Said: d.savedAt(r, frame, f.Scheme),
	}
	for _, finding := range f.Findings {
		show.Findings = append(show.Findings, review.Finding{Text: page.Named(frame.P, finding), Where: where(frame, f, finding), Href: mendAt(r, f, finding)})
	}
	for _, c := range f.Edition.Items {
		one := review.Item{Criterion: c, Answer: f.Checklist.Answer(c.ID)}
		if editable {
			one.Change = at(r, f.Application.ID, "/checklist/"+string(c.ID)) + toReview
		}
		show.Items = append(show.Items, one)
	}
	if !editable && !f.Application.Declaration.At.IsZero() {
		by, err := d.declaredBy(r, who, f.Application)
		if err != nil {
			return err
		}
		show.Declared = declared(frame, f, by)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), review.Show(show))
}

// declaring fills in what the form of the declaration asks for, beside what
// was typed.
func declaring(frame page.Frame, who scheme.Actor, f office.File, typed review.Declare) review.Declare {
	typed.Statements, typed.Terms, typed.Revision = f.Scheme.Statements, f.Scheme.Terms, readRevision(f)
	typed.Entered, typed.Received = slices.Contains(f.Application.RolesOf(who), scheme.RoleEntry), f.Application.Paper.Received
	typed.By = who.Person.Name
	if f.Fee.Yen > 0 {
		typed.Fee = frame.P.T("applicant.declare.fee", f.Fee.Yen)
	}
	return typed
}

// declaredBy names who was signed in when the application was last handed in.
func (d *Desk) declaredBy(r *http.Request, who scheme.Actor, a scheme.Application) (string, error) {
	handed, err := d.office.Handed(r.Context(), who, a.ID, a.HandedIn())
	switch {
	case scheme.IsRefusal(err, scheme.Missing): // kept before submissions were
		return "", nil
	case err != nil:
		return "", err
	case handed.By == "":
		return d.Site.Printer(r).T("submission.copy.entered"), nil
	}
	return handed.By, nil
}

// declared is the declaration as it was made: in whose name, typed by whom,
// the statements and the terms in the words that were read.
func declared(frame page.Frame, f office.File, by string) []page.Row {
	d, p := f.Application.Declaration, frame.P
	rows := []page.Row{
		{Key: page.LabelOf(p, "declared_by"), Text: d.Name}, {Key: page.LabelOf(p, "declared_title"), Text: d.Title},
		{Key: p.T("submission.declare.typed_by"), Text: by},
		{Key: p.T("applicant.review.declared_at"), Text: p.Time(d.At)},
		{Key: page.LabelOf(p, "statements"), Text: strings.Join(d.Statements, "\n")},
		{Key: p.T("applicant.review.hash"), Text: d.Checklist},
	}
	if d.Signed != "" {
		rows = append(rows, page.Row{Key: p.T("submission.declare.signed"), Text: p.Date(d.Signed)})
	}
	if d.Terms.At.IsZero() {
		return rows
	}
	return append(rows,
		page.Row{Key: f.Scheme.Terms.Title.In(p.Lang), Text: f.Scheme.Terms.Text.In(d.Terms.Language)},
		page.Row{Key: p.T("apply.terms.accepted_by"), Text: d.Terms.Name}, page.Row{Key: p.T("apply.terms.accepted_at"), Text: p.Time(d.Terms.At)})
}

// where says in which part of the application a finding is.
func where(frame page.Frame, f office.File, finding *scheme.Refusal) string {
	if item := itemOf(f.Edition, finding.Field); item != "" {
		return string(item)
	}
	if finding.Field == "" {
		return ""
	}
	if question, ok := strings.CutPrefix(finding.Field, "scope."); ok {
		question, _, _ = strings.Cut(question, ".")
		if q, ok := f.Scheme.Question(scheme.QuestionID(question)); ok {
			return frame.P.T("applicant.scope.title") + " " + q.Ask.In(frame.P.Lang)
		}
	}
	return frame.P.T("applicant." + partOf(f.Edition, finding.Field) + ".title")
}
