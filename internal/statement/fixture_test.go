package statement_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

const (
	number = scheme.LabelNumber("2026000000000017")
	models = "KL-1\nKL-2"
	japan  = 9 * time.Hour
)

var now = time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC)

// An archive is a log in memory with two keys of each role.
type archive struct {
	t                 testing.TB
	hashes            []tlog.Hash
	size              int64
	log, statements   publog.Key
	other             publog.Key // of the role log, of another office
	recorded          []statement.Recorded
	logKey, stateKey  statement.Recorded
	checkpointSigners []note.Signer
}

func (a *archive) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		out[i] = a.hashes[at]
	}
	return out, nil
}

func (a *archive) add(e scheme.Event, texts map[string]string) statement.Recorded {
	a.t.Helper()
	e.ID, e.Seq = scheme.EventID("EV"+string(rune('A'+a.size))), a.size+1
	r := statement.Recorded{Event: e, Openings: map[string]scheme.Opening{}}
	for field, text := range texts {
		o := scheme.Opening{Event: e.ID, Field: field, Salt: strings.Repeat("0f", 32), Text: text}
		if r.Commitments == nil {
			r.Commitments = map[string]string{}
		}
		r.Commitments[field], r.Openings[field] = o.Commit(), o
	}
	more, err := tlog.StoredHashes(a.size, r.Leaf(), a)
	if err != nil {
		a.t.Fatal(err)
	}
	a.hashes = append(a.hashes, more...)
	a.size++
	return r
}

func (a *archive) about(kind scheme.EventKind, day scheme.Date, recorded time.Time, facts, texts map[string]string) {
	a.t.Helper()
	a.recorded = append(a.recorded, a.add(scheme.Event{Kind: kind, Label: number, Day: day, Recorded: recorded, Facts: facts}, texts))
}

func key(t testing.TB, name string) publog.Key {
	t.Helper()
	k, err := publog.NewKey(name)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (a *archive) tells(k publog.Key, role publog.Role) statement.Recorded {
	return a.add(scheme.Event{Kind: scheme.KeyAdded, Day: "2026-03-01", Recorded: now.AddDate(0, -3, 0),
		Facts: map[string]string{"role": string(role), "verifier": k.Verifier}}, nil)
}

// open is an archive with a label that was issued, corrected and revoked, and
// with events about others.
func open(t testing.TB) *archive {
	t.Helper()
	a := &archive{t: t, log: key(t, "labels.example/log"), statements: key(t, "labels.example/statements"), other: key(t, "labels.example/log")}
	a.logKey, a.stateKey = a.tells(a.log, publog.Checkpoints), a.tells(a.statements, publog.Statements)
	a.checkpointSigners = []note.Signer{a.log}
	stranger := scheme.Event{Kind: scheme.LabelWithdrawn, Label: "2026000000000025", Day: "2026-04-01", Recorded: now.AddDate(0, -2, 0)}
	a.add(stranger, nil)
	a.about(scheme.LabelIssued, "2026-04-01", time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC), map[string]string{"level": "1", "edition": "JST-CR-01-01-2024R1", "evaluator": "applicant",
		"valid_from": "2026-04-01", "valid_until": "2028-03-31", "first_issued": "2026-04-01"},
		map[string]string{"models": models, "name_ja": "電球", "name_en": "Bulb", "holder_ja": "架空照明"})
	a.about(scheme.LabelCorrected, "2026-04-02", time.Date(2026, 4, 2, 1, 0, 0, 0, time.UTC), map[string]string{"field": "name_en"}, map[string]string{"from": "Bulb", "to": "Light <bulb>", "reason": "slip"})
	a.add(stranger, nil)
	a.about(scheme.LabelRevoked, "2026-05-10", time.Date(2026, 5, 9, 23, 0, 0, 0, time.UTC), map[string]string{"ground": "x"}, nil) // the 10th in Japan
	a.add(stranger, nil)
	return a
}

func (a *archive) checkpoint() publog.Checkpoint {
	a.t.Helper()
	root, err := tlog.TreeHash(a.size, a)
	if err != nil {
		a.t.Fatal(err)
	}
	return publog.Checkpoint{Origin: "labels.example/log", Head: publog.Head{Size: a.size, Root: root}}
}

// file answers a question with a file.
func (a *archive) file(q statement.Question) statement.File {
	a.t.Helper()
	q.Number = number
	q, err := q.On("2026-06-01")
	if err != nil {
		a.t.Fatal(err)
	}
	s, count, err := statement.Make(q, a.recorded, japan, now)
	if err != nil {
		a.t.Fatal(err)
	}
	c := a.checkpoint()
	signed, err := c.Sign(a.checkpointSigners...)
	if err != nil {
		a.t.Fatal(err)
	}
	s.Size = c.Size
	events, err := statement.Prove(append([]statement.Recorded{a.logKey, a.stateKey}, count...), c.Head, a)
	if err != nil {
		a.t.Fatal(err)
	}
	f, err := statement.Sign(s, events, string(signed), a.statements)
	if err != nil {
		a.t.Fatal(err)
	}
	return f
}

func (a *archive) bytes(f statement.File) []byte {
	a.t.Helper()
	b, err := f.Bytes()
	if err != nil {
		a.t.Fatal(err)
	}
	return b
}

// trusting are the options of one who knows the log's key.
func (a *archive) trusting() statement.Options {
	a.t.Helper()
	v, err := note.NewVerifier(a.log.Verifier)
	if err != nil {
		a.t.Fatal(err)
	}
	return statement.Options{Logs: []note.Verifier{v}}
}
