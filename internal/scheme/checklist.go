package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// A Verdict is the answer to one item.
type Verdict string

const (
	Conforms       Verdict = "conforms"
	DoesNotConform Verdict = "does_not_conform"
	NotApplicable  Verdict = "not_applicable"
)

// Bounds of what may be written in one answer, in characters and pieces.
const (
	maxName     = 200
	maxNote     = 2000
	maxEvidence = 50
	maxMinutes  = 100000
)

// An Answer is what the applicant says to one item. Verdict, method and
// public note are published with the label; rationale, evidence, assessor
// and time spent never are.
type Answer struct {
	Criterion  CriterionID `json:"criterion"`
	Verdict    Verdict     `json:"verdict,omitempty"`
	Method     Method      `json:"method,omitempty"`
	PublicNote string      `json:"public_note,omitempty"`
	Rationale  string      `json:"rationale,omitempty"` // for "not applicable", the reason
	Evidence   []Evidence  `json:"evidence,omitempty"`
	Assessor   string      `json:"assessor,omitempty"`
	AssessedOn Date        `json:"assessed_on,omitempty"`
	Minutes    int         `json:"minutes,omitempty"` // time spent
	Carried    bool        `json:"carried,omitempty"` // taken over from an earlier application and not confirmed yet

	Revision int       `json:"-"` // raised by every save; 0: never saved
	Saved    time.Time `json:"-"`
	SavedBy  PersonID  `json:"-"`
}

// Evidence is one document or record that the applicant keeps and can show.
// It is listed here, not handed over.
type Evidence struct {
	Title   string `json:"title"`
	Kind    string `json:"kind,omitempty"` // an id of the scheme's EvidenceKinds, or words of the applicant's own
	Version string `json:"version,omitempty"`
	Date    Date   `json:"date,omitempty"`   // of the evidence itself
	SHA256  string `json:"sha256,omitempty"` // 64 hexadecimal digits, lower case
	KeptAt  string `json:"kept_at,omitempty"`
}

// An EvidenceKind is a sort of evidence, such as a test record.
type EvidenceKind struct {
	ID       string
	Name     Text
	Official bool
}

// EvidenceKinds are the sorts of evidence that a scheme tells apart.
type EvidenceKinds []EvidenceKind

// Name says a kind in words. What is none of the scheme's ids is the
// applicant's own wording and is said as it was written.
func (k EvidenceKinds) Name(kind string) Text {
	one, ok := find(k, func(one EvidenceKind) bool { return one.ID == kind })
	if !ok {
		return Text{Ja: kind, En: kind}
	}
	return one.Name
}

// A Checklist holds the answers to the items of one edition. Items not yet
// touched are absent.
type Checklist []Answer

// Answer returns the answer to an item; a blank one when there is none yet.
func (c Checklist) Answer(id CriterionID) Answer {
	a, ok := find(c, func(a Answer) bool { return a.Criterion == id })
	if !ok {
		a.Criterion = id
	}
	return a
}

