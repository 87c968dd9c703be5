package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"shirushi/internal/store/storetest"
)

// The whole demo goes to PostgreSQL and back, and nothing is lost on the way.
func TestMove_theDemoThereAndBack(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "demo")
	t.Run("play", func(t *testing.T) { startDemo(t, "-data", folder, "-labels", "50") })
	configOf := func(name, data, database string) string {
		file := filepath.Join(t.TempDir(), name+".yaml")
		text := fmt.Sprintf("listen: 127.0.0.1:0\nbase_url: http://localhost:1\ndata: %s\ndatabase: %q\nmail: {from: office@localhost.example}\n", data, database)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	first := configOf("first", folder, "sqlite:shirushi.db")
	second := configOf("second", t.TempDir(), storetest.PostgresDSN(t))
	third := configOf("third", t.TempDir(), "sqlite:shirushi.db")
	move := func(from, to string) (string, error) {
		var out bytes.Buffer
		err := moveCommand(context.Background(), []string{"-from", from, "-to", to}, &out)
		return out.String(), err
	}
	there, err := move(first, second)
	if err != nil {
		t.Fatal(err)
	}
	back, err := move(second, third)
	if err != nil {
		t.Fatal(err)
	}
	tables := func(said string) string { // without how far it was, which time decides
		s, _, _ := strings.Cut(said, "moved ")
		return regexp.MustCompile(`(?m)^.* copied …\n`).ReplaceAllString(s, "")
	}
	if tables(there) != tables(back) || strings.Count(there, "rows alike") < 30 || !strings.Contains(there, "keys") {
		t.Errorf("there:\n%s\nback:\n%s", there, back)
	}
	if _, err := move(first, second); err == nil || !strings.Contains(err.Error(), "not empty") {
		t.Errorf("into one that is full: %v", err)
	}
	if _, err := move(first, first); err == nil {
		t.Error("into itself")
	}
}
