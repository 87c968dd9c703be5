// Command shirushi runs a labelling scheme: its desks, its public pages and
// its records. This package only wires the rooms together.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// A command is one word after "shirushi".
type command struct {
	name string
	does string
	run  func(ctx context.Context, args []string, out io.Writer) error
}

// commands returns what the program can do, in the order of a first day.
func commands() []command {
	return []command{
		{"demo", "play the whole scheme with invented companies on this machine", demoCommand},
		{"check-config", "read a configuration and say what is wrong with it", checkConfig},
		{"migrate", "bring the database to this version's form", migrate},
		{"admin", "make the first administrator and print the link to enrol", admin},
		{"catalog", "check a scheme's data files, or load them into the database", catalogCommand},
		{"import", "take over holders, labels, models and news of an earlier register", importCommand},
		{"serve", "run the platform", serve},
		{"log-key", "list the keys that sign for the office, or put a new one in place of one", logKeyCommand},
		{"witness", "watch public logs from outside, and cosign what goes on from what was seen", witnessCommand},
		{"evidence-key", "make, check or change the key of handed-over evidence", evidenceKeyCommand},
		{"backup", "pack data, files and keys into one archive while it runs", backupCommand},
		{"restore", "unpack such an archive into a new data folder", restoreCommand},
		{"move", "copy a whole database into an empty one, from SQLite to PostgreSQL or back", moveCommand},
		{"monitor", "follow a public log from outside, and compare it with what its site says", monitorCommand},
		{"verify", "verify what is said of a label: a number, an address, a status file or a PDF with one", verifyCommand},
		{"version", "print the version", version},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run carries one command out and returns the exit code: 0 done, 1 failed or
// found something wrong, 2 not understood, 3 could not be decided.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) > 0 {
		for _, c := range commands() {
			if c.name != args[0] {
				continue
			}
			err := c.run(ctx, args[1:], out)
			if err == nil || errors.Is(err, errHelped) {
				return 0
			}
			fmt.Fprintf(errs, "shirushi %s: %v\n", c.name, err)
			if isUsage(err) {
				return 2
			}
			if errors.As(err, new(undecidedError)) {
				return 3
			}
			return 1
		}
	}
	usage(errs)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprintln(w, "usage: shirushi COMMAND [flags]")
	fmt.Fprintln(w)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-13s %s\n", c.name, c.does)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "shirushi COMMAND -h lists the flags of a command.")
}
