package keeper_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

const number = scheme.LabelNumber("2026000000000017")

func sample() registry.Entry {
	return registry.Entry{Number: number, Level: "1", Edition: "JST-CR-01-01-2024R1", Evaluator: "applicant", FirstIssued: "2026-04-01", Listed: "2026-04-01", Updated: now,
		Product:  registry.Product{Name: scheme.Text{Ja: "電球"}, Models: []string{"KL-1", "KL-2"}},
		Standing: scheme.Standing{ValidFrom: "2026-04-01", ValidUntil: "2028-03-31"}}
}

// issue writes a label as a deed does: what the public may know, and the event.
func (h house) issue(e registry.Entry) {
	h.Helper()
	h.writes(e, func(w *desk.Work) error {
		return w.PublishFrom(e.Listed, scheme.LabelIssued, e.Number, e.ValidFrom, map[string]string{"level": string(e.Level), "edition": string(e.Edition), "evaluator": "applicant",
			"valid_from": string(e.ValidFrom), "valid_until": string(e.ValidUntil), "first_issued": string(e.FirstIssued)},
			map[string]string{"models": strings.Join(e.Product.Models, "\n"), "name_ja": e.Product.Name.Ja})
	})
}

func (h house) revoke(e registry.Entry) {
	h.Helper()
	e.Revoked = "2026-04-01"
	h.writes(e, func(w *desk.Work) error { return w.Publish(scheme.LabelRevoked, e.Number, e.Revoked, nil, nil) })
}

func (h house) writes(e registry.Entry, publish func(*desk.Work) error) {
	h.Helper()
	err := h.desk.Do(h.Context(), scheme.System(), "say", func(w *desk.Work) error {
		w.Audit("x", nil, "said")
		if err := w.PutEntry(e); err != nil {
			return err
		}
		return publish(w)
	})
	if err != nil {
		h.Fatal(err)
	}
}

func (h house) status(q statement.Question) (statement.File, statement.Statement, error) {
	h.Helper()
	return h.Status(h.Context(), catalogtest.JCStar(h), q)
}

// verifies looks at a file as one who trusts the log's keys does.
func (h house) verifies(f statement.File, by ...note.Verifier) statement.Report {
	h.Helper()
	o := statement.Options{Witnesses: by}
	keys, err := h.Keys(h.Context(), publog.Checkpoints)
	if err != nil {
		h.Fatal(err)
	}
	for _, k := range keys {
		v, err := note.NewVerifier(k.Verifier)
		if err != nil {
			h.Fatal(err)
		}
		o.Logs = append(o.Logs, v)
	}
	b, err := f.Bytes()
	if err != nil {
		h.Fatal(err)
	}
	return statement.Verify(b, o)
}

func TestStatus_isProvedByItsFileAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		h := open(t, openStore(t, dsn), t.TempDir())
		h.begin()
		h.say(20)
		h.issue(sample())
		if _, _, err := h.status(statement.Question{Number: number}); !scheme.IsRefusal(err, scheme.NotYetMade) {
			t.Errorf("before its event stands in the log: %v", err)
		}
		h.turn()
		h.say(300)
		h.turn()
		want := func(status scheme.Status) {
			t.Helper()
			f, told, err := h.status(statement.Question{Number: number})
			if err != nil {
				t.Fatal(err)
			}
			r := h.verifies(f)
			if r.Result() != statement.Proved || told.Status != status || len(r.Models) != 2 || r.Names["name_ja"] != "電球" {
				t.Errorf("%s, want %s: %+v %+v", told.Status, status, told, r.Findings)
			}
		}
		want(scheme.Active)
		h.revoke(sample())
		if _, _, err := h.status(statement.Question{Number: number}); !scheme.IsRefusal(err, scheme.NotYetMade) {
			t.Errorf("a label that was just revoked: %v", err)
		}
		h.turn()
		want(scheme.Revoked)
		for range 2 { // each key signs after its own event is in the log
			if _, err := h.Rotate(t.Context(), scheme.System(), publog.Statements, false); err != nil {
				t.Fatal(err)
			}
			h.turn()
			want(scheme.Revoked)
			if _, err := h.Rotate(t.Context(), scheme.System(), publog.Checkpoints, false); err != nil {
				t.Fatal(err)
			}
			h.turn()
			want(scheme.Revoked)
		}
	})
}

