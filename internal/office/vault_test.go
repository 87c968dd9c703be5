package office_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/blob"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A strongroom is a house whose vault has a key.
type strongroom struct {
	*house
	*office.Vault
	dir string
}

func (h *house) strongroom() *strongroom {
	h.t.Helper()
	dir := h.t.(*testing.T).TempDir()
	return &strongroom{h, h.vault(dir), dir}
}

// vault opens a vault at dir; the first one there makes the key.
func (h *house) vault(dir string) *office.Vault {
	h.t.Helper()
	folder, err := blob.In(filepath.Join(dir, "files"))
	h.ok(err)
	file := filepath.Join(dir, "evidence.key")
	m, err := blob.ReadMaster(file)
	if errors.Is(err, fs.ErrNotExist) {
		m, err = blob.NewMaster(file, h.clock.Now())
	}
	h.ok(err)
	return office.NewVault(h.office, office.VaultConfig{Files: folder, Master: m})
}

// content is different for every seed.
func content(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)})
	_, _ = r.Read(b) // never fails
	return b
}

func hashOf(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

func announce(title string, b []byte) office.UploadRequest {
	return office.UploadRequest{Title: title, Name: title + ".pdf", Size: int64(len(b)), SHA256: hashOf(b)}
}

// hand hands a file over in parts of so many bytes.
func (s *strongroom) hand(who scheme.Actor, id scheme.ApplicationID, title string, b []byte, part int) scheme.EvidenceFile {
	s.t.Helper()
	f, err := s.StartUpload(s.t.Context(), who, id, announce(title, b))
	s.ok(err)
	for f.State == scheme.FileReceiving && f.Held < f.Size {
		end := min(f.Held+int64(part), f.Size)
		f, err = s.TakePart(s.t.Context(), who, f.ID, f.Held, bytes.NewReader(b[f.Held:end]))
		s.ok(err)
	}
	f, err = s.FinishUpload(s.t.Context(), who, f.ID)
	s.ok(err)
	return f
}

func (s *strongroom) evidence(who scheme.Actor, id scheme.ApplicationID) office.Evidence {
	s.t.Helper()
	e, err := s.Evidence(s.t.Context(), who, id)
	s.ok(err)
	return e
}

// left lists the files in a part of the folder.
func (s *strongroom) left(part string) (names []string) {
	s.t.Helper()
	s.ok(filepath.WalkDir(filepath.Join(s.dir, "files", part), func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, p)
		}
		return err
	}))
	return names
}

func readAll(o *office.Opened, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(o)
	return b, errors.Join(err, o.Close())
}

