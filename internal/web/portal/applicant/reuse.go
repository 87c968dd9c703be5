package applicant

import (
	"crypto/rand"
	"net/http"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/clone"
	"shirushi/internal/web/page/desk/earlier"
	"shirushi/internal/web/page/desk/evidence"
	"shirushi/internal/web/page/desk/savebar"
	"shirushi/internal/web/portal"
)

// cloneForm asks before an application is copied.
func (d *Desk) cloneForm(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.office.CloneFrom(r.Context(), who, scheme.ApplicationID(r.PathValue("id")))
	if err != nil {
		return err
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("apply.clone.title"))
	return d.Site.Render(w, r, http.StatusOK, clone.Show(clone.Page{
		Frame: frame, Product: called(frame, f.Application.Product.Name), Answers: len(f.Checklist), Form: rand.Text(), Back: at(r, f.Application.ID, ""),
	}))
}

func (d *Desk) cloneTo(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	if _, err := web.Form(r); err != nil {
		return err
	}
	form := portal.Text(r, "form")
	if form == "" {
		return scheme.Refuse(scheme.Invalid, "refusal.start.form")
	}
	id, err := d.office.CloneTo(r.Context(), who, office.CloneRequest{From: scheme.ApplicationID(r.PathValue("id")), Form: form})
	if err != nil {
		return err
	}
	f, err := d.office.File(r.Context(), who, id)
	if err != nil {
		return err
	}
	return web.Redirect(w, r, at(r, id, "?carried="+strconv.Itoa(waiting(f))))
}

// waiting counts the answers that were taken over and are not confirmed.
func waiting(f office.File) int {
	n := 0
	for _, item := range f.Edition.Items {
		if f.Checklist.Answer(item.ID).Carried {
			n++
		}
	}
	return n
}

// earlierAnswers lists what earlier applications say to an item.
func (d *Desk) earlierAnswers(w http.ResponseWriter, r *http.Request, who scheme.Actor, f office.File) error {
	c, err := criterion(r, f)
	if err != nil {
		return err
	}
	all, err := d.office.Earlier(r.Context(), who, f.Application.ID, c.ID)
	if err != nil {
		return err
	}
	frame := d.inside(r, who, f, d.Site.Printer(r).T("apply.earlier.title"))
	here := at(r, f.Application.ID, "/checklist/"+string(c.ID))
	stands := f.Checklist.Answer(c.ID)
	show := earlier.Page{Frame: frame, Item: c, Stands: stands.Verdict != "" || stands.Rationale != "", Revision: strconv.Itoa(stands.Revision),
		Take: here + "/earlier", Back: here, Changed: r.URL.Query().Has("changed")}
	for _, one := range all {
		show.Answers = append(show.Answers, earlier.Answer{From: string(one.Application.ID), Product: called(frame, one.Application.Product.Name),
			Number: one.Application.Numbers.Application, State: one.Application.State, Rows: answerRows(frame, f.Scheme.Evidence, one.Checklist.Answer(c.ID))})
	}
	return d.Site.Render(w, r, http.StatusOK, earlier.Show(show))
}

func answerRows(f page.Frame, kinds scheme.EvidenceKinds, a scheme.Answer) []page.Row {
	word := func(prefix, code string) string {
		if code == "" {
			return ""
		}
		return f.P.T(prefix + code)
	}
	var listed []string
	for _, ev := range a.Evidence {
		listed = append(listed, evidence.Line(f, kinds, ev))
	}
	return rowsOf(f, "field.verdict", word("verdict.", string(a.Verdict)), "field.method", word("method.", string(a.Method)),
		"field.rationale", a.Rationale, "field.evidence", strings.Join(listed, "\n"), "field.assessor", a.Assessor,
		"field.assessed_on", f.P.Date(a.AssessedOn), "field.public_note", a.PublicNote)
}

// changed is the query of a page that was asked to say that the answer is no
// longer the one the person read, so that nothing was done.
const changed = "?changed=1"

// takeEarlier takes one of them over.
func (d *Desk) takeEarlier(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.formFile(r, who)
	if err != nil {
		return err
	}
	c, err := criterion(r, f)
	if err != nil {
		return err
	}
	revision, err := portal.Count(r, "revision")
	if err == nil {
		err = d.office.ReuseAnswer(r.Context(), who, f.Application.ID, scheme.ApplicationID(portal.Text(r, "from")), c.ID, revision)
	}
	if web.RefusedFor(err, "refusal.stale") { // someone has answered meanwhile: show what stands there first
		return web.Redirect(w, r, at(r, f.Application.ID, "/checklist/"+string(c.ID)+"/earlier"+changed))
	}
	if err != nil {
		return err
	}
	return web.Redirect(w, r, at(r, f.Application.ID, "/checklist/"+string(c.ID)))
}

// carriedText says from where a part was taken over: from another product's
// application, or from the last one about the same label.
func carriedText(frame page.Frame, f office.File, part string) string {
	if f.Application.AboutLabel() {
		return frame.P.T("renewal.carried")
	}
	return frame.P.T("apply.carried." + part)
}

// carried says of a part that was taken over what to make sure of; zero of
// one that was not, or has been confirmed.
func carried(f office.File, frame page.Frame, part scheme.CarriedPart) savebar.Carried {
	if !f.Application.IsCarried(part) {
		return savebar.Carried{}
	}
	return savebar.Carried{Field: scheme.CarriedField(part), Text: carriedText(frame, f, string(part))}
}
