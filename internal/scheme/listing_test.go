package scheme_test

import (
	"testing"

	"shirushi/internal/scheme"
)

func TestListedFrom_isTheWishButNeverBeforeTheIssue(t *testing.T) {
	t.Parallel()
	for wish, want := range map[scheme.Date]scheme.Date{
		"": "2026-04-10", "2026-04-09": "2026-04-10", "2026-04-10": "2026-04-10", "2026-05-01": "2026-05-01",
	} {
		a := scheme.Application{ListingWish: wish}
		if got := a.ListedFrom("2026-04-10"); got != want {
			t.Errorf("wished %q: listed from %s, want %s", wish, got, want)
		}
	}
}

func TestLabel_isListedFromItsDayOn(t *testing.T) {
	t.Parallel()
	l := scheme.Label{Listed: "2026-05-01"}
	for day, want := range map[scheme.Date]bool{"2026-04-30": false, "2026-05-01": true, "2026-05-02": true} {
		if got := l.ListedOn(day); got != want {
			t.Errorf("%s: %v", day, got)
		}
	}
}

func TestCheckWish_isBoundByTheScheme(t *testing.T) {
	t.Parallel()
	const today = scheme.Date("2026-04-01")
	for _, tt := range []struct {
		wish scheme.Date
		most int
		key  string
	}{
		{"", 0, ""}, {"", 90, ""}, {"2026-04-01", 90, ""}, {"2026-06-30", 90, ""},
		{"2026-07-01", 90, "refusal.listing.far"}, {"2026-03-31", 90, "refusal.listing.past"},
		{"2026-04-02", 0, "refusal.listing.none"}, {"tomorrow", 90, "refusal.date.malformed"}, {"2026-02-30", 90, "refusal.date.malformed"},
	} {
		a := scheme.Application{ListingWish: tt.wish}
		s := &scheme.Scheme{Limits: scheme.Limits{ListingWishDays: tt.most}}
		err := a.CheckWish(s, today)
		if got := keysOf(err); got != tt.key {
			t.Errorf("%q within %d days: %q, want %q", tt.wish, tt.most, got, tt.key)
		}
		for _, r := range scheme.RefusalsOf(err) {
			if r.Field != "listing_wish" {
				t.Errorf("%q: on field %q", tt.wish, r.Field)
			}
		}
	}
}

// keysOf are the keys of the refusals in err, parted by spaces.
func keysOf(err error) string {
	keys := ""
	for _, r := range scheme.RefusalsOf(err) {
		if keys != "" {
			keys += " "
		}
		keys += r.Key
	}
	return keys
}
