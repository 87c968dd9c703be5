package office

import (
	"context"
	"slices"
	"time"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// An Asked is an inquiry as its authority sees it. It has no field for
// anything else of the application, of the applicant's people or of what
// other authorities say.
type Asked struct {
	ID       scheme.InquiryID
	Revision int
	About    scheme.InquiryAbout
	Standing store.Standing
	Asked    scheme.Date
	Due      scheme.Date // zero when there is none
	Late     bool        // open after that day
	Waits    bool        // for the office's reply
	Reminded []scheme.Date
	Answer   OwnAnswer   // the one that stands; zero while there is none
	Earlier  []OwnAnswer // the oldest first
	Asks     []OwnQuestion
}

// An OwnAnswer is an answer of the authority itself.
type OwnAnswer struct {
	View     scheme.View
	Text     string
	Answered scheme.Date
	At       time.Time
	By       string // who gave it; "" when the office entered it from a letter
	Letter   string // the reference of that letter
	Late     bool
	Ended    time.Time // when it was replaced or taken back; zero while it stands
}

// An OwnQuestion is a question of the authority and the office's reply.
type OwnQuestion struct {
	Ask       string
	At        time.Time
	By        string
	Reply     string
	RepliedAt time.Time // zero while it waits
}

// An InquiryQuery restricts an authority's list.
type InquiryQuery struct {
	Tab    AskedTab // "": all
	Search string
	After  scheme.InquiryID // the last of the page before
	Limit  int              // at most ListedAtMost, which is also what 0 means
}

// An AskedTab is a part of an authority's list.
type AskedTab string

const (
	AskedOpen     AskedTab = "open"     // waits for the authority's answer
	AskedAnswered AskedTab = "answered" // and may be answered anew until the decision
	AskedClosed   AskedTab = "closed"   // the application has come to its end
	AskedAll      AskedTab = "all"
)

// AskedTabs are the parts of the list in their order.
var AskedTabs = []AskedTab{AskedOpen, AskedAnswered, AskedClosed, AskedAll}

// Known reports whether there is such a part.
func (t AskedTab) Known() bool { return slices.Contains(AskedTabs, t) }

// standing is what the store calls the part; "" for all of it.
func (t AskedTab) standing() store.Standing {
	if t == AskedAll {
		return ""
	}
	return store.Standing(t)
}

// Closed reports whether the application has come to its end, so that there is
// nothing to answer any more.
func (a Asked) Closed() bool { return a.Standing == store.StandsClosed }

// An AskedList is a page of an authority's inquiries, the open ones first and
// of them the one due first.
type AskedList struct {
	Rows   []Asked
	More   bool // there is a further page
	Counts map[AskedTab]int
	Late   int // open after their last day, of this page
	Today  scheme.Date
}

// InquiriesFor lists what the authority of the person was asked.
func (o *Office) InquiriesFor(ctx context.Context, who scheme.Actor, q InquiryQuery) (list AskedList, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		list = AskedList{Today: w.Today}
		if err := answersFor(w); err != nil {
			return err
		}
		own := w.Who.Organisation.ID
		limit := q.Limit
		if limit < 1 || limit >= ListedAtMost {
			limit = ListedAtMost - 1
		}
		rows, err := w.Inquiries(store.InquiryFilter{Authority: own, Standing: q.Tab.standing(), Search: q.Search, After: q.After, Limit: limit + 1})
		if err != nil {
			return wrap("list inquiries", err)
		}
		if list.More = len(rows) > limit; list.More {
			rows = rows[:limit]
		}
		counts, err := w.CountInquiries(own)
		if err != nil {
			return wrap("count inquiries", err)
		}
		list.Counts = map[AskedTab]int{}
		for standing, n := range counts {
			list.Counts[AskedTab(standing)] = n
			list.Counts[AskedAll] += n
		}
		list.Rows, err = askedOf(w, rows)
		for _, one := range list.Rows {
			if one.Late {
				list.Late++
			}
		}
		return err
	})
	if err != nil {
		return AskedList{}, err
	}
	return list, nil
}

// InquiryFor reads one inquiry for its authority. To everyone else it is
// missing.
func (o *Office) InquiryFor(ctx context.Context, who scheme.Actor, id scheme.InquiryID) (asked Asked, today scheme.Date, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		today = w.Today
		row, err := w.Inquiry(id)
		if err == nil && !ownInquiry(w.Who, row) {
			return scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		if err != nil {
			return wrap("read inquiry", err)
		}
		all, err := askedOf(w, []store.Inquiry{row})
		if err == nil {
			asked = all[0]
		}
		return err
	})
	if err != nil {
		return Asked{}, "", err
	}
	return asked, today, nil
}

