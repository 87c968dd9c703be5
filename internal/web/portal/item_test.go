package portal_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

func TestItem_everySavedAnswerIsThereAfterReload(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id, at := b.started("ja")
	s, _, err := b.desk.Scheme(t.Context())
	b.ok(err)
	for i, c := range s.Editions[0].Items {
		lang := i18n.Languages[i%2]
		at := strings.Replace(at, "/ja/", "/"+lang+"/", 1) + "/checklist/" + string(c.ID)
		form := answerForm(c)
		b.leads("save", b.fill(b.asMaker, at, form...), at)
		page := b.get(b.asMaker, at)
		b.shows("reload", page, http.StatusOK, i18n.For(lang).T("applicant.saved", "12:00:00"), i18n.For(lang).T("applicant.item.complete"))
		values := typedIn(t, page.body)
		for j := 0; j+1 < len(form); j += 2 {
			want := strings.ReplaceAll(form[j+1], "\r\n", "\n")
			if got := values.Get(form[j]); got != want {
				t.Errorf("%s is %q after reload, want %q", form[j], got, want)
			}
		}
	}
	f, err := b.office.File(t.Context(), b.anna, id)
	b.ok(err)
	for _, c := range s.Editions[0].Items {
		got := f.Checklist.Answer(c.ID)
		want := scheme.Answer{Criterion: c.ID, Verdict: scheme.Conforms, Method: c.Methods[0], PublicNote: "確認しました。",
			Rationale: "設計書と実機で確かめました。\n" + string(c.ID), Assessor: "見本 花子", AssessedOn: "2026-03-20", Minutes: 90,
			Evidence: []scheme.Evidence{{Title: "試験記録 " + string(c.ID), Date: "2026-03-10", KeptAt: "書庫"}, {Title: "設計書"}},
			Revision: got.Revision, Saved: got.Saved, SavedBy: b.anna.Person.ID}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestItem_gapsAreSavedAndShownAsRemedies(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	item := at + "/checklist/S1.1-05"
	b.leads("a single word", b.fill(b.asMaker, item, "S1.1-05.assessor", "見本 花子"), item)
	b.shows("gaps", b.get(b.asMaker, item), http.StatusOK, i18n.For("ja").T("applicant.item.gaps"), `href="#f-S1-1-05-verdict"`)
	b.leads("verdict", b.fill(b.asMaker, item, "S1.1-05.verdict", "conforms"), item)
	b.shows("other gaps", b.get(b.asMaker, item), http.StatusOK, i18n.For("ja").T("refusal.answer.evidence_missing"), `id="f-S1-1-05-evidence"`)
	b.shows("overview", b.get(b.asMaker, at+"/checklist"), http.StatusOK, i18n.For("ja").T("refusal.answer.evidence_missing"), i18n.For("ja").T("applicant.filled", 1, 16))
}

func TestItem_whatCannotBeSavedComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	item := at + "/checklist/S1.1-01"
	for _, one := range []struct{ field, typed, refusal string }{
		{"minutes", "九十", "refusal.number.not_whole"},
		{"assessed_on", "2026-02-30", "2026-02-30"},
		{"evidence.0.sha256", "XYZ", "refusal.evidence.sha256"},
		{"evidence.0.kept_at", "書庫", "refusal.evidence.title"},
		{"public_note", strings.Repeat("長", 2001), "2,000"},
		{"method", "guesswork", "refusal.answer.method_not_allowed"},
	} {
		text := one.refusal
		if p := i18n.For("ja"); p.Has(text) {
			text = p.T(text)
		}
		got := b.fill(b.asMaker, item, "S1.1-01.rationale", "消えてはいけない根拠", "S1.1-01."+one.field, one.typed)
		b.shows(one.field, got, http.StatusBadRequest, text, "消えてはいけない根拠")
		if one.field != "method" && typedIn(t, got.body).Get("S1.1-01."+one.field) != one.typed {
			t.Errorf("%s: what was typed is gone", one.field)
		}
	}
	if got := b.get(b.asMaker, at+"/checklist/S9.9-99"); got.status != http.StatusNotFound {
		t.Errorf("unknown item: %d", got.status)
	}
}

func TestItem_rowsForEvidenceGrowWithoutScript(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	item := at + "/checklist/S1.1-01"
	on := func(i int) string { return "S1.1-01.evidence." + strconv.Itoa(i) + ".title" }
	for i := range 4 {
		b.leads("row", b.fill(b.asMaker, item, on(2*i), "文書", on(2*i+1), "記録", "do", "more"), item+"#f-S1-1-01-evidence")
	}
	values := typedIn(t, b.get(b.asMaker, item).body)
	if values.Get(on(7)) != "記録" || !values.Has(on(8)) || !values.Has(on(9)) || values.Has(on(10)) {
		t.Errorf("rows: %v", values)
	}
	b.leads("a row taken out", b.fill(b.asMaker, item, on(3), ""), item)
	if got := typedIn(t, b.get(b.asMaker, item).body); got.Get(on(6)) != "記録" || got.Get(on(7)) != "" {
		t.Errorf("rows: %v", got)
	}
}

// Browsers press a form's first button on Enter, and would fill a form that
// is opened again with what once stood in it, over what has been saved since.
func TestForms_thatSaveThemselves(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	for _, path := range []string{"/scope", "/product", "/evaluator", "/checklist/S1.1-01"} {
		_, form, _ := strings.Cut(b.get(b.asMaker, at+path).body, `<form method="post" novalidate`)
		head, rest, _ := strings.Cut(form, ">")
		if !strings.Contains(head, "data-autosave=") || !strings.Contains(head, `autocomplete="off"`) {
			t.Errorf("%s: browsers may fill the form: %s", path, head)
		}
		_, first, _ := strings.Cut(rest, "<button")
		if first, _, _ = strings.Cut(first, ">"); !strings.Contains(first, `value="save"`) {
			t.Errorf("%s: Enter presses <button%s>", path, first)
		}
	}
}

func TestItem_twoEditorsLoseNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	item := at + "/checklist/S1.1-03"
	other := b.colleague()
	mine, theirs := typedIn(t, b.get(b.asMaker, item).body), typedIn(t, b.get(other, item).body)
	theirs.Set("S1.1-03.rationale", "同僚の根拠")
	theirs.Set("S1.1-03.verdict", "conforms")
	mine.Set("S1.1-03.rationale", "わたしの根拠")
	mine.Set("S1.1-03.evidence.0.title", "わたしの証拠")
	b.leads("they save", b.send(other, item, theirs), item)
	clash := b.send(b.asMaker, item, mine)
	b.shows("both texts", clash, http.StatusConflict, "同僚の根拠", "わたしの根拠", "わたしの証拠", i18n.For("ja").T("applicant.clash.title"))
	if strings.Contains(clash.body, "data-autosave") {
		t.Error("the form would save itself over the other's text")
	}
	b.shows("nothing is overwritten yet", b.get(other, item), http.StatusOK, "同僚の根拠")
	decided := typedIn(t, clash.body)
	if decided.Get("S1.1-03.rationale") != "わたしの根拠" {
		t.Errorf("the form holds %q", decided.Get("S1.1-03.rationale"))
	}
	decided.Set("S1.1-03.rationale", "同僚の根拠\nわたしの根拠")
	b.leads("decided", b.send(b.asMaker, item, decided), item)
	b.shows("what was decided", b.get(other, item), http.StatusOK, "同僚の根拠\nわたしの根拠", "わたしの証拠")
	b.leads("saying the same again is no clash", b.send(b.asMaker, item, decided), item)
}

