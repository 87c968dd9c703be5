package mail

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A Point is one comment of a letter: where it stands, and what it says.
type Point struct {
	Number string      `json:"number,omitempty"` // of an item
	Title  scheme.Text `json:"title"`            // of an item or a question
	Key    string      `json:"key,omitempty"`    // message of any other place
	Text   string      `json:"text"`
}

// Points makes the argument "comments" of a letter; it may be of none.
func Points(all []Point) string { return argument(all) }

// An objection is the argument "objection": the way to object to a decision.
type objection struct {
	Address scheme.Text `json:"address"`
	Until   scheme.Date `json:"until,omitempty"`
}

// Objection makes the argument "objection" of a letter. Without an address
// the letter says nothing of it.
func Objection(address scheme.Text, until scheme.Date) string {
	return argument(objection{address, until})
}

func argument(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("mail: argument does not marshal: " + err.Error())
	}
	return string(b)
}

// sayers say the arguments that are more than a text of one line, by name.
var sayers = map[string]func(*i18n.Printer, string) (any, error){
	"at":        func(_ *i18n.Printer, value string) (any, error) { return time.Parse(time.RFC3339, value) },
	"reason":    func(_ *i18n.Printer, value string) (any, error) { return clean(value, true), nil },
	"yen":       func(_ *i18n.Printer, value string) (any, error) { return strconv.Atoi(value) },
	"remaining": func(_ *i18n.Printer, value string) (any, error) { return strconv.Atoi(value) },
	"surplus":   func(_ *i18n.Printer, value string) (any, error) { return strconv.Atoi(value) },
	"due":       sayDue,
	"until":     sayDay,
	"day":       sayDay,
	"comments":  sayComments,
	"objection": sayObjection,
	"waiting":   sayWaiting,
}

// Waits is how much of one sort waits for somebody.
type Waits struct {
	Sort  string      `json:"sort"`
	Count int         `json:"count"`
	Due   scheme.Date `json:"due"` // the earliest; "" when no day is set
}

// Waiting is the argument of a letter that tells what waits.
func Waiting(all []Waits) string {
	b, err := json.Marshal(all)
	if err != nil {
		panic(err) // numbers and strings
	}
	return string(b)
}

func sayWaiting(p *i18n.Printer, value string) (any, error) {
	var all []Waits
	if err := json.Unmarshal([]byte(value), &all); err != nil {
		return "", err
	}
	var said []string
	for _, one := range all {
		key := "letter.part.waits"
		if one.Due != "" {
			key = "letter.part.waits_due"
		}
		said = append(said, p.T(key, scheme.Code("agenda.sort."+one.Sort), one.Count, one.Due))
	}
	return strings.Join(said, "\n"), nil
}

func sayDay(p *i18n.Printer, value string) (any, error) {
	day, err := scheme.ParseDate(value)
	return p.Date(day), err
}

// sayDue says the last day for something as a sentence; none when the scheme
// sets none.
func sayDue(p *i18n.Printer, value string) (any, error) {
	if value == "" {
		return "", nil
	}
	day, err := scheme.ParseDate(value)
	return p.T("letter.part.due", day), err
}

func sayComments(p *i18n.Printer, value string) (any, error) {
	var all []Point
	if err := json.Unmarshal([]byte(value), &all); err != nil || len(all) == 0 {
		return "", err
	}
	said := []string{p.T("letter.part.comments")}
	for _, one := range all {
		place := clean(strings.TrimSpace(one.Number+" "+one.Title.In(p.Lang)), false)
		if one.Key != "" {
			place = p.T(one.Key)
		}
		said = append(said, p.T("letter.part.comment", place, clean(one.Text, true)))
	}
	return strings.Join(said, "\n\n"), nil
}

func sayObjection(p *i18n.Printer, value string) (any, error) {
	var o objection
	if err := json.Unmarshal([]byte(value), &o); err != nil || o.Address.IsZero() {
		return "", err
	}
	address := clean(o.Address.In(p.Lang), true)
	if o.Until == "" {
		return p.T("letter.part.objection_open", address), nil
	}
	return p.T("letter.part.objection", o.Until, address), nil
}

// say makes an argument of a message from what the deed gave.
func say(p *i18n.Printer, name, value string) (any, error) {
	if sayer, ok := sayers[name]; ok {
		said, err := sayer(p, value)
		if err != nil {
			return nil, fmt.Errorf("argument %s: %w", name, err)
		}
		return said, nil
	}
	return clean(value, false), nil
}

// closeUp takes out the blank lines that a part with nothing to say has left.
func closeUp(text string) string {
	for strings.Contains(text, "\n\n\n") {
		text = strings.ReplaceAll(text, "\n\n\n", "\n\n")
	}
	return text
}
