package office

import (
	"cmp"
	"context"
	"crypto/rand"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// askAll asks, at acceptance, every authority that the scheme's data does not
// except. When there is none, the office asks by hand: without an answer
// nothing is decided for a label.
func (o *Office) askAll(w *desk.Work, s *scheme.Scheme, a *scheme.Application) error {
	authorities, err := w.Organisations(scheme.Authority)
	if err != nil {
		return wrap("read the authorities", err)
	}
	for _, one := range authorities {
		if !s.Inquiry.Asks(one, a.Level, a.Category) {
			continue
		}
		if err := o.ask(w, s, a, one); err != nil {
			return err
		}
	}
	return nil
}

// ask makes one inquiry and writes to the authority.
func (o *Office) ask(w *desk.Work, s *scheme.Scheme, a *scheme.Application, authority scheme.Organisation) error {
	applicant, err := w.Organisation(a.Applicant)
	if err != nil {
		return wrap("read the applicant", err)
	}
	i := scheme.Inquiry{ID: scheme.InquiryID(rand.Text()), Revision: 1, Authority: authority.ID, About: scheme.AboutOf(*a, applicant),
		Asked: w.Now, AskedBy: w.Who.Person.ID, Due: s.InquiryDue(w.Today)}
	a.Inquiries = a.WithInquiry(i)
	return o.tellAuthority(w, i, "inquiry_asked", map[string]string{"due": string(i.Due)})
}

// AskAuthority asks a further authority about an accepted application. It
// refuses one that has been asked already.
func (o *Office) AskAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, authority scheme.OrganisationID) error {
	return o.decide(ctx, who, id, scheme.DeedAsk, func(w *desk.Work, a *scheme.Application) error {
		org, err := w.Organisation(authority)
		if scheme.IsRefusal(err, scheme.Missing) || err == nil && org.Kind != scheme.Authority {
			return scheme.Refuse(scheme.Invalid, "refusal.inquiry.authority").On("authority")
		}
		if err != nil {
			return wrap("read the authority", err)
		}
		for _, i := range a.Inquiries {
			if i.Authority == authority {
				return scheme.Refuse(scheme.Conflict, "refusal.inquiry.asked_before").On("authority")
			}
		}
		s, err := w.Judging(a)
		if err != nil {
			return err
		}
		return o.ask(w, s, a, org)
	})
}

// inquire does a deed of the office to one inquiry of an application. It
// refuses whoever has not read its newest revision.
func (o *Office) inquire(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, deed scheme.Deed, inquiry scheme.InquiryID, revision int,
	change func(*desk.Work, *scheme.Application, *scheme.Inquiry) error) error {
	return o.decide(ctx, who, id, deed, func(w *desk.Work, a *scheme.Application) error {
		i, ok := a.Inquiry(inquiry)
		switch {
		case !ok:
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		case i.Revision != revision:
			return scheme.Refuse(scheme.Conflict, "refusal.inquiry.changed").With(i.About.Acceptance)
		}
		if err := change(w, a, &i); err != nil {
			return err
		}
		i.Revision++
		a.Inquiries = a.WithInquiry(i)
		return provide(w, a)
	})
}

// An EnterRequest is an authority's answer as a signed letter has it.
type EnterRequest struct {
	Inquiry  scheme.InquiryID
	Revision int // of the inquiry that the officer has read
	View     scheme.View
	Text     string
	Answered scheme.Date // day of the letter
	Letter   scheme.SignedLetter
}

// EnterAnswer records an authority's answer from its signed letter. It is the
// only way in which an officer speaks for an authority: reference, hash and
// place of the letter are kept, the authority's people are told, and whoever
// enters a letter does not decide the application.
func (o *Office) EnterAnswer(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r EnterRequest) error {
	return o.inquire(ctx, who, id, scheme.DeedEnter, r.Inquiry, r.Revision, func(w *desk.Work, a *scheme.Application, i *scheme.Inquiry) error {
		s, err := w.Judging(a)
		if err != nil {
			return err
		}
		answer := answerOf(w, s, *i, r.View, r.Text, r.Answered)
		answer.Letter = r.Letter
		var no scheme.Refusals
		if !answer.ByLetter() {
			answer.Letter.Reference = " " // so that every gap of an empty letter is named
		}
		no.Add(answer.Check())
		no.Add(letterDay(w, s, *i, r.Answered))
		if err := no.Err(); err != nil {
			return err
		}
		i.Take(answer)
		return o.tellAuthority(w, *i, "inquiry_entered", map[string]string{"reference": r.Letter.Reference})
	})
}