// answersFor refuses whoever answers for no authority.
func answersFor(w *desk.Work) error {
	if !w.Who.Is(scheme.RoleReviewer) || w.Who.Organisation.Kind != scheme.Authority {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + string(scheme.DeedAnswer)))
	}
	return nil
}

func ownInquiry(who scheme.Actor, row store.Inquiry) bool {
	return who.Is(scheme.RoleReviewer) && who.Organisation.ID == row.Inquiry.Authority
}

// askedOf turns rows into what the authority sees, with the names of its own
// people and of nobody else.
func askedOf(w *desk.Work, rows []store.Inquiry) ([]Asked, error) {
	people, err := w.People(w.Who.Organisation.ID)
	if err != nil {
		return nil, wrap("read the people of the authority", err)
	}
	names := map[scheme.PersonID]string{}
	for _, p := range people {
		names[p.ID] = p.Name
	}
	var all []Asked
	for _, row := range rows {
		all = append(all, askedRow(w, row, names))
	}
	return all, nil
}

func askedRow(w *desk.Work, row store.Inquiry, names map[scheme.PersonID]string) Asked {
	i := row.Inquiry
	one := Asked{ID: i.ID, Revision: i.Revision, About: i.About, Standing: row.Standing, Asked: w.Scheme.Day(i.Asked), Due: i.Due,
		Late: row.Standing == store.StandsOpen && i.LateOn(w.Today), Waits: row.Standing == store.StandsOpen && i.Asks()}
	for _, r := range i.Reminders {
		one.Reminded = append(one.Reminded, w.Scheme.Day(r.At))
	}
	own := func(a scheme.AuthorityAnswer) OwnAnswer {
		return OwnAnswer{View: a.View, Text: a.Text, Answered: a.Answered, At: a.At, By: names[a.By], Letter: a.Letter.Reference, Late: a.Late, Ended: a.Ended}
	}
	one.Answer = own(i.Answer)
	for _, a := range i.Earlier {
		one.Earlier = append(one.Earlier, own(a))
	}
	for _, e := range i.Exchanges {
		one.Asks = append(one.Asks, OwnQuestion{Ask: e.Ask, At: e.At, By: names[e.By], Reply: e.Reply, RepliedAt: e.RepliedAt})
	}
	return one
}

// How the record calls what an authority does besides answering.
const (
	deedAskOffice = "ask_office"
	deedTakeBack  = "take_back_answer"
)

// An AnswerRequest is what a person of an authority answers.
type AnswerRequest struct {
	Revision int // of the inquiry that the person has read
	View     scheme.View
	Text     string // the condition, the reason of an objection, or the question
}

// AnswerInquiry gives, or until the decision replaces, the answer of the
// authority. It takes a fresh passkey. AsksMore puts a question to the office
// instead: the inquiry stays open, and its last day where it is.
func (o *Office) AnswerInquiry(ctx context.Context, who scheme.Actor, id scheme.InquiryID, r AnswerRequest) error {
	deed := string(scheme.DeedAnswer)
	if r.View == scheme.AsksMore {
		deed = deedAskOffice
	}
	return o.desk.Do(ctx, who, deed, func(w *desk.Work) error {
		return o.answer(w, id, r.Revision, func(s *scheme.Scheme, i *scheme.Inquiry) (string, error) {
			if r.View == scheme.AsksMore {
				return "inquiry_question", putQuestion(w, i, r.Text)
			}
			return "inquiry_answered", putAnswer(w, s, i, r)
		})
	})
}

// putQuestion asks the office. Where it takes an answer back, it needs a
// fresh passkey as that does.
func putQuestion(w *desk.Work, i *scheme.Inquiry, text string) error {
	if err := scheme.CheckInquiryText("text", text); err != nil {
		return err
	}
	if !i.Open() {
		if err := w.Who.Fresh(w.Now); err != nil {
			return err
		}
	}
	return i.Ask(text, w.Now, w.Who.Person.ID)
}

func putAnswer(w *desk.Work, s *scheme.Scheme, i *scheme.Inquiry, r AnswerRequest) error {
	answer := answerOf(w, s, *i, r.View, r.Text, w.Today)
	if err := answer.Check(); err != nil {
		return err
	}
	if err := w.Who.Fresh(w.Now); err != nil {
		return err
	}
	i.Take(answer)
	return nil
}

