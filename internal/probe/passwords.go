package probe

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// passwords tries the passwords that devices are delivered with where they
// should not work: one unit's at the other, and notorious ones everywhere. It
// stops where a service stops taking sign-ins. A list of passwords as made in
// production is looked at for patterns.
var passwords = Probe{
	ID:    "passwords",
	About: []scheme.Subject{scheme.SubjectDefaultPasswords},
	Sends: func(b *Bench, unit device.Unit) []Sending {
		var all []Sending
		for _, s := range b.logins(unit) {
			all = append(all, Sending{s.Target(), "probe.sends.sign_in_default", len(b.pairs(s)) + 1 + len(b.accounts(s))*max(0, len(b.Device.Units)-1)},
				Sending{s.Target(), "probe.sends.sign_in_right", 2 + len(b.pairs(s))/rightEvery + len(b.accounts(s))})
		}
		return all
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		if err := b.askPasswords(ctx); err != nil {
			return err
		}
		if unit.Name == b.Device.Units[0].Name {
			b.lookPolicy()
			b.lookList()
		}
		if b.Device.Passwords.Policy == device.Absent && len(b.logins(unit)) == 0 {
			return nil
		}
		for _, s := range b.logins(unit) {
			b.lookOther(ctx, unit, s)
			b.lookNotorious(ctx, unit, s)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		return nil
	},
}

// A pair is a name and a password that the world knows.
type pair struct{ name, password string }

// notorious are pairs with which devices have been taken over, from what is
// public of the lists that worms carry: few, and few for each name, since
// devices lock after some. Which ones is our own choice.
var notorious = []pair{
	{"admin", "admin"}, {"admin", "password"}, {"admin", "1234"},
	{"root", "root"}, {"root", "admin"}, {"root", "12345"}, {"root", "vizxv"},
	{"user", "user"}, {"guest", "guest"}, {"support", "support"}, {"service", "service"}, {"administrator", "admin"}, {"pi", "raspberry"},
}

// Bounds of our own choice: how many wrong passwords for one name in a row are
// thought to lock nothing, and how many are tried at one service at all.
const (
	rightEvery = 3
	mostPairs  = 20
)

// pairs returns what is tried at a service: the described accounts with their
// own name and the most usual passwords, and the notorious pairs.
func (b *Bench) pairs(s device.Service) []pair {
	all := slices.Clone(notorious)
	for _, name := range b.accounts(s) {
		if slices.ContainsFunc(notorious, func(p pair) bool { return p.name == name }) {
			continue
		}
		for _, password := range []string{name, "admin", "1234"} {
			all = append(all, pair{name, password})
		}
	}
	return all[:min(len(all), mostPairs)]
}

// lookPolicy says what follows from the described policy alone.
func (b *Bench) lookPolicy() {
	l := b.Look("passwords", "policy", scheme.SubjectDefaultPasswords, "", "", report.Say("probe.did.policy"))
	p := b.Device.Passwords
	var asks []string
	for _, u := range b.Device.Units {
		for _, s := range b.logins(u) {
			asks = append(asks, s.Target())
		}
	}
	for _, s := range b.otherLogins() {
		asks = append(asks, s.Target())
	}
	switch {
	case p.Policy == device.Absent && len(asks) == 0:
		l.End(report.NotApplicable, report.Informs, report.Say("probe.saw.policy_absent"))
	case p.Policy == device.Absent:
		slices.Sort(asks)
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.policy_absent_asks", strings.Join(slices.Compact(asks), ", ")))
	case p.Policy == device.Common:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.policy_common"))
	case p.Policy == device.Chosen:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.policy_chosen"))
	case p.Policy == device.Unique && len(b.Device.Units) < 2:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.policy_one_unit"))
	default:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.policy_unique"))
	}
}

// lookOther tries the passwords of other units at a service of this one.
func (b *Bench) lookOther(ctx context.Context, unit device.Unit, s device.Service) {
	if b.Device.Passwords.Policy != device.Unique || len(b.Device.Units) < 2 {
		return
	}
	for _, name := range b.accounts(s) {
		for _, other := range b.Device.Units {
			if password, ok := b.Secrets.Of(other.Name, name); ok && other.Name != unit.Name && ctx.Err() == nil {
				b.tryOther(ctx, unit, s, other.Name, name, password)
			}
		}
	}
}

func (b *Bench) tryOther(ctx context.Context, unit device.Unit, s device.Service, other, name, password string) {
	l := b.Look("passwords", "other-"+other+"-"+name, scheme.SubjectDefaultPasswords, unit.Name, s.Target(), report.Say("probe.did.password_other", other, name, signTarget(s)))
	if b.takesAny(ctx, l, unit, s, name) {
		return
	}
	got, err := b.wrongTry(ctx, l.Note, unit, s, name, password)
	if err != nil {
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.tries_spent"))
		return
	}
	own, known := b.Secrets.Of(unit.Name, name)
	works := known && got.state == signRefused && b.signIn(ctx, l.Note, unit, s, name, own).state == signAccepted
	switch {
	case got.state == signAccepted:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.password_other_taken", other, name))
	case got.state == signRefused && works:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.password_other_refused", got.saw))
	case got.state == signRefused && !known:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.refused_unproved", got.saw))
	case got.state == signRefused:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.right_refused", name))
	default:
		l.unknown(got)
	}
}

// unknown ends a measurement whose sign-in told nothing.
func (l *Look) unknown(got signedIn) {
	key := map[signState]string{signHeld: "probe.saw.sign_held", signSilent: "probe.saw.sign_silent"}[got.state]
	if key == "" {
		key = "probe.saw.sign_unclear"
	}
	l.End(report.Inconclusive, report.Refutes, report.Say(key, got.saw))
}

// takesAny tries a password that nobody set. Where it is taken, the service
// takes any, or the page does not tell right from wrong: l ends with that.
func (b *Bench) takesAny(ctx context.Context, l *Look, unit device.Unit, s device.Service, name string) bool {
	got, err := b.wrongTry(ctx, l.Note, unit, s, name, wrong())
	switch {
	case err != nil:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.tries_spent"))
	case got.state == signAccepted && surely(s):
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.any_taken", name))
	case got.state == signAccepted:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.any_page"))
	case got.state != signRefused:
		l.unknown(got)
	default:
		return false
	}
	return true
}

// surely reports whether the protocol itself says that a password was taken: a
// page is judged by its looks.
func surely(s device.Service) bool {
	switch s.Protocol {
	case device.HTTP, device.HTTPS:
		return s.Login != nil && (s.Login.Method == device.Basic || s.Login.Method == device.Digest || s.Login.Accepted != "")
	}
	return true
}

// lookNotorious tries the pairs that the world knows at a service. The right
// password, where it was given, is used now and then: it sets counters of wrong
// ones back, and shows that no lock hides what is refused.
func (b *Bench) lookNotorious(ctx context.Context, unit device.Unit, s device.Service) {
	pairs := b.pairs(s)
	l := b.Look("passwords", "notorious", scheme.SubjectDefaultPasswords, unit.Name, s.Target(), report.Say("probe.did.notorious", strconv.Itoa(len(pairs)), signTarget(s)))
	name, right, known := b.known(unit, s)
	if b.takesAny(ctx, l, unit, s, name) {
		return
	}
	if known {
		if got := b.signIn(ctx, l.Note, unit, s, name, right); got.state != signAccepted {
			l.Note("the password given for %s is not taken", name)
			known = false
		}
	}
	tried := 0
	for i, p := range pairs {
		got, err := b.wrongTry(ctx, l.Note, unit, s, p.name, p.password)
		switch {
		case errors.Is(err, ErrSpent):
			continue
		case err != nil:
			return
		case got.state == signAccepted:
			l.Note("entry %d of the list was taken", i+1)
			l.End(report.Fail, report.Refutes, report.Say("probe.saw.notorious_taken", p.name, strconv.Itoa(i+1)))
			return
		case got.state != signRefused:
			l.Note("stopped: %d tried", tried)
			l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.notorious_stopped", strconv.Itoa(tried), got.saw))
			return
		}
		if tried++; known && tried%rightEvery == 0 && tried < len(pairs) {
			b.signIn(ctx, l.Note, unit, s, name, right)
		}
	}
	b.endNotorious(ctx, l, unit, s, tried, known)
}

// endNotorious tells whether what was refused was looked at, or a lock hid it.
func (b *Bench) endNotorious(ctx context.Context, l *Look, unit device.Unit, s device.Service, tried int, known bool) {
	name, right, _ := b.known(unit, s)
	switch count := strconv.Itoa(tried); {
	case tried == 0:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.tries_spent"))
	case !known:
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.notorious_unproved", count))
	case b.signIn(ctx, l.Note, unit, s, name, right).state != signAccepted:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.notorious_hidden", count))
	default:
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.notorious_refused", count))
	}
}
