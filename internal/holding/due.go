package holding

import (
	"context"
	"errors"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// FollowUp does what time brings about offers and requests: it reminds of
// offers that end soon, ends those that nobody accepted and those whose label
// has ended, and returns how many it did something about. It is the software's own deed.
func (h *Holding) FollowUp(ctx context.Context) (n int, err error) {
	offers, failed := desk.Fulfil(ctx, h.Desk.Desk, desk.Duty[scheme.SuccessionID]{What: "follow up succession", Deed: string(scheme.DeedLapse), Due: dueOffers, Do: h.followUp})
	wishes, err := desk.Fulfil(ctx, h.Desk.Desk, desk.Duty[scheme.ReissueID]{What: "follow up reissue", Deed: string(scheme.DeedLapse), Due: dueReissues, Do: h.lapseReissue})
	return offers + wishes, errors.Join(failed, err)
}

func dueOffers(w *desk.Work) (due []scheme.SuccessionID, err error) {
	open, err := w.OpenSuccessions("")
	if err != nil {
		return nil, labeldesk.Wrap("list successions", err)
	}
	for _, s := range open {
		what, _, err := dueOf(w, s)
		if err != nil {
			return nil, err
		}
		if what != "" {
			due = append(due, s.ID)
		}
	}
	return due, nil
}

func dueReissues(w *desk.Work) (due []scheme.ReissueID, err error) {
	all, err := w.OpenReissues()
	if err != nil {
		return nil, labeldesk.Wrap("list reissues", err)
	}
	for _, r := range all {
		if over, err := isOver(w, r.Label, scheme.DeedReissue); err != nil {
			return nil, err
		} else if over {
			due = append(due, r.ID)
		}
	}
	return due, nil
}

// What time brings about an offer.
const (
	dueRemind = "remind"
	dueLapse  = "lapse"
)

// dueOf says what is due about an open succession today; "" when nothing is.
func dueOf(w *desk.Work, s scheme.Succession) (string, scheme.Label, error) {
	l, err := w.Label(s.Label)
	if err != nil {
		return "", l, labeldesk.Wrap("read label", err)
	}
	last := s.LapsesOn(w.Scheme)
	switch remind := w.Scheme.Holding.RemindDays; {
	case stands(w, s, l) != nil, last != "" && last < w.Today:
		return dueLapse, l, nil
	case last != "" && remind > 0 && s.Reminded.IsZero() && last.AddDays(-remind) <= w.Today:
		return dueRemind, l, nil
	}
	return "", l, nil
}

// isOver reports whether a label is in no status any more in which the office
// may do the deed.
func isOver(w *desk.Work, n scheme.LabelNumber, deed scheme.Deed) (bool, error) {
	l, err := w.Label(n)
	if err != nil {
		return false, labeldesk.Wrap("read label", err)
	}
	_, err = scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), deed, []scheme.Role{scheme.RoleOfficer})
	return err != nil, nil
}

func (h *Holding) followUp(w *desk.Work, id scheme.SuccessionID) (did bool, err error) {
	s, err := w.Succession(id)
	if err != nil || !s.Open() {
		return false, labeldesk.Wrap("read a succession", err)
	}
	what, l, err := dueOf(w, s)
	if err != nil || what == "" {
		return false, err
	}
	if what == dueRemind {
		s.Reminded = w.Now
		if err := keepSuccession(w, &s); err != nil {
			return false, err
		}
		return true, h.tell(w, s, s.To, "succession_reminder", l, map[string]string{"due": string(s.LapsesOn(w.Scheme))})
	}
	if s.State, err = scheme.Next(scheme.SuccessionRules, s.State, scheme.DeedLapse, []scheme.Role{scheme.RoleSystem}); err != nil {
		return false, err
	}
	s.Closed = w.Now
	if err := keepSuccession(w, &s); err != nil {
		return false, err
	}
	if err := h.tell(w, s, s.From, "succession_lapsed", l, nil); err != nil {
		return false, err
	}
	return true, h.tell(w, s, s.To, "succession_lapsed", l, nil)
}

func (h *Holding) lapseReissue(w *desk.Work, id scheme.ReissueID) (did bool, err error) {
	r, err := w.Reissue(id)
	if err != nil {
		return false, labeldesk.Wrap("read a reissue", err)
	}
	if over, err := isOver(w, r.Label, scheme.DeedReissue); err != nil || !over || !r.Open() {
		return false, err
	}
	r.State, r.Closed = scheme.ReissueLapsed, w.Now
	return true, keepReissue(w, &r)
}