// TakeBackAnswer takes the authority's answer back: the inquiry is open again.
func (o *Office) TakeBackAnswer(ctx context.Context, who scheme.Actor, id scheme.InquiryID, revision int) error {
	return o.desk.Do(ctx, who, deedTakeBack, func(w *desk.Work) error {
		return o.answer(w, id, revision, func(_ *scheme.Scheme, i *scheme.Inquiry) (string, error) {
			if err := w.Who.Fresh(w.Now); err != nil {
				return "", err
			}
			return "inquiry_taken_back", i.TakeBack(w.Now, w.Who.Person.ID)
		})
	})
}

// A Ticked is one inquiry among several, as the person has read it.
type Ticked struct {
	ID       scheme.InquiryID
	Revision int
}

// mostTicked bounds how many inquiries one confirmation can list.
const mostTicked = 100

// CheckTicked refuses no inquiry at all, and more than one confirmation lists.
func CheckTicked(ticked []Ticked) error {
	switch {
	case len(ticked) == 0:
		return scheme.Refuse(scheme.Invalid, "refusal.inquiry.none_ticked").On("inquiry")
	case len(ticked) > mostTicked:
		return scheme.Refuse(scheme.Invalid, "refusal.inquiry.many_ticked").On("inquiry").With(mostTicked)
	}
	return nil
}

// AnswerNoObjection answers several inquiries with no objection, by one fresh
// passkey. All are answered or none.
func (o *Office) AnswerNoObjection(ctx context.Context, who scheme.Actor, ticked []Ticked) error {
	return o.desk.Do(ctx, who, string(scheme.DeedAnswer), func(w *desk.Work) error {
		if err := CheckTicked(ticked); err != nil {
			return err
		}
		var no scheme.Refusals
		for _, one := range ticked {
			err := o.answer(w, one.ID, one.Revision, func(s *scheme.Scheme, i *scheme.Inquiry) (string, error) {
				if !i.Open() {
					return "", scheme.Refuse(scheme.Conflict, "refusal.inquiry.changed").With(i.About.Acceptance)
				}
				return "inquiry_answered", putAnswer(w, s, i, AnswerRequest{View: scheme.NoObjection})
			})
			if err != nil && !scheme.IsRefusal(err, scheme.Conflict) {
				return err
			}
			no.Add(err)
		}
		return no.Err()
	})
}

// answer does what a person of the authority says to its inquiry, and tells
// the officer by a letter of the kind that say returns.
func (o *Office) answer(w *desk.Work, id scheme.InquiryID, revision int, say func(*scheme.Scheme, *scheme.Inquiry) (string, error)) error {
	a, i, err := takeOwn(w, id)
	if err != nil {
		return err
	}
	if i.Revision != revision {
		return scheme.Refuse(scheme.Conflict, "refusal.inquiry.changed").With(i.About.Acceptance)
	}
	s, err := w.Judging(&a)
	if err != nil {
		return err
	}
	before := a
	kind, err := say(s, &i)
	if err != nil {
		return err
	}
	i.Revision++
	a.Inquiries = a.WithInquiry(i)
	if err := provide(w, &a); err != nil {
		return err
	}
	if err := keep(w, before, &a); err != nil {
		return err
	}
	return o.tellOfficer(w, a, i, kind)
}

// takeOwn opens an inquiry of the person's own authority for an answer. Who
// may know of the application is denied, to all others it is missing.
func takeOwn(w *desk.Work, id scheme.InquiryID) (scheme.Application, scheme.Inquiry, error) {
	none := func(err error) (scheme.Application, scheme.Inquiry, error) {
		return scheme.Application{}, scheme.Inquiry{}, err
	}
	row, err := w.Inquiry(id)
	if err != nil {
		return none(wrap("read inquiry", err))
	}
	a, err := w.Application(row.Application)
	if err != nil {
		return none(wrap("read application", err))
	}
	roles := a.RolesOf(w.Who)
	switch {
	case ownInquiry(w.Who, row):
		roles = []scheme.Role{scheme.RoleReviewer}
	case !mayKnow(w.Who, a):
		return none(scheme.Refuse(scheme.Missing, "refusal.missing"))
	}
	if _, err := scheme.Next(scheme.ApplicationRules, a.State, scheme.DeedAnswer, roles); err != nil {
		return none(err)
	}
	i, _ := a.Inquiry(id)
	return a, i, nil
}
