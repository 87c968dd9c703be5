package registry

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

// A Fit says how what a person typed off a product goes with a label.
type Fit string

const (
	FitUnasked Fit = ""        // nothing was typed
	FitModel   Fit = "model"   // a model of the label stands there, and nothing else that could be one
	FitBeside  Fit = "beside"  // so does something else that may be another model, or the end of a longer one
	FitNamed   Fit = "named"   // product or holder stand there, and no model of the label
	FitUnclear Fit = "unclear" // nothing that could be a model
	FitLike    Fit = "like"    // a model that the label does not have, but for which it has one that resembles it
	FitOther   Fit = "other"   // a model that the label does not have
)

// A Box is what was typed off a product, compared with a label.
type Box struct {
	Fit   Fit
	Model string   // of the label; "" when none stands there
	Stray string   // as typed: what may be a model, and is none of the label's
	Like  []string // models of the label that resemble it, at most eight
}

// OnBox compares what stands on a product, as a person copies it, with the
// label: model, product name, company and registration number may stand there
// in any order. Only a model proves that the label is for the product: many
// products share a name, and every product of a company its name. forms are
// the legal forms that names of companies have or lack.
func (e Entry) OnBox(typed string, forms []string) Box {
	words := wordsOf(typed)
	if len(words) == 0 {
		return Box{}
	}
	if m := e.Product.Model(typed).There; m != "" {
		return Box{Fit: FitModel, Model: m}
	}
	names := e.onBoxKeys(forms)
	b, stray := Box{Model: e.Product.found(words)}, ""
	for i, w := range words {
		if w.used || names.explain(w.key, words) {
			continue
		}
		if w.couldBeModel(len(words) == 1) || i > 0 && words[i-1].used && w.latin && len(w.key) <= longestTail {
			stray = w.text
			break
		}
	}
	b.Stray = stray
	switch {
	case b.Model != "" && stray == "":
		b.Fit = FitModel
	case b.Model != "":
		b.Fit = FitBeside
	case names.stand(words):
		b.Fit = FitNamed
	case stray == "":
		b.Fit = FitUnclear
	default:
		b.Fit = FitOther
	}
	if b.Model == "" && stray != "" {
		if b.Like = e.Product.Model(stray).Like; len(b.Like) > 0 && b.Fit == FitOther {
			b.Fit = FitLike
		}
	}
	return b
}

// A boxWord is a piece of what was typed: Latin letters and digits with the
// hyphens between them, or a run of other letters.
type boxWord struct {
	text, key   string
	latin, used bool
}

// longestTail is how many signs behind a model may be the end of a longer one,
// as in "MC-310 Pro".
const longestTail = 4

// wordsOf parts a text into such pieces; there is none without letter or digit.
func wordsOf(text string) (all []boxWord) {
	var b strings.Builder
	latin := false
	end := func() {
		if key := boxKey(b.String()); key != "" {
			all = append(all, boxWord{text: strings.TrimRight(b.String(), "-－‐–—−ー_.．"), key: key, latin: latin})
		}
		b.Reset()
	}
	for _, r := range text {
		is := unicode.Is(unicode.Latin, r) || unicode.IsDigit(r)
		switch {
		case latin && b.Len() > 0 && strings.ContainsRune("-－‐–—−ー_.．", r):
			b.WriteRune(r)
		case !is && r != 'ー' && !unicode.IsLetter(r) && !unicode.IsMark(r):
			end()
		default:
			if is != latin {
				end()
			}
			latin = is
			b.WriteRune(r)
		}
	}
	end()
	return all
}

// boxKey is a text without all that makes no difference on a box.
func boxKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, fold.Model(s))
}

// measure is how sizes and the like are written, which stand on boxes too.
var measure = regexp.MustCompile(`^(ip\d+x?|\d+(k|p|v|w|a|g|gb|tb|mb|[kmg]?hz|m?ah|mm|cm|m|x|fps|dpi))$`)

// couldBeModel reports whether a piece is written as models are: letters and
// digits. Digits alone are one only where nothing else was typed.
func (w boxWord) couldBeModel(alone bool) bool {
	if !w.latin || utf8.RuneCountInString(w.key) < leastPart || !strings.ContainsFunc(w.key, unicode.IsDigit) || measure.MatchString(w.key) {
		return false
	}
	return alone || strings.ContainsFunc(w.key, unicode.IsLetter)
}

// mostWords is in how many pieces a model may be typed.
const mostWords = 6

// found returns the first model that stands in words, and marks those that make up models.
func (p Product) found(words []boxWord) (first string) {
	models := make(map[string]string, len(p.Models))
	for _, m := range p.Models {
		if key := boxKey(m); key != "" {
			models[key] = m
		}
	}
	for at := 0; at < len(words); at++ {
		for n := min(mostWords, len(words)-at); n > 0; n-- {
			if m, there := models[joined(words[at:at+n])]; there {
				if first == "" {
					first = m
				}
				for i := range n {
					words[at+i].used = true
				}
				at += n - 1
				break
			}
		}
	}
	return first
}

func joined(words []boxWord) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.key)
	}
	return b.String()
}

// onBoxKeys are what else of a label may stand on a box.
type onBoxKeys struct {
	names  []string        // of product and company, whole
	words  map[string]bool // that the names are made of
	number string
}

func (e Entry) onBoxKeys(forms []string) onBoxKeys {
	k := onBoxKeys{words: map[string]bool{}, number: boxKey(string(e.Number))}
	for i, t := range []scheme.Text{e.Product.Name, e.Holder} {
		for _, name := range []string{t.Ja, t.En} {
			for _, w := range wordsOf(name) {
				k.words[w.key] = true
			}
			k.names = append(k.names, boxKey(name))
			if i == 1 {
				k.names = append(k.names, boxKey(fold.Payer(name, forms)))
			}
		}
	}
	return k
}

// explain reports whether a piece belongs to a name, or to the number where
// all of it stands there.
func (k onBoxKeys) explain(key string, words []boxWord) bool {
	return k.words[key] || k.number != "" && strings.Contains(k.number, key) && strings.Contains(joined(words), k.number)
}

// stand reports whether a name stands there in whole: a part such as "camera"
// says nothing.
func (k onBoxKeys) stand(words []boxWord) bool {
	all := joined(words)
	for _, name := range k.names {
		if utf8.RuneCountInString(name) >= leastPart && strings.Contains(all, name) {
			return true
		}
	}
	return false
}
