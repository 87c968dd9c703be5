package data

import (
	"net/http"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// badge draws how a label stands today, for other people's pages. Where there
// is no such label the picture says so, since a page that shows pictures
// shows nothing of a message.
func (f front) badge(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	lang := r.URL.Query().Get("lang")
	if lang == "" {
		lang = i18n.Languages[0]
	}
	if !i18n.Known(lang) {
		return scheme.Refuse(scheme.Invalid, "refusal.badge.lang").On("lang").With(i18n.Languages)
	}
	p := i18n.For(lang).In(s.ZoneName, s.ZoneOffset)
	day := s.Day(f.site.Now())
	number, err := s.Numbering.Registration.Parse(r.PathValue("number"))
	var e registry.Entry
	if err == nil {
		e, err = f.reg.Entry(r.Context(), scheme.LabelNumber(number), day)
	}
	if err == nil && e.StatusOn(day) == scheme.NoLabel {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err != nil && len(scheme.RefusalsOf(err)) == 0 {
		return err
	}
	f.site.Keep(w, s, day, f.site.KeepStatus)
	open(w)
	if err != nil {
		return f.noBadge(w, p, s)
	}
	level, _ := s.Level(e.Level)
	b := badge{
		name: p.T("badge.name", s.ShortName, level.Name), status: e.StatusOn(day), page: f.site.BaseURL + "/" + lang + "/labels/" + number, lang: lang,
		said: p.T("status." + string(e.StatusOn(day))), day: p.T("badge.as_of", day), sample: !s.Official, mark: p.T("site.sample"),
		title: p.T("badge.alt", number, p.T("status."+string(e.StatusOn(day))), day),
	}
	web.Give(w, r, badgeType, b.svg())
	return nil
}

const badgeType = "image/svg+xml; charset=utf-8"

// noBadge is the picture for a number that nobody has. It is not kept: the
// label may be on the register tomorrow.
func (f front) noBadge(w http.ResponseWriter, p *i18n.Printer, s *scheme.Scheme) error {
	b := badge{name: s.ShortName.In(p.Lang), said: p.T("badge.none"), page: f.site.BaseURL + "/" + p.Lang + "/labels", lang: p.Lang,
		title: p.T("badge.none"), sample: !s.Official, mark: p.T("site.sample")}
	h := w.Header()
	h.Set("Content-Type", badgeType)
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write(b.svg()) // nobody is left to tell
	return nil
}

// A badge is the picture: whose label at which level, the status by shape and
// word, and the day of which that is told.
type badge struct {
	name, said, day, title string
	status                 scheme.Status // "" when there is no such label
	page, lang             string
	sample                 bool
	mark                   string // said on a sample
}

// A look is the colours of a status; the shapes tell statuses apart without.
type look struct{ tone, shape string }

// The shapes are those of the label page, on a square of 24.
var looks = map[scheme.Status]look{
	scheme.NoLabel:     {"#3b3b3b", `<path d="M8 8.5a4 4 0 1 1 5.500 3.700c-1 .5-1.500 1.200-1.500 2.300" fill="none" stroke="#fff" stroke-width="2.400" stroke-linecap="round"/><circle cx="12" cy="19" r="1.600" fill="#fff"/>`},
	scheme.Active:      {"#17663a", `<circle cx="12" cy="12" r="11" fill="#fff"/><path d="M6.500 12.500l3.800 3.800 7.400-8" fill="none" stroke="#17663a" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round"/>`},
	scheme.InExtension: {"#7a4d00", `<path d="M5 2h14M5 22h14M7 2v4.500L12 12 7 17.500V22M17 2v4.500L12 12l5 5.500V22" fill="none" stroke="#fff" stroke-width="2.400" stroke-linecap="round" stroke-linejoin="round"/><path d="M8.500 20.800l3.500-4 3.500 4z" fill="#fff"/>`},
	scheme.Expired:     {"#4a4a4a", `<circle cx="12" cy="12" r="9.800" fill="none" stroke="#fff" stroke-width="2.400"/><path d="M12 6.500V12l3.600 2.400" fill="none" stroke="#fff" stroke-width="2.400" stroke-linecap="round" stroke-linejoin="round"/>`},
	scheme.Withdrawn:   {"#4b3a75", `<rect x="2" y="2" width="20" height="20" rx="2" fill="#fff"/><path d="M6.500 12h11" stroke="#4b3a75" stroke-width="2.600" stroke-linecap="round"/>`},
	scheme.Revoked:     {"#a11414", `<path d="M7.500 1h9L23 7.500v9L16.500 23h-9L1 16.500v-9z" fill="#fff"/><path d="M8 8l8 8M16 8l-8 8" stroke="#a11414" stroke-width="2.600" stroke-linecap="round"/>`},
}

const (
	badgeHigh  = 40
	badgeRoom  = 10 // beside texts
	badgeShape = 20
)

// svg draws the badge: a dark part with the name, one in the colour of the
// status. Texts are given the width that they are drawn in, so that no
// typeface of the reader's breaks the picture.
func (b badge) svg() []byte {
	l := looks[b.status]
	under := b.day
	if b.sample {
		b.name += " " + b.mark
	}
	left := textWidth(b.name, 13)
	right := max(textWidth(b.said, 14), textWidth(under, 10))
	split := left + 2*badgeRoom
	all := split + badgeShape + right + 3*badgeRoom
	var s strings.Builder
	put := func(texts ...string) {
		for _, t := range texts {
			s.WriteString(t)
		}
	}
	text := func(x, y, size, width int, weight, words string) {
		put(`<text x="`, number(x), `" y="`, number(y), `" font-size="`, number(size), `" font-weight="`, weight, `" textLength="`, number(width),
			`" lengthAdjust="spacingAndGlyphs">`, inXML(words), `</text>`)
	}
	put(`<svg xmlns="http://www.w3.org/2000/svg" width="`, number(all), `" height="`, number(badgeHigh), `" viewBox="0 0 `, number(all), " ", number(badgeHigh),
		`" role="img" xml:lang="`, b.lang, `" aria-label="`, inXML(b.title), `"><title>`, inXML(b.title), `</title><a href="`, inXML(b.page), `">`,
		`<rect width="`, number(all), `" height="40" rx="6" fill="`, l.tone, `"/><path d="M6 0h`, number(split-6), `v40H6a6 6 0 0 1-6-6V6a6 6 0 0 1 6-6z" fill="#14213d"/>`,
		`<svg x="`, number(split+badgeRoom), `" y="10" width="20" height="20" viewBox="0 0 24 24">`, l.shape, `</svg>`,
		`<g fill="#fff" font-family="'Noto Sans JP','Hiragino Sans','Yu Gothic UI',Meiryo,Verdana,sans-serif">`)
	text(badgeRoom, 25, 13, left, "700", b.name)
	x := split + badgeShape + 2*badgeRoom
	if under == "" {
		text(x, 25, 14, textWidth(b.said, 14), "700", b.said)
	} else {
		text(x, 18, 14, textWidth(b.said, 14), "700", b.said)
		text(x, 33, 10, textWidth(under, 10), "400", under)
	}
	put(`</g></a></svg>`)
	return []byte(s.String())
}

// textWidth is about how wide a text is drawn, in pixels: a sign of Japanese
// as its height, others a little over half of it.
func textWidth(s string, size int) int {
	w := 0.0
	for _, r := range s {
		if r >= 0x1100 {
			w += float64(size)
		} else {
			w += float64(size) * 0.62
		}
	}
	return int(w + 0.5)
}
