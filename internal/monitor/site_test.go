package monitor_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/monitor"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

var noon = time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC)

// A label is what the fake site says of one.
type label struct {
	Number      string   `json:"number"`
	Status      string   `json:"status"`
	AsOf        string   `json:"as_of"`
	Level       string   `json:"level"`
	Edition     string   `json:"edition"`
	Evaluator   string   `json:"evaluator_class"`
	ValidFrom   string   `json:"valid_from"`
	ValidTo     string   `json:"valid_to"`
	FirstIssued string   `json:"first_issued"`
	Withdrawn   *string  `json:"withdrawn"`
	Revoked     *string  `json:"revoked"`
	Product     struct { // as the API has it
		Models []string `json:"models"`
	} `json:"product"`
}

type change struct {
	Number   int64                        `json:"number"`
	Leaf     string                       `json:"leaf"`
	Openings map[string]map[string]string `json:"openings"`
	Withheld []string                     `json:"withheld"`
}

// A fake is a site with its log, which a test can make lie in every way.
type fake struct {
	*testing.T
	server *httptest.Server
	folder string
	tell   []monitor.Finding
	report monitor.Report
	change func(*monitor.Options)

	mu       sync.Mutex
	now      time.Time
	keys     []publog.Key // that sign
	leaves   [][]byte
	given    [][]byte // as entries; what the tree holds when nil
	tiles    map[[2]int64][]byte
	head     publog.Head
	signed   []byte
	history  map[int64][]byte // checkpoints by their size
	labels   map[string]*label
	pages    map[string]string // status on the page for people, where it is another
	openings map[int64]scheme.Opening
	numbered int64                                         // events that have a number; as many as are signed when fewer
	answer   func(http.ResponseWriter, *http.Request) bool // answers instead
	asked    map[string]int
}

func newFake(t *testing.T) *fake {
	t.Helper()
	f := &fake{T: t, folder: t.TempDir(), now: noon, tiles: map[[2]int64][]byte{}, head: publog.Head{Root: publog.NoLeaves}, labels: map[string]*label{},
		pages: map[string]string{}, openings: map[int64]scheme.Opening{}, asked: map[string]int{}}
	f.server = httptest.NewServer(f)
	t.Cleanup(f.server.Close)
	f.keys = []publog.Key{f.newKey()}
	f.add(f.keyEvent(f.keys[0], ""))
	return f
}

func (f *fake) newKey() publog.Key {
	f.Helper()
	k, err := publog.NewKey("labels.example/log")
	if err != nil {
		f.Fatal(err)
	}
	return k
}

func (f *fake) event(kind scheme.EventKind, number string, day scheme.Date, facts map[string]string) scheme.Event {
	return scheme.Event{ID: scheme.EventID(fmt.Sprintf("%026d", len(f.leaves)+1)), Kind: kind, Recorded: f.now, Day: day, Label: scheme.LabelNumber(number), Facts: facts}
}

func (f *fake) keyEvent(k publog.Key, before string) scheme.Event {
	facts := map[string]string{"role": "log", "verifier": k.Verifier}
	if before != "" {
		facts["before"] = before
	}
	return f.event(scheme.KeyAdded, "", scheme.DateOf(f.now), facts)
}

// add puts events into the log; grow signs it.
func (f *fake) add(events ...scheme.Event) {
	for _, e := range events {
		f.leaves = append(f.leaves, e.Leaf())
	}
}

func (f *fake) grow() {
	f.Helper()
	edge, err := publog.ReadEdge(f.head.Size, f)
	if err != nil {
		f.Fatal(err)
	}
	for _, leaf := range f.leaves[f.head.Size:] {
		edge.Add(leaf)
	}
	for _, g := range edge.Grown() {
		f.tiles[[2]int64{int64(g.Level), g.N}] = g.Hashes
	}
	f.head = publog.Head{Size: edge.Size(), Root: edge.Root()}
	f.sign()
}

