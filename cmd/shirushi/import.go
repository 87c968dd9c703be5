package main

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	tables "shirushi/internal/sheet" // its own name is taken by a test of this package
	"shirushi/internal/store"
	"shirushi/internal/takeover"
)

// importCommand takes a register over that was kept elsewhere, file by file.
func importCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("import")
	read := configFlag(f)
	as := f.String("as", "", "e-mail `address` of the officer or administrator on whose authority this is done")
	lang := f.String("lang", "en", "language of reasons in the report, ja or en")
	report := f.String("report", "", "`file` for the rows that are refused; without it, beside each file with .refused.csv added")
	o := takeover.Options{}
	f.BoolVar(&o.Check, "check", false, "write nothing, only say what would be refused")
	f.BoolVar(&o.Whole, "all-or-nothing", false, "write nothing of a file in which a row is refused")
	f.BoolVar(&o.Update, "update", false, "let rows replace what is on record with other content")
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "usage: shirushi import -config FILE -as ADDRESS KIND FILE…\nKIND is one of %s; see docs/import.md\n", kindNames())
		f.PrintDefaults()
	}
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	kind := takeover.Kind(f.Arg(0))
	switch {
	case f.NArg() < 2 || !slices.Contains(takeover.Kinds, kind):
		return command.Usage("say what to import (%s) and from which files", kindNames())
	case *as == "":
		return command.Usage("-as ADDRESS is needed: the record says who did it")
	case !slices.Contains(i18n.Languages, *lang):
		return command.Usage("-lang %s: say ja or en", *lang)
	}
	c, err := read()
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		return err
	}
	defer p.Close()
	i := importing{platform: p, kind: kind, options: o, words: i18n.For(*lang), report: *report, out: out}
	if i.who, err = p.officer(ctx, *as); err != nil {
		return i.said(err)
	}
	if _, err := p.scheme(ctx); err != nil {
		return i.said(err)
	}
	err = i.files(ctx, f.Args()[1:])
	if _, numbering := p.store.Sequence(ctx, p.desk.Day(p.now())); err == nil {
		err = numbering
	}
	if err == nil && i.written >= manyRows {
		err = p.store.Settle(ctx)
	}
	return err
}

// manyRows is how many rows an import writes before it has the database tidied.
const manyRows = 1000

func kindNames() string {
	names := make([]string, len(takeover.Kinds))
	for i, k := range takeover.Kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

// officer returns the person with this address, who must still have access.
func (p *platform) officer(ctx context.Context, email string) (who scheme.Actor, err error) {
	err = p.store.View(ctx, func(tx *store.Tx) error {
		who.Person, err = tx.PersonByEmail(email)
		if scheme.IsRefusal(err, scheme.Missing) {
			return fmt.Errorf("nobody has the address %s", email)
		}
		return err
	})
	return who, err
}

// An importing is one call of the command.
type importing struct {
	*platform
	kind    takeover.Kind
	options takeover.Options
	who     scheme.Actor
	words   *i18n.Printer
	report  string // "": one beside each file
	out     io.Writer
	written int // rows so far
}

// errRefused ends a command that has done what it could and refused some rows.
var errRefused = errors.New("rows were refused")

func (i *importing) files(ctx context.Context, names []string) error {
	refused := 0
	for _, name := range names {
		n, err := i.file(ctx, name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, i.said(err))
		}
		refused += n
	}
	if refused > 0 {
		return fmt.Errorf("%d %w", refused, errRefused)
	}
	return nil
}

// file imports one file and returns how many of its rows were refused.
func (i *importing) file(ctx context.Context, name string) (int, error) {
	source, err := takeover.Read(i.kind, name, func() (io.ReadCloser, error) { return os.Open(name) })
	if err != nil {
		return 0, err
	}
	if source.Hash, err = hashOfFile(name); err != nil {
		return 0, err
	}
	to := i.report
	if to == "" {
		to = name + ".refused.csv"
	}
	list := &refusedList{to: to, file: source.Name, words: i.words}
	o := i.options
	o.Refused, o.Progress = list.add, i.progress(name)
	count, err := takeover.New(i.desk).Take(ctx, i.who, i.kind, source, o)
	if !i.options.Check {
		i.written += count.Taken + count.Changed
	}
	if err := errors.Join(err, list.close()); err != nil {
		return count.Refused, err
	}
	fmt.Fprintf(i.out, "%s: %s\n", name, i.summary(count))
	if count.Refused > 0 {
		fmt.Fprintf(i.out, "%s: what was refused, and why: %s\n", name, to)
	}
	return count.Refused, nil
}

func (i *importing) summary(c takeover.Count) string {
	taken := "taken over"
	switch {
	case i.options.Check:
		taken = "to take over (nothing was written)"
	case i.options.Whole && c.Refused > 0:
		taken = "taken over (nothing was written)"
	}
	return fmt.Sprintf("%d rows: %d %s, %d changed, %d on record already, %d refused", c.Rows, c.Taken, taken, c.Changed, c.Same, c.Refused)
}

// progress tells every few seconds how far a file is.
func (i *importing) progress(name string) func(takeover.Count) {
	last := time.Now()
	return func(c takeover.Count) {
		if time.Since(last) > 2*time.Second {
			last = time.Now()
			fmt.Fprintf(i.out, "%s: %d rows …\n", name, c.Rows)
		}
	}
}

// said puts refusals into words of the language chosen.
func (i *importing) said(err error) error {
	refusals := scheme.RefusalsOf(err)
	if len(refusals) == 0 {
		return err
	}
	lines := make([]string, len(refusals))
	for k, r := range refusals {
		lines[k] = i.words.Refusal(r)
	}
	return errors.New(strings.Join(lines, "\n"))
}

func hashOfFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return hex.EncodeToString(sum.Sum(nil)), err
}

// A refusedList is the report of refused rows: a table that a spreadsheet may
// open. It is made when the first row is refused; a list from before under
// its name is replaced.
type refusedList struct {
	to    string
	file  string
	words *i18n.Printer

	open *os.File
	out  *csv.Writer
	err  error
}

func (l *refusedList) add(r takeover.Refused) {
	if l.err == nil && l.open == nil {
		l.begin()
	}
	if l.err == nil {
		l.err = l.out.Write([]string{tables.Safe(l.file), strconv.Itoa(r.Line), tables.Safe(r.Refusal.Field), tables.Safe(l.words.Refusal(r.Refusal))})
	}
}

func (l *refusedList) begin() {
	if l.open, l.err = os.OpenFile(l.to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600); l.err != nil {
		return
	}
	l.out = csv.NewWriter(l.open)
	if _, l.err = l.open.WriteString("\uFEFF"); l.err == nil { // spreadsheets else take it for another encoding
		l.err = l.out.Write([]string{"file", "row", "field", "reason"})
	}
}

func (l *refusedList) close() error {
	if l.open == nil {
		return l.err
	}
	l.out.Flush()
	if err := errors.Join(l.err, l.out.Error(), l.open.Close()); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
