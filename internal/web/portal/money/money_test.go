package money_test

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/office"
	"shirushi/internal/paper/papertest"
	"shirushi/internal/scheme"
	"shirushi/internal/web/portal/portaltest"
)

// accepted is an application that waits for its fee.
func accepted(b *portaltest.Bureau, t *testing.T, n int) scheme.ApplicationID {
	t.Helper()
	id := b.Submitted(portaltest.Product(n), nil)
	b.OK(b.Office.Accept(t.Context(), b.One, id))
	return id
}

func account(b *portaltest.Bureau, t *testing.T, id scheme.ApplicationID) office.Account {
	t.Helper()
	c, err := b.Office.Account(t.Context(), b.One, id)
	b.OK(err)
	return c
}

const list = "/en/desk/office/money"

func page(id scheme.ApplicationID) string { return list + "/applications/" + string(id) }

var en = i18n.For("en")

func TestPages_areForOfficersAndEveryStateIsShown(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	b.Shows("first use", b.Get(b.AsOne, list), http.StatusOK, en.T("money.owing.none"))
	id := accepted(b, t, 1)
	for _, at := range []string{list, page(id), list + "/statement", list + "/month", list + "/month/2026-04.xlsx", list + "/find?find=R2026-000001",
		list + "/documents/" + string(account(b, t, id).Ledger.Invoice)} {
		b.Leads("signed out", b.Get("", at), "/en/door/sign-in?next=")
		if got := b.Get(b.AsMaker, at); got.Status != http.StatusNotFound {
			t.Errorf("%s: maker gets %d", at, got.Status)
		}
		if got := b.Get(b.AsAdmin, at); got.Status != http.StatusForbidden {
			t.Errorf("%s: administrator gets %d", at, got.Status)
		}
		if got := b.Get(b.AsTwo, at); got.Status >= 400 {
			t.Errorf("%s: officer gets %d", at, got.Status)
		}
	}
	for _, deed := range []string{"/applications/" + string(id) + "/payments", "/applications/" + string(id) + "/reissue", "/payments/x/assign", "/payments/x/unassign",
		"/payments/x/strike", "/payments/x/refund", "/refunds/x/strike", "/statement", "/statement/preview", "/statement/import"} {
		if got := b.Post(b.AsMaker, list+deed); got.Status != http.StatusNotFound {
			t.Errorf("%s: maker gets %d", deed, got.Status)
		}
		if got := b.Post(b.AsAdmin, list+deed); got.Status != http.StatusForbidden {
			t.Errorf("%s: administrator gets %d", deed, got.Status)
		}
	}
	b.Shows("unknown", b.Get(b.AsOne, page("nobody")), http.StatusNotFound)
	b.Shows("not accepted", b.Get(b.AsOne, page(b.Submitted(portaltest.Product(2), nil))), http.StatusNotFound)
	b.Shows("no number", b.Get(b.AsOne, list+"/find?find=R1"), http.StatusBadRequest, `href="#f-find"`, `value="R1"`)
}

