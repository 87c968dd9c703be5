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
	MatchReference   MatchReason = "reference"    // the number stands on the statement, and the amount fits
	MatchName        MatchReason = "name"         // payer and amount fit this one only
	MatchMore        MatchReason = "more"         // the number stands there, but the amount is more than is open
	MatchPaid        MatchReason = "paid"         // the number stands there, but nothing is open any more
	MatchClosed      MatchReason = "closed"       // the number stands there, but the application has ended
	MatchTwin        MatchReason = "twin"         // a payment of this day and amount is there already
	MatchSeveral     MatchReason = "several"      // payer and amount fit more than one
	MatchNameOnly    MatchReason = "name_only"    // the payer fits, the amount does not
	MatchPartName    MatchReason = "part_name"    // amount and the beginning of the name fit
	MatchNobody      MatchReason = "nobody"       // nothing fits
	MatchKnown       MatchReason = "known"        // this very row is on record
	MatchStruck      MatchReason = "struck"       // this very row was struck
	MatchOutgoing    MatchReason = "outgoing"     // money that went out
	MatchUnreadable  MatchReason = "unreadable"   // see the row's problem
	MatchUnassigned  MatchReason = "unassigned"   // kept although nobody knows what it is for
	MatchSeveralRefs MatchReason = "several_refs" // numbers of more than one application stand there
)

// MatchReasons are all there are.
var MatchReasons = []MatchReason{MatchByHand, MatchReference, MatchName, MatchMore, MatchPaid, MatchClosed, MatchTwin, MatchSeveral, MatchNameOnly,
	MatchPartName, MatchNobody, MatchKnown, MatchStruck, MatchOutgoing, MatchUnreadable, MatchUnassigned, MatchSeveralRefs}

// A Certainty sorts the rows of a statement for the officer.
type Certainty string

const (
	Certain    Certainty = "certain"
	Possible   Certainty = "possible"
	Unmatched  Certainty = "unmatched"
	KnownRow   Certainty = "known"
	NotIncome  Certainty = "outgoing"
	Unreadable Certainty = "unreadable"
)

// Certainties are all there are, in the order in which they are shown.
var Certainties = []Certainty{Certain, Possible, Unmatched, KnownRow, NotIncome, Unreadable}

// A Candidate is a ledger that a payment may belong to, with the folded names
// under which its payer may appear.
type Candidate struct {
	Ledger Ledger
	Names  []string
	Twins  func(day Date, yen int) bool // whether such a payment is on the ledger
	number string                       // the ledger's reference, comparable; "" when it is to be found again
}

// CandidateOf returns the ledger as a candidate for many rows: its number is
// made comparable once.
func CandidateOf(l Ledger) Candidate { return Candidate{Ledger: l, number: signsOnly(l.Reference)} }

// A Matching is what is thought of a row.
type Matching struct {
	Certainty   Certainty
	Reason      MatchReason
	Application ApplicationID // "" when none, or several, fit
	Others      []ApplicationID
}

// FindMatch says which application a row of money that came in belongs to.
// What the payer wrote, the number, goes before what the bank wrote, the
// name. Only what leaves no doubt is certain; candidates that are settled are
// looked at for numbers alone.
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
		return byReference(row, named[0])
	}
	return possible(MatchSeveralRefs, named)
}

func possible(why MatchReason, of []Candidate) Matching {
	m := Matching{Certainty: Possible, Reason: why}
	for _, c := range of {
		m.Others = append(m.Others, c.Ledger.Application)
	}
	if len(of) == 1 {
		m.Application, m.Others = of[0].Ledger.Application, nil
	}
	return m
}

func byReference(row StatementRow, c Candidate) Matching {
	one := []Candidate{c}
	left := c.Ledger.Remaining()
	switch {
	case c.Twins != nil && c.Twins(row.Day, row.Yen):
		return possible(MatchTwin, one)
	case c.Ledger.Closed != "" && left == 0:
		return possible(MatchClosed, one)
	case left == 0:
		return possible(MatchPaid, one)
	case row.Yen > left:
		return possible(MatchMore, one)
	}
	return Matching{Certainty: Certain, Reason: MatchReference, Application: c.Ledger.Application}
}

// leastName is how many signs of a name must agree before a shortened one is
// thought to be it: banks cut long names.
const leastName = 5

func byName(row StatementRow, payer string, candidates []Candidate) Matching {
	var whole, begun, other []Candidate
	for _, c := range candidates {
		if c.Ledger.Remaining() == 0 || payer == "" {
			continue
		}
		same, begins := false, false
		for _, name := range c.Names {
			same = same || name == payer
			short := min(len([]rune(name)), len([]rune(payer)))
			begins = begins || short >= leastName && (strings.HasPrefix(name, payer) || strings.HasPrefix(payer, name))
		}
		fits := row.Yen == c.Ledger.Remaining()
		switch {
		case same && fits:
			whole = append(whole, c)
		case begins && fits:
			begun = append(begun, c)
		case same:
			other = append(other, c)
		}
	}
	switch {
	case len(whole) == 1 && whole[0].Twins != nil && whole[0].Twins(row.Day, row.Yen):
		return possible(MatchTwin, whole)
	case len(whole) == 1:
		return Matching{Certainty: Certain, Reason: MatchName, Application: whole[0].Ledger.Application}
	case len(whole) > 1:
		return possible(MatchSeveral, whole)
	case len(begun) > 0:
		return possible(MatchPartName, begun)
	case len(other) > 0:
		return possible(MatchNameOnly, other)
	}
	return Matching{Certainty: Unmatched, Reason: MatchNobody}
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
