package yamlfile_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"shirushi/internal/i18n"
	"shirushi/internal/yamlfile"
)

const schema = `{
  "type": "object", "additionalProperties": false, "required": ["id", "parts"],
  "properties": {
    "id": {"type": "string", "pattern": "^[a-z]+$", "maxLength": 5},
    "name": {"type": "string", "pattern": "[^\\s　]"},
    "size": {"enum": ["small", "large"]},
    "ready": {"type": "boolean"},
    "parts": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true, "items": {"$ref": "#/$defs/part"}}
  },
  "$defs": {"part": {"type": "object", "additionalProperties": false, "properties": {"count": {"type": "integer", "minimum": 1, "maximum": 9}}}}
}`

var schemas = yamlfile.Compile(fstest.MapFS{"thing.schema.json": {Data: []byte(schema)}}, "https://shirushi.invalid/test/",
	map[string]yamlfile.Said{`^[a-z]+$`: yamlfile.Say("yaml.write.text")})

type thing struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Size  string `json:"size,omitempty"`
	Ready bool   `json:"ready"`
	Parts []part `json:"parts"`
}

type part struct {
	N int `json:"count"`
}

func TestRead_fillsWhatIsSound(t *testing.T) {
	t.Parallel()
	var got thing
	d, problems := schemas.Read("thing.schema.json", "a.yaml", []byte("id: box\nname: '2030-01-02'\nready: true\nparts:\n  - count: 3\n  - {count: 4}\n"), &got)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if want := (thing{ID: "box", Name: "2030-01-02", Ready: true, Parts: []part{{3}, {4}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if at := d.Line("parts", "1", "count"); at != 6 {
		t.Errorf("line %d", at)
	}
	var keys []string
	d.Keys(func(at []string) { keys = append(keys, yamlfile.Path(at...)) })
	if got := strings.Join(keys, " "); got != "id name ready parts parts[0].count parts[1].count" {
		t.Errorf("keys %s", got)
	}
}

// Each fault is said with its place in both languages, and all words of a
// sentence are filled in.
func TestRead_saysEachFaultInBothLanguages(t *testing.T) {
	t.Parallel()
	sound := "id: box\nparts: [{count: 1}]\n"
	for _, tc := range []struct{ name, text, en string }{
		{"not UTF-8", "id: \xff", "f.yaml:1: the file is not UTF-8 text. Save it as UTF-8."},
		{"empty", "# later\n", "f.yaml:1: the file is empty. Write its content, or remove it."},
		{"two documents", sound + "---\nid: x\n", "f.yaml:3: a second document begins here. Keep one document in one file: remove the line ---."},
		{"not YAML", "id: [x\n", "f.yaml:1: this is not YAML: did not find expected ',' or ']'. Mend indentation, quotes and colons near this line."},
		{"too deep", sound + "name: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "f.yaml:3: name[0][0][0][0][0][0][0][0][0][0][0][0]: values stand too deep inside one another. Follow the form of the schema."},
		{"alias", sound + "name: &a x\n", "f.yaml:3: name: anchors and aliases are not read. Write the value out where it is needed."},
		{"tag", sound + "name: !!str x\n", "f.yaml:3: name: tags are not read. Remove !!str and quote the value if it is text."},
		{"merge", sound + "<<: {name: x}\n", "f.yaml:3: <<: merge keys are not read. Write the values out where they are needed."},
		{"list as key", sound + "? [a]\n: x\n", "plain word"},
		{"invisible", sound + "name: \"a\\u202eb\"\n", "f.yaml:3: name: the text holds the invisible sign U+202E. Remove it."},
		{"key twice", sound + "id: x\n", "f.yaml:3: id: the key stands twice; first on line 1. Keep one of the two."},
		{"key missing", "id: box\n", "f.yaml:1: the key parts is missing. Add parts: here."},
		{"key unknown", sound + "nmae: x\n", "f.yaml:3: nmae: there is no such key. Remove it, or correct its spelling."},
		{"list for map", "- x\n", "f.yaml:1: this is a list. Write a map of keys."},
		{"map for list", "id: box\nparts: {}\n", "f.yaml:2: parts: this is a map of keys. Write a list."},
		{"nothing for text", "id:\nparts: [{count: 1}]\n", "f.yaml:1: id: this is empty. Write text."},
		{"number for text", "id: 7\nparts: [{count: 1}]\n", "f.yaml:1: id: this is a number. Put it in quotes to make it text."},
		{"text for truth", sound + "ready: yes\n", "f.yaml:3: ready: this is text. Write true or false, without quotes."},
		{"text for number", "id: box\nparts: [{count: one}]\n", "f.yaml:2: parts[0].count: this is text. Write a whole number in digits only, without quotes."},
		{"truth for map", "id: box\nparts: [true]\n", "f.yaml:2: parts[0]: this is true or false. Write a map of keys."},
		{"word", sound + "size: huge\n", `f.yaml:3: size: "huge" is not one of the words known here. Write one of: small, large.`},
		{"form", "id: B1\nparts: [{count: 1}]\n", `f.yaml:1: id: "B1" does not have the right form. Write text.`},
		{"blank", sound + "name: '　'\n", "f.yaml:3: name: the text is empty. Follow the form of the schema."},
		{"long", "id: longer\nparts: [{count: 1}]\n", "f.yaml:1: id: the text has 6 characters. Shorten it to 5 or fewer."},
		{"few", "id: box\nparts: []\n", "f.yaml:2: parts: the list is too short. Give 1 or more."},
		{"many", "id: box\nparts: [{count: 1}, {count: 2}, {count: 3}]\n", "f.yaml:2: parts: the list has 3 entries. Shorten it to 2 or fewer."},
		{"twice", "id: box\nparts: [{count: 1}, {count: 1}]\n", "f.yaml:2: parts: the same value stands twice in the list. Keep it once."},
		{"small", "id: box\nparts: [{count: 0}]\n", "f.yaml:2: parts[0].count: the number is too small. Write 1 or more."},
		{"large", "id: box\nparts: [{count: 10}]\n", "f.yaml:2: parts[0].count: the number is too large. Write 9 or less."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			d, problems := schemas.Read("thing.schema.json", "f.yaml", []byte(tc.text), &thing{})
			if d != nil || len(problems) != 1 {
				t.Fatalf("%v", problems)
			}
			if got := problems[0].String(); !strings.Contains(got, tc.en) {
				t.Errorf("got  %s\nwant %s", got, tc.en)
			}
			ja := problems[0].Text("ja")
			if !strings.HasSuffix(ja, "。") || strings.Contains(ja, "yaml.") || strings.Contains(ja, "{0}") {
				t.Errorf("in Japanese: %s", ja)
			}
		})
	}
}

// A word that ends the key of a message has one, whatever JSON calls the type.
func TestMessages_areThereForEveryType(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages {
		for _, word := range []string{"map", "list", "text", "nothing", "truth", "number"} {
			for _, key := range []string{"yaml.is." + word, "yaml.write." + word} {
				if !i18n.For(lang).Has(key) {
					t.Errorf("%s has no %s", lang, key)
				}
			}
		}
	}
}

func TestWrite_putsCommentsAndIsReadAgain(t *testing.T) {
	t.Parallel()
	in := thing{ID: "box", Name: "2030-01-02", Parts: []part{{1}, {2}}}
	b, err := yamlfile.Write(in, "a thing\nof parts", func(at ...string) string { return "on " + yamlfile.Path(at...) })
	if err != nil {
		t.Fatal(err)
	}
	want := `# a thing
# of parts

# on id
id: box
# on name
name: "2030-01-02"
# on ready
ready: false
# on parts
parts:
  - count: 1 # on parts.count
  - count: 2
`
	if string(b) != want {
		t.Errorf("wrote\n%s", b)
	}
	var out thing
	if _, problems := schemas.Read("thing.schema.json", "f.yaml", b, &out); len(problems) > 0 || !reflect.DeepEqual(in, out) {
		t.Errorf("%+v, %v", out, problems)
	}
}

func TestWrite_failsOnWhatIsNotRead(t *testing.T) {
	t.Parallel()
	for _, v := range []any{map[string]any{"a": nil}, map[string]any{"a": 1.5}, func() {}} {
		if b, err := yamlfile.Write(v, "", nil); err == nil {
			t.Errorf("wrote %s", b)
		}
	}
}

// FuzzParse reads anything. What is read without a problem is written and
// read again as the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "#", "---", "- - -", "? ?", "&a *a", "{}", "[]", "a: b: c", "a: [1, 'x', true]", "a: 0x1", "a: on", "a: 1_000", "a: '1:20'", "a: |\n  x\n  y\n",
		"!!binary x", "%YAML 1.2\n---\n", "\ufeffid: x", "a: 1e9", "a: .nan", "a: 2025-01-01", "\"\\u0000\"", "<<: [*a]", "a: \"\\U00020BB7\"", "a: '# x'", "a: ' x '", "yes: no", "a: ~"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var v any
		if problems := read(content, &v); len(problems) > 0 {
			for _, p := range problems {
				if lines := 1 + strings.Count(string(content), "\n"); p.Line < 1 || p.Line > lines || p.What.Key == "" || p.Remedy.Key == "" {
					t.Errorf("line %d of %d: %+v", p.Line, lines, p)
				}
			}
			return
		}
		b, err := yamlfile.Write(v, "", nil)
		if err != nil {
			if raw, _ := json.Marshal(v); !strings.Contains(string(raw), "null") {
				t.Fatal(err)
			}
			return
		}
		var again any
		if problems := read(b, &again); len(problems) > 0 || !reflect.DeepEqual(v, again) {
			t.Fatalf("%q was written as %q and read as %q, %v", v, b, again, problems)
		}
	})
}

var anything = yamlfile.Compile(fstest.MapFS{"any.json": {Data: []byte("{}")}}, "https://shirushi.invalid/test/", nil)

func read(content []byte, v *any) []yamlfile.Problem {
	_, problems := anything.Read("any.json", "f.yaml", content, v)
	return problems
}
