package keeper_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"shirushi/internal/desk"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/witness"
)

// A watched is a log with a clock of its own, and witnesses beside it.
type watched struct {
	house
	clock *time.Time
}

func openWatched(t *testing.T, dsn, folder string) watched {
	t.Helper()
	clock := now
	s := openStore(t, dsn)
	tell := func() time.Time { return clock }
	d := desk.New(s, tell)
	return watched{house{t, keeper.New(d, s, keeper.In(folder), "labels.example", tell), s, d, folder}, &clock}
}

// begun is a log with keys and one checkpoint.
func begun(t *testing.T, dsn string) watched {
	t.Helper()
	w := openWatched(t, dsn, t.TempDir())
	w.begin()
	w.turn()
	return w
}

func (w watched) logKeys() (verifiers []string) {
	w.Helper()
	keys, err := w.Keys(w.Context(), publog.Checkpoints)
	if err != nil {
		w.Fatal(err)
	}
	for _, k := range keys {
		verifiers = append(verifiers, k.Verifier)
	}
	return verifiers
}

// A seat is a witness at an address, and the one who goes to it.
type seat struct {
	*keeper.Courier
	verifier publog.Witness
	address  string
	asked    *atomic.Int64
}

// witness sets a real witness beside the log.
func (w watched) witness(name string) seat {
	w.Helper()
	one, err := witness.Open(w.TempDir(), name, w.logKeys(), func() time.Time { return *w.clock }, slog.New(slog.DiscardHandler))
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { one.Close() })
	return w.sees(one.Verifier(), one.Handler())
}

// sees sets whatever answers beside the log, as the witness of this key.
func (w watched) sees(verifier string, h http.Handler) seat {
	w.Helper()
	asked := new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		h.ServeHTTP(rw, r)
	}))
	w.Cleanup(server.Close)
	key, err := publog.ParseWitness(verifier)
	if err != nil {
		w.Fatal(err)
	}
	return seat{w.Courier(key.Name(), witness.At(server.URL+"/", key)), key, server.URL, asked}
}

func (w watched) ask(s seat) {
	w.Helper()
	if err := s.Turn(w.Context()); err != nil {
		w.Fatal(err)
	}
}

// served returns the checkpoint that readers get, and who cosigned it.
func (w watched) served(by ...seat) (c publog.Checkpoint, signed []publog.Cosignature) {
	w.Helper()
	var verifiers []publog.Witness
	for _, s := range by {
		verifiers = append(verifiers, s.verifier)
	}
	err := w.store.View(w.Context(), func(tx *store.Tx) error {
		newest, err := tx.NewestCheckpoint(*w.clock)
		if err != nil {
			return err
		}
		if c, err = publog.ParseCheckpoint(newest.Signed); err != nil {
			return err
		}
		signed, err = publog.Cosignatures([]byte(newest.Signed), verifiers...)
		return err
	})
	if err != nil {
		w.Fatal(err)
	}
	return c, signed
}

func TestCourier_twoWitnessesCosignWhatIsNew(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, dsn string) {
		w := begun(t, dsn)
		one, two := w.witness("one.example/w"), w.witness("two.example/w")
		for _, more := range []int{0, 1, 300} {
			w.say(more)
			w.turn()
			w.ask(one)
			w.ask(two)
			c, by := w.served(one, two)
			if newest, _ := w.opened(); c != newest || len(by) != 2 || by[0].At != *w.clock {
				t.Fatalf("%d events are served with %+v", c.Size, by)
			}
			*w.clock = w.clock.Add(time.Minute)
		}
		was := one.asked.Load()
		w.ask(one)
		if one.asked.Load() != was {
			t.Error("nothing is new, and the witness was asked")
		}
		*w.clock = w.clock.Add(24 * time.Hour)
		w.ask(one)
		w.ask(two)
		if _, by := w.served(one, two); len(by) != 2 || by[0].At != *w.clock {
			t.Errorf("a day later: %+v", by)
		}
		again := seat{w.Courier("one", witness.At(one.address, one.verifier)), one.verifier, one.address, one.asked}
		w.say(1)
		w.turn()
		w.ask(one)
		w.say(1)
		w.turn()
		w.ask(again) // another process, which knows the size from the records only
		if _, by := w.served(one); len(by) != 1 {
			t.Errorf("after another start: %+v", by)
		}
	})
}

