package data_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
	"shirushi/internal/web/api"
	"shirushi/internal/web/data"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// front serves the samples, with files made from them.
func front(t *testing.T, reg *store.Store, o data.Options) http.Handler {
	t.Helper()
	if o.Folder == nil {
		o.Folder = made(t, reg)
	}
	o.Pages = public.Paths
	s := webtest.Site(t, nil)
	mux := http.NewServeMux()
	data.Routes(mux, s, reg, o)
	return s.Wrap(mux)
}

func made(t *testing.T, reg *store.Store) *dump.Folder {
	t.Helper()
	s := webtest.Scheme(t)
	m := &dump.Maker{Folder: dump.In(filepath.Join(t.TempDir(), "dumps")), Register: reg, Now: func() time.Time { return webtest.Now }, Base: webtest.Base,
		Scheme: func(context.Context) (*scheme.Scheme, error) { return s, nil }, Record: api.Record}
	if did, err := m.Make(t.Context()); !did || err != nil {
		t.Fatalf("%v %v", did, err)
	}
	return m.Folder
}

func samples(t *testing.T) (http.Handler, []registry.Entry) {
	t.Helper()
	all := webtest.Samples(t)
	return front(t, webtest.Registry(t, all...), data.Options{}), all
}

func TestFile_isWhatItsTagSays(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for _, name := range dump.Names {
		w := webtest.Ask(h, "GET", "/data/"+name)
		sum := sha256.Sum256(w.Body.Bytes())
		tag := `"` + hex.EncodeToString(sum[:]) + `"`
		if w.Code != 200 || w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") != "public, max-age=300" || w.Header().Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "2026-04-01") {
			t.Errorf("%s: %s", name, got)
		}
		if again := webtest.Ask(h, "GET", "/data/"+name, "If-None-Match", tag); again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s again: %d", name, again.Code)
		}
		part := webtest.Ask(h, "GET", "/data/"+name, "Range", "bytes=3-9", "If-Range", tag)
		if part.Code != http.StatusPartialContent || part.Body.String() != w.Body.String()[3:10] {
			t.Errorf("%s: part %d %q", name, part.Code, part.Body)
		}
		if stale := webtest.Ask(h, "GET", "/data/"+name, "Range", "bytes=3-9", "If-Range", `"old"`); stale.Code != 200 || stale.Body.Len() != w.Body.Len() {
			t.Errorf("%s: a part of a new file goes on an old one: %d", name, stale.Code)
		}
		if head := webtest.Ask(h, "HEAD", "/data/"+name); head.Code != 200 || head.Body.Len() > 0 || head.Header().Get("ETag") != tag {
			t.Errorf("HEAD %s: %d", name, head.Code)
		}
	}
}

func TestFile_beforeTheFirstIsMadeItSaysSo(t *testing.T) {
	t.Parallel()
	h := front(t, webtest.Registry(t), data.Options{Folder: dump.In(t.TempDir())})
	w := webtest.Ask(h, "GET", "/data/labels.csv", "Accept-Language", "en")
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "have not been made yet") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := webtest.Ask(h, "GET", "/sitemap.xml"); w.Code != 200 || !strings.Contains(w.Body.String(), "part=pages") {
		t.Errorf("sitemap: %d", w.Code)
	}
}

func TestBadge_saysTheStatusInWordsShapeAndDay(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	shapes := map[string]bool{}
	for i, want := range map[int]string{0: "有効", 1: "失効猶予", 2: "失効", 3: "取下げ", 4: "取消し"} {
		w := webtest.Ask(h, "GET", "/labels/"+string(all[i].Number)+"/badge.svg?lang=ja")
		body := w.Body.String()
		if w.Code != 200 || !strings.Contains(body, want) || !strings.Contains(body, "2026年4月1日") || !strings.Contains(body, string(all[i].Number)) || !strings.Contains(body, "★1") {
			t.Errorf("%s: %d %s", want, w.Code, body)
		}
		if w.Header().Get("Cross-Origin-Resource-Policy") != "cross-origin" || w.Header().Get("ETag") == "" || w.Header().Get("Cache-Control") != "public, max-age=60" {
			t.Errorf("%s: %v", want, w.Header())
		}
		if err := xml.Unmarshal(w.Body.Bytes(), new(struct{})); err != nil {
			t.Errorf("%s is no XML: %v", want, err)
		}
		_, shape, _ := strings.Cut(body, `viewBox="0 0 24 24">`)
		shape, _, _ = strings.Cut(shape, "</svg>")
		shapes[shape] = true
	}
	if len(shapes) != 5 {
		t.Errorf("%d shapes for five statuses", len(shapes))
	}
	if body := webtest.Ask(h, "GET", "/labels/"+string(all[0].Number)+"/badge.svg?lang=en").Body.String(); !strings.Contains(body, "SAMPLE") || !strings.Contains(body, ">Active<") {
		t.Errorf("en: %s", body)
	}
}