func (f *fake) sign() {
	f.Helper()
	var signers []note.Signer
	for _, k := range f.keys {
		signers = append(signers, k)
	}
	if f.history == nil {
		f.history = map[int64][]byte{}
	}
	var err error
	defer func() { f.history[f.head.Size] = f.signed }()
	if f.signed, err = (publog.Checkpoint{Origin: "labels.example/log", Head: f.head}).Sign(signers...); err != nil {
		f.Fatal(err)
	}
}

// rebuild makes the whole log anew of what its leaves are now.
func (f *fake) rebuild() {
	f.tiles, f.head = map[[2]int64][]byte{}, publog.Head{Root: publog.NoLeaves}
	f.grow()
}

func (f *fake) Tile(level int, n int64) ([]byte, error) {
	return f.tiles[[2]int64{int64(level), n}], nil
}

func number(n int) string { return fmt.Sprintf("2026%012d", n) }

// issue adds a label to log and register.
func (f *fake) issue(n int) {
	l := &label{Number: number(n), Status: "active", Level: "1", Edition: "E1", Evaluator: "applicant", ValidFrom: string(scheme.DateOf(f.now)),
		ValidTo: "2028-05-31", FirstIssued: string(scheme.DateOf(f.now))}
	l.Product.Models = []string{"M-" + strconv.Itoa(n), "N-" + strconv.Itoa(n)}
	e := f.event(scheme.LabelIssued, l.Number, scheme.DateOf(f.now), map[string]string{"level": "1", "edition": "E1", "evaluator": "applicant", "completed": "2026-05-01",
		"valid_from": l.ValidFrom, "valid_until": l.ValidTo, "first_issued": l.FirstIssued, "listed": l.FirstIssued, "catalog": "c"})
	o := scheme.Opening{Event: e.ID, Field: "models", Salt: strings.Repeat("ab", 32), Text: strings.Join(l.Product.Models, "\n")}
	e.Commitments = map[string]string{"models": o.Commit()}
	f.add(e)
	f.openings[int64(len(f.leaves))] = o
	f.labels[l.Number] = l
}

