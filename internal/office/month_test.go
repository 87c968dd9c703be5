package office_test

import (
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// Three months with everything that moves money: each closes with what the
// next opens with, the sums are those of the lists, and the balances are
// those of the ledgers.
func TestMonth_addsUpFromMonthToMonth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		ctx := t.Context()
		april := h.today()
		paid, over, gone, part := h.accepted(1), h.accepted(2), h.accepted(3), h.accepted(4)
		h.pays(paid, april, 198000)
		h.pays(part, april, 1000)
		h.clock.Advance(35 * 24 * time.Hour)
		late := h.accepted(5)
		h.pays(over, h.today(), 200000)
		h.ok(h.office.GiveUp(ctx, h.anna, gone))
		h.ok(h.office.UnassignPayment(ctx, h.fresh(h.one), h.account(h.one, part).Payments[0].ID))
		h.pays(late, h.today(), 5)
		h.ok(h.office.StrikePayment(ctx, h.fresh(h.one), h.account(h.one, late).Payments[0].ID, "slip"))
		h.ok(h.office.ReissueInvoice(ctx, h.one, late, false, "宛先"))
		h.clock.Advance(30 * 24 * time.Hour)
		h.ok(h.office.EnterRefund(ctx, h.fresh(h.one), h.account(h.one, over).Payments[0].ID, office.RefundRequest{Day: h.today(), Yen: 2000, Reference: "F"}))

		var before office.MonthSums
		var unassigned office.MonthSums
		for _, month := range []string{"2026-04", "2026-05", "2026-06"} {
			m, err := h.office.Month(ctx, h.one, month)
			h.ok(err)
			checkMonth(t, m)
			if m.Sum.Opening != before.Closing || m.Unassigned.Opening != unassigned.Closing {
				t.Errorf("%s opens with %d and %d, the month before closed with %d and %d", month, m.Sum.Opening, m.Unassigned.Opening, before.Closing, unassigned.Closing)
			}
			before, unassigned = m.Sum, m.Unassigned
		}
		sum := 0
		for _, id := range []scheme.ApplicationID{paid, over, gone, part, late} {
			l := h.account(h.one, id).Ledger
			sum += l.Owed - l.Held()
		}
		if before.Closing != sum || unassigned.Closing != -1000 {
			t.Errorf("closes with %d and %d, the ledgers say %d", before.Closing, unassigned.Closing, sum)
		}
	})
}

// checkMonth holds the sums of a month against its lists.
func checkMonth(t *testing.T, m office.Month) {
	t.Helper()
	var sum office.MonthSums
	for _, b := range m.Balances {
		if b.Closing != b.Opening+b.Charged-b.Lapsed-b.Received+b.Refunded {
			t.Errorf("%s: %+v does not add up", m.Month, b.MonthSums)
		}
		sum.Opening += b.Opening
		sum.Charged += b.Charged
		sum.Lapsed += b.Lapsed
		sum.Received += b.Received
		sum.Refunded += b.Refunded
		sum.Closing += b.Closing
	}
	if sum != m.Sum {
		t.Errorf("%s: sums %+v, the balances make %+v", m.Month, m.Sum, sum)
	}
	charged, came, back := 0, 0, 0
	for _, v := range m.Vouchers {
		switch v.Kind {
		case scheme.VoucherInvoice:
			charged += v.Total
		case scheme.VoucherCredit:
			charged -= v.Total
		}
	}
	for _, p := range m.Payments {
		if p.Counts() {
			came += p.Yen
		}
	}
	for _, r := range m.Refunds {
		if r.Counts() {
			back += r.Yen
		}
	}
	if charged != m.Sum.Charged-m.Sum.Lapsed || came != m.Sum.Received+m.Unassigned.Received || back != m.Sum.Refunded+m.Unassigned.Refunded {
		t.Errorf("%s: lists make %d, %d, %d; sums %+v %+v", m.Month, charged, came, back, m.Sum, m.Unassigned)
	}
}

func TestMonth_isOneThatHasBegun(t *testing.T) {
	t.Parallel()
	h := jcstar(t)
	for month, key := range map[string]string{"": "refusal.money.month", "2026-13": "refusal.money.month", "2026-4": "refusal.money.month", "2026-05": "refusal.money.month_future"} {
		_, err := h.office.Month(t.Context(), h.one, month)
		h.no(err, scheme.Invalid, key)
	}
}
