package public

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/shelf"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public"
)

// Pages keeps the pages of labels ready in one process. A page is made when it
// is first asked for, and kept from that day until one comes on which it reads
// otherwise, its label is written, or other scheme data comes into use. The day that the
// page tells is filled in each time it is sent.
//
// Nothing that is kept is sent without trust: whoever holds Pages says again
// and again, with Confirm, that all that was written anywhere is dropped.
// With trust a page is as late as the last Confirm, and never later than
// TrustFor.
type Pages struct {
	shelf   *shelf.Shelf
	began   time.Time // of this process, on its own clock
	trusted atomic.Int64
	today   atomic.Pointer[today] // nil: nothing is kept
	mu      sync.Mutex            // held to change what is in use
	forgot  time.Time             // when what was known to be in use was last forgotten
}

// TrustFor is how long kept pages are sent after the moment that Confirm
// speaks of.
const TrustFor = 10 * time.Second

// NewPages keeps pages on s; nil keeps none. It must be told of the scheme in
// use with Confirm before it keeps any.
func NewPages(s *shelf.Shelf) *Pages { return &Pages{shelf: s, began: time.Now()} }

// Written drops the pages of labels whose public view was written.
func (p *Pages) Written(numbers []scheme.LabelNumber) {
	if p.shelf == nil {
		return
	}
	for _, n := range numbers {
		for _, lang := range i18n.Languages {
			p.shelf.Drop(pagePath(lang, n))
		}
	}
}

// Forget drops all pages, and keeps none until the next Confirm: other scheme
// data has come into use.
func (p *Pages) Forget() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgot = time.Now()
	return p.forget()
}

func (p *Pages) forget() error {
	p.today.Store(nil)
	if p.shelf == nil {
		return nil
	}
	return p.shelf.DropAll()
}

// Confirm says that s is the scheme in use, and that what was written before
// asked, by whatever process, has been dropped. When another scheme was in
// use, all pages are dropped. Who asked before the last Forget is not heard.
func (p *Pages) Confirm(s *scheme.Scheme, asked time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if asked.Before(p.forgot) {
		return nil
	}
	if t := p.today.Load(); t == nil || t.scheme != s {
		if err := p.forget(); err != nil {
			return err
		}
		p.today.Store(todayOf(s, time.Now()))
	}
	p.trusted.Store(int64(asked.Sub(p.began) + TrustFor))
	return nil
}

// Scheme returns the scheme in use by the last Confirm; nil while that is not
// to be trusted.
func (p *Pages) Scheme() *scheme.Scheme {
	if t := p.known(); t != nil {
		return t.scheme
	}
	return nil
}

func (p *Pages) known() *today {
	if int64(time.Since(p.began)) > p.trusted.Load() {
		return nil
	}
	return p.today.Load()
}

// A today is all that pages of one day say alike.
type today struct {
	scheme   *scheme.Scheme
	day      scheme.Date
	number   uint32 // of the day, such as 20260401
	from     time.Time
	midnight time.Time           // the end of the day
	tag      string              // ending of an ETag
	fill     map[string][][]byte // by language: the day in words
}

func todayOf(s *scheme.Scheme, now time.Time) *today {
	day := s.Day(now)
	t := &today{scheme: s, day: day, number: dayNumber(day), from: s.Midnight(day), midnight: s.Midnight(day.AddDays(1)), fill: map[string][][]byte{}}
	t.tag = "-" + strconv.Itoa(int(t.number)) + `"`
	for _, lang := range i18n.Languages {
		t.fill[lang] = [][]byte{[]byte(i18n.For(lang).Date(day))}
	}
	return t
}

// dayNumber orders as days do.
func dayNumber(d scheme.Date) uint32 {
	y, m, day := d.Parts()
	return uint32(y*10000 + int(m)*100 + day)
}

// lastDay is the last day of pages of which no change is known.
const lastDay = 99991231

// at returns the day of an instant under the scheme in use; nil while none is
// known, or while nothing that is kept may be trusted.
func (p *Pages) at(now time.Time) *today {
	t := p.known()
	if t == nil {
		return nil
	}
	if now.Before(t.from) || !now.Before(t.midnight) {
		next := todayOf(t.scheme, now)
		p.today.CompareAndSwap(t, next)
		t = next
	}
	return t
}

// pagePath is the address of a label's page, which is also its key.
func pagePath(lang string, number scheme.LabelNumber) string {
	return "/" + lang + "/labels/" + string(number)
}

// dayMark stands on a page where its day will stand. Nobody outside this
// process knows it, so that no text of a label can hold it.
var dayMark = "day" + rand.Text()

var rooms = sync.Pool{New: func() any { return new([]byte) }}

// isPlain reports whether an address is written as pages write it: without a
// query, a code for a sign, or the name of a site. A page repeats its own
// address: one that was asked for in another writing must not be kept for all.
func isPlain(r *http.Request) bool { return r.RequestURI == r.URL.Path }

// kept appends to room the page of this address, if it is kept.
func (f front) kept(room []byte, path string, now time.Time) (page web.Prepared, ok bool) {
	page.Body = room
	lang, route := labelPage(path)
	if route == "" || f.pages.shelf == nil {
		return page, false
	}
	t := f.pages.at(now)
	if t == nil {
		return page, false
	}
	body, tag, ok := f.pages.shelf.Get(room, path, t.number, t.fill[lang])
	if !ok {
		return web.Prepared{Body: body}, false
	}
	return f.prepared(t, now, lang, route, body, tag), true
}