func TestBadge_unknownNumbersGetAPictureThatSaysSo(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	all[0].Listed = "2026-04-02"
	h := front(t, webtest.Registry(t, all...), data.Options{})
	for _, number := range []string{string(webtest.Number(t, 999)), "abc", "%3Cscript%3E", string(all[0].Number)} {
		w := webtest.Ask(h, "GET", "/labels/"+number+"/badge.svg?lang=en")
		if w.Code != 404 || w.Header().Get("Content-Type") != "image/svg+xml; charset=utf-8" || !strings.Contains(w.Body.String(), "No such label") || strings.Contains(w.Body.String(), "script") {
			t.Errorf("%s: %d %s", number, w.Code, w.Body)
		}
		if w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s is kept: %v", number, w.Header())
		}
	}
	if w := webtest.Ask(h, "GET", "/labels/"+string(all[1].Number)+"/badge.svg?lang=fr", "Accept-Language", "en"); w.Code != 400 || !strings.Contains(w.Body.String(), "lang must be one of") {
		t.Errorf("fr: %d %s", w.Code, w.Body)
	}
}

type atom struct {
	ID      string `xml:"id"`
	Updated string `xml:"updated"`
	Entry   []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
		Link    struct {
			Href string `xml:"href,attr"`
		} `xml:"link"`
	} `xml:"entry"`
}

func event(t *testing.T, s *store.Store, id scheme.EventID, kind scheme.EventKind, n scheme.LabelNumber, facts, texts map[string]string) {
	t.Helper()
	e := scheme.Event{ID: id, Kind: kind, Recorded: webtest.Now, Day: "2026-04-01", Label: n, Facts: facts, Commitments: map[string]string{}}
	var openings []scheme.Opening
	for field, text := range texts {
		o := scheme.Opening{Event: id, Field: field, Salt: "00", Text: text}
		e.Commitments[field] = o.Commit()
		openings = append(openings, o)
	}
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEvent(e, openings) }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Sequence(t.Context(), "2026-04-01"); err != nil {
		t.Fatal(err)
	}
}

func TestFeed_tellsTheNewestInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	all := webtest.Samples(t)
	reg := webtest.Registry(t, all...)
	n := all[0].Number
	event(t, reg, "ISSUED", scheme.LabelIssued, n, map[string]string{"level": "1", "valid_from": "2026-04-01", "valid_until": "2028-03-31"},
		map[string]string{"name_ja": "ミハリ <&>", "name_en": "Mihari", "holder_ja": "架空無線"})
	event(t, reg, "REVOKED", scheme.LabelRevoked, n, map[string]string{"ground": string(all[4].EndGround)}, nil)
	event(t, reg, "STRANGE", "some_later_kind", n, nil, nil)
	event(t, reg, "NEWS", scheme.LabelNews, n, map[string]string{"kind": "security"}, map[string]string{"text_ja": "至急更新してください。", "references": "JVN#12345678\nCVE-2026-12345"})
	h := front(t, reg, data.Options{})
	for lang, title := range map[string]string{"ja": "ラベルを付与しました：ミハリ <&>", "en": "Label issued: Mihari"} {
		w := webtest.Ask(h, "GET", "/"+lang+"/changes.atom")
		var got atom
		if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Entry) != 4 {
			t.Fatalf("%v: %s", err, w.Body)
		}
		if news := got.Entry[0]; !strings.Contains(news.Summary, "CVE-2026-12345") || !strings.Contains(news.Summary, "至急") || strings.Contains(news.Title, "feed.") {
			t.Errorf("%+v", news)
		}
		last := got.Entry[3]
		if !strings.HasPrefix(last.Title, title) || last.ID != "tag:localhost,2025:event:ISSUED" || last.Updated != "2026-04-01T03:00:00Z" ||
			last.Link.Href != webtest.Base+"/"+lang+"/labels/"+string(n) || !strings.Contains(last.Summary, "架空無線") {
			t.Errorf("%+v", last)
		}
		if w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" || w.Header().Get("ETag") == "" {
			t.Errorf("%v", w.Header())
		}
		if again := webtest.Ask(h, "GET", "/"+lang+"/changes.atom", "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
			t.Errorf("again %d", again.Code)
		}
	}
	empty := webtest.Ask(front(t, webtest.Registry(t), data.Options{}), "GET", "/ja/changes.atom")
	if err := xml.Unmarshal(empty.Body.Bytes(), new(atom)); err != nil || empty.Code != 200 || !strings.Contains(empty.Body.String(), "<updated>2") {
		t.Errorf("empty: %v %s", err, empty.Body)
	}
}

