package dossier

import (
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// Words say places and values of a submission in one language.
type Words struct {
	P       *i18n.Printer
	Scheme  *scheme.Scheme
	Edition scheme.Edition
}

// Place says where something stands: "S1.1-04 Rationale", "Firmware version".
func (w Words) Place(place string) string {
	if item, part, ok := Item(place); ok {
		if _, there := w.Edition.Item(scheme.CriterionID(item)); there {
			return w.P.T("submission.changed.part", item, w.Part(part))
		}
	}
	if rest, ok := strings.CutPrefix(place, "scope."); ok {
		id, _, _ := strings.Cut(rest, ".")
		q, _ := w.Scheme.Question(scheme.QuestionID(id))
		return q.Ask.In(w.P.Lang)
	}
	if party, _, ok := strings.Cut(place, "."); ok && (party == "applicant" || party == "agent") {
		return w.P.T("submission.changed.part", w.Part(party), w.Part(place))
	}
	return w.Part(strings.TrimPrefix(place, "product."))
}

// Part says the name of a field; one without a name by its code.
func (w Words) Part(name string) string {
	for _, key := range []string{"field." + name, "submission.field." + name, "place." + name} {
		if w.P.Has(key) {
			return w.P.T(key)
		}
	}
	return name
}

// Value says a value of the record in words where it is a code or a day.
func (w Words) Value(place, value string) string {
	_, part, _ := Item(place)
	switch {
	case value == "":
		return w.P.T("submission.changed.nothing")
	case (part == "verdict" || part == "method") && w.P.Has(part+"."+value):
		return w.P.T(part + "." + value)
	case value == "true":
		return w.P.T("submission.changed.true")
	case place == "kind" && w.P.Has("submission.kind."+value):
		return w.P.T("submission.kind." + value)
	case strings.HasSuffix(place, ".country"):
		return w.P.Country(value)
	}
	if name, ok := w.name(place, value); ok {
		return name.In(w.P.Lang)
	}
	if _, err := scheme.ParseDate(value); err == nil {
		return w.P.Date(scheme.Date(value))
	}
	return value
}

// name is what the scheme calls the thing of this code.
func (w Words) name(place, code string) (scheme.Text, bool) {
	switch place {
	case "evaluator_class":
		class, ok := w.Scheme.Evaluator(scheme.EvaluatorClassID(code))
		return class.Name, ok
	case "level":
		level, ok := w.Scheme.Level(scheme.LevelID(code))
		return level.Name, ok
	case "category":
		category, ok := w.Scheme.Category(scheme.CategoryID(code))
		return category.Name, ok
	}
	return scheme.Text{}, false
}

// Item parts "S1.1-04.rationale" into the item, whose number holds a dot
// itself, and the part; false for a place that is no part of an item.
func Item(place string) (item, part string, ok bool) {
	at := strings.LastIndex(place, ".")
	if at < 0 || strings.IndexByte(place[at:], '-') >= 0 {
		return place, "", false
	}
	return place[:at], place[at+1:], true
}
