package store_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestVoucher_isKeptWholeAndStaysAsWritten(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		v := filled[scheme.Voucher](t)
		v.Application = "A"
		change(t, s, func(tx *store.Tx) error { return tx.AddVoucher(&v) })
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.Voucher(v.Number)
			same(t, got, v)
			if err != nil {
				return err
			}
			all, err := tx.VouchersOf("A")
			same(t, all, []scheme.Voucher{v})
			if err != nil {
				return err
			}
			all, err = tx.VouchersBetween(v.Day, v.Day)
			same(t, all, []scheme.Voucher{v})
			return err
		})
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddVoucher(&v) }), scheme.Conflict, "refusal.taken")
		second := v
		second.Number += "2"
		if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddVoucher(&second) }); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Errorf("one document was taken back twice: %v", err)
		}
		for _, sql := range []string{"UPDATE voucher SET total = 1", "DELETE FROM voucher"} {
			if _, err := s.Raw().Exec(sql); err == nil {
				t.Errorf("%s: a document about money was changed", sql)
			}
		}
	})
}

// What was entered stays: only where a payment counts, and that an entry was
// cancelled, is written afterwards, and nothing of a cancelled one.
func TestMoney_staysAsEntered(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			for _, p := range []scheme.Payment{{ID: "P", Day: "2026-04-01", Yen: 1}, {ID: "gone", Day: "2026-04-01", Yen: 1, Struck: noon}} {
				if err := tx.PutPayment(&p); err != nil {
					return err
				}
			}
			for _, r := range []scheme.Refund{{ID: "R", Payment: "P", Day: "2026-04-02", Yen: 1}, {ID: "gone", Payment: "P", Day: "2026-04-02", Yen: 1, Struck: noon}} {
				if err := tx.PutRefund(&r); err != nil {
					return err
				}
			}
			return nil
		})
		forbidden := []string{"DELETE FROM payment", "DELETE FROM refund WHERE id = 'R'"}
		for table, columns := range map[string][]string{
			"payment": {"id", "day", "yen", "payer", "memo", "reference", "source", "statement", "entered", "entered_by"},
			"refund":  {"id", "application", "payment", "day", "yen", "reference", "reason", "entered", "entered_by"},
		} {
			for _, c := range columns {
				to := "'x'"
				if c == "yen" {
					to = "7"
				}
				forbidden = append(forbidden, "UPDATE "+table+" SET "+c+" = "+to+" WHERE struck = ''")
			}
			forbidden = append(forbidden, "UPDATE "+table+" SET struck = '' WHERE id = 'gone'", "UPDATE "+table+" SET struck_for = 'x' WHERE id = 'gone'")
		}
		if s.Engine() == "postgres" {
			forbidden = append(forbidden, "TRUNCATE payment CASCADE", "TRUNCATE refund", "TRUNCATE evidence_file CASCADE")
		} else {
			forbidden = append(forbidden, "REPLACE INTO payment SELECT * FROM payment", "REPLACE INTO refund SELECT * FROM refund")
		}
		for _, sql := range forbidden {
			if _, err := s.Raw().Exec(sql); err == nil {
				t.Errorf("the database took %q", sql)
			}
		}
		for _, sql := range []string{"UPDATE payment SET application = 'A', why = 'hand', revision = 2 WHERE id = 'P'",
			"UPDATE payment SET struck = 'x', struck_by = 'x', struck_for = 'x' WHERE id = 'P'", "UPDATE refund SET struck = 'x', struck_by = 'x', struck_for = 'x' WHERE id = 'R'"} {
			if _, err := s.Raw().Exec(sql); err != nil {
				t.Errorf("%q: %v", sql, err)
			}
		}
	})
}

