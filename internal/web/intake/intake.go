// Package intake is where anybody tells the office of something, without an
// account, and reads the register of improper use. It knows neither store nor
// desk: what it may write goes through the small Inbox.
package intake

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/public/report"
)

// An Inbox takes reports in; refusals are those of doubt.Inbox.
type Inbox interface {
	// Form begins a form; what it returns is sent along with the report.
	Form() string
	// Report returns the receipt of a report that was taken.
	Report(ctx context.Context, form string, r scheme.Report) (receipt string, err error)
	// Follow says how the report of a receipt stands.
	Follow(ctx context.Context, receipt string) (scheme.DoubtNews, error)
	// Add adds a message to the report of a receipt.
	Add(ctx context.Context, receipt, text string) error
}

// A Register is the public part of the register of improper use.
type Register interface {
	// Standing lists the entries that stand today, the newest first.
	Standing(ctx context.Context) ([]scheme.PublicMisuse, error)
	// Numbered returns one entry, also when it has ended; Missing when there is none.
	Numbered(ctx context.Context, number int) (scheme.PublicMisuse, error)
}

type front struct {
	site     *web.Site
	inbox    Inbox
	register Register

	mu               sync.Mutex
	reports, guesses hourly // by address
}

// sections are where the footer leads to what is here.
var sections = []web.Section{
	{Path: "/report", Key: "report.title", Group: web.GroupLabels, In: taken},
	{Path: "/misuse", Key: "misuse.title", Group: web.GroupRecords, In: taken},
}

func taken(s *scheme.Scheme) bool { return s.Doubts.Taken() }

// Paths returns the addresses, without the language, for a list for search
// engines; none where the scheme takes no reports.
func Paths(s *scheme.Scheme) (all []string) {
	for _, one := range sections {
		if taken(s) {
			all = append(all, one.Path)
		}
	}
	return all
}

// Routes adds the pages. What they answer is never packed: a receipt stands in
// some of it.
func Routes(mux web.Mux, site *web.Site, inbox Inbox, register Register) {
	f := &front{site: site, inbox: inbox, register: register}
	on := func(pattern string, h web.Handler) { web.InBoth(mux, pattern, site.Handle(h)) }
	site.Offer(sections...)
	on("GET /report", f.first)
	on("GET /report/vulnerability", f.way)
	on("GET /report/write", f.write)
	on("POST /report/write", f.send)
	on("GET /report/follow", f.ask)
	on("POST /report/follow", f.follow)
	on("GET /misuse", f.list)
	on("GET /misuse/{number}", f.entry)
}

// hourly is a limiter for as many an hour as the scheme's data says now.
type hourly struct {
	limiter *web.Limiter
	most    int
}

func (f *front) limit(h *hourly, most int) *web.Limiter {
	f.mu.Lock()
	defer f.mu.Unlock()
	if h.limiter == nil || h.most != most {
		h.limiter, h.most = web.NewHourLimiter(most, f.site.Now), most
	}
	return h.limiter
}

