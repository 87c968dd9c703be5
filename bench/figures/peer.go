package main

import (
	_ "embed"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// reading are the statements that the peer is given: the rows of twelve months.
//
//go:embed peer.sql
var reading string

var (
	sqliteTime = regexp.MustCompile(`(?i)real:? ([0-9.]+)`)
	psqlTime   = regexp.MustCompile(`Time: ([0-9.]+) ms`)
)

// beside prints how long the engine's own command takes to read the same rows,
// the best of three times.
func beside(dsn string) error {
	file, isFile := strings.CutPrefix(dsn, "sqlite:")
	name, found, unit := "psql", psqlTime, 1.0
	if isFile {
		name, found, unit = "sqlite3", sqliteTime, 1000
	}
	if _, err := exec.LookPath(name); err != nil {
		fmt.Println("\nwithout its peer: install", name)
		return nil
	}
	best := 0.0
	for i := range 3 {
		cmd := exec.Command(name, dsn)
		cmd.Stdin = strings.NewReader("\\timing on\n" + reading)
		if isFile {
			cmd = exec.Command(name, file)
			cmd.Stdin = strings.NewReader(".timer on\n" + reading)
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			return fmt.Errorf("%s: %w: %s", name, err, out)
		}
		sum := 0.0
		for _, m := range found.FindAllStringSubmatch(string(out), -1) {
			ms, err := strconv.ParseFloat(m[1], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			sum += ms * unit
		}
		if i == 0 || sum < best {
			best = sum
		}
	}
	fmt.Printf("%-34s %8s %8.0f\n", name+", rows of twelve months", "", best)
	return nil
}
