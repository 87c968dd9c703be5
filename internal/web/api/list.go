package api

import (
	"context"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// listInput names its parameters as the addresses of the search page do.
type listInput struct {
	Query       string `query:"q" maxLength:"200" doc:"A registration number or part of one, a model, a product or a company. Several words must all occur."`
	Level       string `query:"level" doc:"Only labels of this level."`
	Category    string `query:"category" doc:"Only labels of this product category."`
	Edition     string `query:"edition" doc:"Only labels given under this edition of the criteria."`
	Evaluator   string `query:"evaluator_class" doc:"Only labels whose product was assessed by this class."`
	Holder      string `query:"holder" maxLength:"200" doc:"Only labels of this holder: its whole name in either language, whatever its width and case."`
	Status      string `query:"status" enum:"active,extension_in_progress,expired,withdrawn,revoked" doc:"Only labels with this status today."`
	IssuedFrom  string `query:"issued_from" format:"date" doc:"Only labels first issued on this day or later."`
	IssuedUntil string `query:"issued_until" format:"date" doc:"Only labels first issued on this day or earlier."`
	Sort        string `query:"sort" enum:"newest,oldest,issued,ending,holder,product" doc:"Order of the list: by number, by the day of the first issue (the latest first), by last day of validity, by the holder's or the product's name. Best match first when not given, and newest first without q."`
	Limit       whole  `query:"limit" doc:"Labels on one page, 1 to 200; 50 when not given."`
	Cursor      string `query:"cursor" doc:"Where to go on: next of the page before, with all other parameters as they were."`
	reader
}

// A List is one page of labels.
type List struct {
	Items []Label `json:"items" nullable:"false" doc:"Labels that match, in the order asked for."`
	Next  *string `json:"next" doc:"cursor of the next page; null on the last."`
	Total int     `json:"total" doc:"Labels that match in all, counted up to 10,000."`
	More  bool    `json:"more" doc:"True when more match than total says."`
	About bool    `json:"approximate" doc:"True when total may be a few too high: of a search with many matches not all are compared with its words."`
	Near  []Label `json:"near" nullable:"false" doc:"When nothing matches: labels with a similar model or number. They are not what was asked for."`
}

type listOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         List
}

func (f front) list(ctx context.Context, in *listInput) (*listOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	q, err := f.query(s, in)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	found, err := f.registry.Entries(ctx, q)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	labels := make([]Label, len(found.Items))
	for i, e := range found.Items {
		labels[i] = labelOf(e, q.Day, f.site.BaseURL)
	}
	out := &listOutput{CacheControl: f.site.KeepFor(s, q.Day, f.site.KeepStatus), Body: List{Items: []Label{}, Near: []Label{}}}
	if found.Near { // a program that only reads items must not take them for matches
		out.Body.Near = labels
	} else {
		out.Body.Items, out.Body.Total, out.Body.More, out.Body.About, out.Body.Next = labels, found.Total, found.More, found.About, orNull(found.Next)
	}
	return out, nil
}

// query refuses parameters that would silently find something else than was
// asked for.
func (f front) query(s *scheme.Scheme, in *listInput) (registry.Query, error) {
	var no scheme.Refusals
	q := registry.Query{
		Text: registry.Typed(in.Query), Level: scheme.LevelID(in.Level), Category: scheme.CategoryID(in.Category), Edition: scheme.EditionID(in.Edition),
		Evaluator: scheme.EvaluatorClassID(in.Evaluator), Holder: registry.Typed(in.Holder), Status: scheme.Status(in.Status),
		IssuedFrom: scheme.Date(in.IssuedFrom), IssuedUntil: scheme.Date(in.IssuedUntil), Sort: registry.Order(in.Sort),
		Day: s.Day(f.site.Now()), Cursor: in.Cursor,
	}
	q.Limit = in.Limit.of(&no)
	no.Add(q.Check(s))
	return q, no.Err()
}
