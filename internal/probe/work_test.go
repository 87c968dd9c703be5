package probe_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/probe"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit/simulated"
)

func TestWork_countsTriesOverTheWholeRun(t *testing.T) {
	t.Parallel()
	to := device4(20)
	simulated.Device(t, to, simulated.Web{Port: 80, Password: "k7!mQz2p"})
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Accounts: []device.Account{{Name: "admin"}}, Services: []device.Service{{Port: 80, Transport: device.TCP, Protocol: device.HTTP,
		Access: device.Authenticated, Path: "/settings", Login: &device.Login{Method: device.Form, Path: "/login", User: "user", Password: "password"}}}}
	dir := filepath.Join(t.TempDir(), "work")
	begun := probe.Begun{At: time.Now(), Description: "d", Edition: "e"}
	work, err := probe.OpenWork(dir, begun)
	if err != nil {
		t.Fatal(err)
	}
	care := probe.UsualCare
	care.Tries, care.Wait, care.Hold = 3, time.Second, time.Second
	b := &probe.Bench{Device: d, Edition: edition, Wire: probe.NewWire(care, to), Work: work, Now: time.Now, Secrets: &probe.Secrets{}}
	runProbe(t, b, "bruteforce")
	again, err := probe.OpenWork(dir, begun)
	if err != nil {
		t.Fatal(err)
	}
	tried, err := again.Tries()
	wire := probe.NewWire(care, to)
	wire.Count(tried)
	if err != nil || len(tried) != 3 || wire.Left("A", "80/tcp", "admin") != 0 || wire.Tried("A", "80/tcp", "admin") == nil {
		t.Errorf("%d tries, %v; %d are left to a run that goes on", len(tried), err, wire.Left("A", "80/tcp", "admin"))
	}
	if _, err := probe.OpenWork(dir, probe.Begun{Description: "another"}); !scheme.IsRefusal(err, scheme.Conflict) {
		t.Errorf("a folder of another description: %v", err)
	}
}

func TestWork_forgetsALineCutShort(t *testing.T) {
	t.Parallel()
	to := device4(21)
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Services: []device.Service{{Port: 80, Transport: device.TCP, Protocol: device.HTTP, Access: device.Authenticated}}}
	dir := filepath.Join(t.TempDir(), "work")
	begun := probe.Begun{At: time.Now(), Description: "d", Edition: "e"}
	work, err := probe.OpenWork(dir, begun)
	if err != nil {
		t.Fatal(err)
	}
	b := &probe.Bench{Device: d, Edition: edition, Wire: probe.NewWire(probe.UsualCare, to), Work: work, Now: time.Now, Secrets: &probe.Secrets{}}
	runProbe(t, b, "access")
	name := filepath.Join(dir, "steps.ndjson")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, text[:len(text)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	b.Work, err = probe.OpenWork(dir, begun)
	if err != nil || b.Work.Done("access@A") {
		t.Fatalf("a step cut short counts as done; %v", err)
	}
	if all, _ := runProbe(t, b, "access"); len(all) != 1 {
		t.Errorf("made anew: %d measurements", len(all))
	}
	if last, err := probe.OpenWork(dir, begun); err != nil || !last.Done("access@A") {
		t.Errorf("the step made anew is not done; %v", err)
	}
}
