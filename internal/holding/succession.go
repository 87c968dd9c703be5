package holding

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Vowing is what someone typed to declare: the responsible person, and the
// ids of the statements affirmed.
type Vowing struct {
	Name, Title, Language string
	Affirmed              []string
}

// A Wish is an offer of a label to another organisation.
type Wish struct {
	To     string // corporate number, or the exact name on record
	Reason string
	Vow    Vowing
}

// vow makes a declaration of what was typed, with the texts of the statements.
func vow(w *desk.Work, v Vowing, all []scheme.Statement) (scheme.Vow, error) {
	made := scheme.Vow{Name: strings.TrimSpace(v.Name), Title: strings.TrimSpace(v.Title), Language: v.Language, At: w.Now, By: w.Who.Person.ID}
	if err := scheme.CheckVow(made, all, v.Affirmed); err != nil {
		return made, err
	}
	for _, s := range all {
		made.Statements = append(made.Statements, s.Text.In(made.Language))
	}
	return made, nil
}

// Offer offers a label to another organisation on record. Only the holder's own
// people may. The label stays where it is until the other side has accepted
// and the office has approved.
func (h *Holding) Offer(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, wish Wish) (id scheme.SuccessionID, err error) {
	err = h.Do(ctx, who, string(scheme.DeedOffer), func(w *desk.Work) error {
		l, err := ownLabel(w, n, scheme.DeedOffer)
		if err != nil {
			return err
		}
		var no scheme.Refusals
		to, err := organisationNamed(w, wish.To)
		if err != nil && scheme.RefusalsOf(err) == nil {
			return err
		}
		no.Add(err)
		if err == nil && to.ID == l.Holder {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.succession.same").On("to"))
		}
		no.Add(labeldesk.CheckReason(wish.Reason))
		said, err := vow(w, wish.Vow, w.Scheme.Holding.Offers)
		no.Add(err)
		if err := no.Err(); err != nil {
			return err
		}
		if err := nothingOpen(w, n); err != nil {
			return err
		}
		s := scheme.Succession{ID: scheme.SuccessionID(rand.Text()), Label: n, State: scheme.Offered, From: l.Holder, To: to.ID, Reason: wish.Reason, Offer: said}
		if err := keepSuccession(w, &s); err != nil {
			return err
		}
		id = s.ID
		return h.tell(w, s, to.ID, "succession_offered", l, map[string]string{"from": l.HolderName.In(labeldesk.Lang(to)), "due": string(s.LapsesOn(w.Scheme))})
	})
	return id, err
}

// ownLabel reads a label for a deed that only the holder's own people do.
func ownLabel(w *desk.Work, n scheme.LabelNumber, deed scheme.Deed) (scheme.Label, error) {
	l, err := labeldesk.Take(w, n, deed)
	if scheme.IsRefusal(err, scheme.Denied) && w.Who.Is(scheme.RoleAgent) { // who can ask those people
		err = scheme.Refuse(scheme.Denied, "refusal.holding.own").With(scheme.Code("deed." + string(deed)))
	}
	return l, err
}

// organisationNamed finds who is on record under a corporate number or a name,
// letter for letter. It does not search: nobody learns more than he knows.
func organisationNamed(w *desk.Work, typed string) (scheme.Organisation, error) {
	typed = strings.TrimSpace(typed)
	if typed == "" {
		return scheme.Organisation{}, scheme.Refuse(scheme.Invalid, "refusal.succession.to").On("to")
	}
	if digits := strings.ReplaceAll(typed, "-", ""); scheme.CheckCorporateNumber(digits) == nil {
		o, err := w.OrganisationByCorporateNumber(digits)
		if err == nil && o.Kind == scheme.Maker {
			return o, nil
		}
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return o, labeldesk.Wrap("read an organisation", err)
		}
		return o, unknown()
	}
	found, _, err := w.FindOrganisations(store.OrganisationFilter{Kind: scheme.Maker, Text: typed, Limit: 100})
	if err != nil {
		return scheme.Organisation{}, labeldesk.Wrap("find an organisation", err)
	}
	found = slices.DeleteFunc(found, func(o scheme.Organisation) bool { return o.Name.Ja != typed && o.Name.En != typed })
	if len(found) != 1 {
		return scheme.Organisation{}, unknown()
	}
	return found[0], nil
}

func unknown() error { return scheme.Refuse(scheme.Invalid, "refusal.succession.unknown").On("to") }

// nothingOpen refuses a label that is being handed over already.
func nothingOpen(w *desk.Work, n scheme.LabelNumber) error {
	all, err := w.Successions(n)
	if err != nil {
		return labeldesk.Wrap("read successions", err)
	}
	if slices.ContainsFunc(all, scheme.Succession.Open) {
		return scheme.Refuse(scheme.Conflict, "refusal.succession.open")
	}
	return nil
}

func keepSuccession(w *desk.Work, s *scheme.Succession) error {
	if err := w.PutSuccession(s); err != nil {
		return labeldesk.Wrap("write a succession", err)
	}
	w.Audit("label:"+string(s.Label), nil, map[string]any{"Succession": map[string]any{"State": s.State, "From": s.From, "To": s.To, "Reason": s.Outcome}})
	return nil
}

// tell writes to one side of a succession.
func (h *Holding) tell(w *desk.Work, s scheme.Succession, to scheme.OrganisationID, kind string, l scheme.Label, more map[string]string) error {
	org, err := w.Organisation(to)
	if err != nil {
		return labeldesk.Wrap("read whom to write to", err)
	}
	lang := labeldesk.Lang(org)
	args := map[string]string{"product": l.Product.Name.In(lang), "number": string(l.Number), "link": h.Base + "/" + lang + "/desk/successions/" + string(s.ID)}
	for name, value := range more {
		args[name] = value
	}
	return h.Desk.Tell(w, to, kind, args)
}

