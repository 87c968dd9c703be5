package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"shirushi/internal/command"
)

// configFlag declares -config and returns a reader of the file it names.
func configFlag(f *flag.FlagSet) func() (config, error) {
	name := f.String("config", "", "configuration `file` (see docs/operating.md)")
	return func() (config, error) {
		if *name == "" {
			return config{}, command.Usage("-config FILE is needed")
		}
		return readConfig(*name)
	}
}

func version(_ context.Context, args []string, out io.Writer) error {
	if err := command.Parse(command.Flags("version"), args, out, false); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "shirushi", command.Version())
	return err
}
