package web

import (
	"strings"

	"shirushi/internal/web/page"
)

// A Section is a part of the site that everyone may read.
type Section struct {
	Path string // without the language, "/labels"
	Key  string // message that names it
	Menu bool   // it stands in the menu; in the footer they all do
}

// contactPath is where the office's enquiry desk is told.
const contactPath = "/about#contact"

// Offer names the sections that stand in the menu and in the footer of every
// page. It is called while routes are added, before the first request.
func (s *Site) Offer(sections ...Section) { s.sections = append(s.sections, sections...) }

// offered returns the sections as links: those of the menu, and all.
func (s *Site) offered(f page.Frame) (menu, foot []page.Link) {
	here, _, _ := strings.Cut(f.Path, "?")
	for _, one := range s.sections {
		href := f.To(one.Path)
		l := page.Link{Text: f.P.T(one.Key), Href: href, Current: here == href || one.Path != "/" && strings.HasPrefix(here, href+"/")}
		foot = append(foot, l)
		if one.Menu {
			menu = append(menu, l)
		}
	}
	return menu, foot
}
