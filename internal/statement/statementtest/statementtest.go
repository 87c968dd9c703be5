// Package statementtest is a log with labels in memory, whose office can also
// lie, and a site that serves it: for tests of what verifies from outside.
package statementtest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// Must returns v. It panics on an error.
func Must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A Forge is a log with everything that an office has, so that it can also lie.
type Forge struct {
	Log, Words publog.Key
	Events     []statement.Recorded
	hashes     []tlog.Hash
}

// Label is the number of the label that statements are about, Other that of another.
const Label, Other = scheme.LabelNumber("2026000000000017"), scheme.LabelNumber("2026000000000025")

// New returns a log of some events, as an office that has two labels has it.
func New() *Forge {
	f := &Forge{Log: Must(publog.NewKey("labels.example/log")), Words: Must(publog.NewKey("labels.example/statements"))}
	f.key(publog.Checkpoints, f.Log.Verifier)
	f.key(publog.Statements, f.Words.Verifier)
	f.Add(scheme.CatalogLoaded, "", "2026-04-01", map[string]string{"scheme": "jc-star", "catalog": "00", "editions": "R1"}, nil)
	f.Issue(Label)
	f.Issue(Other)
	f.Add(scheme.LabelNews, Label, "2026-04-20", map[string]string{"kind": "update"}, map[string]string{"text_ja": "更新 <1> & \u2028 終わり", "text_en": "An \"update\"\t\\"})
	f.Add(scheme.LabelUpdated, Label, "2026-05-01", map[string]string{"parts": "models"}, map[string]string{"models": "RT-100\nRT-100W\n𠮷-1"})
	for range 300 { // so that the tree has tiles
		f.Add(scheme.CatalogLoaded, "", "2026-05-02", map[string]string{"scheme": "jc-star", "catalog": "01", "editions": "R1"}, nil)
	}
	f.Add(scheme.LabelRevoked, Label, "2026-06-01", map[string]string{"ground": "false_statement"}, nil)
	return f
}

// Later returns a log of one label, issued on 10 April 2026 with the last day
// 31 May, and what befell it later.
func Later(befell func(*Forge)) *Forge {
	f := &Forge{Log: Must(publog.NewKey("labels.example/log")), Words: Must(publog.NewKey("labels.example/statements"))}
	f.key(publog.Checkpoints, f.Log.Verifier)
	f.key(publog.Statements, f.Words.Verifier)
	f.issue(Label, "2026-05-31")
	befell(f)
	return f
}

// TakenOver returns a log of one label that held from 21 May 2025 and was first
// recorded on 10 April 2026, early in the morning of Japan: in UTC it was the
// day before.
func TakenOver() *Forge {
	f := &Forge{Log: Must(publog.NewKey("labels.example/log")), Words: Must(publog.NewKey("labels.example/statements"))}
	f.key(publog.Checkpoints, f.Log.Verifier)
	f.key(publog.Statements, f.Words.Verifier)
	f.record(statement.Recorded{Event: scheme.Event{ID: scheme.EventID(strings.Repeat("B", 26)), Seq: 3, Kind: scheme.LabelImported, Day: "2025-05-21", Label: Label,
		Recorded: time.Date(2026, 4, 9, 20, 0, 0, 0, time.UTC),
		Facts:    map[string]string{"level": "1", "edition": "R1", "evaluator": "self", "valid_from": "2025-05-21", "valid_until": "2026-03-17", "first_issued": "2025-05-21"}}})
	return f
}

func (f *Forge) key(role publog.Role, verifier string) {
	f.Add(scheme.KeyAdded, "", "2026-04-01", map[string]string{"role": string(role), "verifier": verifier}, nil)
}

// Issue begins a label.
func (f *Forge) Issue(n scheme.LabelNumber) { f.issue(n, "2028-04-09") }

func (f *Forge) issue(n scheme.LabelNumber, until scheme.Date) {
	f.Add(scheme.LabelIssued, n, "2026-04-10", map[string]string{"level": "1", "category": "router", "edition": "R1", "catalog": "00", "evaluator": "self", "completed": "2026-04-01",
		"valid_from": "2026-04-10", "valid_until": string(until), "first_issued": "2026-04-10", "listed": "2026-04-10"},
		map[string]string{"models": "RT-100", "name_ja": "ルーター", "name_en": "Router", "holder_ja": "見本株式会社", "holder_en": "Sample Inc."})
}

// Add writes an event on its day at nine in the morning of Japan.
func (f *Forge) Add(kind scheme.EventKind, n scheme.LabelNumber, day scheme.Date, facts, texts map[string]string) {
	seq := int64(len(f.Events) + 1)
	id := scheme.EventID(strings.Repeat("A", 22) + string([]byte{'A' + byte(seq/676%26), 'A' + byte(seq/26%26), 'A' + byte(seq%26), 'A'}))
	e := statement.Recorded{Event: scheme.Event{ID: id, Seq: seq, Kind: kind, Recorded: Must(time.Parse(time.DateOnly, string(day))), Day: day, Label: n, Facts: facts}}
	for field, text := range texts {
		if e.Openings == nil {
			e.Openings, e.Commitments = map[string]scheme.Opening{}, map[string]string{}
		}
		o := scheme.Opening{Event: id, Field: field, Salt: strings.Repeat("5a", 32), Text: text}
		e.Openings[field], e.Commitments[field] = o, o.Commit()
	}
	f.record(e)
}

func (f *Forge) record(e statement.Recorded) {
	f.hashes = append(f.hashes, Must(tlog.StoredHashes(e.Seq-1, e.Leaf(), f))...)
	f.Events = append(f.Events, e)
}

