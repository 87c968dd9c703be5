package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Write writes a value as YAML that Parse reads again: its JSON form, keys in
// the order of the Go type. head stands above all as a comment. comment returns
// what is said of a key, "" for nothing: above the keys of the whole, behind
// those below. Paths are given without places in lists; each is asked for once.
// Only maps, lists, texts, whole numbers, true and false are written.
func Write(v any, head string, comment func(at ...string) string) ([]byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("write as YAML: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	w := writer{decoder, comment, map[string]bool{}}
	root, err := w.node(nil)
	if err != nil {
		return nil, fmt.Errorf("write as YAML: %w", err)
	}
	var b bytes.Buffer
	b.WriteString(commented(head))
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(root); err != nil {
		return nil, fmt.Errorf("write as YAML: %w", err)
	}
	return b.Bytes(), encoder.Close()
}

// commented writes lines as a comment with an empty line after it.
func commented(text string) string {
	if text == "" {
		return ""
	}
	return "# " + strings.ReplaceAll(text, "\n", "\n# ") + "\n\n"
}

// A writer turns JSON into a tree of YAML, in order.
type writer struct {
	*json.Decoder
	comment func(at ...string) string
	asked   map[string]bool // paths
}

func (w writer) node(at []string) (*yaml.Node, error) {
	token, err := w.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return w.mapping(at)
		}
		return w.list(at)
	case string:
		n := &yaml.Node{}
		err := n.Encode(t)
		return n, err
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: fmt.Sprint(t)}, nil
	case json.Number:
		if strings.ContainsAny(t.String(), ".eE") {
			return nil, errors.New("no whole number: " + t.String())
		}
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: t.String()}, nil
	}
	return nil, errors.New("nothing stands at " + Path(at...))
}

func (w writer) mapping(at []string) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
	for w.More() {
		token, err := w.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		here := append(at[:len(at):len(at)], key)
		value, err := w.node(here)
		if err != nil {
			return nil, err
		}
		name := &yaml.Node{}
		if err := name.Encode(key); err != nil {
			return nil, err
		}
		w.remark(name, value, here)
		n.Content = append(n.Content, name, value)
	}
	_, err := w.Token()
	return n, err
}

// remark puts what is said of a key beside it.
func (w writer) remark(name, value *yaml.Node, at []string) {
	if w.comment == nil || w.asked[Path(at...)] {
		return
	}
	w.asked[Path(at...)] = true
	said := w.comment(at...)
	switch {
	case said == "":
	case len(at) == 1:
		name.HeadComment = "# " + strings.ReplaceAll(said, "\n", "\n# ")
	case value.Kind == yaml.ScalarNode || value.Style == yaml.FlowStyle:
		value.LineComment = "# " + said
	default:
		name.LineComment = "# " + said
	}
}

func (w writer) list(at []string) (*yaml.Node, error) {
	n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
	for w.More() {
		item, err := w.node(at)
		if err != nil {
			return nil, err
		}
		n.Content = append(n.Content, item)
	}
	if allScalar(n.Content) {
		n.Style = yaml.FlowStyle
	}
	_, err := w.Token()
	return n, err
}

func allScalar(nodes []*yaml.Node) bool {
	for _, n := range nodes {
		if n.Kind != yaml.ScalarNode {
			return false
		}
	}
	return true
}
