package sheet

import (
	"io"
	"regexp"
	"strconv"
	"strings"

	"shirushi/internal/scheme"
)

// formFaults bounds how many refusals of a checklist are told at once.
const formFaults = 60

// ReadForm reads a checklist that WriteForm wrote and someone filled in, for
// this application and edition. It refuses a workbook that is none, or is of
// another application or edition, and every cell that cannot be taken: what
// the rule book would not save is refused with the cell's place. Items whose
// rows were removed are left out; columns without a code are not read.
func ReadForm(r io.Reader, name string, application scheme.ApplicationID, edition scheme.Edition, kinds scheme.EvidenceKinds) ([]scheme.WorkbookAnswer, error) {
	b, name, err := take(r, name)
	if err != nil {
		return nil, err
	}
	at := Place{File: name}
	if !isZip(b) {
		return nil, at.refuse("refusal.sheet.not_form")
	}
	k, err := openBook(b, name)
	if err != nil {
		return nil, err
	}
	f := filler{edition: edition, kinds: kinds, rows: map[scheme.CriterionID]int{}, places: map[string]Place{}}
	if err := f.find(k); err != nil {
		return nil, err
	}
	switch {
	case f.hidden == nil || f.answers == nil:
		return nil, at.refuse("refusal.sheet.not_form")
	case f.hidden.Rows[1].Cell(1) != string(application):
		return nil, at.refuse("refusal.sheet.other_application")
	case f.hidden.Rows[2].Cell(1) != string(edition.ID):
		return nil, at.refuse("refusal.sheet.other_edition", f.hidden.Rows[2].Cell(1), string(edition.ID))
	}
	if f.readAnswers() {
		f.readEvidence()
		f.check()
	}
	return f.items, f.no.Err()
}

// A filler gathers what a filled-in workbook says.
type filler struct {
	edition           scheme.Edition
	kinds             scheme.EvidenceKinds
	answers, evidence *Table
	hidden            *Table
	items             []scheme.WorkbookAnswer
	rows              map[scheme.CriterionID]int // where an item stands in items
	places            map[string]Place           // of a field, as the rule book names it
	no                scheme.Refusals
}

// find tells the sheets apart by what stands in them, whatever their names.
func (f *filler) find(k *book) error {
	for _, s := range k.sheets {
		t, err := k.read(s)
		if err != nil {
			return err
		}
		if len(t.Rows) > 2 && t.Rows[0].Cell(0) == formSign {
			f.hidden = t
			continue
		}
		for i, row := range t.Rows {
			if i == 10 {
				break
			}
			codes := codesOf(row)
			_, verdict := codes["verdict"]
			_, keptAt := codes["kept_at"]
			_, item := codes["item"]
			if item && (verdict || keptAt) {
				t.Columns, t.Rows = row.Cells, t.Rows[i+1:]
				if verdict {
					f.answers = t
				} else {
					f.evidence = t
				}
				break
			}
		}
	}
	return nil
}

var headingCode = regexp.MustCompile(`\[([a-z0-9_]+)\]\s*$`)

// codesOf returns the columns of a row of headings by their codes.
func codesOf(row Row) map[string]int {
	codes := map[string]int{}
	for i, c := range row.Cells {
		if m := headingCode.FindStringSubmatch(c); m != nil {
			if _, twice := codes[m[1]]; !twice {
				codes[m[1]] = i
			}
		}
	}
	return codes
}

func (f *filler) refuse(at Place, key string, args ...any) {
	if len(f.no) < formFaults {
		f.no.Add(at.refuse(key, args...))
	}
}

// columns are those of a sheet; what is missing is refused.
func (f *filler) columns(t *Table, codes []string, needed ...string) (map[string]int, bool) {
	there := codesOf(Row{Cells: t.Columns})
	ok := true
	for _, code := range needed {
		if _, has := there[code]; !has {
			f.refuse(Place{File: t.File, Sheet: t.Sheet}, "refusal.sheet.no_column", "["+code+"]")
			ok = false
		}
	}
	for _, code := range codes {
		if _, has := there[code]; !has {
			there[code] = -1
		}
	}
	return there, ok
}

// readAnswers reads one item from each row that names one. False: columns
// are missing, and nothing was read.
func (f *filler) readAnswers() bool {
	at, ok := f.columns(f.answers, answerColumns, answerColumns[3:]...)
	if !ok {
		return false
	}
	base := map[string]Row{}
	for _, row := range f.hidden.Rows[3:] {
		base[row.Cell(0)] = row
	}
	for _, row := range f.answers.Rows {
		id := scheme.CriterionID(row.Cell(at["item"]))
		if _, known := f.edition.Item(id); !known {
			f.refuse(f.answers.At(row, at["item"]), "refusal.sheet.no_item", string(id))
			continue
		}
		if _, twice := f.rows[id]; twice {
			f.refuse(f.answers.At(row, at["item"]), "refusal.sheet.item_twice", string(id))
			continue
		}
		one := scheme.WorkbookAnswer{Mark: base[string(id)].Cell(2)}
		one.Revision, _ = strconv.Atoi(base[string(id)].Cell(1)) // unreadable: 0, which clashes
		one.Answer = f.answer(id, row, at)
		f.rows[id] = len(f.items)
		f.items = append(f.items, one)
	}
	return true
}

