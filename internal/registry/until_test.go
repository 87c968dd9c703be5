package registry_test

import (
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

func TestNextChange_noStatusChangesBeforeIt(t *testing.T) {
	t.Parallel()
	days := rapid.Custom(func(t *rapid.T) scheme.Date {
		n := rapid.IntRange(-1, 40).Draw(t, "day")
		if n < 0 {
			return ""
		}
		return scheme.Date("2026-03-20").AddDays(n)
	})
	rapid.Check(t, func(t *rapid.T) {
		e := registry.Entry{Listed: days.Draw(t, "listed"), Standing: scheme.Standing{
			ValidFrom: days.Draw(t, "from"), ValidUntil: days.Draw(t, "until"), ExtensionApplied: days.Draw(t, "applied"),
			ExtensionRefused: days.Draw(t, "refused"), Withdrawn: days.Draw(t, "withdrawn"), Revoked: days.Draw(t, "revoked"),
		}}
		if rapid.Bool().Draw(t, "gap") {
			from := rapid.IntRange(0, 30).Draw(t, "gap from")
			g := scheme.Gap{From: scheme.Date("2026-03-20").AddDays(from), To: scheme.Date("2026-03-20").AddDays(from + rapid.IntRange(0, 9).Draw(t, "gap days")), Status: scheme.InExtension}
			e.Gaps = []scheme.Gap{g}
		}
		e.Product.SupportFrom, e.Product.SupportUntil = days.Draw(t, "support"), days.Draw(t, "end of support")
		supported := func(d scheme.Date) bool {
			return e.Product.SupportFrom <= d && (e.Product.SupportUntil == "" || d <= e.Product.SupportUntil)
		}
		day := scheme.Date("2026-03-15").AddDays(rapid.IntRange(0, 50).Draw(t, "today"))
		next := e.NextChange(day)
		if next != "" && next <= day {
			t.Fatalf("the next change after %s is %s", day, next)
		}
		for d := day; d < "2026-06-01" && (next == "" || d < next); d = d.AddDays(1) {
			if len(e.History(d)) != len(e.History(day)) || e.StatusOn(d) != e.StatusOn(day) || (e.Listed <= d) != (e.Listed <= day) || supported(d) != supported(day) {
				t.Fatalf("changes on %s, which is before %q", d, next)
			}
		}
	})
}

func TestNextChange_isTheDayAfterTheLastOfValidity(t *testing.T) {
	t.Parallel()
	e := registry.Entry{Standing: scheme.Standing{ValidFrom: "2026-01-15", ValidUntil: "2028-01-14"}}
	for day, want := range map[scheme.Date]scheme.Date{
		"2026-01-01": "2026-01-15", "2026-01-15": "2028-01-15", "2028-01-14": "2028-01-15", "2028-01-15": "",
	} {
		if got := e.NextChange(day); got != want {
			t.Errorf("after %s: %q instead of %q", day, got, want)
		}
	}
}
