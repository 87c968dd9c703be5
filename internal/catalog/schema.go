package catalog

import (
	"embed"
	"io/fs"
	"sync"

	"shirushi/internal/yamlfile"
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

// schemas compiles the embedded schemas once.
var schemas = sync.OnceValue(func() *yamlfile.Schemas { return yamlfile.Compile(Schemas(), schemaBase, patternRemedies) })

// load reads a file by its schema and fills shape. It returns nil when the
// file is missing or has problems, which are then reported.
func (r *reader) load(file, schema string, shape any) *yamlfile.Document {
	content, ok := r.files[file]
	if !ok {
		r.report(Problem{File: file, What: "the file is missing", Remedy: "Add it; its form stands in " + schema})
		return nil
	}
	doc, problems := schemas().Read(schema, file, content, shape)
	for _, p := range problems {
		what, remedy := p.In("en")
		r.report(Problem{File: p.File, Line: p.Line, Path: p.Path, What: what, Remedy: remedy})
	}
	return doc
}

// patternRemedies says each pattern of the schemas in words; a test sees to it
// that none is forgotten.
var patternRemedies = map[string]yamlfile.Said{
	`^[A-Za-z0-9][A-Za-z0-9_-]{0,60}\.svg$`:   yamlfile.Say("catalog.pattern.drawing"),
	yamlfile.NotBlank:                         yamlfile.Say("catalog.pattern.blank"),
	`^[^@\s]+@[^@\s]+$`:                       yamlfile.Say("catalog.pattern.mail"),
	`^https://[^\s]+$`:                        yamlfile.Say("catalog.pattern.https"),
	`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`:       yamlfile.Say("catalog.pattern.id"),
	`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`:            yamlfile.Say("catalog.pattern.day"),
	`^[0-9]{2}-[0-9]{2}$`:                     yamlfile.Say("catalog.pattern.yearly"),
	`^[A-Z]{2}$`:                              yamlfile.Say("catalog.pattern.country"),
	`^[0-9]{13}$`:                             yamlfile.Say("catalog.pattern.corporate"),
	`^[+-][0-9]{2}:[0-9]{2}$`:                 yamlfile.Say("catalog.pattern.offset"),
	`^(?:[A-Z0-9-]|\{[a-z]+(?::[0-9]+)?\})+$`: yamlfile.Say("catalog.pattern.number", "{year}", "{serial:N}", "{check}"),
}
