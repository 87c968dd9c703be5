package surveillance

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A File is a case as someone may see it, with what may be done now.
type File struct {
	Case        scheme.Case // for the holder without what is the office's own
	Label       scheme.Label
	Holder      scheme.Organisation
	Scheme      *scheme.Scheme
	Status      scheme.Status
	Items       []scheme.Criterion // of the edition under which the label was assessed last
	Application scheme.ApplicationID
	Evidence    []Matched // files that were handed over; for the office once it has demanded
	Missing     []Listed  // evidence with a SHA-256 of which nothing was handed over
	Openings    []Opening // of them, the newest first
	Deeds       []scheme.Deed
	Outcomes    []scheme.CaseOutcome // with which it could be closed
	Names       map[scheme.PersonID]string
	Office      bool     // the reader is an officer, and not of the holder's side
	Reports     []Report // that were joined to the case; none for the holder
	Paper       bool     // the holder applied on paper last, and objects so; for the office
	Involved    bool     // the reader investigated, and may neither hear the holder nor decide
	Reader      scheme.PersonID
	Today       scheme.Date
	Answer      scheme.Date // last days that the scheme gives by itself; "" where it gives none
	Correct     scheme.Date
	Hearing     scheme.Date
	Least       int                // days that a demand or an order gives the holder at least
	Annulled    scheme.Annulment   // of the revocation that the case ended with; zero while that stands
	Objection   scheme.ObjectionID // that led to it; "" where none did, and for whom it does not concern
}

// A Report is what somebody told the office that was joined to a case. What
// was told, and by whom, is not here: internal/doubt shows it.
type Report struct {
	ID    scheme.DoubtID
	State scheme.DoubtState
	New   bool // who reported has added something that no officer has read
}

// Matched is a file that was handed over, held against what the declaration lists.
type Matched struct {
	scheme.EvidenceFile
	Match scheme.Match
}

// Listed is evidence of the declaration.
type Listed struct {
	Criterion scheme.CriterionID
	Title     string
	SHA256    string
}

// An Opening is one opening of a file, with the name of who opened it.
type Opening struct {
	scheme.Access
	Name string
	File string
	Own  bool // by the holder's own people
}

// A Row is a case in a list.
type Row struct {
	Case    scheme.Case
	Product scheme.Text
	Holder  scheme.Text
	Officer string
	Mine    bool // the reader has it
	Overdue bool
	Closed  scheme.Date // "" while it is open
	Warning scheme.Date // by which the warning that stands is looked at anew; "" when none stands

	Annulled scheme.Date // day on which the revocation was annulled that the case ended with; "" when none was
}

// Case reads one case. It refuses people it does not concern as if there were
// none.
func (r *Room) Case(ctx context.Context, who scheme.Actor, id scheme.CaseID) (f File, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		c, l, err := take(w, id)
		if err != nil {
			return err
		}
		f = File{Case: c, Label: l, Scheme: w.Scheme, Status: l.StatusOn(w.Today), Application: evidenceOf(l), Reader: w.Who.Person.ID, Today: w.Today, Office: w.Who.Is(scheme.RoleOfficer)}
		if f.Holder, err = w.Organisation(c.Holder); err != nil {
			return labeldesk.Wrap("read the holder", err)
		}
		return f.fill(w)
	})
	return f, err
}

func (f *File) fill(w *desk.Work) error {
	rules := w.Scheme.Surveillance
	c := f.Case
	f.Deeds = scheme.Allowed(scheme.CaseRules, c.State, w.Who.RolesToward(c.Holder))
	f.Outcomes = c.OutcomesNow(stands(w, f.Label) != nil)
	f.Answer, _ = period(w, "", rules.AnswerDays, least(w))
	f.Correct, _ = period(w, "", rules.CorrectDays, least(w))
	f.Least = least(w)
	f.Hearing, _ = period(w, "", rules.HearingDays, 1)
	items, err := itemsOf(w, f.Label)
	if err != nil {
		return err
	}
	f.Items = items
	if err := f.evidence(w); err != nil {
		return err
	}
	if f.Office {
		if err := f.onPaper(w); err != nil {
			return err
		}
		f.Involved = checkUninvolved(w, &c, f.Label) != nil
		all, err := w.Doubts(store.DoubtFilter{Label: c.Label})
		if err != nil {
			return labeldesk.Wrap("list reports", err)
		}
		for _, d := range all {
			if d.Case == c.ID {
				f.Reports = append(f.Reports, Report{d.ID, d.State, d.Unread})
			}
		}
	} else {
		f.Case = c.ForHolder()
	}
	if err := f.aftermath(w); err != nil {
		return err
	}
	return f.name(w)
}

// onPaper looks how the holder applied last.
func (f *File) onPaper(w *desk.Work) error {
	if f.Application == "" {
		return nil
	}
	a, err := w.Application(f.Application)
	f.Paper = a.Entered()
	return labeldesk.Wrap("read the last application", err)
}

