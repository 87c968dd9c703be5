package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/monitor"
	"shirushi/internal/publog"
	"shirushi/internal/registry"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/walktest"
	"shirushi/internal/web/webtest"
)

const (
	walkFor    = 45 * time.Second // on each engine, unless SHIRUSHI_WALKS says how many lives
	walkBeside = 6                // labels that live at one time
	walkSteps  = 90               // deeds that are tried on each
	untold     = "機密confidential" // stands in every text that the public must not read
)

// Labels live by chance through all rooms of an installation, at the hands of
// people of every kind. After each deed register, public entry, events, API,
// records and an onlooker who only hears what is said must agree; at the end
// the monitor looks at the log from outside.
func TestWalks_allRoomsTellWhatAnOnlookerHeard(t *testing.T) {
	t.Parallel()
	for engine, dsn := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			many, _ := strconv.Atoi(os.Getenv("SHIRUSHI_WALKS"))
			seed := uint64(time.Now().UnixNano())
			if fixed, err := strconv.ParseUint(os.Getenv("SHIRUSHI_SEED"), 10, 64); err == nil {
				seed = fixed
			}
			s := openStroll(t, dsn(t), seed)
			t.Logf("SHIRUSHI_SEED=%d", seed)
			began := time.Now()
			for more := true; more; more = many > 0 && s.lives < many || many == 0 && time.Since(began) < walkFor {
				for len(s.alive) < walkBeside {
					s.born()
				}
				s.step()
			}
			for len(s.alive) > 0 {
				s.settle(0)
			}
			s.fromOutside()
			t.Logf("%d lives in %v: %d deeds tried, %d done; %v", s.lives, time.Since(began).Round(time.Second), s.tried, s.did, s.done)
		})
	}
}

// A stroll is an installation in which labels live by chance.
type stroll struct {
	*testing.T
	*walkers
	p      *platform
	remedy *remedy.Room
	rand   *rand.Rand
	alive  []*strolling
	known  map[scheme.LabelNumber]*strolling // all, also those that are settled
	head   int64                             // events heard
	serial int64

	lives, tried, did int
	done              map[string]int  // deeds by their name
	listed            map[string]bool // numbers of the entries of improper use that stand, as far as was heard
}

// A strolling is one label on its way.
type strolling struct {
	number scheme.LabelNumber
	first  scheme.Date // day 0 of the onlooker
	hears  walktest.Onlooker
	told   scheme.Told
	events int
	left   int // deeds to come
	open   openThings

	involved  []scheme.PersonID // who looked into its newest case
	warned    scheme.PersonID   // who proposed the newest warning
	announced scheme.PersonID
	judged    scheme.PersonID // who entered the newest judgment
}

// openThings are what was begun about a label, newest only.
type openThings struct {
	application scheme.ApplicationID
	succession  scheme.SuccessionID
	reissue     scheme.ReissueID
	bulletin    scheme.NewsID
	file        scheme.CaseID
	objection   scheme.ObjectionID
	misuse      scheme.MisuseID
}

func (s *stroll) today() scheme.Date { return s.scheme.Day(s.clock.Now()) }

func (s *stroll) ok(what string, err error) {
	s.Helper()
	if err != nil {
		s.Fatalf("%s on %s: %v", what, s.today(), err)
	}
}

func (s *stroll) read(fn func(*store.Tx) error) {
	s.Helper()
	s.ok("read", s.p.store.View(s.Context(), fn))
}

func (s *stroll) label(n scheme.LabelNumber) (l scheme.Label) {
	s.Helper()
	s.read(func(tx *store.Tx) (err error) { l, err = tx.Label(n); return err })
	return l
}

// step lets some days pass, or somebody try something.
func (s *stroll) step() {
	i := s.rand.IntN(len(s.alive))
	switch s.rand.IntN(40) {
	case 0, 1, 2, 3, 4, 5:
		s.sleep(1 + s.rand.IntN(12))
		return
	case 6:
		s.report(s.alive[i])
		return
	}
	s.try(s.alive[i])
	if s.alive[i].left--; s.alive[i].left <= 0 {
		s.settle(i)
	}
}

// sleep lets days pass: on each evening the onlookers note what is told, and
// on the last morning the clock's own work is done.
func (s *stroll) sleep(n int) {
	for range n {
		for _, one := range s.alive {
			one.hears.Evening(one.first.DaysUntil(s.today()))
		}
		s.clock.Advance(24 * time.Hour)
	}
	ctx := s.Context()
	for name, work := range map[string]func(context.Context) (int, error){"release news": s.p.holding.ReleaseDue, "follow up": s.p.holding.FollowUp,
		"close": s.p.office.CloseMoot, "forget": s.p.doubts.Forget, "remind": s.p.doubts.Remind, "payers": s.p.office.RemindPayers, "cases": s.p.cases.Remind, "misuse": s.p.misuse.Daily} {
		_, err := work(ctx)
		s.ok(name, err)
	}
	s.listen()
	for _, one := range s.alive {
		s.agree(one, "time")
	}
	s.agreeOnMisuse("time")
}

