package scheme

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate_onlyDaysThatCalendarsHave(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"1900-01-01", "2024-02-29", "2026-04-01", "2999-12-31"} {
		if d, err := ParseDate(good); err != nil || string(d) != good {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "2026-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "1899-12-31", "3000-01-01", "2026-4-1", "26-04-01",
		"2026/04/01", "2026-04-01 ", " 2026-04-01", "2026-04-01T00:00:00Z", "２０２６-04-01", "-001-01-01"} {
		if d, err := ParseDate(bad); !IsRefusal(err, Invalid) || d != "" {
			t.Errorf("%q: %q, %v", bad, d, err)
		}
	}
}

func TestAddYears_isNeverADayShort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from Date
		n    int
		want Date
	}{{"2026-04-01", 2, "2028-04-01"}, {"2028-02-29", 2, "2030-03-01"}, {"2028-02-29", 4, "2032-02-29"}, {"2027-02-28", 1, "2028-02-28"}} {
		if got := c.from.AddYears(c.n); got != c.want {
			t.Errorf("%s + %d: %s, want %s", c.from, c.n, got, c.want)
		}
	}
	s := sample()
	for from, want := range map[Date]Date{"2026-04-01": "2028-03-31", "2028-02-29": "2030-02-28", "2026-01-01": "2027-12-31", "2026-03-01": "2028-02-29"} {
		if got := s.LastDay(from); got != want {
			t.Errorf("issued on %s: last day %s, want %s", from, got, want)
		}
	}
}

func TestDate_ordersAndCountsAsTheCalendarDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := MakeDate(2000, 1, 1)
		a, n := start.AddDays(rapid.IntRange(0, 40000).Draw(t, "a")), rapid.IntRange(0, 40000).Draw(t, "n")
		b := a.AddDays(n)
		if a.DaysUntil(b) != n || b.AddDays(-n) != a || (n > 0) != (a < b) {
			t.Fatalf("%s + %d days = %s", a, n, b)
		}
		y, m, d := b.Parts()
		if MakeDate(y, m, d) != b || b.Year() != y {
			t.Fatalf("%s has parts %d %d %d", b, y, m, d)
		}
		if back, err := ParseDate(string(b)); err != nil || back != b {
			t.Fatal(back, err)
		}
	})
	if Date("").Year() != 0 {
		t.Fatal("the zero Date has no year")
	}
}

func TestDate_aMalformedOneIsADefect(t *testing.T) {
	t.Parallel()
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
	}()
	Date("tomorrow").AddDays(1)
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-04-01", "0000-00-00", "2026-02-30", "a", "2026-04-01\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if string(d) != s || d.AddDays(1) <= d || d.AddDays(1).AddDays(-1) != d {
			t.Fatalf("%q read as %q", s, d)
		}
	})
}

func TestDay_changesAtTheSchemesMidnight(t *testing.T) {
	t.Parallel()
	s := sample()
	midnight := s.Midnight("2026-04-01")
	if midnight != time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC) {
		t.Fatal(midnight)
	}
	elsewhere := time.FixedZone("far", -8*3600)
	for at, want := range map[time.Time]Date{
		midnight: "2026-04-01", midnight.Add(-time.Second): "2026-03-31", midnight.Add(24*time.Hour - time.Second): "2026-04-01",
		midnight.In(elsewhere): "2026-04-01", midnight.Add(24 * time.Hour).In(elsewhere): "2026-04-02",
	} {
		if got := s.Day(at); got != want {
			t.Errorf("%s is day %s, want %s", at, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		s := Scheme{ZoneOffset: time.Duration(rapid.IntRange(-14*4, 14*4).Draw(t, "quarters")) * 15 * time.Minute}
		day := MakeDate(2020, 1, 1).AddDays(rapid.IntRange(0, 5000).Draw(t, "day"))
		if s.Day(s.Midnight(day)) != day || s.Day(s.Midnight(day).Add(-time.Second)) != day.AddDays(-1) {
			t.Fatalf("offset %s, day %s", s.ZoneOffset, day)
		}
	})
}
