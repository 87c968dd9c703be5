package store_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// pages walks through a list page by page and returns the ids in order.
func pages[T any, ID comparable](t *testing.T, s *store.Store, page func(*store.Tx, ID) ([]T, error), id func(T) ID) []ID {
	t.Helper()
	var ids []ID
	var after ID
	for range 100 {
		var found []T
		look(t, s, func(tx *store.Tx) (err error) { found, err = page(tx, after); return err })
		if len(found) == 0 {
			return ids
		}
		for _, one := range found {
			after = id(one)
			ids = append(ids, after)
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

func TestApplications_comeNewestFirstWithoutSkipOrRepeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		var want []scheme.ApplicationID
		change(t, s, func(tx *store.Tx) error {
			for i := range 23 { // several in one second
				a := started(scheme.ApplicationID(fmt.Sprintf("A%02d", i)), noon.Add(time.Duration(i/4)*time.Second))
				a.State = []scheme.ApplicationState{scheme.Draft, scheme.Accepted}[i%2]
				if i == 7 {
					a.Applicant = agency
				}
				want = append(want, a.ID)
				if err := tx.PutApplication(&a); err != nil {
					return err
				}
			}
			return nil
		})
		slices.Reverse(want)
		id := func(a scheme.Application) scheme.ApplicationID { return a.ID }
		got := func(f store.ApplicationFilter) []scheme.ApplicationID {
			f.Limit = 3
			return pages(t, s, func(tx *store.Tx, after scheme.ApplicationID) ([]scheme.Application, error) {
				f.After = string(after)
				return tx.Applications(f)
			}, id)
		}
		same(t, got(store.ApplicationFilter{}), want)
		only := func(keep func(i int) bool) (ids []scheme.ApplicationID) {
			for i := 22; i >= 0; i-- {
				if keep(i) {
					ids = append(ids, scheme.ApplicationID(fmt.Sprintf("A%02d", i)))
				}
			}
			return ids
		}
		same(t, got(store.ApplicationFilter{States: []scheme.ApplicationState{scheme.Accepted, scheme.Refused}}), only(func(i int) bool { return i%2 == 1 }))
		same(t, got(store.ApplicationFilter{Applicants: []scheme.OrganisationID{agency, office}}), only(func(i int) bool { return i == 7 }))
		same(t, got(store.ApplicationFilter{Applicants: []scheme.OrganisationID{maker, agency}, States: []scheme.ApplicationState{scheme.Draft}}), only(func(i int) bool { return i%2 == 0 }))
		// Whoever may see none sees none, rather than all.
		same(t, len(got(store.ApplicationFilter{Applicants: []scheme.OrganisationID{}})), 0)
		same(t, len(got(store.ApplicationFilter{States: []scheme.ApplicationState{}})), 0)
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Applications(store.ApplicationFilter{Limit: -1})
			same(t, len(all), 23)
			none, err2 := tx.Applications(store.ApplicationFilter{After: "no such"})
			same(t, len(none), 0)
			return errors.Join(err, err2)
		})
	})
}

func TestApplications_inTheOrderAskedFor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			for i, received := range []scheme.Date{"2026-04-03", "2026-04-01", "", "2026-04-01", "2026-04-02"} {
				a := started(scheme.ApplicationID(fmt.Sprint("A", i)), noon.Add(time.Duration(i)*time.Hour))
				a.Received = received
				if received != "" {
					a.Numbers.Application = fmt.Sprint("N", 9-i)
					a.Closed = noon.Add(time.Duration(i*7%5) * time.Hour)
				}
				if err := tx.PutApplication(&a); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, s, func(tx *store.Tx) error {
			for _, c := range []struct {
				f    store.ApplicationFilter
				want string
			}{
				{store.ApplicationFilter{Received: true}, "A4 A3 A1 A0"},
				{store.ApplicationFilter{Received: true, Order: store.FirstReceived}, "A3 A1 A4 A0"}, // of one day by number
				{store.ApplicationFilter{Received: true, Order: store.FirstReceived, Limit: 2}, "A3 A1"},
				{store.ApplicationFilter{Received: true, Order: store.LastClosed, Limit: 3}, "A4 A1 A3"},
			} {
				all, err := tx.Applications(c.f)
				if err != nil {
					return err
				}
				var ids []string
				for _, a := range all {
					ids = append(ids, string(a.ID))
				}
				same(t, strings.Join(ids, " "), c.want)
			}
			return nil
		})
	})
}

