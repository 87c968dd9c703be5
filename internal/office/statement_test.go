package office_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// plainForm is a layout of three columns: day, deposit, payer.
func plainForm() scheme.StatementForm {
	return scheme.StatementForm{Columns: map[scheme.Column]int{scheme.ColumnDay: 1, scheme.ColumnIn: 2, scheme.ColumnPayer: 3}}
}

// all takes every row of a preview that is certain.
func certain(p office.StatementPreview) (take []office.TakenRow) {
	for _, row := range p.Rows {
		if row.Match.Certainty == scheme.Certain {
			take = append(take, office.TakenRow{Line: row.Line, Reference: row.Targets[0].Ledger.Reference})
		}
	}
	return take
}

func TestStatement_saysOfEachRowWhatItThinksAndWhy(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	one, two, ended := h.accepted(1), h.accepted(2), h.accepted(3)
	h.ok(h.office.GiveUp(ctx, h.anna, ended))
	rival, err := h.office.Start(ctx, h.stranger, h.kind())
	h.ok(err)
	h.fill(h.stranger, rival, 4)
	h.ok(h.office.Submit(ctx, h.stranger, rival, h.declaration(h.stranger, rival)))
	h.ok(h.office.Accept(ctx, h.one, rival))
	h.pays(two, h.today(), 198000)
	h.clock.Advance(24 * time.Hour)
	words := h.scheme.Invoicing.Statement
	rows := [][]string{
		{"入出金明細"},
		{"日付", "お預入金額", "お支払金額", "摘要"},
		{"2026/4/2", "300,000", "", "R2026-000001"},               // more than is open
		{"2026/4/2", "500", "", "ﾐﾎﾝﾂｳｼﾝｷｷ(ｶ"},                    // the amount does not fit
		{"2026/4/1", "198,000", "", "R2026000001 ｶｸｳﾑｾﾝｺｳｷﾞｮｳ(ｶ"}, // the number is there
		{"2026/4/1", "198,000", "", "ﾐﾎﾝﾂｳｼﾝｷｷ(ｶ"},                // name and amount of one
		{"2026/4/1", "198,000", "", "R2026000001 ｶｸｳﾑｾﾝｺｳｷﾞｮｳ(ｶ"}, // once more: it would be paid twice
		{"2026/4/2", "198,000", "", "Ｒ２０２６－０００００３　ｶ)ｶｸｳ"},         // ended
		{"2026/4/2", "198,000", "", "R2026-000002"},               // paid already
		{"2026/4/2", "198,000", "", "ﾀﾞﾚｶ"},                       // nobody
		{"2026/4/2", "", "440", "ﾌﾘｺﾐﾃｽｳﾘﾖｳ"},                     // went out
		{"何か", "1", "", "x"},
		{"", "", "", ""},
		{"2026/4/1", "198,000", "", "R2026-000001 R2026-000002"},
	}
	form, err := h.office.GuessStatement(ctx, h.one, rows)
	h.ok(err)
	if form.Columns[scheme.ColumnDay] != 1 || form.Columns[scheme.ColumnIn] != 2 || form.Columns[scheme.ColumnOut] != 3 || form.Columns[scheme.ColumnMemo] != 4 {
		t.Fatalf("%v (headings %v)", form, words.Headings)
	}
	form.Columns[scheme.ColumnPayer], form.Columns[scheme.ColumnMemo] = 4, 0
	p, err := h.office.PreviewStatement(ctx, h.one, rows, form)
	h.ok(err)
	want := []struct {
		certainty scheme.Certainty
		reason    scheme.MatchReason
		id        scheme.ApplicationID
	}{
		{scheme.TooMuch, scheme.MatchMore, one}, {scheme.Possible, scheme.MatchNameOnly, rival}, {scheme.Certain, scheme.MatchReference, one},
		{scheme.Certain, scheme.MatchName, rival}, {scheme.Double, scheme.MatchRowTwin, one}, {scheme.TooMuch, scheme.MatchClosed, ended},
		{scheme.Double, scheme.MatchPaid, two}, {scheme.Unmatched, scheme.MatchNobody, ""}, {scheme.NotIncome, scheme.MatchOutgoing, ""},
		{scheme.Unreadable, scheme.MatchUnreadable, ""}, {scheme.Possible, scheme.MatchSeveralRefs, ""},
	}
	if len(p.Rows) != len(want) {
		t.Fatalf("%d rows", len(p.Rows))
	}
	for i, w := range want {
		m := p.Rows[i].Match
		if m.Certainty != w.certainty || m.Reason != w.reason || m.Application != w.id {
			t.Errorf("row %d %q: %+v, want %v", p.Rows[i].Line, p.Rows[i].Payer, m, w)
		}
	}
	if line := p.Rows[4].Match.Line; line != 5 {
		t.Errorf("row 7 doubles row %d", line)
	}
	if len(h.account(h.one, one).Payments) != 0 {
		t.Error("looking has stored something")
	}
}

