package keeper_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// The environment that makes this test program a process to be killed.
const (
	victimStore  = "KEEPER_TEST_VICTIM_STORE"
	victimFolder = "KEEPER_TEST_VICTIM_FOLDER"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimStore); dsn != "" {
		if err := victim(dsn, os.Getenv(victimFolder)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// keeperIn is the keeper of a process with this folder.
func keeperIn(d *desk.Desk, s *store.Store, folder string) *keeper.Keeper {
	return keeper.New(d, s, keeper.In(filepath.Join(folder, "signing")), "labels.example", func() time.Time { return now }).Remember(filepath.Join(folder, "last"))
}

// victim numbers and signs as a serving process does while it does deeds of
// several events each, and says the number of each deed that was answered.
func victim(dsn, folder string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	d := desk.New(s, func() time.Time { return now })
	k := keeperIn(d, s, folder)
	if err := k.Begin(ctx); err != nil {
		return err
	}
	go d.Run(ctx, slog.New(slog.NewTextHandler(os.Stderr, nil)), k.Vouch)
	for {
		var n int64
		err := d.Do(ctx, scheme.System(), "say", func(w *desk.Work) (err error) {
			if n, err = w.NextSerial("deed"); err != nil {
				return err
			}
			w.Audit("x", nil, n)
			return w.AddEvents(partsOf(w, n))
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// eventsOf returns how many events the nth deed has.
func eventsOf(n int64) int64 { return 1 + n%17 }

// partsOf makes the events of the nth deed.
func partsOf(w *desk.Work, n int64) (facts []store.Fact) {
	of := eventsOf(n)
	for part := range of {
		facts = append(facts, w.Fact("", scheme.LabelUpdated, scheme.LabelNumber(strconv.FormatInt(n, 10)), w.Today,
			map[string]string{"part": strconv.FormatInt(part, 10), "of": strconv.FormatInt(of, 10)}, map[string]string{"models": "A"}))
	}
	return facts
}

// Two processes compete for the log and are killed a hundred times at any
// moment, while thousands of events are recorded: none is lost, doubled or
// there by half, and every checkpoint that anybody saw is of the one tree.
func TestKill_neverForksTheLog(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		const lives, wanted = 50, 5000 // lives of each of two
		folder := t.TempDir()
		h := open(t, openStore(t, dsn), folder)
		seen := newWatch(h)
		answered := make([]map[int64]bool, 2)
		var recorded atomic.Int64
		var kills atomic.Int64
		var both sync.WaitGroup
		for i := range answered {
			answered[i] = map[int64]bool{}
			both.Go(func() {
				for life := 0; !t.Failed() && (life < lives || recorded.Load() < wanted); life++ {
					recorded.Add(killed(t, dsn, folder, life%5 == 4, answered[i]))
					kills.Add(1)
				}
			})
		}
		both.Wait()
		storetest.Settled(t, dsn)
		seen.end()
		h.Keeper = keeperIn(h.desk, h.store, folder)
		h.begin()
		h.turn()
		leaves := h.leaves()
		deeds := checkWhole(t, leaves)
		for _, those := range answered {
			for n := range those {
				if !deeds[n] {
					t.Errorf("deed %d was answered, and is not in the log", n)
				}
			}
		}
		if n := len(deeds) - len(answered[0]) - len(answered[1]); n < 0 || n > int(kills.Load()) { // each kill may hide one answer
			t.Errorf("%d deeds in the log are more than were answered", n)
		}
		checkpoints := h.checkTree(leaves)
		for _, c := range seen.checkpoints {
			if checkpoints[c.Size] != c.Signed {
				t.Errorf("the checkpoint of %d events was seen and is no more", c.Size)
			}
		}
		t.Logf("%d kills, %d events, %d checkpoints, %d of them seen", kills.Load(), len(leaves), len(checkpoints), len(seen.checkpoints))
	})
}

// killed starts a process and kills it: a while after its first answer, or, if
// early, a while after it was started. It notes which deeds were answered, and
// returns how many events those had.
func killed(t *testing.T, dsn, folder string, early bool, answered map[int64]bool) (events int64) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), victimStore+"="+storetest.ForVictim(t, dsn), victimFolder+"="+folder)
	var said bytes.Buffer
	child.Stderr = &said
	out, err := child.StdoutPipe()
	if err != nil {
		t.Error(err)
		return 0
	}
	if err := child.Start(); err != nil {
		t.Error(err)
		return 0
	}
	kill := func() { _ = child.Process.Kill() } // it can have ended only by a failure, which it has said
	if early {
		time.AfterFunc(rand.N(100*time.Millisecond), kill)
	}
	lines := bufio.NewScanner(out)
	for first := !early; lines.Scan(); first = false {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			t.Errorf("the process said %q", lines.Text())
		}
		answered[n] = true
		events += eventsOf(n)
		if first {
			time.AfterFunc(rand.N(150*time.Millisecond), kill)
		}
	}
	if err := child.Wait(); err == nil || said.Len() > 0 {
		t.Errorf("the process failed before it was killed: %s", said.String())
	}
	return events
}

// A watch is an outsider who looks at the newest checkpoint again and again.
type watch struct {
	checkpoints []store.LogCheckpoint
	stop, done  chan struct{}
}