func TestLabels_comeHighestFirstWithoutSkipOrRepeat(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		var want []scheme.LabelNumber
		change(t, s, func(tx *store.Tx) error {
			for i := range 11 {
				a := started(scheme.ApplicationID(fmt.Sprint("A", i)), noon)
				l := scheme.Label{Number: scheme.LabelNumber(fmt.Sprintf("%016d", i)), Application: a.ID, Holder: maker}
				if i == 4 {
					l.Holder = agency
				}
				want = append(want, l.Number)
				if err := errors.Join(tx.PutApplication(&a), tx.PutLabel(&l)); err != nil {
					return err
				}
			}
			return nil
		})
		slices.Reverse(want)
		number := func(l scheme.Label) scheme.LabelNumber { return l.Number }
		got := func(holders []scheme.OrganisationID) []scheme.LabelNumber {
			return pages(t, s, func(tx *store.Tx, after scheme.LabelNumber) ([]scheme.Label, error) {
				return tx.Labels(store.LabelFilter{Holders: holders, Limit: 4, After: after})
			}, number)
		}
		same(t, got(nil), want)
		same(t, got([]scheme.OrganisationID{agency}), []scheme.LabelNumber{"0000000000000004"})
		same(t, len(got([]scheme.OrganisationID{})), 0)
	})
}

func TestPutLabel_secondLabelForOneApplicationIsRefused(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		a := started("A", noon)
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.PutApplication(&a), tx.PutLabel(&scheme.Label{Number: "1", Application: "A", Holder: maker}))
		})
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			return tx.PutLabel(&scheme.Label{Number: "2", Application: "A", Holder: maker})
		})
		refuses(t, err, scheme.Conflict, "refusal.taken")
	})
}

func TestChecklist_isOrderedAndApart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		a, b := started("A", noon), started("B", noon)
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(tx.PutApplication(&a), tx.PutApplication(&b),
				tx.PutAnswer("A", &scheme.Answer{Criterion: "S1.1-10", Rationale: "十"}),
				tx.PutAnswer("A", &scheme.Answer{Criterion: "S1.1-02", Rationale: "二"}),
				tx.PutAnswer("B", &scheme.Answer{Criterion: "S1.1-02", Rationale: "B の二"}))
		})
		look(t, s, func(tx *store.Tx) error {
			c, err := tx.Checklist("A")
			same(t, c, scheme.Checklist{{Criterion: "S1.1-02", Rationale: "二", Revision: 1}, {Criterion: "S1.1-10", Rationale: "十", Revision: 1}})
			none, err2 := tx.Checklist("C")
			same(t, len(none), 0)
			return errors.Join(err, err2)
		})
	})
}

func TestOrganisations_areOrderedByReading(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, o := range []scheme.Organisation{
			{ID: "1", Kind: scheme.Maker, Name: scheme.Text{Ja: "山田電機"}, Reading: "やまだでんき", CorporateNumber: "1"},
			{ID: "2", Kind: scheme.Maker, Name: scheme.Text{Ja: "青木通信"}, Reading: "アオキツウシン", CorporateNumber: "2"},
			{ID: "3", Kind: scheme.Maker, Name: scheme.Text{En: "Zeta Works"}},
			{ID: "4", Kind: scheme.Office, Name: scheme.Text{Ja: "事務局"}, Reading: "じむきょく"},
			{ID: "5", Kind: scheme.Maker, Name: scheme.Text{Ja: "井上"}, Reading: "いのうえ"},
		} {
			change(t, s, func(tx *store.Tx) error { return tx.PutOrganisation(&o) })
		}
		order := func(kind scheme.OrganisationKind) (ids string) {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.Organisations(kind)
				for _, o := range all {
					ids += string(o.ID)
				}
				return err
			})
			return ids
		}
		same(t, order(scheme.Maker), "3251")
		same(t, order(""), "32541")
		look(t, s, func(tx *store.Tx) error {
			o, err := tx.OrganisationByCorporateNumber("2")
			same(t, o.ID, scheme.OrganisationID("2"))
			for _, unknown := range []string{"", "3"} {
				_, no := tx.OrganisationByCorporateNumber(unknown)
				refuses(t, no, scheme.Missing, "refusal.missing")
			}
			return err
		})
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			return tx.PutOrganisation(&scheme.Organisation{ID: "6", CorporateNumber: "2"})
		})
		refuses(t, err, scheme.Conflict, "refusal.taken")
	})
}

