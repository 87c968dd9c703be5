package registry

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"shirushi/internal/fold"
)

// A Looked is what was searched for, made ready to be pointed out in what was
// found.
type Looked struct {
	words []string // folded as names are
	keys  []string // folded as models and numbers are; the first is the whole text
}

// A Piece is a part of a text: one that was searched for, or what stands
// between.
type Piece struct {
	Text  string
	Found bool
}

// LookedFor makes ready what was typed into a search; "" points nothing out.
func LookedFor(text string) Looked {
	folded := fold.Text(Typed(text))
	words := strings.Fields(folded)
	l := Looked{words: slices.Concat(words, Words(folded))}
	for _, word := range append([]string{strings.Join(words, "")}, words...) {
		if key := fold.Model(word); len([]rune(key)) > 1 && !slices.Contains(l.keys, key) {
			l.keys = append(l.keys, key)
		}
	}
	return l
}

// Name parts a name where it was searched for.
func (l Looked) Name(name string) []Piece { return parted(name, l.words, fold.Text) }

// Key parts a model or a number where it was searched for, whatever spaces
// and hyphens stand in it.
func (l Looked) Key(text string) []Piece { return parted(text, l.keys, fold.Model) }

// Models returns those models in which something that was searched for
// occurs, the closest first: the very model, those that begin so, the rest.
func (l Looked) Models(models []string) []string {
	type near struct {
		model string
		rank  int
	}
	var found []near
	for _, model := range models {
		if rank := l.rank(fold.Model(model)); rank < apart {
			found = append(found, near{model, rank})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]string, len(found))
	for i, f := range found {
		out[i] = f.model
	}
	return out
}

const apart = 3 // the rank of a model that was not searched for

func (l Looked) rank(model string) int {
	best := apart
	for _, key := range l.keys {
		switch {
		case model == key:
			return 0
		case strings.HasPrefix(model, key):
			best = min(best, 1)
		case strings.Contains(model, key):
			best = min(best, 2)
		}
	}
	return best
}

// Nearest returns the models most like the one that was typed, by the same
// measure as near matches are found: at most mostSlips signs apart from it, or
// from as much of them as was typed. None where no model is meant.
func (l Looked) Nearest(models []string) []string {
	if len(l.keys) == 0 {
		return nil
	}
	typed := l.keys[0]
	n, best := len([]rune(typed)), mostSlips
	var out []string
	for _, model := range models {
		key := []rune(fold.Model(model))
		if len(key) < n-mostSlips {
			continue
		}
		slips := fold.Edits(typed, string(key[:min(len(key), n)]))
		if len(key) > n {
			slips = min(slips, fold.Edits(typed, string(key[:n+1])))
		}
		if slips < best {
			best, out = slips, nil
		}
		if slips == best {
			out = append(out, model)
		}
	}
	return out
}

// mostSlips is how many signs of a model may be wrong for it to be shown as
// like another.
const mostSlips = 2

// Any reports whether a piece was searched for.
func Any(pieces []Piece) bool {
	return slices.ContainsFunc(pieces, func(p Piece) bool { return p.Found })
}

func parted(text string, words []string, by func(string) string) []Piece {
	var out []Piece
	at := 0
	for _, span := range fold.Spans(text, words, by) {
		if span[0] > at {
			out = append(out, Piece{Text: text[at:span[0]]})
		}
		out = append(out, Piece{text[span[0]:span[1]], true})
		at = span[1]
	}
	if at < len(text) {
		out = append(out, Piece{Text: text[at:]})
	}
	return out
}

// Shorter returns texts to try where nothing was found: of several words each
// alone, of one word what stands before its last hyphen or before the
// letters that end a model. Each is two characters at least.
func Shorter(text string) []string {
	words := strings.Fields(Typed(text))
	var out []string
	add := func(s string) {
		if s = strings.Trim(s, "-_./ "); len([]rune(s)) > 1 && s != Typed(text) && !slices.Contains(out, s) && len(out) < mostShorter {
			out = append(out, s)
		}
	}
	if len(words) > 1 {
		for _, word := range words {
			add(word)
		}
		return out
	}
	if whole := strings.Join(words, ""); strings.ContainsAny(fold.Text(whole), "0123456789") {
		add(strings.TrimRightFunc(whole, unicode.IsLetter))
		if at := strings.LastIndexFunc(whole, func(r rune) bool { return fold.Model(string(r)) == "" }); at > 0 {
			add(whole[:at])
		}
	}
	return out
}

const mostShorter = 3
