package office

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// DemandEvidence calls on the applicant, by letter, to show evidence by a
// day. While the demand is open, officers may open what was handed over. It
// refuses a second one at a time, a day that is past, and an application that
// the office has not received or that came to its end: once its label is
// issued, evidence is demanded in a case. due "" is the scheme's own period
// from today.
func (v *Vault) DemandEvidence(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, reason string, due scheme.Date) (d scheme.Demand, err error) {
	err = v.office.desk.Do(ctx, who, "demand_evidence", func(w *desk.Work) error {
		a, err := officers(w, id, "demand_evidence")
		if err != nil {
			return err
		}
		if err := a.CanBeDemanded(); err != nil {
			return err
		}
		d = scheme.Demand{ID: scheme.DemandID(rand.Text()), Application: id, Label: a.Label, Reason: reason, By: w.Who.Person.ID, Opened: w.Now, Due: due}
		if due == "" && w.Scheme.Handover.DemandDays > 0 {
			d.Due = w.Today.AddDays(w.Scheme.Handover.DemandDays)
		}
		var no scheme.Refusals
		no.Add(labeldesk.CheckReason(reason))
		no.Add(d.Check(w.Today, w.Scheme.Limits.DemandDays))
		if no.Err() != nil {
			return no.Err()
		}
		if err := noneOpen(w, id); err != nil {
			return err
		}
		if err := w.PutDemand(&d); err != nil {
			return wrap("write demand", err)
		}
		w.Audit("application:"+string(id), nil, map[string]any{"Demand": map[string]any{string(d.ID): d}})
		return v.office.tellEvidence(w, a, "evidence_demanded", map[string]string{"reason": reason, "due": string(d.Due)})
	})
	return d, err
}

// noneOpen refuses a demand while another stands.
func noneOpen(w *desk.Work, id scheme.ApplicationID) error {
	all, err := w.Demands(id)
	if err != nil {
		return wrap("list demands", err)
	}
	for _, one := range all {
		if one.IsOpen() {
			return scheme.Refuse(scheme.Conflict, "refusal.demand.open").With(one.Due)
		}
	}
	return nil
}

// CloseDemand ends a demand. From then on nobody of the office may open the
// files. It refuses one that is closed already, and one of a case, which ends
// with it.
func (v *Vault) CloseDemand(ctx context.Context, who scheme.Actor, id scheme.DemandID) error {
	return v.office.desk.Do(ctx, who, "close_demand", func(w *desk.Work) error {
		d, err := w.Demand(id)
		if err != nil {
			return wrap("read demand", err)
		}
		a, err := officers(w, d.Application, "close_demand")
		if err != nil {
			return err
		}
		if !d.IsOpen() {
			return scheme.Refuse(scheme.Conflict, "refusal.demand.closed")
		}
		if d.Case != "" {
			return scheme.Refuse(scheme.Conflict, "refusal.demand.of_case")
		}
		return v.office.endDemand(w, a, d)
	})
}

// endDemand closes a demand about an application and tells its applicant.
func (o *Office) endDemand(w *desk.Work, a scheme.Application, d scheme.Demand) error {
	before := d
	d.Closed, d.ClosedBy = w.Now, w.Who.Person.ID
	if err := w.PutDemand(&d); err != nil {
		return wrap("write demand", err)
	}
	w.Audit("application:"+string(a.ID), map[string]any{"Demand": map[string]any{string(d.ID): before}}, map[string]any{"Demand": map[string]any{string(d.ID): d}})
	return o.tellEvidence(w, a, "evidence_demand_closed", map[string]string{})
}

// endDemands closes what was demanded about an application whose label is
// issued: from then on evidence is demanded in a case.
func (o *Office) endDemands(w *desk.Work, a scheme.Application) error {
	all, err := w.Demands(a.ID)
	if err != nil {
		return wrap("list demands", err)
	}
	for _, d := range all {
		if !d.IsOpen() || d.Case != "" {
			continue
		}
		if err := o.endDemand(w, a, d); err != nil {
			return err
		}
	}
	return nil
}

// tellEvidence queues a letter about an application's evidence to its holder.
func (o *Office) tellEvidence(w *desk.Work, a scheme.Application, kind string, args map[string]string) error {
	org, err := w.Organisation(a.Applicant)
	if err != nil {
		return wrap("read the applicant", err)
	}
	args["product"] = a.Product.Name.In(labeldesk.Lang(org))
	args["link"] = o.base + "/" + labeldesk.Lang(org) + "/desk/applications/" + string(a.ID) + "/files"
	return o.labels.Tell(w, a.Applicant, kind, args)
}
