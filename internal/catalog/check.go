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
	v, problems, err := Take(os.DirFS(dir))
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
	items := 0
	for _, e := range v.Scheme.Editions {
		items += len(e.Items)
	}
	_, err = fmt.Fprintf(w, "%s: %d levels, %d editions, %d items, hash %s: no problems\n", v.Scheme.ID, len(v.Scheme.Levels), len(v.Scheme.Editions), items, v.Hash)
	return 0, err
}
