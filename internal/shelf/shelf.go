// Package shelf keeps pages ready to be sent: bytes by key, in one file that
// ends with the process, found by a small index in memory. It knows nothing
// of what the pages say, and promises nothing to last: whoever asks for a
// page that is not there makes it.
//
// A page is kept from a day until another, and with holes into which the day is written
// when it is taken down. What is dropped is gone at once, also a page that
// somebody began to make before the drop and brings after it.
package shelf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// A Shelf is safe for use by several goroutines. The zero Shelf is of no use.
type Shelf struct {
	folder string
	limit  int64
	spare  int64 // bytes of the disk that are left to others
	seed   maphash.Seed
	now    atomic.Pointer[volume] // nil while there is no file
	mu     sync.Mutex             // held to change volumes
	closed bool
	quiet  atomic.Int64 // Unix seconds until which nothing is written, after a failure
}

// A volume is one file with its index. Nothing in it is ever written twice:
// who reads sees whole records or none.
type volume struct {
	file      *os.File
	end       atomic.Int64 // of what is written or being written
	skeletons [8]atomic.Pointer[skeleton]
	index     [stripes]stripe
}

// A Page is what is kept under a key.
type Page struct {
	Kind  uint8  // pages of one kind are alike; below 8
	Body  []byte // without what stands in the holes
	Holes []Hole // in their order
	From  uint32 // the first day on which the page may be taken down
	Until uint32 // and the last
}

// A Hole is a place in a page that is filled when the page is taken down.
type Hole struct {
	At   uint32 // bytes of the body before it
	Fill uint8  // which of the fillings stands in it
}

// A Ticket stands for the moment at which the making of a page began.
type Ticket struct {
	volume *volume
	key    string
	hash   uint64
	turn   uint64
}

// quietFor is how long after a failure nothing is written.
const quietFor = time.Minute

// leftToOthers is how many bytes of the disk a shelf never takes: records are
// written to the same disk, and pages can be made again. How many are left is
// looked at with each lookEach bytes written.
const (
	leftToOthers = 256 << 20
	lookEach     = 1 << 20
)

// most holes of a page, and most bytes of a key.
const (
	mostHoles = 16
	longest   = 255
)

// Open makes an empty shelf whose file is in folder, which must be there, and
// holds at most limit bytes. The file has no name: it is gone when the
// process ends, however it ends.
func Open(folder string, limit int64) (*Shelf, error) {
	s := &Shelf{folder: folder, limit: min(limit, mostOffset), spare: leftToOthers, seed: maphash.MakeSeed()}
	return s, s.DropAll()
}

// Close gives the file back. Nothing is found on the shelf from then on.
func (s *Shelf) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return s.change(nil)
}

// DropAll empties the shelf. When no new file can be made, the shelf is empty
// all the same, and tries again after a minute.
func (s *Shelf) DropAll() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.anew()
}

// anew puts an empty volume in place, with s.mu held.
func (s *Shelf) anew() error {
	if s.closed {
		return nil
	}
	v, err := newVolume(s.folder)
	if err != nil {
		s.rest()
	}
	return errors.Join(err, s.change(v))
}

func (s *Shelf) rest() { s.quiet.Store(time.Now().Add(quietFor).Unix()) }

// giveUp gives the file of v back after a failure and tells it once: what is
// short may be the disk.
func (s *Shelf) giveUp(v *volume, why error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Load() != v {
		return nil
	}
	s.rest()
	return errors.Join(fmt.Errorf("write to the shelf: %w", why), s.change(nil))
}

var errShort = errors.New("little room is left on the disk")

// hasRoom fails when what the shelf would take is to be left to others.
func (s *Shelf) hasRoom() error {
	var disk syscall.Statfs_t
	if err := syscall.Statfs(s.folder, &disk); err != nil {
		return err
	}
	if int64(disk.Bavail) < s.spare/int64(disk.Bsize) {
		return errShort
	}
	return nil
}

// change puts another volume in place. The file of the old one is emptied, so
// that it takes no room while a reader still holds it: such a reader finds
// nothing.
func (s *Shelf) change(v *volume) error {
	old := s.now.Swap(v)
	if old == nil {
		return nil
	}
	if err := errors.Join(old.file.Truncate(0), old.file.Close()); err != nil {
		return fmt.Errorf("give a shelf's file back: %w", err)
	}
	return nil
}

func newVolume(folder string) (*volume, error) {
	f, err := os.CreateTemp(folder, "shelf-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("make a shelf: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(fmt.Errorf("make a shelf: %w", err), f.Close())
	}
	return &volume{file: f}, nil
}