func TestCourier_aNewKeyIsToldToTheWitness(t *testing.T) {
	t.Parallel()
	w := begun(t, storetest.SQLiteDSN(t))
	one := w.witness("one.example/w")
	w.ask(one)
	if _, err := w.Rotate(t.Context(), scheme.System(), publog.Checkpoints, false); err != nil {
		t.Fatal(err)
	}
	w.turn()
	w.ask(one) // signed with both
	w.say(1)
	w.turn()
	if err := one.Turn(t.Context()); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a key that it does not know: %v", err)
	}
}

// copied returns a log that goes on from a copy of the database as it is now,
// with the same keys.
func (w watched) copied(dsn string) watched {
	w.Helper()
	c := openWatched(w.T, storetest.Copied(w.T, dsn), w.folder)
	*c.clock = *w.clock
	return c
}

// goesTo is a witness as another log meets it.
func (w watched) goesTo(s seat) seat {
	return seat{w.Courier(s.verifier.Name(), witness.At(s.address, s.verifier)), s.verifier, s.address, s.asked}
}

func TestCourier_aLogPutBackToABackupIsSaid(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLiteDSN(t)
	w := begun(t, dsn)
	one := w.witness("one.example/w")
	w.ask(one)
	backup := w.copied(dsn)
	w.say(5)
	w.turn()
	w.ask(one)

	there := backup.goesTo(one)
	if err := there.Turn(t.Context()); !errors.Is(err, keeper.ErrRolledBack) || !strings.Contains(err.Error(), "8 events; here are 3") {
		t.Fatalf("before anything is recorded: %v", err)
	}
	backup.say(2)
	backup.turn()
	for range 3 {
		*backup.clock = backup.clock.Add(time.Minute)
		if err := there.Turn(t.Context()); !errors.Is(err, keeper.ErrRolledBack) || !strings.Contains(err.Error(), "8 events; here are 5") {
			t.Fatalf("put back: %v", err)
		}
	}
	if err := there.Turn(t.Context()); err != nil {
		t.Errorf("said twice in a minute: %v", err)
	}
	backup.say(3) // as many as there were
	backup.turn()
	if err := there.Turn(t.Context()); !errors.Is(err, witness.ErrOtherTree) {
		t.Errorf("another tree of the same size: %v", err)
	}
	backup.say(1)
	backup.turn()
	*backup.clock = backup.clock.Add(time.Minute)
	if err := there.Turn(t.Context()); !errors.Is(err, witness.ErrOtherTree) {
		t.Errorf("a larger one: %v", err)
	}
	if _, by := backup.served(one); len(by) != 0 {
		t.Errorf("it has cosigned %+v", by)
	}
	w.say(9)
	w.turn()
	w.ask(one) // the true log goes on
}

func TestCourier_aSplitViewIsRefusedByEachWitness(t *testing.T) {
	t.Parallel()
	dsn := storetest.SQLiteDSN(t)
	w := begun(t, dsn)
	one, two := w.witness("one.example/w"), w.witness("two.example/w")
	w.ask(one)
	w.ask(two)
	hidden := w.copied(dsn)
	w.say(1)
	w.turn()
	hidden.say(2)
	hidden.turn()
	w.ask(one) // the first sees this one,
	if err := hidden.goesTo(two).Turn(t.Context()); err != nil {
		t.Fatal(err) // the second the other
	}
	w.say(4)
	w.turn()
	if err := w.goesTo(two).Turn(t.Context()); !errors.Is(err, witness.ErrOtherTree) {
		t.Errorf("the second takes both: %v", err)
	}
	hidden.say(4)
	hidden.turn()
	if err := hidden.goesTo(one).Turn(t.Context()); !errors.Is(err, witness.ErrOtherTree) {
		t.Errorf("the first takes both: %v", err)
	}
}

