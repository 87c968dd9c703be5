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

	"shirushi/internal/backup"
	"shirushi/internal/command"
	"shirushi/internal/store"
)

// databaseInBackup is the name of the SQLite file in an archive, and so in a
// data folder restored from one.
const databaseInBackup = "shirushi.db"

func backupCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("backup")
	read := configFlag(f)
	to := f.String("to", "", "archive `file` to write; it must not be there yet")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	if *to == "" {
		return command.Usage("-to FILE is needed")
	}
	file, ok := strings.CutPrefix(c.dsn(), "sqlite:")
	if !ok {
		return errors.New("on PostgreSQL take the database with pg_dump, and files/ and keys/ with your own tools; see docs/operating.md")
	}
	if _, err := os.Stat(file); err != nil { // Open would make an empty one, and that would be the backup
		return fmt.Errorf("backup: there is no database yet: %w", err)
	}
	s, err := store.Open(ctx, c.dsn())
	if err != nil {
		return err
	}
	defer s.Close()
	temp, err := os.MkdirTemp(filepath.Dir(*to), ".snapshot-*")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(temp)
	snapshot := filepath.Join(temp, databaseInBackup)
	if err := s.Snapshot(ctx, snapshot); err != nil {
		return err
	}
	err = backup.Write(*to, []backup.Source{
		{From: snapshot, As: databaseInBackup},
		{From: filepath.Join(c.Data, "files", "sealed"), As: "files/sealed"},
		{From: filepath.Join(c.Data, "keys"), As: "keys"},
	}, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s; it holds keys: keep it where only the operator can read it\n", *to)
	return nil
}

func restoreCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("restore")
	read := configFlag(f)
	from := f.String("from", "", "archive `file` written by backup")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	if *from == "" {
		return command.Usage("-from FILE is needed")
	}
	if want := "sqlite:" + filepath.Join(c.Data, databaseInBackup); c.dsn() != want {
		return fmt.Errorf("restore brings the database back as %s; set database to %q", want, "sqlite:"+databaseInBackup)
	}
	if err := backup.Restore(*from, c.Data); err != nil {
		return err
	}
	s, err := store.Open(ctx, c.dsn())
	if err != nil {
		return err
	}
	defer s.Close()
	pending, err := s.Pending(ctx)
	if err != nil {
		return fmt.Errorf("restored, but the database cannot be read: %w", err)
	}
	fmt.Fprintf(out, "restored into %s\n", c.Data)
	if pending > 0 {
		fmt.Fprintln(out, "the database is from an older version: run shirushi migrate before serve")
	}
	return nil
}
