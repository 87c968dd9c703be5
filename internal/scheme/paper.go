package scheme

import "slices"

// A Channel is how an application came to the office.
type Channel string

const (
	ByWeb   Channel = "web"
	ByPaper Channel = "paper"
	ByEmail Channel = "email"
)

// EnteredChannels are those by which the office enters an application for its
// applicant.
var EnteredChannels = []Channel{ByPaper, ByEmail}

// A Paper is what came in instead of a form: when, under which reference, and
// where the scan of it is kept.
type Paper struct {
	Received  Date   `json:"received,omitempty"`
	Reference string `json:"reference,omitempty"` // the office's own, such as a file number
	SHA256    string `json:"sha256,omitempty"`    // of the scan or the message
	KeptAt    string `json:"kept_at,omitempty"`
}

// Check refuses a paper that came on no possible day, or whose scan could not
// be found again.
func (p Paper) Check(today Date, backDays int) error {
	var no Refusals
	if _, err := ParseDate(string(p.Received)); err != nil {
		no.Add(NotADate(string(p.Received)).On("received"))
	} else if p.Received > today {
		no.Add(Refuse(Invalid, "refusal.date.future").On("received"))
	} else if earliest := today.AddDays(-backDays); p.Received < earliest {
		no.Add(Refuse(Invalid, "refusal.paper.too_old").On("received").With(earliest))
	}
	if blank(p.Reference) {
		no.Add(Refuse(Invalid, "refusal.paper.reference").On("reference"))
	}
	no.Add(tooLong("reference", p.Reference, maxName))
	if !isSHA256(p.SHA256) {
		no.Add(Refuse(Invalid, "refusal.paper.sha256").On("sha256"))
	}
	if blank(p.KeptAt) {
		no.Add(Refuse(Invalid, "refusal.paper.kept_at").On("kept_at"))
	}
	no.Add(tooLong("kept_at", p.KeptAt, maxName))
	return no.Err()
}

// CheckSigned refuses a day of signature that is none, or that lies after the
// day on which the paper came.
func (p Paper) CheckSigned(signed Date) error {
	if _, err := ParseDate(string(signed)); err != nil {
		return NotADate(string(signed)).On("signed")
	}
	if signed > p.Received {
		return Refuse(Invalid, "refusal.paper.signed_late").On("signed").With(p.Received)
	}
	return nil
}

// Entered reports whether the office enters the application for its applicant.
func (a *Application) Entered() bool { return slices.Contains(EnteredChannels, a.Channel) }

// ReceivedBy returns the day that decides fee and editions: that of the first
// submission; before it, that of the paper; otherwise today.
func (a *Application) ReceivedBy(today Date) Date {
	switch {
	case a.Received != "":
		return a.Received
	case a.Entered() && a.Paper.Received != "":
		return a.Paper.Received
	}
	return today
}

// PaperIsNew refuses to hand in a correction from the paper of the submission
// before, whatever else is said of the same scan, or from one that came before the return: every submission needs a
// declaration of its own.
func (a *Application) PaperIsNew(s *Scheme, before Submission) error {
	n := len(a.Returns)
	if a.Paper.SHA256 == before.Paper.SHA256 || n > 0 && a.Paper.Received < s.Day(a.Returns[n-1].At) {
		return Refuse(Conflict, "refusal.paper.renew")
	}
	return nil
}

// NotEnteredBy refuses an officer who entered the application: who wrote it
// down may neither accept nor decide it.
func (a *Application) NotEnteredBy(by PersonID) error {
	if slices.Contains(a.EnteredBy, by) {
		return Refuse(Denied, "refusal.application.entered_it")
	}
	return nil
}

// NotAcceptedBy refuses the officer who accepted the application: that its
// applicant withdraws it on paper takes the word of another.
func (a *Application) NotAcceptedBy(by PersonID) error {
	if by == a.AcceptedBy {
		return Refuse(Denied, "refusal.withdraw.accepted_it")
	}
	return nil
}

// CheckWithdrawal refuses a paper by which no application can be withdrawn:
// the one from which it was entered, and one from before it was received. An
// application that was never handed in needs none.
func (a *Application) CheckWithdrawal(p Paper, today Date, backDays int) error {
	if a.Received == "" {
		return nil
	}
	var no Refusals
	no.Add(p.Check(today, backDays))
	switch {
	case no.Err() != nil:
	case p.SHA256 == a.Paper.SHA256: // the same scan under another reference is the same paper
		no.Add(Refuse(Conflict, "refusal.withdraw.same_paper").On("sha256"))
	case p.Received < a.Received:
		no.Add(Refuse(Invalid, "refusal.withdraw.early").On("received").With(a.Received))
	}
	return no.Err()
}
