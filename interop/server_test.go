package interop

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A server is the program as an operator runs it, on a log of invented events.
type server struct {
	t     *testing.T
	base  string
	store *store.Store // of the same database
	said  int
}

// program builds the program once for all tests.
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "shirushi-interop-")
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "shirushi")
	build := exec.Command("go", "build", "-o", file, "./cmd/shirushi")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return file, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if file, err := program(); err == nil {
		_ = os.RemoveAll(filepath.Dir(file))
	}
	os.Exit(code)
}

// start serves a log with so many events and waits until all are signed.
func start(t *testing.T, events int) *server {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	port := free(t)
	s := &server{t: t, base: "http://127.0.0.1:" + port}
	if s.store, err = store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "shirushi.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	if err := s.store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.add(events)
	config := filepath.Join(dir, "shirushi.yaml")
	text := "listen: 127.0.0.1:" + port + "\nbase_url: http://localhost:" + port + "\ndata: " + dir + "\ndatabase: sqlite:shirushi.db\n" +
		"mail: {from: office@localhost.example}\nrate_limit: {per_minute: -1}\nlog_level: error\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s.run(exec.Command(file, "serve", "-config", config))
	s.signed(int64(events))
	return s
}

// run starts the program, waits until it answers, and ends it with the test.
func (s *server) run(cmd *exec.Cmd) {
	s.t.Helper()
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	ready := make(chan bool, 1)
	var gone sync.WaitGroup
	gone.Go(func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- true
			}
		}
		close(ready)
		_, _ = io.Copy(io.Discard, out)
		_ = cmd.Wait()
	})
	s.t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		gone.Wait()
	})
	if !<-ready {
		s.t.Fatal("the program ended before it answered")
	}
}

// free is a port that nobody listens on now.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

// add records more events, as long as those of labels are.
func (s *server) add(events int) {
	s.t.Helper()
	const batch = 10_000
	for ; events > 0; events -= batch {
		var facts []store.Fact
		for range min(events, batch) {
			s.said++
			id := sha256.Sum256([]byte(strconv.Itoa(s.said)))
			sum := hex.EncodeToString(id[:])
			e := scheme.Event{ID: scheme.EventID(fmt.Sprintf("%026d", s.said)), Kind: scheme.LabelIssued, Recorded: time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC), Day: "2026-04-01",
				Label: scheme.LabelNumber(fmt.Sprintf("%016d", s.said)), Facts: map[string]string{"level": "1", "valid_from": "2026-04-01", "valid_until": "2028-03-31"},
				Commitments: map[string]string{"holder_ja": sum, "name_ja": sum, "models": sum}}
			facts = append(facts, store.Fact{Event: e})
		}
		if err := s.store.Update(s.t.Context(), func(tx *store.Tx) error { return tx.AddEvents(facts) }); err != nil {
			s.t.Fatal(err)
		}
	}
}

// signed waits until the server has signed a tree of so many events at least.
func (s *server) signed(size int64) {
	s.t.Helper()
	ctx, stop := context.WithTimeout(s.t.Context(), 4*time.Minute)
	defer stop()
	for {
		signed, _, err := s.store.NewestCheckpoint(ctx, time.Now())
		if err != nil && !scheme.IsRefusal(err, scheme.NotYetMade) {
			s.t.Fatal(err)
		}
		if lines := strings.SplitN(signed, "\n", 3); len(lines) == 3 {
			if n, err := strconv.ParseInt(lines[1], 10, 64); err == nil && n >= size {
				return
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// get returns what lies at an address of the log.
func (s *server) get(path string) []byte {
	s.t.Helper()
	r, err := http.Get(s.base + "/log/" + path)
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %d %v %s", path, r.StatusCode, err, b)
	}
	return b
}

// key is what verifies the log's checkpoints, and the name that is its origin.
func (s *server) key() (note.Verifier, string) {
	s.t.Helper()
	for line := range strings.Lines(string(s.get("key"))) {
		if words := strings.Fields(line); words[1] == "log" {
			v, err := note.NewVerifier(words[2])
			if err != nil {
				s.t.Fatal(err)
			}
			return v, v.Name()
		}
	}
	s.t.Fatal("no key of the log is told")
	return nil, ""
}

// tilesOf gives golang.org/x/mod the tiles of a server. It names them with
// their height, which is always 8 here and left out of our addresses.
type tilesOf struct{ *server }

func (t tilesOf) Height() int { return 8 }

func (t tilesOf) ReadTiles(tiles []tlog.Tile) (out [][]byte, err error) {
	for _, tile := range tiles {
		b, err := t.get(tile)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, nil
}

func (t tilesOf) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tilesOf) get(tile tlog.Tile) ([]byte, error) {
	path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return t.server.get(strings.Replace(path, "tile/data/", "tile/entries/", 1)), nil
}
