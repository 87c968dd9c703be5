package public_test

import (
	"strings"
	"testing"

	"shirushi/internal/web/webtest"
)

func TestPages_anAddressWithAnotherSiteInItIsNotKeptForAll(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	path := "/ja/labels/" + string(e.Number)
	want := ready(t, e).page(t, path)
	r := ready(t, e)
	for _, odd := range []string{"http://evil.example" + path, "http://localhost:8080" + path} {
		if w := webtest.Ask(r, "GET", odd); w.Code != 200 || strings.Contains(w.Body.String(), "evil.example") {
			t.Errorf("%s: %d", odd, w.Code)
		}
		if r.shelf.Measure().Pages > 0 {
			t.Errorf("%s: the page is kept", odd)
		}
	}
	for range 2 {
		if got := r.page(t, path); got != want {
			t.Error("a reader gets the page that another asked for in another writing")
		}
	}
}

func TestPages_areNotSentForDaysBeforeTheirs(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Listed, e.Withdrawn = "2026-04-01", "2026-04-02"
	r := ready(t, e)
	path := "/en/labels/" + string(e.Number)
	r.now = webtest.Now.AddDate(0, 0, 1)
	if body := r.page(t, path); !strings.Contains(body, "status-withdrawn") {
		t.Fatal("not withdrawn")
	}
	r.now = webtest.Now // the clock was wrong and is set right
	for range 2 {
		if body := r.page(t, path); strings.Contains(body, "status-withdrawn") {
			t.Error("withdrawn a day before it is")
		}
	}
	r.now = webtest.Now.AddDate(0, 0, -1)
	if w := webtest.Ask(r, "GET", path); w.Code != 404 {
		t.Errorf("%d on the day before it is listed", w.Code)
	}
}