// listen numbers what became public and lets the onlookers hear it.
func (s *stroll) listen() {
	s.Helper()
	_, err := s.p.store.Sequence(s.Context(), s.today())
	s.ok("number events", err)
	for {
		news, err := s.p.store.Changes(s.Context(), s.head, 100, s.today())
		s.ok("read changes", err)
		for _, c := range news.Items {
			s.head = c.Seq
			one := s.known[c.Label]
			if one == nil {
				s.hearMisuse(c.Event)
				for _, o := range c.Openings {
					s.quiet("an event", o.Text)
				}
				continue // of no label
			}
			if one.told, err = one.told.After(c.Event); err != nil {
				s.Fatalf("event %d cannot follow: %v: %v %v", c.Seq, err, c.Kind, c.Facts)
			}
			one.events++
			one.hears.Hear(c.Event, one.first.DaysUntil(s.today()), func(d scheme.Date) int { return one.first.DaysUntil(d) })
			for _, o := range c.Openings {
				s.quiet("an event", o.Text)
			}
		}
		if len(news.Items) == 0 {
			return
		}
	}
}

// quiet fails when something confidential stands in a text for the public.
func (s *stroll) quiet(where, text string) {
	s.Helper()
	if strings.Contains(text, "confidential") {
		s.Fatalf("%s tells what is confidential: %s", where, text)
	}
}

// agree compares what is told of one label now by all who tell of it.
func (s *stroll) agree(one *strolling, after string) {
	s.Helper()
	l, today := s.label(one.number), s.today()
	e, err := s.p.store.Entry(s.Context(), one.number, today)
	s.ok("read the entry", err)
	want := one.hears.Tonight(one.first.DaysUntil(today))
	var api struct {
		Status  string `json:"status"`
		ValidTo string `json:"valid_to"`
	}
	w := webtest.Ask(s.p.handler, "GET", "/api/v1/labels/"+string(one.number))
	s.ok("read the API's answer", json.Unmarshal(w.Body.Bytes(), &api))
	s.quiet("the API", w.Body.String())
	is := map[string]scheme.Status{"register": l.StatusOn(today), "entry": e.StatusOn(today), "events": one.told.StatusOn(today), "API": scheme.Status(api.Status)}
	for who, says := range is {
		if says != want {
			s.Fatalf("after %s, %s of %s on %s: %v, the onlooker heard %q\n%+v\n%+v", after, who, one.number, today, is, want, l.Standing, one.told.Standing)
		}
	}
	if today > l.ValidUntil && want == scheme.Active {
		s.Fatalf("%s is active past its end", one.number)
	}
	if d := cmp.Diff(l.Standing, one.told.Standing); d != "" {
		s.Fatalf("after %s, register and events of %s differ:\n%s", after, one.number, d)
	}
	if shown := walktest.Shown(e); !maps.Equal(shown, one.hears.Public) {
		s.Fatalf("after %s, heard and shown of %s differ:\n%s", after, one.number, cmp.Diff(one.hears.Public, shown))
	}
	if d := cmp.Diff(registry.Of(l, s.scheme.Day), e); d != "" {
		s.Fatalf("after %s, the entry of %s is not of its label:\n%s", after, one.number, d)
	}
}

// settle ends a life: all its days, those to come too, must be told as they
// were, but for those of a revocation that was annulled.
func (s *stroll) settle(i int) {
	s.Helper()
	one := s.alive[i]
	s.alive = append(s.alive[:i:i], s.alive[i+1:]...)
	s.lives++
	l, last := s.label(one.number), one.first.DaysUntil(s.today())
	for n, want := range one.hears.InTheEnd(last + 100) {
		day := one.first.AddDays(n)
		if n > last && l.Pending() {
			break // who knows
		}
		if a, b := l.StatusOn(day), one.told.StatusOn(day); a != want || b != want {
			s.Fatalf("of %s on %s the register says %q, the events %q, the onlooker %q: %+v", one.number, day, a, b, want, l.Standing)
		}
		if n < len(one.hears.Told) && one.hears.Told[n] != want && !one.hears.MayDiffer(n) {
			s.Fatalf("of %s on %s %q was told, now %q", one.number, day, one.hears.Told[n], want)
		}
	}
}

// fromOutside lets the monitor follow the whole log, and looks for what is
// confidential in all that was said.
func (s *stroll) fromOutside() {
	s.Helper()
	ctx := s.Context()
	s.ok("sign", s.p.keeper.Vouch(ctx))
	keys, err := s.p.keeper.Keys(ctx, publog.Checkpoints)
	s.ok("read the keys", err)
	server := httptest.NewServer(s.p.handler)
	defer server.Close()
	var found []monitor.Finding
	m, err := monitor.Open(monitor.Options{URL: server.URL, State: filepath.Join(s.TempDir(), "seen"), Key: keys[0].Verifier, All: true, Slack: time.Hour, Now: s.clock.Now,
		Wait: func(context.Context, time.Duration) error { return nil }, Tell: func(f monitor.Finding) { found = append(found, f) }})
	s.ok("open a monitor", err)
	report, err := m.Round(ctx)
	s.ok("follow the log", err)
	s.ok("close the monitor", m.Close())
	if len(found) > 0 || report.Labels != len(s.known) || int64(report.Size) != s.head {
		s.Fatalf("the monitor found %v; %+v, %d labels, %d events", found, report, len(s.known), s.head)
	}
	for n := range s.known {
		s.quiet("a page", webtest.Ask(s.p.handler, "GET", "/ja/labels/"+string(n)).Body.String())
	}
	s.quiet("the feed", webtest.Ask(s.p.handler, "GET", "/ja/feed.atom").Body.String())
}

func (s *stroll) say(format string, args ...any) string { return untold + fmt.Sprintf(format, args...) }
