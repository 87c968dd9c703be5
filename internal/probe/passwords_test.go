package probe_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/testkit/simulated"
)

// outcomes returns the outcome of each measurement by its id.
func outcomes(all []report.Measurement) map[string]report.Outcome {
	by := map[string]report.Outcome{}
	for _, m := range all {
		by[m.ID] = m.Outcome
	}
	return by
}

func accountsOf(pairs ...string) map[string]string {
	all := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return all
}

// TestPasswords_groundTruth: what is planted is found, and nothing else.
func TestPasswords_groundTruth(t *testing.T) {
	t.Parallel()
	const a, b = "Unit-A-pass-91", "Unit-B-pass-58"
	for i, one := range []struct {
		name, kind string
		gates      [2]*simulated.Gate
		unknown    bool           // no password is given
		notorious  report.Outcome // of unit A
		other      report.Outcome // of unit A
	}{
		{"unique over SSH", "ssh", [2]*simulated.Gate{{Accounts: accountsOf("op", a)}, {Accounts: accountsOf("op", b)}}, false, report.Pass, report.Pass},
		{"unique over a form", "form", [2]*simulated.Gate{{Accounts: accountsOf("op", a)}, {Accounts: accountsOf("op", b)}}, false, report.Pass, report.Pass},
		{"unique, and locks after five", "digest", [2]*simulated.Gate{{Accounts: accountsOf("op", a), After: 5, For: time.Minute}, {Accounts: accountsOf("op", b)}}, false, report.Pass, report.Pass},
		{"unique over Telnet", "telnet", [2]*simulated.Gate{{Accounts: accountsOf("op", a)}, {Accounts: accountsOf("op", b)}}, false, report.Pass, report.Pass},
		{"the same in both", "basic", [2]*simulated.Gate{{Accounts: accountsOf("op", a, "x", "y")}, {Accounts: accountsOf("op", a)}}, false, report.Pass, report.Fail},
		{"the other's works here", "mqtt", [2]*simulated.Gate{{Any: false, Accounts: accountsOf("op", b)}, {Accounts: accountsOf("op", b)}}, false, report.NeedsPerson, report.Fail},
		{"a forgotten root", "telnet", [2]*simulated.Gate{{Accounts: accountsOf("op", a, "root", "vizxv")}, {Accounts: accountsOf("op", b)}}, false, report.Fail, report.Pass},
		{"admin, admin", "json", [2]*simulated.Gate{{Accounts: accountsOf("op", a, "admin", "admin")}, {Accounts: accountsOf("op", b)}}, false, report.Fail, report.Pass},
		{"the name as password", "ftp", [2]*simulated.Gate{{Accounts: accountsOf("op", "op")}, {Accounts: accountsOf("op", b)}}, true, report.Fail, ""},
		{"unique over RTSP", "rtsp", [2]*simulated.Gate{{Accounts: accountsOf("op", a)}, {Accounts: accountsOf("op", b)}}, false, report.Pass, report.Pass},
		{"any password", "mqtt", [2]*simulated.Gate{{Any: true}, {Any: true}}, false, report.Fail, report.Fail},
		{"a page that looks alike", "undescribed form", [2]*simulated.Gate{{Any: true}, {Any: true}}, false, report.Inconclusive, report.Inconclusive},
		{"no password given", "ssh", [2]*simulated.Gate{{Accounts: accountsOf("op", a)}, {Accounts: accountsOf("op", b)}}, true, report.NeedsPerson, ""},
		{"a lock hides it", "form", [2]*simulated.Gate{{Accounts: accountsOf("op", a, "pi", "raspberry"), After: 3, For: time.Minute}, {Accounts: accountsOf("op", b)}}, true, report.Inconclusive, ""},
		{"a silent lock hides it", "basic", [2]*simulated.Gate{{Accounts: accountsOf("op", a, "pi", "raspberry"), After: 3, For: time.Minute, Hidden: true}, {Accounts: accountsOf("op", b)}}, false, report.Inconclusive, report.Pass},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			d := device.Description{Passwords: device.Passwords{Policy: device.Unique}, Accounts: []device.Account{{Name: "op"}}}
			for u, gate := range one.gates {
				to := password4(byte(20 + 2*i + u))
				d.Units = append(d.Units, device.Unit{Name: string(rune('A' + u)), Address: to})
				s := startLogin(t, one.kind, to, 99, gate)
				d.Services = []device.Service{s}
			}
			bench := benchFor(t, d, nil)
			if !one.unknown {
				bench.Secrets.Put("A", "op", a)
				bench.Secrets.Put("B", "op", one.gates[1].Accounts["op"])
			}
			all, records := runProbe(t, bench, "passwords")
			got := outcomes(all)
			if got["passwords-notorious-A-99/tcp"] != one.notorious || got["passwords-other-B-op-A-99/tcp"] != one.other {
				t.Errorf("%v\n%s", got, records)
			}
			if n := one.gates[0].Count(); n > 45 {
				t.Errorf("%d sign-ins", n)
			}
			if strings.Contains(records, a) || strings.Contains(records, b) {
				t.Error("a record has a password")
			}
		})
	}
}

