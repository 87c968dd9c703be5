package probe

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"shirushi/internal/device"
	"shirushi/internal/report"
)

// A signState is how a service took a name and a password.
type signState string

const (
	signAccepted signState = "accepted"
	signRefused  signState = "refused"
	signHeld     signState = "held"    // it takes none for now, and says so
	signUnclear  signState = "unclear" // it answered, and what that means cannot be told
	signSilent   signState = "silent"  // no connection, hung up, or no answer in time
)

// A signedIn is what one attempt to sign in showed. It holds no secret.
type signedIn struct {
	state signState
	saw   string        // in the protocol's words: "HTTP 401", "CONNACK 5"
	took  time.Duration // from the connection to the answer
}

// signWait is how long the answer to a password is waited for: services that
// slow guessing down take seconds. It is our own choice; a connection lasts no
// longer than the care says at any rate.
const signWait = 15 * time.Second

// signs are the ways of signing in, by protocol.
var signs = map[device.Protocol]func(*attempt) signedIn{
	device.HTTP:   (*attempt).web,
	device.HTTPS:  (*attempt).web,
	device.SSH:    (*attempt).ssh,
	device.FTP:    (*attempt).ftp,
	device.Telnet: (*attempt).telnet,
	device.MQTT:   (*attempt).mqtt,
	device.MQTTS:  (*attempt).mqtt,
	device.RTSP:   (*attempt).rtsp,
}

// An attempt is one sign-in with one name and password, on a connection of its
// own and without cookies from others: as someone who guesses would do it.
type attempt struct {
	ctx            context.Context
	b              *Bench
	note           func(format string, args ...any)
	to             netip.AddrPort
	s              device.Service
	name, password string
}

// signIn tries a name and password at a service, and notes it without the
// password.
func (b *Bench) signIn(ctx context.Context, note func(string, ...any), unit device.Unit, s device.Service, name, password string) signedIn {
	a := &attempt{ctx: ctx, b: b, note: note, to: at(unit, s), s: s, name: name, password: password}
	sign, ok := signs[s.Protocol]
	if !ok {
		return signedIn{state: signUnclear, saw: string(s.Protocol)}
	}
	began := time.Now()
	got := sign(a)
	got.took = time.Since(began)
	note("sign-in as %s: %s (%s), %.3f s", name, got.state, got.saw, got.took.Seconds())
	return got
}

// dial connects and waits patiently for answers.
func (a *attempt) dial() (net.Conn, error) {
	c, err := a.b.Wire.Dial(a.ctx, "tcp", a.to)
	if err != nil {
		return nil, err
	}
	if slow, ok := c.(*bounded); ok {
		slow.wait = signWait
	}
	if a.s.Protocol == device.MQTTS {
		c = tls.Client(c, &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10})
	}
	return c, nil
}

// tell sends text, which is noted as shown, and returns what comes back until
// it is enough, the other side ends or has said a lot.
func (a *attempt) tell(c net.Conn, text, shown string, enough func([]byte) bool) ([]byte, error) {
	if text != "" {
		a.note("> %s", shown)
		if _, err := io.WriteString(c, text); err != nil {
			return nil, err
		}
	}
	var all []byte
	part := make([]byte, 4<<10)
	for len(all) < 64<<10 {
		n, err := c.Read(part)
		all = append(all, part[:n]...)
		if enough(all) {
			break
		}
		if err != nil {
			a.note("< %s", a.hide(all))
			return all, err
		}
	}
	a.note("< %s", a.hide(all))
	return all, nil
}

// hide leaves the password out of what a device echoes.
func (a *attempt) hide(b []byte) string {
	text := string(b[:min(len(b), 1000)])
	if len(a.password) >= 4 && a.password != a.name {
		text = strings.ReplaceAll(text, a.password, hidden)
	}
	return text
}

// silent is the outcome of an attempt that ended without an answer.
func silent(err error) signedIn {
	var timeout net.Error
	switch {
	case err == nil:
		return signedIn{state: signSilent, saw: "no answer that could be read"}
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return signedIn{state: signSilent, saw: "hung up"}
	case refused(err):
		return signedIn{state: signSilent, saw: "connection refused"}
	case errors.As(err, &timeout) && timeout.Timeout():
		return signedIn{state: signSilent, saw: "no answer in time"}
	}
	return signedIn{state: signSilent, saw: report.Harmless(err.Error(), 120)}
}

// logins returns the services of a unit at which somebody signs in with a
// password: those described so, and those found open besides.
func (b *Bench) logins(unit device.Unit) []device.Service {
	return slices.DeleteFunc(b.Services(unit), func(s device.Service) bool {
		_, ok := signs[s.Protocol]
		return !ok || s.Access == device.Open || s.Transport != device.TCP
	})
}

// otherLogins are services that authenticate in ways that no probe here knows.
func (b *Bench) otherLogins() []device.Service {
	var all []device.Service
	for _, s := range b.Device.Services {
		if _, ok := signs[s.Protocol]; !ok && s.Access == device.Authenticated {
			all = append(all, s)
		}
	}
	return all
}

// accounts returns the names that may sign in to a service.
func (b *Bench) accounts(s device.Service) []string {
	var all []string
	for _, a := range b.Device.Accounts {
		if len(a.Services) == 0 || slices.Contains(a.Services, s.Target()) {
			all = append(all, a.Name)
		}
	}
	return all
}

// known returns an account of a service whose password was given for the unit;
// else the first account, or admin.
func (b *Bench) known(unit device.Unit, s device.Service) (name, password string, ok bool) {
	all := b.accounts(s)
	for _, name := range all {
		if password, ok := b.Secrets.Of(unit.Name, name); ok {
			return name, password, true
		}
	}
	if len(all) > 0 {
		return all[0], "", false
	}
	return "admin", "", false
}

// askPasswords has the person who is there give the passwords that are not
// known yet, each once. Who gives none leaves more to be looked at by hand.
func (b *Bench) askPasswords(ctx context.Context) error {
	if b.Ask == nil {
		return nil
	}
	for _, unit := range b.Device.Units {
		for _, a := range b.Device.Accounts {
			if !b.Secrets.ask(unit.Name, a.Name) {
				continue
			}
			done, password, err := b.Ask.Do(ctx, Instruction{Key: "probe.ask.password", Args: []string{a.Name, unit.Name}, Expects: "probe.expect.password", Kind: AnswerSecret})
			if err != nil {
				return err
			}
			if done && password != "" {
				b.Secrets.Put(unit.Name, a.Name, password)
			}
		}
	}
	return nil
}

// wrong makes a password that is nobody's: as long and as mixed as devices ask
// for, and another each time.
func wrong() string { return "x9-" + rand.Text()[:13] }

// wrongTry signs in with a password that is wrong, or may be, once the wire
// allows it.
func (b *Bench) wrongTry(ctx context.Context, note func(string, ...any), unit device.Unit, s device.Service, name, password string) (signedIn, error) {
	if err := b.Wire.Tried(unit.Name, s.Target(), name); err != nil {
		note("%s: %v", name, err)
		return signedIn{}, err
	}
	if err := b.Work.try(Try{unit.Name, s.Target(), name}); err != nil {
		return signedIn{}, err
	}
	return b.signIn(ctx, note, unit, s, name, password), ctx.Err()
}

// signTarget names a service and what it speaks, for a sentence.
func signTarget(s device.Service) string { return fmt.Sprintf("%s (%s)", s.Target(), s.Protocol) }
