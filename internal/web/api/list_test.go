package api_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/api"
	"shirushi/internal/web/webtest"
)

// noted is a registry that notes what it was asked and answers with page.
type noted struct {
	broken
	page  registry.Page
	asked registry.Query
}

func (n *noted) Entries(_ context.Context, q registry.Query) (registry.Page, error) {
	n.asked = q
	return n.page, nil
}

func TestList_everyConditionReachesTheRegistry(t *testing.T) {
	t.Parallel()
	reg := &noted{}
	h := front(t, reg, nil)
	w := webtest.Ask(h, "GET", "/api/v1/labels?q=%20mihari%E2%80%8B&level=1&category=communication&edition=JST-CR-01-01-2024R1&evaluator_class=applicant"+
		"&holder=Kakuu&status=revoked&issued_from=2025-01-01&issued_until=2025-12-31&sort=ending&limit=7&cursor=here")
	want := registry.Query{
		Text: "mihari", Level: "1", Category: "communication", Edition: "JST-CR-01-01-2024R1", Evaluator: "applicant", Holder: "Kakuu",
		Status: scheme.Revoked, IssuedFrom: "2025-01-01", IssuedUntil: "2025-12-31", Sort: registry.EndingFirst,
		Day: "2026-04-01", Limit: 7, Cursor: "here",
	}
	if d := cmp.Diff(want, reg.asked); d != "" || w.Code != 200 {
		t.Errorf("%d %s", w.Code, d)
	}
}

// A program that reads items and nothing else must not take what is only
// similar for what it asked about.
func TestList_nearMatchesAreNoItems(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	h := front(t, &noted{page: registry.Page{Items: []registry.Entry{e}, Total: 1, Near: true, Next: "x"}}, nil)
	got := read[api.List](t, webtest.Ask(h, "GET", "/api/v1/labels?q=MHR-1300"))
	if len(got.Items) != 0 || got.Total != 0 || got.Next != nil || len(got.Near) != 1 || got.Near[0].Number != string(e.Number) {
		t.Errorf("%+v", got)
	}
	h = front(t, &noted{page: registry.Page{Items: []registry.Entry{e}, Total: 10000, More: true}}, nil)
	got = read[api.List](t, webtest.Ask(h, "GET", "/api/v1/labels?q=MHR"))
	if len(got.Items) != 1 || got.Total != 10000 || !got.More || len(got.Near) != 0 || got.Near == nil {
		t.Errorf("%+v", got)
	}
}
