package publog_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"shirushi/internal/publog"
)

// tiles keeps tiles in memory.
type tiles map[[2]int64][]byte

func (t tiles) Tile(level int, n int64) ([]byte, error) { return t[[2]int64{int64(level), n}], nil }

// grow adds leaves as the sequencer does.
func (t tiles) grow(tb interface{ Fatal(...any) }, size int64, leaves ...[]byte) publog.Head {
	e, err := publog.ReadEdge(size, t)
	if err != nil {
		tb.Fatal(err)
	}
	for _, leaf := range leaves {
		e.Add(leaf)
	}
	for _, g := range e.Grown() {
		at := [2]int64{int64(g.Level), g.N}
		if len(t[at]) != g.From*tlog.HashSize {
			tb.Fatal(fmt.Sprintf("tile %v: grows from %d, has %d bytes", at, g.From, len(t[at])))
		}
		if !bytes.HasPrefix(g.Hashes, t[at]) {
			tb.Fatal(fmt.Sprintf("tile %v is rewritten", at))
		}
		t[at] = g.Hashes
	}
	return publog.Head{Size: e.Size(), Root: e.Root()}
}

func leaf(i int64) []byte { return fmt.Appendf(nil, "leaf %d", i) }

// TestEdge_isTheTreeOfTlog lets a tree grow in steps of any size: after each
// its root, and proofs made of its tiles, are those of golang.org/x/mod.
func TestEdge_isTheTreeOfTlog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kept := tiles{}
		var stored []tlog.Hash
		reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
			var out []tlog.Hash
			for _, i := range indexes {
				out = append(out, stored[i])
			}
			return out, nil
		})
		var head publog.Head
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			var leaves [][]byte
			for range rapid.SampledFrom([]int{0, 1, 2, 3, 255, 256, 257, 1000}).Draw(t, "more") {
				n := head.Size + int64(len(leaves))
				hashes, err := tlog.StoredHashes(n, leaf(n), reader)
				if err != nil {
					t.Fatal(err)
				}
				stored, leaves = append(stored, hashes...), append(leaves, leaf(n))
			}
			head = kept.grow(t, head.Size, leaves...)
			want, err := tlog.TreeHash(head.Size, reader)
			if err != nil || head.Root != want {
				t.Fatalf("root of %d leaves is %v, want %v, %v", head.Size, head.Root, want, err)
			}
		}
		if head.Size == 0 {
			return
		}
		n := rapid.Int64Range(0, head.Size-1).Draw(t, "leaf")
		proof, err := tlog.ProveRecord(head.Size, n, publog.Hashes(kept))
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckRecord(proof, head.Size, head.Root, n, tlog.RecordHash(leaf(n))); err != nil {
			t.Fatalf("leaf %d of %d: %v", n, head.Size, err)
		}
		old, err := tlog.TreeHash(n+1, publog.Hashes(kept))
		if err != nil {
			t.Fatal(err)
		}
		tree, err := tlog.ProveTree(head.Size, n+1, publog.Hashes(kept))
		if err != nil {
			t.Fatal(err)
		}
		if err := tlog.CheckTree(tree, head.Size, head.Root, n+1, old); err != nil {
			t.Fatalf("tree of %d in %d: %v", n+1, head.Size, err)
		}
	})
}

func TestReadEdge_refusesTilesThatAreShort(t *testing.T) {
	t.Parallel()
	kept := tiles{}
	var leaves [][]byte
	for i := range int64(300) {
		leaves = append(leaves, leaf(i))
	}
	kept.grow(t, 0, leaves...)
	for _, size := range []int64{299, 301, 512} {
		if _, err := publog.ReadEdge(size, kept); size != 512 && err == nil {
			t.Errorf("read as a tree of %d leaves, of which there are 300", size)
		}
	}
	delete(kept, [2]int64{1, 0})
	if _, err := publog.ReadEdge(300, kept); err == nil {
		t.Error("read without its second level")
	}
}

