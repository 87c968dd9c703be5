package api

import (
	"context"
	"time"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// Dumps is where the files of the whole register are told of.
type Dumps interface {
	// Current returns the files made last; a NotYetMade refusal while there are none.
	Current() (dump.Set, error)
}

// A DumpSet is all files of one making.
type DumpSet struct {
	AsOf    time.Time  `json:"as_of" doc:"When the register was as in the files."`
	Day     string     `json:"day" format:"date" doc:"Day, in the scheme's zone, of which statuses are told."`
	Changes int64      `json:"changes" doc:"Number of the last change that is in the files: since of the first call of listChanges after them."`
	Labels  int        `json:"labels"`
	Models  int        `json:"models"`
	Terms   Words      `json:"terms" doc:"On which terms the data may be used; empty when the operator has not said."`
	Files   []DumpFile `json:"files" nullable:"false"`
}

// A DumpFile is one file of the whole register.
type DumpFile struct {
	Name   string `json:"name"`
	URL    string `json:"url" format:"uri"`
	Type   string `json:"media_type"`
	Size   int64  `json:"size" doc:"Bytes."`
	SHA256 string `json:"sha256" doc:"In hexadecimal; also the file's ETag."`
}

type dumpsInput struct{ reader }

type dumpsOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         DumpSet
}

func (f front) dumps(ctx context.Context, _ *dumpsInput) (*dumpsOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	set, err := f.files.Current()
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	return &dumpsOutput{f.site.KeepFor(s, set.Day, f.site.KeepStatus), DumpSet{
		AsOf: set.AsOf.UTC(), Day: string(set.Day), Changes: set.Heads.Changes, Labels: set.Labels, Models: set.Models, Terms: Words(s.Guide.DataTerms.Text),
		Files: each(set.Files, func(x dump.File) DumpFile {
			return DumpFile{x.Name, f.site.BaseURL + "/data/" + x.Name, x.Type, x.Size, x.SHA256}
		}),
	}}, nil
}

// Record is a label as the API shows it alone: what one line of the NDJSON
// file holds.
func Record(s *scheme.Scheme, e registry.Entry, day scheme.Date, base string) any {
	return detailOf(s, e, day, base)
}
