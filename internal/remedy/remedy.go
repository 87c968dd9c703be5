// Package remedy does the deeds by which a decision of the office is put
// right: objections, lodged by whom the decision concerns and decided by an
// officer who had no part in it, and judgments of courts. The decision itself
// stays on record; what is done about it is added.
package remedy

import (
	"context"
	"maps"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// Applications take the decision against an application back, inside the deed
// of an officer who upheld an objection to it.
type Applications interface {
	ReopenIn(w *desk.Work, id scheme.ApplicationID, by scheme.ObjectionID) error
}

// A Room does deeds about objections and judgments. It is safe for use by
// several goroutines.
type Room struct {
	labels       *labeldesk.Desk
	applications Applications
	guard        Guard // nil: no reports are taken
}

// A Guard refuses a text of a field by which those could be known who reported
// something about a label.
type Guard func(w *desk.Work, label scheme.LabelNumber, field, text string) error

// GuardWith has the reasons of every decision on an objection looked at, from
// now on. It is called once, before the room is used.
func (r *Room) GuardWith(g Guard) { r.guard = g }

// New returns a room. base is the address of the site, without a slash at
// the end, for the links in letters.
func New(d *desk.Desk, post labeldesk.Post, base string, a Applications) *Room {
	return &Room{labels: labeldesk.New(d, post, base), applications: a}
}

// Lodge objects to a decision, for the side that it concerns, with reasons. It
// refuses what comes after the last day, and a second objection of the same
// side to the same decision unless the first was withdrawn. People of the
// office lodge one only for who applied on paper.
func (r *Room) Lodge(ctx context.Context, who scheme.Actor, against scheme.ObjectionAgainst, subject, text string) (id scheme.ObjectionID, err error) {
	err = r.labels.Do(ctx, who, string(scheme.DeedObject), func(w *desk.Work) error {
		d, err := decisionOf(w, against, subject)
		if err != nil {
			return err
		}
		if err := d.mayObject(w); err != nil {
			return err
		}
		if err := scheme.CheckObjection(text, d.Until, w.Today); err != nil {
			return err
		}
		o := scheme.Objection{ID: newID(), Against: against, Subject: subject, Label: d.Label, By: d.Side, State: scheme.ObjectionLodged, Text: text,
			Lodged: w.Now, LodgedBy: w.Who.Person.ID, Decided: d.At, DecidedBy: d.By, Reason: d.Reason, Ground: d.Ground, Due: w.Scheme.ObjectionDue(w.Today)}
		if err := keep(w, nil, &o); err != nil {
			return err
		}
		id = o.ID
		return r.tell(w, o, d, "objection_lodged", map[string]string{"due": string(o.Due)})
	})
	return id, err
}

// keep writes an objection as changed by a deed, with its audit line. before
// is nil for a new one.
func keep(w *desk.Work, before any, o *scheme.Objection) error {
	if err := w.PutObjection(o); err != nil {
		return labeldesk.Wrap("write objection", err)
	}
	w.Audit("objection:"+string(o.ID), before, *o)
	return nil
}

// tell queues a letter about an objection to the side for which it was lodged.
func (r *Room) tell(w *desk.Work, o scheme.Objection, d Decision, kind string, more map[string]string) error {
	org, err := w.Organisation(o.By)
	if err != nil {
		return labeldesk.Wrap("read who objected", err)
	}
	lang := labeldesk.Lang(org)
	args := map[string]string{"product": d.Product.In(lang), "link": r.labels.Base + "/" + lang + "/desk/objections/" + string(o.ID)}
	maps.Copy(args, more)
	return r.labels.Tell(w, o.By, kind, args)
}

// take reads an objection for whoever may know of it: officers, and the side
// for which it was lodged. To others it says Missing. It refuses an officer
// who keeps off the matter.
func take(w *desk.Work, id scheme.ObjectionID) (scheme.Objection, Decision, error) {
	o, err := w.Objection(id)
	if err != nil {
		return o, Decision{}, labeldesk.Wrap("read objection", err)
	}
	d, err := matterOf(w, o.Against, o.Subject)
	if err != nil {
		return o, d, err
	}
	if !w.Who.Is(scheme.RoleOfficer) && !d.onSide(w, o.By) {
		return scheme.Objection{}, Decision{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	d.At, d.By, d.Reason, d.Ground, d.Side = o.Decided, o.DecidedBy, o.Reason, o.Ground, o.By
	return o, d, d.notRecused(w)
}

// change does a deed to an objection.
func (r *Room) change(ctx context.Context, who scheme.Actor, id scheme.ObjectionID, deed scheme.Deed,
	fn func(*desk.Work, *scheme.Objection, Decision) error) error {
	return r.labels.Do(ctx, who, string(deed), func(w *desk.Work) error {
		o, d, err := take(w, id)
		if err != nil {
			return err
		}
		before := o
		if err := o.Do(deed, d.roles(w, o.By)); err != nil {
			return err
		}
		if err := fn(w, &o, d); err != nil {
			return err
		}
		return keep(w, before, &o)
	})
}

// TakeUp gives the objection to the officer who asks. It refuses who had a
// part in the decision.
func (r *Room) TakeUp(ctx context.Context, who scheme.Actor, id scheme.ObjectionID) error {
	return r.change(ctx, who, id, scheme.DeedObjectionTake, func(w *desk.Work, o *scheme.Objection, d Decision) error {
		if err := o.CheckUninvolved(w.Who.Person.ID, d.Involved); err != nil {
			return err
		}
		if o.Officer == w.Who.Person.ID {
			return scheme.Refuse(scheme.Conflict, "refusal.objection.yours")
		}
		o.Officer = w.Who.Person.ID
		return nil
	})
}

// Withdraw ends an objection at the wish of who lodged it. Of the office, only
// who entered it from paper may.
func (r *Room) Withdraw(ctx context.Context, who scheme.Actor, id scheme.ObjectionID) error {
	return r.change(ctx, who, id, scheme.DeedObjectionWithdraw, func(w *desk.Work, o *scheme.Objection, _ Decision) error {
		if w.Who.Is(scheme.RoleOfficer) {
			if err := o.CheckEntered(w.Who.Person.ID); err != nil {
				return err
			}
		}
		o.End(w.Who.Person.ID, "", w.Now)
		return nil
	})
}

// Dismiss decides that the decision stays, with reasons. It takes a fresh
// passkey, and the officer who took the objection up.
func (r *Room) Dismiss(ctx context.Context, who scheme.Actor, id scheme.ObjectionID, reason string) error {
	return r.decide(ctx, who, id, scheme.DeedObjectionDismiss, reason, func(w *desk.Work, o scheme.Objection, d Decision) error {
		return r.tell(w, o, d, "objection_dismissed", map[string]string{"reason": reason})
	})
}

// Uphold decides that the decision was wrong, with reasons: an application,
// a succession or a reissue is decided afresh by another officer, a revocation is
// annulled.
// It takes a fresh passkey, and the officer who took the objection up. It
// refuses when the matter has gone on since, so that nothing can be put right.
func (r *Room) Uphold(ctx context.Context, who scheme.Actor, id scheme.ObjectionID, reason string) error {
	return r.decide(ctx, who, id, scheme.DeedObjectionUphold, reason, func(w *desk.Work, o scheme.Objection, d Decision) error {
		switch o.Against {
		case scheme.AgainstRevocation:
			return r.annul(w, o.Label, scheme.ByObjection, reason)
		case scheme.AgainstSuccession:
			if err := reopenSuccession(w, scheme.SuccessionID(o.Subject), o.ID); err != nil {
				return err
			}
		case scheme.AgainstReissue:
			if err := reopenReissue(w, scheme.ReissueID(o.Subject), o.ID); err != nil {
				return err
			}
		default:
			if err := r.applications.ReopenIn(w, scheme.ApplicationID(o.Subject), o.ID); err != nil {
				return stale(err)
			}
		}
		return r.tell(w, o, d, "objection_upheld", map[string]string{"reason": reason})
	})
}

// stale says of a matter that no longer stands where it was decided that it
// cannot be reopened.
func stale(err error) error {
	if slices.ContainsFunc(scheme.RefusalsOf(err), func(r *scheme.Refusal) bool { return r.Key == "refusal.state" }) {
		return scheme.Refuse(scheme.Conflict, "refusal.objection.overtaken")
	}
	return err
}

func (r *Room) decide(ctx context.Context, who scheme.Actor, id scheme.ObjectionID, deed scheme.Deed, reason string,
	then func(*desk.Work, scheme.Objection, Decision) error) error {
	return r.change(ctx, who, id, deed, func(w *desk.Work, o *scheme.Objection, d Decision) error {
		by := w.Who.Person.ID
		if err := o.CheckUninvolved(by, d.Involved); err != nil {
			return err
		}
		if err := o.CheckDecision(by); err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		if r.guard != nil && o.Label != "" {
			if err := r.guard(w, o.Label, "reason", reason); err != nil {
				return err
			}
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		o.End(by, reason, w.Now)
		return then(w, *o, d)
	})
}

// reopenSuccession takes the refusal of a succession back. It refuses when the
// label has ended, has another holder, or is offered to somebody anew.
func reopenSuccession(w *desk.Work, id scheme.SuccessionID, by scheme.ObjectionID) error {
	s, err := w.Succession(id)
	if err != nil {
		return labeldesk.Wrap("read succession", err)
	}
	to, err := scheme.Next(scheme.SuccessionRules, s.State, scheme.DeedReopen, s.RolesOf(w.Who))
	if err != nil {
		return stale(err)
	}
	l, err := w.Label(s.Label)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	all, err := w.Successions(s.Label)
	if err != nil {
		return labeldesk.Wrap("list successions", err)
	}
	if !l.StatusOn(w.Today).Stands() || l.Holder != s.From || slices.ContainsFunc(all, scheme.Succession.Open) {
		return scheme.Refuse(scheme.Conflict, "refusal.objection.overtaken")
	}
	before := s
	s.Reopen(to, by, w.Scheme.WishDue(w.Today), w.Now)
	if err := w.PutSuccession(&s); err != nil {
		return labeldesk.Wrap("write succession", err)
	}
	w.Audit("succession:"+string(s.ID), before, s)
	return nil
}

// reopenReissue takes the refusal to make papers anew back. It refuses when the
// label has ended or has another holder, or papers were asked for anew.
func reopenReissue(w *desk.Work, id scheme.ReissueID, by scheme.ObjectionID) error {
	r, err := w.Reissue(id)
	if err != nil {
		return labeldesk.Wrap("read reissue", err)
	}
	l, err := w.Label(r.Label)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	to, err := scheme.Next(scheme.ReissueRules, r.State, scheme.DeedReopen, w.Who.RolesToward(r.Holder))
	if err != nil {
		return stale(err)
	}
	all, err := w.Reissues(r.Label)
	if err != nil {
		return labeldesk.Wrap("list reissues", err)
	}
	if !l.StatusOn(w.Today).Stands() || l.Holder != r.Holder || slices.ContainsFunc(all, scheme.Reissue.Open) {
		return scheme.Refuse(scheme.Conflict, "refusal.objection.overtaken")
	}
	r.Reopen(to, by, w.Scheme.WishDue(w.Today), w.Now)
	if err := w.PutReissue(&r); err != nil {
		return labeldesk.Wrap("write reissue", err)
	}
	w.Audit("label:"+string(r.Label), nil, map[string]any{"Reissue": map[string]any{"State": r.State, "Reason": r.Reason}})
	return nil
}
