package demo

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/takeover"
)

// An earlier register is what the office takes over from before it used this
// software.
type earlier struct {
	Holders []map[string]string `yaml:"holders"`
	Labels  []earlierLabel      `yaml:"labels"`
}

// An earlierLabel has its days counted back from today; 0 for none.
type earlierLabel struct {
	Key       string             `yaml:"key"`
	Holder    string             `yaml:"holder"`
	Category  scheme.CategoryID  `yaml:"category"`
	Issued    int                `yaml:"issued"`
	Until     int                `yaml:"until"`
	Extended  int                `yaml:"extended"` // on which the extension was applied for
	Refused   int                `yaml:"refused"`
	Withdrawn int                `yaml:"withdrawn"`
	Revoked   int                `yaml:"revoked"`
	Ground    scheme.GroundID    `yaml:"ground"`
	Name      scheme.Text        `yaml:"name"`
	Models    []string           `yaml:"models"`
	Range     models             `yaml:"range"`
	Firmware  string             `yaml:"firmware"`
	Successor string             `yaml:"successor"` // key of another
	News      []earlierNews      `yaml:"news"`
	number    scheme.LabelNumber // given by takeOver
}

// models are a run of model numbers.
type models struct {
	Prefix string `yaml:"prefix"`
	From   int    `yaml:"from"`
	Count  int    `yaml:"count"`
}

type earlierNews struct {
	Kind       scheme.NewsKind `yaml:"kind"`
	Ago        int             `yaml:"ago"`
	Firmware   string          `yaml:"firmware"`
	Text       scheme.Text     `yaml:"text"`
	References []string        `yaml:"references"`
}

// Serials of the labels that are taken over: apart from those that the play
// issues from 1 on.
const (
	earlierSerials = 50_001
	furtherSerials = 100_001
)

// takeOver takes the earlier register over, two days before today.
func (p *play) takeOver(ctx context.Context) error {
	p.at(2, 10, 0)
	old := p.cast.earlier
	number := map[string]string{}
	for i := range old.Labels {
		l := &old.Labels[i]
		n, err := p.scheme.Numbering.Registration.Number(p.ago(l.Issued).Year(), int64(earlierSerials+i))
		if err != nil {
			return err
		}
		l.number, number[l.Key] = scheme.LabelNumber(n), n
	}
	var holders, labels, news, successors []map[string]string
	for i, h := range old.Holders {
		h = maps.Clone(h)
		if h["country"] == "JP" {
			h["corporate_number"] = corporateNumber(9000 + i)
		}
		holders = append(holders, h)
	}
	for _, l := range old.Labels {
		labels = append(labels, p.earlierRow(l))
		for _, n := range l.News {
			news = append(news, map[string]string{"number": string(l.number), "kind": string(n.Kind), "on": string(p.ago(n.Ago)), "firmware": n.Firmware,
				"text_ja": n.Text.Ja, "text_en": n.Text.En, "references": strings.Join(n.References, "\n")})
		}
		if l.Successor != "" {
			successors = append(successors, map[string]string{"number": string(l.number), "successor": number[l.Successor]})
		}
	}
	for _, one := range []struct {
		kind takeover.Kind
		rows []map[string]string
	}{{takeover.Holders, holders}, {takeover.Labels, labels}, {takeover.News, news}, {takeover.Successors, successors}} {
		if err := p.take(ctx, one.kind, slices.Values(one.rows)); err != nil {
			return fmt.Errorf("take over %s: %w", one.kind, err)
		}
	}
	return nil
}

// take takes rows over, all of which must be right.
func (p *play) take(ctx context.Context, kind takeover.Kind, rows iter.Seq[map[string]string]) error {
	from := takeover.Source{Name: "demo " + string(kind), Rows: func() iter.Seq2[takeover.Row, error] {
		return func(yield func(takeover.Row, error) bool) {
			line := 0
			for fields := range rows {
				if line++; !yield(takeover.Row{Line: line, Fields: fields}, nil) {
					return
				}
			}
		}
	}}
	var wrong error
	_, err := takeover.New(p.Desk).Take(ctx, p.who(p.cast.companies.Office.People[0].Key), kind, from, takeover.Options{Refused: func(r takeover.Refused) {
		wrong = fmt.Errorf("row %d: %w", r.Line, r.Refusal)
	}})
	if err != nil {
		return err
	}
	return wrong
}

// ago is the day so many days before today, but not before the criteria came
// into force.
func (p *play) ago(days int) scheme.Date {
	day := scheme.DateOf(p.today.AddDate(0, 0, -days))
	return max(day, p.edition().InForceFrom)
}

func (p *play) edition() scheme.Edition {
	return p.scheme.EditionsOpenOn(p.lowest(), scheme.DateOf(p.today))[0]
}

func (p *play) earlierRow(l earlierLabel) map[string]string {
	day := func(ago int) string {
		if ago == 0 {
			return ""
		}
		return string(p.ago(ago))
	}
	site := "https://www." + strings.ToLower(l.Holder) + ".example"
	models := slices.Clone(l.Models)
	for i := range l.Range.Count {
		models = append(models, fmt.Sprintf("%s-%d", l.Range.Prefix, l.Range.From+i))
	}
	issued := p.ago(l.Issued)
	until := min(scheme.DateOf(p.today.AddDate(0, 0, -l.Until)), p.scheme.LastDay(issued))
	return map[string]string{"number": string(l.number), "holder": l.Holder, "level": string(p.lowest()), "edition": string(p.edition().ID), "category": string(l.Category),
		"evaluator": string(p.scheme.Evaluators[len(l.Key)%2].ID), "valid_from": string(issued), "valid_until": string(until), "extension_applied": day(l.Extended), "extension_refused": day(l.Refused),
		"withdrawn": day(l.Withdrawn), "revoked": day(l.Revoked), "end_ground": string(l.Ground), "name_ja": l.Name.Ja, "name_en": l.Name.En,
		"models": strings.Join(models, "\n"), "firmware": l.Firmware, "support_from": string(issued), "support_until": string(until),
		"home_page": site + "/" + l.Key, "enquiry": "support@" + strings.ToLower(l.Holder) + ".example", "vulnerability_desk": "psirt@" + strings.ToLower(l.Holder) + ".example",
		"disclosure_policy": site + "/security"}
}

// corporateNumber is the n-th number with a right check digit of a registry
// office that does not exist.
func corporateNumber(n int) string {
	twelve := fmt.Sprintf("99998%07d", n)
	for d := '1'; d <= '9'; d++ {
		if s := string(d) + twelve; scheme.CheckCorporateNumber(s) == nil {
			return s
		}
	}
	return "" // no company has it
}
