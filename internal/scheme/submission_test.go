package scheme

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// full returns a submission in which no field is left empty.
func full(t *testing.T) Submission {
	t.Helper()
	var s Submission
	n := 0
	fullOf(t, reflect.ValueOf(&s).Elem(), &n)
	return s
}

func fullOf(t *testing.T, v reflect.Value, n *int) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(time.Date(2026, 4, 1, 3, 0, *n%60, 0, time.UTC)))
	case v.Kind() == reflect.String:
		v.SetString(fmt.Sprintf("文 <%d>", *n))
	case v.CanInt():
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fullOf(t, v.Elem(), n)
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fullOf(t, v.Index(0), n)
		fullOf(t, v.Index(1), n)
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fullOf(t, key, n)
		fullOf(t, value, n)
		v.SetMapIndex(key, value)
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" {
				fullOf(t, v.Field(i), n)
			}
		}
	default:
		t.Fatalf("full knows no %s", v.Type())
	}
}

// eachLeaf calls fn for every plain value inside v, with the names of the
// fields that lead to it.
func eachLeaf(v reflect.Value, path string, fn func(path string, leaf reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		fn(path, v)
	case v.Kind() == reflect.Pointer:
		eachLeaf(v.Elem(), path, fn)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachLeaf(v.Index(i), path, fn)
		}
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.Tag.Get("json") != "-" {
				eachLeaf(v.Field(i), strings.TrimPrefix(path+"."+f.Name, "."), fn)
			}
		}
	default:
		fn(path, v)
	}
}

func alter(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(v.Interface().(time.Time).AddDate(1, 0, 0)))
	case v.Kind() == reflect.String:
		v.SetString(v.String() + "ほか")
	case v.CanInt():
		v.SetInt(v.Int() + 1)
	case v.Kind() == reflect.Bool:
		v.SetBool(!v.Bool())
	case v.Kind() == reflect.Map:
		v.SetMapIndex(v.MapKeys()[0], reflect.Value{})
	}
}

// notSaid are the fields that tell which submission it is, not what it says.
var notSaid = []string{"Application", "Round", "Number", "At", "By", "Channel", "Paper", "EnteredBy",
	"Declaration.At", "Declaration.By", "Declaration.Signed", "Declaration.Checklist", "Declaration.Edition",
	"Declaration.Terms.At", "Declaration.Terms.By", "Declaration.Terms.Catalog"}

// A field that is added to what is handed in and forgotten by Differences
// fails here, and so does one that changes no hash.
func TestDifferences_seeEveryField(t *testing.T) {
	t.Parallel()
	before, after := full(t), full(t)
	if d := Differences(before, after); d != nil {
		t.Fatalf("two alike differ: %+v", d)
	}
	seen := 0
	eachLeaf(reflect.ValueOf(&after).Elem(), "", func(path string, leaf reflect.Value) {
		seen++
		old := reflect.New(leaf.Type()).Elem()
		old.Set(leaf)
		if leaf.Kind() == reflect.Map {
			kept := reflect.MakeMap(leaf.Type())
			for _, key := range leaf.MapKeys() {
				kept.SetMapIndex(key, leaf.MapIndex(key))
			}
			old = kept
		}
		alter(leaf)
		d := Differences(before, after)
		quiet := slices.ContainsFunc(notSaid, func(s string) bool { return path == s || strings.HasPrefix(path, s+".") })
		if quiet != (len(d) == 0) {
			t.Errorf("%s altered: %+v", path, d)
		}
		if string(before.Canonical()) == string(after.Canonical()) {
			t.Errorf("%s altered: the canonical bytes are the same", path)
		}
		leaf.Set(old)
	})
	if seen < 60 {
		t.Fatalf("only %d fields were tried", seen)
	}
}

