package scheme

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAnswerHolding_keepsEverythingButWhatWasRefused(t *testing.T) {
	t.Parallel()
	stands := Answer{Criterion: "T-01", Rationale: "old", Minutes: 30, AssessedOn: "2026-03-01",
		Evidence: []Evidence{{Title: "log", Date: "2026-02-01"}, {Title: "photo", KeptAt: "shelf"}}}
	given := Answer{Criterion: "T-01", Rationale: "new", AssessedOn: "2026-13-01",
		Evidence: []Evidence{{Title: "log", Date: "soon", Version: "2"}, {Title: "moved", SHA256: "x"}, {KeptAt: "desk"}}}
	no := func(parts ...string) (all Refusals) {
		for _, part := range parts {
			all.Add(Refuse(Invalid, "refusal.any").On(Field("T-01", part)))
		}
		return all
	}
	got := given.Holding(stands, no("minutes", "assessed_on", "evidence.0.date", "evidence.1.sha256", "evidence.2.title", "evidence.9.date"))
	want := Answer{Criterion: "T-01", Rationale: "new", Minutes: 30, AssessedOn: "2026-03-01",
		Evidence: []Evidence{{Title: "log", Date: "2026-02-01", Version: "2"}, {Title: "moved"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if given.Evidence[0].Date != "soon" {
		t.Error("what was given has been changed")
	}
	given.Evidence = []Evidence{stands.Evidence[0], {KeptAt: "shelf"}} // its title is being written anew
	if got := given.Holding(stands, no("evidence.1.title")); !cmp.Equal(got.Evidence, stands.Evidence) {
		t.Errorf("a title half written took its evidence with it: %v", got.Evidence)
	}
	if got := given.Holding(stands, no("evidence")); !cmp.Equal(got.Evidence, stands.Evidence) {
		t.Errorf("too many: %v", got.Evidence)
	}
}

func TestProductHolding_knowsEveryPartThatADraftMayBeRefusedFor(t *testing.T) {
	t.Parallel()
	long := []string{string(make([]byte, 300))}
	bad := Product{Name: Text{Ja: long[0], En: long[0]}, Manufacturer: long[0], Country: "XX1", Firmware: long[0], SupportFrom: "x", SupportUntil: "y",
		Summary: Text{Ja: "\u202e", En: "\u202e"}, HomePage: "www.x", Enquiry: "x", VulnerabilityDesk: "x", DisclosurePolicy: "x",
		Conformity: long, Certifications: long, SuppliedBy: long, Maintainers: long, ParentCompanies: long}
	no := RefusalsOf(bad.CheckDraft())
	if d := cmp.Diff(Product{}, bad.Holding(Product{}, no)); d != "" || len(no) < 16 {
		t.Errorf("%d refusals; left: %s", len(no), d)
	}
}