func TestAccount_byHandFromPartToRefund(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := accepted(b, t, 1)
	enter := func(pairs ...string) portaltest.Answer { return b.Post(b.AsOne, page(id)+"/payments", pairs...) }
	b.Shows("wrong", enter("enter.day", "2026-02-30", "enter.yen", "some", "enter.payer", "<b>"), http.StatusBadRequest, `href="#f-enter-yen"`, `value="some"`, "&lt;b&gt;")
	b.Leads("part", enter("enter.day", "2026-04-01", "enter.yen", "１００，０００円", "enter.reference", "F-1"), page(id)+"?done=entered")
	b.Shows("part", b.Get(b.AsOne, page(id)+"?done=entered"), http.StatusOK, en.T("money.done.entered"), en.T("money.state.part"), en.T("money.yen", 98000), "F-1")
	b.Shows("twice", enter("enter.day", "2026-04-01", "enter.yen", "100000", "enter.reference", "F-2"), http.StatusConflict, en.T("money.enter.again"), `name="enter.again"`)
	b.Leads("again", enter("enter.day", "2026-04-01", "enter.yen", "100000", "enter.reference", "F-2", "enter.again", "yes"), page(id))
	b.Shows("over", b.Get(b.AsTwo, page(id)), http.StatusOK, en.T("money.state.over"), en.T("money.yen", 2000))
	b.Shows("list", b.Get(b.AsTwo, list), http.StatusOK, en.T("money.over.title"), en.T("money.yen", 2000))

	p := string(account(b, t, id).Payments[0].ID)
	at := list + "/payments/" + p
	a := b.Post(b.AsOne, at+"/refund", "of", string(id), "refund."+p+".day", "2026-04-01", "refund."+p+".yen", "3000", "refund."+p+".reference", "Z-9")
	b.Shows("too much", a, http.StatusConflict, `value="3000"`, `value="Z-9"`, en.T("refusal.money.refund_needed", 2000))
	b.Leads("refund", b.Post(b.AsOne, at+"/refund", "of", string(id), "refund."+p+".day", "2026-04-01", "refund."+p+".yen", "2000", "refund."+p+".reference", "Z-9"), page(id)+"?done=refunded")
	b.Shows("settled", b.Get(b.AsTwo, page(id)), http.StatusOK, en.T("money.state.paid"), "Z-9")
	r := string(account(b, t, id).Refunds[0].ID)
	b.Shows("no reason", b.Post(b.AsOne, list+"/refunds/"+r+"/strike", "of", string(id)), http.StatusBadRequest, "f-unrefund-")
	b.Leads("unrefund", b.Post(b.AsOne, list+"/refunds/"+r+"/strike", "of", string(id), "unrefund."+r+".reason", "slip"), page(id))

	b.Leads("unassign", b.Post(b.AsOne, at+"/unassign", "of", string(id)), page(id)+"?done=unassigned")
	b.Shows("loose", b.Get(b.AsOne, list), http.StatusOK, en.T("money.loose.title"))
	b.Shows("no such number", b.Post(b.AsOne, at+"/assign", "assign."+p+".reference", "R2026-000099"), http.StatusBadRequest, `value="R2026-000099"`)
	b.Leads("assign", b.Post(b.AsOne, at+"/assign", "assign."+p+".reference", "r2026-000001"), list+"?done=assigned")
	b.Leads("strike", b.Post(b.AsOne, at+"/strike", "of", string(id), "strike."+p+".reason", "slip"), page(id)+"?done=struck")
	b.Shows("struck", b.Get(b.AsOne, page(id)), http.StatusOK, en.T("money.payments.struck"), "slip")
	b.Shows("reissue", b.Post(b.AsOne, page(id)+"/reissue"), http.StatusBadRequest, `href="#f-reissue-reason"`)
	b.Leads("reissue", b.Post(b.AsOne, page(id)+"/reissue", "reissue.reason", "new address"), page(id)+"?done=reissued")
	b.Shows("both", b.Get(b.AsOne, page(id)), http.StatusOK, "INV2026-000001", "INV2026-000002", "CRN2026-000001", "new address")
}

// A refund needs the passkey anew; what was typed stays until it is shown.
func TestAccount_aRefundAsksForThePasskey(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := accepted(b, t, 1)
	b.OK(b.Office.EnterPayment(t.Context(), b.One, id, office.PaymentRequest{Day: "2026-04-01", Yen: 198500, Payer: "ﾐﾎﾝ", Reference: "F-9"}))
	p := string(account(b, t, id).Payments[0].ID)
	b.Clock.Advance(2 * scheme.StepUpHolds)
	b.Shows("asks", b.Get(b.AsOne, page(id)), http.StatusOK, en.T("money.step_up"), "/en/door/step-up?next=", en.T("money.statement.by", "ﾐﾎﾝ"))
	at := list + "/payments/" + p
	fields := []string{"of", string(id), "refund." + p + ".day", "2026-04-01", "refund." + p + ".yen", "500", "refund." + p + ".reference", "Z-9"}
	b.Shows("too late", b.Post(b.AsOne, at+"/refund", fields...), http.StatusForbidden, en.T("refusal.step_up"), `value="Z-9"`, `value="500"`, "/en/door/step-up?next=")
	if len(account(b, t, id).Refunds) != 0 {
		t.Fatal("a refund without a passkey is on record")
	}
	again := b.Sign(b.One)
	b.Leads("refund", b.Post(again, at+"/refund", fields...), page(id)+"?done=refunded")
	b.Shows("the maker reads it", b.Get(b.Sign(b.Anna), "/en/desk/applications/"+string(id)+"/money"), http.StatusOK, en.T("money.maker.refunded", en.T("money.yen", 500)))
}

