package scheme

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode"
)

// From longCopy letters on a stretch of the report in other words is taken for
// a copy, of Latin letters alone from longLatin on: fewer are shared by chance.
const (
	longCopy  = 20
	longLatin = 32
)

// rareWord is from how many letters on a word that stands in a report, and not
// among the words that everyone uses of the product, may point to it.
const rareWord = 4

// A Reading is how texts are held against a Confidence.
type Reading struct {
	Fold   func(string) string // makes texts comparable
	Public []string            // texts whose words point to nobody: the label's own, the scheme's
	Clues  DoubtClues
}

// Betrays says by which part of a text that is to leave the officers' hands
// who reported could be known for sure: their contact, or a stretch of their
// own words. It returns the part as it stands in the text, "" when it sees none.
func (c Confidence) Betrays(text string, fold func(string) string) string {
	how := Reading{Fold: fold}
	return cmp.Or(c.contacted(text, how), c.Copied(text, how))
}

// Copied returns a stretch of the reporter's own words that stands in a text,
// as it stands there; "" when there is none. Signs that are no letters, and
// line ends, do not count.
func (c Confidence) Copied(text string, how Reading) string {
	is, public := how.bare(text), how.public()
	for _, told := range c.told() {
		all := []rune(how.bare(told))
		for i := 0; i+longCopy <= len(all); i++ {
			piece := string(all[i : i+longCopy])
			if len(piece) == longCopy { // one byte a letter
				piece = string(all[i:min(i+longLatin, len(all))])
			}
			if len(piece) >= longLatin && strings.Contains(is, piece) && !strings.Contains(public, piece) {
				return as(text, piece, how.bare)
			}
		}
	}
	return ""
}

// Hints returns a short part of a text, as it stands there, by which who
// reported might be known: their contact, a person's name, a place that they
// named, or a rare word of theirs; "" when it sees none. It may err on the
// safe side.
func (c Confidence) Hints(text string, how Reading) string {
	return cmp.Or(c.contacted(text, how), c.named(text, how), c.placed(text, how), c.rare(text, how))
}

// told is all that who reported has said.
func (c Confidence) told() []string {
	all := []string{c.Text, c.Where}
	for _, m := range c.Messages {
		if m.By == "" {
			all = append(all, m.Text)
		}
	}
	return all
}

func (c Confidence) contacted(text string, how Reading) string {
	is, letters, public := how.Fold(text), how.bare(text), how.public()
	for _, piece := range contactPieces(how.Fold(c.Contact)) {
		plain := how.bare(piece)
		switch {
		case public != "" && strings.Contains(public, plain):
		case strings.Contains(is, piece):
			return as(text, piece, how.Fold)
		case len(plain) >= 6 && strings.Contains(letters, plain):
			return as(text, plain, how.bare)
		}
	}
	return ""
}

// contactPieces are the parts of a contact by which one is known: words of
// three signs or more, of names in ideographs two.
func contactPieces(contact string) []string {
	pieces := strings.FieldsFunc(contact, func(r rune) bool { return strings.ContainsRune(" \n\t,;:/()（）、。・<>@", r) })
	return slices.DeleteFunc(pieces, func(s string) bool {
		n, wide := len([]rune(s)), len(s) > len([]rune(s))
		return n < 2 || n < 3 && !wide
	})
}

// named returns a person's name with what follows it.
func (c Confidence) named(text string, how Reading) string {
	public := how.public()
	text = how.withoutPlain(text)
	for _, after := range how.Clues.Names {
		for at := range indexes(text, after) {
			name := lastWord(text[:at])
			if name != "" && !strings.Contains(public, how.bare(name)) {
				return name + after
			}
		}
	}
	return ""
}

