package web

import (
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Section is a part of the site that everyone may read.
type Section struct {
	Path  string // without the language, "/labels"
	Key   string // message that names it
	Menu  bool   // it stands in the menu; in the footer they all do
	Group string // message that names its part of the footer, one of Groups

	// In says whether the scheme has it; nil when every scheme does.
	In func(*scheme.Scheme) bool
}

// Parts of the footer.
const (
	GroupLabels  = "footer.labels"
	GroupScheme  = "footer.scheme"
	GroupRecords = "footer.records"
	GroupSite    = "footer.site" // with whom to ask, and the door
)

// Groups lists the parts of the footer in which sections stand.
var Groups = []string{GroupLabels, GroupScheme, GroupRecords, GroupSite}

// contactPath is where the office's enquiry desk is told.
const contactPath = "/about#contact"

// Offer names the sections that stand in the menu and in the footer of every
// page. It is called while routes are added, before the first request.
func (s *Site) Offer(sections ...Section) { s.sections = append(s.sections, sections...) }

// offered returns the sections that sch has as links: those of the menu, and
// all by group. sch is nil where there is no scheme yet.
func (s *Site) offered(f page.Frame, sch *scheme.Scheme) (menu []page.Link, foot []page.Links) {
	here, _, _ := strings.Cut(f.Path, "?")
	groups := map[string][]page.Link{}
	for _, one := range s.sections {
		if one.In != nil && (sch == nil || !one.In(sch)) {
			continue
		}
		href := f.To(one.Path)
		l := page.Link{Text: f.P.T(one.Key), Href: href, Current: here == href || one.Path != "/" && strings.HasPrefix(here, href+"/")}
		groups[one.Group] = append(groups[one.Group], l)
		if one.Menu {
			menu = append(menu, l)
		}
	}
	for _, key := range Groups {
		if key == GroupSite || len(groups[key]) > 0 {
			foot = append(foot, page.Links{Name: f.P.T(key), Links: groups[key]})
		}
	}
	return menu, foot
}

// siteLinks returns what stands last in the footer: whom to ask, where sch
// tells that, and the door.
func siteLinks(f page.Frame, sch *scheme.Scheme) (all []page.Link) {
	if sch != nil && !sch.Guide.Contact.Name.IsZero() {
		all = append(all, page.Link{Text: f.P.T("contact.title"), Href: f.To(contactPath)})
	}
	return append(all, page.Link{Text: f.P.T("footer.sign_in"), Href: f.To("/door/sign-in")})
}
