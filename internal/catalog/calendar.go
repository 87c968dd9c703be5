package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/scheme"
)

// calendar reads the office's days off into s. The file may be left out.
func (r *reader) calendar(s *scheme.Scheme) {
	if _, there := r.files[calendarFile]; !there {
		return
	}
	var f calendarShape
	d := r.load(calendarFile, kindCalendar, &f)
	if d == nil {
		return
	}
	c := scheme.Calendar{Yearly: f.Yearly, Source: f.Source, Official: f.Official}
	for _, name := range f.Weekend {
		c.Weekend = append(c.Weekend, weekday(name))
	}
	for i, day := range f.Yearly {
		r.day(d, scheme.Date("2024-"+day), "yearly", strconv.Itoa(i)) // a leap year has all days
	}
	first := map[scheme.Date]int{}
	for i, one := range f.Closed {
		at := []string{"closed", strconv.Itoa(i), "day"}
		if !r.day(d, one.Day, at...) {
			continue
		}
		if before, twice := first[one.Day]; twice {
			r.at(d, fmt.Sprintf("the day stands twice; first on line %d", before), "Keep one of the two", at...)
			continue
		}
		first[one.Day] = d.Line(at...)
		c.Closed = append(c.Closed, scheme.Closure{Day: one.Day, Name: one.Name})
	}
	slices.SortFunc(c.Closed, func(a, b scheme.Closure) int { return strings.Compare(string(a.Day), string(b.Day)) })
	s.Calendar = c
}

// weekday returns the day of the week that the schema's word means.
func weekday(word string) time.Weekday {
	for day := time.Sunday; day <= time.Saturday; day++ {
		if strings.EqualFold(day.String(), word) {
			return day
		}
	}
	panic("catalog: the schema lets in a day of the week that there is not: " + word)
}
