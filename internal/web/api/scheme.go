package api

import (
	"context"
	"time"

	"shirushi/internal/scheme"
)

// Words are a text in both languages; one of them may be empty.
type Words struct {
	Ja string `json:"ja"`
	En string `json:"en"`
}

// A Scheme is what the codes in labels stand for. Official, here and in its
// parts, tells what the scheme's owner has published from what this operator
// has chosen or worded.
type Scheme struct {
	ID         string      `json:"id"`
	Name       Words       `json:"name"`
	ShortName  Words       `json:"short_name"`
	Operator   Words       `json:"operator"`
	Official   bool        `json:"official"`
	Notice     Words       `json:"notice" doc:"What to know of the criteria shown here while official is false."`
	AsOf       string      `json:"as_of" format:"date" doc:"Day, in the scheme's zone, of which this is told."`
	Zone       string      `json:"zone" doc:"Name of the zone of all days."`
	ZoneOffset int         `json:"zone_offset_minutes" doc:"Its difference from UTC, in minutes."`
	Validity   int         `json:"validity_years" doc:"Years for which a label holds at most."`
	Levels     []Level     `json:"levels" nullable:"false"`
	Categories []Category  `json:"categories" nullable:"false"`
	Evaluators []Evaluator `json:"evaluator_classes" nullable:"false"`
	Grounds    []Ground    `json:"end_grounds" nullable:"false"`
	Erasure    []Reason    `json:"erasure_grounds" nullable:"false" doc:"Why texts of public facts are erased."`
	Editions   []Edition   `json:"editions" nullable:"false"`
	Fees       []Fee       `json:"fees" nullable:"false"`

	Recognitions []Recognition `json:"recognitions" nullable:"false" doc:"Between this scheme and others. That criteria touch each other is no recognition."`
}

// A Recognition is what one scheme or law makes of another's label.
type Recognition struct {
	ID         string   `json:"id"`
	Direction  string   `json:"direction" enum:"outward,inward" doc:"outward: labels of this scheme count elsewhere; inward: those of the other count here."`
	Country    string   `json:"country" doc:"ISO 3166-1 alpha-2; EU for the European Union."`
	With       Words    `json:"with" doc:"The other scheme or law."`
	Levels     []string `json:"levels" nullable:"false" doc:"Levels of this scheme that it is about; none when it is not known which."`
	Edition    *string  `json:"edition" doc:"Only labels under this edition; null for any."`
	Effect     string   `json:"effect" enum:"deemed_compliance,simplified_procedure,unknown,talks"`
	Covers     Words    `json:"covers" doc:"Requirements or steps that it covers."`
	Instrument Words    `json:"instrument" doc:"By which it holds; empty when there is none."`
	From       *string  `json:"from" format:"date" doc:"First day; null when there is none."`
	Until      *string  `json:"until" format:"date" doc:"Last day; null when open."`
	Caution    Words    `json:"caution"`
	Source     Words    `json:"source" doc:"Where this is told, and by whom."`
	SourceAsOf *string  `json:"source_as_of" format:"date" doc:"Day on which the source was looked at."`
	Official   bool     `json:"official" doc:"false: reported by others than the two sides."`
}

// A Level is one step of the scheme's ladder.
type Level struct {
	ID            string `json:"id"`
	Name          Words  `json:"name"`
	Meaning       Words  `json:"meaning" doc:"What the label says and does not say."`
	Attests       Words  `json:"attests" doc:"Who attests."`
	Certified     bool   `json:"certified" doc:"An evaluation body assessed and the certification body certified; otherwise the applicant declared."`
	NeedsCategory bool   `json:"needs_category"`
	Official      bool   `json:"official"`
}

// A Category is a kind of product with criteria of its own.
type Category struct {
	ID       string `json:"id"`
	Name     Words  `json:"name"`
	Official bool   `json:"official"`
}

// An Evaluator is a class of those who assess products.
type Evaluator struct {
	ID       string   `json:"id"`
	Name     Words    `json:"name"`
	Levels   []string `json:"levels" nullable:"false" doc:"Levels for which it may assess."`
	Official bool     `json:"official"`
}

// A Ground is why a label ends before its time.
type Ground struct {
	ID       string `json:"id"`
	Ends     string `json:"ends" doc:"The deed it is a ground for: revoke or withdraw."`
	Text     Words  `json:"text"`
	Official bool   `json:"official"`
}

// A Reason is why a text may be erased.
type Reason struct {
	ID       string `json:"id"`
	Text     Words  `json:"text"`
	Official bool   `json:"official"`
}

// An Edition is one published set of criteria.
type Edition struct {
	ID              string      `json:"id"`
	Level           string      `json:"level"`
	Category        *string     `json:"category" doc:"null for criteria common to all products."`
	Title           Words       `json:"title"`
	State           string      `json:"state" enum:"approved,in_force,superseded"`
	InForceFrom     *string     `json:"in_force_from" format:"date"`
	TransitionUntil *string     `json:"transition_until" format:"date" doc:"Last day on which a superseded edition is open to applications."`
	Official        bool        `json:"official"`
	Criteria        []Criterion `json:"criteria" nullable:"false"`
}