// answerOf is an answer given on a day, with what it counts as.
func answerOf(w *desk.Work, s *scheme.Scheme, i scheme.Inquiry, view scheme.View, text string, day scheme.Date) scheme.AuthorityAnswer {
	late := i.Due != "" && day > i.Due
	return scheme.AuthorityAnswer{View: view, Text: text, Answered: day, At: w.Now, By: w.Who.Person.ID, Late: late, Counts: s.Inquiry.Counts(view, late)}
}

// letterDay refuses a letter of no day, of a day to come, from before the
// inquiry, or older than the answer that stands.
func letterDay(w *desk.Work, s *scheme.Scheme, i scheme.Inquiry, day scheme.Date) error {
	if _, err := scheme.ParseDate(string(day)); err != nil {
		return scheme.NotADate(string(day)).On("answered")
	}
	switch asked := s.Day(i.Asked); {
	case day > w.Today:
		return scheme.Refuse(scheme.Invalid, "refusal.date.future").On("answered")
	case day < asked:
		return scheme.Refuse(scheme.Invalid, "refusal.inquiry.before_asked").On("answered").With(asked)
	case day < i.Answer.Answered:
		return scheme.Refuse(scheme.Invalid, "refusal.inquiry.older").On("answered").With(i.Answer.Answered)
	}
	return nil
}

// ConfirmInquiry notes how an authority's condition is met, or why a late
// answer counts. Until the decision a note can be replaced.
func (o *Office) ConfirmInquiry(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, inquiry scheme.InquiryID, revision int, note string) error {
	return o.inquire(ctx, who, id, scheme.DeedAssent, inquiry, revision, func(w *desk.Work, _ *scheme.Application, i *scheme.Inquiry) error {
		if err := scheme.CheckInquiryText("note", note); err != nil {
			return err
		}
		return i.Confirm(scheme.Confirmation{Note: note, At: w.Now, By: w.Who.Person.ID})
	})
}

// ReplyAuthority answers the question of an authority.
func (o *Office) ReplyAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, inquiry scheme.InquiryID, revision int, text string) error {
	return o.inquire(ctx, who, id, scheme.DeedReply, inquiry, revision, func(w *desk.Work, _ *scheme.Application, i *scheme.Inquiry) error {
		if err := scheme.CheckInquiryText("reply", text); err != nil {
			return err
		}
		if err := i.Reply(text, w.Now, w.Who.Person.ID); err != nil {
			return err
		}
		return o.tellAuthority(w, *i, "inquiry_reply", map[string]string{"due": string(i.Due)})
	})
}

// RemindAuthority reminds an authority that has not answered, by hand. It
// refuses a second time on the same day: nobody is served by a pile of letters.
func (o *Office) RemindAuthority(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, inquiry scheme.InquiryID, revision int) error {
	return o.inquire(ctx, who, id, scheme.DeedRemind, inquiry, revision, func(w *desk.Work, _ *scheme.Application, i *scheme.Inquiry) error {
		if !i.Open() {
			return scheme.Refuse(scheme.Conflict, "refusal.inquiry.answered")
		}
		if r, is := i.RemindedByHand(w.Scheme.Day, w.Today); is {
			return scheme.Refuse(scheme.Conflict, "refusal.inquiry.reminded").With(nameOf(w, r.By), r.At)
		}
		return o.urge(w, i, scheme.InquiryReminder{At: w.Now, By: w.Who.Person.ID})
	})
}

