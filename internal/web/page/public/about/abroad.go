package about

import (
	"net/url"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// recognitions are those of a direction: "outward" or "inward".
func (p Page) recognitions(d scheme.Direction) []scheme.Recognition {
	return p.Scheme.RecognitionsOf(d)
}

// stands says in one sentence how a recognition stands on the page's day.
func (p Page) stands(r scheme.Recognition) string {
	at := r.HoldsOn(p.Day)
	key := "abroad." + string(r.Direction) + "." + string(at)
	switch at {
	case scheme.Counts:
		return p.P.T(key+"_"+string(r.Effect), r.From, p.levelNames(r.Levels))
	case scheme.NotYet:
		if r.From == "" {
			return p.P.T(key + "_undated")
		}
		return p.P.T(key, r.From, p.levelNames(r.Levels))
	case scheme.NoLonger:
		return p.P.T(key, r.Until)
	}
	return p.P.T(key)
}

// conditions are what ties a recognition to levels, edition, days and paper.
func (p Page) conditions(r scheme.Recognition) []page.Row {
	t := p.P.T
	levels := t("abroad.levels_unknown")
	if len(r.Levels) > 0 {
		levels = p.levelNames(r.Levels)
	}
	rows := []page.Row{{Key: t("abroad.levels"), Text: levels}}
	add := func(key, text string) {
		if text != "" {
			rows = append(rows, page.Row{Key: t(key), Text: text})
		}
	}
	if e, ok := p.Scheme.Edition(r.Edition); ok && e.Published() {
		rows = append(rows, page.Row{Key: t("abroad.edition"), Part: link(p.To(EditionPath(e.ID)), string(e.ID))})
	} else {
		add("abroad.edition", string(r.Edition))
	}
	add("abroad.covers", p.in(r.Covers))
	add("abroad.effect", t("abroad.effect."+string(r.Effect)))
	switch {
	case r.From != "" && r.Until != "":
		add("abroad.days", t("public.range", r.From, r.Until))
	case r.From != "":
		add("abroad.days", t("abroad.days_open", r.From))
	}
	add("abroad.instrument", p.in(r.Instrument))
	rows = append(rows, page.Row{Key: t("abroad.source"), Text: p.in(r.Source)})
	if r.AsOf != "" {
		rows = append(rows, page.Row{Key: t("abroad.looked"), Text: p.P.Date(r.AsOf)})
	}
	known := "abroad.second_hand"
	if r.Official {
		known = "abroad.first_hand"
	}
	return append(rows, page.Row{Key: t("abroad.known"), Text: t(known)})
}

// counting is the address of the search for the labels that count under r;
// "" where the search cannot say it in one question.
func (p Page) counting(r scheme.Recognition) string {
	if r.Direction != scheme.Outward || r.HoldsOn(p.Day) != scheme.Counts || len(r.Levels) != 1 {
		return ""
	}
	v := url.Values{"level": {string(r.Levels[0])}, "status": {string(scheme.Active)}}
	if r.Edition != "" {
		v.Set("edition", string(r.Edition))
	}
	return p.To("/labels") + "?" + v.Encode()
}