func (f *filler) answer(id scheme.CriterionID, row Row, at map[string]int) scheme.Answer {
	a := scheme.Answer{Criterion: id}
	cell := func(code string) (string, Place) {
		place := f.answers.At(row, at[code])
		f.places[scheme.Field(id, code)] = place
		return row.Cell(at[code]), place
	}
	text := func(code string) string { s, _ := cell(code); return s }
	a.Verdict, a.Method = scheme.Verdict(codeOf(text("verdict"))), scheme.Method(codeOf(text("method")))
	a.Rationale, a.PublicNote, a.Assessor = text("rationale"), text("public_note"), text("assessor")
	a.AssessedOn = f.day(cell("assessed_on"))
	a.Minutes = f.minutes(cell("minutes"))
	f.places[scheme.Field(id, "evidence")] = f.answers.At(row, at["item"])
	return a
}

// codeOf is the code that begins a cell such as "conforms 適合".
func codeOf(cell string) string {
	code, _, _ := strings.Cut(strings.Join(strings.Fields(cell), " "), " ")
	return strings.ToLower(code)
}

func (f *filler) day(cell string, at Place) scheme.Date {
	if cell == "" {
		return ""
	}
	day, err := Day(cell)
	if err != nil {
		f.refuse(at, "refusal.sheet.day", cell)
	}
	return day
}

// minutes reads whole minutes, or hours and minutes as "1:30".
func (f *filler) minutes(cell string, at Place) int {
	if cell == "" {
		return 0
	}
	if m := hoursForm.FindStringSubmatch(cell); m != nil {
		hours, _ := strconv.Atoi(m[1])
		minutes, _ := strconv.Atoi(m[2])
		return hours*60 + minutes
	}
	n, ok := Whole(cell)
	if !ok || n < 0 || n > 1<<30 {
		f.refuse(at, "refusal.sheet.minutes", cell)
		return 0
	}
	return int(n)
}

var hoursForm = regexp.MustCompile(`^(\d{1,5}):([0-5]\d)$`)

// readEvidence adds the rows of the list to the items they name.
func (f *filler) readEvidence() {
	if f.evidence == nil {
		f.refuse(Place{File: f.answers.File}, "refusal.sheet.no_evidence_sheet")
		return
	}
	at, ok := f.columns(f.evidence, evidenceColumns, evidenceColumns...)
	if !ok {
		return
	}
	for _, row := range f.evidence.Rows {
		place := func(code string) Place { return f.evidence.At(row, at[code]) }
		ev := scheme.Evidence{Title: row.Cell(at["title"]), Kind: f.kind(row.Cell(at["kind"])), Version: row.Cell(at["version"]),
			Date: f.day(row.Cell(at["date"]), place("date")), SHA256: hexOf(row.Cell(at["sha256"])), KeptAt: row.Cell(at["kept_at"])}
		id := scheme.CriterionID(row.Cell(at["item"]))
		if id == "" && ev == (scheme.Evidence{}) {
			continue // only columns of people's own
		}
		i, known := f.rows[id]
		if !known {
			f.refuse(place("item"), "refusal.sheet.no_item", string(id))
			continue
		}
		field := scheme.Field(id, "evidence."+number(len(f.items[i].Answer.Evidence)))
		for _, code := range evidenceColumns[1:] {
			f.places[field+"."+code] = place(code)
		}
		f.items[i].Answer.Evidence = append(f.items[i].Answer.Evidence, ev)
	}
}

// kind reads a sort of evidence: its code, alone or with its name in either
// language. All else is the maker's own wording.
func (f *filler) kind(cell string) string {
	for _, k := range f.kinds {
		if cell == k.ID || cell == k.ID+" "+k.Name.Ja || cell == k.ID+" "+k.Name.En {
			return k.ID
		}
	}
	return cell
}

// hexOf writes a checksum as the rule book has it: tools print it in capitals
// and in groups.
func hexOf(cell string) string {
	return strings.ToLower(strings.Join(strings.Fields(cell), ""))
}

// check says where the rule book would not save what was read.
func (f *filler) check() {
	for _, one := range f.items {
		for _, no := range scheme.RefusalsOf(one.Answer.CheckDraft(f.edition)) {
			at, known := f.places[no.Field]
			if !known {
				at = Place{File: f.answers.File, Sheet: f.answers.Sheet}
			}
			f.refuse(at, "refusal.sheet.cell", no)
		}
	}
}