// scheme returns the scheme in use. Without one, and where no doubts are taken,
// there is no such page.
func (f *front) scheme(r *http.Request) (*scheme.Scheme, error) {
	s, err := f.site.Scheme(r.Context())
	if err == nil && !s.Doubts.Taken() {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return s, err
}

// carry keeps the number of the label from which the reader came.
func carry(r *http.Request, to string, more ...string) string {
	q := url.Values{}
	if n := r.URL.Query().Get("label"); n != "" && len(n) <= 100 {
		q.Set("label", n)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return to
	}
	return to + "?" + q.Encode()
}

func (f *front) first(w http.ResponseWriter, r *http.Request) error {
	if _, err := f.scheme(r); err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := report.First{Frame: f.site.Frame(r, p.T("report.title"))}
	v.Description = p.T("report.lead")
	v.Vulnerability, v.Write = carry(r, v.To("/report/vulnerability")), carry(r, v.To("/report/write"))
	return f.site.Render(w, r, http.StatusOK, report.FirstPage(v))
}

func (f *front) way(w http.ResponseWriter, r *http.Request) error {
	s, err := f.scheme(r)
	if err != nil {
		return err
	}
	v := report.Way{Frame: f.frame(r, "report.way.title"), Partnership: s.Doubts.Partnership}
	v.Write = carry(r, v.To("/report/write"), "vulnerability", "yes")
	return f.site.Render(w, r, http.StatusOK, report.WayPage(v))
}

// frame is that of the pages behind the first one.
func (f *front) frame(r *http.Request, title string) page.Frame {
	p := f.site.Printer(r)
	v := f.site.Frame(r, p.T(title))
	v.Unlisted = true
	v.Crumbs = []page.Link{{Text: p.T("report.title"), Href: v.To("/report")}}
	return v
}

func (f *front) write(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	typed := scheme.Report{Vulnerability: q.Get("vulnerability") == "yes"}
	if n := q.Get("label"); len(n) <= 100 {
		typed.About = n
	}
	return f.showForm(w, r, typed, f.inbox.Form(), nil)
}

func (f *front) showForm(w http.ResponseWriter, r *http.Request, typed scheme.Report, form string, refused error) error {
	s, err := f.scheme(r)
	if err != nil {
		return err
	}
	web.SayWhen(w.Header(), refused)
	v := report.Form{Frame: f.frame(r, "report.write.title"), Policy: s.Doubts, Begun: form, Typed: typed}
	v.Errors = page.ErrorsOf(v.P, refused)
	return f.site.Render(w, r, web.StatusOf(refused), report.FormPage(v))
}

// send takes a report in and shows the receipt. It answers the form itself and
// leads nowhere: a receipt must be in no address.
func (f *front) send(w http.ResponseWriter, r *http.Request) error {
	s, err := f.scheme(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(r); err != nil {
		return err
	}
	typed, form := told(r), r.PostFormValue("form")
	limiter, from := f.limit(&f.reports, s.Doubts.AddressHour), web.Address(r)
	if !limiter.Allow(from) {
		return f.showForm(w, r, typed, form, limiter.Refuse(from, "refusal.report.address"))
	}
	code, err := f.inbox.Report(r.Context(), form, typed)
	if err != nil {
		limiter.GiveBack(from) // what was refused was no report
		if len(scheme.RefusalsOf(err)) == 0 {
			return err
		}
		if web.RefusedFor(err, "refusal.report.form") {
			form = f.inbox.Form()
		}
		return f.showForm(w, r, typed, form, err)
	}
	v := report.Receipt{Frame: f.frame(r, "report.receipt.title"), Code: code, Keep: s.Doubts.KeepDays, Come: s.Doubts.ExamineDays}
	return f.site.Render(w, r, http.StatusOK, report.ReceiptPage(v))
}

func told(r *http.Request) scheme.Report {
	return scheme.Report{
		Topic: scheme.TopicID(text(r, "topic")), Vulnerability: text(r, "vulnerability") == "yes", About: text(r, "about"), Product: text(r, "product"),
		Text: text(r, "text"), Where: text(r, "where"), When: scheme.Date(text(r, "when")), Contact: text(r, "contact"),
		Language: web.Lang(r), Consent: text(r, "consent") == "yes", Trap: r.PostFormValue("website"),
	}
}

// text returns a field with line ends as one character and no space around it.
func text(r *http.Request, name string) string {
	return strings.TrimSpace(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(r.PostFormValue(name)))
}

func (f *front) ask(w http.ResponseWriter, r *http.Request) error {
	return f.showFollow(w, r, report.Follow{}, nil)
}

func (f *front) showFollow(w http.ResponseWriter, r *http.Request, v report.Follow, refused error) error {
	s, err := f.scheme(r)
	if err != nil {
		return err
	}
	web.SayWhen(w.Header(), refused)
	v.Frame, v.Most = f.frame(r, "report.follow.title"), s.Doubts.TextAtMost
	v.Errors = page.ErrorsOf(v.P, refused)
	return f.site.Render(w, r, web.StatusOf(refused), report.FollowPage(v))
}

// follow shows what became of a report, and adds a message to it. Wrong
// receipts are counted by address.
func (f *front) follow(w http.ResponseWriter, r *http.Request) error {
	s, err := f.scheme(r)
	if err != nil {
		return err
	}
	if _, err := web.Form(r); err != nil {
		return err
	}
	v := report.Follow{Typed: text(r, "receipt")}
	limiter, from := f.limit(&f.guesses, s.Doubts.GuessesHour), web.Address(r)
	if !limiter.Allow(from) {
		return f.showFollow(w, r, v, limiter.Refuse(from, "refusal.report.guesses"))
	}
	var refused error
	if text(r, "add") == "yes" {
		v.Message = text(r, "message")
		refused = f.inbox.Add(r.Context(), v.Typed, v.Message)
		if refused != nil && len(scheme.RefusalsOf(refused)) == 0 {
			return refused
		}
		if refused == nil {
			v.Message, v.Added = "", true
		}
	}
	v.News, err = f.inbox.Follow(r.Context(), v.Typed)
	switch {
	case err == nil:
		v.Known = true
		limiter.GiveBack(from)
	case len(scheme.RefusalsOf(err)) == 0:
		return err
	case refused == nil:
		refused = err
	}
	return f.showFollow(w, r, v, refused)
}

func (f *front) list(w http.ResponseWriter, r *http.Request) error {
	if _, err := f.scheme(r); err != nil {
		return err
	}
	all, err := f.register.Standing(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := report.Register{Frame: f.site.Frame(r, p.T("misuse.title")), Entries: all}
	v.Description = p.T("misuse.lead")
	return f.site.Render(w, r, http.StatusOK, report.RegisterPage(v))
}

// entry shows one entry; search engines are asked to drop one that has ended.
func (f *front) entry(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || strconv.Itoa(number) != r.PathValue("number") {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	one, err := f.register.Numbered(r.Context(), number)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := report.Entry{Frame: f.site.Frame(r, p.T("misuse.entry", one.Party.In(p.Lang))), PublicMisuse: one}
	v.Unlisted = one.Ended != ""
	if v.Unlisted {
		w.Header().Set("X-Robots-Tag", "noindex")
	}
	v.Crumbs = []page.Link{{Text: v.P.T("misuse.title"), Href: v.To("/misuse")}}
	return f.site.Render(w, r, http.StatusOK, report.EntryPage(v))
}
