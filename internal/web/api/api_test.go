package api_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/api"
	"shirushi/internal/web/webtest"
)

func front(t *testing.T, reg api.Registry, change func(*web.Config)) http.Handler {
	t.Helper()
	s := webtest.Site(t, change)
	mux := http.NewServeMux()
	if _, err := api.Routes(mux, s, reg, dumps{}, webtest.Stating(t, webtest.Samples(t)...)); err != nil {
		t.Fatal(err)
	}
	return s.Wrap(mux)
}

func samples(t *testing.T) (http.Handler, []registry.Entry) {
	t.Helper()
	all := webtest.Samples(t)
	return front(t, webtest.Registry(t, all...), nil), all
}

func read[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatalf("status %d: %v: %s", w.Code, err, w.Body)
	}
	return v
}

func TestOne_saysWhatThePageSays(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		e := all[i]
		w := webtest.Ask(h, "GET", "/api/v1/labels/"+string(e.Number))
		got := read[map[string]any](t, w)
		want := map[string]any{
			"number": string(e.Number), "level": "1", "status": string(status), "as_of": "2026-04-01", "category": nil,
			"valid_from": string(e.ValidFrom), "valid_to": string(e.ValidUntil), "first_issued": string(e.FirstIssued),
			"edition": string(e.Edition), "evaluator_class": "applicant", "holder": e.Holder.Ja, "holder_en": e.Holder.En,
			"page": webtest.Base + "/l/" + string(e.Number),
		}
		for field, value := range want {
			if d := cmp.Diff(value, got[field]); d != "" {
				t.Errorf("%s: %s: %s", status, field, d)
			}
		}
		product := got["product"].(map[string]any)
		if product["name"] != e.Product.Name.Ja || product["name_en"] != e.Product.Name.En || len(product["models"].([]any)) != len(e.Product.Models) {
			t.Errorf("%s: product %v", status, product)
		}
		if answers := got["assessments"].([]any)[0].(map[string]any)["answers"].([]any); len(answers) != len(e.Assessments[0].Answers) {
			t.Errorf("%s: %d answers", status, len(answers))
		}
		if w.Header().Get("Access-Control-Allow-Origin") != "*" || !strings.HasPrefix(w.Header().Get("Cache-Control"), "public, max-age=") {
			t.Errorf("%s: headers %v", status, w.Header())
		}
	}
}

func TestOne_listsAreNeverNull(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	e.Product.Models, e.Product.Conformity, e.Assessments, e.Category = nil, nil, nil, "communication"
	h := front(t, webtest.Registry(t, e), nil)
	body := webtest.Ask(h, "GET", "/api/v1/labels/"+string(e.Number)).Body.String()
	for _, want := range []string{`"models":[]`, `"technical_conformity":[]`, `"assessments":[]`, `"corrections":[]`, `"category":"communication"`} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s in %s", want, body)
		}
	}
}

func TestOne_mistypedAndUnknownNumbersAreProblems(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	for number, want := range map[string]struct {
		status int
		code   string
	}{
		n[:15] + string('0'+(n[15]-'0'+1)%10): {400, "refusal.number.check_digit"},
		"abc":                                 {400, "refusal.number.malformed"},
		strings.Repeat("9", 500):              {400, "refusal.number.malformed"},
		"%27%20OR%201=1":                      {400, "refusal.number.malformed"},
		string(webtest.Number(t, 999)):        {404, "api.unknown"},
	} {
		w := webtest.Ask(h, "GET", "/api/v1/labels/"+number, "Accept-Language", "en")
		p := read[web.Problem](t, w)
		if w.Code != want.status || p.Status != want.status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%.30s: %d %+v", number, w.Code, p)
		}
		if len(p.Errors) != 1 || p.Errors[0].Field != "number" || p.Errors[0].Code != want.code || p.Errors[0].Detail == want.code {
			t.Errorf("%.30s: %+v", number, p.Errors)
		}
	}
	if w := webtest.Ask(h, "GET", "/api/v1/labels/"+n[:4]+"%20"+n[4:]); w.Code != 200 {
		t.Errorf("a number with a space: %d", w.Code)
	}
}

func TestList_findsByWhatIsAskedFor(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for query, want := range map[string]int{
		"": 5, "q=MHR-1200": 4, "q=KGM": 1, "q=" + string(all[2].Number): 1, "level=1": 5, "level=3": 0, "limit=200": 5,
		"status=active": 1, "status=extension_in_progress": 1, "status=expired": 1, "status=withdrawn": 1, "status=revoked": 1, "q=KGM&status=active": 0,
	} {
		w := webtest.Ask(h, "GET", "/api/v1/labels?"+query)
		got := read[api.List](t, w)
		if w.Code != 200 || len(got.Items) != want || got.Total != want || got.Next != nil {
			t.Errorf("%q: %d, %d of %d labels, next %v; want %d", query, w.Code, len(got.Items), got.Total, got.Next, want)
		}
	}
	if body := webtest.Ask(h, "GET", "/api/v1/labels?level=3").Body.String(); !strings.Contains(body, `"items":[]`) {
		t.Errorf("nothing found is not an empty list: %s", body)
	}
}

