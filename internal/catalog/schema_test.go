package catalog

import (
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

func rawSchema(t *testing.T, name string) map[string]any {
	t.Helper()
	raw, err := fs.ReadFile(Schemas(), name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// Whoever writes data meets patterns only in words.
func TestSchemas_everyPatternIsSaidInWords(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(Schemas(), "*.json")
	if err != nil || len(names) < 8 {
		t.Fatalf("schemas %v, %v", names, err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			if p, ok := v["pattern"].(string); ok {
				if remedy := patternRemedies[p]; !i18n.For("en").Has(remedy.Key) {
					t.Errorf("no remedy for pattern %s", p)
				}
				if _, err := regexp.Compile(p); err != nil {
					t.Error(err)
				}
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
	for _, name := range names {
		walk(rawSchema(t, name))
	}
}

// A key that one of the two forgets would be refused or read by nobody.
func TestSchemas_haveTheKeysOfTheShapes(t *testing.T) {
	t.Parallel()
	for name, shape := range map[string]any{kindScheme: schemeShape{}, kindFees: feesShape{}, kindCalendar: calendarShape{}, kindMoney: invoicingShape{}, kindArtwork: artworkShape{}, kindAbroad: recognitionsShape{}, kindCross: crosswalkShape{}, kindWords: glossaryShape{}, kindGuide: guideShape{}, kindReports: reportsShape{}, kindEdition: editionShape{}, kindItem: itemShape{}} {
		schema := keysOfSchema(t, rawSchema(t, name))
		if diff := cmp.Diff(schema, keysOfShape(reflect.TypeOf(shape))); diff != "" {
			t.Errorf("%s (-schema +shape): %s", name, diff)
		}
	}
}

func keysOfSchema(t *testing.T, node map[string]any) map[string]any {
	if ref, ok := node["$ref"].(string); ok {
		file, at, _ := strings.Cut(ref, "#/$defs/")
		return keysOfSchema(t, rawSchema(t, file)["$defs"].(map[string]any)[at].(map[string]any))
	}
	if items, ok := node["items"].(map[string]any); ok {
		return keysOfSchema(t, items)
	}
	keys := map[string]any{}
	if properties, ok := node["properties"].(map[string]any); ok {
		if node["additionalProperties"] != false {
			t.Errorf("a map lets unknown keys in: %v", slices.Sorted(maps.Keys(properties)))
		}
		for key, one := range properties {
			keys[key] = keysOfSchema(t, one.(map[string]any))
		}
	}
	return keys
}

func keysOfShape(shape reflect.Type) map[string]any {
	if shape.Kind() == reflect.Slice {
		return keysOfShape(shape.Elem())
	}
	keys := map[string]any{}
	if shape.Kind() == reflect.Struct {
		for i := range shape.NumField() {
			f := shape.Field(i)
			keys[f.Tag.Get("json")] = keysOfShape(f.Type)
		}
	}
	return keys
}

// The words of the schemas are those of the rule book.
func TestSchemas_knowTheWordsOfTheRuleBook(t *testing.T) {
	t.Parallel()
	property := func(file string, at ...string) []any {
		node := rawSchema(t, file)
		for _, step := range at {
			node = node[step].(map[string]any)
		}
		return node["enum"].([]any)
	}
	for _, tc := range []struct {
		got  []any
		want []any
	}{
		{property("common.schema.json", "$defs", "numbering", "properties", "check"), []any{string(scheme.CheckNone), string(scheme.CheckDamm)}},
		{property(kindScheme, "properties", "grounds", "items", "properties", "ends"), []any{string(scheme.DeedRevoke), string(scheme.DeedWithdraw)}},
		{property(kindMoney, "properties", "rounding", "properties", "rule"), []any{string(scheme.RoundDown), string(scheme.RoundNearest), string(scheme.RoundUp)}},
		{property(kindMoney, "properties", "lapses", "properties", "states", "items"), []any{string(scheme.GivenUp), string(scheme.Refused)}},
		{property(kindScheme, "properties", "inquiry", "properties", "conditional_answer"), []any{string(scheme.CountsNoObjection), string(scheme.CountsObjection), string(scheme.NeedsConfirmation)}},
		{property(kindScheme, "properties", "inquiry", "properties", "late_answer"), []any{string(lateAsGiven), string(scheme.NeedsConfirmation)}},
		{property(kindCross, "properties", "mappings", "items", "properties", "pairs", "items", "properties", "relation"), []any{string(scheme.Intersects), string(scheme.Subset)}},
		{property(kindEdition, "properties", "state"), []any{string(scheme.EditionDraft), string(scheme.EditionInCommittee), string(scheme.EditionApproved),
			string(scheme.EditionInForce), string(scheme.EditionSuperseded)}},
		{property(kindItem, "properties", "binds"), []any{string(scheme.BindsProduct), string(scheme.BindsVendor)}},
		{property(kindItem, "properties", "methods", "properties", "allowed", "items"), []any{string(scheme.MethodDocument), string(scheme.MethodDevice)}},
	} {
		if diff := cmp.Diff(tc.want, tc.got); diff != "" {
			t.Error(diff)
		}
	}
}

// Editors find the schemas by the comment on the first line.
func TestData_namesItsSchemaForEditors(t *testing.T) {
	t.Parallel()
	for root, fsys := range dataFolders {
		files, err := Files(fsys)
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range files {
			if isDrawing(name) {
				continue
			}
			first, _, _ := strings.Cut(string(content), "\n")
			ref, ok := strings.CutPrefix(first, "# yaml-language-server: $schema=")
			dir := path.Join(root, path.Dir(name), path.Dir(ref))
			if !ok || dir != "internal/catalog/schemas" {
				t.Errorf("%s/%s: first line %q leads to %s", root, name, first, dir)
				continue
			}
			if _, err := fs.Stat(Schemas(), path.Base(ref)); err != nil {
				t.Error(err)
			}
		}
	}
}
