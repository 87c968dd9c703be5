package scheme

// A NewsKind says what a piece of product news is about.
type NewsKind string

const (
	NewsUpdate     NewsKind = "update"      // new firmware
	NewsSecurity   NewsKind = "security"    // a vulnerability, and what to do
	NewsSupportEnd NewsKind = "support_end" // when updates end
	NewsPolicy     NewsKind = "policy"      // the policy on vulnerability reports changed
)

// NewsKinds lists all kinds, the most pressing first.
var NewsKinds = []NewsKind{NewsSecurity, NewsSupportEnd, NewsPolicy, NewsUpdate}

// News is one thing that the holder of a label tells about its product: §7 of
// the product information page. All of it is public once it is told.
type News struct {
	Kind       NewsKind `json:"kind"`
	On         Date     `json:"on"`                 // of the update or the announcement
	Firmware   string   `json:"firmware,omitempty"` // version that the news is about
	Text       Text     `json:"text"`
	Link       string   `json:"link,omitempty"`       // web page that says more
	References []string `json:"references,omitempty"` // numbers such as JVN#12345678 or CVE-2026-12345
}

// Bounds of a piece of news.
const (
	maxNews       = 200 // pieces that one label carries
	maxNewsText   = 1000
	maxReferences = 20
)

// Check refuses news that cannot be shown: an unknown kind, no day or one
// after today, no text, a malformed link, text that is too long.
func (n News) Check(today Date) error {
	var no Refusals
	if _, known := find(NewsKinds, func(k NewsKind) bool { return k == n.Kind }); !known {
		no.Add(Refuse(Invalid, "refusal.news.kind").On("kind"))
	}
	if _, err := ParseDate(string(n.On)); err != nil {
		no.Add(NotADate(string(n.On)).On("on"))
	} else if n.On > today {
		no.Add(Refuse(Invalid, "refusal.date.future").On("on"))
	}
	if n.Text.IsZero() && n.Firmware == "" {
		no.Add(Refuse(Invalid, "refusal.news.text").On("text_ja"))
	}
	for _, t := range []struct {
		field, text string
		most        int
	}{{"text_ja", n.Text.Ja, maxNewsText}, {"text_en", n.Text.En, maxNewsText}, {"firmware", n.Firmware, maxName}, {"link", n.Link, maxName}} {
		no.Add(tooLong(t.field, t.text, t.most))
	}
	if n.Link != "" && !IsWebAddress(n.Link) {
		no.Add(Refuse(Invalid, "refusal.news.link").On("link"))
	}
	if len(n.References) > maxReferences {
		no.Add(Refuse(Invalid, "refusal.product.too_many_lines").On("references").With(maxReferences))
	}
	for _, r := range n.References {
		if err := CheckText("references", r, maxName); err != nil {
			no.Add(err)
			break
		}
	}
	return no.Err()
}

// CheckNews refuses more news than one label carries, and each piece that
// cannot be shown.
func CheckNews(all []News, today Date) error {
	var no Refusals
	if len(all) > maxNews {
		no.Add(Refuse(Invalid, "refusal.news.too_many").On("news").With(maxNews))
	}
	for _, n := range all {
		no.Add(n.Check(today))
	}
	return no.Err()
}