// TestFeed_isNeverOlderThanItWas tells a change that waited for its day after
// one that was recorded later.
func TestFeed_isNeverOlderThanItWas(t *testing.T) {
	t.Parallel()
	reg := webtest.Registry(t, webtest.Samples(t)...)
	n := webtest.Number(t, 1)
	event(t, reg, "REVOKED", scheme.LabelRevoked, n, nil, nil)
	waited := scheme.Event{ID: "WAITED", Kind: scheme.LabelIssued, Recorded: webtest.Now.AddDate(0, 0, -20), Day: "2026-03-12", Label: n}
	if err := reg.Update(t.Context(), func(tx *store.Tx) error { return tx.AddEventFrom("2026-04-01", waited, nil) }); err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Sequence(t.Context(), "2026-04-01"); err != nil {
		t.Fatal(err)
	}
	var got atom
	w := webtest.Ask(front(t, reg, data.Options{}), "GET", "/ja/changes.atom")
	if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil || len(got.Entry) != 2 || !strings.HasSuffix(got.Entry[0].ID, "WAITED") || got.Updated != "2026-04-01T03:00:00Z" {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestSitemap_leadsToEveryPage(t *testing.T) {
	t.Parallel()
	h, all := samples(t)
	if body := webtest.Ask(h, "GET", "/robots.txt").Body.String(); !strings.Contains(body, "Sitemap: "+webtest.Base+"/sitemap.xml\n") || !strings.Contains(body, "Disallow: /ja/desk/\n") {
		t.Errorf("robots: %s", body)
	}
	var index struct {
		Part []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	if err := xml.Unmarshal(webtest.Ask(h, "GET", "/sitemap.xml").Body.Bytes(), &index); err != nil || len(index.Part) != 2 {
		t.Fatalf("%v %+v", err, index)
	}
	var said strings.Builder
	for _, part := range index.Part {
		path := strings.TrimPrefix(part.Loc, webtest.Base)
		plain := webtest.Ask(h, "GET", path)
		packed := webtest.Ask(h, "GET", path, "Accept-Encoding", "br;q=1, gzip;q=0.8")
		body := packed.Body.Bytes()
		if packed.Header().Get("Content-Encoding") == "gzip" {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if plain.Code != 200 || plain.Body.String() != string(body) {
			t.Errorf("%s: %d %.80s, packed %.80s", path, plain.Code, plain.Body, body)
		}
		if again := webtest.Ask(h, "GET", path, "If-None-Match", plain.Header().Get("ETag")); again.Code != 304 {
			t.Errorf("%s again: %d", path, again.Code)
		}
		said.Write(body)
	}
	for _, want := range []string{"/ja/labels/" + string(all[4].Number), "/en/labels/" + string(all[0].Number), "/ja/about", "/en/</loc>"} {
		if !strings.Contains(said.String(), webtest.Base+want) {
			t.Errorf("%s is not named", want)
		}
	}
	for _, part := range []string{"labels-0", "labels-2", "labels-01", "x", "labels--1", "../current"} {
		if w := webtest.Ask(h, "GET", "/sitemap.xml?part="+part); w.Code != 404 {
			t.Errorf("%s: %d", part, w.Code)
		}
	}
}

func TestSecurityTxt_isThereOnlyWithAContactAndNeverOver(t *testing.T) {
	t.Parallel()
	none := front(t, webtest.Registry(t), data.Options{})
	if w := webtest.Ask(none, "GET", "/.well-known/security.txt"); w.Code != 404 {
		t.Errorf("without a contact: %d %s", w.Code, w.Body)
	}
	h := front(t, webtest.Registry(t), data.Options{Security: data.Security{Contacts: []string{"mailto:psirt@label.example", "https://label.example/report"}, Policy: "https://label.example/policy", ValidDays: 90}})
	w := webtest.Ask(h, "GET", "/.well-known/security.txt")
	want := "Contact: mailto:psirt@label.example\nContact: https://label.example/report\nExpires: 2026-06-30T00:00:00Z\nPreferred-Languages: ja, en\n" +
		"Canonical: " + webtest.Base + "/.well-known/security.txt\nPolicy: https://label.example/policy\n"
	if w.Code != 200 || w.Body.String() != want || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

func TestData_isNotWrittenTo(t *testing.T) {
	t.Parallel()
	h, _ := samples(t)
	for _, path := range []string{"/data/labels.csv", "/sitemap.xml", "/robots.txt", "/ja/changes.atom"} {
		if w := webtest.Ask(h, "POST", path, "Sec-Fetch-Site", "same-origin"); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("POST %s: %d", path, w.Code)
		}
	}
}
