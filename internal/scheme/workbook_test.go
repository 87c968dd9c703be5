package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func workbookOf(answers ...WorkbookAnswer) Workbook {
	return Workbook{Application: "A", By: "P", File: "f.xlsx", Items: answers}
}

func TestPropose_tellsChangesBlanksAndClashes(t *testing.T) {
	t.Parallel()
	e := Edition{Items: []Criterion{{ID: "1"}, {ID: "2"}, {ID: "3"}, {ID: "4"}, {ID: "5"}, {ID: "6"}}}
	then := Answer{Criterion: "x", Verdict: Conforms, Rationale: "then", Evidence: []Evidence{{Title: "log"}}}
	on := func(id CriterionID, a Answer, revision int) Answer { a.Criterion, a.Revision = id, revision; return a }
	now := Checklist{on("1", then, 1), on("2", then, 1), on("3", Answer{Rationale: "newer"}, 2), on("4", Answer{Rationale: "newer"}, 2), on("5", then, 1)}
	item := func(id CriterionID, a Answer, revision int, base Answer) WorkbookAnswer {
		return WorkbookAnswer{Answer: on(id, a, 0), Revision: revision, Mark: on(id, base, 0).Mark()}
	}
	changed := then
	changed.Rationale = "changed"
	bare := Answer{Rationale: "changed"}
	got := workbookOf(
		item("1", then, 1, then),                             // left alone
		item("2", changed, 1, then),                          // changed
		item("3", then, 1, then),                             // left alone, changed on the site
		item("4", changed, 1, then),                          // changed on both sides
		item("5", bare, 1, then),                             // changed, most of it blank
		item("6", Answer{Rationale: "new"}, 0, Answer{}),     // new
		item("foreign", Answer{Rationale: "x"}, 0, Answer{}), // of no item
	).Propose(e, now)
	want := []Proposal{
		{Here: on("2", then, 1), There: on("2", changed, 1)},
		{Here: on("4", Answer{Rationale: "newer"}, 2), There: on("4", changed, 2), Clash: true},
		{Here: on("5", then, 1), There: on("5", changed, 1), Blank: []string{"verdict", "evidence"}},
		{Here: Answer{Criterion: "6"}, There: Answer{Criterion: "6", Rationale: "new"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	erased := got[2].Erasing([]string{"evidence", "rationale"})
	if len(erased.Evidence) != 0 || erased.Rationale != "changed" || erased.Verdict != Conforms {
		t.Errorf("erased %+v: only what the workbook leaves blank may go", erased)
	}
}

func TestPropose_blankAloneChangesNothing(t *testing.T) {
	t.Parallel()
	e, base := Edition{Items: []Criterion{{ID: "1"}}}, Answer{Criterion: "1", Rationale: "here", Revision: 3}
	got := workbookOf(WorkbookAnswer{Answer: Answer{Criterion: "1"}, Revision: 2, Mark: base.Mark()}).Propose(e, Checklist{base})
	if len(got) != 1 || got[0].Changes() || got[0].Clash || !cmp.Equal(got[0].Blank, []string{"rationale"}) {
		t.Errorf("proposed %+v", got)
	}
}

func TestProposalMark_differsWithAllThatIsShown(t *testing.T) {
	t.Parallel()
	u := workbookOf()
	p := Proposal{Here: Answer{Criterion: "1", Revision: 1}, There: Answer{Criterion: "1", Rationale: "x"}}
	seen := map[string]bool{ProposalMark(u, nil): true, ProposalMark(u, []Proposal{p}): true}
	p.Here.Revision = 2
	seen[ProposalMark(u, []Proposal{p})] = true
	p.Blank = []string{"method"}
	seen[ProposalMark(u, []Proposal{p})] = true
	u.File = "g.xlsx"
	seen[ProposalMark(u, []Proposal{p})] = true
	if len(seen) != 5 {
		t.Errorf("%d marks of 5 proposals", len(seen))
	}
}

func TestMark_isOfWhatIsSaid(t *testing.T) {
	t.Parallel()
	a := Answer{Criterion: "1", Evidence: []Evidence{}, Revision: 4, SavedBy: "P"}
	if a.Mark() != (Answer{Criterion: "1"}).Mark() || !a.Says(Answer{Criterion: "1"}) {
		t.Error("who saved an answer when is part of what it says")
	}
	if a.Mark() == (Answer{Criterion: "1", Minutes: 1}).Mark() {
		t.Error("different answers have one mark")
	}
}
