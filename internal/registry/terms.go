package registry

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shirushi/internal/fold"
	"shirushi/internal/scheme"
)

// Searchable is text in the form in which a search compares it: folded, on
// one line, Latin letters without their accents, without signs that show
// nothing, such as those that turn the direction of writing or choose
// between forms of one kanji.
func Searchable(s string) string {
	return fold.Accents(strings.TrimSpace(fold.Text(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Variation_Selector, r), unicode.IsControl(r):
			return -1
		}
		return r
	}, s))))
}

// Words are the words of searchable text that is looked for. The long vowel
// at the end of a longer one is left away: as many write ルータ as ルーター,
// and the shorter form stands in both.
func Words(text string) []string {
	words := strings.Fields(text)
	for i, word := range words {
		if short := strings.TrimSuffix(word, "ー"); utf8.RuneCountInString(short) >= shortestStem {
			words[i] = short
		}
	}
	return words
}

// shortestStem is the fewest signs that are left of a word without its last
// long vowel: カー is no other word than カー.
const shortestStem = 3

// ModelKey is a model or a number as a search compares it: as Searchable,
// without spaces, hyphens and the like; not more than LongestKey signs.
func ModelKey(s string) string { return Key(fold.Model(Searchable(s))) }

// LongestKey is how many signs of a name or a model are compared when it is
// compared as a whole or sorted by.
const LongestKey = 100

// Key is the beginning of searchable text that is compared as a whole.
func Key(s string) string {
	if signs := []rune(s); len(signs) > LongestKey {
		return string(signs[:LongestKey])
	}
	return s
}

// Terms is what a search knows of an entry.
type Terms struct {
	Product string          // its names, searchable, one a line
	Holder  string          // its names, likewise
	Models  map[string]bool // keys of the models and of what follows a separator in them; true for a whole model
	Tokens  []string        // of the sets to which the entry belongs, sorted, each once
}

// The first sign of a token says of what it is. Days have three tokens each:
// of the year (y), the month (m) and the day (d).
const (
	TokenAll       = "a" // every entry
	TokenProduct   = "p" // and one, two or three signs that stand together in a name
	TokenHolder    = "h" // likewise
	TokenModel     = "k" // and the first two or three signs of a model's key
	TokenNumber    = "b" // and the first signs of the number
	TokenLevel     = "l"
	TokenCategory  = "c"
	TokenEdition   = "e"
	TokenEvaluator = "v"
	TokenHolderIs  = "o" // and a whole name
	TokenIssued    = "i" // first issued; a day, as all below
	TokenFrom      = "f" // valid from
	TokenUntil     = "u" // valid until
	TokenListed    = "g"
	TokenWithdrawn = "w"
	TokenRevoked   = "r"
	TokenRefused   = "n" // extension refused
	TokenInTime    = "x" // extension applied for in time; no day
)

// Lengths of the beginnings of a model's key and of a number that have a
// token. Longer ones are found in a list of all models and numbers: there are
// not many with the same beginning.
const (
	ShortestModel  = 2
	LongestModel   = 3
	ShortestNumber = 4
	LongestNumber  = 12
)

// Terms returns what a search knows of the entry. It depends on nothing but
// the entry.
func (e Entry) Terms() Terms {
	t := Terms{Product: names(e.Product.Name), Holder: names(e.Holder), Models: map[string]bool{}}
	for _, m := range e.Product.Models {
		addModel(t.Models, m)
	}
	all := []string{TokenAll, TokenLevel + string(e.Level), TokenCategory + string(e.Category), TokenEdition + string(e.Edition), TokenEvaluator + string(e.Evaluator)}
	for n := 1; n <= LongestGram; n++ {
		for _, gram := range grams(t.Product, n) {
			all = append(all, TokenProduct+gram)
		}
		for _, gram := range grams(t.Holder, n) {
			all = append(all, TokenHolder+gram)
		}
	}
	for key := range t.Models {
		all = append(all, beginnings(TokenModel, key, ShortestModel, LongestModel)...)
	}
	all = append(all, beginnings(TokenNumber, ModelKey(string(e.Number)), ShortestNumber, LongestNumber)...)
	for _, name := range strings.Split(t.Holder, "\n") {
		all = append(all, TokenHolderIs+Key(name))
	}
	t.Tokens = append(all, e.dayTokens()...)
	slices.Sort(t.Tokens)
	t.Tokens = slices.Compact(t.Tokens)
	return t
}

func (e Entry) dayTokens() (all []string) {
	for _, d := range []struct {
		of  string
		day scheme.Date
	}{
		{TokenIssued, e.FirstIssued}, {TokenFrom, e.ValidFrom}, {TokenUntil, e.ValidUntil}, {TokenListed, e.Listed},
		{TokenWithdrawn, e.Withdrawn}, {TokenRevoked, e.Revoked}, {TokenRefused, e.ExtensionRefused},
	} {
		if len(d.day) == len("2006-01-02") {
			all = append(all, d.of, d.of+"y"+string(d.day[:4]), d.of+"m"+string(d.day[:7]), d.of+"d"+string(d.day))
		}
	}
	if e.ExtensionApplied != "" && e.ExtensionApplied <= e.ValidUntil {
		all = append(all, TokenInTime)
	}
	return all
}

// names are the names of a thing, the Japanese one first.
func names(name scheme.Text) string {
	ja, en := Searchable(name.Ja), Searchable(name.En)
	return strings.Trim(ja+"\n"+en, "\n")
}

// LongestGram is how many signs that stand together in a name have a token
// of their own, at most. A word of so many signs or fewer stands in the names
// of just those entries that have its token; of a longer one, each part of so
// many signs does.
const LongestGram = 3

// Grams lists the parts of a word by whose tokens it is looked for in names:
// the word itself, or of a longer one each part of LongestGram signs.
func Grams(word string) []string {
	return grams(word, min(LongestGram, utf8.RuneCountInString(word)))
}

// grams lists the parts of n signs that stand together in searchable text. A
// blank parts what stands left and right of it.
func grams(text string, n int) (all []string) {
	for _, word := range strings.Fields(text) {
		signs := []rune(word)
		for i := range len(signs) - n + 1 {
			all = append(all, string(signs[i:i+n]))
		}
	}
	return all
}

// shortestPart is the fewest signs of a part of a model that can be searched
// for by itself.
const shortestPart = 3

// addModel adds the key of a model, and those of what follows a separator or
// the first digit, so that 5200 finds SHC-5200W.
func addModel(keys map[string]bool, model string) {
	folded := []rune(Searchable(model))
	whole := Key(fold.Model(string(folded)))
	if whole == "" {
		return
	}
	digit := false
	for i, r := range folded {
		starts := i > 0 && !isSign(folded[i-1]) && isSign(r)
		if unicode.IsDigit(r) && !digit {
			starts, digit = i > 0, true
		}
		part := Key(fold.Model(string(folded[i:])))
		if starts && len([]rune(part)) >= shortestPart && !keys[part] {
			keys[part] = false
		}
	}
	keys[whole] = true
}

func isSign(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// beginnings are the tokens of the first signs of a key.
func beginnings(token, key string, from, to int) (all []string) {
	signs := []rune(key)
	for n := from; n <= min(to, len(signs)); n++ {
		all = append(all, token+string(signs[:n]))
	}
	return all
}
