// Package i18n says things in the reader's language: messages, days, times
// and numbers. It knows no scheme, no page and no request; who reads, and in
// which language, is told to it.
//
// Messages stand in messages/ja and messages/en, one file per part of the
// site, each a flat object from key to text. {0}, {1} … in a text stand for
// the arguments.
package i18n

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed messages
var files embed.FS

// Languages are the languages of the site. The first is spoken to readers
// who ask for neither.
var Languages = []string{"ja", "en"}

// Known reports whether the site speaks lang.
func Known(lang string) bool { return lang == "ja" || lang == "en" }

// A Message is anything that is said by a key, such as a refusal.
type Message interface {
	Message() (key string, args []any)
}

// A Text is one text in both languages.
type Text interface {
	In(lang string) string
}

// A Day is a civil day whose underlying text is "2026-04-01", "" for none.
type Day interface {
	Parts() (year int, month time.Month, day int)
}

// A Printer says messages in one language.
type Printer struct {
	Lang  string // "ja" or "en"
	words map[string]string
	zone  *time.Location
}

var printers = sync.OnceValue(func() map[string]*Printer {
	all := make(map[string]*Printer, len(Languages))
	for _, lang := range Languages {
		words, err := read(lang)
		if err != nil {
			panic("i18n: " + err.Error()) // the files are part of the program
		}
		all[lang] = &Printer{Lang: lang, words: words, zone: time.UTC}
	}
	return all
})

// For returns the printer of lang, of the first language when the site does
// not speak lang. It tells instants in UTC: the zone is the scheme's, and In
// names it.
func For(lang string) *Printer {
	if !Known(lang) {
		lang = Languages[0]
	}
	return printers()[lang]
}

// In returns a printer that tells instants in the zone with this name and
// offset from UTC.
func (p *Printer) In(name string, offset time.Duration) *Printer {
	q := *p
	q.zone = time.FixedZone(name, int(offset/time.Second))
	return &q
}

// Other returns the language that p does not speak.
func (p *Printer) Other() string {
	if p.Lang == "ja" {
		return "en"
	}
	return "ja"
}

// Has reports whether there is a message with this key.
func (p *Printer) Has(key string) bool {
	_, ok := p.words[key]
	return ok
}

// T says the message with this key. Arguments that are messages, texts, days
// or times are said in the printer's language and whole numbers are grouped. A
// key without message is said as itself: a test keeps that from happening.
func (p *Printer) T(key string, args ...any) string {
	text, ok := p.words[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	var b strings.Builder
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			break
		}
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		b.WriteString(text[:open])
		mark := text[open : open+end+1]
		if n, err := strconv.Atoi(mark[1 : len(mark)-1]); err == nil && n >= 0 && n < len(args) {
			mark = p.say(args[n])
		}
		b.WriteString(mark)
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// Refusal says why something was refused.
func (p *Printer) Refusal(m Message) string {
	key, args := m.Message()
	return p.T(key, args...)
}

func (p *Printer) say(arg any) string {
	switch a := arg.(type) {
	case Message:
		return p.Refusal(a)
	case Text:
		return a.In(p.Lang)
	case Day:
		return p.Date(a)
	case time.Time:
		return p.Time(a)
	case time.Duration:
		return p.Span(a)
	case int:
		return p.Number(a)
	case int64:
		return p.Number(int(a))
	case []string:
		return p.List(a)
	}
	return fmt.Sprint(arg)
}

// Date says a day: 2026年4月1日, 1 April 2026. The zero day is "", and what no
// calendar has is said as it was written: a refusal quotes it.
func (p *Printer) Date(d Day) string {
	written := fmt.Sprint(d)
	if _, err := time.Parse(time.DateOnly, written); err != nil {
		return written
	}
	y, m, day := d.Parts()
	if p.Lang == "ja" {
		return fmt.Sprintf("%d年%d月%d日", y, m, day)
	}
	return fmt.Sprintf("%d %s %d", day, m, y)
}

// Zone names the zone in which instants are told, and in which days begin and
// end: Japan time.
func (p *Printer) Zone() string {
	if key := "zone." + p.zone.String(); p.Has(key) {
		return p.T(key)
	}
	return p.zone.String()
}

// Time says an instant to the minute and names the zone in which it is told.
// The zero time is "".
func (p *Printer) Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t, zone := t.In(p.zone), p.Zone()
	if p.Lang == "ja" {
		return fmt.Sprintf("%d年%d月%d日 %d:%02d（%s）", t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), zone)
	}
	return fmt.Sprintf("%d %s %d, %d:%02d (%s)", t.Day(), t.Month(), t.Year(), t.Hour(), t.Minute(), zone)
}

// Span says a length of time in the largest of hours, minutes and seconds of
// which it is a whole number: 1分, 90 seconds. Parts of a second are left out.
func (p *Printer) Span(d time.Duration) string {
	n, ja, en := int(d/time.Second), "秒", "second"
	switch {
	case n != 0 && n%3600 == 0:
		n, ja, en = n/3600, "時間", "hour"
	case n != 0 && n%60 == 0:
		n, ja, en = n/60, "分", "minute"
	}
	if p.Lang == "ja" {
		return p.Number(n) + ja
	}
	if n != 1 {
		en += "s"
	}
	return p.Number(n) + " " + en
}

// Number writes a whole number in groups of three digits.
func (p *Printer) Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for at := len(s) - 3; at > 0; at -= 3 {
		s = s[:at] + "," + s[at:]
	}
	return sign + s
}

// List joins items as the language lists them.
func (p *Printer) List(items []string) string {
	if p.Lang == "ja" {
		return strings.Join(items, "、")
	}
	return strings.Join(items, ", ")
}

// read merges the message files of one language. That no two define the same
// key is a test's business.
func read(lang string) (map[string]string, error) {
	dir := path.Join("messages", lang)
	entries, err := files.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list messages: %w", err)
	}
	words := map[string]string{}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read messages: %w", err)
		}
		var one map[string]string
		if err := json.Unmarshal(b, &one); err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		maps.Copy(words, one)
	}
	return words, nil
}