// TestCourier_aWitnessThatLies: nothing of what such a one says is kept, and
// it is said what is wrong.
func TestCourier_aWitnessThatLies(t *testing.T) {
	t.Parallel()
	key, err := publog.NewCosigner("liar.example/w")
	if err != nil {
		t.Fatal(err)
	}
	other, err := publog.NewCosigner("liar.example/w")
	if err != nil {
		t.Fatal(err)
	}
	text := func(r *http.Request) string { // of the checkpoint in a request
		b, _ := io.ReadAll(r.Body)
		_, note, _ := strings.Cut(string(b), "\n\n")
		text, _, _ := strings.Cut(note, "\n\n")
		return text + "\n"
	}
	var turns atomic.Int64
	size := func(rw http.ResponseWriter, n int64) {
		rw.Header().Set("Content-Type", "text/x.tlog.size")
		rw.WriteHeader(http.StatusConflict)
		fmt.Fprintln(rw, n)
	}
	for name, c := range map[string]struct {
		says string
		lie  http.HandlerFunc
	}{
		"of another tree": {"verify cosignatures", func(rw http.ResponseWriter, r *http.Request) {
			root := tlog.RecordHash([]byte("another"))
			c := publog.Checkpoint{Origin: "labels.example/log", Head: publog.Head{Size: 3, Root: root}}
			io.WriteString(rw, key.Cosign(c.Text(), now).Line)
		}},
		"of another key": {"no cosignature by its key", func(rw http.ResponseWriter, r *http.Request) {
			io.WriteString(rw, other.Cosign(text(r), now).Line)
		}},
		"of next year": {"clock is wrong", func(rw http.ResponseWriter, r *http.Request) {
			io.WriteString(rw, key.Cosign(text(r), now.AddDate(1, 0, 0)).Line)
		}},
		"of last week": {"clock is wrong", func(rw http.ResponseWriter, r *http.Request) {
			io.WriteString(rw, key.Cosign(text(r), now.AddDate(0, 0, -7)).Line)
		}},
		"nothing": {"no cosignature by its key", func(rw http.ResponseWriter, r *http.Request) {}},
		"a page":  {"verify cosignatures", func(rw http.ResponseWriter, r *http.Request) { io.WriteString(rw, "<html>OK</html>") }},
		"half of it": {"verify cosignatures", func(rw http.ResponseWriter, r *http.Request) {
			io.WriteString(rw, key.Cosign(text(r), now).Line[:60])
		}},
		"a text after it": {"verify cosignatures", func(rw http.ResponseWriter, r *http.Request) {
			io.WriteString(rw, key.Cosign(text(r), now).Line+"\nother\n3\n"+base64.StdEncoding.EncodeToString(make([]byte, 32))+"\n")
		}},
		"a size that we never had": {"older state", func(rw http.ResponseWriter, r *http.Request) { size(rw, 1_000_000) }},
		"two sizes in turn":        {"contradicts itself", func(rw http.ResponseWriter, r *http.Request) { size(rw, 1+turns.Add(1)%2) }},
		"the size that we said":    {"another history", func(rw http.ResponseWriter, r *http.Request) { size(rw, 0) }},
		"no size":                  {"another history", func(rw http.ResponseWriter, r *http.Request) { http.Error(rw, "-1", http.StatusConflict) }},
		"go elsewhere": {"307", func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, "/x", http.StatusTemporaryRedirect)
		}},
		"without end": {"verify cosignatures", func(rw http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				if _, err := io.WriteString(rw, strings.Repeat("— x AAAAAAAA\n", 1000)); err != nil {
					return
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := begun(t, storetest.SQLiteDSN(t))
			liar := w.sees(key.Verifier, c.lie)
			if err := liar.Turn(t.Context()); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
			if _, by := w.served(liar); len(by) != 0 {
				t.Errorf("kept: %+v", by)
			}
			w.say(1)
			w.turn() // the log goes on
			honest := w.witness("one.example/w")
			w.ask(honest)
		})
	}
}

func TestCourier_aWitnessThatIsSlowOrDownIsSaidOnceInAWhile(t *testing.T) {
	t.Parallel()
	w := begun(t, storetest.SQLiteDSN(t))
	honest := w.witness("one.example/w")
	end := make(chan struct{})
	slow := w.sees(w.key("slow.example/w"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-end }))
	t.Cleanup(func() { close(end) })
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if err := slow.Turn(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("slow: %v", err)
	}
	gone := httptest.NewServer(nil)
	gone.Close()
	key, err := publog.ParseWitness(w.key("down.example/w"))
	if err != nil {
		t.Fatal(err)
	}
	down := w.Courier("down", witness.At(gone.URL, key))
	said := 0
	for range 60 {
		if err := down.Turn(t.Context()); err != nil {
			said++
		}
		*w.clock = w.clock.Add(15 * time.Second)
	}
	if said != 2 {
		t.Errorf("in fifteen minutes it was said %d times", said)
	}
	w.ask(honest)
	if _, by := w.served(honest); len(by) != 1 {
		t.Error("the honest one is held back")
	}
}

func (w watched) key(name string) (verifier string) {
	w.Helper()
	k, err := publog.NewCosigner(name)
	if err != nil {
		w.Fatal(err)
	}
	return k.Verifier
}
