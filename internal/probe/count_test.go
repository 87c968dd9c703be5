package probe_test

import (
	"net"
	"net/netip"
	"slices"
	"testing"
	"time"

	"shirushi/internal/probe"
)

// device4 is an address of the test's own network; each test takes another.
func device4(last byte) netip.Addr { return netip.AddrFrom4([4]byte{127, 77, 0, last}) }

func TestCountTCP_findsWhatListensAmongAllPorts(t *testing.T) {
	to := device4(1)
	want := []int{1, 22, 80, 443, 8080, 30123, 65535}
	for _, port := range want {
		l, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(to, uint16(port))))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
	}
	care := probe.UsualCare
	care.Rate = 0
	began := time.Now()
	c, err := probe.NewWire(care, to).CountTCP(t.Context(), to, nil)
	if err != nil || !slices.Equal(c.Open, want) || c.Closed != 65535-len(want) || len(c.Silent) > 0 {
		t.Errorf("%v: %d closed, %d silent; %v", c.Open, c.Closed, len(c.Silent), err)
	}
	t.Log(time.Since(began))
}

func TestCountTCP_asksNobodyWhoWasNotConfirmed(t *testing.T) {
	if _, err := probe.NewWire(probe.UsualCare, device4(1)).CountTCP(t.Context(), device4(2), []int{80}); err == nil {
		t.Error("an address that nobody confirmed was asked")
	}
}
