package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type crosswalkShape struct {
	AsOf      scheme.Date     `json:"as_of"`
	Caution   scheme.Text     `json:"caution"`
	Standards []standardShape `json:"standards"`
	Mappings  []mappingShape  `json:"mappings"`
}

type standardShape struct {
	ID      scheme.StandardID   `json:"id"`
	Name    scheme.Text         `json:"name"`
	Short   scheme.Text         `json:"short"`
	Version string              `json:"version"`
	Source  scheme.Text         `json:"source"`
	Items   []standardItemShape `json:"items"`
}

type standardItemShape struct {
	ID    string      `json:"id"`
	Title scheme.Text `json:"title"`
}

type mappingShape struct {
	From     string            `json:"from"`
	To       scheme.StandardID `json:"to"`
	Official bool              `json:"official"`
	Basis    scheme.Text       `json:"basis"`
	Pairs    []pairShape       `json:"pairs"`
}

type pairShape struct {
	Item     string          `json:"item"`
	Relation scheme.Relation `json:"relation"`
	With     []string        `json:"with"`
}

func (f standardShape) standard() scheme.Standard {
	s := scheme.Standard{ID: f.ID, Name: f.Name, Short: f.Short, Version: f.Version, Source: f.Source}
	for _, one := range f.Items {
		s.Items = append(s.Items, scheme.StandardItem(one))
	}
	return s
}

// mapping says from where it leads by what s holds.
func (f mappingShape) mapping(s *scheme.Scheme) scheme.Mapping {
	m := scheme.Mapping{To: f.To, Official: f.Official, Basis: f.Basis}
	if e, ok := s.Edition(scheme.EditionID(f.From)); ok {
		m.Edition = e.ID
	} else {
		m.Standard = scheme.StandardID(f.From)
	}
	for _, one := range f.Pairs {
		m.Pairs = append(m.Pairs, scheme.Pair(one))
	}
	return m
}

// crosswalk reads which criteria touch which requirements elsewhere into s,
// whose editions are there by now. The file may be left out.
func (r *reader) crosswalk(s *scheme.Scheme) {
	if _, there := r.files[crossFile]; !there {
		return
	}
	var f crosswalkShape
	d := r.load(crossFile, kindCross, &f)
	if d == nil || len(r.problems) > 0 { // of editions that are not sound it could say little
		return
	}
	r.day(d, f.AsOf, "as_of")
	c := scheme.Crosswalk{AsOf: f.AsOf, Caution: f.Caution}
	for i, one := range f.Standards {
		r.checkStandard(d, one, i, s)
		c.Standards = append(c.Standards, one.standard())
	}
	unique(r, d, "standards", c.Standards, func(one scheme.Standard) string { return string(one.ID) })
	if len(r.problems) > 0 {
		return // nor could it of standards
	}
	mapped := map[[4]string]bool{}
	for i, one := range f.Mappings {
		m := one.mapping(s)
		r.checkMapping(d, m, i, s, c)
		r.checkMappedOnce(d, one, i, mapped)
		c.Mappings = append(c.Mappings, m)
	}
	s.Crosswalk = c
}

// checkStandard reports a standard that could be taken for an edition, and
// numbers that stand twice in it.
func (r *reader) checkStandard(d *yamlfile.Document, one standardShape, i int, s *scheme.Scheme) {
	if _, ok := s.Edition(scheme.EditionID(one.ID)); ok {
		r.at(d, fmt.Sprintf("the id %q is that of an edition", one.ID), "Give the standard an id of its own", "standards", strconv.Itoa(i), "id")
	}
	taken := map[string]bool{}
	for j, item := range one.Items {
		if taken[item.ID] {
			r.at(d, fmt.Sprintf("the number %q is taken", item.ID), "Give each item a number of its own", "standards", strconv.Itoa(i), "items", strconv.Itoa(j), "id")
		}
		taken[item.ID] = true
	}
}

// checkMapping reports ends and items that are not there.
func (r *reader) checkMapping(d *yamlfile.Document, m scheme.Mapping, i int, s *scheme.Scheme, c scheme.Crosswalk) {
	at := func(more ...string) []string { return append([]string{"mappings", strconv.Itoa(i)}, more...) }
	to, ok := c.Standard(m.To)
	if !ok {
		r.at(d, fmt.Sprintf("there is no standard %q", m.To), "Name one that stands under standards", at("to")...)
	}
	from, known := c.Standard(m.Standard)
	edition, ours := s.Edition(m.Edition)
	switch {
	case !known && !ours:
		r.at(d, fmt.Sprintf("there is neither an edition nor a standard %q", m.Standard), "Write number and revision of an edition in one, or name a standard", at("from")...)
		return
	case m.Standard == m.To:
		r.at(d, "the mapping leads to itself", "Name another standard", at("from")...)
		return
	}
	for j, p := range m.Pairs {
		_, there := from.Item(p.Item)
		if ours {
			_, there = edition.Item(scheme.CriterionID(p.Item))
		}
		if !there {
			r.at(d, fmt.Sprintf("there is no item %q", p.Item), "Name an item of where the mapping begins", at("pairs", strconv.Itoa(j), "item")...)
		}
		for k, id := range p.With {
			if _, there := to.Item(id); ok && !there {
				r.at(d, fmt.Sprintf("there is no item %q in %s", id, m.To), "Name an item of the standard, or add it there", at("pairs", strconv.Itoa(j), "with", strconv.Itoa(k))...)
			}
		}
	}
}

// checkMappedOnce reports two items that are mapped to each other a second
// time: a reader would not know which relation holds.
func (r *reader) checkMappedOnce(d *yamlfile.Document, m mappingShape, i int, mapped map[[4]string]bool) {
	for j, p := range m.Pairs {
		for k, id := range p.With {
			both := [4]string{m.From, p.Item, string(m.To), id}
			if mapped[both] {
				r.at(d, fmt.Sprintf("the item %q is mapped to %q already", p.Item, id), "Keep it once", "mappings", strconv.Itoa(i), "pairs", strconv.Itoa(j), "with", strconv.Itoa(k))
			}
			mapped[both] = true
		}
	}
}
