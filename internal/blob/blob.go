// Package blob keeps files sealed in a folder: what lies on the disk is
// ciphertext of filippo.io/age from the first byte, and nobody can read it
// without the key of the one it was sealed for.
//
// It streams and never holds a file in memory, makes no temporary copy in the
// clear, and gives no file out as whole before its end has been verified. It
// knows ids, sizes and hashes; whose a file is, what it is called and who may
// open it is none of its business.
package blob

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"
)

// An ID addresses one sealed file. It is random and says nothing.
type ID string

// NewID returns an id that nobody can guess.
func NewID() ID { return ID(rand.Text()) }

// valid reports whether the id is one of ours, and so cannot lead anywhere
// but into the folder.
func (id ID) valid() bool {
	return len(id) == 26 && strings.Trim(string(id), "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}

// A Sum tells whether content is what it is said to be.
type Sum struct {
	Size   int64  // bytes, in the clear
	SHA256 string // of the content in the clear; 64 hexadecimal digits, lower case
}

// ErrMismatch says that content is not what it was announced to be.
var ErrMismatch = errors.New("the content differs from what was announced")

// ErrTooLong says that content goes on after the most that was to be taken.
var ErrTooLong = errors.New("the content is too long")

// ErrBroken says that a sealed file is no longer as it was sealed: cut,
// altered, exchanged or gone.
var ErrBroken = errors.New("the sealed file is damaged")

// A Folder holds sealed files in sealed/, which only grows, and pieces of
// files still on their way in incoming/. Both are of this user only. Several
// processes may use one folder.
type Folder struct{ dir string }

const (
	incoming = "incoming"
	sealed   = "sealed"
	ending   = ".age"
	growing  = ".new-" // begins the name of a file that is being written
)

// In returns the folder at dir and makes it when it is not there.
func In(dir string) (*Folder, error) {
	for _, part := range []string{incoming, sealed} {
		if err := os.MkdirAll(filepath.Join(dir, part), 0o700); err != nil {
			return nil, fmt.Errorf("prepare the folder of sealed files: %w", err)
		}
	}
	return &Folder{dir}, nil
}

// place returns where a file lies. The sealed ones are spread over folders,
// so that none grows without end.
func (f *Folder) place(part string, id ID) string {
	if part == incoming {
		return filepath.Join(f.dir, incoming, string(id)+ending)
	}
	return filepath.Join(f.dir, sealed, string(id[:2]), string(id)+ending)
}

// SealPart seals what r gives, at most so many bytes, as a piece that Join
// will need, for the holder of the recipient's key. Only when it returns
// without error is the piece there, and then it outlasts a loss of power. It
// fails with ErrTooLong when r has more to give.
func (f *Folder) SealPart(id ID, recipient string, r io.Reader, atMost int64) (Sum, error) {
	return f.seal(incoming, id, recipient, r, atMost, nil)
}

// SealWhole seals what r gives, at most so many bytes, as a file. It fails
// with ErrTooLong when r has more to give.
func (f *Folder) SealWhole(id ID, recipient string, r io.Reader, atMost int64) (Sum, error) {
	return f.seal(sealed, id, recipient, r, atMost, nil)
}

// Join seals the pieces, one after the other, as one file. It fails with
// ErrMismatch, and leaves no file, unless the whole is what is wanted; and
// with ErrBroken when a piece is damaged or gone. The pieces stay. Joining
// again what was joined before changes nothing.
func (f *Folder) Join(id ID, key *Key, parts []ID, want Sum) error {
	if !id.valid() {
		return fmt.Errorf("join: malformed id")
	}
	if _, err := os.Stat(f.place(sealed, id)); err == nil {
		return nil // it has its name only since it was verified
	}
	pieces := &pieces{folder: f, key: key, left: parts}
	defer pieces.Close()
	_, err := f.seal(sealed, id, key.Recipient(), pieces, want.Size, func(got Sum) error {
		if got != want {
			return ErrMismatch
		}
		return nil
	})
	switch {
	case errors.Is(err, ErrTooLong):
		return ErrMismatch
	case errors.Is(err, fs.ErrExist):
		return nil // another has joined the same meanwhile
	}
	return err
}

// seal writes a file under another name, brings it safely to the disk and
// gives it its name when all is well. An existing file is never replaced.
func (f *Folder) seal(part string, id ID, recipient string, r io.Reader, atMost int64, check func(Sum) error) (Sum, error) {
	if !id.valid() {
		return Sum{}, fmt.Errorf("seal: malformed id")
	}
	to, err := age.ParseX25519Recipient(recipient)
	if err != nil {
		return Sum{}, fmt.Errorf("seal: malformed recipient: %w", err)
	}
	out, err := os.OpenFile(filepath.Join(f.dir, incoming, growing+rand.Text()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Sum{}, fmt.Errorf("seal: %w", err)
	}
	defer os.Remove(out.Name()) // gone already when it got its name
	sum, err := encrypt(out, to, r, atMost)
	if err == nil && check != nil {
		err = check(sum)
	}
	if err == nil {
		err = out.Sync()
	}
	if err := errors.Join(err, out.Close()); err != nil {
		return Sum{}, fmt.Errorf("seal: %w", err)
	}
	if err := settle(out.Name(), f.place(part, id)); err != nil {
		return Sum{}, fmt.Errorf("seal: %w", err)
	}
	return sum, nil
}

// encrypt seals r into out and returns what it was. One byte more than the
// most is asked for, to know that there is none.
func encrypt(out io.Writer, to age.Recipient, r io.Reader, atMost int64) (Sum, error) {
	w, err := age.Encrypt(out, to)
	if err != nil {
		return Sum{}, err
	}
	h := sha256.New()
	n, err := io.CopyBuffer(io.MultiWriter(onlyWriter{w}, h), onlyReader{io.LimitReader(r, atMost+1)}, make([]byte, chunk))
	if err != nil {
		return Sum{}, err
	}
	if n > atMost {
		return Sum{}, ErrTooLong
	}
	return Sum{n, hex.EncodeToString(h.Sum(nil))}, w.Close()
}

// chunk is how much is read at once: what age seals as one piece.
const chunk = 64 << 10

// onlyReader and onlyWriter keep io.Copy from shortcuts of its own, so that
// memory stays what chunk says.
type (
	onlyReader struct{ io.Reader }
	onlyWriter struct{ io.Writer }
)

// settle gives a file that is whole and on the disk its name, unless the name
// is taken.
func settle(from, to string) error {
	folder := filepath.Dir(to)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	if err := os.Link(from, to); err != nil { // Rename would replace
		return err
	}
	return errors.Join(keepNames(folder), keepNames(filepath.Dir(folder)))
}

// keepNames brings the names in a folder safely to the disk.
func keepNames(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// RemoveParts takes pieces away that are no longer needed. Those that are
// gone already are passed over.
func (f *Folder) RemoveParts(ids ...ID) error { return f.remove(incoming, ids) }

// Remove takes a sealed file away that no record ever named.
func (f *Folder) Remove(id ID) error { return f.remove(sealed, []ID{id}) }

func (f *Folder) remove(part string, ids []ID) error {
	var failed error
	for _, id := range ids {
		if !id.valid() {
			continue
		}
		if err := os.Remove(f.place(part, id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, fmt.Errorf("remove a sealed file: %w", err))
		}
	}
	return failed
}

// SweepParts takes away the pieces that were last written before then and
// that nobody knows: what a process left that died. It returns how many.
func (f *Folder) SweepParts(before time.Time, known func(ID) bool) (int, error) {
	entries, err := os.ReadDir(filepath.Join(f.dir, incoming))
	if err != nil {
		return 0, fmt.Errorf("sweep incoming files: %w", err)
	}
	swept := 0
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || info.ModTime().After(before) {
			continue // gone meanwhile, not ours, or too young
		}
		id := ID(strings.TrimSuffix(e.Name(), ending))
		if !strings.HasPrefix(e.Name(), growing) && (!id.valid() || known(id)) {
			continue
		}
		if err := os.Remove(filepath.Join(f.dir, incoming, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return swept, fmt.Errorf("sweep incoming files: %w", err)
		}
		swept++
	}
	return swept, nil
}

// pieces reads sealed pieces one after the other, each to its verified end.
type pieces struct {
	folder *Folder
	key    *Key
	left   []ID
	file   *os.File
	plain  io.Reader
}

func (p *pieces) Read(b []byte) (int, error) {
	for {
		if p.plain == nil {
			if len(p.left) == 0 {
				return 0, io.EOF
			}
			if err := p.next(); err != nil {
				return 0, err
			}
		}
		n, err := p.plain.Read(b)
		switch {
		case n > 0:
			return n, nil // an error comes again with the next read
		case err == io.EOF:
			p.plain = nil
			if err := p.Close(); err != nil {
				return 0, err
			}
		case err != nil:
			return 0, fmt.Errorf("%w: %w", ErrBroken, err)
		}
	}
}

func (p *pieces) next() error {
	id := p.left[0]
	if !id.valid() {
		return fmt.Errorf("join: malformed id")
	}
	file, err := os.Open(p.folder.place(incoming, id))
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	if err != nil {
		return err
	}
	p.file, p.left = file, p.left[1:]
	if p.plain, err = age.Decrypt(file, p.key.identity); err != nil {
		return fmt.Errorf("%w: %w", ErrBroken, err)
	}
	return nil
}

// Close gives the piece being read back.
func (p *pieces) Close() error {
	if p.file == nil {
		return nil
	}
	file := p.file
	p.file = nil
	return file.Close()
}

// A Reader gives the content of a sealed file in the clear. Its last bytes
// come only after the whole has been verified, so that whoever has counted
// them all has the true file.
type Reader struct {
	file  *os.File
	plain io.Reader
	want  Sum
	hash  hash.Hash
	size  int64
	ready []byte // may be given
	held  []byte // read, but not to be given before more has come or the end is verified
	spare []byte
	err   error
}

// Open opens a sealed file for the holder of its key. It fails with ErrBroken
// when the file is gone, cut, not sealed for this key, or of another size.
func (f *Folder) Open(id ID, key *Key, want Sum) (*Reader, error) {
	if !id.valid() {
		return nil, fmt.Errorf("open: malformed id")
	}
	file, err := os.Open(f.place(sealed, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open: %w: %w", ErrBroken, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open: %w", err)
	}
	plain, err := verified(file, key, want.Size)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open: %w: %w", ErrBroken, err), file.Close())
	}
	return &Reader{file: file, plain: plain, want: want, hash: sha256.New(), spare: make([]byte, chunk)}, nil
}

// verified returns the content of a file whose size is the one wanted: the
// sealing says which piece is the last one.
func verified(file *os.File, key *Key, size int64) (io.Reader, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	at, n, err := age.DecryptReaderAt(file, info.Size(), key.identity)
	if err != nil {
		return nil, err
	}
	if n != size {
		return nil, fmt.Errorf("%d bytes instead of %d", n, size)
	}
	return io.NewSectionReader(at, 0, n), nil
}

// Read gives the next bytes. It fails with ErrBroken where the file is not as
// it was sealed.
func (r *Reader) Read(b []byte) (int, error) {
	for len(r.ready) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.advance()
	}
	n := copy(b, r.ready)
	r.ready = r.ready[n:]
	return n, nil
}

// advance reads one more piece and lets the one before it go.
func (r *Reader) advance() {
	buffer := r.spare
	n, err := io.ReadFull(r.plain, buffer[:chunk])
	switch {
	case err == nil || err == io.ErrUnexpectedEOF || err == io.EOF:
		r.hash.Write(buffer[:n])
		r.size += int64(n)
	default:
		r.err = fmt.Errorf("%w: %w", ErrBroken, err)
		return
	}
	if n > 0 {
		r.ready, r.held, r.spare = r.held, buffer[:n], r.held[:0:cap(r.held)]
		if cap(r.spare) < chunk {
			r.spare = make([]byte, chunk)
		}
		return
	}
	if got := (Sum{r.size, hex.EncodeToString(r.hash.Sum(nil))}); got != r.want {
		r.err = ErrBroken
		return
	}
	r.ready, r.held, r.err = r.held, nil, io.EOF
}

// Close gives the file back.
func (r *Reader) Close() error { return r.file.Close() }
