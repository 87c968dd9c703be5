package shelf

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func open(t *testing.T, limit int64) *Shelf {
	t.Helper()
	s, err := Open(t.TempDir(), limit)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func page(text string) Page { return Page{Body: []byte(text), Until: 20260401} }

func put(t *testing.T, s *Shelf, key string, p Page) {
	t.Helper()
	if kept, err := s.Put(s.Begin(key), p); err != nil || !kept {
		t.Fatalf("put %s: kept %v, %v", key, kept, err)
	}
}

func onShelf(s *Shelf, key string, day uint32) string {
	b, _, ok := s.Get(nil, key, day, [][]byte{[]byte("TODAY"), []byte("2026")})
	if !ok {
		return "nothing"
	}
	return string(b)
}

func TestShelf_givesThePageWithItsHolesFilled(t *testing.T) {
	t.Parallel()
	s := open(t, 1<<20)
	put(t, s, "/ja/1", Page{Body: []byte("as of  and "), Holes: []Hole{{6, 0}, {11, 1}}, Until: 20260401})
	if got := onShelf(s, "/ja/1", 20260401); got != "as of TODAY and 2026" {
		t.Errorf("got %q", got)
	}
	if got := onShelf(s, "/ja/1", 20260402); got != "nothing" {
		t.Errorf("after its last day: %q", got)
	}
	if got := onShelf(s, "/en/1", 20260401); got != "nothing" {
		t.Errorf("another key: %q", got)
	}
}

func TestCut_isUndoneByFilling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOf(rapid.SampledFrom([]string{"<A>", "<BB>", "<", "A", ">", "text"})).Draw(t, "text"), "")
		got, ok := Cut([]byte(text), "<A>", "<BB>").Filled(nil, [][]byte{[]byte("[a]"), []byte("")})
		want := strings.NewReplacer("<A>", "[a]", "<BB>", "").Replace(text)
		if !ok || string(got) != want {
			t.Fatalf("%v %q instead of %q", ok, got, want)
		}
	})
}

func TestShelf_tagChangesWithThePageOnly(t *testing.T) {
	t.Parallel()
	s := open(t, 1<<20)
	tag := func(key string, fill string) string {
		_, tag, ok := s.Get(nil, key, 1, [][]byte{[]byte(fill)})
		if !ok {
			t.Fatal("not kept")
		}
		return fmt.Sprintf("%x", tag)
	}
	put(t, s, "a", Page{Body: []byte("one"), Holes: []Hole{{1, 0}}, Until: 9})
	put(t, s, "b", Page{Body: []byte("one"), Holes: []Hole{{2, 0}}, Until: 9})
	put(t, s, "c", Page{Body: []byte("two"), Holes: []Hole{{1, 0}}, Until: 9})
	if tag("a", "x") != tag("a", "y") || tag("a", "x") == tag("b", "x") || tag("a", "x") == tag("c", "x") {
		t.Error("tags do not tell the pages apart, or tell one page from itself")
	}
}

func TestShelf_whatWasBegunBeforeADropIsNotKept(t *testing.T) {
	t.Parallel()
	s := open(t, 1<<20)
	ticket := s.Begin("k") // reads the label as it was
	s.Drop("k")            // the label changes
	if kept, err := s.Put(ticket, page("as it was")); kept || err != nil {
		t.Errorf("kept %v, %v", kept, err)
	}
	ticket = s.Begin("k")
	if err := s.DropAll(); err != nil {
		t.Fatal(err)
	}
	if kept, err := s.Put(ticket, page("under the old data")); kept || err != nil {
		t.Errorf("after DropAll: kept %v, %v", kept, err)
	}
	put(t, s, "k", page("as it is"))
	s.Drop("k")
	if got := onShelf(s, "k", 1); got != "nothing" {
		t.Errorf("dropped, and yet %q", got)
	}
}

