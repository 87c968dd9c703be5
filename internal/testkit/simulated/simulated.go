// Package simulated is devices for tests, of which every service can be made to
// behave or not. They listen on one address of the test's own network, and end
// with the test.
package simulated

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
)

// A Service is one thing that listens on a device.
type Service interface {
	// Start begins to serve at an address until the test ends.
	Start(t testing.TB, at netip.Addr)
}

// Device starts all services of a device.
func Device(t testing.TB, at netip.Addr, all ...Service) {
	t.Helper()
	for _, s := range all {
		s.Start(t, at)
	}
}

// tcp serves each connection to a port with fn.
func tcp(t testing.TB, at netip.Addr, port int, fn func(net.Conn)) {
	t.Helper()
	l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(at, uint16(port))))
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
			go func() {
				defer c.Close()
				fn(c)
			}()
		}
	}()
}

// udp answers each datagram to a port with what fn returns, nil for nothing.
func udp(t testing.TB, at netip.Addr, port int, fn func([]byte) []byte) {
	t.Helper()
	c, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.AddrPortFrom(at, uint16(port))))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	go func() {
		b := make([]byte, 64<<10)
		for {
			n, from, err := c.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			if answer := fn(b[:n]); answer != nil {
				c.WriteToUDPAddrPort(answer, from)
			}
		}
	}()
}

// Silent accepts connections and never says a word.
type Silent struct{ Port int }

// Start serves.
func (s Silent) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) { c.Read(make([]byte, 1)); <-t.Context().Done() })
}

// Telnet asks for a name, or stands open.
type Telnet struct {
	Port  int
	Shell bool // without a name and password
}

// Start serves.
func (s Telnet) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		fmt.Fprint(c, "\xff\xfd\x01\xff\xfb\x03")
		if s.Shell {
			fmt.Fprint(c, "\r\nBusyBox v1.35.0 built-in shell (ash)\r\n\r\n# ")
		} else {
			fmt.Fprint(c, "\r\ncamera login: ")
		}
		bufio.NewReader(c).ReadString('\n')
	})
}

// FTP lets known people in, or anybody.
type FTP struct {
	Port      int
	Anonymous bool
}

// Start serves.
func (s FTP) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		fmt.Fprint(c, "220 camera FTP server ready\r\n")
		for lines := bufio.NewScanner(c); lines.Scan(); {
			switch word, _, _ := strings.Cut(lines.Text(), " "); {
			case word == "USER":
				fmt.Fprint(c, "331 Password required\r\n")
			case word == "PASS" && s.Anonymous:
				fmt.Fprint(c, "230 Anonymous access granted\r\n")
			default:
				fmt.Fprint(c, "530 Login incorrect\r\n")
			}
		}
	})
}

// MQTT takes clients that give a name and password, or any.
type MQTT struct {
	Port int
	Open bool
}

// Start serves.
func (s MQTT) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		b := make([]byte, 512)
		n, _ := c.Read(b)
		if n < 10 || b[0] != 0x10 {
			return
		}
		if answer := byte(5); s.Open || b[9]&0xc0 == 0xc0 {
			answer = 0
			c.Write([]byte{0x20, 2, 0, answer})
			c.Read(b)
		} else {
			c.Write([]byte{0x20, 2, 0, answer})
		}
	})
}

// RTSP describes its stream to known people, or to anybody.
type RTSP struct {
	Port int
	Open bool
}

// Start serves.
func (s RTSP) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		b := make([]byte, 4096)
		n, _ := c.Read(b)
		switch ask := string(b[:n]); {
		case strings.HasPrefix(ask, "OPTIONS "):
			fmt.Fprint(c, "RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, SETUP, PLAY\r\n\r\n")
		case !strings.Contains(ask, " RTSP/1.0\r\n"):
		case s.Open:
			fmt.Fprint(c, "RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 0\r\n\r\n")
		default:
			fmt.Fprint(c, "RTSP/1.0 401 Unauthorized\r\nCSeq: 1\r\nWWW-Authenticate: Digest realm=\"camera\", nonce=\"1\"\r\n\r\n")
		}
	})
}

// CoAP gives its resources to known people, or to anybody; the list of all to
// everybody.
type CoAP struct {
	Port int
	Open bool
}

// Start serves.
func (s CoAP) Start(t testing.TB, at netip.Addr) {
	udp(t, at, s.Port, func(b []byte) []byte {
		if len(b) < 4 || b[0]>>6 != 1 {
			return nil
		}
		code := byte(4<<5 | 1)
		if s.Open || strings.Contains(string(b), ".well-known") {
			code = 2<<5 | 5
		}
		return []byte{0x60, code, b[2], b[3]}
	})
}

// SNMP answers the community that everybody knows, or only version 3.
type SNMP struct {
	Port   int
	Public bool
}

// Start serves.
func (s SNMP) Start(t testing.TB, at netip.Addr) {
	udp(t, at, s.Port, func(b []byte) []byte {
		text := string(b)
		switch {
		case strings.Contains(text, "\x02\x01\x03\x30"):
			return []byte("\x30\x03\x02\x01\x03")
		case strings.Contains(text, "public") && s.Public:
			return []byte("\x30\x2e\x02\x01\x00\x04\x06public\xa2\x21\x02\x01\x2a\x02\x01\x00\x02\x01\x00\x30\x16\x30\x14\x06\x08\x2b\x06\x01\x02\x01\x01\x01\x00\x04\x08a router")
		}
		return nil
	})
}
