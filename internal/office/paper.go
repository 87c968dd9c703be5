package office

import (
	"context"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An EntryRequest is an application that came on paper or by e-mail.
type EntryRequest struct {
	Applicant scheme.OrganisationID
	Channel   scheme.Channel
	Paper     scheme.Paper
	Level     scheme.LevelID
	Category  scheme.CategoryID
	Edition   scheme.EditionID // "": the one open on the day of receipt
	Form      string           // mark of the form that asks, so that pressing twice begins one application; "" for none
}

// Enter begins an application for a maker from what came on paper. It was
// received on the day on which the paper was. Whoever enters it may neither
// accept nor decide it. The same form begins one application, however often
// it is sent.
func (o *Office) Enter(ctx context.Context, who scheme.Actor, r EntryRequest) (id scheme.ApplicationID, err error) {
	return o.once(ctx, who, "enter", r.Form, func(w *desk.Work, id scheme.ApplicationID) error {
		if !w.Who.Is(scheme.RoleOfficer) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.enter"))
		}
		if err := checkEntry(w, r); err != nil {
			return err
		}
		edition, err := choose(w, r.Paper.Received, r.Level, r.Category, r.Edition)
		if err != nil {
			return err
		}
		a := scheme.Application{ID: id, Kind: scheme.New, State: scheme.Draft, Applicant: r.Applicant, Started: w.Now, StartedBy: w.Who.Person.ID, StartedWith: r.Form,
			Level: r.Level, Category: r.Category, Edition: edition, Channel: r.Channel, Paper: r.Paper, EnteredBy: []scheme.PersonID{w.Who.Person.ID}}
		if err := notRecused(w, w.Who.Person, &a); err != nil {
			return err
		}
		if err := w.PutApplication(&a); err != nil {
			return wrap("write application", err)
		}
		w.Audit("application:"+string(id), nil, a)
		return nil
	})
}

func checkEntry(w *desk.Work, r EntryRequest) error {
	var no scheme.Refusals
	org, err := w.Organisation(r.Applicant)
	if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
		return wrap("read the applicant", err)
	}
	if err != nil || org.Kind != scheme.Maker {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.paper.applicant").On("applicant"))
	}
	no.Add(checkChannel(r.Channel))
	no.Add(r.Paper.Check(w.Today, w.Scheme.Limits.PaperBackDays))
	return no.Err()
}

// An AboutEntry is an application about a label that came on paper or by e-mail.
type AboutEntry struct {
	Label   scheme.LabelNumber
	Kind    scheme.ApplicationKind // Extension or Maintenance
	Channel scheme.Channel
	Paper   scheme.Paper
	Form    string // as in EntryRequest
}

// EnterAbout begins an application to extend or to maintain a label, for its
// holder, from what came on paper, as StartAbout does for the holder itself.
// Whether it came in time follows from the day of the paper. Whoever enters it
// may neither accept nor decide it.
func (o *Office) EnterAbout(ctx context.Context, who scheme.Actor, r AboutEntry) (scheme.ApplicationID, error) {
	deed := AboutRequest{Kind: r.Kind}.deed()
	if deed == "" {
		return "", scheme.Refuse(scheme.Invalid, "refusal.about.kind").On("kind")
	}
	return o.once(ctx, who, "enter", r.Form, func(w *desk.Work, id scheme.ApplicationID) error {
		l, err := labelOnPaper(w, r.Label, deed)
		if err != nil {
			return err
		}
		var no scheme.Refusals
		no.Add(checkChannel(r.Channel))
		no.Add(r.Paper.Check(w.Today, w.Scheme.Limits.PaperBackDays))
		if err := no.Err(); err != nil {
			return err
		}
		return begin(w, id, l, scheme.Application{Kind: r.Kind, Channel: r.Channel, Applicant: l.Holder, StartedWith: r.Form, Paper: r.Paper,
			EnteredBy: []scheme.PersonID{w.Who.Person.ID}})
	})
}

