package store

import (
	"time"

	"shirushi/internal/scheme"
)

func evidenceFileRecord(f *scheme.EvidenceFile) record {
	return record{table: "evidence_file", keys: 1, revision: &f.Revision, columns: []column{
		{"id", &f.ID}, {"revision", &f.Revision}, {"organisation", &f.Organisation}, {"application", &f.Application},
		{"criterion", &f.Criterion}, {"title", &f.Title}, {"name", &f.Name}, {"version", &f.Version}, {"size", &f.Size},
		{"sha256", &f.SHA256}, {"state", &f.State}, {"failure", &f.Failure}, {"held", &f.Held}, {"blob", &f.Blob},
		{"started", instant{&f.Started}}, {"started_by", &f.StartedBy}, {"touched", instant{&f.Touched}}, {"sealed_at", instant{&f.Sealed}},
	}}
}

// EvidenceFile reads one file. It refuses an unknown id with Missing.
func (tx *Tx) EvidenceFile(id scheme.EvidenceFileID) (scheme.EvidenceFile, error) {
	return read(tx, evidenceFileRecord, "WHERE id = $1", id)
}

// EvidenceFiles lists the files of an application by place and title, the
// newest version first, those without one before them.
func (tx *Tx) EvidenceFiles(app scheme.ApplicationID) ([]scheme.EvidenceFile, error) {
	return list(tx, evidenceFileRecord, "WHERE application = $1 ORDER BY criterion, title, CASE WHEN version = 0 THEN 0 ELSE 1 END, version DESC, started, id", app)
}

// PutEvidenceFile writes a file. It refuses with Conflict when the file has
// been written since it was read. A sealed one cannot be written.
func (tx *Tx) PutEvidenceFile(f *scheme.EvidenceFile) error { return tx.put(evidenceFileRecord(f)) }

// DropEvidenceFile takes away a file that was never sealed, with its parts.
func (tx *Tx) DropEvidenceFile(id scheme.EvidenceFileID) error {
	if err := tx.DropEvidenceParts(id); err != nil {
		return err
	}
	_, err := tx.exec("evidence_file", "DELETE FROM evidence_file WHERE id = $1", id)
	return err
}

// AbandonedFiles lists the unfinished files whose last part came before then,
// the oldest first; at most 500.
func (tx *Tx) AbandonedFiles(before time.Time) ([]scheme.EvidenceFile, error) {
	return list(tx, evidenceFileRecord, "WHERE (state = 'receiving' OR state = 'checking') AND touched < $1 ORDER BY touched, id LIMIT $2", instant{&before}, mostRows)
}

// EvidenceUse counts the bytes that an organisation's files take, those that
// are announced and not yet there included, and its unfinished files.
func (tx *Tx) EvidenceUse(org scheme.OrganisationID) (bytes int64, unfinished int, err error) {
	bytes, err = scalar[int64](tx, "evidence_file", "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM evidence_file WHERE organisation = $1 AND state <> 'failed'", org)
	if err != nil {
		return 0, 0, err
	}
	unfinished, err = scalar[int](tx, "evidence_file", "SELECT COUNT(*) FROM evidence_file WHERE organisation = $1 AND (state = 'receiving' OR state = 'checking')", org)
	return bytes, unfinished, err
}

// EvidenceCount counts the files of an application.
func (tx *Tx) EvidenceCount(app scheme.ApplicationID) (int, error) {
	return scalar[int](tx, "evidence_file", "SELECT COUNT(*) FROM evidence_file WHERE application = $1", app)
}

// An EvidencePart is a piece of a file that is still on its way.
type EvidencePart struct {
	File  scheme.EvidenceFileID
	Start int64 // byte of the file at which it begins
	Size  int64
	Blob  string
}

func evidencePartRecord(p *EvidencePart) record {
	return record{table: "evidence_part", keys: 2, columns: []column{
		{"file", &p.File}, {"start", &p.Start}, {"size", &p.Size}, {"blob", &p.Blob},
	}}
}

// AddEvidencePart keeps a part. It refuses a second one at the same place
// with Conflict.
func (tx *Tx) AddEvidencePart(p EvidencePart) error { return tx.add(evidencePartRecord(&p)) }

// EvidenceParts lists the parts of a file in their order.
func (tx *Tx) EvidenceParts(file scheme.EvidenceFileID) ([]EvidencePart, error) {
	return list(tx, evidencePartRecord, "WHERE file = $1 ORDER BY start", file)
}

// DropEvidenceParts takes away the parts of a file.
func (tx *Tx) DropEvidenceParts(file scheme.EvidenceFileID) error {
	_, err := tx.exec("evidence_part", "DELETE FROM evidence_part WHERE file = $1", file)
	return err
}

// IsEvidencePart reports whether a part is sealed under this id.
func (tx *Tx) IsEvidencePart(blob string) (bool, error) {
	n, err := scalar[int](tx, "evidence_part", "SELECT COUNT(*) FROM evidence_part WHERE blob = $1", blob)
	return n > 0, err
}

func accessRecord(a *scheme.Access, written int64) record {
	return record{table: "evidence_access", keys: 1, columns: []column{
		{"id", &a.ID}, {"file", &a.File}, {"application", &a.Application}, {"who", &a.Who}, {"organisation", &a.Organisation},
		{"at", instant{&a.At}}, {"written", derived{written}}, {"demand", &a.Demand}, {"outcome", &a.Outcome},
	}}
}

// AddAccess keeps an opening.
func (tx *Tx) AddAccess(a scheme.Access) error { return tx.add(accessRecord(&a, written())) }

// EndAccess notes how an opening came out, once. It refuses one that is not
// under way with Missing.
func (tx *Tx) EndAccess(id scheme.AccessID, outcome string) error {
	return tx.one(missing(), "evidence_access", "UPDATE evidence_access SET outcome = $1 WHERE id = $2 AND outcome = ''", outcome, id)
}

// Accesses lists the openings of an application's files, the newest first; at
// most 500.
func (tx *Tx) Accesses(app scheme.ApplicationID) ([]scheme.Access, error) {
	shape := func(a *scheme.Access) record { return accessRecord(a, 0) }
	return list(tx, shape, "WHERE application = $1 ORDER BY at DESC, written DESC LIMIT $2", app, mostRows)
}
