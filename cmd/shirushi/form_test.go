package main

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A form is one form of a page, as a browser would send it.
type form struct {
	action string
	values url.Values
	texts  map[string]bool // fields into which people type
	files  map[string]bool // fields that take a file
}

// A sheet is a page as it was answered.
type sheet struct {
	status int
	body   string
	forms  []form
	links  map[string]bool // where its links lead
	words  string          // what it says, in one line
}

// with returns the form whose action ends with end, or nil.
func (s sheet) with(end string) *form {
	for i, f := range s.forms {
		if strings.HasSuffix(f.action, end) {
			return &s.forms[i]
		}
	}
	return nil
}

// readSheet reads a page's forms, links and words.
func readSheet(t *testing.T, status int, address, body string) sheet {
	t.Helper()
	s := sheet{status: status, body: body, links: map[string]bool{}}
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var words strings.Builder
	var walk func(n *html.Node, in *form)
	walk = func(n *html.Node, in *form) {
		if n.Type == html.TextNode {
			words.WriteString(n.Data)
		}
		if n.Type == html.ElementNode {
			switch n.Data {
			case "script", "style":
				return
			case "a":
				s.links[attribute(n, "href")] = true
			case "form":
				action := attribute(n, "action")
				if action == "" {
					action = address
				}
				s.forms = append(s.forms, form{action: action, values: url.Values{}, texts: map[string]bool{}, files: map[string]bool{}})
				in = &s.forms[len(s.forms)-1]
			case "input", "textarea", "select":
				in.take(n)
			}
		}
		at := len(s.forms) - 1
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			if in != nil {
				in = &s.forms[at] // the list may have moved
			}
			walk(child, in)
		}
	}
	walk(root, nil)
	s.words = strings.Join(strings.Fields(words.String()), " ")
	return s
}

func (f *form) take(n *html.Node) {
	name := attribute(n, "name")
	if f == nil || name == "" {
		return
	}
	switch n.Data {
	case "textarea":
		f.texts[name] = true
		f.values.Add(name, strings.TrimPrefix(textOf(n), "\n"))
		return
	case "select":
		for _, o := range optionsOf(n) {
			if has(o, "selected") {
				f.values.Set(name, attribute(o, "value"))
			}
		}
		return
	}
	switch kind := attribute(n, "type"); kind {
	case "checkbox", "radio":
		if has(n, "checked") {
			f.values.Add(name, attribute(n, "value"))
		}
	case "file":
		f.files[name] = true
	case "submit":
	default:
		f.values.Add(name, attribute(n, "value"))
		f.texts[name] = kind != "hidden"
	}
}

func optionsOf(n *html.Node) (all []*html.Node) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Type == html.ElementNode && child.Data == "option" {
			all = append(all, child)
			continue
		}
		all = append(all, optionsOf(child)...)
	}
	return all
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		b.WriteString(child.Data)
	}
	return b.String()
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// A file is what someone puts into a file field.
type file struct {
	name string
	body []byte
}

// request makes the request with which a browser would send the form.
func (f form) request(t *testing.T, files map[string]file) *http.Request {
	t.Helper()
	if len(f.files) == 0 {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, f.action, strings.NewReader(f.values.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range f.values {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name := range f.files {
		one := files[name]
		part, err := w.CreateFormFile(name, one.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(one.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, f.action, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}
