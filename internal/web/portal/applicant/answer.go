package applicant

import (
	"net/http"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web/portal"
)

// Evidence comes in numbered rows: "S1.1-01.evidence.0.title" and so on.
// A blank row stands ready below the filled ones, so that more can be added
// without JavaScript. Every further one would be ten more stops of the keyboard.
const (
	blankRows = 1
	mostRows  = 60 // more than the rule book takes, so that its refusal is seen
)

// readAnswer reads the form of one item. Rows of evidence without a word in
// them are left out.
// What cannot be read is refused, and the answer says nothing there.
func readAnswer(r *http.Request, id scheme.CriterionID) (scheme.Answer, scheme.Refusals) {
	field := func(part string) string { return scheme.Field(id, part) }
	var no scheme.Refusals
	minutes, ok := sheet.Minutes(portal.Text(r, field("minutes")))
	if !ok {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.answer.minutes_form").On(field("minutes")))
	}
	revision, err := portal.Count(r, "revision")
	if err != nil {
		no.Add(err)
		revision = -1 // no revision ever: over it nothing is saved
	}
	a := scheme.Answer{
		Criterion:  id,
		Verdict:    scheme.Verdict(portal.Text(r, field("verdict"))),
		Method:     scheme.Method(portal.Text(r, field("method"))),
		PublicNote: portal.Text(r, field("public_note")),
		Rationale:  portal.Text(r, field("rationale")),
		Evidence:   readEvidence(r, field("evidence")),
		Assessor:   portal.Text(r, field("assessor")),
		AssessedOn: portal.Day(r, field("assessed_on")),
		Minutes:    minutes,
		Revision:   revision,
	}
	return a, no
}

func readEvidence(r *http.Request, prefix string) []scheme.Evidence {
	var rows []scheme.Evidence
	for i := range mostRows {
		at := prefix + "." + strconv.Itoa(i) + "."
		ev := scheme.Evidence{
			Title:   portal.Text(r, at+"title"),
			Kind:    portal.Text(r, at+"kind"),
			Version: portal.Text(r, at+"version"),
			Date:    portal.Day(r, at+"date"),
			SHA256:  portal.Hash(r, at+"sha256"),
			KeptAt:  portal.Text(r, at+"kept_at"),
		}
		if ev != (scheme.Evidence{}) {
			rows = append(rows, ev)
		}
	}
	return rows
}

// evidenceParts are the fields of one row.
var evidenceParts = []string{"title", "kind", "version", "date", "sha256", "kept_at"}

// clearRow empties a row of evidence as it was typed, and with it takes it
// out of the list.
func clearRow(r *http.Request, prefix, row string) {
	for _, part := range evidenceParts {
		r.PostForm.Del(prefix + "." + row + "." + part)
	}
}
