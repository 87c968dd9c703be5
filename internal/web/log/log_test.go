package log_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
	"shirushi/internal/web"
	"shirushi/internal/web/log"
	"shirushi/internal/web/webtest"
)

// A house is a log on a real store, as it is served.
type house struct {
	*testing.T
	http.Handler
	store  *store.Store
	keeper *keeper.Keeper
	keys   string // folder
	said   int
}

func open(t *testing.T) *house {
	t.Helper()
	s := storetest.SQLite(t)
	clock := func() time.Time { return webtest.Now }
	d := desk.New(s, clock)
	keys := t.TempDir()
	h := &house{T: t, store: s, keys: keys, keeper: keeper.New(d, s, keeper.In(keys), "labels.example", clock)}
	h.Handler = front(t, s, nil)
	return h
}

func front(t *testing.T, from log.Log, change func(*web.Config)) http.Handler {
	t.Helper()
	site := webtest.Site(t, change)
	mux := http.NewServeMux()
	log.Routes(mux, site, from)
	return site.Wrap(mux)
}

// say records and numbers n more events.
func (h *house) say(n int) {
	h.Helper()
	var facts []store.Fact
	for range n {
		h.said++
		e := scheme.Event{ID: scheme.EventID(fmt.Sprintf("%026d", h.said)), Kind: scheme.LabelIssued, Recorded: webtest.Now, Day: "2026-04-01",
			Facts: map[string]string{"level": "1", "n": strconv.Itoa(h.said)}}
		facts = append(facts, store.Fact{Event: e})
	}
	h.must(h.store.Update(h.Context(), func(tx *store.Tx) error { return tx.AddEvents(facts) }))
	_, err := h.store.Sequence(h.Context(), "2026-04-01")
	h.must(err)
}

// sign signs the log as far as it has grown.
func (h *house) sign() {
	h.Helper()
	h.must(h.keeper.Begin(h.Context()))
	_, err := h.store.Sequence(h.Context(), "2026-04-01")
	h.must(err)
	h.must(h.keeper.Vouch(h.Context()))
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// get returns what lies at an address of the log.
func (h *house) get(path string) []byte {
	h.Helper()
	w := webtest.Ask(h, "GET", "/log/"+path)
	if w.Code != http.StatusOK {
		h.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// checkpoint is the newest, verified by the keys that are served.
func (h *house) checkpoint() publog.Checkpoint {
	h.Helper()
	var known []note.Verifier
	for line := range strings.Lines(string(h.get("key"))) {
		words := strings.Fields(line)
		v, err := note.NewVerifier(words[2])
		h.must(err)
		if words[1] == string(publog.Checkpoints) {
			known = append(known, v)
		}
	}
	c, _, err := publog.OpenCheckpoint(h.get("checkpoint"), "labels.example/log", known...)
	h.must(err)
	return c
}

// served reads the tiles of a tree of this size as a client does: whole ones
// by their name, the last of each level by the width that the size gives.
type served struct {
	*house
	size int64
}

func (s served) Tile(level int, n int64) ([]byte, error) {
	width := min(s.size>>(8*level)-n*publog.Width, publog.Width)
	return s.get("tile/" + publog.TileName{Level: level, N: n, Width: int(width)}.String()), nil
}

// TestLog_isTheTreeOfItsCheckpoint reads a growing log from outside: at every
// size the tiles give the signed root, and the entries the lowest tiles.
func TestLog_isTheTreeOfItsCheckpoint(t *testing.T) {
	t.Parallel()
	h := open(t)
	var was publog.Checkpoint
	for _, more := range []int{0, 252, 1, 1, 700} { // 3 keys come first: 3, 255, 256, 257, 957
		h.say(more)
		h.sign()
		c := h.checkpoint()
		reader := publog.Hashes(served{h, c.Size})
		if root, err := tlog.TreeHash(c.Size, reader); err != nil || root != c.Root {
			t.Fatalf("the tiles of %d events give %v, signed is %v, %v", c.Size, root, c.Root, err)
		}
		for n := int64(0); n*publog.Width < c.Size; n++ {
			name := publog.TileName{N: n, Width: int(min(c.Size-n*publog.Width, publog.Width))}
			hashes := h.get("tile/" + name.String())
			name.Level = publog.EntriesLevel
			leaves, err := publog.ParseEntries(h.get("tile/" + name.String()))
			h.must(err)
			for i, leaf := range leaves {
				sum := tlog.RecordHash(leaf)
				if !bytes.Equal(sum[:], hashes[i*tlog.HashSize:][:tlog.HashSize]) {
					t.Fatalf("entry %d of bundle %d has another hash than its tile says", i, n)
				}
				if _, err := scheme.ParseLeaf(leaf); err != nil {
					t.Fatalf("entry %d of bundle %d is no event: %v", i, n, err)
				}
			}
			if len(leaves) != name.Width || len(hashes) != name.Width*tlog.HashSize {
				t.Fatalf("%s: %d leaves, %d bytes of hashes", name, len(leaves), len(hashes))
			}
		}
		if was.Size > 0 {
			proof, err := tlog.ProveTree(c.Size, was.Size, reader)
			h.must(err)
			h.must(tlog.CheckTree(proof, c.Size, c.Root, was.Size, was.Root))
		}
		was = c
	}
}

func TestLog_saysHowLongEachAnswerHolds(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.say(300)
	h.sign()
	const text, bytes = "text/plain; charset=utf-8", "application/octet-stream"
	for _, tt := range []struct{ path, kind, keep string }{
		{"/log/checkpoint", text, "public, max-age=5"},
		{"/log/key", text, "public, max-age=60"},
		{"/log/checkpoint/of/2", text, "public, max-age=60"},
		{"/log/tile/0/000", bytes, "public, max-age=31536000, immutable"},
		{"/log/tile/0/001.p/7", bytes, "public, max-age=31536000, immutable"},
		{"/log/tile/1/000.p/1", bytes, "public, max-age=31536000, immutable"},
		{"/log/tile/entries/001.p/9", bytes, "public, max-age=31536000, immutable"},
	} {
		w := webtest.Ask(h, "GET", tt.path, "Accept-Language", "en")
		head := w.Header()
		if w.Code != 200 || head.Get("Content-Type") != tt.kind || head.Get("Cache-Control") != tt.keep || strings.Contains(head.Get("Vary"), "Accept-Language") {
			t.Errorf("%s: %d %v", tt.path, w.Code, head)
		}
		if head.Get("Access-Control-Allow-Origin") != "*" || head.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
			t.Errorf("%s is closed to other sites: %v", tt.path, head)
		}
		tag := head.Get("ETag")
		if again := webtest.Ask(h, "GET", tt.path, "If-None-Match", tag); tag == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d", tt.path, again.Code)
		}
		if only := webtest.Ask(h, "HEAD", tt.path); only.Code != 200 || only.Body.Len() > 0 || only.Header().Get("ETag") != tag {
			t.Errorf("HEAD %s: %d %v", tt.path, only.Code, only.Header())
		}
		if w := webtest.Ask(h, "POST", tt.path); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %d", tt.path, w.Code)
		}
	}
}

