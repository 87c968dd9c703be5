package sheet

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
)

// A Form is a checklist on its way out: a workbook in which the maker answers
// the items away from the site, with drop-downs, guidance, a list of evidence,
// and a page that says how to fill it in. Codes carry the meaning, words only
// stand beside them, so that either language may be read back.
//
// A hidden sheet says for which application and edition the workbook is, and
// of each item which answer it was made from.
type Form struct {
	Application scheme.ApplicationID
	Edition     scheme.Edition
	Kinds       scheme.EvidenceKinds
	Checklist   scheme.Checklist
	Product     scheme.Text // said on the first line
	AsOf        string      // a line that says of when the answers are
	Lang        string      // of the headings and of the words beside codes
}

// Codes of the columns. They end the heading in brackets: people may reword
// what stands before.
var (
	answerColumns   = []string{"item", "title", "asked", "verdict", "method", "rationale", "public_note", "assessor", "assessed_on", "minutes", "carried"}
	filledColumns   = answerColumns[3:10]
	evidenceColumns = []string{"item", "title", "kind", "version", "date", "sha256", "kept_at"}
	answerWidths    = []float64{10, 30, 46, 24, 22, 60, 44, 18, 13, 12, 18}
	evidenceWidths  = []float64{10, 44, 32, 12, 13, 30, 36}
)

const (
	formSign    = "shirushi-checklist"
	formVersion = "1"
	readyRows   = 200 // of the list of evidence, with drop-downs
	listsAt     = 6   // column of the hidden sheet in which the choices begin
	ownKindsAt  = 8   // column of the hidden sheet with sorts of evidence in the maker's own words
	ownColumns  = 20  // columns right of ours that people may write in
)

// WriteForm writes the workbook.
func WriteForm(w io.Writer, form Form) error {
	f := excelize.NewFile()
	defer f.Close()
	styles, err := newStyles(f)
	if err != nil {
		return fmt.Errorf("write checklist: %w", err)
	}
	m := maker{Form: form, f: f, styles: styles, p: i18n.For(form.Lang)}
	for i, step := range []struct {
		name string
		make func()
	}{{"answers", m.answers}, {"evidence", m.evidence}, {"how", m.how}, {"hidden", m.hidden}} {
		m.pen = pen{f: f}
		if m.sheet, err = addSheet(f, m.p.T("sheet.form."+step.name), i); err != nil {
			return fmt.Errorf("write checklist: %w", err)
		}
		step.make()
		if m.pen.err != nil {
			return fmt.Errorf("write checklist, sheet %s: %w", m.sheet, m.pen.err)
		}
	}
	f.SetActiveSheet(0)
	if err := f.Write(w); err != nil {
		return fmt.Errorf("write checklist: %w", err)
	}
	return nil
}

// A maker makes one workbook, sheet by sheet.
type maker struct {
	Form
	pen
	f      *excelize.File
	styles styles
	p      *i18n.Printer
}

// heads writes a row of headings, each ending in its code.
func (m *maker) heads(row int, word func(code string) string, codes []string, widths []float64) {
	for i, code := range codes {
		m.put(i+1, row, word(code)+"\n["+code+"]", m.styles.heading)
		m.width(i+1, widths[i])
	}
	m.keep(m.f.SetRowHeight(m.sheet, row, 36))
	m.freeze(row, 2)
	m.landscape()
}

// head is the number of the row of headings in both sheets.
const head = 3

// lines are the two above the headings.
func (m *maker) lines() {
	m.put(1, 1, m.p.T("sheet.form.head", m.Product, string(m.Edition.ID)), m.styles.note)
	m.put(1, 2, m.AsOf+" "+m.p.T("sheet.form.fill"), m.styles.note)
}

