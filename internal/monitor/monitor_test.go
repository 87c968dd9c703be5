package monitor_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/monitor"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

func TestRound_findsNothingInAGoodLog(t *testing.T) {
	t.Parallel()
	f := begun(t)
	if r := f.report; r.Size != 4 || r.New != 4 || r.Labels != 3 || r.Compared < 4 {
		t.Errorf("report %+v", r)
	}
	f.now = f.now.Add(26 * time.Hour)
	f.end(scheme.LabelRevoked, 0)
	f.end(scheme.LabelWithdrawn, 1)
	for n := 3; n < 700; n++ {
		f.issue(n)
	}
	f.grow()
	if got := f.round(); len(got) > 0 || f.report.New != 699 || f.report.Labels != 700 {
		t.Errorf("%v, %+v", f.tell, f.report)
	}
	f.change = func(o *monitor.Options) { o.All = true }
	if got := f.round(); len(got) > 0 || f.report.Compared < 700 || f.report.New != 0 {
		t.Errorf("all: %v, %+v", f.tell, f.report)
	}
	f.now = time.Date(2028, 6, 1, 3, 0, 0, 0, time.UTC)
	for _, l := range f.labels {
		if l.Status == "active" {
			l.Status = "expired"
		}
	}
	if got := f.round(); len(got) > 0 {
		t.Errorf("after the validity: %v", f.tell)
	}
}

