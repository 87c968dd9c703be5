package surveillance

import (
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A Said is a text of the office in a case that leaves its hands: the holder or
// everyone reads it.
type Said struct {
	Field string // of the form in which it was written; "" when it was written before
	Text  string
	Sure  bool     // the officer has looked whether it tells who reported
	Asked bool     // the officer must have looked, whatever the text says
	Known []string // what the office has said in the case before, looked at then
}

// A Guard refuses a text by which those could be known who reported what led
// to a case.
type Guard func(w *desk.Work, reports []scheme.DoubtID, said Said) error

// GuardWith has every text of the office in a case that hangs on a report
// looked at, from now on, before it is written. It is called once, before the
// room is used.
func (r *Room) GuardWith(g Guard) { r.guard = g }

// Sure returns the room for one deed of an officer who has looked whether the
// words tell who reported.
func (r *Room) Sure() *Room {
	sure := *r
	sure.sure = true
	return &sure
}

// guarded holds what the office says anew in a case against the reports that
// led to it. What the holder says is not looked at: a refusal would tell it
// what was reported.
func (r *Room) guarded(w *desk.Work, before, c scheme.Case) error {
	reports := c.Reports()
	if r.guard == nil || len(reports) == 0 || !w.Who.Is(scheme.RoleOfficer) {
		return nil
	}
	var no scheme.Refusals
	known := saidBefore(before)
	for _, one := range saidSince(before, c) {
		one.Sure, one.Known = one.Sure || r.sure, known
		err := r.guard(w, reports, one)
		if err != nil && scheme.RefusalsOf(err) == nil {
			return labeldesk.Wrap("read the reports of a case", err)
		}
		for _, refusal := range scheme.RefusalsOf(err) {
			if !slices.ContainsFunc(no, func(r *scheme.Refusal) bool { return r.Field == refusal.Field }) {
				no.Add(refusal)
			}
		}
	}
	return no.Err()
}

// saidBefore lists what the office has said in a case. What the holder said is
// not among it: the office must not confirm what the holder guesses.
func saidBefore(c scheme.Case) (all []string) {
	for _, s := range c.Steps {
		switch s.Deed {
		case scheme.DeedCaseAnswer, scheme.DeedCaseReport, scheme.DeedCaseAskTime, scheme.DeedCaseState:
			continue
		}
		all = append(all, s.Text)
		for _, f := range s.Findings {
			all = append(all, f.Text)
		}
	}
	return all
}

// saidSince lists the texts that a deed brings into a case or to the public.
// A text that a second officer publishes was looked at by the first: only a
// copy of a report, which may have grown since, stops it.
func saidSince(before, c scheme.Case) (all []Said) {
	for _, s := range c.Steps[len(before.Steps):] {
		all = append(all, Said{Field: "text", Text: s.Text})
		for _, f := range s.Findings {
			if f.Text != "" && s.Deed == scheme.DeedCaseFind {
				all = append(all, Said{Field: "findings", Text: f.Text})
			}
		}
	}
	public := func(t scheme.Text, published bool) {
		if published {
			all = append(all, Said{Text: t.Ja + "\n" + t.En, Sure: true})
			return
		}
		all = append(all, Said{Field: "text_ja", Text: t.Ja, Asked: true}, Said{Field: "text_en", Text: t.En, Asked: true})
	}
	for i, one := range c.Warnings {
		if now := !one.Confirmed.IsZero(); i >= len(before.Warnings) || now && before.Warnings[i].Confirmed.IsZero() {
			public(one.Text, now)
		}
	}
	for i, one := range c.Announced {
		if now := !one.Confirmed.IsZero(); i >= len(before.Announced) || now && before.Announced[i].Confirmed.IsZero() {
			public(one.Text, now)
		}
	}
	return all
}
