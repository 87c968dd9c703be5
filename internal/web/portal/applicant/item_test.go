package applicant_test

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
	"shirushi/internal/web/portal/portaltest"
)

func TestItem_everySavedAnswerIsThereAfterReload(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	for i, c := range s.Editions[0].Items {
		lang := i18n.Languages[i%2]
		at := strings.Replace(at, "/ja/", "/"+lang+"/", 1) + "/checklist/" + string(c.ID)
		form := portaltest.AnswerForm(c)
		b.Leads("save", b.Fill(b.AsMaker, at, form...), at)
		page := b.Get(b.AsMaker, at)
		b.Shows("reload", page, http.StatusOK, i18n.For(lang).T("applicant.saved", "12:00:00"), i18n.For(lang).T("applicant.item.complete"))
		values := portaltest.TypedIn(t, page.Body)
		for j := 0; j+1 < len(form); j += 2 {
			want := strings.ReplaceAll(form[j+1], "\r\n", "\n")
			if got := values.Get(form[j]); got != want {
				t.Errorf("%s is %q after reload, want %q", form[j], got, want)
			}
		}
	}
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	for _, c := range s.Editions[0].Items {
		got := f.Checklist.Answer(c.ID)
		want := scheme.Answer{Criterion: c.ID, Verdict: scheme.Conforms, Method: c.Methods[0], PublicNote: "確認しました。",
			Rationale: "設計書と実機で確かめました。\n" + string(c.ID), Assessor: "見本 花子", AssessedOn: "2026-03-20", Minutes: 90,
			Evidence: []scheme.Evidence{{Title: "試験記録 " + string(c.ID), Date: "2026-03-10", KeptAt: "書庫"}, {Title: "設計書"}},
			Revision: got.Revision, Saved: got.Saved, SavedBy: b.Anna.Person.ID}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestItem_kindOfEvidenceIsChosenOrStaysAsWritten(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-05"
	b.Leads("a kind", b.Fill(b.AsMaker, item, "S1.1-05.evidence.0.title", "記録", "S1.1-05.evidence.0.kind", "test_record",
		"S1.1-05.evidence.1.title", "写し", "S1.1-05.evidence.1.kind", "社内の様式"), item)
	page := b.Get(b.AsMaker, item)
	b.Shows("choices", page, http.StatusOK, `<option value="test_record" selected>試験の記録</option>`, `<option value="社内の様式" selected>社内の様式</option>`,
		i18n.For("ja").T("evidence.kind_none"))
	b.Shows("review", b.Get(b.AsMaker, at+"/review"), http.StatusOK, "記録、試験の記録", "写し、社内の様式")
}

func TestItem_gapsAreSavedAndShownAsRemedies(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-05"
	b.Leads("a single word", b.Fill(b.AsMaker, item, "S1.1-05.assessor", "見本 花子"), item)
	b.Shows("gaps", b.Get(b.AsMaker, item), http.StatusOK, i18n.For("ja").T("checklist.left", 2), `href="#f-S1-1-05-verdict"`)
	b.Leads("verdict", b.Fill(b.AsMaker, item, "S1.1-05.verdict", "conforms"), item)
	b.Shows("other gaps", b.Get(b.AsMaker, item), http.StatusOK, i18n.For("ja").T("refusal.answer.evidence_missing"), `id="f-S1-1-05-evidence"`)
	b.Shows("overview", b.Get(b.AsMaker, at+"/checklist"), http.StatusOK, i18n.For("ja").T("refusal.answer.evidence_missing"), i18n.For("ja").T("checklist.complete", 0, 16), i18n.For("ja").T("checklist.gaps", 4))
}

func TestItem_whatCannotBeSavedComesBackAsTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-01"
	for _, one := range []struct{ field, typed, refusal string }{
		{"minutes", "九十", "refusal.answer.minutes_form"},
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
		got := b.Fill(b.AsMaker, item, "S1.1-01.rationale", "消えてはいけない根拠", "S1.1-01."+one.field, one.typed)
		b.Shows(one.field, got, http.StatusBadRequest, text, "消えてはいけない根拠")
		if one.field != "method" && portaltest.TypedIn(t, got.Body).Get("S1.1-01."+one.field) != one.typed {
			t.Errorf("%s: what was typed is gone", one.field)
		}
	}
	if got := b.Get(b.AsMaker, at+"/checklist/S9.9-99"); got.Status != http.StatusNotFound {
		t.Errorf("unknown item: %d", got.Status)
	}
}

func TestItem_rowsForEvidenceGrowWithoutScript(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-01"
	on := func(i int) string { return "S1.1-01.evidence." + strconv.Itoa(i) + ".title" }
	for i := range 8 {
		b.Leads("row", b.Fill(b.AsMaker, item, on(i), []string{"文書", "記録"}[i%2], "do", "more"), item+"#f-S1-1-01-evidence")
	}
	values := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body)
	if values.Get(on(7)) != "記録" || !values.Has(on(8)) || values.Has(on(9)) {
		t.Errorf("rows: %v", values)
	}
	b.Leads("a row taken out", b.Fill(b.AsMaker, item, on(3), ""), item)
	if got := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body); got.Get(on(6)) != "記録" || got.Get(on(7)) != "" {
		t.Errorf("rows: %v", got)
	}
	b.Shows("its button", b.Get(b.AsMaker, item), http.StatusOK, i18n.For("ja").T("evidence.row.remove", 7), `value="remove.6"`)
	b.Leads("another by its button", b.Fill(b.AsMaker, item, "S1.1-01.rationale", "同時に入力した根拠", "do", "remove.0"), item+"#f-S1-1-01-evidence")
	if got := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body); got.Get(on(0)) != "記録" || got.Get(on(5)) != "記録" || got.Get(on(6)) != "" || got.Get("S1.1-01.rationale") == "" {
		t.Errorf("rows: %v", got)
	}
	b.Leads("a row that is not there", b.Fill(b.AsMaker, item, "do", "remove.99"), item+"#f-S1-1-01-evidence")
}

