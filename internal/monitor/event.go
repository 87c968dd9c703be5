package monitor

import (
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// zones is how far the day of any zone may begin after the same day of UTC.
const zones = 12 * time.Hour

// take reads one event that is proved to be in the tree. What is wrong with
// it is found and does not keep those after it from being read.
func (m *Monitor) take(n int64, leaf []byte) error {
	defer func() { m.state.Read, m.report.New = n, m.report.New+1 }()
	e, err := scheme.ParseLeaf(leaf)
	if err != nil {
		return m.find(Finding{Code: LeafUnread, Event: n, Site: clip(string(leaf))})
	}
	e.Seq = n
	if e.Kind == scheme.KeyAdded {
		if err := m.takeKey(e); err != nil {
			return err
		}
	}
	var was standing
	if place, known := m.state.labels.find(e.Label); known && e.Label != "" {
		was = m.state.labels.at(place)
	}
	if err := m.checkTimes(e, was.listed); err != nil {
		return err
	}
	if e.Recorded.After(m.state.Recorded) {
		m.state.Recorded = e.Recorded
	}
	if e.Label == "" {
		return nil
	}
	return m.takeLabel(e, was)
}

// takeLabel reads what an event says of a label.
func (m *Monitor) takeLabel(e scheme.Event, was standing) error {
	is, err := was.After(e)
	if scheme.IsRefusal(err, scheme.Invalid) && slices.ContainsFunc(scheme.RefusalsOf(err), func(r *scheme.Refusal) bool { return r.Key == scheme.UnknownEvent }) {
		return m.find(Finding{Code: LeafNew, Event: e.Seq, Label: e.Label, Site: string(e.Kind)})
	}
	next := standing{Told: is, listed: was.listed}
	if day := scheme.Date(e.Facts["listed"]); day != "" {
		next.listed = day
	}
	if err == nil {
		err = m.state.put(next)
	}
	if err != nil {
		return m.find(Finding{Code: Impossible, Event: e.Seq, Label: e.Label, Site: string(e.Kind)})
	}
	if len(m.changed) < 4*m.Sample+1000 {
		m.changed[e.Label] = true
	}
	return nil
}

// ofTheirDay are the kinds of events that hold from the day on which they are
// recorded, and never from one before. An annulment says something of days
// before it, but it is dated on its own.
var ofTheirDay = []scheme.EventKind{scheme.LabelIssued, scheme.LabelWithdrawn, scheme.LabelRevoked, scheme.ExtensionApplied, scheme.ExtensionEnded,
	scheme.LabelExtended, scheme.LabelMaintained, scheme.LabelTransferred, scheme.LabelReissued, scheme.RevocationAnnulled, scheme.WarningPublished,
	scheme.WarningEnded, scheme.AnnouncementMade, scheme.MisusePublished, scheme.MisuseAnswered, scheme.MisuseEnded, scheme.TextErased}

// checkTimes finds an event that was recorded, or holds, before it can have been.
// An event about a label that was listed later has its number from that day on.
func (m *Monitor) checkTimes(e scheme.Event, listed scheme.Date) error {
	if e.Kind == scheme.LabelIssued || e.Kind == scheme.LabelImported {
		listed = scheme.Date(e.Facts["listed"])
	}
	numbered := e.Recorded
	if day, err := time.Parse(time.DateOnly, string(listed)); err == nil && listed > e.Day && day.Add(zones).After(numbered) {
		numbered = day.Add(zones)
	}
	if at := m.state.Recorded; numbered.Before(at.Add(-m.Slack)) {
		if err := m.find(Finding{Code: Backdated, Event: e.Seq, Label: e.Label, Log: at.Format(time.RFC3339), Site: e.Recorded.Format(time.RFC3339)}); err != nil {
			return err
		}
	}
	if now := m.Now(); e.Recorded.After(now.Add(m.Slack)) {
		if err := m.find(Finding{Code: Ahead, Event: e.Seq, Label: e.Label, Log: now.UTC().Format(time.RFC3339), Site: e.Recorded.Format(time.RFC3339)}); err != nil {
			return err
		}
	}
	if slices.Contains(ofTheirDay, e.Kind) {
		if least := scheme.DateOf(e.Recorded.Add(-zones)); e.Day < least {
			return m.find(Finding{Code: DatedBefore, Event: e.Seq, Label: e.Label, Log: e.Recorded.Format(time.RFC3339), Site: string(e.Day)})
		}
	}
	return nil
}

// takeKey trusts a key for checkpoints of which an event tells.
func (m *Monitor) takeKey(e scheme.Event) error {
	if e.Facts["role"] != string(publog.Checkpoints) {
		return nil
	}
	verifier := e.Facts["verifier"]
	for i, k := range m.state.Keys {
		if k.Verifier == verifier {
			if k.Event == 0 {
				m.state.Keys[i].Event = e.Seq
			}
			return nil
		}
	}
	if _, err := note.NewVerifier(verifier); err != nil {
		return m.find(Finding{Code: Impossible, Event: e.Seq, Site: clip(verifier)})
	}
	m.state.Keys = append(m.state.Keys, trusted{verifier, e.Seq})
	return nil
}
