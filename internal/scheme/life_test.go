package scheme

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/life.md anew from the rules")

const lifeDoc = "../../docs/life.md"

// docs/life.md is drawn from the rules, so the picture cannot say anything
// that the software does not do.
func TestLife_documentShowsTheRulesAsTheyAre(t *testing.T) {
	t.Parallel()
	want := lifeText()
	if *update {
		if err := os.WriteFile(lifeDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(lifeDoc)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Fatal("docs/life.md differs from internal/scheme/rule.go; write it anew with: go test ./internal/scheme -run TestLife -update")
	}
}

func lifeText() string {
	var b strings.Builder
	b.WriteString(`# The life of an application, of a label, of a case and of an objection

Written by a test from the rules in internal/scheme/rule.go and case.go; do not edit. After a change of the rules run

    go test ./internal/scheme -run TestLife -update

A cell names the state that the deed leads to. "not now" means that the role may do the deed, but not in this state: the
request is refused as a conflict. "never" means that no rule gives the deed to the role: it is denied. Whoever may not know
of an application is told that there is none; before its first submission that is everybody but the applicant's side.

Roles hold toward a thing: an applicant only toward the own organisation's, an agent only toward those of makers whose power
of attorney holds today, an officer as "entry" toward an application that came on paper or by e-mail. What needs more than state and role stands beside the types: how often an application may be
returned (Application.CanBeReturned), when a label may be issued (CanBeIssued), and who must be a second person
(SecondPerson, NotEnteredBy, Label.Confirm).

## Application

`)
	life(&b, ApplicationRules, ApplicationStates, ApplicationDeeds, Roles)
	b.WriteString("\n## Label\n\nThe status of a label is never stored: it follows from facts and the day. Expiry is nobody's deed.\n\n")
	life(&b, LabelRules, LabelStatuses, LabelDeeds, Roles)
	wish := append(slices.Clone(Roles), RoleTaker)
	b.WriteString("\n## Succession\n\nA label goes over to another holder. A taker is an applicant of the organisation to which it is offered; agents have no part in it.\n\n")
	life(&b, SuccessionRules, SuccessionStates, SuccessionDeeds, wish)
	b.WriteString("\n## Reissue\n\nA label's papers are made anew, with names as they are now.\n\n")
	life(&b, ReissueRules, ReissueStates, ReissueDeeds, Roles)

	b.WriteString(`
## Case

A case is the office's look at a label after its issue; a label has one open at most. What else holds: a hearing is announced only when
the holder has no time left (Case.CanBeHeldToHearing), the holder is heard and the decision is made by an officer who did not investigate
(Case.CheckUninvolved), a hearing lasts until the holder's day is past, unless the holder has said that it adds nothing more or was heard in
person (Case.CanBeHeard), a case is closed only with an outcome that follows from what happened (Case.CheckOutcome), and a label is revoked
only in a case in which its holder was heard.

`)
	life(&b, CaseRules, CaseStates, CaseDeeds, Roles)
	b.WriteString("\n## Doubt\n\nWhat people without an account tell the office. Who reported has no role: the receipt is the right to add something, and the software writes it down.\n\n")
	life(&b, DoubtRules, DoubtStates, DoubtDeeds, Roles)
	b.WriteString("\n## Entry of the register of improper use\n\nWho may publish, and when, stands in Misuse.Publish: a second officer, after the answer or its last day, or at once when it is urgent.\n\n")
	life(&b, MisuseRules, MisuseStates, MisuseDeeds, Roles)

	b.WriteString(`
## Objection

An objection says that a decision was wrong: the refusal or rejection of an application, a refused succession, a revocation. It is lodged by the
side that the decision concerns, in time (CheckObjection). Who made the decision or worked on what it decided does not take it up
(Objection.CheckUninvolved), and who took it up decides on it (CheckDecision). Upheld, the application or succession is decided afresh by another
officer, or the revocation is annulled.

`)
	life(&b, ObjectionRules, ObjectionStates, ObjectionDeeds, Roles)
	return b.String()
}

func life[State ~string](b *strings.Builder, rules []Rule[State], states []State, deeds []Deed, roles []Role) {
	b.WriteString("```mermaid\nstateDiagram-v2\n")
	fmt.Fprintf(b, "    [*] --> %s\n", states[0])
	leaves := map[State]bool{}
	for _, r := range rules {
		leaves[r.From] = leaves[r.From] || r.From != r.To
		fmt.Fprintf(b, "    %s --> %s: %s\n", r.From, r.To, r.Deed)
	}
	for _, s := range states {
		if !leaves[s] {
			fmt.Fprintf(b, "    %s --> [*]\n", s)
		}
	}
	b.WriteString("```\n")
	for _, s := range states {
		fmt.Fprintf(b, "\n### %s\n\n| deed |", s)
		for _, r := range roles {
			fmt.Fprintf(b, " %s |", r)
		}
		b.WriteString("\n|---|" + strings.Repeat("---|", len(roles)) + "\n")
		for _, d := range deeds {
			fmt.Fprintf(b, "| %s |", d)
			for _, r := range roles {
				fmt.Fprintf(b, " %s |", cell(rules, s, d, r))
			}
			b.WriteString("\n")
		}
	}
}

func cell[State ~string](rules []Rule[State], s State, d Deed, r Role) string {
	to, err := Next(rules, s, d, []Role{r})
	switch {
	case err == nil:
		return "**" + string(to) + "**"
	case IsRefusal(err, Conflict):
		return "not now"
	}
	return "never"
}
