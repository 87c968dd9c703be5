package main

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"shirushi/internal/scheme"
)

// standsFor says what a part in braces of an address stands for; a new one
// must be told to the crawl.
func standsFor(pattern, name string) string {
	switch name {
	case "number":
		if strings.Contains(pattern, "/money/") {
			return "voucher"
		}
		if strings.Contains(pattern, "/misuse/") {
			return "published"
		}
		return "label"
	case "payment":
		return name
	case "person":
		return "person"
	case "news", "succession", "reissue", "doubt", "entry":
		return name
	case "step":
		switch {
		case strings.Contains(pattern, "/office/objections/"):
			return "objection_step"
		case strings.Contains(pattern, "/office/cases/"):
			return "office_step"
		}
		return "holder_step"
	case "inquiry", "demand":
		return name
	case "item":
		return "item"
	case "picture", "assessment", "round", "letter", "edition", "table":
		return name
	case "comment", "absence", "recusal", "refund":
		return name
	case "tile...":
		return "tile"
	case "day":
		return name
	case "size":
		return "round"
	case "token", "kind", "$", "path...", "key", "cred", "credential":
		return "nothing"
	case "file":
		if strings.Contains(pattern, "/evidence/") {
			return "evidence"
		}
		return "nothing"
	case "id":
		switch {
		case strings.Contains(pattern, "/applications/{id}"):
			return "application"
		case strings.Contains(pattern, "/organisations/{id}"):
			return "organisation"
		case strings.Contains(pattern, "/cases/{id}"):
			return "case"
		case strings.Contains(pattern, "/objections/{id}"):
			return "objection"
		case strings.Contains(pattern, "/recoveries/{id}"):
			return "nothing"
		}
	}
	return ""
}

var braces = regexp.MustCompile(`\{([^}]*)\}`)

// An address is one page that can be asked for, with the owners of what it
// names.
type address struct {
	path   string
	owners []scheme.OrganisationID
	also   scheme.OrganisationID // another side, that may as well
	of     string                // the thing that it names first
}

// fixed are parts of addresses that are the same for everybody.
var fixed = map[string]string{"item": "S1.1-04", "picture": "altered.svg", "edition": "JST-CR-01-01-2024R1", "table": "labels-by-month.csv", "round": "1", "tile": "entries/000.p/1", "day": "2026-04-01", "letter": "accepted", "assessment": "1.pdf", "objection_step": "uphold", "office_step": "close", "holder_step": "answer", "nothing": "AAAAAAAAAAAAAAAAAAAAAAAAAA"}

// candidates returns addresses made of a pattern: of what stands first in it a
// few of every owner, of what follows those that belong to it, and one of
// every owner that does not.
func (c *crawl) candidates(path string) []address {
	out := []address{{path: path}}
	for n, hole := range braces.FindAllStringSubmatch(path, -1) {
		kind := standsFor(path, hole[1])
		if kind == "" {
			c.t.Fatalf("tell the crawl in standsFor what %s stands for in %s", hole[0], path)
		}
		var next []address
		for _, one := range out {
			with := c.few(kind, one.of, max(1, 2-n))
			if id, is := fixed[kind]; is {
				with = []thing{{id: id}}
			}
			if hole[1] == "$" {
				with = []thing{{}}
			}
			for _, w := range with {
				next = append(next, address{strings.Replace(one.path, hole[0], url.PathEscape(w.id), 1), append(slices.Clone(one.owners), w.owner), cmp.Or(one.also, w.also), cmp.Or(one.of, w.id)})
			}
		}
		out = next
	}
	return out
}

// few are at most so many things of each owner, drafts apart, and those that
// belong to an application.
func (c *crawl) few(kind, of string, most int) []thing {
	var out []thing
	count := map[string]int{}
	for _, one := range c.things[kind] {
		key := fmt.Sprint(one.owner, one.draft, one.of == of)
		if count[key]++; count[key] <= most {
			out = append(out, one)
		}
	}
	return out
}