// Hash identifies what the checklist says, whenever and by whomever it was
// saved: SHA-256, in hexadecimal, over its answers in the edition's order.
func (c Checklist) Hash(e Edition) string {
	ordered := make([]Answer, len(e.Items))
	for i, item := range e.Items {
		ordered[i] = c.Answer(item.ID)
		ordered[i].Carried = false // says where an answer came from, not what it says
	}
	b, err := json.Marshal(ordered)
	if err != nil {
		panic("scheme: checklist does not marshal: " + err.Error())
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// Field names the form field of one part of an item's answer, as refusals
// and pages use it: "S1.1-02.verdict".
func Field(id CriterionID, part string) string { return string(id) + "." + part }

// CheckDraft refuses what may not even be saved: a foreign item, unknown
// codes, texts too long, malformed dates and hashes. Gaps are allowed.
func (a Answer) CheckDraft(e Edition) error {
	var no Refusals
	on := func(part, key string, args ...any) {
		no.Add(Refuse(Invalid, key).On(Field(a.Criterion, part)).With(args...))
	}
	item, ok := e.Item(a.Criterion)
	if !ok {
		return Refuse(Missing, "refusal.answer.no_such_item").With(a.Criterion)
	}
	switch a.Verdict {
	case "", Conforms, DoesNotConform, NotApplicable:
	default:
		on("verdict", "refusal.answer.verdict_unknown")
	}
	if a.Method != "" && !item.Allows(a.Method) {
		on("method", "refusal.answer.method_not_allowed")
	}
	no.Add(tooLong(Field(a.Criterion, "public_note"), a.PublicNote, maxNote))
	no.Add(tooLong(Field(a.Criterion, "rationale"), a.Rationale, maxNote))
	no.Add(tooLong(Field(a.Criterion, "assessor"), a.Assessor, maxName))
	if a.AssessedOn != "" {
		if _, err := ParseDate(string(a.AssessedOn)); err != nil {
			on("assessed_on", "refusal.date.malformed", a.AssessedOn)
		}
	}
	if a.Minutes < 0 || a.Minutes > maxMinutes {
		on("minutes", "refusal.answer.minutes", maxMinutes)
	}
	if len(a.Evidence) > maxEvidence {
		on("evidence", "refusal.answer.too_much_evidence", maxEvidence)
	}
	for i, ev := range a.Evidence {
		no.Add(ev.check(fmt.Sprintf("%s.evidence.%d", a.Criterion, i)))
	}
	return no.Err()
}

func (ev Evidence) check(field string) error {
	var no Refusals
	if blank(ev.Title) {
		no.Add(Refuse(Invalid, "refusal.evidence.title").On(field + ".title"))
	}
	no.Add(tooLong(field+".title", ev.Title, maxName))
	no.Add(tooLong(field+".kind", ev.Kind, maxName))
	no.Add(tooLong(field+".version", ev.Version, maxName))
	no.Add(tooLong(field+".kept_at", ev.KeptAt, maxName))
	if ev.Date != "" {
		if _, err := ParseDate(string(ev.Date)); err != nil {
			no.Add(NotADate(string(ev.Date)).On(field + ".date"))
		}
	}
	if ev.SHA256 != "" && !isSHA256(ev.SHA256) {
		no.Add(Refuse(Invalid, "refusal.evidence.sha256").On(field + ".sha256"))
	}
	return no.Err()
}

func isSHA256(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == s
}

// CheckComplete refuses an answer that could not be submitted on day: every
// gap and every contradiction that a rule can see, each with its field.
func (a Answer) CheckComplete(e Edition, today Date) error {
	if err := a.CheckDraft(e); err != nil {
		return err
	}
	item, _ := e.Item(a.Criterion)
	var no Refusals
	on := func(part, key string, args ...any) {
		no.Add(Refuse(Invalid, key).On(Field(a.Criterion, part)).With(args...))
	}
	switch a.Verdict {
	case "":
		on("verdict", "refusal.answer.verdict_missing") // what else the verdict asks for shows when it is given
	case DoesNotConform:
		on("verdict", "refusal.answer.does_not_conform")
	case NotApplicable:
		if !item.NotApplicable {
			on("verdict", "refusal.answer.na_not_allowed")
		}
		if blank(a.Rationale) {
			on("rationale", "refusal.answer.na_reason")
		}
	case Conforms:
		if a.Method == "" {
			on("method", "refusal.answer.method_missing")
		}
		if blank(a.Rationale) {
			on("rationale", "refusal.answer.rationale_missing")
		}
		if len(a.Evidence) == 0 {
			on("evidence", "refusal.answer.evidence_missing")
		}
	}
	if a.Carried {
		on("verdict", "refusal.answer.unconfirmed")
	}
	if blank(a.Assessor) {
		on("assessor", "refusal.answer.assessor_missing")
	}
	if a.AssessedOn == "" {
		on("assessed_on", "refusal.answer.date_missing")
	}
	no.Add(a.CheckDays(today))
	return no.Err()
}

// CheckDays refuses days of the answer that are still to come. What is no day
// at all is CheckDraft's to refuse.
func (a Answer) CheckDays(today Date) error {
	var no Refusals
	check := func(field string, day Date) {
		if _, err := ParseDate(string(day)); err == nil && day > today {
			no.Add(Refuse(Invalid, "refusal.date.future").On(field))
		}
	}
	check(Field(a.Criterion, "assessed_on"), a.AssessedOn)
	for i, ev := range a.Evidence {
		check(fmt.Sprintf("%s.evidence.%d.date", a.Criterion, i), ev.Date)
	}
	return no.Err()
}

// For returns the answer as it is carried over to an item of another
// application: what it says of the criterion stays. Who assessed the earlier
// product, when, and how long that took says nothing of this one and is left
// out, as is a method that the item's edition does not have.
func (a Answer) For(item Criterion) Answer {
	a.Criterion, a.Carried = item.ID, true
	a.Assessor, a.AssessedOn, a.Minutes = "", "", 0
	if !item.Allows(a.Method) {
		a.Method = ""
	}
	return a
}

// CheckConfirm refuses to take the mark off a carried answer that does not
// say who assessed this product and when. A day before the application was
// begun may be that of the earlier product: it is taken only when earlier
// says that the assessment of that day holds for this product too. A day after
// today is none of an assessment or of evidence.
func (a Answer) CheckConfirm(begun, today Date, earlier bool) error {
	var no Refusals
	on := func(part, key string, args ...any) {
		no.Add(Refuse(Invalid, key).On(Field(a.Criterion, part)).With(args...))
	}
	if blank(a.Assessor) {
		on("assessor", "refusal.answer.assessor_missing")
	}
	switch {
	case a.AssessedOn == "":
		on("assessed_on", "refusal.answer.date_missing")
	case a.AssessedOn < begun && !earlier:
		on("assessed_on", "refusal.answer.day_before", begun)
	}
	no.Add(a.CheckDays(today))
	return no.Err()
}

// Completed returns the last day on which an item was assessed.
func (c Checklist) Completed() Date {
	var last Date
	for _, a := range c {
		last = max(last, a.AssessedOn)
	}
	return last
}

// A PublicAnswer is the part of an answer that everyone may read.
type PublicAnswer struct {
	Criterion CriterionID `json:"criterion"`
	Verdict   Verdict     `json:"verdict"`
	Method    Method      `json:"method,omitempty"`
	Note      string      `json:"note,omitempty"`
}

// Public returns the public part of the checklist in the edition's order.
func (c Checklist) Public(e Edition) []PublicAnswer {
	out := make([]PublicAnswer, len(e.Items))
	for i, item := range e.Items {
		a := c.Answer(item.ID)
		out[i] = PublicAnswer{a.Criterion, a.Verdict, a.Method, a.PublicNote}
	}
	return out
}
