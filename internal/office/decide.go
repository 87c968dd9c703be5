package office

import (
	"context"
	"strconv"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// Return sends a submitted application back for correction, as often as the
// scheme under which it was submitted lets the office. The comments that
// stand beside it are delivered with the reason.
func (o *Office) Return(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, reason string) error {
	return o.decide(ctx, who, id, scheme.DeedReturn, func(w *desk.Work, a *scheme.Application) error {
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		s, err := w.SchemeAt(a.Catalog)
		if err != nil {
			return wrap("read the scheme of the application", err)
		}
		if err := a.CanBeReturned(s.Limits); err != nil {
			return err
		}
		comments, err := deliver(w, *a)
		if err != nil {
			return err
		}
		a.Returns = append(a.Returns[:len(a.Returns):len(a.Returns)], scheme.Return{At: w.Now, By: w.Who.Person.ID, Reason: reason})
		return o.tellOf(w, *a, "application_returned", map[string]string{"reason": reason, "comments": points(s, *a, comments),
			"due": string(s.CorrectDue(a))})
	})
}

// Reject closes a submitted application that cannot be accepted.
func (o *Office) Reject(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, reason string) error {
	return o.decide(ctx, who, id, scheme.DeedReject, func(w *desk.Work, a *scheme.Application) error {
		if err := a.FirstLook(w.Who.Person.ID); err != nil {
			return err
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		a.Closed, a.ClosedBy, a.Reason = w.Now, w.Who.Person.ID, reason
		return o.tellRefused(w, *a, "application_rejected", reason)
	})
}

// Accept takes a submitted application whose form is right. It gives it an
// acceptance number, fixes the fee by the day of receipt, and asks the
// authorities. The form is
// judged by the day of the declaration: the office's own delay never makes an
// application wrong. Comments that nobody has answered, or that were never
// sent, stand in its way unless the officer names them: despite which
// comments it was accepted stays on record.
func (o *Office) Accept(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, despite ...scheme.CommentID) error {
	return o.decide(ctx, who, id, scheme.DeedAccept, func(w *desk.Work, a *scheme.Application) error {
		if err := a.FirstLook(w.Who.Person.ID); err != nil {
			return err
		}
		s, err := w.SchemeAt(a.Catalog)
		if err != nil {
			return wrap("read the scheme of the application", err)
		}
		list, err := w.Checklist(id)
		if err != nil {
			return wrap("read checklist", err)
		}
		wrong, err := formOf(w, s, *a, list, s.Day(a.Declaration.At))
		if err != nil {
			return err
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		if err := acceptDespite(w, *a, despite); err != nil {
			return err
		}
		fee, err := s.FeeOn(a.Kind, a.Level, a.Received)
		if err != nil {
			return err
		}
		if a.Numbers.Acceptance, err = number(w, "acceptance", w.Scheme.Numbering.Acceptance); err != nil {
			return err
		}
		a.AcceptedAt, a.AcceptedBy, a.FeeYen = w.Now, w.Who.Person.ID, fee.Yen
		if err := o.bill(w, a); err != nil {
			return err
		}
		if s.Inquiry.AsksAbout(a.Kind) {
			err = o.askAll(w, s, a)
		} else {
			err = provide(w, a)
		}
		if err != nil {
			return err
		}
		return o.tellOf(w, *a, "application_accepted", map[string]string{"number": a.Numbers.Acceptance, "yen": strconv.Itoa(fee.Yen),
			"due": string(s.PaymentDue(w.Today))})
	})
}

// acceptDespite notes the unsettled comments in spite of which an application
// is accepted, each with its place; it refuses when one was not named.
func acceptDespite(w *desk.Work, a scheme.Application, despite []scheme.CommentID) error {
	all, err := w.Comments(a.ID)
	if err != nil {
		return wrap("read comments", err)
	}
	if err := scheme.CheckDespite(all, despite); err != nil {
		return err
	}
	left := map[string]any{}
	for _, c := range scheme.Unsettled(all) {
		left[string(c.ID)] = map[string]string{"Place": c.Place, "Text": c.Text}
	}
	if len(left) > 0 {
		w.Audit("application:"+string(a.ID), nil, map[string]any{"Despite": left})
	}
	return nil
}

// provide gives the provisional number once the fee is paid and no authority
// objects. Once given it stays.
func provide(w *desk.Work, a *scheme.Application) (err error) {
	if a.Settled() && !a.Objected() && a.Numbers.Provisional == "" {
		a.Numbers.Provisional, err = number(w, "provisional", w.Scheme.Numbering.Provisional)
	}
	return err
}

// maxShort bounds names and references, in characters.
const maxShort = 200

func checkShort(field, text string) error { return scheme.CheckText(field, text, maxShort) }

// MayRefuse refuses what Refuse would refuse, but for a passkey that is not
// fresh: for the page that comes before the last word.
func (o *Office) MayRefuse(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, reason string) error {
	return o.desk.Look(ctx, who, func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedRefuse)
		if err != nil {
			return err
		}
		return checkRefuse(w, &a, reason)
	})
}

func checkRefuse(w *desk.Work, a *scheme.Application, reason string) error {
	if err := a.SecondPerson(w.Who.Person.ID); err != nil {
		return err
	}
	return labeldesk.CheckReason(reason)
}

// Refuse decides against a label, with a reason. It takes a fresh passkey, as
// every decision does, and another officer than the one who accepted the
// application.
func (o *Office) Refuse(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, reason string) error {
	return o.decide(ctx, who, id, scheme.DeedRefuse, func(w *desk.Work, a *scheme.Application) error {
		if err := checkRefuse(w, a, reason); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		a.Closed, a.ClosedBy, a.Reason = w.Now, w.Who.Person.ID, reason
		return o.tellRefused(w, *a, "application_refused", reason)
	})
}

// decide does a deed of the office to an application: what the rules allow,
// then what the deed itself demands and changes.
func (o *Office) decide(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, deed scheme.Deed,
	change func(*desk.Work, *scheme.Application) error) error {
	return o.desk.Do(ctx, who, string(deed), func(w *desk.Work) error {
		a, to, err := take(w, id, deed)
		if err != nil {
			return err
		}
		before := a
		a.State = to
		if err := change(w, &a); err != nil {
			return err
		}
		return keep(w, before, &a)
	})
}
