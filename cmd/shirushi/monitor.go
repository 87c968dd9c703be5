package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/monitor"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

// monitorCommand follows a public log from outside.
func monitorCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("monitor")
	o := monitor.Options{}
	f.StringVar(&o.State, "state", "", "`folder` for what was seen; one for each log")
	f.StringVar(&o.Key, "key", "", "`verifier` of the log, as the site's /log/key and the office's own papers tell it; needed the first time")
	f.BoolVar(&o.Accept, "accept-key", false, "trust -key beside the keys that are trusted already: after the office has lost one, and said so elsewhere")
	f.Func("witness", "`verifier` of a witness that must have cosigned; may be given more than once", func(s string) error {
		w, err := publog.ParseWitness(s)
		o.Witnesses = append(o.Witnesses, w)
		return err
	})
	f.BoolVar(&o.All, "all", false, "compare all labels with what the site says, not only some")
	f.IntVar(&o.Sample, "sample", 20, "how many labels to compare closely each round, and as many of those that changed")
	f.DurationVar(&o.Slack, "slack", time.Hour, "by how much an event may have been recorded before those with lower numbers")
	every := f.Duration("every", 0, "look again after this `time`, such as 10m, until stopped; without it, look once")
	asJSON := f.Bool("json", false, "write JSON, a line for each finding and each round")
	lang := command.Lang(f)
	f.Usage = func() {
		fmt.Fprintln(f.Output(), "usage: shirushi monitor -state FOLDER -key VERIFIER https://labels.example\nsee docs/monitor.md")
		f.PrintDefaults()
	}
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	switch {
	case f.NArg() != 1:
		return command.Usage("say which site to look at, such as https://labels.example")
	case o.State == "":
		return command.Usage("-state FOLDER is needed: what was seen is kept there")
	case o.Sample < 0 || o.Slack < 0 || *every < 0 || *every > 0 && *every < time.Second:
		return command.Usage("-sample and -slack must not be negative, and -every not less than 1s")
	case !slices.Contains(i18n.Languages, *lang):
		return command.Usage("-lang %s: say ja or en", *lang)
	}
	o.URL = f.Arg(0)
	debug.SetGCPercent(30) // most of the memory is what is kept
	w := watching{out: out, words: i18n.For(*lang), json: *asJSON}
	o.Tell = w.finding
	return w.follow(ctx, o, *every)
}

// A watching says what a monitor finds.
type watching struct {
	out   io.Writer
	words *i18n.Printer
	json  bool
}

// follow looks once or until ctx ends. The worst of all rounds decides how
// the command ends.
func (w watching) follow(ctx context.Context, o monitor.Options, every time.Duration) error {
	m, err := monitor.Open(o)
	if err != nil {
		return w.cannot(err)
	}
	defer m.Close()
	failed, unknown := 0, 0
	for {
		r, err := m.Round(ctx)
		if err != nil && ctx.Err() == nil {
			return err
		}
		if err == nil {
			failed, unknown = failed+r.Failed, unknown+r.Unknown
			w.round(r)
		}
		if every == 0 || ctx.Err() != nil {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(every):
		}
	}
	switch {
	case failed > 0:
		return errors.New(w.words.T("monitor.end.failed", failed))
	case unknown > 0:
		return command.NotDecided(errors.New(w.words.T("monitor.end.unknown", unknown)))
	}
	return nil
}

// cannot says why nothing is followed.
func (w watching) cannot(err error) error {
	for cause, key := range map[error]string{
		monitor.ErrNoKey: "monitor.no_key", monitor.ErrOtherKey: "monitor.other_key", monitor.ErrInUse: "monitor.in_use", monitor.ErrAddress: "monitor.address",
	} {
		if errors.Is(err, cause) {
			said := errors.New(w.words.T(key))
			if cause == monitor.ErrInUse {
				return command.NotDecided(said)
			}
			return command.UsageOf(said)
		}
	}
	return err
}

func (w watching) finding(f monitor.Finding) {
	if w.json {
		w.line(struct {
			Type string `json:"type"`
			monitor.Finding
			Outcome monitor.Outcome `json:"outcome"`
			Text    string          `json:"text"`
		}{"finding", f, f.Code.Outcome(), w.say(f)})
		return
	}
	fmt.Fprintln(w.out, w.words.T("monitor.outcome."+string(f.Code.Outcome())), w.say(f))
}

// say puts a finding into words.
func (w watching) say(f monitor.Finding) string {
	return w.words.T("monitor."+string(f.Code), f.Event, f.Label.Grouped(), w.value(f.Field, f.Log), w.value(f.Field, f.Site), printable(f.Field))
}

// value says what a field holds; statuses by their names.
func (w watching) value(field, text string) string {
	switch {
	case text == "":
		return w.words.T("monitor.nothing")
	case (field == "status" || strings.HasPrefix(field, "/")) && w.words.Has("status."+text):
		return w.words.T("status." + text)
	}
	if _, err := scheme.ParseDate(text); err == nil {
		return w.words.Date(scheme.Date(text))
	}
	return printable(text)
}

// printable shows what a stranger wrote so that it cannot steer a terminal.
func printable(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 }) < 0 {
		return s
	}
	return fmt.Sprintf("%q", s)
}

func (w watching) round(r monitor.Report) {
	if w.json {
		w.line(struct {
			Type string `json:"type"`
			monitor.Report
		}{"round", r})
		return
	}
	key := "monitor.round"
	if !r.Followed {
		key = "monitor.round_broken"
	}
	fmt.Fprintln(w.out, w.words.T(key, r.Size, r.New, r.Labels, r.Compared, r.At))
	if r.Withheld > 0 {
		fmt.Fprintln(w.out, w.words.T("monitor.withheld", r.Withheld))
	}
}

func (w watching) line(v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic("monitor: a finding does not marshal: " + err.Error())
	}
	fmt.Fprintln(w.out, string(b))
}
