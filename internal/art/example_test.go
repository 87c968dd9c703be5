package art_test

import (
	"slices"
	"strings"
	"testing"

	"shirushi/internal/art"
	"shirushi/internal/catalog/catalogtest"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

func TestDrawExample_drawsEveryExampleForBothSchemes(t *testing.T) {
	t.Parallel()
	for _, s := range []*scheme.Scheme{catalogtest.JCStar(t), catalogtest.Other(t)} {
		for _, lang := range i18n.Languages {
			seen := map[string]art.Example{}
			for _, e := range append(slices.Concat(art.Right, art.Wrong), art.Space) {
				p, err := art.DrawExample(e, s, i18n.For(lang), "http://localhost:8080")
				if err != nil {
					t.Fatal(err)
				}
				svg := string(p.SVG())
				wellFormed(t, svg)
				if strings.Contains(p.Title, "paper.") || len(p.Shapes) < 8 {
					t.Errorf("%s: %q with %d shapes", e, p.Title, len(p.Shapes))
				}
				if other, twice := seen[svg]; twice {
					t.Errorf("%s is drawn as %s", e, other)
				}
				seen[svg] = e
			}
		}
	}
	if art.KnownExample("x") {
		t.Error("an example that is not there is known")
	}
}
