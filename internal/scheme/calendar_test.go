package scheme

import (
	"testing"
	"time"
)

var golden = Calendar{
	Weekend: []time.Weekday{time.Saturday, time.Sunday}, Yearly: []string{"12-29", "12-30", "12-31", "01-01", "01-02", "01-03"},
	Closed: []Closure{{Day: "2026-04-29"}, {Day: "2026-05-03"}, {Day: "2026-05-04"}, {Day: "2026-05-05"}, {Day: "2026-05-06"}},
}

func TestCalendar_countsTheDaysOnWhichTheOfficeWorks(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		from Date
		n    int
		want Date
	}{
		{"2026-04-01", 0, "2026-04-01"}, {"2026-04-01", -3, "2026-04-01"}, {"2026-04-01", 1, "2026-04-02"},
		{"2026-04-03", 1, "2026-04-06"},  // over a weekend
		{"2026-04-28", 1, "2026-04-30"},  // over a holiday
		{"2026-05-01", 1, "2026-05-07"},  // over five days off
		{"2026-04-24", 10, "2026-05-14"}, // over all of them
		{"2025-12-26", 1, "2026-01-05"},  // over the end of the year
		{"2026-04-04", 1, "2026-04-06"},  // from a day off
	} {
		got := golden.After(tc.from, tc.n)
		if got != tc.want {
			t.Errorf("%d working days after %s: %s, want %s", tc.n, tc.from, got, tc.want)
		}
		if n := golden.Between(tc.from, got); tc.n > 0 && n != tc.n {
			t.Errorf("between %s and %s: %d, want %d", tc.from, got, n, tc.n)
		}
	}
	if n := golden.Between("2026-05-07", "2026-05-01"); n != 0 {
		t.Errorf("backwards: %d", n)
	}
	if got := golden.OnOrAfter("2026-05-02"); got != "2026-05-07" {
		t.Errorf("a period that ends on a day off: %s", got)
	}
	if got := golden.OnOrAfter("2026-05-07"); got != "2026-05-07" {
		t.Errorf("a period that ends on a working day: %s", got)
	}
}

func TestCalendar_withoutDaysOffAndWithNothingElse(t *testing.T) {
	t.Parallel()
	if got := (Calendar{}).After("2026-05-02", 3); got != "2026-05-05" {
		t.Errorf("without days off: %s", got)
	}
	always := Calendar{Weekend: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}
	if got := always.After("2026-05-02", 2); got != "2026-05-04" {
		t.Errorf("closed for good: %s", got)
	}
}
