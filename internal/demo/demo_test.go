package demo_test

import (
	"context"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	jcstar "shirushi/schemes/jc-star"

	"shirushi/internal/account"
	"shirushi/internal/blob"
	"shirushi/internal/demo"
	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/governance"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/registry"
	"shirushi/internal/remedy"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/surveillance"
)

func TestPlay_tellsEveryStoryThroughTheDeeds(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s := storetest.SQLite(t)
	clock := new(demo.Clock)
	post, err := mail.NewPost(make([]byte, 32), "office@localhost.example")
	if err != nil {
		t.Fatal(err)
	}
	d := desk.New(s, clock.Now)
	a, err := account.New(s, post, clock.Now, account.Config{RPID: "localhost", RPName: "demo", Origins: []string{"http://localhost:1"}, BaseURL: "http://localhost:1", Demo: true}, d.Day)
	if err != nil {
		t.Fatal(err)
	}
	files, err := blob.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	master, err := blob.NewMaster(filepath.Join(t.TempDir(), "evidence.key"), clock.Now())
	if err != nil {
		t.Fatal(err)
	}
	deeds := office.New(d, post, "http://localhost:1")
	vault := office.NewVault(deeds, office.VaultConfig{Files: files, Master: master})
	labels := labeldesk.New(d, post, "http://localhost:1")
	register := misuse.New(labels)
	cases := surveillance.New(d, post, "http://localhost:1")
	inbox, err := doubt.New(labels, register, cases, make([]byte, doubt.KeyLength), clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	house := demo.House{Doubts: inbox, Misuse: register, Remedies: remedy.New(d, post, "http://localhost:1", deeds), Store: s, Desk: d, Account: a, Office: deeds, Cases: cases, Governance: governance.New(d), Vault: vault, Clock: clock, Scheme: jcstar.Data}
	const further = 30
	if err := demo.Play(ctx, house, further); err != nil {
		t.Fatal(err)
	}

	reported := map[scheme.DoubtState]int{}
	seats, err := demo.Seats(ctx, s)
	if err != nil {
		t.Fatal(err)
	}
	officer := seats[slices.IndexFunc(seats, func(one demo.Seat) bool { return one.Person.Has(scheme.RoleOfficer) })]
	rows, err := inbox.List(ctx, scheme.Actor{Person: officer.Person})
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range rows {
		reported[one.Doubt.State]++
	}
	standing, err := register.Standing(ctx)
	if err != nil || len(standing) != 1 || standing[0].Answer == "" || len(rows) != 4 {
		t.Errorf("improper use: %v %v; reported: %v", standing, err, reported)
	}
	if ended, err := register.Numbered(ctx, 1); err != nil || ended.Ended == "" {
		t.Errorf("the entry that ended: %v %v", ended, err)
	}

	states := map[scheme.ApplicationState]int{}
	err = s.View(ctx, func(tx *store.Tx) error {
		all, err := tx.Applications(store.ApplicationFilter{Limit: 100})
		for _, one := range all {
			states[one.State]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range scheme.ApplicationStates {
		if states[want] == 0 {
			t.Errorf("no application is %s", want)
		}
	}
	page, err := s.Entries(ctx, registry.Query{Day: "2999-12-31", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	const takenOver = 12
	if page.Total != states[scheme.Issued]+takenOver+further {
		t.Errorf("%d labels are public, %d applications were issued", page.Total, states[scheme.Issued])
	}
	today := scheme.DateOf(time.Now())
	statuses, most := map[scheme.Status]int{}, 0
	for _, e := range page.Items {
		statuses[e.StatusOn(today)]++
		most = max(most, len(e.Product.Models))
	}
	for _, want := range scheme.LabelStatuses {
		if statuses[want] == 0 {
			t.Errorf("no label is %s", want)
		}
	}
	if most < 400 {
		t.Errorf("the label with the most models has %d", most)
	}
	checkReplay(t, checkHistory(t, s), page.Items)
	seats, err = demo.Seats(ctx, s)
	if err != nil || len(seats) < 8 {
		t.Errorf("%d seats, %v", len(seats), err)
	}
	if gone := time.Since(clock.Now()); gone > time.Minute || gone < -time.Minute {
		t.Errorf("the clock was left %v off", gone)
	}
}

// checkHistory fails unless the events are numbered without gap, in the
// order of their hours, and none lies in the future; and returns them.
func checkHistory(t *testing.T, s *store.Store) (events []scheme.Event) {
	t.Helper()
	err := s.View(context.Background(), func(tx *store.Tx) (err error) {
		events, err = tx.Events(0, 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	last := time.Time{}
	for i, e := range events {
		if e.Seq != int64(i+1) || e.Recorded.Before(last) || e.Recorded.After(time.Now()) {
			t.Errorf("event %d has number %d and hour %v after %v", i, e.Seq, e.Recorded, last)
		}
		last = e.Recorded
	}
	return events
}

// checkReplay fails unless on any day the status of every label follows from
// its events alone.
func checkReplay(t *testing.T, events []scheme.Event, labels []registry.Entry) {
	t.Helper()
	of := map[scheme.LabelNumber][]scheme.Event{}
	for _, e := range events {
		of[e.Label] = append(of[e.Label], e)
	}
	for _, l := range labels {
		if l.Listed > scheme.DateOf(time.Now()) {
			continue // its events have no numbers yet
		}
		told, err := scheme.Replay(of[l.Number])
		if err != nil {
			t.Errorf("label %s: %v", l.Number, err)
			continue
		}
		for day := l.ValidFrom.AddDays(-2); day <= l.ValidUntil.AddDays(2); day = day.AddDays(1) {
			if told.StatusOn(day) != l.StatusOn(day) {
				t.Fatalf("label %s on %s: %q by its events, %q by the register", l.Number, day, told.StatusOn(day), l.StatusOn(day))
			}
		}
		if !reflect.DeepEqual(told.Standing, l.Standing) || told.Level != l.Level || told.Edition != l.Edition || told.Evaluator != l.Evaluator || told.FirstIssued != l.FirstIssued {
			t.Errorf("label %s: by its events %+v, by the register %+v", l.Number, told, l)
		}
	}
}