func TestPersonByEmail_isTheOneWhoMaySignIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		gone := scheme.Person{ID: "GONE", Organisation: maker, Email: "Abe@Example.JP", Invited: noon, Dismissed: noon}
		later := scheme.Person{ID: "LATER", Organisation: agency, Email: "abe@example.jp", Invited: noon.Add(time.Hour), Dismissed: noon}
		here := scheme.Person{ID: "HERE", Organisation: office, Email: "ABE@example.jp", Invited: noon.Add(-time.Hour)}
		found := func(email string) (id scheme.PersonID) {
			look(t, s, func(tx *store.Tx) error {
				p, err := tx.PersonByEmail(email)
				id = p.ID
				return err
			})
			return id
		}
		change(t, s, func(tx *store.Tx) error { return errors.Join(tx.PutPerson(&gone), tx.PutPerson(&later)) })
		same(t, found("ABE@EXAMPLE.jp"), later.ID)
		change(t, s, func(tx *store.Tx) error { return tx.PutPerson(&here) })
		same(t, found("abe@example.jp"), here.ID)
		look(t, s, func(tx *store.Tx) error {
			_, err := tx.PersonByEmail("a_e@example.jp")
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			return tx.PutPerson(&scheme.Person{ID: "TWIN", Organisation: maker, Email: "aBe@example.jp"})
		})
		refuses(t, err, scheme.Conflict, "refusal.taken")
	})
}

func TestPeople_areThoseOfTheOrganisation(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		look(t, s, func(tx *store.Tx) error {
			ours, err := tx.People(maker)
			all, err2 := tx.People("")
			if len(ours) != 1 || ours[0].ID != sato || len(all) != 2 {
				t.Errorf("ours %v, all %v", ours, all)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestDeletePasskey_onlyOnesOwn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(
				tx.AddPasskey(store.Passkey{CredentialID: []byte("b"), Person: sato, Made: noon}),
				tx.AddPasskey(store.Passkey{CredentialID: []byte("a"), Person: sato, Made: noon.Add(time.Hour)}),
				tx.AddPasskey(store.Passkey{CredentialID: []byte("c"), Person: kato, Made: noon}))
		})
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.DeletePasskey([]byte("c"), sato) }), scheme.Missing, "refusal.missing")
		change(t, s, func(tx *store.Tx) error { return tx.DeletePasskey([]byte("b"), sato) })
		look(t, s, func(tx *store.Tx) error {
			mine, err := tx.Passkeys(sato)
			theirs, err2 := tx.Passkeys(kato)
			if len(mine) != 1 || string(mine[0].CredentialID) != "a" || len(theirs) != 1 {
				t.Errorf("mine %v, theirs %v", mine, theirs)
			}
			return errors.Join(err, err2)
		})
	})
}

func TestDeleteSessions_endsThoseMeant(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		left := func() (ids string) {
			look(t, s, func(tx *store.Tx) error {
				for _, id := range []string{"1", "2", "3", "4"} {
					if _, err := tx.Session(id); err == nil {
						ids += id
					}
				}
				return nil
			})
			return ids
		}
		change(t, s, func(tx *store.Tx) error {
			for i, who := range []scheme.PersonID{sato, sato, kato, ""} {
				one := store.Session{TokenHash: fmt.Sprint(i + 1), Person: who, Expires: noon.Add(time.Duration(i) * time.Minute)}
				if err := tx.AddSession(one); err != nil {
					return err
				}
			}
			return nil
		})
		change(t, s, func(tx *store.Tx) error {
			n, err := tx.DeleteExpiredSessions(noon)
			same(t, n, 1)
			return err
		})
		same(t, left(), "234")
		change(t, s, func(tx *store.Tx) error { return errors.Join(tx.DeleteSession("4"), tx.DeleteSession("4")) })
		same(t, left(), "23")
		change(t, s, func(tx *store.Tx) error { return tx.DeleteSessionsOf(sato) })
		same(t, left(), "3")
	})
}

func TestOpenRecoveries_areThoseNotSettled(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(
				tx.AddRecovery(store.Recovery{ID: "late", Person: kato, Asked: noon.Add(time.Hour)}),
				tx.AddRecovery(store.Recovery{ID: "early", Person: kato, Asked: noon}),
				tx.AddRecovery(store.Recovery{ID: "over", Person: kato, Asked: noon.Add(-time.Second)}),
				tx.AddRecovery(store.Recovery{ID: "done", Person: kato, Asked: noon, Settled: noon, Refused: true}))
		})
		look(t, s, func(tx *store.Tx) error {
			open, err := tx.OpenRecoveries(noon.Add(-time.Second))
			same(t, open, []store.Recovery{{ID: "early", Person: kato, Asked: noon}, {ID: "late", Person: kato, Asked: noon.Add(time.Hour)}})
			return err
		})
	})
}

