package portal

import (
	"net/http"
	"strconv"

	"shirushi/internal/scheme"
)

// Evidence comes in numbered rows: "S1.1-01.evidence.0.title" and so on.
// Blank rows stand ready below the filled ones, so that more can be added
// without JavaScript.
const (
	blankRows = 2
	mostRows  = 60 // more than the rule book takes, so that its refusal is seen
)

// readAnswer reads the form of one item. Rows of evidence without a word in
// them are left out.
func readAnswer(r *http.Request, id scheme.CriterionID) (scheme.Answer, error) {
	field := func(part string) string { return scheme.Field(id, part) }
	var no scheme.Refusals
	minutes, err := count(r, field("minutes"))
	no.Add(err)
	revision, err := count(r, "revision")
	no.Add(err)
	a := scheme.Answer{
		Criterion:  id,
		Verdict:    scheme.Verdict(text(r, field("verdict"))),
		Method:     scheme.Method(text(r, field("method"))),
		PublicNote: text(r, field("public_note")),
		Rationale:  text(r, field("rationale")),
		Evidence:   readEvidence(r, field("evidence")),
		Assessor:   text(r, field("assessor")),
		AssessedOn: day(r, field("assessed_on")),
		Minutes:    minutes,
		Revision:   revision,
	}
	return a, no.Err()
}

func readEvidence(r *http.Request, prefix string) []scheme.Evidence {
	var rows []scheme.Evidence
	for i := range mostRows {
		at := prefix + "." + strconv.Itoa(i) + "."
		ev := scheme.Evidence{
			Title:   text(r, at+"title"),
			Kind:    text(r, at+"kind"),
			Version: text(r, at+"version"),
			Date:    day(r, at+"date"),
			SHA256:  text(r, at+"sha256"),
			KeptAt:  text(r, at+"kept_at"),
		}
		if ev != (scheme.Evidence{}) {
			rows = append(rows, ev)
		}
	}
	return rows
}