// placed returns the name of a place that also stands in what was told.
func (c Confidence) placed(text string, how Reading) string {
	told, public := how.bare(strings.Join(c.told(), "\n")), how.public()
	text = how.withoutPlain(text)
	for _, place := range how.Clues.Places {
		for at := range indexes(text, place) {
			end := at + len(place)
			before, after := run(text[:at], false), run(text[end:], true)
			for _, piece := range []string{before + place, place + after} {
				if piece != place && strings.Contains(told, how.bare(piece)) && !strings.Contains(public, how.bare(piece)) {
					return piece
				}
			}
		}
	}
	return ""
}

// rare returns a word that stands in the text and in what was told, and that
// is none of the product's and the scheme's own. Where something was seen,
// shorter words point to somebody too.
func (c Confidence) rare(text string, how Reading) string {
	public := how.public()
	theirs := map[string]bool{}
	for _, told := range c.told() {
		for _, word := range words(told) {
			if len([]rune(word)) >= rareWord {
				theirs[how.bare(word)] = true
			}
		}
	}
	for _, word := range words(c.Where) {
		if len([]rune(word)) >= 2 && !strings.HasPrefix(how.bare(word), "http") {
			theirs[how.bare(word)] = true
		}
	}
	for _, word := range words(text) {
		if is := how.bare(word); theirs[is] && !strings.Contains(public, is) {
			return word
		}
	}
	return ""
}

// bare is a text as its letters and digits alone.
func (how Reading) bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, how.Fold(text))
}

func (how Reading) public() string {
	all := make([]string, len(how.Public))
	for i, one := range how.Public {
		all[i] = how.bare(one)
	}
	return strings.Join(all, "\n")
}

// withoutPlain takes the words out of a text that name nobody.
func (how Reading) withoutPlain(text string) string {
	for _, plain := range how.Clues.Plain {
		text = strings.ReplaceAll(text, plain, "\n")
	}
	return text
}

// as returns the stretch of text that fold makes piece of, as it was typed.
func as(text, piece string, fold func(string) string) string {
	all := []rune(text)
	holds := func(from, to int) bool { return strings.Contains(fold(string(all[from:to])), piece) }
	end := sort.Search(len(all), func(n int) bool { return holds(0, n) })
	begin := sort.Search(end, func(n int) bool { return !holds(n+1, end) })
	return string(all[begin:end])
}

// indexes are the places at which a word stands in a text.
func indexes(text, word string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; word != ""; {
			at := strings.Index(text[from:], word)
			if at < 0 || !yield(from+at) {
				return
			}
			from += at + len(word)
		}
	}
}

// script is what a sign is written in, as far as words part by it; 0 for what
// parts them.
func script(r rune) rune {
	switch {
	case unicode.Is(unicode.Han, r) || r == '々':
		return 'H'
	case unicode.Is(unicode.Katakana, r) || r == 'ー':
		return 'K'
	case unicode.Is(unicode.Hiragana, r):
		return 0
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return 'L'
	}
	return 0
}

// words are the stretches of a text in one script; hiragana parts them.
func words(text string) (all []string) {
	from, was := 0, rune(0)
	for at, r := range text {
		if is := script(r); is != was {
			if was != 0 {
				all = append(all, text[from:at])
			}
			from, was = at, is
		}
	}
	if was != 0 {
		all = append(all, text[from:])
	}
	return all
}

// lastWord is the word with which a text ends; "" when it ends with none.
func lastWord(text string) string {
	all := words(text)
	if len(all) == 0 || !strings.HasSuffix(text, all[len(all)-1]) {
		return ""
	}
	return all[len(all)-1]
}

// run is the stretch without hiragana with which a text begins, or ends.
func run(text string, begins bool) string {
	parts := func(r rune) bool { return script(r) == 0 }
	if begins {
		if at := strings.IndexFunc(text, parts); at >= 0 {
			return text[:at]
		}
		return text
	}
	if at := strings.LastIndexFunc(text, parts); at >= 0 {
		return strings.TrimLeftFunc(text[at:], parts)
	}
	return text
}
