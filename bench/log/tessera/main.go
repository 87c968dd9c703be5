// Command tessera puts leaves into a log of Tessera on a file system, as
// bench/log puts them into ours, and prints how long it took until all were
// published.
package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"
)

func main() {
	folder := flag.String("folder", "", "`folder` of the log; it must not be there yet")
	n := flag.Int("n", 10_000, "leaves")
	size := flag.Int("bytes", 400, "bytes of a leaf")
	writers := flag.Int("writers", 16, "hands that add leaves")
	atOnce := flag.Bool("at-once", false, "do not wait for a leaf before adding the next")
	flag.Parse()
	took, err := run(context.Background(), *folder, *n, *size, *writers, *atOnce)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(map[string]time.Duration{"took": took})
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "tessera:", err)
		os.Exit(1)
	}
}

// batch is how many leaves are put into the tree together at most, and how
// long the first waits for others: little where hands wait for it.
const (
	batch       = 1024
	longestWait = 5 * time.Millisecond
)

func run(ctx context.Context, folder string, n, size, writers int, atOnce bool) (took time.Duration, err error) {
	secret, _, err := note.GenerateKey(rand.Reader, "labels.example/log")
	if err != nil {
		return 0, err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return 0, err
	}
	driver, err := posix.New(ctx, posix.Config{Path: folder})
	if err != nil {
		return 0, err
	}
	options := tessera.NewAppendOptions().WithCheckpointSigner(signer).WithBatching(batch, longestWait).WithCheckpointInterval(time.Second).
		WithPushback(uint(max(n, 4096)))
	log, shutdown, reader, err := tessera.NewAppender(ctx, driver, options)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	last, err := add(ctx, log, n, size, writers, atOnce)
	if err == nil {
		_, _, err = tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 2*time.Millisecond).Await(ctx, last)
	}
	took = time.Since(began)
	return took, errors.Join(err, shutdown(ctx))
}

// add adds the leaves and returns what tells of the last.
func add(ctx context.Context, log *tessera.Appender, n, size, writers int, atOnce bool) (last tessera.IndexFuture, err error) {
	failed := make(chan error, writers)
	futures := make([]tessera.IndexFuture, n)
	var next atomic.Int64
	var hands sync.WaitGroup
	for range writers {
		hands.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				leaf := make([]byte, size)
				rand.Read(leaf)
				futures[i] = log.Add(ctx, tessera.NewEntry(leaf))
				if atOnce {
					continue
				}
				if _, err := futures[i](); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	hands.Wait()
	close(failed)
	if err := <-failed; err != nil {
		return nil, err
	}
	highest := uint64(0)
	for _, f := range futures {
		index, err := f()
		if err != nil {
			return nil, err
		}
		if last == nil || index.Index > highest {
			last, highest = f, index.Index
		}
	}
	return last, nil
}
