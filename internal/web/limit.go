package web

import (
	"net/http"
	"sync"
	"time"
)

// maxBuckets bounds the memory of a Limiter. When it is full it forgets those
// who have been quiet; failing that, everyone.
const maxBuckets = 100_000

// A Limiter lets each key pass so many times a minute on average, and a burst
// at once.
type Limiter struct {
	perSecond float64
	burst     float64
	now       func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// NewLimiter makes a limiter.
func NewLimiter(perMinute, burst int, now func() time.Time) *Limiter {
	return &Limiter{perSecond: float64(perMinute) / 60, burst: float64(burst), now: now, buckets: map[string]bucket{}}
}

// Allow reports whether key may pass now, and counts it when it may.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b, known := l.buckets[key]
	if !known {
		l.makeRoom(now)
		b = bucket{left: l.burst, at: now}
	}
	if passed := now.Sub(b.at).Seconds(); passed > 0 {
		b.left = min(l.burst, b.left+passed*l.perSecond)
		b.at = now
	}
	if b.left < 1 {
		l.buckets[key] = b
		return false
	}
	b.left--
	l.buckets[key] = b
	return true
}

func (l *Limiter) makeRoom(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	full := time.Duration(l.burst / l.perSecond * float64(time.Second))
	for key, b := range l.buckets {
		if now.Sub(b.at) > full {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) >= maxBuckets {
		clear(l.buckets)
	}
}

// Limited lets an address use h only as often as l allows, for what costs
// more than a page: signing in, asking for a letter.
func (s *Site) Limited(l *Limiter, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.Allow(Address(r)) {
			s.Fail(w, r, errTooOften)
			return
		}
		h.ServeHTTP(w, r)
	})
}