func TestOwed_theMakerSeesItsOwnAndNoMore(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	draft := b.Submitted(portaltest.Product(3), nil)
	id := accepted(b, t, 1)
	at := "/ja/desk/applications/" + string(id) + "/money"
	ja := i18n.For("ja")
	c := account(b, t, id)
	b.Shows("owed", b.Get(b.AsMaker, at), http.StatusOK, ja.T("money.state.owing"), "198,000", c.Ledger.Reference, c.Bank.Number.Ja, string(c.Ledger.Invoice))
	b.Shows("before acceptance", b.Get(b.AsMaker, "/ja/desk/applications/"+string(draft)+"/money"), http.StatusOK, ja.T("money.maker.later"))
	b.Shows("application", b.Get(b.AsMaker, "/ja/desk/applications/"+string(id)), http.StatusOK, at)
	b.OK(b.Office.EnterPayment(t.Context(), b.One, id, office.PaymentRequest{Day: "2026-04-01", Yen: 198000, Memo: "office's own words", Reference: "SECRET-7"}))
	paid := b.Get(b.AsMaker, at)
	b.Shows("paid", paid, http.StatusOK, ja.T("money.state.paid"), ja.T("money.kind.receipt"))
	if strings.Contains(paid.Body, "SECRET-7") || strings.Contains(paid.Body, "own words") {
		t.Error("the maker reads what the office noted for itself")
	}
	for _, lang := range i18n.Languages {
		for _, v := range account(b, t, id).Vouchers {
			a := b.Get(b.AsMaker, "/"+lang+"/desk/applications/"+string(id)+"/money/"+string(v.Number))
			if a.Status != http.StatusOK || a.Header.Get("Content-Type") != "application/pdf" || !strings.Contains(a.Header.Get("Content-Disposition"), string(v.Number)) || a.Header.Get("Cache-Control") != "no-store" {
				t.Fatalf("%s: %d %v", v.Number, a.Status, a.Header)
			}
			papertest.Check(t, []byte(a.Body))
			papertest.Says(t, []byte(a.Body), string(v.Number), i18n.For(lang).T("money.yen", 198000))
		}
	}
	stranger := b.Stranger()
	for _, one := range []string{at, at + "/" + string(c.Ledger.Invoice), "/ja/desk/applications/" + string(draft) + "/money/" + string(c.Ledger.Invoice)} {
		if got := b.Get(stranger, one); got.Status != http.StatusNotFound {
			t.Errorf("%s: a stranger gets %d", one, got.Status)
		}
	}
	if got := b.Get(b.AsMaker, "/ja/desk/applications/"+string(draft)+"/money/"+string(c.Ledger.Invoice)); got.Status != http.StatusNotFound {
		t.Errorf("an invoice under another application: %d", got.Status)
	}
}

func upload(b *portaltest.Bureau, t *testing.T, session, name string, content []byte) portaltest.Answer {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("statement", name)
	b.OK(err)
	_, err = part.Write(content)
	b.OK(err)
	b.OK(form.Close())
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, portaltest.Base+list+"/statement", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.Ask(r, session)
}

var forms = regexp.MustCompile(`(?s)<form[^>]*action="[^"]*/import".*?</form>`)

// importForm is what a browser would send with the form of the preview.
func importForm(t *testing.T, body string) url.Values {
	t.Helper()
	form := forms.FindString(body)
	if form == "" {
		t.Fatalf("no form to import: %s", portaltest.Plain(body))
	}
	return portaltest.TypedIn(t, "<main"+form)
}