func (f *fake) end(kind scheme.EventKind, n int) {
	day := string(scheme.DateOf(f.now))
	f.add(f.event(kind, number(n), scheme.Date(day), map[string]string{"ground": "g"}))
	l := f.labels[number(n)]
	if kind == scheme.LabelRevoked {
		l.Status, l.Revoked = "revoked", &day
	} else {
		l.Status, l.Withdrawn = "withdrawn", &day
	}
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked[r.URL.Path]++
	if f.answer != nil && f.answer(w, r) {
		return
	}
	path := r.URL.Path
	switch {
	case path == "/log/checkpoint":
		_, _ = w.Write(f.signed)
	case path == "/log/key":
		for i, leaf := range f.leaves {
			if e, err := scheme.ParseLeaf(leaf); err == nil && e.Kind == scheme.KeyAdded {
				fmt.Fprintln(w, i+1, "log", e.Facts["verifier"])
			}
		}
	case strings.HasPrefix(path, "/log/checkpoint/of/"):
		n, _ := strconv.ParseInt(strings.TrimPrefix(path, "/log/checkpoint/of/"), 10, 64)
		for ; n <= f.head.Size && f.history[n] == nil; n++ {
		}
		_, _ = w.Write(f.history[n])
	case strings.HasPrefix(path, "/log/tile/"):
		f.serveTile(w, strings.TrimPrefix(path, "/log/tile/"))
	case path == "/api/v1/labels":
		f.serveList(w, r)
	case strings.HasPrefix(path, "/api/v1/labels/"):
		l, ok := f.labels[strings.TrimPrefix(path, "/api/v1/labels/")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.json(w, f.dated(l))
	case path == "/api/v1/changes":
		since, _ := strconv.ParseInt(r.URL.Query().Get("since"), 10, 64)
		c := change{Number: since + 1, Leaf: string(f.leaves[since]), Openings: map[string]map[string]string{}}
		if o, ok := f.openings[since+1]; ok && o.Text != "" {
			c.Openings["models"] = map[string]string{"salt": o.Salt, "text": o.Text}
		} else {
			c.Withheld = []string{"models"}
		}
		f.json(w, map[string]any{"items": []change{c}, "head": max(f.numbered, f.head.Size)})
	case strings.HasPrefix(path, "/en/labels/"):
		n := strings.TrimPrefix(path, "/en/labels/")
		status := f.labels[n].Status
		if other, ok := f.pages[n]; ok {
			status = other
		}
		fmt.Fprintf(w, `<section class="hero status-%s">`, status)
	default:
		http.NotFound(w, r)
	}
}

func (f *fake) serveTile(w http.ResponseWriter, path string) {
	name, err := publog.ParseTileName(path)
	from, to := name.N*publog.Width, name.N*publog.Width+int64(name.Width)
	if err != nil || name.Level <= 0 && to > f.head.Size {
		http.Error(w, "no", http.StatusNotFound)
		return
	}
	if name.Level != publog.EntriesLevel {
		_, _ = w.Write(f.tiles[[2]int64{int64(name.Level), name.N}][:name.Width*tlog.HashSize])
		return
	}
	leaves := f.leaves
	if f.given != nil {
		leaves = f.given
	}
	b, err := publog.Entries(leaves[min(from, int64(len(leaves))):min(to, int64(len(leaves)))])
	if err != nil {
		http.Error(w, "no", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(b)
}

// serveList gives two labels a page.
func (f *fake) serveList(w http.ResponseWriter, r *http.Request) {
	all := slices.Sorted(maps.Keys(f.labels))
	if r.URL.Query().Get("sort") == "newest" {
		slices.Reverse(all)
	}
	at, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
	var items []label
	for _, n := range all[at:min(at+2, len(all))] {
		items = append(items, f.dated(f.labels[n]))
	}
	page := map[string]any{"items": items, "next": nil}
	if at+2 < len(all) {
		page["next"] = strconv.Itoa(at + 2)
	}
	f.json(w, page)
}

func (f *fake) dated(l *label) label {
	one := *l
	if one.AsOf == "" {
		one.AsOf = string(scheme.DateOf(f.now))
	}
	return one
}

func (f *fake) json(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		f.Error(err)
	}
}

// open opens the monitor on what it has seen in earlier rounds.
func (f *fake) open() (*monitor.Monitor, error) {
	f.tell = nil
	o := monitor.Options{URL: f.server.URL, State: f.folder, Slack: time.Hour, Sample: 3, Now: func() time.Time { return f.now },
		Wait: func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
		Tell: func(one monitor.Finding) { f.tell = append(f.tell, one) }}
	if f.change != nil {
		f.change(&o)
	}
	return monitor.Open(o)
}

// round has the monitor look once and returns the codes of what it found.
func (f *fake) round() []monitor.Code {
	f.Helper()
	m, err := f.open()
	if err != nil {
		f.Fatal(err)
	}
	r, err := m.Round(f.Context())
	if err := m.Close(); err != nil {
		f.Fatal(err)
	}
	if err != nil {
		f.Fatal(err)
	}
	f.report = r
	var codes []monitor.Code
	for _, one := range f.tell {
		codes = append(codes, one.Code)
	}
	return slices.Compact(codes)
}

// begun is a fake with three labels that a monitor has looked at once.
func begun(t *testing.T) *fake {
	t.Helper()
	f := newFake(t)
	for n := range 3 {
		f.issue(n)
	}
	f.grow()
	key := f.keys[0].Verifier
	f.change = func(o *monitor.Options) { o.Key = key }
	if got := f.round(); len(got) > 0 || !f.report.Followed {
		t.Fatalf("a good log: %v", f.tell)
	}
	f.change = nil
	return f
}
