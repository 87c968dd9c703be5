package store_test

import (
	"testing"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// kept writes a filled noun, reads it back, writes it again changed, and
// tries to write it with the older revision.
func kept[T any](t *testing.T, s *store.Store, one T, revision func(*T) *int, put func(*store.Tx, *T) error, get func(*store.Tx) (T, error), alter func(*T)) {
	t.Helper()
	look(t, s, func(tx *store.Tx) error {
		_, err := get(tx)
		refuses(t, err, scheme.Missing, "refusal.missing")
		return nil
	})
	*revision(&one) = 0
	change(t, s, func(tx *store.Tx) error { return put(tx, &one) })
	if got := *revision(&one); got != 1 {
		t.Errorf("revision %d after the first put, want 1", got)
	}
	read := func() (got T) {
		look(t, s, func(tx *store.Tx) (err error) { got, err = get(tx); return err })
		return got
	}
	same(t, read(), one)

	older, again := one, one
	alter(&one)
	change(t, s, func(tx *store.Tx) error { return put(tx, &one) })
	if got := *revision(&one); got != 2 {
		t.Errorf("revision %d after the second put, want 2", got)
	}
	same(t, read(), one)

	refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return put(tx, &older) }), scheme.Conflict, "refusal.stale")
	*revision(&again) = 0
	refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return put(tx, &again) }), scheme.Conflict, "refusal.stale")
	if *revision(&older) != 1 || *revision(&again) != 0 {
		t.Errorf("a refused put raised a revision: %d, %d", *revision(&older), *revision(&again))
	}
	same(t, read(), one)
}

func TestApplication_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		a := filled[scheme.Application](t)
		a.Applicant = maker
		kept(t, s, a, func(a *scheme.Application) *int { return &a.Revision },
			(*store.Tx).PutApplication,
			func(tx *store.Tx) (scheme.Application, error) { return tx.Application(a.ID) },
			func(a *scheme.Application) { a.State, a.Scope, a.Returns = scheme.Issued, nil, []scheme.Return{} })
	})
}

func TestAnswer_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		a := filled[scheme.Answer](t)
		kept(t, s, a, func(a *scheme.Answer) *int { return &a.Revision },
			func(tx *store.Tx, a *scheme.Answer) error { return tx.PutAnswer("A", a) },
			func(tx *store.Tx) (scheme.Answer, error) { return tx.Answer("A", a.Criterion) },
			func(a *scheme.Answer) { a.Rationale, a.Evidence = "", nil })
	})
}

func TestLabel_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		l := filled[scheme.Label](t)
		l.Application, l.Holder = "A", maker
		kept(t, s, l, func(l *scheme.Label) *int { return &l.Revision },
			(*store.Tx).PutLabel,
			func(tx *store.Tx) (scheme.Label, error) { return tx.Label(l.Number) },
			func(l *scheme.Label) { l.Revoked, l.Corrections = "", nil })
	})
}

func TestOrganisation_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := filled[scheme.Organisation](t)
		kept(t, s, o, func(o *scheme.Organisation) *int { return &o.Revision },
			(*store.Tx).PutOrganisation,
			func(tx *store.Tx) (scheme.Organisation, error) { return tx.Organisation(o.ID) },
			func(o *scheme.Organisation) { o.CorporateNumber = "" })
	})
}

func TestPerson_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		p := filled[scheme.Person](t)
		p.Organisation = maker
		kept(t, s, p, func(p *scheme.Person) *int { return &p.Revision },
			(*store.Tx).PutPerson,
			func(tx *store.Tx) (scheme.Person, error) { return tx.Person(p.ID) },
			func(p *scheme.Person) { p.Roles = []scheme.Role{scheme.RoleManager} })
	})
}

// held adds a filled noun, reads it back, changes it, and tries to add it
// twice and to change one that is not there.
func held[T any](t *testing.T, s *store.Store, one, stranger T, add, put func(*store.Tx, T) error, get func(*store.Tx) (T, error), alter func(*T)) {
	t.Helper()
	look(t, s, func(tx *store.Tx) error {
		_, err := get(tx)
		refuses(t, err, scheme.Missing, "refusal.missing")
		return nil
	})
	refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return put(tx, one) }), scheme.Missing, "refusal.missing")
	read := func() (got T) {
		look(t, s, func(tx *store.Tx) (err error) { got, err = get(tx); return err })
		return got
	}
	change(t, s, func(tx *store.Tx) error { return add(tx, one) })
	same(t, read(), one)
	refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return add(tx, one) }), scheme.Conflict, "refusal.taken")
	alter(&one)
	change(t, s, func(tx *store.Tx) error { return put(tx, one) })
	same(t, read(), one)
	refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return put(tx, stranger) }), scheme.Missing, "refusal.missing")
}

func TestLink_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		l := filled[store.Link](t)
		l.Person = sato
		held(t, s, l, store.Link{TokenHash: "other", Person: sato}, (*store.Tx).AddLink, (*store.Tx).PutLink,
			func(tx *store.Tx) (store.Link, error) { return tx.Link(l.TokenHash) },
			func(l *store.Link) { l.Used = noon })
	})
}

func TestRecovery_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		r := filled[store.Recovery](t)
		r.Person = kato
		held(t, s, r, store.Recovery{ID: "other", Person: kato}, (*store.Tx).AddRecovery, (*store.Tx).PutRecovery,
			func(tx *store.Tx) (store.Recovery, error) { return tx.Recovery(r.ID) },
			func(r *store.Recovery) { r.Refused = false })
	})
}

