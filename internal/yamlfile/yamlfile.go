// Package yamlfile reads files that people write by hand: plain YAML, held
// against a JSON Schema, and every fault named with file, line and remedy in
// the reader's language. It writes such files too.
//
// It knows the form of a file and nothing of what the file is about.
package yamlfile

import (
	"fmt"

	"shirushi/internal/i18n"
)

// A Said is a sentence in a reader's language, without its full stop: the key
// of a message and its arguments. Arguments may come out of the file and are
// shown as text, nothing else.
type Said struct {
	Key  string
	Args []string
}

// Say makes a sentence.
func Say(key string, args ...string) Said { return Said{key, args} }

// Message returns the key and arguments, for the printer of a language.
func (s Said) Message() (key string, args []any) {
	for _, a := range s.Args {
		args = append(args, a)
	}
	return s.Key, args
}

// A Fault is what is wrong with something that a person wrote, and what to do
// about it.
type Fault struct{ What, Remedy Said }

// In says both in a language, "ja" or "en".
func (f Fault) In(lang string) (what, remedy string) {
	p := i18n.For(lang)
	return p.Refusal(f.What), p.Refusal(f.Remedy)
}

// Text says both on one line, with full stops.
func (f Fault) Text(lang string) string {
	return i18n.For(lang).T("yaml.fault", f.What, f.Remedy)
}

// A Problem is a fault at a place of a file.
type Problem struct {
	File string // as the caller names it
	Line int    // from 1; 0 when the whole file is meant
	Path string // of the value, such as "levels[0].name.ja"; "" when the whole file is meant
	Fault
}

// Text says the problem on one line, in the form that editors follow:
// "device.yaml:12: units[0].address: …".
func (p Problem) Text(lang string) string {
	at := p.File
	if p.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, p.Line)
	}
	if p.Path != "" {
		at += ": " + p.Path
	}
	return at + ": " + p.Fault.Text(lang)
}

// String says the problem in English, for logs and tests.
func (p Problem) String() string { return p.Text("en") }