// said is what a form that saves itself is answered.
type said struct{ Said, Revision string }

func (b *bureau) typed(session, path string, values url.Values) (int, said) {
	b.t.Helper()
	a := b.send(session, path+"/typed", values)
	var s said
	if err := json.Unmarshal([]byte(a.body), &s); err != nil {
		b.t.Fatalf("%s: %d %s: %v", path, a.status, a.body, err)
	}
	return a.status, s
}

func TestTyped_savesAndSaysWhen(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	for path, field := range map[string]string{"/product": "name_ja", "/evaluator": "evaluator_name", "/scope": "scope.hardware.reason", "/checklist/S1.1-02": "S1.1-02.rationale"} {
		page := b.get(b.asMaker, at+path)
		b.shows("form", page, http.StatusOK, `data-autosave="`+at+path+`/typed"`)
		values := typedIn(t, page.body)
		if !values.Has(field) {
			t.Fatalf("%s has no %s: %v", path, field, values)
		}
		for _, word := range []string{"一", "一二", "一二三"} {
			b.clock.Advance(time.Second)
			values.Set(field, word)
			status, got := b.typed(b.asMaker, at+path, values)
			if status != http.StatusOK || !regexp.MustCompile(`12:00:\d\d に保存しました`).MatchString(got.Said) || got.Revision == "" {
				t.Fatalf("%s: %d %v", path, status, got)
			}
			values.Set("revision", got.Revision)
		}
		if got := typedIn(t, b.get(b.asMaker, at+path).body).Get(field); got != "一二三" {
			t.Errorf("%s: %q after reload", path, got)
		}
	}
}

