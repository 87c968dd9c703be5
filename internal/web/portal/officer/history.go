package officer

import (
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/officefile"
	"shirushi/internal/web/portal"
)

// noted is what the history shows of an audit line. What stood in the record
// before and after is not shown: it may hold what the page leaves out.
type noted struct {
	at   time.Time
	who  scheme.PersonID
	deed string
}

// historyOf says audit lines in words, newest first. What one person did
// several times in a row stands there once, with the latest time and a count.
func historyOf(f page.Frame, all []noted, names map[scheme.PersonID]string) []officefile.Line {
	var lines []officefile.Line
	var last noted
	times := 0
	for _, one := range all {
		if times > 0 && one.who == last.who && one.deed == last.deed {
			if one.at.Equal(last.at) {
				continue // one deed that changed several things
			}
			last = one
			times++
			lines[len(lines)-1].What = f.P.T("officer.history.times", deedWords(f, one.deed), times)
			continue
		}
		last, times = one, 1
		lines = append(lines, officefile.Line{When: one.at, Who: portal.WhoDid(f, one.who, names), What: deedWords(f, one.deed)})
	}
	return lines
}

// deedWords says a deed in the past tense; a deed that has no such words by
// its name.
func deedWords(f page.Frame, deed string) string {
	for _, key := range []string{"officer.history." + deed, "deed." + deed} {
		if f.P.Has(key) {
			return f.P.T(key)
		}
	}
	return deed
}
