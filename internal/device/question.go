package device

import (
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/yamlfile"
)

// None is the answer that there is none, to a question that takes it.
const None = "-"

// A Question is one thing that a person is asked, as data.
type Question struct {
	Field    string // path of what is asked for, such as "services[0].port"
	Key      string // message that asks
	Args     []string
	Choices  []Choice        // what may be answered, by word or by number from 1; none: anything that is sound
	Many     bool            // several answers may be given, with commas between them
	Optional bool            // None, or an empty answer without Default, says that there is none
	Default  string          // what an empty answer means; "" nothing
	Shown    string          // text of several lines that stands before the question; "" none
	Wrong    *yamlfile.Fault // why the answer before was not taken; nil when asked the first time
}

// A Choice is one word that may be answered.
type Choice struct {
	Word string
	Key  string // message that says what it means; "" when the word says it
}

// Lines says a question in the language of a printer: the text shown before
// it, the reason why it is asked again, and the question itself, which is one
// line.
func (q Question) Lines(say func(key string, args ...any) string) []string {
	var lines []string
	if q.Shown != "" {
		lines = strings.Split(strings.TrimRight(q.Shown, "\n"), "\n")
	}
	if q.Wrong != nil {
		lines = append(lines, say("device.line.wrong", say("yaml.fault", q.Wrong.What, q.Wrong.Remedy)))
	}
	_, args := yamlfile.Say(q.Key, q.Args...).Message()
	line := say(q.Key, args...)
	var hints []string
	for i, c := range q.Choices {
		hint := strconv.Itoa(i+1) + " " + c.Word
		if c.Key != "" && say(c.Key) != c.Word {
			hint = say("device.line.choice", hint, say(c.Key))
		}
		hints = append(hints, hint)
	}
	if q.Many {
		hints = append(hints, say("device.line.many"))
	}
	if q.Default != "" && q.Default != None {
		hints = append(hints, say("device.line.default", q.Default))
	}
	switch {
	case q.Optional && (q.Default == "" || q.Default == None):
		hints = append(hints, say("device.line.none_enter", None))
	case q.Optional:
		hints = append(hints, say("device.line.none", None))
	}
	if len(hints) > 0 {
		line = say("device.line.hints", line, strings.Join(hints, say("device.line.between")))
	}
	return append(lines, line)
}

// take returns the answers in what a person wrote: the words of choices,
// else the text. None at all means that there is none.
func (q Question) take(text string) ([]string, *yamlfile.Fault) {
	text = strings.TrimSpace(text)
	if text == "" {
		text = q.Default
	}
	parts := []string{text}
	if q.Many {
		parts = strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '、' || r == '，' })
	}
	var answers []string
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		if len(q.Choices) > 0 && part != None {
			word, fault := q.choice(part)
			if fault != nil {
				return nil, fault
			}
			part = word
		}
		if !slices.Contains(answers, part) {
			answers = append(answers, part)
		}
	}
	switch none := slices.Contains(answers, None) || len(answers) == 0; {
	case none && len(answers) > 1:
		return nil, wrong("none_and_more", None)
	case none && !q.Optional:
		return nil, wrong("answer_missing")
	case none:
		return nil, nil
	}
	return answers, nil
}

// choice returns the word that is meant by a word, its beginning if no other
// begins so, or a number.
func (q Question) choice(text string) (string, *yamlfile.Fault) {
	text = strings.ToLower(narrow(text))
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(q.Choices) {
		return q.Choices[n-1].Word, nil
	}
	var begun []string
	for _, c := range q.Choices {
		if c.Word == text {
			return c.Word, nil
		}
		if strings.HasPrefix(c.Word, text) {
			begun = append(begun, c.Word)
		}
	}
	if len(begun) == 1 {
		return begun[0], nil
	}
	return "", wrong("choice", quoted(text), strconv.Itoa(len(q.Choices)))
}

// narrow turns the wide letters and digits of Japanese input into those that
// addresses and numbers are written in.
func narrow(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 0xff01 && r <= 0xff5e:
			return r - 0xfee0
		case r == 0x3000:
			return ' '
		}
		return r
	}, text)
}
