package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/monitor"
	"shirushi/internal/store/storetest"
)

// A monitor that looked at a real site once notices each change that was made
// past the program, and calls it by its name.
func TestMonitor_noticesWhatWasChangedPastTheProgram(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo")
	_, base := startDemo(t, "-data", folder, "-labels", "4")
	seen := filepath.Join(t.TempDir(), "seen")
	key := logKey(t, base)

	says(t, operate(t, 2, "monitor", "-lang", "en", "-state", seen, base), "-key VERIFIER is needed")
	says(t, operate(t, 0, "monitor", "-lang", "ja", "-all", "-state", seen, "-key", key, base), "件の公開記録を確認しました")

	var list struct {
		Items []struct{ Number, Status string }
	}
	if _, text := get(t, base+"/api/v1/labels?limit=200&sort=oldest"); json.Unmarshal([]byte(text), &list) != nil {
		t.Fatal(text)
	}
	of := map[string][]string{}
	for _, l := range list.Items {
		of[l.Status] = append(of[l.Status], l.Number)
	}
	revoked, longer, gone := of["revoked"][0], of["active"][0], of["active"][1]
	invented, err := catalogtest.JCStar(t).Numbering.Registration.Number(2025, 99_990)
	if err != nil {
		t.Fatal(err)
	}
	storetest.AlterRegister(t, "sqlite:"+filepath.Join(folder, "shirushi.db")+"?_pragma=busy_timeout(20000)", revoked, longer, gone, invented)

	var got []string
	m, err := monitor.Open(monitor.Options{URL: base, State: seen, All: true, Slack: time.Hour, Wait: func(context.Context, time.Duration) error { return nil },
		Tell: func(f monitor.Finding) {
			got = append(got, fmt.Sprint(f.Code, " ", f.Event, " ", f.Label, " ", f.Field))
		}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	for i, one := range got { // the numbers of the labels' last events follow from the story
		if rest, ok := strings.CutPrefix(one, "label_"); ok {
			words := strings.Fields(rest)
			got[i] = "label_" + words[0] + " " + strings.Join(words[2:], " ")
		}
	}
	slices.Sort(got)
	want := []string{"event_differs 5  ", "event_differs 6  ", "event_differs 7  ", "label_differs " + revoked + " status", "label_differs " + revoked + " revoked",
		"label_differs " + longer + " valid_to", "label_missing " + gone, "label_unlogged " + invented}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}

	says(t, operate(t, 1, "monitor", "-lang", "en", "-json", "-sample", "0", "-state", filepath.Join(t.TempDir(), "new"), "-key", key, base),
		`"code":"event_differs"`, `"type":"round"`)
	says(t, operate(t, 3, "monitor", "-lang", "en", "-state", filepath.Join(t.TempDir(), "none"), "-key", key, "http://127.0.0.1:1"), "NOT DECIDED", "/log/checkpoint")
}

// logKey waits for the log to be signed and returns what verifies its
// checkpoints, as the site tells it.
func logKey(t *testing.T, base string) string {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		status, _ := get(t, base+"/log/checkpoint")
		_, all := get(t, base+"/log/key")
		for line := range strings.Lines(all) {
			if words := strings.Fields(line); status == http.StatusOK && len(words) > 2 && words[1] == "log" {
				return words[2]
			}
		}
	}
	t.Fatal("the log was never signed")
	return ""
}

func TestMonitor_refusesWhatItDoesNotUnderstand(t *testing.T) {
	t.Parallel()
	const key = "labels.example/log+25362d34+AXyjDTXjgo4l+tpjERYp44R+ohV9pb58ADDiqap7GiRw"
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"no site":                {nil, 2, "say which site"},
		"no folder":              {[]string{"https://labels.example"}, 2, "-state FOLDER is needed"},
		"a path":                 {[]string{"-state", t.TempDir(), "-key", key, "https://labels.example/ja"}, 2, "without a path"},
		"a key that is none":     {[]string{"-state", t.TempDir(), "-key", "x", "https://labels.example"}, 1, "malformed"},
		"a witness that is none": {[]string{"-witness", "x", "https://labels.example"}, 2, "not a witness's key"},
		"too often":              {[]string{"-every", "1ms", "-state", t.TempDir(), "https://labels.example"}, 2, "-every"},
		"another language":       {[]string{"-lang", "fr", "-state", t.TempDir(), "https://labels.example"}, 2, "ja or en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			says(t, operate(t, c.code, append([]string{"monitor", "-lang", "en"}, c.args...)...), c.says)
		})
	}
}
