package scheme

import (
	"slices"
	"time"
)

// InquiryID names one question to one authority.
type InquiryID string

// An Inquiry asks one authority about the supply chain of one application.
//
// Only an answer settles it. There is no way to close one that is silent: an
// inquiry made by mistake, too, needs the word of the authority.
type Inquiry struct {
	ID        InquiryID         `json:"id"`
	Revision  int               `json:"revision"` // raised by every change; who answers must have read the newest
	Authority OrganisationID    `json:"authority"`
	About     InquiryAbout      `json:"about"`
	Asked     time.Time         `json:"asked"`
	AskedBy   PersonID          `json:"asked_by"`
	Due       Date              `json:"due,omitempty"` // last day that is in time; zero when the scheme sets none
	Reminders []InquiryReminder `json:"reminders,omitempty"`
	Answer    AuthorityAnswer   `json:"answer"`            // the one that stands; zero while the authority is silent
	Earlier   []AuthorityAnswer `json:"earlier,omitempty"` // replaced or taken back, the oldest first
	Exchanges []Exchange        `json:"exchanges,omitempty"`
}

// InquiryAbout is all that an authority learns, as it stood when it was
// asked. It has no field for anything else.
type InquiryAbout struct {
	Acceptance      string   `json:"acceptance"`
	Applicant       Text     `json:"applicant"`
	Reading         string   `json:"reading,omitempty"` // of the applicant's Japanese name
	Country         string   `json:"country"`
	CorporateNumber string   `json:"corporate_number,omitempty"`
	Parents         []string `json:"parents,omitempty"`
	SuppliedBy      []string `json:"supplied_by,omitempty"` // OEM/ODM makers
	Maintainers     []string `json:"maintainers,omitempty"` // of the firmware
	Product         Text     `json:"product"`
	Manufacturer    string   `json:"manufacturer,omitempty"`
}

// AboutOf returns what an authority is told of an application.
func AboutOf(a Application, applicant Organisation) InquiryAbout {
	return InquiryAbout{Acceptance: a.Numbers.Acceptance, Applicant: applicant.Name, Reading: applicant.Reading, Country: applicant.Country,
		CorporateNumber: applicant.CorporateNumber, Parents: slices.Clone(a.Product.ParentCompanies), SuppliedBy: slices.Clone(a.Product.SuppliedBy), Maintainers: slices.Clone(a.Product.Maintainers),
		Product: a.Product.Name, Manufacturer: a.Product.Manufacturer}
}

// A View is what an authority answers.
type View string

const (
	NoObjection View = "no_objection"
	Objects     View = "objection"
	Condition   View = "condition" // no objection if what the text says is met
	AsksMore    View = "asks_more" // no answer: a question to the office, which leaves the inquiry open
)

// Views are the answers there are, AsksMore apart.
var Views = []View{NoObjection, Condition, Objects}

// An AuthorityAnswer is the word of an authority: given with a passkey by one
// of its people, or entered by an officer from a signed letter.
type AuthorityAnswer struct {
	View      View         `json:"view,omitempty"`
	Text      string       `json:"text,omitempty"` // the condition, or why the authority objects
	Answered  Date         `json:"answered,omitempty"`
	At        time.Time    `json:"at,omitzero"` // when it was put on record
	By        PersonID     `json:"by,omitempty"`
	Letter    SignedLetter `json:"letter,omitzero"`  // zero when the authority answered itself
	Late      bool         `json:"late,omitempty"`   // answered after the last day
	Counts    View         `json:"counts,omitempty"` // NoObjection or Objects; "" until an officer has confirmed it
	Confirmed Confirmation `json:"confirmed,omitzero"`
	Ended     time.Time    `json:"ended,omitzero"` // when it was replaced or taken back
	EndedBy   PersonID     `json:"ended_by,omitempty"`
}

// A SignedLetter is the paper that an answer was entered from.
type SignedLetter struct {
	Reference string `json:"reference"`
	SHA256    string `json:"sha256"` // of the scan
	KeptAt    string `json:"kept_at"`
}

// A Confirmation is an officer's note of how a condition is met, or of why a
// late answer still counts.
type Confirmation struct {
	Note string    `json:"note"`
	At   time.Time `json:"at"`
	By   PersonID  `json:"by"`
}

// An Exchange is a question of an authority and the office's reply.
type Exchange struct {
	Ask       string    `json:"ask"`
	At        time.Time `json:"at"`
	By        PersonID  `json:"by"`
	Reply     string    `json:"reply,omitempty"`
	RepliedAt time.Time `json:"replied_at,omitzero"`
	RepliedBy PersonID  `json:"replied_by,omitempty"`
}

