package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// asQuery sends a form as one that asks for a page.
func asQuery(r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	r.Method, r.URL.RawQuery, r.Body, r.ContentLength = http.MethodGet, string(b), http.NoBody, 0
	r.Header.Del("Content-Type")
}

// wrongEntries are about applications that came on paper, comments and the
// record.
func wrongEntries() []wrong {
	good := set{"applicant": "{minamo}", "channel": "paper", "received": inDays(-2), "reference": "文書 第7号", "sha256": strings.Repeat("ab", 32), "kept_at": "書庫3"}
	entry := func(name, field, value, key string) wrong {
		with := set{}
		for k, v := range good {
			with[k] = v
		}
		with[field] = value
		return wrong{name: "paper: " + name, who: oneOfficer, page: "/desk/office/entries/new", set: with, key: key, field: field}
	}
	const file = "/desk/office/applications/{submitted}"
	comment := func(name, text, key, field string) wrong {
		return wrong{name: "comment: " + name, who: oneOfficer, page: file, send: "/comments", set: set{"text.applicant": text}, key: key, field: field}
	}
	audit := func(name, field, value, key string) wrong {
		return wrong{name: "record: " + name, who: oneOfficer, page: "/desk/office/audit", set: set{field: value}, twist: asQuery, key: key, field: field}
	}
	return []wrong{
		entry("of nobody", "applicant", "", "refusal.paper.applicant"),
		entry("of someone there is not", "applicant", "AAAA", "refusal.paper.applicant"),
		entry("of an authority", "applicant", "{jouho}", "refusal.paper.applicant"),
		entry("by pigeon", "channel", "pigeon", "refusal.paper.channel"),
		entry("without a day", "received", "", "refusal.date.missing"),
		entry("of no day", "received", "2026-02-30", "refusal.date.malformed"),
		entry("of tomorrow", "received", inDays(3), "refusal.date.future"),
		entry("of long ago", "received", "2001-01-01", "refusal.paper.too_old"),
		entry("without reference", "reference", "", "refusal.paper.reference"),
		entry("with too long a reference", "reference", long(201), "refusal.text.too_long"),
		entry("with a reference turned round", "reference", turned, "refusal.text.unseen"),
		entry("with a fingerprint too short", "sha256", "abc", "refusal.paper.sha256"),
		entry("kept nowhere", "kept_at", "", "refusal.paper.kept_at"),
		entry("to an edition there is not", "edition", "JST-CR-99", "refusal.edition.unknown"),
		comment("of nothing", " \n ", "refusal.comment.empty", "text.applicant"),
		comment("too long", long(4001), "refusal.text.too_long", "text.applicant"),
		comment("turned round", turned, "refusal.text.unseen", "text.applicant"),
		{name: "comment: on a place there is not", who: oneOfficer, page: file, send: "/comments", set: set{"form": "S9.9-99", "text.S9.9-99": "どこ"}, key: "refusal.comment.place"},
		{name: "comment: changed that there is not", who: oneOfficer, page: file, send: "/comments", set: set{"comment": "AAAA", "text.applicant": "x"}, status: http.StatusNotFound, key: "refusal.missing"},
		{name: "comment: answered too long", who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.returned}/comments", send: "/{fjordlys.comment}", set: set{"{fjordlys.comment}.answer": long(2001)}, key: "refusal.text.too_long", field: "{fjordlys.comment}.answer"},
		{name: "comment: answered unseen", who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.returned}/comments", send: "/{fjordlys.comment}", set: set{"{fjordlys.comment}.answer": turned}, key: "refusal.text.unseen", field: "{fjordlys.comment}.answer"},
		{name: "comment: answered of a page that has aged", who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.returned}/comments", send: "/{fjordlys.comment}", set: set{"{fjordlys.comment}.answer": "直しました。", "{fjordlys.comment}.revision": "1"}, status: http.StatusConflict, key: "refusal.stale"},
		{name: "comment: answered at another application", who: "ingrid@fjordlys.example", page: "/desk/applications/{fjordlys.returned}/comments", send: "/{fjordlys.comment}", to: "/desk/applications/{fjordlys.accepted}/comments/{fjordlys.comment}", status: http.StatusConflict, key: "refusal.state"},
		audit("from no day", "from", "2026-13-01", "refusal.date.malformed"),
		audit("until no day", "until", "soon", "refusal.date.malformed"),
		{name: "record: about something too long", who: oneOfficer, page: "/desk/office/audit", set: set{"about": long(2000)}, twist: asQuery, key: "error.address_long"},
	}
}

// A started upload is one of which nothing has come yet.
type upload struct{ at string }

