package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// Schemas are JSON Schemas of files, by name.
type Schemas struct {
	byName   map[string]*jsonschema.Schema
	remedies map[string]Said
}

// Compile compiles the schemas *.json of a folder. base is the address before
// their names, by which they refer to one another; nothing is fetched from it.
// remedies says in words what each pattern of the schemas asks for. Schemas
// are part of a program, so a faulty one is a defect: Compile panics.
func Compile(fsys fs.FS, base string, remedies map[string]Said) *Schemas {
	c := jsonschema.NewCompiler()
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		panic("yamlfile: " + err.Error())
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic("yamlfile: " + err.Error())
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			panic("yamlfile: schema " + name + ": " + err.Error())
		}
		if err := c.AddResource(base+name, doc); err != nil {
			panic("yamlfile: schema " + name + ": " + err.Error())
		}
	}
	all := map[string]*jsonschema.Schema{}
	for _, name := range names {
		all[name] = c.MustCompile(base + name)
	}
	return &Schemas{all, remedies}
}

// Read parses a file, holds it against the schema of this name and fills into.
// With problems the document is nil, and into holds nothing that counts.
func (s *Schemas) Read(schema, file string, content []byte, into any) (*Document, []Problem) {
	d, problems := Parse(file, content)
	if len(problems) == 0 {
		problems = s.Against(schema, d)
	}
	if len(problems) == 0 {
		problems = d.Decode(into)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return d, nil
}

// Decode fills shape. The schema has been held before, so a difference here is
// one between schema and shape; it is reported all the same.
func (d *Document) Decode(shape any) []Problem {
	raw, err := json.Marshal(value(d.root))
	if err == nil {
		strict := json.NewDecoder(bytes.NewReader(raw))
		strict.DisallowUnknownFields()
		err = strict.Decode(shape)
	}
	if err != nil {
		return []Problem{{d.File, 1, "", Fault{Say("yaml.defect", err.Error()), Say("yaml.defect.remedy")}}}
	}
	return nil
}

// Against returns what in the document is not as the schema of this name says.
func (s *Schemas) Against(schema string, d *Document) []Problem {
	err := s.byName[schema].Validate(value(d.root))
	var invalid *jsonschema.ValidationError
	if err == nil || !errors.As(err, &invalid) {
		return nil
	}
	var all []Problem
	for _, leaf := range leaves(invalid) {
		all = append(all, s.problems(d, leaf)...)
	}
	return all
}

// Of returns what is wrong with one value by that part of a schema which holds
// at a path such as units, 0, address; nil when nothing is. A path that the
// schema does not know is a defect: Of panics.
func (s *Schemas) Of(schema string, v any, at ...string) *Fault {
	part := s.byName[schema]
	for _, step := range at {
		if _, err := strconv.Atoi(step); err == nil {
			part = part.Items2020
		} else {
			part = part.Properties[step]
		}
		for part != nil && part.Ref != nil && part.Properties == nil {
			part = part.Ref
		}
		if part == nil {
			panic("yamlfile: schema " + schema + " has no " + Path(at...))
		}
	}
	var invalid *jsonschema.ValidationError
	if err := part.Validate(v); err == nil || !errors.As(err, &invalid) {
		return nil
	}
	f := s.fault(leaves(invalid)[0])
	return &f
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
func (s *Schemas) problems(d *Document, e *jsonschema.ValidationError) []Problem {
	at := e.InstanceLocation
	var all []Problem
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, key := range k.Missing {
			all = append(all, d.Problem(Fault{Say("yaml.key_missing", key), Say("yaml.key_missing.remedy", key)}, at...))
		}
	case *kind.AdditionalProperties:
		for _, key := range k.Properties {
			all = append(all, d.Problem(fault("yaml.no_key", "yaml.no_key.remedy"), append(at[:len(at):len(at)], key)...))
		}
	default:
		all = append(all, d.Problem(s.fault(e), at...))
	}
	return all
}

// fault says what is wrong with one value, and the remedy.
func (s *Schemas) fault(e *jsonschema.ValidationError) Fault {
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		return Fault{Say("yaml.is." + typeWord(k.Got)), remedyOfType(k)}
	case *kind.Enum:
		return Fault{Say("yaml.not_known", fmt.Sprintf("%.60q", fmt.Sprint(k.Got))), Say("yaml.not_known.remedy", words(k.Want))}
	case *kind.Pattern:
		if k.Want == NotBlank {
			return Fault{Say("yaml.blank"), s.remedyOfPattern(k.Want)}
		}
		return Fault{Say("yaml.form", fmt.Sprintf("%.60q", k.Got)), s.remedyOfPattern(k.Want)}
	case *kind.MaxLength:
		return Fault{Say("yaml.long", strconv.Itoa(k.Got)), Say("yaml.shorten", strconv.Itoa(k.Want))}
	case *kind.MinItems:
		return Fault{Say("yaml.few"), Say("yaml.few.remedy", strconv.Itoa(k.Want))}
	case *kind.MaxItems:
		return Fault{Say("yaml.many", strconv.Itoa(k.Got)), Say("yaml.shorten", strconv.Itoa(k.Want))}
	case *kind.UniqueItems:
		return fault("yaml.value_twice", "yaml.value_twice.remedy")
	case *kind.Minimum:
		return Fault{Say("yaml.small"), Say("yaml.small.remedy", k.Want.RatString())}
	case *kind.Maximum:
		return Fault{Say("yaml.large"), Say("yaml.large.remedy", k.Want.RatString())}
	}
	return Fault{Say("yaml.refused"), followSchema}
}

// fault makes a fault of two sentences without arguments.
func fault(what, remedy string) Fault { return Fault{Say(what), Say(remedy)} }

var followSchema = Say("yaml.follow")

// typeWord ends the keys that say what a value is: yaml.is.list.
func typeWord(jsonType string) string {
	switch jsonType {
	case "object":
		return "map"
	case "array":
		return "list"
	case "string":
		return "text"
	case "null":
		return "nothing"
	case "boolean":
		return "truth"
	}
	return "number"
}

func remedyOfType(k *kind.Type) Said {
	want := strings.Join(k.Want, " or ")
	switch {
	case want == "string" && (k.Got == "number" || k.Got == "integer" || k.Got == "boolean"):
		return Say("yaml.write.quoted")
	case want == "boolean":
		return Say("yaml.write.truth")
	case want == "integer":
		return Say("yaml.write.whole")
	}
	return Say("yaml.write." + typeWord(want))
}

func words(want []any) string {
	said := make([]string, len(want))
	for i, w := range want {
		said[i] = fmt.Sprint(w)
	}
	return strings.Join(said, ", ")
}

func (s *Schemas) remedyOfPattern(pattern string) Said {
	if remedy, ok := s.remedies[pattern]; ok {
		return remedy
	}
	return followSchema
}

// NotBlank is the pattern that asks for one sign that is no space, an
// ideographic one included. What breaks it is called empty.
const NotBlank = `[^\s　]`
