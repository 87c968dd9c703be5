package store_test

import (
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// applied puts an application on record.
func applied(t *testing.T, s *store.Store, id scheme.ApplicationID) {
	t.Helper()
	a := started(id, noon)
	change(t, s, func(tx *store.Tx) error { return tx.PutApplication(&a) })
}

func evidenceFile(id scheme.EvidenceFileID, state scheme.FileState) scheme.EvidenceFile {
	return scheme.EvidenceFile{ID: id, Organisation: maker, Application: "A", Title: "report", State: state, Touched: noon}
}

func TestEvidenceFile_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		f := filled[scheme.EvidenceFile](t)
		f.Organisation, f.Application, f.State, f.Size = maker, "A", scheme.FileReceiving, 1<<40
		kept(t, s, f, func(f *scheme.EvidenceFile) *int { return &f.Revision }, (*store.Tx).PutEvidenceFile,
			func(tx *store.Tx) (scheme.EvidenceFile, error) { return tx.EvidenceFile(f.ID) },
			func(f *scheme.EvidenceFile) { f.Held, f.SHA256 = 7, "" })
	})
}

func TestDemand_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		d := filled[scheme.Demand](t)
		d.Application = "A"
		kept(t, s, d, func(d *scheme.Demand) *int { return &d.Revision }, (*store.Tx).PutDemand,
			func(tx *store.Tx) (scheme.Demand, error) { return tx.Demand(d.ID) },
			func(d *scheme.Demand) { d.Closed, d.ClosedBy = time.Time{}, "" })
	})
}

func TestEvidenceKey_isKeptWhole(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		k := filled[store.EvidenceKey](t)
		k.Organisation, k.Wrapped = maker, []byte{0, 255, '\'', 0}
		kept(t, s, k, func(k *store.EvidenceKey) *int { return &k.Revision }, (*store.Tx).PutEvidenceKey,
			func(tx *store.Tx) (store.EvidenceKey, error) { return tx.EvidenceKey(maker) },
			func(k *store.EvidenceKey) { k.Master = "next" })
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.EvidenceKeys()
			if err != nil || len(all) != 1 {
				t.Errorf("%d keys, %v", len(all), err)
			}
			for master, want := range map[string]int{"next": 0, k.Master: 1} {
				if n, err := tx.OtherMasters(master); n != want || err != nil {
					t.Errorf("%d keys of other masters than %s, %v", n, master, err)
				}
			}
			return nil
		})
	})
}

func TestDemand_onlyOneIsOpenAtATime(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		first := scheme.Demand{ID: "1", Application: "A", Opened: noon}
		change(t, s, func(tx *store.Tx) error { return tx.PutDemand(&first) })
		second := scheme.Demand{ID: "2", Application: "A", Opened: noon.Add(time.Second)}
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutDemand(&second) }), scheme.Conflict, "refusal.taken")
		first.Closed = noon.Add(time.Second)
		change(t, s, func(tx *store.Tx) error { return tx.PutDemand(&first) })
		change(t, s, func(tx *store.Tx) error { return tx.PutDemand(&second) })
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Demands("A")
			if err != nil || len(all) != 2 || all[0].ID != "2" {
				t.Errorf("%v %v", all, err)
			}
			return nil
		})
	})
}

func TestEvidenceFile_sealedStaysAsItIs(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		f := evidenceFile("1", scheme.FileSealed)
		f.Version = 1
		change(t, s, func(tx *store.Tx) error { return tx.PutEvidenceFile(&f) })
		again := f
		again.Title = "other"
		if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEvidenceFile(&again) }); err == nil {
			t.Error("a sealed file was changed")
		}
		if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.DropEvidenceFile("1") }); err == nil {
			t.Error("a sealed file was removed")
		}
		twin := evidenceFile("2", scheme.FileSealed)
		twin.Version = 1
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutEvidenceFile(&twin) }), scheme.Conflict, "refusal.taken")
	})
}

