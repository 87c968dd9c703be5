package device

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/i18n"
)

func rawSchema(t *testing.T) map[string]any {
	t.Helper()
	raw, err := fs.ReadFile(Schemas(), schemaName)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// A key that one of the two forgets would be refused, or read by nobody. What
// the type leaves out when empty may be left out of a file, and nothing else.
func TestSchema_hasTheKeysOfTheType(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(keysOfSchema(t, rawSchema(t)), keysOfType(reflect.TypeFor[Description]())); diff != "" {
		t.Errorf("(-schema +type): %s", diff)
	}
	if diff := cmp.Diff(keysOfType(reflect.TypeFor[Unit]()), keysOfType(reflect.TypeFor[unitShape]())); diff != "" {
		t.Errorf("(-unit +shape): %s", diff)
	}
}

func keysOfSchema(t *testing.T, node map[string]any) map[string]any {
	if items, ok := node["items"].(map[string]any); ok {
		return keysOfSchema(t, items)
	}
	keys := map[string]any{}
	properties, _ := node["properties"].(map[string]any)
	if properties != nil && node["additionalProperties"] != false {
		t.Errorf("a map lets unknown keys in: %v", slices.Sorted(maps.Keys(properties)))
	}
	required, _ := node["required"].([]any)
	for key, one := range properties {
		if slices.Contains(required, any(key)) {
			key += " (needed)"
		}
		keys[key] = keysOfSchema(t, one.(map[string]any))
	}
	return keys
}

func keysOfType(shape reflect.Type) map[string]any {
	keys := map[string]any{}
	switch {
	case shape.Kind() == reflect.Slice || shape.Kind() == reflect.Pointer:
		return keysOfType(shape.Elem())
	case shape.Kind() == reflect.Struct && strings.HasPrefix(shape.PkgPath(), "shirushi/"):
		for i := range shape.NumField() {
			key, omitted := strings.CutSuffix(shape.Field(i).Tag.Get("json"), ",omitempty")
			if !omitted {
				key += " (needed)"
			}
			keys[key] = keysOfType(shape.Field(i).Type)
		}
	}
	return keys
}

// The words of the schema are the constants of the types, in their order.
func TestSchema_knowsTheWordsOfTheTypes(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "device.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := map[string][]any{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if typed, ok := spec.Type.(*ast.Ident); ok {
				word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Error(err)
				}
				declared[typed.Name] = append(declared[typed.Name], word)
			}
		}
		return true
	})
	root := rawSchema(t)
	for kind, at := range map[string]string{"Transport": "services.items.transport", "Protocol": "services.items.protocol", "Access": "services.items.access",
		"LoginMethod": "services.items.login.method", "Policy": "default_passwords.policy", "Way": "update.ways.items"} {
		node := root
		for _, step := range strings.Split(at, ".") {
			if step != "items" {
				node = node["properties"].(map[string]any)
			}
			node = node[step].(map[string]any)
		}
		if diff := cmp.Diff(declared[kind], node["enum"]); diff != "" {
			t.Errorf("%s (-type +schema): %s", kind, diff)
		}
		delete(declared, kind)
	}
	if len(declared) > 0 {
		t.Errorf("the schema is not held to %v", declared)
	}
	offered := make([]any, len(protocols))
	for i, p := range protocols {
		offered[i] = string(p)
		if u, ok := usual[p]; !ok || carriers[p] != "" && carriers[p] != u.transport {
			t.Errorf("the usual place of %s is not said, or not one of its own", p)
		}
	}
	words := root["properties"].(map[string]any)["services"].(map[string]any)["items"].(map[string]any)["properties"].(map[string]any)["protocol"].(map[string]any)["enum"]
	if diff := cmp.Diff(words, any(offered)); diff != "" {
		t.Errorf("the interview offers other protocols than there are: %s", diff)
	}
}

func TestSchema_everyPatternIsSaidInWords(t *testing.T) {
	t.Parallel()
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if p, ok := v["pattern"].(string); ok && !i18n.For("ja").Has(patternRemedies[p].Key) {
				t.Errorf("no remedy for pattern %s", p)
			}
			for _, one := range v {
				walk(one)
			}
		case []any:
			for _, one := range v {
				walk(one)
			}
		}
	}
	walk(rawSchema(t))
}

// Faults, questions and comments are messages whose keys the code puts
// together; each is there, and each message is said by something.
func TestMessages_areThoseThatAreSaid(t *testing.T) {
	t.Parallel()
	spoken := map[string]bool{"device.comment.head": true}
	for _, key := range commented {
		spoken["device.comment."+key] = true
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	faults, literal := regexp.MustCompile(`wrong\("([a-z0-9_]+)"`), regexp.MustCompile(`"(device\.(?:ask|choice|line|pattern|wrong)\.[a-z0-9_]+)"`)
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range faults.FindAllSubmatch(src, -1) {
			spoken["device.wrong."+string(m[1])], spoken["device.wrong."+string(m[1])+".remedy"] = true, true
		}
		for _, m := range literal.FindAllSubmatch(src, -1) {
			spoken[string(m[1])] = true
		}
	}
	for _, c := range slices.Concat(said(every), said(string(Authenticated), string(Open)), said(Basic, Digest, Form, JSON), said(Unique, Chosen, Common, Absent), said(Automatic, ByPage, ByApp, ByMedium, NoUpdate)) {
		spoken[c.Key] = true
	}
	raw, err := os.ReadFile("../i18n/messages/ja/device.json")
	if err != nil {
		t.Fatal(err)
	}
	var there map[string]string
	if err := json.Unmarshal(raw, &there); err != nil {
		t.Fatal(err)
	}
	for key := range spoken {
		if there[key] == "" {
			t.Errorf("the message %s is not there", key)
		}
	}
	for key := range there {
		if !spoken[key] {
			t.Errorf("nobody says %s", key)
		}
	}
}
