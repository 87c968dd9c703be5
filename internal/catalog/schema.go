package catalog

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

//go:embed schemas/*.json
var embedded embed.FS

// Schemas returns the JSON Schemas of the data files, for editors.
func Schemas() fs.FS {
	sub, err := fs.Sub(embedded, "schemas")
	if err != nil {
		panic("catalog: embedded schemas: " + err.Error())
	}
	return sub
}

// The kinds of data file, by the name of their schema.
const (
	kindScheme   = "scheme.schema.json"
	kindFees     = "fees.schema.json"
	kindCalendar = "calendar.schema.json"
	kindArtwork  = "artwork.schema.json"
	kindMoney    = "invoicing.schema.json"
	kindAbroad   = "recognitions.schema.json"
	kindCross    = "crosswalk.schema.json"
	kindWords    = "glossary.schema.json"
	kindGuide    = "guide.schema.json"
	kindReports  = "reports.schema.json"
	kindEdition  = "edition.schema.json"
	kindItem     = "item.schema.json"
)

// schemaBase is a name only; nothing is fetched from it.
const schemaBase = "https://shirushi.invalid/schemas/"

// schemas compiles the embedded schemas once; they are part of the program,
// so a faulty one is a defect.
var schemas = sync.OnceValue(func() map[string]*jsonschema.Schema {
	c := jsonschema.NewCompiler()
	names, err := fs.Glob(Schemas(), "*.json")
	if err != nil {
		panic("catalog: " + err.Error())
	}
	for _, name := range names {
		raw, err := fs.ReadFile(Schemas(), name)
		if err != nil {
			panic("catalog: " + err.Error())
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			panic("catalog: schema " + name + ": " + err.Error())
		}
		if err := c.AddResource(schemaBase+name, doc); err != nil {
			panic("catalog: schema " + name + ": " + err.Error())
		}
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range names {
		all[name] = c.MustCompile(schemaBase + name)
	}
	return all
})

// load parses a file, holds it against its schema and fills shape. It returns
// nil when the file is missing or has problems, which are then reported.
func (r *reader) load(file, schema string, shape any) *document {
	content, ok := r.files[file]
	if !ok {
		r.report(Problem{File: file, What: "the file is missing", Remedy: "Add it; its form stands in " + schema})
		return nil
	}
	doc, problems := parse(file, content)
	if len(problems) == 0 {
		problems = doc.against(schema)
	}
	if len(problems) == 0 {
		problems = doc.decode(shape)
	}
	for _, p := range problems {
		r.report(p)
	}
	if len(problems) > 0 {
		return nil
	}
	return doc
}

// decode fills shape. The schema has been held before, so a difference here is
// one between schema and shape; it is reported all the same.
func (d *document) decode(shape any) []Problem {
	raw, err := json.Marshal(value(d.root))
	if err == nil {
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		err = strict.Decode(shape)
	}
	if err != nil {
		return []Problem{{File: d.file, Line: 1, What: "the file is of the schema but cannot be read: " + err.Error(), Remedy: "Report this as a defect of the software"}}
	}
	return nil
}

// against returns what in the document is not as its schema says.
func (d *document) against(schema string) []Problem {
	err := schemas()[schema].Validate(value(d.root))
	var invalid *jsonschema.ValidationError
	if err == nil || !errors.As(err, &invalid) {
		return nil
	}
	var all []Problem
	for _, leaf := range leaves(invalid) {
		all = append(all, d.problems(leaf)...)
	}
	return all
}

// leaves are the faults themselves, without the schemas around them.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var all []*jsonschema.ValidationError
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	return all
}

// problems says one fault in the writer's words, once for each key it is about.
func (d *document) problems(e *jsonschema.ValidationError) []Problem {
	at := e.InstanceLocation
	one := func(at []string, what, remedy string) Problem {
		return Problem{File: d.file, Line: d.line(at...), Path: pathText(at), What: what, Remedy: remedy}
	}
	var all []Problem
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, key := range k.Missing {
			all = append(all, one(at, "the key "+key+" is missing", "Add "+key+": here"))
		}
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			all = append(all, one(append(at[:len(at):len(at)], key), "there is no such key", "Remove it, or correct its spelling"))
		}
	default:
		what, remedy := fault(e)
		all = append(all, one(at, what, remedy))
	}
	return all
}

