package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// peerFolder holds the peer's program, which is a module of its own: nothing
// else here needs what it needs.
const peerFolder = "bench/log/tessera"

// peer has Tessera take as many leaves as we did, as large.
func peer(ctx context.Context, folder string, w wishes, leafBytes int) error {
	program := filepath.Join(folder, "tessera")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, ".")
	build.Dir = peerFolder
	if said, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w: %s", peerFolder, err, bytes.TrimSpace(said))
	}
	for _, one := range []struct {
		what          string
		n, writers    int
		everythingNow bool
	}{
		{"Tessera, POSIX: added by as many hands that wait", w.live, w.writers, false},
		{"Tessera, POSIX: added at once", w.bulk, w.writers, true},
	} {
		if one.n == 0 {
			continue
		}
		log := filepath.Join(folder, "peer-"+strconv.FormatBool(one.everythingNow))
		run := exec.CommandContext(ctx, program, "-folder", log, "-n", strconv.Itoa(one.n), "-bytes", strconv.Itoa(leafBytes),
			"-writers", strconv.Itoa(one.writers), "-at-once="+strconv.FormatBool(one.everythingNow))
		var said strings.Builder
		run.Stderr = &said
		out, err := run.Output()
		if err != nil {
			return fmt.Errorf("run Tessera: %w: %s", err, said.String())
		}
		var took struct{ Took time.Duration }
		if err := json.Unmarshal(out, &took); err != nil {
			return fmt.Errorf("run Tessera: %w", err)
		}
		used := run.ProcessState.UserTime() + run.ProcessState.SystemTime()
		fmt.Printf("%-52s %10d %10.0f %12.1f\n", one.what, one.n, float64(one.n)/took.Took.Seconds(), float64(used.Microseconds())/float64(one.n))
		if err := os.RemoveAll(log); err != nil {
			return err
		}
	}
	return nil
}
