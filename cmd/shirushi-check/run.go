package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/probe"
	"shirushi/internal/report"
)

// careFlags declares the flags that bound what is done to a device.
func careFlags(f *flag.FlagSet) *probe.Care {
	c := probe.UsualCare
	f.IntVar(&c.Rate, "rate", c.Rate, "new connections a second to one unit, at `most`")
	f.IntVar(&c.Parallel, "parallel", c.Parallel, "connections at once to one unit, at `most`")
	f.IntVar(&c.Tries, "tries", c.Tries, "wrong passwords for one account at one service, at `most`")
	f.DurationVar(&c.Wait, "wait", c.Wait, "for an answer, at most this `time`")
	return &c
}

// measure carries out what a plan tells and writes the report.
func measure(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	f := command.Flags("run")
	care := careFlags(f)
	harm := f.Bool("harm", false, "also do what changes the device: hand it an altered update, reset it")
	confirm := f.String("confirm", "", "`addresses` of the units, as in the description, in place of typing them when asked")
	alone := f.Bool("unattended", false, "nobody is there: leave out what a person must do; passwords come from the environment alone")
	public := f.Bool("public", false, "allow addresses that are not private")
	work := f.String("work", "", "`folder` for what was seen so far (without it: beside the description)")
	to := f.String("o", "", "write the report to this `file` (without it: beside the description)")
	keyFile := f.String("key", usualKey(), "`file` of the signing key, made by shirushi-check key")
	p, err := parse(f, args, out, "DEVICE.yaml")
	if err != nil {
		return err
	}
	d, err := readDevice(p, f.Arg(0))
	if err != nil {
		return said(p, err)
	}
	base := strings.TrimSuffix(f.Arg(0), filepath.Ext(f.Arg(0)))
	if *work == "" {
		*work = base + ".work"
	}
	if *to == "" {
		*to = base + report.Suffix
	}
	signer, err := readKey(p, *keyFile)
	if err != nil {
		return err
	}
	if err := d.checkPublic(*public); err != nil {
		return said(p, err)
	}
	lines := bufio.NewReader(in)
	if err := d.confirmed(p, *confirm, lines, out); err != nil {
		return said(p, err)
	}
	b, err := d.bench(*work, *care)
	if err != nil {
		return said(p, err)
	}
	b.Dir = filepath.Dir(f.Arg(0))
	d.givePasswords(b.Secrets, os.Getenv)
	if !*alone {
		b.Ask = newPerson(p, in, lines, out)
	}
	if err := b.Run(ctx, probe.Plan(d.Description, d.edition, *harm), progress(out, p)); err != nil {
		if ctx.Err() != nil {
			return errors.New(p.T("check.stopped", *work))
		}
		return err
	}
	r := d.report(b)
	var file bytes.Buffer
	if err := report.Write(&file, r, signer, signer.Verifier, b.Work.File); err != nil {
		return said(p, err)
	}
	if err := os.WriteFile(*to, file.Bytes(), 0o600); err != nil {
		return err
	}
	fmt.Fprintln(out, p.T("check.written", *to))
	summary(out, p, r, d.edition)
	return nil
}

// bench makes ready what probes work at.
func (d described) bench(work string, care probe.Care) (*probe.Bench, error) {
	w, err := probe.OpenWork(work, probe.Begun{At: time.Now().UTC(), Description: report.Hash(d.text), Edition: string(d.Edition)})
	if err != nil {
		return nil, err
	}
	tried, err := w.Tries()
	if err != nil {
		return nil, err
	}
	units, _ := d.addresses()
	wire := probe.NewWire(care, units...)
	wire.Count(tried)
	return &probe.Bench{Device: d.Description, Edition: d.edition, Wire: wire, Work: w, Now: time.Now, Secrets: &probe.Secrets{}}, nil
}

// progress says which step is under way, a line for each.
func progress(out io.Writer, p *i18n.Printer) func(probe.Step, error) {
	return func(s probe.Step, err error) {
		name := p.T("check.probe." + s.Probe.ID)
		if err != nil {
			fmt.Fprintln(out, p.T("check.step_failed", name, err.Error()))
			return
		}
		fmt.Fprintln(out, p.T("check.step", name, s.Unit.Name))
	}
}

// report gathers what was measured.
func (d described) report(b *probe.Bench) report.Report {
	r := report.Report{
		Tool: report.Tool{Name: "shirushi-check", Version: command.Version()}, Edition: d.Edition, EditionHash: d.hash,
		Product:   report.Product{Name: d.Product.Name, Models: d.Product.Models, Firmware: d.Product.Firmware},
		Described: string(d.text), Began: b.Work.Begun().At, Ended: time.Now().UTC(),
	}
	for _, u := range d.Units {
		r.Units = append(r.Units, report.Unit{Name: u.Name, Address: u.Address.String()})
	}
	r.Done, r.Files = b.Work.Measurements()
	return r
}
