package office

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"io"

	"shirushi/internal/blob"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Bounds of one part, in bytes. The least keeps a file from being sent in so
// many parts that their rows outgrow it; only the last part may be smaller.
const (
	PartAtMost  = 16 << 20
	partAtLeast = 64 << 10
)

// An UploadRequest announces a file.
type UploadRequest struct {
	Criterion scheme.CriterionID // "" for the application as a whole
	Title     string             // of the evidence as listed; "": the file's name
	Name      string
	Size      int64
	SHA256    string
}

// StartUpload announces a file whose parts will follow. Announced again while
// it is on its way, it is the same file, and the answer tells how much of it
// is held; content that lies sealed at the same place is not taken twice. It
// refuses what is empty, too large, or beyond the organisation's quota.
func (v *Vault) StartUpload(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r UploadRequest) (f scheme.EvidenceFile, err error) {
	err = v.office.desk.Do(ctx, who, "hand_over", func(w *desk.Work) error {
		if f, err = v.announced(w, id, r); err != nil {
			return err
		}
		most, _ := v.most(w.Scheme)
		if err := f.Announce(most); err != nil {
			return err
		}
		f.Size, f.SHA256 = r.Size, r.SHA256
		there, err := sameFile(w, f)
		if err != nil {
			return err
		}
		if there.ID != "" {
			f = there
			w.Unchanged()
			return nil
		}
		return v.begin(w, &f)
	})
	return f, err
}

// announced checks where a file is to go and returns it, not yet on record.
func (v *Vault) announced(w *desk.Work, id scheme.ApplicationID, r UploadRequest) (f scheme.EvidenceFile, err error) {
	a, err := holders(w, id, "hand_over")
	if err != nil {
		return f, err
	}
	if err := v.works(w); err != nil {
		return f, err
	}
	if err := a.TakesFiles(); err != nil {
		return f, err
	}
	s, err := w.Judging(&a)
	if err != nil {
		return f, err
	}
	edition, _ := s.Edition(a.Edition)
	if _, ok := edition.Item(r.Criterion); !ok && r.Criterion != "" {
		return f, scheme.Refuse(scheme.Invalid, "refusal.handover.no_such_item").On("criterion")
	}
	name := scheme.HarmlessName(r.Name)
	f = scheme.EvidenceFile{ID: scheme.EvidenceFileID(rand.Text()), Organisation: a.Applicant, Application: a.ID, Criterion: r.Criterion,
		Title: cmp.Or(r.Title, name), Name: name, Size: r.Size, SHA256: r.SHA256, State: scheme.FileReceiving, Blob: string(blob.NewID()),
		Started: w.Now, StartedBy: w.Who.Person.ID, Touched: w.Now}
	return f, f.CheckTitle()
}

// sameFile looks for the same content at the same place, sealed or on its
// way.
func sameFile(w *desk.Work, f scheme.EvidenceFile) (scheme.EvidenceFile, error) {
	all, err := w.EvidenceFiles(f.Application)
	if err != nil {
		return scheme.EvidenceFile{}, wrap("list files", err)
	}
	for _, one := range all {
		if one.ID != f.ID && one.SamePlace(f) && one.SHA256 == f.SHA256 && one.Size == f.Size && one.State != scheme.FileFailed {
			return one, nil
		}
	}
	return scheme.EvidenceFile{}, nil
}

// begin puts a file on record. What failed before at its place makes room.
func (v *Vault) begin(w *desk.Work, f *scheme.EvidenceFile) error {
	if err := v.hasRoom(w, *f); err != nil {
		return err
	}
	all, err := w.EvidenceFiles(f.Application)
	if err != nil {
		return wrap("list files", err)
	}
	for _, one := range all {
		if one.State == scheme.FileFailed && one.SamePlace(*f) {
			if err := w.DropEvidenceFile(one.ID); err != nil {
				return wrap("drop a failed file", err)
			}
		}
	}
	if _, err := v.recipientOf(w, f.Organisation); err != nil {
		return err
	}
	if err := w.PutEvidenceFile(f); err != nil {
		return wrap("write file", err)
	}
	w.Audit("application:"+string(f.Application), nil, map[string]any{"EvidenceFile": map[string]any{string(f.ID): *f}})
	return nil
}

