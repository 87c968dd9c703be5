package office_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"testing"

	"shirushi/internal/blob"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
)

func TestOpen_ofADamagedFileFailsAndIsOnRecord(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	b := content(1, 1<<20)
	f := s.hand(s.anna, id, "a", b, 1<<20)
	file := s.left("sealed")[0]
	sealed, err := os.ReadFile(file)
	s.ok(err)
	spoilt := bytes.Clone(sealed)
	spoilt[len(spoilt)/2] ^= 1
	s.ok(os.WriteFile(file, spoilt, 0o600))
	got, err := readAll(s.FetchOwn(ctx, s.anna, f.ID))
	if !errors.Is(err, blob.ErrBroken) || len(got) >= len(b) {
		t.Fatal(len(got), err)
	}
	s.ok(os.WriteFile(file, sealed[:len(sealed)/2], 0o600))
	if _, err := s.FetchOwn(ctx, s.anna, f.ID); !errors.Is(err, blob.ErrBroken) || scheme.RefusalsOf(err) != nil {
		t.Fatal(err)
	}
	s.ok(os.WriteFile(file, sealed, 0o600))
	o, err := s.FetchOwn(ctx, s.anna, f.ID)
	s.ok(err)
	_, err = io.CopyN(io.Discard, o, 1000)
	s.ok(err)
	s.ok(o.Close())
	var outcomes []string
	for _, one := range s.evidence(s.anna, id).Openings {
		outcomes = append(outcomes, one.Outcome)
	}
	if !slices.Equal(outcomes, []string{scheme.AccessLeft, scheme.AccessBroken, scheme.AccessBroken}) {
		t.Fatal(outcomes)
	}
}

func TestVault_withoutItsKeySaysSo(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	b := content(1, 100_000)
	f := s.hand(s.anna, id, "a", b, 100_000)
	_, err := s.DemandEvidence(ctx, s.one, id, "疑義", "")
	s.ok(err)
	for want, master := range map[office.VaultState]*blob.Master{office.VaultNoKey: nil, office.VaultOtherKey: other(t)} {
		v := office.NewVault(s.office, office.VaultConfig{Files: s.Files, Master: master})
		e, err := v.Evidence(ctx, s.anna, id)
		s.ok(err)
		if e.State != want || len(e.Files) != 1 {
			t.Errorf("%s with %d files, want %s", e.State, len(e.Files), want)
		}
		_, err = v.StartUpload(ctx, s.anna, id, announce("b", b))
		s.no(err, scheme.Conflict, "refusal.vault."+string(want))
		_, err = v.TakeWhole(ctx, s.anna, id, announce("b", b), bytes.NewReader(b))
		s.no(err, scheme.Conflict, "refusal.vault."+string(want))
		_, err = v.FetchOwn(ctx, s.anna, f.ID)
		s.no(err, scheme.Conflict, "refusal.vault."+string(want))
		_, err = v.OpenEvidence(ctx, s.fresh(s.one), f.ID)
		s.no(err, scheme.Conflict, "refusal.vault."+string(want))
	}
	if e := s.evidence(s.anna, id); len(e.Openings) != 0 {
		t.Fatalf("a refused opening is on record: %+v", e.Openings)
	}
}

// A scheme that takes no more files keeps those that it took: their holder
// fetches them, and the office opens them on its demand.
func TestVault_whatWasHandedOverStaysToBeOpened(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	b := content(1, 100_000)
	f := s.hand(s.anna, id, "a", b, 100_000)
	_, err := s.DemandEvidence(ctx, s.one, id, "疑義", "")
	s.ok(err)
	s.load("scheme.yaml", "evidence:\n  official: false\n  file_mib: 1024\n  quota_mib: 20480\n  abandoned_days: 7\n  demand_days: 14\n", "", nil)
	_, err = s.StartUpload(ctx, s.anna, id, announce("b", b))
	s.no(err, scheme.Conflict, "refusal.vault.not_taken")
	if got, err := readAll(s.FetchOwn(ctx, s.anna, f.ID)); err != nil || !bytes.Equal(got, b) {
		t.Error(len(got), err)
	}
	if got, err := readAll(s.OpenEvidence(ctx, s.fresh(s.two), f.ID)); err != nil || !bytes.Equal(got, b) {
		t.Error(len(got), err)
	}
}