// Browsers press a form's first button on Enter, and would fill a form that
// is opened again with what once stood in it, over what has been saved since.
func TestForms_thatSaveThemselves(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	for _, path := range []string{"/kind", "/scope", "/product", "/evaluator", "/checklist/S1.1-01", "/listing"} {
		_, form, _ := strings.Cut(b.Get(b.AsMaker, at+path).Body, `<form method="post" novalidate`)
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
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-03"
	other := b.Colleague()
	mine, theirs := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body), portaltest.TypedIn(t, b.Get(other, item).Body)
	theirs.Set("S1.1-03.rationale", "同僚の根拠")
	theirs.Set("S1.1-03.verdict", "conforms")
	mine.Set("S1.1-03.rationale", "わたしの根拠")
	mine.Set("S1.1-03.evidence.0.title", "わたしの証拠")
	b.Leads("they save", b.Send(other, item, theirs), item)
	clash := b.Send(b.AsMaker, item, mine)
	b.Shows("both texts", clash, http.StatusConflict, "同僚の根拠", "わたしの根拠", "わたしの証拠", i18n.For("ja").T("applicant.clash.title"))
	if strings.Contains(clash.Body, "data-autosave") {
		t.Error("the form would save itself over the other's text")
	}
	b.Shows("nothing is overwritten yet", b.Get(other, item), http.StatusOK, "同僚の根拠")
	decided := portaltest.TypedIn(t, clash.Body)
	if decided.Get("S1.1-03.rationale") != "わたしの根拠" {
		t.Errorf("the form holds %q", decided.Get("S1.1-03.rationale"))
	}
	decided.Set("S1.1-03.rationale", "同僚の根拠\nわたしの根拠")
	b.Leads("decided", b.Send(b.AsMaker, item, decided), item)
	b.Shows("what was decided", b.Get(other, item), http.StatusOK, "同僚の根拠\nわたしの根拠", "わたしの証拠")
	b.Leads("saying the same again is no clash", b.Send(b.AsMaker, item, decided), item)
}

// said is what a form that saves itself is answered.
type said struct {
	Said, Revision, Left string
	Findings             []struct{ Field, Text string }
}

func typed(t *testing.T, b *portaltest.Bureau, session, path string, values url.Values) (int, said) {
	t.Helper()
	a := b.Send(session, path+"/typed", values)
	var s said
	if err := json.Unmarshal([]byte(a.Body), &s); err != nil {
		t.Fatalf("%s: %d %s: %v", path, a.Status, a.Body, err)
	}
	return a.Status, s
}

func TestTyped_savesAndSaysWhen(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	for path, field := range map[string]string{"/product": "name_ja", "/evaluator": "evaluator_name", "/scope": "scope.hardware.reason", "/checklist/S1.1-02": "S1.1-02.rationale"} {
		page := b.Get(b.AsMaker, at+path)
		b.Shows("form", page, http.StatusOK, `data-autosave="`+at+path+`/typed"`)
		values := portaltest.TypedIn(t, page.Body)
		if !values.Has(field) {
			t.Fatalf("%s has no %s: %v", path, field, values)
		}
		for _, word := range []string{"一", "一二", "一二三"} {
			b.Clock.Advance(time.Second)
			values.Set(field, word)
			status, got := typed(t, b, b.AsMaker, at+path, values)
			if status != http.StatusOK || !regexp.MustCompile(`12:00:\d\dに保存しました`).MatchString(got.Said) || got.Revision == "" {
				t.Fatalf("%s: %d %v", path, status, got)
			}
			values.Set("revision", got.Revision)
		}
		if got := portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body).Get(field); got != "一二三" {
			t.Errorf("%s: %q after reload", path, got)
		}
	}
}

