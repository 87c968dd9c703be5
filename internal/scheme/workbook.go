package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// A Workbook is a checklist that was filled in away from the site, in a
// workbook, and waits for the person who sent it to confirm what it changes.
// Each person has one at most for each application.
type Workbook struct {
	Application ApplicationID
	By          PersonID
	File        string // as its sender named it
	At          time.Time
	Items       []WorkbookAnswer
}

// A WorkbookAnswer is one item of a Workbook: what the workbook says now, and
// what the site said when the workbook was made.
type WorkbookAnswer struct {
	Answer   Answer `json:"answer"`
	Revision int    `json:"revision"` // on which the workbook was made; 0: the item had not been touched
	Mark     string `json:"mark"`     // of the answer then
}

// Mark identifies what an answer says, whenever and by whomever it was saved.
func (a Answer) Mark() string {
	if len(a.Evidence) == 0 {
		a.Evidence = nil
	}
	a.Carried = false // says where it came from, not what it says
	b, err := json.Marshal(a)
	if err != nil {
		panic("scheme: answer does not marshal: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Says reports whether two answers say the same, whoever saved them when.
func (a Answer) Says(b Answer) bool {
	a.Revision, a.Saved, a.SavedBy = b.Revision, b.Saved, b.SavedBy
	if len(a.Evidence) == 0 && len(b.Evidence) == 0 {
		a.Evidence, b.Evidence = nil, nil
	}
	return reflect.DeepEqual(a, b)
}

// Parts of an answer that a workbook may leave blank, in the order of the
// form.
var answerParts = []string{"verdict", "method", "rationale", "evidence", "assessor", "assessed_on", "minutes", "public_note"}

// blankPart reports whether a part of the answer says nothing.
func (a Answer) blankPart(part string) bool {
	switch part {
	case "verdict":
		return a.Verdict == ""
	case "method":
		return a.Method == ""
	case "rationale":
		return a.Rationale == ""
	case "evidence":
		return len(a.Evidence) == 0
	case "assessor":
		return a.Assessor == ""
	case "assessed_on":
		return a.AssessedOn == ""
	case "minutes":
		return a.Minutes == 0
	case "public_note":
		return a.PublicNote == ""
	}
	return true
}

// takePart takes a part over from another answer.
func (a *Answer) takePart(part string, from Answer) {
	switch part {
	case "verdict":
		a.Verdict = from.Verdict
	case "method":
		a.Method = from.Method
	case "rationale":
		a.Rationale = from.Rationale
	case "evidence":
		a.Evidence = from.Evidence
	case "assessor":
		a.Assessor = from.Assessor
	case "assessed_on":
		a.AssessedOn = from.AssessedOn
	case "minutes":
		a.Minutes = from.Minutes
	case "public_note":
		a.PublicNote = from.PublicNote
	}
}

// A Proposal is what a workbook would change in one item.
type Proposal struct {
	Here  Answer   // as it stands on the site
	There Answer   // as it would be; where the workbook is blank, as it stands
	Blank []string // parts that the workbook leaves blank and the site does not
	Clash bool     // the site's answer was changed since the workbook was made
}

// Propose tells what the workbook would change in a checklist, item by item in
// the edition's order. Items that the workbook left as they were, and those
// that say the same already, are passed over: nobody loses what was changed
// meanwhile on the site by having it in an old workbook.
func (u Workbook) Propose(e Edition, c Checklist) []Proposal {
	var out []Proposal
	for _, item := range e.Items {
		given, ok := find(u.Items, func(one WorkbookAnswer) bool { return one.Answer.Criterion == item.ID })
		if !ok || given.Answer.Mark() == given.Mark {
			continue
		}
		p := Proposal{Here: c.Answer(item.ID), There: given.Answer}
		p.There.Revision, p.There.Saved, p.There.SavedBy = p.Here.Revision, p.Here.Saved, p.Here.SavedBy
		p.There.Carried = p.Here.Carried // a workbook confirms nothing
		for _, part := range answerParts {
			if given.Answer.blankPart(part) && !p.Here.blankPart(part) {
				p.Blank = append(p.Blank, part)
				p.There.takePart(part, p.Here)
			}
		}
		changes := p.Changes()
		p.Clash = changes && p.Here.Revision != given.Revision
		if changes || len(p.Blank) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// Changes reports whether the item would change without erasing anything.
func (p Proposal) Changes() bool { return p.Alters(p.There) }

// Alters reports whether an answer says something else than the one that
// stands.
func (p Proposal) Alters(a Answer) bool { return !a.Says(p.Here) }

// Erasing returns the answer with these parts emptied as the workbook has
// them; parts that it does not leave blank are passed over.
func (p Proposal) Erasing(parts []string) Answer {
	a := p.There
	for _, part := range parts {
		if slices.Contains(p.Blank, part) {
			a.takePart(part, Answer{})
		}
	}
	return a
}

// ProposalMark identifies all that was shown of a workbook: what it changes,
// from what, under which revisions. Who confirms names it, so that nothing
// else is carried out than what was seen.
func ProposalMark(u Workbook, all []Proposal) string {
	type shown struct {
		Proposal Proposal
		Revision int
	}
	seen := []any{u.Application, u.By, u.File, u.At.UTC().Format(time.RFC3339)}
	for _, p := range all {
		seen = append(seen, shown{p, p.Here.Revision})
	}
	b, err := json.Marshal(seen)
	if err != nil {
		panic("scheme: proposal does not marshal: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