// fault says what is wrong with one value, and the remedy.
func fault(e *jsonschema.ValidationError) (what, remedy string) {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return "this is " + said(k.Got), remedyOfType(k)
	case *kind.Enum:
		return fmt.Sprintf("%.60q is not one of the words known here", fmt.Sprint(k.Got)), "Write one of: " + words(k.Want)
	case *kind.Pattern:
		if k.Want == notBlank {
			return "the text is empty", patternRemedies[notBlank]
		}
		return fmt.Sprintf("%.60q does not have the right form", k.Got), remedyOfPattern(k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("the text has %d characters", k.Got), fmt.Sprintf("Shorten it to %d or fewer", k.Want)
	case *kind.MinItems:
		return "the list is too short", fmt.Sprintf("Give %d or more", k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("the list has %d entries", k.Got), fmt.Sprintf("Shorten it to %d or fewer", k.Want)
	case *kind.UniqueItems:
		return "the same value stands twice in the list", "Keep it once"
	case *kind.Minimum:
		return "the number is too small", "Write " + k.Want.RatString() + " or more"
	case *kind.Maximum:
		return "the number is too large", "Write " + k.Want.RatString() + " or less"
	}
	return "the schema refuses this value", followSchema
}

const followSchema = "Follow the form of the schema"

func said(jsonType string) string {
	switch jsonType {
	case "object":
		return "a map of keys"
	case "array":
		return "a list"
	case "string":
		return "text"
	case "null":
		return "empty"
	case "boolean":
		return "true or false"
	}
	return "a number"
}

func remedyOfType(k *kind.Type) string {
	want := strings.Join(k.Want, " or ")
	switch {
	case want == "string" && (k.Got == "number" || k.Got == "integer" || k.Got == "boolean"):
		return "Put it in quotes to make it text"
	case want == "boolean":
		return "Write true or false, without quotes"
	case want == "integer":
		return "Write a whole number in digits only, without quotes"
	}
	return "Write " + said(want)
}

func words(want []any) string {
	said := make([]string, len(want))
	for i, w := range want {
		said[i] = fmt.Sprint(w)
	}
	return strings.Join(said, ", ")
}

func remedyOfPattern(pattern string) string {
	if remedy, ok := patternRemedies[pattern]; ok {
		return remedy
	}
	return followSchema
}

// notBlank asks for one sign that is no space, an ideographic one included.
const notBlank = `[^\s　]`

// patternRemedies says each pattern of the schemas in words; a test sees to it
// that none is forgotten.
var patternRemedies = map[string]string{
	`^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.svg$`:   "Name a file of the folder artwork, such as label.svg: letters A to Z, digits, hyphen and underscore, then .svg",
	notBlank:                                  "Write it; where a text has two languages, both are needed",
	`^[^@\s]+@[^@\s]+$`:                       "Write an e-mail address, as in office@example.org",
	`^https://[^\s]+$`:                        "Write a web address that begins with https://",
	`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`:       "Use letters A to Z, digits, dot, hyphen and underscore, at most 64",
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`:            "Write the day as YYYY-MM-DD",
	`^[0-9]{2}-[0-9]{2}$`:                     "Write the day of every year as MM-DD, in quotes",
	`^[A-Z]{2}$`:                              "Write the two capital letters of ISO 3166-1, or EU",
	`^[0-9]{13}$`:                             "Write the 13 digits, in quotes",
	`^[+-][0-9]{2}:[0-9]{2}$`:                 `Write the offset from UTC as "+HH:MM" or "-HH:MM", in quotes`,
	`^(?:[A-Z0-9-]|\{[a-z]+(?::[0-9]+)?\})+$`: "Use capital letters, digits, hyphens and the fields {year}, {serial:N} and {check}",
}
