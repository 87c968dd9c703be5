package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"shirushi/internal/command"
	"shirushi/internal/i18n"
	"shirushi/internal/publog"
)

// usualKey is where the signing key lies unless a flag says otherwise.
func usualKey() string {
	dir, err := os.UserConfigDir()
	if err != nil {
		return "shirushi-check.key"
	}
	return filepath.Join(dir, "shirushi-check", "signing.key")
}

// key makes a signing key, and never in place of one.
func key(_ context.Context, args []string, out io.Writer) error {
	f := command.Flags("key")
	file := f.String("o", usualKey(), "`file` for the key")
	name := f.String("name", "", "`name` of who signs, such as the maker's domain; others see it")
	p, err := parse(f, args, out, "")
	if err != nil {
		return err
	}
	if *name == "" || strings.ContainsAny(*name, " \t\n+") || strings.ContainsRune(*name, '　') {
		return command.Usage("%s", p.T("check.key.name"))
	}
	k, err := publog.NewKey(*name)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(*file), 0o700); err != nil {
		return err
	}
	w, err := os.OpenFile(*file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errors.New(p.T("check.key.there", *file))
	} else if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, k.Secret())
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	fmt.Fprintln(out, p.T("check.key.made", *file))
	fmt.Fprintln(out, p.T("check.key.verifier", k.Verifier))
	return nil
}

func readKey(p *i18n.Printer, file string) (publog.Key, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return publog.Key{}, errors.New(p.T("check.key.missing", file))
	} else if err != nil {
		return publog.Key{}, err
	}
	return publog.ParseKey(string(text))
}
