package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/store"
)

// runs starts a command and returns what it says in its first lines, each
// under its first word. The command ends with the test.
func runs(t *testing.T, lines int, args ...string) map[string]string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, args, w, os.Stderr)
		w.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			t.Errorf("%v ended with %d", args, code)
		}
	})
	said := map[string]string{}
	text := bufio.NewScanner(r)
	for range lines {
		if !text.Scan() {
			t.Fatalf("%v has ended", args)
		}
		word, rest, _ := strings.Cut(text.Text(), " ")
		said[word] = rest
	}
	go io.Copy(io.Discard, r)
	return said
}

// TestWitness_watchesARunningPlatform goes the operators' way: the office
// gives its verifier to the witness, the witness gives its own to the office,
// and checkpoints are cosigned.
func TestWitness_watchesARunningPlatform(t *testing.T) {
	t.Parallel()
	c := config{Listen: "127.0.0.1:0", BaseURL: "http://localhost:1", Data: t.TempDir(), Database: "sqlite:shirushi.db",
		Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "warn", WitnessSeconds: 1}
	p, err := openPlatform(t.Context(), c, options{migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.keeper.Begin(t.Context()); err != nil {
		t.Fatal(err)
	}
	keys, err := p.keeper.Keys(t.Context(), publog.Checkpoints)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "witness.yaml")
	text := fmt.Sprintf("listen: 127.0.0.1:0\nname: witness.example/w1\ndata: memory\nlogs: [%q]\n", keys[0].Verifier)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	said := runs(t, 2, "witness", "-config", file)
	c.Witnesses = []witnessConfig{{Name: "Example University", Verifier: said["verifier"], URL: strings.TrimSuffix(said["ready"], "/")}}
	if p, err = openPlatform(t.Context(), c, options{}); err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	ctx, stop := context.WithCancel(t.Context())
	var working sync.WaitGroup
	p.startJobs(ctx, &working)
	defer working.Wait()
	defer stop()
	w, err := publog.ParseWitness(said["verifier"])
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		signed := newest(t, p)
		by, err := publog.Cosignatures([]byte(signed), w)
		if err != nil {
			t.Fatal(err)
		}
		if len(by) == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("nobody has cosigned %q", signed)
		}
	}
	r, err := http.Get(said["ready"] + "checkpoint?origin=localhost:1/log")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if b, err := io.ReadAll(r.Body); err != nil || string(b) != newest(t, p) {
		t.Errorf("the witness shows %q, %v", b, err)
	}
}

// newest returns the checkpoint that is served; "" before the first.
func newest(t *testing.T, p *platform) (signed string) {
	t.Helper()
	_ = p.store.View(t.Context(), func(tx *store.Tx) error {
		c, err := tx.NewestCheckpoint(p.now())
		signed = c.Signed
		return err
	})
	if signed == "" {
		return "\n\n— nobody AAAAAAAA\n"
	}
	return signed
}