func TestDifferences_sayPlaceFromAndTo(t *testing.T) {
	t.Parallel()
	before := Submission{
		Level: "a", Edition: "ED-1", Applicant: PartyFacts{Name: Text{"甲社", "Ko"}, Address: "東京"}, Product: sampleProduct(),
		Scope:       []ScopeAnswer{{Question: "ip", Yes: true, Answered: true, Reason: "LAN"}, {Question: "pc", Answered: true, Reason: "専用機"}},
		Checklist:   Checklist{sampleAnswer("T-01", MethodDocument), sampleAnswer("T-02", MethodDevice)},
		Declaration: Declaration{Name: "甲", Title: "部長"},
	}
	b, _ := json.Marshal(before)
	var after Submission
	if err := json.Unmarshal(b, &after); err != nil {
		t.Fatal(err)
	}
	after.Edition = "ED-2"
	after.Applicant.Address = "大阪"
	after.Agent = &PartyFacts{ID: "AG"}
	after.Product.Name.En = "Camera"
	after.Product.Models = []string{"WC-2", "WC-3", "WC-4"}
	after.Product.Conformity = []string{"R-1"}
	after.Evaluator.Class = "body"
	after.Scope[1].Yes, after.Scope[1].Reason = true, "汎用機"
	after.Scope = append(after.Scope, ScopeAnswer{Question: "new", Answered: true})
	after.Checklist[0].Rationale = "実機でも確認した"
	after.Checklist[0].Evidence = append(after.Checklist[0].Evidence, Evidence{Title: "試験記録", Version: "2"})
	after.Checklist = append(after.Checklist[:1:1], Answer{Criterion: "T-03", Verdict: NotApplicable})
	after.Declaration.Title = "本部長"
	want := []Change{
		{Place: "edition", From: "ED-1", To: "ED-2"},
		{Place: "applicant.address", From: "東京", To: "大阪"},
		{Place: "agent.id", To: "AG"},
		{Place: "evaluator_class", To: "body"},
		{Place: "scope.pc.yes", To: "true"},
		{Place: "scope.pc.reason", From: "専用機", To: "汎用機"},
		{Place: "scope.new.answered", To: "true"},
		{Place: "product.name_en", From: "Watching camera", To: "Camera"},
		{Place: "product.models", Added: []string{"WC-3", "WC-4"}, Removed: []string{"WC-1"}},
		{Place: "product.conformity", Added: []string{"R-1"}},
		{Place: "declaration.title", From: "部長", To: "本部長"},
		{Place: "T-01.rationale", From: "設計書で確認した", To: "実機でも確認した"},
		{Place: "T-01.evidence", Added: []string{"試験記録 / 2"}},
		{Place: "T-03.verdict", To: "not_applicable"},
		{Place: "T-02.verdict", From: "conforms"},
		{Place: "T-02.method", From: "device"},
		{Place: "T-02.rationale", From: "設計書で確認した"},
		{Place: "T-02.evidence", Removed: []string{"設計書 / 2026-03-01"}},
		{Place: "T-02.assessor", From: "試験 花子"},
		{Place: "T-02.assessed_on", From: "2026-03-20"},
	}
	got := Differences(before, after)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if at := ChangesAt(got, "T-01"); len(at) != 2 || len(ChangesAt(got, "T-0")) != 0 || len(ChangesAt(got, "product.models")) != 1 {
		t.Fatalf("%+v", at)
	}
	reordered := before
	reordered.Product.Models = []string{"WC-2", "WC-1"}
	if d := Differences(before, reordered); len(d) != 1 || d[0].From != "WC-1\nWC-2" || d[0].To != "WC-2\nWC-1" {
		t.Fatalf("another order: %+v", d)
	}
}

// What the applicant hands in is one thing, what the office adds another; a
// field new to Application must be one or the other.
func TestSubmission_holdsAllThatIsHandedIn(t *testing.T) {
	t.Parallel()
	offices := []string{"ID", "Revision", "State", "Started", "StartedBy", "Numbers", "Received", "Returns", "AcceptedAt", "AcceptedBy",
		"BillAgent", "FeeYen", "Fee", "Inquiries", "Closed", "ClosedBy", "Reason", "Label", "OpenTo", "StartedWith", "Officer", "Reopened",
		"Carried", "Declaring"} // the last is nobody's word until it is declared; nothing is handed in while something is carried
	handed := reflect.TypeFor[Submission]()
	a := reflect.TypeFor[Application]()
	for i := range a.NumField() {
		name := a.Field(i).Name
		if _, ok := handed.FieldByName(name); ok == slices.Contains(offices, name) {
			t.Errorf("Application.%s: add it to Submission and SubmissionOf if the applicant hands it in, or to this list if it is the office's", name)
		}
	}
	org, facts := reflect.TypeFor[Organisation](), reflect.TypeFor[PartyFacts]()
	for i := range org.NumField() {
		name := org.Field(i).Name
		if _, ok := facts.FieldByName(name); ok == slices.Contains([]string{"Revision", "Kind", "Reading", "Made"}, name) {
			t.Errorf("Organisation.%s: add it to PartyFacts, or to this list if a submission needs no copy of it", name)
		}
	}
}

