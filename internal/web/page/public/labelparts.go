package public

import (
	"slices"
	"strings"
	"unicode"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Models is the page on which all models of a label stand, and on which a
// reader learns whether a model is one of them.
type Models struct {
	page.Frame
	Label Label
	Typed string
	Error string       // what is wrong with Typed; "" when nothing is
	Box   registry.Box // what Typed comes to
}

// Asked reports whether there is an answer to show.
func (m Models) Asked() bool { return m.Typed != "" && m.Error == "" }

// kind is how good it is for the product that was asked about.
func (m Models) kind() string {
	switch {
	case m.Box.Fit == registry.FitModel && m.Label.valid():
		return "success"
	case m.Box.Fit == registry.FitOther:
		return "danger"
	}
	return "warning"
}

// says is whether the label is for the product.
func (m Models) says() string { return BoxSays(m.P, m.Box) }

// todo is what the reader had best do about it.
func (m Models) todo() string {
	if m.Box.Fit == registry.FitOther {
		return m.P.T("verify.other_product_text")
	}
	return BoxTodo(m.P, m.Box, m.Label.Entry, m.Typed)
}

// BoxSays says in one sentence how what was typed off a product goes with a label.
func BoxSays(p *i18n.Printer, b registry.Box) string {
	switch {
	case b.Fit == registry.FitModel:
		return p.T("public.models.there", b.Model)
	case b.Fit == registry.FitUnasked:
		return p.T("verify.fit.unasked")
	case b.Fit == registry.FitBeside:
		return p.T("verify.fit.beside", b.Model, b.Stray)
	case b.Stray != "":
		return p.T("public.models.not_there", b.Stray)
	}
	return p.T("verify.fit.unclear")
}

// BoxTodo says what follows from that for the reader, who typed typed.
func BoxTodo(p *i18n.Printer, b registry.Box, e registry.Entry, typed string) string {
	example := ""
	if len(e.Product.Models) > 0 {
		example = e.Product.Models[0]
	}
	switch {
	case b.Fit == registry.FitModel:
		return p.T("verify.todo.same")
	case b.Fit == registry.FitUnasked:
		return p.T("verify.todo.unasked", example)
	case b.Fit == registry.FitBeside:
		return p.T("verify.todo.beside", b.Model)
	case len(b.Like) > 0:
		return p.T("verify.todo.like", p.List(b.Like))
	case b.Stray != "":
		return p.T("verify.todo.stray")
	}
	return p.T("verify.todo.unclear", typed, example)
}

// Bounds of the label page: it stays small for a label of thousands.
const (
	modelsFolded = 200 // models that the page holds at all; more stand on a page of their own
	newsShown    = 10  // pieces of news before the reader asks for the rest
	newsOnTop    = 3   // pressing pieces near the status
)

// news is ordered for the reader: what presses first, each kind newest first.
func (l Label) news() []scheme.News {
	rank := func(n scheme.News) int { return slices.Index(scheme.NewsKinds, n.Kind) }
	all := slices.Clone(l.Entry.News)
	slices.SortStableFunc(all, func(a, b scheme.News) int { return rank(a) - rank(b) })
	return all
}

// pressing are the newest pieces that a reader must not miss.
func (l Label) pressing() []scheme.News {
	var all []scheme.News
	for _, n := range l.Entry.News {
		if n.Kind != scheme.NewsUpdate && len(all) < newsOnTop {
			all = append(all, n)
		}
	}
	return all
}

// endRow states the day on which the label ended, or the step that is under
// way; false when it simply stands.
func (l Label) endRow() (page.Row, bool) {
	p, e := l.P, l.Entry
	switch l.Status {
	case scheme.Withdrawn:
		return page.Row{Key: p.T("public.withdrawn_on"), Text: p.Date(e.Withdrawn)}, true
	case scheme.Revoked:
		return page.Row{Key: p.T("public.revoked_on"), Text: p.Date(e.Revoked)}, true
	case scheme.Active:
		if l.pending() {
			return page.Row{Key: p.T("public.extension_applied"), Text: p.Date(e.ExtensionApplied)}, true
		}
	case scheme.InExtension:
		return page.Row{Key: p.T("public.extension_applied"), Text: p.Date(e.ExtensionApplied)}, true
	case scheme.Expired:
		return page.Row{Key: p.T("public.expired_after"), Text: p.Date(e.ValidUntil)}, true
	}
	return page.Row{}, false
}

// supportOver reports whether the stated time of support has passed.
func (l Label) supportOver() bool {
	return l.Entry.Product.SupportUntil != "" && l.Entry.Product.SupportUntil < l.Day
}

// languageOf returns the language that a text is plainly written in: "ja" when
// it holds kana or kanji, "en" when it has several words of Latin letters, ""
// when nothing can be said, as of a number or a name.
func languageOf(text string) string {
	for _, r := range text {
		if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) {
			return "ja"
		}
	}
	words := 0
	for _, w := range strings.Fields(text) {
		if strings.IndexFunc(w, func(r rune) bool { return !unicode.Is(unicode.Latin, r) && !unicode.IsPunct(r) }) < 0 {
			words++
		}
	}
	if words >= 4 {
		return "en"
	}
	return ""
}

// foreign returns the language of a text that is given in the other language
// than the page's; "" for one that may be read as it stands.
func foreign(text, lang string) string {
	if is := languageOf(text); is != lang {
		return is
	}
	return ""
}

// langOr returns the language of a text, and lang where nothing can be said.
func langOr(text, lang string) string {
	if is := languageOf(text); is != "" {
		return is
	}
	return lang
}

// notesIn returns the language of an assessment's notes when that is not the
// page's; "" when nothing needs to be said.
func (l Label) notesIn(a registry.Assessment) string {
	for _, answer := range a.Answers {
		if is := foreign(answer.Note, l.P.Lang); is != "" {
			return is
		}
	}
	return ""
}

// structured is what search engines read of the product, as schema.org names
// it. It says nothing that the page does not say.
func (l Label) structured() map[string]any {
	p, e := l.P, l.Entry
	property := func(name, value string) map[string]any {
		return map[string]any{"@type": "PropertyValue", "name": name, "value": value}
	}
	level := levelName(l.Scheme, e.Level, p.Lang)
	data := map[string]any{
		"@context": "https://schema.org", "@type": "Product",
		"name": e.Product.Name.In(p.Lang), "url": l.BaseURL + l.file(""), "inLanguage": p.Lang,
		"brand":      map[string]any{"@type": "Organization", "name": e.Holder.In(p.Lang)},
		"identifier": map[string]any{"@type": "PropertyValue", "name": p.T("public.number"), "value": string(e.Number)},
		"additionalProperty": []any{
			property(p.T("public.hero"), statusText(p, l.Status)), property(p.T("public.level"), level),
			property(p.T("public.edition"), string(e.Edition)), property(p.T("public.validity"), p.T("public.range", e.ValidFrom, e.ValidUntil)),
		},
	}
	if text := e.Product.Summary.In(p.Lang); text != "" {
		data["description"] = text
	}
	if n := min(len(e.Product.Models), modelsShown); n > 0 {
		data["model"] = e.Product.Models[:n]
	}
	if l.Art != "" {
		data["image"] = l.BaseURL + l.Art
	}
	return data
}
