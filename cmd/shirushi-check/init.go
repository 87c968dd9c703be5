package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"shirushi/internal/command"
	"shirushi/internal/device"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// describe asks about a device and writes its description, never over a file
// that is there.
func describe(args []string, in io.Reader, out io.Writer) error {
	f := command.Flags("init")
	to := f.String("o", "device.yaml", "write the description to this `file`")
	p, err := parse(f, args, out, "")
	if err != nil {
		return err
	}
	if _, err := os.Stat(*to); !errors.Is(err, fs.ErrNotExist) {
		return errors.New(p.T("check.init.there", *to))
	}
	v, err := criteria()
	if err != nil {
		return err
	}
	var editions []scheme.EditionID
	for _, e := range v.Scheme.Editions {
		editions = append(editions, e.ID)
	}
	fmt.Fprintln(out, p.T("check.init.lead", *to))
	d, err := device.Interview(editions, asker(p, in, out))
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, device.ErrStopped):
		return errors.New(p.T("check.init.ended"))
	case err != nil:
		return said(p, err)
	}
	text, err := device.Write(d, p.T)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*to, text, 0o600); err != nil {
		return err
	}
	fmt.Fprintln(out, p.T("check.init.written", *to))
	return nil
}

// asker puts questions on a terminal, each in lines that stay where they are.
func asker(p *i18n.Printer, in io.Reader, out io.Writer) func(device.Question) (string, error) {
	lines := bufio.NewReader(in)
	return func(q device.Question) (string, error) {
		fmt.Fprintf(out, "\n%s\n> ", strings.Join(q.Lines(p.T), "\n"))
		line, err := lines.ReadString('\n')
		if err != nil && (line == "" || !errors.Is(err, io.EOF)) {
			return "", err
		}
		return strings.TrimSpace(line), nil
	}
}
