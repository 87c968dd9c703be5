package scheme

import "time"

// JudgmentID names the entry of a judgment. It is random.
type JudgmentID string

// A Judgment is the word of a court that a revocation is annulled, as an
// officer entered it. Nothing follows from it before a second officer has
// confirmed it. The public learns of the annulment and that it was a court's.
type Judgment struct {
	ID          JudgmentID
	Revision    int
	Label       LabelNumber
	Court       string
	Number      string // of the case at the court
	Day         Date   // of the judgment
	Entered     time.Time
	EnteredBy   PersonID
	Closed      time.Time // confirmed or dropped; zero while it waits
	ClosedBy    PersonID
	Dropped     bool
	RevokedFrom Date // day of the revocation that it annuls
}

// Waits reports whether it waits for its second officer.
func (j Judgment) Waits() bool { return j.Closed.IsZero() }

// Check refuses a judgment without court, number or day, and one of a day
// before the revocation or yet to come.
func (j Judgment) Check(today Date) error {
	var no Refusals
	if blank(j.Court) {
		no.Add(Refuse(Invalid, "refusal.judgment.court").On("court"))
	}
	if blank(j.Number) {
		no.Add(Refuse(Invalid, "refusal.judgment.number").On("number"))
	}
	no.Add(CheckText("court", j.Court, maxName))
	no.Add(CheckText("number", j.Number, maxName))
	switch {
	case !isDate(j.Day):
		no.Add(NotADate(string(j.Day)).On("day"))
	case j.Day > today || j.Day < j.RevokedFrom:
		no.Add(Refuse(Invalid, "refusal.judgment.day").On("day").With(j.RevokedFrom, today))
	}
	return no.Err()
}

// Confirm ends the wait by the second officer. It refuses the one who entered
// it, and a judgment that does not wait.
func (j *Judgment) Confirm(by PersonID, now time.Time) error {
	if j.EnteredBy == by {
		return Refuse(Denied, "refusal.judgment.same_officer")
	}
	return j.close(by, now)
}

// Drop discards it: it was entered in error.
func (j *Judgment) Drop(by PersonID, now time.Time) error {
	err := j.close(by, now)
	j.Dropped = err == nil
	return err
}

func (j *Judgment) close(by PersonID, now time.Time) error {
	if !j.Waits() {
		return Refuse(Conflict, "refusal.judgment.none")
	}
	j.Closed, j.ClosedBy = now, by
	return nil
}
