package catalog

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var root = os.DirFS("../..")

// dataFolders are the schemes of the repository by their path in it.
var dataFolders = map[string]fs.FS{
	"schemes/jc-star": os.DirFS("../../schemes/jc-star"),
	"internal/catalog/catalogtest/testdata/other": os.DirFS("catalogtest/testdata/other"),
}

// ofOneScheme is what only one scheme says: its name, the numbers of its
// editions and items, its fees and its zone.
var ofOneScheme = regexp.MustCompile(`(?i)JC-?STAR|JST-CR|\bS1\.1|\b198,?000\b|\b110,?000\b|Asia/Tokyo`)

// TestCode_knowsNoParticularScheme reads every literal of the program. What
// another scheme would choose differently is data.
func TestCode_knowsNoParticularScheme(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, top := range []string{"internal", "cmd"} {
		err := fs.WalkDir(root, top, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || isForTests(name) {
				return err
			}
			src, err := fs.ReadFile(root, name)
			if err != nil {
				return err
			}
			seen++
			for _, found := range literalsOfOneScheme(name, src) {
				t.Errorf("%s: move it to the scheme's data", found)
			}
			return nil
		})
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if seen < 20 {
		t.Errorf("read %d files: the test does not see the house", seen)
	}
}

func isForTests(name string) bool {
	return strings.HasSuffix(name, "_test.go") || strings.Contains(name, "test/") || strings.Contains(name, "testdata/")
}

// literalsOfOneScheme leaves out comments, which may give examples, and
// imports, by which a command seeds its demonstration.
func literalsOfOneScheme(name string, src []byte) []string {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	var found []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BasicLit:
			if ofOneScheme.MatchString(strings.ReplaceAll(n.Value, "_", "")) {
				found = append(found, set.Position(n.Pos()).String()+" holds "+n.Value)
			}
		}
		return true
	})
	return found
}

func TestCode_knowsNoParticularScheme_seesOne(t *testing.T) {
	t.Parallel()
	src := `package x
import _ "shirushi/schemes/jc-star"
// JC-STAR in a comment is an example.
const a, b, c, d, e = "JST-CR-01", 198_000, "S1.1-04", "Asia/Tokyo", ` + "`jc-star`" + `
`
	if found := literalsOfOneScheme("x.go", []byte(src)); len(found) != 5 {
		t.Errorf("saw %d of 5: %v", len(found), found)
	}
}
