package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"
)

// Care bounds what is done to a device.
type Care struct {
	Rate     int           // new connections and datagrams a second to one unit, at most; 0: no bound
	Parallel int           // connections at once to one unit, while ports are counted
	Wait     time.Duration // for a connection, and for an answer
	Tries    int           // wrong passwords for one account at one service, over a whole run
	Bytes    int           // read from one connection, at most
	Time     time.Duration // one connection lasts at most
	Hold     time.Duration // how long the end of a hold on sign-ins is waited for, at most
}

// UsualCare is gentle to devices with little memory, and done with all TCP
// ports of one that answers in minutes.
var UsualCare = Care{Rate: 1000, Parallel: 200, Wait: 2 * time.Second, Tries: 20, Bytes: 1 << 20, Time: 20 * time.Second, Hold: 2 * time.Minute}

// ErrNotConfirmed is what the wire says to an address that nobody confirmed.
var ErrNotConfirmed = errors.New("probe: nobody confirmed that this address may be asked")

// ErrTooMany is what the wire says when a device has sent more than is read.
var ErrTooMany = errors.New("probe: the device sends without end; no more is read")

// ErrSpent says that the tries for an account are used up.
var ErrSpent = errors.New("probe: as many wrong passwords were tried as are allowed")

// A Wire is the only way from probes to devices: to the addresses that a person
// confirmed and no others, not faster than agreed.
type Wire struct {
	care    Care
	allowed map[netip.Addr]*pace
	mu      sync.Mutex
	tried   map[string]int // wrong passwords by unit, service and account
}

// NewWire returns the way to these addresses.
func NewWire(care Care, confirmed ...netip.Addr) *Wire {
	w := &Wire{care: care, allowed: map[netip.Addr]*pace{}, tried: map[string]int{}}
	for _, a := range confirmed {
		w.allowed[a] = newPace(care.Rate)
	}
	return w
}

// Care returns what the wire keeps to.
func (w *Wire) Care() Care { return w.care }

// Dial connects to a confirmed address over "tcp" or "udp". What comes from it
// is bounded in bytes and time.
func (w *Wire) Dial(ctx context.Context, network string, to netip.AddrPort) (net.Conn, error) {
	p, ok := w.allowed[to.Addr()]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrNotConfirmed, to.Addr())
	}
	if err := p.wait(ctx); err != nil {
		return nil, err
	}
	d := net.Dialer{Timeout: w.care.Wait, KeepAlive: -1}
	c, err := d.DialContext(ctx, network, to.String())
	if err != nil {
		return nil, err
	}
	end := time.Now().Add(w.care.Time)
	b := &bounded{Conn: c, left: w.care.Bytes, end: end, wait: w.care.Wait, stop: context.AfterFunc(ctx, func() { c.Close() })}
	return b, nil
}

// Tried counts a wrong password, and says ErrSpent once no more may be tried.
// It is asked before each try.
func (w *Wire) Tried(unit, target, account string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	key := unit + "\x00" + target + "\x00" + account
	if w.tried[key] >= w.care.Tries {
		return ErrSpent
	}
	w.tried[key]++
	return nil
}

// Count counts wrong passwords that an earlier part of the run has tried.
func (w *Wire) Count(tried []Try) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range tried {
		w.tried[t.Unit+"\x00"+t.Target+"\x00"+t.Account]++
	}
}

// Left returns how many wrong passwords may still be tried.
func (w *Wire) Left(unit, target, account string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.care.Tries - w.tried[unit+"\x00"+target+"\x00"+account]
}

// A bounded connection ends after a time and a number of bytes, and with the
// run: no device holds a probe.
type bounded struct {
	net.Conn
	left int
	end  time.Time
	wait time.Duration
	stop func() bool
}

func (c *bounded) Read(b []byte) (int, error) {
	if c.left <= 0 {
		return 0, ErrTooMany
	}
	if len(b) > c.left {
		b = b[:c.left]
	}
	if err := c.Conn.SetReadDeadline(c.until()); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	c.left -= n
	return n, err
}

func (c *bounded) Write(b []byte) (int, error) {
	if err := c.Conn.SetWriteDeadline(c.until()); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// until is when a read or write now has waited enough.
func (c *bounded) until() time.Time {
	if soon := time.Now().Add(c.wait); soon.Before(c.end) {
		return soon
	}
	return c.end
}

// SetDeadline and its like are the wire's own matter; what a library asks for
// is kept within it.
func (c *bounded) SetDeadline(t time.Time) error {
	if !t.IsZero() && t.Before(c.end) {
		c.end = t
	}
	return nil
}

func (c *bounded) SetReadDeadline(t time.Time) error  { return c.SetDeadline(t) }
func (c *bounded) SetWriteDeadline(t time.Time) error { return c.SetDeadline(t) }

func (c *bounded) Close() error {
	c.stop()
	return c.Conn.Close()
}

// A pace lets a number of things begin in each second, evenly.
type pace struct {
	most  int // a second, as agreed; 0: no bound
	mu    sync.Mutex
	every time.Duration
	next  time.Time
}

func newPace(most int) *pace {
	p := &pace{most: most}
	p.usual()
	return p
}

// set lets no more than so many begin in a second; usual, as many as agreed.
func (p *pace) set(perSecond int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.every = 0
	if perSecond > 0 {
		p.every = time.Second / time.Duration(perSecond)
	}
}

func (p *pace) usual() { p.set(p.most) }

// wait returns when the next may begin, or with the error of ctx. Late ones
// catch up within a hundredth of a second: timers are not exact.
func (p *pace) wait(ctx context.Context) error {
	p.mu.Lock()
	if p.every == 0 {
		p.mu.Unlock()
		return ctx.Err()
	}
	now := time.Now()
	if behind := now.Add(-10 * time.Millisecond); p.next.Before(behind) {
		p.next = behind
	}
	at := p.next
	p.next = at.Add(p.every)
	p.mu.Unlock()
	if d := at.Sub(now); d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-t.C:
		}
	}
	return ctx.Err()
}
