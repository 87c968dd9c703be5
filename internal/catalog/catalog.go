// Package catalog reads a scheme's data files, checks them and says what is
// wrong with them: file, line, fault and remedy.
//
// The files are the exchange form of a scheme: an operator writes them, loads
// them and can have them back byte for byte. What they may look like stands
// once, in the JSON Schemas that editors use too; what must hold between them
// stands here. The package knows no particular scheme, keeps nothing and
// decides nothing about when a catalogue holds.
package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"shirushi/internal/scheme"
)

// A Problem is a fault in a scheme's files that whoever wrote them can mend.
type Problem struct {
	File   string // path within the scheme's folder
	Line   int    // from 1; 0 when the whole file is meant
	Path   string // of the value, such as "levels[0].name.ja"
	What   string // what is wrong
	Remedy string // what to do about it
}

// String writes the problem on one line, in the form that editors follow.
func (p Problem) String() string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, p.Line)
	}
	if p.Path != "" {
		at += ": " + p.Path
	}
	return at + ": " + p.What + ". " + p.Remedy + "."
}

// A Version is a scheme's data at one moment: the files byte for byte, their
// hash, and the scheme they make.
type Version struct {
	Files  map[string][]byte
	Hash   string
	Scheme *scheme.Scheme
}

// Take reads the folder fsys once. It returns the version when nothing is
// wrong, and otherwise every problem it can see, ordered by file and line. An
// error means that the files could not be read at all.
func Take(fsys fs.FS) (Version, []Problem, error) {
	files, problems, err := collect(fsys)
	if err != nil || len(problems) > 0 {
		return Version{}, problems, err
	}
	r := &reader{files: files}
	s := r.scheme()
	if len(r.problems) > 0 {
		return Version{}, ordered(r.problems), nil
	}
	return Version{Files: files, Hash: Hash(files), Scheme: s}, nil, nil
}

// Read is Take for those who want the scheme only; it is nil when there are
// problems.
func Read(fsys fs.FS) (*scheme.Scheme, []Problem, error) {
	v, problems, err := Take(fsys)
	return v.Scheme, problems, err
}

// ErrBroken is what ReadFiles answers when the files have problems.
var ErrBroken = errors.New("scheme data has problems")

// ReadFiles reads a scheme from files as Files returned them. Problems are an
// error here: such files were checked before they were kept.
func ReadFiles(files map[string][]byte) (*scheme.Scheme, error) {
	r := &reader{files: files}
	s := r.scheme()
	if len(r.problems) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrBroken, ordered(r.problems)[0])
	}
	return s, nil
}

func ordered(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		return a.Line - b.Line
	})
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a == b })
}

// Names of the files of a scheme's folder.
const (
	schemeFile   = "scheme.yaml"
	feesFile     = "fees.yaml"
	calendarFile = "calendar.yaml" // may be left out: then every day is a working day
	artworkFile  = "artwork.yaml"  // may be left out: then the software's own drawing is a sample
	artworkDir   = "artwork"
	moneyFile    = "invoicing.yaml"    // may be left out: then no invoices are made
	abroadFile   = "recognitions.yaml" // may be left out: then nothing is said of other countries
	crossFile    = "crosswalk.yaml"    // may be left out: then nothing is said of other standards
	wordsFile    = "glossary.yaml"     // may be left out: then no words are explained
	guideFile    = "guide.yaml"        // may be left out: then the public pages say less
	reportsFile  = "reports.yaml"      // may be left out: then no doubts are taken
	criteriaDir  = "criteria"
	editionFile  = "edition.yaml"
	dataSuffix   = ".yaml"
	itemsAtMost  = 500
	enoughFaults = 200 // problems after which reading on helps nobody
)

// filesRead are the files that stand in the folder itself.
var filesRead = []string{schemeFile, feesFile, calendarFile, artworkFile, moneyFile, abroadFile, crossFile, wordsFile, guideFile, reportsFile}

// A reader gathers problems while it turns files into a scheme.
type reader struct {
	files    map[string][]byte
	problems []Problem
}

func (r *reader) report(p Problem) {
	if len(r.problems) < enoughFaults {
		r.problems = append(r.problems, p)
	}
}

// scheme returns what could be read; it holds good only without problems.
func (r *reader) scheme() *scheme.Scheme {
	r.refuseStrangers()
	s := &scheme.Scheme{}
	var main schemeShape
	doc := r.load(schemeFile, kindScheme, &main)
	if doc != nil {
		r.fillScheme(doc, main, s)
	}
	var fees feesShape
	feesDoc := r.load(feesFile, kindFees, &fees)
	r.calendar(s)
	r.artwork(s)
	r.invoicing(s)
	r.guide(s)
	r.glossary(s)
	r.reports(s)
	for _, dir := range r.editionDirs() {
		r.edition(dir, s)
	}
	if feesDoc != nil {
		r.fillFees(feesDoc, fees, s)
	}
	r.recognitions(s)
	r.crosswalk(s)
	if doc != nil {
		r.checkEditions(s)
	}
	return s
}

// refuseStrangers reports data files that stand where nothing is read: a
// misspelt name must not pass in silence.
func (r *reader) refuseStrangers() {
	for _, name := range slices.Sorted(maps.Keys(r.files)) {
		parts := strings.Split(name, "/")
		known := slices.Contains(filesRead, name) || isDrawing(name) || (len(parts) == 3 && parts[0] == criteriaDir)
		if !known {
			r.report(Problem{File: name, What: "no file of this name is read here",
				Remedy: "Keep scheme.yaml, fees.yaml, calendar.yaml, artwork.yaml, invoicing.yaml, recognitions.yaml, crosswalk.yaml, glossary.yaml, guide.yaml and reports.yaml in the folder itself, edition.yaml and the items in criteria/EDITION"})
		}
	}
}

// editionDirs returns the folders under criteria, in the order of their names.
func (r *reader) editionDirs() []string {
	var dirs []string
	for name := range r.files {
		if dir := path.Dir(name); strings.HasPrefix(dir, criteriaDir+"/") && path.Dir(dir) == criteriaDir {
			dirs = append(dirs, dir)
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs)
}

// itemFiles returns the item files of an edition's folder, by name.
func (r *reader) itemFiles(dir string) []string {
	var names []string
	for name := range r.files {
		if path.Dir(name) == dir && path.Base(name) != editionFile {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
