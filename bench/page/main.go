// Command page measures how fast label pages are sent, beside nginx sending
// the same bytes from as many files, in one run on one machine. See
// bench/README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"shirushi/internal/web"
)

type settings struct {
	labels  int
	clients int
	period  time.Duration
	folder  string
	keep    bool
	cache   time.Duration
	filled  bool
}

func main() {
	var s settings
	flag.IntVar(&s.labels, "labels", 10_000, "`number` of labels")
	flag.IntVar(&s.clients, "clients", 16, "`number` of connections that ask without pause")
	flag.DurationVar(&s.period, "for", 10*time.Second, "length of each measurement")
	flag.StringVar(&s.folder, "dir", "", "`folder` for data, pages and logs: about 30 kB of disk a label; a temporary one when left out")
	flag.BoolVar(&s.keep, "keep", false, "leave the folder, and use the labels found in it the next time")
	flag.DurationVar(&s.cache, "cache", web.KeepUsually, "how long caches may keep a page: the server's cache_seconds, 10s to 1h")
	flag.BoolVar(&s.filled, "filled", false, "have the cache ask for every page before it is measured, as one has that was asked for a while")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench/page:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) (err error) {
	if s.labels < 1 || s.clients < 1 || s.period < time.Second {
		return errors.New("-labels and -clients must be 1 or more, -for a second or more")
	}
	if _, err := exec.LookPath("nginx"); err != nil {
		return errors.New("nginx is missing: on Debian, apt-get install nginx-light")
	}
	if s.folder == "" {
		if s.folder, err = os.MkdirTemp("", "bench-page-"); err != nil {
			return err
		}
	} else if err := os.MkdirAll(s.folder, 0o700); err != nil {
		return err
	}
	if s.folder, err = filepath.Abs(s.folder); err != nil {
		return err
	}
	if !s.keep {
		defer func() { err = errors.Join(err, os.RemoveAll(s.folder)) }()
	}
	numbers, err := prepare(ctx, s)
	if err != nil {
		return err
	}
	return measure(ctx, s, numbers)
}

// measure starts the server and its peers and asks each in turn.
func measure(ctx context.Context, s settings, numbers []string) error {
	server, err := startServer(ctx, s)
	if err != nil {
		return err
	}
	defer server.stop()
	fmt.Printf("labels %d, connections %d, %v each, pages kept by caches for %v, one machine for client and server\n\n", s.labels, s.clients, s.period, s.cache)
	fmt.Printf("%-44s %10s %9s %9s %7s %7s %8s\n", "", "requests/s", "p50 µs", "p99 µs", "CPU µs", "wrong", "RSS MB")
	observe("cold: pages made as they are asked for", server, func() result { return load(ctx, s, server.address, uniform(numbers, jaPage)) })
	began := time.Now()
	if err := writePages(ctx, server.address, s, numbers); err != nil {
		return err
	}
	fmt.Printf("%-44s %10.0f pages/s, each asked for once and written as a file; %d MB on the shelf\n", "all pages",
		float64(len(numbers))/time.Since(began).Seconds(), server.shelf())
	peer, err := startNginx(ctx, s, server.address)
	if err != nil {
		return err
	}
	defer peer.stop()
	if s.filled {
		err := fillCache(ctx, peer.cache, numbers, jaPage)
		if err = errors.Join(err, fillCache(ctx, peer.cachedFiles, numbers, file)); err != nil {
			return err
		}
	}
	for _, mode := range []struct {
		name string
		pick func([]string, func(string) string) picker
	}{{"uniform", uniform}, {"Zipf s=1", zipf}} {
		load(ctx, settings{clients: s.clients, period: s.period / 2}, peer.files, mode.pick(numbers, file)) // warm
		asFiles := func() result { return load(ctx, s, peer.files, mode.pick(numbers, file)) }
		asPages := func() result { return load(ctx, s, server.address, mode.pick(numbers, jaPage)) }
		asCached := func() result { return load(ctx, s, peer.cache, mode.pick(numbers, jaPage)) }
		files := observe("nginx, a file each, "+mode.name, &peer.running, asFiles)
		ours := observe("shirushi, "+mode.name, server, asPages)
		again := observe("nginx again, "+mode.name, &peer.running, asFiles)
		asCached() // fills the cache
		cached := observe("nginx as a cache before shirushi, "+mode.name, &peer.running, asCached)
		asCachedFiles := func() result { return load(ctx, s, peer.cachedFiles, mode.pick(numbers, file)) }
		asCachedFiles() // fills the cache
		itself := observe("nginx as a cache before its own files, "+mode.name, &peer.running, asCachedFiles)
		base := (files.rate() + again.rate()) / 2
		slow := float64(files.quantile(0.99)+again.quantile(0.99)) / 2
		fmt.Printf("%-44s %9.0f%%  p99 × %.1f;  behind the cache %.0f%%, nginx's own files there %.0f%%\n\n", "of nginx, "+mode.name, 100*ours.rate()/base,
			float64(ours.quantile(0.99))/slow, 100*cached.rate()/base, 100*itself.rate()/base)
	}
	return ctx.Err()
}

// observe measures, and prints what was seen of the answers and of the server.
func observe(name string, server *running, measure func() result) result {
	before := server.used()
	r := measure()
	cpu := float64(server.used()-before) / float64(time.Microsecond) / float64(max(len(r.times), 1))
	fmt.Printf("%-44s %10.0f %9d %9d %7.1f %7d %8d\n", name, r.rate(), r.quantile(0.5), r.quantile(0.99), cpu, r.wrong, server.memory())
	return r
}

// jaPage and file are the addresses of a label's page on the two servers.
func jaPage(number string) string { return "/ja/labels/" + number }

func file(number string) string {
	return "/" + number[len(number)-4:len(number)-2] + "/" + number[len(number)-2:] + "/" + number + ".html"
}

// tail returns the end of a log, for a failure.
func tail(name string) string {
	b, _ := os.ReadFile(name) // the failure itself is told all the same
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return strings.Join(lines[max(0, len(lines)-5):], "\n")
}