func (o *Office) urge(w *desk.Work, i *scheme.Inquiry, r scheme.InquiryReminder) error {
	i.Reminders = append(i.Reminders[:len(i.Reminders):len(i.Reminders)], r)
	if i.LateOn(w.Today) {
		return o.tellAuthority(w, *i, "inquiry_overdue", map[string]string{"day": string(i.Due)})
	}
	return o.tellAuthority(w, *i, "inquiry_reminder", map[string]string{"due": string(i.Due)})
}

// RemindAuthorities reminds every authority whose time has come, each in a
// transaction of its own, and returns how many. However often it runs,
// silence stays silence: it answers nothing.
func (o *Office) RemindAuthorities(ctx context.Context) (reminded int, err error) {
	return desk.Fulfil(ctx, o.desk, desk.Duty[openInquiry]{What: "remind of", Deed: string(scheme.DeedRemind), Due: openInquiries, Do: o.remindInTime})
}

// An openInquiry names an inquiry and the application that it is about.
type openInquiry struct {
	Application scheme.ApplicationID
	Inquiry     scheme.InquiryID
}

// openInquiries reads all that are open, page by page. It is done in one
// transaction: an answer that came between two pages would move the mark
// where the next one begins, and the rest would be passed over.
func openInquiries(w *desk.Work) (all []openInquiry, err error) {
	for after := scheme.InquiryID(""); ; {
		some, err := w.Inquiries(store.InquiryFilter{Standing: store.StandsOpen, After: after})
		if err != nil {
			return nil, wrap("read open inquiries", err)
		}
		if len(some) == 0 {
			return all, nil
		}
		for _, one := range some {
			all, after = append(all, openInquiry{one.Application, one.Inquiry.ID}), one.Inquiry.ID
		}
	}
}

// remindInTime reminds one authority if its time has come. What has changed
// since the list was read is no failure.
func (o *Office) remindInTime(w *desk.Work, one openInquiry) (did bool, err error) {
	a, err := w.Application(one.Application)
	if err != nil {
		return false, wrap("read application", err)
	}
	s, err := w.Judging(&a)
	if err != nil {
		return false, err
	}
	i, _ := a.Inquiry(one.Inquiry)
	offset, due := s.InquiryReminderDue(i, w.Today)
	if _, no := scheme.Next(scheme.ApplicationRules, a.State, scheme.DeedRemind, w.Who.Person.Roles); no != nil || !due {
		return false, nil
	}
	before := a
	if err := o.urge(w, &i, scheme.InquiryReminder{At: w.Now, Offset: offset}); err != nil {
		return false, err
	}
	a.Inquiries = a.WithInquiry(i) // its revision stays: a reminder changes nothing that an answer rests on
	return true, keep(w, before, &a)
}

// tellAuthority writes to everyone who answers for the authority, or to its
// contact when nobody can sign in. A letter carries the acceptance number and
// the link, and nothing of what is asked about.
func (o *Office) tellAuthority(w *desk.Work, i scheme.Inquiry, kind string, args map[string]string) error {
	people, err := reviewers(w, i.Authority)
	if err != nil {
		return err
	}
	if len(people) == 0 {
		org, err := w.Organisation(i.Authority)
		if err != nil {
			return wrap("read the authority", err)
		}
		if org.Contact.Email == "" {
			return nil // the page of the application tells the officer to write on paper
		}
		people = []scheme.Person{{Name: org.Contact.Name, Email: org.Contact.Email, Language: "ja"}}
	}
	for _, p := range people {
		said := map[string]string{"name": p.Name, "number": i.About.Acceptance, "link": o.base + "/" + p.Language + "/desk/authority/" + string(i.ID)}
		for k, v := range args {
			said[k] = v
		}
		if err := o.post.Send(w.Tx, p.Email, p.Language, kind, said, w.Now); err != nil {
			return wrap("queue a letter", err)
		}
	}
	return nil
}

// reviewers are the people who may answer for an authority today.
func reviewers(w *desk.Work, authority scheme.OrganisationID) ([]scheme.Person, error) {
	people, err := w.People(authority)
	if err != nil {
		return nil, wrap("read the people of the authority", err)
	}
	var all []scheme.Person
	for _, p := range people {
		if p.Dismissed.IsZero() && p.Has(scheme.RoleReviewer) {
			all = append(all, p)
		}
	}
	return all, nil
}

