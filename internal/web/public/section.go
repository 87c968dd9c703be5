package public

import (
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page/public/about"
)

// sections are the parts of the public site, in the order in which menu and
// footer name them.
var sections = []web.Section{
	{Path: "/", Key: "footer.home", Group: web.GroupSite},
	{Path: "/labels", Key: "menu.labels", Menu: true, Group: web.GroupLabels},
	{Path: "/about", Key: "menu.about", Menu: true, Group: web.GroupScheme},
	{Path: "/makers", Key: "menu.makers", Menu: true, Group: web.GroupScheme},
	{Path: "/buyers", Key: "menu.buyers", Menu: true, Group: web.GroupScheme},
	{Path: "/check", Key: "menu.check", Group: web.GroupLabels},
	{Path: "/verify", Key: "menu.verify", Menu: true, Group: web.GroupLabels},
	{Path: "/statistics", Key: "menu.statistics", Menu: true, Group: web.GroupRecords},
	{Path: "/criteria", Key: "menu.criteria", Group: web.GroupScheme},
	{Path: "/abroad", Key: "menu.abroad", Group: web.GroupScheme},
	{Path: "/crosswalk", Key: "crosswalk.title", Group: web.GroupScheme},
	{Path: "/glossary", Key: "glossary.title", Group: web.GroupScheme},
	{Path: "/label-use", Key: "menu.label_use", Group: web.GroupScheme},
	{Path: "/forged", Key: "menu.forged", Group: web.GroupLabels},
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
