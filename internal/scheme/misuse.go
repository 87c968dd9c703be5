package scheme

import (
	"regexp"
	"time"
)

// MisuseID names an entry of the register of improper use before it has its
// number. It is random and never public.
type MisuseID string

// MisuseState is where an entry of the register of improper use stands.
type MisuseState string

const (
	MisuseDraft     MisuseState = "misuse_draft"
	MisuseNoticed   MisuseState = "misuse_noticed" // whom it is about has been written to
	MisuseStanding  MisuseState = "misuse_published"
	MisuseOver      MisuseState = "misuse_ended"
	MisuseDiscarded MisuseState = "misuse_dropped"
)

// Deeds on an entry of the register.
const (
	DeedEditMisuse    Deed = "edit_misuse"
	DeedNoticeMisuse  Deed = "notice_misuse"
	DeedAnswerMisuse  Deed = "answer_misuse" // of whom it is about, entered by an officer
	DeedPublishMisuse Deed = "publish_misuse"
	DeedReviewMisuse  Deed = "review_misuse" // it stays
	DeedEndMisuse     Deed = "end_misuse"
	DeedDropMisuse    Deed = "drop_misuse" // before the public knew of it
)

// All states of an entry and all deeds on one.
var (
	MisuseStates = []MisuseState{MisuseDraft, MisuseNoticed, MisuseStanding, MisuseOver, MisuseDiscarded}
	MisuseDeeds  = []Deed{DeedEditMisuse, DeedNoticeMisuse, DeedAnswerMisuse, DeedPublishMisuse, DeedReviewMisuse, DeedEndMisuse, DeedDropMisuse}
)

// MisuseRules is the life of an entry. From a draft only an urgent one may be
// published; who may, and when, stands in Misuse.Publish.
var MisuseRules = []Rule[MisuseState]{
	{MisuseDraft, DeedEditMisuse, office, MisuseDraft},
	{MisuseDraft, DeedNoticeMisuse, office, MisuseNoticed},
	{MisuseDraft, DeedPublishMisuse, office, MisuseStanding},
	{MisuseDraft, DeedDropMisuse, office, MisuseDiscarded},
	{MisuseNoticed, DeedAnswerMisuse, office, MisuseNoticed},
	{MisuseNoticed, DeedPublishMisuse, office, MisuseStanding},
	{MisuseNoticed, DeedDropMisuse, office, MisuseDiscarded},
	{MisuseStanding, DeedNoticeMisuse, office, MisuseStanding},
	{MisuseStanding, DeedAnswerMisuse, office, MisuseStanding},
	{MisuseStanding, DeedReviewMisuse, office, MisuseStanding},
	{MisuseStanding, DeedEndMisuse, timely, MisuseOver},
}

// A Misuse is an entry of the register of improper use of the label. It names
// organisations and products, never a natural person.
type Misuse struct {
	ID           MisuseID       `json:"id"`
	Revision     int            `json:"-"`
	Number       int            `json:"number"` // from its publication on; 0 before
	State        MisuseState    `json:"state"`
	Template     string         `json:"template"`
	Party        Text           `json:"party"`        // organisation that it is about
	Organisation OrganisationID `json:"organisation"` // the same, when it is on record here; never public
	Product      Text           `json:"product"`
	Source       string         `json:"source"` // web address or place at which it was seen
	Seen         Date           `json:"seen"`
	Urgent       bool           `json:"urgent"` // published before the notice
	Doubt        DoubtID        `json:"doubt"`  // from which it came; never public
	Said         Text           `json:"said"`   // as published
	EnteredBy    PersonID       `json:"entered_by"`
	Entered      time.Time      `json:"entered"`
	Noticed      Date           `json:"noticed"`
	NoticeBy     string         `json:"notice_by"` // how it was sent; never public
	Due          Date           `json:"due"`       // last day for an answer before publication
	Answer       string         `json:"answer"`
	Answered     Date           `json:"answered"`
	Published    Date           `json:"published"`
	PublishedBy  PersonID       `json:"published_by"`
	Review       Date           `json:"review"` // last day on which it stands without being looked at again
	Reviewed     []Date         `json:"reviewed"`
	Ended        Date           `json:"ended"`
	End          GroundID       `json:"end"`
	Reminded     Date           `json:"reminded"`
}

