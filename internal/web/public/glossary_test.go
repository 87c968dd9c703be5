package public_test

import (
	"html"
	"os"
	"slices"
	"strings"
	"testing"

	"shirushi/internal/i18n"
	"shirushi/internal/web/webtest"
)

// spellings are the words that a cell of docs/words.md pairs: those between
// commas, with and without what stands in brackets.
func spellings(cell, comma, bracket string) []string {
	all := []string{strings.TrimSpace(cell)}
	for _, one := range strings.Split(cell, comma) {
		before, _, _ := strings.Cut(one, bracket)
		all = append(all, strings.TrimSpace(one), strings.TrimSpace(before))
	}
	return all
}

// The glossary tells readers what words mean, docs/words.md tells us which to
// use: a word and its counterpart must be the same in both.
func TestGlossary_pairsWordsAsTheHouseDoes(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../docs/words.md")
	if err != nil {
		t.Fatal(err)
	}
	paired := func(ja, en string) bool {
		for _, line := range strings.Split(string(doc), "\n") {
			cells := strings.Split(line, "|")
			if len(cells) == 5 && slices.Contains(spellings(cells[1], "、", "（"), ja) && slices.Contains(spellings(cells[2], ",", "("), en) {
				return true
			}
		}
		return false
	}
	seen := 0
	for _, g := range webtest.Scheme(t).Glossary.Groups {
		for _, term := range g.Terms {
			seen++
			if !paired(term.Word.Ja, term.Word.En) {
				t.Errorf("docs/words.md has no line that pairs %s with %s", term.Word.Ja, term.Word.En)
			}
		}
	}
	if seen < 20 || paired("適合ラベル", "certificate") || paired("日本語", "holder") {
		t.Errorf("%d words seen: the test does not see the words", seen)
	}
}

// Every word stands on the page in both languages, and what leads to one from
// a page about the scheme finds it.
func TestGlossary_isWholeAndLedTo(t *testing.T) {
	t.Parallel()
	h, s := front(t, webtest.Registry(t), nil), webtest.Scheme(t)
	for _, lang := range i18n.Languages {
		body := html.UnescapeString(webtest.Ask(h, "GET", "/"+lang+"/glossary").Body.String())
		for _, g := range s.Glossary.Groups {
			for _, term := range g.Terms {
				for _, want := range []string{term.Word.Ja, term.Word.En, term.Text.Ja, term.Text.En, `id="` + term.ID + `"`} {
					if !strings.Contains(body, want) {
						t.Errorf("%s: no %q", lang, want)
					}
				}
			}
		}
		for _, path := range []string{"/about", "/criteria"} {
			parts := strings.Split(webtest.Ask(h, "GET", "/"+lang+path).Body.String(), `href="/`+lang+`/glossary#`)
			if len(parts) < 3 {
				t.Errorf("/%s%s leads to %d words", lang, path, len(parts)-1)
			}
			for _, part := range parts[1:] {
				if id, _, _ := strings.Cut(part, `"`); !strings.Contains(body, `id="`+id+`"`) {
					t.Errorf("/%s%s leads to %q, which is not there", lang, path, id)
				}
			}
		}
	}
}
