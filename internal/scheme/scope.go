package scheme

// A ScopeVerdict says what the scope questions come to, all of them or one.
type ScopeVerdict string

const (
	ScopeIn   ScopeVerdict = "in"
	ScopeOut  ScopeVerdict = "out"
	ScopeOpen ScopeVerdict = "open" // not answered, or no reason given
)

// A ScopeLine is one scope question with its answer and what follows from it.
type ScopeLine struct {
	Question ScopeQuestion
	Answer   ScopeAnswer
	Verdict  ScopeVerdict
}

// ScopeLines says of each scope question what its answer means, and what all
// of them come to. One answer is enough to put a product out of scope,
// however many are still open.
func (s *Scheme) ScopeLines(answers []ScopeAnswer) (ScopeVerdict, []ScopeLine) {
	verdict := ScopeIn
	lines := make([]ScopeLine, len(s.Questions))
	for i, q := range s.Questions {
		line := ScopeLine{Question: q, Verdict: ScopeIn}
		line.Answer, _ = find(answers, func(a ScopeAnswer) bool { return a.Question == q.ID })
		line.Answer.Question = q.ID
		switch {
		case line.Answer.Answered && line.Answer.Yes != q.Wanted:
			line.Verdict = ScopeOut
		case !line.Answer.Answered || blank(line.Answer.Reason):
			line.Verdict = ScopeOpen
		}
		if line.Verdict == ScopeOut || line.Verdict == ScopeOpen && verdict == ScopeIn {
			verdict = line.Verdict
		}
		lines[i] = line
	}
	return verdict, lines
}
