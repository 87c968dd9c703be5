package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/term"

	"shirushi/internal/i18n"
	"shirushi/internal/probe"
)

// A person at a terminal does what instructions say, in their own time. What is
// shown stays where it is: it can be read over a line and by a screen reader.
type person struct {
	p   *i18n.Printer
	in  *bufio.Reader
	fd  int // of the terminal on which a password is typed unseen; -1: none
	out io.Writer
}

// newPerson returns the person who types on in.
func newPerson(p *i18n.Printer, in io.Reader, lines *bufio.Reader, out io.Writer) *person {
	one := &person{p: p, in: lines, fd: -1, out: out}
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		one.fd = int(f.Fd())
	}
	return one
}

// Do shows an instruction and waits for its answer. "n" alone says that it was
// not done; an end of what is typed says so for all that follow.
func (o *person) Do(ctx context.Context, i probe.Instruction) (done bool, note string, err error) {
	args := make([]any, len(i.Args))
	for n, a := range i.Args {
		args[n] = a
	}
	fmt.Fprintf(o.out, "\n%s\n", o.p.T(i.Key, args...))
	if i.Expects != "" {
		fmt.Fprintln(o.out, o.p.T("check.ask.expects", o.p.T(i.Expects, args...)))
	}
	for n, key := range i.Choices {
		fmt.Fprintf(o.out, "  %d  %s\n", n+1, o.p.T(key))
	}
	for {
		fmt.Fprint(o.out, o.p.T("check.ask."+string(i.Kind))+" ")
		answer, err := o.read(ctx, i.Kind == probe.AnswerSecret)
		if errors.Is(err, io.EOF) {
			return false, "", nil
		} else if err != nil {
			return false, "", err
		}
		switch n, bad := strconv.Atoi(answer); {
		case i.Kind == probe.AnswerConfirm:
			return answer == "", "", nil
		case i.Kind != probe.AnswerChoice:
			return answer != "", answer, nil
		case answer == "":
			return false, "", nil
		case bad == nil && n >= 1 && n <= len(i.Choices):
			return true, i.Choices[n-1], nil
		}
		fmt.Fprintln(o.out, o.p.T("check.ask.no_choice", len(i.Choices)))
	}
}

// read returns the next line, unseen where it is a secret and there is a
// terminal. It does not wait any longer than ctx.
func (o *person) read(ctx context.Context, secret bool) (string, error) {
	type typed struct {
		line string
		err  error
	}
	answer := make(chan typed, 1)
	go func() {
		if secret && o.fd >= 0 {
			b, err := term.ReadPassword(o.fd)
			fmt.Fprintln(o.out)
			answer <- typed{string(b), err}
			return
		}
		line, err := o.in.ReadString('\n')
		if errors.Is(err, io.EOF) && line != "" {
			err = nil
		}
		answer <- typed{strings.TrimRight(line, "\r\n"), err}
	}()
	select {
	case a := <-answer:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// passwordOf is the variable of the environment that holds the password of an
// account of a unit: SHIRUSHI_CHECK_PASSWORD_A_ADMIN. Letters are raised, and
// all but letters and digits written as an underscore.
func passwordOf(unit, account string) string {
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return '_'
	}, unit+"_"+account)
	return "SHIRUSHI_CHECK_PASSWORD_" + plain
}

// givePasswords takes the passwords that the environment holds.
func (d described) givePasswords(s *probe.Secrets, get func(string) string) {
	for _, u := range d.Units {
		for _, a := range d.Accounts {
			if password := get(passwordOf(u.Name, a.Name)); password != "" {
				s.Put(u.Name, a.Name, password)
			}
		}
	}
}
