package store_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shirushi/internal/fold"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// anyEntry is a label of few levels, holders and days, so that they fall
// together often.
func anyEntry(t *rapid.T, n int) registry.Entry {
	day := func(name string, from, to int) scheme.Date {
		return scheme.Date("2026-01-01").AddDays(rapid.IntRange(from, to).Draw(t, name))
	}
	maybe := func(name string) scheme.Date {
		if rapid.Bool().Draw(t, "has "+name) {
			return day(name, 0, 200)
		}
		return ""
	}
	e := registry.Entry{
		Number: scheme.LabelNumber(fmt.Sprintf("2026%012d", n)), Level: rapid.SampledFrom([]scheme.LevelID{"1", "2"}).Draw(t, "level"),
		Category: rapid.SampledFrom([]scheme.CategoryID{"", "camera"}).Draw(t, "category"),
		Holder:   rapid.SampledFrom([]scheme.Text{{Ja: "甲"}, {Ja: "乙", En: "B"}, {En: "C"}}).Draw(t, "holder"),
		Listed:   day("listed", 0, 120),
	}
	e.ValidFrom = day("from", 0, 100)
	e.FirstIssued, e.ValidUntil = e.ValidFrom, e.ValidFrom.AddDays(rapid.IntRange(0, 60).Draw(t, "long"))
	e.ExtensionApplied, e.ExtensionRefused, e.Withdrawn, e.Revoked = maybe("applied"), maybe("refused"), maybe("withdrawn"), maybe("revoked")
	e.Product.Models = make([]string, rapid.IntRange(0, 3).Draw(t, "models"))
	return e
}

// counted is the same count made one label at a time.
func counted(all []registry.Entry, day scheme.Date) registry.Figures {
	f := registry.Figures{Day: day}
	level, category, month, status := map[string][]registry.Entry{}, map[string][]registry.Entry{}, map[string][]registry.Entry{}, map[string][]registry.Entry{}
	var seen []registry.Entry
	for _, e := range all {
		if e.Listed > day || e.StatusOn(day) == scheme.NoLabel {
			continue
		}
		seen = append(seen, e)
		level[string(e.Level)] = append(level[string(e.Level)], e)
		category[string(e.Category)] = append(category[string(e.Category)], e)
		month[string(e.FirstIssued[:7])] = append(month[string(e.FirstIssued[:7])], e)
		status[string(e.StatusOn(day))] = append(status[string(e.StatusOn(day))], e)
	}
	of := func(name string, list []registry.Entry) registry.Count {
		c, holders := registry.Count{Of: name, Labels: len(list)}, map[string]bool{}
		for _, e := range list {
			c.Models += len(e.Product.Models)
			holders[fold.Text(cmp.Or(e.Holder.Ja, e.Holder.En))] = true
		}
		c.Holders = len(holders)
		return c
	}
	f.All = of("", seen)
	for _, s := range scheme.LabelStatuses {
		f.ByStatus = append(f.ByStatus, of(string(s), status[string(s)]))
	}
	for _, k := range slices.Sorted(maps.Keys(level)) {
		f.ByLevel = append(f.ByLevel, of(k, level[k]))
	}
	for _, k := range slices.Sorted(maps.Keys(category)) {
		f.ByCategory = append(f.ByCategory, of(k, category[k]))
	}
	if len(month) > 0 {
		for m := slices.Sorted(maps.Keys(month))[0]; m <= string(day[:7]); m = string((scheme.Date(m + "-28").AddDays(4))[:7]) {
			c := of("", month[m])
			f.ByMonth = append(f.ByMonth, registry.Month{Month: m, Labels: c.Labels, Models: c.Models, Holders: c.Holders})
		}
	}
	return f
}

// The figures are those of a count made one label at a time, on any day and on
// both engines; no label counts before its listing day.
func TestFigures_areThoseOfANaiveCount(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		n := 0
		rapid.Check(t, func(rt *rapid.T) {
			var all []registry.Entry
			for range rapid.IntRange(0, 12).Draw(rt, "labels") {
				n++
				all = append(all, anyEntry(rt, n))
			}
			err := s.Update(context.Background(), func(tx *store.Tx) error {
				if err := tx.Exec("DELETE FROM entry"); err != nil {
					return err
				}
				for _, e := range all {
					if err := tx.PutEntry(e); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				rt.Fatal(err)
			}
			day := scheme.Date("2026-01-01").AddDays(rapid.IntRange(0, 210).Draw(rt, "day"))
			got, err := s.Figures(context.Background(), day, 1)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := gocmp.Diff(counted(all, day), got); diff != "" {
				rt.Fatalf("%s (-naive +figures): %s", day, diff)
			}
		})
	})
}

func TestFigures_needADay(t *testing.T) {
	t.Parallel()
	if _, err := storetest.SQLite(t).Figures(context.Background(), "", 1); err == nil {
		t.Error("figures without a day would count what is not listed yet")
	}
}

// Days are told of labels that came of an application here and are listed, and
// only of enough of them.
func TestFigures_tellDaysFromReceiptToIssue(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			for i, took := range []int{10, 20, 30, 40} {
				e := registry.Entry{Number: scheme.LabelNumber(fmt.Sprintf("2026%012d", i)), Level: "1", FirstIssued: "2026-03-10", Listed: "2026-03-10"}
				e.ValidFrom, e.ValidUntil = "2026-03-10", "2028-03-09"
				if i == 3 {
					e.Listed = "2026-03-20"
				}
				a := started(scheme.ApplicationID(fmt.Sprint("a", i)), time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC))
				a.State, a.Label, a.Received = scheme.Issued, e.Number, e.FirstIssued.AddDays(-took)
				if err := tx.PutApplication(&a); err != nil {
					return err
				}
				if err := tx.PutEntry(e); err != nil {
					return err
				}
			}
			return tx.PutEntry(registry.Entry{Number: "2025000000000000", FirstIssued: "2025-01-01", Standing: scheme.Standing{ValidFrom: "2025-01-01"}}) // taken over
		})
		for day, want := range map[scheme.Date]registry.Spread{
			"2026-03-19": {Of: 3, Lower: 10, Median: 20, Upper: 30},
			"2026-03-20": {Of: 4, Lower: 10, Median: 20, Upper: 30},
			"2026-03-09": {},
		} {
			f, err := s.Figures(context.Background(), day, 3)
			if err != nil {
				t.Fatal(err)
			}
			if f.Days != want {
				t.Errorf("%s: %+v, want %+v", day, f.Days, want)
			}
			if f, _ = s.Figures(context.Background(), day, 5); f.Days != (registry.Spread{}) {
				t.Errorf("%s: told of too few: %+v", day, f.Days)
			}
		}
	})
}
