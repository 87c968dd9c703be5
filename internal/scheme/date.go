package scheme

import (
	"fmt"
	"time"
)

// A Date is a civil day in the scheme's zone, written "2026-04-01". The zero
// Date "" means that there is none. Dates of this form order as strings do,
// in Go and in both databases.
type Date string

const dateForm = "2006-01-02"

// ParseDate reads a day of the form YYYY-MM-DD between the years 1900 and
// 2999. It refuses days that no calendar has, and none.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil || t.Year() < 1900 || t.Year() > 2999 {
		return "", NotADate(s)
	}
	return Date(s), nil
}

// NotADate refuses what is no day of the calendar, or none at all.
func NotADate(s string) *Refusal {
	if s == "" {
		return Refuse(Invalid, "refusal.date.missing")
	}
	return Refuse(Invalid, "refusal.date.malformed").With(s)
}

// MakeDate returns the day y-m-d, normalised as time.Date does.
func MakeDate(y int, m time.Month, d int) Date {
	return DateOf(time.Date(y, m, d, 0, 0, 0, 0, time.UTC))
}

// DateOf returns the day of t in t's own location.
func DateOf(t time.Time) Date { return Date(t.Format(dateForm)) }

// AddDays returns the day n days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return DateOf(d.time().AddDate(0, 0, n)) }

// AddYears returns the same day n years later. The 29th of February becomes
// the 1st of March in a year that has none, so that a period of whole years
// is never a day short.
func (d Date) AddYears(n int) Date { return DateOf(d.time().AddDate(n, 0, 0)) }

// DaysUntil returns how many days lie between d and a later day.
func (d Date) DaysUntil(later Date) int {
	return int(later.time().Sub(d.time()) / (24 * time.Hour))
}

// Year returns the year, or 0 for the zero Date.
func (d Date) Year() int {
	if d == "" {
		return 0
	}
	return d.time().Year()
}

// Parts returns year, month and day of a Date that is not zero.
func (d Date) Parts() (year int, month time.Month, day int) { return d.time().Date() }

// time panics on a malformed Date: every Date from outside passes ParseDate,
// so a malformed one here is a defect of the program.
func (d Date) time() time.Time {
	if t, ok := d.read(); ok {
		return t
	}
	t, err := time.Parse(dateForm, string(d))
	if err != nil {
		panic(fmt.Sprintf("scheme: malformed date %q", string(d)))
	}
	return t
}

// read reads the digits of a day that the calendar has, quicker than time.Parse:
// days are counted by the thousand.
func (d Date) read() (t time.Time, ok bool) {
	if len(d) != len(dateForm) || d[4] != '-' || d[7] != '-' {
		return t, false
	}
	number := func(from, to int) (n int) {
		for _, digit := range []byte(d[from:to]) {
			if digit < '0' || digit > '9' {
				return -1
			}
			n = n*10 + int(digit-'0')
		}
		return n
	}
	y, m, day := number(0, 4), number(5, 7), number(8, 10)
	if y < 0 || m < 1 || m > 12 || day < 1 || day > 31 {
		return t, false
	}
	t = time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day
}
