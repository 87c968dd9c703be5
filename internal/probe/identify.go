package probe

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/report"
)

// identify tells what an open TCP port speaks: by what it says first, else by
// what it answers to a few harmless questions, in the order in which ports of
// devices usually need them. "" is none of those that probes know.
func (b *Bench) identify(ctx context.Context, l *Look, unit device.Unit, port int) Seen {
	s := Seen{Port: port, Transport: device.TCP}
	to := netip.AddrPortFrom(unit.Address, uint16(port))
	first := b.talk(ctx, to, nil, "", greetingWait)
	s.Banner = report.Harmless(firstLine(first), 120)
	if s.Protocol = greets(first); s.Protocol != "" {
		return s
	}
	if b.speaksTLS(ctx, to) {
		secure := &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}
		switch {
		case answersHTTP(b.talk(ctx, to, secure, askHTTP, b.Wire.care.Wait)):
			s.Protocol = device.HTTPS
		case answersMQTT(b.talk(ctx, to, secure, askMQTT, b.Wire.care.Wait)):
			s.Protocol = device.MQTTS
		}
		l.Note("%s speaks TLS, inside %q", s.Target(), s.Protocol)
		return s
	}
	for _, one := range []struct {
		protocol device.Protocol
		ask      string
		is       func([]byte) bool
	}{
		{device.RTSP, askRTSP, func(b []byte) bool { return bytes.HasPrefix(b, []byte("RTSP/")) }},
		{device.HTTP, askHTTP, answersHTTP},
		{device.MQTT, askMQTT, answersMQTT},
	} {
		answer := b.talk(ctx, to, nil, one.ask, b.Wire.care.Wait)
		if one.is(answer) {
			s.Protocol = one.protocol
			if s.Banner == "" {
				s.Banner = report.Harmless(firstLine(answer), 120)
			}
			return s
		}
	}
	return s
}

const (
	greetingWait = 700 * time.Millisecond // services that speak first do so at once
	askHTTP      = "GET / HTTP/1.0\r\n\r\n"
	askRTSP      = "OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
	askMQTT      = "\x10\x14\x00\x04MQTT\x04\x02\x00\x3c\x00\x08shirushi" // version 3.1.1, clean session, no name and password
)

// greets tells a protocol by what a service says first.
func greets(first []byte) device.Protocol {
	text := strings.ToLower(string(first))
	switch {
	case strings.HasPrefix(text, "ssh-"):
		return device.SSH
	case len(first) > 2 && first[0] == 0xff && first[1] >= 0xfb || strings.HasSuffix(strings.TrimRight(text, " "), "login:"):
		return device.Telnet
	case strings.HasPrefix(text, "220") && strings.Contains(text, "ftp"):
		return device.FTP
	}
	return ""
}

func answersHTTP(b []byte) bool { return bytes.HasPrefix(b, []byte("HTTP/")) }
func answersMQTT(b []byte) bool { return len(b) >= 4 && b[0] == 0x20 && b[1] == 2 }

// talk connects, sends ask and returns what comes back within wait, 8 KiB at
// most; nil when nothing does.
func (b *Bench) talk(ctx context.Context, to netip.AddrPort, secure *tls.Config, ask string, wait time.Duration) []byte {
	c, err := b.Wire.Dial(ctx, "tcp", to)
	if err != nil {
		return nil
	}
	defer c.Close()
	if secure != nil {
		c = tls.Client(c, secure)
	}
	if err := c.SetDeadline(time.Now().Add(wait)); err != nil {
		return nil
	}
	if _, err := io.WriteString(c, ask); err != nil {
		return nil
	}
	answer := make([]byte, 8<<10)
	n, _ := io.ReadAtLeast(c, answer, 4)
	return answer[:n]
}

// speaksTLS reports whether a port answers a handshake, with whatever
// certificate.
func (b *Bench) speaksTLS(ctx context.Context, to netip.AddrPort) bool {
	c, err := b.Wire.Dial(ctx, "tcp", to)
	if err != nil {
		return false
	}
	defer c.Close()
	return handshakes(ctx, c)
}

func handshakes(ctx context.Context, c net.Conn) bool {
	err := tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10}).HandshakeContext(ctx)
	if err == nil {
		return true
	}
	var told *net.OpError // it speaks TLS and wants something else of it
	return errors.As(err, &told) && told.Op == "remote error"
}

func firstLine(b []byte) string {
	line, _, _ := strings.Cut(string(b), "\n")
	return strings.TrimRight(line, "\r")
}
