package remedy

import (
	"cmp"
	"crypto/rand"
	"slices"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

func newID() scheme.ObjectionID { return scheme.ObjectionID(rand.Text()) }

// A Decision is what an objection is against.
type Decision struct {
	Against  scheme.ObjectionAgainst
	Subject  string
	Label    scheme.LabelNumber // that it was about; "" for an application for a new one
	Number   string             // of the application; "" for what is none
	Product  scheme.Text
	Outcome  string // what was decided: a state of the application or the succession, or "revoked"
	At       time.Time
	Day      scheme.Date
	Until    scheme.Date // last day on which an objection is in time; "" when there is none
	By       scheme.PersonID
	Reason   string
	Ground   scheme.GroundID
	Side     scheme.OrganisationID // for which the reader may object, or objected; "" for none
	Involved []scheme.PersonID     // people who worked on what was decided

	sides       map[scheme.OrganisationID][]scheme.Role // whose matter it is, and the reader's roles there
	known       bool                                    // the reader may know of the matter without being of a side
	application scheme.ApplicationID                    // from which somebody may have recused oneself
	stands      bool                                    // the decision was not taken back
}

// matterOf reads what a decision was about. Whether the decision stands is
// left open.
func matterOf(w *desk.Work, against scheme.ObjectionAgainst, subject string) (Decision, error) {
	d := Decision{Against: against, Subject: subject, sides: map[scheme.OrganisationID][]scheme.Role{}}
	var err error
	switch against {
	case scheme.AgainstApplication:
		err = d.ofApplication(w)
	case scheme.AgainstSuccession:
		err = d.ofSuccession(w)
	case scheme.AgainstReissue:
		err = d.ofReissue(w)
	case scheme.AgainstRevocation:
		err = d.ofRevocation(w)
	default:
		err = scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err == nil && !d.At.IsZero() {
		d.Day = w.Scheme.Day(d.At)
		d.Until = w.Scheme.ObjectDue(d.Day)
	}
	return d, err
}

// decisionOf reads a decision to which somebody may object now. It says
// Missing to whoever may not know of the matter.
func decisionOf(w *desk.Work, against scheme.ObjectionAgainst, subject string) (Decision, error) {
	d, err := matterOf(w, against, subject)
	if err != nil {
		return d, err
	}
	for org := range d.sides {
		if d.onSide(w, org) {
			d.Side = org
		}
	}
	if d.Side == "" && !d.known {
		return Decision{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err := d.notRecused(w); err != nil {
		return d, err
	}
	if !d.stands {
		return d, scheme.Refuse(scheme.Conflict, "refusal.objection.nothing")
	}
	return d, nil
}

func (d *Decision) ofApplication(w *desk.Work) error {
	a, err := w.Application(scheme.ApplicationID(d.Subject))
	if err != nil {
		return labeldesk.Wrap("read application", err)
	}
	comments, err := w.Comments(a.ID)
	if err != nil {
		return labeldesk.Wrap("read comments", err)
	}
	d.Label, d.Number, d.Product, d.Outcome, d.application = a.Of, a.Numbers.Application, a.Product.Name, string(a.State), a.ID
	d.At, d.By, d.Reason = a.Closed, a.ClosedBy, a.Reason
	d.Involved = a.Involved()
	for _, c := range comments {
		d.Involved = append(d.Involved, c.By)
	}
	d.sides[a.Applicant] = a.RolesOf(w.Who)
	d.known = w.Who.Is(scheme.RoleOfficer) && a.Received != ""
	d.stands = a.State == scheme.Refused || a.State == scheme.Rejected
	return nil
}

func (d *Decision) ofSuccession(w *desk.Work) error {
	s, err := w.Succession(scheme.SuccessionID(d.Subject))
	if err != nil {
		return labeldesk.Wrap("read succession", err)
	}
	l, err := w.Label(s.Label)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	d.Label, d.Product, d.Outcome, d.application = s.Label, l.Product.Name, string(s.State), l.Application
	d.At, d.By, d.Reason, d.Ground = s.Closed, s.ClosedBy, s.Outcome, s.Ground
	for _, r := range s.Reopened {
		d.Involved = append(d.Involved, r.By)
	}
	for _, org := range []scheme.OrganisationID{s.From, s.To} { // agents have no part in a succession
		d.sides[org] = slices.DeleteFunc(w.Who.RolesToward(org), func(r scheme.Role) bool { return r == scheme.RoleAgent })
	}
	d.known = w.Who.Is(scheme.RoleOfficer)
	d.stands = s.State == scheme.NotGranted
	return nil
}

func (d *Decision) ofReissue(w *desk.Work) error {
	r, err := w.Reissue(scheme.ReissueID(d.Subject))
	if err != nil {
		return labeldesk.Wrap("read reissue", err)
	}
	l, err := w.Label(r.Label)
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	d.Label, d.Product, d.Outcome, d.application = r.Label, l.Product.Name, string(r.State), l.Application
	d.At, d.By, d.Reason = r.Closed, r.ClosedBy, r.Outcome
	for _, one := range r.Reopened {
		d.Involved = append(d.Involved, one.By)
	}
	d.sides[r.Holder] = w.Who.RolesToward(r.Holder)
	d.known = w.Who.Is(scheme.RoleOfficer)
	d.stands = r.State == scheme.ReissueRefused
	return d.onPaper(w, l)
}

// onPaper lets officers enter the objection of a holder whose last application
// about the label came on paper, or by e-mail: so does its objection.
func (d *Decision) onPaper(w *desk.Work, l scheme.Label) error {
	id := l.LastApplication()
	if id == "" || !w.Who.Is(scheme.RoleOfficer) {
		return nil
	}
	a, err := w.Application(id)
	if err != nil {
		return labeldesk.Wrap("read application", err)
	}
	if a.Entered() && a.Applicant == l.Holder {
		d.sides[l.Holder] = append(slices.Clone(d.sides[l.Holder]), scheme.RoleEntry)
	}
	return nil
}

// ofRevocation finds the case in which the label was revoked last. One that
// was taken over as revoked has none.
func (d *Decision) ofRevocation(w *desk.Work) error {
	l, err := w.Label(scheme.LabelNumber(d.Subject))
	if err != nil {
		return labeldesk.Wrap("read label", err)
	}
	d.Label, d.Product, d.Outcome, d.application = l.Number, l.Product.Name, "revoked", l.Application
	d.Reason, d.Ground, d.stands = l.EndReason, l.EndGround, l.Revoked != ""
	if l.Revoked != "" {
		d.At = w.Scheme.Midnight(l.Revoked)
	}
	cases, err := w.Cases(store.CaseFilter{Label: l.Number, Over: true})
	if err != nil {
		return labeldesk.Wrap("list cases", err)
	}
	for _, c := range cases { // the newest first
		if c.State != scheme.CaseRevoked {
			continue
		}
		d.Involved = append(d.Involved, c.Involved()...)
		if last, is := c.Last(scheme.DeedCaseRevoke); is && w.Scheme.Day(c.Closed) == l.Revoked {
			d.At, d.By = c.Closed, last.By
		}
	}
	d.sides[l.Holder] = w.Who.RolesToward(l.Holder)
	d.known = w.Who.Is(scheme.RoleOfficer) || l.ListedOn(w.Today)
	return d.onPaper(w, l)
}

// objecting are the roles in which somebody may object.
var objecting = []scheme.Role{scheme.RoleApplicant, scheme.RoleAgent, scheme.RoleEntry}

// onSide reports whether the reader acts for this side of the matter.
func (d *Decision) onSide(_ *desk.Work, org scheme.OrganisationID) bool {
	return slices.ContainsFunc(d.sides[org], func(r scheme.Role) bool { return slices.Contains(objecting, r) })
}

// roles are the reader's toward an objection of this side.
func (d *Decision) roles(_ *desk.Work, org scheme.OrganisationID) []scheme.Role { return d.sides[org] }

// mayObject refuses who is of no side, and a second objection of one side.
func (d *Decision) mayObject(w *desk.Work) error {
	if d.Side == "" {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + string(scheme.DeedObject)))
	}
	all, err := d.objections(w)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(all, func(o scheme.Objection) bool { return o.State != scheme.ObjectionWithdrawn }) {
		return scheme.Refuse(scheme.Conflict, "refusal.objection.already")
	}
	return nil
}

// objections lists those of the reader's side to this very decision.
func (d *Decision) objections(w *desk.Work) ([]scheme.Objection, error) {
	if d.Side == "" {
		return nil, nil
	}
	all, err := w.Objections(store.ObjectionFilter{Against: d.Against, Subject: d.Subject, For: []scheme.OrganisationID{d.Side}})
	all = slices.DeleteFunc(all, func(o scheme.Objection) bool { return !o.Decided.Equal(d.At) })
	return all, labeldesk.Wrap("list objections", err)
}

// notRecused refuses someone of the office who keeps off the matter.
func (d *Decision) notRecused(w *desk.Work) error {
	all, err := labeldesk.Recusals(w, w.Who.Person)
	if err != nil {
		return err
	}
	for _, r := range all {
		off := r.Holds() && r.Application != "" && r.Application == d.application
		for org := range d.sides {
			off = off || r.CoversOrganisation(org)
		}
		if off {
			return scheme.Refuse(scheme.Denied, "refusal.recused")
		}
	}
	return nil
}

// newestFirst orders objections by the day on which they were lodged.
func newestFirst(a, b scheme.Objection) int { return cmp.Compare(b.Lodged.Unix(), a.Lodged.Unix()) }