// Every way in which a log or its site can lie is caught, and called by its name.
func TestRound_namesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	swap := func(leaves [][]byte, a, b int) [][]byte {
		out := slices.Clone(leaves)
		out[a], out[b] = out[b], out[a]
		return out
	}
	more := func(f *fake) { f.issue(3); f.issue(4); f.issue(5); f.grow() } // events 5, 6, 7
	codes := func(all ...monitor.Code) []monitor.Code { return all }
	for _, c := range []struct {
		name  string
		lie   func(f *fake)
		want  []monitor.Code
		event int64
	}{
		{"a new event is edited", func(f *fake) {
			more(f)
			f.given = slices.Clone(f.leaves)
			f.given[5] = bytes.Replace(f.given[5], []byte(`"level":"1"`), []byte(`"level":"3"`), 1)
		}, codes(monitor.LeafDiffers), 6},
		{"an old event is edited", func(f *fake) {
			f.given = slices.Clone(f.leaves)
			f.given[1] = bytes.Replace(f.given[1], []byte(`"level":"1"`), []byte(`"level":"3"`), 1)
		}, codes(monitor.LeafDiffers), 2},
		{"an event is taken out", func(f *fake) { more(f); f.given = slices.Delete(slices.Clone(f.leaves), 4, 5) }, codes(monitor.LeafMissing), 7},
		{"an event is taken out and another put at the end", func(f *fake) {
			more(f)
			f.given = append(slices.Delete(slices.Clone(f.leaves), 4, 5), f.leaves[4])
		}, codes(monitor.LeafDiffers), 5},
		{"two events change places", func(f *fake) { more(f); f.given = swap(f.leaves, 4, 6) }, codes(monitor.LeafDiffers), 5},
		{"events are not given", func(f *fake) {
			more(f)
			f.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasPrefix(r.URL.Path, "/log/tile/entries/") {
					http.NotFound(w, r)
					return true
				}
				return false
			}
		}, codes(monitor.LeafMissing), 5},
		{"a tile is edited", func(f *fake) { more(f); f.tiles[[2]int64{0, 0}][5*32]++ }, codes(monitor.BadTiles), 0},
		{"an event is backdated", func(f *fake) {
			f.now = noon.Add(-61 * time.Minute)
			f.issue(3)
			f.now = noon
			f.grow()
		}, codes(monitor.Backdated), 5},
		{"an event is late within the slack", func(f *fake) { f.now = noon.Add(-time.Hour); f.issue(3); f.now = noon; f.grow() }, nil, 0},
		{"a revocation from an earlier day", func(f *fake) {
			f.now = noon.AddDate(0, 0, 2)
			e := f.event(scheme.LabelRevoked, number(1), "2026-06-01", map[string]string{"ground": "g"})
			f.add(e)
			day := "2026-06-01"
			f.labels[number(1)].Status, f.labels[number(1)].Revoked = "revoked", &day
			f.grow()
		}, codes(monitor.DatedBefore), 5},
		{"an event of tomorrow", func(f *fake) {
			f.now = noon.AddDate(0, 0, 1)
			f.issue(3)
			f.now = noon
			delete(f.labels, number(3))
			f.grow()
		},
			codes(monitor.Ahead, monitor.SiteMissing), 5},
		{"a status is changed past the log", func(f *fake) { f.labels[number(1)].Status = "revoked" }, codes(monitor.SiteDiffers), 2 + 1},
		{"a last day is changed past the log", func(f *fake) { f.labels[number(1)].ValidTo = "2029-05-31" }, codes(monitor.SiteDiffers), 3},
		{"a level is changed past the log", func(f *fake) { f.labels[number(1)].Level = "4" }, codes(monitor.SiteDiffers), 3},
		{"an edition is changed past the log", func(f *fake) { f.labels[number(1)].Edition = "E2" }, codes(monitor.SiteDiffers), 3},
		{"a revocation is hidden", func(f *fake) {
			f.end(scheme.LabelRevoked, 1)
			f.grow()
			f.labels[number(1)].Status, f.labels[number(1)].Revoked = "active", nil
		}, codes(monitor.SiteDiffers), 5},
		{"only the page for people lies", func(f *fake) {
			f.pages[number(0)], f.pages[number(1)], f.pages[number(2)] = "expired", "expired", "expired"
		},
			codes(monitor.SiteDiffers), 0},
		{"a label is hidden", func(f *fake) { f.issue(3); delete(f.labels, number(3)); f.grow() }, codes(monitor.SiteMissing), 5},
		{"a label without event", func(f *fake) { f.issue(3); f.leaves = f.leaves[:4] }, codes(monitor.SiteUnlogged), 0},
		{"a model is added past the log", func(f *fake) {
			for _, l := range f.labels {
				l.Product.Models = append(l.Product.Models, "Z-9")
			}
		}, codes(monitor.ModelsDiffer), 0},
		{"the list of changes tells otherwise", func(f *fake) {
			given := slices.Clone(f.leaves)
			for i := 1; i < 4; i++ {
				f.leaves[i] = bytes.Replace(f.leaves[i], []byte(`"level":"1"`), []byte(`"level":"3"`), 1)
			}
			f.given = given
		}, codes(monitor.FeedDiffers), 0},
		{"yesterday is shown as today", func(f *fake) {
			for _, l := range f.labels {
				l.AsOf = "2026-05-30"
				l.Status = ""
			}
		}, codes(monitor.OtherDay), 0},
		{"another log of the same size", func(f *fake) { f.leaves[3] = f.event(scheme.CatalogLoaded, "", "2026-06-01", nil).Leaf(); f.rebuild() },
			codes(monitor.Fork), 0},
		{"another log that is longer", func(f *fake) { f.leaves[1], f.leaves[2] = f.leaves[2], f.leaves[1]; f.issue(3); f.rebuild() }, codes(monitor.Rewritten), 0},
		{"rolled back to a backup", func(f *fake) { f.leaves = f.leaves[:3]; f.rebuild() }, codes(monitor.Shrunk), 0},
		{"another key signs", func(f *fake) { f.keys[0] = f.newKey(); f.sign() }, codes(monitor.Unsigned), 0},
		{"another key of the same log, told in the same breath", func(f *fake) { f.keys[0] = f.newKey(); f.add(f.keyEvent(f.keys[0], "lost")); f.grow() },
			codes(monitor.Unsigned), 0},
		{"an old key goes on signing", func(f *fake) {
			k := f.newKey()
			f.add(f.keyEvent(k, ""))
			f.keys = append(f.keys, k)
			f.grow()
			if got := f.round(); len(got) > 0 {
				f.Fatal(got)
			}
			f.keys = f.keys[:1]
			f.issue(3)
			f.grow()
		}, codes(monitor.KeyOld), 5},
		{"a signature is cut", func(f *fake) { f.signed = bytes.Replace(f.signed, []byte("\n4\n"), []byte("\n5\n"), 1) }, codes(monitor.Unsigned), 0},
		{"no checkpoint", func(f *fake) { f.signed = []byte("<html>") }, codes(monitor.Malformed), 0},
		{"numbers are given and nothing is signed", func(f *fake) { f.numbered = 6 }, codes(monitor.Stalled), 5},
		{"withdrawn before it was issued", func(f *fake) { f.add(f.event(scheme.LabelWithdrawn, number(8), "2026-06-01", nil)); f.grow() }, codes(monitor.Impossible), 5},
		{"issued twice", func(f *fake) { f.issue(1); f.grow() }, codes(monitor.Impossible), 5},
		{"an event that is none", func(f *fake) { f.leaves = append(f.leaves, []byte("{}")); f.grow() }, codes(monitor.LeafUnread), 5},
		{"a kind nobody knows", func(f *fake) { f.add(f.event("label_sold", number(1), "2026-06-01", nil)); f.grow() }, codes(monitor.LeafNew), 5},
		{"a key that is none", func(f *fake) {
			f.add(f.event(scheme.KeyAdded, "", "2026-06-01", map[string]string{"role": "log", "verifier": "x"}))
			f.grow()
		}, codes(monitor.Impossible), 5},
		{"a number without end", func(f *fake) {
			f.issue(3)
			f.leaves[4] = bytes.ReplaceAll(f.leaves[4], []byte(number(3)), bytes.Repeat([]byte("9"), 5000))
			f.grow()
			delete(f.labels, number(3))
		},
			codes(monitor.Impossible), 5},
		{"the site is down", func(f *fake) {
			f.answer = func(w http.ResponseWriter, _ *http.Request) bool {
				http.Error(w, "no", http.StatusInternalServerError)
				return true
			}
		}, codes(monitor.Unreachable), 0},
		{"it never stops talking", func(f *fake) {
			f.answer = func(w http.ResponseWriter, r *http.Request) bool { _, _ = w.Write(make([]byte, 1<<20)); return true }
		}, codes(monitor.Unreachable), 0},
		{"it sends us elsewhere", func(f *fake) {
			f.answer = func(w http.ResponseWriter, r *http.Request) bool {
				http.Redirect(w, r, "http://127.0.0.2:1/", http.StatusFound)
				return true
			}
		}, codes(monitor.Unreachable), 0},
		{"no JSON", func(f *fake) {
			f.answer = func(w http.ResponseWriter, r *http.Request) bool {
				if strings.HasPrefix(r.URL.Path, "/api/") {
					_, _ = w.Write([]byte("<html>"))
					return true
				}
				return false
			}
		}, codes(monitor.Unreachable), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := begun(t)
			c.lie(f)
			if got := f.round(); !slices.Equal(got, c.want) || c.event > 0 && f.tell[0].Event != c.event {
				t.Errorf("found %v, want %v of event %d: %+v", got, c.want, c.event, f.tell)
			}
			if f.report.Failed+f.report.Unknown != len(f.tell) {
				t.Errorf("%d findings, the report says %+v", len(f.tell), f.report)
			}
		})
	}
}

