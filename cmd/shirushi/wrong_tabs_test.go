package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// wrongTabs are forms that come too late, twice, without what they carry
// hidden, or to the address of another.
func wrongTabs() []wrong {
	const draft = "/desk/applications/{minamo.draft}"
	two := func(part, field string, first string, over set, key string) wrong {
		return wrong{name: "two tabs: " + part, who: oneMaker, page: draft + "/" + part, first: set{field: first}, set: over, status: http.StatusConflict, key: key}
	}
	unhidden := func(part, field, value string) wrong {
		return wrong{name: "no revision: " + part, who: oneMaker, page: draft + "/" + part, set: set{"revision": "-", field: value}, status: http.StatusConflict, key: clash}
	}
	foreign := func(name, page, to string, over set) wrong {
		return wrong{name: "another's: " + name, who: oneMaker, page: page, to: to, set: over, status: http.StatusNotFound, key: "refusal.missing"}
	}
	return []wrong{
		two("product", "summary_ja", "先に保存した説明です。", set{"summary_ja": "後から送る説明です。"}, clash),
		two("evaluator", "evaluator_name", "先の評価者", set{"evaluator_name": "後の評価者"}, clash),
		two("scope", "scope.ip.reason", "先の理由", set{"scope.ip.reason": "後の理由"}, clash),
		two("listing", "listing_wish", inDays(10), set{"listing_wish": inDays(11)}, clash),
		two("checklist/S1.1-04", "S1.1-04.rationale", "先の根拠", set{"S1.1-04.rationale": "後の根拠"}, clash),
		unhidden("product", "summary_ja", "改めた説明"),
		unhidden("evaluator", "evaluator_name", "改めた評価者"),
		unhidden("checklist/S1.1-04", "S1.1-04.rationale", "改めた根拠"),
		{name: "a revision in words: checklist", who: oneMaker, page: draft + "/checklist/S1.1-04", set: set{"revision": "three"}, status: http.StatusBadRequest, key: "refusal.number.not_whole"},
		{name: "a revision of the future: checklist", who: oneMaker, page: draft + "/checklist/S1.1-04", set: set{"revision": "99", "S1.1-04.rationale": "先走った根拠"}, status: http.StatusConflict, key: clash},
		{name: "no mark of the form: a new application", who: oneMaker, page: "/desk/applications/new", set: set{"form": "-"}, status: http.StatusBadRequest, key: "refusal.start.form"},
		{name: "a mark too long: a new application", who: oneMaker, page: "/desk/applications/new", set: set{"form": long(30)}, status: http.StatusBadRequest, key: "refusal.start.form"},
		{name: "no mark of the form: a copy", who: oneMaker, page: draft + "/copy", set: set{"form": "-"}, status: http.StatusBadRequest, key: "refusal.start.form"},
		foreign("product", draft+"/product", "/desk/applications/{fjordlys.returned}/product", set{"name_ja": "盗用"}),
		foreign("item", draft+"/checklist/S1.1-04", "/desk/applications/{fjordlys.returned}/checklist/S1.1-04", set{"S1.1-04.rationale": "盗用"}),
		foreign("scope", draft+"/scope", "/desk/applications/{tsuzura.submitted}/scope", nil),
		foreign("declaration", draft+"/give-up", "/desk/applications/{tsuzura.submitted}/review", nil),
		foreign("copy", draft+"/copy", "/desk/applications/{tsuzura.submitted}/copy", nil),
		foreign("giving up", draft+"/give-up", "/desk/applications/{tsuzura.submitted}/give-up", nil),
		foreign("colleague", "/desk/people/{moriya}/dismiss", "/desk/people/{ingrid}/dismiss", nil),
		foreign("label", "/desk/labels/{minamo.standing}/withdraw", "/desk/labels/{hokushin.label}/withdraw", set{"ground": "holder_wish", "sure": "yes"}),
		{name: "another's: applicant in a hidden field", who: "kiryu@daiko.example", page: "/desk/applications/new", set: set{"applicant": "{minamo}"}, status: http.StatusForbidden, key: "refusal.power", field: "applicant"},
		{name: "another's: answer taken over", who: oneMaker, page: draft + "/checklist/S1.1-05/earlier", send: "/earlier", set: set{"from": "{hokushin.accepted}"}, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "a sent form: product of a submitted application", who: oneMaker, page: draft + "/product", to: "/desk/applications/{minamo.accepted}/product", set: set{"name_ja": "差し替え"}, status: http.StatusConflict, key: clash},
	}
}

