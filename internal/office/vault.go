package office

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"shirushi/internal/blob"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Vault does the deeds about evidence that is handed over: applicants hand
// files in and see who opened them, officers demand evidence and open it.
//
// Nobody of the office opens a file without an open demand and a fresh
// passkey, and no file is opened by anyone without a record of it that the
// holder sees.
type Vault struct {
	office *Office
	VaultConfig
}

// A VaultConfig says where files are kept and how much of them. Limits of 0
// are those of the scheme.
type VaultConfig struct {
	Files      *blob.Folder
	Master     *blob.Master // nil: no files are taken, and none can be opened
	FileBytes  int64        // one file at most
	QuotaBytes int64        // all files of one organisation at most
}

// NewVault returns a vault of the office.
func NewVault(o *Office, c VaultConfig) *Vault { return &Vault{office: o, VaultConfig: c} }

// A VaultState says whether files can be handed over and opened.
type VaultState string

const (
	VaultOpen     VaultState = "open"
	VaultNoKey    VaultState = "no_key"    // the operator has set up no key
	VaultOtherKey VaultState = "other_key" // the key set up is not the one that files were sealed under
	VaultNotTaken VaultState = "not_taken" // the scheme takes no files
)

// Technical bounds, which keep one organisation from filling tables with rows.
const (
	unfinishedAtMost = 100  // files of one organisation on their way at once
	filesAtMost      = 2000 // files of one application
)

// state says whether the vault works now.
func (v *Vault) state(w *desk.Work) (VaultState, error) {
	if v.Master == nil {
		return VaultNoKey, nil
	}
	n, err := w.OtherMasters(v.Master.Name())
	if err != nil {
		return "", wrap("read the evidence keys", err)
	}
	switch {
	case n > 0:
		return VaultOtherKey, nil
	case w.Scheme.Handover.FileMiB == 0:
		return VaultNotTaken, nil
	}
	return VaultOpen, nil
}

// works refuses what needs the vault while it does not work.
func (v *Vault) works(w *desk.Work) error {
	state, err := v.state(w)
	switch {
	case err != nil:
		return err
	case state != VaultOpen:
		return scheme.Refuse(scheme.Conflict, "refusal.vault."+string(state))
	}
	return nil
}

// opens refuses to open anything without the key. What was taken once can be
// opened also when the scheme takes no more.
func (v *Vault) opens(w *desk.Work) error {
	if state, err := v.state(w); err != nil || state == VaultNotTaken {
		return err
	}
	return v.works(w)
}

// most returns the bytes that one file and one organisation may take.
func (v *Vault) most(s *scheme.Scheme) (file, quota int64) {
	file, quota = v.FileBytes, v.QuotaBytes
	if file == 0 {
		file = int64(s.Handover.FileMiB) << 20
	}
	if quota == 0 {
		quota = int64(s.Handover.QuotaMiB) << 20
	}
	return file, quota
}

// isHolders reports whether someone acts for the application's holder.
func isHolders(who scheme.Actor, a scheme.Application) bool {
	return slices.ContainsFunc(who.RolesToward(a.Applicant), func(r scheme.Role) bool {
		return r == scheme.RoleApplicant || r == scheme.RoleAgent
	})
}

// holders opens an application for a deed that only its holder's people do.
func holders(w *desk.Work, id scheme.ApplicationID, deed string) (scheme.Application, error) {
	a, err := open(w, id)
	if err == nil && !isHolders(w.Who, a) {
		err = scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + deed))
	}
	return a, err
}

// officers opens an application for a deed that only officers do who do not
// keep off it.
func officers(w *desk.Work, id scheme.ApplicationID, deed string) (scheme.Application, error) {
	a, err := open(w, id)
	switch {
	case err != nil:
		return a, err
	case !w.Who.Is(scheme.RoleOfficer):
		return a, scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed." + deed))
	}
	return a, notRecused(w, w.Who.Person, &a)
}

// fileAndApplication reads a file that the person may know of, and says
// Missing of all others.
func fileAndApplication(w *desk.Work, id scheme.EvidenceFileID) (scheme.EvidenceFile, scheme.Application, error) {
	f, err := w.EvidenceFile(id)
	if err != nil {
		return f, scheme.Application{}, wrap("read file", err)
	}
	a, err := open(w, f.Application)
	return f, a, err
}

// keyOf returns the key of an organisation, opened.
func (v *Vault) keyOf(w *desk.Work, org scheme.OrganisationID) (*blob.Key, error) {
	kept, err := w.EvidenceKey(org)
	if err != nil {
		return nil, notMissing("read the evidence key", err)
	}
	return v.Master.Unwrap(kept.Wrapped)
}

// notMissing is wrap for what must be there.
func notMissing(what string, err error) error {
	if err != nil && scheme.RefusalsOf(err) != nil {
		return fmt.Errorf("%s: %w", what, errors.New(err.Error()))
	}
	return wrap(what, err)
}

// recipientOf returns what an organisation's files are sealed for. The first
// file makes the key.
func (v *Vault) recipientOf(w *desk.Work, org scheme.OrganisationID) (string, error) {
	kept, err := w.EvidenceKey(org)
	if err == nil {
		return kept.Recipient, nil
	}
	if !scheme.IsRefusal(err, scheme.Missing) {
		return "", wrap("read the evidence key", err)
	}
	key, wrapped, err := v.Master.NewKey()
	if err != nil {
		return "", err
	}
	kept = store.EvidenceKey{Organisation: org, Recipient: key.Recipient(), Wrapped: wrapped, Master: v.Master.Name(), Made: w.Now}
	if err := w.PutEvidenceKey(&kept); err != nil {
		return "", wrap("keep the evidence key", err)
	}
	w.Audit("organisation:"+string(org), nil, map[string]any{"EvidenceKey": kept.Recipient})
	return kept.Recipient, nil
}

// CheckKeys returns the organisations whose keys the master cannot open.
func (v *Vault) CheckKeys(ctx context.Context) (of []scheme.OrganisationID, err error) {
	err = v.office.desk.Look(ctx, scheme.System(), func(w *desk.Work) error {
		of = nil
		all, err := w.EvidenceKeys()
		if err != nil {
			return wrap("read the evidence keys", err)
		}
		for _, one := range all {
			if _, err := v.Master.Unwrap(one.Wrapped); err != nil {
				of = append(of, one.Organisation)
			}
		}
		return nil
	})
	return of, err
}

// Rewrap wraps all keys for another master key, all or none, and returns how
// many it had to. Those that are wrapped for it already stay; one that
// neither of the two opens is a failure.
func (v *Vault) Rewrap(ctx context.Context, to *blob.Master) (n int, err error) {
	err = v.office.desk.Do(ctx, scheme.System(), "rewrap_evidence_keys", func(w *desk.Work) error {
		n = 0
		w.Unchanged()
		all, err := w.EvidenceKeys()
		if err != nil {
			return wrap("read the evidence keys", err)
		}
		for _, one := range all {
			if _, err := to.Unwrap(one.Wrapped); err == nil && one.Master == to.Name() {
				continue
			}
			was := one.Master
			if one.Wrapped, err = v.Master.Rewrap(one.Wrapped, to); err != nil {
				return fmt.Errorf("key of organisation %s: %w", one.Organisation, err)
			}
			one.Master = to.Name()
			if err := w.PutEvidenceKey(&one); err != nil {
				return wrap("keep the evidence key", err)
			}
			w.Audit("organisation:"+string(one.Organisation), map[string]any{"Master": was}, map[string]any{"Master": one.Master})
			n++
		}
		return nil
	})
	return n, err
}
