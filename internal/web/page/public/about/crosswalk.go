package about

import (
	"net/url"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Crosswalk is the page of how criteria go together with other standards.
type Crosswalk struct {
	Page
	With scheme.StandardID // shown alone; "": what the scheme's own criteria touch
}

// CrosswalkPath is the address of the page, without the language, for one
// standard or, for "", for what the scheme's own criteria touch.
func CrosswalkPath(with scheme.StandardID) string {
	if with == "" {
		return "/crosswalk"
	}
	return "/crosswalk?with=" + url.QueryEscape(string(with))
}

// A walk is all mappings between the same two lists.
type walk struct {
	from, to string
	mappings []scheme.Mapping
	ours     bool // it begins at criteria of the scheme
}

// walks are the mappings that the page shows, those between the same two lists
// together.
func (c Crosswalk) walks() []walk {
	var all []walk
	at := map[[2]string]int{}
	for _, m := range c.Scheme.MappingsAbout(c.With) {
		if c.With == "" && m.Edition == "" {
			continue
		}
		ends := [2]string{string(m.Edition) + "/" + string(m.Standard), string(m.To)}
		i, there := at[ends]
		if !there {
			i = len(all)
			at[ends] = i
			all = append(all, walk{from: c.fromName(m), to: c.short(m.To), ours: m.Edition != ""})
		}
		all[i].mappings = append(all[i].mappings, m)
	}
	return all
}

// noneOfOurs reports whether the page shows mappings, and none of them begins
// at the scheme's own criteria: a reader must not take them for such.
func (c Crosswalk) noneOfOurs() bool {
	all := c.walks()
	for _, w := range all {
		if w.ours {
			return false
		}
	}
	return len(all) > 0
}

func (p Page) fromName(m scheme.Mapping) string {
	if e, ok := p.Scheme.Edition(m.Edition); ok {
		return p.in(e.Title)
	}
	return p.short(m.Standard)
}

func (p Page) short(id scheme.StandardID) string {
	s, _ := p.Scheme.Crosswalk.Standard(id)
	return p.in(s.Short)
}

// fromTitle is the title of the item at which a pair begins.
func (p Page) fromTitle(m scheme.Mapping, item string) string {
	if e, ok := p.Scheme.Edition(m.Edition); ok {
		c, _ := e.Item(scheme.CriterionID(item))
		return p.in(c.Title)
	}
	return p.toTitle(m.Standard, item)
}

func (p Page) toTitle(id scheme.StandardID, item string) string {
	s, _ := p.Scheme.Crosswalk.Standard(id)
	one, _ := s.Item(item)
	return p.in(one.Title)
}

// csv is the address of what the page shows, as a file; of all for the page
// without a standard.
func (c Crosswalk) csv() string {
	address := c.To("/crosswalk.csv")
	if c.With != "" {
		address += "?with=" + url.QueryEscape(string(c.With))
	}
	return address
}

// standard is the one that is shown alone; the zero Standard for none.
func (c Crosswalk) standard() scheme.Standard {
	s, _ := c.Scheme.Crosswalk.Standard(c.With)
	return s
}

// CrosswalkHeads are the columns of CrosswalkRows.
func (c Crosswalk) CrosswalkHeads() []string {
	t := c.P.T
	return []string{t("crosswalk.column.from"), t("crosswalk.column.from_item"), t("crosswalk.column.from_title"), t("crosswalk.relation"),
		t("crosswalk.column.to"), t("crosswalk.column.to_item"), t("crosswalk.column.to_title"), t("crosswalk.column.official"), t("crosswalk.basis"), t("crosswalk.as_of")}
}

// CrosswalkRows are the mappings about c.With, one pair of items in each row;
// all mappings for "".
func (c Crosswalk) CrosswalkRows() [][]any {
	var rows [][]any
	for _, m := range c.Scheme.MappingsAbout(c.With) {
		from := string(m.Edition) + string(m.Standard) // one of them is empty
		for _, pair := range m.Pairs {
			for _, id := range pair.With {
				rows = append(rows, []any{from, pair.Item, c.fromTitle(m, pair.Item), c.P.T("crosswalk." + string(pair.Relation)),
					string(m.To), id, c.toTitle(m.To, id), strconv.FormatBool(m.Official), c.in(m.Basis), c.Scheme.Crosswalk.AsOf})
			}
		}
	}
	return rows
}

// A touched is a standard with the items of it that a criterion touches.
type touched struct {
	standard scheme.Standard
	items    []scheme.Touch
}

// touches are what the criterion is mapped to, standard by standard.
func (i Item) touches() []touched {
	var all []touched
	by := i.Scheme.Crosswalk.Touches(i.Edition.ID, i.Item.ID)
	for _, s := range i.Scheme.Crosswalk.Standards {
		if items := by[s.ID]; len(items) > 0 {
			all = append(all, touched{s, items})
		}
	}
	return all
}

// sources are where the standards that the page names were taken from.
func (c Crosswalk) sources() []page.Row {
	var rows []page.Row
	for _, s := range c.Scheme.Crosswalk.Standards {
		if c.With == "" || s.ID == c.With {
			rows = append(rows, page.Row{Key: c.in(s.Name), Text: c.P.T("crosswalk.source_text", s.Version, s.Source)})
		}
	}
	return rows
}

// csvText names the file at csv.
func (c Crosswalk) csvText() string {
	if c.With == "" {
		return c.P.T("crosswalk.csv_all")
	}
	return c.P.T("crosswalk.csv", c.standard().Short)
}

// caption names the table of the i-th mapping of a walk. Of several with
// different grounds each has a name of its own.
func (c Crosswalk) caption(w walk, i int) string {
	name := c.P.T("crosswalk.walk", w.from, w.to)
	if len(w.mappings) == 1 {
		return name
	}
	return c.P.T("crosswalk.part", name, i+1)
}
