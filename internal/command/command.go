// Package command is how the programs of this house are called: a word, flags,
// and an exit code that means the same everywhere. It knows none of the words.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
)

// Exit codes of all programs.
const (
	Done      = 0
	Failed    = 1 // or something wrong was found
	Unclear   = 2 // the command line was not understood
	Undecided = 3 // what was asked could not be looked at
)

// A UsageError is a command line that was not understood.
type UsageError struct{ error }

// Usage says that a command line was not understood, and why.
func Usage(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }

// UsageOf says that err is why a command line was not understood.
func UsageOf(err error) error { return UsageError{err} }

// An UndecidedError says that what was asked could not be looked at.
type UndecidedError struct{ error }

// NotDecided says that what was asked could not be looked at, and why.
func NotDecided(err error) error { return UndecidedError{err} }

// ErrHelped ends a command that was asked how it is called, and has said so.
var ErrHelped = errors.New("help was given")

// A Command is one word after the name of a program.
type Command struct {
	Name string
	Does string // in a few words, for the list of all
	Run  func(ctx context.Context, args []string, out io.Writer) error
}

// Run carries one command out and returns the exit code. say puts errors in
// words.
func Run(ctx context.Context, program string, all []Command, args []string, out, errs io.Writer, say func(error) string) int {
	if len(args) > 0 {
		for _, c := range all {
			if c.Name == args[0] {
				return end(c.Run(ctx, args[1:], out), program+" "+c.Name, errs, say)
			}
		}
	}
	fmt.Fprintf(errs, "usage: %s COMMAND [flags]\n\n", program)
	width := 0
	for _, c := range all {
		width = max(width, len(c.Name))
	}
	for _, c := range all {
		fmt.Fprintf(errs, "  %-*s  %s\n", width, c.Name, c.Does)
	}
	fmt.Fprintf(errs, "\n%s COMMAND -h lists the flags of a command.\n", program)
	if len(args) > 0 && (args[0] == "help" || args[0] == "-h" || args[0] == "-help" || args[0] == "--help") {
		return Done
	}
	return Unclear
}

func end(err error, what string, errs io.Writer, say func(error) string) int {
	if err == nil || errors.Is(err, ErrHelped) {
		return Done
	}
	fmt.Fprintf(errs, "%s: %s\n", what, say(err))
	switch {
	case errors.As(err, new(UsageError)):
		return Unclear
	case errors.As(err, new(UndecidedError)):
		return Undecided
	}
	return Failed
}

// Flags begins the flags of a command.
func Flags(name string) *flag.FlagSet { return flag.NewFlagSet(name, flag.ContinueOnError) }

// Parse reads the flags of a command, and
// refuses words unless rest is true.
func Parse(f *flag.FlagSet, args []string, out io.Writer, rest bool) error {
	f.SetOutput(out)
	switch err := f.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return ErrHelped
	case err != nil:
		return UsageError{err}
	}
	if f.NArg() > 0 && !rest {
		return Usage("%q is not expected here", f.Arg(0))
	}
	return nil
}

// Lang declares -lang, which without it is what LANG says, and English where
// that is neither.
func Lang(f *flag.FlagSet) *string {
	return f.String("lang", UsualLang(), "language of what is said, ja or en")
}

// UsualLang is the language of the environment: ja or en.
func UsualLang() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			if strings.HasPrefix(v, "ja") {
				return "ja"
			}
			return "en"
		}
	}
	return "en"
}

// Version says which build of the program this is.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = " " + s.Value[:min(12, len(s.Value))]
		}
	}
	return info.Main.Version + revision
}
