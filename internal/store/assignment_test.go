package store_test

import (
	"errors"
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

func TestAbsence_isKeptWholeAndListedWhileItMatters(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		one := filled[scheme.Absence](t)
		one.Person = kato
		change(t, s, func(tx *store.Tx) error { return tx.AddAbsence(one) })
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddAbsence(one) }), scheme.Conflict, "refusal.taken")
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.Absence(one.ID)
			same(t, got, one)
			return err
		})
		one.EndedBy = ""
		change(t, s, func(tx *store.Tx) error { return tx.PutAbsence(one) })
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(
				tx.AddAbsence(scheme.Absence{ID: "later", Person: kato, From: "2026-05-01", Until: "2026-05-03"}),
				tx.AddAbsence(scheme.Absence{ID: "now", Person: sato, From: "2026-03-01", Until: "2026-04-01"}),
				tx.AddAbsence(scheme.Absence{ID: "over", Person: kato, From: "2026-03-01", Until: "2026-03-31"}),
				tx.AddAbsence(scheme.Absence{ID: "off", Person: kato, From: "2026-03-01", Until: "2026-04-30", Ended: noon}))
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Absences("2026-04-01")
			var ids []string
			for _, a := range all {
				ids = append(ids, a.ID)
			}
			same(t, strings.Join(ids, " "), "now later")
			_, none := tx.Absence("none")
			refuses(t, none, scheme.Missing, "refusal.missing")
			return err
		})
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutAbsence(scheme.Absence{ID: "none"}) }), scheme.Missing, "refusal.missing")
	})
}

func TestRecusal_isKeptWholeAndHoldsOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		one := filled[scheme.Recusal](t)
		one.Person = kato
		change(t, s, func(tx *store.Tx) error { return tx.AddRecusal(one) })
		look(t, s, func(tx *store.Tx) error {
			got, err := tx.Recusal(one.ID)
			same(t, got, one)
			return err
		})
		off := scheme.Recusal{ID: "org", Person: kato, Organisation: maker, At: noon}
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.AddRecusal(off), tx.AddRecusal(scheme.Recusal{ID: "app", Person: sato, Application: "A", At: noon}))
		})
		again := off
		again.ID = "again"
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddRecusal(again) }), scheme.Conflict, "refusal.taken")
		ids := func(all []scheme.Recusal, err error) string {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			var out []string
			for _, r := range all {
				out = append(out, r.ID)
			}
			return strings.Join(out, " ")
		}
		look(t, s, func(tx *store.Tx) error {
			same(t, ids(tx.RecusalsOf(kato)), "org") // the filled one is lifted
			same(t, ids(tx.RecusalsFrom("A", maker, "")), "app org")
			same(t, ids(tx.RecusalsFrom("B", agency)), "")
			same(t, len(strings.Fields(strings.ReplaceAll(ids(tx.Recusals(0, 0)), one.ID, "filled"))), 3)
			same(t, ids(tx.Recusals(1, 2)), "app")
			return nil
		})
		off.Lifted = noon
		change(t, s, func(tx *store.Tx) error { return errors.Join(tx.PutRecusal(off), tx.AddRecusal(again)) })
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutRecusal(scheme.Recusal{ID: "none"}) }), scheme.Missing, "refusal.missing")
	})
}

func TestApplications_areFoundAsTypedAndCounted(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			org, err := tx.Organisation(agency)
			if err != nil {
				return err
			}
			org.Name = scheme.Text{Ja: "架空ネット", En: "Kaku Net"}
			a, b := started("A", noon), started("B", noon)
			a.Product = scheme.Product{Name: scheme.Text{Ja: "ｶﾒﾗ 100%", En: "Camera"}, Models: []string{"SC-1", "SC_2"}}
			a.Officer, a.Level = kato, "1"
			b.Applicant, b.Numbers.Application = agency, "20260001"
			return errors.Join(tx.PutOrganisation(&org), tx.PutApplication(&a), tx.PutApplication(&b))
		})
		for _, c := range []struct {
			f    store.ApplicationFilter
			want string
		}{
			{store.ApplicationFilter{Text: "カメラ"}, "A"},
			{store.ApplicationFilter{Text: "ＣＡＭＥＲＡ"}, "A"},
			{store.ApplicationFilter{Text: "sc-1"}, "A"},
			{store.ApplicationFilter{Text: "SC_2"}, "A"},
			{store.ApplicationFilter{Text: "SC%2"}, ""},
			{store.ApplicationFilter{Text: "100%"}, "A"},
			{store.ApplicationFilter{Text: "kaku net"}, "B"},
			{store.ApplicationFilter{Text: "0260001"}, "B"},
			{store.ApplicationFilter{Text: "  "}, "B A"},
			{store.ApplicationFilter{Level: "1"}, "A"},
			{store.ApplicationFilter{Officers: []scheme.PersonID{""}}, "B"},
			{store.ApplicationFilter{Officers: []scheme.PersonID{"", kato}}, "B A"},
			{store.ApplicationFilter{Officers: []scheme.PersonID{}}, ""},
			{store.ApplicationFilter{Skip: 1}, "A"},
		} {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.Applications(c.f)
				var ids []string
				for _, a := range all {
					ids = append(ids, string(a.ID))
				}
				same(t, strings.Join(ids, " "), c.want)
				c.f.Skip = 0
				n, err2 := tx.CountApplications(c.f)
				if c.want != "A" || c.f.Text != "" {
					same(t, n, len(strings.Fields(c.want)))
				}
				return errors.Join(err, err2)
			})
		}
	})
}
