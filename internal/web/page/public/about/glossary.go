package about

import "shirushi/internal/scheme"

// terms are those of the glossary with these ids, in the order of the ids.
func (p Page) terms(ids []string) []scheme.Term {
	var all []scheme.Term
	for _, id := range ids {
		for _, g := range p.Scheme.Glossary.Groups {
			for _, t := range g.Terms {
				if t.ID == id {
					all = append(all, t)
				}
			}
		}
	}
	return all
}
