package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A File is an application with all that its page needs.
type File struct {
	Application scheme.Application
	Checklist   scheme.Checklist
	Applicant   scheme.Organisation
	Agent       scheme.Organisation // zero without one
	Edition     scheme.Edition
	Scheme      *scheme.Scheme        // under which the application is judged
	Findings    scheme.Refusals       // of the formal check; empty when the form is right
	JudgedOn    scheme.Date           // day of which the formal check tells
	Today       scheme.Date           // as the office sees it
	LastDay     scheme.Date           // of the validity, were the label issued today
	Deeds       []scheme.Deed         // that rules and role allow the reader now
	Audit       []store.AuditLine     // newest first; for officers only
	Comments    []scheme.Comment      // to officers all that stand, to others those delivered; the earliest first
	Inquiries   []InquiryRow          // for officers only
	Authorities []scheme.Organisation // that have not been asked; for officers only
	Ledger      scheme.Ledger         // what is owed and came in; zero before the acceptance
	Fee         scheme.Fee            // for the day of receipt, or for today; zero when none is set
	About       *About                // of an application about a label; else nil
}

// auditShown bounds how many audit lines a file shows.
const auditShown = 200

// File reads an application. It says Missing of one that the person may not
// know of.
func (o *Office) File(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (f File, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		f, err = fileOf(w, id)
		return err
	})
	if err != nil {
		return File{}, err
	}
	return f, nil
}

func fileOf(w *desk.Work, id scheme.ApplicationID) (f File, err error) {
	if f.Application, err = open(w, id); err != nil {
		return f, err
	}
	a := f.Application
	if f.Scheme, err = w.Judging(&a); err != nil {
		return f, err
	}
	if f.Checklist, err = w.Checklist(id); err != nil {
		return f, wrap("read checklist", err)
	}
	if f.Applicant, err = w.Organisation(a.Applicant); err != nil {
		return f, wrap("read the applicant", err)
	}
	if a.Agent != "" {
		if f.Agent, err = w.Organisation(a.Agent); err != nil {
			return f, wrap("read the agent", err)
		}
	}
	f.Edition, _ = f.Scheme.Edition(a.Edition)
	f.Today, f.JudgedOn, f.LastDay = w.Today, judgedOn(w, f.Scheme, a), a.Product.LastDay(f.Scheme, w.Today)
	if f.Findings, err = formOf(w, f.Scheme, a, f.Checklist, f.JudgedOn); err != nil {
		return f, err
	}
	if err := tellAbout(w, &f); err != nil {
		return f, err
	}
	f.Deeds = scheme.Allowed(scheme.ApplicationRules, a.State, a.RolesOf(w.Who))
	if f.Ledger, err = w.Ledger(id); err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return f, wrap("read the ledger", err)
	}
	f.Fee, _ = f.Scheme.FeeOn(a.Kind, a.Level, a.ReceivedBy(w.Today)) // none set: the formal check says so
	if f.Comments, err = commentsFor(w, id); err != nil {
		return f, err
	}
	if !w.Who.Is(scheme.RoleOfficer) {
		f.Application = veiled(a)
		return f, nil
	}
	if f.Inquiries, f.Authorities, err = inquiriesOf(w, a); err != nil {
		return f, err
	}
	f.Audit, err = w.AuditOf("application:"+string(id), auditShown)
	return f, wrap("read audit", err)
}

// judgedOn is the day by which the form is judged: today while the applicant
// has the application, afterwards the day of its declaration.
func judgedOn(w *desk.Work, s *scheme.Scheme, a scheme.Application) scheme.Date {
	if a.State == scheme.Draft || a.State == scheme.Returned || a.Declaration.At.IsZero() {
		return w.Today
	}
	return s.Day(a.Declaration.At)
}

// A Row is an application in a list.
type Row struct {
	Application scheme.Application
	Applicant   scheme.Text
	Filled      int // items with a verdict
	Items       int // of the edition
}

// ListedAtMost bounds every list of applications and of labels.
const ListedAtMost = 500

// Applications lists the applications that the person may know of in these
// states, nil for all; the last started first, at most ListedAtMost.
func (o *Office) Applications(ctx context.Context, who scheme.Actor, states []scheme.ApplicationState) (rows []Row, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		rows = nil
		own := ownOf(w.Who)
		all, err := w.Applications(store.ApplicationFilter{Applicants: own, States: states, Received: own == nil, Order: store.LastStarted, Limit: ListedAtMost})
		if err != nil {
			return wrap("list applications", err)
		}
		names := map[scheme.OrganisationID]scheme.Text{}
		for _, a := range all {
			if !mayKnow(w.Who, a) {
				continue
			}
			if !w.Who.Is(scheme.RoleOfficer) {
				a = veiled(a)
			}
			row, err := rowOf(w, a, names)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		return nil
	})
	return rows, err
}

// ownOf returns the organisations to whose things the person's lists are
// restricted: nil for people of the office, who see those of all.
func ownOf(who scheme.Actor) []scheme.OrganisationID {
	if who.Is(scheme.RoleOfficer) || who.Is(scheme.RoleAdministrator) {
		return nil
	}
	own := slices.Clone(who.ActsFor)
	if !who.Is(scheme.RoleAgent) {
		own = nil
	}
	if who.Is(scheme.RoleApplicant) {
		own = append(own, who.Organisation.ID)
	}
	if own == nil {
		own = []scheme.OrganisationID{}
	}
	return own
}

