package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	jcstar "shirushi/schemes/jc-star"

	"shirushi/internal/blob"
	"shirushi/internal/command"
	"shirushi/internal/demo"
	"shirushi/internal/i18n"
	"shirushi/internal/web"
)

// The files by which demo knows a folder it made, and one whose story has
// been told to the end.
const (
	demoMark = "made-by-demo"
	demoTold = "demo-is-complete"

	demoStatement = "bank-statement.csv" // for the officer to import
)

// demo makes a data folder, plays the scheme in it, and serves it.
func demoCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("demo")
	addr := f.String("addr", "127.0.0.1:8080", "loopback `address` to listen on")
	data := f.String("data", "demo-data", "data `folder`; made when it is not there")
	labels := f.Int("labels", 0, "`number` of further labels to issue in a new folder")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	if *labels < 0 {
		return command.Usage("-labels must not be negative")
	}
	listener, err := listenLoopback(*addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	fresh, err := demoFolder(*data)
	if err != nil {
		return err
	}
	if !fresh && *labels > 0 {
		return fmt.Errorf("%s is there already; -labels needs a new folder", *data)
	}
	key, err := demoKey(*data)
	if err != nil {
		return err
	}
	base := fmt.Sprintf("http://localhost:%d", listener.Addr().(*net.TCPAddr).Port)
	clock := new(demo.Clock)
	days, err := openDays(*data, clock)
	if err != nil {
		return err
	}
	p, err := openPlatform(ctx, config{Listen: listener.Addr().String(), BaseURL: base, Data: *data,
		Database: "sqlite:shirushi.db", Mail: mailConfig{From: "office@localhost.example"}, LogLevel: "warn", RateLimit: rateLimit{PerMinute: -1}, CacheSeconds: int(web.KeepLeast / time.Second), EvidenceKeyFile: key},
		options{now: clock.Now, demo: true, days: days, migrate: true})
	if err != nil {
		return err
	}
	defer p.Close()
	days.dayOf, days.work = p.desk.Day, p.dayWork
	if fresh {
		fmt.Fprintf(out, "playing the scheme in %s …\n", *data)
		house := demo.House{Store: p.store, Desk: p.desk, Account: p.account, Office: p.office, Cases: p.cases, Remedies: p.remedies, Doubts: p.doubts, Misuse: p.misuse,
			Holding: p.holding, Governance: p.governance, Vault: p.vault, Clock: clock, Scheme: jcstar.Data}
		if err := demo.Play(ctx, house, *labels); err != nil {
			return said(err)
		}
		statement, err := demo.Statement(ctx, house)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(*data, demoStatement), statement, 0o600); err != nil {
			return fmt.Errorf("write the sample statement: %w", err)
		}
		if err := os.WriteFile(filepath.Join(*data, demoTold), nil, 0o600); err != nil {
			return fmt.Errorf("finish demo: %w", err)
		}
	}
	seats, err := demo.Seats(ctx, p.store)
	if err != nil {
		return err
	}
	return p.run(ctx, listener, func() { invite(out, base, *data, seats) })
}

// listenLoopback listens on addr and refuses one that other machines reach:
// whoever reaches the demo may be anyone in it.
func listenLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, command.Usage("-addr: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, command.Usage("-addr %s: the demo listens on loopback only, such as 127.0.0.1:8080", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// demoFolder makes the folder, or finds one the demo made before. A folder
// whose story broke off is made anew; one that the demo did not make is
// refused untouched.
func demoFolder(data string) (fresh bool, err error) {
	entries, err := os.ReadDir(data)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && len(entries) == 0:
	case err != nil:
		return false, fmt.Errorf("read demo folder: %w", err)
	case !exists(data, demoMark):
		return false, fmt.Errorf("%s was not made by the demo; name another folder with -data", data)
	case exists(data, demoTold):
		return false, nil
	default:
		if err := os.RemoveAll(data); err != nil {
			return false, fmt.Errorf("remove the unfinished demo: %w", err)
		}
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return false, fmt.Errorf("make demo folder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(data, demoMark), nil, 0o600); err != nil {
		return false, fmt.Errorf("make demo folder: %w", err)
	}
	return true, nil
}

// demoKey makes the key of handed-over evidence in a folder beside the data,
// or finds the one made before.
func demoKey(data string) (string, error) {
	folder := strings.TrimRight(filepath.Clean(data), string(filepath.Separator)) + "-key"
	file := filepath.Join(folder, "evidence.key")
	if exists(folder, "evidence.key") {
		return file, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", fmt.Errorf("make the demo's key: %w", err)
	}
	_, err := blob.NewMaster(file, time.Now())
	return file, err
}

func exists(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, name))
	return err == nil
}

// invite prints where to look and whom to be.
func invite(out io.Writer, base, data string, seats []demo.Seat) {
	fmt.Fprintf(out, "\n  %-34s %s/ja/\n  %-34s %s/en/\n  %-34s %s/api/v1/labels\n\n", "公開ページ", base, "Public pages", base, "API", base)
	fmt.Fprintln(out, "ワンクリックでサインイン / sign in with one click:")
	for _, s := range seats {
		words := i18n.For(s.Person.Language)
		roles := make([]string, len(s.Person.Roles))
		for i, r := range s.Person.Roles {
			roles[i] = words.T("role." + string(r))
		}
		fmt.Fprintf(out, "  %s/%s/door/demo/%s\n      %s · %s · %s\n", base, s.Person.Language, s.Person.ID,
			s.Person.Name, s.Organisation.In(s.Person.Language), strings.Join(roles, ", "))
	}
	if exists(data, demoStatement) {
		fmt.Fprintf(out, "\n入金明細の見本 / a bank statement to import: %s\n", filepath.Join(data, demoStatement))
	}
	fmt.Fprintf(out, "\nready %s/\n", base)
}