// An InquiryReminder was sent to an authority that had not answered.
type InquiryReminder struct {
	At     time.Time `json:"at"`
	By     PersonID  `json:"by,omitempty"` // "" when its time had come
	Offset int       `json:"offset"`       // working days from the last day on, less than 0 before it; 0 when sent by hand
}

// RemindedByHand returns the reminder that someone sent by hand on a day;
// false when nobody did.
func (i Inquiry) RemindedByHand(dayOf func(time.Time) Date, on Date) (InquiryReminder, bool) {
	return find(i.Reminders, func(r InquiryReminder) bool { return r.By != "" && dayOf(r.At) == on })
}

// Open reports whether no answer stands.
func (i Inquiry) Open() bool { return i.Answer.View == "" }

// Settled reports whether an answer stands and counts for or against.
func (i Inquiry) Settled() bool { return !i.Open() && i.Answer.counted() }

// Unconfirmed reports whether an answer stands that counts only once an
// officer has confirmed it.
func (i Inquiry) Unconfirmed() bool { return !i.Open() && !i.Answer.counted() }

func (a AuthorityAnswer) counted() bool { return a.Counts != "" || !a.Confirmed.At.IsZero() }

// ByLetter reports whether the answer was entered from a signed letter.
func (a AuthorityAnswer) ByLetter() bool { return a.Letter != SignedLetter{} }

// Asks reports whether the authority waits for the office's reply.
func (i Inquiry) Asks() bool {
	return i.Open() && len(i.Exchanges) > 0 && i.Exchanges[len(i.Exchanges)-1].RepliedAt.IsZero()
}

// LateOn reports whether the answer is overdue on today.
func (i Inquiry) LateOn(today Date) bool { return i.Open() && i.Due != "" && i.Due < today }

// SettledAt is when the answer that stands began to count; zero before.
func (i Inquiry) SettledAt() time.Time {
	switch {
	case !i.Settled():
		return time.Time{}
	case i.Answer.Counts != "":
		return i.Answer.At
	}
	return i.Answer.Confirmed.At
}

// Check refuses what is no answer: an unknown view, an objection or condition
// without words, a letter without its reference, hash or place.
func (a AuthorityAnswer) Check() error {
	var no Refusals
	if !slices.Contains(Views, a.View) {
		no.Add(Refuse(Invalid, "refusal.inquiry.view").On("view"))
	}
	if (a.View == Objects || a.View == Condition) && blank(a.Text) {
		no.Add(Refuse(Invalid, "refusal.inquiry.text."+string(a.View)).On("text"))
	}
	no.Add(tooLong("text", a.Text, maxInquiryText))
	if a.ByLetter() {
		no.Add(a.Letter.check())
	}
	return no.Err()
}

// maxInquiryText bounds what authority and office write to each other, in
// characters.
const maxInquiryText = 4000

func (l SignedLetter) check() error {
	var no Refusals
	if blank(l.Reference) {
		no.Add(Refuse(Invalid, "refusal.inquiry.reference").On("reference"))
	}
	if !isSHA256(l.SHA256) {
		no.Add(Refuse(Invalid, "refusal.evidence.sha256").On("sha256"))
	}
	if blank(l.KeptAt) {
		no.Add(Refuse(Invalid, "refusal.inquiry.kept_at").On("kept_at"))
	}
	no.Add(tooLong("reference", l.Reference, maxName))
	no.Add(tooLong("kept_at", l.KeptAt, maxName))
	return no.Err()
}

// CheckInquiryText refuses an empty or endless text that authority and office
// write to each other.
func CheckInquiryText(field, text string) error {
	if blank(text) {
		return Refuse(Invalid, "refusal.inquiry.words").On(field)
	}
	return tooLong(field, text, maxInquiryText)
}

// Take puts an answer in force. One that stood before goes to the earlier ones.
func (i *Inquiry) Take(answer AuthorityAnswer) {
	i.end(answer.At, answer.By)
	i.Answer = answer
}

// TakeBack makes the inquiry open again. It refuses one that is open.
func (i *Inquiry) TakeBack(at time.Time, by PersonID) error {
	if i.Open() {
		return Refuse(Conflict, "refusal.inquiry.open")
	}
	i.end(at, by)
	return nil
}

func (i *Inquiry) end(at time.Time, by PersonID) {
	if !i.Open() {
		old := i.Answer
		old.Ended, old.EndedBy = at, by
		i.Earlier = append(i.Earlier[:len(i.Earlier):len(i.Earlier)], old)
	}
	i.Answer = AuthorityAnswer{}
}

// Ask adds a question of the authority. An answer that stood is taken back:
// who still asks has not made up its mind. It refuses a second question while
// the first waits for its reply.
func (i *Inquiry) Ask(text string, at time.Time, by PersonID) error {
	if i.Asks() {
		return Refuse(Conflict, "refusal.inquiry.asked_already")
	}
	i.end(at, by)
	i.Exchanges = append(i.Exchanges[:len(i.Exchanges):len(i.Exchanges)], Exchange{Ask: text, At: at, By: by})
	return nil
}