func TestTyped_saysWhyItDidNotSave(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("en")
	p := i18n.For("en")
	for path, field := range map[string]string{"/product": "name_ja", "/evaluator": "evaluator_name", "/checklist/S1.1-02": "S1.1-02.rationale"} {
		said := p.T("applicant.typed.held", "")
		values := portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body)
		theirs := portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body)
		theirs.Set(field, "theirs")
		b.Leads("they save", b.Send(colleagueOnce(b), at+path, theirs), at+path)
		values.Set(field, "mine")
		if status, got := typed(t, b, b.AsMaker, at+path, values); status != http.StatusConflict || got.Said != p.T("applicant.typed.clash") {
			t.Errorf("%s clash: %d %v", path, status, got)
		}
		if got := portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body).Get(field); got != "theirs" {
			t.Errorf("%s: %q", path, got)
		}
		values = portaltest.TypedIn(t, b.Get(b.AsMaker, at+path).Body)
		values.Set(field, strings.Repeat("x", 3000))
		if status, got := typed(t, b, b.AsMaker, at+path, values); status != http.StatusBadRequest || !strings.HasPrefix(got.Said, said) {
			t.Errorf("%s refused: %d %v", path, status, got)
		}
		if status, got := typed(t, b, "", at+path, values); status != http.StatusForbidden || got.Said != p.T("applicant.typed.signed_out") {
			t.Errorf("%s signed out: %d %v", path, status, got)
		}
	}
}

// colleagueOnce is the colleague's session, who is entered once.
func colleagueOnce(b *portaltest.Bureau) string {
	if b.AsNo == "" {
		b.AsNo = b.Colleague()
	}
	return b.AsNo
}

func TestProduct_anothersChangeElsewhereIsNoClash(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	mine := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/product").Body)
	b.Leads("the evaluator changes", b.Fill(b.Colleague(), at+"/evaluator", "evaluator_name", "品質保証部"), at)
	mine.Set("name_ja", "見本カメラ")
	b.Leads("the product is saved", b.Send(b.AsMaker, at+"/product", mine), at+"/product?saved=")
}

func TestProduct_twoEditorsLoseNothing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	mine := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/product").Body)
	colleague := b.Colleague()
	b.Leads("they save", b.Fill(colleague, at+"/product", "name_ja", "同僚の名前"), at)
	b.Leads("and add models", b.Post(colleague, at+"/models/add", "models", "X-1"), at)
	mine.Set("name_ja", "わたしの名前")
	clash := b.Send(b.AsMaker, at+"/product", mine)
	b.Shows("both", clash, http.StatusConflict, "同僚の名前", "わたしの名前")
	decided := portaltest.TypedIn(t, clash.Body)
	b.Leads("decided", b.Send(b.AsMaker, at+"/product", decided), at)
	b.Shows("saved", b.Get(b.AsMaker, at+"/product"), http.StatusOK, "わたしの名前")
	b.Shows("models stay", b.Get(b.AsMaker, at+"/models"), http.StatusOK, "X-1")
}

func TestProduct_isKeptAsTyped(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	b.Leads("save", b.Fill(b.AsMaker, at+"/product", portaltest.ProductForm...), at)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	p := f.Application.Product
	if p.Country != "JP" || p.Summary.Ja != "一行目\n二行目" {
		t.Errorf("country %q, summary %q", p.Country, p.Summary.Ja)
	}
}

func TestScope_outsideIsSaidWithItsReason(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("en")
	s, _, err := b.Desk.Scheme(t.Context())
	b.OK(err)
	q := s.Questions[0]
	wrong := "yes"
	if q.Wanted {
		wrong = "no"
	}
	b.Shows("open", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, i18n.For("en").T("applicant.scope.open"))
	b.Leads("save", b.Fill(b.AsMaker, at+"/scope", "scope."+string(q.ID), wrong, "scope."+string(q.ID)+".reason", "because"), at)
	b.Shows("outside", b.Get(b.AsMaker, at+"/scope"), http.StatusOK, i18n.For("en").T("applicant.scope.out"), q.Else.En)
	b.Shows("overview", b.Get(b.AsMaker, at), http.StatusOK, i18n.For("en").T("applicant.task.wrong"))
}
