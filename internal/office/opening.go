package office

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"time"

	"shirushi/internal/blob"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// An Opened is a file being given out in the clear. Its last bytes come only
// after the whole has been verified.
type Opened struct {
	File   scheme.EvidenceFile
	vault  *Vault
	access scheme.AccessID
	reader *blob.Reader
	end    error // what ended the reading: io.EOF when all was given
}

// Read gives the next bytes. It fails where the file is not as it was sealed.
func (o *Opened) Read(b []byte) (int, error) {
	n, err := o.reader.Read(b)
	if err != nil {
		o.end = err
	}
	return n, err
}

// Close notes how the opening came out. It is to be called once; an opening
// that is never closed stays on record as begun. It fails when the file was
// found damaged, so that the failure is logged.
func (o *Opened) Close() error {
	outcome, broken := scheme.AccessLeft, error(nil)
	switch {
	case errors.Is(o.end, io.EOF):
		outcome = scheme.AccessWhole
	case errors.Is(o.end, blob.ErrBroken):
		outcome, broken = scheme.AccessBroken, fmt.Errorf("give out file %s: %w", o.File.ID, o.end)
	}
	return errors.Join(broken, o.reader.Close(), o.vault.ended(o.access, o.File, outcome))
}

// noting is how long the note of an opening may take after its reader is gone.
const noting = 10 * time.Second

// ended notes the outcome of an opening, as the software's own deed: its
// reader may be gone.
func (v *Vault) ended(id scheme.AccessID, f scheme.EvidenceFile, outcome string) error {
	ctx, cancel := context.WithTimeout(context.Background(), noting)
	defer cancel()
	return v.office.desk.Do(ctx, scheme.System(), "end_opening", func(w *desk.Work) error {
		w.Audit("application:"+string(f.Application), nil, map[string]any{"Opening": map[string]any{string(id): map[string]any{"File": f.ID, "Outcome": outcome}}})
		return wrap("note the end of an opening", w.EndAccess(id, outcome))
	})
}

// OpenEvidence opens a file for an officer, on the demand that is open for
// its application. It asks for a fresh passkey. The opening is on record, and
// the holder is told by letter, before the first byte is given.
func (v *Vault) OpenEvidence(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID) (*Opened, error) {
	return v.openFile(ctx, who, "open_evidence", id, func(w *desk.Work, f scheme.EvidenceFile, a scheme.Application) (scheme.DemandID, error) {
		if _, err := officers(w, a.ID, "open_evidence"); err != nil {
			return "", err
		}
		demands, err := w.Demands(a.ID)
		if err != nil {
			return "", wrap("list demands", err)
		}
		d, err := f.CanBeOpened(demands)
		if err != nil {
			return "", err
		}
		if d.Case == "" { // such a demand does not outlive what it was made for
			if err := a.CanBeDemanded(); err != nil {
				return "", err
			}
		}
		if err := w.Who.Fresh(w.Now); err != nil {
			return "", err
		}
		return d.ID, v.office.tellEvidence(w, a, "evidence_opened", map[string]string{"file": f.Name, "person": w.Who.Person.Name, "at": w.Now.Format(time.RFC3339)})
	})
}

// FetchOwn opens a file for the holder's own people. That too is on record.
func (v *Vault) FetchOwn(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID) (*Opened, error) {
	return v.openFile(ctx, who, "fetch_evidence", id, func(w *desk.Work, f scheme.EvidenceFile, a scheme.Application) (scheme.DemandID, error) {
		if !isHolders(w.Who, a) {
			return "", scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.fetch_evidence"))
		}
		if f.State != scheme.FileSealed {
			return "", scheme.Refuse(scheme.Conflict, "refusal.evidence_file.unfinished")
		}
		return "", nil
	})
}

// openFile puts an opening on record and opens the file. may says whether it
// is allowed and on which demand.
func (v *Vault) openFile(ctx context.Context, who scheme.Actor, deed string, id scheme.EvidenceFileID,
	may func(*desk.Work, scheme.EvidenceFile, scheme.Application) (scheme.DemandID, error)) (*Opened, error) {
	var f scheme.EvidenceFile
	var key *blob.Key
	access := scheme.Access{ID: scheme.AccessID(rand.Text())}
	err := v.office.desk.Do(ctx, who, deed, func(w *desk.Work) error {
		file, a, err := fileAndApplication(w, id)
		if err != nil {
			return err
		}
		f = file
		if access.Demand, err = may(w, f, a); err != nil {
			return err
		}
		if err := v.opens(w); err != nil {
			return err
		}
		if key, err = v.keyOf(w, f.Organisation); err != nil {
			return err
		}
		access.File, access.Application, access.At = f.ID, f.Application, w.Now
		access.Who, access.Organisation = w.Who.Person.ID, w.Who.Organisation.ID
		w.Audit("application:"+string(a.ID), nil, map[string]any{"Opening": map[string]any{string(access.ID): access}})
		return wrap("note an opening", w.AddAccess(access))
	})
	if err != nil {
		return nil, err
	}
	reader, err := v.Files.Open(blob.ID(f.Blob), key, blob.Sum{Size: f.Size, SHA256: f.SHA256})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open file %s: %w", f.ID, err), v.ended(access.ID, f, scheme.AccessBroken))
	}
	return &Opened{File: f, vault: v, access: access.ID, reader: reader}, nil
}