// The whole story of a doubt: handed over, demanded, opened, seen by the
// holder, closed.
func TestVault_fromHandingOverToOpening(t *testing.T) {
	t.Parallel()
	schemes(t, func(t *testing.T, h *house) {
		s := h.strongroom()
		ctx := t.Context()
		id := s.submitted(1)
		first, second := content(1, 300_000), content(2, 70_000)
		f := s.hand(s.anna, id, "報告書", first, 100_000)
		if f.State != scheme.FileSealed || f.Version != 1 || f.Name != "報告書.pdf" || f.SHA256 != hashOf(first) || f.Organisation != s.maker.ID {
			t.Fatalf("%+v", f)
		}
		if g := s.hand(s.agent, id, "報告書", second, 1<<20); g.Version != 2 || g.ID == f.ID {
			t.Fatalf("new content is a new version: %+v", g)
		}
		if again := s.hand(s.anna, id, "報告書", first, 100_000); again.ID != f.ID || again.Version != 1 {
			t.Fatalf("the same content was taken twice: %+v", again)
		}
		if len(s.left("incoming")) != 0 || len(s.left("sealed")) != 2 {
			t.Fatal(s.left("."))
		}

		_, err := s.OpenEvidence(ctx, s.fresh(s.one), f.ID)
		s.no(err, scheme.Denied, "refusal.evidence_file.no_demand")
		_, err = s.DemandEvidence(ctx, s.anna, id, "疑義", "")
		s.no(err, scheme.Denied, "refusal.role")
		_, err = s.DemandEvidence(ctx, s.one, id, " ", s.today())
		s.no(err, scheme.Invalid, "refusal.reason.missing", "refusal.demand.due")
		d, err := s.DemandEvidence(ctx, s.one, id, "項目04の結果に疑義があります。", "")
		s.ok(err)
		if d.Due != s.today().AddDays(s.scheme.Handover.DemandDays) {
			t.Errorf("due %s", d.Due)
		}
		_, err = s.DemandEvidence(ctx, s.two, id, "もう一度", "")
		s.no(err, scheme.Conflict, "refusal.demand.open")

		_, err = s.OpenEvidence(ctx, s.one, f.ID)
		s.no(err, scheme.Denied, "refusal.step_up")
		_, err = s.OpenEvidence(ctx, s.fresh(s.admin), f.ID)
		s.no(err, scheme.Denied, "refusal.role")
		_, err = s.OpenEvidence(ctx, s.fresh(s.anna), f.ID)
		s.no(err, scheme.Denied, "refusal.role")
		got, err := readAll(s.OpenEvidence(ctx, s.fresh(s.two), f.ID))
		if err != nil || !bytes.Equal(got, first) {
			t.Fatal(len(got), err)
		}
		if got, err = readAll(s.FetchOwn(ctx, s.agent, f.ID)); err != nil || !bytes.Equal(got, first) {
			t.Fatal(len(got), err)
		}
		_, err = s.FetchOwn(ctx, s.fresh(s.one), f.ID)
		s.no(err, scheme.Denied, "refusal.role")

		e := s.evidence(s.anna, id)
		if len(e.Openings) != 2 || e.Openings[0].Demand != "" || e.Openings[1].Demand != d.ID || e.Openings[1].Name != s.two.Person.Name ||
			e.Openings[0].Outcome != scheme.AccessWhole || e.Openings[1].File.ID != f.ID {
			t.Fatalf("%+v", e.Openings)
		}
		s.no(s.CloseDemand(ctx, s.anna, d.ID), scheme.Denied, "refusal.role")
		s.ok(s.CloseDemand(ctx, s.one, d.ID))
		s.no(s.CloseDemand(ctx, s.one, d.ID), scheme.Conflict, "refusal.demand.closed")
		_, err = s.OpenEvidence(ctx, s.fresh(s.two), f.ID)
		s.no(err, scheme.Denied, "refusal.evidence_file.no_demand")
		if letters := strings.Join(s.letters(), " "); !strings.Contains(letters, "evidence_demanded") || !strings.Contains(letters, "evidence_opened") || !strings.Contains(letters, "evidence_demand_closed") {
			t.Error(letters)
		}
		var deeds []string
		for _, line := range s.audit("application:" + string(id)) {
			deeds = append(deeds, line.Deed)
		}
		for _, want := range []string{"hand_over", "seal_evidence", "demand_evidence", "open_evidence", "fetch_evidence", "end_opening", "close_demand"} {
			if !slices.Contains(deeds, want) {
				t.Errorf("%s left no audit line: %v", want, deeds)
			}
		}
	})
}

func TestVault_whoIsRecusedNeitherDemandsNorOpens(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	f := s.hand(s.anna, id, "a", content(1, 70_000), 70_000)
	s.ok(s.office.Recuse(ctx, s.one, office.RecuseRequest{Application: id, Reason: "以前の勤め先です"}))
	_, err := s.DemandEvidence(ctx, s.one, id, "疑義", "")
	s.no(err, scheme.Denied, "refusal.recused")
	d, err := s.DemandEvidence(ctx, s.two, id, "疑義", "")
	s.ok(err)
	_, err = s.OpenEvidence(ctx, s.fresh(s.one), f.ID)
	s.no(err, scheme.Denied, "refusal.recused")
	s.no(s.CloseDemand(ctx, s.one, d.ID), scheme.Denied, "refusal.recused")
	_, err = s.Evidence(ctx, s.one, id)
	s.no(err, scheme.Denied, "refusal.recused")
	_, err = readAll(s.OpenEvidence(ctx, s.fresh(s.two), f.ID))
	s.ok(err)
}

