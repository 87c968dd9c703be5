package office

import (
	"slices"
	"strings"

	"shirushi/internal/desk"
	"shirushi/internal/fold"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// auditFilter makes of what was typed a filter of the store's, with the names
// of the organisations that were meant. It refuses who is not of the office,
// and what means nothing.
func auditFilter(w *desk.Work, q AuditQuery) (f store.AuditFilter, of []scheme.Text, err error) {
	if err := ofOffice(w.Who); err != nil {
		return f, nil, err
	}
	if err := q.checkDays(); err != nil {
		return f, nil, err
	}
	f = store.AuditFilter{Who: q.Who, Deed: q.Deed, After: q.After}
	if q.From != "" {
		f.From = w.Scheme.Midnight(q.From)
	}
	if q.Until != "" {
		f.Until = w.Scheme.Midnight(q.Until.AddDays(1))
	}
	if text := strings.TrimSpace(q.Organisation); text != "" {
		if f.Parties, of, err = partiesOf(w, text); err != nil {
			return f, nil, err
		}
	}
	if about := strings.TrimSpace(q.About); about != "" {
		f.Subjects, err = subjectsOf(w, about)
	}
	return f, of, err
}

// checkDays refuses days that are none, or in the wrong order.
func (q AuditQuery) checkDays() error {
	var no scheme.Refusals
	for _, one := range []struct {
		field string
		day   scheme.Date
	}{{"from", q.From}, {"until", q.Until}} {
		if _, err := scheme.ParseDate(string(one.day)); one.day != "" && err != nil {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.date.malformed").On(one.field).With(one.day))
		}
	}
	if q.From != "" && q.Until != "" && q.Until < q.From {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.day.order").On("until").With(q.From))
	}
	return no.Err()
}

// partiesAtMost is how many organisations a search of the audit may mean.
const partiesAtMost = 10

// partiesOf finds the organisations that a text means: the one that has it as
// its whole name or number, else all in whose name, reading or number it
// stands. It refuses a text that means none, or too many to be told apart.
func partiesOf(w *desk.Work, text string) (ids []scheme.OrganisationID, names []scheme.Text, err error) {
	found, total, err := w.FindOrganisations(store.OrganisationFilter{Text: text})
	if err != nil {
		return nil, nil, wrap("look for organisations", err)
	}
	whole := fold.Text(text)
	if i := slices.IndexFunc(found, func(o scheme.Organisation) bool {
		return slices.Contains([]string{fold.Text(o.Name.Ja), fold.Text(o.Name.En), o.CorporateNumber}, whole)
	}); i >= 0 {
		found, total = found[i:i+1], 1
	}
	switch {
	case total == 0:
		return nil, nil, scheme.Refuse(scheme.Invalid, "refusal.audit.organisation").On("organisation").With(text)
	case total > partiesAtMost:
		return nil, nil, scheme.Refuse(scheme.Invalid, "refusal.audit.organisations").On("organisation").With(text, total)
	}
	for _, o := range found {
		ids, names = append(ids, o.ID), append(names, o.Name)
	}
	return ids, names, nil
}

// casesOf are the subjects of a label: itself, and the cases about it.
func casesOf(w *desk.Work, n scheme.LabelNumber) ([]string, error) {
	subjects := []string{"label:" + string(n)}
	all, err := w.Cases(store.CaseFilter{Label: n})
	for _, c := range all {
		subjects = append(subjects, "case:"+string(c.ID))
	}
	return subjects, wrap("list the cases of the label", err)
}

// subjectsOf finds the application or label that has the number.
func subjectsOf(w *desk.Work, typed string) ([]string, error) {
	if number, err := w.Scheme.Numbering.Registration.Parse(typed); err == nil {
		if _, err := w.Label(scheme.LabelNumber(number)); err == nil {
			return casesOf(w, scheme.LabelNumber(number))
		} else if !scheme.IsRefusal(err, scheme.Missing) {
			return nil, wrap("read label", err)
		}
	}
	found, err := w.Applications(store.ApplicationFilter{Text: typed, Received: true})
	if err != nil {
		return nil, wrap("look for an application", err)
	}
	for _, a := range found {
		if slices.Contains([]string{a.Numbers.Application, a.Numbers.Acceptance, a.Numbers.Provisional}, strings.ToUpper(typed)) || len(found) == 1 {
			return []string{"application:" + string(a.ID), "ledger:" + string(a.ID)}, nil
		}
	}
	return nil, scheme.Refuse(scheme.Invalid, "refusal.audit.about").On("about").With(typed)
}