// A key comes in place of another without a finding, whether the monitor saw
// the checkpoint that both signed or was told of a loss from elsewhere.
func TestRound_goesOnWithANewKey(t *testing.T) {
	t.Parallel()
	f := begun(t)
	k := f.newKey()
	f.add(f.keyEvent(k, ""))
	f.keys = append(f.keys, k)
	f.grow()
	if got := f.round(); len(got) > 0 {
		t.Fatalf("signed by both: %v", f.tell)
	}
	f.keys = f.keys[1:]
	f.issue(3)
	f.grow()
	if got := f.round(); len(got) > 0 || !f.report.Followed {
		t.Fatalf("signed by the new one: %v", f.tell)
	}
	lost := f.newKey()
	f.keys[0] = lost
	f.add(f.keyEvent(lost, "lost"))
	f.grow()
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Unsigned}) {
		t.Fatalf("signed by one that nobody vouches for: %v", f.tell)
	}
	f.change = func(o *monitor.Options) { o.Key = lost.Verifier }
	if _, err := f.open(); !errors.Is(err, monitor.ErrOtherKey) {
		t.Fatalf("another key is taken: %v", err)
	}
	f.change = func(o *monitor.Options) { o.Key, o.Accept = lost.Verifier, true }
	if got := f.round(); len(got) > 0 || !f.report.Followed {
		t.Fatalf("told from elsewhere: %v", f.tell)
	}
	f.change = nil
	if got := f.round(); len(got) > 0 {
		t.Fatalf("remembered: %v", f.tell)
	}
}