func TestVault_isUnknownToOthers(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.submitted(1)
	b := content(3, 200_000)
	f, err := s.StartUpload(ctx, s.anna, id, announce("a", b))
	s.ok(err)
	for name, who := range map[string]scheme.Actor{"a rival": s.stranger} {
		_, err := s.Evidence(ctx, who, id)
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.StartUpload(ctx, who, id, announce("b", b))
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.Upload(ctx, who, f.ID)
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.TakePart(ctx, who, f.ID, 0, bytes.NewReader(b))
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.FinishUpload(ctx, who, f.ID)
		s.no(err, scheme.Missing, "refusal.missing")
		s.no(s.DropUpload(ctx, who, f.ID), scheme.Missing, "refusal.missing")
		_, err = s.FetchOwn(ctx, who, f.ID)
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.TakeWhole(ctx, who, id, announce("b", b), bytes.NewReader(b))
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.DemandEvidence(ctx, who, id, "x", "")
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.OpenEvidence(ctx, s.fresh(who), f.ID)
		s.no(err, scheme.Missing, "refusal.missing")
		if t.Failed() {
			t.Log(name)
		}
	}
	for _, who := range []scheme.Actor{s.one, s.admin} { // know of it, and hand nothing in
		_, err = s.StartUpload(ctx, who, id, announce("b", b))
		s.no(err, scheme.Denied, "refusal.role")
		_, err = s.TakePart(ctx, who, f.ID, 0, bytes.NewReader(b))
		s.no(err, scheme.Denied, "refusal.role")
		s.no(s.DropUpload(ctx, who, f.ID), scheme.Denied, "refusal.role")
	}
	draft := s.draft(s.anna, "", 2) // of which the office does not know
	_, err = s.Evidence(ctx, s.one, draft)
	s.no(err, scheme.Missing, "refusal.missing")
	_, err = s.DemandEvidence(ctx, s.one, draft, "x", "")
	s.no(err, scheme.Missing, "refusal.missing")
	for _, none := range []scheme.EvidenceFileID{"", "NONE", "../../etc/passwd"} {
		_, err = s.Upload(ctx, s.anna, none)
		s.no(err, scheme.Missing, "refusal.missing")
		_, err = s.OpenEvidence(ctx, s.fresh(s.one), none)
		s.no(err, scheme.Missing, "refusal.missing")
	}
	if len(s.left("incoming")) != 0 {
		t.Error(s.left("incoming"))
	}
}

// What was demanded about an application ends with the issue of its label.
// From then on only a case demands, and on its demand files are opened.
func TestVault_onceIssuedOnlyACaseDemands(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.settled(1)
	b := content(1, 70_000)
	f := s.hand(s.anna, id, "a", b, 70_000)
	_, err := s.DemandEvidence(ctx, s.one, id, "疑義", "")
	s.ok(err)
	n, err := s.office.Issue(ctx, s.fresh(s.two), id)
	s.ok(err)
	e := s.evidence(s.one, id)
	if _, open := e.OpenDemand(); open || e.CanDemand || !slices.Contains(s.letters(), "evidence_demand_closed") {
		t.Errorf("the demand stands, or could be made again: %+v, letters %v", e.Demands, s.letters())
	}
	_, err = s.DemandEvidence(ctx, s.one, id, "疑義", "")
	s.no(err, scheme.Conflict, "refusal.demand.issued")

	d := scheme.Demand{ID: "OLD", Application: id, Label: n, Reason: "以前の求め", By: s.one.Person.ID, Opened: s.clock.Now(), Due: s.today().AddDays(9)}
	s.put(func(tx *store.Tx) error { return tx.PutDemand(&d) })
	_, err = s.OpenEvidence(ctx, s.fresh(s.two), f.ID)
	s.no(err, scheme.Conflict, "refusal.demand.issued")
	d.Case = "CASE"
	s.put(func(tx *store.Tx) error { return tx.PutDemand(&d) })
	if got, err := readAll(s.OpenEvidence(ctx, s.fresh(s.two), f.ID)); err != nil || !bytes.Equal(got, b) {
		t.Error(len(got), err)
	}
	s.no(s.CloseDemand(ctx, s.one, d.ID), scheme.Conflict, "refusal.demand.of_case")
}