func TestTileName_writtenAsReadAndNoOtherWay(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]publog.TileName{
		"0/000":                 {0, 0, 256},
		"0/000.p/1":             {0, 0, 1},
		"1/x001/x234/067.p/255": {1, 1234067, 255},
		"entries/x012/345":      {publog.EntriesLevel, 12345, 256},
		"entries/001.p/9":       {publog.EntriesLevel, 1, 9},
	} {
		if got, err := publog.ParseTileName(s); err != nil || got != want {
			t.Errorf("%s: %+v, %v; want %+v", s, got, err, want)
		}
		if got := want.String(); got != s {
			t.Errorf("%+v is written %s, want %s", want, got, s)
		}
	}
	for _, s := range []string{"", "0", "0/", "0/0", "0/00", "0/0000", "00/000", "7/000", "-1/000", "0/x000/001", "0/001/002", "0/x001", "0/000.p/0", "0/000.p/256",
		"0/000.p/01", "0/000.p", "0/000.p/", "0/000.p/1/", "entries", "entries/", "Entries/000", "0/+01", "0/x001/x2/003", "0/" + strings.Repeat("x999/", 40) + "999", "8/000", "0/1e2"} {
		if got, err := publog.ParseTileName(s); !errors.Is(err, publog.ErrName) {
			t.Errorf("%q is read as %+v, %v", s, got, err)
		}
	}
}

func TestEntries_readAsWritten(t *testing.T) {
	t.Parallel()
	leaves := [][]byte{[]byte("one"), {}, bytes.Repeat([]byte("x"), publog.MostLeaf)}
	b, err := publog.Entries(leaves)
	if err != nil {
		t.Fatal(err)
	}
	got, err := publog.ParseEntries(b)
	if err != nil || len(got) != 3 || !bytes.Equal(got[0], leaves[0]) || len(got[1]) != 0 || !bytes.Equal(got[2], leaves[2]) {
		t.Errorf("read %d leaves, %v", len(got), err)
	}
	for _, short := range [][]byte{b[:len(b)-1], b[:1], {0}} {
		if _, err := publog.ParseEntries(short); err == nil {
			t.Errorf("%d bytes are read", len(short))
		}
	}
	if _, err := publog.Entries([][]byte{make([]byte, publog.MostLeaf+1)}); err == nil {
		t.Error("a leaf that is too long is written")
	}
}

func TestCheckpoint_opensOnlyAsSigned(t *testing.T) {
	t.Parallel()
	key := newKey(t, "labels.example/log")
	verifier := verifierOf(t, key)
	c := publog.Checkpoint{Origin: "labels.example/log", Head: publog.Head{Size: 12, Root: tlog.RecordHash([]byte("root"))}}
	signed, err := c.Sign(key)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := publog.OpenCheckpoint(signed, c.Origin, verifier)
	if err != nil || got != c {
		t.Errorf("opened as %+v, %v", got, err)
	}
	other := verifierOf(t, newKey(t, "labels.example/log"))
	for name, fault := range map[string]func() error{
		"another log": func() error { _, _, err := publog.OpenCheckpoint(signed, "other.example/log", verifier); return err },
		"another key": func() error { _, _, err := publog.OpenCheckpoint(signed, c.Origin, other); return err },
		"another size": func() error {
			_, _, err := publog.OpenCheckpoint(bytes.Replace(signed, []byte("\n12\n"), []byte("\n13\n"), 1), c.Origin, verifier)
			return err
		},
		"no signature":   func() error { _, _, err := publog.OpenCheckpoint([]byte(c.Text()), c.Origin, verifier); return err },
		"a leading zero": func() error { _, err := publog.ParseCheckpoint("o\n012\n" + c.Text()[22:]); return err },
		"no root":        func() error { _, err := publog.ParseCheckpoint("o\n12\nAAAA\n"); return err },
		"two lines":      func() error { _, err := publog.ParseCheckpoint("o\n12\n"); return err },
	} {
		if fault() == nil {
			t.Errorf("%s: opened", name)
		}
	}
}

func TestKey_readAsKept(t *testing.T) {
	t.Parallel()
	key := newKey(t, publog.Statements.Name("labels.example"))
	again, err := publog.ParseKey(key.Secret() + "\n")
	if err != nil || again.Verifier != key.Verifier || again.Name() != "labels.example/statements" {
		t.Errorf("read as %s, %v", again.Verifier, err)
	}
	for _, bad := range []string{"", key.Verifier, key.Secret()[:40], strings.Replace(key.Secret(), "labels", "other", 1)} {
		if _, err := publog.ParseKey(bad); err == nil {
			t.Errorf("%q is a key", bad)
		}
	}
}

func newKey(t *testing.T, name string) publog.Key {
	t.Helper()
	k, err := publog.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func verifierOf(t *testing.T, k publog.Key) note.Verifier {
	t.Helper()
	v, err := note.NewVerifier(k.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
