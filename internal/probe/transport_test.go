package probe_test

import (
	"crypto/tls"
	"testing"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/testkit/simulated"
)

func TestTransport_tellsWhatProtectsFromWhatDoesNot(t *testing.T) {
	t.Parallel()
	to := device4(11)
	strong, weak := "curve25519-sha256", "aes128-ctr"
	simulated.Device(t, to,
		simulated.Web{Port: 443, TLS: true}, simulated.Web{Port: 444, TLS: true, Versions: [2]uint16{tls.VersionTLS10, tls.VersionTLS11}},
		simulated.Web{Port: 445, TLS: true, Versions: [2]uint16{tls.VersionTLS10, tls.VersionTLS13}}, simulated.Web{Port: 446, TLS: true, Versions: [2]uint16{tls.VersionTLS12, tls.VersionTLS13}, Weak: true},
		simulated.Web{Port: 447, TLS: true, Versions: [2]uint16{tls.VersionTLS13, tls.VersionTLS13}}, simulated.Silent{Port: 448}, simulated.Silent{Port: 25},
		simulated.OldSSH{Port: 22, Lists: [6]string{strong, "ssh-ed25519", weak, weak, "hmac-sha2-256", "hmac-sha2-256"}}, simulated.OldSSH{Port: 2201, Lists: [6]string{"diffie-hellman-group1-sha1", "ssh-dss", "3des-cbc", "3des-cbc", "hmac-md5", "hmac-md5"}},
		simulated.OldSSH{Port: 2202, Lists: [6]string{strong, "ssh-ed25519", weak + ",3des-cbc", weak, "hmac-sha2-256", "hmac-sha2-256"}},
		simulated.OldSSH{Port: 2203, Lists: [6]string{strong, "ssh-ed25519", weak + ",none", weak, "hmac-sha2-256", "hmac-sha2-256"}},
	)
	d := device.Description{Units: []device.Unit{{Name: "A", Address: to}}}
	want := map[string]report.Outcome{}
	for _, one := range []struct {
		port   int
		p      device.Protocol
		access device.Access
		want   report.Outcome
	}{
		{443, device.HTTPS, device.Authenticated, report.Pass},
		{444, device.HTTPS, device.Authenticated, report.Fail},
		{445, device.HTTPS, device.Authenticated, report.NeedsPerson},
		{446, device.HTTPS, device.Authenticated, report.NeedsPerson},
		{447, device.HTTPS, device.Authenticated, report.Pass},
		{448, device.HTTPS, device.Authenticated, report.Inconclusive},
		{22, device.SSH, device.Authenticated, report.Pass},
		{2201, device.SSH, device.Authenticated, report.Fail},
		{2202, device.SSH, device.Authenticated, report.NeedsPerson},
		{2203, device.SSH, device.Authenticated, report.Fail},
		{25, device.SSH, device.Authenticated, report.Inconclusive},
		{23, device.Telnet, device.Authenticated, report.Fail},
		{80, device.HTTP, device.Authenticated, report.Fail},
		{81, device.HTTP, device.Open, report.NeedsPerson},
		{554, device.RTSP, device.Authenticated, report.NeedsPerson},
	} {
		s := device.Service{Port: one.port, Transport: device.TCP, Protocol: one.p, Access: one.access}
		d.Services = append(d.Services, s)
		want[s.Target()] = one.want
	}
	all := run(t, d, "transport")
	for target, want := range want {
		if got := outcome(all, "transport", target); got != want {
			t.Errorf("%s: %s, not %s", target, got, want)
		}
	}
}
