package office_test

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// ready puts a filled draft of the maker on record in one go, as its deeds
// would have left it.
func (h *house) ready(n int) scheme.ApplicationID {
	h.t.Helper()
	kind := h.kind()
	open := h.scheme.EditionsOpenOn(kind.Level, h.today())
	class, _ := firstOf(h.scheme.Evaluators, func(c scheme.EvaluatorClass) bool { return c.May(kind.Level) })
	id := scheme.ApplicationID(fmt.Sprintf("ready-%04d", n))
	h.put(func(tx *store.Tx) error {
		a := scheme.Application{ID: id, Kind: scheme.New, State: scheme.Draft, Applicant: h.maker.ID, Started: h.clock.Now(), StartedBy: h.anna.Person.ID,
			Level: kind.Level, Category: kind.Category, Edition: open[0].ID, Product: product(n),
			Evaluator: scheme.Evaluator{Class: class.ID, Name: "品質部", Entitlement: "N-1"}}
		for _, q := range h.scheme.Questions {
			a.Scope = append(a.Scope, scheme.ScopeAnswer{Question: q.ID, Yes: q.Wanted, Answered: true, Reason: "仕様書のとおり"})
		}
		if err := tx.PutApplication(&a); err != nil {
			return err
		}
		for _, item := range open[0].Items {
			answer := h.answer(item)
			if err := tx.PutAnswer(id, &answer); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

func (h *house) word() office.SubmitRequest {
	r := office.SubmitRequest{Revision: 1, Name: "責任 太郎", Title: "部長", Language: "ja", Terms: true, TermsBy: "責任 太郎"}
	for _, s := range h.scheme.Statements {
		r.Affirmed = append(r.Affirmed, s.ID)
	}
	return r
}

// 20 clients submit 100 applications at once, each application from two
// sides: none is lost, none is counted twice, no number is left out.
func TestSubmit_twentyClientsAtOnceLoseAndDoubleNothing(t *testing.T) {
	t.Parallel()
	const clients, applications = 20, 100
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		var ids []scheme.ApplicationID
		for n := range applications {
			ids = append(ids, h.ready(n))
		}
		var people []scheme.Actor
		for n := range clients {
			people = append(people, h.person(h.maker, 100+n, scheme.RoleApplicant))
		}
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { h.desk.Run(ctx, slog.New(slog.DiscardHandler), func(context.Context) error { return nil }) })

		won := make([]atomic.Int32, applications)
		h.atOnce(clients, func(client int) error {
			for i := range 2 * applications / clients {
				n := (client*applications/clients + i) % applications // its own five, and its neighbour's
				err := h.office.Submit(ctx, people[client], ids[n], h.word())
				switch {
				case err == nil:
					won[n].Add(1)
				case !scheme.IsRefusal(err, scheme.Conflict):
					return err
				}
			}
			return nil
		})
		var numbers []string
		for n, id := range ids {
			a := onRecord(h, id)
			if won[n].Load() != 1 || a.State != scheme.Submitted || len(h.audit("application:"+string(id))) != 1 {
				t.Fatalf("application %d was answered %d times, state %s", n, won[n].Load(), a.State)
			}
			numbers = append(numbers, a.Numbers.Application)
		}
		checkNumbers(t, h, h.scheme.Numbering.Application, numbers)
		if letters := h.letters(); len(letters) != applications {
			t.Fatalf("%d letters for %d applications", len(letters), applications)
		}
		issueAtOnce(t, h, ids[:clients])
		stop()
		running.Wait()
		if events := h.events(); len(events) != 1+clients {
			t.Fatalf("%d events for %d labels", len(events), clients)
		}
	})
}

// issueAtOnce brings each application to a label, and two officers at a time
// decide for it.
func issueAtOnce(t *testing.T, h *house, ids []scheme.ApplicationID) {
	t.Helper()
	ctx := t.Context()
	issued := make([]atomic.Int32, len(ids))
	h.atOnce(len(ids), func(n int) error {
		if err := h.office.Accept(ctx, h.one, ids[n]); err != nil {
			return err
		}
		if err := h.office.EnterPayment(ctx, h.one, ids[n], office.PaymentRequest{Day: h.today(), Yen: onRecord(h, ids[n]).FeeYen, Reference: "R"}); err != nil {
			return err
		}
		return h.consent(ids[n])
	})
	h.atOnce(2*len(ids), func(n int) error {
		_, err := h.office.Issue(ctx, h.fresh([]scheme.Actor{h.two, h.three}[n%2]), ids[n/2])
		if err == nil {
			issued[n/2].Add(1)
		} else if scheme.IsRefusal(err, scheme.Conflict) {
			return nil
		}
		return err
	})
	var numbers []string
	for n, id := range ids {
		a := onRecord(h, id)
		if issued[n].Load() != 1 || a.State != scheme.Issued {
			t.Fatalf("%s was issued %d times, state %s", id, issued[n].Load(), a.State)
		}
		numbers = append(numbers, string(a.Label))
		if l := h.label(a.Label); l.Label.Application != id {
			t.Fatalf("label %s is of %s, not of %s", a.Label, l.Label.Application, id)
		}
	}
	checkNumbers(t, h, h.scheme.Numbering.Registration, numbers)
}

// checkNumbers fails unless the numbers are exactly the first ones of their form.
func checkNumbers(t *testing.T, h *house, form scheme.Numbering, numbers []string) {
	t.Helper()
	slices.Sort(numbers)
	for i, got := range numbers {
		if want, err := form.Number(h.today().Year(), int64(i+1)); err != nil || got != want {
			t.Fatalf("number %d is %s, want %s: one is missing or stands twice", i+1, got, want)
		}
	}
}

// atOnce lets n begin at the same moment and fails if one of them does.
func (h *house) atOnce(n int, do func(int) error) {
	h.t.Helper()
	begin, failed := make(chan struct{}), make(chan error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-begin
			if err := do(i); err != nil {
				failed <- fmt.Errorf("client %d: %w", i, err)
			}
		})
	}
	close(begin)
	all.Wait()
	close(failed)
	for err := range failed {
		h.t.Error(err)
	}
	if h.t.Failed() {
		h.t.FailNow()
	}
}

// Two people save the same untouched item at the same moment: one is kept,
// the other sees both texts.
func TestSaveAnswer_twoAtOnceAreAClashOnEitherEngine(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		h := newHouse(t, s, catalogtest.JCStarFiles())
		id, err := h.office.Start(t.Context(), h.anna, h.kind())
		h.ok(err)
		for _, item := range h.edition(id).Items[:8] {
			var kept, clashes atomic.Int32
			h.atOnce(4, func(n int) error {
				_, err := h.office.SaveAnswer(t.Context(), h.anna, id, scheme.Answer{Criterion: item.ID, Rationale: fmt.Sprint("text ", n)})
				if clash, ok := clashOf(err); ok {
					if clash.Theirs.Rationale == "" || clash.Mine.Rationale != fmt.Sprint("text ", n) {
						return fmt.Errorf("a clash without both texts: %+v", clash)
					}
					clashes.Add(1)
					return nil
				}
				kept.Add(1)
				return err
			})
			if kept.Load() != 1 || clashes.Load() != 3 {
				t.Fatalf("%d kept, %d clashed", kept.Load(), clashes.Load())
			}
		}
	})
}