func TestStatement_fromFileToLedger(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	first, second := accepted(b, t, 1), accepted(b, t, 2)
	b.Shows("no file", b.Post(b.AsOne, list+"/statement"), http.StatusBadRequest, en.T("refusal.money.file_none"))
	b.Shows("nothing in it", upload(b, t, b.AsOne, "x.csv", []byte("a,b\r\nc,d\r\n")), http.StatusBadRequest, en.T("refusal.money.column_day"))

	// As a bank writes it: Shift_JIS, half-width kana, a heading, a sum.
	sjis := []byte("\x8e\xe6\x88\xf8\x93\xfa,\x82\xa8\x97a\x93\xfc\x8b\xe0\x8az,\x93E\x97v\r\n" + // 取引日,お預入金額,摘要
		"2026/4/1,\"198,000\",R2026-000001 \xb6\xb8\xb3\r\n2026/4/1,\"198,000\",R2026-000001 \xb6\xb8\xb3\r\n2026/4/1,5,R2026-000002\r\n2026/4/1,7,\xc0\xde\xda\xb6\r\n\x8d\x87\x8cv,,\r\n")
	a := upload(b, t, b.AsOne, "meisai.csv", sjis)
	b.Shows("preview", a, http.StatusOK, "meisai.csv", en.T("money.certainty.certain"), en.T("money.certainty.double"), en.T("money.statement.doubles", 2), `href="#row-2"`,
		en.T("money.certainty.part"), en.T("money.facts.open", en.T("money.yen", 198000)), en.T("money.facts.less", en.T("money.yen", 197995)),
		en.T("money.certainty.unmatched"), en.T("money.certainty.unreadable"), "ｶｸｳ")
	if account(b, t, first).Ledger.Received != 0 {
		t.Fatal("looking has stored something")
	}
	form := importForm(t, a.Body)
	if form.Get("to_2") != "to:R2026-000001" || form.Get("to_3") != "leave" || form.Get("to_4") != "leave" || form.Get("to_5") != "leave" {
		t.Fatalf("chosen of itself: %v", form)
	}
	form.Set("to_5", "none") // nobody knows what it is for
	form.Set("reference_4", "R2026-000099")
	send := func() portaltest.Answer { return b.Send(b.AsOne, list+"/statement/import", form) }
	b.Shows("typed and not chosen", send(), http.StatusBadRequest, `value="R2026-000099"`, en.T("refusal.money.number_unchosen", 4), `href="#f-reference_4"`)
	form.Set("to_4", "other")
	wrong := send()
	b.Shows("wrong number", wrong, http.StatusBadRequest, `value="R2026-000099"`, en.T("refusal.money.row_reference", 4, "R2026-000099"))
	if got := importForm(t, wrong.Body); got.Get("to_2") != "to:R2026-000001" || got.Get("to_4") != "other" || got.Get("to_5") != "none" {
		t.Errorf("what was chosen is lost: %v", got)
	}
	form.Set("to_5", "other") // and no number: both are said at once
	b.Shows("two wrong rows", send(), http.StatusBadRequest, en.T("refusal.money.row_reference", 4, "R2026-000099"), en.T("refusal.money.number_missing", 5))
	form.Set("to_5", "none")
	form.Set("reference_4", "")
	b.Shows("chosen and not typed", send(), http.StatusBadRequest, en.T("refusal.money.number_missing", 4))
	form.Set("to_4", "yes")
	b.Shows("no such choice", send(), http.StatusBadRequest, en.T("refusal.money.row_choice", 4))
	form.Set("to_4", "to:R2026-000002")
	done := send()
	b.Leads("import", done, list+"/statement/done?at=")
	b.Shows("done", b.Get(b.AsOne, done.To()), http.StatusOK, en.T("money.imported.says", 2, 1, 0), page(first), page(second), en.T("money.imported.paid"),
		en.T("money.imported.open", en.T("money.yen", 197995)), en.T("money.imported.left.lines", "3"), "meisai.csv:4")
	b.Shows("never", b.Get(b.AsOne, list+"/statement/done?at=x"), http.StatusNotFound)
	if one, two := account(b, t, first).Ledger, account(b, t, second).Ledger; one.State() != scheme.PaidUp || two.Received != 5 {
		t.Fatalf("%+v %+v", one, two)
	}
	again := b.Send(b.AsTwo, list+"/statement/import", form)
	b.Shows("again", b.Get(b.AsTwo, again.To()), http.StatusOK, en.T("money.imported.says", 0, 0, 3), en.T("money.imported.entered.none"))
	b.Shows("known", upload(b, t, b.AsOne, "meisai.csv", sjis), http.StatusOK, en.T("money.certainty.known"))
	b.Shows("account", b.Get(b.AsOne, page(first)), http.StatusOK, "meisai.csv:2", en.T("money.why.reference"))

	for _, line := range []string{"2", "3", "4", "5"} {
		form.Set("to_"+line, "leave")
	}
	b.Shows("nothing chosen", send(), http.StatusBadRequest, en.T("refusal.money.nothing_taken"))
	form.Set("column_day", "9")
	b.Shows("no such column", b.Send(b.AsOne, list+"/statement/preview", form), http.StatusBadRequest, en.T("refusal.money.column_range", 3))
	form.Set("rows", "{")
	b.Shows("torn", b.Send(b.AsOne, list+"/statement/import", form), http.StatusBadRequest, en.T("refusal.money.file_none"))
}

