package officer_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/sheet"
	"shirushi/internal/web/portal/portaltest"
)

const auditAt = "/ja/desk/office/audit"

func TestAudit_readsAsSentences(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	number := f.Application.Numbers.Application
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/office/audit"
		a := b.Get(b.AsOne, at+"?about="+number)
		b.Shows("audit", a, http.StatusOK, b.One.Person.Name, p.T("officer.history.accept"), p.T("audit.about.application", number+" "+portaltest.Product(1).Name.Ja),
			p.T("state.submitted"), p.T("state.accepted"), p.T("audit.deed.answer", "S1.1-01"), b.Anna.Person.Name)
		if strings.Contains(a.Body, "{&#34;") || strings.Contains(a.Body, "設計書と実機で確かめました") || strings.Contains(a.Body, ">audit.") {
			t.Errorf("%s: raw records, an applicant's words or a key without words", lang)
		}
	}
	b.Shows("by the administrator", b.Get(b.AsAdmin, auditAt+"?deed=accept"), http.StatusOK, b.One.Person.Name)
	b.Shows("wrong", b.Get(b.AsOne, auditAt+"?about=NONE&from=yesterday"), http.StatusBadRequest, `href="#f-from"`, `value="yesterday"`, `value="NONE"`)
	b.Shows("no such number", b.Get(b.AsOne, auditAt+"?about=NONE"), http.StatusBadRequest, i18n.For("ja").T("refusal.audit.about", "NONE"), `href="#f-about"`)
	b.Shows("markup", b.Get(b.AsOne, auditAt+"?about="+url.QueryEscape(`"><script>`)), http.StatusBadRequest, "&lt;script&gt;")
	b.Submitted(portaltest.Product(2), nil)
	b.Submitted(portaltest.Product(3), nil)
	next := b.Get(b.AsOne, auditAt)
	b.Shows("first page", next, http.StatusOK, `rel="next"`)
	b.Shows("next page", b.Get(b.AsOne, strings.ReplaceAll(cutOut(t, next.Body, `rel="next" href="`, "after=", `"`), "&amp;", "&")), http.StatusOK, `rel="first"`)
	b.Shows("from the file", b.Get(b.AsOne, list+"applications/"+string(id)), http.StatusOK, `href="`+auditAt+"?about="+number+`"`)
}

func TestAudit_isSavedAsAFile(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	product := portaltest.Product(1)
	product.Name.Ja = `=HYPERLINK("http://evil.example")`
	id := b.Submitted(product, nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	f, err := b.Office.File(t.Context(), b.One, id)
	b.OK(err)
	number := f.Application.Numbers.Application
	csv := b.Post(b.AsOne, auditAt+".csv?deed=accept")
	b.Shows("csv", csv, http.StatusOK, "2026-04-01T", "+09:00", number, "受理しました", b.One.Person.Name, "受理日時")
	if got := csv.Header.Get("Content-Disposition"); got != `attachment; filename="audit-2026-04-01.csv"` || csv.Header.Get("Content-Type") != sheet.CSVType || csv.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("headers %v", csv.Header)
	}
	about := b.Post(b.AsOne, auditAt+".csv?about="+number)
	if got := about.Header.Get("Content-Disposition"); got != `attachment; filename="audit-`+number+`-2026-04-01.csv"` {
		t.Errorf("named %s", got)
	}
	if strings.Contains(about.Body, string(id)) || strings.Contains(b.Get(b.AsOne, auditAt+"?deed=accept").Body, string(id)+"<") {
		t.Error("an id of the software's own is shown")
	}
	for _, line := range strings.Split(csv.Body, "\r\n") {
		for _, cell := range strings.Split(line, ",") {
			if cell = strings.TrimPrefix(cell, `"`); strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") {
				t.Errorf("a formula: %s", cell)
			}
		}
	}
	xlsx := b.Post(b.AsAdmin, auditAt+".xlsx")
	if xlsx.Status != http.StatusOK || !strings.HasPrefix(xlsx.Body, "PK") || xlsx.Header.Get("Content-Type") != sheet.XLSXType {
		t.Errorf("xlsx: %d, %v", xlsx.Status, xlsx.Header)
	}
	b.Shows("wrong", b.Post(b.AsOne, auditAt+".csv?about=NONE"), http.StatusBadRequest, `href="#f-about"`)
	b.Shows("noted", b.Get(b.AsOne, auditAt+"?deed=export_audit"), http.StatusOK, i18n.For("ja").T("audit.deed.export_audit"))
	for _, session := range []string{b.AsMaker} {
		if got := b.Post(session, auditAt+".csv"); got.Status != http.StatusNotFound {
			t.Errorf("a maker: %d", got.Status)
		}
	}
}

func TestHistory_ofTheMakersOwn(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := b.Submitted(portaltest.Product(1), nil)
	b.OK(b.Office.Return(t.Context(), b.One, id, "型番を直してください。"))
	for _, lang := range i18n.Languages {
		p := i18n.For(lang)
		at := "/" + lang + "/desk/applications/" + string(id)
		b.Shows("link", b.Get(b.AsMaker, at), http.StatusOK, `href="`+at+`/history"`)
		a := b.Get(b.AsMaker, at+"/history")
		b.Shows("history", a, http.StatusOK, p.T("audit.the_office"), p.T("officer.history.return"), p.T("audit.deed.answer", "S1.1-01"), b.Anna.Person.Name, p.T("verdict.conforms"))
		if b.One.Person.Name != b.Anna.Person.Name && strings.Contains(a.Body, b.One.Person.Name) {
			t.Error("an officer's name is shown")
		}
	}
	if got := b.Get(b.Stranger(), "/ja/desk/applications/"+string(id)+"/history"); got.Status != http.StatusNotFound {
		t.Errorf("another maker: %d", got.Status)
	}
}
