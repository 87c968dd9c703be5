package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// startDemo runs the demo in folder and returns what it printed up to its
// ready line, and the address it names there.
func startDemo(t *testing.T, args ...string) (printed, base string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	done := make(chan error, 1)
	go func() {
		err := demoCommand(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), in)
		in.CloseWithError(io.EOF)
		done <- err
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the demo ended with: %v", err)
		}
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		printed += lines.Text() + "\n"
		if to, ok := strings.CutPrefix(lines.Text(), "ready "); ok {
			return printed, strings.TrimSuffix(to, "/")
		}
	}
	t.Fatalf("the demo never was ready; it printed:\n%s", printed)
	return "", ""
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	c := http.Client{Timeout: 10 * time.Second}
	r, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(b)
}

func TestDemo_servesLabelsAndDoors(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo")
	printed, base := startDemo(t, "-data", folder, "-labels", "2")
	if !strings.HasPrefix(base, "http://localhost:") {
		t.Errorf("it speaks of %s; passkeys need the name localhost", base)
	}
	status, list := get(t, base+"/api/v1/labels?limit=200")
	if status != http.StatusOK || strings.Count(list, `"number"`) < 10 {
		t.Errorf("labels: %d %s", status, list)
	}
	if status, _ := get(t, base+"/readyz"); status != http.StatusOK {
		t.Errorf("readyz: %d", status)
	}
	door := regexp.MustCompile(base + `/ja/door/demo/\w+`).FindString(printed)
	if door == "" {
		t.Fatalf("no one-click sign-in printed:\n%s", printed)
	}
	if status, _ := get(t, door); status != http.StatusOK {
		t.Errorf("one-click sign-in: %d", status)
	}
	passed, err := http.PostForm(base+"/ja/door/demo/days", url.Values{"days": {"2"}, "person": {door[strings.LastIndex(door, "/")+1:]}})
	if err != nil {
		t.Fatal(err)
	}
	passed.Body.Close()
	later := i18n.For("ja").T("door.demo.today", scheme.DateOf(time.Now().Add((2*24+9)*time.Hour)))
	if _, said := get(t, door); passed.StatusCode != http.StatusOK || !strings.Contains(said, later) {
		t.Errorf("after two days the door is answered with %d and does not say %q", passed.StatusCode, later)
	}
	byNumber := strings.Replace(door, "localhost", "127.0.0.1", 1)
	if status, _ := get(t, byNumber); status != http.StatusNotFound {
		t.Errorf("one-click sign-in under another host name: %d", status)
	}
	if err := demoCommand(context.Background(), []string{"-addr", "127.0.0.1:0", "-data", folder, "-labels", "1"}, io.Discard); err == nil {
		t.Error("-labels was taken for a folder that is there already")
	}
}

func TestDemoFolder_isMadeAnewWhenItsStoryBrokeOff(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo")
	for i := range 2 {
		if fresh, err := demoFolder(folder); err != nil || !fresh {
			t.Fatalf("call %d: fresh %v, %v", i+1, fresh, err)
		}
	}
}
