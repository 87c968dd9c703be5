package dossier

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/scheme"
)

// A Letter is what the office tells an applicant by post. What it says beyond
// its kind is on record with the application.
type Letter struct {
	Name string      // in addresses: "returned-1", "accepted" …
	Kind string      // "returned", "accepted", "rejected", "refused", "issued" or "withdrawn"
	Day  scheme.Date // on which the office did what it tells of
	Nth  int         // of several returns, from 1
	Done time.Time   // when it did
}

// Letters are what an applicant was to be told of its application so far, the
// last first.
func Letters(s *scheme.Scheme, a scheme.Application) []Letter {
	var all []Letter
	for i, r := range a.Returns {
		all = append(all, Letter{Name: "returned-" + strconv.Itoa(i+1), Kind: "returned", Day: s.Day(r.At), Nth: i + 1, Done: r.At})
	}
	if !a.AcceptedAt.IsZero() {
		all = append(all, Letter{Name: "accepted", Kind: "accepted", Day: s.Day(a.AcceptedAt), Done: a.AcceptedAt})
	}
	if ends := []scheme.ApplicationState{scheme.Rejected, scheme.Refused, scheme.Issued, scheme.GivenUp}; slices.Contains(ends, a.State) && a.Received != "" {
		all = append(all, Letter{Name: string(a.State), Kind: string(a.State), Day: s.Day(a.Closed), Done: a.Closed})
	}
	slices.Reverse(all)
	return all
}

// A Post is what a letter is made of.
type Post struct {
	Application scheme.Application
	Applicant   scheme.Organisation
	Comments    []scheme.Comment // all on record
	Objections  *scheme.Scheme   // the scheme that says to whom one objects now
	Label       scheme.Label     // zero without one
	Page        string           // address of the label's public page
}

// Print sets a letter in the reader's language, to be posted.
func (w Words) Print(l Letter, c Post) ([]byte, error) {
	p, a := w.P, c.Application
	meta := paper.Meta{Title: p.T("post.title."+l.Kind) + " " + a.Numbers.Application, Author: w.Scheme.Operator.In(p.Lang), Made: l.Done,
		Foot: p.T("post.foot", a.Numbers.Application)}
	if !w.Scheme.Official {
		meta.Mark, meta.Author = p.T("paper.mark"), "Shirushi"
	}
	d := paper.New(p.Lang, meta)
	d.Right(p.Date(l.Day))
	d.Strong(p.T("money.pdf.to", c.Applicant.Name.In(p.Lang)))
	d.Small(c.Applicant.Address)
	if c.Applicant.Contact.Name != "" {
		d.Small(p.T("post.attention", c.Applicant.Contact.Name))
	}
	d.Right(w.Scheme.Operator.In(p.Lang))
	d.Title(p.T("post.title." + l.Kind))
	d.Text(p.T(says(l, a)))
	d.Facts(w.letterFacts(l, c))
	w.letterReason(d, l, a)
	w.letterComments(d, l, c.Comments)
	w.letterObjection(d, l, c.Objections)
	b, err := d.Bytes()
	if err != nil {
		return nil, fmt.Errorf("set the letter %s of %s: %w", l.Name, a.ID, err)
	}
	return b, nil
}

// says is the key of a letter's first words. Where they name papers to send,
// an applicant that did not apply on paper is told otherwise.
func says(l Letter, a scheme.Application) string {
	key := "post.says." + l.Kind
	if onPaper := []string{"returned", "accepted", "withdrawn"}; !a.Entered() && slices.Contains(onPaper, l.Kind) {
		key += ".mailed"
	}
	return key
}

// letterFacts are the numbers and days of a letter.
func (w Words) letterFacts(l Letter, c Post) []paper.Fact {
	p, a := w.P, c.Application
	var facts []paper.Fact
	add := func(key, value string) {
		if value != "" {
			facts = append(facts, paper.Fact{Key: p.T(key), Value: value})
		}
	}
	add("officer.product.title", a.Product.Name.In(p.Lang))
	add("officer.numbers.application", a.Numbers.Application)
	switch l.Kind {
	case "returned":
		upTo := a
		upTo.Returns = a.Returns[:l.Nth]
		add("post.correct_by", p.Date(w.Scheme.CorrectDue(&upTo)))
	case "accepted":
		add("officer.numbers.acceptance", a.Numbers.Acceptance)
		add("officer.numbers.fee", p.T("officer.numbers.yen", a.FeeYen))
		add("post.pay_by", p.Date(w.Scheme.PaymentDue(l.Day)))
	case "issued":
		add("officer.numbers.registration", string(c.Label.Number))
		add("post.valid_until", p.Date(c.Label.ValidUntil))
		add("post.listed_from", p.Date(c.Label.Listed))
		add("post.page", c.Page)
	case "withdrawn":
		if !a.Entered() {
			break
		}
		add("post.paper", p.Date(a.Paper.Received))
		add("submission.entry.reference", a.Paper.Reference)
	}
	return facts
}

// letterReason sets why the office returned or ended the application.
func (w Words) letterReason(d *paper.Doc, l Letter, a scheme.Application) {
	reason := a.Reason
	switch l.Kind {
	case "returned":
		reason = a.Returns[l.Nth-1].Reason
	case "accepted", "issued":
		return
	}
	if reason != "" {
		d.Heading(w.P.T("officer.numbers.reason"))
		d.Text(reason)
	}
}

// letterComments sets the comments that a return delivered, in the order of
// the papers.
func (w Words) letterComments(d *paper.Doc, l Letter, comments []scheme.Comment) {
	if l.Kind != "returned" {
		return
	}
	var said []scheme.Comment
	for _, place := range scheme.Places(w.Scheme, w.Edition) {
		for _, c := range comments {
			if c.Place == place && c.Round == l.Nth && !c.Delivered.IsZero() {
				said = append(said, c)
			}
		}
	}
	if len(said) == 0 {
		return
	}
	d.Heading(w.P.T("letter.part.comments"))
	for _, c := range said {
		d.Strong(w.PlaceName(c.Place))
		d.Text(c.Text)
	}
}

// letterObjection sets how one may object to a decision.
func (w Words) letterObjection(d *paper.Doc, l Letter, s *scheme.Scheme) {
	if l.Kind != "rejected" && l.Kind != "refused" {
		return
	}
	if said := Objection(w.P, s, l.Day); said != "" {
		d.Heading(w.P.T("post.objection"))
		d.Text(said)
	}
}

// Objection says how one may object to a decision of a day; "" when the scheme
// says to nobody.
func Objection(p *i18n.Printer, s *scheme.Scheme, decided scheme.Date) string {
	address := s.Objections.Address.In(p.Lang)
	due := s.ObjectDue(decided)
	switch {
	case address == "":
		return ""
	case due == "":
		return p.T("letter.part.objection_open", address)
	}
	return p.T("letter.part.objection", due, address)
}

// PlaceName says where a comment stands: an item by number and title, a
// question by its text, any other place by its name.
func (w Words) PlaceName(place string) string {
	n := scheme.NameOf(place, w.Scheme, w.Edition)
	switch {
	case n.Number != "":
		return n.Number + " " + n.Title.In(w.P.Lang)
	case n.Key != "":
		return w.P.T(string(n.Key))
	}
	return n.Title.In(w.P.Lang)
}
