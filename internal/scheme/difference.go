package scheme

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Change is one place at which two submissions differ, in the codes of the
// record: "conforms", "2026-04-01", "true". Of lists it tells what came and
// what went; of a list in another order only, both as they stood.
type Change struct {
	Place   string // "product.firmware", "S1.1-04.rationale", "scope.ip.reason" …
	From    string
	To      string
	Added   []string
	Removed []string
}

// Differences returns every place at which the two submissions differ, in
// the order of the papers. Which submission it is, when and by whom it was
// made and the hashes are no differences.
func Differences(before, after Submission) []Change {
	d := differ{}
	d.fields("", reflect.ValueOf(before), reflect.ValueOf(after))
	return d.changes
}

// ChangesAt returns the changes at a place and inside it.
func ChangesAt(all []Change, place string) []Change {
	var out []Change
	for _, c := range all {
		if within(c.Place, place) {
			out = append(out, c)
		}
	}
	return out
}

// within reports whether a place is the other or a part of it: of the item
// "S1.1-04" its "S1.1-04.rationale".
func within(place, whole string) bool {
	return place == whole || strings.HasPrefix(place, whole+".")
}

// itself are the fields that tell which submission it is and how it came,
// and not what it says. Edition and checklist of the declaration repeat others.
var itself = []string{"application", "round", "number", "at", "by", "channel", "paper", "entered_by",
	"declaration.at", "declaration.by", "declaration.signed", "declaration.checklist", "declaration.edition",
	"declaration.terms.at", "declaration.terms.by", "declaration.terms.catalog"}

// placeNames are the fields whose name on forms is not that of the record.
var placeNames = map[string]string{
	"product.technical_conformity": "product.conformity", "product.other_certifications": "product.certifications",
	"evaluator.class": "evaluator_class", "evaluator.name": "evaluator_name", "evaluator.entitlement": "evaluator_entitlement",
}

// A differ walks two values of one type side by side.
type differ struct{ changes []Change }

func (d *differ) fields(place string, a, b reflect.Value) {
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		if name == "" {
			name = strings.ToLower(a.Type().Field(i).Name)
		}
		if at := join(place, name); name != "-" && !slices.Contains(itself, at) {
			d.values(at, a.Field(i), b.Field(i))
		}
	}
}

func join(place, name string) string {
	if place == "" {
		return name
	}
	return place + "." + name
}

func (d *differ) values(place string, a, b reflect.Value) {
	if other, ok := placeNames[place]; ok {
		place = other
	}
	switch {
	case a.Type() == reflect.TypeFor[Text]():
		x, y := a.Interface().(Text), b.Interface().(Text)
		d.plain(place+"_ja", x.Ja, y.Ja)
		d.plain(place+"_en", x.En, y.En)
	case a.Type() == reflect.TypeFor[time.Time]():
		d.plain(place, plainText(a), plainText(b))
	case a.Kind() == reflect.Pointer:
		d.values(place, pointed(a), pointed(b))
	case a.Kind() == reflect.Struct:
		d.fields(place, a, b)
	case a.Kind() == reflect.Map:
		d.maps(place, a, b)
	case a.Kind() == reflect.Slice:
		d.slices(place, a, b)
	default:
		d.plain(place, plainText(a), plainText(b))
	}
}

func (d *differ) plain(place, from, to string) {
	if from != to {
		d.changes = append(d.changes, Change{Place: place, From: from, To: to})
	}
}

func pointed(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return reflect.Zero(v.Type().Elem())
	}
	return v.Elem()
}

func (d *differ) maps(place string, a, b reflect.Value) {
	texts := func(m reflect.Value) (all map[string]reflect.Value) {
		all = map[string]reflect.Value{}
		for _, key := range m.MapKeys() {
			all[fmt.Sprint(key.Interface())] = m.MapIndex(key)
		}
		return all
	}
	x, y := texts(a), texts(b)
	keys := slices.Collect(maps.Keys(x))
	for key := range y {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	d.keyed(place+".", a.Type().Elem(), keys, x, y)
}

func (d *differ) slices(place string, a, b reflect.Value) {
	switch list := a.Interface().(type) {
	case Checklist:
		keyed(d, "", list, b.Interface().(Checklist), func(a Answer) (string, Answer) {
			key := string(a.Criterion)
			a.Criterion = ""
			return key, a
		})
	case []ScopeAnswer:
		keyed(d, place+".", list, b.Interface().([]ScopeAnswer), func(a ScopeAnswer) (string, ScopeAnswer) {
			key := string(a.Question)
			a.Question = ""
			return key, a
		})
	default:
		d.lists(place, textsOf(a), textsOf(b))
	}
}

// keyed compares lists whose members have a key, which becomes part of the
// place and is no difference itself.
func keyed[T any](d *differ, prefix string, a, b []T, part func(T) (string, T)) {
	var keys []string
	index := func(list []T) map[string]reflect.Value {
		by := map[string]reflect.Value{}
		for _, one := range list {
			key, rest := part(one)
			by[key] = reflect.ValueOf(rest)
			keys = append(keys, key)
		}
		return by
	}
	y, x := index(b), index(a)
	d.keyed(prefix, reflect.TypeFor[T](), keys, x, y)
}

// keyed compares what has the same key; what is on one side only is compared
// with nothing.
func (d *differ) keyed(prefix string, kind reflect.Type, keys []string, a, b map[string]reflect.Value) {
	of := func(m map[string]reflect.Value, key string) reflect.Value {
		if v, ok := m[key]; ok {
			return v
		}
		return reflect.Zero(kind)
	}
	seen := map[string]bool{}
	for _, key := range keys {
		if !seen[key] {
			seen[key] = true
			d.values(prefix+key, of(a, key), of(b, key))
		}
	}
}

// lists tells what came and what went. One thing that stands in a list twice
// counts twice.
func (d *differ) lists(place string, from, to []string) {
	if slices.Equal(from, to) {
		return
	}
	c := Change{Place: place, Added: without(to, from), Removed: without(from, to)}
	if c.Added == nil && c.Removed == nil {
		c.From, c.To = strings.Join(from, "\n"), strings.Join(to, "\n")
	}
	d.changes = append(d.changes, c)
}

// without returns what of list is not in other.
func without(list, other []string) []string {
	count := map[string]int{}
	for _, s := range other {
		count[s]++
	}
	var out []string
	for _, s := range list {
		if count[s]--; count[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

func textsOf(list reflect.Value) []string {
	var out []string
	for i := range list.Len() {
		out = append(out, plainText(list.Index(i)))
	}
	return out
}

// plainText writes a value as one text; of a struct what its fields say,
// parted by " / ".
func plainText(v reflect.Value) string {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		if at := v.Interface().(time.Time); !at.IsZero() {
			return at.UTC().Format(time.RFC3339)
		}
		return ""
	case v.Kind() == reflect.Struct:
		var parts []string
		for i := range v.NumField() {
			if text := plainText(v.Field(i)); text != "" {
				parts = append(parts, text)
			}
		}
		return strings.Join(parts, " / ")
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		if v.Int() == 0 {
			return ""
		}
		return strconv.FormatInt(v.Int(), 10)
	case v.Kind() == reflect.Bool:
		if !v.Bool() {
			return ""
		}
		return "true"
	case v.Kind() == reflect.Slice:
		return strings.Join(textsOf(v), ", ")
	case v.Kind() == reflect.Pointer:
		return plainText(pointed(v))
	}
	return fmt.Sprint(v.Interface())
}
