package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"shirushi/internal/catalog"
	"shirushi/internal/command"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// openStore opens the configured database and prepares the data folder.
func openStore(ctx context.Context, c config) (*store.Store, error) {
	if err := prepareFolder(c.Data); err != nil {
		return nil, err
	}
	return store.Open(ctx, c.dsn())
}

func migrate(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("migrate")
	read := configFlag(f)
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	s, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	defer s.Close()
	before, err := s.Pending(ctx)
	if err != nil {
		return err
	}
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "applied %d migrations\n", before)
	return nil
}

// admin makes the office and its first administrator. It works only while
// the office has nobody who could invite others.
func admin(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("admin")
	read := configFlag(f)
	nameJa := f.String("office-ja", "", "`name` of the scheme's office in Japanese")
	nameEn := f.String("office-en", "", "`name` of the scheme's office in English")
	name := f.String("name", "", "`name` of the administrator")
	email := f.String("email", "", "e-mail `address` of the administrator")
	lang := f.String("language", "ja", "language of letters, ja or en")
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
	token, err := p.account.FirstOfficer(ctx,
		scheme.Organisation{Kind: scheme.Office, Name: scheme.Text{Ja: *nameJa, En: *nameEn}, Country: "JP"},
		scheme.Person{Name: *name, Email: *email, Language: *lang, Roles: []scheme.Role{scheme.RoleAdministrator, scheme.RoleOfficer}})
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(out, "open this link within 15 minutes to enrol a passkey:\n%s/%s/door/link/%s\n", c.base(), *lang, token)
	return nil
}

func catalogCommand(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return command.Usage("say catalog check DIR, or catalog load -config FILE DIR")
	}
	switch args[0] {
	case "-h", "-help", "--help":
		fmt.Fprintln(out, "usage: shirushi catalog check DIR")
		fmt.Fprintln(out, "       shirushi catalog load -config FILE DIR")
		return nil
	case "check":
		return catalogCheck(args[1:], out)
	case "load":
		return catalogLoad(ctx, args[1:], out)
	}
	return command.Usage("catalog %s: say check or load", args[0])
}

func catalogCheck(args []string, out io.Writer) error {
	f := command.Flags("catalog check")
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return command.Usage("name the folder of the scheme's data")
	}
	n, err := catalog.Check(out, f.Arg(0))
	if err != nil {
		return err
	}
	if n > 0 {
		return fmt.Errorf("%s has problems (%d)", f.Arg(0), n)
	}
	return nil
}

// catalogLoad loads data files on the operator's authority: whoever can run
// this on the server can read and write the database anyway. The deed is
// recorded as done by the system.
func catalogLoad(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("catalog load")
	read := configFlag(f)
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	c, err := read()
	if err != nil {
		return err
	}
	if f.NArg() != 1 {
		return command.Usage("name the folder of the scheme's data")
	}
	p, err := openPlatform(ctx, c, options{})
	if err != nil {
		return err
	}
	defer p.Close()
	hash, problems, err := p.governance.LoadCatalog(ctx, scheme.System(), os.DirFS(f.Arg(0)))
	for _, one := range problems {
		fmt.Fprintln(out, one)
	}
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(out, "loaded %s\n", hash)
	return nil
}
