package public_test

import (
	"strings"
	"testing"

	"shirushi/internal/scheme"
	"shirushi/internal/statement"
	"shirushi/internal/web/webtest"
)

func TestStatusFile_isVerifiedByItself(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	for i, status := range scheme.LabelStatuses {
		n := string(all[i].Number)
		w := webtest.Ask(h, "GET", "/labels/"+n+"/status.json")
		r := statement.Verify(w.Body.Bytes(), statement.Options{Number: all[i].Number, Day: "2026-04-01"})
		if w.Code != 200 || r.Statement.Status != status || r.Of(statement.CheckpointSound).Reason != statement.KeyUnknown || r.Result() != statement.NotProved || r.Names["name_ja"] != all[i].Product.Name.Ja {
			t.Errorf("%s: %d %+v", status, w.Code, r.Findings)
		}
		if got := w.Header().Get("Content-Disposition"); got != `attachment; filename="`+n+`.status.json"` || w.Header().Get("Access-Control-Allow-Origin") != "*" || w.Header().Get("ETag") == "" {
			t.Errorf("%v", w.Header())
		}
	}
	n := string(all[0].Number)
	for path, want := range map[string]int{
		n + "/status.json?on=2026-03-01": 200, n + "/status.json?on=2026-04-02": 400, n + "/status.json?on=x": 400, n + "/status.json?known=2026-03-01": 400,
		"x/status.json": 400, string(webtest.Number(t, 999)) + "/status.json": 404,
	} {
		if w := webtest.Ask(h, "GET", "/labels/"+path); w.Code != want || want != 200 && strings.Contains(w.Body.String(), `"signature"`) {
			t.Errorf("%s: %d, want %d", path, w.Code, want)
		}
	}
}
