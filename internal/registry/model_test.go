package registry_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shirushi/internal/registry"
)

func TestModel_isFoundAsItIsReadOffABox(t *testing.T) {
	t.Parallel()
	p := registry.Product{Models: []string{"SHC-5200W", "SHC-5200B", "SHC-100", "みはり 2"}}
	for typed, want := range map[string]registry.ModelAnswer{
		"SHC-5200W":   {There: "SHC-5200W"},
		"shc5200w":    {There: "SHC-5200W"},
		"ＳＨＣ－５２００Ｗ":   {There: "SHC-5200W"},
		" SHC 5200 W": {There: "SHC-5200W"},
		"ミハリ2":        {There: "みはり 2"},
		"SHC-5200":    {Like: []string{"SHC-5200W", "SHC-5200B"}},
		"5200":        {Like: []string{"SHC-5200W", "SHC-5200B"}},
		"SHC-5200X":   {Like: []string{"SHC-5200W", "SHC-5200B"}},
		"SCH-100":     {Like: []string{"SHC-100"}},
		"SHC-1O0":     {Like: []string{"SHC-100"}},
		"XYZ-9":       {},
		"SH":          {},
		"":            {},
		" - ":         {},
	} {
		if diff := cmp.Diff(want, p.Model(typed)); diff != "" {
			t.Errorf("%q (-want +got): %s", typed, diff)
		}
	}
}

// A label may carry thousands of models, each long, and anyone may ask.
func TestModel_ofThousandsIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	var p registry.Product
	for i := range 5000 {
		p.Models = append(p.Models, fmt.Sprintf("%s-%04d", strings.Repeat("Ab1あ", 20), i))
	}
	before := time.Now()
	if a := p.Model(strings.Repeat("ab1あ", 20) + "9999"); len(a.Like) == 0 || len(a.Like) > 8 || a.There != "" {
		t.Errorf("answer %v", a)
	}
	if took := time.Since(before); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if a := p.Model(p.Models[4999]); a.There != p.Models[4999] {
		t.Error("the last is not found")
	}
}
