package witness_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/witness"
)

const origin = "labels.example/log"

var noon = time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)

// A tree is a log in memory: its stored hashes, as package tlog numbers them.
type tree struct {
	t      *testing.T
	key    publog.Key
	hashes []tlog.Hash
	size   int64
}

func newTree(t *testing.T) *tree {
	t.Helper()
	key, err := publog.NewKey(origin)
	if err != nil {
		t.Fatal(err)
	}
	return &tree{t: t, key: key}
}

// fork is the log as another could be shown it, with the same key.
func (l *tree) fork() *tree {
	return &tree{l.t, l.key, append([]tlog.Hash(nil), l.hashes...), l.size}
}

func (l *tree) ReadHashes(at []int64) (out []tlog.Hash, err error) {
	for _, i := range at {
		out = append(out, l.hashes[i])
	}
	return out, nil
}

func (l *tree) grow(what string, n int) *tree {
	l.t.Helper()
	for range n {
		more, err := tlog.StoredHashes(l.size, fmt.Appendf(nil, "%s %d", what, l.size), l)
		if err != nil {
			l.t.Fatal(err)
		}
		l.hashes = append(l.hashes, more...)
		l.size++
	}
	return l
}

func (l *tree) checkpoint() []byte {
	l.t.Helper()
	head := publog.Head{Size: l.size, Root: publog.NoLeaves}
	if l.size > 0 {
		root, err := tlog.TreeHash(l.size, l)
		if err != nil {
			l.t.Fatal(err)
		}
		head.Root = root
	}
	signed, err := publog.Checkpoint{Origin: origin, Head: head}.Sign(l.key)
	if err != nil {
		l.t.Fatal(err)
	}
	return signed
}

// request is the body that asks for the newest checkpoint, with the proof
// from old.
func (l *tree) request(old int64) string {
	l.t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "old %d\n", old)
	if old > 0 && old < l.size {
		proof, err := tlog.ProveTree(l.size, old, l)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, h := range proof {
			b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
		}
	}
	return b.String() + "\n" + string(l.checkpoint())
}

// A seat is a running witness.
type seat struct {
	*testing.T
	*witness.Witness
	folder string
	now    time.Time
	log    bytes.Buffer
}

