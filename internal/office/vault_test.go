package office_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
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

func TestTakePart_wrongTurns(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	b := content(4, 300_000)
	f, err := s.StartUpload(ctx, s.anna, id, announce("a", b))
	s.ok(err)
	part := func(start int64, bytes_ []byte) error {
		_, err := s.TakePart(ctx, s.anna, f.ID, start, bytes.NewReader(bytes_))
		return err
	}
	s.no(part(100_000, b[100_000:]), scheme.Conflict, "refusal.handover.offset")
	s.no(part(-1, b), scheme.Conflict, "refusal.handover.offset")
	s.no(part(0, nil), scheme.Invalid, "refusal.handover.part_too_short")
	s.no(part(0, b[:1000]), scheme.Invalid, "refusal.handover.part_too_short")
	s.no(part(0, append(bytes.Clone(b), 'x')), scheme.Invalid, "refusal.handover.part_too_long")
	_, err = s.FinishUpload(ctx, s.anna, f.ID)
	s.no(err, scheme.Conflict, "refusal.handover.incomplete")
	if err := part(0, b[:100_000]); err != nil {
		t.Fatal(err)
	}
	s.no(part(0, b[:100_000]), scheme.Conflict, "refusal.handover.offset")            // again
	s.no(part(50_000, b[50_000:150_000]), scheme.Conflict, "refusal.handover.offset") // over one another
	s.no(part(100_000, append(bytes.Clone(b[100_000:]), 'x')), scheme.Invalid, "refusal.handover.part_too_long")
	_, err = s.TakePart(ctx, s.anna, f.ID, 100_000, io.MultiReader(bytes.NewReader(b[100_000:200_000]), brokenLine{}))
	if err == nil || scheme.RefusalsOf(err) != nil {
		t.Fatalf("a cut line is a failure: %v", err)
	}
	if now, err := s.Upload(ctx, s.anna, f.ID); err != nil || now.Held != 100_000 {
		t.Fatal(now.Held, err)
	}
	if err := part(100_000, b[100_000:]); err != nil {
		t.Fatal(err)
	}
	s.no(part(300_000, nil), scheme.Conflict, "refusal.handover.offset")
	got, err := s.FinishUpload(ctx, s.anna, f.ID)
	s.ok(err)
	again, err := s.FinishUpload(ctx, s.anna, f.ID)
	s.ok(err)
	if got.State != scheme.FileSealed || again.Revision != got.Revision {
		t.Error(got, again)
	}
	s.no(part(300_000, b), scheme.Conflict, "refusal.handover.over")
	s.no(part(0, b), scheme.Conflict, "refusal.handover.over")
	s.no(s.DropUpload(ctx, s.anna, f.ID), scheme.Conflict, "refusal.handover.sealed")
	if n := len(s.left("incoming")); n != 0 {
		t.Errorf("%d pieces left", n)
	}
}

type brokenLine struct{}

func (brokenLine) Read([]byte) (int, error) { return 0, errors.New("connection reset") }

func TestTakePart_ofManyAtOnceOneIsTaken(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(testing.TB) *store.Store{"sqlite": storetest.SQLite, "postgres": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newHouse(t, open(t), catalogtest.JCStarFiles()).strongroom()
			id := s.draft(s.anna, "", 1)
			b := content(5, 400_000)
			f, err := s.StartUpload(t.Context(), s.anna, id, announce("a", b))
			s.ok(err)
			for start := int64(0); start < f.Size; start += 100_000 {
				var all sync.WaitGroup
				errs := make(chan error, 4)
				for range cap(errs) {
					all.Go(func() {
						_, err := s.TakePart(t.Context(), s.anna, f.ID, start, bytes.NewReader(b[start:start+100_000]))
						errs <- err
					})
				}
				all.Wait()
				close(errs)
				taken := 0
				for err := range errs {
					if err == nil {
						taken++
					} else if !scheme.IsRefusal(err, scheme.Conflict) {
						t.Error(err)
					}
				}
				if taken != 1 {
					t.Fatalf("%d of four parts at once were taken", taken)
				}
			}
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					if _, err := s.FinishUpload(t.Context(), s.anna, f.ID); err != nil && !scheme.IsRefusal(err, scheme.Conflict) {
						t.Error(err)
					}
				})
			}
			all.Wait()
			got, err := readAll(s.FetchOwn(t.Context(), s.anna, f.ID))
			if err != nil || !bytes.Equal(got, b) || len(s.left("incoming")) != 0 || len(s.left("sealed")) != 1 {
				t.Fatal(len(got), err, s.left("."))
			}
		})
	}
}

