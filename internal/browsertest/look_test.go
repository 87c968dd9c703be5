package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

// screenshots names a folder for pictures of every sort of page met; unset,
// none are taken.
var screenshots = os.Getenv("SHIRUSHI_SCREENSHOTS")

// A finding is one violation that axe reports.
type finding struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML, FailureSummary string
	}
}

// checked remembers what was looked at: of each sort of page, in each
// language, everything that ever stood on it.
var checked sync.Map

// unknown says whether a page shows something that was not looked at yet.
func unknown(sort string, features []string) bool {
	return slices.ContainsFunc(append(features, ""), func(f string) bool {
		_, before := checked.Load(sort + " " + f)
		return !before
	})
}

// fresh notes features of a sort of page and says whether one of them was
// not looked at yet.
func fresh(sort string, features []string) bool {
	found := false
	for _, f := range append(features, "") {
		if _, before := checked.LoadOrStore(sort+" "+f, true); !before {
			found = true
		}
	}
	return found
}

var ids = regexp.MustCompile(`[A-Z2-7]{26}|[0-9]{16}|S[0-9.]+-[0-9]+|link/[\w-]+|[A-Z]+[0-9]*-[0-9]{4,}[0-9-]*`)

// sortOf is what pages have in common that differ only in what they are
// about: the path without ids, and which of its states a query chooses.
func sortOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	sort := ids.ReplaceAllString(u.Path, "*")
	query := u.Query()
	for _, key := range []string{"tab", "status", "state"} {
		if query.Has(key) {
			sort += "?" + key + "=" + query.Get(key)
		}
	}
	return sort
}

// check looks at the page when it shows something that no page of its sort
// showed before.
func (p *person) check() {
	p.t.Helper()
	here, err := look[struct {
		Address  string
		Features []string
	}](p, hands+`; ({Address: location.href, Features: hands.features(document)})`)
	p.must("look at the page", err)
	sort := sortOf(here.Address)
	if !fresh(sort, here.Features) {
		return
	}
	p.looked++
	for _, wrong := range slices.Concat(p.violations(allRules), p.inTheDark(), p.tooWide(), p.unsaid()) {
		p.t.Errorf("%s on %s: %s", p.name, p.path(), wrong)
	}
	p.picture(strings.Trim(strings.NewReplacer("/", "-", "*", "x", "?", "-", "=", "-").Replace(sort), "-"))
}

const (
	allRules   = `{runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}`
	onlyColour = `{runOnly: {type: "rule", values: ["color-contrast", "link-in-text-block"]}}`
)

// violations returns what axe finds wrong with the page.
func (p *person) violations(rules string) []string {
	p.t.Helper()
	there, err := look[bool](p, `typeof axe === "object"`)
	p.must("look for axe", err)
	if !there {
		_, err = look[bool](p, axe+"; true")
		p.must("bring axe", err)
	}
	found, err := look[[]finding](p, `axe.run(document, Object.assign({resultTypes: ["violations"]}, `+rules+`))
		.then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`,
		chromedp.EvalAwaitPromise)
	p.must("run axe", err)
	var wrong []string
	for _, f := range found {
		for _, n := range f.Nodes {
			wrong = append(wrong, fmt.Sprintf("axe: %s (%s): %s\n  %s\n  %s", f.ID, f.Impact, f.Help, n.HTML, n.FailureSummary))
		}
	}
	return wrong
}

// prefer tells the page which colours the person likes.
func (p *person) prefer(theme string) {
	p.t.Helper()
	p.call("prefer "+theme+" colours", func() error {
		features := []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: theme}}
		_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: features})
		return err
	})
}

// inTheDark returns what cannot be read by those who prefer dark colours.
// What else there is to find is the same in any light.
func (p *person) inTheDark() []string {
	p.t.Helper()
	p.prefer("dark")
	defer p.prefer("light")
	var wrong []string
	for _, one := range p.violations(onlyColour) {
		wrong = append(wrong, "in the dark: "+one)
	}
	return wrong
}

// tooWide returns what makes the page scroll sideways on 320 CSS pixels,
// which is also 1280 at 400 % zoom.
func (p *person) tooWide() []string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	p.must("narrow the window", chromedp.Do(ctx, chromedp.EmulateViewport(320, 640)))
	wide, err := look[[]string](p, `document.documentElement.scrollWidth <= 320 ? [] :
		["the page is " + document.documentElement.scrollWidth + " pixels wide on a screen of 320"].concat(
		[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > 321).slice(0, 3).map(e => "too wide: " + e.outerHTML.slice(0, 160)))`)
	p.must("measure", err)
	p.must("widen the window", chromedp.Do(ctx, desktop()))
	return wide
}

var (
	bareKey  = regexp.MustCompile(`\b(refusal|applicant|officer|admin|door|public|account|field|state|deed|status|role|verdict|method|shell|form|label)\.[a-z_]+\b|\{[0-9]\}`)
	keyShape = regexp.MustCompile(`\b[a-z_]+(\.[a-z0-9_]+)+\b`)
)

// unsaid returns message keys and holes that were shown instead of words.
func (p *person) unsaid() []string {
	p.t.Helper()
	text, err := look[string](p, "document.title + document.body.innerText")
	p.must("read the page", err)
	return p.keysIn(text)
}

func (p *person) keysIn(text string) []string {
	var wrong []string
	for _, key := range bareKey.FindAllString(text, -1) {
		wrong = append(wrong, "shows "+key+" instead of words")
	}
	for _, key := range keyShape.FindAllString(text, -1) {
		if p.Has(key) && !bareKey.MatchString(key) {
			wrong = append(wrong, "shows "+key+" instead of words")
		}
	}
	return wrong
}

var pictures atomic.Int64

// picture keeps pictures of the page when a folder is named: on a desktop
// and on a phone, in the light and in the dark.
func (p *person) picture(name string) {
	if screenshots == "" {
		return
	}
	if err := os.MkdirAll(screenshots, 0o755); err != nil {
		p.t.Fatal(err)
	}
	n := pictures.Add(1)
	defer p.prefer("light")
	for _, theme := range []string{"light", "dark"} {
		p.prefer(theme)
		for device, width := range map[string]int64{"desktop": 1280, "phone": 390} {
			file := fmt.Sprintf("%03d-%s-%s-%s.png", n, name, device, theme)
			if err := p.pictureAt(width, filepath.Join(screenshots, file)); err != nil {
				p.t.Logf("picture %s: %v", file, err)
			}
		}
	}
}

func (p *person) pictureAt(width int64, file string) error {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil {
		return err
	}
	b, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, b, 0o644); err != nil {
		return err
	}
	return chromedp.Do(ctx, desktop())
}
