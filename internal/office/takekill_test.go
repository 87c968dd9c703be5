package office_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/store/storetest"
	"shirushi/internal/testkit"
)

// The environment that makes this test binary a process that is killed while
// it takes parts.
const (
	victimVault       = "SHIRUSHI_TEST_VICTIM_VAULT"
	victimFolder      = "SHIRUSHI_TEST_VICTIM_FOLDER"
	victimApplication = "SHIRUSHI_TEST_VICTIM_APPLICATION"
)

const killedSize, killedPart = 4 << 20, 64 << 10

// vaultVictim takes part after part and says how much it holds.
func vaultVictim(dsn string) error {
	ctx := context.Background()
	s, err := store.Open(ctx, dsn)
	if err != nil {
		return err
	}
	h := &house{t: &testing.T{}, store: s, clock: testkit.NewClock()}
	h.desk, h.office = rooms(h.t, s, h.clock.Now)
	v, maker := h.vault(os.Getenv(victimFolder)), testkit.Maker(0)
	anna, b := testkit.Actor(testkit.Person(maker, 1), maker), content(99, killedSize)
	f, err := v.StartUpload(ctx, anna, scheme.ApplicationID(os.Getenv(victimApplication)), announce("killed", b))
	for err == nil && f.Held < f.Size {
		fmt.Println(f.Held)
		f, err = v.TakePart(ctx, anna, f.ID, f.Held, bytes.NewReader(b[f.Held:min(f.Held+killedPart, f.Size)]))
	}
	return err
}

// A process is killed while it takes parts, again and again: what it said it
// held is held, the file goes on from there, and in the end it is whole.
func TestKill_duringPartsTheFileGoesOnFromWhatWasHeld(t *testing.T) {
	t.Parallel()
	for engine, fresh := range map[string]func(testing.TB) string{"sqlite": storetest.SQLiteDSN, "postgres": storetest.PostgresDSN} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			dsn := fresh(t)
			s := newHouse(t, storetest.Open(t, dsn), catalogtest.JCStarFiles()).strongroom()
			id := s.draft(s.anna, "", 1)
			b := content(99, killedSize)
			var f scheme.EvidenceFile
			for round := range 5 {
				said := killTaking(t, dsn, s.dir, id)
				var err error
				f, err = s.StartUpload(t.Context(), s.anna, id, announce("killed", b))
				s.ok(err)
				if f.Held < said || f.Held%killedPart != 0 {
					t.Fatalf("round %d: it said %d and holds %d", round, said, f.Held)
				}
			}
			t.Logf("%s: %d of %d bytes were held after five kills", engine, f.Held, f.Size)
			if f = s.hand(s.anna, id, "killed", b, 1<<20); f.State != scheme.FileSealed {
				t.Fatal(f)
			}
			if got, err := readAll(s.FetchOwn(t.Context(), s.anna, f.ID)); err != nil || !bytes.Equal(got, b) {
				t.Fatal(len(got), err)
			}
		})
	}
}

// killTaking lets a process take some more parts, kills it in the middle of
// one, and returns how much it said it held.
func killTaking(t *testing.T, dsn, dir string, id scheme.ApplicationID) (said int64) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimVault+"="+storetest.ForVictim(t, dsn), victimFolder+"="+dir, victimApplication+"="+string(id))
	var wrong strings.Builder
	cmd.Stderr = &wrong
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := 0
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if said, err = strconv.ParseInt(scan.Text(), 10, 64); err != nil {
			t.Fatal(err)
		}
		if lines++; lines == 6 {
			time.AfterFunc(rand.N(10*time.Millisecond), func() { _ = cmd.Process.Kill() })
		}
	}
	_ = cmd.Wait() // killed, as it should be
	storetest.Settled(t, dsn)
	if wrong.Len() > 0 {
		t.Fatalf("the process failed before it was killed: %s", wrong.String())
	}
	return said
}
