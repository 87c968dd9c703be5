package probe_test

import (
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/testkit/simulated"
)

// password4 is an address of the tests of passwords; each takes another.
func password4(last byte) netip.Addr { return netip.AddrFrom4([4]byte{127, 77, 2, last}) }

// benchFor makes a bench at a device, with care for tests.
func benchFor(t *testing.T, d device.Description, change func(*probe.Care)) *probe.Bench {
	t.Helper()
	work, err := probe.OpenWork(filepath.Join(t.TempDir(), "work"), probe.Begun{At: time.Now(), Description: "d", Edition: "e"})
	if err != nil {
		t.Fatal(err)
	}
	care := probe.UsualCare
	care.Wait, care.Time, care.Rate, care.Hold = time.Second, 5*time.Second, 0, time.Second
	if change != nil {
		change(&care)
	}
	var confirmed []netip.Addr
	for _, u := range d.Units {
		confirmed = append(confirmed, u.Address)
	}
	return &probe.Bench{Device: d, Edition: edition, Wire: probe.NewWire(care, confirmed...), Work: work, Now: time.Now, Secrets: &probe.Secrets{}}
}

// runProbe runs one probe and returns what it measured, and all its records.
func runProbe(t *testing.T, b *probe.Bench, id string) ([]report.Measurement, string) {
	t.Helper()
	var steps []probe.Step
	for _, s := range probe.Plan(b.Device, edition, true) {
		if s.Probe.ID == id {
			steps = append(steps, s)
		}
	}
	if err := b.Run(t.Context(), steps, func(s probe.Step, err error) {
		if err != nil {
			t.Errorf("%s: %v", s.Name(), err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	all, files := b.Work.Measurements()
	var records strings.Builder
	for _, f := range files {
		text, err := b.Work.File(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		records.Write(text)
	}
	return all, records.String()
}

// startLogin starts a service of a kind behind a gate at port 1000 and describes
// it.
func startLogin(t *testing.T, kind string, at netip.Addr, port int, g *simulated.Gate) device.Service {
	t.Helper()
	s := device.Service{Port: port, Transport: device.TCP, Access: device.Authenticated, Path: "/settings"}
	switch method, secure := strings.CutSuffix(kind, "+tls"); method {
	case "basic", "digest", "digest256", "form", "json":
		s.Protocol = device.HTTP
		if secure {
			s.Protocol = device.HTTPS
		}
		s.Login = &device.Login{Method: device.LoginMethod(strings.TrimSuffix(method, "256")), Path: "/settings"}
		if method == "form" || method == "json" {
			s.Login.Path, s.Login.User, s.Login.Password = "/login", "user", "pass"
		}
		simulated.WebLogin{Port: port, TLS: secure, Method: method, Gate: g, Token: method == "form"}.Start(t, at)
	case "undescribed form", "undescribed basic":
		s.Protocol = device.HTTP
		simulated.WebLogin{Port: port, Method: strings.TrimPrefix(method, "undescribed "), Gate: g, Token: method == "undescribed form"}.Start(t, at)
	case "ftp":
		s.Protocol = device.FTP
		simulated.FTPLogin{Port: port, Gate: g}.Start(t, at)
	case "telnet":
		s.Protocol = device.Telnet
		simulated.TelnetLogin{Port: port, Gate: g}.Start(t, at)
	case "mqtt":
		s.Protocol = device.MQTT
		simulated.MQTTLogin{Port: port, Gate: g}.Start(t, at)
	case "rtsp":
		s.Protocol = device.RTSP
		simulated.RTSPLogin{Port: port, Gate: g}.Start(t, at)
	case "ssh", "ssh dialog":
		s.Protocol = device.SSH
		simulated.SSHLogin{Port: port, Gate: g, Dialog: method == "ssh dialog"}.Start(t, at)
	default:
		t.Fatal(kind)
	}
	return s
}

var loginKinds = []string{"basic", "digest", "digest256", "form", "form+tls", "json", "undescribed form", "undescribed basic", "ftp", "telnet", "mqtt", "rtsp", "ssh", "ssh dialog"}

func TestSignIn_tellsTakenFromRefusedFromHeld(t *testing.T) {
	t.Parallel()
	const right = "Right-pass-77"
	to := password4(1)
	unit := device.Unit{Name: "A", Address: to}
	b := benchFor(t, device.Description{Units: []device.Unit{unit}}, nil)
	for i, kind := range loginKinds {
		g := &simulated.Gate{Accounts: map[string]string{"admin": right}, After: 2, For: time.Minute}
		s := startLogin(t, kind, to, 1000+i, g)
		held := "held"
		if kind == "telnet" || strings.HasPrefix(kind, "ssh") {
			held = "silent" // these hang up
		}
		var record strings.Builder
		note := func(format string, args ...any) { fmt.Fprintf(&record, format+"\n", args...) }
		for _, one := range []struct{ password, want string }{{right, "accepted"}, {"not this one", "refused"}, {right, "accepted"}, {"nor this", "refused"}, {"nor that", "refused"}, {right, held}} {
			if state, saw := b.SignIn(t.Context(), note, unit, s, "admin", one.password); state != one.want {
				t.Errorf("%s, %q: %s (%s), not %s", kind, one.password, state, saw, one.want)
			}
		}
		for _, secret := range []string{right, "not this one"} {
			if strings.Contains(record.String(), secret) {
				t.Errorf("%s: the record has a password:\n%s", kind, record.String())
			}
		}
	}
}

func TestSignIn_sendsNoPasswordElsewhere(t *testing.T) {
	t.Parallel()
	to, other := password4(2), password4(3)
	asked := make(chan string, 10)
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(other, 80)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			asked <- c.RemoteAddr().String()
			c.Close()
		}
	}()
	unit := device.Unit{Name: "A", Address: to}
	b := benchFor(t, device.Description{Units: []device.Unit{unit}}, nil)
	g := &simulated.Gate{Accounts: map[string]string{"admin": "r1ght-one"}}
	simulated.WebLogin{Port: 80, Method: "form", Gate: g, Elsewhere: "http://" + other.String()}.Start(t, to)
	s := device.Service{Port: 80, Transport: device.TCP, Protocol: device.HTTP, Path: "/settings", Access: device.Authenticated}
	if state, saw := b.SignIn(t.Context(), t.Logf, unit, s, "admin", "r1ght-one"); state != "unclear" {
		t.Errorf("%s (%s)", state, saw)
	}
	simulated.Raw{Port: 81, Say: "HTTP/1.0 200 OK\r\n\r\n<form action=\"http://" + other.String() + "/\"><input name=u><input type=password name=p></form>"}.Start(t, to)
	s.Port = 81
	if state, saw := b.SignIn(t.Context(), t.Logf, unit, s, "admin", "r1ght-one"); state != "unclear" {
		t.Errorf("%s (%s)", state, saw)
	}
	select {
	case from := <-asked:
		t.Errorf("%s asked an address that nobody confirmed", from)
	default:
	}
}

func TestSignIn_isDoneWithHostileServicesSoon(t *testing.T) {
	t.Parallel()
	to := password4(4)
	unit := device.Unit{Name: "A", Address: to}
	b := benchFor(t, device.Description{Units: []device.Unit{unit}}, func(c *probe.Care) { c.Time = 500 * time.Millisecond })
	hostile := []simulated.Service{
		simulated.Raw{Port: 1, Endless: "x"}, simulated.Raw{Port: 2, Endless: "\x1b]0;\a<script>\r\n"}, simulated.Raw{Port: 3, Say: "SSH-2.0-x\r\n", Endless: "\xff"},
		simulated.Raw{Port: 4, Drip: "220-"}, simulated.Silent{Port: 5}, simulated.Raw{Port: 6, Say: "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n", Endless: "<input type=hidden name=a>"},
		simulated.Raw{Port: 7, Say: "\x20\x02\x00"}, simulated.Raw{Port: 8, Say: "RTSP/1.0 401 no\r\nWWW-Authenticate: Digest realm=\"\r\n\r\n"},
	}
	simulated.Device(t, to, hostile...)
	began := time.Now()
	for port := 1; port <= len(hostile); port++ {
		for _, p := range []device.Protocol{device.HTTP, device.HTTPS, device.SSH, device.FTP, device.Telnet, device.MQTT, device.RTSP} {
			t.Run(fmt.Sprint(port, p), func(t *testing.T) {
				t.Parallel()
				s := device.Service{Port: port, Transport: device.TCP, Protocol: p, Path: "/", Access: device.Authenticated}
				before := time.Now()
				if state, saw := b.SignIn(t.Context(), func(string, ...any) {}, unit, s, "admin", "r1ght-one"); state == "accepted" {
					t.Errorf("%s (%s)", state, saw)
				}
				if took := time.Since(before); took > 10*time.Second {
					t.Errorf("%s", took)
				}
			})
		}
	}
	t.Log(time.Since(began))
}
