package portal

import (
	"net/http"
	"net/url"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// officerRoutes adds the office's addresses: the table of contents of its
// desk. Nobody outside the office learns that they exist.
func (p *Portal) officerRoutes(mux *http.ServeMux) {
	officer := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, p.desk(officerOnly(h))) }
	officer("GET /desk/office/{$}", p.officeList)
	officer("GET /desk/office/applications/{id}", p.officeFile)
	officer("POST /desk/office/applications/{id}/accept", p.fileDeed(scheme.DeedAccept, p.acceptFile))
	officer("POST /desk/office/applications/{id}/return", p.fileDeed(scheme.DeedReturn, p.returnFile))
	officer("POST /desk/office/applications/{id}/reject", p.fileDeed(scheme.DeedReject, p.rejectFile))
	officer("POST /desk/office/applications/{id}/note_fee", p.fileDeed(scheme.DeedNoteFee, p.noteFee))
	officer("POST /desk/office/applications/{id}/note_view", p.fileDeed(scheme.DeedNoteView, p.noteView))
	officer("POST /desk/office/applications/{id}/refuse", p.fileDeed(scheme.DeedRefuse, p.refuseFile))
	officer("GET /desk/office/applications/{id}/issue", p.issueAsk)
	officer("POST /desk/office/applications/{id}/issue", p.issue)

	officer("GET /desk/office/labels", p.officeLabels)
	officer("GET /desk/office/labels/{number}", p.officeLabel)
	officer("GET /desk/office/labels/{number}/revoke", p.revokeAsk)
	officer("POST /desk/office/labels/{number}/revoke", p.revoke)
	officer("POST /desk/office/labels/{number}/propose", p.propose)
	officer("POST /desk/office/labels/{number}/confirm", p.labelDeed(scheme.DeedConfirm, p.office.Confirm))
	officer("POST /desk/office/labels/{number}/drop", p.labelDeed(scheme.DeedDrop, p.office.Drop))

	both := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, p.desk(officeOnly(h))) }
	both("GET /desk/office/recoveries", p.recoveries)
	both("POST /desk/office/recoveries/{id}/approve", p.recoveryDeed("approve", p.account.ApproveRecovery))
	both("POST /desk/office/recoveries/{id}/refuse", p.recoveryDeed("refuse", p.account.RefuseRecovery))

	admin := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, p.desk(administratorOnly(h))) }
	admin("GET /desk/office/organisations", p.organisations)
	admin("GET /desk/office/organisations/new", p.organisationNew)
	admin("POST /desk/office/organisations/new", p.organisationAdmit)
	admin("GET /desk/office/organisations/{id}", p.organisation)
	admin("GET /desk/office/organisations/{id}/change", p.organisationChangeAsk)
	admin("POST /desk/office/organisations/{id}/change", p.organisationChange)
	admin("POST /desk/office/organisations/{id}/people", p.adminInvite)
	admin("GET /desk/office/organisations/{id}/people/{person}/dismiss", p.adminDismissAsk)
	admin("POST /desk/office/organisations/{id}/people/{person}/dismiss", p.adminDismiss)
	admin("POST /desk/office/organisations/{id}/powers", p.grantPower)
	admin("POST /desk/office/organisations/{id}/powers/end", p.endPower)
	admin("GET /desk/office/catalog", p.catalog)
	admin("POST /desk/office/catalog", p.loadCatalog)
}

// officeOnly lets people of the office through. Others are told that there is
// no such page.
func officeOnly(h web.DeskHandler) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if !who.Is(scheme.RoleOfficer) && !who.Is(scheme.RoleAdministrator) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		return h(w, r, who)
	}
}

// officerOnly lets officers through, and tells an administrator who is none
// which role is lacking.
func officerOnly(h web.DeskHandler) web.DeskHandler {
	return officeOnly(withRole(scheme.RoleOfficer, "refusal.officer", h))
}

// administratorOnly lets administrators through, and tells officers who are
// none which role is lacking.
func administratorOnly(h web.DeskHandler) web.DeskHandler {
	return officeOnly(withRole(scheme.RoleAdministrator, "refusal.administrator", h))
}

func withRole(role scheme.Role, key string, h web.DeskHandler) web.DeskHandler {
	return func(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
		if !who.Is(role) {
			return scheme.Refuse(scheme.Denied, key)
		}
		return h(w, r, who)
	}
}

// officeHome returns the address of an office page in the reader's language.
func officeHome(r *http.Request, rest ...string) string {
	at := "/" + web.Lang(r) + "/desk/office"
	if len(rest) == 0 {
		return at + "/"
	}
	for _, part := range rest {
		at += "/" + url.PathEscape(part)
	}
	return at
}

// officeFrame is the frame of the office's pages.
func (p *Portal) officeFrame(r *http.Request, who scheme.Actor, title string) page.Frame {
	f := p.frame(r, who, title)
	f.Styles = append(f.Styles, "office.css")
	f.Nav = p.officerNav(f, who)
	return f
}

// officerNav leads to the parts of the office's desk that who may use.
func (p *Portal) officerNav(f page.Frame, who scheme.Actor) []page.Link {
	var links []page.Link
	here, _, _ := strings.Cut(f.Path, "?")
	add := func(key, part string) {
		href := f.To("/desk/office/") + part
		current := part != "" && strings.HasPrefix(here, href)
		if part == "" {
			current = here == href || strings.HasPrefix(here, href+"applications/")
		}
		links = append(links, page.Link{Text: f.P.T(key), Href: href, Current: current})
	}
	if who.Is(scheme.RoleOfficer) {
		add("officer.nav.applications", "")
		add("officer.nav.labels", "labels")
	}
	if who.Is(scheme.RoleAdministrator) {
		add("officer.nav.organisations", "organisations")
		add("officer.nav.catalog", "catalog")
	}
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		add("officer.nav.recoveries", "recoveries")
	}
	return links
}

// toStepUp asks for the passkey and leads back to a page of the desk.
func toStepUp(w http.ResponseWriter, r *http.Request, next string) error {
	return web.Redirect(w, r, stepUpHref(r, next))
}

func stepUpHref(r *http.Request, next string) string {
	return "/" + web.Lang(r) + "/door/step-up?next=" + url.QueryEscape(next)
}

// done says what was done just now, as the address tells after a deed:
// "?done=accept".
func done(f page.Frame, r *http.Request, args ...any) string {
	if key := "officer.done." + r.URL.Query().Get("done"); f.P.Has(key) {
		return f.P.T(key, args...)
	}
	return ""
}

// onForm returns the refusals inside err for a form that has these fields.
// Refusals of other fields are said of the whole form. prefix goes before the
// fields' names, for pages with several forms.
func onForm(err error, prefix string, fields ...string) scheme.Refusals {
	var out scheme.Refusals
	for _, r := range scheme.RefusalsOf(err) {
		one := *r
		one.Field = ""
		for _, f := range fields {
			if f == r.Field {
				one.Field = prefix + f
			}
		}
		out = append(out, &one)
	}
	return out
}

// cannotShow reports whether err leaves nothing to show a form about: it is a
// failure, or the thing is not there for the reader.
func cannotShow(err error) bool {
	return len(scheme.RefusalsOf(err)) == 0 || scheme.IsRefusal(err, scheme.Missing)
}
