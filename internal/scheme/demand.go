package scheme

import "time"

// A DemandID names a demand for evidence.
type DemandID string

// A Demand is the office's call on an applicant or holder to show evidence.
// Only while one is open may the office open what was handed over sealed.
type Demand struct {
	ID          DemandID
	Revision    int
	Application ApplicationID
	Label       LabelNumber // "" before the label is issued
	Case        CaseID      // to which it belongs and with which it ends; "" for one about an application
	Reason      string      // for the holder, who must be able to understand it
	By          PersonID
	Opened      time.Time
	Due         Date // last day on which the evidence is in time
	Closed      time.Time
	ClosedBy    PersonID
}

// IsOpen reports whether the demand still stands. One past its due day does.
func (d Demand) IsOpen() bool { return d.Closed.IsZero() }

// Check refuses a demand whose last day is not a day to come, or more than
// atMost days off; 0 sets no bound.
func (d Demand) Check(today Date, atMost int) error {
	if _, err := ParseDate(string(d.Due)); err != nil {
		return NotADate(string(d.Due)).On("due")
	}
	switch {
	case atMost == 0 && d.Due <= today:
		return Refuse(Invalid, "refusal.demand.past").On("due").With(today)
	case atMost > 0 && (d.Due <= today || d.Due > today.AddDays(atMost)):
		return Refuse(Invalid, "refusal.demand.due").On("due").With(today, today.AddDays(atMost))
	}
	return nil
}

// CanBeDemanded refuses a demand for evidence of an application that the
// office has not received or that came to its end. Once its label is issued,
// evidence is demanded in a case about that label.
func (a *Application) CanBeDemanded() error {
	switch a.State {
	case Submitted, Returned, Accepted:
		return nil
	case Issued:
		return Refuse(Conflict, "refusal.demand.issued")
	}
	return Refuse(Conflict, "refusal.demand.state").With(Code("state." + string(a.State)))
}

// CanBeOpened refuses to open a file to the office: without an open demand,
// or on a demand about something else.
func (f EvidenceFile) CanBeOpened(open []Demand) (Demand, error) {
	if f.State != FileSealed {
		return Demand{}, Refuse(Conflict, "refusal.evidence_file.unfinished")
	}
	d, ok := find(open, func(d Demand) bool { return d.IsOpen() && d.Application == f.Application })
	if !ok {
		return Demand{}, Refuse(Denied, "refusal.evidence_file.no_demand")
	}
	return d, nil
}