func sit(t *testing.T, folder string, logs ...string) *seat {
	t.Helper()
	s := &seat{T: t, folder: folder, now: noon}
	var err error
	s.Witness, err = witness.Open(folder, "witness.example/w1", logs, func() time.Time { return s.now }, slog.New(slog.NewTextHandler(&s.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Witness.Close() })
	return s
}

func (s *seat) ask(body string) (status int, kind, answer string) {
	r := httptest.NewRecorder()
	s.Handler().ServeHTTP(r, httptest.NewRequest("POST", "/add-checkpoint", strings.NewReader(body)))
	return r.Code, r.Header().Get("Content-Type"), r.Body.String()
}

// cosigns asks for what must be cosigned.
func (s *seat) cosigns(l *tree, old int64) (line string) {
	s.Helper()
	status, _, line := s.ask(l.request(old))
	w, err := publog.ParseWitness(s.Verifier())
	if err != nil {
		s.Fatal(err)
	}
	got, err := publog.Cosignatures(append(l.checkpoint(), line...), w)
	if status != http.StatusOK || err != nil || len(got) != 1 || got[0].At != s.now {
		s.Fatalf("%d events after %d: %d %q, %v %v", l.size, old, status, line, got, err)
	}
	return line
}

func (s *seat) refuses(name, body string, status int, says string) {
	s.Helper()
	got, _, answer := s.ask(body)
	if got != status || !strings.Contains(answer, says) {
		s.Errorf("%s: %d %q, want %d %q", name, got, answer, status, says)
	}
}

func TestWitness_cosignsWhatGoesOn(t *testing.T) {
	t.Parallel()
	l := newTree(t)
	s := sit(t, t.TempDir(), l.key.Verifier)
	old := int64(0)
	for _, more := range []int{0, 1, 0, 6, 250, 300} {
		l.grow("leaf", more)
		s.cosigns(l, old)
		old = l.size
		if kept, err := os.ReadFile(filepath.Join(s.folder, "cosigned.json")); err != nil || !strings.Contains(string(kept), fmt.Sprintf(`\n%d\n`, old)) {
			t.Errorf("%d events were cosigned, and %s lies on the disk, %v", old, kept, err)
		}
		s.now = s.now.Add(time.Minute)
	}
	s.refuses("a size that is not the last", l.request(3), http.StatusConflict, "557\n")
	if _, kind, _ := s.ask(l.request(3)); kind != "text/x.tlog.size" {
		t.Errorf("the size is said as %s", kind)
	}
}

// TestWitness_refusesAndSaysWhy is the table of C2SP tlog-witness.
func TestWitness_refusesAndSaysWhy(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	s := sit(t, t.TempDir(), l.key.Verifier)
	s.cosigns(l, 0)
	before := l.fork()
	l.grow("leaf", 5)
	other := newTree(t).grow("leaf", 12) // signed by a key that is not known
	smaller := newTree(t).grow("leaf", 4)
	smaller.key = l.key
	good := l.request(10)
	proof := strings.SplitN(good, "\n", 3)
	unknown := strings.Replace(good, origin+"\n", "other.example/log\n", 1)
	for _, c := range []struct {
		name, body string
		status     int
		says       string
	}{
		{"another log", unknown, http.StatusNotFound, "not watched"},
		{"another key", other.request(10), http.StatusForbidden, "not signed"},
		{"a signature of another text", strings.Replace(good, "\n15\n", "\n16\n", 1), http.StatusForbidden, "not signed"},
		{"an old size beyond the checkpoint", smaller.request(10), http.StatusBadRequest, "larger"},
		{"a smaller tree", smaller.request(0), http.StatusConflict, "10\n"},
		{"no proof", "old 10\n\n" + string(l.checkpoint()), http.StatusUnprocessableEntity, "not proved"},
		{"a proof of something else", "old 10\n" + base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\n\n" + string(l.checkpoint()), http.StatusUnprocessableEntity, "not proved"},
		{"half a proof", strings.Replace(good, proof[1]+"\n", "", 1), http.StatusUnprocessableEntity, "not proved"},
		{"a proof where none is due", "old 10\n" + proof[1] + "\n\n" + string(before.checkpoint()), http.StatusUnprocessableEntity, "not proved"},
		{"nothing", "", http.StatusBadRequest, "not a request"},
		{"no old size", strings.TrimPrefix(good, "old 10\n"), http.StatusBadRequest, "not a request"},
		{"a leading zero", strings.Replace(good, "old 10", "old 010", 1), http.StatusBadRequest, "not a request"},
		{"a negative size", strings.Replace(good, "old 10", "old -1", 1), http.StatusBadRequest, "not a request"},
		{"a hash cut short", strings.Replace(good, proof[1], "AAAA", 1), http.StatusBadRequest, "not a request"},
		{"64 hashes", "old 10\n" + strings.Repeat(proof[1]+"\n", 64) + "\n" + string(l.checkpoint()), http.StatusBadRequest, "not a request"},
		{"no checkpoint", "old 10\n\n", http.StatusNotFound, "not watched"},
		{"no signature", "old 10\n\n" + origin + "\n15\nAAAA\n", http.StatusBadRequest, "not a checkpoint"},
		{"too much", good + strings.Repeat("— x AAAAAAAA\n", 10_000), http.StatusRequestEntityTooLarge, "too long"},
	} {
		s.refuses(c.name, c.body, c.status, c.says)
	}
	s.cosigns(l, 10) // and none of that has changed anything
}

func TestWitness_aSplitViewIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	s := sit(t, t.TempDir(), l.key.Verifier)
	hidden := l.fork()
	s.cosigns(l.grow("leaf", 3), 0)
	hidden.grow("another", 3)
	s.refuses("another tree of the same size", hidden.request(13), http.StatusConflict, "another tree of 13 events")
	hidden.grow("another", 4)
	s.refuses("a larger one, with its own proof", hidden.request(13), http.StatusUnprocessableEntity, "not proved")
	files, err := filepath.Glob(filepath.Join(s.folder, "forked", "13-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	kept, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for n, text := range strings.Split(string(kept), "\n\n\n") { // both as the log signed them
		signed := strings.TrimRight(text, "\n") + "\n"
		log, err := note.NewVerifier(l.key.Verifier)
		if err != nil {
			t.Fatal(err)
		}
		if c, _, err := publog.OpenCheckpoint([]byte(signed), origin, log); err != nil || c.Size != 13 {
			t.Errorf("evidence %d: %+v, %v: %q", n, c, err, signed)
		}
	}
	if !strings.Contains(s.log.String(), "level=ERROR") {
		t.Error("the witness does not shout: ", s.log.String())
	}
	s.cosigns(l.grow("leaf", 1), 13)
}

func TestWitness_remembersAcrossStarts(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	folder := filepath.Join(t.TempDir(), "made", "here")
	s := sit(t, folder, l.key.Verifier)
	verifier := s.Verifier()
	hidden := l.fork().grow("another", 5)
	s.cosigns(l.grow("leaf", 5), 0)
	if _, err := witness.Open(folder, "witness.example/w1", nil, time.Now, slog.Default()); err == nil {
		t.Error("two processes have one memory")
	}
	s.Close()

	s = sit(t, folder, l.key.Verifier)
	if s.Verifier() != verifier {
		t.Error("the key is another")
	}
	s.refuses("after a start", hidden.request(15), http.StatusConflict, "another tree")
	s.refuses("from the beginning", hidden.request(0), http.StatusConflict, "15\n")
	s.Close()

	for name, spoil := range map[string]func(folder string) error{
		"memory gone":    func(f string) error { return os.Remove(filepath.Join(f, "cosigned.json")) },
		"memory empty":   func(f string) error { return os.WriteFile(filepath.Join(f, "cosigned.json"), nil, 0o600) },
		"key gone":       func(f string) error { return os.Remove(filepath.Join(f, "witness.key")) },
		"key for others": func(f string) error { return os.Chmod(filepath.Join(f, "witness.key"), 0o644) },
		"memory altered": func(f string) error {
			b, err := os.ReadFile(filepath.Join(f, "cosigned.json"))
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(f, "cosigned.json"), bytes.Replace(b, []byte(`\n15\n`), []byte(`\n14\n`), 1), 0o600)
		},
	} {
		copied := filepath.Join(t.TempDir(), "copy")
		if err := os.CopyFS(copied, os.DirFS(folder)); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(filepath.Join(copied, "witness.key"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := spoil(copied); err != nil {
			t.Fatal(err)
		}
		if w, err := witness.Open(copied, "witness.example/w1", []string{l.key.Verifier}, time.Now, slog.Default()); err == nil {
			t.Errorf("%s: it cosigns on as %s", name, w.Verifier())
		}
	}
	if _, err := witness.Open(folder, "witness.example/w2", nil, time.Now, slog.Default()); err == nil {
		t.Error("a witness takes another name")
	}
	if _, err := witness.Open(t.TempDir(), "witness.example/w2", []string{"nonsense"}, time.Now, slog.Default()); err == nil {
		t.Error("nonsense is a verifier")
	}
}

// TestWitness_givesNothingThatItCannotRemember takes its folder away.
func TestWitness_givesNothingThatItCannotRemember(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	s := sit(t, t.TempDir(), l.key.Verifier)
	s.cosigns(l, 0)
	away := s.folder + "-away"
	if err := os.Rename(s.folder, away); err != nil {
		t.Fatal(err)
	}
	l.grow("leaf", 1)
	s.refuses("no disk", l.request(10), http.StatusInternalServerError, "cannot work now")
	if err := os.Rename(away, s.folder); err != nil {
		t.Fatal(err)
	}
	s.cosigns(l, 10)
	s.now = noon.Add(-time.Hour)
	s.refuses("the clock put back", l.grow("leaf", 1).request(11), http.StatusInternalServerError, "cannot work now")
}

// TestWitness_manyAtOnce has two branches of a log race for the same step: one
// wins, and only that one is ever cosigned.
func TestWitness_manyAtOnce(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	s := sit(t, t.TempDir(), l.key.Verifier)
	s.cosigns(l, 0)
	branches := []string{l.fork().grow("one", 3).request(10), l.fork().grow("two", 4).request(10), l.fork().grow("three", 3).request(10)}
	given := make([]atomic.Bool, len(branches))
	var all sync.WaitGroup
	for i, body := range branches {
		for range 5 {
			all.Go(func() {
				if status, _, _ := s.ask(body); status == http.StatusOK {
					given[i].Store(true)
				}
			})
		}
	}
	all.Wait()
	n := 0
	for i := range given {
		if given[i].Load() {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of three branches were cosigned", n)
	}
}

func TestWitness_saysWhatItWatchesAndCosigned(t *testing.T) {
	t.Parallel()
	l := newTree(t).grow("leaf", 10)
	s := sit(t, t.TempDir(), l.key.Verifier)
	line := s.cosigns(l, 0)
	get := func(method, path string) (int, string) {
		r := httptest.NewRecorder()
		s.Handler().ServeHTTP(r, httptest.NewRequest(method, path, nil))
		return r.Code, r.Body.String()
	}
	if status, text := get("GET", "/"); status != 200 || !strings.Contains(text, s.Verifier()) || !strings.Contains(text, "watches "+origin) {
		t.Error(status, text)
	}
	if status, text := get("GET", "/checkpoint?origin="+origin); status != 200 || text != string(l.checkpoint())+line {
		t.Error(status, text)
	}
	for _, path := range []string{"/checkpoint", "/checkpoint?origin=other", "/witness.key", "/../witness.key"} {
		if status, _ := get("GET", path); status == 200 {
			t.Error(path, "is answered")
		}
	}
	if status, _ := get("GET", "/add-checkpoint"); status != http.StatusMethodNotAllowed {
		t.Error(status)
	}
}

// TestHandler_answersOnlySoManyAtOnce holds requests open: from some number on
// others are asked to come again, instead of piling up.
func TestHandler_answersOnlySoManyAtOnce(t *testing.T) {
	t.Parallel()
	s := sit(t, t.TempDir(), newTree(t).key.Verifier)
	server := httptest.NewServer(s.Handler())
	defer server.Close()
	var open []*io.PipeWriter
	busy := false
	for range 200 {
		body, w := io.Pipe()
		open = append(open, w)
		go func() {
			r, err := http.Post(server.URL+"/add-checkpoint", "text/plain", body)
			if err == nil {
				r.Body.Close()
			}
		}()
		_, _ = w.Write([]byte("old")) // it has begun, or was turned away
		r, err := http.Get(server.URL + "/")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode == http.StatusServiceUnavailable && r.Header.Get("Retry-After") != "" {
			busy = true
			break
		}
	}
	for _, w := range open {
		w.Close()
	}
	if !busy {
		t.Error("200 requests at once are all worked on")
	}
}
