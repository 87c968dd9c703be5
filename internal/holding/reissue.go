package holding

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
)

// AskReissue asks for a label's papers to be made anew with the names that are
// on record now.
func (h *Holding) AskReissue(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, reason string) (id scheme.ReissueID, err error) {
	err = h.Do(ctx, who, string(scheme.DeedAskReissue), func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, scheme.DeedAskReissue)
		if err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		all, err := w.Reissues(n)
		if err != nil {
			return labeldesk.Wrap("read reissues", err)
		}
		for _, r := range all {
			if r.Open() {
				return scheme.Refuse(scheme.Conflict, "refusal.reissue.open")
			}
		}
		r := scheme.Reissue{ID: scheme.ReissueID(rand.Text()), Label: n, Holder: l.Holder, State: scheme.ReissueAsked, Reason: reason, Asked: w.Now, AskedBy: w.Who.Person.ID,
			Due: w.Scheme.WishDue(w.Today)}
		id = r.ID
		return keepReissue(w, &r)
	})
	return id, err
}

func keepReissue(w *desk.Work, r *scheme.Reissue) error {
	if err := w.PutReissue(r); err != nil {
		return labeldesk.Wrap("write a reissue", err)
	}
	w.Audit("label:"+string(r.Label), nil, map[string]any{"Reissue": map[string]any{"State": r.State, "Reason": r.Reason, "Outcome": r.Outcome}})
	return nil
}

// wish does a deed to a request for papers.
func (h *Holding) wish(ctx context.Context, who scheme.Actor, id scheme.ReissueID, deed scheme.Deed, name string, do func(*desk.Work, *scheme.Reissue, scheme.Label) error) error {
	return h.Do(ctx, who, name, func(w *desk.Work) error {
		r, l, err := reissueOf(w, id)
		if err != nil {
			return err
		}
		to, err := scheme.Next(scheme.ReissueRules, r.State, deed, w.Who.RolesToward(r.Holder))
		if err != nil {
			return err
		}
		if err := labeldesk.NotRecused(w, l); err != nil {
			return err
		}
		r.State, r.Closed, r.ClosedBy = to, w.Now, w.Who.Person.ID
		return do(w, &r, l)
	})
}

// reissueOf reads a request for its holder's side or the office.
func reissueOf(w *desk.Work, id scheme.ReissueID) (scheme.Reissue, scheme.Label, error) {
	r, err := w.Reissue(id)
	if err == nil && len(w.Who.RolesToward(r.Holder)) == 0 {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err != nil {
		return r, scheme.Label{}, labeldesk.Wrap("read a reissue", err)
	}
	l, err := w.Label(r.Label)
	return r, l, labeldesk.Wrap("read label", err)
}

// TakeBackReissue takes a request for papers back.
func (h *Holding) TakeBackReissue(ctx context.Context, who scheme.Actor, id scheme.ReissueID) error {
	return h.wish(ctx, who, id, scheme.DeedTakeBack, string(scheme.DeedTakeBack), func(w *desk.Work, r *scheme.Reissue, _ scheme.Label) error {
		return keepReissue(w, r)
	})
}

// Reissue makes a label's papers anew. It takes a fresh passkey.
func (h *Holding) Reissue(ctx context.Context, who scheme.Actor, id scheme.ReissueID) error {
	return h.wish(ctx, who, id, scheme.DeedApprove, string(scheme.DeedReissue), func(w *desk.Work, r *scheme.Reissue, l scheme.Label) error {
		if _, err := scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), scheme.DeedReissue, w.Who.RolesToward(l.Holder)); err != nil {
			return err
		}
		if err := mayDecidePapers(w, *r); err != nil {
			return err
		}
		org, err := w.Organisation(r.Holder)
		if err != nil {
			return labeldesk.Wrap("read the holder", err)
		}
		before := l
		if err := l.Reissue(org, w.Today, w.Now); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		texts := l.Texts()
		delete(texts, "models")
		if err := w.PublishFrom(l.Listed, scheme.LabelReissued, l.Number, w.Today, nil, texts); err != nil {
			return err
		}
		if err := keepReissue(w, r); err != nil {
			return err
		}
		return h.TellHolder(w, l, "reissue_done", nil)
	})
}

// mayDecidePapers refuses the officer whose refusal was taken back on an
// objection, and who shows no fresh passkey.
func mayDecidePapers(w *desk.Work, r scheme.Reissue) error {
	if err := r.NotAgain(w.Who.Person.ID); err != nil {
		return err
	}
	return w.Who.Fresh(w.Now)
}

// RefuseReissue refuses to make papers anew, with a reason. It takes a fresh
// passkey.
func (h *Holding) RefuseReissue(ctx context.Context, who scheme.Actor, id scheme.ReissueID, reason string) error {
	return h.wish(ctx, who, id, scheme.DeedRefuseWish, string(scheme.DeedRefuseWish), func(w *desk.Work, r *scheme.Reissue, l scheme.Label) error {
		if err := mayDecidePapers(w, *r); err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		r.Outcome = reason
		if err := keepReissue(w, r); err != nil {
			return err
		}
		return h.TellHolder(w, l, "reissue_refused", map[string]string{"reason": reason, "objection": mail.Objection(w.Scheme.Objections.Address, w.Scheme.ObjectDue(w.Today))})
	})
}

// lapseReissues ends the requests of a label that has another holder now.
func (h *Holding) lapseReissues(w *desk.Work, n scheme.LabelNumber) error {
	all, err := w.Reissues(n)
	if err != nil {
		return labeldesk.Wrap("read reissues", err)
	}
	for _, r := range all {
		if !r.Open() {
			continue
		}
		r.State, r.Closed = scheme.ReissueLapsed, w.Now
		if err := keepReissue(w, &r); err != nil {
			return err
		}
	}
	return nil
}