// A monitor that was away while keys changed finds where each begins.
func TestRound_goesOverToKeysItHasNotSeen(t *testing.T) {
	t.Parallel()
	f := begun(t)
	for n := range 3 {
		k := f.newKey()
		f.add(f.keyEvent(k, ""))
		f.keys = append(f.keys, k)
		f.grow() // signed by both
		f.keys = f.keys[1:]
		f.issue(10 + n)
		f.grow()
	}
	if got := f.round(); len(got) > 0 || !f.report.Followed || f.report.Size != 10 {
		t.Fatalf("%v, %+v", f.tell, f.report)
	}
	f.keys[0] = f.newKey()
	f.add(f.keyEvent(f.keys[0], "lost"))
	f.grow()
	f.issue(20)
	f.grow()
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Unsigned}) || f.report.Size != 10 {
		t.Fatalf("one that nobody vouches for: %v, %+v", f.tell, f.report)
	}
}

// A label that is listed later has its number long after it was recorded.
func TestRound_aLabelListedLaterIsNotBackdated(t *testing.T) {
	t.Parallel()
	f := begun(t)
	f.issue(3) // recorded now, listed in twenty days
	f.leaves[4] = bytes.Replace(f.leaves[4], []byte(`"listed":"2026-06-01"`), []byte(`"listed":"2026-06-21"`), 1)
	late := f.leaves[4]
	f.leaves = f.leaves[:4]
	o := f.openings[5]
	f.now = time.Date(2026, 6, 20, 14, 0, 0, 0, time.UTC)
	f.end(scheme.LabelRevoked, 0)
	f.leaves = append(f.leaves, late)
	delete(f.openings, 5)
	f.openings[6] = o
	f.now = time.Date(2026, 6, 20, 15, 0, 0, 0, time.UTC)
	f.grow()
	if got := f.round(); len(got) > 0 {
		t.Errorf("%v", f.tell)
	}
}

// What is read once is not read again, and a monitor that is broken off goes on.
func TestRound_goesOnWhereItWas(t *testing.T) {
	t.Parallel()
	f := begun(t)
	for n := 3; n < 600; n++ {
		f.issue(n)
	}
	f.grow()
	f.answer = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/log/tile/entries/001" {
			http.Error(w, "no", http.StatusServiceUnavailable)
			return true
		}
		return false
	}
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Unreachable}) || f.report.Size != 256 || f.report.Followed {
		t.Fatalf("%v, %+v", got, f.report)
	}
	f.answer = nil
	if got := f.round(); len(got) > 0 || f.report.New != 601-256 {
		t.Fatalf("%v, %+v", f.tell, f.report)
	}
}

// Differences of a moment, while the site is ahead of its log, are not told.
func TestRound_looksAgainBeforeItSpeaks(t *testing.T) {
	t.Parallel()
	f := begun(t)
	f.end(scheme.LabelRevoked, 2) // the register knows it, the log not yet
	f.answer = func(_ http.ResponseWriter, r *http.Request) bool {
		if f.asked["/api/v1/labels/"+number(2)] == 1 && f.head.Size == 4 {
			f.grow()
		}
		return false
	}
	if got := f.round(); len(got) > 0 || f.report.New != 1 {
		t.Errorf("%v, %+v", f.tell, f.report)
	}
}

// A log that is signed a little later has not stopped.
func TestRound_waitsForTheLogBeforeItIsStalled(t *testing.T) {
	t.Parallel()
	f := begun(t)
	f.end(scheme.LabelRevoked, 2)
	f.numbered = 5
	f.answer = func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/log/checkpoint" && f.asked[r.URL.Path] == 4 { // in the third round of looking again
			f.grow()
		}
		return false
	}
	f.asked = map[string]int{}
	if got := f.round(); len(got) > 0 || f.report.New != 1 {
		t.Errorf("%v, %+v", f.tell, f.report)
	}
}

