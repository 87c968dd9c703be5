package scheme_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"shirushi/internal/scheme"
)

func recognition() scheme.Recognition {
	return scheme.Recognition{Direction: scheme.Outward, Levels: []scheme.LevelID{"1"}, Edition: "E1", Effect: scheme.EffectDeemed,
		From: "2026-01-01", Until: "2026-12-31"}
}

func claim() scheme.Claim {
	return scheme.Claim{Level: "1", Edition: "E1", Standing: scheme.Standing{ValidFrom: "2025-06-01", ValidUntil: "2027-05-31"}}
}

func TestRecognition_saysWhyALabelDoesNotCount(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*scheme.Recognition, *scheme.Claim)
		day    scheme.Date
		want   scheme.Standpoint
	}{
		"current":         {nil, "2026-04-01", scheme.Counts},
		"first day":       {nil, "2026-01-01", scheme.Counts},
		"last day":        {nil, "2026-12-31", scheme.Counts},
		"before":          {nil, "2025-12-31", scheme.NotYet},
		"after":           {nil, "2027-01-01", scheme.NoLonger},
		"another level":   {func(_ *scheme.Recognition, c *scheme.Claim) { c.Level = "3" }, "2026-04-01", scheme.OtherLevel},
		"another edition": {func(_ *scheme.Recognition, c *scheme.Claim) { c.Edition = "E2" }, "2026-04-01", scheme.OtherEdition},
		"any edition":     {func(r *scheme.Recognition, _ *scheme.Claim) { r.Edition = "" }, "2026-04-01", scheme.Counts},
		"expired":         {func(_ *scheme.Recognition, c *scheme.Claim) { c.ValidUntil = "2026-03-31" }, "2026-04-01", scheme.NotCurrent},
		"in extension": {func(_ *scheme.Recognition, c *scheme.Claim) {
			c.ValidUntil, c.ExtensionApplied = "2026-03-31", "2026-03-01"
		}, "2026-04-01", scheme.NotCurrent},
		"withdrawn today":      {func(_ *scheme.Recognition, c *scheme.Claim) { c.Withdrawn = "2026-04-01" }, "2026-04-01", scheme.NotCurrent},
		"revoked tomorrow":     {func(_ *scheme.Recognition, c *scheme.Claim) { c.Revoked = "2026-04-02" }, "2026-04-01", scheme.Counts},
		"no label yet":         {nil, "2025-05-31", scheme.NotCurrent},
		"levels unknown":       {func(r *scheme.Recognition, _ *scheme.Claim) { r.Levels = nil }, "2026-04-01", scheme.NoTerms},
		"effect unknown":       {func(r *scheme.Recognition, _ *scheme.Claim) { r.Effect = scheme.EffectUnknown }, "2026-04-01", scheme.NoTerms},
		"unknown, and too old": {func(r *scheme.Recognition, c *scheme.Claim) { r.Levels, c.Withdrawn = nil, "2026-01-01" }, "2026-04-01", scheme.NotCurrent},
		"no first day":         {func(r *scheme.Recognition, _ *scheme.Claim) { r.From = "" }, "2026-04-01", scheme.NotYet},
		"talks":                {func(r *scheme.Recognition, _ *scheme.Claim) { r.Effect = scheme.EffectTalks }, "2026-04-01", scheme.OnlyTalks},
	} {
		r, label := recognition(), claim()
		if c.change != nil {
			c.change(&r, &label)
		}
		if got := r.On(label, c.day); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// The next change is the day on which looking every day would first see one.
func TestRecognised_nextChangeIsWhatLookingEveryDayWouldSee(t *testing.T) {
	t.Parallel()
	const first = scheme.Date("2026-01-01")
	rapid.Check(t, func(t *rapid.T) {
		day := func(name string, maybe bool) scheme.Date {
			if maybe && rapid.Bool().Draw(t, "no "+name) {
				return ""
			}
			return first.AddDays(rapid.IntRange(0, 30).Draw(t, name))
		}
		s := &scheme.Scheme{}
		for range rapid.IntRange(0, 3).Draw(t, "recognitions") {
			r := recognition()
			r.Direction = rapid.SampledFrom([]scheme.Direction{scheme.Outward, scheme.Inward}).Draw(t, "direction")
			r.Effect = rapid.SampledFrom([]scheme.Effect{scheme.EffectDeemed, scheme.EffectUnknown, scheme.EffectTalks}).Draw(t, "effect")
			r.From, r.Until = day("from", true), day("until", true)
			s.Recognitions = append(s.Recognitions, r)
		}
		c := claim()
		c.ValidFrom, c.ValidUntil = day("valid from", false), day("valid until", false)
		c.Withdrawn, c.Revoked = day("withdrawn", true), day("revoked", true)
		c.ExtensionApplied = day("extension", true)
		now := first.AddDays(rapid.IntRange(-2, 32).Draw(t, "now"))

		var want scheme.Date
		for n := 1; n < 40 && want == ""; n++ {
			if !slices.EqualFunc(s.Recognised(c, now), s.Recognised(c, now.AddDays(n)), func(a, b scheme.Abroad) bool { return a.Standpoint == b.Standpoint }) {
				want = now.AddDays(n)
			}
		}
		if got := s.RecognisedNext(c, now); got != want {
			t.Fatalf("next change after %s is %q, want %q", now, got, want)
		}
	})
}

// What is told of a recognition by itself is what it says of an Active label
// of its levels and edition, on every day.
func TestRecognition_holdsAsItDoesForALabelItIsAbout(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*scheme.Recognition){
		"as is":          func(*scheme.Recognition) {},
		"talks":          func(r *scheme.Recognition) { r.Effect = scheme.EffectTalks },
		"terms unknown":  func(r *scheme.Recognition) { r.Effect = scheme.EffectUnknown },
		"levels unknown": func(r *scheme.Recognition) { r.Levels = nil },
		"no first day":   func(r *scheme.Recognition) { r.From = "" },
		"ended":          func(r *scheme.Recognition) { r.Until = "2026-03-31" },
		"to begin":       func(r *scheme.Recognition) { r.From = "2026-04-02" },
	} {
		r, label := recognition(), claim()
		change(&r)
		if got, want := r.HoldsOn("2026-04-01"), r.On(label, "2026-04-01"); got != want {
			t.Errorf("%s: %s, and of a label %s", name, got, want)
		}
	}
}
