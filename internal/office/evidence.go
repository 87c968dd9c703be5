package office

import (
	"context"
	"errors"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// An Evidence is all that may be known of an application's evidence: what is
// listed, what was handed over, who opened it, and what the office demands.
type Evidence struct {
	Application scheme.Application
	Applicant   scheme.Organisation
	Scheme      *scheme.Scheme
	Edition     scheme.Edition
	Checklist   scheme.Checklist
	Files       []scheme.EvidenceFile // by place and title, newest version first
	Demands     []scheme.Demand       // newest first
	Openings    []Opening             // newest first
	State       VaultState
	FileAtMost  int64 // bytes
	Quota       int64 // bytes of the organisation
	Used        int64 // of them
	Today       scheme.Date
	Due         scheme.Date // that a demand made today would have; "" when the scheme sets none
	IsHolder    bool        // the reader may hand files in
	CanTake     bool        // the application is in a state in which it takes files
	CanDemand   bool        // the reader may demand evidence now
}

// An Opening is one opening of a file with the names of the time.
type Opening struct {
	scheme.Access
	Name string // of the person
	File scheme.EvidenceFile
}

// OpenDemand returns the demand that is open.
func (e Evidence) OpenDemand() (scheme.Demand, bool) {
	for _, d := range e.Demands {
		if d.IsOpen() {
			return d, true
		}
	}
	return scheme.Demand{}, false
}

// Evidence reads all about an application's evidence. Names, sizes and hashes
// of what was handed over are known to the office as well; the content is not.
func (v *Vault) Evidence(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (e Evidence, err error) {
	err = v.office.desk.Look(ctx, who, func(w *desk.Work) error {
		e = Evidence{}
		f, err := fileOf(w, id)
		if err != nil {
			return err
		}
		e.Application, e.Applicant, e.Scheme, e.Edition, e.Checklist = f.Application, f.Applicant, f.Scheme, f.Edition, f.Checklist
		return v.fill(w, &e)
	})
	return e, err
}

func (v *Vault) fill(w *desk.Work, e *Evidence) (err error) {
	a := e.Application
	if e.State, err = v.state(w); err != nil {
		return err
	}
	if e.Files, err = w.EvidenceFiles(a.ID); err != nil {
		return wrap("list files", err)
	}
	if e.Demands, err = w.Demands(a.ID); err != nil {
		return wrap("list demands", err)
	}
	if e.Used, _, err = w.EvidenceUse(a.Applicant); err != nil {
		return wrap("count files", err)
	}
	e.FileAtMost, e.Quota = v.most(w.Scheme)
	e.Today = w.Today
	if days := w.Scheme.Handover.DemandDays; days > 0 {
		e.Due = w.Today.AddDays(days)
	}
	e.IsHolder, e.CanTake = isHolders(w.Who, a), a.TakesFiles() == nil
	_, open := e.OpenDemand()
	e.CanDemand = w.Who.Is(scheme.RoleOfficer) && a.CanBeDemanded() == nil && !open
	e.Openings, err = openings(w, a.ID, e.Files)
	return err
}

func openings(w *desk.Work, id scheme.ApplicationID, files []scheme.EvidenceFile) (out []Opening, err error) {
	all, err := w.Accesses(id)
	if err != nil {
		return nil, wrap("list openings", err)
	}
	byID := map[scheme.EvidenceFileID]scheme.EvidenceFile{}
	for _, f := range files {
		byID[f.ID] = f
	}
	names := map[scheme.PersonID]string{}
	for _, one := range all {
		if _, known := names[one.Who]; !known {
			p, err := w.Person(one.Who)
			if err != nil {
				return nil, notMissing("read who opened", err)
			}
			names[one.Who] = p.Name
		}
		out = append(out, Opening{one, names[one.Who], byID[one.File]})
	}
	return out, nil
}

// orphaned is how old a piece must be that no record names before it is swept
// out: it may be on its way to the record.
const orphaned = 24 * time.Hour

// Sweep takes away what was begun and never finished: files whose last part
// came too long ago by the scheme's rule, and pieces that a process left that
// died. It returns how many of both.
func (v *Vault) Sweep(ctx context.Context) (n int, err error) {
	var parts, whole []blob.ID
	err = v.office.desk.Do(ctx, scheme.System(), "sweep_uploads", func(w *desk.Work) error {
		n, parts, whole = 0, nil, nil
		w.Unchanged()
		days := w.Scheme.Handover.AbandonedDays
		if days == 0 {
			return nil
		}
		old, err := w.AbandonedFiles(w.Now.AddDate(0, 0, -days))
		if err != nil {
			return wrap("list abandoned files", err)
		}
		for _, f := range old {
			pieces, err := w.EvidenceParts(f.ID)
			if err != nil {
				return wrap("list parts", err)
			}
			for _, one := range pieces {
				parts = append(parts, blob.ID(one.Blob))
			}
			whole = append(whole, blob.ID(f.Blob))
			if err := failed(w, &f, "refusal.handover.abandoned"); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	err = v.Files.RemoveParts(parts...)
	for _, id := range whole {
		err = errors.Join(err, v.Files.Remove(id))
	}
	swept, sweeping := v.sweepPieces(ctx)
	return n + swept, errors.Join(err, sweeping)
}

func (v *Vault) sweepPieces(ctx context.Context) (n int, err error) {
	var asking error
	known := func(id blob.ID) (is bool) {
		err := v.office.desk.Look(ctx, scheme.System(), func(w *desk.Work) (err error) {
			is, err = w.IsEvidencePart(string(id))
			return err
		})
		asking = errors.Join(asking, err)
		return is || err != nil // in doubt it stays
	}
	// By the machine's clock, which also dates the files of the folder.
	n, err = v.Files.SweepParts(time.Now().Add(-orphaned), known)
	return n, errors.Join(err, asking)
}
