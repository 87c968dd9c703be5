package i18n

import (
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
