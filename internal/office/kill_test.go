package office_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// The environment that makes this test binary the process to be killed.
const (
	victimStore = "SHIRUSHI_TEST_VICTIM_STORE"
	victimFrom  = "SHIRUSHI_TEST_VICTIM_FROM"
)

const (
	rounds   = 10
	perRound = 40 // applications, five deeds each
)

// deedPay is the deed of entering a payment.
const deedPay scheme.Deed = "enter_payment"

// walk is the deeds done to each application, in order.
var walk = []scheme.Deed{scheme.DeedSubmit, scheme.DeedAccept, deedPay, scheme.DeedAnswer, scheme.DeedIssue}

func TestMain(m *testing.M) {
	if dsn := os.Getenv(victimStore); dsn != "" {
		if err := victim(dsn, os.Getenv(victimFrom)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	if dsn := os.Getenv(victimVault); dsn != "" {
		if err := vaultVictim(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// victim does 200 deeds from four hands and says each that was answered,
// until it is done or killed.
func victim(dsn, from string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	first, err := strconv.Atoi(from)
	if err != nil {
		return err
	}
	clock := testkit.NewClock()
	h := &house{t: &testing.T{}, store: s, clock: clock}
	h.desk, h.office = rooms(h.t, s, clock.Now)
	if h.scheme, _, err = h.desk.Scheme(ctx); err != nil {
		return err
	}
	go h.desk.Run(ctx, slog.New(slog.DiscardHandler), func(context.Context) error { return nil })
	failed := make(chan error, perRound)
	var hands sync.WaitGroup
	for hand := range 4 {
		hands.Go(func() {
			for n := first + hand; n < first+perRound; n += 4 {
				if err := h.walkAll(ctx, readyID(n)); err != nil {
					failed <- err
				}
			}
		})
	}
	hands.Wait()
	close(failed)
	return <-failed
}

func readyID(n int) scheme.ApplicationID { return scheme.ApplicationID(fmt.Sprintf("ready-%04d", n)) }

func (h *house) walkAll(ctx context.Context, id scheme.ApplicationID) error {
	maker, bureau := testkit.Maker(0), testkit.Office()
	anna := testkit.Actor(testkit.Person(maker, 1), maker)
	one, two := testkit.Actor(testkit.Person(bureau, 1), bureau), h.fresh(testkit.Actor(testkit.Person(bureau, 2), bureau))
	for _, deed := range walk {
		var err error
		switch deed {
		case scheme.DeedSubmit:
			err = h.office.Submit(ctx, anna, id, h.word())
		case scheme.DeedAccept:
			err = h.office.Accept(ctx, one, id)
		case deedPay:
			var f office.File
			if f, err = h.office.File(ctx, one, id); err == nil {
				err = h.office.EnterPayment(ctx, one, id, office.PaymentRequest{Day: h.today(), Yen: f.Application.FeeYen, Reference: "R"})
			}
		case scheme.DeedAnswer:
			ministry := testkit.Authority(0)
			reviewer := h.fresh(testkit.Actor(testkit.Person(ministry, 1), ministry))
			var f office.File
			if f, err = h.office.File(ctx, one, id); err == nil {
				i := f.Application.Inquiries[0]
				err = h.office.AnswerInquiry(ctx, reviewer, i.ID, office.AnswerRequest{Revision: i.Revision, View: scheme.NoObjection})
			}
		case scheme.DeedIssue:
			_, err = h.office.Issue(ctx, two, id)
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", deed, id, err)
		}
		if _, err := os.Stdout.WriteString(string(deed) + " " + string(id) + "\n"); err != nil {
			return err
		}
	}
	return nil
}

// A process that does deeds is killed at a random moment, ten times: every
// deed that was answered is on record, none is there by half, and the events
// are numbered without gap or repeat.
func TestKill_everyAnsweredDeedIsThereAndNoneIsHalfDone(t *testing.T) {
	t.Parallel()
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn := fresh(t)
			h := newHouse(t, storetest.Open(t, dsn), catalogtest.JCStarFiles())
			answered, midway := 0, 0
			for round := range rounds {
				for n := range perRound {
					h.ready(round*perRound + n)
				}
				done := killSomewhere(t, dsn, round*perRound)
				answered += len(done)
				if len(done) < perRound*len(walk) {
					midway++
				}
				for _, line := range done {
					deed, id, _ := strings.Cut(line, " ")
					if !h.noted(scheme.ApplicationID(id), scheme.Deed(deed)) {
						t.Fatalf("round %d: %q was answered and is not on record", round, line)
					}
				}
				checkWhole(t, h, (round+1)*perRound)
			}
			t.Logf("%s: %d deeds answered, killed midway in %d of %d rounds", engine, answered, midway, rounds)
			if midway < rounds/2 {
				t.Fatal("the process was mostly killed too late to show anything")
			}
		})
	}
}

// killSomewhere starts the process, kills it at a random moment and returns
// the deeds it had answered.
func killSomewhere(t *testing.T, dsn string, from int) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimStore+"="+storetest.ForVictim(t, dsn), victimFrom+"="+strconv.Itoa(from))
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	last := rand.IntN(perRound*len(walk) - 20)
	var done []string
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if done = append(done, lines.Text()); len(done) == last+1 {
			time.AfterFunc(rand.N(5*time.Millisecond), func() { _ = cmd.Process.Kill() }) // it may have ended by itself
		}
	}
	_ = cmd.Wait() // killed, as it should be
	storetest.Settled(t, dsn)
	if said.Len() > 0 {
		t.Fatalf("the process failed before it was killed: %s", said.String())
	}
	return done
}

