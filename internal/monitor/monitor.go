// Package monitor follows the public log of a scheme from outside, as anybody
// may. It knows no more than what the site shows to everyone: it holds each
// checkpoint against the one before, reads every event and proves that it is
// in the tree, works out from the events alone what each label is, and
// compares that with what the site says. What it finds it says as codes;
// words for people are not its matter.
package monitor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// Options say what is followed, and what is held to be true at the beginning.
type Options struct {
	URL       string          // of the site, without a path
	State     string          // folder, made when there is none; one monitor at a time uses it
	Key       string          // verifier of the log; "" after the first round, which keeps it
	Accept    bool            // trust Key beside those that are trusted already
	Witnesses []note.Verifier // that must have cosigned each checkpoint
	Slack     time.Duration   // by which an event may have been recorded before those with lower numbers
	Sample    int             // labels compared each round, and as many of those that changed
	All       bool            // compare all labels
	Client    *http.Client    // nil: one with a time limit
	Now       func() time.Time
	Wait      func(context.Context, time.Duration) error // nil: waits
	Tell      func(Finding)                              // is told of each finding as it is made
}

// A Monitor follows one log. It is not safe for use by several goroutines.
type Monitor struct {
	Options
	site  *site
	state *state
	tree  *tree // of the newest checkpoint

	changed map[scheme.LabelNumber]bool // labels with events read in this round, a few of many
	report  Report
}

// Open reads what was seen in earlier rounds. It fails with ErrNoKey when
// nothing was and no key is given, with ErrOtherKey when the key given is not
// one that is trusted already, and with ErrInUse while another monitor uses
// the folder.
func Open(o Options) (*Monitor, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	if o.Tell == nil {
		o.Tell = func(Finding) {}
	}
	s, err := newSite(o)
	if err != nil {
		return nil, err
	}
	st, err := openState(o.State, s.host.Address())
	if err != nil {
		return nil, err
	}
	m := &Monitor{Options: o, site: s, state: st}
	if err := m.trust(o.Key); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return m, nil
}

// What Open refuses.
var (
	ErrNoKey    = errors.New("monitor: the first round needs the key of the log")
	ErrOtherKey = errors.New("monitor: this key is not among those that are trusted")
	ErrInUse    = errors.New("monitor: another monitor uses the folder")
)

func (m *Monitor) trust(key string) error {
	if key == "" {
		if len(m.state.Keys) == 0 {
			return ErrNoKey
		}
		return nil
	}
	if _, err := note.NewVerifier(key); err != nil {
		return fmt.Errorf("read the key of the log: %w", err)
	}
	if len(m.state.Keys) == 0 {
		m.state.Keys = []trusted{{Verifier: key}}
	}
	for _, k := range m.state.Keys {
		if k.Verifier == key {
			return nil
		}
	}
	if !m.Accept {
		return ErrOtherKey
	}
	m.state.Keys = append(m.state.Keys, trusted{Verifier: key})
	return nil
}

// Close gives the folder back.
func (m *Monitor) Close() error { return m.state.Close() }

// Trusted returns the verifiers that are trusted, the oldest first.
func (m *Monitor) Trusted() []string {
	var all []string
	for _, k := range m.state.Keys {
		all = append(all, k.Verifier)
	}
	return all
}

// Round looks once: it follows the log as far as it goes and compares labels.
// What is wrong is in the report and was told of. An error is a failure of
// this machine, not of the log.
func (m *Monitor) Round(ctx context.Context) (Report, error) {
	m.report = Report{At: m.Now().UTC().Truncate(time.Second)}
	m.changed = map[scheme.LabelNumber]bool{}
	before := m.state.Read
	err := m.follow(ctx)
	if err == nil && m.report.Followed {
		err = m.reread(ctx, before)
	}
	if err == nil && m.report.Followed {
		err = m.grows(ctx)
	}
	if err == nil && m.report.Followed {
		err = m.compare(ctx)
	}
	m.report.Size, m.report.Labels = m.state.Read, m.state.labels.len()
	if err == nil {
		err = ctx.Err()
	}
	return m.report, err
}

// newest returns the checkpoint that was verified last; false before the first.
func (m *Monitor) newest() (publog.Checkpoint, bool) { return m.state.head, m.state.Checkpoint != "" }

// find reports a finding.
func (m *Monitor) find(f Finding) error {
	f.At = m.report.At
	m.report.count(f)
	m.Tell(f)
	if f.Code.Outcome() != Failed {
		return nil
	}
	return m.state.keepFinding(f)
}
