package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A picker returns the next address to ask for.
type picker func(*rand.Rand) string

// uniform asks for each label as often as for any other.
func uniform(numbers []string, path func(string) string) picker {
	return func(r *rand.Rand) string { return path(numbers[r.IntN(len(numbers))]) }
}

// zipf asks for the k-th label in proportion to 1/k. Which labels are asked
// for often does not follow from their numbers.
func zipf(numbers []string, path func(string) string) picker {
	span := math.Log(float64(len(numbers) + 1))
	return func(r *rand.Rand) string {
		rank := min(int(math.Exp(r.Float64()*span))-1, len(numbers)-1)
		return path(numbers[rank*7919%len(numbers)])
	}
}

// A result is what one measurement saw.
type result struct {
	took  time.Duration
	times []uint32 // of each answer, µs, sorted
	wrong int      // other than 200, or broken off
}

func (r result) rate() float64 { return float64(len(r.times)) / r.took.Seconds() }

// quantile returns the time within which the share q of the answers came, µs.
func (r result) quantile(q float64) uint32 {
	if len(r.times) == 0 {
		return 0
	}
	return r.times[min(int(q*float64(len(r.times))), len(r.times)-1)]
}

// load asks over kept connections, each without pause, for the period.
func load(ctx context.Context, s settings, address string, pick picker) result {
	ctx, stop := context.WithTimeout(ctx, s.period)
	defer stop()
	results := make([]result, s.clients)
	began := time.Now()
	var all sync.WaitGroup
	for i := range results {
		all.Go(func() { results[i] = ask(ctx, address, pick, rand.New(rand.NewPCG(uint64(i), 1))) })
	}
	all.Wait()
	sum := result{took: time.Since(began)}
	for _, r := range results {
		sum.times = append(sum.times, r.times...)
		sum.wrong += r.wrong
	}
	slices.Sort(sum.times)
	return sum
}

// ask asks over one connection until ctx ends.
func ask(ctx context.Context, address string, pick picker, chance *rand.Rand) (r result) {
	c, err := net.Dial("tcp", address)
	if err != nil {
		return result{wrong: 1}
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	var request []byte
	for ctx.Err() == nil {
		request = appendRequest(request[:0], address, pick(chance))
		at := time.Now()
		if _, err := c.Write(request); err != nil {
			r.wrong++
			return r
		}
		status, length, err := readHead(in)
		if err == nil {
			_, err = in.Discard(length)
		}
		if err != nil {
			r.wrong++
			return r
		}
		if status != 200 {
			r.wrong++
		}
		r.times = append(r.times, uint32(time.Since(at).Microseconds()))
	}
	return r
}

func appendRequest(b []byte, address, path string) []byte {
	b = append(append(append(b, "GET "...), path...), " HTTP/1.1\r\nHost: "...)
	return append(append(b, address...), "\r\nUser-Agent: bench\r\n\r\n"...)
}

// readHead reads the head of an answer of known length. It looks for the two
// things it needs only, so that heads of many lines cost the client no more.
func readHead(in *bufio.Reader) (status, length int, err error) {
	var head []byte
	for end := -1; end < 0; {
		if head, err = in.Peek(max(len(head)+1, in.Buffered())); err != nil {
			return 0, 0, err
		}
		if end = bytes.Index(head, headEnd); end >= 0 {
			head = head[:end+len(headEnd)]
		}
	}
	defer func() { _, _ = in.Discard(len(head)) }() // all of it was there
	at := bytes.Index(head, contentLength)
	if len(head) < 12 || at < 0 {
		return 0, 0, io.ErrUnexpectedEOF
	}
	value := head[at+len(contentLength):]
	value = value[:bytes.IndexByte(value, '\r')]
	if status, err = strconv.Atoi(string(head[9:12])); err == nil {
		length, err = strconv.Atoi(string(value))
	}
	return status, length, err
}

var headEnd, contentLength = []byte("\r\n\r\n"), []byte("\r\nContent-Length: ")