// noted reports whether the deed left its audit line.
func (h *house) noted(id scheme.ApplicationID, deed scheme.Deed) bool {
	for _, line := range h.audit("application:" + string(id)) {
		if line.Deed == string(deed) {
			return true
		}
	}
	return false
}

// checkWhole fails unless state, numbers, audit, label, entry, letters and
// events of the first n applications agree.
func checkWhole(t *testing.T, h *house, n int) {
	t.Helper()
	issuedEvents := map[scheme.LabelNumber]int{}
	for _, e := range h.events() {
		if e.Kind == scheme.LabelIssued {
			issuedEvents[e.Label]++
		}
	}
	var numbers, labels []string
	for i := range n {
		a := onRecord(h, readyID(i))
		lines := h.audit("application:" + string(a.ID))
		for at, line := range lines { // newest first
			if line.Deed != string(walk[len(lines)-1-at]) {
				t.Fatalf("%s: audit line %d is of %s", a.ID, len(lines)-1-at, line.Deed)
			}
		}
		got := []bool{a.Numbers.Application != "", a.Numbers.Acceptance != "", a.Fee.Paid != "", a.Numbers.Provisional != "", a.Label != ""}
		for step, there := range got {
			if there != (step < len(lines)) {
				t.Fatalf("%s: %d deeds are noted, but the record says of %s: %t", a.ID, len(lines), walk[step], there)
			}
		}
		state := []scheme.ApplicationState{scheme.Draft, scheme.Submitted, scheme.Accepted, scheme.Accepted, scheme.Accepted, scheme.Issued}[len(lines)]
		if a.State != state {
			t.Fatalf("%s: state %s after %d deeds", a.ID, a.State, len(lines))
		}
		if len(lines) > 0 {
			numbers = append(numbers, a.Numbers.Application)
		}
		if a.Label != "" {
			labels = append(labels, string(a.Label))
			checkLabelWhole(t, h, a, issuedEvents)
		}
	}
	if len(issuedEvents) != len(labels) {
		t.Fatalf("%d labels, events for %d", len(labels), len(issuedEvents))
	}
	checkNumbers(t, h, h.scheme.Numbering.Application, numbers)
	checkNumbers(t, h, h.scheme.Numbering.Registration, labels)
}

func checkLabelWhole(t *testing.T, h *house, a scheme.Application, events map[scheme.LabelNumber]int) {
	t.Helper()
	entry, err := h.store.Entry(t.Context(), a.Label, h.today())
	if err != nil {
		t.Fatalf("label %s has no entry: %v", a.Label, err)
	}
	l := h.label(a.Label)
	if l.Label.Application != a.ID || !reflect.DeepEqual(entry.Standing, l.Label.Standing) || len(l.Audit) != 1 || events[a.Label] != 1 {
		t.Fatalf("label %s: application %s, %d audit lines, %d events", a.Label, l.Label.Application, len(l.Audit), events[a.Label])
	}
}
