package scheme

import (
	"strings"
	"unicode"
)

// A MatchReason says by what a payment was brought together with an
// application.
type MatchReason string

const (
	MatchByHand      MatchReason = "hand"         // an officer said so
	MatchReference   MatchReason = "reference"    // the number stands on the statement, and the amount is what is open
	MatchName        MatchReason = "name"         // payer and amount fit this one only
	MatchPart        MatchReason = "part"         // the number stands there, but the amount is less than is open
	MatchMore        MatchReason = "more"         // the number stands there, but the amount is more than is open
	MatchLate        MatchReason = "late"         // all fits, but the payment came after the due day
	MatchPaid        MatchReason = "paid"         // the number stands there, but nothing is open any more
	MatchClosed      MatchReason = "closed"       // the number stands there, but the application has ended
	MatchTwin        MatchReason = "twin"         // a payment of this day and amount is there already
	MatchRowTwin     MatchReason = "row_twin"     // another row of the statement is of this day and amount
	MatchRowPaid     MatchReason = "row_paid"     // with other rows of the statement it is more than is open
	MatchSeveral     MatchReason = "several"      // payer and amount fit more than one
	MatchNameOnly    MatchReason = "name_only"    // the payer fits, the amount does not
	MatchPartName    MatchReason = "part_name"    // amount and the beginning of the name fit
	MatchNobody      MatchReason = "nobody"       // nothing fits
	MatchKnown       MatchReason = "known"        // this very row is on record
	MatchStruck      MatchReason = "struck"       // this very row was cancelled
	MatchOutgoing    MatchReason = "outgoing"     // money that went out
	MatchUnreadable  MatchReason = "unreadable"   // see the row's problem
	MatchUnassigned  MatchReason = "unassigned"   // kept although nobody knows what it is for
	MatchSeveralRefs MatchReason = "several_refs" // numbers of more than one application stand there
	MatchRecused     MatchReason = "recused"      // it is of an application that the reader keeps off
)

// MatchReasons are all there are.
var MatchReasons = []MatchReason{MatchByHand, MatchReference, MatchName, MatchPart, MatchMore, MatchLate, MatchPaid, MatchClosed, MatchTwin, MatchRowTwin,
	MatchRowPaid, MatchSeveral, MatchNameOnly, MatchPartName, MatchNobody, MatchKnown, MatchStruck, MatchOutgoing, MatchUnreadable, MatchUnassigned,
	MatchSeveralRefs, MatchRecused}

// A Certainty sorts the rows of a statement for the officer. Only what is
// certain is chosen beforehand.
type Certainty string

const (
	Certain    Certainty = "certain"    // the whole of what is open, in time
	InPart     Certainty = "part"       // less than is open
	TooMuch    Certainty = "over"       // something would have to be sent back
	Double     Certainty = "double"     // it seems to be paid twice
	Overdue    Certainty = "late"       // the whole of what is open, after the due day
	Possible   Certainty = "possible"   // to be looked at for another reason
	Unmatched  Certainty = "unmatched"  // nothing fits
	NotYours   Certainty = "recused"    // another officer must see to it
	KnownRow   Certainty = "known"      // on record already
	NotIncome  Certainty = "outgoing"   // money that went out
	Unreadable Certainty = "unreadable" // what cannot be read
)

// Certainties are all there are, in the order in which they are shown.
var Certainties = []Certainty{Certain, InPart, TooMuch, Double, Overdue, Possible, Unmatched, NotYours, KnownRow, NotIncome, Unreadable}

// Takeable reports whether such a row can be recorded.
func (c Certainty) Takeable() bool {
	switch c {
	case NotYours, KnownRow, NotIncome, Unreadable:
		return false
	}
	return true
}

// A Candidate is a ledger that a payment may belong to, with the folded names
// under which its payer may appear.
type Candidate struct {
	Ledger   Ledger
	Names    []string
	Twins    func(day Date, yen int) bool // whether such a payment is on the ledger
	rows     []StatementRow               // of this statement that seem to belong to it
	paidBy   int                          // line of the row that pays all that is open
	beside   int                          // yen of the rows that pay a part of it, or late
	besideAt int                          // line of the last of them
	number   string                       // the ledger's reference, comparable; "" when it is to be found again
}

// CandidateOf returns the ledger as a candidate for many rows: its number is
// made comparable once.
func CandidateOf(l Ledger) Candidate { return Candidate{Ledger: l, number: signsOnly(l.Reference)} }

// Expect notes that a row of the statement seems to belong to the candidate,
// for the rows after it: what is paid twice in one statement is certain once.
func (c *Candidate) Expect(row StatementRow, m Matching) {
	c.rows = append(c.rows, row)
	switch m.Certainty {
	case Certain:
		c.Ledger.Received += row.Yen
		c.paidBy = row.Line
	case InPart, Overdue: // may well be taken too
		c.beside += row.Yen
		c.besideAt = row.Line
	}
}

// A Matching is what is thought of a row.
type Matching struct {
	Certainty   Certainty
	Reason      MatchReason
	Application ApplicationID // "" when none, or several, fit
	Others      []ApplicationID
	Open        int  // what is open for the application when the row comes
	Due         Date // of the application; "" without one
	Late        bool // the row is of a day after it
	Line        int  // of the other row of the statement that is in the way; 0 when none is
}

