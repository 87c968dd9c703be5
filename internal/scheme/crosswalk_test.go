package scheme_test

import (
	"testing"

	"shirushi/internal/scheme"
)

// That a criterion touches a provision, and that the provision touches
// something else, says nothing of the criterion and the something else.
func TestCrosswalk_isNotChained(t *testing.T) {
	t.Parallel()
	c := scheme.Crosswalk{
		Standards: []scheme.Standard{{ID: "a", Items: []scheme.StandardItem{{ID: "1"}}}, {ID: "b", Items: []scheme.StandardItem{{ID: "2"}}}},
		Mappings: []scheme.Mapping{
			{Edition: "E1", To: "a", Pairs: []scheme.Pair{{Item: "C1", Relation: scheme.Intersects, With: []string{"1"}}}},
			{Standard: "a", To: "b", Pairs: []scheme.Pair{{Item: "1", Relation: scheme.Intersects, With: []string{"2"}}}},
		},
	}
	got := c.Touches("E1", "C1")
	if len(got) != 1 || len(got["a"]) != 1 || got["a"][0].ID != "1" {
		t.Errorf("%v", got)
	}
	for _, none := range []map[scheme.StandardID][]scheme.Touch{c.Touches("E2", "C1"), c.Touches("E1", "1"), c.Touches("", "1")} {
		if len(none) > 0 {
			t.Errorf("of another edition, or of a provision: %v", none)
		}
	}
}

// A draft is not public, and what it is mapped to would tell of it.
func TestCrosswalk_leavesDraftsOut(t *testing.T) {
	t.Parallel()
	s := scheme.Scheme{
		Editions:  []scheme.Edition{{ID: "E1", State: scheme.EditionInForce}, {ID: "E2", State: scheme.EditionDraft}},
		Crosswalk: scheme.Crosswalk{Mappings: []scheme.Mapping{{Edition: "E1", To: "a"}, {Edition: "E2", To: "a"}, {Standard: "a", To: "b"}}},
	}
	for id, want := range map[scheme.StandardID]int{"": 2, "a": 2, "b": 1, "x": 0} {
		if got := s.MappingsAbout(id); len(got) != want {
			t.Errorf("about %q: %d mappings, want %d", id, len(got), want)
		}
	}
}
