package scheme

import (
	"time"
)

// DoubtID names a doubt. It is random and says nothing; who reported never
// learns it.
type DoubtID string

// TopicID names what a doubt may be about, in the scheme's data.
type TopicID string

// DoubtState is where a doubt stands.
type DoubtState string

const (
	DoubtReceived DoubtState = "doubt_received" // the office is to move
	DoubtAsked    DoubtState = "doubt_asked"    // the office has asked who reported
	DoubtInCase   DoubtState = "doubt_in_case"  // looked into in a case
	DoubtEntered  DoubtState = "doubt_entered"  // led to an entry of the register of improper use
	DoubtClosed   DoubtState = "doubt_closed"   // answered
	DoubtSpam     DoubtState = "doubt_spam"     // nothing that anybody means
)

// Deeds on a doubt.
const (
	DeedAskReporter Deed = "ask_reporter" // a question, which waits where the receipt leads
	DeedAddToDoubt  Deed = "add_to_doubt" // by who reported, whom the software does not know
	DeedOpenCase    Deed = "open_case"    // or join one that is open
	DeedToRegister  Deed = "to_register"  // draft an entry of the register of improper use
	DeedAnswerDoubt Deed = "answer_doubt" // and close it
	DeedMarkSpam    Deed = "mark_spam"
	DeedUnmarkSpam  Deed = "unmark_spam"
	DeedForgetDoubt Deed = "forget_doubt" // take away what is confidential, when its time has come
)

// All states of a doubt and all deeds on one.
var (
	DoubtStates = []DoubtState{DoubtReceived, DoubtAsked, DoubtInCase, DoubtEntered, DoubtClosed, DoubtSpam}
	DoubtDeeds  = []Deed{DeedAskReporter, DeedAddToDoubt, DeedOpenCase, DeedToRegister, DeedAnswerDoubt, DeedMarkSpam, DeedUnmarkSpam, DeedForgetDoubt}
)

var software = []Role{RoleSystem} // also for who reported, whom it does not know

// DoubtRules is the life of a doubt. Who reported has no role: the receipt is
// the whole right to add something, and the software writes it down.
var DoubtRules = []Rule[DoubtState]{
	{DoubtReceived, DeedAskReporter, office, DoubtAsked},
	{DoubtReceived, DeedAddToDoubt, software, DoubtReceived},
	{DoubtReceived, DeedOpenCase, office, DoubtInCase},
	{DoubtReceived, DeedToRegister, office, DoubtEntered},
	{DoubtReceived, DeedAnswerDoubt, office, DoubtClosed},
	{DoubtReceived, DeedMarkSpam, office, DoubtSpam},
	{DoubtAsked, DeedAskReporter, office, DoubtAsked},
	{DoubtAsked, DeedAddToDoubt, software, DoubtReceived},
	{DoubtAsked, DeedOpenCase, office, DoubtInCase},
	{DoubtAsked, DeedToRegister, office, DoubtEntered},
	{DoubtAsked, DeedAnswerDoubt, office, DoubtClosed},
	{DoubtAsked, DeedMarkSpam, office, DoubtSpam},
	{DoubtInCase, DeedAskReporter, office, DoubtInCase},
	{DoubtInCase, DeedAddToDoubt, software, DoubtInCase},
	{DoubtInCase, DeedAnswerDoubt, office, DoubtClosed},
	{DoubtEntered, DeedAskReporter, office, DoubtEntered},
	{DoubtEntered, DeedAddToDoubt, software, DoubtEntered},
	{DoubtEntered, DeedAnswerDoubt, office, DoubtClosed},
	{DoubtClosed, DeedForgetDoubt, software, DoubtClosed},
	{DoubtSpam, DeedUnmarkSpam, office, DoubtReceived},
	{DoubtSpam, DeedForgetDoubt, software, DoubtSpam},
}

// A Doubt is what someone without an account has told the office about a label
// or about the use of one. It is never public. What was told, and by whom,
// stands in its Confidence and is kept sealed; the fields here say nothing of
// it, and audit lines are made of them alone.
type Doubt struct {
	ID            DoubtID     `json:"id"`
	Revision      int         `json:"-"`
	State         DoubtState  `json:"state"`
	Topic         TopicID     `json:"topic"`
	Vulnerability bool        `json:"vulnerability"` // told after the way to the partnership was shown
	Label         LabelNumber `json:"label"`         // "" when it is about no label of the register
	Language      string      `json:"language"`      // in which who reported reads
	Received      time.Time   `json:"received"`
	Moved         time.Time   `json:"moved"` // last told something by either side
	Due           Date        `json:"due"`   // by which the office is to move; "" when it is not its turn
	Case          CaseID      `json:"case"`
	Misuse        MisuseID    `json:"misuse"`
	Closed        time.Time   `json:"closed"` // answered, or marked as spam
	Forgotten     time.Time   `json:"forgotten"`
	Reminded      Date        `json:"reminded"` // due day of which the officers were reminded
	Unread        bool        `json:"unread"`   // who reported has added something since
	HasContact    bool        `json:"has_contact"`
	Alike         int         `json:"alike"` // doubts with the same text that were there before

	Token  string `json:"-"` // hash of the receipt
	Digest string `json:"-"` // of the text, by a key; for finding equal ones
	Sealed []byte `json:"-"` // the Confidence; empty once forgotten
}

