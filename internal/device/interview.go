package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
	"shirushi/internal/yamlfile"
)

// ErrStopped is what Interview answers when the person wants nothing written.
var ErrStopped = errors.New("the interview was stopped")

// Interview asks for a description, one question after the other, and returns
// one that Write writes. editions are those that the tool carries; with one
// the person is not asked. A wrong answer is asked for again with the reason.
// At the end the whole is shown, and may be gone through again, with the
// answers so far for defaults. An error of ask ends the interview.
func Interview(editions []scheme.EditionID, ask func(Question) (string, error)) (Description, error) {
	before := map[string]string{}
	for {
		iv := &interview{ask: ask, before: before}
		iv.edition(editions)
		iv.product()
		iv.units()
		iv.services()
		iv.accounts()
		iv.passwords()
		iv.update()
		iv.pages()
		iv.protected()
		iv.d.Reset.How = iv.text(Question{Field: "reset.how", Key: "device.ask.reset", Optional: true})
		if iv.err != nil {
			return Description{}, iv.err
		}
		whole, err := Write(iv.d, nil)
		if err != nil {
			return Description{}, fmt.Errorf("interview: %w", err)
		}
		switch iv.one(Question{Key: "device.ask.end", Shown: string(whole), Default: "write",
			Choices: []Choice{{"write", "device.choice.write"}, {"again", "device.choice.again"}, {"stop", "device.choice.stop"}}}) {
		case "write":
			iv.d.Format = Format
			return iv.d, nil
		case "again":
			delete(before, "") // what was asked at the end
		case "stop":
			return Description{}, ErrStopped
		default:
			return Description{}, iv.err
		}
	}
}

// An interview asks until ask fails; then it asks nothing more.
type interview struct {
	ask    func(Question) (string, error)
	before map[string]string // answers of an earlier round, by field
	d      Description
	err    error
}

// A look says why an answer is not taken; nil when it is.
type look func(answer string) *yamlfile.Fault

// many asks until all answers are sound. None at all says that there is none.
func (iv *interview) many(q Question, looks ...look) []string {
	if iv.err != nil {
		return nil
	}
	sound := func(text string) ([]string, *yamlfile.Fault) {
		answers, fault := q.take(text)
		for _, a := range answers {
			for _, l := range looks {
				if fault == nil {
					fault = l(a)
				}
			}
		}
		return answers, fault
	}
	if earlier, ok := iv.before[q.Field]; ok {
		if _, fault := sound(earlier); fault == nil {
			q.Default = earlier
		}
	}
	for {
		text, err := iv.ask(q)
		if err != nil {
			iv.err = err
			return nil
		}
		answers, fault := sound(text)
		if fault == nil {
			iv.before[q.Field] = None
			if len(answers) > 0 {
				iv.before[q.Field] = strings.Join(answers, ", ")
			}
			return answers
		}
		q.Wrong = fault
	}
}

// one asks for one answer, "" when there is none.
func (iv *interview) one(q Question, looks ...look) string {
	answers := iv.many(q, looks...)
	if len(answers) == 0 {
		return ""
	}
	return answers[0]
}

// text asks for a person's words.
func (iv *interview) text(q Question) string {
	return iv.one(q, textFault, bySchema(q.Field))
}

// code asks for what is written in plain letters and digits, as addresses are.
func (iv *interview) code(q Question, looks ...look) string {
	return iv.plain(q, append([]look{textFault, bySchema(q.Field)}, looks...)...)
}

// plain asks for one answer, looks at it with its wide letters narrowed, and
// returns it so.
func (iv *interview) plain(q Question, looks ...look) string {
	narrowed := make([]look, len(looks))
	for i, l := range looks {
		narrowed[i] = func(answer string) *yamlfile.Fault { return l(narrow(answer)) }
	}
	return narrow(iv.one(q, narrowed...))
}

// number asks for a whole number, 0 when there is none.
func (iv *interview) number(q Question, looks ...look) int {
	whole := func(answer string) *yamlfile.Fault {
		n, err := strconv.Atoi(answer)
		if err != nil {
			return wrong("number", quoted(answer))
		}
		return schemas().Of(schemaName, json.Number(strconv.Itoa(n)), steps(q.Field)...)
	}
	n, _ := strconv.Atoi(iv.plain(q, append([]look{whole}, looks...)...))
	return n
}

// yes asks what is so or not.
func (iv *interview) yes(q Question, looks ...look) bool {
	q.Choices = []Choice{{"yes", "device.choice.yes"}, {"no", "device.choice.no"}}
	return iv.one(q, looks...) == "yes"
}

// bySchema looks at an answer as the schema does at the field's value.
func bySchema(field string) look {
	return func(answer string) *yamlfile.Fault { return schemas().Of(schemaName, answer, steps(field)...) }
}

// steps takes a path apart: services, 0, port.
func steps(field string) []string {
	return strings.Split(strings.NewReplacer("[", ".", "]", "").Replace(field), ".")
}

// words makes choices whose words say what they mean.
func words[T ~string](all []T) []Choice {
	choices := make([]Choice, len(all))
	for i, one := range all {
		choices[i] = Choice{Word: string(one)}
	}
	return choices
}

// said makes choices of which messages say what they mean.
func said[T ~string](all ...T) []Choice {
	choices := words(all)
	for i := range choices {
		choices[i].Key = "device.choice." + choices[i].Word
	}
	return choices
}

func (iv *interview) edition(carried []scheme.EditionID) {
	if len(carried) == 1 {
		iv.d.Edition = carried[0]
		return
	}
	if len(carried) == 0 {
		iv.err = errors.New("interview: the tool carries no edition of criteria")
		return
	}
	// Words are compared in lower case; editions are told by their number.
	numbers := make([]Choice, len(carried))
	for i, one := range carried {
		numbers[i] = Choice{Word: strings.ToLower(string(one))}
	}
	answer := iv.one(Question{Field: "edition", Key: "device.ask.edition", Choices: numbers, Default: numbers[len(numbers)-1].Word})
	if i := slices.IndexFunc(numbers, func(c Choice) bool { return c.Word == answer }); i >= 0 {
		iv.d.Edition = carried[i]
	}
}