func newWatch(h house) *watch {
	w := &watch{stop: make(chan struct{}), done: make(chan struct{})}
	go func() {
		defer close(w.done)
		for {
			err := h.store.View(context.Background(), func(tx *store.Tx) error {
				c, err := tx.LastCheckpoint()
				if err != nil || len(w.checkpoints) > 0 && c == w.checkpoints[len(w.checkpoints)-1] {
					return err
				}
				w.checkpoints = append(w.checkpoints, c)
				return nil
			})
			if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
				h.Error(err)
			}
			select {
			case <-w.stop:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return w
}

func (w *watch) end() { close(w.stop); <-w.done }

// leaves returns the bytes of all numbered events.
func (h house) leaves() (all [][]byte) {
	h.Helper()
	for {
		var page [][]byte
		err := h.store.View(h.Context(), func(tx *store.Tx) (err error) {
			page, err = tx.Leaves(int64(len(all))+1, 1000)
			return err
		})
		if err != nil {
			h.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// checkWhole fails unless every deed has all its events, each once, and each
// role one key. It returns the deeds.
func checkWhole(t *testing.T, leaves [][]byte) map[int64]bool {
	t.Helper()
	parts, ids, keys := map[int64]map[string]bool{}, map[scheme.EventID]bool{}, map[string]bool{}
	sizes := map[int64]string{}
	for i, leaf := range leaves {
		e, err := scheme.ParseLeaf(leaf)
		if err != nil || ids[e.ID] {
			t.Fatalf("event %d: %s is there again, or unreadable: %v", i+1, e.ID, err)
		}
		ids[e.ID] = true
		if e.Kind == scheme.KeyAdded {
			if keys[e.Facts["role"]] {
				t.Errorf("event %d: a second key for %s", i+1, e.Facts["role"])
			}
			keys[e.Facts["role"]] = true
			continue
		}
		n, err := strconv.ParseInt(string(e.Label), 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		if parts[n] == nil {
			parts[n] = map[string]bool{}
		}
		if parts[n][e.Facts["part"]] {
			t.Errorf("event %d: part %s of deed %d is there again", i+1, e.Facts["part"], n)
		}
		parts[n][e.Facts["part"]], sizes[n] = true, e.Facts["of"]
	}
	deeds := map[int64]bool{}
	for n, those := range parts {
		if sizes[n] != strconv.Itoa(len(those)) {
			t.Errorf("of deed %d there are %d events of %s", n, len(those), sizes[n])
		}
		deeds[n] = true
	}
	if len(keys) != len(publog.Roles) {
		t.Errorf("keys for %v", keys)
	}
	return deeds
}

// memoryTiles keeps tiles in memory.
type memoryTiles map[[2]int64][]byte

func (m memoryTiles) Tile(level int, n int64) ([]byte, error) {
	return m[[2]int64{int64(level), n}], nil
}

// checkTree makes the tree anew from the leaves and fails unless what is kept
// of it is the same, and every checkpoint is signed, of that tree, and goes on
// from the one before. It returns the checkpoints as signed.
func (h house) checkTree(leaves [][]byte) map[int64]string {
	h.Helper()
	edge, err := publog.ReadEdge(0, memoryTiles{})
	if err != nil {
		h.Fatal(err)
	}
	for _, leaf := range leaves {
		edge.Add(leaf)
	}
	tiles := memoryTiles{}
	for _, g := range edge.Grown() {
		tiles[[2]int64{int64(g.Level), g.N}] = g.Hashes
	}
	signed := map[int64]string{}
	err = h.store.View(h.Context(), func(tx *store.Tx) error {
		head, err := tx.LogHead()
		if err != nil || head != (publog.Head{Size: edge.Size(), Root: edge.Root()}) {
			h.Errorf("the head is %+v, the leaves make %d, %v: %v", head, edge.Size(), edge.Root(), err)
		}
		for at, want := range tiles {
			if got, err := tx.LogTiles().Tile(int(at[0]), at[1]); err != nil || !bytes.Equal(got, want) {
				h.Errorf("tile %v is not what the leaves make: %v", at, err)
			}
		}
		known, err := verifiers(tx)
		if err != nil {
			return err
		}
		for last := (publog.Head{}); ; {
			c, err := tx.CheckpointAt(last.Size + 1)
			if scheme.IsRefusal(err, scheme.Missing) {
				return nil
			}
			if err != nil {
				return err
			}
			signed[c.Size] = c.Signed
			read, _, err := publog.OpenCheckpoint([]byte(c.Signed), "labels.example/log", known...)
			if err := errors.Join(err, goesOn(tiles, last, c.Head)); err != nil || read.Head != c.Head {
				h.Errorf("checkpoint %d after %d: %v", c.Size, last.Size, err)
			}
			last = c.Head
		}
	})
	if err != nil {
		h.Fatal(err)
	}
	if signed[edge.Size()] == "" {
		h.Errorf("the last %d events are not signed", edge.Size())
	}
	return signed
}

// goesOn fails unless the tiles show that the tree of next goes on from last.
func goesOn(tiles publog.Tiles, last, next publog.Head) error {
	if last.Size == 0 {
		return nil
	}
	proof, err := tlog.ProveTree(next.Size, last.Size, publog.Hashes(tiles))
	if err != nil {
		return err
	}
	return tlog.CheckTree(proof, next.Size, next.Root, last.Size, last.Root)
}

func verifiers(tx *store.Tx) (known []note.Verifier, err error) {
	keys, err := tx.LogKeys(publog.Checkpoints)
	for _, k := range keys {
		v, fault := note.NewVerifier(k.Verifier)
		known, err = append(known, v), errors.Join(err, fault)
	}
	return known, err
}
