package scheme

import (
	"slices"
	"testing"
)

func TestCarry_marksWhatSaysSomethingUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	a := sampleApplication()
	a.Carry()
	if !slices.Equal(a.Carried, []CarriedPart{PartKind, PartScope, PartProduct, PartEvaluator}) {
		t.Fatalf("carried: %v", a.Carried)
	}
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err(), "carried.kind refusal.part.unconfirmed",
		"carried.scope refusal.part.unconfirmed", "carried.product refusal.part.unconfirmed", "carried.evaluator refusal.part.unconfirmed")
	before := a.Carried
	a.Confirm(PartScope)
	a.Confirm(PartScope)
	wants(t, a.Confirmed(), "carried.kind refusal.part.unconfirmed", "carried.product refusal.part.unconfirmed", "carried.evaluator refusal.part.unconfirmed")
	if len(before) != 4 || before[1] != PartScope {
		t.Error("confirming changed what was read before")
	}
	for _, p := range slices.Clone(a.Carried) {
		a.Confirm(p)
	}
	if a.Carried != nil {
		t.Errorf("left: %v", a.Carried)
	}
	wants(t, a.FormalCheck(sample(), sampleChecklist(), sampleDay).Err())
	empty := Application{}
	if empty.Carry(); !slices.Equal(empty.Carried, []CarriedPart{PartKind}) {
		t.Errorf("of an empty one: %v", empty.Carried)
	}
}

func TestForSibling_leavesOutWhatTellsProductsApart(t *testing.T) {
	t.Parallel()
	p := sampleProduct()
	p.Conformity, p.Certifications, p.SuppliedBy = []string{"001-A"}, []string{"CC 1"}, []string{"受託製造"}
	s := p.ForSibling()
	if !s.Name.IsZero() || !s.Summary.IsZero() || s.Models != nil || s.Firmware != "" || s.HomePage != "" || s.SupportFrom != "" || s.Conformity != nil || s.Certifications != nil {
		t.Errorf("left in: %+v", s)
	}
	if s.Manufacturer != p.Manufacturer || s.Enquiry != p.Enquiry || len(s.SuppliedBy) != 1 || p.Name.IsZero() {
		t.Errorf("lost: %+v", s)
	}
}