func TestStatus_restsOnWhatWitnessesHaveSeen(t *testing.T) {
	t.Parallel()
	w := begun(t, storetest.SQLiteDSN(t))
	seat := w.witness("witness.example/w")
	w.issue(sample())
	w.turn()
	w.ask(seat)
	w.say(3) // not seen by anybody yet
	w.turn()
	f, told, err := w.status(statement.Question{Number: number})
	if err != nil {
		t.Fatal(err)
	}
	r := w.verifies(f, seat.verifier)
	if r.Of(statement.Witnessed).Result != statement.Proved || len(r.Seen) != 1 || !r.Seen[0].At.Equal(now) || told.Size != 4 || r.Result() != statement.Proved {
		t.Errorf("%+v of %+v; %+v", r.Seen, told, r.Findings)
	}
	w.revoke(sample())
	w.turn()
	if f, told, err = w.status(statement.Question{Number: number}); err != nil || told.Status != scheme.Revoked || f.Cosigned != "" {
		t.Errorf("what no witness has seen yet is stated all the same: %+v %v", told, err)
	}
}

func TestStatus_refusesAndFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	h := open(t, openStore(t, storetest.SQLiteDSN(t)), folder)
	h.begin()
	hidden := sample()
	hidden.Number, hidden.Listed = "2026000000000025", "2026-04-02"
	h.issue(sample())
	h.issue(hidden)
	if _, err := h.store.Sequence(t.Context(), "2026-04-01"); err != nil {
		t.Fatal(err)
	}
	if err := h.Vouch(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		q    statement.Question
		kind scheme.RefusalKind
		key  string
	}{
		"not listed yet":         {statement.Question{Number: hidden.Number}, scheme.Missing, "refusal.missing"},
		"no label":               {statement.Question{Number: "2026000000000033"}, scheme.Missing, "refusal.missing"},
		"tomorrow":               {statement.Question{Number: number, Day: "2026-04-02"}, scheme.Invalid, "refusal.statement.day_ahead"},
		"known tomorrow":         {statement.Question{Number: number, Known: "2026-04-02"}, scheme.Invalid, "refusal.statement.known_ahead"},
		"known before":           {statement.Question{Number: number, Known: "2026-03-31"}, scheme.Invalid, "refusal.statement.known_early"},
		"before it began":        {statement.Question{Number: number, Day: "2026-03-31"}, scheme.Invalid, "refusal.statement.before_label"},
		"before it was recorded": {statement.Question{Number: number, Day: "2026-03-30", Known: "2026-03-31"}, scheme.Invalid, "refusal.statement.not_known"},
	} {
		_, _, err := h.status(c.q)
		if no := scheme.RefusalsOf(err); len(no) != 1 || no[0].Kind != c.kind || no[0].Key != c.key {
			t.Errorf("%s: %v", name, err)
		}
	}
	e := sample()
	e.ValidUntil = "2029-03-31" // past the program
	h.update(func(tx *store.Tx) error { return tx.PutEntry(e) })
	if _, _, err := h.status(statement.Question{Number: number}); !errors.Is(err, store.ErrAltered) {
		t.Errorf("a register that says something else than the log: %v", err)
	}
	h.update(func(tx *store.Tx) error { return tx.PutEntry(sample()) })
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.status(statement.Question{Number: number}); !errors.Is(err, keeper.ErrNoKey) || !scheme.IsRefusal(err, scheme.NotYetMade) {
		t.Errorf("without the key: %v", err)
	}
}

func (h house) update(fn func(*store.Tx) error) {
	h.Helper()
	if err := h.store.Update(h.Context(), fn); err != nil {
		h.Fatal(err)
	}
}
