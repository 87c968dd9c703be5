package mail

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"shirushi/internal/store"
)

// A Message is a letter on its way out. Its ID stays the same when it is
// sent again, so that a mail server can tell a repetition.
type Message struct {
	ID       string
	From     mail.Address
	To       string
	Language string
	Subject  string
	Body     string
	At       time.Time // when it was posted
}

// A Sender hands a message on. A nil error means that the next server, or
// the folder, has it.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

const (
	// claim is how long a letter belongs to the process that sends it. One
	// that dies meanwhile leaves the letter to another after that time.
	claim = 10 * time.Minute
	// sending is how long one letter may take; well under claim.
	sending = time.Minute
	// batch bounds one call of Deliver, and so does half of claim: a letter is
	// claimed from the beginning of the call and must be sent before its end.
	batch = 200
	// patience is how many failures in a row end a call: the server is down.
	patience = 3
	// keeping is how long a letter is tried before it is given up.
	keeping = 72 * time.Hour
)

// never is when a letter that was given up is tried again.
var never = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)

// pauses before the second, third … try; the last one repeats.
var pauses = []time.Duration{
	time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 12 * time.Hour,
}

// Deliver sends the letters that are due and returns how many went out. A
// letter that fails is tried again after growing pauses for three days and
// then given up. Two processes may deliver at the same time: each letter is
// claimed before it is sent. The text is erased once sent or given up.
//
// A letter that failed does not keep the others back: it is recorded with the
// letter, and the failure returned at the end says how many there were. How
// many were ever given up is store.Tx.GivenUpLetters.
func (p *Post) Deliver(ctx context.Context, s *store.Store, sender Sender, now time.Time) (sent int, err error) {
	var failure error
	failed, inARow, begun := 0, 0, time.Now()
	for range batch {
		if ctx.Err() != nil || inARow == patience || time.Since(begun) > claim/2 {
			break
		}
		letter, found, err := take(ctx, s, now)
		if err != nil {
			return sent, fmt.Errorf("deliver letters: %w", err)
		}
		if !found {
			break
		}
		if p.deliver(ctx, sender, &letter, now) {
			sent, inARow = sent+1, 0
		} else {
			failed, inARow = failed+1, inARow+1
			failure = fmt.Errorf("deliver letters: %d failed, the last was %s at try %d: %s", failed, letter.ID, letter.Tries, letter.LastError)
		}
		// Also when ctx has ended meanwhile: what was sent must not be sent again.
		if err := s.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error { return tx.PutLetter(letter) }); err != nil {
			return sent, fmt.Errorf("deliver letters: %w", err)
		}
	}
	return sent, failure
}

// take claims the next letter that is due, by putting off its next try.
func take(ctx context.Context, s *store.Store, now time.Time) (letter store.Letter, found bool, err error) {
	err = s.Update(ctx, func(tx *store.Tx) error {
		letter, found = store.Letter{}, false
		due, err := tx.DueLetters(now, 1)
		if err != nil || len(due) == 0 {
			return err
		}
		letter, found = due[0], true
		letter.Tries++
		letter.NextTry = now.Add(claim)
		return tx.PutLetter(letter)
	})
	return letter, found, err
}

// deliver tries once and notes in the letter what came of it.
func (p *Post) deliver(ctx context.Context, sender Sender, l *store.Letter, now time.Time) bool {
	text, err := p.open(*l)
	if err == nil {
		ctx, stop := context.WithTimeout(ctx, sending)
		defer stop()
		err = sender.Send(ctx, Message{l.ID, p.from, l.To, text.Language, text.Subject, text.Body, l.Made})
	}
	if err == nil {
		l.Sent, l.Sealed, l.LastError = now, nil, ""
		return true
	}
	l.LastError = withoutText(err.Error(), text)
	l.NextTry = now.Add(pauses[min(l.Tries, len(pauses))-1])
	if l.NextTry.Sub(l.Made) > keeping {
		l.Sealed, l.NextTry = nil, never // given up: not sent, and nothing left to send
	}
	return false
}

// withoutText shortens what a server said and takes out anything long that
// it repeats from the letter: that could be a one-time link.
func withoutText(said string, text content) string {
	for _, word := range strings.Fields(text.Body) {
		if len(word) >= 20 {
			said = strings.ReplaceAll(said, word, "…")
		}
	}
	return clean(string([]rune(said)[:min(300, len([]rune(said)))]), false)
}
