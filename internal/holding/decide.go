package holding

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/scheme"
)

// Approve gives the label to the organisation that accepted it, from today on.
// The holder before loses its rights at once, and no agent of its carries any
// over. An open application about the label stands in the way, because it is
// the declaration of the holder before; an open case does not: it goes along,
// so that nobody leaves one behind by handing the label over. It takes a
// fresh passkey.
func (h *Holding) Approve(ctx context.Context, who scheme.Actor, id scheme.SuccessionID) error {
	return h.step(ctx, who, id, scheme.DeedApprove, func(w *desk.Work, s *scheme.Succession, l scheme.Label) error {
		if err := h.mayDecide(w, *s, l); err != nil {
			return err
		}
		if err := nothingApplied(w, l.Number); err != nil {
			return err
		}
		to, err := w.Organisation(s.To)
		if err != nil {
			return labeldesk.Wrap("read the organisation", err)
		}
		before := l
		if err := l.TransferTo(to, w.Today, w.Now); err != nil {
			return err
		}
		if err := labeldesk.Keep(w, before, &l); err != nil {
			return err
		}
		if err := w.PublishFrom(l.Listed, scheme.LabelTransferred, l.Number, w.Today, nil, map[string]string{"holder_ja": to.Name.Ja, "holder_en": to.Name.En}); err != nil {
			return err
		}
		if err := keepSuccession(w, s); err != nil {
			return err
		}
		if err := h.lapseReissues(w, l.Number); err != nil {
			return err
		}
		day := map[string]string{"day": string(w.Today)}
		if err := h.tell(w, *s, s.From, "succession_done_from", l, day); err != nil {
			return err
		}
		return h.tell(w, *s, s.To, "succession_done_to", l, day)
	})
}

// mayDecide refuses who keeps off either side or shows no fresh passkey, and a
// label that can no longer be handed over.
func (h *Holding) mayDecide(w *desk.Work, s scheme.Succession, l scheme.Label) error {
	if err := keepsOff(w, s, l); err != nil {
		return err
	}
	if err := s.NotAgain(w.Who.Person.ID); err != nil {
		return err
	}
	if err := stands(w, s, l); err != nil {
		return err
	}
	return w.Who.Fresh(w.Now)
}

// nothingApplied refuses a label about which an application is undecided.
func nothingApplied(w *desk.Work, n scheme.LabelNumber) error {
	open, err := openOf(w, n)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		return scheme.Refuse(scheme.Conflict, "refusal.succession.application")
	}
	return nil
}

// Refuse refuses a succession with a reason; the label stays with its holder.
// That is a ground on which the label may be revoked, and both sides are told
// so, with the way to object. It takes a fresh passkey.
func (h *Holding) Refuse(ctx context.Context, who scheme.Actor, id scheme.SuccessionID, reason string) error {
	return h.step(ctx, who, id, scheme.DeedRefuseWish, func(w *desk.Work, s *scheme.Succession, l scheme.Label) error {
		if err := keepsOff(w, *s, l); err != nil {
			return err
		}
		if err := s.NotAgain(w.Who.Person.ID); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		s.Outcome, s.Ground = reason, w.Scheme.Holding.RefusedGround
		if err := keepSuccession(w, s); err != nil {
			return err
		}
		for _, to := range []scheme.OrganisationID{s.From, s.To} {
			org, err := w.Organisation(to)
			if err != nil {
				return labeldesk.Wrap("read whom to write to", err)
			}
			ground, _ := w.Scheme.Ground(s.Ground)
			more := map[string]string{"reason": reason, "ground": ground.Text.In(labeldesk.Lang(org)), "objection": mail.Objection(w.Scheme.Objections.Address, w.Scheme.ObjectDue(w.Today))}
			if err := h.tell(w, *s, to, "succession_refused", l, more); err != nil {
				return err
			}
		}
		return nil
	})
}