func rowOf(w *desk.Work, a scheme.Application, names map[scheme.OrganisationID]scheme.Text) (Row, error) {
	if _, known := names[a.Applicant]; !known {
		org, err := w.Organisation(a.Applicant)
		if err != nil {
			return Row{}, wrap("read the applicant", err)
		}
		names[a.Applicant] = org.Name
	}
	s, err := w.Judging(&a)
	if err != nil {
		return Row{}, err
	}
	edition, _ := s.Edition(a.Edition)
	row := Row{Application: a, Applicant: names[a.Applicant], Items: len(edition.Items)}
	if a.State != scheme.Draft && a.State != scheme.Returned && a.State != scheme.GivenUp {
		row.Filled = row.Items // nothing else could have been submitted
		return row, nil
	}
	list, err := w.Checklist(a.ID)
	for _, item := range edition.Items {
		if list.Answer(item.ID).Verdict != "" {
			row.Filled++
		}
	}
	return row, wrap("read checklist", err)
}

// A LabelFile is a label with all that its desk page needs.
type LabelFile struct {
	Label  scheme.Label
	Status scheme.Status // today
	Listed bool          // the public knows of it today
	Holder scheme.Organisation
	Deeds  []scheme.Deed     // that rules and role allow the reader now; none to an officer who keeps off it
	Audit  []store.AuditLine // newest first; for officers only who do not keep off it
	Scheme *scheme.Scheme    // in use now: its grounds are the ones to choose from

	// Open are the undecided applications about it, in a list of labels. One
	// that the reader may not know of has no id.
	Open []scheme.Application
}

// Label reads the file of a label. It denies it to whoever is neither of the
// holder's side nor of the office: that the label exists is public, its file
// is not.
func (o *Office) Label(ctx context.Context, who scheme.Actor, n scheme.LabelNumber) (f LabelFile, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		l, err := w.Label(n)
		if err != nil {
			return wrap("read label", err)
		}
		if len(w.Who.RolesToward(l.Holder)) == 0 {
			return notYours(w, l)
		}
		if f, err = labelFileOf(w, l); err != nil {
			return err
		}
		if !w.Who.Is(scheme.RoleOfficer) {
			return nil
		}
		if err := labeldesk.NotRecused(w, l); err != nil {
			f.Deeds = nil
			if scheme.RefusalsOf(err) != nil {
				return nil
			}
			return err
		}
		f.Audit, err = w.AuditOf("label:"+string(n), auditShown)
		return wrap("read audit", err)
	})
	if err != nil {
		return LabelFile{}, err
	}
	return f, nil
}

// notYours denies a label to whoever has nothing to do with it: that it
// exists is public, but not before its listing day.
func notYours(w *desk.Work, l scheme.Label) error {
	if !l.ListedOn(w.Today) {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return scheme.Refuse(scheme.Denied, "refusal.label.not_yours")
}

// Labels lists the labels of those for whom the person acts, of all for
// people of the office; the highest number first, at most ListedAtMost, without
// audit.
func (o *Office) Labels(ctx context.Context, who scheme.Actor) (files []LabelFile, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		files = nil
		all, err := w.Labels(store.LabelFilter{Holders: ownOf(w.Who), Limit: ListedAtMost})
		if err != nil {
			return wrap("list labels", err)
		}
		open, err := w.Applications(store.ApplicationFilter{AboutAny: true, States: docketStates, Applicants: ownOf(w.Who)})
		if err != nil {
			return wrap("list the applications about labels", err)
		}
		for _, l := range all {
			f, err := labelFileOf(w, l)
			if err != nil {
				return err
			}
			f.Open = aboutLabel(w.Who, l.Number, open)
			files = append(files, f)
		}
		return nil
	})
	return files, err
}

// aboutLabel picks the applications about one label. Of those that the reader
// may not know of no more is left than their kind.
func aboutLabel(who scheme.Actor, n scheme.LabelNumber, all []scheme.Application) (open []scheme.Application) {
	for _, a := range all {
		switch {
		case a.Of != n:
		case len(a.RolesOf(who)) == 0:
			open = append(open, scheme.Application{Kind: a.Kind, Of: n})
		default:
			open = append(open, a)
		}
	}
	return open
}

func labelFileOf(w *desk.Work, l scheme.Label) (LabelFile, error) {
	holder, err := w.Organisation(l.Holder)
	status := l.StatusOn(w.Today)
	deeds := scheme.Allowed(scheme.LabelRules, status, w.Who.RolesToward(l.Holder))
	if l.CanBeExtended(w.Today, w.Scheme.Extension) != nil {
		deeds = slices.DeleteFunc(deeds, func(d scheme.Deed) bool { return d == scheme.DeedExtend })
	}
	return LabelFile{Label: l, Status: status, Listed: l.ListedOn(w.Today), Holder: holder, Scheme: w.Scheme, Deeds: deeds}, wrap("read the holder", err)
}
