package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/demo"
	"shirushi/internal/scheme"
)

// Days pass one by one, each with its work, and a demo that is started again
// is as far ahead as it was.
func TestDemoDays_passOneByOneAndStayPassed(t *testing.T) {
	t.Parallel()
	folder, clock := t.TempDir(), new(demo.Clock)
	d, err := openDays(folder, clock)
	if err != nil {
		t.Fatal(err)
	}
	d.dayOf = scheme.DateOf
	first, worked := d.today(), []scheme.Date(nil)
	d.work = func(context.Context) error { worked = append(worked, d.today()); return nil }
	if err := d.pass(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	if len(worked) != 3 || worked[0] < first.AddDays(1) || worked[2] < first.AddDays(3) {
		t.Errorf("from %s on work was done on %v", first, worked)
	}
	d.work = func(context.Context) error { return errors.New("the disk is full") }
	if err := d.pass(t.Context(), 3); err == nil || d.ahead != 4 {
		t.Errorf("after a failure %d days ahead, %v", d.ahead, err)
	}
	again := new(demo.Clock)
	if d, err = openDays(folder, again); err != nil || d.ahead != 4 || again.Now().Before(time.Now().Add(95*time.Hour)) {
		t.Errorf("started again: %d days ahead, %v, %v", d.ahead, again.Now(), err)
	}
	over, stop := context.WithCancel(t.Context())
	stop()
	if err := d.pass(over, 1); !errors.Is(err, context.Canceled) || d.ahead != 4 {
		t.Errorf("for nobody %d days ahead, %v", d.ahead, err)
	}
	for _, wrong := range []string{"", "-1", "many"} {
		if err := os.WriteFile(filepath.Join(folder, demoAhead), []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := openDays(folder, new(demo.Clock)); err == nil {
			t.Errorf("%q days ahead was read", wrong)
		}
	}
}

// What serves in earnest has no door without a passkey, and no days that pass:
// there is no such address, and nothing in its configuration makes one.
func TestServe_letsNoDaysPass(t *testing.T) {
	t.Parallel()
	c := config{Listen: "127.0.0.1:0", BaseURL: "http://localhost", Data: t.TempDir(), Database: "sqlite:shirushi.db", Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "error"}
	for _, tt := range []struct {
		options options
		demo    int // addresses of the demo's door, in both languages
	}{{options{migrate: true}, 0}, {options{demo: true}, 4}, {options{demo: true, days: new(demoDays)}, 6}} {
		p, err := openPlatform(t.Context(), c, tt.options)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, one := range p.addresses {
			if strings.Contains(one, "/door/demo") {
				found++
			}
		}
		if found != tt.demo {
			t.Errorf("%+v: %d addresses of the demo's door, want %d", tt.options, found, tt.demo)
		}
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	}
}
