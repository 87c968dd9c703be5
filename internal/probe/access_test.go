package probe_test

import (
	"net/netip"
	"path/filepath"
	"testing"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
	"shirushi/internal/testkit/simulated"
)

// edition has an item for every subject.
var edition = func() (e scheme.Edition) {
	for _, s := range scheme.Subjects {
		e.Items = append(e.Items, scheme.Criterion{ID: scheme.CriterionID(s), Subject: s})
	}
	return e
}()

// run measures with all probes, or with those named, and returns what was said
// of each item at each target.
func run(t *testing.T, d device.Description, only ...string) []report.Measurement {
	t.Helper()
	work, err := probe.OpenWork(filepath.Join(t.TempDir(), "work"), probe.Begun{At: time.Now(), Description: "d", Edition: "e"})
	if err != nil {
		t.Fatal(err)
	}
	care := probe.UsualCare
	care.Wait, care.Time, care.Rate = time.Second, 5*time.Second, 0
	var confirmed []netip.Addr
	for _, u := range d.Units {
		confirmed = append(confirmed, u.Address)
	}
	b := &probe.Bench{Device: d, Edition: edition, Wire: probe.NewWire(care, confirmed...), Work: work, Now: time.Now, Secrets: &probe.Secrets{}}
	var steps []probe.Step
	for _, s := range probe.Plan(d, edition, true) {
		for _, id := range only {
			if s.Probe.ID == id {
				steps = append(steps, s)
			}
		}
	}
	if err := b.Run(t.Context(), steps, func(s probe.Step, err error) {
		if err != nil {
			t.Errorf("%s: %v", s.Name(), err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	all, _ := work.Measurements()
	return all
}

func outcome(all []report.Measurement, probe, target string) report.Outcome {
	for _, m := range all {
		if m.Probe == probe && m.Target == target {
			return m.Outcome
		}
	}
	return ""
}

func TestAccess_tellsOpenDoorsFromShutOnes(t *testing.T) {
	t.Parallel()
	to := device4(10)
	described := func(port int, transport device.Transport, p device.Protocol, path string) device.Service {
		return device.Service{Port: port, Transport: transport, Protocol: p, Path: path, Access: device.Authenticated}
	}
	simulated.Device(t, to,
		simulated.Web{Port: 80, Password: "k7!mQz2p"}, simulated.Web{Port: 81, Open: true}, simulated.Web{Port: 443, TLS: true, Password: "k7!mQz2p"},
		simulated.Telnet{Port: 23}, simulated.Telnet{Port: 2323, Shell: true}, simulated.FTP{Port: 21}, simulated.FTP{Port: 2121, Anonymous: true},
		simulated.MQTT{Port: 1883}, simulated.MQTT{Port: 1884, Open: true}, simulated.RTSP{Port: 554}, simulated.RTSP{Port: 8554, Open: true},
		simulated.SSH{Port: 22, Password: "k7!mQz2p"}, simulated.SSH{Port: 2222, Open: true}, simulated.CoAP{Port: 5683}, simulated.CoAP{Port: 5684, Open: true},
		simulated.SNMP{Port: 161}, simulated.SNMP{Port: 1161, Public: true}, simulated.Gateway{Port: 5000}, simulated.Gateway{Port: 5001, Open: true},
		simulated.ONVIF{Port: 8000}, simulated.ONVIF{Port: 8001, Open: true}, simulated.Silent{Port: 9000},
	)
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}}
	want := map[string]report.Outcome{}
	for _, one := range []struct {
		s    device.Service
		want report.Outcome
	}{
		{described(80, device.TCP, device.HTTP, "/settings"), report.Pass},
		{described(81, device.TCP, device.HTTP, "/settings"), report.Fail},
		{described(443, device.TCP, device.HTTPS, "/settings"), report.Pass},
		{described(23, device.TCP, device.Telnet, ""), report.Pass},
		{described(2323, device.TCP, device.Telnet, ""), report.Fail},
		{described(21, device.TCP, device.FTP, ""), report.Pass},
		{described(2121, device.TCP, device.FTP, ""), report.Fail},
		{described(1883, device.TCP, device.MQTT, ""), report.Pass},
		{described(1884, device.TCP, device.MQTT, ""), report.Fail},
		{described(554, device.TCP, device.RTSP, "/live"), report.Pass},
		{described(8554, device.TCP, device.RTSP, "/live"), report.Fail},
		{described(22, device.TCP, device.SSH, ""), report.Pass},
		{described(2222, device.TCP, device.SSH, ""), report.Fail},
		{described(5683, device.UDP, device.CoAP, "/wifi"), report.Pass},
		{described(5684, device.UDP, device.CoAP, "/wifi"), report.Fail},
		{described(161, device.UDP, device.SNMP, ""), report.Pass},
		{described(1161, device.UDP, device.SNMP, ""), report.Fail},
		{described(5000, device.TCP, device.IGD, "/control"), report.Pass},
		{described(5001, device.TCP, device.IGD, "/control"), report.Fail},
		{described(8000, device.TCP, device.ONVIF, ""), report.Pass},
		{described(8001, device.TCP, device.ONVIF, ""), report.Fail},
		{described(9000, device.TCP, device.HTTP, "/settings"), report.Inconclusive},
		{described(9001, device.TCP, device.MQTT, ""), report.Inconclusive},
	} {
		d.Services = append(d.Services, one.s)
		want[one.s.Target()] = one.want
	}
	all := run(t, d, "access")
	for target, want := range want {
		if got := outcome(all, "access", target); got != want {
			t.Errorf("%s: %s, not %s", target, got, want)
		}
	}
}
