package public

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/public/about"
)

// sections are the parts of the public site, in the order in which menu and
// footer name them.
var sections = []web.Section{
	{Path: "/", Key: "footer.home"},
	{Path: "/labels", Key: "menu.labels", Menu: true},
	{Path: "/about", Key: "menu.about", Menu: true},
	{Path: "/makers", Key: "menu.makers", Menu: true},
	{Path: "/buyers", Key: "menu.buyers", Menu: true},
	{Path: "/check", Key: "menu.check"},
	{Path: "/verify", Key: "menu.verify"},
	{Path: "/statistics", Key: "menu.statistics", Menu: true},
	{Path: "/criteria", Key: "menu.criteria"},
	{Path: "/abroad", Key: "menu.abroad"},
	{Path: "/crosswalk", Key: "crosswalk.title"},
	{Path: "/glossary", Key: "glossary.title"},
	{Path: "/label-use", Key: "menu.label_use"},
	{Path: "/forged", Key: "menu.forged"},
}

// Paths returns the addresses, without the language, of all public pages that
// are not about one label: what a list for search engines begins with.
func Paths(s *scheme.Scheme) []string {
	var all []string
	for _, one := range sections {
		all = append(all, one.Path)
	}
	for _, e := range s.Editions {
		if !e.Published() {
			continue
		}
		all = append(all, about.EditionPath(e.ID))
		for _, item := range e.Items {
			all = append(all, about.ItemPath(e.ID, item.ID))
		}
	}
	return all
}
