package sheet

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// formFaults bounds how many refusals of a checklist are told at once. Past
// it the number of the others is told.
const formFaults = 200

// ReadForm reads a checklist that WriteForm wrote and someone filled in, for
// this application and edition. It refuses a workbook that is none, or is of
// another application or edition, and every cell that cannot be taken: what
// the rule book would not save is refused with the cell's place, all cells at
// once, in the order of the workbook. Items whose rows were removed are left
// out; columns without a code are not read.
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
		return nil, f.faultsOr(at.refuse("refusal.sheet.not_form"))
	case f.hidden.Rows[1].Cell(1) != string(application):
		return nil, at.refuse("refusal.sheet.other_application")
	case f.hidden.Rows[2].Cell(1) != string(edition.ID):
		return nil, at.refuse("refusal.sheet.other_edition", f.hidden.Rows[2].Cell(1), string(edition.ID))
	}
	f.readAnswers()
	f.readEvidence()
	f.check()
	if err := f.faults(at); err != nil {
		return nil, err
	}
	return f.items, nil
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
	sheets            []string                   // in the order of the workbook
	no                scheme.Refusals
}

// find tells the sheets apart by what stands in them, whatever their names.
func (f *filler) find(k *book) error {
	for _, s := range k.sheets {
		f.sheets = append(f.sheets, s.name)
		t, err := k.read(s)
		if t == nil {
			return err
		}
		f.no = append(f.no, scheme.RefusalsOf(err)...)
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

func (f *filler) refuse(at Place, key string, args ...any) { f.no.Add(at.refuse(key, args...)) }

// columns are those of a sheet; what is missing is refused.
func (f *filler) columns(t *Table, codes []string, needed ...string) map[string]int {
	there := codesOf(Row{Cells: t.Columns})
	for _, code := range needed {
		if _, has := there[code]; !has {
			f.refuse(Place{File: t.File, Sheet: t.Sheet}, "refusal.sheet.no_column", "["+code+"]")
		}
	}
	for _, code := range codes {
		if _, has := there[code]; !has {
			there[code] = -1
		}
	}
	return there
}

// readAnswers reads one item from each row that names one.
func (f *filler) readAnswers() {
	at := f.columns(f.answers, answerColumns, filledColumns...)
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
}

func (f *filler) answer(id scheme.CriterionID, row Row, at map[string]int) scheme.Answer {
	a := scheme.Answer{Criterion: id}
	cell := func(code string) (string, Place) {
		place := f.answers.At(row, at[code])
		f.places[scheme.Field(id, code)] = place
		return row.Cell(at[code]), place
	}
	text := func(code string) string { s, _ := cell(code); return s }
	a.Verdict = scheme.Verdict(codeOf(text("verdict"), "verdict.", verdictCodes))
	a.Method = scheme.Method(codeOf(text("method"), "method.", methodCodes))
	a.Rationale, a.PublicNote, a.Assessor = text("rationale"), text("public_note"), text("assessor")
	a.AssessedOn = f.day(cell("assessed_on"))
	a.Minutes = f.minutes(cell("minutes"))
	f.places[scheme.Field(id, "evidence")] = f.answers.At(row, at["item"])
	return a
}

var (
	verdictCodes = []string{string(scheme.Conforms), string(scheme.DoesNotConform), string(scheme.NotApplicable)}
	methodCodes  = []string{string(scheme.MethodDocument), string(scheme.MethodDevice)}
)

// codeOf is the code that a cell means: one of codes that begins it, such as
// "conforms 適合", or whose word in either language it is, whatever its width
// and case. All else is returned as it stands, to be refused.
func codeOf(cell, prefix string, codes []string) string {
	said := folded(cell)
	code, _, _ := strings.Cut(said, " ")
	if slices.Contains(codes, code) {
		return code
	}
	for _, lang := range i18n.Languages {
		for _, code := range codes {
			if said == folded(i18n.For(lang).T(prefix+code)) {
				return code
			}
		}
	}
	return cell
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
	n, ok := Minutes(cell)
	if !ok || n < 0 {
		f.refuse(at, "refusal.sheet.minutes", cell)
		return 0
	}
	return n
}

// Minutes reads a time spent, in whichever width it was typed: whole minutes
// (90), or hours and minutes (1:30). Nothing typed is no time.
func Minutes(typed string) (int, bool) {
	typed = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(norm.NFKC.String(typed)), "分"))
	if typed == "" {
		return 0, true
	}
	if m := hoursForm.FindStringSubmatch(typed); m != nil {
		hours, _ := strconv.Atoi(m[1])
		minutes, _ := strconv.Atoi(m[2])
		return hours*60 + minutes, true
	}
	n, ok := Whole(typed)
	if !ok || n < -1<<30 || n > 1<<30 {
		return 0, false
	}
	return int(n), true
}

