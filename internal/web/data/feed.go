package data

import (
	"encoding/xml"
	"net/http"
	"net/url"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// inFeed is how many changes the feed tells.
const inFeed = 50

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	ID       string      `xml:"id"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle"`
	Updated  string      `xml:"updated"`
	Author   string      `xml:"author>name"`
	Links    []atomLink  `xml:"link"`
	Entries  []atomEntry `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr,omitempty"`
	Lang string `xml:"hreflang,attr,omitempty"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Links     []atomLink `xml:"link"`
	Summary   string     `xml:"summary"`
}

const atomType = "application/atom+xml"

// feed tells the newest changes in words of the page's language.
func (f front) feed(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	day := s.Day(f.site.Now())
	newest, err := f.reg.NewestChanges(r.Context(), inFeed, day)
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	here := f.site.BaseURL + "/" + p.Lang + feedPath
	out := atomFeed{
		Lang: p.Lang, ID: f.tag("feed:" + p.Lang), Title: p.T("feed.title", s.ShortName), Subtitle: p.T("feed.subtitle"), Author: p.T("site.name"),
		Links: []atomLink{{Rel: "self", Type: atomType, Lang: p.Lang, Href: here}, {Rel: "alternate", Type: "text/html", Lang: p.Lang, Href: f.site.BaseURL + "/" + p.Lang + "/labels"},
			{Rel: "alternate", Type: atomType, Lang: p.Other(), Href: f.site.BaseURL + "/" + p.Other() + feedPath}},
	}
	updated := s.Midnight(firstDay)
	for _, c := range newest.Items {
		if c.Recorded.After(updated) { // one that waited for its listing day stands first and is older
			updated = c.Recorded
		}
		out.Entries = append(out.Entries, f.told(p, s, c))
	}
	out.Updated = atomTime(updated)
	b, err := xml.Marshal(out)
	if err != nil {
		return err
	}
	f.site.Keep(w, s, day, f.site.KeepStatus)
	open(w)
	web.Give(w, r, atomType+"; charset=utf-8", append([]byte(xmlHead), b...))
	return nil
}

// firstDay is when a feed without entries was updated.
const firstDay scheme.Date = "2025-01-01"

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// tag makes an id that stays the same for ever, as RFC 4151 has it.
func (f front) tag(rest string) string {
	u, err := url.Parse(f.site.BaseURL)
	if err != nil { // web.New has read it
		panic("data: " + err.Error())
	}
	return "tag:" + u.Hostname() + ",2025:" + rest
}

// told says one change. Its texts are those of its time; what is withheld is
// said as such.
func (f front) told(p *i18n.Printer, s *scheme.Scheme, c registry.Change) atomEntry {
	key := "feed." + string(c.Kind)
	if c.Kind == scheme.LabelNews && c.Facts["kind"] == string(scheme.NewsSecurity) {
		key += "_security"
	}
	if !p.Has(key) {
		key = "feed.other"
	}
	e := atomEntry{ID: f.tag("event:" + string(c.ID)), Published: atomTime(c.Recorded), Updated: atomTime(c.Recorded),
		Title: p.T(key, c.Label, opened(p, c, "name"), opened(p, c, "holder"), c.Day)}
	link := "/data"
	if c.Label != "" {
		link = "/labels/" + url.PathEscape(string(c.Label))
	}
	e.Links = []atomLink{{Rel: "alternate", Type: "text/html", Lang: p.Lang, Href: f.site.BaseURL + "/" + p.Lang + link}}
	e.Summary = strings.Join(f.summary(p, s, c), "\n")
	return e
}

// opened is the text of a field in the language of the page, else in the
// other one.
func opened(p *i18n.Printer, c registry.Change, field string) string {
	for _, lang := range []string{p.Lang, p.Other()} {
		if o, ok := c.Openings[field+"_"+lang]; ok {
			return o.Text
		}
	}
	return ""
}

// summary tells the facts that a reader knows words for.
func (f front) summary(p *i18n.Printer, s *scheme.Scheme, c registry.Change) []string {
	var out []string
	say := func(key string, args ...any) { out = append(out, p.T(key, args...)) }
	if name := opened(p, c, "name"); name != "" {
		say("feed.product", name)
	}
	if holder := opened(p, c, "holder"); holder != "" {
		say("feed.holder", holder)
	}
	if c.Label != "" {
		say("feed.number", c.Label)
	}
	if level, ok := s.Level(scheme.LevelID(c.Facts["level"])); ok {
		say("feed.level", level.Name)
	}
	switch until := scheme.Date(c.Facts["valid_until"]); {
	case until == "":
	case c.Facts["valid_from"] == "":
		say("feed.extended_until", until)
	default:
		say("feed.valid", scheme.Date(c.Facts["valid_from"]), until)
	}
	for _, g := range s.Grounds {
		if c.Facts["ground"] == string(g.ID) {
			say("feed.ground", g.Text)
		}
	}
	if text := opened(p, c, "text"); text != "" {
		say("feed.news", text)
	}
	if o, ok := c.Openings["references"]; ok {
		say("feed.references", p.List(strings.Split(o.Text, "\n")))
	}
	if from, ok := c.Openings["from"]; ok {
		say("feed.correction", from.Text, c.Openings["to"].Text, c.Openings["reason"].Text)
	}
	say("feed.day", c.Day)
	for _, one := range c.Erased {
		say("feed.erased", one.On, erasureGround(p, s, one.Ground))
	}
	if c.Kind == scheme.TextErased {
		say("feed.ground", erasureGround(p, s, scheme.GroundID(c.Facts["ground"])))
	}
	if len(c.Withheld) > 0 && len(c.Erased) == 0 {
		say("feed.withheld")
	}
	return out
}

// erasureGround says why a text was taken back; by its code when the scheme in
// use has no words for it.
func erasureGround(p *i18n.Printer, s *scheme.Scheme, id scheme.GroundID) string {
	if g, ok := s.Erasure.Ground(id); ok {
		return g.Text.In(p.Lang)
	}
	return string(id)
}
