package store_test

import (
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestRemedies_areKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		l := filled[scheme.Label](t)
		l.Holder, l.Application, l.Revision = maker, "", 0
		change(t, s, func(tx *store.Tx) error { return tx.PutLabel(&l) })
		o := filled[scheme.Objection](t)
		o.By = maker
		kept(t, s, o, func(o *scheme.Objection) *int { return &o.Revision }, (*store.Tx).PutObjection,
			func(tx *store.Tx) (scheme.Objection, error) { return tx.Objection(o.ID) },
			func(o *scheme.Objection) { o.State, o.Outcome = scheme.ObjectionUpheld, "" })
		j := filled[scheme.Judgment](t)
		j.Label = l.Number
		kept(t, s, j, func(j *scheme.Judgment) *int { return &j.Revision }, (*store.Tx).PutJudgment,
			func(tx *store.Tx) (scheme.Judgment, error) {
				all, err := tx.Judgments(l.Number)
				if len(all) == 0 {
					return scheme.Judgment{}, scheme.Refuse(scheme.Missing, "refusal.missing")
				}
				return all[0], err
			},
			func(j *scheme.Judgment) { j.Dropped, j.Court = false, "" })
	})
}

// To one decision one side objects once, unless it took that back; of a label
// one judgment waits at most.
func TestRemedies_onlyOneOfAKind(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		l := filled[scheme.Label](t)
		l.Holder, l.Application, l.Revision = maker, "", 0
		change(t, s, func(tx *store.Tx) error { return tx.PutLabel(&l) })
		object := func(id scheme.ObjectionID, state scheme.ObjectionState) error {
			return s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutObjection(&scheme.Objection{ID: id, Against: scheme.AgainstApplication, Subject: "A", By: maker, State: state})
			})
		}
		for _, one := range []struct {
			id    scheme.ObjectionID
			state scheme.ObjectionState
			fine  bool
		}{{"1", scheme.ObjectionWithdrawn, true}, {"2", scheme.ObjectionLodged, true}, {"3", scheme.ObjectionLodged, false}} {
			if err := object(one.id, one.state); (err == nil) != one.fine || err != nil && !scheme.IsRefusal(err, scheme.Conflict) {
				t.Errorf("objection %s: %v", one.id, err)
			}
		}
		enter := func(id scheme.JudgmentID) error {
			return s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutJudgment(&scheme.Judgment{ID: id, Label: l.Number})
			})
		}
		if err := enter("1"); err != nil {
			t.Fatal(err)
		}
		if err := enter("2"); !scheme.IsRefusal(err, scheme.Conflict) {
			t.Error("a second judgment:", err)
		}
		change(t, s, func(tx *store.Tx) error {
			all, err := tx.Objections(store.ObjectionFilter{Against: scheme.AgainstApplication, Subject: "A", For: []scheme.OrganisationID{maker}, Open: true})
			if len(all) != 2 {
				t.Errorf("%d objections", len(all))
			}
			none, _ := tx.Objections(store.ObjectionFilter{For: []scheme.OrganisationID{}})
			if len(none) != 0 {
				t.Error("nobody's objections are", none)
			}
			return err
		})
	})
}
