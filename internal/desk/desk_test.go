package desk_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/catalog"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

type bureau struct {
	*desk.Desk
	t     *testing.T
	store *store.Store
	clock *testkit.Clock
	who   scheme.Actor
}

// open is a desk with one officer and no scheme yet.
func open(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{t: t, store: storetest.SQLite(t), clock: testkit.NewClock()}
	b.Desk = desk.New(b.store, b.clock.Now)
	o := testkit.Office()
	p := testkit.Person(o, 1, scheme.RoleOfficer)
	b.update(func(tx *store.Tx) error {
		if err := tx.PutOrganisation(&o); err != nil {
			return err
		}
		return tx.PutPerson(&p)
	})
	b.who = testkit.Actor(p, o)
	return b
}

func (b *bureau) update(fn func(*store.Tx) error) {
	b.t.Helper()
	if err := b.store.Update(b.t.Context(), fn); err != nil {
		b.t.Fatal(err)
	}
}

// load puts the data of the other scheme into use, five hours west of Greenwich.
func (b *bureau) load() string {
	b.t.Helper()
	files, err := catalog.Files(catalogtest.OtherFiles(b.t))
	if err != nil {
		b.t.Fatal(err)
	}
	hash := catalog.Hash(files)
	b.update(func(tx *store.Tx) error {
		var kept []store.CatalogFile
		for path, content := range files {
			kept = append(kept, store.CatalogFile{Path: path, Content: content})
		}
		return tx.AddCatalog(store.CatalogVersion{Hash: hash, Loaded: b.clock.Now()}, kept)
	})
	return hash
}

func (b *bureau) lines(subject string) (lines []store.AuditLine) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx *store.Tx) (err error) {
		lines, err = tx.AuditOf(subject, 0)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return lines
}

