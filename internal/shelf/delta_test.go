package shelf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// alike draws a page that shares some of its parts with others of its kind.
func alike(t *rapid.T, label string) []byte {
	part := rapid.OneOf(
		rapid.SampledFrom([]string{"<li class=\"answer\">", "<p class=\"answer-verdict verdict-conforms\">", "</p></li>\n", "登録番号", "a"}),
		rapid.StringN(0, 30, 60),
	)
	return []byte(strings.Join(rapid.SliceOfN(part, 0, 60).Draw(t, label), ""))
}

func TestDelta_readsBackWhatItWrote(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSkeleton(alike(t, "skeleton"))
		page := alike(t, "page")
		before := []byte("kept before")
		got, err := s.read(before, s.write(nil, page), len(page))
		if err != nil || string(got) != "kept before"+string(page) {
			t.Fatalf("%v: %q instead of %q", err, got, page)
		}
	})
}

func TestDelta_writesOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	page := func(name string) []byte {
		var b bytes.Buffer
		for i := range 400 {
			fmt.Fprintf(&b, "<p>line %d of %s</p>\n", i*i, map[bool]string{true: name, false: "the scheme"}[i%100 == 0])
		}
		return b.Bytes()
	}
	s := newSkeleton(page("one product"))
	if n := len(s.write(nil, page("another product"))); n > 100 {
		t.Errorf("%d bytes for a page of %d that differs in four names", n, len(page("x")))
	}
}

func FuzzDelta_hostileRunsAreRefused(f *testing.F) {
	s := newSkeleton([]byte(strings.Repeat("the same for all pages ", 20)))
	f.Add([]byte{3, 'a', 'b', 'c', 0}, 3)
	f.Add(s.write(nil, s.text), len(s.text))
	f.Add([]byte{0, 255, 255, 255, 255, 15, 1}, 10)
	f.Fuzz(func(t *testing.T, runs []byte, size int) {
		out, err := s.read(nil, runs, size)
		if err == nil && len(out) != size {
			t.Errorf("%d bytes instead of %d", len(out), size)
		}
	})
}