// Entries are packed for who takes that, hashes for nobody.
func TestLog_packsEntriesOnly(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.say(300)
	h.sign()
	plain := webtest.Ask(h, "GET", "/log/tile/entries/000")
	packed := webtest.Ask(h, "GET", "/log/tile/entries/000", "Accept-Encoding", "gzip")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Header().Get("Vary") != "Accept-Encoding" || packed.Header().Get("ETag") == plain.Header().Get("ETag") {
		t.Errorf("%v", packed.Header())
	}
	if webtest.LaidOpen(t, packed.Body.Bytes()) != plain.Body.String() || packed.Body.Len() > plain.Body.Len()/2 {
		t.Errorf("%d bytes packed, %d plain", packed.Body.Len(), plain.Body.Len())
	}
	if w := webtest.Ask(h, "GET", "/log/tile/0/000", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" || w.Header().Get("Vary") != "" {
		t.Errorf("hashes: %v", w.Header())
	}
}

// TestLog_refusesWhatIsNotThere asks for what a tree of 303 events does not
// have, in every wrong way of writing.
func TestLog_refusesWhatIsNotThere(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.say(300)
	h.sign()
	h.say(5) // numbered, but not signed
	for _, tile := range []string{
		"0/001", "0/001.p/48", "0/002.p/1", "1/000", "1/000.p/2", "2/000.p/1", "6/000.p/1", "entries/001", "entries/001.p/48", "entries/999", // not filled so far
		"0/x999/x999/x999/x999/x999/999", "entries/x999/x999/x999/x999/999.p/255", // numbers beyond any tree
		"", "0", "0/", "0/0", "0/000.p/0", "0/000.p/256", "0/000.p/-1", "0/000.p/1/", "-1/000", "7/000", "64/000", "00/000", "0/1000", "0/x000/000", "entries", "entries/", "data/000",
		"0/000.p%2F0", "0/%2e%2e", "0/000?", "0/" + strings.Repeat("x001/", 300) + "001", "0/٠٠٠",
	} {
		for lang, word := range map[string]string{"ja": "タイル", "en": "tile"} {
			w := webtest.Ask(h, "GET", "/log/tile/"+tile, "Accept-Language", lang)
			if tile == "0/000?" { // an empty query names the same tile
				if w.Code != 200 {
					t.Errorf("%s: %d", tile, w.Code)
				}
				continue
			}
			var problem web.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code != http.StatusNotFound || !strings.Contains(strings.ToLower(problem.Detail), word) {
				t.Errorf("%s %s: %d %s", tile, lang, w.Code, w.Body)
			}
			if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("ETag") != "" {
				t.Errorf("%s: %v", tile, w.Header())
			}
		}
	}
	h.sign()
	h.get("tile/0/001.p/52")
}

