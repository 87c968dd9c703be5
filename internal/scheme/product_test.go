package scheme

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestProductCheckDraft_allowsGapsButNoNonsense(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		p    Product
		want []string
	}{
		{"blank", Product{}, nil},
		{"full", sampleProduct(), nil},
		{"long name", Product{Name: Text{long(201), long(201)}}, []string{"name_ja refusal.text.too_long", "name_en refusal.text.too_long"}},
		{"long summary", Product{Summary: Text{Ja: long(1001)}}, []string{"summary_ja refusal.text.too_long"}},
		{"long list entry", Product{SuppliedBy: []string{"a", long(201)}, Maintainers: []string{long(201)}, ParentCompanies: []string{long(201)}},
			[]string{"supplied_by refusal.text.too_long", "maintainers refusal.text.too_long", "parent_companies refusal.text.too_long"}},
		{"model empty", Product{Models: []string{"A", " "}}, []string{"models refusal.product.model_empty"}},
		{"model twice", Product{Models: []string{"A", "B", "A"}}, []string{"models refusal.product.model_twice"}},
		{"model long", Product{Models: []string{long(101)}}, []string{"models refusal.product.model_long"}},
		{"country", Product{Country: "Japan"}, []string{"country refusal.product.country"}},
		{"days", Product{SupportFrom: "x", SupportUntil: "2026-02-30"}, []string{"support_from refusal.date.malformed", "support_until refusal.date.malformed"}},
		{"addresses", Product{HomePage: "javascript:alert(1)", DisclosurePolicy: "a@b", Enquiry: "call us", VulnerabilityDesk: "ftp://x"},
			[]string{"home_page refusal.web_address", "disclosure_policy refusal.web_address", "enquiry refusal.contact_address", "vulnerability_desk refusal.contact_address"}},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.p.CheckDraft(), c.want...) })
	}
	many := make([]string, maxModels+1)
	for i := range many {
		many[i] = fmt.Sprint(i)
	}
	wants(t, Product{Models: many}.CheckDraft(), "models refusal.product.too_many_models")
	wants(t, Product{Models: many[:maxModels]}.CheckDraft())
}

func TestProductCheckDraft_boundsEveryEntryAndTheirNumber(t *testing.T) {
	t.Parallel()
	p := Product{SuppliedBy: []string{strings.Repeat("x", maxName+1), strings.Repeat("社", maxName)}} // fewer bytes than the other, but more characters
	wants(t, p.CheckDraft(), "supplied_by refusal.text.too_long")
	p = Product{Conformity: slices.Repeat([]string{"x"}, maxLines+1), Certifications: slices.Repeat([]string{"x"}, maxLines)}
	wants(t, p.CheckDraft(), "conformity refusal.product.too_many_lines")
}

func TestProductCheckComplete_spacesAreNoAnswer(t *testing.T) {
	t.Parallel()
	p := sampleProduct()
	p.Manufacturer, p.Firmware = "\u3000", " "
	wants(t, p.CheckComplete(sampleDay, "2028-03-31"), "manufacturer refusal.product.missing", "firmware refusal.product.missing")
}

func TestProductCheckComplete_namesEveryGap(t *testing.T) {
	t.Parallel()
	var want []string
	for _, field := range []string{"name_ja", "models", "manufacturer", "country", "firmware", "support_from", "summary_ja", "home_page", "enquiry", "vulnerability_desk", "disclosure_policy"} {
		want = append(want, field+" refusal.product.missing")
	}
	wants(t, Product{}.CheckComplete(sampleDay, "2028-03-31"), want...)
	wants(t, sampleProduct().CheckComplete(sampleDay, "2028-03-31"))
	wants(t, Product{Country: "Japan"}.CheckComplete(sampleDay, "2028-03-31"), "country refusal.product.country")
}

func TestProductCheckComplete_updatesAreSupportedThroughout(t *testing.T) {
	t.Parallel()
	for until, want := range map[Date][]string{
		"": nil, "2028-03-31": nil, "2030-01-01": nil,
		"2028-03-30": {"support_until refusal.product.support_short"}, "2025-12-31": {"support_until refusal.product.support_order"},
	} {
		p := sampleProduct()
		p.SupportUntil = until
		wants(t, p.CheckComplete(sampleDay, "2028-03-31"), want...)
	}
}

func TestIsWebAddress(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]bool{
		"https://a.example/x?y#z": true, "http://a.example": true, "https://日本語.example/": true, "": false, "a.example": false, "//a.example": false,
		"https:///x": false, "https://user:pw@a.example": false, "https://user@a.example": false, "javascript:alert(1)": false, "data:text/html,x": false,
		"ftp://a.example": false, "https://%zz": false, " https://a.example": false,
	} {
		if got := IsWebAddress(link); got != want {
			t.Errorf("%q: %t", link, got)
		}
	}
}

func FuzzProduct(f *testing.F) {
	f.Add("名", "A-1", "https://a.example", "2026-01-01")
	f.Add("\xff", "", "://", "-")
	f.Fuzz(func(t *testing.T, name, model, link, day string) {
		p := Product{Name: Text{Ja: name}, Models: []string{model}, HomePage: link, Enquiry: link, SupportFrom: Date(day), SupportUntil: Date(day)}
		if draft := p.CheckDraft(); draft != nil && p.CheckComplete(sampleDay, "2028-03-31") == nil {
			t.Fatalf("may be submitted but not saved: %v", draft)
		}
	})
}