func TestMonth_theListsAddUpAndNothingRuns(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	id := accepted(b, t, 1)
	accepted(b, t, 2)
	b.OK(b.Office.EnterPayment(t.Context(), b.One, id, office.PaymentRequest{Day: "2026-04-01", Yen: 198500, Payer: "=HYPERLINK(\"x\")", Memo: "-1+1", Reference: "F-9"}))
	b.Shows("month", b.Get(b.AsOne, list+"/month"), http.StatusOK, en.T("money.yen", 396000), en.T("money.yen", 198500), en.T("money.yen", 197500), list+"/month?month=2026-03")
	b.Shows("no month", b.Get(b.AsOne, list+"/month?month=spring"), http.StatusBadRequest, `href="#f-month"`)
	b.Shows("to come", b.Get(b.AsOne, list+"/month?month=2099-01"), http.StatusBadRequest, en.T("refusal.money.month_future"))
	for _, key := range []string{"documents", "payments", "refunds", "balances"} {
		a := b.Get(b.AsOne, list+"/month/2026-04-"+key+".csv")
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(a.Body, "\uFEFF"))).ReadAll()
		if err != nil || a.Status != http.StatusOK {
			t.Fatalf("%s: %d %v", key, a.Status, err)
		}
		for _, row := range rows[1:] {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("%s: %q runs", key, cell)
				}
			}
		}
		if key == "balances" && strings.Join(rows[len(rows)-2][5:], " ") != "0 396000 0 198500 0 197500" {
			t.Errorf("sum %v", rows[len(rows)-2])
		}
	}
	if a := b.Get(b.AsOne, list+"/month/2026-04.xlsx"); a.Status != http.StatusOK || !strings.HasPrefix(a.Body, "PK") {
		t.Errorf("xlsx: %d", a.Status)
	}
	for _, name := range []string{"2026-04-x.csv", "2026-04.exe", "x", "2026-04-payments.xlsx"} {
		if a := b.Get(b.AsOne, list+"/month/"+name); a.Status != http.StatusNotFound {
			t.Errorf("%s: %d", name, a.Status)
		}
	}
}

func TestPayer_theAgentMayGetTheInvoice(t *testing.T) {
	t.Parallel()
	b := portaltest.New(t)
	agent, session := b.Agent()
	id, err := b.Office.Start(t.Context(), agent, office.StartRequest{Level: "1", Applicant: b.Maker.ID})
	b.OK(err)
	at := "/en/desk/applications/" + string(id) + "/money"
	b.Leads("choose", b.Fill(session, at, "payer", "agent"), at+"?done=payer")
	b.Shows("chosen", b.Get(session, at+"?done=payer"), http.StatusOK, en.T("money.payer.saved"), agent.Organisation.Name.En)
	own := b.Submitted(portaltest.Product(1), nil)
	b.Shows("no agent", b.Post(b.AsMaker, "/en/desk/applications/"+string(own)+"/money", "revision", "1", "payer", "agent"), http.StatusConflict)
}
