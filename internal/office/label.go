package office

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// checkGround refuses a ground that the scheme does not have for the deed.
// The ground is of the scheme in use now: it is today's decision.
func checkGround(w *desk.Work, ground scheme.GroundID, deed scheme.Deed, reason string) error {
	var no scheme.Refusals
	if g, ok := w.Scheme.Ground(ground); !ok || g.Ends != deed {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.ground").On("ground"))
	}
	no.Add(labeldesk.CheckReason(reason))
	return no.Err()
}

// WithdrawLabel ends a label at its holder's wish, from today on.
func (o *Office) WithdrawLabel(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, ground scheme.GroundID, reason string) error {
	return o.labels.Change(ctx, who, n, scheme.DeedWithdraw, func(w *desk.Work, l *scheme.Label) error {
		if err := checkGround(w, ground, scheme.DeedWithdraw, reason); err != nil {
			return err
		}
		if err := l.Withdraw(ground, reason, w.Today, w.Now); err != nil {
			return err
		}
		if err := w.PublishFrom(l.Listed, scheme.LabelWithdrawn, n, w.Today, map[string]string{"ground": string(ground)}, nil); err != nil {
			return err
		}
		return o.labels.TellHolder(w, *l, "label_withdrawn", nil)
	})
}

// Propose notes a clerical correction, which waits for a second officer. The
// public sees nothing of it yet.
func (o *Office) Propose(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, field, to, reason string) error {
	return o.labels.Change(ctx, who, n, scheme.DeedPropose, func(w *desk.Work, l *scheme.Label) error {
		if err := scheme.CheckText("reason", reason, labeldesk.MaxReason); err != nil {
			return err
		}
		return l.Propose(field, to, reason, w.Who.Person.ID, w.Now)
	})
}

// Confirm carries out the correction that another officer has proposed. Both
// versions stay visible, but for what the holder hides.
func (o *Office) Confirm(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return o.labels.Change(ctx, who, n, scheme.DeedConfirm, func(w *desk.Work, l *scheme.Label) error {
		c, err := l.Confirm(w.Who.Person.ID, w.Now)
		if err != nil {
			return err
		}
		if !hides(l.Product, c.Field) {
			err = w.PublishFrom(l.Listed, scheme.LabelCorrected, n, w.Today, map[string]string{"field": c.Field},
				map[string]string{"from": c.From, "to": c.To, "reason": c.Reason})
		}
		if err != nil {
			return err
		}
		return o.labels.TellHolder(w, *l, "label_corrected", nil)
	})
}

// hides reports whether the holder keeps this part from the public; then its
// correction is no public fact either.
func hides(p scheme.Product, field string) bool {
	return field == "manufacturer" && p.HideManufacturer || field == "country" && p.HideCountry
}

// Drop discards the correction that waits.
func (o *Office) Drop(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) error {
	return o.labels.Change(ctx, who, n, scheme.DeedDrop, func(w *desk.Work, l *scheme.Label) error { return l.Drop() })
}
