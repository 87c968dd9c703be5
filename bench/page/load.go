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

// readHead reads the head of an answer of known length.
func readHead(in *bufio.Reader) (status, length int, err error) {
	line, err := in.ReadSlice('\n')
	if err != nil || len(line) < 12 {
		return 0, 0, cmpError(err)
	}
	if status, err = strconv.Atoi(string(line[9:12])); err != nil {
		return 0, 0, err
	}
	length = -1
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, 0, err
		}
		name, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		if len(name) == 0 {
			break
		}
		if ok && bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(value)); err != nil {
				return 0, 0, err
			}
		}
	}
	if length < 0 {
		return 0, 0, io.ErrUnexpectedEOF
	}
	return status, length, nil
}

func cmpError(err error) error {
	if err == nil {
		return io.ErrUnexpectedEOF
	}
	return err
}