func handoverOf(w *desk.Work, s scheme.Succession) (h Handover, err error) {
	l, err := w.Label(s.Label)
	if err != nil {
		return h, labeldesk.Wrap("read label", err)
	}
	h = Handover{Succession: s, Product: l.Product.Name, Status: l.StatusOn(w.Today), Deeds: scheme.Allowed(scheme.SuccessionRules, s.State, s.RolesOf(w.Who))}
	for _, one := range []struct {
		id scheme.OrganisationID
		at *scheme.Text
	}{{s.From, &h.FromName}, {s.To, &h.ToName}} {
		o, err := w.Organisation(one.id)
		if err != nil {
			return h, labeldesk.Wrap("read an organisation", err)
		}
		*one.at = o.Name
	}
	return h, nil
}

// Succession reads one succession for either side or the office. To others
// there is none.
func (h *Holding) Succession(ctx context.Context, who scheme.Actor, id scheme.SuccessionID) (out Handover, l scheme.Label, err error) {
	err = h.Look(ctx, who, func(w *desk.Work) error {
		s, err := party(w, id)
		if err != nil {
			return err
		}
		if l, err = w.Label(s.Label); err != nil {
			return labeldesk.Wrap("read label", err)
		}
		out, err = handoverOf(w, s)
		if err == nil && w.Who.Is(scheme.RoleOfficer) && keepsOff(w, s, l) != nil {
			out.Deeds = nil
		}
		return err
	})
	return out, l, err
}

// party reads a succession for whoever has to do with it.
func party(w *desk.Work, id scheme.SuccessionID) (scheme.Succession, error) {
	s, err := w.Succession(id)
	if err == nil && len(s.RolesOf(w.Who)) == 0 {
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return s, labeldesk.Wrap("read a succession", err)
}

// keepsOff refuses someone of the office who keeps off the label or either side.
func keepsOff(w *desk.Work, s scheme.Succession, l scheme.Label) error {
	if err := labeldesk.NotRecused(w, l); err != nil {
		return err
	}
	other := l
	other.Holder = s.To
	return labeldesk.NotRecused(w, other)
}

// step does a deed to a succession.
func (h *Holding) step(ctx context.Context, who scheme.Actor, id scheme.SuccessionID, deed scheme.Deed, do func(*desk.Work, *scheme.Succession, scheme.Label) error) error {
	name := string(deed)
	if deed == scheme.DeedApprove {
		name = string(scheme.DeedTransfer)
	}
	return h.Do(ctx, who, name, func(w *desk.Work) error {
		s, err := party(w, id)
		if err != nil {
			return err
		}
		to, err := scheme.Next(scheme.SuccessionRules, s.State, deed, s.RolesOf(w.Who))
		if err != nil {
			return err
		}
		l, err := w.Label(s.Label)
		if err != nil {
			return labeldesk.Wrap("read label", err)
		}
		s.State = to
		if to != scheme.Taken {
			s.Closed, s.ClosedBy = w.Now, w.Who.Person.ID
		}
		return do(w, &s, l)
	})
}

// Accept takes an offered label on, with the declaration of who is responsible.
// The office still has to approve.
func (h *Holding) Accept(ctx context.Context, who scheme.Actor, id scheme.SuccessionID, v Vowing) error {
	return h.step(ctx, who, id, scheme.DeedAcceptLabel, func(w *desk.Work, s *scheme.Succession, l scheme.Label) (err error) {
		s.Due = w.Scheme.WishDue(w.Today)
		if s.Accepted, err = vow(w, v, w.Scheme.Holding.Accepts); err != nil {
			return err
		}
		if err := stands(w, *s, l); err != nil {
			return err
		}
		if err := keepSuccession(w, s); err != nil {
			return err
		}
		return h.tell(w, *s, s.From, "succession_accepted", l, nil)
	})
}

// stands refuses a label that can no longer be handed over.
func stands(w *desk.Work, s scheme.Succession, l scheme.Label) error {
	if _, err := scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), scheme.DeedTransfer, []scheme.Role{scheme.RoleOfficer}); err != nil {
		return err
	}
	if l.Holder != s.From {
		return scheme.Refuse(scheme.Conflict, "refusal.succession.holder")
	}
	return nil
}

// Decline refuses an offered label, or steps back from one that was accepted.
func (h *Holding) Decline(ctx context.Context, who scheme.Actor, id scheme.SuccessionID, reason string) error {
	return h.step(ctx, who, id, scheme.DeedDeclineLabel, func(w *desk.Work, s *scheme.Succession, l scheme.Label) error {
		return h.stepBack(w, s, l, s.From, "succession_declined", reason)
	})
}

// TakeBack takes an offer back, also one that was accepted.
func (h *Holding) TakeBack(ctx context.Context, who scheme.Actor, id scheme.SuccessionID, reason string) error {
	return h.step(ctx, who, id, scheme.DeedTakeBack, func(w *desk.Work, s *scheme.Succession, l scheme.Label) error {
		return h.stepBack(w, s, l, s.To, "succession_taken_back", reason)
	})
}

func (h *Holding) stepBack(w *desk.Work, s *scheme.Succession, l scheme.Label, to scheme.OrganisationID, kind, reason string) error {
	if err := labeldesk.CheckReason(reason); err != nil {
		return err
	}
	s.Outcome = reason
	if err := keepSuccession(w, s); err != nil {
		return err
	}
	return h.tell(w, *s, to, kind, l, map[string]string{"reason": reason})
}
