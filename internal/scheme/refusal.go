package scheme

import (
	"errors"
	"strings"
	"time"
)

// A RefusalKind says what sort of no a Refusal is; the fronts turn it into a
// status code in one place.
type RefusalKind string

const (
	Invalid    RefusalKind = "invalid"  // what was given is wrong; the person can mend it
	Denied     RefusalKind = "denied"   // this person may not do this
	Missing    RefusalKind = "missing"  // there is no such thing, or none this person may know of
	Conflict   RefusalKind = "conflict" // the thing is not, or no longer, in the state this needs
	TooOften   RefusalKind = "too_often"
	NotYetMade RefusalKind = "not_yet_made" // it is there only in a while: it is being made
	NotReady   RefusalKind = "not_ready"    // the site does not stand yet: nobody can do or read anything
)

// A Refusal is a no that the person should read. Its text is a message key
// with arguments, said in the reader's language at the edge.
type Refusal struct {
	Kind  RefusalKind
	Key   string // of the message, which names the remedy
	Args  []any  // for the message's {0}, {1} …
	Field string // the form field it is about; "" when about the whole
	Cause error  // what the operator is to look for; nil when the person or nobody is
}

// Refuse makes a refusal of this kind with this message.
func Refuse(kind RefusalKind, key string) *Refusal { return &Refusal{Kind: kind, Key: key} }

// ComeAgain refuses what comes too often, and says how long to wait: in whole
// seconds, and from two minutes on in whole minutes, rounded up. The message
// gets it as its first argument.
func ComeAgain(key string, wait time.Duration) *Refusal {
	unit := time.Second
	if wait > 2*time.Minute {
		unit = time.Minute
	}
	return Refuse(TooOften, key).With(max(1, (wait+unit-1)/unit) * unit)
}

// Wait returns how long whoever was refused is to wait; false when the refusal
// does not say.
func (r *Refusal) Wait() (time.Duration, bool) {
	if r.Kind != TooOften || len(r.Args) == 0 {
		return 0, false
	}
	wait, said := r.Args[0].(time.Duration)
	return wait, said
}

// On names the field that the refusal is about.
func (r *Refusal) On(field string) *Refusal { r.Field = field; return r }

// With gives the arguments of the message.
func (r *Refusal) With(args ...any) *Refusal { r.Args = args; return r }

// Because gives the failure for which the operator must do something: fronts
// log it, and tell the person the message only.
func (r *Refusal) Because(cause error) *Refusal { r.Cause = cause; return r }

// Unwrap returns the cause.
func (r *Refusal) Unwrap() error { return r.Cause }

// Error is for logs and tests only; people read the message of the key.
func (r *Refusal) Error() string {
	text := string(r.Kind) + ": "
	if r.Field != "" {
		text += r.Field + ": "
	}
	text += r.Key
	if r.Cause != nil {
		text += ": " + r.Cause.Error()
	}
	return text
}

// Refusals are several refusals of one form, shown together.
type Refusals []*Refusal

func (rs Refusals) Error() string {
	all := make([]string, len(rs))
	for i, r := range rs {
		all[i] = r.Error()
	}
	return strings.Join(all, "; ")
}

// Add appends err if it is a Refusal or Refusals, and ignores nil. Any other
// error does not belong here and panics.
func (rs *Refusals) Add(err error) {
	switch e := err.(type) {
	case nil:
	case *Refusal:
		*rs = append(*rs, e)
	case Refusals:
		*rs = append(*rs, e...)
	default:
		panic("scheme: not a refusal: " + err.Error())
	}
}

// Err returns the refusals as an error, nil when there are none.
func (rs Refusals) Err() error {
	if len(rs) == 0 {
		return nil
	}
	return rs
}

// RefusalsOf returns the refusals inside err; none for nil and for failures.
func RefusalsOf(err error) Refusals {
	var many Refusals
	if errors.As(err, &many) {
		return many
	}
	var one *Refusal
	if errors.As(err, &one) {
		return Refusals{one}
	}
	return nil
}

// IsRefusal reports whether err is a refusal of this kind.
func IsRefusal(err error, kind RefusalKind) bool {
	for _, r := range RefusalsOf(err) {
		if r.Kind == kind {
			return true
		}
	}
	return false
}

// IsWrong tells a finding of the formal check about something that stands
// there from one about something that is missing yet.
func (r *Refusal) IsWrong() bool {
	switch r.Key {
	case "refusal.scope.outside", "refusal.answer.does_not_conform", "refusal.answer.na_not_allowed", "refusal.product.support_short",
		"refusal.product.support_order", "refusal.evaluator.level", "refusal.date.future":
		return true
	}
	return false
}