func TestShelf_leavesNothingInItsFolder(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s, err := Open(folder, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	put(t, s, "k", page("text"))
	left, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(left) > 0 {
		t.Errorf("%v", left)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if kept, err := s.Put(s.Begin("k"), page("text")); kept || err != nil || onShelf(s, "k", 1) != "nothing" {
		t.Errorf("closed: kept %v, %v", kept, err)
	}
	s.Drop("k")
}

func TestShelf_aFolderThatIsNotThereIsAFailure(t *testing.T) {
	t.Parallel()
	if _, err := Open(filepath.Join(t.TempDir(), "none"), 1<<20); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

func TestShelf_beginsAnewWhenItIsFull(t *testing.T) {
	t.Parallel()
	s := open(t, 20_000)
	most := int64(0)
	for i := range 200 {
		key := fmt.Sprintf("k%d", i)
		if _, err := s.Put(s.Begin(key), page(strings.Repeat(key+"-", 100+i))); err != nil {
			t.Fatal(err)
		}
		most = max(most, s.Measure().Bytes)
	}
	if most == 0 || s.Measure().Pages == 200 {
		t.Errorf("%+v: never full", s.Measure())
	}
	put(t, s, "last", page("room again"))
	if onShelf(s, "last", 1) != "room again" {
		t.Error("keeps nothing any more")
	}
	if kept, err := s.Put(s.Begin("large"), Page{Body: bytes.Repeat([]byte("x"), longestRun+1)}); kept || err != nil {
		t.Errorf("too large: kept %v, %v", kept, err)
	}
}

// TestShelf_isAMap compares a shelf with a plain map over any sequence of
// puts and drops.
func TestShelf_isAMap(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		s, err := Open(folder, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		want := map[string]string{}
		key := rapid.Custom(func(t *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, 2000).Draw(t, "n")) })
		for range rapid.IntRange(0, 300).Draw(t, "steps") {
			k := key.Draw(t, "key")
			switch rapid.IntRange(0, 5).Draw(t, "deed") {
			case 0:
				s.Drop(k)
				delete(want, k)
			default:
				text := "page of " + k + rapid.StringN(0, 5, 20).Draw(t, "text")
				if kept, err := s.Put(s.Begin(k), page(text)); !kept || err != nil {
					t.Fatalf("kept %v, %v", kept, err)
				}
				want[k] = text
			}
		}
		for k, text := range want {
			if got := onShelf(s, k, 1); got != text {
				t.Fatalf("%s: %q instead of %q", k, got, text)
			}
		}
		if m := s.Measure(); m.Pages != len(want) {
			t.Fatalf("%d pages instead of %d", m.Pages, len(want))
		}
	})
}

// TestStripe_isAMap tries the table where its searches are long.
func TestStripe_isAMap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var table stripe
		want := map[uint64]uint64{}
		hash := rapid.Custom(func(t *rapid.T) uint64 {
			return rapid.Uint64Range(1, 40).Draw(t, "low") | rapid.Uint64Range(0, 3).Draw(t, "high")<<62
		})
		for range rapid.IntRange(0, 200).Draw(t, "steps") {
			h := hash.Draw(t, "hash")
			if rapid.Bool().Draw(t, "remove") {
				table.remove(h)
				delete(want, h)
			} else {
				at := rapid.Uint64().Draw(t, "at")
				table.put(h, at)
				want[h] = at
			}
		}
		for h := uint64(1); h < 1<<20; h = h + 1 + h>>8 {
			at, ok := table.get(h)
			if w, there := want[h]; ok != there || at != w {
				t.Fatalf("%x: %d %v instead of %d %v", h, at, ok, w, there)
			}
		}
		for h, w := range want {
			if at, ok := table.get(h); !ok || at != w {
				t.Fatalf("%x: %d %v instead of %d", h, at, ok, w)
			}
		}
	})
}

// TestShelf_neverGivesWhatWasDropped lets readers, makers and droppers run at
// once: no reader may see a version older than the last one dropped before it
// asked.
func TestShelf_neverGivesWhatWasDropped(t *testing.T) {
	t.Parallel()
	s := open(t, 200_000) // is full now and then
	var version [16]struct {
		sync.Mutex
		now uint32
	}
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 3000 {
				n := (i*7 + worker) % len(version)
				v, key := &version[n], fmt.Sprint("label ", n)
				switch {
				case i%50 == 49: // a deed: commit, then drop, then answer
					v.Lock()
					v.now++
					s.Drop(key)
					v.Unlock()
				default:
					v.Lock()
					least := v.now
					v.Unlock()
					b, _, ok := s.Get(nil, key, 1, nil)
					if !ok {
						ticket := s.Begin(key)
						v.Lock()
						read := v.now
						v.Unlock()
						if _, err := s.Put(ticket, page(fmt.Sprintf("%s %d", key, read))); err != nil {
							t.Error(err)
						}
						continue
					}
					var got uint32
					var name int
					if _, err := fmt.Sscanf(string(b), "label %d %d", &name, &got); err != nil || name != n || got < least {
						t.Errorf("read %q when version %d of %d was done: %v", b, least, n, err)
					}
				}
			}
		})
	}
	all.Wait()
}

func BenchmarkShelf_get(b *testing.B) {
	s, err := Open(b.TempDir(), 1<<30)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var text bytes.Buffer
	for i := range 900 {
		fmt.Fprintf(&text, "<p>line %d of a page</p>", i)
	}
	for i := range 1000 {
		body := strings.ReplaceAll(text.String(), "8", fmt.Sprintf(" %d ", i))
		if _, err := s.Put(s.Begin(fmt.Sprint(i)), page(body)); err != nil {
			b.Fatal(err)
		}
	}
	var out []byte
	for i := 0; b.Loop(); i++ {
		var ok bool
		if out, _, ok = s.Get(out[:0], fmt.Sprint(i%1000), 1, nil); !ok {
			b.Fatal("not there")
		}
	}
	b.ReportMetric(float64(s.Measure().Bytes)/1000, "bytes/page")
}
