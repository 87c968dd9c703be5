package office_test

import (
	"fmt"
	"testing"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Who refunds, or takes off the record what came in, shows the passkey first;
// nothing is written before.
func TestMoney_undoingTakesAFreshPasskey(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	id := h.accepted(1)
	h.pays(id, h.today(), 198001)
	paid := h.account(h.one, id).Payments[0].ID
	h.ok(h.office.EnterRefund(t.Context(), h.fresh(h.one), paid, office.RefundRequest{Day: h.today(), Yen: 1, Reference: "F"}))
	before := h.account(h.one, id)
	deeds := moneyDeeds(h, id, paid, paid, before.Refunds[0].ID)
	for _, name := range []string{"unassign", "strike", "refund", "unrefund"} {
		h.no(deeds[name](h.one), scheme.Denied, "refusal.step_up")
	}
	if after := h.account(h.one, id); after.Ledger.Revision != before.Ledger.Revision || after.Payments[0].Revision != before.Payments[0].Revision {
		t.Error("a deed without a passkey was done")
	}
}

// An officer who keeps off an application reads nothing of it among the
// office's money, and the sums are those of all.
func TestMoney_saysNothingOfWhatTheReaderKeepsOff(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	mine, off := h.accepted(1), h.accepted(2)
	h.pays(off, h.today(), 198500)
	h.ok(h.office.Recuse(ctx, h.two, office.RecuseRequest{Application: off, Reason: "以前の勤務先です。"}))
	m, err := h.office.Money(ctx, h.two, office.MoneyPage{})
	h.ok(err)
	if len(m.Owing) != 1 || m.Owing[0].Ledger.Application != mine || len(m.Over) != 1 || !m.Over[0].Recused || m.Over[0].Ledger.Application != "" || m.Over[0].Payer.Ja != "" {
		t.Fatalf("%+v", m)
	}
	all, err := h.office.Month(ctx, h.one, "2026-04")
	h.ok(err)
	some, err := h.office.Month(ctx, h.two, "2026-04")
	h.ok(err)
	if all.Sum != some.Sum || len(all.Balances) != len(some.Balances) || len(all.Vouchers) != len(some.Vouchers) {
		t.Errorf("the sums differ: %+v, %+v", all.Sum, some.Sum)
	}
	for _, p := range some.Payments {
		if p.Yen != 198500 || p.Application != "" || p.Payer != "" || p.Reference != "" || p.Row.Ledger.Reference != "" {
			t.Errorf("the month tells of it: %+v", p)
		}
	}
	for _, v := range some.Vouchers {
		if v.Row.Recused && (v.Number != "" || v.Application != "" || v.To.Name.Ja != "" || v.Total == 0) {
			t.Errorf("the month tells of it: %+v", v)
		}
	}
	rows := [][]string{{"2026-04-01", "500", "R2026-000002"}, {"2026-04-01", "198000", "R2026-000001"}}
	p, err := h.office.PreviewStatement(ctx, h.two, rows, plainForm())
	h.ok(err)
	if m := p.Rows[0].Match; m.Certainty != scheme.NotYours || m.Application != "" || len(p.Rows[0].Targets) != 0 || p.Rows[1].Match.Certainty != scheme.Certain {
		t.Errorf("%+v", p.Rows)
	}
	_, err = h.office.ImportStatement(ctx, h.two, office.ImportRequest{Name: "x.csv", Rows: rows, Form: plainForm(), Take: []office.TakenRow{{Line: 1, Reference: "R2026-000002"}}})
	h.no(err, scheme.Denied, "refusal.recused")
	_, err = h.office.ImportStatement(ctx, h.two, office.ImportRequest{Name: "x.csv", Rows: rows, Form: plainForm(), Take: []office.TakenRow{{Line: 1}, {Line: 2}}})
	h.no(err, scheme.Denied, "refusal.recused") // not even as one for nobody knows what
	if c := h.account(h.one, mine); c.Ledger.Received != 0 {
		t.Errorf("a refused import recorded %d yen", c.Ledger.Received)
	}
}

// No row is lost between the pages, however many are due on one day.
func TestMoney_pageByPageIsAllOfIt(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	ctx := t.Context()
	id := h.accepted(1)
	a, l := onRecord(h, id), h.account(h.one, id).Ledger
	const many = 2*office.MoneyAtOnce + 3
	h.ok(h.store.Update(ctx, func(tx *store.Tx) error {
		for n := range many {
			one, owes := a, l
			one.ID, one.Revision, owes.Revision = scheme.ApplicationID(fmt.Sprintf("copy-%03d", n)), 0, 0
			one.Numbers.Application, one.Numbers.Acceptance = fmt.Sprintf("A%d", n), fmt.Sprintf("R%d", n)
			owes.Application, owes.Reference = one.ID, one.Numbers.Acceptance
			if n%2 == 1 {
				owes.Received = owes.Owed + 1
			}
			p := scheme.Payment{ID: scheme.PaymentID(one.ID), Day: h.today(), Yen: 1}
			if err := tx.PutApplication(&one); err != nil {
				return err
			}
			if err := tx.PutLedger(&owes); err != nil {
				return err
			}
			if err := tx.PutPayment(&p); err != nil {
				return err
			}
		}
		return nil
	}))
	owing, over, loose := map[scheme.ApplicationID]bool{}, map[scheme.ApplicationID]bool{}, map[scheme.PaymentID]bool{}
	read := func(from office.MoneyPage) office.Money {
		m, err := h.office.Money(ctx, h.one, from)
		h.ok(err)
		for _, r := range m.Owing {
			owing[r.Ledger.Application] = true
		}
		for _, r := range m.Over {
			over[r.Ledger.Application] = true
		}
		for _, r := range m.Unassigned {
			loose[r.Payment.ID] = true
		}
		if len(m.Owing) > office.MoneyAtOnce || len(m.Unassigned) > office.MoneyAtOnce {
			t.Error("a page is too long")
		}
		return m
	}
	m := read(office.MoneyPage{})
	for next := m.Next; next.Owing != ""; next = read(office.MoneyPage{Owing: next.Owing}).Next {
	}
	for next := m.Next; next.Over != ""; next = read(office.MoneyPage{Over: next.Over}).Next {
	}
	for next := m.Next; next.Unassigned != ""; next = read(office.MoneyPage{Unassigned: next.Unassigned}).Next {
	}
	if len(owing) != m.Totals.Owing || len(over) != m.Totals.Over || len(loose) != m.Totals.Unassigned || len(owing)+len(over) != many+1 || len(loose) != many {
		t.Errorf("%d owing, %d over, %d loose; %+v", len(owing), len(over), len(loose), m.Totals)
	}
	_, err := h.office.Money(ctx, h.one, office.MoneyPage{Owing: "nobody"})
	h.no(err, scheme.Missing, "refusal.missing")
}
