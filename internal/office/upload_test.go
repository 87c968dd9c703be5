package office_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

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