// A PublicMisuse is what everyone may know of an entry.
type PublicMisuse struct {
	Number    int
	Said      Text
	Party     Text
	Product   Text
	Source    string
	Seen      Date
	Urgent    bool
	Noticed   Date
	Answer    string
	Answered  Date
	Published Date
	Review    Date
	Ended     Date
	End       Text
}

// Public is what everyone may know of the entry; false before its publication.
func (m Misuse) Public(p MisusePolicy) (PublicMisuse, bool) {
	if m.Number == 0 {
		return PublicMisuse{}, false
	}
	end, _ := p.End(m.End)
	return PublicMisuse{m.Number, m.Said, m.Party, m.Product, m.Source, m.Seen, m.Urgent, m.Noticed, m.Answer, m.Answered, m.Published, m.Review, m.Ended, end.Text}, true
}

// Bounds of an entry, in characters.
const (
	maxMisuseAnswer = 2000
	maxMisuseSource = 500
)

// Check refuses an entry that cannot be told: without a form of words, a party,
// a product, a source or a day, or with what looks like a natural person's
// address or telephone.
func (m Misuse) Check(p MisusePolicy, today Date) error {
	var no Refusals
	on := func(field, key string) { no.Add(Refuse(Invalid, key).On(field)) }
	if _, known := p.Template(m.Template); !known {
		on("template", "refusal.misuse.template")
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{{"party_ja", m.Party.Ja, maxName}, {"party_en", m.Party.En, maxName}, {"product_ja", m.Product.Ja, maxName}, {"product_en", m.Product.En, maxName}, {"source", m.Source, maxMisuseSource}} {
		no.Add(CheckText(t.field, t.text, t.most))
		no.Add(notPersonal(t.field, t.text))
	}
	if blank(m.Party.Ja) {
		on("party_ja", "refusal.misuse.party")
	}
	if blank(m.Product.Ja) {
		on("product_ja", "refusal.misuse.product")
	}
	if blank(m.Source) {
		on("source", "refusal.misuse.source")
	}
	if _, err := ParseDate(string(m.Seen)); err != nil {
		no.Add(NotADate(string(m.Seen)).On("seen"))
	} else if m.Seen > today {
		on("seen", "refusal.date.future")
	}
	return no.Err()
}

// personal is what an e-mail address or a telephone number looks like. A web
// address may hold long numbers, so these need signs between or a plus.
var personal = regexp.MustCompile(`[^\s/@]+@[^\s/@]+\.[^\s/@]+|\+[0-9][0-9 -]{8,}|\b0[0-9]{1,4}-[0-9]{1,4}-[0-9]{3,4}\b`)

func notPersonal(field, text string) error {
	if personal.MatchString(text) {
		return Refuse(Invalid, "refusal.misuse.personal").On(field)
	}
	return nil
}

// do moves the entry by a deed of an officer, or of the software.
func (m *Misuse) do(deed Deed, roles []Role) error {
	to, err := Next(MisuseRules, m.State, deed, roles)
	if err == nil {
		m.State = to
	}
	return err
}

// Edit replaces what a draft says; with is its new content. It refuses what is
// no draft any more.
func (m *Misuse) Edit(with Misuse, by PersonID) error {
	if err := m.do(DeedEditMisuse, office); err != nil {
		return err
	}
	m.Template, m.Party, m.Organisation, m.Product, m.Source, m.Seen, m.Urgent = with.Template, with.Party, with.Organisation, with.Product, with.Source, with.Seen, with.Urgent
	m.EnteredBy = by
	return nil
}

// Notice notes that whom the entry is about was written to on day, and how. It
// refuses a second notice.
func (m *Misuse) Notice(p MisusePolicy, day Date, how string, today Date) error {
	var no Refusals
	if blank(how) {
		no.Add(Refuse(Invalid, "refusal.misuse.notice_by").On("notice_by"))
	}
	no.Add(CheckText("notice_by", how, maxMisuseSource))
	if _, err := ParseDate(string(day)); err != nil {
		no.Add(NotADate(string(day)).On("noticed"))
	} else if day > today {
		no.Add(Refuse(Invalid, "refusal.date.future").On("noticed"))
	} else if day < m.Seen {
		no.Add(Refuse(Invalid, "refusal.misuse.notice_early").On("noticed").With(m.Seen))
	}
	if no.Err() != nil {
		return no.Err()
	}
	if m.Noticed != "" {
		return Refuse(Conflict, "refusal.misuse.noticed").With(m.Noticed)
	}
	if err := m.do(DeedNoticeMisuse, office); err != nil {
		return err
	}
	m.Noticed, m.NoticeBy, m.Due = day, how, today.AddDays(p.AnswerDays)
	return nil
}

// Answers enters what whom the entry is about has answered. An answer that the
// public has read is not replaced.
func (m *Misuse) Answers(text string, day, today Date) error {
	var no Refusals
	if blank(text) {
		no.Add(Refuse(Invalid, "refusal.misuse.answer").On("answer"))
	}
	no.Add(CheckText("answer", text, maxMisuseAnswer))
	no.Add(notPersonal("answer", text))
	if _, err := ParseDate(string(day)); err != nil {
		no.Add(NotADate(string(day)).On("answered"))
	} else if day > today {
		no.Add(Refuse(Invalid, "refusal.date.future").On("answered"))
	}
	if no.Err() != nil {
		return no.Err()
	}
	if m.State == MisuseStanding && m.Answer != "" {
		return Refuse(Conflict, "refusal.misuse.answered")
	}
	if err := m.do(DeedAnswerMisuse, office); err != nil {
		return err
	}
	m.Answer, m.Answered = text, day
	return nil
}

// Publish makes the entry public under number. It refuses the officer who
// entered it, and publication before the answer, or its last day, has come:
// only an urgent entry may go before the notice.
func (m *Misuse) Publish(p MisusePolicy, number int, by PersonID, today Date) error {
	if err := m.do(DeedPublishMisuse, office); err != nil {
		return err
	}
	switch {
	case m.EnteredBy == by:
		return Refuse(Denied, "refusal.misuse.same_officer")
	case m.Urgent:
	case m.Noticed == "":
		return Refuse(Conflict, "refusal.misuse.not_noticed")
	case m.Answer == "" && today <= m.Due:
		return Refuse(Conflict, "refusal.misuse.time_to_answer").With(m.Due)
	}
	template, known := p.Template(m.Template)
	if !known {
		return Refuse(Invalid, "refusal.misuse.template").On("template")
	}
	m.Number, m.Published, m.PublishedBy = number, today, by
	m.Said = template.Says(m.Party, m.Product, m.Seen)
	m.Review = m.nextReview(p, today)
	return nil
}

// nextReview is sooner for an urgent entry of which nobody was told yet.
func (m *Misuse) nextReview(p MisusePolicy, today Date) Date {
	if m.Urgent && m.Noticed == "" {
		return today.AddDays(p.UrgentReviewDays)
	}
	return today.AddDays(p.ReviewDays)
}

// LookAgain notes that the entry still holds. It refuses an urgent one of which
// whom it is about was not told yet.
func (m *Misuse) LookAgain(p MisusePolicy, today Date) error {
	if m.State == MisuseStanding && m.Noticed == "" {
		return Refuse(Conflict, "refusal.misuse.not_noticed")
	}
	if err := m.do(DeedReviewMisuse, office); err != nil {
		return err
	}
	m.Reviewed, m.Review = append(m.Reviewed[:len(m.Reviewed):len(m.Reviewed)], today), m.nextReview(p, today)
	return nil
}

// Finish ends the entry for a reason of the scheme's data.
func (m *Misuse) Finish(p MisusePolicy, why GroundID, roles []Role, today Date) error {
	if _, known := p.End(why); !known {
		return Refuse(Invalid, "refusal.misuse.end").On("end")
	}
	if err := m.do(DeedEndMisuse, roles); err != nil {
		return err
	}
	m.Ended, m.End = today, why
	return nil
}

// Discard takes away an entry of which the public never knew.
func (m *Misuse) Discard() error { return m.do(DeedDropMisuse, office) }

// RunsOut reports whether the entry ends by itself on today: nobody has looked
// at it again up to its last day.
func (m Misuse) RunsOut(today Date) bool {
	return m.State == MisuseStanding && m.Review != "" && today > m.Review
}