// tellOfficer writes to the officer who has the application in hand, or who
// accepted it while nobody has. Who is gone or keeps off it gets no letter.
func (o *Office) tellOfficer(w *desk.Work, a scheme.Application, i scheme.Inquiry, kind string) error {
	p, err := w.Person(cmp.Or(a.Officer, a.AcceptedBy))
	if err != nil {
		return wrap("read the officer", err)
	}
	if !p.Dismissed.IsZero() {
		return nil
	}
	if err := notRecused(w, p, &a); err != nil {
		if scheme.RefusalsOf(err) != nil {
			return nil
		}
		return err
	}
	authority, err := w.Organisation(i.Authority)
	if err != nil {
		return wrap("read the authority", err)
	}
	return wrap("queue a letter", o.post.Send(w.Tx, p.Email, p.Language, kind, map[string]string{"name": p.Name, "number": i.About.Acceptance,
		"authority": authority.Name.In(p.Language), "link": o.base + "/" + p.Language + "/desk/office/applications/" + string(a.ID)}, w.Now))
}

// An InquiryRow is an inquiry as the office sees it.
type InquiryRow struct {
	scheme.Inquiry
	Name   scheme.Text                // of the authority
	People int                        // who can sign in and answer; of 0, the answer comes by letter
	Names  map[scheme.PersonID]string // of everyone who had a hand in it
}

// inquiriesOf fills in what officers see of the inquiries, and which
// authorities are left to ask.
func inquiriesOf(w *desk.Work, a scheme.Application) (rows []InquiryRow, more []scheme.Organisation, err error) {
	authorities, err := w.Organisations(scheme.Authority)
	if err != nil {
		return nil, nil, wrap("read the authorities", err)
	}
	for _, org := range authorities {
		asked := false
		for _, i := range a.Inquiries {
			if i.Authority != org.ID {
				continue
			}
			asked = true
			row, err := inquiryRow(w, i, org)
			if err != nil {
				return nil, nil, err
			}
			rows = append(rows, row)
		}
		if !asked {
			more = append(more, org)
		}
	}
	return rows, more, nil
}

func inquiryRow(w *desk.Work, i scheme.Inquiry, org scheme.Organisation) (InquiryRow, error) {
	row := InquiryRow{Inquiry: i, Name: org.Name, Names: map[scheme.PersonID]string{}}
	people, err := reviewers(w, org.ID)
	if err != nil {
		return row, err
	}
	row.People = len(people)
	for _, id := range peopleOf(i) {
		if _, known := row.Names[id]; known || id == "" {
			continue
		}
		p, err := w.Person(id)
		if err != nil && !scheme.IsRefusal(err, scheme.Missing) {
			return row, wrap("read a person", err)
		}
		row.Names[id] = p.Name
	}
	return row, nil
}

// peopleOf are all who had a hand in the inquiry, some of them "" or twice.
func peopleOf(i scheme.Inquiry) []scheme.PersonID {
	all := []scheme.PersonID{i.AskedBy}
	for _, answer := range append(i.Earlier[:len(i.Earlier):len(i.Earlier)], i.Answer) {
		all = append(all, answer.By, answer.Confirmed.By, answer.EndedBy)
	}
	for _, e := range i.Exchanges {
		all = append(all, e.By, e.RepliedBy)
	}
	for _, r := range i.Reminders {
		all = append(all, r.By)
	}
	return all
}

// veiled is the application for readers other than officers: of an inquiry
// they may know that it was made, and whether it is settled.
func veiled(a scheme.Application) scheme.Application {
	var all []scheme.Inquiry
	for _, i := range a.Inquiries {
		bare := scheme.Inquiry{Asked: i.Asked, Due: i.Due}
		if i.Settled() {
			bare.Answer = scheme.AuthorityAnswer{View: i.Answer.View, Counts: i.Answer.Counts, At: i.SettledAt(), Confirmed: scheme.Confirmation{At: i.Answer.Confirmed.At}}
		}
		all = append(all, bare)
	}
	a.Inquiries = all
	return a
}
