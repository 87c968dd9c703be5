package public_test

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	view "shirushi/internal/web/page/public"
	"shirushi/internal/web/webtest"
)

func TestCheck_everyLineOfAListIsAnswered(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	day := scheme.DateOf(webtest.Now)
	first, last := all[0], all[len(all)-1]
	list := strings.ToLower(first.Product.Models[0]) + "\r\n\r\nNO-SUCH-1\tanother cell\n\t " + string(last.Number) + "\n"
	for _, lang := range i18n.Languages {
		w := webtest.Ask(h, "GET", "/"+lang+"/check?list="+url.QueryEscape(list))
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%s: %d", lang, w.Code)
		}
		for _, want := range []string{`href="/` + lang + "/labels/" + string(first.Number) + `"`, `href="/` + lang + "/labels/" + string(last.Number) + `"`,
			">NO-SUCH-1", i18n.For(lang).T("check.none"), i18n.For(lang).T("status." + string(first.StatusOn(day)))} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: the answer lacks %q", lang, want)
			}
		}
		w = webtest.Ask(h, "GET", "/"+lang+"/check/labels.csv?list="+url.QueryEscape(list))
		if rows := strings.Split(strings.TrimSpace(w.Body.String()), "\r\n"); w.Code != http.StatusOK || len(rows) < 4 || !strings.Contains(w.Body.String(), string(first.Number)) {
			t.Errorf("%s: the file is %d %q", lang, w.Code, rows)
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/check"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "field-error") {
		t.Errorf("without a list: %d", w.Code)
	}
}

func TestCheck_whatIsNoListIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	p := i18n.For("ja")
	for list, want := range map[string]string{
		"":           p.T("refusal.check.empty"),
		" \n\t\r\n　": p.T("refusal.check.empty"),
		"A\u2028B":   p.T("refusal.text.unseen", "U+2028"),
		"=1+1\nz":    "",
		strings.Repeat("A-1\n", view.CheckAtMost+1): p.T("refusal.check.many", view.CheckAtMost, view.CheckAtMost+1),
		strings.Repeat("Z", view.ModelAtMost+1):     p.T("refusal.check.line", 1, strings.Repeat("Z", 40)+"…", view.ModelAtMost),
	} {
		status := http.StatusBadRequest
		if want == "" {
			status = http.StatusOK
		}
		for _, path := range []string{"/ja/check", "/ja/check/labels.csv", "/ja/check/labels.xlsx"} {
			w := sent(h, path, list)
			if w.Code != status || !strings.Contains(w.Body.String(), want) || want != "" && path == "/ja/check" && !strings.Contains(w.Body.String(), strings.TrimSpace(list)) {
				t.Errorf("%s %q: %d, want %d with %q", path, list, w.Code, status, want)
			}
			if strings.HasSuffix(path, ".csv") && status == http.StatusOK && strings.Contains(w.Body.String(), ",=1") {
				t.Errorf("%s gives a formula", path)
			}
		}
	}
	if w := webtest.Ask(h, "GET", "/ja/check?list="+strings.Repeat("A", 30<<10)); w.Code < 400 || w.Code > 499 {
		t.Errorf("a whole page of text is answered with %d", w.Code)
	}
}

func TestCheck_whatIsNotListedYetIsNotTold(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 5))
	e.Listed = scheme.DateOf(webtest.Now).AddDays(30)
	h := front(t, webtest.Registry(t, e), nil)
	w := webtest.Ask(h, "GET", "/ja/check?list="+url.QueryEscape(string(e.Number)+"\n"+e.Product.Models[0]))
	if strings.Contains(w.Body.String(), "/labels/"+string(e.Number)) || strings.Count(w.Body.String(), i18n.For("ja").T("check.none")) != 2 {
		t.Errorf("%d tells of a label that is not listed", w.Code)
	}
}