// Reply adds the office's reply to the last question. It refuses when none
// waits for one.
func (i *Inquiry) Reply(text string, at time.Time, by PersonID) error {
	if !i.Asks() {
		return Refuse(Conflict, "refusal.inquiry.no_question")
	}
	i.Exchanges = slices.Clone(i.Exchanges)
	last := &i.Exchanges[len(i.Exchanges)-1]
	last.Reply, last.RepliedAt, last.RepliedBy = text, at, by
	return nil
}

// Confirm notes how a condition is met, or why a late answer counts. Until the
// decision a note can be replaced. It refuses an answer that counts by itself.
func (i *Inquiry) Confirm(c Confirmation) error {
	if i.Open() || i.Answer.Counts != "" {
		return Refuse(Conflict, "refusal.inquiry.nothing_to_confirm")
	}
	i.Answer.Confirmed = c
	return nil
}

// Inquiry returns the inquiry with this id; false when the application has
// none.
func (a *Application) Inquiry(id InquiryID) (Inquiry, bool) {
	return find(a.Inquiries, func(i Inquiry) bool { return i.ID == id })
}

// WithInquiry returns the inquiries with this one in its place, or at the end.
func (a *Application) WithInquiry(i Inquiry) []Inquiry {
	all := slices.Clone(a.Inquiries)
	at := slices.IndexFunc(all, func(one Inquiry) bool { return one.ID == i.ID })
	if at < 0 {
		return append(all, i)
	}
	all[at] = i
	return all
}

// InquirySettled reports whether the answer of each authority that was asked
// counts, for or against. Silence is no answer, however long it lasts. About
// a new label at least one must have been asked; about one that stands the
// scheme's data says whether (CheckAsked).
func (a *Application) InquirySettled() bool {
	_, open := find(a.Inquiries, func(i Inquiry) bool { return !i.Settled() })
	return (len(a.Inquiries) > 0 || a.unasked()) && !open
}

// unasked reports whether the application was accepted and nobody was asked,
// as may be of one about a label that stands.
func (a *Application) unasked() bool {
	return a.AboutLabel() && !a.AcceptedAt.IsZero() && len(a.Inquiries) == 0
}

// CheckAsked refuses an application about which no authority was asked
// although the scheme wants it.
func (s *Scheme) CheckAsked(a *Application) error {
	if len(a.Inquiries) == 0 && s.Inquiry.AsksAbout(a.Kind) {
		return Refuse(Conflict, "refusal.application.inquiry_none")
	}
	return nil
}

// Objected reports whether an authority objects to the label.
func (a *Application) Objected() bool {
	_, objects := find(a.Inquiries, func(i Inquiry) bool { return i.Answer.Counts == Objects })
	return objects
}

// inquiryWaits is what the inquiry waits for: the authorities that have not
// answered, and the office, which asks, replies and confirms.
func (a *Application) inquiryWaits() []Wait {
	due := map[Party]Date{}
	for _, i := range a.Inquiries {
		switch {
		case i.Settled():
		case i.Asks() || i.Unconfirmed():
			due[PartyOffice] = max(due[PartyOffice], i.Due)
		default:
			due[PartyAuthority] = max(due[PartyAuthority], i.Due)
		}
	}
	if len(a.Inquiries) == 0 && !a.unasked() {
		due[PartyOffice] = ""
	}
	var waits []Wait
	for _, p := range []Party{PartyAuthority, PartyOffice} {
		if day, waited := due[p]; waited {
			waits = append(waits, Wait{p, StageInquiry, day})
		}
	}
	return waits
}

// answeredAt is when the inquiry was settled; zero before.
func (a *Application) answeredAt() time.Time {
	var last time.Time
	if !a.InquirySettled() {
		return last
	}
	if a.unasked() {
		return a.AcceptedAt
	}
	for _, i := range a.Inquiries {
		if at := i.SettledAt(); at.After(last) {
			last = at
		}
	}
	return last
}

// inquiryAllows refuses a label while the inquiry stands against it.
func (a *Application) inquiryAllows() error {
	var no Refusals
	if len(a.Inquiries) == 0 && !a.unasked() {
		return Refuse(Conflict, "refusal.application.inquiry_none")
	}
	if _, open := find(a.Inquiries, Inquiry.Open); open {
		no.Add(Refuse(Conflict, "refusal.application.inquiry_open"))
	}
	if _, waits := find(a.Inquiries, Inquiry.Unconfirmed); waits {
		no.Add(Refuse(Conflict, "refusal.application.inquiry_unconfirmed"))
	}
	if a.Objected() {
		no.Add(Refuse(Conflict, "refusal.application.objection"))
	}
	return no.Err()
}

