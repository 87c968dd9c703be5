package store

import (
	"cmp"
	"strings"
	"time"

	"shirushi/internal/scheme"
)

// A Waiting is one thing that waits for people of the office, as one row says
// it. What more there is to know of it stands in its own record.
type Waiting struct {
	Sort    scheme.AgendaSort
	ID      string // of the case, the doubt and so on; of a correction, an erasure or a judgment that of its label
	Label   scheme.LabelNumber
	State   string          // of a doubt that is looked into and of which all was read: "to_answer"
	Since   time.Time       // from when on it waits; zero where the record does not say
	Due     scheme.Date     // where the record itself has one
	Officer scheme.PersonID // who has it; "" for nobody, or for somebody who is away or gone
	Again   bool            // of a succession or a reissue: a decision on it was taken back
}

// A WaitingFilter says for whom and when things wait.
type WaitingFilter struct {
	Person       scheme.PersonID // who reads; what this person keeps off, or must leave to a second one, is left out
	Today        scheme.Date
	CaseReview   scheme.Date // reviews of warnings up to this day
	MisuseReview scheme.Date // reviews of entries of improper use up to this day
	Limit        int         // of each sort; at most 500, which is also what 0 means
}

// waiting says of one sort from what it is read, in which order, and what
// stands in its columns; a column without a word is empty. matter is whose it
// is, for recusals: organisations, and the application last. first is who did
// the first half of what takes two, who is not shown the second.
type waiting struct {
	sort                                                             scheme.AgendaSort
	id, label, state, since, due, officer, first, again, from, order string
	matter                                                           [3]string
}

// ofLabel is the matter of what is about a label l.
var ofLabel = [3]string{"l.holder", "''", "l.application"}

// byDue orders by a day, what has none last.
func byDue(column string) string {
	return "CASE " + column + " WHEN '' THEN '9' ELSE " + column + " END"
}

// again tells whether a decision on a thing was taken back.
func again(table string) string {
	return "CASE " + table + ".reopened WHEN 'null' THEN 0 ELSE 1 END"
}

