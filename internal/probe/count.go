package probe

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"sync"
	"time"
)

const lastPort = 65535

// A Count is what connecting to ports showed.
type Count struct {
	Open   []int // in order
	Silent []int // nothing came back, at any rate: filtered, or lost on the way
	Closed int   // refused
	Passes int
	Rate   int // connections a second of the last pass
}

const (
	firstWait  = 400 * time.Millisecond // for an answer, in the first pass; later ones wait as long as the care says
	slowest    = 25                     // connections a second; a device that answers to none of these is silent
	sampleSize = 300                    // silent ports asked anew to learn whether asking slower helps
)

// CountTCP connects to ports of an address, all of them where ports is nil. What
// did not answer is asked anew, slower and slower as long as that makes more of
// them answer: devices answer only so many a second, and a port that keeps
// silent is not the same as a closed one.
func (w *Wire) CountTCP(ctx context.Context, to netip.Addr, ports []int) (Count, error) {
	if ports == nil {
		ports = make([]int, lastPort)
		for i := range ports {
			ports[i] = i + 1
		}
	}
	p, ok := w.allowed[to]
	if !ok {
		return Count{}, ErrNotConfirmed
	}
	c := Count{Rate: w.care.Rate, Passes: 1}
	defer p.usual()
	wait := min(firstWait, w.care.Wait)
	if err := w.pass(ctx, to, ports, wait, &c); err != nil {
		return c, err
	}
	for rate := w.care.Rate; len(c.Silent) > 0 && (rate == 0 || rate > slowest); {
		rate = slower(rate)
		p.set(rate)
		c.Passes, c.Rate = c.Passes+1, rate
		ask := c.Silent
		rest := ask[:0:0]
		if len(ask) > sampleSize {
			ask, rest = sample(ask)
		}
		before := len(ask)
		c.Silent = nil
		if err := w.pass(ctx, to, ask, w.care.Wait, &c); err != nil {
			return c, err
		}
		helped := before - len(c.Silent)
		if helped > 0 && len(rest) > 0 { // asking slower helps: so all of them
			if err := w.pass(ctx, to, rest, w.care.Wait, &c); err != nil {
				return c, err
			}
			continue
		}
		c.Silent = append(c.Silent, rest...)
		if helped == 0 {
			break
		}
	}
	slices.Sort(c.Open)
	slices.Sort(c.Silent)
	return c, nil
}

// slower is the rate of the next pass.
func slower(rate int) int {
	if rate == 0 || rate > 400 {
		return 100
	}
	return max(slowest, rate/4)
}

// sample takes ports out of a list, evenly over all of it.
func sample(all []int) (some, rest []int) {
	step := len(all) / sampleSize
	for i, port := range all {
		if i%step == 0 && len(some) < sampleSize {
			some = append(some, port)
		} else {
			rest = append(rest, port)
		}
	}
	return some, rest
}

// pass asks each port once and adds to c what came back.
func (w *Wire) pass(ctx context.Context, to netip.Addr, ports []int, wait time.Duration, c *Count) error {
	var mu sync.Mutex
	var asking sync.WaitGroup
	next := make(chan int)
	for range min(max(1, w.care.Parallel), len(ports)) {
		asking.Go(func() {
			for port := range next {
				state := w.knock(ctx, netip.AddrPortFrom(to, uint16(port)), wait)
				mu.Lock()
				switch state {
				case knockOpen:
					c.Open = append(c.Open, port)
				case knockClosed:
					c.Closed++
				default:
					c.Silent = append(c.Silent, port)
				}
				mu.Unlock()
			}
		})
	}
	for _, port := range ports {
		select {
		case next <- port:
		case <-ctx.Done():
		}
		if ctx.Err() != nil {
			break
		}
	}
	close(next)
	asking.Wait()
	return ctx.Err()
}

type knocked int

const (
	knockSilent knocked = iota
	knockOpen
	knockClosed
)

// knock connects and hangs up at once.
func (w *Wire) knock(ctx context.Context, to netip.AddrPort, wait time.Duration) knocked {
	if w.allowed[to.Addr()].wait(ctx) != nil {
		return knockSilent
	}
	d := net.Dialer{Timeout: wait, KeepAlive: -1}
	c, err := d.DialContext(ctx, "tcp", to.String())
	switch {
	case err == nil:
		if t, ok := c.(*net.TCPConn); ok {
			t.SetLinger(0) // no port of ours is left waiting
		}
		c.Close()
		return knockOpen
	case refused(err):
		return knockClosed
	}
	return knockSilent
}
