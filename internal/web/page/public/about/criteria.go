package about

import (
	"net/url"
	"slices"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// EditionPath is the address of an edition's page, without the language.
func EditionPath(id scheme.EditionID) string { return "/criteria/" + url.PathEscape(string(id)) }

// ItemPath is the address of a criterion's page, without the language.
func ItemPath(edition scheme.EditionID, item scheme.CriterionID) string {
	return EditionPath(edition) + "/" + url.PathEscape(string(item))
}

// groups are the items under their headings; an edition without headings has
// one group without title.
func (e Edition) groups() []scheme.ItemGroup {
	if len(e.Edition.Groups) > 0 {
		return e.Edition.Groups
	}
	var one scheme.ItemGroup
	for _, item := range e.Edition.Items {
		one.Items = append(one.Items, item.ID)
	}
	return []scheme.ItemGroup{one}
}

func (e Edition) item(id scheme.CriterionID) scheme.Criterion {
	item, _ := e.Edition.Item(id)
	return item
}

// against are the items that are there against a threat.
func (e Edition) against(threat string) []scheme.Criterion {
	var items []scheme.Criterion
	for _, item := range e.Edition.Items {
		if slices.Contains(item.Threats, threat) {
			items = append(items, item)
		}
	}
	return items
}

// A requirement is one number of the list of security requirements, with the
// criteria that were made from it.
type requirement struct {
	number string
	items  []scheme.Criterion
}

// requirements are those from which the edition's criteria were made, in the
// order of their numbers.
func (e Edition) requirements() []requirement {
	var all []requirement
	for _, item := range e.Edition.Items {
		for _, n := range item.Requirements {
			i := slices.IndexFunc(all, func(r requirement) bool { return r.number == n })
			if i < 0 {
				all = append(all, requirement{number: n})
				i = len(all) - 1
			}
			all[i].items = append(all[i].items, item)
		}
	}
	slices.SortStableFunc(all, func(a, b requirement) int { return compareNumbers(a.number, b.number) })
	return all
}

// compareNumbers orders "3-2" before "3-16" and "17-1": part by part, shorter
// runs of digits first.
func compareNumbers(a, b string) int {
	return slices.CompareFunc(strings.Split(a, "-"), strings.Split(b, "-"), func(x, y string) int {
		if len(x) != len(y) {
			return len(x) - len(y)
		}
		return strings.Compare(x, y)
	})
}

// state says where the edition stands, with its day.
func (p Page) state(e scheme.Edition) string {
	switch {
	case e.State == scheme.EditionSuperseded && e.TransitionUntil != "":
		return p.P.T("criteria.state.superseded_until", e.TransitionUntil)
	case e.InForceFrom != "" && e.State == scheme.EditionInForce:
		return p.P.T("criteria.state.in_force_from", e.InForceFrom)
	}
	return p.P.T("criteria.state." + string(e.State))
}

func (p Page) methods(all []scheme.Method) string {
	names := make([]string, len(all))
	for i, m := range all {
		names[i] = p.P.T("method." + string(m))
	}
	return p.P.List(names)
}

// threats are the texts of what the item is there against.
func (i Item) threats() []scheme.Threat {
	var all []scheme.Threat
	for _, t := range i.Edition.Threats {
		if slices.Contains(i.Item.Threats, t.ID) {
			all = append(all, t)
		}
	}
	return all
}

// beside returns the item before and after; the zero Criterion for none.
func (i Item) beside() (before, after scheme.Criterion) {
	all := i.Edition.Items
	at := slices.IndexFunc(all, func(c scheme.Criterion) bool { return c.ID == i.Item.ID })
	if at > 0 {
		before = all[at-1]
	}
	if at >= 0 && at+1 < len(all) {
		after = all[at+1]
	}
	return before, after
}

// rows tell what ties the item to requirements and assessment.
func (i Item) rows() []page.Row {
	t := i.P.T
	rows := []page.Row{{Key: t("criteria.requirement"), Part: requirementLinks(i)}, {Key: t("criteria.methods"), Text: i.methods(i.Item.Methods)}}
	if i.Item.NotApplicable {
		return append(rows, page.Row{Key: t("verdict.not_applicable"), Text: i.in(i.Item.NotApplicableIf)})
	}
	return append(rows, page.Row{Key: t("verdict.not_applicable"), Text: t("criteria.always")})
}

// editionsOf are the editions of a level that the public may read about,
// those in force first.
func (p Page) editionsOf(level scheme.LevelID) []scheme.Edition {
	var open, rest []scheme.Edition
	for _, e := range p.Scheme.Editions {
		switch {
		case e.Level != level || !e.Published():
		case e.State == scheme.EditionInForce:
			open = append(open, e)
		default:
			rest = append(rest, e)
		}
	}
	return append(open, rest...)
}