// MayEnterAbout refuses what EnterAbout would refuse now, on whatever day that
// may still be entered the paper came: it is for pages that offer the deed.
func (o *Office) MayEnterAbout(ctx context.Context, who scheme.Actor, n scheme.LabelNumber, kind scheme.ApplicationKind) error {
	deed := AboutRequest{Kind: kind}.deed()
	if deed == "" {
		return scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	return o.desk.Look(ctx, who, func(w *desk.Work) error {
		l, err := labelOnPaper(w, n, deed)
		if err != nil {
			return err
		}
		open, err := openAbout(w, l.Number, kind)
		if err == nil && len(open) > 0 {
			err = scheme.Refuse(scheme.Conflict, "refusal.about.open").With(scheme.Code("application.kind." + string(kind)))
		}
		if err != nil || kind != scheme.Extension {
			return err
		}
		day := w.Today
		if earliest := day.AddDays(-w.Scheme.Limits.PaperBackDays); l.StatusOn(day) == scheme.Expired {
			_, last := l.ExtensionWindow(w.Scheme.Extension)
			day = max(earliest, min(day, last))
		}
		return (&scheme.Application{Kind: kind}).CheckTime(l, day, w.Scheme)
	})
}

// labelOnPaper reads a label for an officer who enters what its holder asks for
// on paper.
func labelOnPaper(w *desk.Work, n scheme.LabelNumber, deed scheme.Deed) (scheme.Label, error) {
	if !w.Who.Is(scheme.RoleOfficer) {
		return scheme.Label{}, scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.enter"))
	}
	l, err := w.Label(n)
	if err != nil {
		return l, wrap("read label", err)
	}
	if _, err := scheme.Next(scheme.LabelRules, l.StatusOn(w.Today), deed, []scheme.Role{scheme.RoleEntry}); err != nil {
		return l, err
	}
	return l, labeldesk.NotRecused(w, l)
}

func checkChannel(c scheme.Channel) error {
	if !slices.Contains(scheme.EnteredChannels, c) {
		return scheme.Refuse(scheme.Invalid, "refusal.paper.channel").On("channel")
	}
	return nil
}

// SavePaper notes the paper from which the next submission is entered: the
// one that began the application, or the correction that came after a return.
func (o *Office) SavePaper(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, p scheme.Paper) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		if !slices.Contains(a.RolesOf(w.Who), scheme.RoleEntry) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.enter"))
		}
		a.Paper = p
		return p.Check(w.Today, w.Scheme.Limits.PaperBackDays)
	})
}

// byHand notes that the officer has a hand in an application that is entered
// from paper, and reports whether that is new.
func byHand(w *desk.Work, a *scheme.Application) bool {
	who := w.Who.Person.ID
	if !slices.Contains(a.RolesOf(w.Who), scheme.RoleEntry) || slices.Contains(a.EnteredBy, who) {
		return false
	}
	a.EnteredBy = append(a.EnteredBy[:len(a.EnteredBy):len(a.EnteredBy)], who)
	return true
}

// noteHand keeps it on record that the officer has a hand in an application
// that is entered from paper, for deeds that write beside the application.
func noteHand(w *desk.Work, a scheme.Application) error {
	before := a
	if !byHand(w, &a) {
		return nil
	}
	return keep(w, before, &a)
}

// MakersShown is how many organisations a search for an applicant shows.
const MakersShown = 20

// FindMakers finds the organisations for which an application may be entered
// by a part of their name, reading or number, and says how many there are.
// The one that is chosen already is always among them. It is for officers.
func (o *Office) FindMakers(ctx context.Context, who scheme.Actor, text string, chosen scheme.OrganisationID) (found []scheme.Organisation, total int, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		if !w.Who.Is(scheme.RoleOfficer) {
			return scheme.Refuse(scheme.Denied, "refusal.officer")
		}
		if found, total, err = w.FindOrganisations(store.OrganisationFilter{Kind: scheme.Maker, Text: text, Limit: MakersShown}); err != nil {
			return wrap("look for organisations", err)
		}
		if chosen == "" || slices.ContainsFunc(found, func(o scheme.Organisation) bool { return o.ID == chosen }) {
			return nil
		}
		one, err := w.Organisation(chosen)
		if scheme.IsRefusal(err, scheme.Missing) || err == nil && one.Kind != scheme.Maker {
			return nil // entering for it will be refused
		}
		found = append([]scheme.Organisation{one}, found...)
		return wrap("read the organisation that is chosen", err)
	})
	return found, total, err
}

// A WithdrawalRequest is an applicant's word, on paper or by e-mail, that it
// withdraws its application.
type WithdrawalRequest struct {
	Paper  scheme.Paper // zero for an application that was never handed in
	Reason string
}

// EnterWithdrawal withdraws an application that came on paper, because its
// applicant has asked for it on paper, and writes to the applicant. It
// refuses without that paper and a reason, and the officer who accepted the
// application. One that was entered and never handed in needs the reason only.
func (o *Office) EnterWithdrawal(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r WithdrawalRequest) error {
	return o.decide(ctx, who, id, scheme.DeedWithdraw, func(w *desk.Work, a *scheme.Application) error {
		if !slices.Contains(a.RolesOf(w.Who), scheme.RoleEntry) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.enter"))
		}
		if err := a.NotAcceptedBy(w.Who.Person.ID); err != nil {
			return err
		}
		var no scheme.Refusals
		no.Add(labeldesk.CheckReason(r.Reason))
		no.Add(a.CheckWithdrawal(r.Paper, w.Today, w.Scheme.Limits.PaperBackDays))
		if err := no.Err(); err != nil {
			return err
		}
		a.Closed, a.ClosedBy, a.Reason = w.Now, w.Who.Person.ID, r.Reason
		if a.Received == "" {
			return nil
		}
		a.Paper = r.Paper
		return o.tellOf(w, *a, "application_withdrawn", map[string]string{"day": string(r.Paper.Received), "reference": r.Paper.Reference, "reason": r.Reason})
	})
}