// evidence lists what was handed over, and holds it against the declaration.
func (f *File) evidence(w *desk.Work) error {
	if f.Application == "" {
		return nil
	}
	files, err := w.EvidenceFiles(f.Application)
	if err != nil {
		return labeldesk.Wrap("list files", err)
	}
	list, err := w.Checklist(f.Application)
	if err != nil {
		return labeldesk.Wrap("read the checklist", err)
	}
	for _, one := range files {
		if one.State == scheme.FileSealed {
			f.Evidence = append(f.Evidence, Matched{one, one.Match(list)})
		}
	}
	for _, a := range list {
		for _, ev := range a.Evidence {
			handed := slices.ContainsFunc(f.Evidence, func(m Matched) bool { return m.Criterion == a.Criterion && m.Title == ev.Title })
			if ev.SHA256 != "" && !handed {
				f.Missing = append(f.Missing, Listed{a.Criterion, ev.Title, ev.SHA256})
			}
		}
	}
	all, err := w.Accesses(f.Application)
	if err != nil {
		return labeldesk.Wrap("list openings", err)
	}
	for _, a := range all {
		f.Openings = append(f.Openings, Opening{Access: a, Own: a.Demand == ""})
	}
	return nil
}

// name finds the names of all who did something. The holder reads those of
// its own side, and of who of the office opened its files.
func (f *File) name(w *desk.Work) error {
	f.Names = map[scheme.PersonID]string{}
	add := func(id scheme.PersonID) error {
		if _, known := f.Names[id]; known || id == "" {
			return nil
		}
		p, err := w.Person(id)
		f.Names[id] = p.Name
		return labeldesk.Wrap("read who did it", err)
	}
	ids := []scheme.PersonID{f.Case.Officer}
	for _, s := range f.Case.Steps {
		ids = append(ids, s.By)
	}
	for _, one := range f.Case.Warnings {
		ids = append(ids, one.ProposedBy, one.ConfirmedBy)
	}
	for _, one := range f.Case.Announced {
		ids = append(ids, one.ProposedBy, one.ConfirmedBy)
	}
	for _, one := range f.Openings {
		ids = append(ids, one.Who)
	}
	for _, id := range ids {
		if err := add(id); err != nil {
			return err
		}
	}
	for i, one := range f.Openings {
		f.Openings[i].Name = f.Names[one.Who]
		for _, m := range f.Evidence {
			if m.ID == one.Access.File {
				f.Openings[i].File = m.Title
			}
		}
	}
	return nil
}

// May reports whether the reader may do the deed now.
func (f File) May(d scheme.Deed) bool { return slices.Contains(f.Deeds, d) }

// Cases lists the cases that concern the reader: of an officer all but those
// it keeps off, of a holder's people those it was told of.
func (r *Room) Cases(ctx context.Context, who scheme.Actor, filter store.CaseFilter) (rows []Row, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		rows = nil
		office := w.Who.Is(scheme.RoleOfficer)
		if !office {
			filter.Holders = append([]scheme.OrganisationID{w.Who.Organisation.ID}, w.Who.ActsFor...)
		}
		all, err := w.Cases(filter)
		if err != nil {
			return labeldesk.Wrap("list cases", err)
		}
		for _, c := range all {
			if !office && !(isHolders(w.Who, c) && c.Told()) {
				continue
			}
			row, err := rowOf(w, c)
			if scheme.IsRefusal(err, scheme.Denied) {
				continue
			}
			if err != nil {
				return err
			}
			if !office {
				row.Case, row.Officer, row.Mine = c.ForHolder(), "", false
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// Asked counts the open cases in which something is asked of the reader's
// side as the holder, and reports whether it was ever told of a case at all.
func (r *Room) Asked(ctx context.Context, who scheme.Actor) (asked int, told bool, err error) {
	err = r.labels.Look(ctx, who, func(w *desk.Work) error {
		asked, told = 0, false
		all, err := w.Cases(store.CaseFilter{Holders: append([]scheme.OrganisationID{w.Who.Organisation.ID}, w.Who.ActsFor...)})
		for _, c := range all {
			if !isHolders(w.Who, c) || !c.Told() {
				continue
			}
			told = true
			if c.Asked() {
				asked++
			}
		}
		return labeldesk.Wrap("list cases", err)
	})
	return asked, told, err
}

func rowOf(w *desk.Work, c scheme.Case) (Row, error) {
	l, err := w.Label(c.Label)
	if err != nil {
		return Row{}, labeldesk.Wrap("read label", err)
	}
	if err := labeldesk.NotRecused(w, l); err != nil {
		return Row{}, err
	}
	row := Row{Case: c, Product: l.Product.Name, Holder: l.HolderName, Mine: c.Officer == w.Who.Person.ID, Overdue: c.Overdue(w.Today)}
	if c.Over() {
		row.Closed = w.Scheme.Day(c.Closed)
	}
	gone, err := annulled(w, c, l)
	if err != nil {
		return row, err
	}
	row.Annulled = gone.On
	if one, stands := c.Standing(); stands {
		row.Warning = one.Review
	}
	if c.Officer != "" {
		p, err := w.Person(c.Officer)
		if err != nil {
			return row, labeldesk.Wrap("read the officer", err)
		}
		row.Officer = p.Name
	}
	return row, nil
}