// hasRoom refuses a file beyond the organisation's quota, or one too many.
func (v *Vault) hasRoom(w *desk.Work, f scheme.EvidenceFile) error {
	used, unfinished, err := w.EvidenceUse(f.Organisation)
	if err != nil {
		return wrap("count files", err)
	}
	count, err := w.EvidenceCount(f.Application)
	if err != nil {
		return wrap("count files", err)
	}
	_, quota := v.most(w.Scheme)
	switch {
	case used+f.Size > quota || used >= quota:
		return scheme.Refuse(scheme.Conflict, "refusal.handover.quota").On("file").With(f.Name, max(0, quota-used)>>20, quota>>20)
	case unfinished >= unfinishedAtMost:
		return scheme.Refuse(scheme.Conflict, "refusal.handover.unfinished").On("file").With(unfinishedAtMost)
	case count >= filesAtMost:
		return scheme.Refuse(scheme.Conflict, "refusal.handover.files").On("file").With(filesAtMost)
	}
	return nil
}

// Upload tells how a file stands. It is for the holder's people.
func (v *Vault) Upload(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID) (f scheme.EvidenceFile, err error) {
	err = v.office.desk.Look(ctx, who, func(w *desk.Work) error {
		f, err = v.ownFile(w, id)
		return err
	})
	return f, err
}

// ownFile reads a file for its holder's people.
func (v *Vault) ownFile(w *desk.Work, id scheme.EvidenceFileID) (scheme.EvidenceFile, error) {
	f, a, err := fileAndApplication(w, id)
	if err == nil && !isHolders(w.Who, a) {
		err = scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.hand_over"))
	}
	if err != nil {
		return scheme.EvidenceFile{}, err
	}
	return f, nil
}

// TakePart seals the next part of a file as it comes, at most PartAtMost
// bytes. It refuses a part that does not begin where the last one ended, and
// one that leads over the end of the file; of two at once one is taken.
func (v *Vault) TakePart(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID, start int64, r io.Reader) (f scheme.EvidenceFile, err error) {
	recipient := ""
	err = v.office.desk.Look(ctx, who, func(w *desk.Work) error {
		if f, err = v.expecting(w, id, start); err != nil {
			return err
		}
		kept, err := w.EvidenceKey(f.Organisation)
		recipient = kept.Recipient
		return notMissing("read the evidence key", err)
	})
	if err != nil {
		return f, err
	}
	part := store.EvidencePart{File: id, Start: start, Blob: string(blob.NewID())}
	if part.Size, err = v.sealPart(part, recipient, r, f.Size); err != nil {
		return f, err
	}
	err = v.office.desk.Do(ctx, who, "hand_over", func(w *desk.Work) error {
		if f, err = v.expecting(w, id, start); err != nil {
			return err
		}
		w.Unchanged() // a part is no deed of its own: beginning and end of the file are on record
		f.Held += part.Size
		f.Touched = w.Now
		if err := w.PutEvidenceFile(&f); err != nil {
			return wrap("write file", err)
		}
		return wrap("write part", w.AddEvidencePart(part))
	})
	if scheme.RefusalsOf(err) != nil {
		return f, errors.Join(err, v.Files.RemoveParts(blob.ID(part.Blob)))
	}
	return f, err // after a failure the part may be on record all the same; if not, it is swept out
}

// expecting reads a file that waits for the part that begins at start.
func (v *Vault) expecting(w *desk.Work, id scheme.EvidenceFileID, start int64) (scheme.EvidenceFile, error) {
	f, err := v.ownFile(w, id)
	if err != nil {
		return f, err
	}
	if err := v.works(w); err != nil {
		return f, err
	}
	switch {
	case f.State != scheme.FileReceiving:
		return f, scheme.Refuse(scheme.Conflict, "refusal.handover.over").With(scheme.Code("evidence.state." + string(f.State)))
	case start != f.Held || f.Held >= f.Size:
		return f, scheme.Refuse(scheme.Conflict, "refusal.handover.offset").On("offset").With(f.Held, f.Size)
	}
	return f, nil
}