func TestStatement_importedTwiceDoesNoHarm(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	one, two := h.accepted(1), h.accepted(2)
	rows := [][]string{{"2026-04-01", "198000", "R2026-000001"}, {"2026-04-01", "98000", "R2026-000002"}, {"2026-04-01", "98000", "R2026-000002"}, {"2026-04-01", "12", "ﾀﾞﾚｶ"}}
	p, err := h.office.PreviewStatement(ctx, h.one, rows, plainForm())
	h.ok(err)
	take := certain(p)
	if len(take) != 1 || p.Rows[1].Match.Reason != scheme.MatchPart || p.Rows[2].Match.Reason != scheme.MatchRowTwin || p.Rows[2].Match.Line != 2 {
		t.Fatalf("%+v", p.Rows)
	}
	take = append(take, office.TakenRow{Line: 2, Reference: "R2026-000002"}, office.TakenRow{Line: 3, Reference: "R2026-000002"}, office.TakenRow{Line: 4})
	r := office.ImportRequest{Name: "4月.csv", Rows: rows, Form: plainForm(), Take: take}
	done, err := h.office.ImportStatement(ctx, h.one, r)
	h.ok(err)
	if done.Assigned != 3 || done.Unassigned != 1 || done.Known != 0 || len(done.Left) != 0 {
		t.Fatalf("%+v", done)
	}
	if a, b := h.account(h.one, one), h.account(h.one, two); a.Ledger.State() != scheme.PaidUp || b.Ledger.Received != 196000 || a.Payments[0].Why != scheme.MatchReference || a.Payments[0].Statement != "4月.csv" {
		t.Fatalf("%+v %+v", a.Ledger, b.Ledger)
	}
	later := r
	later.Rows = append(rows[:4:4], []string{"2026-04-01", "2000", "R2026-000002"}) // the month's statement holds the week's rows
	p, err = h.office.PreviewStatement(ctx, h.one, later.Rows, plainForm())
	h.ok(err)
	for i, row := range p.Rows {
		if (row.Match.Certainty == scheme.KnownRow) != (i < 4) {
			t.Errorf("row %d: %+v", i, row.Match)
		}
	}
	done, err = h.office.ImportStatement(ctx, h.two, later)
	h.ok(err)
	if done.Assigned != 0 || done.Known != 4 || !slices.Equal(done.Left, []int{5}) || h.account(h.one, two).Ledger.Received != 196000 {
		t.Fatalf("%+v", done)
	}
	form, err := h.office.GuessStatement(ctx, h.one, rows)
	h.ok(err)
	if form.Columns[scheme.ColumnPayer] != 3 {
		t.Fatalf("the layout was forgotten: %+v", form)
	}
}

// A payment entered by hand stands on the statement as well: it must not
// count twice unseen.
func TestStatement_aPaymentByHandIsNotCertainAgain(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	h.accepted(1)
	id := h.accepted(2)
	h.pays(id, h.today(), 100000)
	p, err := h.office.PreviewStatement(t.Context(), h.one, [][]string{{"2026-04-01", "100000", "R2026-000002"}}, plainForm())
	h.ok(err)
	if m := p.Rows[0].Match; m.Certainty != scheme.Double || m.Reason != scheme.MatchTwin {
		t.Fatalf("%+v", m)
	}
}

