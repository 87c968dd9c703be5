package api

import (
	"context"

	"shirushi/internal/scheme"
)

// A Crosswalk is how criteria go together with other lists of requirements.
type Crosswalk struct {
	AsOf      *string    `json:"as_of" format:"date" doc:"Day on which the mappings were looked at last; null when nothing is mapped."`
	Caution   Words      `json:"caution" doc:"To be shown wherever a mapping is."`
	Standards []Standard `json:"standards" nullable:"false"`
	Mappings  []Mapping  `json:"mappings" nullable:"false" doc:"Not to be chained: that A touches B and B touches C says nothing of A and C."`
}

// A Standard is a list of requirements of another scheme, standard or law.
type Standard struct {
	ID      string         `json:"id"`
	Name    Words          `json:"name"`
	Version string         `json:"version"`
	Source  Words          `json:"source" doc:"Where numbers and titles were taken from."`
	Items   []StandardItem `json:"items" nullable:"false" doc:"Those to which anything is mapped."`
}

// A StandardItem is one requirement of a standard.
type StandardItem struct {
	ID    string `json:"id" doc:"As the standard numbers it."`
	Title Words  `json:"title" doc:"In words of whoever made the data, not those of the standard."`
}

// A Mapping says which items of one list touch which of another.
type Mapping struct {
	Edition  *string `json:"edition" doc:"Edition of the criteria at which it begins; null when it begins at a standard."`
	Standard *string `json:"standard" doc:"Standard at which it begins; null when it begins at an edition."`
	To       string  `json:"to" doc:"Standard at which it ends."`
	Official bool    `json:"official" doc:"false: judged by whoever made the data."`
	Basis    Words   `json:"basis" doc:"Who says so, and what was compared."`
	Pairs    []Pair  `json:"pairs" nullable:"false"`
}

// A Pair is one item with what it goes together with.
type Pair struct {
	Item     string   `json:"item"`
	Relation string   `json:"relation" enum:"intersects,subset" doc:"intersects: both deal with the same matter in part. subset: a source lists the item as a part of the other. Neither says that whoever meets the one meets the other."`
	With     []string `json:"with" nullable:"false"`
}

type crosswalkInput struct{ reader }

type crosswalkOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Crosswalk
}

func (f front) crosswalk(ctx context.Context, _ *crosswalkInput) (*crosswalkOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	return &crosswalkOutput{f.site.KeepFor(s, s.Day(f.site.Now()), f.site.KeepStatus), crosswalkOf(s)}, nil
}

func crosswalkOf(s *scheme.Scheme) Crosswalk {
	c := s.Crosswalk
	return Crosswalk{
		AsOf: orNull(c.AsOf), Caution: Words(c.Caution),
		Standards: each(c.Standards, func(one scheme.Standard) Standard {
			return Standard{string(one.ID), Words(one.Name), one.Version, Words(one.Source),
				each(one.Items, func(i scheme.StandardItem) StandardItem { return StandardItem{i.ID, Words(i.Title)} })}
		}),
		Mappings: each(s.MappingsAbout(""), func(m scheme.Mapping) Mapping {
			return Mapping{orNull(m.Edition), orNull(m.Standard), string(m.To), m.Official, Words(m.Basis),
				each(m.Pairs, func(p scheme.Pair) Pair { return Pair{p.Item, string(p.Relation), some(p.With)} })}
		}),
	}
}
