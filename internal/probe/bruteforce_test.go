package probe_test

import (
	"strings"
	"testing"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/testkit/simulated"
)

func TestBruteforce_groundTruth(t *testing.T) {
	t.Parallel()
	const right = "Right-pass-626"
	account := accountsOf("op", right)
	for i, one := range []struct {
		name, kind string
		gate       *simulated.Gate
		length     int
		tries      int
		unknown    bool
		want       report.Outcome
		key        string
	}{
		// These hold guessing back.
		{"locks after five", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute}, 12, 20, false, report.Pass, "guess_withstands"},
		{"locks after three, MQTT", "mqtt", &simulated.Gate{Accounts: account, After: 3, For: time.Minute}, 10, 20, false, report.Pass, "guess_withstands"},
		{"locks after five and does not say so", "basic", &simulated.Gate{Accounts: account, After: 5, For: time.Minute, Hidden: true}, 12, 20, false, report.Pass, "guess_withstands"},
		{"locks for a while", "digest", &simulated.Gate{Accounts: account, After: 5, For: 400 * time.Millisecond}, 12, 30, false, report.Pass, "guess_withstands"},
		{"answers late, one after the other", "telnet", &simulated.Gate{Accounts: account, Delay: 600 * time.Millisecond, Serial: true}, 12, 7, false, report.Pass, "guess_delayed"},
		{"answers later and later", "rtsp", &simulated.Gate{Accounts: account, Delay: 50 * time.Millisecond, Grows: true, Serial: true}, 12, 9, false, report.Pass, "guess_delayed"},
		// These do not.
		{"no limit", "json", &simulated.Gate{Accounts: account}, 6, 120, false, report.Fail, "guess_practical"},
		{"no limit, FTP, length not described", "ftp", &simulated.Gate{Accounts: account}, 0, 120, false, report.Fail, "guess_free"},
		{"right one taken while held", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute, Through: true}, 12, 40, false, report.Fail, "guess_through"},
		{"locks for a moment", "json", &simulated.Gate{Accounts: account, After: 5, For: 300 * time.Millisecond}, 4, 40, false, report.Fail, "guess_practical"},
		{"late for each connection alone", "ssh", &simulated.Gate{Accounts: account, Delay: 600 * time.Millisecond}, 4, 7, false, report.Fail, "guess_practical"},
		// Of these it cannot be told, or a person must say.
		{"no limit in twenty", "telnet", &simulated.Gate{Accounts: account}, 8, 20, false, report.Inconclusive, "guess_few"},
		{"no limit, right one unknown", "basic", &simulated.Gate{Accounts: account}, 6, 120, true, report.Inconclusive, "guess_unseen"},
		{"no limit, long passwords", "basic", &simulated.Gate{Accounts: account}, 20, 120, false, report.NeedsPerson, "guess_long"},
		{"locks, right one unknown", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute}, 12, 20, true, report.NeedsPerson, "guess_unproved"},
		{"hangs up", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute, Mute: true}, 12, 20, false, report.NeedsPerson, "guess_silent"},
		{"takes all", "mqtt", &simulated.Gate{Any: true}, 12, 20, false, report.Inconclusive, "guess_taken"},
		{"length not described", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute}, 0, 20, false, report.Inconclusive, "guess_no_length"},
		{"locks, watched too shortly", "form", &simulated.Gate{Accounts: account, After: 5, For: time.Minute}, 6, 20, false, report.Inconclusive, "guess_open"},
	} {
		t.Run(one.name, func(t *testing.T) {
			t.Parallel()
			to := password4(byte(100 + i))
			d := device.Description{
				Units: []device.Unit{{Name: "A", Address: to}}, Accounts: []device.Account{{Name: "op"}}, Passwords: device.Passwords{Policy: device.Unique, Length: one.length},
				Services: []device.Service{startLogin(t, one.kind, to, 99, one.gate)},
			}
			b := benchFor(t, d, func(c *probe.Care) { c.Tries = one.tries })
			if !one.unknown {
				b.Secrets.Put("A", "op", right)
			}
			all, records := runProbe(t, b, "bruteforce")
			if len(all) != 1 || all[0].Outcome != one.want || !strings.HasSuffix(all[0].Saw.Key, one.key) {
				t.Errorf("%v\n%s", all, records)
			}
			if n := one.gate.Count(); n > one.tries+20 {
				t.Errorf("%d sign-ins", n)
			}
			if strings.Contains(records, right) {
				t.Error("a record has a password")
			}
		})
	}
}

func TestBruteforce_whereThereIsNothingToGuess(t *testing.T) {
	t.Parallel()
	to := password4(9)
	coap := device.Service{Port: 5683, Transport: device.UDP, Protocol: device.CoAP, Access: device.Authenticated}
	silent := device.Service{Port: 22, Transport: device.TCP, Protocol: device.SSH, Access: device.Authenticated}
	for _, one := range []struct {
		policy  device.Policy
		service []device.Service
		id      string
		want    report.Outcome
	}{
		{device.Absent, nil, "bruteforce-A", report.NotApplicable}, {device.Unique, nil, "bruteforce-A", report.NeedsPerson},
		{device.Unique, []device.Service{coap}, "bruteforce-A-5683/udp", report.NeedsPerson}, {device.Unique, []device.Service{silent}, "bruteforce-A-22/tcp", report.Inconclusive},
	} {
		d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}, Services: one.service, Passwords: device.Passwords{Policy: one.policy}}
		all, _ := runProbe(t, benchFor(t, d, nil), "bruteforce")
		if got := outcomes(all)[one.id]; got != one.want || len(all) != 1 {
			t.Errorf("%s: %v", one.id, all)
		}
	}
}
