package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/paper"
	"shirushi/internal/reader"
	"shirushi/internal/registry"
	"shirushi/internal/scan"
	"shirushi/internal/scheme"
	"shirushi/internal/statement"
)

// A check is what the command line asks to be verified.
type check struct {
	site, saved, state, number, day, model string
	valid                                  bool // the label must be
	keys, witnesses                        []string
	words                                  *i18n.Printer
	out                                    io.Writer
}

const verifyUsage = `usage: shirushi verify [flags] NUMBER | ADDRESS | FILE.status.json | FILE.pdf | PICTURE.jpg | PICTURE.png
ends with
  0  what was checked holds; that may be that the label has expired: see -valid and -model
  1  something is wrong: forged, altered, no such label, or not what -number, -on, -model or -valid ask for
  2  what was given cannot be read: a flag, a file, a mistyped number; nothing was verified
  3  nothing wrong was found, and something could not be decided, such as whose key it is
`

// verifyCommand verifies what is said of a label, from outside.
func verifyCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("verify")
	c := check{out: out}
	many := func(into *[]string) func(string) error {
		return func(s string) error { *into = append(*into, strings.TrimSpace(s)); return nil }
	}
	f.StringVar(&c.site, "site", "", "address of the `site` to ask, such as https://labels.example; needed for a number and for a picture")
	f.Func("key", "`verifier` of the log that you trust, name+hash+key; without it the one seen before, or that the site gives", many(&c.keys))
	f.Func("witness", "`verifier` of a witness that must have seen the log; may be given more than once", many(&c.witnesses))
	f.StringVar(&c.saved, "saved", "", "`file` with a checkpoint that you saved; the log must go on from it")
	f.StringVar(&c.state, "state", "", "`file` for keys and checkpoints that were seen; your own configuration folder when not given")
	f.StringVar(&c.number, "number", "", "registration `number` that a file must be about, or that is printed beside the 2-D code of a picture")
	f.StringVar(&c.day, "on", "", "`day` of which the status is asked, 2026-04-01; today when not given")
	f.StringVar(&c.model, "model", "", "`model` that the label must be for; ends with 1 when it is not")
	f.BoolVar(&c.valid, "valid", false, "end with 1 when the label was not valid on the day")
	lang := command.Lang(f)
	f.Usage = func() {
		fmt.Fprint(f.Output(), verifyUsage)
		f.PrintDefaults()
	}
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	if !slices.Contains(i18n.Languages, *lang) {
		return command.Usage("-lang %s: say ja or en", *lang)
	}
	c.words = i18n.For(*lang)
	if f.NArg() != 1 {
		return command.UsageOf(errors.New(c.words.T("verify.need_one")))
	}
	if _, err := scheme.ParseDate(c.day); c.day != "" && err != nil {
		return command.Usage("-on: %s", c.words.Refusal(scheme.NotADate(c.day)))
	}
	for i, key := range c.keys {
		var err error
		if c.keys[i], err = reader.ParseKey(key); err != nil {
			return command.Usage("-key: %s", c.words.T(map[bool]string{true: "verify.key_slip", false: "verify.key_none"}[errors.Is(err, reader.ErrKeySlip)], printable(key)))
		}
	}
	return c.verify(ctx, f.Arg(0))
}

// verify looks at what the word names, and says what came of it.
func (c check) verify(ctx context.Context, what string) error {
	look, err := c.look()
	if err != nil {
		return err
	}
	file, err := c.fetch(ctx, what, &look)
	if err != nil {
		return err
	}
	given := file
	if file, err = reader.StatusFile(given); err != nil {
		return c.none(err)
	}
	r, err := look.Verify(ctx, file)
	if err != nil {
		return command.UsageOf(err)
	}
	c.tell(r, paper.IsPDF(given))
	switch {
	case r.Result() == statement.Failed:
		return errors.New(c.words.T("verify.failed"))
	case r.Result() == statement.NotProved, len(c.witnesses) > 0 && r.Of(statement.Witnessed).Result != statement.Proved:
		return command.NotDecided(errors.New(c.words.T("verify.not_proved")))
	}
	return c.demanded(r)
}

// demanded holds what was verified against what was asked for.
func (c check) demanded(r reader.Report) error {
	if c.valid && r.Statement.Status.Ended() {
		return errors.New(c.words.T("verify.not_valid"))
	}
	if c.model == "" {
		return nil
	}
	if len(r.Models) == 0 {
		return command.NotDecided(errors.New(c.words.T("verify.models_unknown")))
	}
	if !slices.ContainsFunc(r.Models, func(m string) bool { return registry.ModelKey(m) == registry.ModelKey(c.model) }) {
		return errors.New(c.words.T("verify.other_model", printable(c.model)))
	}
	fmt.Fprintln(c.out, c.words.T("verify.is_model", printable(c.model)))
	return nil
}

