package officer

import (
	"time"

	"shirushi/internal/office"
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
	name string // of an authority and its person; "" for people whom the reader knows otherwise
}

// notedOf is what the history shows of an application's audit lines. Whoever
// answers for an authority is named by the authority.
func notedOf(f page.Frame, file office.File) []noted {
	var all []noted
	for _, l := range file.Audit {
		one := noted{at: l.At, who: l.Who, deed: l.Deed}
		for _, i := range file.Inquiries {
			if i.Authority != l.Organisation {
				continue
			}
			if one.name = i.Name.In(f.P.Lang); i.Names[l.Who] != "" {
				one.name = f.P.T("officer.history.of_authority", one.name, i.Names[l.Who])
			}
		}
		all = append(all, one)
	}
	return all
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
		who := one.name
		if who == "" {
			who = portal.WhoDid(f, one.who, names)
		}
		lines = append(lines, officefile.Line{When: one.at, Who: who, What: deedWords(f, one.deed)})
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
