package api

import (
	"context"
	"strconv"
	"time"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

type changesInput struct {
	Since whole0 `query:"since" doc:"Number up to which the reader knows the changes; 0, which is also meant when nothing is given, for all."`
	Limit whole  `query:"limit" doc:"Changes on one page, 1 to 200; 50 when not given."`
	reader
}

// Changes are public facts in the order of their numbers.
type Changes struct {
	Items []Change `json:"items" nullable:"false" doc:"In the order of their numbers, the next after since first. Numbers run from 1 without gap."`
	Next  int64    `json:"next" doc:"since of the next call: the last number of items, or since when there are none."`
	Head  int64    `json:"head" doc:"The highest number given so far. Nothing more is to be read when next is head."`
}

// A Change is one public fact, which never changes. Fields are added over
// time and never change their meaning or go away.
type Change struct {
	Number      int64              `json:"number" doc:"Its place in history, from 1."`
	ID          string             `json:"id" doc:"Random name of the fact, which stands in its leaf."`
	Kind        string             `json:"kind" doc:"What became public." example:"label_issued"`
	Recorded    time.Time          `json:"recorded" doc:"When it was recorded."`
	Day         string             `json:"day" format:"date" doc:"Day of the scheme's zone from which it holds."`
	Label       *string            `json:"label" doc:"Registration number; null when it is about no label."`
	Page        *string            `json:"page" format:"uri" doc:"Address of the label's page; null when it is about no label."`
	Facts       map[string]string  `json:"facts" nullable:"false" doc:"Codes, numbers and dates."`
	Commitments map[string]string  `json:"commitments" nullable:"false" doc:"SHA-256 over salt, field and text, parted by line feeds."`
	Openings    map[string]Opening `json:"openings" nullable:"false" doc:"What the commitments stand for."`
	Withheld    []string           `json:"withheld" nullable:"false" doc:"Fields with a commitment whose text was erased or is hidden now."`
	Erased      []Erasure          `json:"erased" nullable:"false" doc:"Why and when texts of this fact were erased, as far as they were; what is in withheld and not here is hidden by the holder."`
	Leaf        string             `json:"leaf" doc:"The canonical bytes of the fact, version 1, from which hashes are made."`
}

// An Erasure says that texts of one public fact were taken back.
type Erasure struct {
	Change int64    `json:"change" doc:"Number of the change whose texts they were."`
	Fields []string `json:"fields" nullable:"false" doc:"What was erased, sorted."`
	Ground string   `json:"ground" doc:"Code of the reason."`
	On     string   `json:"on" format:"date" doc:"Day on which they were erased."`
}

func erasuresOf(all []registry.Erasure) []Erasure {
	return each(all, func(e registry.Erasure) Erasure { return Erasure{e.Event, e.Fields, string(e.Ground), string(e.On)} })
}

// An Opening shows that a text was part of a fact.
type Opening struct {
	Salt string `json:"salt"`
	Text string `json:"text"`
}

type changesOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Changes
}

func (f front) changes(ctx context.Context, in *changesInput) (*changesOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	since, limit, err := in.read()
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	day := s.Day(f.site.Now())
	found, err := f.registry.Changes(ctx, since, limit, day)
	if err == nil && since > found.Head {
		err = scheme.Refuse(scheme.Invalid, "api.since_ahead").On("since").With(found.Head)
	}
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	out := &changesOutput{CacheControl: f.site.KeepFor(s, day, f.site.KeepStatus), Body: Changes{Items: []Change{}, Next: since, Head: found.Head}}
	for _, c := range found.Items {
		out.Body.Items = append(out.Body.Items, changeOf(c, f.site.BaseURL))
		out.Body.Next = c.Seq
	}
	return out, nil
}

func (in *changesInput) read() (since int64, limit int, err error) {
	var no scheme.Refusals
	if in.Since != "" {
		if since, err = strconv.ParseInt(string(in.Since), 10, 64); err != nil || since < 0 {
			no.Add(scheme.Refuse(scheme.Invalid, "api.since").On("since"))
		}
	}
	limit = in.Limit.of(&no)
	return since, limit, no.Err()
}

func changeOf(c registry.Change, base string) Change {
	out := Change{
		Number: c.Seq, ID: string(c.ID), Kind: string(c.Kind), Recorded: c.Recorded.UTC(), Day: string(c.Day), Label: orNull(c.Label),
		Facts: c.Facts, Commitments: c.Commitments, Openings: map[string]Opening{}, Withheld: some(c.Withheld), Erased: erasuresOf(c.Erased), Leaf: string(c.Leaf()),
	}
	if c.Label != "" {
		out.Page = orNull(base + "/l/" + string(c.Label))
	}
	if out.Facts == nil {
		out.Facts = map[string]string{}
	}
	if out.Commitments == nil {
		out.Commitments = map[string]string{}
	}
	for field, o := range c.Openings {
		out.Openings[field] = Opening{o.Salt, o.Text}
	}
	return out
}