func TestPasswords_policyAlone(t *testing.T) {
	t.Parallel()
	to := password4(5)
	telnet := device.Service{Port: 2323, Transport: device.TCP, Protocol: device.Telnet, Access: device.Authenticated}
	for _, one := range []struct {
		policy   device.Policy
		services []device.Service
		want     report.Outcome
	}{
		{device.Absent, nil, report.NotApplicable}, {device.Absent, []device.Service{telnet}, report.NeedsPerson}, {device.Common, nil, report.Fail},
		{device.Chosen, nil, report.NeedsPerson}, {device.Unique, nil, report.NeedsPerson},
	} {
		d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Services: one.services, Passwords: device.Passwords{Policy: one.policy}}
		all, _ := runProbe(t, benchFor(t, d, nil), "passwords")
		if got := outcomes(all)["passwords-policy"]; got != one.want {
			t.Errorf("%s: %s, not %s", one.policy, got, one.want)
		}
	}
}

func TestPasswords_spendsNoMoreThanAllowed(t *testing.T) {
	t.Parallel()
	to := password4(6)
	g := &simulated.Gate{Accounts: accountsOf("admin", "Right-pass-3")}
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Services: []device.Service{startLogin(t, "basic", to, 80, g)}, Accounts: []device.Account{{Name: "admin"}}}
	all, _ := runProbe(t, benchFor(t, d, func(c *probe.Care) { c.Tries = 1 }), "passwords")
	if g.Count() > 12 || outcomes(all)["passwords-notorious-A-80/tcp"] != report.NeedsPerson {
		t.Errorf("%d sign-ins, %v", g.Count(), outcomes(all))
	}
}

// A hand is a person who does what an instruction says.
type hand struct {
	do    func(probe.Instruction) (bool, string)
	asked []string
}

func (h *hand) Do(_ context.Context, i probe.Instruction) (bool, string, error) {
	h.asked = append(h.asked, i.Key)
	done, note := h.do(i)
	return done, note, nil
}

func TestChange_groundTruth(t *testing.T) {
	t.Parallel()
	const old, fresh = "Old-pass-314", "New-pass-159"
	change := func(g *simulated.Gate) { g.Set("op", fresh) }
	for i, one := range []struct {
		name   string
		kinds  [2]string
		person func(first, second *simulated.Gate) (bool, string) // nil: nobody is there
		want   report.Outcome
	}{
		{"changed in both", [2]string{"form", "ssh"}, func(a, b *simulated.Gate) (bool, string) { change(a); change(b); return true, fresh }, report.Pass},
		{"changed over basic and Telnet", [2]string{"basic", "telnet"}, func(a, b *simulated.Gate) (bool, string) { change(a); change(b); return true, fresh }, report.Pass},
		{"changed over digest and FTP", [2]string{"digest", "ftp"}, func(a, b *simulated.Gate) (bool, string) { change(a); change(b); return true, fresh }, report.Pass},
		{"RTSP keeps the old one", [2]string{"form", "rtsp"}, func(a, b *simulated.Gate) (bool, string) { change(a); return true, fresh }, report.Fail},
		{"nothing changes", [2]string{"json", "mqtt"}, func(a, b *simulated.Gate) (bool, string) { return true, fresh }, report.Fail},
		{"cut off at the second", [2]string{"form", "ssh"}, func(a, b *simulated.Gate) (bool, string) { change(a); b.Set("op", fresh[:8]); return true, fresh }, report.Fail},
		{"mistyped", [2]string{"form", "ssh"}, func(a, b *simulated.Gate) (bool, string) { change(a); change(b); return true, "New-pass-195" }, report.Inconclusive},
		{"could not", [2]string{"form", "ssh"}, func(a, b *simulated.Gate) (bool, string) { return false, "" }, report.NeedsPerson},
		{"nobody there", [2]string{"form", "ssh"}, nil, report.NeedsPerson},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			to := password4(byte(60 + i))
			gates := [2]*simulated.Gate{{Accounts: accountsOf("op", old)}, {Accounts: accountsOf("op", old)}}
			d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Accounts: []device.Account{{Name: "op"}}, Passwords: device.Passwords{Policy: device.Unique}}
			for n, kind := range one.kinds {
				d.Services = append(d.Services, startLogin(t, kind, to, 80+n, gates[n]))
			}
			b := benchFor(t, d, nil)
			if one.person != nil {
				b.Ask = &hand{do: func(i probe.Instruction) (bool, string) {
					if i.Key == "probe.ask.password" {
						return true, old
					}
					return one.person(gates[0], gates[1])
				}}
			}
			all, records := runProbe(t, b, "change")
			if got := outcomes(all)["change-op-A"]; got != one.want {
				t.Errorf("%s, not %s\n%s", got, one.want, records)
			}
			if strings.Contains(records, old) || strings.Contains(records, fresh) {
				t.Errorf("a record has a password\n%s", records)
			}
		})
	}
}

