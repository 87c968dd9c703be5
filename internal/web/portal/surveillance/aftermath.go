package surveillance

import (
	"shirushi/internal/scheme"
	"shirushi/internal/surveillance"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/cases"
)

// stateOf says where a case stands; annulled is the day on which the
// revocation was annulled that it ended with, "" while that stands.
func stateOf(f page.Frame, c scheme.Case, annulled scheme.Date) string {
	if annulled != "" {
		return f.P.T("case.state.annulled")
	}
	return f.P.T("state." + string(c.State))
}

// annulledBy is on what the revocation was annulled.
func annulledBy(c surveillance.File) string { return string(c.Annulled.Basis) }

// over says what holds now that the case is over.
func over(f page.Frame, c surveillance.File, side string) string {
	if c.Annulled.On != "" {
		return f.P.T("case.annulled."+annulledBy(c), c.Annulled.On)
	}
	return f.P.T("case.next." + side + "." + string(c.Case.State))
}

// afterwards are links to what followed after the case: the objection on which
// the revocation was annulled.
func afterwards(f page.Frame, c surveillance.File) []page.Link {
	if c.Objection == "" {
		return nil
	}
	to := map[bool]string{true: "/desk/office/objections/", false: "/desk/objections/"}[c.Office]
	return []page.Link{{Text: f.P.T("case.annulled.read"), Href: f.To(to + string(c.Objection))}}
}

// ended says of a label that came to its end otherwise while the case is open
// why nobody can be heard about a revocation, and what can still be done; ""
// for one that stands.
func ended(f page.Frame, c surveillance.File, side string) (said, says string) {
	switch {
	case c.Status == scheme.Withdrawn:
		said = f.P.T("case.ended.withdrawn", c.Label.Withdrawn)
	case c.Status == scheme.Expired:
		said = f.P.T("case.ended.expired", c.Label.ValidUntil)
	default:
		return "", ""
	}
	return said, f.P.T("case.ended_says." + side)
}

// announced is the announcement of the revocation: to the holder once the
// public reads it.
func announced(f page.Frame, c surveillance.File, a scheme.CaseAnnouncement, link func(word, kind string) cases.Link) cases.Panel {
	panel := cases.Panel{Title: f.P.T("case.announce.made"), Rows: public(f, a.Text)}
	if c.Office {
		panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.field.announce_cause"), Text: f.P.T("case.announce." + string(a.Cause))})
	}
	if !a.Waits() {
		panel.Rows = append(panel.Rows, page.Row{Key: f.P.T("case.warning.since"), Text: f.P.Time(a.Confirmed)})
		panel.Rows = append(panel.Rows, publicPage(f, c)...)
		return panel
	}
	panel.Title = f.P.T("case.announce.waits")
	panel.Deeds = []cases.Link{link("announce-drop", "secondary")}
	if mayAnnounce(c) {
		panel.Deeds = append([]cases.Link{link("announce-confirm", "primary")}, panel.Deeds...)
	}
	return panel
}

// publicPage is the row that leads to the public page of the label, once it
// has one.
func publicPage(f page.Frame, c surveillance.File) []page.Row {
	if !c.Label.ListedOn(c.Today) {
		return nil
	}
	return []page.Row{{Key: f.P.T("case.public.page"), Text: string(c.Label.Number), Change: f.To("/labels/" + string(c.Label.Number)), ChangeText: f.P.T("case.public.read")}}
}
