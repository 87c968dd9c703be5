package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
)

type glossaryShape struct {
	Official bool             `json:"official"`
	Groups   []termGroupShape `json:"groups"`
}

type termGroupShape struct {
	Title scheme.Text `json:"title"`
	Terms []termShape `json:"terms"`
}

type termShape struct {
	ID   string      `json:"id"`
	Term scheme.Text `json:"term"`
	Text scheme.Text `json:"text"`
}

// glossary reads what the words of the field mean into s. The file may be left
// out.
func (r *reader) glossary(s *scheme.Scheme) {
	if _, there := r.files[wordsFile]; !there {
		return
	}
	var f glossaryShape
	d := r.load(wordsFile, kindWords, &f)
	if d == nil {
		return
	}
	s.Glossary.Official = f.Official
	taken := map[string]bool{}
	for i, g := range f.Groups {
		group := scheme.TermGroup{Title: g.Title}
		for j, one := range g.Terms {
			if taken[one.ID] {
				r.at(d, fmt.Sprintf("the id %q is taken", one.ID), "Give each word an id of its own", "groups", strconv.Itoa(i), "terms", strconv.Itoa(j), "id")
			}
			taken[one.ID] = true
			group.Terms = append(group.Terms, scheme.Term{ID: one.ID, Word: one.Term, Text: one.Text})
		}
		s.Glossary.Groups = append(s.Glossary.Groups, group)
	}
}
