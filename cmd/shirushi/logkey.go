package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"shirushi/internal/command"
	"shirushi/internal/keeper"
	"shirushi/internal/publog"
	"shirushi/internal/scheme"
)

func logKeyCommand(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return command.Usage("say log-key list -config FILE, or rotate -config FILE -role ROLE")
	}
	switch args[0] {
	case "-h", "-help", "--help":
		fmt.Fprintln(out, "usage: shirushi log-key list -config FILE")
		fmt.Fprintln(out, "       shirushi log-key rotate -config FILE -role ROLE [-lost]")
		fmt.Fprintf(out, "ROLE is %s\n", roleWords())
		return nil
	case "list":
		return logKeyList(ctx, args[1:], out)
	case "rotate":
		return logKeyRotate(ctx, args[1:], out)
	}
	return command.Usage("log-key %s: say list or rotate", args[0])
}

func roleWords() string {
	var words []string
	for _, r := range publog.Roles {
		words = append(words, string(r))
	}
	return strings.Join(words, ", ")
}

// logKeyList says of each key which event tells of it and whether this
// machine can sign with it. It fails when one in use does not lie here.
func logKeyList(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("log-key list")
	read := configFlag(f)
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		return err
	}
	defer p.Close()
	var missing error
	for _, role := range publog.Roles {
		keys, err := p.keeper.Keys(ctx, role)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			fmt.Fprintf(out, "%s: no key yet; serve makes the first\n", role)
		}
		for i, k := range keys {
			use, event := "replaced", "not numbered yet"
			if i == len(keys)-1 {
				use = "in use"
			}
			if k.Seq > 0 {
				event = fmt.Sprint("event ", k.Seq)
			}
			here := "lies here"
			if err := p.keeper.Held(k.Verifier); err != nil {
				here = "does not lie here"
				if !errors.Is(err, keeper.ErrNoKey) {
					here = "cannot be used: " + err.Error()
				}
				if i == len(keys)-1 {
					missing = errors.Join(missing, err)
				}
			}
			fmt.Fprintf(out, "%s: %s, %s, %s\n  %s\n", role, use, event, here, k.Verifier)
		}
	}
	return missing
}

// logKeyRotate puts a new key in the place of the last one of a role. A
// process that serves from the same data folder signs with it at once.
func logKeyRotate(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("log-key rotate")
	read := configFlag(f)
	role := f.String("role", "", "`role` of the key: "+roleWords())
	lost := f.Bool("lost", false, "the key in use is lost and cannot sign once more")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	if !slices.Contains(publog.Roles, publog.Role(*role)) {
		return command.Usage("-role is needed: %s", roleWords())
	}
	c, err := read()
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		return err
	}
	defer p.Close()
	verifier, err := p.keeper.Rotate(ctx, scheme.System(), publog.Role(*role), *lost)
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(out, "new key of the role %s, told of in the public log:\n  %s\nback up keys/ now; other machines that serve need the new file in their keys/signing\n", *role, verifier)
	if *lost {
		fmt.Fprintln(out, "nothing leads from the lost key to this one: publish the new verifier where those who verify look for it")
	}
	return nil
}
