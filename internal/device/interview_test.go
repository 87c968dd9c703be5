package device_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shirushi/internal/device"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

var update = flag.Bool("update", false, "write the interviews in testdata anew")

// A person answers questions by their field, in the order of the answers.
type person struct {
	say     func(key string, args ...any) string
	answers []string // "field: answer"
	screen  strings.Builder
}

var errSilent = errors.New("nobody answers")

func (p *person) ask(q device.Question) (string, error) {
	lines := q.Lines(p.say)
	for _, line := range lines {
		p.screen.WriteString(line + "\n")
	}
	if len(p.answers) == 0 {
		return "", fmt.Errorf("%w: %s", errSilent, q.Field)
	}
	field, answer, _ := strings.Cut(p.answers[0], ":")
	if field != q.Field {
		return "", fmt.Errorf("%w: asked for %q, expected %q", errSilent, q.Field, field)
	}
	p.answers = p.answers[1:]
	answer = strings.TrimPrefix(answer, " ")
	p.screen.WriteString("> " + answer + "\n")
	return answer, nil
}

// script reads the answers of a person: a field and an answer on each line.
func script(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".answers"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// The whole of two interviews, with mistakes, is kept as people see it, with
// the file that comes out. A change shows in testdata.
func TestInterview_ofWholeDevices(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"camera", "router"} {
		for _, lang := range i18n.Languages {
			t.Run(name+" in "+lang, func(t *testing.T) {
				t.Parallel()
				p := &person{say: i18n.For(lang).T, answers: script(t, name)}
				d, err := device.Interview([]scheme.EditionID{"E-1"}, p.ask)
				if err != nil || len(p.answers) > 0 {
					t.Fatalf("%v, unanswered %v\n%s", err, p.answers, p.screen.String())
				}
				b, err := device.Write(d, p.say)
				if err != nil {
					t.Fatal(err)
				}
				golden := filepath.Join("testdata", name+"."+lang+".txt")
				got := p.screen.String() + "\n" + string(b)
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil || string(want) != got {
					t.Errorf("the interview is not that of %s (-update writes it): %v\n%s", golden, err, got)
				}
				again, problems := device.Read("device.yaml", b)
				if diff := same(d, again); diff != "" || len(problems) > 0 {
					t.Errorf("%v %s", problems, diff)
				}
				if strings.ContainsAny(strings.ReplaceAll(got, "\n", ""), "\r\x1b\b\t") {
					t.Error("the screen holds signs that move a cursor")
				}
			})
		}
	}
}

func TestInterview_stopsWhenThePersonDoes(t *testing.T) {
	t.Parallel()
	answers := script(t, "router")
	answers[len(answers)-1] = ": stop"
	p := &person{say: i18n.For("en").T, answers: answers}
	if _, err := device.Interview([]scheme.EditionID{"E-1"}, p.ask); !errors.Is(err, device.ErrStopped) {
		t.Error(err)
	}
	p.answers = script(t, "router")[:20]
	if d, err := device.Interview([]scheme.EditionID{"E-1"}, p.ask); !errors.Is(err, errSilent) || d.Format != 0 {
		t.Errorf("%+v, %v", d, err)
	}
	p = &person{say: i18n.For("en").T}
	if _, err := device.Interview(nil, p.ask); err == nil || errors.Is(err, errSilent) {
		t.Errorf("no edition: %v", err)
	}
}

func TestInterview_editionIsAskedForWhenThereAreSeveral(t *testing.T) {
	t.Parallel()
	p := &person{say: i18n.For("en").T, answers: []string{"edition: 1", "product.name: x"}}
	if _, err := device.Interview([]scheme.EditionID{"E-R1", "E-R2"}, p.ask); !errors.Is(err, errSilent) {
		t.Error(err)
	}
	if want := "By which edition of the criteria is the device measured? (1 e-r1; 2 e-r2; Enter for e-r2)\n> 1\n"; !strings.HasPrefix(p.screen.String(), want) {
		t.Errorf("asked %s", p.screen.String())
	}
}

// Whoever answers anything is never asked for ever by one question, and what
// comes out is always a description that can be read.
func TestInterview_anyAnswersEndInWhatCanBeRead(t *testing.T) {
	t.Parallel()
	words := []string{"", "", "", "-", "1", "2", "1, 2", "yes", "no", "x", "8080", "443", "/a", "//b", "field", "https://www.example.jp/", "192.168.0.9", "fe80::1%eth0", "2031-01-31", "a.txt", "../a", "(a)", "write", "again", "１", "，", "\x1b[2J", strings.Repeat("y", 600)}
	ended := 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		asked, again := 0, 0
		d, err := device.Interview([]scheme.EditionID{"E-1"}, func(q device.Question) (string, error) {
			if asked++; asked > 5000 {
				return "", fmt.Errorf("%s is asked for ever", q.Field)
			}
			if lines := q.Lines(i18n.For("ja").T); len(lines) == 0 || strings.Contains(strings.Join(lines, ""), "\x1b") {
				t.Errorf("asks %q", lines)
			}
			if q.Shown != "" && again < 2 {
				again++
				return "again", nil
			}
			if q.Optional && strings.HasSuffix(q.Field, "].protocol") && r.IntN(3) == 0 {
				return device.None, nil
			}
			return words[r.IntN(len(words))], nil
		})
		switch {
		case errors.Is(err, device.ErrStopped):
		case err != nil:
			t.Fatalf("seed %d: %v", seed, err)
		default:
			ended++
			b, err := device.Write(d, i18n.For("en").T)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if again, problems := device.Read("device.yaml", b); len(problems) > 0 || same(d, again) != "" {
				t.Fatalf("seed %d: %v %s", seed, problems, same(d, again))
			}
		}
	}
	if ended < 20 {
		t.Errorf("%d of 60 interviews came to an end", ended)
	}
}
