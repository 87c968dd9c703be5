package registry

import (
	"slices"
	"strings"
	"unicode"

	"shirushi/internal/scheme"
)

// MostAsked bounds what may be typed into a search, in characters.
const MostAsked = 200

// Typed is what a person typed or pasted into a search, without the signs
// that nobody sees: white space around it, and marks of direction and width
// that come along when a text is copied from elsewhere.
func Typed(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s))
}

// Check refuses a query that no label could answer: a text or name too long,
// a code that the scheme does not have, a day that no calendar has, and days
// in the wrong order. The fields are those of the addresses of pages and API.
func (q Query) Check(s *scheme.Scheme) error {
	var no scheme.Refusals
	long := func(field, text string) {
		if len([]rune(text)) > MostAsked {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.search.long").On(field).With(MostAsked))
		}
	}
	long("q", q.Text)
	long("holder", q.Holder)
	known(&no, "level", q.Level, s.Levels, func(l scheme.Level) scheme.LevelID { return l.ID })
	known(&no, "category", q.Category, s.Categories, func(c scheme.Category) scheme.CategoryID { return c.ID })
	known(&no, "edition", q.Edition, s.Editions, func(e scheme.Edition) scheme.EditionID { return e.ID })
	known(&no, "evaluator_class", q.Evaluator, s.Evaluators, func(e scheme.EvaluatorClass) scheme.EvaluatorClassID { return e.ID })
	known(&no, "status", q.Status, scheme.LabelStatuses, func(s scheme.Status) scheme.Status { return s })
	known(&no, "sort", q.Sort, Orders[1:], func(o Order) Order { return o })
	day(&no, "issued_from", q.IssuedFrom)
	day(&no, "issued_until", q.IssuedUntil)
	if len(no) == 0 && q.IssuedFrom != "" && q.IssuedUntil != "" && q.IssuedUntil < q.IssuedFrom {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.search.order").On("issued_until").With(q.IssuedFrom, q.IssuedUntil))
	}
	return no.Err()
}

// known refuses a code that is given and is none of those there are, and
// names them.
func known[T any, ID ~string](no *scheme.Refusals, field string, given ID, all []T, id func(T) ID) {
	codes := make([]string, len(all))
	for i, one := range all {
		codes[i] = string(id(one))
	}
	if given != "" && !slices.Contains(codes, string(given)) {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.search.unknown").On(field).With(brief(string(given)), codes))
	}
}

func day(no *scheme.Refusals, field string, given scheme.Date) {
	if _, err := scheme.ParseDate(string(given)); given != "" && err != nil {
		no.Add(scheme.NotADate(brief(string(given))).On(field))
	}
}

// brief is the beginning of what was given, to be quoted.
func brief(given string) string {
	if all := []rune(Typed(given)); len(all) > 40 {
		return string(all[:40]) + "…"
	}
	return Typed(given)
}

// Narrowed reports whether the query asks for more than a text.
func (q Query) Narrowed() bool {
	return q.Level != "" || q.Category != "" || q.Edition != "" || q.Evaluator != "" || q.Holder != "" || q.Status != "" ||
		q.IssuedFrom != "" || q.IssuedUntil != ""
}
