package applicant_test

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
	"shirushi/internal/web/portal/portaltest"
)

// filledIn changes cells of the first sheet of a workbook that a page gave.
func filledIn(t *testing.T, page portaltest.Answer, cells map[string]string) []byte {
	t.Helper()
	if page.Status != http.StatusOK || page.Header.Get("Content-Type") != sheet.XLSXType || !strings.Contains(page.Header.Get("Content-Disposition"), "checklist_JST-CR-01-01-2024R1_") {
		t.Fatalf("the workbook: %d %v", page.Status, page.Header)
	}
	x, err := excelize.OpenReader(strings.NewReader(page.Body))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for at, text := range cells {
		if err := x.SetCellStr(x.GetSheetName(0), at, text); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSheet_fileIsNamedAfterProductAndApplication(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Return(t.Context(), b.One, id, "直してください。"))
	got := b.Get(b.AsMaker, "/ja/desk/applications/"+string(id)+"/sheet/workbook").Header.Get("Content-Disposition")
	_, name, err := mime.ParseMediaType(got)
	if want := "checklist_A2026-000001_見本カメラ 1_JST-CR-01-01-2024R1_2026-04-01.xlsx"; err != nil || name["filename"] != want {
		t.Errorf("%q, want %q", name["filename"], want)
	}
}

func TestSheet_isShownThenConfirmed(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := portaltest.New(t)
			id, at := b.Started(lang)
			p := i18n.For(lang)
			b.Leads("an answer", b.Fill(b.AsMaker, at+"/checklist/S1.1-02", "S1.1-02.verdict", "conforms", "S1.1-02.rationale", "old reason"), at+"/checklist/S1.1-02")
			b.Shows("list", b.Get(b.AsMaker, at+"/checklist"), http.StatusOK, p.T("checklist.sheet.title"))
			b.Shows("first use", b.Get(b.AsMaker, at+"/sheet"), http.StatusOK, p.T("checklist.sheet.lead"), p.T("checklist.sheet.download"))
			file := filledIn(t, b.Get(b.AsMaker, at+"/sheet/workbook"), map[string]string{"D4": "conforms", "F4": "new reason", "F5": "", "H5": "見本 花子"})

			// The other side changes the second item meanwhile.
			b.Leads("meanwhile", b.Fill(b.AsMaker, at+"/checklist/S1.1-02", "S1.1-02.assessor", "別の人"), at+"/checklist/S1.1-02")
			b.Leads("send", b.Upload(b.AsMaker, at+"/sheet", file), at+"/sheet")
			page := b.Get(b.AsMaker, at+"/sheet")
			b.Shows("what would change", page, http.StatusOK, p.T("checklist.sheet.count", 2), "new reason", "別の人", "見本 花子",
				p.T("checklist.sheet.side_sheet"), p.T("checklist.sheet.blanks"), "old reason")
			if f, err := b.Office.File(t.Context(), b.Anna, id); err != nil || f.Checklist.Answer("S1.1-01").Revision != 0 {
				t.Fatalf("changed before it was confirmed: %v", err)
			}

			form := portaltest.TypedIn(t, page.Body)
			refused := b.Send(b.AsMaker, at+"/sheet/confirm", form)
			b.Shows("no side chosen", refused, http.StatusBadRequest, p.T("refusal.workbook.choose", "S1.1-02"))
			form.Set("side.S1.1-02", "sheet")
			form.Add("erase", "S1.1-02.rationale")
			form.Add("erase", "S1.1-03.rationale") // of an item not shown: nothing
			b.Leads("confirm", b.Send(b.AsMaker, at+"/sheet/confirm", form), at+"/checklist?changed=2")
			b.Shows("done", b.Get(b.AsMaker, at+"/checklist?changed=2"), http.StatusOK, p.T("checklist.sheet.done", 2))
			f, err := b.Office.File(t.Context(), b.Anna, id)
			b.OK(err)
			first, second := f.Checklist.Answer("S1.1-01"), f.Checklist.Answer("S1.1-02")
			if first.Rationale != "new reason" || first.Verdict != scheme.Conforms || second.Rationale != "" || second.Assessor != "見本 花子" || second.Verdict != scheme.Conforms {
				t.Errorf("first %+v, second %+v", first, second)
			}
			again := b.Send(b.AsMaker, at+"/sheet/confirm", form)
			b.Shows("twice", again, http.StatusNotFound)
		})
	}
}

