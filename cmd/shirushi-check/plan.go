package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"

	"shirushi/internal/catalog"
	"shirushi/internal/command"
	"shirushi/internal/device"
	"shirushi/internal/i18n"
	"shirushi/internal/probe"
	"shirushi/internal/report"
	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
	jcstar "shirushi/schemes/jc-star"
)

// A described device is a description with the criteria that it names.
type described struct {
	device.Description
	text    []byte
	edition scheme.Edition
	hash    string // of the scheme's data
}

// readDevice reads a device description and finds its criteria among those that
// the program carries.
func readDevice(p *i18n.Printer, file string) (d described, err error) {
	if d.text, err = os.ReadFile(file); err != nil {
		return d, err
	}
	var problems []yamlfile.Problem
	if d.Description, problems = device.Read(file, d.text); len(problems) > 0 {
		all := []string{p.T("check.device.wrong", file)}
		for _, one := range problems {
			all = append(all, one.Text(p.Lang))
		}
		return d, errors.New(strings.Join(all, "\n"))
	}
	v, err := criteria()
	if err != nil {
		return d, err
	}
	d.hash = v.Hash
	d.edition, err = edition(v.Scheme, d.Edition)
	return d, err
}

// edition returns the criteria of an id among those that the program carries.
func edition(s *scheme.Scheme, id scheme.EditionID) (scheme.Edition, error) {
	e, ok := s.Edition(id)
	if ok {
		return e, nil
	}
	var known []string
	for _, one := range s.Editions {
		known = append(known, string(one.ID))
	}
	return e, scheme.Refuse(scheme.Invalid, "refusal.check.edition").On("edition").With(string(id), strings.Join(known, ", "))
}

// criteria returns the scheme's data that the program carries.
func criteria() (catalog.Version, error) {
	v, problems, err := catalog.Take(jcstar.Data)
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("the criteria in this program: %s", problems[0])
	}
	return v, err
}

// addresses of all units, as a person confirms them.
func (d described) addresses() (all []netip.Addr, text string) {
	var words []string
	for _, u := range d.Units {
		all = append(all, u.Address)
		words = append(words, u.Address.String())
	}
	return all, strings.Join(words, ",")
}

// checkPublic refuses addresses that are not those of a bench, unless they are
// allowed.
func (d described) checkPublic(allowed bool) error {
	for _, u := range d.Units {
		if !allowed && !u.Address.IsPrivate() && !u.Address.IsLoopback() && !u.Address.IsLinkLocalUnicast() {
			return scheme.Refuse(scheme.Invalid, "refusal.check.public").On("public").With(u.Address.String())
		}
	}
	return nil
}

// confirmed reports whether the person named the addresses: by a flag, or by
// typing them.
func (d described) confirmed(p *i18n.Printer, flag string, lines *bufio.Reader, out io.Writer) error {
	_, want := d.addresses()
	if flag == "" {
		fmt.Fprint(out, p.T("check.confirm", want))
		line, err := lines.ReadString('\n')
		if err != nil && err != io.EOF {
			return err
		}
		flag = line
	}
	if strings.Join(strings.FieldsFunc(flag, func(r rune) bool { return r == ',' || r == ' ' || r == '\n' || r == '\r' }), ",") != want {
		return scheme.Refuse(scheme.Conflict, "refusal.check.not_confirmed").On("confirm").With(want)
	}
	return nil
}

// plan tells what a run would send, and sends nothing.
func plan(_ context.Context, args []string, out io.Writer) error {
	f := command.Flags("plan")
	care := careFlags(f)
	harm := f.Bool("harm", false, "with what changes the device")
	p, err := parse(f, args, out, "DEVICE.yaml")
	if err != nil {
		return err
	}
	d, err := readDevice(p, f.Arg(0))
	if err != nil {
		return said(p, err)
	}
	say := func(key string, args ...any) { fmt.Fprintln(out, p.T(key, args...)) }
	say("check.plan.head", d.Product.Name, string(d.Edition))
	say("check.plan.care", care.Rate, care.Parallel, care.Tries)
	b := &probe.Bench{Device: d.Description, Edition: d.edition, Work: &probe.Work{}, Wire: probe.NewWire(*care)}
	for _, s := range probe.Plan(d.Description, d.edition, *harm) {
		fmt.Fprintln(out)
		say("check.plan.step", p.T("check.probe."+s.Probe.ID), s.Unit.Name, s.Unit.Address.String())
		for _, one := range s.Probe.Sends(b, s.Unit) {
			fmt.Fprint(out, "  ")
			say("check.plan.sends", one.Target, p.T(one.What), one.Most)
		}
	}
	fmt.Fprintln(out)
	say("check.plan.harm")
	say("check.plan.nothing")
	return nil
}

// summary lists the outcome of each item.
func summary(out io.Writer, p *i18n.Printer, r report.Report, e scheme.Edition) {
	for _, one := range r.Items(e) {
		item, _ := e.Item(one.Item)
		fmt.Fprintf(out, "  %s  %s: %s\n", one.Item, item.Title.In(p.Lang), p.T("report.outcome."+string(one.Outcome)))
	}
	fmt.Fprintln(out, p.T("check.not_conformity"))
}
