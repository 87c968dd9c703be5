package office

import (
	"bytes"
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
)

// TakeWorkbook reads a checklist workbook that the person filled in and keeps
// it until it is confirmed, in place of an earlier one. It changes no answer.
// It refuses what cannot be read, each cell with its place, and a workbook of
// another application or edition; of a refused one nothing is kept.
func (o *Office) TakeWorkbook(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, name string, file []byte) error {
	var f File
	err := o.desk.Look(ctx, who, func(w *desk.Work) (err error) {
		if _, _, err = take(w, id, scheme.DeedEdit); err == nil {
			f, err = fileOf(w, id)
		}
		return err
	})
	if err != nil {
		return err
	}
	// Read outside the transaction: a workbook takes its time.
	items, err := sheet.ReadForm(bytes.NewReader(file), name, id, f.Edition, f.Scheme.Evidence)
	if err != nil {
		return wrap("read workbook", err)
	}
	return o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		if _, _, err := take(w, id, scheme.DeedEdit); err != nil {
			return err
		}
		if days := w.Scheme.Limits.WorkbookDays; days > 0 {
			if err := w.DeleteWorkbooksBefore(w.Now.AddDate(0, 0, -days)); err != nil {
				return wrap("forget old workbooks", err)
			}
		}
		u := scheme.Workbook{Application: id, By: w.Who.Person.ID, File: sheet.CleanName(name), At: w.Now, Items: items}
		if err := w.PutWorkbook(u); err != nil {
			return wrap("keep sent workbook", err)
		}
		w.Audit("application:"+string(id), nil, map[string]any{"Workbook": u.File})
		return nil
	})
}

// A Pending is a workbook that waits, and what confirming it would change now.
type Pending struct {
	Workbook  scheme.Workbook
	Proposals []scheme.Proposal
	Mark      string // of all that is to be shown; confirming names it
}

// Workbook tells what the person's workbook would change in the checklist as it
// stands. It says Missing when none waits, or none of theirs.
func (o *Office) Workbook(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (p Pending, err error) {
	err = o.desk.Look(ctx, who, func(w *desk.Work) error {
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		p, _, err = pending(w, a)
		return err
	})
	return p, err
}

func pending(w *desk.Work, a scheme.Application) (p Pending, e scheme.Edition, err error) {
	e, ok := w.Scheme.Edition(a.Edition)
	if !ok {
		return p, e, scheme.Refuse(scheme.Conflict, "refusal.edition.not_open").On("edition").With(a.Edition, w.Today)
	}
	if p.Workbook, err = w.Tx.Workbook(a.ID, w.Who.Person.ID); err != nil {
		return p, e, wrap("read sent workbook", err)
	}
	list, err := w.Checklist(a.ID)
	if err != nil {
		return p, e, wrap("read checklist", err)
	}
	p.Proposals = p.Workbook.Propose(e, list)
	p.Mark = scheme.ProposalMark(p.Workbook, p.Proposals)
	return p, e, nil
}

// A Side is whose answer stays where both were changed.
type Side string

const (
	SideSheet Side = "sheet" // the workbook's
	SideSite  Side = "site"  // the one that stands
)

// A Confirmation says what the person has seen and chosen.
type Confirmation struct {
	Mark  string                          // of what was shown
	Sides map[scheme.CriterionID]Side     // for every clash
	Erase map[scheme.CriterionID][]string // parts to empty where the workbook is blank
}

// ConfirmWorkbook carries out the workbook exactly as it was shown, all of it or
// nothing, and returns how many items it changed. It refuses with Conflict
// when anything shown has changed since, and a clash for which no side was
// chosen.
func (o *Office) ConfirmWorkbook(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, c Confirmation) (changed int, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		changed = 0
		a, _, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		p, edition, err := pending(w, a)
		if err != nil {
			return err
		}
		if p.Mark != c.Mark {
			return scheme.Refuse(scheme.Conflict, "refusal.workbook.changed")
		}
		if err := c.check(p); err != nil {
			return err
		}
		before, after := map[string]any{}, map[string]any{}
		for _, one := range p.Proposals {
			id := one.Here.Criterion
			answer := one.Erasing(c.Erase[id])
			if c.Sides[id] == SideSite && one.Clash || !one.Alters(answer) {
				continue
			}
			if err := answer.CheckDraft(edition); err != nil {
				return err
			}
			answer.Saved, answer.SavedBy = w.Now, w.Who.Person.ID
			if err := w.PutAnswer(a.ID, &answer); err != nil {
				return wrap("write answer", err)
			}
			if one.Here.Revision > 0 {
				before[string(id)] = one.Here
			}
			after[string(id)] = answer
			changed++
		}
		if err := w.DeleteWorkbook(a.ID, w.Who.Person.ID); err != nil {
			return wrap("forget sent workbook", err)
		}
		w.Audit("application:"+string(a.ID), map[string]any{"Answer": before}, map[string]any{"Answer": after, "Workbook": p.Workbook.File})
		if changed == 0 {
			return nil
		}
		return noteHand(w, a)
	})
	return changed, err
}

// check refuses clashes for which no side was chosen.
func (c Confirmation) check(p Pending) error {
	var no scheme.Refusals
	for _, one := range p.Proposals {
		id := one.Here.Criterion
		if side := c.Sides[id]; one.Clash && side != SideSheet && side != SideSite {
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.workbook.choose").On("side." + string(id)).With(string(id)))
		}
	}
	return no.Err()
}

// DropWorkbook forgets the person's workbook. Nothing else changes.
func (o *Office) DropWorkbook(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) error {
	return o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		if _, _, err := take(w, id, scheme.DeedEdit); err != nil {
			return err
		}
		if _, err := w.Tx.Workbook(id, w.Who.Person.ID); err != nil {
			return wrap("read sent workbook", err)
		}
		w.Audit("application:"+string(id), nil, map[string]any{"Workbook": nil})
		return wrap("forget sent workbook", w.DeleteWorkbook(id, w.Who.Person.ID))
	})
}
