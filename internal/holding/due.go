package holding

import (
	"context"
	"errors"
	"fmt"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// FollowUp does what time brings about offers and requests: it reminds of
// offers that end soon, ends those that nobody accepted and those whose label
// has ended, and returns how many it did something about. It is the software's own deed.
func (h *Holding) FollowUp(ctx context.Context) (n int, err error) {
	var offers []scheme.SuccessionID
	var wishes []scheme.ReissueID
	err = h.Look(ctx, scheme.System(), func(w *desk.Work) error {
		offers, wishes = nil, nil
		open, err := w.OpenSuccessions("")
		if err != nil {
			return labeldesk.Wrap("list successions", err)
		}
		for _, s := range open {
			what, _, err := dueOf(w, s)
			if err != nil {
				return err
			}
			if what != "" {
				offers = append(offers, s.ID)
			}
		}
		all, err := w.OpenReissues()
		if err != nil {
			return labeldesk.Wrap("list reissues", err)
		}
		for _, r := range all {
			if over, err := isOver(w, r.Label, scheme.DeedReissue); err != nil {
				return err
			} else if over {
				wishes = append(wishes, r.ID)
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	var failed []error
	count := func(did bool, id any, err error) {
		if err != nil {
			failed = append(failed, fmt.Errorf("follow up %v: %w", id, err))
		} else if did {
			n++
		}
	}
	for _, id := range offers { // one that fails does not hold the others up
		did, err := h.followUp(ctx, id)
		count(did, id, err)
	}
	for _, id := range wishes {
		did, err := h.lapseReissue(ctx, id)
		count(did, id, err)
	}
	return n, errors.Join(failed...)
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

func (h *Holding) followUp(ctx context.Context, id scheme.SuccessionID) (did bool, err error) {
	err = h.Do(ctx, scheme.System(), string(scheme.DeedLapse), func(w *desk.Work) error {
		did = false
		s, err := w.Succession(id)
		if err != nil {
			return labeldesk.Wrap("read a succession", err)
		}
		if !s.Open() {
			w.Unchanged()
			return nil
		}
		what, l, err := dueOf(w, s)
		if err != nil || what == "" {
			w.Unchanged()
			return err
		}
		did = true
		if what == dueRemind {
			s.Reminded = w.Now
			if err := keepSuccession(w, &s); err != nil {
				return err
			}
			return h.tell(w, s, s.To, "succession_reminder", l, map[string]string{"due": string(s.LapsesOn(w.Scheme))})
		}
		if s.State, err = scheme.Next(scheme.SuccessionRules, s.State, scheme.DeedLapse, []scheme.Role{scheme.RoleSystem}); err != nil {
			return err
		}
		s.Closed = w.Now
		if err := keepSuccession(w, &s); err != nil {
			return err
		}
		if err := h.tell(w, s, s.From, "succession_lapsed", l, nil); err != nil {
			return err
		}
		return h.tell(w, s, s.To, "succession_lapsed", l, nil)
	})
	return did && err == nil, err
}

func (h *Holding) lapseReissue(ctx context.Context, id scheme.ReissueID) (did bool, err error) {
	err = h.Do(ctx, scheme.System(), string(scheme.DeedLapse), func(w *desk.Work) error {
		did = false
		r, err := w.Reissue(id)
		if err != nil {
			return labeldesk.Wrap("read a reissue", err)
		}
		if over, err := isOver(w, r.Label, scheme.DeedReissue); err != nil || !over || !r.Open() {
			w.Unchanged()
			return err
		}
		did = true
		r.State, r.Closed = scheme.ReissueLapsed, w.Now
		return keepReissue(w, &r)
	})
	return did && err == nil, err
}
