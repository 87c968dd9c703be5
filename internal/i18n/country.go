package i18n

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// Country says the name of a country or region by its ISO 3166-1 code of two
// letters. A code that is not known is said as itself.
func (p *Printer) Country(code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || len(code) != 2 {
		return code
	}
	tag := language.English
	if p.Lang == "ja" {
		tag = language.Japanese
	}
	if name := display.Regions(tag).Name(region); name != "" {
		return name
	}
	return code
}

// Countries puts codes into the order in which readers of the language look
// for their names: English ones by letter, Japanese ones by their kana. Those
// that begin with a kanji come last.
func (p *Printer) Countries(codes []string) []string {
	sorted := slices.Clone(codes)
	slices.SortStableFunc(sorted, func(a, b string) int { return strings.Compare(p.Country(a), p.Country(b)) })
	return sorted
}