func TestDueLetters_areThoseWhoseTimeHasCome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			return errors.Join(
				tx.AddLetter(store.Letter{ID: "now", NextTry: noon}),
				tx.AddLetter(store.Letter{ID: "at once"}),
				tx.AddLetter(store.Letter{ID: "later", NextTry: noon.Add(time.Second)}),
				tx.AddLetter(store.Letter{ID: "gone", NextTry: noon, Sent: noon}))
		})
		due := func(now time.Time, limit int) (ids []string) {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.DueLetters(now, limit)
				for _, l := range all {
					ids = append(ids, l.ID)
				}
				return err
			})
			return ids
		}
		same(t, due(noon, 0), []string{"at once", "now"})
		same(t, due(noon.In(time.FixedZone("JST", 9*3600)), 1), []string{"at once"})
		same(t, due(noon.Add(time.Second), 9), []string{"at once", "now", "later"})
	})
}

func TestApplications_ofASideAreWhatItMayKnowOf(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		const other = scheme.OrganisationID("OTHERAGENT")
		change(t, s, func(tx *store.Tx) error {
			for i, alter := range []func(*scheme.Application){
				func(a *scheme.Application) { a.Product.Name.Ja = "見本 カメラ" },
				func(a *scheme.Application) { a.Agent = agency },
				func(a *scheme.Application) {
					a.OpenTo, a.State = []scheme.OrganisationID{agency}, scheme.Accepted
				},
				func(a *scheme.Application) { a.OpenTo = []scheme.OrganisationID{other + "X"} },
			} {
				a := started(scheme.ApplicationID(fmt.Sprintf("A%02d", i)), noon.Add(time.Duration(i)*time.Second))
				alter(&a)
				if err := tx.PutApplication(&a); err != nil {
					return err
				}
			}
			return nil
		})
		acts := []scheme.OrganisationID{maker}
		for name, tt := range map[string]struct {
			f    store.ApplicationFilter
			want string
		}{
			"the maker":                    {store.ApplicationFilter{Side: &store.Side{Applicant: maker}}, "A03 A02 A01 A00"},
			"the agent":                    {store.ApplicationFilter{Side: &store.Side{Agent: agency, ActsFor: acts}}, "A02 A01"},
			"an agent without power":       {store.ApplicationFilter{Side: &store.Side{Agent: agency}}, ""},
			"an agent not let in":          {store.ApplicationFilter{Side: &store.Side{Agent: other, ActsFor: acts}}, ""},
			"an agent written otherwise":   {store.ApplicationFilter{Side: &store.Side{Agent: other + "x", ActsFor: acts}}, ""},
			"nobody":                       {store.ApplicationFilter{Side: &store.Side{}}, ""},
			"words, wherever they stand":   {store.ApplicationFilter{Side: &store.Side{Applicant: maker}, Words: []string{"カメラ", "見本"}}, "A00"},
			"a word that stands nowhere":   {store.ApplicationFilter{Side: &store.Side{Applicant: maker}, Words: []string{"カメラ", "冷蔵庫"}}, ""},
			"the agent, of a state":        {store.ApplicationFilter{Side: &store.Side{Agent: agency, ActsFor: acts}, States: []scheme.ApplicationState{scheme.Accepted}}, "A02"},
			"the second of the agent's":    {store.ApplicationFilter{Side: &store.Side{Agent: agency, ActsFor: acts}, Skip: 1}, "A01"},
			"a maker that begins likewise": {store.ApplicationFilter{Side: &store.Side{Applicant: maker + "X"}}, ""},
		} {
			look(t, s, func(tx *store.Tx) error {
				all, err := tx.Applications(tt.f)
				var ids []string
				for _, a := range all {
					ids = append(ids, string(a.ID))
				}
				if got := strings.Join(ids, " "); got != tt.want {
					t.Errorf("%s: %q, want %q", name, got, tt.want)
				}
				return err
			})
		}
		look(t, s, func(tx *store.Tx) error {
			side, accepted := &store.Side{Agent: agency, ActsFor: acts}, []scheme.ApplicationState{scheme.Accepted}
			for fee, want := range map[store.FeeFilter]int{"": 1, store.FeeOpen: 1, store.FeeSettled: 0} {
				n, err := tx.CountApplications(store.ApplicationFilter{Side: side, States: accepted, Fee: fee})
				if err != nil || n != want {
					t.Errorf("fee %q: %d accepted, want %d, %v", fee, n, want, err)
				}
			}
			return nil
		})
	})
}
