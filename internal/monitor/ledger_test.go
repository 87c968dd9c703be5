package monitor

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shirushi/internal/scheme"
)

func sample(n int) standing {
	s := standing{listed: scheme.MakeDate(2026, 1, 1+n%700)}
	s.Number = scheme.LabelNumber(fmt.Sprintf("2026%012d", n))
	s.ValidFrom, s.ValidUntil, s.FirstIssued = s.listed, s.listed.AddYears(2).AddDays(-1), s.listed
	s.Level, s.Edition, s.Evaluator = "1", "JST-CR-01-01-2024-R1", "applicant"
	s.Models, s.ModelsAt, s.Last = fmt.Sprintf("%064x", n), int64(n+1), int64(n+1)
	return s
}

// What is kept of a label is read as it was put, also from the file.
func TestLedger_readsAsPut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.Map(rapid.IntRange(0, 2000), func(n int) scheme.Date {
			if n == 0 {
				return ""
			}
			return scheme.MakeDate(2026, 1, n)
		})
		l, want := newLedger(), map[scheme.LabelNumber]standing{}
		var file bytes.Buffer
		for range rapid.IntRange(1, 20).Draw(t, "puts") {
			s := sample(rapid.IntRange(0, 8).Draw(t, "label"))
			s.ExtensionApplied, s.ExtensionRefused = day.Draw(t, "applied"), day.Draw(t, "refused")
			s.Withdrawn, s.Revoked, s.listed = day.Draw(t, "withdrawn"), day.Draw(t, "revoked"), day.Draw(t, "listed")
			if rapid.Bool().Draw(t, "no models") {
				s.Models, s.ModelsAt = "", 0
			}
			if err := l.put(s); err != nil {
				t.Fatal(err)
			}
			place, _ := l.find(s.Number)
			if err := l.write(&file, place); err != nil {
				t.Fatal(err)
			}
			want[s.Number] = s
		}
		again := newLedger()
		if _, err := again.read(&file); err != nil {
			t.Fatal(err)
		}
		for _, kept := range []*ledger{l, again} {
			if kept.len() != len(want) {
				t.Fatalf("%d labels, want %d", kept.len(), len(want))
			}
			for n, s := range want {
				place, ok := kept.find(n)
				if got := kept.at(place); !ok || !cmp.Equal(got, s, cmp.AllowUnexported(standing{})) {
					t.Fatalf("%s", cmp.Diff(s, got, cmp.AllowUnexported(standing{})))
				}
			}
		}
	})
}

func TestLedger_refusesWhatNoLabelHas(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*standing){
		"no number":             func(s *standing) { s.Number = "" },
		"a number without end":  func(s *standing) { s.Number = scheme.LabelNumber(strings.Repeat("1", 24)) },
		"a tab in the number":   func(s *standing) { s.Number = "1\t2" },
		"a line in the level":   func(s *standing) { s.Level = "1\n2" },
		"an edition that talks": func(s *standing) { s.Edition = scheme.EditionID(strings.Repeat("x", 101)) },
		"models of nothing":     func(s *standing) { s.Models = "zz" },
	} {
		s := sample(1)
		change(&s)
		if l := newLedger(); l.put(s) == nil || l.len() != 0 {
			t.Errorf("%s: is kept", name)
		}
	}
	l := newLedger()
	for _, bad := range []string{"x\n", strings.Repeat("\t", 14) + "\n", "1\t2\n"} {
		if _, err := l.read(strings.NewReader(bad)); !errors.Is(err, errLedger) {
			t.Errorf("%q is read: %v", bad, err)
		}
	}
}

// A register of a million labels must fit into memory: 400 MB with all else.
func TestLedger_isSmall(t *testing.T) { // not parallel: it measures the memory of the process
	const many, most = 60_000, 250
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l := newLedger()
	for n := range many {
		if err := l.put(sample(n)); err != nil {
			t.Fatal(err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	per := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / many
	t.Logf("%d bytes a label", per)
	if per > most {
		t.Errorf("%d bytes a label, want at most %d", per, most)
	}
	runtime.KeepAlive(l)
}

// A monitor that was killed between two writings goes on from the earlier one;
// the file of labels does not grow for ever.
func TestState_survivesHalfAWriting(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	open := func() *state {
		t.Helper()
		s, err := openState(folder, "https://labels.example")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	for n := range 50 {
		if err := s.put(sample(n)); err != nil {
			t.Fatal(err)
		}
	}
	s.Read = 50
	if err := s.save(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(folder, s.Labels)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("2026000000000001\t99\thalf a li"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	if s.labels.len() != 50 || s.Read != 50 {
		t.Errorf("%d labels, read %d", s.labels.len(), s.Read)
	}
	for round := range 100 { // many changes of few labels
		for n := range 20 {
			one := sample(n)
			one.Last = int64(1000 + round)
			if err := s.put(one); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.save(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open()
	defer s.Close()
	place, _ := s.labels.find(sample(7).Number)
	if s.labels.len() != 50 || s.labels.at(place).Last != 1099 || s.lines > 1100 {
		t.Errorf("%d labels in %d lines, last %d", s.labels.len(), s.lines, s.labels.at(place).Last)
	}
	all, err := filepath.Glob(filepath.Join(folder, "labels-*"))
	if err != nil || len(all) > 2 {
		t.Errorf("%v, %v", all, err)
	}
	if err := os.Truncate(filepath.Join(folder, s.Labels), 10); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := openState(folder, "https://labels.example"); !errors.Is(err, errLedger) {
		t.Errorf("a file that was cut is read: %v", err)
	}
}
