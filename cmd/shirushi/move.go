package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shirushi/internal/command"
	"shirushi/internal/store"
)

// moveCommand copies a whole database into an empty one, of either engine.
func moveCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("move")
	fromFile := f.String("from", "", "configuration `file` whose database is read")
	toFile := f.String("to", "", "configuration `file` whose database is written; it must be empty")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	if *fromFile == "" || *toFile == "" {
		return command.Usage("-from FILE and -to FILE are needed")
	}
	from, err := readConfig(*fromFile)
	if err != nil {
		return err
	}
	to, err := readConfig(*toFile)
	if err != nil {
		return err
	}
	if from.dsn() == to.dsn() {
		return errors.New("both configurations name the same database")
	}
	source, err := openMoved(ctx, from)
	if err != nil {
		return fmt.Errorf("the source: %w", err)
	}
	defer source.Close()
	target, err := openStore(ctx, to)
	if err != nil {
		return fmt.Errorf("the target: %w", err)
	}
	defer target.Close()
	if err := target.Migrate(ctx); err != nil {
		return fmt.Errorf("the target: %w", err)
	}
	total := int64(0)
	err = store.Move(ctx, source, target, time.Now(), going(out), func(t store.Tally) {
		total += t.Rows
		fmt.Fprintf(out, "%-16s %9d rows alike, %s\n", t.Table, t.Rows, t.Hash[:16])
	})
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(out, "moved %d rows from %s to %s\n", total, source.Engine(), target.Engine())
	sayFiles(out, from, to)
	return nil
}

// going says every few seconds how far the copying is.
func going(out io.Writer) store.Going {
	last := time.Now()
	return func(table string, rows, of int64) {
		if time.Since(last) > 2*time.Second {
			last = time.Now()
			fmt.Fprintf(out, "%-16s %9d of %d rows copied …\n", table, rows, of)
		}
	}
}

// openMoved opens the database that is to be read. It must be there and of
// this program's form.
func openMoved(ctx context.Context, c config) (*store.Store, error) {
	if file, ok := strings.CutPrefix(c.dsn(), "sqlite:"); ok {
		if _, err := os.Stat(file); err != nil { // Open would make an empty one
			return nil, fmt.Errorf("there is no database: %w", err)
		}
	}
	s, err := store.Open(ctx, c.dsn())
	if err != nil {
		return nil, err
	}
	pending, err := s.Pending(ctx)
	if err == nil && pending > 0 {
		err = fmt.Errorf("it needs %d migrations: take a backup, then run shirushi migrate", pending)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// sayFiles says what lies beside the database and is not moved with it.
func sayFiles(out io.Writer, from, to config) {
	if from.Data != to.Data {
		fmt.Fprintf(out, "before you serve it, copy what is not in the database:\n  %s to %s (letters that wait can be read with these keys only)\n  %s to %s\n",
			filepath.Join(from.Data, "keys"), filepath.Join(to.Data, "keys"), filepath.Join(from.Data, "files"), filepath.Join(to.Data, "files"))
	}
	if from.EvidenceKeyFile != to.EvidenceKeyFile {
		fmt.Fprintf(out, "name the same key of handed-over evidence in both: %q here, %q there\n", to.EvidenceKeyFile, from.EvidenceKeyFile)
	}
}