func TestPasswords_asksForEachOnce(t *testing.T) {
	t.Parallel()
	to := password4(10)
	g := &simulated.Gate{Accounts: accountsOf("op", "Right-pass-3")}
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Services: []device.Service{startLogin(t, "basic", to, 80, g)}, Accounts: []device.Account{{Name: "op"}, {Name: "other", Services: []string{"1/tcp"}}}}
	b := benchFor(t, d, nil)
	h := &hand{do: func(i probe.Instruction) (bool, string) { return i.Args[0] == "op", "Right-pass-3" }}
	b.Ask = h
	runProbe(t, b, "passwords")
	all, _ := runProbe(t, b, "bruteforce")
	if len(h.asked) != 2 || outcomes(all)["passwords-notorious-A-80/tcp"] != report.Pass {
		t.Errorf("asked %v; %v", h.asked, outcomes(all))
	}
}

func TestList_groundTruth(t *testing.T) {
	t.Parallel()
	random := "kT9#vQ2mXz7p\nB4w!hN8rLc3y\nqJ6$dF1sGu5e\nM2x%aR9tVb7k\nzC8&nP4wHj1f\nY5g*eL3qDs6m\nuW7@kB2vTx9r\nF1j!cZ6yNh4p\nrS3#mG8aQd5w\nV9t$xK1uEb7z\nhD4%fJ6nLy2c\n"
	for _, one := range []struct {
		name, list string
		want       report.Outcome
		key        string
	}{
		{"random", random, report.NeedsPerson, "list_figures"},
		{"random with serial numbers", strings.ReplaceAll(random, "\n", "\tSN-4821-0077\n"), report.NeedsPerson, "list_figures"},
		{"random with a mark of order", "\ufeff" + strings.ReplaceAll(random, "\n", "\r\n"), report.NeedsPerson, "list_figures"},
		{"few", "kT9#vQ2mXz7p\nB4w!hN8rLc3y\n", report.NeedsPerson, "list_few"},
		{"repeated", random + "kT9#vQ2mXz7p\n", report.Fail, "list_repeated"},
		{"counted up", "cam-7001\ncam-7002\ncam-7003\ncam-7004\ncam-7005\n", report.Fail, "list_counting"},
		{"end of the MAC address", "x7Q-4f2a,00:11:22:33:4f:2a\nk2W-77b1,00:11:22:33:77:b1\np9Z-0c3d,00:11:22:33:0c:3d\n", report.Fail, "list_derived"},
		{"hash of the serial number", "827ccb0e\t12345\n01cfcd4f\t54321\n", report.Fail, "list_derived"},
		{"known to the world", random + "password\n", report.Fail, "list_usual"},
		{"one sequence", random + "abcdefghij\n", report.Fail, "list_usual"},
		{"shorter than described", "kT9#v\nB4w!h\n", report.Fail, "list_short"},
		{"larger than is read", strings.Repeat("kT9#vQ2mXz7p\n", 1<<20), report.Error, "list_large"},
		{"empty", "\n\n", report.Error, "broken"},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "list.txt"), []byte(one.list), 0o600); err != nil {
			t.Fatal(err)
		}
		d := device.Description{Units: []device.Unit{{Name: "A", Address: password4(7)}}, Passwords: device.Passwords{Policy: device.Unique, Length: 8, List: "list.txt"}}
		b := benchFor(t, d, nil)
		b.Dir = dir
		all, records := runProbe(t, b, "passwords")
		for _, m := range all {
			if m.Target == "list.txt" && (m.Outcome != one.want || !strings.HasSuffix(m.Saw.Key, one.key)) {
				t.Errorf("%s: %s %v, not %s\n%s", one.name, m.Outcome, m.Saw, one.want, records)
			}
		}
		if got := outcomes(all)["passwords-list-list.txt"]; got != one.want || strings.Contains(records, "kT9#") {
			t.Errorf("%s: %s, not %s; %s", one.name, got, one.want, records)
		}
	}
}

func TestList_readsNothingOutsideTheFolder(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../secret", "/etc/passwd", "."} {
		d := device.Description{Units: []device.Unit{{Name: "A", Address: password4(8)}}, Passwords: device.Passwords{Policy: device.Unique, List: name}}
		b := benchFor(t, d, nil)
		b.Dir = t.TempDir()
		all, records := runProbe(t, b, "passwords")
		if got := outcomes(all)["passwords-list-"+name]; got != report.Error || strings.Contains(records, "root:") {
			t.Errorf("%s: %s", name, got)
		}
	}
}
