package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/command"
	"shirushi/internal/office"
)

// checkEvidenceKey refuses a master key that a copy of the data would hold as
// well, and one that is no key or that others may read.
func (c config) checkEvidenceKey() error {
	if c.EvidenceKeyFile == "" {
		return nil
	}
	inside, err := blob.IsInside(c.Data, c.EvidenceKeyFile)
	if err != nil {
		return err
	}
	if inside {
		return errors.New("must stand outside the data folder: else whoever has a copy of the data has the key as well")
	}
	_, err = blob.ReadMaster(c.EvidenceKeyFile)
	return err
}

// vault opens the place where evidence is kept sealed. Without a key it takes
// and opens nothing, and says so.
func (c config) vault(o *office.Office) (*office.Vault, error) {
	files, err := blob.In(filepath.Join(c.Data, "files"))
	if err != nil {
		return nil, err
	}
	v := office.VaultConfig{Files: files, FileBytes: int64(c.EvidenceFileMiB) << 20, QuotaBytes: int64(c.EvidenceQuotaMiB) << 20}
	if c.EvidenceKeyFile != "" {
		if v.Master, err = blob.ReadMaster(c.EvidenceKeyFile); err != nil {
			return nil, err
		}
	}
	return office.NewVault(o, v), nil
}

func evidenceKeyCommand(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return command.Usage("say evidence-key new FILE, check -config FILE, or rewrap -config FILE -to FILE")
	}
	switch args[0] {
	case "-h", "-help", "--help":
		fmt.Fprintln(out, "usage: shirushi evidence-key new FILE")
		fmt.Fprintln(out, "       shirushi evidence-key check -config FILE")
		fmt.Fprintln(out, "       shirushi evidence-key rewrap -config FILE -to FILE")
		return nil
	case "new":
		return evidenceKeyNew(args[1:], out)
	case "check":
		return evidenceKeyCheck(ctx, args[1:], out)
	case "rewrap":
		return evidenceKeyRewrap(ctx, args[1:], out)
	}
	return command.Usage("evidence-key %s: say new, check or rewrap", args[0])
}

func evidenceKeyNew(args []string, out io.Writer) error {
	f := command.Flags("evidence-key new")
	if err := command.Parse(f, args, out, true); err != nil {
		return err
	}
	if f.NArg() != 1 {
		return command.Usage("name the file to write the key to; it must not be there yet")
	}
	m, err := blob.NewMaster(f.Arg(0), time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s\npublic key %s\nname it as evidence_key_file, and keep a copy apart from the data and its backups:\nwithout it nobody can ever open what was sealed\n", f.Arg(0), m.Name())
	return nil
}

// evidenceKeyCheck says whether the configured key opens what was sealed.
func evidenceKeyCheck(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("evidence-key check")
	read := configFlag(f)
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	p, err := withEvidenceKey(ctx, read)
	if err != nil {
		return err
	}
	defer p.Close()
	of, err := p.vault.CheckKeys(ctx)
	if err != nil {
		return said(err)
	}
	for _, id := range of {
		fmt.Fprintf(out, "the key of organisation %s was wrapped for another master key\n", id)
	}
	if len(of) > 0 {
		return fmt.Errorf("%s is not the key that evidence was sealed under (%d organisations)", p.config.EvidenceKeyFile, len(of))
	}
	fmt.Fprintf(out, "%s opens all keys\n", p.config.EvidenceKeyFile)
	return nil
}

// evidenceKeyRewrap moves everything from the configured master key to
// another one.
func evidenceKeyRewrap(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("evidence-key rewrap")
	read := configFlag(f)
	to := f.String("to", "", "`file` of the new key, made by evidence-key new")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	if *to == "" {
		return command.Usage("-to FILE is needed")
	}
	p, err := withEvidenceKey(ctx, read)
	if err != nil {
		return err
	}
	defer p.Close()
	next := p.config
	next.EvidenceKeyFile = *to
	if err := next.checkEvidenceKey(); err != nil {
		return fmt.Errorf("-to: %w", err)
	}
	m, err := blob.ReadMaster(*to)
	if err != nil {
		return err
	}
	n, err := p.vault.Rewrap(ctx, m)
	if err != nil {
		return said(err)
	}
	fmt.Fprintf(out, "wrapped %d keys anew\nnow name %s as evidence_key_file and restart; keep the old key as long as backups from before\n", n, *to)
	return nil
}

func withEvidenceKey(ctx context.Context, read func() (config, error)) (*platform, error) {
	c, err := read()
	if err != nil {
		return nil, err
	}
	if c.EvidenceKeyFile == "" {
		return nil, errors.New("the configuration names no evidence_key_file")
	}
	return openPlatform(ctx, c, options{})
}
