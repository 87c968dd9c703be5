// Package office does the deeds that lead from an application to a label and
// to the label's end: for applicants and their agents, and for officers.
//
// Every deed asks the rule book whether this person may do it now, runs in
// one transaction of the desk, and leaves an audit line. It refuses to know
// how records are kept and how anything is shown.
package office

import (
	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// An Office does deeds. It is safe for use by several goroutines.
type Office struct {
	desk   *desk.Desk
	labels *labeldesk.Desk
	post   labeldesk.Post
	base   string
}

// New returns an office. base is the address of the site, without a slash at
// the end, for the links in letters.
func New(d *desk.Desk, post labeldesk.Post, base string) *Office {
	labels := labeldesk.New(d, post, base)
	return &Office{desk: d, labels: labels, post: post, base: labels.Base}
}

// mayKnow reports whether the person may know of the application at all: the
// applicant of all its own, an agent of what it began or was let into, the
// office of what was ever submitted or came to it on paper.
func mayKnow(who scheme.Actor, a scheme.Application) bool {
	for _, r := range a.RolesOf(who) {
		if r == scheme.RoleApplicant || r == scheme.RoleAgent || r == scheme.RoleEntry || a.Received != "" {
			return true
		}
	}
	return false
}

// open reads an application that the person may know of, and says Missing of
// all others. It refuses people of the office who have recused themselves.
func open(w *desk.Work, id scheme.ApplicationID) (scheme.Application, error) {
	a, err := w.Application(id)
	if err == nil && !mayKnow(w.Who, a) {
		return scheme.Application{}, scheme.Refuse(scheme.Missing, "refusal.missing")
	}
	if err != nil {
		return a, wrap("read application", err)
	}
	if err := notRecused(w, w.Who.Person, &a); err != nil {
		return scheme.Application{}, err
	}
	return a, nil
}

// take opens an application for a deed and returns the state it leads to.
func take(w *desk.Work, id scheme.ApplicationID, deed scheme.Deed) (scheme.Application, scheme.ApplicationState, error) {
	a, err := open(w, id)
	if err != nil {
		return a, "", err
	}
	to, err := scheme.Next(scheme.ApplicationRules, a.State, deed, a.RolesOf(w.Who))
	return a, to, err
}

// keep writes an application as changed by a deed, with its audit line. When
// the deed ended it, its ledger ends as well, and the wait for the extension
// that it asked for.
func keep(w *desk.Work, before scheme.Application, a *scheme.Application) error {
	if err := w.PutApplication(a); err != nil {
		return wrap("write application", err)
	}
	if err := w.PutInquiries(*a); err != nil {
		return wrap("write inquiries", err)
	}
	w.Audit("application:"+string(a.ID), before, *a)
	if before.Closed.IsZero() && !a.Closed.IsZero() {
		if err := endFor(w, *a); err != nil {
			return err
		}
		return endLedger(w, *a)
	}
	return nil
}

// wrap leaves refusals as they are and says of failures what was tried.
func wrap(what string, err error) error { return labeldesk.Wrap(what, err) }

// number takes the next serial of a kind of number and writes it in the
// scheme's form.
func number(w *desk.Work, kind string, form scheme.Numbering) (string, error) {
	serial, err := w.NextSerial(kind)
	if err != nil {
		return "", wrap("take a number", err)
	}
	return form.Number(w.Today.Year(), serial)
}