func TestList_cursorWalksThroughAllOnce(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	var got []string
	address := "/api/v1/labels?limit=2"
	for pages := 0; address != ""; pages++ {
		if pages > 5 {
			t.Fatal("the pages do not end")
		}
		page := read[api.List](t, webtest.Ask(h, "GET", address))
		for _, l := range page.Items {
			got = append(got, l.Number)
		}
		address = ""
		if page.Next != nil {
			address = "/api/v1/labels?limit=2&cursor=" + url.QueryEscape(*page.Next)
		}
	}
	var want []string
	for _, e := range slices.Backward(all) {
		want = append(want, string(e.Number))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestList_badParametersAreRefusedAndNamed(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for query, field := range map[string]string{
		"limit=0": "limit", "limit=201": "limit", "limit=-1": "limit", "limit=x": "limit", "limit=1e2": "limit", "limit=99999999999999999999": "limit",
		"status=valid": "status", "status=ACTIVE": "status", "level=9": "level", "category=x": "category", "edition=x": "edition", "evaluator_class=x": "evaluator_class", "sort=best": "sort",
		"issued_from=2026-02-30": "issued_from", "issued_until=x": "issued_until", "issued_from=2026-02-01&issued_until=2026-01-01": "issued_until",
		"holder=" + strings.Repeat("x", 201): "holder", "cursor=nonsense": "cursor", "cursor=MDo": "cursor", "levl=1": "levl",
		"q=" + strings.Repeat("x", 201): "q", "status=active&status=expired": "status", "q=%00": "", "Q=1": "Q",
	} {
		w := webtest.Ask(h, "GET", "/api/v1/labels?"+query, "Accept-Language", "en")
		p := read[web.Problem](t, w)
		if w.Code != 400 || w.Header().Get("Content-Type") != "application/problem+json" || p.Detail == "" {
			t.Errorf("%.40q: %d %+v", query, w.Code, p)
		}
		if field != "" && (len(p.Errors) == 0 || p.Errors[0].Field != field) {
			t.Errorf("%.40q: the field %q is not named: %+v", query, field, p.Errors)
		}
	}
}

func TestProblems_areInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for lang, want := range map[string]string{"ja": "整数", "en": "whole number"} {
		p := read[web.Problem](t, webtest.Ask(h, "GET", "/api/v1/labels?limit=0", "Accept-Language", lang))
		if !strings.Contains(p.Detail, want) {
			t.Errorf("%s: %q", lang, p.Detail)
		}
	}
}

func TestAPI_isReadableFromAnySiteAndWritableFromNone(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	w := webtest.Ask(h, "OPTIONS", "/api/v1/labels", "Origin", "https://other.example", "Access-Control-Request-Method", "GET")
	if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		if w := webtest.Ask(h, method, "/api/v1/labels"); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d, want 405", method, w.Code)
		}
	}
	if w := webtest.Ask(h, "HEAD", "/api/v1/labels"); w.Code != 200 {
		t.Errorf("HEAD: %d", w.Code)
	}
}