var hoursForm = regexp.MustCompile(`^(\d{1,5}):([0-5]\d)$`)

// readEvidence adds the rows of the list to the items they name.
func (f *filler) readEvidence() {
	if f.evidence == nil {
		f.refuse(Place{File: f.answers.File}, "refusal.sheet.no_evidence_sheet")
		return
	}
	at := f.columns(f.evidence, evidenceColumns, evidenceColumns...)
	offered := f.offered()
	for _, row := range f.evidence.Rows {
		place := func(code string) Place { return f.evidence.At(row, at[code]) }
		ev := scheme.Evidence{Title: row.Cell(at["title"]), Kind: f.kind(row.Cell(at["kind"]), offered), Version: row.Cell(at["version"]),
			Date: f.day(row.Cell(at["date"]), place("date")), SHA256: hexOf(row.Cell(at["sha256"])), KeptAt: row.Cell(at["kept_at"])}
		id := scheme.CriterionID(row.Cell(at["item"]))
		if id == "" && ev == (scheme.Evidence{}) {
			continue // only columns of people's own
		}
		if ev.Kind != "" && len(f.kinds) > 0 && !slices.Contains(offered, ev.Kind) {
			f.refuse(place("kind"), "refusal.sheet.evidence_kind", ev.Kind, scheme.Text{Ja: f.names("ja"), En: f.names("en")})
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

// kind reads a sort of evidence: its code or its name in either language, or
// both, whatever their width and case. Words of the maker's own stay.
func (f *filler) kind(cell string, offered []string) string {
	if slices.Contains(offered, cell) {
		return cell
	}
	said := folded(cell)
	for _, k := range f.kinds {
		for _, words := range []string{k.ID, k.Name.Ja, k.Name.En, k.ID + " " + k.Name.Ja, k.ID + " " + k.Name.En} {
			if said != "" && said == folded(words) {
				return k.ID
			}
		}
	}
	return cell
}

// offered are the sorts of evidence that may be named: the scheme's, and
// words of the maker's own that the site had when the workbook was made. Of a
// scheme that tells no sorts apart all words are the maker's own.
func (f *filler) offered() []string {
	var all []string
	for _, k := range f.kinds {
		all = append(all, k.ID)
	}
	for _, row := range f.hidden.Rows {
		if own := row.Cell(ownKindsAt - 1); own != "" {
			all = append(all, own)
		}
	}
	return all
}

// names are the scheme's sorts of evidence in words.
func (f *filler) names(lang string) string {
	var all []string
	for _, k := range f.kinds {
		all = append(all, k.Name.In(lang))
	}
	return i18n.For(lang).List(all)
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

// faults are the refusals in the order of the workbook: by sheet, row and
// column, and of each cell only the first, because the others come of it.
func (f *filler) faults(whole Place) error {
	type fault struct {
		sheet, row, column int
		no                 *scheme.Refusal
	}
	var all []fault
	cells := map[string]bool{}
	for _, no := range f.no {
		place := no.Args[0].(string)
		parts := strings.Split(place, " › ")
		one := fault{no: no}
		if len(parts) > 1 {
			one.column, one.row, _ = address(parts[len(parts)-1])
			one.sheet = 1 + slices.IndexFunc(f.sheets, func(name string) bool { return slices.Contains(parts[1:], name) })
		}
		if one.row > 0 && cells[place] {
			continue
		}
		cells[place] = true
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b fault) int {
		return cmp.Or(a.sheet-b.sheet, a.row-b.row, a.column-b.column)
	})
	var told scheme.Refusals
	for i, one := range all {
		if i == formFaults {
			told.Add(whole.refuse("refusal.sheet.more", len(all)-i))
			break
		}
		told.Add(one.no)
	}
	return told.Err()
}

// faultsOr returns the faults of cells; when there are none, otherwise.
func (f *filler) faultsOr(otherwise error) error {
	if len(f.no) > 0 {
		return f.no.Err()
	}
	return otherwise
}