// A Confidence is what a doubt must not give away: who may be behind it. It
// is shown to officers only and never leaves their pages.
type Confidence struct {
	Product  string         `json:"product"` // or page, as told, when there is no number
	Text     string         `json:"text"`
	Where    string         `json:"where"`
	When     Date           `json:"when"`
	Contact  string         `json:"contact"`
	Messages []DoubtMessage `json:"messages"`
}

// A DoubtMessage is one word between the office and who reported.
type DoubtMessage struct {
	At   time.Time `json:"at"`
	By   PersonID  `json:"by"` // officer; "" for who reported, and never told to them
	Text string    `json:"text"`
}

// DoubtNews is what who reported may know of a doubt, for the receipt's sake.
type DoubtNews struct {
	State    DoubtState
	Label    LabelNumber
	Received time.Time
	Messages []DoubtMessage // without officers' ids
	MayAdd   bool
	Gone     bool      // what was told has been erased
	Status   Status    // of the label today; "" where the public does not see one
	Annulled Annulment // of its revocation, on the day of the report or later: the last; zero where there was none
	KeepDays int
}

// A Report is a doubt as it comes in.
type Report struct {
	Topic         TopicID
	Vulnerability bool
	About         string // number of a label, or the address in its 2-D code, as typed
	Product       string // what it is about when there is no label
	Text          string
	Where         string
	When          Date
	Contact       string
	Language      string
	Consent       bool
	Trap          string // a field that people do not see
}

// Bounds of a report, in characters.
const (
	maxReportLine    = 300
	maxReportContact = 300
)

// Check refuses a report that cannot be taken: see the fields. About is looked
// up by whoever knows the labels.
func (r Report) Check(p DoubtPolicy, today Date) error {
	var no Refusals
	on := func(field, key string) { no.Add(Refuse(Invalid, key).On(field)) }
	if topic, known := p.Topic(r.Topic); !known {
		on("topic", "refusal.report.topic")
	} else if topic.NeedsLabel && blank(r.About) {
		on("about", "refusal.report.about_needed")
	}
	if blank(r.About) && blank(r.Product) {
		on("about", "refusal.report.about")
	}
	if blank(r.Text) {
		on("text", "refusal.report.text")
	}
	no.Add(CheckText("about", r.About, maxReportLine))
	no.Add(CheckText("product", r.Product, maxReportLine))
	no.Add(CheckText("text", r.Text, p.TextAtMost))
	no.Add(CheckText("where", r.Where, maxReportLine))
	no.Add(CheckText("contact", r.Contact, maxReportContact))
	if r.When != "" {
		if _, err := ParseDate(string(r.When)); err != nil {
			no.Add(NotADate(string(r.When)).On("when"))
		} else if r.When > today {
			on("when", "refusal.date.future")
		}
	}
	if r.Language != "ja" && r.Language != "en" {
		on("language", "refusal.person.language")
	}
	if !r.Consent {
		on("consent", "refusal.report.consent")
	}
	if r.Trap != "" {
		on("website", "refusal.report.trap")
	}
	return no.Err()
}

// Open reports whether the doubt still waits for something.
func (d Doubt) Open() bool { return d.Closed.IsZero() }

// Do moves the doubt by a deed. It refuses as Next does.
func (d *Doubt) Do(deed Deed, roles []Role, now time.Time) error {
	to, err := Next(DoubtRules, d.State, deed, roles)
	if err != nil {
		return err
	}
	d.State, d.Moved = to, now
	switch to {
	case DoubtClosed, DoubtSpam:
		d.Closed, d.Due = now, ""
	case DoubtReceived:
		d.Closed = time.Time{}
	default:
		d.Due = ""
	}
	return nil
}

// ForgetOn returns the day from which on what is confidential in a closed
// doubt is taken away; "" while it is open or when it was taken away already.
func (d Doubt) ForgetOn(p DoubtPolicy, closed Date) Date {
	switch {
	case d.Closed.IsZero() || !d.Forgotten.IsZero():
		return ""
	case d.State == DoubtSpam:
		return closed.AddDays(p.SpamKeepDays)
	}
	return closed.AddDays(p.KeepDays)
}
