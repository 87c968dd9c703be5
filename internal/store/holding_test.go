package store_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestHolding_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		l := filled[scheme.Label](t)
		l.Holder, l.Application = maker, ""
		l.Revision = 0
		change(t, s, func(tx *store.Tx) error { return tx.PutLabel(&l) })
		b := filled[scheme.Bulletin](t)
		b.Label = l.Number
		kept(t, s, b, func(b *scheme.Bulletin) *int { return &b.Revision }, (*store.Tx).PutBulletin,
			func(tx *store.Tx) (scheme.Bulletin, error) { return tx.Bulletin(b.ID) },
			func(b *scheme.Bulletin) { b.Serious, b.Remark = false, "" })
		one := filled[scheme.Succession](t)
		one.Label, one.From, one.To = l.Number, maker, maker
		kept(t, s, one, func(o *scheme.Succession) *int { return &o.Revision }, (*store.Tx).PutSuccession,
			func(tx *store.Tx) (scheme.Succession, error) { return tx.Succession(one.ID) },
			func(o *scheme.Succession) { o.State, o.Accepted = scheme.TakenBack, scheme.Vow{} })
		r := filled[scheme.Reissue](t)
		r.Label, r.Holder = l.Number, maker
		kept(t, s, r, func(r *scheme.Reissue) *int { return &r.Revision }, (*store.Tx).PutReissue,
			func(tx *store.Tx) (scheme.Reissue, error) { return tx.Reissue(r.ID) },
			func(r *scheme.Reissue) { r.State, r.Outcome = scheme.ReissueRefused, "" })
	})
}

// A label has one open succession and one open request for papers at most.
func TestHolding_onlyOneIsOpen(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		l := filled[scheme.Label](t)
		l.Holder, l.Application, l.Revision = maker, "", 0
		change(t, s, func(tx *store.Tx) error { return tx.PutLabel(&l) })
		offer := func(id scheme.SuccessionID) error {
			return s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutSuccession(&scheme.Succession{ID: id, Label: l.Number, From: maker, To: maker, State: scheme.Offered})
			})
		}
		ask := func(id scheme.ReissueID) error {
			return s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutReissue(&scheme.Reissue{ID: id, Label: l.Number, Holder: maker, State: scheme.ReissueAsked})
			})
		}
		if err := offer("1"); err != nil {
			t.Fatal(err)
		}
		if err := ask("1"); err != nil {
			t.Fatal(err)
		}
		if err := offer("2"); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Error("a second offer:", err)
		}
		if err := ask("2"); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Error("a second request:", err)
		}
	})
}
