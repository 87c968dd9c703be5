package portal

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// OfficeOnly lets people of the office through. Others are told that there is
// no such page.
func OfficeOnly(h web.DeskHandler) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if !who.Is(scheme.RoleOfficer) && !who.Is(scheme.RoleAdministrator) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		return h(w, r, who)
	}
}

// OfficerOnly lets officers through, and tells an administrator who is none
// which role is lacking.
func OfficerOnly(h web.DeskHandler) web.DeskHandler {
	return OfficeOnly(withRole(scheme.RoleOfficer, "refusal.officer", h))
}

// AdministratorOnly lets administrators through, and tells officers who are
// none which role is lacking.
func AdministratorOnly(h web.DeskHandler) web.DeskHandler {
	return OfficeOnly(withRole(scheme.RoleAdministrator, "refusal.administrator", h))
}

func withRole(role scheme.Role, key string, h web.DeskHandler) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if !who.Is(role) {
			return scheme.Refuse(scheme.Denied, key)
		}
		return h(w, r, who)
	}
}

// OfficeHome returns the address of an office page in the reader's language.
func OfficeHome(r *http.Request, rest ...string) string {
	at := "/" + web.Lang(r) + "/desk/office"
	if len(rest) == 0 {
		return at + "/"
	}
	for _, part := range rest {
		at += "/" + url.PathEscape(part)
	}
	return at
}

// AtOffice reports whether a request came to the office's side of the counter.
// Some pages are the same on both sides.
func AtOffice(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/"+web.Lang(r)+"/desk/office/")
}

// SideHome returns the address of a page that is on both sides of the counter,
// or of what lies below it, on the side on which the request came.
func SideHome(r *http.Request, page string, rest ...string) string {
	if AtOffice(r) {
		return OfficeHome(r, append([]string{page}, rest...)...)
	}
	at := "/" + web.Lang(r) + "/desk/" + page
	for _, part := range rest {
		at += "/" + url.PathEscape(part)
	}
	return at
}

// OfficeFrame is the frame of the office's pages.
func (p *Portal) OfficeFrame(r *http.Request, who scheme.Actor, title string) page.Frame {
	f := p.Frame(r, who, title)
	f.Styles = append(f.Styles, "office.css")
	var waits map[string]int
	if p.counts != nil { // when they cannot be read, the page about something else is still of use
		waits, _ = p.counts(r.Context(), who)
	}
	f.Nav = p.OfficeNav(f, who, waits)
	return f
}

// OfficeNav leads to the parts of the office's desk that who may use, with how
// much waits for who in each.
func (p *Portal) OfficeNav(f page.Frame, who scheme.Actor, waits map[string]int) []page.Link {
	var links []page.Link
	here, _, _ := strings.Cut(f.Path, "?")
	add := func(key, part string) {
		href := f.To("/desk/office/") + part
		current := part != "" && strings.HasPrefix(here, href)
		if part == "" {
			current = here == href || strings.HasPrefix(here, href+"applications/")
		}
		text := f.P.T(key)
		if n := waits[part]; n > 0 {
			text = f.P.T("agenda.nav", text, n)
		}
		links = append(links, page.Link{Text: text, Href: href, Current: current})
	}
	if who.Is(scheme.RoleOfficer) {
		add("officer.nav.applications", "")
		add("officer.nav.labels", "labels")
		add("case.nav", "cases")
		add("desk.doubts", "doubts")
		add("desk.misuse.nav", "misuse")
		add("holder.nav.office", "holders")
		add("objection.nav", "objections")
		add("submission.entries", "entries")
		add("money.nav", "money")
	}
	if who.Is(scheme.RoleAdministrator) {
		add("officer.nav.organisations", "organisations")
		add("officer.nav.catalog", "catalog")
		add("erasure.nav", "erasures")
	}
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		add("workload.nav", "figures")
		add("officer.nav.staff", "staff")
		add("audit.nav", "audit")
		add("officer.nav.recoveries", "recoveries")
	}
	return links
}

// Recoveries counts the colleagues who lost their passkeys and wait for who to
// let them in again.
func (p *Portal) Recoveries(ctx context.Context, who scheme.Actor) (int, error) {
	wishes, err := p.account.Recoveries(ctx, who)
	n := 0
	for _, wish := range wishes {
		if !wish.Own {
			n++
		}
	}
	return n, err
}

// ToStepUp asks for the passkey and leads back to a page of the desk.
func ToStepUp(w http.ResponseWriter, r *http.Request, next string) error {
	return web.Redirect(w, r, StepUpHref(r, next))
}

// StepUpHref is the address of the door that asks for the passkey and leads
// back to next.
func StepUpHref(r *http.Request, next string) string {
	return "/" + web.Lang(r) + "/door/step-up?next=" + url.QueryEscape(next)
}

// Names returns the names of the people of some organisations and of the
// office, for pages that say who did something.
func (p *Portal) Names(ctx context.Context, who scheme.Actor, of ...scheme.OrganisationID) (map[scheme.PersonID]string, error) {
	offices, err := p.account.Organisations(ctx, who, scheme.Office)
	if err != nil {
		return nil, err
	}
	for _, o := range offices {
		of = append(of, o.ID)
	}
	names := map[scheme.PersonID]string{}
	seen := map[scheme.OrganisationID]bool{"": true}
	for _, id := range of {
		if seen[id] {
			continue
		}
		seen[id] = true
		people, err := p.account.People(ctx, who, id)
		if err != nil {
			return nil, err
		}
		for _, one := range people {
			names[one.ID] = one.Name
		}
	}
	return names, nil
}

// WhoDid names the person of a record; whoever is not among names is not
// named.
func WhoDid(f page.Frame, id scheme.PersonID, names map[scheme.PersonID]string) string {
	if id == "" {
		return f.P.T("officer.person.system")
	}
	if name := names[id]; name != "" {
		return name
	}
	return f.P.T("officer.person.unknown")
}