func TestSession_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		one := filled[store.Session](t)
		held(t, s, one, store.Session{TokenHash: "other"}, (*store.Tx).AddSession, (*store.Tx).PutSession,
			func(tx *store.Tx) (store.Session, error) { return tx.Session(one.TokenHash) },
			func(one *store.Session) { one.Person, one.Ceremony = "", nil })
	})
}

func TestPasskey_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		p := filled[store.Passkey](t)
		p.Person, p.CredentialID = sato, []byte{0, 1, 0xff, 0xfe}
		held(t, s, p, store.Passkey{CredentialID: []byte{9}, Person: sato}, (*store.Tx).AddPasskey, (*store.Tx).PutPasskey,
			func(tx *store.Tx) (store.Passkey, error) {
				all, err := tx.Passkeys(sato)
				if err != nil || len(all) != 1 {
					return store.Passkey{}, scheme.Refuse(scheme.Missing, "refusal.missing")
				}
				return all[0], nil
			},
			func(p *store.Passkey) { p.Used = noon })
	})
}

func TestLetter_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		l := filled[store.Letter](t)
		l.Sent, l.Sealed = time.Time{}, []byte{0, 255, '\'', 0} // only what is not sent is listed
		held(t, s, l, store.Letter{ID: "other"}, (*store.Tx).AddLetter, (*store.Tx).PutLetter,
			func(tx *store.Tx) (store.Letter, error) {
				all, err := tx.DueLetters(noon.AddDate(1, 0, 0), 1)
				if err != nil || len(all) != 1 {
					return store.Letter{}, scheme.Refuse(scheme.Missing, "refusal.missing")
				}
				return all[0], nil
			},
			func(l *store.Letter) { l.Sealed, l.Tries = nil, 7 })
	})
}

func TestEntry_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		e := filled[registry.Entry](t)
		_, err := s.Entry(t.Context(), e.Number, e.Listed)
		refuses(t, err, scheme.Missing, "refusal.missing")
		for _, name := range []string{"初め", "後"} {
			e.Product.Name.Ja = name
			change(t, s, func(tx *store.Tx) error { return tx.PutEntry(e) })
			got, err := s.Entry(t.Context(), e.Number, e.Listed)
			if err != nil {
				t.Fatal(err)
			}
			same(t, got, e)
		}
	})
}

func TestPower_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		p := filled[scheme.Power](t)
		p.Agent, p.Applicant = agency, maker
		next := scheme.Power{Agent: agency, Applicant: maker, From: p.From + "0"}
		for _, ended := range []scheme.Date{"", "2026-05-01"} {
			p.Ended = ended
			change(t, s, func(tx *store.Tx) error {
				if err := tx.PutPower(next); err != nil {
					return err
				}
				return tx.PutPower(p)
			})
			look(t, s, func(tx *store.Tx) error {
				of, err := tx.PowersOf(agency)
				if err != nil {
					return err
				}
				same(t, of, []scheme.Power{p, next})
				given, err := tx.PowersFor(maker)
				same(t, given, []scheme.Power{p, next})
				return err
			})
		}
		look(t, s, func(tx *store.Tx) error {
			none, err := tx.PowersOf(maker)
			if len(none) != 0 {
				t.Errorf("the applicant is its own agent: %v", none)
			}
			return err
		})
	})
}

func TestPayment_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := filled[scheme.Payment](t)
		p.Struck = time.Time{} // nothing of a struck one is written again
		kept(t, s, p, func(p *scheme.Payment) *int { return &p.Revision },
			(*store.Tx).PutPayment,
			func(tx *store.Tx) (scheme.Payment, error) { return tx.Payment(p.ID) },
			func(p *scheme.Payment) { p.Application, p.Struck = "", noon })
	})
}

func TestRefund_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, r := filled[scheme.Payment](t), filled[scheme.Refund](t)
		p.Revision, r.Payment, r.Struck = 0, p.ID, time.Time{}
		change(t, s, func(tx *store.Tx) error { return tx.PutPayment(&p) })
		kept(t, s, r, func(r *scheme.Refund) *int { return &r.Revision },
			(*store.Tx).PutRefund,
			func(tx *store.Tx) (scheme.Refund, error) { return tx.Refund(r.ID) },
			func(r *scheme.Refund) { r.StruckFor, r.Struck = "slip", noon })
	})
}

func TestLedger_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		app := started("A", noon)
		change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&app) })
		l := filled[scheme.Ledger](t)
		l.Application, l.Applicant = "A", maker
		kept(t, s, l, func(l *scheme.Ledger) *int { return &l.Revision },
			(*store.Tx).PutLedger,
			func(tx *store.Tx) (scheme.Ledger, error) { return tx.Ledger("A") },
			func(l *scheme.Ledger) { l.Settled, l.Reminded = "", nil })
	})
}

func TestStatementForm_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := scheme.StatementForm{Columns: map[scheme.Column]int{scheme.ColumnDay: 1, scheme.ColumnIn: 3}}
		kept(t, s, f, func(f *scheme.StatementForm) *int { return &f.Revision },
			(*store.Tx).PutStatementForm,
			func(tx *store.Tx) (scheme.StatementForm, error) { return tx.StatementForm() },
			func(f *scheme.StatementForm) { f.Columns = map[scheme.Column]int{scheme.ColumnDay: 2} })
	})
}
