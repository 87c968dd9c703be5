// Package portal is the counter that all desks share: who is signed in, the
// frame of their pages, forms kept over a sign-in, the reading of forms. Each
// desk is a room of its own below it: applicant, officer, admin. A handler
// there reads the request, makes one call on a room of deeds and shows a page
// or redirects.
//
// Neither the counter nor the desks decide anything about the scheme: whether
// something may be done, and by whom, is asked of office, account and
// governance on every request.
package portal

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shirushi/internal/account"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/holder"
	"shirushi/internal/web/page/desk/kept"
	"shirushi/internal/web/page/desk/outcome"
	"shirushi/internal/web/page/desk/waiting"
)

// A Portal is the counter. The desks embed it.
type Portal struct {
	Site    *web.Site
	account *account.Account
	asked   func(context.Context, scheme.Actor) (asked int, told bool, err error)
	onLabel []LabelParts
	waiting WaitingPart
	counts  WaitingCounts
}

// A WaitingPart is what waits for who, as the start page of each desk shows it.
type WaitingPart func(ctx context.Context, f page.Frame, who scheme.Actor) (waiting.Part, error)

// WaitingCounts says how much waits for someone of the office, by the parts of
// the office's desk as their addresses name them.
type WaitingCounts func(ctx context.Context, who scheme.Actor) (map[string]int, error)

// OnWaiting lets start pages and the officers' menu say what waits. It is
// called while the desks open.
func (p *Portal) OnWaiting(part WaitingPart, counts WaitingCounts) {
	p.waiting, p.counts = part, counts
}

// WaitingFor returns what waits for who.
func (p *Portal) WaitingFor(ctx context.Context, f page.Frame, who scheme.Actor) (waiting.Part, error) {
	if p.waiting == nil {
		return waiting.Part{}, nil
	}
	return p.waiting(ctx, f, who)
}

// OnCases lets the menu of holders lead to the cases about their labels. asked
// counts those in which something is asked of them, and reports whether they
// were told of any. It is called while the desks open.
func (p *Portal) OnCases(asked func(context.Context, scheme.Actor) (int, bool, error)) {
	p.asked = asked
}

// LabelParts are sections that a desk adds to the hub of one label at
// /desk/labels/{number}, for who is of the holder's side.
type LabelParts func(ctx context.Context, f page.Frame, who scheme.Actor, l scheme.Label) ([]holder.Part, error)

// OnLabel adds sections to the hub of each label, after those that are there.
// It is called while the desks open.
func (p *Portal) OnLabel(parts LabelParts) { p.onLabel = append(p.onLabel, parts) }

// PartsOf returns all sections that desks add to the hub of a label.
func (p *Portal) PartsOf(ctx context.Context, f page.Frame, who scheme.Actor, l scheme.Label) (all []holder.Part, err error) {
	for _, add := range p.onLabel {
		parts, err := add(ctx, f, who, l)
		if err != nil {
			return nil, err
		}
		all = append(all, parts...)
	}
	return all, nil
}

// New makes the counter; the account knows the people whom pages name.
func New(site *web.Site, a *account.Account) *Portal {
	return &Portal{Site: site, account: a}
}

// Desk makes an http.Handler of h for signed-in people. Whoever is not is
// sent to the door and comes back; a form that was sent meanwhile is kept.
// A deed that wants a fresh passkey leads over the door's step-up page to
// the address of the deed, which therefore shows its form on GET.
func (p *Portal) Desk(h web.DeskHandler) http.Handler {
	return p.Site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		who, err := p.Site.Actor(r.Context(), p.Site.Session(r))
		switch {
		case web.RefusedFor(err, "refusal.signed_out") && r.Method == http.MethodPost:
			return p.keep(w, r)
		case web.RefusedFor(err, "refusal.signed_out"):
			return web.Redirect(w, r, web.SignIn(r))
		case err != nil:
			return err
		}
		if r.Method == http.MethodPost {
			if err := web.CheckForm(r); err != nil {
				return err
			}
		}
		err = h(w, r, who)
		if web.RefusedFor(err, "refusal.step_up") {
			return web.Redirect(w, r, "/"+web.Lang(r)+"/door/step-up?next="+url.QueryEscape(r.URL.Path))
		}
		if err != nil {
			p.Site.FailIn(w, r, err, func(title string) page.Frame { return p.errorFrame(r, who, title) })
		}
		return nil
	})
}

// errorFrame leaves who is signed in the way on from a page of what could not
// be done.
func (p *Portal) errorFrame(r *http.Request, who scheme.Actor, title string) page.Frame {
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		return p.OfficeFrame(r, who, title)
	}
	return p.Frame(r, who, title)
}

