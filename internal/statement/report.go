package statement

import (
	"time"

	"shirushi/internal/scheme"
)

// A Code names what is looked at in a file.
type Code string

const (
	WellFormed      Code = "file"       // it is a status file, in its form
	Asked           Code = "asked"      // it is about the label and the day that the reader means; only when the reader says which
	CheckpointSound Code = "checkpoint" // the checkpoint is signed by the log
	SignatureSound  Code = "signature"  // the statement is signed by a key of which the log tells
	EventsLogged    Code = "events"     // each event stands in the log
	StatusFollows   Code = "status"     // what is stated follows from the events
	TextsCommitted  Code = "models"     // the models, and all other texts, are those committed to
	GoesOn          Code = "consistent" // the log goes on from the checkpoint that the reader saved; only when there is one
	Witnessed       Code = "witnessed"  // others have seen the log at a time
)

// A Result is what came of looking.
type Result string

const (
	Proved    Result = "proved"
	NotProved Result = "not_proved" // it may be so: there was nothing by which to tell
	Failed    Result = "failed"     // it is not so
)

// A Reason says why something is not proved.
type Reason string

const (
	Malformed       Reason = "malformed"        // failed: not in the form it must have
	OtherLabel      Reason = "other_label"      // failed: about another label; About: which
	OtherDay        Reason = "other_day"        // failed: about another day; About: which
	KeyUnknown      Reason = "key_unknown"      // not proved: no key of the log was given; About: the verifiers that the file names
	KeyOther        Reason = "key_other"        // failed: signed with none of the keys given
	BadSignature    Reason = "bad_signature"    // failed: the signature is wrong
	OtherText       Reason = "other_text"       // failed: the signature is of another statement
	OtherSize       Reason = "other_size"       // failed: the checkpoint is of another size than stated
	NoKeyEvent      Reason = "no_key_event"     // failed: the file holds no event of the log that tells of the key
	NotInLog        Reason = "not_in_log"       // failed: an event does not stand in the tree; About: its number
	Order           Reason = "order"            // failed: events are out of order; About: the number
	Stray           Reason = "stray"            // failed: an event is about something else; About: its number
	TooLate         Reason = "too_late"         // failed: an event was recorded later than what counts; About: its number
	Contradiction   Reason = "contradiction"    // failed: the events cannot have happened so; About: the number, and the key of the message
	Beyond          Reason = "beyond"           // not proved: an event says what this program does not know; About: its number
	Differs         Reason = "differs"          // failed: something else follows; About: the field, what is stated, what follows
	Withheld        Reason = "withheld"         // not proved: the text is not in the file
	OtherModels     Reason = "other_models"     // failed: the models are not those stated
	BadOpening      Reason = "bad_opening"      // failed: a text is not what was committed to; About: number and field
	NoProof         Reason = "no_proof"         // not proved: no consistency proof was given
	Rewritten       Reason = "rewritten"        // failed: the log does not go on from what was saved
	OtherLog        Reason = "other_log"        // failed: what was saved is of another log
	NoWitness       Reason = "no_witness"       // not proved: no witness is trusted, or none has seen it
	OtherCheckpoint Reason = "other_checkpoint" // failed: what witnesses have seen is another checkpoint
)

// A Finding is one thing that was looked at.
type Finding struct {
	Code   Code
	Result Result
	Reason Reason   // "" when it is proved
	About  []string // what the reason names
}

// A Sighting is the time at which a witness says that it had seen the log.
type Sighting struct {
	Witness string // its name
	At      time.Time
}

// A Report is what a file proves. What no file can prove is never in it: that
// no further event about the label was left out, and that a product is safe.
type Report struct {
	Findings  []Finding // in the order of the codes
	Statement Statement // zero when the file is not well formed
	File      File
	Origin    string            // name of the log, as the checkpoint says
	Names     map[string]string // texts about the label in force that the file opens: name_ja, name_en, holder_ja, holder_en
	Models    []string          // that the file opens
	Events    []scheme.Event    // about the label
	Seen      []Sighting        // by witnesses that are trusted
}

// Result is that of the whole: failed when anything failed, else not proved
// when anything is not, leaving out witnesses: without them the order of
// events is proved, and times are the office's word.
func (r Report) Result() Result {
	result := Proved
	for _, f := range r.Findings {
		switch {
		case f.Result == Failed:
			return Failed
		case f.Result == NotProved && f.Code != Witnessed:
			result = NotProved
		}
	}
	return result
}

// Of returns the finding of a code; one without a result when it was not
// looked at.
func (r Report) Of(code Code) Finding {
	for _, f := range r.Findings {
		if f.Code == code {
			return f
		}
	}
	return Finding{Code: code}
}

// RecordedLater returns the day on which the label was first recorded in the
// log, in the statement's zone, where the day that the statement is of lies
// before it: of that day the office gives its word afterwards. It is "" where
// the label was recorded by then. It rests on the times of the events, which
// are the office's word, and says nothing of events that do not hold.
func (r Report) RecordedLater() scheme.Date {
	if len(r.Events) == 0 {
		return ""
	}
	return r.Statement.recordedLater(r.Events[0])
}

// recordedLater is RecordedLater where first is the first event of the label.
func (s Statement) recordedLater(first scheme.Event) scheme.Date {
	here, err := parseZone(s.Zone)
	if err != nil {
		return ""
	}
	if day := scheme.DateOf(first.Recorded.In(here)); s.Day < day {
		return day
	}
	return ""
}

// AnnulledSince reports whether the label was told to be revoked on the day
// that the statement is of, by what was recorded up to that day, and is not
// by what is stated: the revocation was annulled since.
func (r Report) AnnulledSince() bool {
	here, err := parseZone(r.Statement.Zone)
	if err != nil || r.Statement.Status == scheme.Revoked {
		return false
	}
	var then []scheme.Event
	for _, e := range r.Events {
		if scheme.DateOf(e.Recorded.In(here)) <= r.Statement.Day {
			then = append(then, e)
		}
	}
	told, err := scheme.Replay(then)
	return err == nil && told.StatusOn(r.Statement.Day) == scheme.Revoked
}
