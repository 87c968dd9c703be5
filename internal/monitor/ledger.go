package monitor

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
)

// A standing is what the events read so far say of one label.
type standing struct {
	scheme.Told
	listed scheme.Date // first day on which the public may know of it
}

// A ledger holds what the events say of each label, at about 170 bytes a
// label: a register of a million fits into memory.
type ledger struct {
	places map[[16]byte]uint32 // by the first half of the number's SHA-256
	parts  [][]row             // rowsOfPart rows each
	count  int
	words  map[string]uint32 // the few texts that labels have: days, levels, editions
	texts  []string
}

const (
	rowsOfPart   = 1 << 12
	longestLabel = 23
	longestWord  = 100
	mostWords    = 1 << 18
)

// A row is a standing without pointers, so that a million of them cost the
// garbage collector nothing. It has no room for gaps and past extensions: they
// concern days that are over, and a monitor asks of today alone.
type row struct {
	length   uint8
	number   [longestLabel]byte
	words    [11]uint32
	models   [sha256.Size]byte
	modelsAt int64
	last     int64
}

func newLedger() *ledger {
	l := &ledger{places: map[[16]byte]uint32{}, words: map[string]uint32{}}
	_, _ = l.word("") // the first
	return l
}

func (l *ledger) len() int { return l.count }

func keyOf(n scheme.LabelNumber) [16]byte {
	sum := sha256.Sum256([]byte(n))
	return [16]byte(sum[:16])
}

func (l *ledger) row(place int) *row { return &l.parts[place/rowsOfPart][place%rowsOfPart] }

// find returns where a label stands; false when there is none.
func (l *ledger) find(n scheme.LabelNumber) (place int, ok bool) {
	p, ok := l.places[keyOf(n)]
	return int(p), ok
}

// at returns the standing at a place.
func (l *ledger) at(place int) standing {
	r := l.row(place)
	text := func(i int) string { return l.texts[r.words[i]] }
	day := func(i int) scheme.Date { return scheme.Date(text(i)) }
	s := standing{listed: day(7)}
	s.Number, s.Last, s.ModelsAt = scheme.LabelNumber(r.number[:r.length]), r.last, r.modelsAt
	s.ValidFrom, s.ValidUntil, s.ExtensionApplied, s.ExtensionRefused = day(0), day(1), day(2), day(3)
	s.Withdrawn, s.Revoked, s.FirstIssued = day(4), day(5), day(6)
	s.Level, s.Edition, s.Evaluator = scheme.LevelID(text(8)), scheme.EditionID(text(9)), scheme.EvaluatorClassID(text(10))
	if s.ModelsAt > 0 {
		s.Models = hex.EncodeToString(r.models[:])
	}
	return s
}

// errTooLong tells that an event says what no label of a scheme has.
var errTooLong = errors.New("a text is too long, or not of printable letters")

// put keeps a standing, in place of an earlier one of the same label.
func (l *ledger) put(s standing) error {
	if len(s.Number) == 0 || len(s.Number) > longestLabel || !plain(string(s.Number)) {
		return fmt.Errorf("the number of the label: %w", errTooLong)
	}
	r := row{length: uint8(len(s.Number)), modelsAt: s.ModelsAt, last: s.Last}
	copy(r.number[:], s.Number)
	for i, text := range []string{string(s.ValidFrom), string(s.ValidUntil), string(s.ExtensionApplied), string(s.ExtensionRefused), string(s.Withdrawn),
		string(s.Revoked), string(s.FirstIssued), string(s.listed), string(s.Level), string(s.Edition), string(s.Evaluator)} {
		w, err := l.word(text)
		if err != nil {
			return err
		}
		r.words[i] = w
	}
	if s.ModelsAt > 0 {
		b, err := hex.DecodeString(s.Models)
		if err != nil || len(b) != len(r.models) {
			return errors.New("the commitment to the models is none")
		}
		r.models = [sha256.Size]byte(b)
	}
	place, known := l.find(s.Number)
	if !known {
		place = l.count
		if place%rowsOfPart == 0 {
			l.parts = append(l.parts, make([]row, rowsOfPart))
		}
		l.places[keyOf(s.Number)] = uint32(place)
		l.count++
	}
	*l.row(place) = r
	return nil
}

// word returns the mark of a text.
func (l *ledger) word(text string) (uint32, error) {
	if w, ok := l.words[text]; ok {
		return w, nil
	}
	if len(text) > longestWord || !plain(text) {
		return 0, errTooLong
	}
	if len(l.texts) == mostWords {
		return 0, errors.New("events tell of more different days and codes than can be")
	}
	w := uint32(len(l.texts))
	l.words[text], l.texts = w, append(l.texts, text)
	return w, nil
}

// plain reports whether a text is of printable ASCII without white space.
func plain(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// write writes the standing at a place as one line.
func (l *ledger) write(w io.Writer, place int) error {
	r := l.row(place)
	cells := []string{string(r.number[:r.length]), strconv.FormatInt(r.last, 10), strconv.FormatInt(r.modelsAt, 10), hex.EncodeToString(r.models[:])}
	for _, word := range r.words {
		cells = append(cells, l.texts[word])
	}
	_, err := io.WriteString(w, strings.Join(cells, "\t")+"\n")
	return err
}

// errLedger tells that the file of labels is not as it was written.
var errLedger = errors.New("monitor: the file of labels is damaged: remove the folder to begin anew, after keeping its checkpoint")

// read reads lines; of two of one label the later holds.
func (l *ledger) read(from io.Reader) (lines int, err error) {
	scan := bufio.NewScanner(from)
	for scan.Scan() {
		cells := strings.Split(scan.Text(), "\t")
		if len(cells) != 15 {
			return lines, errLedger
		}
		last, errLast := strconv.ParseInt(cells[1], 10, 64)
		modelsAt, errAt := strconv.ParseInt(cells[2], 10, 64)
		if errLast != nil || errAt != nil {
			return lines, errLedger
		}
		day := func(i int) scheme.Date { return scheme.Date(cells[4+i]) }
		s := standing{listed: day(7)}
		s.Number, s.Last, s.Models, s.ModelsAt = scheme.LabelNumber(cells[0]), last, cells[3], modelsAt
		s.ValidFrom, s.ValidUntil, s.ExtensionApplied, s.ExtensionRefused = day(0), day(1), day(2), day(3)
		s.Withdrawn, s.Revoked, s.FirstIssued = day(4), day(5), day(6)
		s.Level, s.Edition, s.Evaluator = scheme.LevelID(cells[12]), scheme.EditionID(cells[13]), scheme.EvaluatorClassID(cells[14])
		if l.put(s) != nil {
			return lines, errLedger
		}
		lines++
	}
	return lines, scan.Err()
}