func TestStatement_aStruckRowCanBeTakenAgain(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	rows := [][]string{{"2026-04-01", "198000", "R2026-000001"}}
	p, err := h.office.PreviewStatement(ctx, h.one, rows, plainForm())
	h.ok(err)
	r := office.ImportRequest{Rows: rows, Form: plainForm(), Take: certain(p)}
	_, err = h.office.ImportStatement(ctx, h.one, r)
	h.ok(err)
	h.ok(h.office.StrikePayment(ctx, h.fresh(h.one), h.account(h.one, id).Payments[0].ID, "取り違え"))
	p, err = h.office.PreviewStatement(ctx, h.one, rows, plainForm())
	h.ok(err)
	if p.Rows[0].Match.Reason != scheme.MatchStruck {
		t.Fatalf("%+v", p.Rows[0].Match)
	}
	done, err := h.office.ImportStatement(ctx, h.one, r)
	h.ok(err)
	if c := h.account(h.one, id); done.Assigned != 1 || len(c.Payments) != 2 || c.Payments[0].Counts() == c.Payments[1].Counts() || !c.Application.FeeSettled() {
		t.Fatalf("%+v %+v", done, c.Payments)
	}
	taken := slices.ContainsFunc(h.audit("ledger:"+string(id)), func(l store.AuditLine) bool {
		return strings.Contains(l.Before, "取り違え") && l.Deed == "import_payments"
	})
	if !taken {
		t.Error("the audit does not say that a struck payment counts again")
	}
}

func TestStatement_refusals(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	h.accepted(1)
	good := [][]string{{"2026-04-01", "198000", "R2026-000001"}, {"2026-04-01", "-5", "x"}}
	preview := func(rows [][]string, form scheme.StatementForm) error {
		_, err := h.office.PreviewStatement(ctx, h.one, rows, form)
		return err
	}
	h.no(preview(good, scheme.StatementForm{}), scheme.Invalid, "refusal.money.column_day", "refusal.money.column_in", "refusal.money.column_payer")
	h.no(preview(good, scheme.StatementForm{Columns: map[scheme.Column]int{scheme.ColumnDay: 1, scheme.ColumnIn: 1, scheme.ColumnPayer: 9}}), scheme.Invalid,
		"refusal.money.column_twice", "refusal.money.column_range")
	h.no(preview([][]string{{"a", "b", "c"}}, plainForm()), scheme.Invalid, "refusal.money.no_row")
	h.no(preview(make([][]string, scheme.MostRows+1), plainForm()), scheme.Invalid, "refusal.money.too_many_rows")
	for want, take := range map[string][]office.TakenRow{
		"refusal.money.nothing_taken":   nil,
		"refusal.money.other_statement": {{Line: 9}},
		"refusal.money.row_out":         {{Line: 2}},
		"refusal.money.row_reference":   {{Line: 1, Reference: "R2026-000099"}},
	} {
		_, err := h.office.ImportStatement(ctx, h.one, office.ImportRequest{Rows: good, Form: plainForm(), Take: take})
		h.no(err, scheme.Invalid, want)
	}
	m, err := h.office.Money(ctx, h.one, office.MoneyPage{})
	h.ok(err)
	if len(m.Unassigned) != 0 {
		t.Error("a refused import has stored something")
	}
}

// Two officers import the same statement at the same moment: each row is on
// record once.
func TestStatement_importedFromTwoSidesAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		var rows [][]string
		var ids []scheme.ApplicationID
		for n := range 4 {
			ids = append(ids, h.accepted(n))
			rows = append(rows, []string{"2026-04-01", "198000", fmt.Sprintf("R2026-%06d", n+1)})
		}
		p, err := h.office.PreviewStatement(t.Context(), h.one, rows, plainForm())
		h.ok(err)
		r := office.ImportRequest{Rows: rows, Form: plainForm(), Take: certain(p)}
		var wg sync.WaitGroup
		results, fails := make([]office.ImportResult, 4), make([]error, 4)
		for i, who := range []scheme.Actor{h.one, h.two, h.three, h.one} {
			wg.Go(func() { results[i], fails[i] = h.office.ImportStatement(t.Context(), who, r) })
		}
		wg.Wait()
		assigned := 0
		for i := range results {
			h.ok(fails[i])
			assigned += results[i].Assigned
		}
		if assigned != 4 {
			t.Errorf("%+v", results)
		}
		for _, id := range ids {
			if c := h.account(h.one, id); len(c.Payments) != 1 || c.Ledger.State() != scheme.PaidUp || kindsOf(c.Vouchers) != "invoice receipt" {
				t.Errorf("%+v %s", c.Ledger, kindsOf(c.Vouchers))
			}
		}
	})
}
