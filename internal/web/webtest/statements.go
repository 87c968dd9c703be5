package webtest

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// Statements states the status of sample labels by a public log of their own,
// which is made when the first is asked for.
type Statements struct {
	t       testing.TB
	entries []registry.Entry
	once    sync.Once
	keeper  *keeper.Keeper
	keys    string // folder
}

// Stating returns the statements about entries, as taken over from an earlier register.
func Stating(t testing.TB, entries ...registry.Entry) *Statements {
	return &Statements{t: t, entries: entries}
}

// Status is as of keeper.Keeper.
func (s *Statements) Status(ctx context.Context, sch *scheme.Scheme, q statement.Question) (statement.File, statement.Statement, error) {
	s.once.Do(s.make)
	return s.keeper.Status(ctx, sch, q)
}

// FirstRecorded is as of keeper.Keeper.
func (s *Statements) FirstRecorded(ctx context.Context, sch *scheme.Scheme, number scheme.LabelNumber) (scheme.Date, error) {
	s.once.Do(s.make)
	return s.keeper.FirstRecorded(ctx, sch, number)
}

// LoseKeys takes away the keys that sign, as on a machine to which they were
// not brought.
func (s *Statements) LoseKeys() {
	s.t.Helper()
	s.once.Do(s.make)
	if err := os.RemoveAll(s.keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *Statements) make() {
	s.t.Helper()
	ctx, clock := context.Background(), func() time.Time { return Now }
	records := Registry(s.t, s.entries...)
	d := desk.New(records, clock)
	s.keys = s.t.TempDir()
	s.keeper = keeper.New(d, records, keeper.In(s.keys), strings.TrimPrefix(Base, "http://"), clock)
	if err := s.keeper.Begin(ctx); err != nil {
		s.t.Fatal(err)
	}
	err := d.Do(ctx, scheme.System(), "say", func(w *desk.Work) error {
		w.Audit("x", nil, "said")
		for _, e := range s.entries {
			facts := map[string]string{"level": string(e.Level), "edition": string(e.Edition), "evaluator": string(e.Evaluator), "first_issued": string(e.FirstIssued),
				"valid_from": string(e.ValidFrom), "valid_until": string(e.ValidUntil), "extension_applied": string(e.ExtensionApplied), "extension_refused": string(e.ExtensionRefused),
				"withdrawn": string(e.Withdrawn), "revoked": string(e.Revoked), "ground": string(e.EndGround)}
			texts := map[string]string{"models": strings.Join(e.Product.Models, "\n"), "holder_ja": e.Holder.Ja, "name_ja": e.Product.Name.Ja}
			if err := w.PublishFrom(e.Listed, scheme.LabelImported, e.Number, e.ValidFrom, facts, texts); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		_, err = records.Sequence(ctx, "2026-04-01")
	}
	if err == nil {
		err = s.keeper.Vouch(ctx)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}