// sealPart seals one part and refuses a wrong length, of which nothing stays.
func (v *Vault) sealPart(part store.EvidencePart, recipient string, r io.Reader, whole int64) (int64, error) {
	left := whole - part.Start
	sum, err := v.Files.SealPart(blob.ID(part.Blob), recipient, r, min(PartAtMost, left))
	switch {
	case errors.Is(err, blob.ErrTooLong):
		return 0, scheme.Refuse(scheme.Invalid, "refusal.handover.part_too_long").On("part").With(min(PartAtMost, left))
	case err != nil:
		return 0, wrap("take a part", err)
	case sum.Size == 0, sum.Size < partAtLeast && sum.Size < left:
		no := scheme.Refuse(scheme.Invalid, "refusal.handover.part_too_short").On("part").With(min(partAtLeast, left))
		return 0, errors.Join(no, v.Files.RemoveParts(blob.ID(part.Blob)))
	}
	return sum.Size, nil
}

// FinishUpload compares the whole with what was announced and seals it as the
// next version. Content that differs is not kept, and the file has failed. It
// may be asked again after anything went wrong on the way.
func (v *Vault) FinishUpload(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID) (f scheme.EvidenceFile, err error) {
	var parts []blob.ID
	var key *blob.Key
	err = v.office.desk.Do(ctx, who, "seal_evidence", func(w *desk.Work) error {
		f, parts, key, err = v.toCheck(w, id)
		return err
	})
	if err != nil || f.State == scheme.FileSealed {
		return f, err
	}
	err = v.Files.Join(blob.ID(f.Blob), key, parts, blob.Sum{Size: f.Size, SHA256: f.SHA256})
	switch {
	case errors.Is(err, blob.ErrMismatch):
		return v.fail(ctx, who, id, parts, "refusal.handover.mismatch")
	case errors.Is(err, blob.ErrBroken):
		return v.fail(ctx, who, id, parts, "refusal.handover.lost")
	case err != nil:
		return f, wrap("seal the file", err)
	}
	if f, err = v.seal(ctx, who, f, f.Size, f.SHA256); err != nil {
		return f, err
	}
	return f, v.Files.RemoveParts(parts...)
}

// toCheck notes that a file that is all there is being checked.
func (v *Vault) toCheck(w *desk.Work, id scheme.EvidenceFileID) (f scheme.EvidenceFile, parts []blob.ID, key *blob.Key, err error) {
	if f, err = v.ownFile(w, id); err != nil {
		return f, nil, nil, err
	}
	if err = v.works(w); err != nil {
		return f, nil, nil, err
	}
	w.Unchanged()
	switch {
	case f.State == scheme.FileSealed:
		return f, nil, nil, nil
	case f.State == scheme.FileFailed:
		return f, nil, nil, scheme.Refuse(scheme.Conflict, "refusal.handover.over").With(scheme.Code("evidence.state." + string(f.State)))
	case f.Held != f.Size || f.Size == 0:
		return f, nil, nil, scheme.Refuse(scheme.Conflict, "refusal.handover.incomplete").With(f.Held, f.Size)
	}
	all, err := w.EvidenceParts(id)
	if err != nil {
		return f, nil, nil, wrap("list parts", err)
	}
	for _, one := range all {
		parts = append(parts, blob.ID(one.Blob))
	}
	if key, err = v.keyOf(w, f.Organisation); err != nil {
		return f, nil, nil, err
	}
	f.State, f.Touched = scheme.FileChecking, w.Now
	return f, parts, key, wrap("write file", w.PutEvidenceFile(&f))
}

