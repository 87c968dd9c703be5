package public

import (
	"slices"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// warnings are those that stand on the day.
func (l Label) warnings() (all []registry.Warning) {
	for _, w := range l.Entry.Warnings {
		if w.From <= l.Day && (w.Ended == "" || w.Ended > l.Day) {
			all = append(all, w)
		}
	}
	return all
}

// announced are the announcements of the revocation that holds.
func (l Label) announced() (all []scheme.Announcement) {
	for _, a := range l.Entry.Announced {
		if l.Status == scheme.Revoked && a.On >= l.Entry.Revoked && a.On <= l.Day {
			all = append(all, a)
		}
	}
	return all
}

// annulled are the revocations that were annulled, of a label that is not
// revoked anew.
func (l Label) annulled() []scheme.Annulment {
	if l.Status == scheme.Revoked || l.Preview != (Preview{}) {
		return nil
	}
	return l.Entry.Annulled
}

// pending reports whether an extension was applied for and is undecided.
func (l Label) pending() bool {
	e := l.Entry
	return e.ExtensionApplied != "" && e.ExtensionRefused == "" && (l.Status.Stands() || l.Status == scheme.Expired)
}

// pendingText says what a pending extension means where the status does not
// say it: before the end of validity, and when it came late.
func (l Label) pendingText() string {
	switch {
	case !l.pending():
		return ""
	case l.Status == scheme.Active:
		return l.P.T("history.pending_active", l.Entry.ExtensionApplied)
	case l.Status == scheme.Expired:
		return l.P.T("history.pending_late", l.Entry.ExtensionApplied)
	}
	return ""
}

// happened is a line of the history in words.
func (l Label) happened(h registry.Happening) string {
	p := l.P
	switch h.What {
	case "issued":
		return p.T("history.issued", h.To)
	case "extended", "extension_ended", "warning_ended":
		return p.T("history."+h.What, h.Day)
	case "annulled":
		return p.T("history.annulled."+h.Basis, h.Day)
	case "transferred":
		return p.T("history.transferred", h.From, h.To)
	case "assessed":
		return p.T("history.assessed", string(h.By))
	case "corrected":
		return p.T("history.corrected", fieldName(p, h.Field))
	}
	return p.T("history." + h.What)
}

// textOf is what the office told with a warning that has ended, or with an
// announcement of a revocation that holds no more: what holds stands above.
func (l Label) textOf(h registry.Happening) scheme.Text {
	switch h.What {
	case "warning":
		i := slices.IndexFunc(l.Entry.Warnings, func(w registry.Warning) bool { return w.ID == h.ID && w.Ended != "" && w.Ended <= l.Day })
		if i >= 0 {
			return l.Entry.Warnings[i].Text
		}
	case "announced":
		i := slices.IndexFunc(l.Entry.Announced, func(a scheme.Announcement) bool { return a.On == h.On && !slices.Contains(l.announced(), a) })
		if i >= 0 {
			return l.Entry.Announced[i].Text
		}
	}
	return scheme.Text{}
}

// pastRows name the holders of before; none when there is none.
func (l Label) pastRows() []page.Row {
	if len(l.Entry.PastHolders) == 0 {
		return nil
	}
	return []page.Row{{Key: l.P.T("history.past_holders"), Part: pastHolders(l, l.Entry.PastHolders)}}
}
