package scheme

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A StatementWords is what banks of the scheme's country write on their
// statements: data, because every country's banks do it in their own way.
type StatementWords struct {
	Headings   map[Column][]string // of the columns, as banks call them
	Incoming   []string            // marks of a row of money that came in
	Outgoing   []string            // marks of a row of money that went out
	LegalForms []string            // parts of a company's name that banks shorten or leave out
	Eras       []Era
	Official   bool
}

// An Era is a way of counting years: the year 1 is that of From.
type Era struct {
	Name  string
	Short string
	From  Date
}

// A Column is a kind of column of a bank statement.
type Column string

const (
	ColumnDay    Column = "day"
	ColumnIn     Column = "in"     // amount that came in
	ColumnOut    Column = "out"    // amount that went out
	ColumnEither Column = "amount" // either, told apart by its sign or by the mark
	ColumnMark   Column = "mark"   // whether the row is of money that came in or went out
	ColumnPayer  Column = "payer"
	ColumnMemo   Column = "memo"
)

// Columns are all kinds, in the order in which they are asked for.
var Columns = []Column{ColumnDay, ColumnIn, ColumnOut, ColumnEither, ColumnMark, ColumnPayer, ColumnMemo}

// A StatementForm says which column of a statement is which, counted from 1;
// a kind that the bank does not give is 0 or absent. It is remembered for the
// next statement.
type StatementForm struct {
	Revision int
	Columns  map[Column]int
}

// Check refuses a form by which no row could be read.
func (f StatementForm) Check(width int) error {
	var no Refusals
	if f.Columns[ColumnDay] == 0 {
		no.Add(Refuse(Invalid, "refusal.money.column_day").On("column_day"))
	}
	if f.Columns[ColumnIn] == 0 && f.Columns[ColumnEither] == 0 {
		no.Add(Refuse(Invalid, "refusal.money.column_in").On("column_in"))
	}
	if f.Columns[ColumnPayer] == 0 && f.Columns[ColumnMemo] == 0 {
		no.Add(Refuse(Invalid, "refusal.money.column_payer").On("column_payer"))
	}
	taken := map[int]bool{}
	for _, kind := range Columns {
		at := f.Columns[kind]
		switch {
		case at < 0 || at > width:
			no.Add(Refuse(Invalid, "refusal.money.column_range").On("column_" + string(kind)).With(width))
		case at > 0 && taken[at]:
			no.Add(Refuse(Invalid, "refusal.money.column_twice").On("column_" + string(kind)))
		}
		taken[at] = at > 0
	}
	return no.Err()
}

// GuessForm returns the form that the headings of a statement suggest. folded
// makes two spellings of a heading alike.
func (w StatementWords) GuessForm(rows [][]string, folded func(string) string) StatementForm {
	f := StatementForm{Columns: map[Column]int{}}
	for _, row := range rows[:min(len(rows), 20)] {
		for i, cell := range row {
			for _, kind := range Columns {
				if f.Columns[kind] == 0 && contains(w.Headings[kind], cell, folded) {
					f.Columns[kind] = i + 1
					break
				}
			}
		}
		if f.Columns[ColumnDay] > 0 {
			return f
		}
	}
	return f
}

func contains(words []string, cell string, folded func(string) string) bool {
	for _, one := range words {
		if folded(one) == folded(cell) && strings.TrimSpace(cell) != "" {
			return true
		}
	}
	return false
}

// A StatementRow is one row of a bank statement as it was read.
type StatementRow struct {
	Line    int // in the file, from 1
	Day     Date
	Yen     int
	Payer   string
	Memo    string
	Out     bool     // money that went out
	Problem *Refusal // why the row cannot be read; nil when it could be
	Key     string   // the same for the same row of the same account, whatever file it stands in
}

// MostRows bounds one statement.
const MostRows = 2000