// prepared returns the page of a label on the day t.
func (f front) prepared(t *today, now time.Time, lang, route string, body []byte, tag [16]byte) web.Prepared {
	etag := make([]byte, 0, 48)
	etag = append(hex.AppendEncode(append(etag, '"'), tag[:]), t.tag...)
	return web.Prepared{Route: route, Lang: lang, Keep: web.KeepUntil(t.midnight, now, f.site.KeepStatus), Tag: string(etag), Body: body}
}

// labelPage returns the language and the route of what may be the page of a
// label; no route for any other path.
func labelPage(path string) (lang, route string) {
	for _, lang := range i18n.Languages {
		if route := routes[lang]; strings.HasPrefix(path, route.prefix) {
			return lang, route.pattern
		}
	}
	return "", ""
}

// routes of label pages by language.
var routes = func() map[string]struct{ prefix, pattern string } {
	all := map[string]struct{ prefix, pattern string }{}
	for _, lang := range i18n.Languages {
		prefix := pagePath(lang, "")
		all[lang] = struct{ prefix, pattern string }{prefix, "GET " + prefix + "{number}"}
	}
	return all
}()

// label sends the page of one label.
func (f front) label(w http.ResponseWriter, r *http.Request) error {
	if isPlain(r) {
		room := rooms.Get().(*[]byte)
		defer rooms.Put(room)
		page, ok := f.kept((*room)[:0], r.URL.Path, f.site.Now())
		*room = page.Body
		if ok {
			f.site.SendPrepared(w, r, page)
			return nil
		}
	}
	return f.newLabel(w, r)
}

// newLabel makes the page of one label, and keeps it ready. A number typed in
// another form leads to the same number as it is registered.
func (f front) newLabel(w http.ResponseWriter, r *http.Request) error {
	ticket := f.pages.begin(r.URL.Path) // before anything is read
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	typed := r.PathValue("number")
	number, err := s.Numbering.Registration.Parse(typed)
	if err != nil {
		return f.notFound(w, r, s, typed, err)
	}
	if number != typed {
		http.Redirect(w, r, "/"+web.Lang(r)+"/labels/"+number, http.StatusMovedPermanently)
		return nil
	}
	now := f.site.Now()
	t := todayOf(s, now)
	e, err := f.entry(r, scheme.LabelNumber(number), t.day)
	if err != nil {
		return f.notFound(w, r, s, typed, err)
	}
	made, err := f.page(r, s, e, t.day)
	if err != nil {
		return err
	}
	if isPlain(r) {
		f.keepPage(r, ticket, t, made)
	}
	lang := web.Lang(r)
	body, ok := made.Filled(nil, t.fill[lang])
	if !ok {
		return fmt.Errorf("fill the page of label %s: a hole without filling", number)
	}
	_, route := labelPage(r.URL.Path)
	f.site.SendPrepared(w, r, f.prepared(t, now, lang, route, body, made.Tag()))
	return nil
}

// page makes the page of a label as it reads on day and on all days until the
// next change, without the day itself.
func (f front) page(r *http.Request, s *scheme.Scheme, e registry.Entry, day scheme.Date) (shelf.Page, error) {
	p := f.site.Printer(r)
	name := e.Product.Name.In(p.Lang)
	v := f.view(r, s, e, day)
	v.Frame = f.site.Frame(r, p.T("public.label_title", name, string(e.Number)))
	v.Description, v.Mark = p.T("public.label_description", e.Holder, name), scheme.Date(dayMark)
	var b bytes.Buffer
	if err := view.LabelPage(v).Render(r.Context(), &b); err != nil {
		return shelf.Page{}, fmt.Errorf("render page: %w", err)
	}
	made := shelf.Cut(b.Bytes(), dayMark)
	made.From, made.Until = dayNumber(day), lastDay // not before: clocks are set back
	for _, next := range []scheme.Date{e.NextChange(day), s.RecognisedNext(e.Claim(), day)} {
		if next != "" {
			made.Until = min(made.Until, dayNumber(next.AddDays(-1)))
		}
	}
	if strings.HasPrefix(r.URL.Path, "/en/") {
		made.Kind = 1
	}
	return made, nil
}

func (p *Pages) begin(path string) shelf.Ticket {
	if p.shelf == nil {
		return shelf.Ticket{}
	}
	return p.shelf.Begin(path)
}

// keepPage puts a new page on the shelf if it was made under the scheme in
// use. A shelf that cannot be written to costs time only, and is told to the
// operator.
func (f front) keepPage(r *http.Request, ticket shelf.Ticket, t *today, page shelf.Page) {
	if f.pages.shelf == nil {
		return
	}
	if now := f.pages.today.Load(); now == nil || now.scheme != t.scheme {
		return
	}
	if _, err := f.pages.shelf.Put(ticket, page); err != nil {
		f.site.Log.WarnContext(r.Context(), "a page is not kept", "request", web.RequestID(r.Context()), "err", err)
	}
}