func TestSubmissionOf_keepsWhatWasSent(t *testing.T) {
	t.Parallel()
	s := sample()
	e, _ := s.Edition("ED-1")
	at := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	a := Application{ID: "A", Kind: New, Level: "a", Edition: "ED-1", Catalog: "c", Product: sampleProduct(), Evaluator: Evaluator{Class: "self"},
		Scope: []ScopeAnswer{{Question: "ip", Yes: true}}, Numbers: Numbers{Application: "A2026-1"}, Returns: []Return{{}},
		Declaration: Declaration{Name: "甲", At: at, By: "P"}, Channel: ByWeb}
	list := Checklist{sampleAnswer("T-02", MethodDevice), sampleAnswer("GONE", MethodDevice), sampleAnswer("T-01", MethodDocument)}
	got := SubmissionOf(a, Organisation{ID: "M", Name: Text{"甲社", ""}, Revision: 7}, Organisation{}, list, e)
	if got.Round != 2 || got.Number != "A2026-1" || got.By != "P" || got.At != at || got.Agent != nil || got.Applicant.ID != "M" || !got.Genuine() {
		t.Fatalf("%+v", got)
	}
	if len(got.Checklist) != 3 || got.Checklist[0].Criterion != "T-01" || got.Checklist[2].Criterion != "T-03" || got.Checklist[2].Verdict != "" {
		t.Fatalf("the checklist is not that of the edition: %+v", got.Checklist)
	}
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	var back Submission
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	back.Hash = got.Hash
	if !back.Genuine() {
		t.Fatal("read back it has another hash")
	}
	back.Product.Models[0] = "WC-X"
	if back.Genuine() {
		t.Fatal("altered it is still genuine")
	}
	a.Channel, a.Paper, a.EnteredBy = ByPaper, Paper{Received: "2026-03-30", Reference: "1"}, []PersonID{"O"}
	if s := SubmissionOf(a, Organisation{}, Organisation{ID: "AG"}, list, e); s.Channel != ByWeb || s.Paper != (Paper{}) || s.EnteredBy != nil || s.Agent == nil {
		t.Fatalf("declared here, but shown as paper: %+v", s)
	}
	a.Declaration.Signed = "2026-03-29"
	if s := SubmissionOf(a, Organisation{}, Organisation{}, list, e); s.Channel != ByPaper || s.Paper != a.Paper || len(s.EnteredBy) != 1 {
		t.Fatalf("%+v", s)
	}
}

// The canonical bytes are a promise to whoever keeps a hash.
func TestCanonical_isPinned(t *testing.T) {
	t.Parallel()
	s := Submission{Application: "A", Round: 1, At: time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC), Product: Product{Summary: Text{Ja: "<&>\u2028𠮷"}}}
	const want = `{"applicant":{"address":"","contact":{"email":"","name":"","reads_japanese":false},"country":"","id":"","name":{"en":"","ja":""},"proof":{}},"application":"A","at":"2026-04-01T03:00:00Z","by":"","catalog":"","checklist":null,` +
		`"declaration":{"at":"0001-01-01T00:00:00Z","by":"","checklist":"","edition":"","language":"","name":"","statements":null,"title":""},"edition":"","evaluator":{"class":""},"kind":"","level":"","number":"","paper":{},` +
		`"product":{"models":null,"name":{"en":"","ja":""},"summary":{"en":"","ja":"<&>\u2028𠮷"}},"round":1,"scope":null}`
	if d := cmp.Diff(want, string(s.Canonical())); d != "" {
		t.Fatal("the canonical form has changed; a field that is added must be left out while it is empty:", d)
	}
}

func TestHandedIn_countsTheSubmissions(t *testing.T) {
	t.Parallel()
	back := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		a    Application
		want int
	}{
		{Application{}, 0},
		{Application{Received: "2026-04-01"}, 1},
		{Application{Received: "2026-04-01", Returns: []Return{{}}}, 1},
		{Application{Received: "2026-04-01", Returns: []Return{{Back: back}}}, 2},
		{Application{Received: "2026-04-01", Returns: []Return{{Back: back}, {}}}, 2},
	} {
		if got := c.a.HandedIn(); got != c.want {
			t.Errorf("%+v: %d, want %d", c.a, got, c.want)
		}
	}
}
