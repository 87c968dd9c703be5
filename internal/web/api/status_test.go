package api_test

import (
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web"
	"shirushi/internal/web/api"
	"shirushi/internal/web/webtest"
)

func TestStatus_saysWhatTheRegisterSaidOnADay(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		address := "/api/v1/labels/" + string(all[i].Number) + "/status"
		for query, want := range map[string]scheme.Status{"": status, "?on=2026-04-01&known=2026-04-01": status, "?on=" + string(all[i].ValidFrom): scheme.Active, "?on=&known=": status} {
			w := webtest.Ask(h, "GET", address+query)
			got := read[api.Status](t, w)
			signed, err := statement.ParseLine(got.Statement)
			if w.Code != 200 || got.Status != string(want) || err != nil || signed.Status != want || string(signed.Day) != got.On || string(signed.Number) != got.Number {
				t.Errorf("%s%s: %d %+v; %v", status, query, w.Code, got, err)
			}
			if !strings.HasPrefix(got.Signature, got.Statement+"\n\n— localhost:8080/statements ") || !strings.HasPrefix(got.Checkpoint, "localhost:8080/log\n") || got.Known != "2026-04-01" ||
				got.File != webtest.Base+"/labels/"+got.Number+"/status.json?known=2026-04-01&on="+got.On {
				t.Errorf("%s%s: %+v", status, query, got)
			}
			if later := map[bool]string{true: "2026-04-01"}[got.On < "2026-04-01"]; got.Later != later {
				t.Errorf("%s%s: recorded later %q, not %q", status, query, got.Later, later)
			}
			if w.Header().Get("Access-Control-Allow-Origin") != "*" || !strings.HasPrefix(w.Header().Get("Cache-Control"), "public, max-age=") {
				t.Errorf("%v", w.Header())
			}
		}
	}
}

func TestStatus_badDaysAreRefusedAndNamed(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	n := string(all[0].Number)
	for path, want := range map[string]struct {
		status      int
		field, code string
	}{
		n + "/status?on=2026-04-02":                  {400, "on", "refusal.statement.day_ahead"},
		n + "/status?known=2026-04-02":               {400, "known", "refusal.statement.known_ahead"},
		n + "/status?on=2026-02-01&known=2026-01-31": {400, "known", "refusal.statement.known_early"},
		n + "/status?on=2026-01-14":                  {400, "on", "refusal.statement.before_label"},
		n + "/status?on=2026-03-01&known=2026-03-02": {400, "known", "refusal.statement.not_known"},
		n + "/status?on=2026-02-30":                  {400, "on", "refusal.date.malformed"},
		n + "/status?known=yesterday":                {400, "known", "refusal.date.malformed"},
		n + "/status?on=" + strings.Repeat("9", 300): {400, "on", "refusal.date.malformed"},
		n + "/status?day=2026-03-01":                 {400, "day", "api.parameter"},
		n + "/status?on=2026-03-01&on=2026-03-02":    {400, "on", "api.parameter_twice"},
		"abc/status": {400, "number", "refusal.number.malformed"},
		string(webtest.Number(t, 999)) + "/status": {404, "number", "api.unknown"},
	} {
		for _, lang := range []string{"ja", "en"} {
			w := webtest.Ask(h, "GET", "/api/v1/labels/"+path, "Accept-Language", lang)
			p := read[web.Problem](t, w)
			if w.Code != want.status || len(p.Errors) != 1 || p.Errors[0].Field != want.field || p.Errors[0].Code != want.code || p.Errors[0].Detail == want.code {
				t.Errorf("%.60s: %d %+v", path, w.Code, p)
			}
		}
	}
}