// ReadHashes reads the tree, as tlog.HashReader does.
func (f *Forge) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = f.hashes[at]
	}
	return out, nil
}

// Head returns what a checkpoint of so many events says.
func (f *Forge) Head(size int64) publog.Checkpoint {
	return publog.Checkpoint{Origin: f.Log.Name(), Head: publog.Head{Size: size, Root: Must(tlog.TreeHash(size, f))}}
}

// Checkpoint signs the tree of so many events.
func (f *Forge) Checkpoint(size int64) string { return string(Must(f.Head(size).Sign(f.Log))) }

// of returns the events about the label, and those of both keys.
func (f *Forge) of(n scheme.LabelNumber, size int64) (about, all []statement.Recorded) {
	for _, e := range f.Events[:size] {
		if e.Label == n {
			about, all = append(about, e), append(all, e)
		} else if e.Kind == scheme.KeyAdded {
			all = append(all, e)
		}
	}
	return about, all
}

// File states the status on a day by what was known on another, at noon of
// the day after, on the tree with so many events.
func (f *Forge) File(day, known scheme.Date, size int64, change func(*statement.Statement)) statement.File {
	about, _ := f.of(Label, size)
	now := Must(time.Parse(time.DateOnly, string(known))).AddDate(0, 0, 1)
	s, count, err := statement.Make(statement.Question{Number: Label, Day: day, Known: known}, about, 9*time.Hour, now)
	if err != nil {
		panic(err)
	}
	s.Size = size
	if change != nil {
		change(&s)
	}
	count = append(slices.Clone(f.Events[:2]), count...)
	return f.signed(s, count)
}

func (f *Forge) signed(s statement.Statement, events []statement.Recorded) statement.File {
	return Must(statement.Sign(s, Must(statement.Prove(events, f.Head(s.Size).Head, f)), f.Checkpoint(s.Size), f.Words))
}

// Event returns an event of the log with its proof.
func (f *Forge) Event(seq int64) statement.Event {
	size := int64(len(f.Events))
	e := f.Events[seq-1]
	return statement.Event{N: seq, Leaf: string(e.Leaf()), Proof: Must(tlog.ProveRecord(size, seq-1, f))}
}

// Any signs whatever the log holds, also what cannot be.
func (f *Forge) Any() statement.File {
	size := int64(len(f.Events))
	f.hashes, f.Events = nil, slices.Clone(f.Events)
	events := f.Events
	f.Events = nil
	events[0].Facts, events[1].Facts = map[string]string{"role": "log", "verifier": f.Log.Verifier}, map[string]string{"role": "statements", "verifier": f.Words.Verifier}
	for _, e := range events {
		f.record(e)
	}
	about, _ := f.of(Label, size-1)
	s, _, err := statement.Make(statement.Question{Number: Label, Day: "2026-07-02", Known: "2026-07-02"}, about, 9*time.Hour, time.Date(2026, 7, 3, 0, 0, 0, 0, time.UTC))
	if err != nil {
		panic(err)
	}
	s.Size, s.Last = size, size
	about, _ = f.of(Label, size)
	return f.signed(s, append(slices.Clone(f.Events[:2]), about...))
}

// Tile returns the hashes of a tile of the tree as it is.
func (f *Forge) Tile(level int, n int64) (hashes []byte) {
	size := int64(len(f.Events)) >> (8 * level)
	for i := n * publog.Width; i < min(size, (n+1)*publog.Width); i++ {
		h := Must(f.ReadHashes([]int64{tlog.StoredHashIndex(8*level, i)}))
		hashes = append(hashes, h[0][:]...)
	}
	return hashes
}

// A Site serves a log as an installation does. What it serves may be replaced.
type Site struct {
	*Forge
	File       []byte // the status file of Label; nil when there is none
	Checkpoint string // "" for the newest
	Keys       string // "" for those that are
}

// ServeHTTP answers for the log and for the status file of Label.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch name, isTile := strings.CutPrefix(r.URL.Path, "/log/tile/"); {
	case isTile:
		t, err := publog.ParseTileName(name)
		b := s.Tile(t.Level, t.N)
		if err != nil || len(b) < t.Width*tlog.HashSize {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(b[:t.Width*tlog.HashSize])
	case r.URL.Path == "/log/checkpoint":
		signed := s.Checkpoint
		if signed == "" {
			signed = s.Forge.Checkpoint(int64(len(s.Events)))
		}
		_, _ = w.Write([]byte(signed))
	case r.URL.Path == "/log/key":
		keys := s.Keys
		if keys == "" {
			keys = "1 log " + s.Log.Verifier + "\n2 statements " + s.Words.Verifier + "\n"
		}
		_, _ = w.Write([]byte(keys))
	case r.URL.Path == "/labels/"+string(Label)+"/status.json" && s.File != nil:
		w.Header().Set("Content-Length", strconv.Itoa(len(s.File)))
		_, _ = w.Write(s.File)
	case strings.HasPrefix(r.URL.Path, "/labels/JC-"): // not of the form that the site's numbers have
		w.WriteHeader(http.StatusBadRequest)
	default:
		http.NotFound(w, r)
	}
}

// Sign gives the log other keys, and writes its history anew so that it tells
// of them.
func (f *Forge) Sign(log, words publog.Key) {
	f.Log, f.Words = log, words
	events := f.Events
	events[0].Facts, events[1].Facts = map[string]string{"role": "log", "verifier": log.Verifier}, map[string]string{"role": "statements", "verifier": words.Verifier}
	events[2].Facts = map[string]string{"scheme": "jc-star", "catalog": "ff", "editions": "R1"}
	f.Events, f.hashes = nil, nil
	for _, e := range events {
		f.record(e)
	}
}