func (m *maker) answers() {
	m.lines()
	m.heads(head, func(code string) string {
		switch code {
		case "item", "title", "asked", "carried":
			return m.p.T("sheet.form.column." + code)
		}
		return m.p.T("field." + code)
	}, answerColumns, answerWidths)
	for i, c := range m.Edition.Items {
		a, row := m.Checklist.Answer(c.ID), head+1+i
		minutes := any(a.Minutes)
		if a.Minutes == 0 {
			minutes = nil
		}
		for j, cell := range []any{c.ID, c.Title.In(m.Lang), c.Guidance.Asked.In(m.Lang)} {
			m.put(j+1, row, cell, m.styles.shut)
		}
		for j, cell := range []any{m.verdict(a.Verdict), m.method(a.Method), a.Rationale, a.PublicNote, a.Assessor, a.AssessedOn, minutes} {
			style := m.styles.text
			switch j {
			case 5:
				style = m.styles.date
			case 6:
				style = m.styles.number
			}
			m.put(j+4, row, cell, style)
		}
		if a.Carried {
			m.put(len(answerColumns), row, m.p.T("checklist.carried"), m.styles.shut)
		} else {
			m.put(len(answerColumns), row, nil, m.styles.shut)
		}
		m.tall(row, []string{c.Title.In(m.Lang), c.Guidance.Asked.In(m.Lang), a.Rationale, a.PublicNote},
			[]float64{answerWidths[1], answerWidths[2], answerWidths[5], answerWidths[6]})
		m.choose(fmt.Sprintf("D%d", row), m.verdicts(c))
		m.choose(fmt.Sprintf("E%d", row), m.methods(c))
	}
	m.keep(m.f.SetColStyle(m.sheet, letters(len(answerColumns)+1)+":"+letters(len(answerColumns)+ownColumns), m.styles.text))
	m.protect()
}

func (m *maker) coded(prefix, code string) string {
	if code == "" || !m.p.Has(prefix+code) {
		return code
	}
	return code + " " + m.p.T(prefix+code)
}

func (m *maker) verdict(v scheme.Verdict) string { return m.coded("verdict.", string(v)) }
func (m *maker) method(v scheme.Method) string   { return m.coded("method.", string(v)) }

func (m *maker) verdicts(c scheme.Criterion) []string {
	all := []string{m.verdict(scheme.Conforms), m.verdict(scheme.DoesNotConform)}
	if c.NotApplicable {
		all = append(all, m.verdict(scheme.NotApplicable))
	}
	return all
}

func (m *maker) methods(c scheme.Criterion) []string {
	var all []string
	for _, one := range c.Methods {
		all = append(all, m.method(one))
	}
	return all
}

// choose offers a few choices in a cell.
func (m *maker) choose(cells string, choices []string) {
	v := excelize.NewDataValidation(true)
	v.Sqref = cells
	m.keep(v.SetDropList(choices))
	m.offer(v)
}

// chooseFrom offers the choices that stand in a column of the hidden sheet.
func (m *maker) chooseFrom(cells string, column, count int) {
	if count == 0 {
		return
	}
	v := excelize.NewDataValidation(true)
	v.Sqref = cells
	at := letters(column)
	v.SetSqrefDropList(fmt.Sprintf("'%s'!$%s$1:$%s$%d", strings.ReplaceAll(m.p.T("sheet.form.hidden"), "'", "''"), at, at, count))
	m.offer(v)
}

func (m *maker) offer(v *excelize.DataValidation) {
	v.SetError(excelize.DataValidationErrorStyleWarning, m.p.T("sheet.form.choose"), m.p.T("sheet.form.choose_text"))
	m.keep(m.f.AddDataValidation(m.sheet, v))
}

// protect lets people fill in the open cells, and see all of them.
func (m *maker) protect() {
	m.keep(m.f.ProtectSheet(m.sheet, &excelize.SheetProtectionOptions{
		SelectLockedCells: true, SelectUnlockedCells: true, FormatCells: true, FormatColumns: true, FormatRows: true, AutoFilter: true,
	}))
}