func TestFinish_whatDiffersIsNotKept(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	b := content(6, 200_000)
	r := announce("a", b)
	r.SHA256 = hashOf(content(7, 200_000))
	f, err := s.StartUpload(ctx, s.anna, id, r)
	s.ok(err)
	_, err = s.TakePart(ctx, s.anna, f.ID, 0, bytes.NewReader(b))
	s.ok(err)
	f, err = s.FinishUpload(ctx, s.anna, f.ID)
	s.no(err, scheme.Invalid, "refusal.handover.mismatch")
	if f.State != scheme.FileFailed || f.Failure != "refusal.handover.mismatch" || len(s.left(".")) != 0 {
		t.Fatal(f, s.left("."))
	}
	_, err = s.FinishUpload(ctx, s.anna, f.ID)
	s.no(err, scheme.Conflict, "refusal.handover.over")
	_, err = s.FetchOwn(ctx, s.anna, f.ID)
	s.no(err, scheme.Conflict, "refusal.evidence_file.unfinished")
	g := s.hand(s.anna, id, "a", b, 200_000) // tried again
	if e := s.evidence(s.anna, id); len(e.Files) != 1 || e.Files[0].ID != g.ID || e.Used != 200_000 {
		t.Fatalf("%+v", e.Files)
	}

	f, err = s.StartUpload(ctx, s.anna, id, announce("lost", b))
	s.ok(err)
	_, err = s.TakePart(ctx, s.anna, f.ID, 0, bytes.NewReader(b))
	s.ok(err)
	for _, piece := range s.left("incoming") {
		s.ok(os.Remove(piece)) // as after a restore: pieces are in no backup
	}
	f, err = s.FinishUpload(ctx, s.anna, f.ID)
	s.no(err, scheme.Invalid, "refusal.handover.lost")
	if f.State != scheme.FileFailed {
		t.Error(f)
	}
}

func TestStartUpload_wrongTurns(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	b := content(8, 100_000)
	start := func(alter func(*office.UploadRequest)) error {
		r := announce("a", b)
		alter(&r)
		_, err := s.StartUpload(ctx, s.anna, id, r)
		return err
	}
	s.no(start(func(r *office.UploadRequest) { r.Size = 0 }), scheme.Invalid, "refusal.handover.empty")
	s.no(start(func(r *office.UploadRequest) { r.Size = 1<<30 + 1 }), scheme.Invalid, "refusal.handover.too_large")
	s.no(start(func(r *office.UploadRequest) { r.SHA256 = "x" }), scheme.Invalid, "refusal.handover.sha256")
	s.no(start(func(r *office.UploadRequest) { r.Criterion = "S9.9-99" }), scheme.Invalid, "refusal.handover.no_such_item")
	s.no(start(func(r *office.UploadRequest) { r.Title = strings.Repeat("題", 201) }), scheme.Invalid, "refusal.text.too_long")
	if e := s.evidence(s.anna, id); len(e.Files) != 0 {
		t.Fatalf("a refused file is on record: %+v", e.Files)
	}
	if err := start(func(r *office.UploadRequest) { r.Name = `..\..\evil"` + "\r\n.pdf"; r.Title = "" }); err != nil {
		t.Fatal(err)
	}
	if e := s.evidence(s.anna, id); len(e.Files) != 1 || e.Files[0].Name != "evil_.pdf" || e.Files[0].Title != "evil_.pdf" {
		t.Fatalf("%+v", e.Files)
	}
	for state := range map[scheme.ApplicationState]bool{scheme.GivenUp: true, scheme.Rejected: true} {
		closed := s.inState(state, 7)
		_, err := s.StartUpload(ctx, s.anna, closed, announce("a", b))
		s.no(err, scheme.Conflict, "refusal.handover.closed")
	}
}

func TestQuota_countsWhatIsAnnounced(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	s.FileBytes, s.QuotaBytes = 500_000, 1_000_000
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	for i := range 2 {
		_, err := s.StartUpload(ctx, s.anna, id, announce(string(rune('a'+i)), content(uint64(i), 450_000)))
		s.ok(err)
	}
	_, err := s.StartUpload(ctx, s.anna, id, announce("c", content(9, 200_000)))
	s.no(err, scheme.Conflict, "refusal.handover.quota")
	_, err = s.StartUpload(ctx, s.anna, id, announce("c", content(9, 500_001)))
	s.no(err, scheme.Invalid, "refusal.handover.too_large")
	_, err = s.TakeWhole(ctx, s.anna, id, announce("d", nil), bytes.NewReader(content(9, 200_000)))
	s.no(err, scheme.Conflict, "refusal.handover.quota")
	e := s.evidence(s.anna, id)
	if len(e.Files) != 2 || e.Used != 900_000 || e.Quota != 1_000_000 {
		t.Fatalf("%d files, %d of %d", len(e.Files), e.Used, e.Quota)
	}
	s.ok(s.DropUpload(ctx, s.anna, e.Files[0].ID))
	_, err = s.StartUpload(ctx, s.anna, id, announce("c", content(9, 200_000)))
	s.ok(err)
	rivals := s.draft(s.stranger, "", 2)
	_, err = s.StartUpload(ctx, s.stranger, rivals, announce("theirs", content(9, 500_000)))
	s.ok(err)
}