func TestTyped_saysWhyItDidNotSave(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("en")
	p := i18n.For("en")
	for path, field := range map[string]string{"/product": "name_ja", "/evaluator": "evaluator_name", "/checklist/S1.1-02": "S1.1-02.rationale"} {
		values := typedIn(t, b.get(b.asMaker, at+path).body)
		theirs := typedIn(t, b.get(b.asMaker, at+path).body)
		theirs.Set(field, "theirs")
		b.leads("they save", b.send(b.colleagueOnce(), at+path, theirs), at+path)
		values.Set(field, "mine")
		if status, got := b.typed(b.asMaker, at+path, values); status != http.StatusConflict || got.Said != p.T("applicant.typed.clash") {
			t.Errorf("%s clash: %d %v", path, status, got)
		}
		if got := typedIn(t, b.get(b.asMaker, at+path).body).Get(field); got != "theirs" {
			t.Errorf("%s: %q", path, got)
		}
		values = typedIn(t, b.get(b.asMaker, at+path).body)
		values.Set(field, strings.Repeat("x", 3000))
		if status, got := b.typed(b.asMaker, at+path, values); status != http.StatusBadRequest || !strings.HasPrefix(got.Said, "Not saved.") {
			t.Errorf("%s refused: %d %v", path, status, got)
		}
		if status, got := b.typed("", at+path, values); status != http.StatusForbidden || got.Said != p.T("applicant.typed.signed_out") {
			t.Errorf("%s signed out: %d %v", path, status, got)
		}
	}
}

// colleagueOnce is the colleague's session, who is entered once.
func (b *bureau) colleagueOnce() string {
	b.t.Helper()
	if b.asNo == "" {
		b.asNo = b.colleague()
	}
	return b.asNo
}

func TestProduct_anothersChangeElsewhereIsNoClash(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	mine := typedIn(t, b.get(b.asMaker, at+"/product").body)
	b.leads("the evaluator changes", b.fill(b.colleague(), at+"/evaluator", "evaluator_name", "品質保証部"), at)
	mine.Set("name_ja", "見本カメラ")
	b.leads("the product is saved", b.send(b.asMaker, at+"/product", mine), at+"/product?saved=")
}

func TestProduct_twoEditorsLoseNothing(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("ja")
	mine := typedIn(t, b.get(b.asMaker, at+"/product").body)
	b.leads("they save", b.fill(b.colleague(), at+"/product", "name_ja", "同僚の名前", "models", "X-1"), at)
	mine.Set("name_ja", "わたしの名前")
	clash := b.send(b.asMaker, at+"/product", mine)
	b.shows("both", clash, http.StatusConflict, "同僚の名前", "わたしの名前", "X-1")
	decided := typedIn(t, clash.body)
	decided.Set("models", "X-1")
	b.leads("decided", b.send(b.asMaker, at+"/product", decided), at)
	b.shows("saved", b.get(b.asMaker, at+"/product"), http.StatusOK, "わたしの名前", "X-1")
}

func TestProduct_modelsStandOneALine(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	id, at := b.started("ja")
	b.leads("save", b.fill(b.asMaker, at+"/product", productForm...), at)
	f, err := b.office.File(t.Context(), b.anna, id)
	b.ok(err)
	p := f.Application.Product
	if diff := cmp.Diff([]string{"SC-1", "SC-2", "SC-3"}, p.Models); diff != "" {
		t.Error(diff)
	}
	if p.Country != "JP" || p.Summary.Ja != "一行目\n二行目" {
		t.Errorf("country %q, summary %q", p.Country, p.Summary.Ja)
	}
	b.shows("a model twice", b.fill(b.asMaker, at+"/product", "models", "SC-1\nSC-1"), http.StatusBadRequest, "SC-1\nSC-1", i18n.For("ja").T("refusal.product.model_twice", "SC-1"))
}

func TestScope_outsideIsSaidWithItsReason(t *testing.T) {
	t.Parallel()
	b := newBureau(t)
	_, at := b.started("en")
	s, _, err := b.desk.Scheme(t.Context())
	b.ok(err)
	q := s.Questions[0]
	wrong := "yes"
	if q.Wanted {
		wrong = "no"
	}
	b.shows("open", b.get(b.asMaker, at+"/scope"), http.StatusOK, i18n.For("en").T("applicant.scope.open"))
	b.leads("save", b.fill(b.asMaker, at+"/scope", "scope."+string(q.ID), wrong, "scope."+string(q.ID)+".reason", "because"), at)
	b.shows("outside", b.get(b.asMaker, at+"/scope"), http.StatusOK, i18n.For("en").T("applicant.scope.out"), q.Else.En)
	b.shows("overview", b.get(b.asMaker, at), http.StatusOK, i18n.For("en").T("applicant.task.wrong"))
}
