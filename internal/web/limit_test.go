package web_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
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

func TestLimiter_saysHowLongToWait(t *testing.T) {
	t.Parallel()
	now := webtest.Now
	l := web.NewHourLimiter(4, func() time.Time { return now })
	if l.Wait("new") != 0 {
		t.Error("who never came has to wait")
	}
	for l.Allow("one") {
	}
	if got := l.Wait("one"); got != 15*time.Minute || l.Wait("one") != got {
		t.Errorf("wait %v", got)
	}
	for after, want := range map[time.Duration]string{0: "15 minutes", 10*time.Minute + time.Second: "5 minutes", 14 * time.Minute: "1 minute", 15*time.Minute - time.Millisecond: "1 second"} {
		now = webtest.Now.Add(after)
		no := scheme.RefusalsOf(l.Refuse("one", "error.too_often"))
		if said := i18n.For("en").Refusal(no[0]); !strings.Contains(said, "in "+want+".") {
			t.Errorf("after %v: %s", after, said)
		}
	}
	if now = webtest.Now.Add(15 * time.Minute); l.Wait("one") != 0 || !l.Allow("one") {
		t.Error("has waited and may not pass")
	}
}
