package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

const depthAtMost = 12 // of maps and lists in one another

// A Document is one parsed file that still knows its lines.
type Document struct {
	File string // as the caller names it
	root *yaml.Node
	last int // line of the file
}

// Parse reads a file as one plain YAML document: maps with each key once,
// lists, texts, whole numbers, true and false. Whatever lets a few bytes mean
// something else, such as anchors, tags and merge keys, is a problem. The
// caller bounds the size of the file.
func Parse(file string, content []byte) (*Document, []Problem) {
	if !utf8.Valid(content) {
		return nil, []Problem{{file, 1, "", fault("yaml.not_utf8", "yaml.not_utf8.remedy")}}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	var first, second yaml.Node
	if err := decoder.Decode(&first); errors.Is(err, io.EOF) || err == nil && len(first.Content) == 0 {
		return nil, []Problem{{file, 1, "", fault("yaml.empty_file", "yaml.empty_file.remedy")}}
	} else if err != nil {
		return nil, []Problem{syntaxProblem(file, content, err)}
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, []Problem{{file, second.Line, "", fault("yaml.second", "yaml.second.remedy")}}
	} else if !errors.Is(err, io.EOF) {
		return nil, []Problem{syntaxProblem(file, content, err)}
	}
	d := &Document{File: file, root: first.Content[0], last: 1 + bytes.Count(content, []byte("\n"))}
	problems := d.plain(d.root, nil, 0)
	for i := range problems {
		problems[i].Line = min(problems[i].Line, d.last) // what is left out at the end stands below it
	}
	return d, problems
}

var yamlMessage = regexp.MustCompile(`^yaml: (?:line \d+: )?(.*)`)

func syntaxProblem(file string, content []byte, err error) Problem {
	what := err.Error()
	if m := yamlMessage.FindStringSubmatch(what); m != nil {
		what = m[1]
	}
	return Problem{file, faultLine(content, err), "", Fault{Say("yaml.syntax", what), Say("yaml.syntax.remedy")}}
}

// faultLine returns the first line with which the file fails as the whole
// does. The line that the YAML library names is often that of the beginning
// of the map around the fault, or one off.
func faultLine(content []byte, whole error) int {
	lines := bytes.SplitAfter(content, []byte("\n"))
	ends := make([]int, len(lines)) // of the text up to and with each line
	at := 0
	for i, line := range lines {
		at += len(line)
		ends[i] = at
	}
	i, _ := slices.BinarySearchFunc(ends, 0, func(end, _ int) int {
		if failsAs(content[:end], whole) {
			return 1
		}
		return -1
	})
	return min(i+1, len(lines))
}

func failsAs(content []byte, want error) bool {
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for {
		var n yaml.Node
		if err := decoder.Decode(&n); errors.Is(err, io.EOF) {
			return false
		} else if err != nil {
			return err.Error() == want.Error()
		}
	}
}

// plain returns what is not plain in the tree below n.
func (d *Document) plain(n *yaml.Node, at []string, depth int) []Problem {
	bad := func(what, remedy Said) []Problem {
		return []Problem{{d.File, n.Line, Path(at...), Fault{what, remedy}}}
	}
	switch {
	case depth > depthAtMost:
		return bad(Say("yaml.deep"), followSchema)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return bad(Say("yaml.anchor"), Say("yaml.anchor.remedy"))
	case n.Style&yaml.TaggedStyle != 0:
		return bad(Say("yaml.tag"), Say("yaml.tag.remedy", n.Tag))
	case n.Kind == yaml.ScalarNode:
		return d.plainScalar(n, at)
	case n.Kind == yaml.SequenceNode:
		var all []Problem
		for i, item := range n.Content {
			all = append(all, d.plain(item, append(at, strconv.Itoa(i)), depth+1)...)
		}
		return all
	}
	return d.plainMap(n, at, depth)
}

func (d *Document) plainScalar(n *yaml.Node, at []string) []Problem {
	for _, r := range n.Value {
		if r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || bidiControl(r) {
			return []Problem{{d.File, n.Line, Path(at...), Fault{Say("yaml.invisible", fmt.Sprintf("U+%04X", r)), Say("yaml.invisible.remedy")}}}
		}
	}
	return nil
}

// bidiControl reports signs that make text read otherwise than it is written.
func bidiControl(r rune) bool {
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

func (d *Document) plainMap(n *yaml.Node, at []string, depth int) []Problem {
	var all []Problem
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		here := append(at[:len(at):len(at)], key.Value)
		report := func(what, remedy Said) {
			all = append(all, Problem{d.File, key.Line, Path(here...), Fault{what, remedy}})
		}
		switch {
		case key.Kind != yaml.ScalarNode || key.Anchor != "":
			report(Say("yaml.key_plain"), Say("yaml.key_plain.remedy"))
			continue
		case key.Tag == "!!merge":
			report(Say("yaml.merge"), Say("yaml.merge.remedy"))
			continue
		case seen[key.Value] > 0:
			report(Say("yaml.key_twice", strconv.Itoa(seen[key.Value])), Say("yaml.key_twice.remedy"))
			continue
		}
		seen[key.Value] = key.Line
		all = append(all, d.plainScalar(key, here)...)
		all = append(all, d.plain(value, here, depth+1)...)
	}
	return all
}

// value turns the tree into what a JSON reader would have made of it. Days
// stay text.
func value(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = value(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = value(item)
		}
		return list
	}
	switch n.ShortTag() {
	case "!!int":
		if i, err := strconv.ParseInt(n.Value, 10, 64); err == nil && strconv.FormatInt(i, 10) == n.Value {
			return json.Number(n.Value)
		}
	case "!!bool":
		return strings.EqualFold(n.Value, "true")
	case "!!null":
		return nil
	}
	return n.Value
}

// Line returns the line on which the value at this path stands, or the
// nearest thing above it that is there. A value in a map stands where its key
// does.
func (d *Document) Line(at ...string) int {
	n, line := d.root, d.root.Line
	for _, step := range at {
		next, nextLine := child(n, step)
		if next == nil {
			break
		}
		n, line = next, nextLine
	}
	return min(line, d.last) // a value left out at the end stands below it
}

func child(n *yaml.Node, step string) (*yaml.Node, int) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1], n.Content[i].Line
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i], n.Content[i].Line
		}
	}
	return nil, 0
}

// Problem makes a problem of the value at this path.
func (d *Document) Problem(f Fault, at ...string) Problem {
	return Problem{d.File, d.Line(at...), Path(at...), f}
}

// Keys calls visit with the path of each key of each map, from the top of the
// file downwards.
func (d *Document) Keys(visit func(at []string)) { keys(d.root, nil, visit) }

func keys(n *yaml.Node, at []string, visit func(at []string)) {
	below := at[:len(at):len(at)]
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			here := append(below, n.Content[i].Value)
			visit(here)
			keys(n.Content[i+1], here, visit)
		}
	case yaml.SequenceNode:
		for i, item := range n.Content {
			keys(item, append(below, strconv.Itoa(i)), visit)
		}
	}
}

// Path writes a path as people do: levels[0].name.ja
func Path(at ...string) string {
	var b strings.Builder
	for _, step := range at {
		if _, err := strconv.Atoi(step); err == nil {
			b.WriteString("[" + step + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(step)
	}
	return b.String()
}
