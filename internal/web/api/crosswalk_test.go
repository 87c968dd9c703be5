package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"shirushi/internal/web/api"
	"shirushi/internal/web/webtest"
)

// A program gets every mapping with its relation, basis and caution, and each
// item it names stands in the list of its standard.
func TestCrosswalk_isWhole(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	w := webtest.Ask(h, "GET", "/api/v1/crosswalk")
	var got api.Crosswalk
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatal(w.Code, err)
	}
	items := map[string]bool{}
	for _, s := range got.Standards {
		for _, i := range s.Items {
			items[s.ID+"/"+i.ID] = true
		}
	}
	pairs := 0
	for _, m := range got.Mappings {
		if (m.Edition == nil) == (m.Standard == nil) || m.Basis.Ja == "" || m.Basis.En == "" {
			t.Errorf("a mapping to %s without beginning or basis", m.To)
		}
		for _, p := range m.Pairs {
			for _, id := range p.With {
				pairs++
				if !items[m.To+"/"+id] {
					t.Errorf("%s of %s is not in its list", id, m.To)
				}
			}
		}
	}
	if want := webtest.Scheme(t).Crosswalk; got.Caution.En != want.Caution.En || len(got.Mappings) != len(want.Mappings) || pairs < 200 {
		t.Errorf("%d mappings, %d pairs, caution %q", len(got.Mappings), pairs, got.Caution.En)
	}
	if w := webtest.Ask(h, "GET", "/api/v1/crosswalk?with=x", "Accept-Language", "ja"); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "with") {
		t.Errorf("an unknown parameter: %d %s", w.Code, w.Body)
	}
}
