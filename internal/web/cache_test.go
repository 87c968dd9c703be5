package web_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"shirushi/internal/web"
	"shirushi/internal/web/webtest"
)

// TestKeepFor_neverPastTheDayThatIsTold: an answer about a day that ended
// while it was made, or that was made of an older record, is kept by nobody.
func TestKeepFor_neverPastTheDayThatIsTold(t *testing.T) {
	t.Parallel()
	s := webtest.Scheme(t)
	midnight := s.Midnight("2026-04-02")
	for _, c := range []struct {
		now  time.Time
		most time.Duration
		want string
	}{
		{midnight.Add(-time.Hour), time.Minute, "public, max-age=60"},
		{midnight.Add(-10*time.Second - time.Millisecond), time.Minute, "public, max-age=10"},
		{midnight, time.Minute, "public, max-age=0"},
		{midnight.Add(time.Millisecond), time.Minute, "public, max-age=0"},
		{midnight.Add(30 * time.Hour), time.Hour, "public, max-age=0"},
	} {
		site := webtest.Site(t, func(o *web.Config) { o.Now = func() time.Time { return c.now } })
		if got := site.KeepFor(s, "2026-04-01", c.most); got != c.want {
			t.Errorf("at %s: %s, want %s", c.now, got, c.want)
		}
	}
}

// TestNew_refusesAStatusKeptTooLongOrTooShort: and takes a minute where nothing
// is chosen.
func TestNew_refusesAStatusKeptTooLongOrTooShort(t *testing.T) {
	t.Parallel()
	for keep, want := range map[time.Duration]bool{0: true, 9 * time.Second: false, 10 * time.Second: true, time.Hour: true, time.Hour + time.Second: false, -time.Minute: false, 90*time.Second + 1: false} {
		site, err := web.New(web.Config{BaseURL: webtest.Base, KeepStatus: keep})
		if (err == nil) != want {
			t.Errorf("%v: %v", keep, err)
		}
		if keep == 0 && err == nil && site.KeepStatus != time.Minute {
			t.Errorf("nothing chosen: %v", site.KeepStatus)
		}
	}
}

// TestGive_whoHasItIsToldSo in every form in which browsers and proxies say
// what they have.
func TestGive_whoHasItIsToldSo(t *testing.T) {
	t.Parallel()
	content := []byte("a,b\n")
	tag := web.Tag(content)
	for given, want := range map[string]int{
		"": 200, `"other"`: 200, tag: 304, "W/" + tag: 304, `"other", ` + tag: 304, "*": 304, tag[:9]: 200,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", given)
		if got := web.Matches(r, tag); got != (want == 304) {
			t.Errorf("If-None-Match %s: matches %t", given, got)
		}
		w := httptest.NewRecorder()
		web.Give(w, r, "text/csv", content)
		if w.Code != want || w.Header().Get("ETag") != tag {
			t.Errorf("If-None-Match %s: %d, tagged %s; want %d, %s", given, w.Code, w.Header().Get("ETag"), want, tag)
		}
	}
	post := httptest.NewRequest("POST", "/", nil)
	post.Header.Set("If-None-Match", tag)
	if web.Matches(post, tag) {
		t.Errorf("a %s was answered with %d", post.Method, http.StatusNotModified)
	}
}