// Begin is to be called before what a page is made from is read.
func (s *Shelf) Begin(key string) Ticket {
	t := Ticket{volume: s.now.Load(), key: key, hash: s.hash(key)}
	if t.volume != nil {
		part := t.volume.stripe(t.hash)
		part.mu.RLock()
		t.turn = part.turn
		part.mu.RUnlock()
	}
	return t
}

func (s *Shelf) hash(key string) uint64 { return max(maphash.String(s.seed, key), 1) }

func (v *volume) stripe(hash uint64) *stripe { return &v.index[hash%stripes] }

// Put keeps a page, unless its key or all keys were dropped since the ticket
// was taken. It reports whether the page is kept: one that is very large is
// not. A full file is begun anew. After a failure, and when the disk is nearly
// full, the shelf gives its file back and keeps nothing for a minute.
func (s *Shelf) Put(t Ticket, p Page) (kept bool, err error) {
	if time.Now().Unix() < s.quiet.Load() {
		return false, nil
	}
	v := s.now.Load()
	if v == nil { // from the next page on
		return false, s.replace(nil)
	}
	if v != t.volume || len(p.Body) > longestRun || !p.isWhole() || len(p.Holes) > mostHoles || len(t.key) > longest {
		return false, nil
	}
	record := v.record(t.key, p)
	if len(record) > mostLength || int64(len(record)) > s.limit {
		return false, nil
	}
	at := v.end.Add(int64(len(record))) - int64(len(record))
	if at+int64(len(record)) > s.limit {
		return false, s.replace(v)
	}
	if at/lookEach != (at+int64(len(record)))/lookEach || at == 0 {
		if err := s.hasRoom(); err != nil {
			return false, s.giveUp(v, err)
		}
	}
	if _, err := v.file.WriteAt(record, at); err != nil {
		return false, s.giveUp(v, err)
	}
	part := v.stripe(t.hash)
	part.mu.Lock()
	defer part.mu.Unlock()
	if part.turn != t.turn {
		return false, nil
	}
	part.put(t.hash, uint64(at)<<lengthBits|uint64(len(record)))
	return true, nil
}

// replace begins anew, once for all who find the same volume full, or none.
func (s *Shelf) replace(v *volume) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now.Load() != v {
		return nil
	}
	return s.anew()
}

// Drop takes the pages of these keys from the shelf.
func (s *Shelf) Drop(keys ...string) {
	v := s.now.Load()
	if v == nil {
		return
	}
	for _, key := range keys {
		hash := s.hash(key)
		part := v.stripe(hash)
		part.mu.Lock()
		part.turn++
		part.remove(hash)
		part.mu.Unlock()
	}
}

// Get appends to out the page of key with its holes filled, when it is there
// and may be taken down on day. tag is a hash of the page without what fills
// its holes.
func (s *Shelf) Get(out []byte, key string, day uint32, fill [][]byte) (page []byte, tag [16]byte, ok bool) {
	v := s.now.Load()
	if v == nil {
		return out, tag, false
	}
	hash := s.hash(key)
	part := v.stripe(hash)
	part.mu.RLock()
	at, ok := part.get(hash)
	part.mu.RUnlock()
	if !ok {
		return out, tag, false
	}
	room := buffers.Get().(*[]byte)
	defer buffers.Put(room)
	length := int(at & mostLength)
	*room = grown(*room, length)
	if n, err := v.file.ReadAt(*room, int64(at>>lengthBits)); n != length || err != nil {
		return out, tag, false
	}
	return v.open(out, *room, key, day, fill)
}

// buffers are room to read a record.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

func grown(b []byte, n int) []byte {
	if cap(b) < n {
		return make([]byte, n, n+n/4)
	}
	return b[:n]
}

// A record is: length of the key, key, first and last day, hash of the page,
// kind, number of holes; then the parts of the body between the holes, each as its size, the
// length of its runs, and these, beside the skeleton of the kind. The part
// before a hole ends with the number of its filling. Numbers of the head are
// little-endian, those of parts are varints.
func (v *volume) record(key string, p Page) []byte {
	skeleton := v.skeletonFor(p)
	b := make([]byte, 0, 64+len(key)+len(p.Body)/4)
	b = append(append(b, byte(len(key))), key...)
	b = binary.LittleEndian.AppendUint32(b, p.From)
	b = binary.LittleEndian.AppendUint32(b, p.Until)
	tag := p.Tag()
	b = append(append(b, tag[:]...), p.Kind&7, byte(len(p.Holes)))
	last := uint32(0)
	for _, h := range p.Holes {
		b = append(skeleton.appendPart(b, p.Body[last:h.At]), h.Fill)
		last = h.At
	}
	return skeleton.appendPart(b, p.Body[last:])
}

func (s *skeleton) appendPart(b, part []byte) []byte {
	runs := s.write(nil, part)
	b = binary.AppendUvarint(b, uint64(len(part)))
	b = binary.AppendUvarint(b, uint64(len(runs)))
	return append(b, runs...)
}