// inDays is the day so many days from now.
func inDays(n int) string { return time.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// clash says that someone else has saved meanwhile.
const clash = "applicant.clash.title"

// TestWrong_formsSentTwiceDoNothingMore sends each form that does something
// once more, as an impatient finger or an evil proxy would.
func TestWrong_formsSentTwiceDoNothingMore(t *testing.T) {
	t.Parallel()
	c := newCrawl(t)
	c.ids = c.named()
	for _, one := range []struct {
		name, who, page, send string
		set                   set
	}{
		{"product", oneMaker, "/desk/applications/{minamo.draft}/product", "", set{"summary_ja": "二度送る説明"}},
		{"item", oneMaker, "/desk/applications/{minamo.draft}/checklist/S1.1-04", "", set{"S1.1-04.rationale": "二度送る根拠"}},
		{"evaluator", oneMaker, "/desk/applications/{minamo.draft}/evaluator", "", set{"evaluator_name": "二度 送る"}},
		{"a new application", oneMaker, "/desk/applications/new", "", nil},
		{"a copy", oneMaker, "/desk/applications/{minamo.draft}/copy", "", nil},
		{"an invitation", oneMaker, "/desk/people", "", set{"name": "二度 来る", "email": "nido@minamo.example", "language": "ja", "roles": "applicant"}},
		{"an organisation", oneAdmin, "/desk/office/organisations/new", "", set{"kind": "maker", "name": "二度社", "reading": "ニド", "country": "JP",
			"corporate_number": numberOf("999900000888"), "address": "東京都", "contact_name": "二度", "contact_email": "a@nido.example"}},
		{"an absence", oneOfficer, "/desk/office/staff", "/absences", set{"from": "2099-01-01", "until": "2099-01-05"}},
		{"a recusal", oneOfficer, "/desk/office/applications/{tsuzura.accepted}/recuse", "", set{"about": "application", "reason": "親族がいます。"}},
		{"a return", oneOfficer, "/desk/office/applications/{submitted}", "/return", set{"return.reason": "図が足りません。"}},
		{"an acceptance", oneOfficer, "/desk/office/applications/{shiomi.submitted}", "/accept", set{"accept.despite": "yes"}},
		{"a correction", oneOfficer, "/desk/office/labels/{label}", "/propose", set{"field": "firmware", "to": "9.9", "reason": "誤記"}},
		{"a dismissal", oneMaker, "/desk/people/{moriya}/dismiss", "", nil},
	} {
		t.Run(one.name, func(t *testing.T) {
			c.t = t
			s := c.signIn(one.who)
			at := "/ja" + c.ids.Replace(one.page)
			end := at
			if one.send != "" {
				end = one.send
			}
			f := s.formAt(at, end)
			f.fill(one.set, c.ids)
			if first := s.send(f.request(t, nil)); first.status != http.StatusSeeOther {
				t.Fatalf("at first: %d %.500s", first.status, first.words)
			}
			s.get(at)
			c.written()
			again := s.send(f.request(t, nil))
			if c.written() {
				t.Errorf("the second time something was written; answered with %d", again.status)
			}
			if again.status != http.StatusSeeOther && (again.status < 400 || again.status >= 500) {
				t.Errorf("the second time: %d %.500s", again.status, again.words)
			}
		})
	}
}

// TestWrong_addressesWithGarbage asks for every page with a query that nobody
// meant: it is answered in words or counts for nothing, and nothing fails.
func TestWrong_addressesWithGarbage(t *testing.T) {
	t.Parallel()
	c := newCrawl(t)
	ids := c.named()
	queries := []url.Values{}
	for _, name := range []string{"page", "tab", "state", "level", "officer", "order", "q", "from", "until", "to", "number", "lang", "next", "done", "who", "deed", "subject", "month", "saved", "after",
		"changed", "added", "removed", "carried", "status", "category", "holder", "cursor", "limit", "as_of", "day", "size", "format", "person", "year"} {
		for _, value := range []string{"99999999999999999999", "-1", "abc", "2026-13-45", "<script>", strings.Repeat("長", 700), "\u202e' OR 1=1 --", "../../x", "%", "{0}"} {
			queries = append(queries, url.Values{name: {value}})
		}
	}
	tried := 0
	for _, pattern := range c.p.addresses {
		path, get := strings.CutPrefix(pattern, "GET ")
		if !get || strings.HasPrefix(path, "/ja/") || strings.HasPrefix(path, "/static/") || strings.Contains(path, "/door/demo/") {
			continue
		}
		s := c.signIn(whoseDesk(path))
		address := c.oneOf(path, ids)
		page := s.get(address)
		for i, q := range queries {
			// A page is asked with what it knows, and with a few of the others.
			name := ""
			for name = range q {
			}
			known := strings.Contains(page.body, address+"?"+name+"=") || strings.Contains(page.body, `method="get"`) && strings.Contains(page.body, `name="`+name+`"`)
			if !known && i%101 != len(address)%101 {
				continue
			}
			tried++
			if got := s.get(address + "?" + q.Encode()); got.status >= 500 {
				t.Errorf("GET %s?%.200s answers %d: %.300s", address, q.Encode(), got.status, got.words)
			} else if strings.Contains(got.body, "<script>\"") || strings.Contains(got.body, "value=\"<script>") {
				t.Errorf("GET %s?%s gives it back unescaped", address, q.Encode())
			}
		}
		for _, broken := range []string{"q=%00", "q=%ff", "q=%zz", "q=a;b", "q=" + strings.Repeat("x", 9000)} {
			tried++
			if got := s.get(address + "?" + broken); got.status != http.StatusBadRequest && got.status != http.StatusNotFound {
				t.Errorf("GET %s?%.20s answers %d", address, broken, got.status)
			}
		}
	}
	t.Logf("%d addresses with garbage", tried)
}
