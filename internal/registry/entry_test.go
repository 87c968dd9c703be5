package registry_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// neverPublic are the fields that must not reach an Entry; whoever adds a
// field to one of these types decides here or gives the Entry its twin.
var neverPublic = map[reflect.Type][]string{
	reflect.TypeFor[scheme.Product]():    {"HideManufacturer", "HideCountry", "SuppliedBy", "Maintainers", "ParentCompanies"},
	reflect.TypeFor[scheme.Label]():      {"Revision", "Application", "Holder", "HolderName", "Catalog", "Issued", "EndReason"}, // HolderName is public as Holder
	reflect.TypeFor[scheme.Assessment](): {"Application"},
	reflect.TypeFor[scheme.Warning]():    {"Case"},
	reflect.TypeFor[scheme.PastHolder](): {"Holder"},
	reflect.TypeFor[scheme.Correction](): {"Proposed", "ProposedBy", "Confirmed", "ConfirmedBy"}, // Confirmed is public as a day
}

func TestEntry_everyFieldIsDecided(t *testing.T) {
	t.Parallel()
	for from, to := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[scheme.Product]():    reflect.TypeFor[registry.Product](),
		reflect.TypeFor[scheme.Label]():      reflect.TypeFor[registry.Entry](),
		reflect.TypeFor[scheme.Assessment](): reflect.TypeFor[registry.Assessment](),
		reflect.TypeFor[scheme.Correction](): reflect.TypeFor[registry.Correction](),
		reflect.TypeFor[scheme.Warning]():    reflect.TypeFor[registry.Warning](),
		reflect.TypeFor[scheme.PastHolder](): reflect.TypeFor[registry.PastHolder](),
	} {
		hidden := map[string]bool{}
		for _, name := range neverPublic[from] {
			if _, ok := from.FieldByName(name); !ok {
				t.Errorf("%v has no field %s any more", from, name)
			}
			hidden[name] = true
		}
		for i := range from.NumField() {
			name := from.Field(i).Name
			if _, public := to.FieldByName(name); !public && !hidden[name] {
				t.Errorf("%v.%s: neither public nor hidden", from, name)
			}
		}
	}
}

// marked fills every text of a value with a mark of its own: the path of its
// field.
func marked(v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(path)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			marked(v.Field(i), path+"."+v.Type().Field(i).Name)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			marked(v.Index(i), fmt.Sprintf("%s.%d", path, i))
		}
	}
}

func day(at time.Time) scheme.Date { return scheme.DateOf(at.Add(9 * time.Hour)) }

func label() scheme.Label {
	var l scheme.Label
	marked(reflect.ValueOf(&l).Elem(), "label")
	return l
}

func written(t *testing.T, e registry.Entry) string {
	t.Helper()
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + fmt.Sprint(e.Terms())
}

func TestOf_nothingHiddenReachesAnEntry(t *testing.T) {
	t.Parallel()
	said := written(t, registry.Of(label(), day))
	for _, mark := range []string{"SuppliedBy", "Maintainers", "ParentCompanies", "EndReason", "ProposedBy", "ConfirmedBy", "label.Application", "label.Holder\"", "Catalog", "Case", "PastHolders.0.Holder"} {
		if strings.Contains(said, mark) {
			t.Errorf("%s is public: %s", mark, said)
		}
	}
	for _, mark := range []string{"label.HolderName.Ja", "label.Product.Manufacturer", "label.Product.Country", "label.Product.Models.1", "label.Product.Certifications.0",
		"label.EndGround", "label.Assessments.1.Answers.1.Note", "label.Corrections.0.Reason",
		"label.Warnings.1.Text.Ja", "label.PastHolders.0.Name.En", "label.Announced.0.Text.Ja", "label.Annulled.0.Revoked", "label.Reissued.1"} {
		if !strings.Contains(said, mark) {
			t.Errorf("%s is not public: %s", mark, said)
		}
	}
}

func TestOf_hiddenManufacturerAndCountryAreAbsentAlsoFromCorrections(t *testing.T) {
	t.Parallel()
	for _, field := range []string{"manufacturer", "country"} {
		l := label()
		l.Corrections = []scheme.Correction{
			{Field: field, From: "before", To: "after", Reason: "mistyped", Confirmed: l.Updated},
			{Field: "firmware", From: "1.0", To: "1.1", Confirmed: l.Updated},
		}
		open := registry.Of(l, day)
		if len(open.Corrections) != 2 || open.Product.Manufacturer == "" || open.Product.Country == "" {
			t.Fatalf("%s, not hidden: %+v", field, open)
		}
		l.Product.HideManufacturer, l.Product.HideCountry = field == "manufacturer", field == "country"
		hidden := registry.Of(l, day)
		for _, secret := range []string{"before", "after", "mistyped", "label.Product." + strings.ToUpper(field[:1]) + field[1:]} {
			if strings.Contains(written(t, hidden), secret) {
				t.Errorf("%s is hidden, but %q is public", field, secret)
			}
		}
		if len(hidden.Corrections) != 1 || hidden.Corrections[0].Field != "firmware" {
			t.Errorf("%s: corrections %+v", field, hidden.Corrections)
		}
		if (hidden.Product.Manufacturer == "") != l.Product.HideManufacturer || (hidden.Product.Country == "") != l.Product.HideCountry {
			t.Errorf("%s: hides the other, too: %+v", field, hidden.Product)
		}
	}
}

func TestOf_correctionIsPublicOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	l := label()
	l.Corrections = []scheme.Correction{
		{Field: "firmware", From: "1.0", To: "1.1", Reason: "mistyped", Confirmed: time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC)},
		{Field: "home_page", From: "a", To: "b", Proposed: l.Updated},
	}
	want := []registry.Correction{{Field: "firmware", From: "1.0", To: "1.1", Reason: "mistyped", On: "2026-04-01"}}
	if diff := cmp.Diff(want, registry.Of(l, day).Corrections); diff != "" {
		t.Error(diff)
	}
}

func TestOf_newestAssessmentStandsFirst(t *testing.T) {
	t.Parallel()
	l := label()
	l.Assessments = []scheme.Assessment{{Evaluator: "first", Completed: "2026-01-01"}, {Evaluator: "second", Completed: "2027-01-01"}, {Evaluator: "third", Completed: "2028-01-01"}}
	e := registry.Of(l, day)
	var order []string
	for _, a := range e.Assessments {
		order = append(order, string(a.Evaluator))
	}
	if diff := cmp.Diff([]string{"third", "second", "first"}, order); diff != "" || e.Evaluator != "third" {
		t.Errorf("evaluator %s, %s", e.Evaluator, diff)
	}
}