// Who was away while a key changed gets the checkpoint that both have signed.
func TestCheckpointOf_isTheFirstWithAnEvent(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sign() // 3 events, the keys
	first := h.get("checkpoint")
	_, err := h.keeper.Rotate(t.Context(), scheme.System(), publog.Checkpoints, false)
	h.must(err)
	h.sign()
	both := h.get("checkpoint")
	h.say(2)
	h.sign()
	for size, want := range map[string][]byte{"1": first, "3": first, "4": both, "5": h.get("checkpoint"), "6": h.get("checkpoint")} {
		if got := h.get("checkpoint/of/" + size); !bytes.Equal(got, want) {
			t.Errorf("of %s: %s\nwant %s", size, got, want)
		}
	}
	if bytes.Count(both, []byte("\n— labels.example/log ")) != 2 {
		t.Errorf("both keys have not signed: %s", both)
	}
	for _, size := range []string{"0", "7", "-1", "+1", "01", "1e3", "x", "99999999999999999999", "9223372036854775807"} {
		for lang, word := range map[string]string{"ja": "件数", "en": "so many events"} {
			if w := webtest.Ask(h, "GET", "/log/checkpoint/of/"+size, "Accept-Language", lang); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), word) {
				t.Errorf("of %s: %d %s", size, w.Code, w.Body)
			}
		}
	}
}

func TestLog_beforeTheFirstCheckpoint(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.say(3) // no key: nothing can be signed
	h.must(h.keeper.Vouch(t.Context()))
	for _, path := range []string{"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"} {
		w := webtest.Ask(h, "GET", "/log/"+path, "Accept-Language", "en")
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "has not been signed yet") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if got := h.get("key"); len(got) > 0 {
		t.Errorf("keys: %s", got)
	}
	for lang, want := range map[string]string{"ja": "まだ署名されていません", "en": "has not been signed yet"} {
		if w := webtest.Ask(h, "GET", "/"+lang+"/log"); w.Code != 200 || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "tile/0/") {
			t.Errorf("%s: %d", lang, w.Code)
		}
	}
}

func TestKeys_areToldInOrder(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sign()
	old, err := filepath.Glob(filepath.Join(h.keys, "*statements*"))
	h.must(err)
	h.must(os.Remove(old[0]))
	added, err := h.keeper.Rotate(t.Context(), scheme.System(), publog.Statements, true)
	h.must(err)
	if strings.Contains(string(h.get("key")), added) {
		t.Error("a key is told before the log tells of it")
	}
	h.sign()
	lines := strings.Split(strings.TrimSpace(string(h.get("key"))), "\n")
	if len(lines) != 4 || lines[3] != "4 statements "+added+" lost" {
		t.Fatalf("%q", lines)
	}
	for i, role := range publog.Roles {
		found := false
		for n, line := range lines[:3] {
			words := strings.Fields(line)
			found = found || words[0] == strconv.Itoa(n+1) && words[1] == string(role) && strings.HasPrefix(words[2], "labels.example/"+string(role)+"+") && len(words) == 3
		}
		if !found {
			t.Errorf("role %d, %s, is not told of: %q", i, role, lines)
		}
	}
	for _, lang := range []string{"ja", "en"} {
		body := webtest.Ask(h, "GET", "/"+lang+"/log").Body.String()
		if !strings.Contains(body, strings.ReplaceAll(added, "+", "&#43;")) && !strings.Contains(body, added) {
			t.Errorf("%s: the page does not name the new key", lang)
		}
	}
}

