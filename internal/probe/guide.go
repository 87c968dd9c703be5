package probe

import "context"

// An Ask has a person do something with the device and tell what came of it. A
// bench without one has nobody there.
type Ask interface {
	// Do shows an instruction and returns once the person has done it, in
	// their own time, with what they wrote; false when they did not or cannot.
	// An error is of the tool, or of ctx.
	Do(ctx context.Context, i Instruction) (done bool, note string, err error)
}

// An Instruction is one thing that a person is asked to do.
type Instruction struct {
	Key     string   // message key of what to do
	Args    []string // of both messages; shown as text, nothing else
	Expects string   // message key of what should come of it
	Kind    AnswerKind
	Choices []string // message keys, for a choice; the answer is one of them
}

// An AnswerKind is what a person answers an instruction with.
type AnswerKind string

const (
	AnswerConfirm AnswerKind = "confirm" // that it is done
	AnswerText    AnswerKind = "text"
	AnswerSecret  AnswerKind = "secret" // text that is neither shown nor kept
	AnswerChoice  AnswerKind = "choice"
)
