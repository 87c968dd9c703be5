package testkit_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/testkit"
)

func TestSamples_couldAllBeParties(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for n := range 60 {
		for _, o := range []scheme.Organisation{testkit.Maker(n), testkit.ForeignMaker(n), testkit.Agency(n), testkit.Authority(n), testkit.Office()} {
			if err := o.Check(); err != nil {
				t.Errorf("%s: %v", o.ID, err)
			}
			if c := o.CorporateNumber; c != "" && seen[c] {
				t.Errorf("%s: corporate number %s given twice", o.ID, c)
			}
			seen[o.CorporateNumber] = true
			if err := testkit.Person(o, n, o.Kind.RolesOf()...).Check(o.Kind); err != nil {
				t.Errorf("person of %s: %v", o.ID, err)
			}
		}
	}
}

func TestClock_standsUntilMoved(t *testing.T) {
	t.Parallel()
	c := testkit.NewClock()
	at := c.Now()
	if !c.Now().Equal(at) {
		t.Error("the clock moved by itself")
	}
	c.Advance(scheme.StepUpHolds)
	if got := c.Now().Sub(at); got != scheme.StepUpHolds {
		t.Errorf("moved by %v", got)
	}
	c.Set(at)
	if !c.Now().Equal(at) {
		t.Error("the clock was not set")
	}
}