// none says why a document holds nothing to verify.
func (c check) none(err error) error {
	switch {
	case errors.Is(err, reader.ErrNoneAttached): // a certificate, or any other paper
		return command.NotDecided(errors.New(c.words.T("verify.pdf_none")))
	case errors.Is(err, reader.ErrSeveralAttached):
		return errors.New(c.words.T("verify.pdf_several"))
	}
	return errors.New(c.words.T("verify.pdf_unreadable"))
}

// look gathers what the reader brings along.
func (c check) look() (reader.Look, error) {
	l := reader.Look{Keys: c.keys, Witnesses: c.witnesses, Number: scheme.LabelNumber(narrow(c.number)), Day: scheme.Date(c.day), Now: time.Now()}
	if c.state == "" {
		dir, err := os.UserConfigDir()
		if err != nil {
			return l, command.UsageOf(errors.New(c.words.T("verify.need_state")))
		}
		c.state = filepath.Join(dir, "shirushi", "seen.json")
	}
	var err error
	if l.Seen, err = reader.ReadSeen(c.state); err != nil {
		return l, err
	}
	if c.saved != "" {
		if l.Saved, err = os.ReadFile(c.saved); err != nil {
			return l, command.Usage("-saved: %s", c.words.T("verify.no_file", printable(c.saved)))
		}
		l.Saved = reader.Trim(l.Saved)
	}
	if c.site != "" {
		if l.Site, err = reader.At(c.site); err != nil {
			return l, command.Usage("-site: %w", err)
		}
	}
	return l, nil
}

// onLabel finds the number in an address of a label.
var onLabel = regexp.MustCompile(`^(?:/api/v1|/ja|/en)?/(?:l|labels)/([^/]+)(?:/.*)?$`)

