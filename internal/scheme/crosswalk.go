package scheme

import "slices"

// A StandardID is the short name of another scheme's list of requirements.
type StandardID string

// A Relation says how two items go together, in the words of NIST IR 8477.
// None of them says that whoever meets the one meets the other.
type Relation string

const (
	Intersects Relation = "intersects" // both deal with the same matter in part: "touches"
	Subset     Relation = "subset"     // a source lists the first as a part of the second
)

// A Standard is a list of requirements of another scheme, standard or law, so
// far as anything is mapped to it. Titles are the operator's words, never the
// text.
type Standard struct {
	ID      StandardID
	Name    Text
	Short   Text // for headings of columns and filters
	Version string
	Source  Text
	Items   []StandardItem
}

// A StandardItem is one requirement of a Standard.
type StandardItem struct {
	ID    string // as the standard numbers it
	Title Text
}

// Item returns the requirement with this number.
func (s Standard) Item(id string) (StandardItem, bool) {
	i := slices.IndexFunc(s.Items, func(one StandardItem) bool { return one.ID == id })
	if i < 0 {
		return StandardItem{}, false
	}
	return s.Items[i], true
}

// A Mapping says which items of one list touch which of another, all on the
// same basis. It begins at one of the scheme's editions or at a standard, and
// ends at a standard. Mappings are not to be chained: that A touches B and B
// touches C says nothing of A and C.
type Mapping struct {
	Edition  EditionID  // where it begins; "" when it begins at a standard
	Standard StandardID // where it begins otherwise
	To       StandardID
	Official bool // false: judged by whoever made the data
	Basis    Text
	Pairs    []Pair
}

// A Pair is one item with all that it goes together with in the same way.
type Pair struct {
	Item     string // a CriterionID where the mapping begins at an edition
	Relation Relation
	With     []string
}

// A Crosswalk is all that is known of how the criteria go together with other
// lists of requirements. The zero Crosswalk says nothing.
type Crosswalk struct {
	AsOf      Date
	Caution   Text // shown wherever any of it is
	Standards []Standard
	Mappings  []Mapping
}

// Standard returns the standard with this id.
func (c Crosswalk) Standard(id StandardID) (Standard, bool) {
	i := slices.IndexFunc(c.Standards, func(one Standard) bool { return one.ID == id })
	if i < 0 {
		return Standard{}, false
	}
	return c.Standards[i], true
}

// MappingsAbout returns the mappings that begin or end at a standard; all for
// "". Those of editions that the public may not read about are left out.
func (s *Scheme) MappingsAbout(id StandardID) []Mapping {
	var all []Mapping
	for _, m := range s.Crosswalk.Mappings {
		e, ours := s.Edition(m.Edition)
		if (!ours || e.Published()) && (id == "" || m.To == id || m.Standard == id) {
			all = append(all, m)
		}
	}
	return all
}

// A Touch is an item of a standard with how a criterion goes together with it.
type Touch struct {
	StandardItem
	Relation Relation
	Official bool
	Basis    Text
}

// Touches returns what a criterion is mapped to in each standard, in the order
// of the data. Only what is mapped to it by itself: nothing is chained.
func (c Crosswalk) Touches(edition EditionID, item CriterionID) map[StandardID][]Touch {
	all := map[StandardID][]Touch{}
	for _, m := range c.Mappings {
		if m.Edition != edition || m.Edition == "" {
			continue
		}
		standard, _ := c.Standard(m.To)
		for _, p := range m.Pairs {
			if p.Item != string(item) {
				continue
			}
			for _, id := range p.With {
				if there, ok := standard.Item(id); ok {
					all[m.To] = append(all[m.To], Touch{there, p.Relation, m.Official, m.Basis})
				}
			}
		}
	}
	return all
}
