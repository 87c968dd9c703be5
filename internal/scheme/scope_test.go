package scheme_test

import (
	"testing"

	"shirushi/internal/scheme"
)

func TestScopeLines_verdict(t *testing.T) {
	t.Parallel()
	s := &scheme.Scheme{Questions: []scheme.ScopeQuestion{{ID: "hardware", Wanted: true}, {ID: "pc", Wanted: false}}}
	say := func(q scheme.QuestionID, yes bool, reason string) scheme.ScopeAnswer {
		return scheme.ScopeAnswer{Question: q, Yes: yes, Answered: true, Reason: reason}
	}
	const in, out, open = scheme.ScopeIn, scheme.ScopeOut, scheme.ScopeOpen
	for _, tt := range []struct {
		name    string
		answers []scheme.ScopeAnswer
		want    scheme.ScopeVerdict
		lines   [2]scheme.ScopeVerdict
	}{
		{"nothing said", nil, open, [2]scheme.ScopeVerdict{open, open}},
		{"all as wanted", []scheme.ScopeAnswer{say("pc", false, "r"), say("hardware", true, "r")}, in, [2]scheme.ScopeVerdict{in, in}},
		{"a reason is blank", []scheme.ScopeAnswer{say("hardware", true, " \n"), say("pc", false, "r")}, open, [2]scheme.ScopeVerdict{open, in}},
		{"only a reason", []scheme.ScopeAnswer{{Question: "hardware", Reason: "r"}, say("pc", false, "r")}, open, [2]scheme.ScopeVerdict{open, in}},
		{"one answer puts it out", []scheme.ScopeAnswer{say("hardware", false, "")}, out, [2]scheme.ScopeVerdict{out, open}},
		{"out, whatever comes later", []scheme.ScopeAnswer{say("hardware", true, "r"), say("pc", true, "r")}, out, [2]scheme.ScopeVerdict{in, out}},
		{"out first, open later", []scheme.ScopeAnswer{say("hardware", false, "r"), {Question: "pc"}}, out, [2]scheme.ScopeVerdict{out, open}},
		{"a question nobody asks", []scheme.ScopeAnswer{say("toast", true, "r")}, open, [2]scheme.ScopeVerdict{open, open}},
	} {
		verdict, lines := s.ScopeLines(tt.answers)
		if verdict != tt.want || len(lines) != 2 || lines[0].Verdict != tt.lines[0] || lines[1].Verdict != tt.lines[1] {
			t.Errorf("%s: %s %v", tt.name, verdict, lines)
		}
		a := scheme.Application{Scope: tt.answers}
		if inScope := a.InScope(s) == nil; inScope != (verdict == in) {
			t.Errorf("%s: verdict %s, but the formal check says %v", tt.name, verdict, a.InScope(s))
		}
	}
}