// sent sends a list as the page's form does.
func sent(h http.Handler, path, list string) *httptest.ResponseRecorder {
	r := httptest.NewRequest("POST", path, strings.NewReader(url.Values{"list": {list}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// A buyer pastes a whole sheet: several columns under headings, line ends of
// Windows, empty lines, the same model twice, a cell in quotation marks. The
// file has each line where it was.
func TestCheck_aPastedSheetComesBackLineByLine(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	model := all[0].Product.Models[0]
	list := "部署\t型番\t台数\r\n総務\t" + model + "\t3\r\n\r\n\t\t\r\n総務\t\"NO, SUCH\"\t1\r\n営業\t" + strings.ToLower(model) + "\t2\r\n営業\t\t9\r\n開発\t" + string(all[0].Number) + "\t1\r\n\r\n"
	w := sent(h, "/ja/check/labels.csv", list)
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\uFEFF"))).ReadAll()
	if err != nil || w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatal(w.Code, w.Header(), err)
	}
	n := string(all[0].Number)
	want := [][3]string{{"1", "型番", ""}, {"2", model, n}, {"3", "", ""}, {"4", "", ""}, {"5", "NO, SUCH", ""}, {"6", strings.ToLower(model), n}, {"7", "", ""}, {"8", n, n}}
	if len(rows) != 1+len(want) {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	for i, row := range rows[1:] {
		if got := [3]string{row[0], row[1], row[3]}; got != want[i] {
			t.Errorf("row %d is %q, want %q", i+1, got, want[i])
		}
	}
	book, err := excelize.OpenReader(sent(h, "/en/check/labels.xlsx", list).Body)
	if err != nil {
		t.Fatal(err)
	}
	cells, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(cells) < len(rows) {
		t.Errorf("the workbook has %d rows: %v", len(cells), err)
	}
}

// Three thousand lines are answered: the page shows the beginning and says so,
// the file has all.
func TestCheck_thousandsOfLinesAreAnswered(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	var list strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&list, "NO-SUCH-%d\t%d\r\n", i, i)
	}
	list.WriteString(all[0].Product.Models[0])
	w := sent(h, "/en/check", list.String())
	if p := i18n.For("en"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), p.T("check.part", 3001, 200)) || !strings.Contains(w.Body.String(), "NO-SUCH-2999") {
		t.Errorf("%d: the page does not say that it shows a part, or has lost the list", w.Code)
	}
	if w = sent(h, "/en/check/labels.csv", list.String()); strings.Count(w.Body.String(), "\r\n") != 3002 || !strings.Contains(w.Body.String(), string(all[0].Number)) {
		t.Errorf("%d: the file has %d rows", w.Code, strings.Count(w.Body.String(), "\r\n"))
	}
}

// Of a model that many labels have, the page says how many more there are and
// leads to all of them; one that is active stands first.
func TestCheck_moreLabelsOfAModelThanAreShownAreCounted(t *testing.T) {
	t.Parallel()
	var all []registry.Entry
	for i := range int64(8) {
		e := webtest.Entry(t, webtest.Number(t, i+1))
		e.Product.Models = []string{"SAME-1"}
		if i > 0 {
			e.Revoked = e.ValidFrom
		}
		all = append(all, e)
	}
	h := front(t, webtest.Registry(t, all...), nil)
	p := i18n.For("ja")
	body := sent(h, "/ja/check", "SAME-1").Body.String()
	if !strings.Contains(body, p.T("check.more", 3)) || !strings.Contains(body, `href="/ja/labels?q=SAME-1"`) || !strings.Contains(body, string(all[0].Number)) {
		t.Error("the page does not say how many more labels there are, or hides the one that is active")
	}
	if file := sent(h, "/ja/check/labels.csv", "SAME-1").Body.String(); strings.Count(file, "\r\n") != 2 || !strings.Contains(file, ",8,") {
		t.Errorf("the file: %q", file)
	}
}

// A seller names a model and a number. The number may be of another product,
// unknown, or missing; how the other product's label stands is not shown.
func TestCheck_numbersAreComparedWithTheModelsBesideThem(t *testing.T) {
	t.Parallel()
	one, other := webtest.Entry(t, webtest.Number(t, 1)), webtest.Entry(t, webtest.Number(t, 2))
	one.Product.Models, other.Product.Models = []string{"ONE-1"}, []string{"OTHER-2"}
	h := front(t, webtest.Registry(t, one, other), nil)
	gone := string(webtest.Number(t, 3))
	p := i18n.For("en")
	for _, c := range []struct{ heads, line, status, number string }{
		{"Model\tRegistration number", "one 1\t" + string(one.Number), "Active", string(one.Number)},
		{"登録番号\t型番", string(one.Number) + "\tONE-1", "Active", string(one.Number)},
		{"登録番号\t台数\t型番", string(one.Number) + "\t3\tOTHER-2", p.T("check.unfit_cell"), string(one.Number)},
		{"Model\tRegistration number", "OTHER-2\thttps://labels.example/l/" + string(one.Number), p.T("check.unfit_cell"), string(one.Number)},
		{"Model\tRegistration number", "ONE-1\t" + gone, p.T("check.none_cell"), ""},
		{"Model\tRegistration number", "ONE-1\t", "Active", string(one.Number)},
		{"Model\tRegistration number", "ONE-1\tnone", "Active", string(one.Number)},
		{"Model\tRegistration number", "\t" + string(one.Number), "Active", string(one.Number)},
		{"Model\tQuantity", "ONE-1\t" + string(other.Number), "Active", string(one.Number)},
	} {
		list := c.heads + "\r\n" + c.line
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(sent(h, "/en/check/labels.csv", list).Body.String(), "\uFEFF"))).ReadAll()
		if err != nil || len(rows) != 3 || rows[2][2] != c.status || rows[2][3] != c.number {
			t.Errorf("%q: %q, %v", list, rows, err)
			continue
		}
		body := sent(h, "/en/check", list).Body.String()
		if unfit := c.status == p.T("check.unfit_cell"); strings.Contains(body, p.T("check.unfit_line", "OTHER-2")) != unfit || unfit && strings.Contains(body, "status-active") {
			t.Errorf("%q: the page does not say so, or shows the status of another product's label", list)
		}
	}
	long := "Model\tRegistration number\nONE-1\t" + strings.Repeat("9", view.ModelAtMost+1)
	if w := sent(h, "/en/check", long); w.Code != http.StatusBadRequest {
		t.Errorf("a number of %d signs is answered with %d", view.ModelAtMost+1, w.Code)
	}
}
