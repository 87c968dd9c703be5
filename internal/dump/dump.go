// Package dump keeps the whole register as files that everyone may have:
// all labels of a day as CSV, NDJSON and XLSX, and the parts of the sitemap.
//
// It reads entries of the registry and nothing else, so that nothing hidden
// can come into a file. A set of files is made whole beside the one before
// and takes its place at once: a reader never meets half of one, and what was
// made last stays until the next is there.
package dump

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// A Set is all files of one making.
type Set struct {
	Form     int            `json:"form"` // of the files; a program of another form makes them anew
	Base     string         `json:"base"` // address of the site, which stands in them
	AsOf     time.Time      `json:"as_of"`
	Day      scheme.Date    `json:"day"` // of which statuses are told
	Heads    registry.Heads `json:"heads"`
	Labels   int            `json:"labels"`
	Models   int            `json:"models"`
	Took     time.Duration  `json:"took"`
	Folder   string         `json:"folder"` // in which they lie
	Files    []File         `json:"files"`
	Sitemaps []File         `json:"sitemaps"`
}

// A File is one file of a set.
type File struct {
	Name   string `json:"name"`
	Type   string `json:"type"`   // media type
	Size   int64  `json:"size"`   // bytes
	SHA256 string `json:"sha256"` // in hexadecimal
}

// Names of the files for programs and spreadsheets.
const (
	LabelsCSV  = "labels.csv"
	ModelsCSV  = "models.csv"
	LabelsJSON = "labels.ndjson.gz"
	LabelsXLSX = "labels.xlsx"
)

// Names lists them in the order in which they are offered.
var Names = []string{LabelsCSV, ModelsCSV, LabelsJSON, LabelsXLSX}

// A Folder is where sets lie. It is safe for use by several goroutines, and
// several processes may share one.
type Folder struct {
	path string

	mu   sync.Mutex
	last Set         // as read
	seen fs.FileInfo // of the file it was read from
}

// In returns the folder at path. It need not be there yet.
func In(path string) *Folder { return &Folder{path: path} }

func (f *Folder) index() string { return filepath.Join(f.path, "current.json") }

// Current returns the set made last. It refuses with NotYetMade while there is
// none.
func (f *Folder) Current() (Set, error) {
	info, err := os.Stat(f.index())
	if errors.Is(err, fs.ErrNotExist) {
		return Set{}, scheme.Refuse(scheme.NotYetMade, "refusal.dump.none")
	}
	if err != nil {
		return Set{}, fmt.Errorf("read dumps: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.seen != nil && os.SameFile(f.seen, info) && f.seen.ModTime().Equal(info.ModTime()) {
		return f.last, nil
	}
	b, err := os.ReadFile(f.index())
	if err != nil {
		return Set{}, fmt.Errorf("read dumps: %w", err)
	}
	var s Set
	if err := json.Unmarshal(b, &s); err != nil {
		return Set{}, fmt.Errorf("read dumps: %w", err)
	}
	f.last, f.seen = s, info
	return s, nil
}

// Open opens a file of the set made last; the caller closes it. It stays
// readable when the next set takes the place of this one. It refuses with
// Missing an unknown name, and any while there is no set.
func (f *Folder) Open(name string) (*os.File, File, Set, error) {
	for try := 0; ; try++ {
		s, err := f.Current()
		if err != nil {
			return nil, File{}, s, err
		}
		all := slices.Concat(s.Files, s.Sitemaps)
		i := slices.IndexFunc(all, func(one File) bool { return one.Name == name })
		if i < 0 {
			return nil, File{}, s, scheme.Refuse(scheme.Missing, "refusal.missing")
		}
		file, err := os.Open(filepath.Join(f.path, s.Folder, name))
		if err == nil {
			return file, all[i], s, nil
		}
		if try == 2 || !errors.Is(err, fs.ErrNotExist) { // two sets have come since Current: look again
			return nil, File{}, s, fmt.Errorf("open dump: %w", err)
		}
		f.forget()
	}
}

// holds reports whether all files of a set are there in their sizes.
func (f *Folder) holds(s Set) bool {
	for _, one := range slices.Concat(s.Files, s.Sitemaps) {
		info, err := os.Stat(filepath.Join(f.path, s.Folder, one.Name))
		if err != nil || info.Size() != one.Size {
			return false
		}
	}
	return true
}

func (f *Folder) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = nil
}