// seal puts on record that a file is whole and sealed. Of one that was given
// up meanwhile it takes the content away: no record names it any more.
func (v *Vault) seal(ctx context.Context, who scheme.Actor, of scheme.EvidenceFile, size int64, sha256 string) (f scheme.EvidenceFile, err error) {
	id, givenUp := of.ID, false
	err = v.office.desk.Do(ctx, who, "seal_evidence", func(w *desk.Work) error {
		_, reading := w.EvidenceFile(id)
		givenUp = scheme.IsRefusal(reading, scheme.Missing)
		if f, err = v.ownFile(w, id); err != nil {
			return err
		}
		switch f.State {
		case scheme.FileSealed: // asked for twice at once
			w.Unchanged()
			return nil
		case scheme.FileFailed:
			givenUp = true
			return scheme.Refuse(scheme.Conflict, "refusal.handover.over").With(scheme.Code("evidence.state." + string(f.State)))
		}
		all, err := w.EvidenceFiles(f.Application)
		if err != nil {
			return wrap("list files", err)
		}
		before := f
		f.State, f.Sealed, f.Touched, f.Size, f.Held, f.SHA256, f.Version = scheme.FileSealed, w.Now, w.Now, size, size, sha256, 1
		for _, one := range all {
			if one.SamePlace(f) && one.Version >= f.Version {
				f.Version = one.Version + 1
			}
		}
		if err := w.DropEvidenceParts(id); err != nil {
			return wrap("drop parts", err)
		}
		if err := w.PutEvidenceFile(&f); err != nil {
			return wrap("write file", err)
		}
		w.Audit("application:"+string(f.Application), map[string]any{"EvidenceFile": map[string]any{string(id): before}},
			map[string]any{"EvidenceFile": map[string]any{string(id): f}})
		return nil
	})
	if givenUp {
		err = errors.Join(err, v.Files.Remove(blob.ID(of.Blob)))
	}
	return f, err
}

// fail puts on record that a file has failed, and why. Nothing of it stays.
// It leaves alone what another has sealed meanwhile, whose parts are gone.
func (v *Vault) fail(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID, parts []blob.ID, why string) (f scheme.EvidenceFile, err error) {
	err = v.office.desk.Do(ctx, who, "fail_evidence", func(w *desk.Work) error {
		if f, err = v.ownFile(w, id); err != nil {
			return err
		}
		if f.State == scheme.FileSealed {
			w.Unchanged()
			return nil
		}
		return failed(w, &f, why)
	})
	if err != nil || f.State == scheme.FileSealed {
		return f, err
	}
	return f, errors.Join(scheme.Refuse(scheme.Invalid, why).On("file").With(f.Name), v.Files.RemoveParts(parts...))
}

func failed(w *desk.Work, f *scheme.EvidenceFile, why string) error {
	before := *f
	f.State, f.Failure, f.Held, f.Touched = scheme.FileFailed, why, 0, w.Now
	if err := w.DropEvidenceParts(f.ID); err != nil {
		return wrap("drop parts", err)
	}
	if err := w.PutEvidenceFile(f); err != nil {
		return wrap("write file", err)
	}
	w.Audit("application:"+string(f.Application), map[string]any{"EvidenceFile": map[string]any{string(f.ID): before}},
		map[string]any{"EvidenceFile": map[string]any{string(f.ID): *f}})
	return nil
}

// DropUpload gives up a file that is not sealed. Nothing of it stays.
func (v *Vault) DropUpload(ctx context.Context, who scheme.Actor, id scheme.EvidenceFileID) error {
	var gone []blob.ID
	err := v.office.desk.Do(ctx, who, "drop_upload", func(w *desk.Work) error {
		f, err := v.ownFile(w, id)
		if err != nil {
			return err
		}
		if f.State == scheme.FileSealed {
			return scheme.Refuse(scheme.Conflict, "refusal.handover.sealed")
		}
		gone, err = dropped(w, f)
		return err
	})
	if err != nil {
		return err
	}
	return v.Files.RemoveParts(gone...)
}

