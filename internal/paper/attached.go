package paper

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// ErrAttached is what files are refused with whose attachments cannot be read.
var ErrAttached = errors.New("paper: attachments cannot be read")

// mostAttached is how many attachments of one document are looked at.
const mostAttached = 16

var (
	attachedMark  = regexp.MustCompile(`/Type\s*/EmbeddedFile\b`)
	lengthEntry   = regexp.MustCompile(`/Length\s+(\d+)\s*(?:/|>>)`)
	anyFilter     = regexp.MustCompile(`/Filter\b`)
	deflateFilter = regexp.MustCompile(`/Filter\s*(?:\[\s*)?/FlateDecode\s*(?:\])?\s*(?:/[A-Z]|>>)`)
)

// IsPDF reports whether b begins as a PDF does.
func IsPDF(b []byte) bool { return bytes.HasPrefix(b, []byte("%PDF-")) }

// Attached returns the files that are attached to a PDF, in the order in which
// they stand in it. It reads only what it needs: streams that say that they
// are embedded files, plain or deflated, each of at most so many bytes. It
// fails with ErrAttached for one that is longer, packed in another way, or cut
// short. What it returns is whatever somebody put there.
func Attached(pdf []byte, most int) (files [][]byte, err error) {
	if !IsPDF(pdf) {
		return nil, fmt.Errorf("%w: no PDF", ErrAttached)
	}
	for _, at := range attachedMark.FindAllIndex(pdf, mostAttached+1) {
		if len(files) == mostAttached {
			return nil, fmt.Errorf("%w: more than %d", ErrAttached, mostAttached)
		}
		begin := bytes.LastIndex(pdf[:at[0]], []byte(" obj"))
		head, data, ok := bytes.Cut(pdf[max(begin, 0):], []byte("stream"))
		if begin < 0 || !ok || begin+len(head) < at[1] {
			continue // words of a text, not the head of a stream
		}
		data = bytes.TrimPrefix(bytes.TrimPrefix(data, []byte("\r")), []byte("\n"))
		file, err := unpacked(head, data, most)
		if err != nil {
			return nil, err
		}
		files = append(files, file)
	}
	return files, nil
}

// unpacked reads a stream's data by what stands in its head.
func unpacked(head, data []byte, most int) ([]byte, error) {
	switch {
	case deflateFilter.Match(head):
		r, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAttached, err)
		}
		b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAttached, err)
		}
		if len(b) > most {
			return nil, fmt.Errorf("%w: longer than %d bytes", ErrAttached, most)
		}
		return b, nil
	case anyFilter.Match(head):
		return nil, fmt.Errorf("%w: packed in a way that is not known here", ErrAttached)
	}
	m := lengthEntry.FindSubmatch(head)
	if m == nil {
		return nil, fmt.Errorf("%w: no length", ErrAttached)
	}
	n, err := strconv.Atoi(string(m[1]))
	if err != nil || n > most || n > len(data) {
		return nil, fmt.Errorf("%w: %s bytes", ErrAttached, m[1])
	}
	return data[:n], nil
}
