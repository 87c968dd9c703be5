package portal

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/records"
)

// A Change is one part of a record before and after a deed, in words.
type Change struct {
	Part     string
	From, To string // "" when there was, or is, nothing
}

// DeedDone says a deed in the past tense; a deed without such words by what
// it is called.
func DeedDone(f page.Frame, deed string) string {
	for _, key := range []string{"audit.deed." + deed, "officer.history." + deed, "deed." + deed} {
		if f.P.Has(key) {
			return f.P.T(key)
		}
	}
	return spaced(deed)
}

// Changes says in words what is different between two records, which are
// JSON as audit lines keep them; "" is nothing at all. names are those of the
// people and organisations that the records name by id.
func Changes(f page.Frame, before, after string, names map[string]string) []Change {
	b, a := parsed(before), parsed(after)
	t := teller{f: f, names: names, oneItem: ItemOf(after) != ""}
	t.walk(nil, b, a)
	return t.changes
}

func parsed(text string) any {
	var v any
	if json.Unmarshal([]byte(text), &v) != nil {
		return nil
	}
	return v
}

// ItemOf returns the item of a checklist whose answer a record holds; "" when
// it holds none, or several.
func ItemOf(record string) scheme.CriterionID {
	m, _ := parsed(record).(map[string]any)
	answers, _ := m["Answer"].(map[string]any)
	if len(answers) != 1 {
		return ""
	}
	for id := range answers {
		return scheme.CriterionID(id)
	}
	return ""
}

type teller struct {
	f       page.Frame
	names   map[string]string
	oneItem bool
	changes []Change
}

// unsaid are parts that tell a reader nothing: counters, ids of the record
// itself, keys that are kept sealed.
var unsaid = []string{"id", "revision", "started_with", "criterion", "master", "evidence_key"}

// randomID is the form of ids; where a record has one in the place of a name,
// what stands below says enough.
var randomID = regexp.MustCompile(`^[A-Z2-7]{26}$`)

func (t *teller) walk(path []string, before, after any) {
	b, wasMap := before.(map[string]any)
	a, isMap := after.(map[string]any)
	if wasMap || isMap {
		for _, key := range keysOf(b, a) {
			if !slices.Contains(unsaid, snake(key)) {
				t.walk(append(slices.Clip(path), key), b[key], a[key])
			}
		}
		return
	}
	if was, is := things(before), things(after); was != nil || is != nil {
		for i := range max(len(was), len(is)) {
			t.walk(append(slices.Clip(path), "#"+strconv.Itoa(i+1)), at(was, i), at(is, i))
		}
		return
	}
	from, to := t.value(path, before), t.value(path, after)
	if from != to {
		t.changes = append(t.changes, Change{Part: t.part(path), From: from, To: to})
	}
}

// things returns the members of a list of things that have parts; nil for
// any other value.
func things(v any) []any {
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil
	}
	if _, ok := list[0].(map[string]any); !ok {
		return nil
	}
	return list
}

