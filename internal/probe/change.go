package probe

import (
	"context"
	"slices"
	"strings"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// change has a person change the password of each account, and looks whether
// the old one still works anywhere and the new one everywhere. Whether all
// values that authenticate somebody can be changed, it cannot tell.
var change = Probe{
	ID:    "change",
	About: []scheme.Subject{scheme.SubjectPasswordChange},
	Sends: func(b *Bench, unit device.Unit) []Sending {
		var all []Sending
		for _, s := range b.logins(unit) {
			if n := len(b.accounts(s)); n > 0 {
				all = append(all, Sending{s.Target(), "probe.sends.sign_in_change", 3 * n})
			}
		}
		return all
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		if unit.Name != b.Device.Units[0].Name {
			return nil // one unit tells how the product does it
		}
		if err := b.askPasswords(ctx); err != nil {
			return err
		}
		if b.Device.Passwords.Policy == device.Absent && len(b.logins(unit)) == 0 && len(b.otherLogins()) == 0 {
			l := b.Look("change", "", scheme.SubjectPasswordChange, unit.Name, "", report.Say("probe.did.change"))
			l.End(report.NotApplicable, report.Informs, report.Say("probe.saw.policy_absent"))
			return nil
		}
		names := 0
		for _, a := range b.Device.Accounts {
			names++
			if err := b.lookChange(ctx, unit, a.Name); err != nil {
				return err
			}
		}
		if names == 0 {
			l := b.Look("change", "", scheme.SubjectPasswordChange, unit.Name, "", report.Say("probe.did.change"))
			l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.change_no_account"))
		}
		return nil
	},
}

// lookChange goes through the change of one account's password.
func (b *Bench) lookChange(ctx context.Context, unit device.Unit, name string) error {
	l := b.Look("change", name, scheme.SubjectPasswordChange, unit.Name, "", report.Say("probe.did.change_account", name))
	old, known := b.Secrets.Of(unit.Name, name)
	if b.Ask == nil || !known {
		l.End(report.NeedsPerson, report.Informs, report.Say(choose(b.Ask == nil, "probe.saw.change_nobody", "probe.saw.change_unknown")))
		return nil
	}
	var before []device.Service // at which the old password works
	for _, s := range b.logins(unit) {
		if slices.Contains(b.accounts(s), name) && b.signIn(ctx, l.Note, unit, s, name, old).state == signAccepted {
			before = append(before, s)
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(before) == 0 {
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.change_none_before"))
		return nil
	}
	done, fresh, err := b.Ask.Do(ctx, Instruction{Key: "probe.ask.change", Args: []string{name, unit.Name}, Expects: "probe.expect.change", Kind: AnswerSecret})
	if err != nil {
		return err
	}
	if !done || fresh == "" || fresh == old {
		l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.change_not_done"))
		return nil
	}
	b.Secrets.Put(unit.Name, name, fresh)
	l.Note("the password of %s was changed by a person", name)
	b.endChange(ctx, l, unit, before, name, old, fresh)
	return ctx.Err()
}

// endChange tries the old and the new password at each service.
func (b *Bench) endChange(ctx context.Context, l *Look, unit device.Unit, before []device.Service, name, old, fresh string) {
	var stale, shut, unknown []string
	for _, s := range before {
		was, err := b.wrongTry(ctx, l.Note, unit, s, name, old)
		is := b.signIn(ctx, l.Note, unit, s, name, fresh)
		switch {
		case err == nil && was.state == signAccepted:
			stale = append(stale, s.Target())
		case err == nil && was.state == signRefused && is.state == signAccepted:
		case err == nil && was.state == signRefused && is.state == signRefused:
			shut = append(shut, s.Target())
		default:
			unknown = append(unknown, s.Target())
		}
	}
	join := func(all []string) string { return strings.Join(all, ", ") }
	switch {
	case len(stale) > 0:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.change_stale", join(stale)))
	case len(shut) == len(before):
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.change_mistyped"))
	case len(shut) > 0:
		l.End(report.Fail, report.Refutes, report.Say("probe.saw.change_shut", join(shut)))
	case len(unknown) > 0:
		l.End(report.Inconclusive, report.Refutes, report.Say("probe.saw.change_unclear", join(unknown)))
	default:
		var all []string
		for _, s := range before {
			all = append(all, s.Target())
		}
		l.End(report.Pass, report.Refutes, report.Say("probe.saw.change_works", join(all)))
	}
}
