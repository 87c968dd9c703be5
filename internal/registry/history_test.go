package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// lived is an entry to which nearly everything has happened.
func lived() registry.Entry {
	e := registry.Entry{FirstIssued: "2026-01-01", Holder: scheme.Text{Ja: "丙"}, Standing: scheme.Standing{ValidFrom: "2026-01-01", ValidUntil: "2026-12-31"},
		PastHolders: []registry.PastHolder{{Name: scheme.Text{Ja: "甲"}, Until: "2026-03-31"}, {Name: scheme.Text{Ja: "乙"}, Until: "2026-04-30"}},
		Annulled:    []scheme.Annulment{{Revoked: "2026-05-10", On: "2026-06-10", Basis: scheme.ByCourt}},
		Reissued:    []scheme.Date{"2026-07-01"},
		Announced:   []scheme.Announcement{{On: "2026-05-10"}},
		Warnings:    []registry.Warning{{ID: "b", From: "2026-08-01"}, {ID: "a", From: "2026-05-01", Ended: "2026-05-20"}},
		Assessments: []registry.Assessment{{Completed: "2026-11-30", Edition: "R2"}, {Completed: "2025-12-01", Edition: "R1"}},
		Corrections: []registry.Correction{{Field: "firmware", On: "2026-07-02"}},
	}
	e.ApplyForExtension("2026-12-01")
	e.EndExtension("2027-01-10")
	e.ApplyForExtension("2027-01-15")
	e.Extend("2027-12-31", "2027-01-20")
	e.Withdrawn = "2027-06-01"
	return e
}

func TestHistory_tellsEverythingOnceNewestFirst(t *testing.T) {
	t.Parallel()
	var told []string
	for _, h := range lived().History("2027-12-31") {
		told = append(told, strings.TrimRight(strings.Join([]string{string(h.On), h.What, string(h.Day), h.From.Ja + h.To.Ja, h.Basis + h.Field + string(h.By)}, " "), " "))
	}
	want := []string{
		"2027-06-01 withdrawn", "2027-01-20 extended 2027-12-31", "2027-01-15 extension_applied", "2027-01-10 extension_ended 2026-12-01", "2027-01-10 expired",
		"2027-01-01 extension_in_progress", "2026-12-01 extension_applied", "2026-11-30 assessed   R2", "2026-08-01 warning", "2026-07-02 corrected   firmware", "2026-07-01 reissued",
		"2026-06-10 annulled 2026-05-10  court", "2026-05-20 warning_ended 2026-05-01", "2026-05-10 revoked", "2026-05-10 announced", "2026-05-01 transferred  乙丙",
		"2026-05-01 warning", "2026-04-01 transferred  甲乙", "2026-01-01 issued  甲",
	}
	if d := cmp.Diff(want, told); d != "" {
		t.Error(d)
	}
}

func TestHistory_tellsNothingOfDaysToCome(t *testing.T) {
	t.Parallel()
	for _, h := range lived().History("2026-04-01") {
		if h.On > "2026-04-01" {
			t.Errorf("%+v", h)
		}
	}
}

func TestHistory_validityEndsOnItsOwn(t *testing.T) {
	t.Parallel()
	e := registry.Entry{FirstIssued: "2026-01-01", Standing: scheme.Standing{ValidFrom: "2026-01-01", ValidUntil: "2026-12-31"}}
	for name, c := range map[string]struct {
		applied, refused, withdrawn, revoked scheme.Date
		want                                 string
	}{
		"alone":                {"", "", "", "", "expired issued"},
		"in time":              {"2026-12-01", "", "", "", "extension_in_progress extension_applied issued"},
		"late":                 {"2027-01-05", "", "", "", "extension_applied expired issued"},
		"of another register":  {"2026-12-01", "2027-01-09", "", "", "extension_ended extension_in_progress extension_applied issued"},
		"withdrawn before":     {"", "", "2026-12-31", "", "withdrawn issued"},
		"revoked in extension": {"2026-12-01", "", "", "2027-02-01", "revoked extension_in_progress extension_applied issued"},
	} {
		e.ExtensionApplied, e.ExtensionRefused, e.Withdrawn, e.Revoked = c.applied, c.refused, c.withdrawn, c.revoked
		var what []string
		for _, h := range e.History("2027-03-01") {
			what = append(what, h.What)
		}
		if got := strings.Join(what, " "); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
