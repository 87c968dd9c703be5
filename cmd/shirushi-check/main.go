// Command shirushi-check measures a device on the bench and writes a report of
// what it saw. It contains nothing of the server: it knows the criteria, the
// probes and the report. This package wires them to a terminal.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// commands returns what the program can do, in the order of a first day. in is
// what a person types.
func commands(in io.Reader) []command.Command {
	return []command.Command{
		{Name: "init", Does: "ask about the device and write its description", Run: func(_ context.Context, args []string, out io.Writer) error { return describe(args, in, out) }},
		{Name: "plan", Does: "read a device description and tell what would be sent; sends nothing", Run: plan},
		{Name: "key", Does: "make the key with which your reports are signed", Run: key},
		{Name: "run", Does: "measure the device and write a report; goes on where it was stopped", Run: func(ctx context.Context, args []string, out io.Writer) error { return measure(ctx, args, in, out) }},
		{Name: "show", Does: "read a report", Run: show},
		{Name: "verify", Does: "tell whether a report is as it was signed", Run: verify},
		{Name: "diff", Does: "tell how two reports differ", Run: diff},
		{Name: "version", Does: "print the version", Run: version},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(command.Run(ctx, "shirushi-check", commands(os.Stdin), os.Args[1:], os.Stdout, os.Stderr, error.Error))
}

// parse reads the flags of a command that takes so many words, and returns who
// speaks.
func parse(f *flag.FlagSet, args []string, out io.Writer, words string) (*i18n.Printer, error) {
	lang := command.Lang(f)
	f.Usage = func() {
		fmt.Fprintf(f.Output(), "usage: shirushi-check %s [flags] %s\n", f.Name(), words)
		f.PrintDefaults()
	}
	if err := command.Parse(f, args, out, words != ""); err != nil {
		return nil, err
	}
	if n := len(strings.Fields(words)); f.NArg() != n {
		return nil, command.Usage("%d words are expected: shirushi-check %s %s", n, f.Name(), words)
	}
	if !slices.Contains(i18n.Languages, *lang) {
		return nil, command.Usage("-lang %s: say ja or en", *lang)
	}
	return i18n.For(*lang), nil
}

// said puts refusals in words of the reader's language; other errors stay as
// they are.
func said(p *i18n.Printer, err error) error {
	no := scheme.RefusalsOf(err)
	if len(no) == 0 {
		return err
	}
	all := make([]error, len(no))
	for i, r := range no {
		all[i] = errors.New(p.Refusal(r))
	}
	return errors.Join(all...)
}

func version(_ context.Context, args []string, out io.Writer) error {
	if err := command.Parse(command.Flags("version"), args, out, false); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "shirushi-check", command.Version())
	return err
}
