package simulated

import (
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// A Raw service says what it is told to, whatever it is asked.
type Raw struct {
	Port    int
	Say     string // at once
	Endless string // over and over, as fast as it is read
	Drip    string // over and over, a few signs a second
}

// Start serves.
func (s Raw) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		c.SetDeadline(time.Now().Add(time.Minute))
		if _, err := io.WriteString(c, s.Say); err != nil {
			return
		}
		for block := strings.Repeat(s.Endless, 1000); block != ""; {
			if _, err := io.WriteString(c, block); err != nil {
				return
			}
		}
		for s.Drip != "" {
			if _, err := io.WriteString(c, s.Drip); err != nil {
				return
			}
			time.Sleep(200 * time.Millisecond)
		}
		if s.Say != "" {
			c.(*net.TCPConn).CloseWrite()
		}
		io.Copy(io.Discard, c)
	})
}
