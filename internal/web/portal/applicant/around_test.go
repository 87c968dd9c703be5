package applicant_test

import (
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/portal/portaltest"
)

func TestItem_offersWhoAssessedBefore(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	p := i18n.For("ja")
	first, second := at+"/checklist/S1.1-01", at+"/checklist/S1.1-02"
	b.Leads("first", b.Fill(b.AsMaker, first, "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", "2026-03-20"), first)
	b.Shows("offer", b.Get(b.AsMaker, second), http.StatusOK, p.T("checklist.same", p.T("checklist.same_as", "見本 花子", scheme.Date("2026-03-20"))))
	b.Leads("same", b.Fill(b.AsMaker, second, "S1.1-02.rationale", "根拠", "do", "same"), second)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if a := f.Checklist.Answer("S1.1-02"); a.Assessor != "見本 花子" || a.AssessedOn != "2026-03-20" || a.Rationale != "根拠" {
		t.Errorf("saved %+v", a)
	}
	b.Leads("what was typed stays", b.Fill(b.AsMaker, at+"/checklist/S1.1-03", "S1.1-03.assessor", "別の人", "do", "same"), at+"/checklist/S1.1-03")
	f, err = b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if a := f.Checklist.Answer("S1.1-03"); a.Assessor != "別の人" || a.AssessedOn != "2026-03-20" {
		t.Errorf("saved %+v", a)
	}
}

func TestItem_afterReturnShowsCommentAndWhatChanged(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	ctx := t.Context()
	id := b.Submitted(portaltest.Product(1), nil)
	_, err := b.Office.Comment(ctx, b.One, id, office.CommentRequest{Place: "S1.1-04", Text: "走査した範囲を書いてください。"})
	b.OK(err)
	b.OK(b.Office.Return(ctx, b.One, id, "直してください。"))
	at := "/ja/desk/applications/" + string(id)
	p := i18n.For("ja")
	item := at + "/checklist/S1.1-04"
	b.Shows("list", b.Get(b.AsMaker, at+"/checklist"), http.StatusOK, p.T("checklist.comments", 1))
	b.Shows("comment beside the item", b.Get(b.AsMaker, item), http.StatusOK, "走査した範囲を書いてください。", p.T("checklist.class", scheme.Text{Ja: "申請者自身"}))
	b.Leads("mend", b.Fill(b.AsMaker, item, "S1.1-04.rationale", "全ポートを走査しました。"), item)
	b.Shows("what changed", b.Get(b.AsMaker, item), http.StatusOK, p.T("checklist.changed", 1), "設計書と実機で確かめました。", "全ポートを走査しました。")
}

func TestItem_carriedAnswerIsConfirmedOrSaved(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	p := i18n.For("ja")
	a := scheme.Answer{Criterion: "S1.1-01", Verdict: scheme.Conforms, Rationale: "引き継いだ根拠", Carried: true, Saved: b.Clock.Now(), SavedBy: b.Anna.Person.ID}
	b.Put(func(tx *store.Tx) error { return tx.PutAnswer(id, &a) })
	item := at + "/checklist/S1.1-01"
	b.Shows("list", b.Get(b.AsMaker, at+"/checklist"), http.StatusOK, p.T("checklist.carried"))
	b.Shows("item", b.Get(b.AsMaker, item), http.StatusOK, p.T("checklist.carried_title"), p.T("refusal.answer.unconfirmed"))
	b.Shows("a stranger", b.Post(b.Stranger(), item, "revision", "1", "do", "confirm"), http.StatusNotFound)
	nobody := b.Fill(b.AsMaker, item, "do", "confirm")
	b.Shows("without assessor and day", nobody, http.StatusBadRequest, p.T("refusal.answer.assessor_missing"), p.T("refusal.answer.date_missing"),
		p.T("checklist.carried_title"), p.T("applicant.not_confirmed"))
	if strings.Contains(nobody.Body, p.T("applicant.saved", "12:00:00")) {
		t.Error("says that it saved what it refused")
	}
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	begun := f.Scheme.Day(f.Application.Started)
	before := b.Fill(b.AsMaker, item, "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", string(begun.AddDays(-30)), "do", "confirm")
	b.Shows("a day of the earlier product", before, http.StatusBadRequest, p.T("refusal.answer.day_before", begun), "見本 花子")
	more := b.Fill(b.AsMaker, item, "S1.1-01.assessed_on", string(begun.AddDays(-30)), "S1.1-01.earlier_day", "yes", "do", "more")
	b.Leads("another row", more, item+"?earlier=yes#f-S1-1-01-evidence")
	if portaltest.TypedIn(t, b.Get(b.AsMaker, item+"?earlier=yes").Body).Get("S1.1-01.earlier_day") != "yes" {
		t.Error("the tick is gone with another row")
	}
	later := b.Fill(b.AsMaker, item, "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", string(begun.AddDays(30)),
		"S1.1-01.evidence.0.title", "試験記録", "S1.1-01.evidence.1.title", "報告書", "S1.1-01.evidence.1.date", string(begun.AddDays(31)), "do", "confirm")
	b.Shows("days to come", later, http.StatusBadRequest, p.T("refusal.date.future"), `href="#f-S1-1-01-assessed_on"`, `href="#f-S1-1-01-evidence-1-date"`,
		p.T("applicant.item.evidence_number", 2))
	b.Leads("saved, not confirmed", b.Fill(b.AsMaker, item, "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", string(begun), "S1.1-01.evidence.1.date", "", "do", "save"), item)
	b.Shows("not confirmed", b.Get(b.AsMaker, item), http.StatusOK, p.T("checklist.carried_title"))
	b.Leads("confirm", b.Fill(b.AsMaker, item, "do", "confirm"), item)
	f, err = b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if got := f.Checklist.Answer("S1.1-01"); got.Carried || got.Rationale != "引き継いだ根拠" || got.Assessor != "見本 花子" {
		t.Errorf("confirmed: %+v", got)
	}
}