// FindMatch says which application a row of money that came in belongs to.
// What the payer wrote, the number, goes before what the bank wrote, the
// name. Only what leaves no doubt is certain: the whole of what is open, in
// time, and not there already. Candidates that are settled are looked at for
// numbers alone.
func FindMatch(row StatementRow, payer string, candidates []Candidate) Matching {
	text := signsOnly(row.Payer + " " + row.Memo)
	var named []Candidate
	for _, c := range candidates {
		ref := c.number
		if ref == "" {
			ref = signsOnly(c.Ledger.Reference)
		}
		if ref != "" && standsIn(text, ref) {
			named = append(named, c)
		}
	}
	switch len(named) {
	case 0:
		return byName(row, payer, candidates)
	case 1:
		return named[0].judge(row, MatchReference)
	}
	return possible(MatchSeveralRefs, row, named)
}

// of is the candidate as a row meets it.
func (c Candidate) of(row StatementRow) Matching {
	l := c.Ledger
	return Matching{Application: l.Application, Open: l.Remaining(), Due: l.Due, Late: l.Due != "" && row.Day > l.Due}
}

func possible(why MatchReason, row StatementRow, of []Candidate) Matching {
	m := Matching{}
	if len(of) == 1 {
		m = of[0].of(row)
	} else {
		for _, c := range of {
			m.Others = append(m.Others, c.Ledger.Application)
		}
	}
	m.Certainty, m.Reason = Possible, why
	return m
}

// judge says what is odd of a row that belongs to the candidate, or that it
// is certain for this reason.
func (c Candidate) judge(row StatementRow, why MatchReason) Matching {
	m := c.of(row)
	is := func(certainty Certainty, why MatchReason, line int) Matching {
		m.Certainty, m.Reason, m.Line = certainty, why, line
		return m
	}
	nothing := TooMuch // when nothing is open
	if row.Yen == c.Ledger.Owed {
		nothing = Double
	}
	line := c.twin(row)
	switch {
	case line > 0:
		return is(Double, MatchRowTwin, line)
	case c.Twins != nil && c.Twins(row.Day, row.Yen):
		return is(Double, MatchTwin, 0)
	case m.Open == 0 && c.Ledger.Closed != "":
		return is(TooMuch, MatchClosed, 0)
	case m.Open == 0 && c.paidBy > 0:
		return is(nothing, MatchRowPaid, c.paidBy)
	case m.Open == 0:
		return is(nothing, MatchPaid, 0)
	case c.beside > 0 && row.Yen+c.beside > m.Open && row.Yen <= m.Open:
		return is(Double, MatchRowPaid, c.besideAt)
	case row.Yen > m.Open:
		return is(TooMuch, MatchMore, 0)
	case row.Yen < m.Open:
		return is(InPart, MatchPart, 0)
	case m.Late:
		return is(Overdue, MatchLate, 0)
	}
	return is(Certain, why, 0)
}

// twin is the line of a row before this one of the same day and amount; 0
// when there is none.
func (c Candidate) twin(row StatementRow) int {
	for _, r := range c.rows {
		if r.Day == row.Day && r.Yen == row.Yen {
			return r.Line
		}
	}
	return 0
}

// leastName is how many signs of a name must agree before a shortened one is
// thought to be it: banks cut long names.
const leastName = 5

func byName(row StatementRow, payer string, candidates []Candidate) Matching {
	var whole, begun, other, doubled []Candidate
	for _, c := range candidates {
		same, begins := c.goesBy(payer)
		open := c.Ledger.Remaining()
		switch {
		case open == 0 && same && c.paidBy > 0 && c.twin(row) > 0:
			doubled = append(doubled, c)
		case open == 0:
		case same && row.Yen == open:
			whole = append(whole, c)
		case begins && row.Yen == open:
			begun = append(begun, c)
		case same:
			other = append(other, c)
		}
	}
	switch {
	case len(whole) == 1:
		return whole[0].judge(row, MatchName)
	case len(whole) > 1:
		return possible(MatchSeveral, row, whole)
	case len(doubled) == 1:
		return doubled[0].judge(row, MatchName)
	case len(begun) > 0:
		return possible(MatchPartName, row, begun)
	case len(other) > 0:
		return possible(MatchNameOnly, row, other)
	}
	return Matching{Certainty: Unmatched, Reason: MatchNobody}
}

// goesBy reports whether the candidate has the payer's name, whole or as a
// beginning.
func (c Candidate) goesBy(payer string) (same, begins bool) {
	if payer == "" {
		return false, false
	}
	for _, name := range c.Names {
		same = same || name == payer
		short := min(len([]rune(name)), len([]rune(payer)))
		begins = begins || short >= leastName && (strings.HasPrefix(name, payer) || strings.HasPrefix(payer, name))
	}
	return same, begins
}

// standsIn reports whether number stands in text by itself, not as a part of
// a longer number.
func standsIn(text, number string) bool {
	for from := 0; ; {
		at := strings.Index(text[from:], number)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(number)
		before := at > 0 && isDigit(text[at-1]) && isDigit(number[0])
		after := end < len(text) && isDigit(text[end])
		if !before && !after {
			return true
		}
		from = at + 1
	}
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// signsOnly makes a number comparable however it is typed: half-width
// capitals and digits, without hyphens and spaces.
func signsOnly(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '-' || r == 'ｰ' || r == 'ー' || unicode.IsSpace(r) || unicode.Is(unicode.Dash, r):
			return -1
		}
		return unicode.ToUpper(r)
	}, widthless(s))
}