// readPart appends to out the part with which record begins, and returns what
// follows it.
func (s *skeleton) readPart(out, record []byte) (longer, rest []byte, ok bool) {
	size, n := binary.Uvarint(record)
	if n <= 0 || size > longestRun {
		return out, nil, false
	}
	record = record[n:]
	length, n := binary.Uvarint(record)
	if n <= 0 || length > uint64(len(record)-n) {
		return out, nil, false
	}
	record = record[n:]
	out, err := s.read(out, record[:length], int(size))
	return out, record[length:], err == nil
}

// skeletonFor returns the skeleton of a kind: the first page of the kind that
// is put.
func (v *volume) skeletonFor(p Page) *skeleton {
	at := &v.skeletons[p.Kind&7]
	if s := at.Load(); s != nil {
		return s
	}
	at.CompareAndSwap(nil, newSkeleton(append([]byte(nil), p.Body...)))
	return at.Load()
}

// Tag hashes all of a page but what fills its holes.
func (p Page) Tag() (tag [16]byte) {
	sum := sha256.New()
	for _, h := range p.Holes {
		sum.Write(append(binary.LittleEndian.AppendUint32(nil, h.At), h.Fill))
	}
	sum.Write([]byte{0})
	sum.Write(p.Body)
	copy(tag[:], sum.Sum(nil))
	return tag
}

const fixed = 4 + 4 + 16 + 1 + 1 // bytes of a record between its key and its parts

// open puts a page together from its record.
func (v *volume) open(out, r []byte, key string, day uint32, fill [][]byte) (page []byte, tag [16]byte, ok bool) {
	if len(r) < 1+len(key)+fixed || int(r[0]) != len(key) || string(r[1:1+len(key)]) != key {
		return out, tag, false // another key of the same hash
	}
	r = r[1+len(key):]
	if day < binary.LittleEndian.Uint32(r) || day > binary.LittleEndian.Uint32(r[4:]) {
		return out, tag, false
	}
	copy(tag[:], r[8:24])
	skeleton, holes := v.skeletons[r[24]&7].Load(), int(r[25])
	if skeleton == nil {
		return out, tag, false
	}
	page, r = out, r[fixed:]
	for ; holes > 0; holes-- {
		if page, r, ok = skeleton.readPart(page, r); !ok || len(r) == 0 || int(r[0]) >= len(fill) {
			return out, tag, false
		}
		page, r = append(page, fill[r[0]]...), r[1:]
	}
	page, _, ok = skeleton.readPart(page, r)
	return page, tag, ok
}

// isWhole reports whether the holes stand in their order in the page.
func (p Page) isWhole() bool {
	last := uint32(0)
	for _, h := range p.Holes {
		if h.At < last || int(h.At) > len(p.Body) {
			return false
		}
		last = h.At
	}
	return true
}

// Filled appends to out the page with its holes filled. It reports false when
// there is no filling for a hole, or no place in the page.
func (p Page) Filled(out []byte, fill [][]byte) (page []byte, ok bool) {
	if !p.isWhole() {
		return out, false
	}
	last := 0
	for _, h := range p.Holes {
		if int(h.Fill) >= len(fill) {
			return out, false
		}
		out = append(append(out, p.Body[last:h.At]...), fill[h.Fill]...)
		last = int(h.At)
	}
	return append(out, p.Body[last:]...), true
}

// Cut makes a page of a text in which marks stand where the holes are to be;
// the place of a mark among marks says which filling goes there.
func Cut(text []byte, marks ...string) Page {
	p := Page{Body: make([]byte, 0, len(text))}
	for {
		at, which := len(text), -1
		for i, mark := range marks {
			if n := bytes.Index(text[:min(at+len(mark), len(text))], []byte(mark)); n >= 0 && n < at {
				at, which = n, i
			}
		}
		p.Body = append(p.Body, text[:at]...)
		if which < 0 {
			return p
		}
		p.Holes = append(p.Holes, Hole{At: uint32(len(p.Body)), Fill: uint8(which)})
		text = text[at+len(marks[which]):]
	}
}

// A Measure says how much a shelf holds.
type Measure struct {
	Pages int
	Bytes int64 // of the file
	Index int64 // bytes of memory
}

// Measure counts what is on the shelf.
func (s *Shelf) Measure() (m Measure) {
	v := s.now.Load()
	if v == nil {
		return m
	}
	m.Bytes = v.end.Load()
	for i := range v.index {
		part := &v.index[i]
		part.mu.RLock()
		m.Pages += part.used
		m.Index += int64(len(part.slots)) * 16
		part.mu.RUnlock()
	}
	return m
}
