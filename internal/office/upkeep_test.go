package office_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func other(t *testing.T) *blob.Master {
	t.Helper()
	m, err := blob.NewMaster(filepath.Join(t.TempDir(), "other.key"), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRewrap_movesAllKeysOrNone(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	b := content(1, 100_000)
	f := s.hand(s.anna, id, "a", b, 100_000)
	s.hand(s.stranger, s.draft(s.stranger, "", 2), "b", b, 100_000)
	next := other(t)
	if n, err := s.Rewrap(ctx, next); n != 2 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := s.Rewrap(ctx, next); n != 0 || err != nil {
		t.Fatalf("again: %d %v", n, err)
	}
	_, err := s.StartUpload(ctx, s.anna, id, announce("c", content(2, 100_000))) // the old master makes no more keys
	s.no(err, scheme.Conflict, "refusal.vault.other_key")
	v := office.NewVault(s.office, office.VaultConfig{Files: s.Files, Master: next})
	if got, err := readAll(v.FetchOwn(ctx, s.anna, f.ID)); err != nil || !bytes.Equal(got, b) {
		t.Fatal(len(got), err)
	}
	if of, err := v.CheckKeys(ctx); len(of) != 0 || err != nil {
		t.Fatal(of, err)
	}
	if of, err := s.CheckKeys(ctx); len(of) != 2 || err != nil {
		t.Fatal(of, err)
	}
	stranger := office.NewVault(s.office, office.VaultConfig{Files: s.Files, Master: other(t)})
	if _, err := stranger.Rewrap(ctx, other(t)); !errors.Is(err, blob.ErrWrongKey) {
		t.Fatal(err)
	}
	if of, err := v.CheckKeys(ctx); len(of) != 0 || err != nil {
		t.Fatal("a failed rewrap changed keys", of, err)
	}
}

func TestSweep_takesWhatWasAbandoned(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	b := content(1, 200_000)
	f, err := s.StartUpload(ctx, s.anna, id, announce("a", b))
	s.ok(err)
	_, err = s.TakePart(ctx, s.anna, f.ID, 0, bytes.NewReader(b[:100_000]))
	s.ok(err)
	s.hand(s.anna, id, "b", b, 200_000)
	days := s.scheme.Handover.AbandonedDays
	s.clock.Advance(time.Duration(days) * 24 * time.Hour)
	if n, err := s.Sweep(ctx); n != 0 || err != nil {
		t.Fatalf("swept %d too early, %v", n, err)
	}
	s.clock.Advance(time.Second)
	if n, err := s.Sweep(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	e := s.evidence(s.anna, id)
	if len(e.Files) != 2 || e.Files[0].State != scheme.FileFailed || e.Files[0].Failure != "refusal.handover.abandoned" || e.Used != 200_000 {
		t.Fatalf("%+v", e.Files)
	}
	if len(s.left("incoming")) != 0 || len(s.left("sealed")) != 1 {
		t.Fatal(s.left("."))
	}
	old := filepath.Join(s.dir, "files", "incoming", ".new-OFADEADPROCESS")
	s.ok(os.WriteFile(old, []byte("half"), 0o600))
	s.ok(os.Chtimes(old, time.Now(), time.Now().Add(-25*time.Hour)))
	if n, err := s.Sweep(ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
}
