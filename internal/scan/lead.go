package scan

import (
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"shirushi/internal/fold"
)

// A Verdict says whose address a code holds.
type Verdict string

const (
	NoAddress Verdict = "text"  // it holds something else
	Elsewhere Verdict = "host"  // it leads to another site
	Astray    Verdict = "path"  // it leads to the site, and not to a label
	ToLabel   Verdict = "label" // it leads to a label of the site, if there is one of that number
)

// A Likeness says what makes the address of another site look like the site's.
type Likeness string

const (
	Unlike    Likeness = ""
	BySigns   Likeness = "signs"   // letters that look alike, or one or two slips
	ByPart    Likeness = "part"    // the site's name stands in it
	ByBefore  Likeness = "before"  // the site's name stands before an @, where it means nothing
	ByPort    Likeness = "port"    // the same host, another port
	ByPlainly Likeness = "plainly" // the same host, unencrypted
)

// A Lead is where a code leads.
type Lead struct {
	Verdict Verdict
	Text    string   // what the code holds, made safe to be shown
	Host    string   // of another site, as networks write it, after http:// or https:// where that differs; "" where it has none
	Like    Likeness // of another site
	Number  string   // that the address of a label names, as it stands there
}

// shownAtMost is how many characters of a code are shown.
const shownAtMost = 200

// ofLabel are the addresses under which a site tells of a label.
var ofLabel = regexp.MustCompile(`^/(?:l|(?:ja|en)/labels)/([^/]+)$`)

// Judge says where the text of a code leads, seen from a site such as
// "https://labels.example". Scheme, host and port must be the site's own: it
// compares what a browser would ask, not how the address looks.
func Judge(text, site string) Lead {
	lead := Lead{Verdict: NoAddress, Text: shown(text)}
	text = strings.TrimSpace(text)
	scheme, _, isAddress := strings.Cut(strings.ToLower(text), "://")
	if !isAddress || scheme != "http" && scheme != "https" {
		return lead
	}
	lead.Verdict = Elsewhere
	at, err := url.Parse(text)
	home, wrong := url.Parse(site)
	if err != nil || wrong != nil || strings.ContainsFunc(text, neverInAddress) {
		return lead // browsers read such addresses in ways of their own
	}
	lead.Host = hostOf(at)
	if lead.Host != hostOf(home) || at.User != nil || at.Scheme != home.Scheme {
		lead.Like = like(at, home)
		if at.Scheme != home.Scheme {
			lead.Host = at.Scheme + "://" + lead.Host
		}
		return lead
	}
	lead.Verdict = Astray
	if found := ofLabel.FindStringSubmatch(at.Path); found != nil && path.Clean(at.Path) == at.Path {
		lead.Verdict, lead.Number = ToLabel, shown(found[1])
	}
	return lead
}

// neverInAddress are signs by which an address is read differently by
// different programs.
func neverInAddress(r rune) bool {
	return r == '\\' || unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// hostOf returns host and port of an address in the one form in which networks
// write them.
func hostOf(u *url.URL) string {
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		host = strings.ToLower(u.Hostname())
	}
	if port := u.Port(); port != "" && !(u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80") {
		host += ":" + port
	}
	return host
}

func like(at, home *url.URL) Likeness {
	name, ours := bare(hostOf(at)), bare(hostOf(home))
	switch {
	case at.User != nil && strings.Contains(skeleton(at.User.String()), skeleton(ours)):
		return ByBefore
	case at.User != nil && name == ours:
		return ByBefore
	case name == ours && at.Scheme == "http" && home.Scheme == "https":
		return ByPlainly
	case hostOf(at) == hostOf(home):
		return Unlike
	case name == ours:
		return ByPort
	}
	a, b := skeleton(name), skeleton(ours)
	slips := 1
	if len(b) >= 10 {
		slips = 2
	}
	plain := strings.NewReplacer(".", "", "-", "")
	switch {
	case fold.Edits(a, b) <= slips:
		return BySigns
	case strings.Contains(plain.Replace(a), plain.Replace(b)):
		return ByPart
	}
	return Unlike
}

// bare returns a host without its port.
func bare(host string) string {
	if at := strings.LastIndexByte(host, ':'); at >= 0 && !strings.HasSuffix(host, "]") {
		return host[:at]
	}
	return host
}

// alike are signs that look like a Latin letter, each followed by it.
var alike = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "i", "l", "5", "s",
	"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "і", "l", "ї", "l", "ј", "j", "ѕ", "s", "ԁ", "d", "һ", "h", "ԛ", "q", "ԝ", "w", "к", "k", "м", "m", "т", "t",
	"в", "b", "н", "h", "ӏ", "l", "α", "a", "ε", "e", "ο", "o", "ρ", "p", "τ", "t", "ι", "l", "κ", "k", "ν", "v", "υ", "u", "χ", "x", "η", "n", "ı", "l", "ɑ", "a", "ɡ", "g", "ℓ", "l")

// skeleton makes hosts that look alike the same.
func skeleton(host string) string {
	if seen, err := idna.ToUnicode(host); err == nil {
		host = seen
	}
	return alike.Replace(fold.Accents(fold.Text(host)))
}

// shown makes what a code holds safe to be shown: nothing in it can be unseen,
// or turn what stands beside it.
func shown(text string) string {
	runes := []rune(strings.ToValidUTF8(text, "�"))
	if len(runes) > shownAtMost {
		runes = append(runes[:shownAtMost], '…')
	}
	return strings.Map(func(r rune) rune {
		if r != ' ' && (!unicode.IsPrint(r) || unicode.Is(unicode.Cf, r)) {
			return '�'
		}
		return r
	}, string(runes))
}

// Shown is what a person is told of a lead that is not to a label of the site.
func (l Lead) Shown() string {
	if l.Verdict != Elsewhere || l.Host == "" {
		return l.Text
	}
	return l.Host
}

// Leads are where all codes of a picture lead.
type Leads struct {
	Labels []Lead // to labels of the site, one for each number
	Others []Lead
}

// JudgeAll says where codes lead, seen from a site.
func JudgeAll(texts []string, site string) (all Leads) {
	for _, text := range texts {
		lead := Judge(text, site)
		switch {
		case lead.Verdict != ToLabel:
			all.Others = append(all.Others, lead)
		case !slices.ContainsFunc(all.Labels, func(l Lead) bool { return l.Number == lead.Number }):
			all.Labels = append(all.Labels, lead)
		}
	}
	return all
}
