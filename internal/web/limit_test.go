package web_test

import (
	"strconv"
	"testing"
	"time"

	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

func TestLimiter_whoIsLimitedStaysSoInACrowd(t *testing.T) {
	t.Parallel()
	l := web.NewLimiter(60, 3, func() time.Time { return webtest.Now })
	for range 3 {
		l.Allow("one")
	}
	for i := range 250_000 {
		if !l.Allow(strconv.Itoa(i)) {
			t.Fatalf("newcomer %d is refused", i)
		}
		if i%1000 == 0 && l.Allow("one") {
			t.Fatalf("passes again after %d others", i)
		}
	}
}

func TestLimiter_goesOnAfterTheClockWasSetBack(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	l := web.NewLimiter(60, 1, func() time.Time { return now })
	l.Allow("one")
	now = now.Add(-time.Hour)
	if l.Allow("one") {
		t.Error("a clock set back gives more")
	}
	now = now.Add(2 * time.Second)
	if !l.Allow("one") {
		t.Error("waits until the clock is where it was")
	}
}
