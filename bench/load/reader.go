package main

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A reader asks one question after the other and compares each answer with
// the book.
type reader struct {
	plan
	book   *book
	tally  *tally
	chance *rand.Rand
	ask    *http.Client
	base   string
	kept   map[string]answer // by address, with the tag that came with it
}

type answer struct {
	tag    string
	status scheme.Status
}

const mostKept = 2000

func newReader(p plan, b *book, t *tally, seed uint64) *reader {
	return &reader{plan: p, book: b, tally: t, chance: rand.New(rand.NewPCG(seed, 7)), base: fmt.Sprintf("http://localhost:%d", p.port), kept: map[string]answer{},
		ask: &http.Client{Timeout: 30 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// read asks until ctx ends. Half of the questions are about few labels, as in
// life, half about any.
func (r *reader) read(ctx context.Context) {
	for ctx.Err() == nil {
		n := r.book.numbers[r.pick()]
		switch way := r.chance.IntN(100); {
		case way < 30:
			r.page(ctx, "ja", n)
		case way < 50:
			r.page(ctx, "en", n)
		case way < 65:
			r.record(ctx, n)
		case way < 75:
			r.badge(ctx, n)
		case way < 83:
			r.byNumber(ctx, n)
		case way < 95:
			r.byModel(ctx, n)
		default:
			r.unknown(ctx, n)
		}
		select {
		case <-ctx.Done():
		case <-time.After(r.pause):
		}
	}
}

func (r *reader) pick() int {
	all := len(r.book.numbers)
	if r.chance.IntN(2) == 0 {
		return r.chance.IntN(all)
	}
	return min(all-1, int(math.Exp(r.chance.Float64()*math.Log(float64(all)))))
}

// A reply is what came back, and when.
type reply struct {
	status          int
	header          http.Header
	body            string
	asked, answered time.Time
}

func (r *reader) get(ctx context.Context, name, path, tag string) (reply, bool) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.base+path, nil)
	if err != nil {
		r.tally.untrue("%s: %v", path, err)
		return reply{}, false
	}
	if tag != "" {
		req.Header.Set("If-None-Match", tag)
	}
	got := reply{asked: time.Now()}
	resp, err := r.ask.Do(req)
	if err != nil {
		if ctx.Err() == nil {
			r.tally.untrue("%s: %v", path, err)
		}
		return reply{}, false
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		if ctx.Err() == nil {
			r.tally.untrue("%s broke off: %v", path, err)
		}
		return reply{}, false
	}
	got.answered, got.status, got.header, got.body = time.Now(), resp.StatusCode, resp.Header, string(b)
	r.tally.answered(name, got.answered.Sub(got.asked))
	return got, true
}

var heroStatus = regexp.MustCompile(`class="hero status-([a-z_]+)"`)

// page reads the label's page, now and then with the tag of the last answer.
func (r *reader) page(ctx context.Context, lang string, n scheme.LabelNumber) {
	path := "/" + lang + "/labels/" + string(n)
	before, known := r.kept[path]
	tag := ""
	if known && r.chance.IntN(2) == 0 {
		tag = before.tag
	}
	got, ok := r.get(ctx, "page", path, tag)
	if !ok {
		return
	}
	if got.status == http.StatusNotModified {
		if tag == "" {
			r.tally.untrue("%s: 304 for a question without a tag", path)
		}
		r.agrees(path, n, got, before.status, "")
		return
	}
	found := heroStatus.FindStringSubmatch(got.body)
	if got.status != http.StatusOK || found == nil {
		r.tally.untrue("%s: %d without a status", path, got.status)
		return
	}
	r.agrees(path, n, got, scheme.Status(found[1]), got.body)
	if len(r.kept) >= mostKept {
		clear(r.kept)
	}
	r.kept[path] = answer{got.header.Get("ETag"), scheme.Status(found[1])}
}

// agrees notes an answer whose status, or firmware when body is given, is not
// one that could be read then.
func (r *reader) agrees(path string, n scheme.LabelNumber, got reply, status scheme.Status, body string) {
	may := r.book.may(n, got.asked, got.answered, r.outlives)
	ok := slices.ContainsFunc(may, func(f fact) bool {
		return f.status == status && (body == "" || f.firmware == "" || strings.Contains(body, html.EscapeString(f.firmware)))
	})
	if !ok {
		r.tally.untrue("%s at %s says %s (%d); could be %v", path, got.asked.Format(time.TimeOnly), status, got.status, may)
	}
}

func (r *reader) record(ctx context.Context, n scheme.LabelNumber) {
	path := "/api/v1/labels/" + string(n)
	got, ok := r.get(ctx, "api", path, "")
	if !ok {
		return
	}
	var one struct {
		Number, Status string
		Product        struct{ Firmware string }
	}
	if err := json.Unmarshal([]byte(got.body), &one); err != nil || got.status != http.StatusOK || one.Number != string(n) {
		r.tally.untrue("%s: %d, number %q, %v", path, got.status, one.Number, err)
		return
	}
	r.agrees(path, n, got, scheme.Status(one.Status), one.Product.Firmware+" ")
}

// badge reads the picture for other people's pages, which says the status in
// words.
func (r *reader) badge(ctx context.Context, n scheme.LabelNumber) {
	path := "/labels/" + string(n) + "/badge.svg?lang=ja"
	got, ok := r.get(ctx, "badge", path, "")
	if !ok {
		return
	}
	for _, s := range scheme.LabelStatuses {
		if got.status == http.StatusOK && strings.Contains(got.body, ">"+i18n.For("ja").T("status."+string(s))+"</text>") {
			r.agrees(path, n, got, s, "")
			return
		}
	}
	r.tally.untrue("%s: %d without a status", path, got.status)
}

// byNumber must lead straight to the label's page.
func (r *reader) byNumber(ctx context.Context, n scheme.LabelNumber) {
	path := "/ja/labels?q=" + string(n)
	if got, ok := r.get(ctx, "by number", path, ""); ok && (got.status != http.StatusSeeOther || got.header.Get("Location") != "/ja/labels/"+string(n)) {
		r.tally.untrue("%s: %d to %q", path, got.status, got.header.Get("Location"))
	}
}

// byModel must find the label among those that have the model.
func (r *reader) byModel(ctx context.Context, n scheme.LabelNumber) {
	model := r.book.models[n]
	if model == "" {
		return
	}
	path := "/api/v1/labels?limit=200&q=" + url.QueryEscape(model)
	if got, ok := r.get(ctx, "by model", path, ""); ok && (got.status != http.StatusOK || !strings.Contains(got.body, `"number":"`+string(n)+`"`)) {
		r.tally.untrue("%s: %d without %s", path, got.status, n)
	}
}

// unknown asks for a number that has a wrong check digit.
func (r *reader) unknown(ctx context.Context, n scheme.LabelNumber) {
	wrong := string(n[:len(n)-1]) + string('0'+(n[len(n)-1]-'0'+1)%10)
	path := "/en/labels/" + wrong
	if got, ok := r.get(ctx, "unknown", path, ""); ok && got.status != http.StatusBadRequest && got.status != http.StatusNotFound {
		r.tally.untrue("%s: %d", path, got.status)
	}
}