func TestItem_carriedAnswerIsConfirmedWithWhoAssessedBefore(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id, at := b.Started("ja")
	first := at + "/checklist/S1.1-01"
	b.Leads("first", b.Fill(b.AsMaker, first, "S1.1-01.assessor", "見本 花子", "S1.1-01.assessed_on", "2026-03-20"), first)
	a := scheme.Answer{Criterion: "S1.1-02", Rationale: "引き継いだ根拠", Carried: true, Saved: b.Clock.Now(), SavedBy: b.Anna.Person.ID}
	b.Put(func(tx *store.Tx) error { return tx.PutAnswer(id, &a) })
	item := at + "/checklist/S1.1-02"
	b.Shows("the same day, which is before the application", b.Fill(b.AsMaker, item, "do", "confirm_same"), http.StatusBadRequest, "見本 花子")
	b.Leads("and holds", b.Fill(b.AsMaker, item, "S1.1-02.earlier_day", "yes", "do", "confirm_same"), item)
	f, err := b.Office.File(t.Context(), b.Anna, id)
	b.OK(err)
	if got := f.Checklist.Answer("S1.1-02"); got.Carried || got.Assessor != "見本 花子" || got.AssessedOn != "2026-03-20" {
		t.Errorf("confirmed: %+v", got)
	}
}

// TestTyped_sameTextTwiceIsNoClash is how a form finds its own save again
// whose answer was lost: it sends the same once more under the old revision.
func TestTyped_sameTextTwiceIsNoClash(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	item := at + "/checklist/S1.1-01"
	values := portaltest.TypedIn(t, b.Get(b.AsMaker, item).Body)
	values.Set("S1.1-01.rationale", "一つ目")
	status, first := typed(t, b, b.AsMaker, item, values)
	again, second := typed(t, b, b.AsMaker, item, values)
	if status != http.StatusOK || again != http.StatusOK || first.Revision != "1" || second.Revision != "1" {
		t.Errorf("%d %+v, then %d %+v", status, first, again, second)
	}
	if want := i18n.For("ja").T("checklist.left", 3); first.Left != want || len(first.Findings) != 3 || first.Findings[0].Field != "f-S1-1-01-verdict" {
		t.Errorf("found %q %+v, want %q", first.Left, first.Findings, want)
	}
	values.Set("S1.1-01.rationale", "二つ目")
	if status, _ := typed(t, b, b.AsMaker, item, values); status != http.StatusConflict {
		t.Errorf("other text under the old revision: %d", status)
	}
	values.Set("revision", second.Revision)
	if status, third := typed(t, b, b.AsMaker, item, values); status != http.StatusOK || third.Revision != "2" {
		t.Errorf("%d %+v", status, third)
	}
}