// ReadStatement reads the rows of a statement. Rows before the first one that
// can be read are headings and left out; after that, what cannot be read is
// returned with its problem, never dropped in silence. A row is known by all
// that stands on its line, whatever form it is read by; of lines alike the
// first is told from the second by its place.
func (w StatementWords) ReadStatement(rows [][]string, f StatementForm, today Date, folded func(string) string) []StatementRow {
	var all []StatementRow
	var before []StatementRow
	seen := map[string]int{}
	for i, cells := range rows {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		key := w.rowKey(cells, seen, folded)
		row := w.readRow(cells, f, today)
		row.Line = i + 1
		if row.Problem != nil && len(all) == 0 {
			before = append(before, row)
			continue
		}
		if row.Problem == nil {
			row.Key = key
		}
		all = append(all, row)
	}
	if len(all) == 0 {
		return before // nothing could be read: the reader must see why
	}
	return all
}

// rowKey names a line by what stands on it: days and amounts however they are
// written, other cells folded. seen counts the lines alike before it.
func (w StatementWords) rowKey(cells []string, seen map[string]int, folded func(string) string) string {
	plain := make([]string, len(cells))
	last := 0
	for i, cell := range cells {
		if plain[i] = w.plainCell(cell, folded); plain[i] != "" {
			last = i + 1
		}
	}
	one := strings.Join(plain[:last], "\x00")
	seen[one]++
	sum := sha256.Sum256([]byte(one + "\x00" + strconv.Itoa(seen[one])))
	return "S" + hex.EncodeToString(sum[:16])
}

// plainCell makes a cell comparable. It asks for no day of reading, so that
// the same cell is the same next year: six digits are an amount to it.
func (w StatementWords) plainCell(cell string, folded func(string) string) string {
	cell = strings.TrimSpace(cell)
	if short := strings.TrimSpace(widthless(cell)); !digits(short) || len(short) == 8 {
		if day, ok := w.Day(cell, ""); ok {
			return string(day)
		}
	}
	if yen, ok := ParseYen(cell); ok {
		return strconv.Itoa(yen)
	}
	return folded(cell)
}

func (w StatementWords) readRow(cells []string, f StatementForm, today Date) StatementRow {
	cell := func(kind Column) string {
		if at := f.Columns[kind]; at > 0 && at <= len(cells) {
			return strings.TrimSpace(cells[at-1])
		}
		return ""
	}
	row := StatementRow{Payer: clip(cell(ColumnPayer)), Memo: clip(cell(ColumnMemo))}
	day, ok := w.Day(cell(ColumnDay), today)
	if !ok {
		row.Problem = Refuse(Invalid, "refusal.money.row_day").With(clip(cell(ColumnDay)))
		return row
	}
	row.Day = day
	row.Yen, row.Out, row.Problem = w.amount(cell(ColumnIn), cell(ColumnOut), cell(ColumnEither), cell(ColumnMark))
	if row.Problem == nil && !row.Out && day > today {
		row.Problem = Refuse(Invalid, "refusal.money.row_future").With(day)
	}
	return row
}

// clip bounds what is copied from a cell.
func clip(s string) string {
	if r := []rune(s); len(r) > maxName {
		return string(r[:maxName])
	}
	return s
}

// amount reads what came in or went out. An amount that stands in a column of
// its own needs no mark.
func (w StatementWords) amount(in, out, either, mark string) (yen int, outgoing bool, no *Refusal) {
	bad := func(text string) (int, bool, *Refusal) {
		return 0, false, Refuse(Invalid, "refusal.money.row_amount").With(clip(text))
	}
	for _, one := range []struct {
		text string
		out  bool
	}{{in, false}, {out, true}, {either, oneOf(w.Outgoing, mark)}} {
		if one.text == "" {
			continue
		}
		n, ok := ParseYen(one.text)
		if !ok || n > mostYen || n < -mostYen {
			return bad(one.text)
		}
		switch {
		case n < 0:
			return -n, !one.out, nil
		case n > 0:
			return n, one.out, nil
		}
	}
	return bad(in + out + either)
}