// Script is Desk for what our own scripts send, which need not be a form, and
// read, which is JSON: what went wrong too, and that nobody is signed in. The
// rest of a body is read first: else the browser, still sending, would not
// hear the answer.
func (p *Portal) Script(h web.DeskHandler) http.Handler {
	return p.Site.Handle(func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		who, err := p.Site.Actor(r.Context(), p.Site.Session(r))
		if err == nil {
			err = h(w, r, who)
		}
		if err == nil {
			return nil
		}
		_, _ = io.Copy(io.Discard, r.Body) // what is not there any more need not be read
		said := p.Site.Problem(r, err)
		return web.WriteJSON(w, said.Status, map[string]any{"error": said.Detail, "reference": said.Instance, "errors": said.Errors,
			"signed_out": web.RefusedFor(err, "refusal.signed_out")})
	})
}

// keep shows a form's values to someone whose session has ended, so that
// they can be sent again after signing in. Files cannot be kept, and the page
// says so.
func (p *Portal) keep(w http.ResponseWriter, r *http.Request) error {
	values, files, err := web.FormWithoutFiles(r)
	if err != nil {
		return err
	}
	f := p.Site.Frame(r, p.Site.Printer(r).T("applicant.kept.title"))
	f.Path = "/" + f.P.Lang + "/desk" // this page exists only as an answer to a form
	f.Unlisted = true
	page := kept.Page{Frame: f, Action: r.URL.Path, Files: files, SignIn: "/" + f.P.Lang + "/door/sign-in?next=" + url.QueryEscape("/"+f.P.Lang+"/desk/signed-in")}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, v := range values[name] {
			page.Values = append(page.Values, kept.Value{Name: name, Text: v})
		}
	}
	return p.Site.Render(w, r, http.StatusForbidden, kept.Show(page))
}

// Frame is the frame of a desk page for who.
func (p *Portal) Frame(r *http.Request, who scheme.Actor, title string) page.Frame {
	f := p.Site.Frame(r, title)
	f.Unlisted, f.Guarded = true, true
	f.Styles = append(f.Styles, "desk.css", "rows.css")
	f.Person = who.Person.Name
	f.Place = who.Organisation.Name.In(f.P.Lang)
	f.Account = f.To("/door/account")
	f.SignOut = f.To("/door/sign-out")
	f.Nav = p.Nav(f, who)
	if who.Is(scheme.RoleApplicant) || who.Is(scheme.RoleAgent) {
		p.addCases(r.Context(), &f, who)
	}
	return f
}

// addCases leads to the cases about the labels of who, right after the
// applications. When they cannot be read the link is left out: a page about
// something else is still of use, and one about cases says what is wrong.
func (p *Portal) addCases(ctx context.Context, f *page.Frame, who scheme.Actor) {
	if p.asked == nil {
		return
	}
	asked, told, err := p.asked(ctx, who)
	if err != nil || !told {
		return
	}
	link := page.Link{Text: f.P.T("case.nav"), Href: f.To("/desk/cases")}
	if asked > 0 {
		link.Text = f.P.T("case.nav_asked", asked)
	}
	link.Current = strings.HasPrefix(f.Path, link.Href)
	f.Nav = slices.Insert(f.Nav, min(1, len(f.Nav)), link)
}

// Nav leads to the desks that who may use.
func (p *Portal) Nav(f page.Frame, who scheme.Actor) []page.Link {
	var links []page.Link
	add := func(key, to string) {
		here, _, _ := strings.Cut(f.Path, "?")
		href := f.To(to)
		links = append(links, page.Link{Text: f.P.T(key), Href: href, Current: here == href || strings.HasPrefix(here, strings.TrimSuffix(href, "/")+"/")})
	}
	if who.Is(scheme.RoleApplicant) || who.Is(scheme.RoleAgent) {
		add("applicant.nav.applications", "/desk/applications")
		add("holder.nav", "/desk/labels")
	}
	if who.Is(scheme.RoleReviewer) {
		add("inquiry.nav", "/desk/authority/")
	}
	if who.Is(scheme.RoleManager) {
		add("applicant.nav.people", "/desk/people")
	}
	switch {
	case who.Is(scheme.RoleOfficer):
		add("applicant.nav.office", "/desk/office/")
	case who.Is(scheme.RoleAdministrator):
		add("applicant.nav.office", "/desk/office/organisations")
	}
	return links
}

// Home leads to the desk at which who works.
func (p *Portal) Home(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f := p.Frame(r, who, "")
	if len(f.Nav) == 0 {
		return web.Redirect(w, r, f.To("/door/account"))
	}
	return web.Redirect(w, r, f.Nav[0].Href)
}

// signedIn is where the second tab ends in which someone signed in to send a
// form that was kept.
func (p *Portal) signedIn(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f := p.Frame(r, who, p.Site.Printer(r).T("applicant.signed_in.title"))
	return p.Site.Render(w, r, http.StatusOK, outcome.Show(outcome.Page{
		Frame: f, Text: []string{f.P.T("applicant.signed_in.text")}, Links: []page.Link{{Text: f.P.T("applicant.signed_in.desk"), Href: f.To("/desk")}},
	}))
}