func TestPayments_areListedByWhatIsAsked(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			for _, p := range []scheme.Payment{
				{ID: "late", Application: "A", Day: "2026-04-30", Yen: 1}, {ID: "early", Application: "A", Day: "2026-04-01", Yen: 2},
				{ID: "nobody", Day: "2026-04-02", Yen: 3}, {ID: "struck", Day: "2026-04-02", Yen: 3, Struck: noon}, {ID: "may", Application: "B", Day: "2026-05-01", Yen: 4},
			} {
				if err := tx.PutPayment(&p); err != nil {
					return err
				}
			}
			r := scheme.Refund{ID: "R", Application: "A", Payment: "late", Day: "2026-05-02", Yen: 1}
			return tx.PutRefund(&r)
		})
		ids := func(all []scheme.Payment, err error) (out []scheme.PaymentID) {
			if err != nil {
				t.Error(err)
			}
			for _, p := range all {
				out = append(out, p.ID)
			}
			return out
		}
		look(t, s, func(tx *store.Tx) error {
			same(t, ids(tx.PaymentsOf("A")), []scheme.PaymentID{"early", "late"})
			same(t, ids(tx.UnassignedPayments("", 0)), []scheme.PaymentID{"nobody"})
			same(t, ids(tx.PaymentsBetween("2026-04-02", "2026-04-30")), []scheme.PaymentID{"nobody", "struck", "late"})
			of, err := tx.RefundsOf("A")
			if err != nil || len(of) != 1 {
				t.Errorf("refunds of A: %v, %v", of, err)
			}
			of, err = tx.RefundsOfPayment("late")
			if err != nil || len(of) != 1 {
				t.Errorf("refunds of the payment: %v, %v", of, err)
			}
			of, err = tx.RefundsBetween("2026-04-01", "2026-05-01")
			if err != nil || len(of) != 0 {
				t.Errorf("refunds of April: %v, %v", of, err)
			}
			return nil
		})
	})
}

func TestLedgers_areFoundByBalanceDayAndReference(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			for _, l := range []scheme.Ledger{
				{Application: "open", Reference: "R1", Owed: 10, Due: "2026-05-02", Opened: "2026-04-01"},
				{Application: "part", Reference: "R2", Owed: 10, Received: 4, Due: "2026-05-01", Opened: "2026-04-02"},
				{Application: "paid", Reference: "R3", Owed: 10, Received: 12, Refunded: 2, Due: "2026-04-30", Opened: "2026-04-03"},
				{Application: "over", Reference: "R4", Owed: 10, Received: 12, Due: "2026-04-29", Opened: "2026-04-04"},
			} {
				a := started(l.Application, noon)
				a.Numbers.Acceptance = l.Reference
				l.Applicant = maker
				if err := tx.PutApplication(&a); err != nil {
					return err
				}
				if err := tx.PutLedger(&l); err != nil {
					return err
				}
			}
			return nil
		})
		for name, c := range map[string]struct {
			filter store.LedgerFilter
			want   []scheme.ApplicationID
		}{
			"all":    {store.LedgerFilter{}, []scheme.ApplicationID{"over", "paid", "part", "open"}},
			"open":   {store.LedgerFilter{Open: true}, []scheme.ApplicationID{"over", "part", "open"}},
			"owing":  {store.LedgerFilter{Owing: true}, []scheme.ApplicationID{"part", "open"}},
			"due":    {store.LedgerFilter{Owing: true, DueTo: "2026-05-01"}, []scheme.ApplicationID{"part"}},
			"opened": {store.LedgerFilter{Opened: "2026-04-02"}, []scheme.ApplicationID{"part", "open"}},
		} {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.Ledgers(c.filter)
				var got []scheme.ApplicationID
				for _, l := range all {
					got = append(got, l.Application)
				}
				if len(got) != len(c.want) {
					t.Errorf("%s: %v", name, got)
					return err
				}
				same(t, got, c.want)
				return err
			})
		}
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.LedgersByReference([]string{"R4", "R1", "R9"})
			if err != nil || len(all) != 2 {
				t.Errorf("by reference: %v, %v", all, err)
			}
			return nil
		})
	})
}
