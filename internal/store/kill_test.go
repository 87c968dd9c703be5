package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
)

// childDSN makes this test program a process that does deeds until it is killed.
const childDSN = "STORE_TEST_CHILD"

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childDSN); dsn != "" {
		if err := doDeeds(dsn); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// doDeeds does deeds of several writes each, says the id of each that was
// answered, and numbers events in between.
func doDeeds(dsn string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		var n int64
		err := s.Update(ctx, func(tx *store.Tx) (err error) {
			if n, err = tx.NextSerial("deed"); err != nil {
				return err
			}
			return deed(tx, n)
		})
		if err != nil {
			return err
		}
		fmt.Println(n)
		if i%3 == 0 {
			if _, err := s.Sequence(ctx, "2999-12-31"); err != nil {
				return err
			}
		}
	}
}

func deed(tx *store.Tx, n int64) error {
	id := fmt.Sprintf("D%06d", n)
	e, openings := happened(scheme.EventID(id), noon)
	return errors.Join(
		tx.PutOrganisation(&scheme.Organisation{ID: scheme.OrganisationID(id)}),
		tx.AddAudit(store.AuditLine{ID: id, At: noon, Subject: id}),
		tx.AddEvent(e, openings),
	)
}

// A process is killed at any moment, five times: every deed it has answered
// is there, none is there by half, and the events are numbered without gap.
func TestKill_losesNoAnsweredDeedAndKeepsNoHalf(t *testing.T) {
	t.Parallel()
	bothEngines(t, func(t *testing.T, dsn string) {
		var answered int64
		for range 5 {
			answered = max(answered, killed(t, dsn))
		}
		if answered == 0 {
			t.Fatal("no deed was answered before the kill")
		}
		s := storetest.Open(t, dsn)
		if _, err := s.Sequence(t.Context(), "2999-12-31"); err != nil {
			t.Fatal(err)
		}
		events, err := allEvents(t, s)
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(events)) < answered || int64(len(events)) > answered+5 { // each kill may hide one answer
			t.Errorf("%d deeds answered, %d events", answered, len(events))
		}
		look(t, s, func(tx *store.Tx) error {
			for i, e := range events {
				want := fmt.Sprintf("D%06d", i+1)
				_, missing := tx.Organisation(scheme.OrganisationID(want))
				audit, err := tx.AuditOf(want, 0)
				_, closed := tx.Opening(scheme.EventID(want), "holder")
				if e.Seq != int64(i+1) || string(e.ID) != want || missing != nil || closed != nil || len(audit) != 1 || err != nil {
					t.Errorf("place %d: event %s with number %d, %d audit lines, %v, %v, %v", i+1, e.ID, e.Seq, len(audit), missing, closed, err)
				}
			}
			all, err := tx.Organisations("")
			same(t, len(all), len(events))
			return err
		})
	})
}

// killed starts a process that does deeds, kills it at a random moment after
// its first answer, and returns the last deed that it has answered.
func killed(t *testing.T, dsn string) (answered int64) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDSN+"="+storetest.ForVictim(t, dsn))
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for first := true; lines.Scan(); first = false {
		if _, err := fmt.Sscan(lines.Text(), &answered); err != nil {
			t.Errorf("the process said %q", lines.Text())
		}
		if first {
			time.AfterFunc(rand.N(120*time.Millisecond), func() { _ = child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil {
		t.Error("the process ended by itself")
	}
	storetest.Settled(t, dsn)
	return answered
}
