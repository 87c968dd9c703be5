package takeover_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/desk"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/takeover"
	"shirushi/internal/testkit"
)

// These make this test program a process that takes a file of labels over.
const (
	childDSN  = "TAKEOVER_TEST_CHILD"
	childFile = "TAKEOVER_TEST_FILE"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(childDSN); dsn != "" {
		if err := takeFile(dsn, os.Getenv(childFile)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// takeFile takes labels over and says after each batch how far it is.
func takeFile(dsn, file string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	defer s.Close()
	o := testkit.Office()
	who := testkit.Actor(testkit.Person(o, 1, scheme.RoleOfficer), o)
	source, err := takeover.Read(takeover.Labels, file, func() (io.ReadCloser, error) { return os.Open(file) })
	if err != nil {
		return err
	}
	_, err = takeover.New(desk.New(s, testkit.NewClock().Now)).Take(ctx, who, takeover.Labels, source, takeover.Options{
		Refused:  func(r takeover.Refused) { fmt.Fprintln(os.Stderr, r.Line, r.Refusal.Key) },
		Progress: func(c takeover.Count) { fmt.Println(c.Rows) },
	})
	return err
}

// An import that is killed in its middle, and again when it is taken up, ends
// with every label there once: with its entry, its event, its audit line and
// its place in the index.
func TestTake_killedInTheMiddleAndBegunAnewIsWholeAndNotDoubled(t *testing.T) {
	t.Parallel()
	numbers := numbersOf(t, 5000)
	var text strings.Builder
	text.WriteString(labelHeads)
	for i, n := range numbers {
		text.WriteString(labelRow(n, fmt.Sprintf("電球 %d,KL-%05d,,,,,,", i, i)))
	}
	file := filepath.Join(t.TempDir(), "labels.csv")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for engine, address := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn := address(t)
			s := storetest.Open(t, dsn)
			h := open(t, s)
			h.holders()
			if first, second := killed(t, dsn, file), killed(t, dsn, file); !first && !second {
				t.Fatal("both processes had ended before they were killed")
			}
			count, refused, err := h.take(takeover.Labels, takeover.Options{}, "labels.csv", text.String())
			if err != nil || len(refused) > 0 || count.Rows != len(numbers) || count.Taken+count.Same != count.Rows || count.Same == 0 {
				t.Fatalf("%+v, refused %.5v, %v", count, refused, err)
			}
			wholeAndOnce(h, numbers)
		})
	}
}

func numbersOf(t *testing.T, n int) []string {
	t.Helper()
	form := catalogtest.JCStar(t).Numbering.Registration
	all := make([]string, n)
	for i := range all {
		var err error
		if all[i], err = form.Number(2025, int64(1+i)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// wholeAndOnce looks at all that is kept of these labels.
func wholeAndOnce(h *house, numbers []string) {
	h.t.Helper()
	h.events()
	seen := map[scheme.LabelNumber]bool{}
	h.update(func(tx *store.Tx) error {
		for last := int64(0); ; {
			events, err := tx.Events(last, 0)
			if err != nil {
				return err
			}
			for _, e := range events {
				if last++; e.Seq != last || seen[e.Label] {
					h.t.Fatalf("event %d of %s has number %d; was there before: %v", last, e.Label, e.Seq, seen[e.Label])
				}
				seen[e.Label] = true
			}
			if len(events) == 0 {
				break
			}
		}
		for i := 0; i < len(numbers); i += 97 {
			n := numbers[i]
			if lines, err := tx.AuditOf("label:"+n, 0); err != nil || len(lines) != 1 {
				h.t.Errorf("%s has %d audit lines, %v", n, len(lines), err)
			}
		}
		return nil
	})
	if len(seen) != len(numbers) {
		h.t.Errorf("%d labels have an event", len(seen))
	}
	for _, q := range []registry.Query{{Sort: registry.OldestFirst}, {Text: "電球"}} {
		q.Day, q.Limit = "2026-01-01", registry.MaxLimit
		page, err := h.store.Entries(h.t.Context(), q)
		if err != nil || page.Total != len(numbers) {
			h.t.Errorf("%+v finds %d, %v", q, page.Total, err)
		}
	}
	for i := 0; i < len(numbers); i += 499 {
		page, err := h.store.Entries(h.t.Context(), registry.Query{Day: "2026-01-01", Text: fmt.Sprintf("KL-%05d", i)})
		if err != nil || page.Total != 1 || string(page.Items[0].Number) != numbers[i] {
			h.t.Errorf("KL-%05d finds %d, %v", i, page.Total, err)
		}
	}
}

// killed starts a process that takes the file over, and kills it at a random
// moment after its first batch; false when it had ended by itself before.
func killed(t *testing.T, dsn, file string) bool {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDSN+"="+storetest.ForVictim(t, dsn), childFile+"="+file)
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
		if first {
			time.AfterFunc(rand.N(150*time.Millisecond), func() { _ = child.Process.Kill() })
		}
	}
	err = child.Wait()
	storetest.Settled(t, dsn)
	return err != nil
}