func oneOf(words []string, text string) bool {
	for _, one := range words {
		if narrow(one, false) == narrow(text, false) {
			return true
		}
	}
	return false
}

// ParseYen reads a whole amount as people and banks write it: with signs of
// currency, commas, full-width digits, and a minus, triangle or brackets for
// what is less than nothing. A fraction that is not nothing is no whole
// amount.
func ParseYen(s string) (int, bool) {
	s = narrow(s, false)
	minus := false
	if inner, ok := strings.CutPrefix(s, "("); ok {
		if s, ok = strings.CutSuffix(inner, ")"); !ok {
			return 0, false
		}
		minus = true
	}
	for _, sign := range []string{"-", "△", "▲", "+", "¥", "￥", `\`, "JPY", "-"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			minus = minus || sign == "-" || sign == "△" || sign == "▲"
			s = rest
		}
	}
	for _, unit := range []string{"円", "JPY"} {
		s = strings.TrimSuffix(s, unit)
	}
	if whole, rest, ok := strings.Cut(s, "."); ok && strings.Trim(rest, "0") == "" {
		s = whole
	}
	if strings.Contains(s, ",") && !grouped.MatchString(s) {
		return 0, false
	}
	s = strings.ReplaceAll(s, ",", "")
	if !digits(s) || len(s) > 15 {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if minus {
		n = -n
	}
	return n, err == nil
}

var grouped = regexp.MustCompile(`^[0-9]{1,3}(,[0-9]{3})+$`)

var dayParts = regexp.MustCompile(`^(\D*?)([0-9]{1,4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?(?:[ T].*)?$`)

// Day reads a day as banks write it: 2026-04-01, 2026/4/1, 20260401, with an
// era (R8.4.1), or as six digits of which the first two are the year of an
// era or of a century, whichever lies nearest before today.
func (w StatementWords) Day(s string, today Date) (Date, bool) {
	plain := strings.TrimSpace(widthless(s))
	if digits(plain) && len(plain) == 8 {
		return exact(atoi(plain[:4]), plain[4:6], plain[6:])
	}
	if digits(plain) && len(plain) == 6 {
		return w.nearest(plain, today)
	}
	m := dayParts.FindStringSubmatch(plain)
	if m == nil {
		return "", false
	}
	year := atoi(m[2])
	era := strings.TrimSpace(m[1])
	switch {
	case era != "":
		from, ok := w.era(era)
		if !ok || year < 1 {
			return "", false
		}
		year += from - 1
	case len(m[2]) == 2:
		return w.nearest(fmt.Sprintf("%02d%02d%02d", year, atoi(m[3]), atoi(m[4])), today)
	case len(m[2]) < 4:
		return "", false
	}
	return exact(year, m[3], m[4])
}

// nearest reads six digits.
func (w StatementWords) nearest(six string, today Date) (Date, bool) {
	years := []int{2000}
	for _, e := range w.Eras {
		years = append(years, e.From.Year()-1)
	}
	var best Date
	for _, base := range years {
		if day, ok := exact(base+atoi(six[:2]), six[2:4], six[4:]); ok && day <= today && day > best {
			best = day
		}
	}
	return best, best != ""
}

func (w StatementWords) era(name string) (year int, ok bool) {
	for _, e := range w.Eras {
		if name == e.Name || strings.EqualFold(name, e.Short) {
			return e.From.Year(), true
		}
	}
	return 0, false
}

func exact(year int, month, day string) (Date, bool) {
	d, err := ParseDate(fmt.Sprintf("%04d-%02d-%02d", year, atoi(month), atoi(day)))
	return d, err == nil
}

// atoi reads digits that have been looked at before.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// widthless makes full-width signs half-width and leaves all else.
func widthless(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000':
			return ' '
		}
		return r
	}, s)
}
