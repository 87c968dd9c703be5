package api

import (
	"context"
	"net/url"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// Statements are what the office states of the status of labels.
type Statements interface {
	// Status answers a question about a label that is listed today with a signed
	// file; refusals are those of keeper.Keeper.
	Status(ctx context.Context, s *scheme.Scheme, q statement.Question) (statement.File, statement.Statement, error)
}

type statusInput struct {
	Number string `path:"number" doc:"The registration number; spaces and hyphens between its digits are forgiven."`
	On     string `query:"on" format:"date" doc:"Day of the scheme's zone of which the status is asked, from the first day of validity to today; today when not given."`
	Known  string `query:"known" format:"date" doc:"Only what was recorded by the end of this day counts; not before on, and not after today, which is meant when nothing is given."`
	reader
}

// A Status is what the office states of a label. It is no certificate of
// conformity. Fields are added over time and never change their meaning or go
// away.
type Status struct {
	Number     string    `json:"number" doc:"Registration number." example:"2026000000000109"`
	On         string    `json:"on" format:"date" doc:"Day of which the status is told."`
	Known      string    `json:"known" format:"date" doc:"What was recorded by the end of this day counts."`
	Status     string    `json:"status" enum:"active,extension_in_progress,expired,withdrawn,revoked"`
	ValidFrom  string    `json:"valid_from" format:"date" doc:"First day of validity, by what counts."`
	ValidTo    string    `json:"valid_to" format:"date" doc:"Last day of validity, by what counts."`
	Level      string    `json:"level"`
	Edition    string    `json:"edition"`
	Later      string    `json:"recorded_later,omitempty" format:"date" doc:"Day on which the label was first recorded in the public log, where on lies before it: of days before it this is the office's word given afterwards. Left out where the label was recorded by then."`
	AsOf       time.Time `json:"as_of" doc:"When this was stated."`
	Log        int64     `json:"log" doc:"Events in the public log on which this rests."`
	Last       int64     `json:"last" doc:"Number of the last event about the label that counts."`
	Statement  string    `json:"statement" doc:"The line that is signed, in its canonical form."`
	Signature  string    `json:"signature" doc:"Signed note (C2SP signed-note) of the line, by a key of which the public log tells."`
	Checkpoint string    `json:"checkpoint" doc:"Signed checkpoint of the public log (C2SP tlog-checkpoint)."`
	File       string    `json:"file" format:"uri" doc:"The status file of the same question, with all events that count and their proofs: it can be verified without asking anybody."`
}

type statusOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Status
}

func (f front) status(ctx context.Context, in *statusInput) (*statusOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	number, err := s.Numbering.Registration.Parse(in.Number)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	q, err := statement.Ask(scheme.LabelNumber(number), in.On, in.Known)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	file, told, err := f.statements.Status(ctx, s, q)
	if scheme.IsRefusal(err, scheme.Missing) {
		err = scheme.Refuse(scheme.Missing, "api.unknown").On("number").With(number)
	}
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	address := f.site.BaseURL + "/labels/" + number + "/status.json?" + url.Values{"on": {string(told.Day)}, "known": {string(told.Known)}}.Encode()
	return &statusOutput{CacheControl: f.site.KeepFor(s, s.Day(f.site.Now()), f.site.KeepStatus), Body: Status{
		Number: number, On: string(told.Day), Known: string(told.Known), Status: string(told.Status),
		ValidFrom: string(told.ValidFrom), ValidTo: string(told.ValidUntil), Level: string(told.Level), Edition: string(told.Edition),
		Later: string(file.RecordedLater(told)), AsOf: told.Instant(), Log: told.Size, Last: told.Last,
		Statement: file.Statement, Signature: file.Signature, Checkpoint: file.Checkpoint, File: address,
	}}, nil
}
