package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Bounds of a scheme's folder. The largest known set of criteria is far below.
const (
	fileAtMost  = 256 << 10 // bytes of one file
	filesAtMost = 2000
)

// plainName is what a file or folder may be called, so that a list of names
// and hashes reads the same everywhere.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$`)

// Files returns the data files of a scheme's folder by path: what is hashed,
// kept and handed back. Other files, such as a README, are no data and left
// out. It fails when a file breaks a bound, and does not look inside.
func Files(fsys fs.FS) (map[string][]byte, error) {
	files, problems, err := collect(fsys)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("%w: %s", ErrBroken, problems[0])
	}
	return files, nil
}

// Hash identifies data files by path and content. It is what this prints in
// the scheme's folder:
//
//	find . '(' -name '*.yaml' -o -path './artwork/*.svg' ')' -printf '%P\n' | LC_ALL=C sort | xargs sha256sum | sha256sum
func Hash(files map[string][]byte) string {
	whole := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(whole, "%x  %s\n", sha256.Sum256(files[name]), name)
	}
	return hex.EncodeToString(whole.Sum(nil))
}

// collect reads the data files. Problems are of names and sizes only.
func collect(fsys fs.FS) (map[string][]byte, []Problem, error) {
	files := map[string][]byte{}
	var problems []Problem
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return enter(name)
		}
		if d.Type()&fs.ModeSymlink != 0 {
			problems = append(problems, Problem{File: name, What: "this is a link", Remedy: "Put the file or folder itself here"})
			return nil
		}
		if ext := path.Ext(name); ext == ".yml" || ext == ".json" {
			problems = append(problems, Problem{File: name, What: "the name ends in " + ext, Remedy: "Write data as YAML in a file whose name ends in " + dataSuffix})
			return nil
		} else if ext != dataSuffix && !isDrawing(name) {
			return nil
		}
		content, problem, err := readBounded(fsys, name, d)
		switch {
		case err != nil:
			return err
		case problem != nil:
			problems = append(problems, *problem)
		case len(files) == filesAtMost:
			problems = append(problems, Problem{File: name, What: fmt.Sprintf("the folder holds more than %d data files", filesAtMost), Remedy: "Give each scheme a folder of its own"})
			return fs.SkipAll
		default:
			files[name] = content
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read scheme data: %w", err)
	}
	return files, ordered(problems), nil
}

// enter says whether a folder is looked into; hidden ones are not.
func enter(name string) error {
	if name != "." && strings.HasPrefix(path.Base(name), ".") {
		return fs.SkipDir
	}
	return nil
}

func readBounded(fsys fs.FS, name string, d fs.DirEntry) ([]byte, *Problem, error) {
	for _, part := range strings.Split(name, "/") {
		if !plainName.MatchString(part) {
			return nil, &Problem{File: fmt.Sprintf("%q", name), What: "the name has signs that file names here may not have", Remedy: "Use letters A to Z, digits, dot, hyphen and underscore"}, nil
		}
	}
	if !d.Type().IsRegular() {
		return nil, &Problem{File: name, What: "this is not an ordinary file", Remedy: "Put an ordinary file here"}, nil
	}
	f, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, fileAtMost+1))
	if err != nil {
		return nil, nil, err
	}
	if len(content) > fileAtMost {
		return nil, &Problem{File: name, What: fmt.Sprintf("the file is larger than %d KiB", fileAtMost>>10), Remedy: "Shorten it; documents belong elsewhere and are linked to"}, nil
	}
	return content, nil, nil
}
