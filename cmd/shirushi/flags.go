package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
)

// A usageError is a command line that was not understood.
type usageError struct{ error }

// An undecidedError says that what was asked could not be looked at.
type undecidedError struct{ error }

// errHelped ends a command that was asked how it is called, and has said so.
var errHelped = errors.New("help was given")

func isUsage(err error) bool {
	var u usageError
	return errors.As(err, &u)
}

// parse reads the flags of a command and refuses words left over unless
// rest is true.
func parse(f *flag.FlagSet, args []string, out io.Writer, rest bool) error {
	f.SetOutput(out)
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return errHelped
	case err != nil:
		return usageError{err}
	}
	if f.NArg() > 0 && !rest {
		return usageError{fmt.Errorf("%q is not expected here", f.Arg(0))}
	}
	return nil
}

func newFlags(name string) *flag.FlagSet { return flag.NewFlagSet(name, flag.ContinueOnError) }

// configFlag declares -config and returns a reader of the file it names.
func configFlag(f *flag.FlagSet) func() (config, error) {
	name := f.String("config", "", "configuration `file` (see docs/operating.md)")
	return func() (config, error) {
		if *name == "" {
			return config{}, usageError{errors.New("-config FILE is needed")}
		}
		return readConfig(*name)
	}
}

func version(_ context.Context, args []string, out io.Writer) error {
	if err := parse(newFlags("version"), args, out, false); err != nil {
		return err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the program was built without build information")
	}
	revision := "unknown revision"
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	fmt.Fprintln(out, "shirushi", info.Main.Version, revision, info.GoVersion)
	return nil
}
