package store_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// signs has the log grow by one event and be signed at an instant.
func signs(t *testing.T, s *store.Store, id scheme.EventID, at time.Time) (size int64) {
	t.Helper()
	addEvent(t, s, id, at)
	if _, err := s.Sequence(t.Context(), "2999-12-31"); err != nil {
		t.Fatal(err)
	}
	change(t, s, func(tx *store.Tx) error {
		head, err := tx.LogHead()
		if err != nil {
			return err
		}
		size = head.Size
		return tx.AddCheckpoint(store.LogCheckpoint{Head: head, At: at, Signed: "checkpoint " + string(id) + "\n\n"})
	})
	return size
}

func cosigns(t *testing.T, s *store.Store, size int64, by string, day scheme.Date, at time.Time) error {
	return s.Update(t.Context(), func(tx *store.Tx) error {
		line := "— " + by + " " + string(day) + "\n"
		return tx.AddCosignature(store.LogCosignature{Size: size, Day: day, Cosignature: publog.Cosignature{By: by, At: at, Line: line}}, at)
	})
}

// served returns the checkpoint that is served at an instant, and that of a day.
func served(t *testing.T, s *store.Store, at time.Time) (text string) {
	t.Helper()
	look(t, s, func(tx *store.Tx) error {
		c, err := tx.NewestCheckpoint(at)
		text = c.Signed
		return err
	})
	return text
}

func keptOn(t *testing.T, s *store.Store, day scheme.Date) (text string) {
	t.Helper()
	look(t, s, func(tx *store.Tx) error {
		c, err := tx.CheckpointOn(day)
		text = c.Signed
		if scheme.IsRefusal(err, scheme.Missing) {
			return nil
		}
		return err
	})
	return text
}

func TestNewestCheckpoint_isTheNewestCosignedUnlessThatIsOld(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		refuses(t, s.View(t.Context(), func(tx *store.Tx) error { _, err := tx.NewestCheckpoint(noon); return err }), scheme.Missing, "refusal.missing")
		one := signs(t, s, "A", noon)
		same(t, served(t, s, noon), "checkpoint A\n\n")
		for _, by := range []string{"w2", "w1"} {
			if err := cosigns(t, s, one, by, "2026-04-01", noon); err != nil {
				t.Fatal(err)
			}
		}
		const both = "checkpoint A\n\n— w1 2026-04-01\n— w2 2026-04-01\n"
		same(t, served(t, s, noon), both)

		later := noon.Add(time.Hour)
		two := signs(t, s, "B", later)
		same(t, served(t, s, later.Add(time.Minute)), both)
		same(t, served(t, s, later.Add(time.Minute+time.Second)), "checkpoint B\n\n")

		// What would send readers back is not kept.
		at := later.Add(2 * time.Minute)
		refuses(t, cosigns(t, s, one, "w3", "2026-04-01", at), scheme.Conflict, "refusal.stale")
		if err := cosigns(t, s, two, "w1", "2026-04-01", at); err != nil {
			t.Fatal(err)
		}
		same(t, served(t, s, at), "checkpoint B\n\n— w1 2026-04-01\n")
		if err := cosigns(t, s, 9, "w1", "2026-04-01", at); err == nil {
			t.Error("a checkpoint that is not there is cosigned")
		}
	})
}

func TestCheckpointOn_eachDayHasItsOwnForEver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		one := signs(t, s, "A", noon)
		day := 24 * time.Hour
		for n, d := range []scheme.Date{"2026-04-01", "2026-04-02"} { // nothing happened in between
			if err := cosigns(t, s, one, "w1", d, noon.Add(time.Duration(n)*day)); err != nil {
				t.Fatal(err)
			}
		}
		refuses(t, cosigns(t, s, one, "w1", "2026-04-02", noon.Add(day)), scheme.Conflict, "refusal.taken")
		two := signs(t, s, "B", noon.Add(day))
		if err := cosigns(t, s, two, "w1", "2026-04-02", noon.Add(day)); err != nil {
			t.Fatal(err)
		}
		same(t, keptOn(t, s, "2026-04-01"), "checkpoint A\n\n— w1 2026-04-01\n")
		same(t, keptOn(t, s, "2026-04-02"), "checkpoint B\n\n— w1 2026-04-02\n")
		same(t, keptOn(t, s, "2026-04-03"), "")
		if err := cosigns(t, s, two, "w1", "2026-04-03", noon.Add(2*day)); err != nil {
			t.Fatal(err)
		}
		same(t, served(t, s, noon.Add(2*day)), "checkpoint B\n\n— w1 2026-04-03\n")
		look(t, s, func(tx *store.Tx) error {
			last, err := tx.LastCosignature("w1")
			if err == nil && (last.Size != two || last.Day != "2026-04-03" || !strings.HasPrefix(last.Line, "— w1")) {
				t.Errorf("%+v", last)
			}
			return err
		})
		for _, forbidden := range []string{"UPDATE log_cosignature SET line = 'x'", "UPDATE log_cosignature SET day = day", "DELETE FROM log_cosignature"} {
			if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.Exec(forbidden) }); err == nil {
				t.Errorf("the database took %q", forbidden)
			}
		}
	})
}
