// Load reads a running platform for a while as the public does, while another
// process changes labels by real deeds, and compares every answer with the
// facts. It starts the server itself, on loopback, in a new folder, and ends
// it; it prints what it read, every answer that was not true, and how the
// server's memory went.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"time"
)

// A plan is what one run does.
type plan struct {
	server   string        // program to run
	data     string        // folder that the run makes
	port     int           // on loopback
	labels   int           // besides those of the demo
	lasts    time.Duration // of reading
	readers  int
	pause    time.Duration // of a reader between two questions
	between  time.Duration // two deeds
	outlives time.Duration // how long an answer may tell what was before a deed
}

func main() {
	var p plan
	flag.StringVar(&p.server, "server", "", "the shirushi `program` to run")
	flag.StringVar(&p.data, "data", "", "data `folder` to make")
	flag.IntVar(&p.port, "port", 8199, "loopback `port` of the server")
	flag.IntVar(&p.labels, "labels", 2000, "`number` of labels besides those of the demo")
	flag.DurationVar(&p.lasts, "for", 30*time.Minute, "how `long` to read")
	flag.IntVar(&p.readers, "readers", 8, "`number` of readers at once")
	flag.DurationVar(&p.pause, "pause", 5*time.Millisecond, "`pause` of a reader between two questions")
	flag.DurationVar(&p.between, "between", 500*time.Millisecond, "`time` between two deeds")
	flag.DurationVar(&p.outlives, "outlives", 3*time.Second, "how `long` an answer may tell what was before a deed")
	flag.Parse()
	if p.server == "" || p.data == "" {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, p); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, p plan) error {
	s, err := start(ctx, p)
	if err != nil {
		return err
	}
	defer s.stop()
	office, err := enter(ctx, p)
	if err != nil {
		return err
	}
	defer office.close()
	book, err := office.takeStock(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d labels, %d readers, a deed every %v, for %v\n", len(book.numbers), p.readers, p.between, p.lasts)

	reading, cancel := context.WithTimeout(ctx, p.lasts)
	defer cancel()
	t := newTally()
	var working sync.WaitGroup
	for i := range p.readers {
		r := newReader(p, book, t, uint64(i))
		working.Go(func() { r.read(reading) })
	}
	follower := newFollower(p, t)
	working.Go(func() { follower.follow(reading) })
	working.Go(func() { office.work(reading, p.between, book, t) })
	working.Go(func() { s.watch(reading) })
	working.Wait()

	follower.last(ctx, book, p.outlives)
	t.print(p.lasts)
	s.print()
	if err := s.alive(); err != nil {
		return err
	}
	return t.verdict()
}
