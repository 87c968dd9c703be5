package office

import (
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// notRecused refuses someone of the office who keeps off the application.
func notRecused(w *desk.Work, p scheme.Person, a *scheme.Application) error {
	all, err := labeldesk.Recusals(w, p)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.Covers(a) {
			return scheme.Refuse(scheme.Denied, "refusal.recused")
		}
	}
	return nil
}

// A RecuseRequest says who keeps off what, and why.
type RecuseRequest struct {
	Person       scheme.PersonID // "": oneself; another only by an administrator
	Application  scheme.ApplicationID
	Organisation scheme.OrganisationID // instead of an application: all that belongs to it
	Reason       string
}

// Recuse keeps an officer off an application or off an organisation because
// of a conflict of interest. What the officer worked on of it goes back to
// all. It refuses a recusal that holds already.
func (o *Office) Recuse(ctx context.Context, who scheme.Actor, r RecuseRequest) error {
	return o.desk.Do(ctx, who, "recuse", func(w *desk.Work) error {
		roster, err := rosterOf(w)
		if err != nil {
			return err
		}
		p, err := officerFor(w, roster, r.Person, "recuse")
		if err != nil {
			return err
		}
		recusal := scheme.Recusal{ID: rand.Text(), Person: p.ID, Application: r.Application, Organisation: r.Organisation, Reason: r.Reason,
			At: w.Now, By: w.Who.Person.ID}
		subject, err := checkRecusal(w, recusal)
		if err != nil {
			return err
		}
		if err := w.AddRecusal(recusal); err != nil {
			return wrap("write recusal", err)
		}
		w.Audit(subject, nil, map[string]any{"Recusal": recusal})
		return release(w, recusal)
	})
}

// checkRecusal refuses a recusal without a reason or from nothing that is
// there, and returns the subject of its audit line.
func checkRecusal(w *desk.Work, r scheme.Recusal) (subject string, err error) {
	var no scheme.Refusals
	no.Add(labeldesk.CheckReason(r.Reason))
	held, err := w.RecusalsOf(r.Person)
	if err != nil {
		return "", wrap("read recusals", err)
	}
	for _, one := range held {
		if one.Application == r.Application && one.Organisation == r.Organisation {
			no.Add(scheme.Refuse(scheme.Conflict, "refusal.recuse.already"))
		}
	}
	if (r.Application == "") == (r.Organisation == "") {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.recuse.about").On("organisation"))
		return "", no.Err()
	}
	if r.Organisation != "" {
		if _, err := w.Organisation(r.Organisation); scheme.IsRefusal(err, scheme.Missing) {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.recuse.about").On("organisation"))
		} else if err != nil {
			return "", wrap("read organisation", err)
		}
		return "organisation:" + string(r.Organisation), no.Err()
	}
	a, err := w.Application(r.Application)
	if err != nil {
		return "", wrap("read application", err)
	}
	if !mayKnow(w.Who, a) {
		return "", scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return "application:" + string(a.ID), no.Err()
}

// release takes from an officer the applications that a recusal covers.
func release(w *desk.Work, r scheme.Recusal) error {
	all, err := openOf(w, r.Person)
	if err != nil {
		return err
	}
	for _, a := range all {
		if !r.Covers(&a) {
			continue
		}
		before := a
		a.Officer = ""
		if err := keep(w, before, &a); err != nil {
			return err
		}
	}
	return nil
}

// LiftRecusal ends a recusal, with a reason. Only an administrator may, and
// nobody lifts the own.
func (o *Office) LiftRecusal(ctx context.Context, who scheme.Actor, id, reason string) error {
	return o.desk.Do(ctx, who, "lift_recusal", func(w *desk.Work) error {
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		r, err := w.Recusal(id)
		if err != nil {
			return wrap("read recusal", err)
		}
		switch {
		case !w.Who.Is(scheme.RoleAdministrator):
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.lift_recusal"))
		case r.Person == w.Who.Person.ID:
			return scheme.Refuse(scheme.Denied, "refusal.recusal.own")
		case !r.Holds():
			return scheme.Refuse(scheme.Conflict, "refusal.recusal.lifted")
		}
		if err := labeldesk.CheckReason(reason); err != nil {
			return err
		}
		before := r
		r.Lifted, r.LiftedBy, r.LiftReason = w.Now, w.Who.Person.ID, reason
		if err := w.PutRecusal(r); err != nil {
			return wrap("write recusal", err)
		}
		subject := "application:" + string(r.Application)
		if r.Organisation != "" {
			subject = "organisation:" + string(r.Organisation)
		}
		w.Audit(subject, map[string]any{"Recusal": before}, map[string]any{"Recusal": r})
		return nil
	})
}

// A RecusalRow is a recusal in a list, with what it is about.
type RecusalRow struct {
	scheme.Recusal
	Number  string      // of the application
	Product scheme.Text // of the application
	Name    scheme.Text // of the organisation
}

// recusalsShown is how many recusals stand on one page.
const recusalsShown = 50

// Recusals lists recusals page by page, the last made first; more tells
// whether there is a next page. Only people of the office may read it.
func (o *Office) Recusals(ctx context.Context, who scheme.Actor, page int) (rows []RecusalRow, more bool, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		rows = nil
		if err := ofOffice(w.Who); err != nil {
			return err
		}
		all, err := w.Recusals(recusalsShown+1, (max(page, 1)-1)*recusalsShown)
		if err != nil {
			return wrap("list recusals", err)
		}
		more = len(all) > recusalsShown
		for _, r := range all[:min(len(all), recusalsShown)] {
			row, err := recusalRow(w, r)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, more, err
}

func recusalRow(w *desk.Work, r scheme.Recusal) (RecusalRow, error) {
	row := RecusalRow{Recusal: r}
	if r.Organisation != "" {
		org, err := w.Organisation(r.Organisation)
		row.Name = org.Name
		return row, wrap("read organisation", err)
	}
	a, err := w.Application(r.Application)
	row.Number, row.Product = a.Numbers.Application, a.Product.Name
	return row, wrap("read application", err)
}
