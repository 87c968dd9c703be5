package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/readout"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
)

// mostFile bounds a report file that is read into memory.
const mostFile = 128 << 20

// readReport reads a report file, with the criteria that it names. Times are
// told in the zone of the scheme.
func readReport(p *i18n.Printer, name string) (r readout.Readout, err error) {
	info, err := os.Stat(name)
	if err != nil {
		return r, err
	}
	if info.Size() > mostFile {
		return r, scheme.Refuse(scheme.Invalid, "refusal.report.too_large").On("file").With(report.MostUnpack >> 20)
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return r, err
	}
	if r.Sealed, err = report.Read(b); err != nil {
		return r, err
	}
	v, err := criteria()
	if err != nil {
		return r, err
	}
	r.P = p.In(v.Scheme.ZoneName, v.Scheme.ZoneOffset)
	r.Edition, err = edition(v.Scheme, r.Sealed.Edition)
	return r, err
}

// show says a report in words, item by item.
func show(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("show")
	html := f.String("html", "", "write it as a page into this `file`")
	pdf := f.String("pdf", "", "write it as a PDF into this `file`")
	p, err := parse(f, args, out, "REPORT")
	if err != nil {
		return err
	}
	r, err := readReport(p, f.Arg(0))
	if err != nil {
		return said(p, err)
	}
	p, s, e := r.P, r.Sealed, r.Edition
	if *html != "" || *pdf != "" {
		return render(ctx, out, r, *html, *pdf)
	}
	say := func(key string, args ...any) { fmt.Fprintln(out, p.T(key, args...)) }
	say("check.show.head", s.Product.Name, strings.Join(s.Product.Models, ", "))
	say("check.show.made", s.Began, s.Ended, s.Tool.Name, s.Tool.Version)
	say("check.show.hash", s.Hash)
	seal(out, p, s)
	for _, one := range s.Items(e) {
		item, _ := e.Item(one.Item)
		fmt.Fprintf(out, "\n%s %s\n  %s\n", one.Item, item.Title.In(p.Lang), p.T("report.outcome."+string(one.Outcome)))
		if len(one.Done) == 0 {
			fmt.Fprintln(out, "  "+p.T("check.show.nothing"))
		}
		for _, m := range one.Done {
			where := strings.TrimSpace(m.Unit + " " + m.Target)
			fmt.Fprintf(out, "  - %s: %s\n", where, p.T(m.Key()))
			fmt.Fprintln(out, "    "+p.T("check.show.did", p.Refusal(m.Did)))
			fmt.Fprintln(out, "    "+p.T("check.show.saw", p.Refusal(m.Saw)))
			fmt.Fprintln(out, "    "+p.T("check.show.force", p.T("report.force."+string(m.Force))))
			if len(m.Raw) > 0 {
				fmt.Fprintln(out, "    "+p.T("check.show.raw", strings.Join(m.Raw, ", ")))
			}
		}
	}
	fmt.Fprintln(out)
	say("check.not_conformity")
	return nil
}

// render writes a report as a page and as a PDF, as far as files are named.
func render(ctx context.Context, out io.Writer, r readout.Readout, html, pdf string) error {
	for _, one := range []struct {
		file string
		make func() ([]byte, error)
	}{{html, func() ([]byte, error) { return r.HTML(ctx) }}, {pdf, r.PDF}} {
		if one.file == "" {
			continue
		}
		b, err := one.make()
		if err != nil {
			return err
		}
		if err := os.WriteFile(one.file, b, 0o600); err != nil {
			return err
		}
		fmt.Fprintln(out, r.P.T("check.rendered", one.file))
	}
	return nil
}

// seal says whether a report is as it was signed.
func seal(out io.Writer, p *i18n.Printer, s report.Sealed) {
	for _, fault := range s.Unsound {
		fmt.Fprintln(out, p.T("report.fault."+string(fault.Code), fault.Name))
	}
	if s.SignedBy != "" {
		fmt.Fprintln(out, p.T("check.show.signer", s.SignedBy))
		fmt.Fprintln(out, p.T("report.integrity"))
	}
}

// verify tells whether a report is as it was signed, and by which key.
func verify(_ context.Context, args []string, out io.Writer) error {
	f := command.Flags("verify")
	by := f.String("key", "", "`verifier` of the key that must have signed, as its owner tells it")
	p, err := parse(f, args, out, "REPORT")
	if err != nil {
		return err
	}
	r, err := readReport(p, f.Arg(0))
	if err != nil {
		return said(p, err)
	}
	s := r.Sealed
	fmt.Fprintln(out, p.T("check.show.hash", s.Hash))
	if len(s.Unsound) > 0 {
		seal(out, p, s)
		return errors.New(p.T("check.verify.unsound"))
	}
	fmt.Fprintln(out, p.T("check.verify.sound"))
	switch *by {
	case s.SignedBy:
		fmt.Fprintln(out, p.T("check.verify.key"))
	case "":
		fmt.Fprintln(out, p.T("check.verify.key_open", s.SignedBy))
	default:
		return errors.New(p.T("check.verify.other_key", s.SignedBy))
	}
	fmt.Fprintln(out, p.T("report.integrity"))
	return nil
}

// diff tells how two reports differ: items whose outcome is another, and
// measurements that one of them lacks.
func diff(_ context.Context, args []string, out io.Writer) error {
	f := command.Flags("diff")
	p, err := parse(f, args, out, "BEFORE AFTER")
	if err != nil {
		return err
	}
	before, err := readReport(p, f.Arg(0))
	if err != nil {
		return said(p, err)
	}
	after, err := readReport(p, f.Arg(1))
	if err != nil {
		return said(p, err)
	}
	changes := report.Compare(before.Sealed.Report, after.Sealed.Report, after.Edition)
	for _, c := range changes {
		switch {
		case c.Before == "":
			fmt.Fprintln(out, p.T("check.diff.new", c.What, p.T("report.outcome."+string(c.After))))
		case c.After == "":
			fmt.Fprintln(out, p.T("check.diff.gone", c.What, p.T("report.outcome."+string(c.Before))))
		default:
			fmt.Fprintln(out, p.T("check.diff.item", c.What, p.T("report.outcome."+string(c.Before)), p.T("report.outcome."+string(c.After))))
		}
	}
	if len(changes) == 0 {
		fmt.Fprintln(out, p.T("check.diff.same"))
	}
	return nil
}
