package scheme

import (
	"fmt"
	"strings"
)

// A DoubtPolicy is what the scheme says of doubts that people tell the office.
type DoubtPolicy struct {
	Partnership  Partnership
	Notice       Text // what is done with what is told; agreed to before it is sent
	Topics       []Topic
	TextAtMost   int // characters of a report; of one message too
	MessagesMost int // messages of who reported, in all
	FastestSecs  int // a form that comes back sooner was filled in by a program
	FormHours    int // for how long a form can be sent
	AddressHour  int // reports that one address may send in an hour
	GuessesHour  int // receipts that one address may try in an hour
	DayAtMost    int // reports taken in a day, of all; 0: no bound
	AlikeAtMost  int // reports of the same text taken in a day
	ExamineDays  int // working days in which the office moves
	KeepDays     int // days after the answer for which what was told is kept
	SpamKeepDays int // the same, of spam
	Clues        DoubtClues
	Official     bool
}

// DoubtClues are the words beside which a person or a place is named, by which
// who reported could be known.
type DoubtClues struct {
	Names  []string // follow a person's name
	Places []string // stand at the end or the beginning of the name of a place
	Plain  []string // words that hold one of these and name nobody
}

// A Partnership is where vulnerabilities are reported instead.
type Partnership struct {
	Name Text
	Text Text   // what it does, in a sentence or two
	Link string // web page of the form
}

// A Topic is what a doubt may be about.
type Topic struct {
	ID         TopicID
	Text       Text
	NeedsLabel bool // it makes sense of a label of the register only
	Misuse     bool // it is about the use of a label: the register of improper use is where it may end
}

// Topic returns the topic with this id; false when there is none.
func (p DoubtPolicy) Topic(id TopicID) (Topic, bool) {
	return find(p.Topics, func(t Topic) bool { return t.ID == id })
}

// Taken reports whether doubts are taken at all.
func (p DoubtPolicy) Taken() bool { return len(p.Topics) > 0 }

// A MisusePolicy is what the scheme says of its register of improper use.
type MisusePolicy struct {
	AnswerDays       int // days from the notice in which an answer is waited for
	UrgentReviewDays int // days after which an urgent entry ends unless it was looked at again
	ReviewDays       int // the same, of other entries
	RemindDays       int // days before a review on which the officers are reminded
	Templates        []MisuseTemplate
	Ends             []MisuseEnd
	Official         bool
}

// A MisuseTemplate is a form of words in which a fact is told: {party},
// {product}, {date} stand for what the entry names.
type MisuseTemplate struct {
	ID       string
	Name     Text
	Text     Text
	Official bool
}

// A MisuseEnd is why an entry ends.
type MisuseEnd struct {
	ID       GroundID
	Text     Text
	Official bool
}

// NotReviewed is the id of the end that comes by itself, when nobody has looked
// at an entry again; every scheme with a register has it.
const NotReviewed GroundID = "not_reviewed"

// Template returns the template with this id; false when there is none.
func (p MisusePolicy) Template(id string) (MisuseTemplate, bool) {
	return find(p.Templates, func(t MisuseTemplate) bool { return t.ID == id })
}

// End returns the end with this id; false when there is none.
func (p MisusePolicy) End(id GroundID) (MisuseEnd, bool) {
	return find(p.Ends, func(e MisuseEnd) bool { return e.ID == id })
}

// Says fills the template in, with the day as each language writes it: the
// sentence is what is published, as it stands.
func (t MisuseTemplate) Says(party, product Text, day Date) Text {
	onJa, onEn := string(day), string(day)
	if _, err := ParseDate(string(day)); err == nil {
		y, m, d := day.Parts()
		onJa, onEn = fmt.Sprintf("%d年%d月%d日", y, m, d), fmt.Sprintf("%d %s %d", d, m, y)
	}
	in := func(lang, form, on string) string {
		return strings.NewReplacer("{party}", party.In(lang), "{product}", product.In(lang), "{date}", on).Replace(form)
	}
	return Text{Ja: in("ja", t.Text.Ja, onJa), En: in("en", t.Text.En, onEn)}
}
