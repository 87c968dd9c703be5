package registry_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Quartiles as anyone would take them: sort, count off.
func naiveSpread(days []int, atLeast int) registry.Spread {
	if atLeast == 0 || len(days) < atLeast {
		return registry.Spread{}
	}
	slices.Sort(days)
	at := func(part float64) int {
		i := int(part * float64(len(days)))
		if part*float64(len(days)) == float64(i) {
			i--
		}
		return days[max(i, 0)]
	}
	return registry.Spread{Of: len(days), Lower: at(.25), Median: at(.5), Upper: at(.75)}
}

func TestFigures_spreadIsThatOfTheSortedDays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		atLeast := rapid.IntRange(0, 8).Draw(t, "atLeast")
		days := rapid.SliceOfN(rapid.IntRange(0, 40), 1, 60).Draw(t, "days")
		tally := registry.NewTally("2026-04-30")
		for _, d := range days {
			tally.AddPassage(registry.Passage{Received: scheme.Date("2026-04-10").AddDays(-d), Issued: "2026-04-10", Labels: 1})
		}
		tally.Add(registry.Group{Level: "1", FirstIssued: "2026-04-10", Standing: scheme.Standing{ValidFrom: "2026-04-10", ValidUntil: "2028-04-09"}, Labels: len(days)})
		f := tally.Figures(atLeast)
		want := naiveSpread(days, atLeast)
		if f.Days != want || f.ByMonth[0].Days != want {
			t.Fatalf("%v at least %d: %+v and %+v, want %+v", days, atLeast, f.Days, f.ByMonth[0].Days, want)
		}
	})
}

func TestFigures_monthsAreAllThereUpToToday(t *testing.T) {
	t.Parallel()
	tally := registry.NewTally("2026-02-28")
	tally.Add(registry.Group{FirstIssued: "2025-11-30", Standing: scheme.Standing{ValidFrom: "2025-11-30", ValidUntil: "2027-11-29"}, Labels: 2, Models: 7})
	tally.Add(registry.Group{FirstIssued: "2026-03-01", Standing: scheme.Standing{ValidFrom: "2026-03-01", ValidUntil: "2028-02-29"}, Labels: 9, Models: 9})
	f := tally.Figures(1)
	want := []registry.Month{{Month: "2025-11", Labels: 2, Models: 7}, {Month: "2025-12"}, {Month: "2026-01"}, {Month: "2026-02"}}
	if diff := cmp.Diff(want, f.ByMonth); diff != "" {
		t.Error(diff)
	}
	if f.All.Labels != 2 || len(f.ByStatus) != len(scheme.LabelStatuses) {
		t.Errorf("%+v: a label that does not stand yet is counted, or a status is missing", f)
	}
}
