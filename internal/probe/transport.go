package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// transport looks at how what is sent to and from each service is protected:
// versions and suites of TLS and its certificate, algorithms of SSH, and
// protocols that protect nothing.
var transport = Probe{
	ID:    "transport",
	About: []scheme.Subject{scheme.SubjectSent},
	Sends: func(b *Bench, unit device.Unit) []Sending {
		var all []Sending
		for _, s := range b.Services(unit) {
			switch s.Protocol {
			case device.HTTPS, device.MQTTS:
				all = append(all, Sending{s.Target(), "probe.sends.tls", len(tlsVersions) + 2})
			case device.SSH:
				all = append(all, Sending{s.Target(), "probe.sends.ssh_list", 1})
			}
		}
		return all
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		for _, s := range b.Services(unit) {
			switch s.Protocol {
			case device.HTTPS, device.MQTTS:
				b.lookTLS(ctx, unit, s)
			case device.SSH:
				b.lookSSH(ctx, unit, s)
			case device.HTTP, device.MQTT, device.Telnet, device.FTP, device.RTSP:
				b.lookPlain(unit, s)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	},
}

// lookPlain says what follows from a protocol that protects nothing on its way.
func (b *Bench) lookPlain(unit device.Unit, s device.Service) {
	l := b.Look("transport", "", scheme.SubjectSent, unit.Name, s.Target(), report.Say("probe.did.plain", s.Target(), string(s.Protocol)))
	switch {
	case s.Access == device.Open:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.plain_open", s.Why))
	case s.Login != nil && s.Login.Method == device.Digest || s.Protocol == device.RTSP:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.plain_digest"))
	default:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.plain_login"))
	}
}

// tlsVersions are asked for one at a time, the newest first.
var tlsVersions = []uint16{tls.VersionTLS13, tls.VersionTLS12, tls.VersionTLS11, tls.VersionTLS10}

func (b *Bench) lookTLS(ctx context.Context, unit device.Unit, s device.Service) {
	l := b.Look("transport", "", scheme.SubjectSent, unit.Name, s.Target(), report.Say("probe.did.tls", s.Target()))
	to := at(unit, s)
	var taken []uint16
	var shown *x509.Certificate
	for _, v := range tlsVersions {
		state, err := b.handshake(ctx, to, &tls.Config{InsecureSkipVerify: true, MinVersion: v, MaxVersion: v})
		if err != nil {
			l.Note("%s refused: %v", tls.VersionName(v), err)
			continue
		}
		l.Note("%s %s", tls.VersionName(v), tls.CipherSuiteName(state.CipherSuite))
		taken = append(taken, v)
		if len(state.PeerCertificates) > 0 {
			shown = state.PeerCertificates[0]
		}
	}
	weak := b.weakSuites(ctx, l, to)
	if shown != nil {
		l.Note("certificate: subject %s, issuer %s, from %s to %s, %s, %s", shown.Subject, shown.Issuer, day(shown.NotBefore), day(shown.NotAfter), shown.PublicKeyAlgorithm, shown.SignatureAlgorithm)
	}
	switch {
	case len(taken) == 0:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.tls_none"))
	case taken[0] < tls.VersionTLS12:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.tls_old", tls.VersionName(taken[0])))
	case slices.Contains(taken, tls.VersionTLS11) || slices.Contains(taken, tls.VersionTLS10):
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.tls_also_old", versionNames(taken)))
	case len(weak) > 0:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.tls_weak", strings.Join(weak, ", ")))
	default:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.tls_new", versionNames(taken)))
	}
}

func versionNames(all []uint16) string {
	var names []string
	for _, v := range all {
		names = append(names, tls.VersionName(v))
	}
	return strings.Join(names, ", ")
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }

// handshake settles on a way to speak and hangs up.
func (b *Bench) handshake(ctx context.Context, to netip.AddrPort, c *tls.Config) (tls.ConnectionState, error) {
	conn, err := b.Wire.Dial(ctx, "tcp", to)
	if err != nil {
		return tls.ConnectionState{}, err
	}
	defer conn.Close()
	t := tls.Client(conn, c)
	if err := t.HandshakeContext(ctx); err != nil {
		return tls.ConnectionState{}, err
	}
	return t.ConnectionState(), nil
}

// weakSuites returns suites known to be weak that the service takes when
// nothing else is offered.
func (b *Bench) weakSuites(ctx context.Context, l *Look, to netip.AddrPort) []string {
	var offer []uint16
	for _, s := range tls.InsecureCipherSuites() {
		offer = append(offer, s.ID)
	}
	state, err := b.handshake(ctx, to, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS12, CipherSuites: offer})
	if err != nil {
		l.Note("weak suites refused: %v", err)
		return nil
	}
	l.Note("weak suite taken: %s", tls.CipherSuiteName(state.CipherSuite))
	return []string{tls.CipherSuiteName(state.CipherSuite)}
}

// sshLists are what an SSH server offers, in the order of its first message
// (RFC 4253, section 7.1).
var sshLists = []string{"kex", "host key", "cipher in", "cipher out", "mac in", "mac out"}

// weakSSH are algorithms that no new product offers.
var weakSSH = []string{
	"diffie-hellman-group1-sha1", "diffie-hellman-group-exchange-sha1", "ssh-dss", "none", "des-cbc", "3des-cbc", "arcfour", "arcfour128", "arcfour256", "blowfish-cbc", "cast128-cbc",
	"hmac-md5", "hmac-md5-96", "hmac-sha1-96",
}

func (b *Bench) lookSSH(ctx context.Context, unit device.Unit, s device.Service) {
	l := b.Look("transport", "", scheme.SubjectSent, unit.Name, s.Target(), report.Say("probe.did.ssh", s.Target()))
	lists, err := b.sshOffer(ctx, at(unit, s))
	if err != nil {
		l.Note("! %v", err)
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.ssh_none"))
		return
	}
	var weak, only []string
	for i, list := range lists {
		l.Note("%s: %s", sshLists[i], strings.Join(list, ","))
		strong := 0
		for _, name := range list {
			if slices.Contains(weakSSH, name) {
				weak = append(weak, name)
			} else {
				strong++
			}
		}
		if len(list) > 0 && strong == 0 {
			only = append(only, sshLists[i])
		}
	}
	slices.Sort(weak)
	weak = slices.Compact(weak)
	switch {
	case len(only) > 0:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.ssh_only_weak", strings.Join(only, ", ")))
	case slices.Contains(weak, "none"):
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.ssh_only_weak", "none"))
	case len(weak) > 0:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.ssh_weak", strings.Join(weak, ", ")))
	default:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.ssh_strong"))
	}
}

// sshOffer reads the lists of algorithms that a server offers before anything
// is settled.
func (b *Bench) sshOffer(ctx context.Context, to netip.AddrPort) ([][]string, error) {
	c, err := b.Wire.Dial(ctx, "tcp", to)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if _, err := io.WriteString(c, "SSH-2.0-shirushi\r\n"); err != nil {
		return nil, err
	}
	if err := skipLine(c); err != nil {
		return nil, err
	}
	head := make([]byte, 6) // length, length of the padding, kind of message
	if _, err := io.ReadFull(c, head); err != nil {
		return nil, err
	}
	length := binary.BigEndian.Uint32(head)
	if length < 18 || length > 35000 || head[5] != 20 {
		return nil, errors.New("the first message is not a list of algorithms: " + strconv.Itoa(int(head[5])))
	}
	text := make([]byte, length-2)
	if _, err := io.ReadFull(c, text); err != nil {
		return nil, err
	}
	return sshNames(text[16:]) // behind the cookie
}

// sshNames parses the lists of names at the beginning of b.
func sshNames(b []byte) ([][]string, error) {
	var all [][]string
	for range sshLists {
		if len(b) < 4 {
			return nil, io.ErrUnexpectedEOF
		}
		n := binary.BigEndian.Uint32(b)
		if b = b[4:]; uint64(n) > uint64(len(b)) {
			return nil, io.ErrUnexpectedEOF
		}
		var names []string
		for name := range strings.SplitSeq(string(b[:n]), ",") {
			if name != "" {
				names = append(names, name)
			}
		}
		all = append(all, names)
		b = b[n:]
	}
	return all, nil
}

// skipLine reads up to the line in which a server names itself; others may
// stand before it.
func skipLine(r io.Reader) error {
	one := make([]byte, 1)
	var line []byte
	for range 64 << 10 {
		if _, err := io.ReadFull(r, one); err != nil {
			return err
		}
		if line = append(line, one[0]); one[0] == '\n' {
			if strings.HasPrefix(string(line), "SSH-") {
				return nil
			}
			line = nil
		}
	}
	return errors.New("no line that names an SSH server")
}