// A Criterion is one item of an edition.
type Criterion struct {
	ID              string   `json:"id"`
	Title           Words    `json:"title"`
	Requirements    []string `json:"requirements" nullable:"false" doc:"Numbers in the scheme's list of security requirements."`
	Threats         []string `json:"threats" nullable:"false"`
	Binds           string   `json:"binds" enum:"product,vendor"`
	Methods         []string `json:"methods" nullable:"false" doc:"By which the item may be assessed: document, device."`
	NotApplicableIf Words    `json:"not_applicable_if" doc:"When the item may be answered so; empty when never."`
	Official        bool     `json:"official"`
}

// A Fee is what one application costs when it is received within the range.
type Fee struct {
	Level    string  `json:"level"`
	From     string  `json:"from" format:"date"`
	Until    *string `json:"until" format:"date" doc:"Last day; null when open."`
	Yen      int     `json:"yen" doc:"With tax."`
	Name     Words   `json:"name"`
	Source   string  `json:"source" doc:"Where it is published."`
	Official bool    `json:"official"`
}

type schemeInput struct{ reader }

type schemeOutput struct {
	CacheControl string `header:"Cache-Control"`
	Body         Scheme
}

func (f front) scheme(ctx context.Context, _ *schemeInput) (*schemeOutput, error) {
	s, err := f.site.Scheme(ctx)
	if err != nil {
		return nil, f.problem(ctx, err)
	}
	day := s.Day(f.site.Now())
	return &schemeOutput{CacheControl: f.site.KeepFor(s, day, f.site.KeepStatus), Body: schemeOf(s, day)}, nil
}

func schemeOf(s *scheme.Scheme, day scheme.Date) Scheme {
	return Scheme{
		ID: s.ID, Name: Words(s.Name), ShortName: Words(s.ShortName), Operator: Words(s.Operator), Official: s.Official, Notice: Words(s.Notice),
		AsOf: string(day), Zone: s.ZoneName, ZoneOffset: int(s.ZoneOffset / time.Minute), Validity: s.Validity.Years,
		Levels: each(s.Levels, func(l scheme.Level) Level {
			return Level{string(l.ID), Words(l.Name), Words(l.Meaning), Words(l.Attests), l.Certified, l.NeedsCategory, l.Official}
		}),
		Categories: each(s.Categories, func(c scheme.Category) Category { return Category{string(c.ID), Words(c.Name), c.Official} }),
		Evaluators: each(s.Evaluators, func(c scheme.EvaluatorClass) Evaluator {
			return Evaluator{string(c.ID), Words(c.Name), texts(c.MayAssess), c.Official}
		}),
		Grounds: each(s.Grounds, func(g scheme.Ground) Ground { return Ground{string(g.ID), string(g.Ends), Words(g.Text), g.Official} }),
		Erasure: each(s.Erasure.Grounds, func(g scheme.ErasureGround) Reason { return Reason{string(g.ID), Words(g.Text), g.Official} }),
		Editions: each(published(s.Editions), func(e scheme.Edition) Edition {
			return Edition{string(e.ID), string(e.Level), orNull(e.Category), Words(e.Title), string(e.State), orNull(e.InForceFrom),
				orNull(e.TransitionUntil), e.Official, each(e.Items, criterionOf)}
		}),
		Fees: each(s.Fees, func(x scheme.Fee) Fee {
			return Fee{string(x.Level), string(x.From), orNull(x.Until), x.Yen, Words(x.Name), x.Source, x.Official}
		}),
		Recognitions: each(s.Recognitions, recognitionOf),
	}
}

// published leaves out what is not settled, as the pages do.
func published(all []scheme.Edition) (some []scheme.Edition) {
	for _, e := range all {
		if e.Published() {
			some = append(some, e)
		}
	}
	return some
}

func recognitionOf(r scheme.Recognition) Recognition {
	return Recognition{r.ID, string(r.Direction), r.Country, Words(r.With), texts(r.Levels), orNull(r.Edition), string(r.Effect), Words(r.Covers),
		Words(r.Instrument), orNull(r.From), orNull(r.Until), Words(r.Caution), Words(r.Source), orNull(r.AsOf), r.Official}
}

func criterionOf(c scheme.Criterion) Criterion {
	return Criterion{string(c.ID), Words(c.Title), some(c.Requirements), some(c.Threats), string(c.Binds), texts(c.Methods), Words(c.NotApplicableIf), c.Official}
}

// each never returns nil, which JSON would write as null.
func each[A, B any](list []A, fn func(A) B) []B {
	out := make([]B, len(list))
	for i, one := range list {
		out[i] = fn(one)
	}
	return out
}
