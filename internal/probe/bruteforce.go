package probe

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// bruteforce tries wrong passwords one after another, as many as are allowed,
// and works out from the answers how many guesses a day the service lets
// through. It may lock accounts, so it runs last.
var bruteforce = Probe{
	ID:    "bruteforce",
	About: []scheme.Subject{scheme.SubjectBruteForce},
	Sends: func(b *Bench, unit device.Unit) []Sending {
		var all []Sending
		for _, s := range b.guessed(unit) {
			all = append(all, Sending{s.Target(), "probe.sends.sign_in_wrong", b.Wire.care.Tries + 1}, Sending{s.Target(), "probe.sends.sign_in_right", 2 + len(recoveryLooks)})
		}
		return all
	},
	Look: func(ctx context.Context, b *Bench, unit device.Unit) error {
		if unit.Name != b.Device.Units[0].Name {
			return nil // what is counted is the same in all of them
		}
		if err := b.askPasswords(ctx); err != nil {
			return err
		}
		all := b.guessed(unit)
		for _, s := range all {
			b.lookGuessing(ctx, unit, s)
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		others := b.otherLogins()
		for _, s := range others {
			l := b.Look("bruteforce", "", scheme.SubjectBruteForce, unit.Name, s.Target(), report.Say("probe.did.guessing", signTarget(s)))
			l.End(report.NeedsPerson, report.Informs, report.Say("probe.saw.guess_unknown"))
		}
		if len(all)+len(others) == 0 {
			l := b.Look("bruteforce", "", scheme.SubjectBruteForce, unit.Name, "", report.Say("probe.did.guessing_none"))
			l.End(choose(b.Device.Passwords.Policy == device.Absent, report.NotApplicable, report.NeedsPerson), report.Informs, report.Say("probe.saw.guess_nowhere"))
		}
		return nil
	},
}

// guessed are the services to guess at: those of the first unit.
func (b *Bench) guessed(unit device.Unit) []device.Service {
	if len(b.Device.Units) > 0 && unit.Name != b.Device.Units[0].Name {
		return nil
	}
	return b.logins(unit)
}

// Thresholds of our own choice: no source fixes them. Each is a figure in the
// sentence that rests on it.
const (
	practicalDays  = 365                    // trying all values takes at least so long: not practical
	fewestSigns    = 10                     // different signs of a password, where the description does not say: digits alone
	manyTries      = 100                    // wrong passwords in a row, after which no limit is a finding and less is not
	slowAnswer     = 500 * time.Millisecond // an answer to a wrong password that takes so long holds guessing back
	atOnce         = 3                      // guesses made at once, to see whether a delay is for each connection alone
	guessersAtOnce = 16                     // connections that someone who guesses has, where delays are for each alone
	heldEnough     = 2                      // attempts in a row that are not taken: one may be chance
	silentEnough   = 3                      // attempts without answer in a row that count as being shut out
	mostGuessing   = 20 * time.Minute       // at one service, at most
	secondsOfDay   = 24 * 60 * 60
)

// recoveryLooks are when the end of a hold is looked for, as parts of the time
// that it is waited for: few, for looking may prolong it.
var recoveryLooks = []float64{1. / 64, 1. / 16, 1. / 8, 1. / 4, 1. / 2, 1}

// A Guessing is what trying wrong passwords at one service showed.
type Guessing struct {
	Tries   int             // refused, before anything held
	Took    []time.Duration // of each
	All     time.Duration   // from the first to the last of them
	Held    bool            // sign-ins stopped being taken
	Silent  bool            // ... without a word: whether held or broken is open
	Known   bool            // the right password was known, and taken before
	Once    bool            // ... and was taken while held
	Through bool            // ... and again, when held anew
	Shared  bool            // another account was held, too
	Least   time.Duration   // the hold lasted at least so long
	Most    time.Duration   // ... and at most; 0: its end was not seen
	AtOnce  bool            // delayed answers come side by side on several connections
	Taken   bool            // a wrong password was taken
	Odd     string          // what the service said when it neither refused nor held
}

func (b *Bench) lookGuessing(ctx context.Context, unit device.Unit, s device.Service) {
	l := b.Look("bruteforce", "", scheme.SubjectBruteForce, unit.Name, s.Target(), report.Say("probe.did.guessing", signTarget(s)))
	name, right, known := b.known(unit, s)
	w := &guesser{Guessing: Guessing{Known: known}, b: b, l: l, unit: unit, s: s, name: name, right: right}
	if known && !w.rightTaken(ctx) {
		w.Known = false
	}
	w.guess(ctx)
	if w.Held && w.Known && !w.Silent && w.rightTaken(ctx) {
		l.Note("the right password was taken while held; once more, for a hold may end by chance:")
		w.Once, w.Held = true, false
		if w.guess(ctx); w.Held {
			w.Through = w.rightTaken(ctx)
		}
	}
	switch {
	case w.Held && !w.Through:
		w.whileHeld(ctx)
	case !w.Held && w.slow():
		w.sideBySide(ctx)
	}
	if ctx.Err() != nil {
		return
	}
	outcome, force, saw := w.Judge(b.Device.Passwords.Length)
	l.Note("%d wrong passwords in %.1f s, held: %t, without a word: %t, right one known: %t, taken while held: %t, other account held: %t, hold at least %.1f s and at most %.1f s (0: end not seen), side by side: %t",
		w.Tries, w.All.Seconds(), w.Held, w.Silent, w.Known, w.Through, w.Shared, w.Least.Seconds(), w.Most.Seconds(), w.AtOnce)
	l.End(outcome, force, saw)
}

// A guesser guesses at one service.
type guesser struct {
	Guessing
	b           *Bench
	l           *Look
	unit        device.Unit
	s           device.Service
	name, right string
}

func (w *guesser) try(ctx context.Context, name string) (signedIn, error) {
	return w.b.wrongTry(ctx, w.l.Note, w.unit, w.s, name, wrong())
}

func (w *guesser) rightTaken(ctx context.Context) bool {
	w.l.Note("with the right password:")
	return w.b.signIn(ctx, w.l.Note, w.unit, w.s, w.name, w.right).state == signAccepted
}

// guess tries wrong passwords until the service holds, all are tried, or it is
// plain that nothing can be told. Each has a connection of its own.
func (w *guesser) guess(ctx context.Context) {
	began, before := time.Now(), w.All
	for quiet, held := 0, 0; time.Since(began) < mostGuessing; {
		if w.slow() && w.b.Wire.Left(w.unit.Name, w.s.Target(), w.name) <= atOnce {
			break // the last ones are tried side by side
		}
		got, err := w.try(ctx, w.name)
		if err != nil {
			break
		}
		switch got.state {
		case signAccepted:
			w.Taken = true
			return
		case signUnclear:
			w.Odd = got.saw
			return
		case signHeld:
			if held++; held >= heldEnough {
				w.Held = true
				return
			}
		case signSilent:
			if quiet++; quiet >= silentEnough {
				w.Held, w.Silent = w.Tries > 0, true
				return
			}
		default:
			quiet, held = 0, 0
			w.Tries++
			w.Took = append(w.Took, got.took)
			w.All = before + time.Since(began)
		}
	}
	if w.Known && w.Tries > 0 && ctx.Err() == nil && !w.rightTaken(ctx) {
		w.Held = true // it answers as to wrong ones, and takes none
	}
}

// whileHeld looks whom a hold concerns and how long it lasts.
func (w *guesser) whileHeld(ctx context.Context) {
	began := time.Now()
	w.l.Note("another account while held:")
	if got, err := w.try(ctx, "shirushi-other"); err == nil {
		w.Shared = got.state == signHeld || got.state == signSilent
	}
	w.l.Note("until it is over:")
	for _, part := range recoveryLooks {
		pause(ctx, time.Until(began.Add(time.Duration(part*float64(w.b.Wire.care.Hold)))))
		if ctx.Err() != nil {
			return
		}
		looked, over := time.Since(began), false
		if w.Known {
			over = w.rightTaken(ctx)
		} else if got, err := w.try(ctx, w.name); err != nil {
			return
		} else {
			over = got.state == signRefused
		}
		if over {
			w.Most = time.Since(began)
			return
		}
		w.Least = looked
	}
}

// sideBySide looks whether delayed answers are delayed for everyone, or for
// each connection alone.
func (w *guesser) sideBySide(ctx context.Context) {
	w.l.Note("%d at once:", atOnce)
	var all sync.WaitGroup
	var mu sync.Mutex
	answers := 0
	began := time.Now()
	for range atOnce {
		all.Go(func() {
			got, err := w.b.wrongTry(ctx, func(string, ...any) {}, w.unit, w.s, w.name, wrong())
			mu.Lock()
			defer mu.Unlock()
			if err == nil && got.state == signRefused {
				answers++
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	w.l.Note("%d answers in %.3f s", answers, took.Seconds())
	w.AtOnce = answers == atOnce && took < 2*median(w.last())
}

// last are the times of the last answers before anything held.
func (g *Guessing) last() []time.Duration { return g.Took[max(0, len(g.Took)-3):] }

// slow reports whether answers to wrong passwords come late in the end.
func (g *Guessing) slow() bool { return len(g.Took) > 0 && median(g.last()) >= slowAnswer }

// growing reports whether they come later and later.
func (g *Guessing) growing() bool {
	return len(g.Took) >= 6 && median(g.last()) >= 2*median(g.Took[:3]) && median(g.last())-median(g.Took[:3]) >= slowAnswer/2
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// Rates returns how many guesses a day the service lets through, at most and at
// least, as far as was seen. At most is what counts against brute force.
func (g *Guessing) Rates() (most, least float64) {
	if len(g.Took) == 0 {
		return math.Inf(1), 0
	}
	day := func(guesses int, in time.Duration) float64 {
		return float64(guesses) * secondsOfDay / max(in.Seconds(), 1e-3)
	}
	if g.Held {
		most = day(g.Tries, g.All+g.Least)
		if g.Most > 0 {
			least = day(g.Tries, g.All+g.Most)
		}
		return most, least
	}
	one := day(1, median(g.last()))
	most, least = one, one
	if g.AtOnce {
		most, least = guessersAtOnce*one, atOnce*one
	}
	return most, choose(g.growing(), 0, least)
}

// Judge says what was seen. length is the least length of a password, as
// described; 0: not.
func (g *Guessing) Judge(length int) (report.Outcome, report.Force, report.Said) {
	if saw, open := g.untold(); open {
		return report.Inconclusive, report.Decides, saw
	}
	tries := strconv.Itoa(g.Tries)
	most, least := g.Rates()
	values := math.Pow(fewestSigns, float64(length))
	figures := []string{tries, figure(most), strconv.Itoa(length), strconv.Itoa(fewestSigns), figure(values / most), strconv.Itoa(practicalDays), g.hold()}
	limited, enough := g.Held || g.slow(), values/most >= practicalDays
	switch {
	case g.Through:
		return report.Fail, report.Refutes, report.Say("probe.saw.guess_through", tries)
	case g.Held && g.Silent:
		return report.NeedsPerson, report.Informs, report.Say("probe.saw.guess_silent", tries)
	case !limited && length == 0:
		return report.Fail, report.Refutes, report.Say("probe.saw.guess_free", tries, figure(most))
	case length == 0:
		return report.Inconclusive, report.Decides, report.Say("probe.saw.guess_no_length", tries, figure(most), g.hold())
	case enough && !limited:
		return report.NeedsPerson, report.Informs, report.Say("probe.saw.guess_long", figures...)
	case enough && !g.Known:
		return report.NeedsPerson, report.Informs, report.Say("probe.saw.guess_unproved", figures...)
	case enough:
		return report.Pass, report.Decides, report.Say(choose(g.Held, "probe.saw.guess_withstands", "probe.saw.guess_delayed"), figures...)
	case least > 0 && values/least < practicalDays:
		return report.Fail, report.Decides, report.Say("probe.saw.guess_practical", figures...)
	}
	return report.Inconclusive, report.Decides, report.Say("probe.saw.guess_open", figures...)
}

// untold says why nothing can be told, where that is so.
func (g *Guessing) untold() (report.Said, bool) {
	tries := strconv.Itoa(g.Tries)
	most, _ := g.Rates()
	switch {
	case g.Taken:
		return report.Say("probe.saw.guess_taken"), true
	case g.Odd != "":
		return report.Say("probe.saw.sign_unclear", g.Odd), true
	case g.Tries == 0 && g.Silent:
		return report.Say("probe.saw.sign_silent", "no answer"), true
	case g.Tries == 0 && g.Held:
		return report.Say("probe.saw.guess_held_before"), true
	case g.Tries == 0:
		return report.Say("probe.saw.tries_spent"), true
	case g.Once && !g.Held:
		return report.Say("probe.saw.guess_once", tries), true
	case g.Held || g.slow():
		return report.Said{}, false
	case g.Tries < manyTries:
		return report.Say("probe.saw.guess_few", tries, strconv.Itoa(manyTries), figure(most)), true
	case !g.Known:
		return report.Say("probe.saw.guess_unseen", tries, figure(most)), true
	}
	return report.Said{}, false
}

// hold is how long a hold lasted, in seconds, as a range; without one, how long
// answers took.
func (g *Guessing) hold() string {
	switch {
	case g.Held && g.Most > 0:
		return fmt.Sprintf("%.1f–%.1f s", g.Least.Seconds(), g.Most.Seconds())
	case g.Held:
		return fmt.Sprintf("> %.1f s", g.Least.Seconds())
	}
	return fmt.Sprintf("%.1f s", median(g.last()).Seconds())
}

// figure writes a large number as people read it.
func figure(n float64) string {
	switch {
	case math.IsInf(n, 0) || math.IsNaN(n):
		return "∞"
	case n < 10:
		return fmt.Sprintf("%.2g", n)
	case n < 1e6:
		return fmt.Sprintf("%.0f", n)
	}
	return fmt.Sprintf("%.2g", n)
}

// pause waits, or returns when ctx ends.
func pause(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
