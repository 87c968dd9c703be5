package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/desk"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	jcstar "shirushi/schemes/jc-star"
)

// A server is one process that serves, as far as one test process can have
// several.
type server struct {
	*testing.T
	*platform
	base string
	log  *logged
	stop func()
}

// logged is what a process has logged so far.
type logged struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(b)
}

func (l *logged) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.String(), what)
}

// configFile writes the configuration of an installation.
func configFile(t *testing.T, data, database string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.yaml")
	text := fmt.Sprintf("listen: 127.0.0.1:0\nbase_url: http://localhost:1\ndata: %s\ndatabase: %q\nmail: {from: office@localhost.example}\n", data, database)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func serving(t *testing.T, file string) *server {
	t.Helper()
	c, err := readConfig(file)
	if err != nil {
		t.Fatal(err)
	}
	p, err := openPlatform(t.Context(), c, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.governance.LoadCatalog(t.Context(), scheme.System(), jcstar.Data); err != nil {
		t.Fatal(err)
	}
	log := &logged{}
	p.log = slog.New(slog.NewTextHandler(log, nil))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, end := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- p.run(ctx, l, func() { close(ready) }) }()
	stop := sync.OnceFunc(func() {
		end()
		if err := errors.Join(<-done, p.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(stop)
	<-ready
	return &server{t, p, "http://" + l.Addr().String(), log, stop}
}

// say records a public event.
func (s *server) say() {
	s.Helper()
	err := s.desk.Do(s.Context(), scheme.System(), "say", func(w *desk.Work) error {
		w.Audit("x", nil, "said")
		return w.Publish(scheme.CatalogLoaded, "", w.Today, map[string]string{"scheme": "x"}, nil)
	})
	if err != nil {
		s.Fatal(err)
	}
}

// signed waits until everything numbered is signed, and returns by which keys.
func (s *server) signed() (by []string) {
	s.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if by = s.signedNow(); by != nil {
			return by
		}
	}
	s.Fatal("never signed; the log says:\n" + s.log.String())
	return nil
}

// signedNow returns by which keys the log is signed as it stands; nil when it
// is not, or when an event waits for its number.
func (s *server) signedNow() (by []string) {
	s.Helper()
	err := s.store.View(s.Context(), func(tx *store.Tx) error {
		head, err := tx.LogHead()
		if err != nil {
			return err
		}
		last, err := tx.LastCheckpoint()
		if err != nil {
			return err
		}
		keys, err := tx.LogKeys(publog.Checkpoints)
		if err != nil || last.Head != head || keys[len(keys)-1].Seq == 0 {
			return err
		}
		var known []note.Verifier
		for _, k := range keys {
			v, err := note.NewVerifier(k.Verifier)
			if err != nil {
				return err
			}
			known = append(known, v)
		}
		_, n, err := publog.OpenCheckpoint([]byte(last.Signed), keys[0].Name(), known...)
		if err != nil {
			return err
		}
		for i, v := range known {
			if slices.ContainsFunc(n.Sigs, func(s note.Signature) bool { return s.Hash == v.KeyHash() }) {
				by = append(by, keys[i].Verifier)
			}
		}
		return nil
	})
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		s.Fatal(err)
	}
	return by
}

// operate runs the program as an operator calls it.
func operate(t *testing.T, code int, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if got := run(t.Context(), args, &out, &out); got != code {
		t.Fatalf("shirushi %s ended with %d, want %d:\n%s", strings.Join(args, " "), got, code, out.String())
	}
	return out.String()
}

func says(t *testing.T, said string, all ...string) {
	t.Helper()
	for _, one := range all {
		if !strings.Contains(said, one) {
			t.Errorf("does not say %q:\n%s", one, said)
		}
	}
}

// The life of a key as docs/operating.md tells it: changed while the server
// runs, backed up and brought back, lost and replaced.
func TestLogKey_changedBackedUpAndLost(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	file := configFile(t, folder, "sqlite:shirushi.db")
	s := serving(t, file)
	first := s.signed()
	says(t, operate(t, 0, "log-key", "list", "-config", file), "log: in use, event 2, lies here\n  "+first[0], "statements: in use", "webhooks: in use")
	says(t, operate(t, 1, "log-key", "rotate", "-config", file, "-role", "log", "-lost"), "lies here and can sign", "without saying")
	for _, wrong := range [][]string{{"rotate", "-config", file}, {"rotate", "-config", file, "-role", "logs"}, {"melt"}, {}} {
		operate(t, 2, append([]string{"log-key"}, wrong...)...)
	}

	before := s.head()
	said := operate(t, 0, "log-key", "rotate", "-config", file, "-role", "log")
	s.grown(before)
	both := s.signed()
	if len(both) != 2 || both[0] != first[0] {
		t.Fatalf("the change is signed by %q, want by %q and the new key", both, first)
	}
	says(t, said, both[1], "back up")
	s.sayAndGrow()
	if by := s.signed(); !slices.Equal(by, both[1:]) {
		t.Errorf("afterwards signed by %q", by)
	}

	archive := filepath.Join(t.TempDir(), "b.tar.gz")
	operate(t, 0, "backup", "-config", file, "-to", archive)
	s.stop()
	restored := filepath.Join(t.TempDir(), "restored")
	file = configFile(t, restored, "sqlite:shirushi.db")
	operate(t, 0, "restore", "-config", file, "-from", archive)
	says(t, operate(t, 0, "log-key", "list", "-config", file), "log: replaced", "log: in use")
	s = serving(t, file)
	s.sayAndGrow()
	if by := s.signed(); !slices.Equal(by, both[1:]) {
		t.Errorf("restored, signed by %q", by)
	}

	if err := os.RemoveAll(filepath.Join(restored, "keys", "signing")); err != nil {
		t.Fatal(err)
	}
	s.sayAndGrow()
	s.servesUnsigned()
	says(t, operate(t, 1, "log-key", "list", "-config", file), "log: in use", "does not lie here", "a signing key is missing")
	says(t, operate(t, 1, "log-key", "rotate", "-config", file, "-role", "log"), "a signing key is missing", "log-key rotate -lost")
	before = s.head()
	says(t, operate(t, 0, "log-key", "rotate", "-config", file, "-role", "log", "-lost"), "nothing leads from the lost key")
	s.grown(before)
	if by := s.signed(); len(by) != 1 || slices.Contains(both, by[0]) {
		t.Errorf("after the loss signed by %q", by)
	}
}

// Two machines with data folders of their own share a database: the one
// without the keys serves all the same, and signs once they are brought to it.
func TestLogKey_aMachineWithoutTheKeysServesAndDoesNotSign(t *testing.T) {
	t.Parallel()
	database := storetest.PostgresDSN(t)
	one, two := filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "two")
	a := serving(t, configFile(t, one, database))
	a.signed()
	file := configFile(t, two, database)
	b := serving(t, file)
	a.stop()
	b.sayAndGrow()
	b.servesUnsigned()
	says(t, operate(t, 1, "log-key", "rotate", "-config", file, "-role", "log"), "copy it from the machine")
	bring(t, filepath.Join(one, "keys", "signing"), filepath.Join(two, "keys", "signing"))
	b.signed()
}

// bring copies keys as docs/operating.md says.
func bring(t *testing.T, from, to string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(from, "*.key"))
	if err != nil || len(files) != len(publog.Roles) {
		t.Fatal(files, err)
	}
	if err := os.MkdirAll(to, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(file)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// servesUnsigned fails unless the process answers and is ready, does not sign,
// and has said so once.
func (s *server) servesUnsigned() {
	s.Helper()
	const missing = "a signing key is missing"
	for end := time.Now().Add(20 * time.Second); s.log.count(missing) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatal("the log does not say that a key is missing")
		}
	}
	for range 20 {
		s.desk.Wake() // tries again each time
		time.Sleep(10 * time.Millisecond)
	}
	if n := s.log.count(missing); n != 1 {
		s.Errorf("said %d times within a minute that a key is missing", n)
	}
	if s.signedNow() != nil {
		s.Error("signed without the key")
	}
	for _, path := range []string{"/readyz", "/ja"} {
		r, err := http.Get(s.base + path)
		if err != nil {
			s.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			s.Errorf("%s answers %d", path, r.StatusCode)
		}
	}
}

func (s *server) head() (size int64) {
	s.Helper()
	err := s.store.View(s.Context(), func(tx *store.Tx) error {
		head, err := tx.LogHead()
		size = head.Size
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return size
}

// grown waits until the log has more events than before.
func (s *server) grown(before int64) {
	s.Helper()
	for end := time.Now().Add(20 * time.Second); s.head() <= before; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			s.Fatal("the log does not grow:\n" + s.log.String())
		}
	}
}

func (s *server) sayAndGrow() {
	s.Helper()
	before := s.head()
	s.say()
	s.grown(before)
}
