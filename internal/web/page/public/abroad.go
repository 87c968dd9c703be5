package public

import (
	"strings"

	"shirushi/internal/scheme"
)

// abroad returns what other countries make of the label on the page's day.
func (l Label) abroad() []scheme.Abroad {
	return l.Scheme.Recognised(l.Entry.Claim(), l.Day)
}

// standpoint is the answer for one country in one sentence, with its reason.
func (l Label) standpoint(a scheme.Abroad) string {
	p, key := l.P, "public.abroad."+string(a.Standpoint)
	switch a.Standpoint {
	case scheme.Counts:
		return p.T(key+"_"+string(a.Effect), a.From)
	case scheme.OtherLevel:
		names := make([]string, len(a.Levels))
		for i, id := range a.Levels {
			names[i] = levelName(l.Scheme, id, p.Lang)
		}
		return p.T(key, strings.Join(names, p.T("public.abroad.separator")))
	case scheme.OtherEdition:
		return p.T(key, string(a.Edition))
	case scheme.NotYet:
		return p.T(key, a.From)
	case scheme.NoLonger:
		return p.T(key, a.Until)
	}
	return p.T(key)
}
