package walktest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"shirushi/internal/scheme"
)

// asks asks the rule book, and says its answer as Granted does.
func asks[S ~string](rules []scheme.Rule[S], from S, deed scheme.Deed, roles []scheme.Role) (S, string) {
	to, err := scheme.Next(rules, from, deed, roles)
	switch {
	case err == nil:
		return to, ""
	case scheme.IsRefusal(err, scheme.Denied):
		return to, "denied"
	case scheme.IsRefusal(err, scheme.Conflict):
		return to, "conflict"
	}
	return to, err.Error()
}

// Rule book and charter say the same of every state, deed and role; each deed
// of the one stands in the other.
func TestCharter_saysWhatTheRuleBookSays(t *testing.T) {
	t.Parallel()
	holds(t, "label", scheme.LabelRules, scheme.LabelStatuses, scheme.LabelDeeds)
	holds(t, "application", scheme.ApplicationRules, scheme.ApplicationStates, scheme.ApplicationDeeds)
	holds(t, "case", scheme.CaseRules, scheme.CaseStates, scheme.CaseDeeds)
	holds(t, "succession", scheme.SuccessionRules, scheme.SuccessionStates, scheme.SuccessionDeeds)
	holds(t, "reissue", scheme.ReissueRules, scheme.ReissueStates, scheme.ReissueDeeds)
	holds(t, "objection", scheme.ObjectionRules, scheme.ObjectionStates, scheme.ObjectionDeeds)
	holds(t, "doubt", scheme.DoubtRules, scheme.DoubtStates, scheme.DoubtDeeds)
	holds(t, "misuse", scheme.MisuseRules, scheme.MisuseStates, scheme.MisuseDeeds)
}

func holds[S ~string](t *testing.T, thing string, rules []scheme.Rule[S], states []S, deeds []scheme.Deed) {
	t.Helper()
	for deed := range clauses[thing] {
		if !slices.Contains(deeds, deed) {
			t.Errorf("%s: the charter has %s, the rule book has not", thing, deed)
		}
	}
	for _, deed := range deeds {
		if _, there := clauses[thing][deed]; !there {
			t.Errorf("%s: the charter lacks %s", thing, deed)
		}
		for _, state := range states {
			for _, role := range EveryRole {
				want, why := Granted(thing, deed, string(state), []scheme.Role{role})
				if to, said := asks(rules, state, deed, []scheme.Role{role}); string(to) != want || said != why {
					t.Errorf("%s %s × %s × %s: %s %q, by the charter %s %q", thing, state, deed, role, to, said, want, why)
				}
			}
		}
	}
}

// Every deed that the rule book names stands in the charter, so in a table of
// docs/life.md, which is held to the same rules.
func TestCharter_knowsEveryDeed(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, deeds := range clauses {
		for deed := range deeds {
			known[string(deed)] = true
		}
	}
	files, err := filepath.Glob("../scheme/*.go")
	if err != nil || len(files) < 50 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	constant := regexp.MustCompile(`(?m)^\s*Deed\w+\s+Deed\s*=\s*"(\w+)"`)
	n := 0
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range constant.FindAllStringSubmatch(string(b), -1) {
			if n++; !known[found[1]] {
				t.Errorf("%s: deed %s stands in no table", name, found[1])
			}
		}
	}
	if n < 70 {
		t.Errorf("found %d deeds", n)
	}
}
