package web

import (
	"net/http"
	"sync"
	"time"

	"shirushi/internal/scheme"
)

// maxBuckets bounds the memory of a Limiter. When it is full it forgets those
// who were not there since it was half full.
const maxBuckets = 100_000

// A Limiter lets each key pass so many times a minute on average, and a burst
// at once.
type Limiter struct {
	perSecond float64
	burst     float64
	now       func() time.Time

	mu         sync.Mutex
	young, old map[string]bucket // who was there lately, and before; half of all at most in each
}

type bucket struct {
	left float64
	at   time.Time
}

// NewLimiter makes a limiter.
func NewLimiter(perMinute, burst int, now func() time.Time) *Limiter {
	return &Limiter{perSecond: float64(perMinute) / 60, burst: float64(burst), now: now, young: map[string]bucket{}}
}

// NewHourLimiter makes a limiter that lets each key pass so many times an hour,
// all of them at once if it likes.
func NewHourLimiter(perHour int, now func() time.Time) *Limiter {
	return &Limiter{perSecond: float64(perHour) / 3600, burst: float64(perHour), now: now, young: map[string]bucket{}}
}

// GiveBack takes back that key has passed, for what should not count.
func (l *Limiter) GiveBack(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	b := l.bucket(key, l.now())
	b.left = min(l.burst, b.left+1)
	l.young[key] = b
}

// Allow reports whether key may pass now, and counts it when it may.
func (l *Limiter) Allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.bucket(key, now)
	b.left = min(l.burst, b.left+max(0, now.Sub(b.at).Seconds())*l.perSecond)
	b.at = now // also when the clock was set back
	passes := b.left >= 1
	if passes {
		b.left--
	}
	l.young[key] = b
	return passes
}

// Wait returns how long it is until key may pass; 0 when it may now. It counts
// nothing.
func (l *Limiter) Wait(key string) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	b, known := l.young[key]
	if !known {
		if b, known = l.old[key]; !known {
			return 0
		}
	}
	left := b.left + max(0, l.now().Sub(b.at).Seconds())*l.perSecond
	if left >= 1 || l.perSecond == 0 {
		return 0
	}
	return time.Duration((1 - left) / l.perSecond * float64(time.Second))
}

// Refuse refuses key, which may not pass, with how long it is to wait.
func (l *Limiter) Refuse(key, message string) error {
	return scheme.ComeAgain(message, l.Wait(key))
}

// bucket finds the bucket of key, or takes a full one. It makes room for it
// among the young at the same cost however many there are.
func (l *Limiter) bucket(key string, now time.Time) bucket {
	b, known := l.young[key]
	if known {
		return b
	}
	if b, known = l.old[key]; !known {
		b = bucket{left: l.burst, at: now}
	}
	if len(l.young) >= maxBuckets/2 {
		l.old, l.young = l.young, map[string]bucket{}
	}
	return b
}

// Limited lets an address use h only as often as l allows, for what costs
// more than a page: signing in, asking for a letter.
func (s *Site) Limited(l *Limiter, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.Allow(Address(r)) {
			s.Fail(w, r, l.Refuse(Address(r), tooOften))
			return
		}
		h.ServeHTTP(w, r)
	})
}
