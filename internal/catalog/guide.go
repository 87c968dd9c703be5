package catalog

import (
	"fmt"
	"strconv"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

type guideShape struct {
	Contact   contactShape  `json:"contact"`
	FeeCovers saidShape     `json:"fee_covers"`
	Papers    []paperShape  `json:"papers"`
	Duties    []dutyShape   `json:"duties"`
	Buying    []adviceShape `json:"buying"`
	Figures   figureShape   `json:"figures"`
	DataTerms saidShape     `json:"data_terms"`
}

type contactShape struct {
	Official bool        `json:"official"`
	Name     scheme.Text `json:"name"`
	Email    string      `json:"email"`
	Web      string      `json:"web"`
	Hours    scheme.Text `json:"hours"`
}

type saidShape struct {
	Official bool        `json:"official"`
	Text     scheme.Text `json:"text"`
}

type dutyShape struct {
	ID       string      `json:"id"`
	Official bool        `json:"official"`
	Text     scheme.Text `json:"text"`
}

type paperShape struct {
	ID       string           `json:"id"`
	Official bool             `json:"official"`
	Name     scheme.Text      `json:"name"`
	When     scheme.Text      `json:"when"`
	Levels   []scheme.LevelID `json:"levels"`
}

type adviceShape struct {
	ID       string         `json:"id"`
	Official bool           `json:"official"`
	Buyer    scheme.Text    `json:"buyer"`
	Level    scheme.LevelID `json:"level"`
	Standing scheme.Text    `json:"standing"`
	Source   scheme.Text    `json:"source"`
}

type figureShape struct {
	Official     bool `json:"official"`
	GroupAtLeast int  `json:"group_at_least"`
}

// guide reads what is told to the public into s. The file may be left out.
func (r *reader) guide(s *scheme.Scheme) {
	if _, there := r.files[guideFile]; !there {
		return
	}
	var f guideShape
	d := r.load(guideFile, kindGuide, &f)
	if d == nil {
		return
	}
	s.Guide = f.guide()
	c := f.Contact
	switch {
	case c.Email == "" && c.Web == "":
		r.at(d, "nobody can be reached by it", "Add email: or web:", "contact")
	case c.Email != "" && !scheme.PlausibleEmail(c.Email):
		r.at(d, fmt.Sprintf("%s is no e-mail address", c.Email), "Write one as in office@example.org", "contact", "email")
	case c.Web != "" && !scheme.IsWebAddress(c.Web):
		r.at(d, fmt.Sprintf("%s is no web address", c.Web), "Write one as in https://example.org/contact", "contact", "web")
	}
	unique(r, d, "papers", s.Guide.Papers, func(p scheme.Paperwork) string { return p.ID })
	unique(r, d, "duties", s.Guide.Duties, func(t scheme.Said) string { return t.ID })
	unique(r, d, "buying", s.Guide.Buying, func(a scheme.Advice) string { return a.ID })
	r.checkGuideLevels(d, s)
}

// checkGuideLevels reports levels that are not there; without a sound
// scheme.yaml it says nothing.
func (r *reader) checkGuideLevels(d *yamlfile.Document, s *scheme.Scheme) {
	if len(s.Levels) == 0 {
		return
	}
	known := func(id scheme.LevelID, at ...string) {
		if _, ok := s.Level(id); !ok {
			r.at(d, fmt.Sprintf("there is no level %q", id), "Name a level of scheme.yaml", at...)
		}
	}
	for i, p := range s.Guide.Papers {
		for j, id := range p.Levels {
			known(id, "papers", strconv.Itoa(i), "levels", strconv.Itoa(j))
		}
	}
	for i, a := range s.Guide.Buying {
		known(a.Level, "buying", strconv.Itoa(i), "level")
	}
}

func (f guideShape) guide() scheme.Guide {
	g := scheme.Guide{Contact: contact(f.Contact), FeeCovers: scheme.Said{ID: "fee_covers", Text: f.FeeCovers.Text, Official: f.FeeCovers.Official},
		Figures:   scheme.FigureRules{GroupAtLeast: f.Figures.GroupAtLeast, Official: f.Figures.Official},
		DataTerms: scheme.Said{ID: "data_terms", Text: f.DataTerms.Text, Official: f.DataTerms.Official}}
	for _, p := range f.Papers {
		g.Papers = append(g.Papers, scheme.Paperwork{ID: p.ID, Name: p.Name, When: p.When, Levels: p.Levels, Official: p.Official})
	}
	for _, t := range f.Duties {
		g.Duties = append(g.Duties, scheme.Said{ID: t.ID, Text: t.Text, Official: t.Official})
	}
	for _, a := range f.Buying {
		g.Buying = append(g.Buying, scheme.Advice{ID: a.ID, Buyer: a.Buyer, Level: a.Level, Standing: a.Standing, Source: a.Source, Official: a.Official})
	}
	return g
}

func contact(c contactShape) scheme.EnquiryDesk {
	return scheme.EnquiryDesk{Name: c.Name, Email: c.Email, Web: c.Web, Hours: c.Hours, Official: c.Official}
}
