package catalog

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Check reads the scheme in the folder dir and writes to w what is wrong with
// it, each problem with file and line, or what it holds and which fee holds when. It
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
	if _, err := fmt.Fprintf(w, "%s: %d levels, %d editions, %d items, hash %s: no problems\n", v.Scheme.ID, len(v.Scheme.Levels), len(v.Scheme.Editions), items, v.Hash); err != nil {
		return 0, err
	}
	for _, f := range v.Scheme.Fees {
		until := "with no end"
		if f.Until != "" {
			until = "until " + string(f.Until)
		}
		if _, err := fmt.Fprintf(w, "fee of level %s for %v: %d, received from %s %s\n", f.Level, f.Kinds(), f.Yen, f.From, until); err != nil {
			return 0, err
		}
	}
	return 0, nil
}