func TestAPI_failureTellsANumberAndNothingElse(t *testing.T) {
	t.Parallel()
	h := front(t, broken{}, nil)
	for _, path := range []string{"/api/v1/labels", "/api/v1/labels/" + string(webtest.Number(t, 1)), "/api/v1/changes"} {
		w := webtest.Ask(h, "GET", path)
		p := read[web.Problem](t, w)
		if w.Code != 500 || !strings.HasPrefix(p.Instance, "urn:shirushi:request:") || strings.Contains(w.Body.String(), "fire") || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestAPI_answerIsNotKeptPastMidnight(t *testing.T) {
	t.Parallel()
	late := time.Date(2026, 4, 1, 14, 59, 50, 0, time.UTC)
	h := front(t, webtest.Registry(t), func(c *web.Config) { c.Now = func() time.Time { return late } })
	if got := webtest.Ask(h, "GET", "/api/v1/labels").Header().Get("Cache-Control"); got != "public, max-age=10" {
		t.Errorf("got %q", got)
	}
}

// An openAPI is the part of the description that the tests look at.
type openAPI struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]struct {
		OperationID string `json:"operationId"`
		Parameters  []struct {
			Name, In string
		} `json:"parameters"`
		Responses map[string]struct {
			Content map[string]any `json:"content"`
		} `json:"responses"`
	} `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Properties map[string]any `json:"properties"`
			Required   []string       `json:"required"`
		} `json:"schemas"`
	} `json:"components"`
}

func TestOpenAPI_describesTheRoutesThereAreAndNoOthers(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	spec := read[openAPI](t, webtest.Ask(h, "GET", "/api/v1/openapi.json"))
	if spec.OpenAPI != "3.1.0" {
		t.Errorf("version %q", spec.OpenAPI)
	}
	var paths []string
	for path, methods := range spec.Paths {
		paths = append(paths, path)
		for method, op := range methods {
			target := strings.ReplaceAll(path, "{number}", string(all[0].Number))
			w := webtest.Ask(h, strings.ToUpper(method), target)
			response, described := op.Responses["200"]
			if w.Code != 200 || !described || response.Content["application/json"] == nil {
				t.Errorf("%s %s is described and answers %d; described answers: %v", method, path, w.Code, op.Responses)
			}
			for _, bad := range []string{"400", "429", "500"} {
				if op.Responses[bad].Content["application/problem+json"] == nil {
					t.Errorf("%s %s does not describe %s", method, path, bad)
				}
			}
			for _, p := range op.Parameters {
				if p.In == "query" && webtest.Ask(h, "GET", target+"?"+p.Name+"=").Code != 200 {
					t.Errorf("parameter %s of %s is described and refused", p.Name, path)
				}
			}
		}
	}
	slices.Sort(paths)
	if d := cmp.Diff([]string{"/api/v1/changes", "/api/v1/crosswalk", "/api/v1/dumps", "/api/v1/labels", "/api/v1/labels/{number}", "/api/v1/labels/{number}/status", "/api/v1/scheme"}, paths); d != "" {
		t.Error(d)
	}
	for _, path := range []string{"/docs", "/api/v1/docs", "/schemas/Label.json", "/openapi.json", "/api/v1/openapi.yaml"} {
		if w := webtest.Ask(h, "GET", path); w.Code != http.StatusNotFound {
			t.Errorf("%s answers %d and is described nowhere", path, w.Code)
		}
	}
}

func TestOpenAPI_describesEveryFieldThatIsSent(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	spec := read[openAPI](t, webtest.Ask(h, "GET", "/api/v1/openapi.json"))
	one := read[map[string]any](t, webtest.Ask(h, "GET", "/api/v1/labels/"+string(all[4].Number)))
	for schema, sent := range map[string]map[string]any{"Detail": one, "Product": one["product"].(map[string]any)} {
		described := spec.Components.Schemas[schema]
		for field := range sent {
			if described.Properties[field] == nil {
				t.Errorf("%s.%s is sent and not described", schema, field)
			}
		}
		for _, field := range described.Required {
			if _, ok := sent[field]; !ok {
				t.Errorf("%s.%s is promised and not sent", schema, field)
			}
		}
	}
}

// dumps are files that were made at Now.
type dumps struct{}

func (dumps) Current() (dump.Set, error) {
	return dump.Set{AsOf: webtest.Now, Day: "2026-04-01", Heads: registry.Heads{Changes: 7, Entries: 9}, Labels: 5, Models: 9,
		Files: []dump.File{{Name: dump.LabelsCSV, Type: "text/csv", Size: 12, SHA256: "ab"}}}, nil
}

func TestDumps_sayWhereTheFilesAre(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	got := read[api.DumpSet](t, webtest.Ask(h, "GET", "/api/v1/dumps"))
	want := api.DumpSet{AsOf: webtest.Now, Day: "2026-04-01", Changes: 7, Labels: 5, Models: 9, Terms: api.Words(webtest.Scheme(t).Guide.DataTerms.Text),
		Files: []api.DumpFile{{Name: "labels.csv", URL: webtest.Base + "/data/labels.csv", Type: "text/csv", Size: 12, SHA256: "ab"}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// broken is a registry that cannot be read.
type broken struct{}

var errFire = errors.New("disk on fire")

func (broken) Entry(context.Context, scheme.LabelNumber, scheme.Date) (registry.Entry, error) {
	return registry.Entry{}, errFire
}

func (broken) Entries(context.Context, registry.Query) (registry.Page, error) {
	return registry.Page{}, errFire
}

func (broken) Changes(context.Context, int64, int, scheme.Date) (registry.Changes, error) {
	return registry.Changes{}, errFire
}

// Before the first files of the whole register are made, the API says so and
// when to come again.
func TestDumps_beforeTheFirstAreMadeSayWhenToComeAgain(t *testing.T) {
	t.Parallel()
	site, mux := webtest.Site(t, nil), http.NewServeMux()
	if _, err := api.Routes(mux, site, webtest.Registry(t), dump.In(t.TempDir()), webtest.Stating(t)); err != nil {
		t.Fatal(err)
	}
	for lang, said := range map[string]string{"ja": "まだ作成されていません", "en": "have not been made yet"} {
		w := webtest.Ask(site.Wrap(mux), "GET", "/api/v1/dumps", "Accept-Language", lang)
		if w.Code != 503 || w.Header().Get("Retry-After") != web.RetryAfter || w.Header().Get("Cache-Control") != "no-store" || !strings.Contains(w.Body.String(), said) {
			t.Errorf("%s: %d %v %s", lang, w.Code, w.Header(), w.Body)
		}
	}
}