func TestSheet_refusedShowsTheCellAndKeepsNothing(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	p := i18n.For("ja")
	file := filledIn(t, b.Get(b.AsMaker, at+"/sheet/workbook"), map[string]string{"D4": "たぶん適合", "I5": "昨日"})
	refused := b.Upload(b.AsMaker, at+"/sheet", file)
	b.Shows("cells", refused, http.StatusBadRequest, "チェックリスト › D4", p.T("refusal.answer.verdict_unknown"), "チェックリスト › I5", "昨日")
	b.Shows("no file", b.Post(b.AsMaker, at+"/sheet"), http.StatusBadRequest, p.T("refusal.workbook.none"))
	b.Shows("too large", b.Upload(b.AsMaker, at+"/sheet", bytes.Repeat([]byte("x"), sheet.MaxFile+1)), http.StatusBadRequest, p.T("refusal.workbook.large", 2))
	b.Shows("nothing waits", b.Get(b.AsMaker, at+"/sheet"), http.StatusOK, p.T("checklist.sheet.lead"))

	same := filledIn(t, b.Get(b.AsMaker, at+"/sheet/workbook"), nil)
	b.Leads("as it is", b.Upload(b.AsMaker, at+"/sheet", same), at+"/sheet")
	b.Shows("nothing changes", b.Get(b.AsMaker, at+"/sheet"), http.StatusOK, p.T("checklist.sheet.same"))
	b.Leads("drop", b.Post(b.AsMaker, at+"/sheet/drop"), at+"/sheet?dropped=1")
	b.Leads("drop again", b.Post(b.AsMaker, at+"/sheet/drop"), at+"/sheet?dropped=1")
	b.Shows("dropped", b.Get(b.AsMaker, at+"/sheet?dropped=1"), http.StatusOK, p.T("checklist.sheet.dropped"))
}

func TestSheet_isOnesOwn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	_, at := b.Started("ja")
	file := filledIn(t, b.Get(b.AsMaker, at+"/sheet/workbook"), map[string]string{"F4": "理由"})
	b.Leads("send", b.Upload(b.AsMaker, at+"/sheet", file), at+"/sheet")
	mark := portaltest.TypedIn(t, b.Get(b.AsMaker, at+"/sheet").Body).Get("mark")
	colleague, stranger := b.Colleague(), b.Stranger()
	b.Shows("a colleague sees none", b.Get(colleague, at+"/sheet"), http.StatusOK, i18n.For("ja").T("checklist.sheet.lead"))
	b.Shows("nor confirms it", b.Post(colleague, at+"/sheet/confirm", "mark", mark), http.StatusNotFound)
	for _, path := range []string{"/sheet", "/sheet/workbook"} {
		b.Shows("a stranger", b.Get(stranger, at+path), http.StatusNotFound)
	}
	b.Shows("a stranger sends", b.Upload(stranger, at+"/sheet", file), http.StatusNotFound)
	b.Shows("a stranger confirms", b.Post(stranger, at+"/sheet/confirm", "mark", mark), http.StatusNotFound)
	b.Shows("a stranger drops", b.Post(stranger, at+"/sheet/drop"), http.StatusNotFound)
	_, other := b.Started("ja")
	b.Shows("of another application", b.Upload(b.AsMaker, other+"/sheet", file), http.StatusBadRequest, "別の申請のチェックリストです")
}
