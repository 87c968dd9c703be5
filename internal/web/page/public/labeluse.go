package public

import (
	"shirushi/internal/i18n"
	"shirushi/internal/web/page"
)

// rows tell size, room, colour and shape. A measure that the scheme's data
// leave out is not told.
func (u LabelUse) rows() []page.Row {
	p, a := u.P, u.Scheme.Artwork
	var rows []page.Row
	if a.Narrowest > 0 {
		rows = append(rows, page.Row{Key: p.T("paper.use.size_print"), Text: p.T("paper.use.size_print_text", a.Narrowest)})
	}
	if a.Pixels > 0 {
		rows = append(rows, page.Row{Key: p.T("paper.use.size_screen"), Text: p.T("paper.use.size_screen_text", a.Pixels)})
	}
	if a.Clear > 0 {
		rows = append(rows, page.Row{Key: p.T("paper.use.clear"), Text: p.T("paper.use.clear_text", a.Clear)})
	}
	return append(rows,
		page.Row{Key: p.T("paper.use.colour"), Text: p.T("paper.use.colour_text")},
		page.Row{Key: p.T("paper.use.shape"), Text: p.T("paper.use.shape_text")},
		page.Row{Key: p.T("paper.use.code"), Text: p.T("paper.use.code_text")})
}

// altIn is an example of words that stand for the label where it is not seen.
func (u LabelUse) altIn(lang string) string {
	level := ""
	if len(u.Scheme.Levels) > 0 {
		level = u.Scheme.Levels[0].Name.In(lang)
	}
	return i18n.For(lang).T("paper.use.alt_example", u.Scheme.ShortName, level)
}

// artAlt stands for the artwork on the label's page.
func (l Label) artAlt() string {
	alt := l.P.T("public.art_alt", levelName(l.Scheme, l.Entry.Level, l.P.Lang), l.Grouped)
	if !l.stands() {
		alt = statusText(l.P, l.Status) + " " + alt
	}
	return alt
}
