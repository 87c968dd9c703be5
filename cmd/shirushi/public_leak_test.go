package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shirushi/internal/demo"
	"shirushi/internal/store"
	"shirushi/internal/web/webtest"
)

// hidden is every word that is planted, as it stands or in the writing of
// letters, bytes and addresses that travel.
var hidden = regexp.MustCompile(`(?i)[ZYO]Q[DS][A-Z2-7]{26}Z|` + planted + `|` + strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(planted)), "=") + `|` + fmt.Sprintf("%x", planted))

// tells returns what of the planted an answer tells to one who asked for
// address. What was asked for itself is no news.
func tells(t *testing.T, address string, a answer) []string {
	t.Helper()
	text := a.header + "\n" + a.short + "\n" + webtest.LaidOpen(t, a.body)
	if _, query, asked := strings.Cut(address, "?"); asked {
		for _, own := range hidden.FindAllString(query, -1) {
			text = strings.ReplaceAll(text, own, "")
		}
	}
	if unescaped, err := url.QueryUnescape(text); err == nil {
		text += unescaped
	}
	return hidden.FindAllString(html.UnescapeString(text), -1)
}

// steady returns an answer without what is different each time.
func steady(a answer) string {
	body := string(a.body)
	if a.status != http.StatusOK {
		body = reference.ReplaceAllString(body, "")
	}
	body = formMark.ReplaceAllString(body, "")
	return fmt.Sprint(a.status, "\n", a.header, "\n", a.short, "\n", body)
}

// reference is the number of one answer, which is said with what went wrong.
var reference = regexp.MustCompile(`[A-Z2-7]{26}`)

// formMark is what a form for anybody carries so that it is taken once.
var formMark = regexp.MustCompile(`name="form" value="[A-Z2-7.0-9]+"`)

// reopened is a further process on the database of c, which keeps nothing of
// what c has shown.
func reopened(t *testing.T, c *crawl, clock *demo.Clock) *platform {
	t.Helper()
	next := c.p.config
	next.Data, next.Database = t.TempDir(), "sqlite:"+filepath.Join(c.p.config.Data, "shirushi.db")
	carryKeys(t, c.p.config.Data, next.Data)
	p, err := openPlatform(t.Context(), next, options{now: clock.Now, demo: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	if made, err := p.dumps.Make(t.Context()); err != nil || !made {
		t.Fatal("no files of the register:", made, err)
	}
	return p
}

// carryKeys copies the signing keys, as an operator does for a further process.
func carryKeys(t *testing.T, from, to string) {
	t.Helper()
	keys, err := filepath.Glob(filepath.Join(from, "keys", "signing", "*.key"))
	if err != nil || len(keys) == 0 {
		t.Fatal("no signing keys:", err)
	}
	folder := filepath.Join(to, "keys", "signing")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		b, err := os.ReadFile(key)
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, filepath.Base(key)), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestPublic_isSoundAndTellsNothingOfWhatIsHidden looks at everything that is
// public, plants what is hidden, and looks again: none of it is told, and
// nothing that is public reads otherwise for it.
func TestPublic_isSoundAndTellsNothingOfWhatIsHidden(t *testing.T) {
	t.Parallel()
	clock := new(demo.Clock)
	c := played(t, clock, t.TempDir())
	clock.Set(time.Now().Truncate(time.Second))
	u := c.prepare()
	before := walkOver(t, reopened(t, c, clock), c.publicAddresses(planted, planted[:7], planted+"-1", string(u), string(u)[10:]))
	pagesAreSound(t, before)
	packedIsTheSame(t, before, c.people[0])
	c.do(c.plant)
	c.do(func(tx *store.Tx) error { return c.plantHidden(tx, u) })
	if _, err := c.p.store.Sequence(t.Context(), c.p.desk.Day(clock.Now())); err != nil {
		t.Fatal(err)
	}
	after := before.again(reopened(t, c, clock))
	if got, want := len(after.seen), 300; got < want {
		t.Errorf("%d addresses only, want %d: the walk does not look", got, want)
	}
	kinds := map[string]int{}
	for _, address := range after.addresses() {
		a, b := before.seen[address], after.seen[address]
		if found := tells(t, address, b); len(found) > 0 {
			t.Errorf("%s tells %q", address, found)
		}
		if steady(a) != steady(b) {
			t.Errorf("%s reads otherwise because of what is hidden: %s", address, difference(steady(a), steady(b)))
		}
		kinds[kindOf(b)]++
	}
	t.Logf("%d addresses: %v", len(after.seen), kinds)
	clock.Set(clock.Now().AddDate(0, 0, 1))
	if err := signed(t.Context(), c.p); err != nil { // a status rests on what was signed
		t.Fatal(err)
	}
	tomorrow := before.again(reopened(t, c, clock))
	for _, address := range []string{"/ja/labels/" + string(u), "/en/labels", "/api/v1/labels/" + string(u), "/data/labels.csv", "/data/labels.ndjson.gz", "/data/labels.xlsx", "/ja/labels/" + string(u) + "/certificate.pdf"} {
		if len(tells(t, address, tomorrow.seen[address])) == 0 {
			t.Errorf("%s does not tell of the label when its day has come: the test plants nothing", address)
		}
	}
}

// kindOf returns what sort of file an answer is.
func kindOf(a answer) string {
	_, kind, _ := strings.Cut(a.header, "Content-Type: ")
	kind, _, _ = strings.Cut(kind, "\n")
	kind, _, _ = strings.Cut(kind, ";")
	return kind
}

// difference shows where two texts part.
func difference(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	around := func(s string) string { return s[max(0, min(n, len(s))-80):min(len(s), n+120)] }
	return fmt.Sprintf("%q is %q", around(a), around(b))
}

// A leak is found in whatever it is packed.
func TestTells_findsAPlantedWordInEveryWriting(t *testing.T) {
	t.Parallel()
	png := "\x89PNG\r\n\x1a\n" + "\x00\x00\x00\x11tEXtTitle " + planted + "CRC!"
	for name, a := range map[string]answer{
		"plain":   {body: []byte("x " + planted + "-1")},
		"header":  {header: "Etag: " + planted},
		"304":     {short: "Etag: " + planted},
		"base64":  {body: []byte(base64.StdEncoding.EncodeToString([]byte(planted)))},
		"hex":     {body: fmt.Appendf(nil, "%x", planted)},
		"case":    {body: []byte(strings.ToLower(planted))},
		"address": {body: []byte(strings.ReplaceAll(planted, "H", "%48"))},
		"html":    {body: []byte(strings.ReplaceAll(planted, "H", "&#72;"))},
		"picture": {body: []byte(png)},
	} {
		if len(tells(t, "/", a)) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	if got := tells(t, "/ja/labels?q="+planted, answer{body: []byte("no label for " + planted)}); len(got) > 0 {
		t.Errorf("what was asked for is called a leak: %q", got)
	}
	if got := tells(t, "/", answer{body: bytes.Repeat([]byte("nothing "), 100)}); len(got) > 0 {
		t.Errorf("found %q in nothing", got)
	}
}
