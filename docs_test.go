package shirushi

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	mdLink = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	mdCode = regexp.MustCompile("`([^`\n]+)`")
	// ourPath is a path from the root of the repository as the docs write it.
	ourPath = regexp.MustCompile(`^(internal|schemes|cmd|docs|scripts|bench|interop)/[\w./*-]+$`)
)

// TestDocs_nameOnlyWhatIsThere follows every link and every path that the
// docs name: a page that sends its reader to a file long gone is worse than
// none.
func TestDocs_nameOnlyWhatIsThere(t *testing.T) {
	t.Parallel()
	pages := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case path.Ext(p) != ".md":
			return nil
		}
		pages++
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		for _, named := range namedPaths(p, string(text)) {
			if found, _ := filepath.Glob(named); len(found) == 0 {
				t.Errorf("%s names %s, which is not there: mend the page", p, named)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages < 5 {
		t.Errorf("found %d pages: the test does not see the docs", pages)
	}
}

// namedPaths returns the files and folders that a page names, from the root
// of the repository.
func namedPaths(page, text string) []string {
	var named []string
	for _, m := range mdLink.FindAllStringSubmatch(text, -1) {
		if !strings.Contains(m[1], ":") {
			named = append(named, path.Join(path.Dir(page), m[1]))
		}
	}
	for _, m := range mdCode.FindAllStringSubmatch(text, -1) {
		if ourPath.MatchString(m[1]) {
			named = append(named, m[1])
		}
	}
	return named
}

func TestNamedPaths_seesLinksAndPaths(t *testing.T) {
	t.Parallel()
	got := strings.Join(namedPaths("docs/a.md", "[b](b.md#x) [c](../README.md) [d](https://example.jp) `internal/scheme/*.go` `office.Issue` `docs/…`"), " ")
	if want := "docs/b.md README.md internal/scheme/*.go"; got != want {
		t.Errorf("found %q, want %q", got, want)
	}
}

// TestDocs_nameOnlyTestsThatAreThere holds pages that say in which test a
// thing is tried.
func TestDocs_nameOnlyTestsThatAreThere(t *testing.T) {
	t.Parallel()
	named := regexp.MustCompile("`(Test[A-Z]\\w+_\\w+)`")
	var pages, tests strings.Builder
	err := fs.WalkDir(os.DirFS("."), ".", func(p string, d fs.DirEntry, err error) error {
		into := &pages
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules"):
			return fs.SkipDir
		case strings.HasSuffix(p, "_test.go"):
			into = &tests
		case path.Ext(p) != ".md":
			return nil
		}
		text, err := os.ReadFile(p)
		into.Write(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	found := named.FindAllStringSubmatch(pages.String(), -1)
	for _, m := range found {
		if !strings.Contains(tests.String(), "\nfunc "+m[1]+"(") {
			t.Errorf("the docs name %s, which is not there", m[1])
		}
	}
	if len(found) < 20 {
		t.Errorf("found %d tests named: the test does not see the docs", len(found))
	}
}