func (m *maker) evidence() {
	m.lines()
	m.heads(head, func(code string) string {
		if code == "item" {
			return m.p.T("sheet.form.column.item")
		}
		return m.p.T("field." + code)
	}, evidenceColumns, evidenceWidths)
	row := head
	for _, c := range m.Edition.Items {
		for _, ev := range m.Checklist.Answer(c.ID).Evidence {
			row++
			for j, cell := range []any{c.ID, ev.Title, m.kind(ev.Kind), ev.Version, ev.Date, ev.SHA256, ev.KeptAt} {
				style := m.styles.text
				if j == 4 {
					style = m.styles.date
				}
				m.put(j+1, row, cell, style)
			}
		}
	}
	last := row + readyRows
	m.keep(m.f.SetCellStyle(m.sheet, fmt.Sprintf("A%d", row+1), fmt.Sprintf("G%d", last), m.styles.text))
	m.keep(m.f.SetCellStyle(m.sheet, fmt.Sprintf("E%d", row+1), fmt.Sprintf("E%d", last), m.styles.date))
	m.chooseFrom(fmt.Sprintf("A%d:A%d", head+1, last), listsAt, len(m.Edition.Items))
	m.chooseFrom(fmt.Sprintf("C%d:C%d", head+1, last), listsAt+1, len(m.Kinds))
}

// kind writes a sort of evidence as code and name; the maker's own words stay.
func (m *maker) kind(kind string) string {
	if !slices.ContainsFunc(m.Kinds, func(k scheme.EvidenceKind) bool { return k.ID == kind }) {
		return kind
	}
	return kind + " " + m.Kinds.Name(kind).In(m.Lang)
}

// ownKinds are the sorts of evidence that the checklist names in the maker's
// own words.
func (m *maker) ownKinds() []string {
	var own []string
	for _, c := range m.Edition.Items {
		for _, ev := range m.Checklist.Answer(c.ID).Evidence {
			if ev.Kind != "" && m.kind(ev.Kind) == ev.Kind && !slices.Contains(own, ev.Kind) {
				own = append(own, ev.Kind)
			}
		}
	}
	return own
}

// howLines is how many lines the page of instructions has, in each language.
const howLines = 9

func (m *maker) how() {
	m.width(1, 70)
	m.width(2, 70)
	for i, lang := range []string{"ja", "en"} {
		p := i18n.For(lang)
		m.put(i+1, 1, p.T("sheet.form.how"), m.styles.heading)
		for n := range howLines {
			m.put(i+1, n+2, p.T("sheet.form.how."+number(n+1)), m.styles.shut)
		}
	}
	for n := range howLines {
		key := "sheet.form.how." + number(n+1)
		m.tall(n+2, []string{i18n.For("ja").T(key), i18n.For("en").T(key)}, []float64{70, 70})
	}
	m.landscape()
	m.protect()
}

// hidden keeps what the site needs to know when the workbook comes back, and
// the longer lists of choices.
func (m *maker) hidden() {
	text := m.styles.shut
	for i, pair := range [][2]string{{formSign, formVersion}, {"application", string(m.Application)}, {"edition", string(m.Edition.ID)}} {
		m.put(1, i+1, pair[0], text)
		m.put(2, i+1, pair[1], text)
	}
	for i, c := range m.Edition.Items {
		a := m.Checklist.Answer(c.ID)
		for j, cell := range []any{c.ID, number(a.Revision), a.Mark()} {
			m.put(j+1, i+4, cell, text)
		}
		m.put(listsAt, i+1, c.ID, text)
	}
	for i, k := range m.Kinds {
		m.put(listsAt+1, i+1, m.kind(k.ID), text)
	}
	for i, own := range m.ownKinds() {
		m.put(ownKindsAt, i+1, own, text)
	}
	m.protect()
	m.keep(m.f.SetSheetVisible(m.sheet, false))
}
