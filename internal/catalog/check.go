package catalog

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Check reads the scheme in the folder dir and writes to w what is wrong with
// it, each problem with file and line, or one line saying what it holds. It
// returns the number of problems; an error means that it could not read.
func Check(w io.Writer, dir string) (int, error) {
	fsys := os.DirFS(dir)
	s, problems, err := Read(fsys)
	if err != nil {
		return 0, err
	}
	for _, p := range problems {
		p.File = filepath.Join(dir, filepath.FromSlash(p.File))
		if _, err := fmt.Fprintln(w, p); err != nil {
			return len(problems), err
		}
	}
	if len(problems) > 0 {
		return len(problems), nil
	}
	files, err := Files(fsys)
	if err != nil {
		return 0, err
	}
	items := 0
	for _, e := range s.Editions {
		items += len(e.Items)
	}
	_, err = fmt.Fprintf(w, "%s: %d levels, %d editions, %d items, hash %s: no problems\n", s.ID, len(s.Levels), len(s.Editions), items, Hash(files))
	return 0, err
}