func TestTakeWhole_sealsOrLeavesNothing(t *testing.T) {
	t.Parallel()
	s := jcstar(t).strongroom()
	s.FileBytes = 300_000
	ctx := t.Context()
	id := s.draft(s.anna, "", 1)
	take := func(b []byte, more ...io.Reader) (scheme.EvidenceFile, error) {
		return s.TakeWhole(ctx, s.anna, id, office.UploadRequest{Name: "形.pdf"}, io.MultiReader(append([]io.Reader{bytes.NewReader(b)}, more...)...))
	}
	_, err := take(nil)
	s.no(err, scheme.Invalid, "refusal.handover.empty")
	_, err = take(content(1, 300_001))
	s.no(err, scheme.Invalid, "refusal.handover.too_large")
	if _, err = take(content(1, 100_000), brokenLine{}); err == nil {
		t.Fatal("a cut line was taken for the end")
	}
	if e := s.evidence(s.anna, id); len(e.Files) != 0 || len(s.left(".")) != 0 {
		t.Fatal(e.Files, s.left("."))
	}
	f, err := take(content(1, 300_000))
	s.ok(err)
	if f.Version != 1 || f.SHA256 != hashOf(content(1, 300_000)) || f.Size != 300_000 {
		t.Fatalf("%+v", f)
	}
	same, err := take(content(1, 300_000))
	s.ok(err)
	if same.ID != f.ID || len(s.left("sealed")) != 1 {
		t.Fatal("the same content lies there twice")
	}
	g, err := take(content(2, 1))
	s.ok(err)
	if g.Version != 2 {
		t.Fatalf("%+v", g)
	}
	if got, err := readAll(s.FetchOwn(ctx, s.anna, f.ID)); err != nil || !bytes.Equal(got, content(1, 300_000)) {
		t.Fatal(len(got), err)
	}
}

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

// The environment that makes this test binary a process that is killed while
// it takes parts.
const (
	victimVault       = "SHIRUSHI_TEST_VICTIM_VAULT"
	victimFolder      = "SHIRUSHI_TEST_VICTIM_FOLDER"
	victimApplication = "SHIRUSHI_TEST_VICTIM_APPLICATION"
)

const killedSize, killedPart = 4 << 20, 64 << 10

// vaultVictim takes part after part and says how much it holds.
func vaultVictim(dsn string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	h := &house{t: &testing.T{}, store: s, clock: testkit.NewClock()}
	h.desk, h.office = rooms(h.t, s, h.clock.Now)
	v, maker := h.vault(os.Getenv(victimFolder)), testkit.Maker(0)
	anna, b := testkit.Actor(testkit.Person(maker, 1), maker), content(99, killedSize)
	f, err := v.StartUpload(ctx, anna, scheme.ApplicationID(os.Getenv(victimApplication)), announce("killed", b))
	for err == nil && f.Held < f.Size {
		fmt.Println(f.Held)
		f, err = v.TakePart(ctx, anna, f.ID, f.Held, bytes.NewReader(b[f.Held:min(f.Held+killedPart, f.Size)]))
	}
	return err
}

// A process is killed while it takes parts, again and again: what it said it
// held is held, the file goes on from there, and in the end it is whole.
func TestKill_duringPartsTheFileGoesOnFromWhatWasHeld(t *testing.T) {
	t.Parallel()
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn := fresh(t)
			s := newHouse(t, storetest.Open(t, dsn), catalogtest.JCStarFiles()).strongroom()
			id := s.draft(s.anna, "", 1)
			b := content(99, killedSize)
			var f scheme.EvidenceFile
			for round := range 5 {
				said := killTaking(t, dsn, s.dir, id)
				var err error
				f, err = s.StartUpload(t.Context(), s.anna, id, announce("killed", b))
				s.ok(err)
				if f.Held < said || f.Held%killedPart != 0 {
					t.Fatalf("round %d: it said %d and holds %d", round, said, f.Held)
				}
			}
			t.Logf("%s: %d of %d bytes were held after five kills", engine, f.Held, f.Size)
			if f = s.hand(s.anna, id, "killed", b, 1<<20); f.State != scheme.FileSealed {
				t.Fatal(f)
			}
			if got, err := readAll(s.FetchOwn(t.Context(), s.anna, f.ID)); err != nil || !bytes.Equal(got, b) {
				t.Fatal(len(got), err)
			}
		})
	}
}

// killTaking lets a process take some more parts, kills it in the middle of
// one, and returns how much it said it held.
func killTaking(t *testing.T, dsn, dir string, id scheme.ApplicationID) (said int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimVault+"="+dsn, victimFolder+"="+dir, victimApplication+"="+string(id))
	var wrong strings.Builder
	cmd.Stderr = &wrong
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if said, err = strconv.ParseInt(scan.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if lines++; lines == 6 {
			time.AfterFunc(rand.N(10*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // killed, as it should be
	if wrong.Len() > 0 {
		t.Fatalf("the process failed before it was killed: %s", wrong.String())
	}
	return said
}