func at(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

func keysOf(a, b map[string]any) []string {
	var keys []string
	for key := range a {
		keys = append(keys, key)
	}
	for key := range b {
		if _, both := a[key]; !both {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// silent are parts whose own parts say enough.
var silent = []string{"product", "numbers", "answer", "absence", "recusal", "standing", "export"}

// part names a part of a record: the words of its way there.
func (t *teller) part(path []string) string {
	var words []string
	for i, one := range path {
		switch name := snake(one); {
		case i > 0 && path[i-1] == "Answer":
			if !t.oneItem { // otherwise the sentence names it
				words = append(words, t.f.P.T("audit.item", one))
			}
		case randomID.MatchString(one):
		case strings.HasPrefix(one, "#"):
			words = append(words, t.f.P.T("audit.nth", one[1:]))
		case slices.Contains(silent, name) && i+1 < len(path):
		default:
			words = append(words, t.word(name, path[:i]))
		}
	}
	if len(words) == 0 {
		return t.f.P.T("audit.whole")
	}
	return strings.Join(words, t.f.P.T("audit.of"))
}

// word says a part; one whose word depends on where it stands has a message
// that names both.
func (t *teller) word(name string, way []string) string {
	within := name
	if len(way) > 0 {
		within = snake(way[len(way)-1]) + "_" + name
	}
	for _, key := range []string{"audit.field." + within, "audit.field." + name, "field." + name} {
		if t.f.P.Has(key) {
			return page.Capital(t.f.P.T(key))
		}
	}
	return page.Capital(spaced(name))
}

// codes are parts that hold a code of the scheme, with the beginning of the
// messages that say it.
var codes = map[string]string{"state": "state.", "verdict": "verdict.", "method": "method.", "view": "officer.view.", "roles": "role."}

// value says a value in words; "" says that there is none.
func (t *teller) value(path []string, v any) string {
	name := ""
	if len(path) > 0 {
		name = snake(path[len(path)-1])
	}
	switch v := v.(type) {
	case string:
		return t.text(name, v)
	case bool:
		return t.f.P.T(map[bool]string{true: "applicant.yes", false: "applicant.no"}[v])
	case float64:
		return t.number(v)
	case []any:
		var all []string
		for _, one := range v {
			all = append(all, t.value(path, one))
		}
		return strings.Join(all, "\n")
	case map[string]any:
		return t.thing(v)
	}
	return ""
}

// thing says a part of a list that has parts of its own, in one line.
func (t *teller) thing(m map[string]any) string {
	var all []string
	for _, key := range keysOf(m, nil) {
		if said := t.value([]string{key}, m[key]); said != "" && !slices.Contains(unsaid, snake(key)) {
			all = append(all, t.f.P.T("docket.move", t.word(snake(key), nil), said))
		}
	}
	return strings.Join(all, t.f.P.T("audit.list"))
}

func (t *teller) number(n float64) string {
	if n == 0 {
		return ""
	}
	if n == float64(int(n)) {
		return t.f.P.Number(int(n))
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

var dayForm = regexp.MustCompile(`^\d{4}-\d\d-\d\d$`)

func (t *teller) text(name, s string) string {
	if prefix := codes[name]; prefix != "" && t.f.P.Has(prefix+s) {
		return t.f.P.T(prefix + s)
	}
	if dayForm.MatchString(s) {
		return t.f.P.Date(scheme.Date(s))
	}
	if at, err := time.Parse(time.RFC3339, s); err == nil {
		if at.IsZero() {
			return ""
		}
		return t.f.P.Time(at)
	}
	if known := t.names[s]; known != "" {
		return known
	}
	if randomID.MatchString(s) { // an id of the software's own: nobody can read it
		return ""
	}
	return s
}

// snake writes "AcceptedBy" as "accepted_by", as messages do.
func snake(name string) string {
	var out strings.Builder
	small := false
	for _, r := range name {
		if unicode.IsUpper(r) && small {
			out.WriteByte('_')
		}
		small = unicode.IsLower(r) || unicode.IsDigit(r)
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

func spaced(name string) string { return strings.ReplaceAll(name, "_", " ") }

// A Deed is one line of what was done, as those who keep it know it.
type Deed struct {
	At            time.Time
	Who           string // id; "" for the software, or for one who is not named
	Deed          string
	Before, After string // JSON
}

// EntryOf says a deed in words, with the item when it saved an answer.
func EntryOf(f page.Frame, d Deed, names map[string]string) records.Entry {
	e := records.Entry{When: d.At, Who: f.P.T("officer.person.system"), What: DeedDone(f, d.Deed)}
	if d.Who != "" {
		if e.Who = names[d.Who]; e.Who == "" {
			e.Who = f.P.T("officer.person.unknown")
		}
	}
	if item := ItemOf(d.After); item != "" {
		e.What = f.P.T("audit.deed.answer", string(item))
	}
	for _, c := range Changes(f, d.Before, d.After, names) {
		e.Changes = append(e.Changes, records.Change(c))
	}
	return e
}
