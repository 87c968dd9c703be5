package remedy

import (
	"context"
	"crypto/rand"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// annul takes the revocation of a label back and tells the public and the
// holder.
func (r *Room) annul(w *desk.Work, n scheme.LabelNumber, basis scheme.AnnulmentBasis, reason string) error {
	l, err := labeldesk.Take(w, n, scheme.DeedAnnul)
	if err != nil {
		return stale(err)
	}
	before, revoked := l, l.Revoked
	if err := l.Annul(basis, w.Today, w.Now); err != nil {
		return err
	}
	if err := labeldesk.Keep(w, before, &l); err != nil {
		return err
	}
	facts := map[string]string{"revoked": string(revoked), "basis": string(basis)}
	if err := w.PublishFrom(l.Listed, scheme.RevocationAnnulled, n, w.Today, facts, nil); err != nil {
		return err
	}
	return r.labels.TellHolder(w, l, "revocation_annulled", map[string]string{"reason": reason})
}

// EnterJudgment notes a judgment that annuls the revocation of a label, for a
// second officer to confirm. It refuses a label that is not revoked and a
// second judgment while one waits.
func (r *Room) EnterJudgment(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, court, number string, day scheme.Date) error {
	return r.labels.Do(ctx, who, string(scheme.DeedJudgment), func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, scheme.DeedJudgment)
		if err != nil {
			return err
		}
		if _, waits, err := waiting(w, n); err != nil || waits {
			if err == nil {
				err = scheme.Refuse(scheme.Conflict, "refusal.judgment.waits")
			}
			return err
		}
		j := scheme.Judgment{ID: scheme.JudgmentID(rand.Text()), Label: n, Court: court, Number: number, Day: day, Entered: w.Now,
			EnteredBy: w.Who.Person.ID, RevokedFrom: l.Revoked}
		if err := j.Check(w.Today); err != nil {
			return err
		}
		return keepJudgment(w, nil, &j)
	})
}

// waiting returns the judgment about a label that waits for its second officer.
func waiting(w *desk.Work, n scheme.LabelNumber) (scheme.Judgment, bool, error) {
	all, err := w.Judgments(n)
	for _, j := range all {
		if j.Waits() {
			return j, true, nil
		}
	}
	return scheme.Judgment{}, false, labeldesk.Wrap("list judgments", err)
}

func keepJudgment(w *desk.Work, before any, j *scheme.Judgment) error {
	if err := w.PutJudgment(j); err != nil {
		return labeldesk.Wrap("write judgment", err)
	}
	if was, ok := before.(scheme.Judgment); ok {
		before = map[string]any{"Judgment": was}
	}
	w.Audit("label:"+string(j.Label), before, map[string]any{"Judgment": *j})
	return nil
}

// ConfirmJudgment annuls the revocation by the judgment that waits. It takes
// another officer than the one who entered it, and a fresh passkey. Objections
// to the revocation that are undecided end with it: what they asked for is done.
func (r *Room) ConfirmJudgment(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return r.closeJudgment(ctx, who, n, scheme.DeedAnnul, func(w *desk.Work, j *scheme.Judgment, l scheme.Label) error {
		if err := j.Confirm(w.Who.Person.ID, w.Now); err != nil {
			return err
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
		if j.RevokedFrom != l.Revoked {
			return scheme.Refuse(scheme.Conflict, "refusal.judgment.other")
		}
		words := j.Court + " " + j.Number + " (" + string(j.Day) + ")"
		if err := endObjections(w, n, words); err != nil {
			return err
		}
		return r.annul(w, n, scheme.ByCourt, words)
	})
}

// DropJudgment discards the judgment that waits: it was entered in error.
func (r *Room) DropJudgment(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return r.closeJudgment(ctx, who, n, scheme.DeedJudgment, func(w *desk.Work, j *scheme.Judgment, _ scheme.Label) error {
		return j.Drop(w.Who.Person.ID, w.Now)
	})
}

func (r *Room) closeJudgment(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, deed scheme.Deed,
	fn func(*desk.Work, *scheme.Judgment, scheme.Label) error) error {
	return r.labels.Do(ctx, who, string(deed), func(w *desk.Work) error {
		l, err := labeldesk.Take(w, n, deed)
		if err != nil {
			return err
		}
		j, waits, err := waiting(w, n)
		if err != nil {
			return err
		}
		if !waits {
			return scheme.Refuse(scheme.Conflict, "refusal.judgment.none")
		}
		before := j
		if err := fn(w, &j, l); err != nil {
			return err
		}
		return keepJudgment(w, before, &j)
	})
}

// endObjections closes the undecided objections to the revocation of a label
// as upheld, because a court has annulled it.
func endObjections(w *desk.Work, n scheme.LabelNumber, words string) error {
	all, err := w.Objections(store.ObjectionFilter{Against: scheme.AgainstRevocation, Subject: string(n), Open: true})
	if err != nil {
		return labeldesk.Wrap("list objections", err)
	}
	for _, o := range slices.Clone(all) {
		before := o
		o.State = scheme.ObjectionUpheld
		o.End(w.Who.Person.ID, words, w.Now)
		if err := keep(w, before, &o); err != nil {
			return err
		}
	}
	return nil
}