func (b *bureau) events() (events []scheme.Event) {
	b.t.Helper()
	err := b.store.View(b.t.Context(), func(tx *store.Tx) (err error) {
		events, err = tx.Events(0, 0)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return events
}

func TestDo_notesWhoDidWhatWhenAndWhatChanged(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.load()
	b.clock.Advance(1500 * time.Millisecond)
	type thing struct {
		Name  string
		Inner map[string]any
		List  []int
	}
	ctx := account.WithRequest(t.Context(), "req-1")
	err := b.Do(ctx, b.who, "paint", func(w *desk.Work) error {
		if w.Now.Nanosecond() != 0 || w.Now.Location() != time.UTC || w.Today != "2026-03-31" {
			t.Errorf("now %s, today %s", w.Now, w.Today)
		}
		w.Audit("thing:1", thing{"a", map[string]any{"same": 1, "old": 2, "gone": 3}, []int{1}}, thing{"a", map[string]any{"same": 1, "old": 4, "new": 5}, []int{1, 2}})
		w.Audit("thing:2", nil, thing{Name: "b"})
		w.Audit("thing:3", thing{Name: "c"}, nil)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	line := b.lines("thing:1")[0]
	if line.Who != b.who.Person.ID || line.Organisation != b.who.Organisation.ID || line.Deed != "paint" || line.Request != "req-1" || line.At != b.clock.Now().Truncate(time.Second) {
		t.Fatalf("%+v", line)
	}
	if line.Before != `{"Inner":{"gone":3,"old":2},"List":[1]}` || line.After != `{"Inner":{"new":5,"old":4},"List":[1,2]}` {
		t.Fatalf("only what differs is kept: %s → %s", line.Before, line.After)
	}
	if made, gone := b.lines("thing:2")[0], b.lines("thing:3")[0]; made.Before != "" || made.After == "" || gone.Before == "" || gone.After != "" {
		t.Fatalf("%+v %+v", made, gone)
	}
}

func TestDo_aDeedInSilenceIsAFailure(t *testing.T) {
	t.Parallel()
	b := open(t)
	org := testkit.Maker(0)
	quiet := func(w *desk.Work) error { return w.PutOrganisation(&org) }
	if err := b.Do(t.Context(), b.who, "hide", quiet); err == nil || !strings.Contains(err.Error(), "hide left no audit line") {
		t.Fatalf("got %v", err)
	}
	if err := b.Look(t.Context(), b.who, func(w *desk.Work) error { _, err := w.Organisation(org.ID); return err }); !scheme.IsRefusal(err, scheme.Missing) {
		t.Fatalf("a silent deed left something: %v", err)
	}
	if err := b.Do(t.Context(), b.who, "nothing", func(w *desk.Work) error { w.Unchanged(); return nil }); err != nil {
		t.Fatal(err)
	}
	if err := b.Do(t.Context(), b.who, "odd", func(w *desk.Work) error { w.Audit("x", nil, func() {}); return nil }); err == nil {
		t.Fatal("an audit line that cannot be written was passed over")
	}
}

func TestDo_leavesNothingOfADeedThatFails(t *testing.T) {
	t.Parallel()
	b := open(t)
	for name, broken := range map[string]error{"a failure": errors.New("disk"), "a refusal": scheme.Refuse(scheme.Invalid, "refusal.stale")} {
		err := b.Do(t.Context(), b.who, "break", func(w *desk.Work) error {
			w.Audit("thing:1", nil, "x")
			if err := w.Publish(scheme.LabelIssued, "1", "2026-04-01", nil, map[string]string{"a": "b"}); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if n, err := b.store.Sequence(t.Context(), "2999-12-31"); n != 0 || err != nil || len(b.lines("thing:1")) != 0 {
		t.Fatalf("%d events, %d lines, %v", n, len(b.lines("thing:1")), err)
	}
}

func TestDo_knowsAnewWhoAsks(t *testing.T) {
	t.Parallel()
	b := open(t)
	forged := b.who
	forged.Person.Roles = []scheme.Role{scheme.RoleAdministrator}
	forged.ActsFor = []scheme.OrganisationID{"everyone"}
	forged.SteppedUp = b.clock.Now()
	look := func(who scheme.Actor, fn func(*desk.Work) error) error { return b.Look(t.Context(), who, fn) }
	err := look(forged, func(w *desk.Work) error {
		if w.Who.Is(scheme.RoleAdministrator) || !w.Who.Is(scheme.RoleOfficer) || w.Who.ActsFor != nil || w.Who.SteppedUp != b.clock.Now() {
			t.Errorf("%+v", w.Who)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	never := func(*desk.Work) error { t.Error("the deed began"); return nil }
	if err := look(scheme.Actor{}, never); !scheme.IsRefusal(err, scheme.Denied) {
		t.Error(err)
	}
	b.update(func(tx *store.Tx) error {
		p := b.who.Person
		p.Revision, p.Dismissed = 1, b.clock.Now()
		return tx.PutPerson(&p)
	})
	if err := b.Do(t.Context(), b.who, "linger", never); !scheme.IsRefusal(err, scheme.Denied) {
		t.Error(err)
	}
}

func TestScheme_isReadOncePerHashAndSaysWhenThereIsNone(t *testing.T) {
	t.Parallel()
	b := open(t)
	if _, _, err := b.Scheme(t.Context()); !scheme.IsRefusal(err, scheme.NotReady) {
		t.Fatal(err)
	}
	at := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	if got := b.Day(at); got != "2026-04-01" {
		t.Errorf("without a scheme days are UTC's: %s", got)
	}
	hash := b.load()
	if name, offset := b.Zone(); name != "UTC" || offset != 0 || b.Day(at) != "2026-04-01" {
		t.Errorf("a scheme not seen yet was looked for: %s %v", name, offset)
	}
	s, got, err := b.Scheme(t.Context())
	if err != nil || got != hash || s.ID != "alda-mark" {
		t.Fatal(got, err)
	}
	if again, err := b.SchemeAt(t.Context(), hash); err != nil || again != s {
		t.Fatalf("read again: %v", err)
	}
	if _, err := b.SchemeAt(t.Context(), "0000"); !scheme.IsRefusal(err, scheme.Missing) {
		t.Fatal(err)
	}
	if got := b.Day(at); got != "2026-03-31" {
		t.Errorf("five hours west it is still the day before: %s", got)
	}
	if name, offset := b.Zone(); name != s.ZoneName || offset != -5*time.Hour {
		t.Errorf("zone %s %v", name, offset)
	}
}

func TestPublish_committsToTextsWithSaltsOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := open(t)
	err := b.Do(t.Context(), b.who, "say", func(w *desk.Work) error {
		w.Audit("thing:1", nil, 1)
		return w.Publish(scheme.LabelCorrected, "7", "2026-04-01", map[string]string{"field": "x", "empty": ""}, map[string]string{"from": "同じ", "to": "同じ", "none": ""})
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.store.Sequence(t.Context(), "2999-12-31"); err != nil {
		t.Fatal(err)
	}
	e := b.events()[0]
	if len(e.Facts) != 1 || len(e.Commitments) != 2 || e.Commitments["from"] == e.Commitments["to"] || strings.Contains(string(e.Leaf()), "同じ") {
		t.Fatalf("%s", e.Leaf())
	}
	err = b.store.View(t.Context(), func(tx *store.Tx) error {
		o, err := tx.Opening(e.ID, "to")
		if err == nil && (o.Text != "同じ" || len(o.Salt) != 64 || o.Commit() != e.Commitments["to"]) {
			t.Errorf("%+v", o)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Run numbers an event as soon as its deed is done, long before the tick.
func TestRun_numbersAtOnceAndEndsWithItsContext(t *testing.T) {
	t.Parallel()
	b := open(t)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		b.Run(ctx, slog.New(slog.DiscardHandler), func(context.Context) error { return nil })
		close(ended)
	}()
	for n := 1; n <= 3; n++ {
		err := b.Do(t.Context(), b.who, "say", func(w *desk.Work) error {
			w.Audit("thing:1", nil, n)
			return w.Publish(scheme.LabelIssued, "7", "2026-04-01", nil, nil)
		})
		if err != nil {
			t.Fatal(err)
		}
		for end := time.Now().Add(10 * time.Second); len(b.events()) < n; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the event was not numbered")
			}
		}
	}
	stop()
	<-ended
}

// While the log is found altered nothing is numbered, not even what waits when
// the process starts; what cannot be signed for another reason still is.
func TestRun_numbersNothingIntoALogThatWasAltered(t *testing.T) {
	t.Parallel()
	b := open(t)
	err := b.Do(t.Context(), b.who, "say", func(w *desk.Work) error {
		w.Audit("thing:1", nil, 1)
		return w.Publish(scheme.LabelIssued, "7", "2026-04-01", nil, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		found    error
		numbered int
	}{{store.ErrAltered, 0}, {errors.New("no key"), 1}} {
		ctx, stop := context.WithCancel(t.Context())
		looked := 0
		b.Run(ctx, slog.New(slog.DiscardHandler), func(context.Context) error {
			if looked++; looked == 3 {
				stop()
			}
			b.Wake()
			return c.found
		})
		if n := len(b.events()); n != c.numbered {
			t.Errorf("%v: %d events are numbered, want %d", c.found, n, c.numbered)
		}
	}
}

func TestWake_neverWaits(t *testing.T) {
	t.Parallel()
	b := open(t)
	for range 100 {
		b.Wake()
	}
}

// A failure that stays the same is logged once, however often it is tried.
func TestRun_saysAFailureOnceAMinute(t *testing.T) {
	t.Parallel()
	b := open(t)
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	tries, ended := make(chan int), make(chan struct{})
	n := 0
	go func() {
		b.Run(ctx, slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) error {
			n++
			select {
			case tries <- n:
			case <-ctx.Done():
			}
			if n == 3 {
				return errors.New("another thing is wrong")
			}
			return errors.New("the key is missing")
		})
		close(ended)
	}()
	for <-tries < 5 {
		b.Wake()
	}
	stop()
	<-ended
	if said := log.String(); strings.Count(said, "the key is missing") != 2 || strings.Count(said, "another thing") != 1 {
		t.Errorf("said\n%s", said)
	}
}
