// Package catalogtest gives tests two schemes that have little in common, so
// that what holds for both is not built into the code.
package catalogtest

import (
	"embed"
	"io/fs"
	"testing"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	jcstar "shirushi/schemes/jc-star"
)

//go:embed testdata/other
var other embed.FS

// JCStarFiles is the folder of the scheme that the software ships with.
func JCStarFiles() fs.FS { return jcstar.Data }

// OtherFiles is the folder of an invented scheme of another country.
func OtherFiles(t testing.TB) fs.FS {
	t.Helper()
	sub, err := fs.Sub(other, "testdata/other")
	if err != nil {
		t.Fatal(err)
	}
	return sub
}

// JCStar is the scheme that the software ships with.
func JCStar(t testing.TB) *scheme.Scheme { return read(t, JCStarFiles()) }

// Other is an invented scheme of another country: five hours west of
// Greenwich, two levels, three items, numbers with letters and no check digit.
func Other(t testing.TB) *scheme.Scheme { return read(t, OtherFiles(t)) }

func read(t testing.TB, fsys fs.FS) *scheme.Scheme {
	t.Helper()
	s, problems, err := catalog.Read(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Error(p)
	}
	if len(problems) > 0 {
		t.FailNow()
	}
	return s
}
