// Command shirushi runs a labelling scheme: its desks, its public pages and
// its records. This package only wires the rooms together.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"shirushi/internal/command"
)

// commands returns what the program can do, in the order of a first day.
func commands() []command.Command {
	return []command.Command{
		{Name: "demo", Does: "play the whole scheme with invented companies on this machine", Run: demoCommand},
		{Name: "check-config", Does: "read a configuration and say what is wrong with it", Run: checkConfig},
		{Name: "migrate", Does: "bring the database to this version's form", Run: migrate},
		{Name: "admin", Does: "make the first administrator and print the link to enrol", Run: admin},
		{Name: "catalog", Does: "check a scheme's data files, or load them into the database", Run: catalogCommand},
		{Name: "import", Does: "take over holders, labels, models and news of an earlier register", Run: importCommand},
		{Name: "serve", Does: "run the platform", Run: serve},
		{Name: "log-key", Does: "list the keys that sign for the office, or put a new one in place of one", Run: logKeyCommand},
		{Name: "witness", Does: "watch public logs from outside, and cosign what goes on from what was seen", Run: witnessCommand},
		{Name: "evidence-key", Does: "make, check or change the key of handed-over evidence", Run: evidenceKeyCommand},
		{Name: "backup", Does: "pack data, files and keys into one archive while it runs", Run: backupCommand},
		{Name: "restore", Does: "unpack such an archive into a new data folder", Run: restoreCommand},
		{Name: "move", Does: "copy a whole database into an empty one, from SQLite to PostgreSQL or back", Run: moveCommand},
		{Name: "monitor", Does: "follow a public log from outside, and compare it with what its site says", Run: monitorCommand},
		{Name: "verify", Does: "verify what is said of a label: a number, an address, a status file or a PDF with one", Run: verifyCommand},
		{Name: "version", Does: "print the version", Run: version},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run carries one command out and returns the exit code.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	return command.Run(ctx, "shirushi", commands(), args, out, errs, error.Error)
}
