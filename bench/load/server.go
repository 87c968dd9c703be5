package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// A server is the platform that is read.
type server struct {
	cmd  *exec.Cmd
	gone chan error

	mu     sync.Mutex
	memory []int // resident KiB, one every ten seconds
}

const (
	startWait    = 5 * time.Minute
	memoryPeriod = 10 * time.Second
)

// start runs the demo in a new folder and waits until it answers.
func start(ctx context.Context, p plan) (*server, error) {
	if _, err := os.Stat(p.data); err == nil {
		return nil, fmt.Errorf("%s is there already; name a folder to make", p.data)
	}
	cmd := exec.CommandContext(ctx, p.server, "demo", "-addr", "127.0.0.1:"+strconv.Itoa(p.port), "-data", p.data, "-labels", strconv.Itoa(p.labels))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd, gone: make(chan error, 1)}
	ready := make(chan bool, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "ready ") {
				ready <- true
			}
		}
		_, _ = io.Copy(io.Discard, out)
		s.gone <- cmd.Wait()
	}()
	select {
	case <-ready:
		return s, nil
	case err := <-s.gone:
		return nil, fmt.Errorf("the server ended: %w", err)
	case <-time.After(startWait):
		s.stop()
		return nil, errors.New("the server was not ready in time")
	}
}

func (s *server) stop() { _ = s.cmd.Process.Signal(syscall.SIGTERM) }

// alive reports a server that ended by itself.
func (s *server) alive() error {
	select {
	case err := <-s.gone:
		return fmt.Errorf("the server ended: %v", err)
	default:
		return nil
	}
}

// watch notes the memory of the server until ctx ends.
func (s *server) watch(ctx context.Context) {
	tick := time.NewTicker(memoryPeriod)
	defer tick.Stop()
	for {
		if kib, err := resident(s.cmd.Process.Pid); err == nil {
			s.mu.Lock()
			s.memory = append(s.memory, kib)
			s.mu.Unlock()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// resident reads how many KiB of memory a process holds.
func resident(pid int) (int, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, errors.New("no VmRSS")
}

// print tells the median of each quarter of the time: memory is flat when the
// last is no higher than the second.
func (s *server) print() {
	s.mu.Lock()
	defer s.mu.Unlock()
	fmt.Print("resident memory, median of each quarter:")
	for q := range 4 {
		part := slices.Sorted(slices.Values(s.memory[len(s.memory)*q/4 : len(s.memory)*(q+1)/4]))
		if len(part) > 0 {
			fmt.Printf(" %d MiB", part[len(part)/2]/1024)
		}
	}
	if len(s.memory) > 0 {
		fmt.Printf("; at most %d MiB", slices.Max(s.memory)/1024)
	}
	fmt.Println()
}
