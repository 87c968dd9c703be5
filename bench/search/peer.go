package main

import (
	_ "embed"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/registry"
)

// reading is the statement that the peer is given; $1 stands for the tokens.
//
//go:embed peer.sql
var reading string

// peerOf returns how long the engine's own command takes to read the rows of
// the index that speak of the parts of a text: the SQL that the store
// sends at most. missing says which command is not there.
func peerOf(dsn string) (peer func(text string) (time.Duration, error), missing string) {
	file, isFile := strings.CutPrefix(dsn, "sqlite:")
	name := "psql"
	if isFile {
		name = "sqlite3"
	}
	if _, err := exec.LookPath(name); err != nil {
		return nil, "install " + name
	}
	return func(text string) (time.Duration, error) {
		statement := strings.Replace(reading, "$1", strings.Join(tokens(text), ", "), 1)
		if isFile {
			cmd := exec.Command(name, file)
			cmd.Stdin = strings.NewReader(".timer on\n" + statement + "\n")
			return timed(cmd, sqliteTime, time.Second)
		}
		return timed(exec.Command(name, dsn, "-c", `\timing on`, "-c", statement), psqlTime, time.Millisecond)
	}, ""
}

func tokens(text string) []string {
	all := []string{"'a'"}
	for _, word := range strings.Fields(registry.Searchable(text)) {
		for _, gram := range registry.Grams(word) {
			for _, of := range []string{registry.TokenProduct, registry.TokenHolder} {
				all = append(all, "'"+strings.ReplaceAll(of+gram, "'", "''")+"'")
			}
		}
	}
	return all
}

var (
	sqliteTime = regexp.MustCompile(`(?i)real:? ([0-9.]+)`)
	psqlTime   = regexp.MustCompile(`Time: ([0-9.]+) ms`)
)

// timed runs a command and returns the time that it says its statement took.
func timed(cmd *exec.Cmd, said *regexp.Regexp, unit time.Duration) (time.Duration, error) {
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %s", cmd.Path, err, out)
	}
	all := said.FindAllSubmatch(out, -1)
	if len(all) == 0 {
		return 0, fmt.Errorf("%s says no time: %s", cmd.Path, out)
	}
	n, err := strconv.ParseFloat(string(all[len(all)-1][1]), 64)
	return time.Duration(n * float64(unit)), err
}
