package store_test

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// around are the days before, at and after each day, and no day at all.
func around(days ...scheme.Date) []scheme.Date {
	all := []scheme.Date{""}
	for _, d := range days {
		all = append(all, d.AddDays(-1), d, d.AddDays(1))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

const (
	from    scheme.Date = "2026-04-01"
	until   scheme.Date = "2028-03-31"
	refused scheme.Date = "2028-05-10"
)

// standings are all combinations of facts: each optional day absent or
// around each day that can decide, and validities that are short, empty and
// the wrong way round.
func standings() []scheme.Standing {
	var all []scheme.Standing
	ends := around(from, until, refused)
	for _, applied := range around(until) {
		for _, refusedOn := range around(until, refused) {
			for _, withdrawn := range ends {
				for _, revoked := range ends {
					all = append(all, scheme.Standing{ValidFrom: from, ValidUntil: until,
						ExtensionApplied: applied, ExtensionRefused: refusedOn, Withdrawn: withdrawn, Revoked: revoked})
				}
			}
		}
	}
	for _, last := range around(from) { // one day, none, the wrong way round
		for _, applied := range around(from) {
			for _, end := range around(from) {
				all = append(all, scheme.Standing{ValidFrom: from, ValidUntil: last, ExtensionApplied: applied, ExtensionRefused: end, Withdrawn: end},
					scheme.Standing{ValidFrom: from, ValidUntil: last, ExtensionApplied: applied, Revoked: end},
					scheme.Standing{ValidFrom: from, ValidUntil: last, ExtensionApplied: end})
			}
		}
	}
	return all
}

func TestEntries_statusIsThatOfTheRuleBookForEveryCombination(t *testing.T) {
	t.Parallel()
	all := standings()
	days := around(from, until, refused)[1:] // a day is always asked for
	statuses := scheme.LabelStatuses
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			entries := make([]registry.Entry, len(all))
			for i, standing := range all {
				entries[i] = registry.Entry{Number: scheme.LabelNumber(fmt.Sprintf("%05d", i)), Standing: standing}
			}
			return tx.PutEntries(entries)
		})
		seen := map[scheme.Status]int{}
		for _, day := range days {
			got := make([][]scheme.Status, len(all))
			for _, status := range statuses {
				for _, i := range numbered(t, s, status, day) {
					got[i] = append(got[i], status)
					seen[status]++
				}
			}
			for i, standing := range all {
				want := []scheme.Status{standing.StatusOn(day)}
				if want[0] == scheme.NoLabel {
					want = nil // not to be asked for
				}
				if !slices.Equal(got[i], want) {
					t.Fatalf("%+v on %s: the database says %q, the rule book %q", standing, day, got[i], want)
				}
			}
		}
		for _, status := range statuses {
			if seen[status] == 0 {
				t.Errorf("no combination has the status %q", status)
			}
		}
		t.Logf("%d standings on %d days, per status %v", len(all), len(days), seen)
	})
}

// numbered returns the numbers of the entries that have the status on the
// day.
func numbered(t *testing.T, s *store.Store, status scheme.Status, day scheme.Date) (numbers []int) {
	t.Helper()
	look(t, s, func(tx *store.Tx) error {
		all, err := tx.StatusNumbers(status, day)
		for _, number := range all {
			n, _ := strconv.Atoi(string(number))
			numbers = append(numbers, n)
		}
		return err
	})
	return numbers
}

func TestEntries_areThoseOfTheStatusOnTheDay(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		with := func(number string, st scheme.Standing) registry.Entry {
			e := entry(number, "甲", "製品", "")
			st.ValidFrom, st.ValidUntil = from, until
			e.Standing = st
			return e
		}
		shelf(t, s, with("0001", scheme.Standing{}), with("0002", scheme.Standing{Withdrawn: "2027-01-01"}),
			with("0003", scheme.Standing{Revoked: "2027-01-01", Withdrawn: "2026-12-01"}),
			with("0004", scheme.Standing{ExtensionApplied: until, ExtensionRefused: refused}))
		for _, c := range []struct {
			status scheme.Status
			day    scheme.Date
			want   string
		}{
			{scheme.Active, from.AddDays(-1), ""},
			{scheme.Active, from, "0004 0003 0002 0001"},
			{scheme.Active, until, "0004 0001"},
			{scheme.Withdrawn, "2026-12-31", "0003"},
			{scheme.Withdrawn, "2027-01-01", "0002"},
			{scheme.Revoked, "2027-01-01", "0003"},
			{scheme.InExtension, until.AddDays(1), "0004"},
			{scheme.Expired, until.AddDays(1), "0001"},
			{scheme.Expired, refused, "0004 0001"},
			{"", "", "0004 0003 0002 0001"},
		} {
			if got := found(t, s, registry.Query{Status: c.status, Day: c.day}); got != c.want {
				t.Errorf("%s on %s: %q, want %q", c.status, c.day, got, c.want)
			}
			if got := found(t, s, registry.Query{Status: c.status, Day: c.day, Text: "製品", Level: "1"}); got != c.want {
				t.Errorf("%s on %s, with a text: %q, want %q", c.status, c.day, got, c.want)
			}
		}
	})
}