// script sends what our own script would.
func (s sender) script(method, address, kind, body string) (int, map[string]any) {
	s.c.t.Helper()
	r := httptest.NewRequestWithContext(s.c.t.Context(), method, address, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Accept", "application/json")
	r.Host = "localhost"
	r.AddCookie(&http.Cookie{Name: "shirushi", Value: s.session})
	w := httptest.NewRecorder()
	s.c.p.handler.ServeHTTP(w, r)
	said := map[string]any{}
	if err := json.Unmarshal(w.Body.Bytes(), &said); err != nil {
		s.c.t.Fatalf("%s %s answers %d, no JSON: %.200s", method, address, w.Code, w.Body)
	}
	return w.Code, said
}

func announced(place, name string, size int64, sha256 string) string {
	return fmt.Sprintf(`{"place":%q,"name":%q,"size":%d,"sha256":%q}`, place, name, size, sha256)
}

// begin announces a file of eight bytes, whose SHA-256 will not fit.
func (u *upload) begin(s sender, lang string) {
	status, said := s.script(http.MethodPost, "/"+lang+s.c.ids.Replace("/desk/applications/{minamo.draft}/files/start"), "application/json",
		announced("S1.1-04|", "測定.bin", 8, strings.Repeat("ab", 32)))
	if status != http.StatusOK {
		s.c.t.Fatalf("the upload was not begun: %d %v", status, said)
	}
	u.at = "/desk/evidence/" + said["id"].(string)
}

// send makes of the form a request for the upload.
func (u *upload) send(method, end, body string) func(*http.Request) {
	return func(r *http.Request) {
		raw("application/octet-stream", body)(r)
		at := must(url.Parse(r.URL.Path[:3] + u.at + end))
		r.Method, r.URL.Path, r.URL.RawQuery = method, at.Path, at.RawQuery
	}
}

// wrongFiles are files of evidence handed over, and demands for them.
func wrongFiles() []wrong {
	const files, office = "/desk/applications/{minamo.draft}/files", "/desk/office/applications/{minamo.accepted}/evidence"
	form := func(name, place string, one file, key, field string) wrong {
		return wrong{name: "evidence: " + name, who: oneMaker, page: files, set: set{"place": place}, files: map[string]file{"file": one}, key: key, field: field}
	}
	start := func(name, body, key string) wrong {
		return wrong{name: "evidence announced: " + name, who: oneMaker, page: files, to: files + "/start", twist: raw("application/json", body), key: key}
	}
	hash := strings.Repeat("ab", 32)
	u := &upload{}
	on := func(name, who, method, end, body, key string, status int) wrong {
		return wrong{name: "evidence in parts: " + name, who: who, page: "/desk/people", before: func(s sender, lang string) {
			if u.at == "" {
				u.begin(s.c.signIn(oneMaker), lang)
			}
		}, twist: u.send(method, end, body), key: key, status: status}
	}
	demand := func(name, field, value, key string) wrong {
		with := set{"reason": "確かめます。", "due": inDays(20)}
		with[field] = value
		return wrong{name: "demand: " + name, who: oneOfficer, page: office, set: with, key: key, field: field}
	}
	mismatch := on("whose SHA-256 does not fit", oneMaker, "POST", "/finish", "", "refusal.handover.mismatch", 400)
	mismatch.writes = true
	complete := mismatch.before
	empty := form("of no bytes", "S1.1-04|", file{"a.bin", nil}, "refusal.handover.empty", "file")
	empty.writes = true // that someone tried; what came is known to be nothing only at its end
	mismatch.before = func(s sender, lang string) {
		complete(s, lang)
		if status, said := s.script(http.MethodPut, "/"+lang+u.at+"?offset=0", "application/octet-stream", "12345678"); status != http.StatusOK {
			s.c.t.Fatalf("the part was not taken: %d %v", status, said)
		}
	}
	return []wrong{
		form("no file", "S1.1-04|", file{}, "refusal.handover.no_file", "file"),
		empty,
		form("to an item there is not", "S9.9-99|", file{"a.bin", []byte("x")}, "refusal.handover.no_such_item", ""),
		start("of two GiB and more", announced("S1.1-04|", "disk.img", 5<<30, hash), "refusal.handover.too_large"),
		start("of no bytes", announced("S1.1-04|", "a.bin", 0, hash), "refusal.handover.empty"),
		start("of less than nothing", announced("S1.1-04|", "a.bin", -1, hash), "refusal.handover.empty"),
		start("of more than there is", `{"place":"S1.1-04|","name":"a","size":99999999999999999999,"sha256":"`+hash+`"}`, "refusal.handover.form"),
		start("with a fingerprint too short", announced("S1.1-04|", "a.bin", 9, "abc"), "refusal.handover.sha256"),
		start("to an item there is not", announced("S9.9-99|", "a.bin", 9, hash), "refusal.handover.no_such_item"),
		start("in half a sentence", `{"place":"S1.1-04|","name":`, "refusal.handover.form"),
		start("with fields nobody knows", `{"place":"|","name":"a","size":1,"sha256":"","owner":"me"}`, "refusal.handover.form"),
		start("as a list", `[]`, "refusal.handover.form"),
		start("in a book", `{"name":"`+strings.Repeat("x", 100_000)+`"}`, "error.too_large"),
		on("beyond its end", oneMaker, "PUT", "?offset=9", "x", "refusal.handover.offset", 409),
		on("before its beginning", oneMaker, "PUT", "?offset=-1", "x", "refusal.handover.offset", 409),
		on("nowhere", oneMaker, "PUT", "?offset=x", "x", "refusal.number.not_whole", 400),
		on("more than announced", oneMaker, "PUT", "?offset=0", "123456789", "refusal.handover.part_too_long", 400),
		on("finished too early", oneMaker, "POST", "/finish", "", "refusal.handover.incomplete", 409),
		on("another's", "nishizono@tsuzura.example", "PUT", "?offset=0", "12345678", "refusal.missing", 404),
		on("another's finished", "nishizono@tsuzura.example", "POST", "/finish", "", "refusal.missing", 404),
		mismatch,
		on("after its end", oneMaker, "PUT", "?offset=0", "12345678", "refusal.handover.over", 409),
		demand("without reason", "reason", "", "refusal.reason.missing"),
		demand("with too much reason", "reason", long(2001), "refusal.text.too_long"),
		demand("until no day", "due", "2026-02-30", "refusal.date.malformed"),
		demand("until yesterday", "due", "2020-01-01", "refusal.demand.due"),
		demand("until kingdom come", "due", "2150-01-01", "refusal.demand.due"),
		{name: "demand: closed that there is not", who: oneOfficer, page: office, to: office + "/demands/AAAA/close", status: http.StatusNotFound, key: "refusal.missing"},
	}
}
