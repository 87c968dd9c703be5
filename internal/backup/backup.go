// Package backup packs a data folder into one archive and unpacks it again,
// whole or not at all. It knows folders and hashes, and nothing of what the
// files mean; the caller hands it a consistent copy of the database.
package backup

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"time"
)

const (
	format       = 1
	manifestName = "manifest.json"
	maxManifest  = 64 << 20 // bytes
)

// A manifest stands first in the archive and says what must follow.
type manifest struct {
	Format int       `json:"format"`
	Made   time.Time `json:"made"`
	Files  []file    `json:"files"`
}

type file struct {
	Path   string `json:"path"` // slash-separated, below the data folder
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	from   string
}

// A Source is one file or folder to pack, and its place in the archive.
type Source struct {
	From string // on disk; a folder is packed with all below it; one that is not there is passed over
	As   string // path in the archive
}

// Write packs the sources into a new archive at to. The archive appears
// under its name only when it is complete and on disk; an existing file is
// never overwritten. It holds keys, so only its owner may read it.
func Write(to string, sources []Source, now time.Time) error {
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("write backup: %s is already there", to)
	}
	m := manifest{Format: format, Made: now.UTC()}
	for _, s := range sources {
		files, err := gather(s)
		if err != nil {
			return fmt.Errorf("gather %s: %w", s.From, err)
		}
		m.Files = append(m.Files, files...)
	}
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Path < m.Files[j].Path })

	part, err := os.CreateTemp(filepath.Dir(to), ".backup-*") // mode 0600
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	defer os.Remove(part.Name()) // gone already when the rename succeeded
	err = pack(part, m)
	if err == nil {
		err = part.Sync()
	}
	if closeErr := part.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	// Link refuses an existing name, which Rename would replace.
	if err := os.Link(part.Name(), to); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	if err := keepNames(filepath.Dir(to)); err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	return nil
}

// keepNames brings the names in a folder safely to the disk.
func keepNames(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func gather(s Source) ([]file, error) {
	if _, err := os.Lstat(s.From); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var files []file
	err := filepath.WalkDir(s.From, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if !d.Type().IsRegular() {
			return fmt.Errorf("%s is not a regular file", p)
		}
		rel, err := filepath.Rel(s.From, p)
		if err != nil {
			return err
		}
		sum, size, err := hashFile(p)
		if err != nil {
			return err
		}
		files = append(files, file{Path: path.Join(s.As, filepath.ToSlash(rel)), Size: size, SHA256: sum, from: p})
		return nil
	})
	return files, err
}

func hashFile(name string) (sum string, size int64, err error) {
	f, err := os.Open(name)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

func pack(w io.Writer, m manifest) error {
	zw := gzip.NewWriter(w)
	tw := tar.NewWriter(zw)
	head, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	if err := tw.WriteHeader(&tar.Header{Name: manifestName, Mode: 0o600, Size: int64(len(head)), ModTime: m.Made}); err != nil {
		return err
	}
	if _, err := tw.Write(head); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := packFile(tw, f, m.Made); err != nil {
			return err
		}
	}
	return errors.Join(tw.Close(), zw.Close())
}

func packFile(tw *tar.Writer, f file, at time.Time) error {
	in, err := os.Open(f.from)
	if err != nil {
		return err
	}
	defer in.Close()
	if err := tw.WriteHeader(&tar.Header{Name: f.Path, Mode: 0o600, Size: f.Size, ModTime: at}); err != nil {
		return err
	}
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(tw, h), in); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		return fmt.Errorf("%s changed while it was packed; try again", f.Path)
	}
	return nil
}

// Restore unpacks an archive into folder, which must be absent or empty. It
// unpacks beside it and checks every file against the manifest first, so a
// cut or altered archive leaves nothing behind.
func Restore(archive, folder string) error {
	if entries, err := os.ReadDir(folder); err == nil && len(entries) > 0 {
		return fmt.Errorf("restore: %s is not empty; restore into a new folder", folder)
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore: %w", err)
	}
	in, err := os.Open(archive)
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer in.Close()
	part, err := os.MkdirTemp(filepath.Dir(filepath.Clean(folder)), ".restore-*") // mode 0700
	if err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	defer os.RemoveAll(part)
	if err := unpack(in, part); err != nil {
		return fmt.Errorf("restore %s: nothing was restored: %w", archive, err)
	}
	if err := os.Remove(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("restore: %w", err)
	}
	if err := os.Rename(part, folder); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	return nil
}

func unpack(r io.Reader, folder string) error {
	zr, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	tr := tar.NewReader(zr)
	m, err := readManifest(tr)
	if err != nil {
		return err
	}
	for _, want := range m.Files {
		head, err := tr.Next()
		if err == io.EOF {
			return fmt.Errorf("the archive ends before %s", want.Path)
		}
		if err != nil {
			return err
		}
		if head.Name != want.Path || head.Typeflag != tar.TypeReg || head.Size != want.Size {
			return fmt.Errorf("%q stands where the manifest has %s", head.Name, want.Path)
		}
		if err := unpackFile(tr, want, folder); err != nil {
			return err
		}
	}
	if _, err := tr.Next(); err != io.EOF {
		return errors.New("the archive goes on after its last file")
	}
	// Reading to the end makes gzip check its own sum.
	_, err = io.Copy(io.Discard, zr)
	return err
}

func readManifest(tr *tar.Reader) (manifest, error) {
	var m manifest
	head, err := tr.Next()
	if err != nil {
		return m, err
	}
	if head.Name != manifestName || head.Size > maxManifest {
		return m, errors.New("this is not a backup of ours: it does not begin with a manifest")
	}
	if err := json.NewDecoder(io.LimitReader(tr, maxManifest)).Decode(&m); err != nil {
		return m, fmt.Errorf("read manifest: %w", err)
	}
	if m.Format != format {
		return m, fmt.Errorf("the backup has format %d; this program reads format %d", m.Format, format)
	}
	return m, nil
}

func unpackFile(r io.Reader, want file, folder string) error {
	if !filepath.IsLocal(want.Path) || strings.Contains(want.Path, `\`) {
		return fmt.Errorf("%q leads out of the folder", want.Path)
	}
	to := filepath.Join(folder, filepath.FromSlash(want.Path))
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	h := sha256.New()
	if _, err := io.Copy(io.MultiWriter(out, h), r); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != want.SHA256 {
		return fmt.Errorf("%s does not match the manifest", want.Path)
	}
	return errors.Join(out.Sync(), out.Close())
}
