package report

import "shirushi/internal/scheme"

// An Outcome is what one measurement says, or all measurements of an item
// together.
type Outcome string

const (
	Pass          Outcome = "pass"           // seen as it should be
	Fail          Outcome = "fail"           // seen otherwise
	Inconclusive  Outcome = "inconclusive"   // looked at, and not to be told: no answer, no access
	Error         Outcome = "error"          // not looked at: the tool or the bench failed
	NotApplicable Outcome = "not_applicable" // by the description there is nothing to look at
	NeedsPerson   Outcome = "needs_person"   // proof is laid out; a person decides
)

// Outcomes are all there are, the gravest first.
var Outcomes = []Outcome{Fail, Error, Inconclusive, NeedsPerson, Pass, NotApplicable}

// A Force says what a measurement can do for its item.
type Force string

const (
	Decides Force = "decides" // may show that the item is met, and that it is not
	Refutes Force = "refutes" // may show that it is not met, and never that it is
	Informs Force = "informs" // shows neither; lays proof out
)

// Forces are all there are.
var Forces = []Force{Decides, Refutes, Informs}

// An ItemOutcome is what all measurements say of an item.
type ItemOutcome struct {
	Item    scheme.CriterionID
	Outcome Outcome
	Done    []Measurement // of the item, in the report's order
}

// Key is the message that says the outcome of a measurement: one that only
// refutes does not pass an item, and must not read as if it did.
func (m Measurement) Key() string {
	if m.Outcome == Pass && m.Force == Refutes {
		return "report.outcome.pass_refutes"
	}
	return "report.outcome." + string(m.Outcome)
}

// Judge returns the outcome of an item from its measurements. One that fails
// makes it fail. It passes only where a measurement that decides passed and
// nothing that was looked at is open; where there is nothing to look at, and
// nothing else, it is not applicable. All else a person decides.
func Judge(done []Measurement) Outcome {
	has := map[Outcome]bool{}
	decided := false
	for _, m := range done {
		has[m.Outcome] = true
		decided = decided || m.Outcome == Pass && m.Force == Decides
	}
	switch {
	case has[Fail]:
		return Fail
	case has[Error]:
		return Error
	case has[Inconclusive]:
		return Inconclusive
	case has[NeedsPerson]:
		return NeedsPerson
	case has[Pass]:
		if decided {
			return Pass
		}
		return NeedsPerson
	case has[NotApplicable]:
		return NotApplicable
	}
	return NeedsPerson
}

// Items returns the outcome of every item of an edition, in its order.
func (r Report) Items(e scheme.Edition) []ItemOutcome {
	all := make([]ItemOutcome, len(e.Items))
	for i, item := range e.Items {
		one := ItemOutcome{Item: item.ID}
		for _, m := range r.Done {
			if m.Item == item.ID {
				one.Done = append(one.Done, m)
			}
		}
		one.Outcome = Judge(one.Done)
		all[i] = one
	}
	return all
}

// Evidence returns the files that measurements of an item show, each once, in
// the report's order.
func (o ItemOutcome) Evidence() []string {
	var all []string
	seen := map[string]bool{}
	for _, m := range o.Done {
		for _, name := range m.Raw {
			if !seen[name] {
				seen[name] = true
				all = append(all, name)
			}
		}
	}
	return all
}