// A cosigned log gives a checkpoint that others have signed too.
type cosigned struct {
	log.Log
	note string
}

func (c cosigned) NewestCheckpoint(context.Context, time.Time) (string, time.Time, error) {
	return c.note, webtest.Now, nil
}

func TestPage_saysWhatHoldsNowAndWhoSigned(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.say(1500)
	h.sign()
	c := h.checkpoint()
	for lang, want := range map[string][]string{
		"ja": {"1,503件", "2026年4月1日 12:00（日本時間）", "事務局だけが示しているものです", "製品に弱点がないこと"},
		"en": {"1,503", "1 April 2026, 12:00", "stated by the office alone", "no weaknesses"},
	} {
		w := webtest.Ask(h, "GET", "/"+lang+"/log")
		for _, one := range append(want, strings.Split(c.Text(), "\n")[0], "/log/tile/entries/000", "/log/key", "/log/checkpoint", `href="/`+lang+`/log"`) {
			if !strings.Contains(w.Body.String(), one) {
				t.Errorf("%s: no %q", lang, one)
			}
		}
	}
	witness, err := publog.NewKey("witness.example")
	h.must(err)
	signed, err := c.Sign(witness)
	h.must(err)
	both := string(h.get("checkpoint")) + strings.SplitN(string(signed), "\n\n", 2)[1]
	body := webtest.Ask(front(t, cosigned{h.store, both}, nil), "GET", "/en/log").Body.String()
	if !strings.Contains(body, "witness.example") || strings.Contains(body, "stated by the office alone") {
		t.Error("the page does not say who cosigned")
	}
	if w := webtest.Ask(front(t, cosigned{h.store, "nonsense"}, nil), "GET", "/en/log"); w.Code != http.StatusInternalServerError {
		t.Errorf("what is no checkpoint is shown: %d", w.Code)
	}
}

func TestCheckpoint_ofADayIsThatWhichWitnessesCosigned(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sign()
	size := h.checkpoint().Size
	for day, at := range map[scheme.Date]time.Time{"2026-03-31": webtest.Now.AddDate(0, 0, -1), "2026-04-01": webtest.Now} {
		h.must(h.store.Update(t.Context(), func(tx *store.Tx) error {
			return tx.AddCosignature(store.LogCosignature{Size: size, Cosignature: publog.Cosignature{By: "witness.example", At: at, Line: "— witness.example " + string(day) + "\n"}, Day: day}, webtest.Now)
		}))
	}
	for day, keep := range map[string]string{"2026-03-31": "public, max-age=3600", "2026-04-01": "public, max-age=5"} {
		w := webtest.Ask(h, "GET", "/log/checkpoint/"+day)
		if w.Code != 200 || !strings.HasSuffix(w.Body.String(), "— witness.example "+day+"\n") || w.Header().Get("Cache-Control") != keep {
			t.Errorf("%s: %d %v %s", day, w.Code, w.Header(), w.Body)
		}
	}
	if newest := string(h.get("checkpoint")); !strings.Contains(newest, "witness.example 2026-04-01") {
		t.Errorf("the newest goes without its cosignature: %s", newest)
	}
	for day, want := range map[string]string{"2026-03-30": "No witness cosigned a checkpoint on 30 March 2026", "2026-02-30": "four digits", "yesterday": "four digits", "2026-4-1": "four digits"} {
		w := webtest.Ask(h, "GET", "/log/checkpoint/"+day, "Accept-Language", "en")
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s", day, w.Code, w.Body)
		}
	}
}

func TestLog_leadsToThePageInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h := open(t)
	for _, path := range []string{"/log", "/log/"} {
		w := webtest.Ask(h, "GET", path, "Accept-Language", "en")
		if w.Code != http.StatusFound || w.Header().Get("Location") != "/en/log" || !strings.Contains(w.Header().Get("Vary"), "Accept-Language") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
}

// A flood is turned away like any other, in a way that programs of other
// sites can read.
func TestLog_floodIsTurnedAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.sign()
	limited := front(t, h.store, func(c *web.Config) { c.Limits = web.Limits{PerMinute: 60, Burst: 3} })
	for i := range 5 {
		w := webtest.Ask(limited, "GET", "/log/tile/0/000.p/1")
		if i < 3 && w.Code != 200 {
			t.Fatalf("request %d: %d", i, w.Code)
		}
		if i >= 3 && (w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Content-Type") != "application/problem+json") {
			t.Errorf("request %d: %d %v", i, w.Code, w.Header())
		}
	}
}
