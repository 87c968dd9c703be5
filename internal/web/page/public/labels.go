package public

import (
	"net/url"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Labels is the page of the search and what it found.
type Labels struct {
	page.Frame
	Scheme *scheme.Scheme
	Day    scheme.Date
	Query  registry.Query // as it was asked, also when it is refused
	Back   []string       // cursors of the pages before this one, without the first, as far as they are known
	Wrong  string         // what is wrong with the text; "" when nothing is
	Errors page.Errors    // what is wrong with the rest
	Asked  bool           // there is a result to show
	Result registry.Page

	Nobodys bool // what was typed is a whole number, and no label has it; Result holds those like it
}

// PageLength is how many labels stand on one page.
const PageLength = 20

// mostBack bounds how many pages back an address remembers.
const mostBack = 40

// modelsListed is how many models of a label stand in a list.
const modelsListed = 3

// A Found is one label in a list.
type Found struct {
	Entry  registry.Entry
	Name   []registry.Piece
	Other  []registry.Piece // name in the other language, where only that was searched for
	Holder []registry.Piece
	Number []registry.Piece
	Models [][]registry.Piece // those that were searched for, else the first
	More   int                // further models that were searched for, else further ones
	Hits   bool               // Models are those that were searched for
	All    int                // models in all
}

// found makes ready an entry to be listed; looked is what was searched for.
func found(e registry.Entry, looked registry.Looked, lang string) Found {
	f := Found{
		Entry: e, Name: looked.Name(e.Product.Name.In(lang)), Holder: looked.Name(e.Holder.In(lang)),
		Number: looked.Key(e.Number.Grouped()), All: len(e.Product.Models),
	}
	if other, _ := otherName(e.Product.Name, lang); other != "" && !registry.Any(f.Name) {
		if pieces := looked.Name(other); registry.Any(pieces) {
			f.Other = pieces
		}
	}
	models := looked.Models(e.Product.Models)
	if f.Hits = len(models) > 0; !f.Hits {
		models = e.Product.Models
	}
	for _, m := range models[:min(len(models), modelsListed)] {
		f.Models = append(f.Models, looked.Key(m))
	}
	f.More = len(models) - len(f.Models)
	return f
}

// list makes ready what the page lists. Near matches hold nothing that was
// searched for, but show the models that are like it.
func (l Labels) list() []Found {
	looked := registry.LookedFor(l.Query.Text)
	if !l.Result.Near {
		return listed(l.Result.Items, looked, l.P.Lang)
	}
	all := listed(l.Result.Items, registry.LookedFor(""), l.P.Lang)
	for i := range all {
		f := &all[i]
		if like := looked.Nearest(f.Entry.Product.Models); len(like) > 0 {
			f.Models = nil
			for _, m := range like[:min(len(like), modelsListed)] {
				f.Models = append(f.Models, []registry.Piece{{Text: m}})
			}
			f.More = f.All - len(f.Models)
		}
	}
	return all
}

func listed(entries []registry.Entry, looked registry.Looked, lang string) []Found {
	all := make([]Found, len(entries))
	for i, e := range entries {
		all[i] = found(e, looked, lang)
	}
	return all
}

// Search returns the address that asks q, such as "/ja/labels?q=1". Its
// parameters are named as those of the API.
func Search(lang string, q registry.Query, back ...string) string {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", q.Text)
	set("level", string(q.Level))
	set("category", string(q.Category))
	set("edition", string(q.Edition))
	set("evaluator_class", string(q.Evaluator))
	set("holder", q.Holder)
	set("status", string(q.Status))
	set("issued_from", string(q.IssuedFrom))
	set("issued_until", string(q.IssuedUntil))
	set("sort", string(q.Sort))
	if q.Cursor != "" {
		v.Set("cursor", q.Cursor)
		v["back"] = back
	}
	if len(v) == 0 {
		return "/" + lang + "/labels"
	}
	return "/" + lang + "/labels?" + v.Encode()
}

// first is the address of the first page; "" on it.
func (l Labels) first() string {
	if l.Query.Cursor == "" {
		return ""
	}
	q := l.Query
	q.Cursor = ""
	return Search(l.P.Lang, q)
}

// previous is the address of the page before; "" when it is the first or not
// known.
func (l Labels) previous() string {
	n := len(l.Back)
	if l.Query.Cursor == "" || n == 0 {
		return ""
	}
	q := l.Query
	q.Cursor = l.Back[n-1]
	return Search(l.P.Lang, q, l.Back[:n-1]...)
}

// next is the address of the next page; "" on the last.
func (l Labels) next() string {
	if l.Result.Next == "" {
		return ""
	}
	q, back := l.Query, l.Back
	if q.Cursor != "" {
		back = append(back[:len(back):len(back)], q.Cursor)
	}
	q.Cursor = l.Result.Next
	return Search(l.P.Lang, q, back[max(0, len(back)-mostBack):]...)
}

// place returns which of the matches the page shows, counted from 1; 0, 0
// where the address no longer remembers how many pages came before.
func (l Labels) place() (from, to int) {
	if len(l.Back) >= mostBack {
		return 0, 0
	}
	if l.Query.Cursor != "" {
		from = (len(l.Back) + 1) * PageLength
	}
	return from + 1, from + len(l.Result.Items)
}

// A Chip is one condition of a query that can be taken off.
type Chip struct {
	Name, Value string
	Without     string // address of the search without it
}

// chips are the conditions of the query besides its text.
func (l Labels) chips() []Chip {
	p, s, q := l.P, l.Scheme, l.Query
	var all []Chip
	add := func(name, value string, off func(*registry.Query)) {
		if value == "" {
			return
		}
		without := q
		without.Cursor = ""
		off(&without)
		all = append(all, Chip{p.T(name), value, Search(p.Lang, without)})
	}
	add("public.level", levelName(s, q.Level, p.Lang), func(q *registry.Query) { q.Level = "" })
	add("public.category", categoryName(s, q.Category, p.Lang), func(q *registry.Query) { q.Category = "" })
	if q.Status != "" {
		add("public.search.status", statusText(p, q.Status), func(q *registry.Query) { q.Status = "" })
	}
	add("public.holder", q.Holder, func(q *registry.Query) { q.Holder = "" })
	add("public.evaluator", evaluatorName(s, q.Evaluator, p.Lang), func(q *registry.Query) { q.Evaluator = "" })
	add("public.edition", string(q.Edition), func(q *registry.Query) { q.Edition = "" })
	add("public.search.issued_from", p.Date(q.IssuedFrom), func(q *registry.Query) { q.IssuedFrom = "" })
	add("public.search.issued_until", p.Date(q.IssuedUntil), func(q *registry.Query) { q.IssuedUntil = "" })
	return all
}

// bare is the address of the search for the text alone.
func (l Labels) bare() string {
	return Search(l.P.Lang, registry.Query{Text: l.Query.Text, Sort: l.Query.Sort})
}

// byHolder is the address of all labels of a holder.
func byHolder(f page.Frame, e registry.Entry) string {
	return Search(f.P.Lang, registry.Query{Holder: e.Holder.In(f.P.Lang)})
}

// heading says what was found, and how many.
func (l Labels) heading() string {
	p, r := l.P, l.Result
	switch {
	case len(r.Items) == 0 && l.Query.Text != "" && !l.Query.Narrowed():
		return p.T("public.search.none", l.Query.Text)
	case len(r.Items) == 0 && l.Query.Narrowed():
		return p.T("public.search.none_narrowed")
	case len(r.Items) == 0:
		return p.T("public.search.none_all")
	case r.Near && l.Query.Text != "":
		return p.T("public.search.near", l.Query.Text)
	case l.Query.Text != "" && r.About && r.More:
		return p.T("public.search.found_about_more", l.Query.Text, r.Total)
	case l.Query.Text != "" && r.About:
		return p.T("public.search.found_about", l.Query.Text, r.Total)
	case l.Query.Text != "" && r.More:
		return p.T("public.search.found_more", l.Query.Text, r.Total)
	case l.Query.Text != "":
		return p.T("public.search.found", l.Query.Text, r.Total)
	case l.Query.Narrowed() && r.More:
		return p.T("public.search.narrowed_more", r.Total)
	case l.Query.Narrowed():
		return p.T("public.search.narrowed", r.Total)
	case r.More:
		return p.T("public.search.all_more", r.Total)
	}
	return p.T("public.search.all", r.Total)
}

// order names the order in which the page lists.
func (l Labels) order() string {
	o := l.Query.Sort
	if o == registry.BestFirst && l.Query.Text == "" {
		o = registry.NewestFirst
	}
	return orderName(l.Frame, o)
}

func orderName(f page.Frame, o registry.Order) string {
	if o == registry.BestFirst {
		return f.P.T("public.search.sort.best")
	}
	return f.P.T("public.search.sort." + string(o))
}

// lastDay says with which day the status of a label goes: that of its end, or
// the last one of its validity.
func lastDay(f page.Frame, e registry.Entry, on scheme.Date) string {
	switch e.StatusOn(on) {
	case scheme.Withdrawn:
		return f.P.T("public.search.ended", e.Withdrawn)
	case scheme.Revoked:
		return f.P.T("public.search.ended", e.Revoked)
	}
	return f.P.T("public.search.valid_until", e.ValidUntil)
}

// field makes ready a filter's field.
func (l Labels) field(name, label, value string) page.Field {
	return page.Field{Name: name, Label: l.P.T(label), Value: value, Error: l.Errors.On(name), Form: "search", Autocomplete: "off"}
}

// options are the choices of a filter, the first of which is not to restrict.
func options[T any](l Labels, all []T, one func(T) page.Option) []page.Option {
	out := []page.Option{{Label: l.P.T("public.search.any")}}
	for _, x := range all {
		out = append(out, one(x))
	}
	return out
}

func (l Labels) levels() []page.Option {
	return options(l, l.Scheme.Levels, func(x scheme.Level) page.Option {
		return page.Option{Value: string(x.ID), Label: x.Name.In(l.P.Lang)}
	})
}

func (l Labels) categories() []page.Option {
	return options(l, l.Scheme.Categories, func(x scheme.Category) page.Option {
		return page.Option{Value: string(x.ID), Label: x.Name.In(l.P.Lang)}
	})
}

func (l Labels) statuses() []page.Option {
	return options(l, scheme.LabelStatuses, func(x scheme.Status) page.Option {
		return page.Option{Value: string(x), Label: page.Capital(statusText(l.P, x))}
	})
}

func (l Labels) evaluators() []page.Option {
	return options(l, l.Scheme.Evaluators, func(x scheme.EvaluatorClass) page.Option {
		return page.Option{Value: string(x.ID), Label: x.Name.In(l.P.Lang)}
	})
}

func (l Labels) editions() []page.Option {
	return options(l, l.Scheme.Editions, func(x scheme.Edition) page.Option {
		return page.Option{Value: string(x.ID), Label: string(x.ID)}
	})
}

// orders are the orders to choose from.
func (l Labels) orders() []page.Option {
	var out []page.Option
	for _, o := range registry.Orders {
		out = append(out, page.Option{Value: string(o), Label: orderName(l.Frame, o)})
	}
	return out
}
