package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// faultsOf returns what is wrong with a page as a document: marks that close
// nothing or are never closed, names given twice or to nothing, headings that
// skip a rank, pictures and fields without words.
func faultsOf(page []byte) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	d := document{ids: map[string]bool{}, faults: unbalanced(page)}
	d.names(root)
	d.look(root)
	if d.title != 1 || d.main != 1 || d.first != 1 || d.lang == "" {
		d.say("%d titles, %d main parts, %d headings of the first rank, language %q", d.title, d.main, d.first, d.lang)
	}
	return d.faults
}

// A document is what has been seen of a page.
type document struct {
	ids                      map[string]bool
	labelled                 map[string]bool // ids of fields that a label names
	rank, title, main, first int
	lang                     string
	faults                   []string
}

func (d *document) say(format string, args ...any) {
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

// of returns an attribute of a node; false when it has none.
func of(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// names notes every id, and what labels are for.
func (d *document) names(root *html.Node) {
	d.labelled = map[string]bool{}
	for n := range root.Descendants() {
		id, has := of(n, "id")
		switch {
		case has && (id == "" || strings.ContainsAny(id, " \t\n")):
			d.say("<%s> has the id %q", n.Data, id)
		case has && d.ids[id]:
			d.say("two elements have the id %q", id)
		case has:
			d.ids[id] = true
		}
		if field, is := of(n, "for"); is && n.Data == "label" {
			d.labelled[field] = true
		}
	}
}

// look looks at every element of a page.
func (d *document) look(root *html.Node) {
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		d.referring(n)
		d.heading(n)
		switch n.Data {
		case "html":
			d.lang, _ = of(n, "lang")
		case "title":
			d.title += map[bool]int{true: 1}[n.Parent != nil && n.Parent.Data == "head"]
		case "main":
			d.main++
		case "img":
			if _, is := of(n, "alt"); !is {
				src, _ := of(n, "src")
				d.say("the picture %s has no words in its place", src)
			}
		case "input", "select", "textarea":
			d.field(n)
		case "a", "button":
			if !d.spoken(n) {
				href, _ := of(n, "href")
				d.say("<%s> to %q says nothing", n.Data, href)
			}
		}
	}
}

// referring looks for ids that are named and not there.
func (d *document) referring(n *html.Node) {
	for _, name := range []string{"for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list"} {
		value, _ := of(n, name)
		for _, id := range strings.Fields(value) {
			if !d.ids[id] {
				d.say("%s of <%s> names %q, which is not there", name, n.Data, id)
			}
		}
	}
	if href, is := of(n, "href"); is && strings.HasPrefix(href, "#") && !d.ids[href[1:]] {
		d.say("the link %s leads nowhere", href)
	}
}

// heading looks for ranks that are skipped and for headings without words.
func (d *document) heading(n *html.Node) {
	if len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
		return
	}
	rank := int(n.Data[1] - '0')
	if rank > d.rank+1 {
		d.say("a heading of rank %d follows one of rank %d: %q", rank, d.rank, words(n))
	}
	if words(n) == "" {
		d.say("a heading of rank %d without words", rank)
	}
	d.rank = rank
	if rank == 1 {
		d.first++
	}
}

// field looks for fields that nothing names.
func (d *document) field(n *html.Node) {
	kind, _ := of(n, "type")
	id, _ := of(n, "id")
	_, named := of(n, "aria-label")
	_, by := of(n, "aria-labelledby")
	within := false
	for p := n.Parent; p != nil; p = p.Parent {
		within = within || p.Data == "label"
	}
	if !slices.Contains([]string{"hidden", "submit", "button"}, kind) && !d.labelled[id] && !named && !by && !within {
		d.say("nothing names the field %q", id)
	}
}

// spoken reports whether a link or button says anything.
func (d *document) spoken(n *html.Node) bool {
	if label, is := of(n, "aria-label"); is && label != "" || words(n) != "" {
		return true
	}
	for one := range n.Descendants() {
		if alt, is := of(one, "alt"); is && alt != "" || one.Data == "title" {
			return true
		}
	}
	return false
}

// words returns the text below a node.
func words(n *html.Node) string {
	var b strings.Builder
	for one := range n.Descendants() {
		if one.Type == html.TextNode {
			b.WriteString(one.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// childless are the elements that have no end, and open those whose end may
// be left away; here none is.
var childless = strings.Fields("area base br col embed hr img input link meta source track wbr")

// unbalanced returns marks that close nothing, or other than what was opened.
// A browser would mend them in silence.
func unbalanced(page []byte) []string {
	var open, faults []string
	foreign := 0 // drawings close their own elements
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		name, _ := z.TagName()
		tag := string(name)
		switch {
		case kind == html.StartTagToken && !slices.Contains(childless, tag):
			open = append(open, tag)
			if tag == "svg" {
				foreign++
			}
		case kind == html.SelfClosingTagToken && foreign == 0 && !slices.Contains(childless, tag):
			faults = append(faults, fmt.Sprintf("<%s/> is not closed by its slash", tag))
		case kind == html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != tag {
				return append(faults, fmt.Sprintf("</%s> stands where %v are open", tag, open))
			}
			open = open[:len(open)-1]
			if tag == "svg" {
				foreign--
			}
		}
	}
	if len(open) > 0 {
		faults = append(faults, fmt.Sprintf("%v are never closed", open))
	}
	return faults
}

// pagesAreSound looks at every page of a walk.
func pagesAreSound(t *testing.T, w *walk) {
	t.Helper()
	pages := 0
	for _, address := range w.addresses() {
		a := w.seen[address]
		if kindOf(a) != "text/html" || len(a.body) == 0 || 300 <= a.status && a.status < 400 {
			continue
		}
		pages++
		for _, fault := range faultsOf(a.body) {
			t.Errorf("%s (%d): %s", address, a.status, fault)
		}
	}
	if pages < 150 {
		t.Errorf("%d pages only", pages)
	}
}

func TestFaultsOf_findsEachFault(t *testing.T) {
	t.Parallel()
	const sound = `<!DOCTYPE html><html lang="en"><head><title>t</title></head><body><main><h1>a</h1><h2 id="b">b</h2><img src="x" alt=""><a href="#b">c</a><label for="f">d</label><input id="f"></main></body></html>`
	if got := faultsOf([]byte(sound)); len(got) > 0 {
		t.Errorf("a sound page has the faults %q", got)
	}
	for _, change := range [][2]string{
		{`lang="en"`, ``}, {`<title>t</title>`, ``}, {`<h1>a</h1>`, ``}, {`<h2 id="b">b</h2>`, `<h3 id="b">b</h3>`}, {`<h2 id="b">b</h2>`, `<h2 id="b"> </h2>`},
		{`id="b"`, `id="f"`}, {` alt=""`, ``}, {`href="#b"`, `href="#x"`}, {`>c</a>`, `></a>`}, {`for="f"`, ``}, {`for="f"`, `for="x"`},
		{`</main>`, ``}, {`</h1>`, `</h2>`}, {`<label`, `<div/><label`}, {`id="f"`, `id="f f"`}, {`id="b"`, `id="b" aria-describedby="x"`},
	} {
		if got := faultsOf([]byte(strings.Replace(sound, change[0], change[1], 1))); len(got) == 0 {
			t.Errorf("%q in place of %q: nothing is found", change[1], change[0])
		}
	}
}