func TestRound_asksForWitnesses(t *testing.T) {
	t.Parallel()
	f := begun(t)
	one, err := publog.NewCosigner("witness.example/w1")
	if err != nil {
		t.Fatal(err)
	}
	other, err := publog.NewCosigner("witness.example/w2")
	if err != nil {
		t.Fatal(err)
	}
	text, _, _ := strings.Cut(string(f.signed), "\n\n")
	f.signed = append(f.signed, one.Cosign(text+"\n", noon).Line...)
	f.change = func(o *monitor.Options) { o.Witnesses = []note.Verifier{one.Witness} }
	if got := f.round(); len(got) > 0 {
		t.Errorf("cosigned: %v", f.tell)
	}
	f.change = func(o *monitor.Options) { o.Witnesses = []note.Verifier{one.Witness, other.Witness} }
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Unwitnessed}) || f.tell[0].Log != "witness.example/w2" {
		t.Errorf("not cosigned by the second: %v", f.tell)
	}
	f.sign()
	f.signed = append(f.signed, one.Cosign(text+"x\n", noon).Line...)
	f.change = func(o *monitor.Options) { o.Witnesses = []note.Verifier{one.Witness} }
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Unwitnessed}) {
		t.Errorf("of another text: %v", f.tell)
	}
}

func TestRound_saysWhatIsWithheld(t *testing.T) {
	t.Parallel()
	f := begun(t)
	for n, o := range f.openings {
		o.Text = ""
		f.openings[n] = o
	}
	if got := f.round(); len(got) > 0 || f.report.Withheld == 0 {
		t.Errorf("%v, %+v", f.tell, f.report)
	}
}

func TestRound_keepsWhatContradicts(t *testing.T) {
	t.Parallel()
	f := begun(t)
	before := string(f.signed)
	f.leaves = f.leaves[:3]
	f.rebuild()
	f.round()
	all, err := filepath.Glob(filepath.Join(f.folder, "evidence", "*.txt"))
	if err != nil || len(all) != 1 {
		t.Fatalf("%v, %v", all, err)
	}
	b, err := os.ReadFile(all[0])
	if err != nil || !strings.Contains(string(b), before) || !strings.Contains(string(b), string(f.signed)) {
		t.Errorf("%s, %v", b, err)
	}
	b, err = os.ReadFile(filepath.Join(f.folder, "findings.jsonl"))
	if err != nil || !strings.Contains(string(b), `"code":"rolled_back"`) {
		t.Errorf("%s, %v", b, err)
	}
	f.leaves = append(f.leaves, f.leaves[0], f.leaves[1]) // grows past what was seen, another way
	f.rebuild()
	if got := f.round(); !slices.Equal(got, []monitor.Code{monitor.Rewritten}) {
		t.Errorf("%v: what was seen first is forgotten", got)
	}
}

func TestOpen_refuses(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	if _, err := f.open(); !errors.Is(err, monitor.ErrNoKey) {
		t.Errorf("without key: %v", err)
	}
	f.change = func(o *monitor.Options) { o.Key = "x+1+y" }
	if _, err := f.open(); err == nil {
		t.Error("a key that is none is taken")
	}
	for _, url := range []string{"", "labels.example", "ftp://labels.example", "https://labels.example/log", "https://a:b@labels.example", "https://labels.example?x"} {
		f.change = func(o *monitor.Options) { o.Key, o.URL = f.keys[0].Verifier, url }
		if _, err := f.open(); !errors.Is(err, monitor.ErrAddress) {
			t.Errorf("%q: %v", url, err)
		}
	}
	f.change = func(o *monitor.Options) { o.Key = f.keys[0].Verifier }
	f.grow()
	f.round()
	m, err := f.open()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if _, err := f.open(); !errors.Is(err, monitor.ErrInUse) {
		t.Errorf("two at once: %v", err)
	}
	other := newFake(t)
	other.folder, other.change = t.TempDir(), nil
	b, err := os.ReadFile(filepath.Join(f.folder, "monitor.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other.folder, "monitor.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := other.open(); err == nil {
		t.Error("the folder of another site is used")
	}
}
