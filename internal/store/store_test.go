package store_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

var errChanged = errors.New("changed my mind")

func putOffice(tx *store.Tx, id scheme.OrganisationID) error {
	return tx.PutOrganisation(&scheme.Organisation{ID: id, Kind: scheme.Office})
}

func isThere(t *testing.T, s *store.Store, id scheme.OrganisationID) bool {
	t.Helper()
	err := s.View(t.Context(), func(tx *store.Tx) error { _, err := tx.Organisation(id); return err })
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		t.Fatal(err)
	}
	return err == nil
}

func TestUpdate_keepsNothingAfterAnError(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			if err := putOffice(tx, "A"); err != nil {
				return err
			}
			return errChanged
		})
		if !errors.Is(err, errChanged) {
			t.Errorf("got %v", err)
		}
		if isThere(t, s, "A") {
			t.Error("half a deed was kept")
		}
	})
}

func TestUpdate_keepsNothingAfterAPanic(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = s.Update(t.Context(), func(tx *store.Tx) error {
				if err := putOffice(tx, "A"); err != nil {
					return err
				}
				panic("defect")
			})
		}()
		if isThere(t, s, "A") {
			t.Error("half a deed was kept")
		}
		change(t, s, func(tx *store.Tx) error { return putOffice(tx, "B") }) // and the next one gets in
	})
}

func TestUpdate_keepsNothingAfterAHiddenFailure(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			_ = tx.PutPerson(&scheme.Person{ID: "P", Organisation: "NOBODY"}) // refers to nothing
			_ = putOffice(tx, "A")
			return nil
		})
		if err == nil || len(scheme.RefusalsOf(err)) != 0 {
			t.Errorf("got %v, want a failure", err)
		}
		if isThere(t, s, "A") {
			t.Error("kept beside a failure")
		}
	})
}

func TestUpdate_aRefusalMayBeSurvived(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		change(t, s, func(tx *store.Tx) error {
			_, err := tx.Organisation("A")
			refuses(t, err, scheme.Missing, "refusal.missing")
			refuses(t, tx.PutOrganisation(&scheme.Organisation{ID: "A", Revision: 7}), scheme.Conflict, "refusal.stale")
			return putOffice(tx, "A")
		})
		if !isThere(t, s, "A") {
			t.Error("not kept")
		}
	})
}

func TestUpdate_putsRevisionsBackWhenNotKept(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		o := scheme.Organisation{ID: "A"}
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			for range 2 {
				if err := tx.PutOrganisation(&o); err != nil {
					return err
				}
			}
			return errChanged
		})
		if !errors.Is(err, errChanged) || o.Revision != 0 {
			t.Errorf("revision %d after %v", o.Revision, err)
		}
		change(t, s, func(tx *store.Tx) error { return tx.PutOrganisation(&o) })
	})
}

func TestView_cannotWrite(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.View(t.Context(), func(tx *store.Tx) error { return putOffice(tx, "A") }); err == nil {
			t.Error("a view wrote")
		}
		if isThere(t, s, "A") {
			t.Error("a view wrote")
		}
	})
}

func TestView_seesOneState(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		look(t, s, func(tx *store.Tx) error {
			before, err := tx.Organisations("")
			if err != nil {
				return err
			}
			change(t, s, func(tx *store.Tx) error { return putOffice(tx, "A") })
			after, err := tx.Organisations("")
			same(t, after, before)
			return err
		})
		if !isThere(t, s, "A") {
			t.Error("not kept")
		}
	})
}

// Two who read the same and each write what the other has not seen: one of
// them must be tried again and see it.
func TestUpdate_runsAsIfAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wg sync.WaitGroup
		for i := range 6 {
			wg.Go(func() {
				err := s.Update(t.Context(), func(tx *store.Tx) error {
					all, err := tx.Organisations("")
					if err != nil {
						return err
					}
					name := scheme.Text{Ja: fmt.Sprintf("第%d", len(all)+1)}
					return tx.PutOrganisation(&scheme.Organisation{ID: scheme.OrganisationID(fmt.Sprint("O", i)), Name: name})
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		seen := map[string]bool{}
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Organisations("")
			for _, o := range all {
				seen[o.Name.Ja] = true
			}
			return err
		})
		if len(seen) != 6 {
			t.Errorf("%d different places, want 6: %v", len(seen), seen)
		}
	})
}

func TestUpdate_stopsWhenNoLongerAskedFor(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := s.Update(ctx, func(tx *store.Tx) error {
			cancel()
			return putOffice(tx, "A")
		})
		if err == nil || isThere(t, s, "A") {
			t.Errorf("kept after the end: %v", err)
		}
	})
}

func TestText_thatOneEngineCannotHoldIsRefusedOnBoth(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		for _, bad := range []string{"a\x00b", "a\xffb"} {
			err := s.Update(t.Context(), func(tx *store.Tx) error {
				return tx.PutOrganisation(&scheme.Organisation{ID: "A", Address: bad})
			})
			refuses(t, err, scheme.Invalid, "refusal.text.unreadable")
			look(t, s, func(tx *store.Tx) error {
				_, err := tx.Organisation(scheme.OrganisationID(bad))
				refuses(t, err, scheme.Invalid, "refusal.text.unreadable")
				return nil
			})
		}
	})
}

func TestOpen_refusesWhatIsNoDatabase(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"", "sqlite:", "mysql://x", "/tmp/x.db", "sqlite:" + t.TempDir() + "/no/such/folder/x.db",
		"postgres://u:geheim@127.0.0.1:1/x?connect_timeout=1", "postgres://u:geheim@%zz/x"} {
		s, err := store.Open(t.Context(), dsn)
		if err == nil {
			t.Errorf("%q was opened", dsn)
			_ = s.Close()
			continue
		}
		if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the password is in the message: %v", err)
		}
	}
}

func TestOpen_takesAnyPath(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "印 100%? #1 &x=y.db")
	s := storetest.Open(t, "sqlite:"+path)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*.db")); len(found) != 1 || found[0] != path {
		t.Errorf("the file is at %q, want %q", found, path)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if s.Engine() != "sqlite" {
		t.Errorf("engine %q", s.Engine())
	}
}

func TestOpen_sqliteKeepsWhatItAnswered(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"} {
		var got string
		if err := s.Raw().QueryRow("PRAGMA " + pragma).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, want %q (%v)", pragma, got, want, err)
		}
	}
}

func TestMigrate_leavesNothingPending(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "new.db"))
	for _, want := range []bool{true, false, false} {
		n, err := s.Pending(t.Context())
		if err != nil || (n > 0) != want {
			t.Errorf("%d pending, want any: %t (%v)", n, want, err)
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if n, err := s.Pending(t.Context()); n != 0 || err != nil {
			t.Errorf("%d pending on a migrated database (%v)", n, err)
		}
	})
}

func TestPending_failsOnADatabaseOfANewerVersion(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if _, err := s.Raw().Exec("INSERT INTO goose_db_version (version_id, is_applied) SELECT 99999, is_applied FROM goose_db_version LIMIT 1"); err != nil {
			t.Fatal(err)
		}
		if n, err := s.Pending(t.Context()); !errors.Is(err, store.ErrNewer) {
			t.Errorf("%d pending, %v", n, err)
		}
		if err := s.Migrate(t.Context()); !errors.Is(err, store.ErrNewer) {
			t.Errorf("migrated: %v", err)
		}
	})
}