// dropped takes a file off the record and returns its parts.
func dropped(w *desk.Work, f scheme.EvidenceFile) (parts []blob.ID, err error) {
	all, err := w.EvidenceParts(f.ID)
	if err != nil {
		return nil, wrap("list parts", err)
	}
	for _, one := range all {
		parts = append(parts, blob.ID(one.Blob))
	}
	w.Audit("application:"+string(f.Application), map[string]any{"EvidenceFile": map[string]any{string(f.ID): f}}, nil)
	return parts, wrap("drop file", w.DropEvidenceFile(f.ID))
}

// TakeWhole seals a file that comes in one piece, as from a form without
// script. Its size and hash are what has come. It refuses what is empty, too
// large or beyond the quota; then nothing of it stays.
func (v *Vault) TakeWhole(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, r UploadRequest, content io.Reader) (f scheme.EvidenceFile, err error) {
	var recipient string
	var most, room int64
	err = v.office.desk.Do(ctx, who, "hand_over", func(w *desk.Work) error {
		r.Size, r.SHA256 = 0, ""
		if f, err = v.announced(w, id, r); err != nil {
			return err
		}
		if err := v.begin(w, &f); err != nil {
			return err
		}
		used, _, err := w.EvidenceUse(f.Organisation)
		if err != nil {
			return wrap("count files", err)
		}
		file, quota := v.most(w.Scheme)
		most, room = file, quota-used
		recipient, err = v.recipientOf(w, f.Organisation)
		return err
	})
	if err != nil {
		return f, err
	}
	sum, err := v.Files.SealWhole(blob.ID(f.Blob), recipient, content, min(most, room))
	if err == nil && sum.Size == 0 {
		err = scheme.Refuse(scheme.Invalid, "refusal.handover.empty").On("file").With(f.Name)
	}
	switch {
	case errors.Is(err, blob.ErrTooLong) && room < most:
		err = scheme.Refuse(scheme.Conflict, "refusal.handover.quota").On("file").With(f.Name, room>>20, room>>20)
	case errors.Is(err, blob.ErrTooLong):
		err = scheme.Refuse(scheme.Invalid, "refusal.handover.too_large").On("file").With(f.Name, most>>20)
	}
	if err == nil {
		return v.sealWhole(ctx, who, f, sum)
	}
	return f, errors.Join(wrap("take a file", err), v.discard(ctx, who, f))
}

// sealWhole seals what has come, unless the same lies at its place already.
func (v *Vault) sealWhole(ctx context.Context, who scheme.Actor, f scheme.EvidenceFile, sum blob.Sum) (scheme.EvidenceFile, error) {
	var there scheme.EvidenceFile
	err := v.office.desk.Look(ctx, who, func(w *desk.Work) (err error) {
		with := f
		with.Size, with.SHA256 = sum.Size, sum.SHA256
		if there, err = sameFile(w, with); err != nil {
			return err
		}
		used, _, err := w.EvidenceUse(f.Organisation) // others may have come in meanwhile
		if _, quota := v.most(w.Scheme); err == nil && used+sum.Size > quota {
			err = scheme.Refuse(scheme.Conflict, "refusal.handover.quota").On("file").With(f.Name, max(0, quota-used)>>20, quota>>20)
		}
		return wrap("count files", err)
	})
	switch {
	case scheme.RefusalsOf(err) != nil:
		return f, errors.Join(err, v.discard(ctx, who, f))
	case err != nil:
		return f, err
	case there.State == scheme.FileSealed:
		return there, v.discard(ctx, who, f)
	}
	return v.seal(ctx, who, f, sum.Size, sum.SHA256)
}

// discard takes away what a file in one piece has left, also when the one who
// sent it is gone.
func (v *Vault) discard(ctx context.Context, who scheme.Actor, f scheme.EvidenceFile) error {
	err := v.DropUpload(context.WithoutCancel(ctx), who, f.ID)
	return errors.Join(err, v.Files.Remove(blob.ID(f.Blob)))
}