// fetch returns what the word names: a file, or what a site gives for a number
// or an address. For those the site is asked.
func (c check) fetch(ctx context.Context, what string, l *reader.Look) ([]byte, error) {
	if strings.HasPrefix(what, "https://") || strings.HasPrefix(what, "http://") {
		return c.address(ctx, what, l)
	}
	info, err := os.Stat(what)
	switch {
	case err == nil && info.Mode().IsRegular():
		if info.Size() > reader.MostStatus {
			return nil, errors.New(c.words.T("verify.too_large", reader.MostStatus>>20))
		}
		file, err := os.ReadFile(what)
		if err == nil && scan.IsPicture(file) {
			return c.picture(ctx, file, l)
		}
		return file, errors.Join(err, c.typed(c.number))
	case err == nil || strings.ContainsAny(what, `./\`):
		return nil, command.UsageOf(errors.New(c.words.T("verify.no_file", printable(what))))
	case l.Site == nil:
		return nil, command.UsageOf(errors.New(c.words.T("verify.need_site")))
	}
	if err := c.typed(what); err != nil {
		return nil, err
	}
	l.Number = scheme.LabelNumber(narrow(what))
	return c.ask(ctx, l, c.day, "")
}

// address fetches what an address names, from its host alone.
func (c check) address(ctx context.Context, what string, l *reader.Look) ([]byte, error) {
	u, err := url.Parse(what)
	if err != nil {
		return nil, command.UsageOf(errors.New(c.words.T("verify.no_label", printable(what))))
	}
	at, err := reader.At(what)
	if err != nil {
		return nil, command.UsageOf(errors.New(c.words.T("verify.no_label", printable(what))))
	}
	if err := c.elsewhere(what, at, l.Site); err != nil {
		return nil, err
	}
	l.Site = at
	found := onLabel.FindStringSubmatch(u.Path)
	if found == nil {
		return nil, command.UsageOf(errors.New(c.words.T("verify.no_label", printable(what))))
	}
	if err := c.typed(found[1]); err != nil {
		return nil, err
	}
	l.Number = scheme.LabelNumber(narrow(found[1]))
	day := c.day
	if day == "" {
		day = u.Query().Get("on")
	}
	l.Day = scheme.Date(day)
	return c.ask(ctx, l, day, u.Query().Get("known"))
}

// elsewhere refuses an address that does not lead to the site that was named,
// or whose log the given keys are of: before anybody is asked.
func (c check) elsewhere(what string, at, site *reader.Site) error {
	if site != nil {
		if lead := scan.Judge(what, site.Address()); lead.Verdict == scan.Elsewhere {
			return c.forged(c.others([]scan.Lead{lead}, site.Host()))
		}
		return nil
	}
	if len(c.keys) > 0 && !slices.ContainsFunc(c.keys, func(key string) bool { return reader.HostOf(key) == at.Host() }) {
		return c.forged(c.words.T("verify.key_elsewhere", printable(at.Host()), printable(reader.HostOf(c.keys[0]))))
	}
	return nil
}

// ask has the site give the status file of the label that is meant.
func (c check) ask(ctx context.Context, l *reader.Look, day, known string) ([]byte, error) {
	b, err := l.Site.StatusFile(ctx, string(l.Number), day, known)
	switch {
	case errors.Is(err, reader.ErrRefused):
		return nil, command.UsageOf(errors.New(c.words.T("verify.refused", printable(l.Number.Grouped()), l.Site.Host())))
	case errors.Is(err, reader.ErrMissing):
		return nil, errors.New(c.words.T("verify.unknown_number") + c.words.T("verify.stop") + c.words.T("verify.unknown_number_text"))
	case err != nil:
		return nil, command.NotDecided(errors.New(c.words.T("verify.reason.unreachable", l.Site.Host()) + " " + printable(err.Error())))
	}
	return b, nil
}

// narrow makes of a number as it is typed one as it is kept. Hyphens go only
// from numbers that are made of digits.
func narrow(typed string) string {
	half := strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == ' ' || r == '　':
			return -1
		}
		return r
	}, typed)
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("-‐‑–—−ー", r) {
			return -1
		}
		return r
	}, half)
	if strings.Trim(digits, "0123456789") == "" {
		return digits
	}
	return half
}

// tell says what was found, in a file that was attached to a document or not,
// and what cannot be.
func (c check) tell(r reader.Report, attached bool) {
	say, t := func(line string) { fmt.Fprintln(c.out, line) }, c.words.T
	for _, f := range r.Findings {
		result := string(f.Result)
		if f.Reason == statement.NoWitness && len(c.witnesses) == 0 {
			result = "not_asked"
		}
		say(t("verify.line", t("verify.result."+result), t("verify.code."+string(f.Code)), c.why(r, f)))
	}
	say("")
	if attached && r.Result() != statement.Failed {
		say(t("verify.pdf_printed"))
	}
	say(t("verify."+string(r.Result())) + t("verify.stop") + t("verify."+string(r.Result())+"_text"))
	if s := r.Statement; s.Number != "" && r.Result() != statement.Failed {
		say(t("verify.told", printable(s.Number.Grouped()), s.Day, t("status."+string(s.Status))) + " " + t("verify.told_known", s.Known))
		if s.Status.Ended() {
			say(t("verify.not_active"))
		}
		if day := r.RecordedLater(); day != "" {
			say(t("verify.recorded_later", day))
		}
		say(t("verify.validity", s.ValidFrom, s.ValidUntil))
		if name := c.name(r, "name"); name != "" {
			say(t("verify.product", name, c.name(r, "holder")))
		}
		if len(r.Models) > 0 {
			say(t("verify.models", printable(c.words.List(r.Models))))
		}
	}
	say("")
	say(t("verify.never"))
	say("- " + t("verify.never_all"))
	say("- " + t("verify.never_safe"))
}

// name is what the file calls something, in the reader's language where it can.
func (c check) name(r reader.Report, what string) string {
	for _, lang := range []string{c.words.Lang, c.words.Other()} {
		if text := r.Names[what+"_"+lang]; text != "" {
			return printable(text)
		}
	}
	return ""
}

// why says what a finding came to and why.
func (c check) why(r reader.Report, f statement.Finding) string {
	about := make([]any, len(f.About))
	for i, a := range f.About {
		about[i] = printable(a)
	}
	switch {
	case f.Reason == statement.Contradiction && f.About[0] == "": // nothing is told of the label at all
		return c.words.T(f.About[1])
	case f.Reason == statement.Contradiction:
		return c.words.T("verify.reason.contradiction", about[0], c.words.T(f.About[1], about[0]))
	case f.Reason == reader.KeySeen:
		return c.words.T("verify.proved.key_kept", scheme.Date(f.About[0]))
	case f.Reason == reader.KeySame:
		return c.words.T("verify.reason.key_same", scheme.Date(f.About[0]))
	case f.Result == statement.Proved && f.Code == statement.Witnessed:
		var seen []string
		for _, s := range r.Seen {
			seen = append(seen, c.words.T("verify.sighting", printable(s.Witness), s.At))
		}
		return c.words.T("verify.proved.witnessed", seen)
	case f.Result == statement.Proved && f.Reason != "":
		return c.words.T("verify.proved." + string(f.Reason))
	case f.Result == statement.Proved:
		return c.words.T("verify.proved." + string(f.Code))
	}
	return c.words.T("verify.reason."+string(f.Reason), about...)
}