func TestEvidenceFiles_newestVersionFirst(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		change(t, s, func(tx *store.Tx) error {
			for i, one := range []struct {
				id      scheme.EvidenceFileID
				title   string
				version int
				state   scheme.FileState
			}{{"b1", "b", 1, scheme.FileSealed}, {"a2", "a", 2, scheme.FileSealed}, {"a0", "a", 0, scheme.FileReceiving}, {"a1", "a", 1, scheme.FileSealed}, {"af", "a", 0, scheme.FileFailed}} {
				f := evidenceFile(one.id, one.state)
				f.Title, f.Version, f.Size, f.Started, f.Touched = one.title, one.version, 10, noon.Add(time.Duration(i)*time.Second), noon.Add(time.Duration(i)*time.Second)
				if err := tx.PutEvidenceFile(&f); err != nil {
					return err
				}
			}
			return nil
		})
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.EvidenceFiles("A")
			if err != nil {
				return err
			}
			var ids string
			for _, f := range all {
				ids += string(f.ID) + " "
			}
			if ids != "a0 af a2 a1 b1 " {
				t.Errorf("in the order %s", ids)
			}
			bytes, unfinished, err := tx.EvidenceUse(maker)
			if bytes != 40 || unfinished != 1 || err != nil {
				t.Errorf("%d bytes, %d unfinished, %v", bytes, unfinished, err)
			}
			if n, err := tx.EvidenceCount("A"); n != 5 || err != nil {
				t.Errorf("%d files, %v", n, err)
			}
			for before, want := range map[time.Time]int{noon: 0, noon.Add(2 * time.Second): 0, noon.Add(3 * time.Second): 1} {
				if old, err := tx.AbandonedFiles(before); len(old) != want || err != nil {
					t.Errorf("%d abandoned before %s, %v", len(old), before, err)
				}
			}
			return nil
		})
	})
}

func TestEvidencePart_hasItsPlaceAlone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		f := evidenceFile("1", scheme.FileReceiving)
		part := store.EvidencePart{File: "1", Start: 5, Size: 1 << 40, Blob: "P5"}
		change(t, s, func(tx *store.Tx) error {
			if err := tx.PutEvidenceFile(&f); err != nil {
				return err
			}
			if err := tx.AddEvidencePart(part); err != nil {
				return err
			}
			return tx.AddEvidencePart(store.EvidencePart{File: "1", Start: 0, Size: 5, Blob: "P0"})
		})
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error {
			return tx.AddEvidencePart(store.EvidencePart{File: "1", Start: 5, Size: 1, Blob: "X"})
		}), scheme.Conflict, "refusal.taken")
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.EvidenceParts("1")
			if err != nil || len(all) != 2 {
				t.Fatal(all, err)
			}
			same(t, all[1], part)
			for blob, want := range map[string]bool{"P0": true, "X": false} {
				if got, err := tx.IsEvidencePart(blob); got != want || err != nil {
					t.Errorf("%s: %v %v", blob, got, err)
				}
			}
			return nil
		})
		change(t, s, func(tx *store.Tx) error { return tx.DropEvidenceFile("1") })
		look(t, s, func(tx *store.Tx) error {
			if all, err := tx.EvidenceParts("1"); len(all) != 0 || err != nil {
				t.Error(all, err)
			}
			_, err := tx.EvidenceFile("1")
			refuses(t, err, scheme.Missing, "refusal.missing")
			return nil
		})
	})
}

func TestAccess_staysAsWrittenButForItsOutcome(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		settled(t, s)
		applied(t, s, "A")
		f := evidenceFile("1", scheme.FileSealed)
		one := filled[scheme.Access](t)
		one.File, one.Application, one.Outcome = "1", "A", ""
		second := one
		second.ID, second.Outcome = "second", scheme.AccessWhole
		change(t, s, func(tx *store.Tx) error {
			if err := tx.PutEvidenceFile(&f); err != nil {
				return err
			}
			if err := tx.AddAccess(one); err != nil {
				return err
			}
			return tx.AddAccess(second)
		})
		change(t, s, func(tx *store.Tx) error { return tx.EndAccess(one.ID, scheme.AccessLeft) })
		refuses(t, s.Update(t.Context(), func(tx *store.Tx) error { return tx.EndAccess(one.ID, scheme.AccessWhole) }), scheme.Missing, "refusal.missing")
		one.Outcome = scheme.AccessLeft
		look(t, s, func(tx *store.Tx) error {
			all, err := tx.Accesses("A")
			same(t, all, []scheme.Access{second, one})
			return err
		})
	})
}
