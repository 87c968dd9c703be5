// Package statement is the office's signed word on the status that a label had
// on a day, in a file that anybody can check without asking the office: with
// the public events from which the status follows, and proofs that they stand
// in the public log. It makes, signs and verifies; where events and keys lie is
// not its matter, and it reads no clock.
//
// A statement is never a certificate of conformity. It says what the register
// said, and can prove neither that no further event was left out nor that a
// product is safe.
package statement

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"shirushi/internal/scheme"
)

// A Statement says which status a label had on a day, by what was recorded up
// to another. It is signed as Line writes it.
type Statement struct {
	V          int                `json:"v"` // 1
	Number     scheme.LabelNumber `json:"number"`
	Day        scheme.Date        `json:"day"`   // of which the status is told
	Known      scheme.Date        `json:"known"` // what was recorded by the end of this day counts; never before Day
	Zone       string             `json:"zone"`  // in which days begin and end, as "+09:00"
	Status     scheme.Status      `json:"status"`
	ValidFrom  scheme.Date        `json:"valid_from"`
	ValidUntil scheme.Date        `json:"valid_until"`
	Level      scheme.LevelID     `json:"level"`
	Edition    scheme.EditionID   `json:"edition"`
	Models     string             `json:"models"` // SHA-256 over the models parted by line feeds; "" when they are not told
	AsOf       string             `json:"as_of"`  // instant, UTC, whole seconds: 2026-04-01T09:00:00Z
	Size       int64              `json:"size"`   // events of the checkpoint on which it rests
	Last       int64              `json:"last"`   // number of the last event about the label that counts
}

// Line returns the statement as it is signed, without a line feed: one line of
// JSON without white space.
func (s Statement) Line() string {
	b, err := json.Marshal(s)
	if err != nil {
		panic("statement: does not marshal: " + err.Error()) // texts and numbers always do
	}
	return string(b)
}

// errLine is what lines are refused with that are no statement.
var errLine = errors.New("statement: not a statement of version 1")

// ParseLine reads a statement back. It refuses what Line would not have
// written, and days that no calendar has.
func ParseLine(line string) (Statement, error) {
	var s Statement
	if err := json.Unmarshal([]byte(line), &s); err != nil || s.V != 1 || s.Line() != line {
		return Statement{}, errLine
	}
	for _, day := range []scheme.Date{s.Day, s.Known, s.ValidFrom, s.ValidUntil} {
		if _, err := scheme.ParseDate(string(day)); err != nil {
			return Statement{}, errLine
		}
	}
	at, err := time.Parse(time.RFC3339, s.AsOf)
	if err != nil || instant(at) != s.AsOf || s.Number == "" || s.Size < 1 || s.Last < 1 || s.Last > s.Size {
		return Statement{}, errLine
	}
	if _, err := parseZone(s.Zone); err != nil {
		return Statement{}, err
	}
	return s, nil
}

// Instant returns when the statement was made.
func (s Statement) Instant() time.Time {
	at, _ := time.Parse(time.RFC3339, s.AsOf) // ParseLine and Make see to it
	return at.UTC()
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Zone writes an offset from UTC as statements do: +09:00.
func Zone(offset time.Duration) string {
	return time.Time{}.In(time.FixedZone("", int(offset/time.Second))).Format("-07:00")
}

func parseZone(s string) (*time.Location, error) {
	t, err := time.Parse("-07:00", s)
	if err != nil || len(s) != len("+09:00") {
		return nil, errLine
	}
	_, offset := t.Zone()
	return time.FixedZone("", offset), nil
}

// HashModels returns what a statement says of models that are parted by line
// feeds.
func HashModels(models string) string {
	sum := sha256.Sum256([]byte(models))
	return hex.EncodeToString(sum[:])
}

// A Question is what is asked of a label.
type Question struct {
	Number scheme.LabelNumber
	Day    scheme.Date // "" for today
	Known  scheme.Date // "" for today
}

// Ask returns the question for days as they were typed; "" stands for today.
// It refuses what is no day of the calendar.
func Ask(number scheme.LabelNumber, day, known string) (Question, error) {
	var no scheme.Refusals
	for field, typed := range map[string]string{"on": day, "known": known} {
		if _, err := scheme.ParseDate(typed); err != nil && typed != "" {
			no.Add(scheme.NotADate(typed).On(field))
		}
	}
	slices.SortFunc(no, func(a, b *scheme.Refusal) int { return cmp.Compare(b.Field, a.Field) }) // as they stand in the form
	return Question{number, scheme.Date(day), scheme.Date(known)}, no.Err()
}

// On returns the question with its days in place. It refuses days that lie
// after today, and what was known before the day of which is asked.
func (q Question) On(today scheme.Date) (Question, error) {
	if q.Day == "" {
		q.Day = today
	}
	if q.Known == "" {
		q.Known = today
	}
	var no scheme.Refusals
	if q.Day > today {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.statement.day_ahead").On("on").With(today))
	}
	if q.Known > today {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.statement.known_ahead").On("known").With(today))
	}
	if len(no) == 0 && q.Known < q.Day {
		no.Add(scheme.Refuse(scheme.Invalid, "refusal.statement.known_early").On("known").With(q.Day))
	}
	return q, no.Err()
}

// A Recorded is a numbered event with those of its texts that may be told.
type Recorded struct {
	scheme.Event
	Openings map[string]scheme.Opening // by field
}

// Make answers a question that has its days, from all events about the label
// in the order of their numbers. It returns the statement without its Size,
// and the events that count. It refuses with Invalid a day before the label
// was known, and a day before it began.
func Make(q Question, events []Recorded, offset time.Duration, now time.Time) (Statement, []Recorded, error) {
	here := time.FixedZone("", int(offset/time.Second))
	var count []Recorded
	var bare []scheme.Event
	for _, e := range events {
		if scheme.DateOf(e.Recorded.In(here)) <= q.Known {
			count, bare = append(count, e), append(bare, e.Event)
		}
	}
	if len(events) > 0 && len(count) == 0 {
		return Statement{}, nil, scheme.Refuse(scheme.Invalid, "refusal.statement.not_known").On("known").With(scheme.DateOf(events[0].Recorded.In(here)))
	}
	told, err := scheme.Replay(bare)
	if scheme.IsRefusal(err, scheme.Missing) {
		return Statement{}, nil, err
	}
	if err != nil {
		return Statement{}, nil, fmt.Errorf("replay label %s: %s", q.Number, err) // not the asker's fault
	}
	status := told.StatusOn(q.Day)
	if status == scheme.NoLabel {
		return Statement{}, nil, scheme.Refuse(scheme.Invalid, "refusal.statement.before_label").On("on").With(told.ValidFrom)
	}
	s := Statement{V: 1, Number: q.Number, Day: q.Day, Known: q.Known, Zone: Zone(offset), Status: status,
		ValidFrom: told.ValidFrom, ValidUntil: told.ValidUntil, Level: told.Level, Edition: told.Edition, AsOf: instant(now), Last: told.Last}
	for _, e := range count {
		if o, open := e.Openings["models"]; open && e.Seq == told.ModelsAt {
			s.Models = HashModels(o.Text)
		}
	}
	return s, count, nil
}