// waitings are all sorts. $1 is the reader, $2 today, $3 and $4 the last days
// of reviews that are shown, $5 how many of each sort.
var waitings = []waiting{
	{sort: scheme.AgendaCase, id: "c.id", label: "c.label", state: "c.state", since: "c.opened", due: "c.due", officer: "c.officer", matter: ofLabel, order: byDue("c.due") + ", c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.closed = '' AND c.state NOT IN ('case_hearing', 'case_heard')
			AND (c.state NOT IN ('case_demanded', 'case_correcting') OR c.due <> '' AND c.due < $2)`},
	{sort: scheme.AgendaMoreTime, id: "c.id", label: "c.label", state: "c.state", since: "c.opened", due: "c.time_due", officer: "c.officer", matter: ofLabel, order: "c.time_due, c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.time_due <> '' AND c.closed = ''`},
	{sort: scheme.AgendaHearing, id: "c.id", label: "c.label", state: "c.state", since: "c.opened", due: "c.due", officer: "c.officer", matter: ofLabel, order: byDue("c.due") + ", c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.closed = '' AND (c.state = 'case_heard' OR c.state = 'case_hearing' AND c.due < $2)`},
	{sort: scheme.AgendaWarning, id: "c.id", label: "c.label", state: "c.state", since: "c.opened", first: "c.second_by", matter: ofLabel, order: "c.opened, c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.second_by <> '' AND c.closed = ''`},
	{sort: scheme.AgendaAnnouncement, id: "c.id", label: "c.label", state: "c.state", since: "c.closed", first: "c.second_by", matter: ofLabel, order: "c.opened, c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.second_by <> '' AND c.state = 'case_revoked'`},
	{sort: scheme.AgendaWarningReview, id: "c.id", label: "c.label", state: "c.state", since: "c.opened", due: "c.review", officer: "c.officer", matter: ofLabel, order: "c.review, c.id",
		from: `label_case c JOIN label l ON l.number = c.label WHERE c.review <> '' AND c.review <= $3 AND c.closed = ''`},
	{sort: scheme.AgendaDoubt, id: "d.id", label: "d.label", state: "CASE WHEN d.unread = 0 AND d.state <> 'doubt_received' THEN 'to_answer' ELSE d.state END", since: "d.received", due: "d.due", matter: ofLabel, order: byDue("d.due") + ", d.id",
		from: `doubt d LEFT JOIN label l ON l.number = d.label AND d.label <> '' WHERE d.closed = '' AND (d.due <> '' OR d.unread = 1)`},
	{sort: scheme.AgendaMisuse, id: "m.id", state: "m.state", since: "m.entered", first: "CASE m.state WHEN 'misuse_noticed' THEN m.entered_by ELSE '' END", order: "m.entered, m.id",
		matter: [3]string{"m.organisation", "''", "''"}, from: `misuse m WHERE (m.state = 'misuse_draft' OR m.state = 'misuse_noticed' AND m.due < $2)`},
	{sort: scheme.AgendaMisuseReview, id: "m.id", state: "m.state", since: "m.entered", due: "m.review", order: "m.review, m.id",
		matter: [3]string{"m.organisation", "''", "''"}, from: `misuse m WHERE m.state = 'misuse_published' AND m.review <= $4`},
	{sort: scheme.AgendaNews, id: "b.id", label: "b.label", since: "b.told", due: "b.due", matter: ofLabel, order: "b.told, b.id",
		from: `bulletin b JOIN label l ON l.number = b.label WHERE b.serious = 1 AND b.looked_at = '' AND b.dropped = ''`},
	{sort: scheme.AgendaSuccession, id: "s.id", label: "s.label", state: "s.state", due: "s.due", again: again("s"), order: byDue("s.due") + ", s.id",
		matter: [3]string{"l.holder", "s.to_holder", "l.application"}, from: `succession s JOIN label l ON l.number = s.label WHERE s.closed = '' AND s.state = 'accepted'`},
	{sort: scheme.AgendaReissue, id: "r.id", label: "r.label", state: "r.state", since: "r.asked", due: "r.due", again: again("r"), matter: ofLabel, order: "r.asked, r.id",
		from: `reissue r JOIN label l ON l.number = r.label WHERE r.closed = ''`},
	{sort: scheme.AgendaObjection, id: "o.id", label: "o.label", state: "o.state", since: "o.lodged", due: "o.due", officer: "o.officer", first: "o.lodged_by", order: byDue("o.due") + ", o.id",
		matter: [3]string{"o.lodged_for", "COALESCE(s.from_holder, l.holder, '')", "CASE o.against WHEN 'application' THEN o.subject ELSE l.application END"},
		from:   `objection o LEFT JOIN label l ON l.number = o.label AND o.label <> '' LEFT JOIN succession s ON s.id = o.subject AND o.against = 'succession' WHERE o.closed = ''`},
	{sort: scheme.AgendaCorrection, id: "l.number", label: "l.number", since: "l.updated", first: "l.correction_by", matter: ofLabel, order: "l.updated, l.number",
		from: `label l WHERE l.correction_by <> ''`},
	{sort: scheme.AgendaErasure, id: "l.number", label: "l.number", since: "l.updated", first: "l.erasure_by", matter: ofLabel, order: "l.updated, l.number",
		from: `label l WHERE l.erasure_by <> ''`},
	{sort: scheme.AgendaJudgment, id: "j.label", label: "j.label", since: "j.entered", first: "j.entered_by", matter: ofLabel, order: "j.entered, j.id",
		from: `judgment j JOIN label l ON l.number = j.label WHERE j.closed = ''`},
}

// query reads one sort without what the reader keeps off, and without what
// waits for somebody else than the reader because it takes two.
func (p waiting) query() string {
	column := func(name, word string) string { return cmp.Or(word, "''") + " AS " + name }
	columns := []string{"'" + string(p.sort) + "' AS sort", column("id", p.id), column("label", p.label), column("state", p.state), column("since", p.since),
		column("due", p.due), column("officer", p.officer), cmp.Or(p.again, "0") + " AS again"}
	from := p.from + " AND NOT EXISTS (SELECT 1 FROM recusal k WHERE k.person = $1 AND k.lifted = '' AND (k.organisation <> '' AND k.organisation IN (" + p.matter[0] + ", " + p.matter[1] +
		") OR k.application <> '' AND k.application = " + p.matter[2] + "))"
	if p.first != "" {
		from += " AND " + p.first + " <> $1"
	}
	return "SELECT * FROM (SELECT " + strings.Join(columns, ", ") + " FROM " + from + " ORDER BY " + p.order + " LIMIT $5) AS part"
}

// waitingQuery reads all sorts at once. Who has a thing counts for nobody while
// away or gone.
var waitingQuery = func() string {
	var parts []string
	for _, p := range waitings {
		parts = append(parts, p.query())
	}
	return `SELECT w.sort, w.id, w.label, w.state, w.since, w.due, w.again, CASE WHEN w.officer = $1 OR EXISTS (SELECT 1 FROM person p WHERE p.id = w.officer AND p.dismissed = '')
		AND NOT EXISTS (SELECT 1 FROM absence a WHERE a.person = w.officer AND a.ended = '' AND a.first_day <= $2 AND a.last_day >= $2) THEN w.officer ELSE '' END
		FROM (` + strings.Join(parts, " UNION ALL ") + ") AS w"
}()

// Waiting lists what waits for a person of the office, sort by sort, of each
// what is due first at first.
func (tx *Tx) Waiting(f WaitingFilter) ([]Waiting, error) {
	args, err := valuesOf([]any{f.Person, f.Today, f.CaseReview, f.MisuseReview, rows(f.Limit)})
	if err != nil {
		return nil, err
	}
	found, err := tx.on.QueryContext(tx.ctx, waitingQuery, args...)
	if err != nil {
		return nil, tx.fail("what waits", "read", err)
	}
	defer found.Close()
	var all []Waiting
	for found.Next() {
		var w Waiting
		if err := found.Scan(&w.Sort, &w.ID, &w.Label, &w.State, instant{&w.Since}, &w.Due, flag{&w.Again}, &w.Officer); err != nil {
			return nil, tx.fail("what waits", "read", err)
		}
		all = append(all, w)
	}
	if err := found.Err(); err != nil {
		return nil, tx.fail("what waits", "read", err)
	}
	return all, nil
}