// secondLook refuses whoever put the word of an authority on record: an
// officer who entered a signed letter, or who noted that a condition is met,
// does not decide on it.
func (a *Application) secondLook(by PersonID) error {
	for _, i := range a.Inquiries {
		if i.Answer.ByLetter() && i.Answer.By == by {
			return Refuse(Denied, "refusal.inquiry.same_officer.letter")
		}
		if !i.Answer.Confirmed.At.IsZero() && i.Answer.Confirmed.By == by {
			return Refuse(Denied, "refusal.inquiry.same_officer.confirmed")
		}
	}
	return nil
}

// A Counting says what an answer counts as that is neither a plain yes nor a
// plain no.
type Counting string

const (
	CountsNoObjection Counting = "no_objection"
	CountsObjection   Counting = "objection"
	NeedsConfirmation Counting = "needs_confirmation" // until an officer has noted how it is met, or why it counts
)

// InquiryRules are the scheme's choices about inquiries. The zero rules ask
// every authority, let a condition wait for an officer, and remind nobody.
type InquiryRules struct {
	For          []ApplicationKind // about which authorities are asked; empty: all
	Conditional  Counting          // "": NeedsConfirmation
	Late         Counting          // NeedsConfirmation, or "": as an answer in time; an objection always counts
	RemindBefore []int             // working days before the last day
	RemindAfter  []int             // working days after it
	RemindEvery  int               // working days between all further reminders; 0: none
	Restricted   []AskedFor

	Official bool
}

// An AskedFor restricts for what an authority is asked of itself. Empty
// levels: never, only by hand; empty categories: all of them.
type AskedFor struct {
	CorporateNumber string // of the authority
	Levels          []LevelID
	Categories      []CategoryID
}

// AsksAbout reports whether authorities are asked about applications of the
// kind at all.
func (r InquiryRules) AsksAbout(kind ApplicationKind) bool {
	return len(r.For) == 0 || slices.Contains(r.For, kind)
}

// Counts returns what an answer counts as: for, against, or "" when an officer
// has to confirm it first.
func (r InquiryRules) Counts(view View, late bool) View {
	switch {
	case view == Objects:
		return Objects
	case view == Condition && r.Conditional == CountsObjection:
		return Objects
	case view == Condition && r.Conditional != CountsNoObjection:
		return ""
	case late && r.Late == NeedsConfirmation:
		return ""
	}
	return NoObjection
}

// Asks reports whether the authority is asked about applications of level and
// category without anybody's further doing.
func (r InquiryRules) Asks(authority Organisation, level LevelID, category CategoryID) bool {
	for _, one := range r.Restricted {
		if one.CorporateNumber == authority.CorporateNumber && authority.CorporateNumber != "" {
			return slices.Contains(one.Levels, level) && (len(one.Categories) == 0 || slices.Contains(one.Categories, category))
		}
	}
	return true
}

// InquiryReminderDue returns the reminder whose time has come on today and that has
// not been sent, as its distance from the last day. When several times have
// passed, one reminder stands for all. An authority that waits for the
// office's reply is not reminded.
func (s *Scheme) InquiryReminderDue(i Inquiry, today Date) (offset int, due bool) {
	if i.Due == "" || !i.Open() || i.Asks() {
		return 0, false
	}
	asked := s.Day(i.Asked)
	offset, due = s.latestStep(i.Due, today)
	if !due || s.stepDay(i.Due, offset) <= asked {
		return 0, false
	}
	for _, sent := range i.Reminders {
		if sent.By == "" && sent.Offset >= offset {
			return 0, false
		}
	}
	return offset, true
}

// latestStep returns the last reminder's distance that today has reached.
func (s *Scheme) latestStep(due, today Date) (offset int, found bool) {
	r := s.Inquiry
	take := func(n int) {
		if s.stepDay(due, n) <= today && (!found || n > offset) {
			offset, found = n, true
		}
	}
	for _, n := range r.RemindBefore {
		take(-n)
	}
	last := 0
	for _, n := range r.RemindAfter {
		take(n)
		last = max(last, n)
	}
	if over := s.Calendar.Between(due, today) - last; r.RemindEvery > 0 && due < today && over >= r.RemindEvery {
		take(last + over/r.RemindEvery*r.RemindEvery)
	}
	return offset, found
}

// stepDay returns the day that lies offset working days after due, or before.
func (s *Scheme) stepDay(due Date, offset int) Date {
	if offset >= 0 {
		return s.Calendar.After(due, offset)
	}
	day := due
	for s.Calendar.Between(day, due) < -offset && due.DaysUntil(day) > offset*7-closedForGood {
		day = day.AddDays(-1)
	}
	return day
}
