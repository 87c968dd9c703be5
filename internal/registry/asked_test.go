package registry_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

func smallScheme() *scheme.Scheme {
	return &scheme.Scheme{
		Levels: []scheme.Level{{ID: "1"}, {ID: "2"}}, Categories: []scheme.Category{{ID: "camera"}},
		Evaluators: []scheme.EvaluatorClass{{ID: "applicant"}}, Editions: []scheme.Edition{{ID: "E1"}},
	}
}

func TestQuery_whatNoLabelCouldAnswerIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	s := smallScheme()
	good := registry.Query{
		Text: strings.Repeat("あ", 200), Level: "1", Category: "camera", Edition: "E1", Evaluator: "applicant", Holder: "架空", Status: scheme.Active,
		IssuedFrom: "2026-01-01", IssuedUntil: "2026-01-01", Sort: registry.ByHolder,
	}
	if err := good.Check(s); err != nil {
		t.Errorf("refused: %v", err)
	}
	if err := (registry.Query{}).Check(s); err != nil {
		t.Errorf("a query for everything is refused: %v", err)
	}
	for field, q := range map[string]registry.Query{
		"q":               {Text: strings.Repeat("あ", 201)},
		"holder":          {Holder: strings.Repeat("あ", 201)},
		"level":           {Level: "9"},
		"category":        {Category: "Camera"},
		"edition":         {Edition: "E2"},
		"evaluator_class": {Evaluator: "nobody"},
		"status":          {Status: scheme.NoLabel + "x"},
		"sort":            {Sort: "best"},
		"issued_from":     {IssuedFrom: "2026-02-30"},
		"issued_until":    {IssuedUntil: "1 April"},
	} {
		no := scheme.RefusalsOf(q.Check(s))
		if len(no) != 1 || no[0].Field != field || no[0].Kind != scheme.Invalid {
			t.Errorf("%s: %v", field, no)
		}
	}
	no := scheme.RefusalsOf(registry.Query{IssuedFrom: "2026-01-02", IssuedUntil: "2026-01-01"}.Check(s))
	if len(no) != 1 || no[0].Field != "issued_until" || no[0].Key != "refusal.search.order" {
		t.Errorf("days in the wrong order: %v", no)
	}
	if no := scheme.RefusalsOf(registry.Query{Level: "9", Sort: "x", Holder: strings.Repeat("x", 201)}.Check(s)); len(no) != 3 {
		t.Errorf("not everything is said at once: %v", no)
	}
}

func TestTyped_signsThatNobodySeesAreLeftOut(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"  SHC-5200W \n": "SHC-5200W", "\u202eSHC\u202c": "SHC", "S\u200bH\u00adC\ufeff": "SHC", "\u2067ミハリ\u2069": "ミハリ", "\u200e": "", "ルーター": "ルーター",
	} {
		if got := registry.Typed(typed); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}

func said(pieces []registry.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Found {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestLooked_pointsOutWhatWasSearchedFor(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, name, key, wantName, wantKey string }{
		{"ルーター", "家庭用無線ﾙｰﾀｰ", "SHC-1", "家庭用無線[ﾙｰﾀｰ]", "SHC-1"},
		{"shc 5200", "SHC", "SHC-5200W", "[SHC]", "[SHC-5200]W"},
		{"2026-0000", "x", "2026 0000 0000 0109", "x", "[2026 0000] 0000 0109"},
		{"", "x", "y", "x", "y"},
		{"W", "W", "SHC-5200W", "[W]", "SHC-5200W"}, // one sign says nothing of a model
	} {
		l := registry.LookedFor(c.typed)
		if got := said(l.Name(c.name)); got != c.wantName {
			t.Errorf("%q in the name: %s", c.typed, got)
		}
		if got := said(l.Key(c.key)); got != c.wantKey {
			t.Errorf("%q in the model: %s", c.typed, got)
		}
	}
}

func TestLooked_theModelSearchedForStandsBeforeThoseLikeIt(t *testing.T) {
	t.Parallel()
	models := []string{"X-SHC5200", "SHC-5200W", "SHC-100", "SHC-5200B", "SHC 5200"}
	want := []string{"SHC 5200", "SHC-5200W", "SHC-5200B", "X-SHC5200"}
	if d := cmp.Diff(want, registry.LookedFor("shc5200").Models(models)); d != "" {
		t.Error(d)
	}
	if got := registry.LookedFor("router").Models(models); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestShorter_offersWhatMayFindMore(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string][]string{
		"SHC-5200W": {"SHC-5200", "SHC"}, "SHC5200W": {"SHC5200"}, "shc-5200": {"shc"}, "ＳＨＣ－５２００Ｗ": {"ＳＨＣ－５２００", "ＳＨＣ"},
		"架空 ルーター": {"架空", "ルーター"}, "a b": nil, "ルーター": nil, "": nil, "router-lan": nil, "12": nil, "a b cc dd ee ff": {"cc", "dd", "ee"},
	} {
		if d := cmp.Diff(want, registry.Shorter(typed)); d != "" {
			t.Errorf("%q: %s", typed, d)
		}
	}
}

func TestLooked_ofManyModelsThoseLikeTheTypedOneAreShown(t *testing.T) {
	t.Parallel()
	models := []string{"SHC-100", "SHC-5200", "SHC-5200W", "SHC-5300", "X"}
	for typed, want := range map[string][]string{
		"SHC-5201W": {"SHC-5200W"}, "SCH5200": {"SHC-5200", "SHC-5200W"}, "shc 53000": {"SHC-5300"}, "2026000000000109": nil, "": nil, "router": nil,
	} {
		if d := cmp.Diff(want, registry.LookedFor(typed).Nearest(models)); d != "" {
			t.Errorf("%q: %s", typed, d)
		}
	}
}
