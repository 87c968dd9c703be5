package store

import (
	"database/sql/driver"
	"time"

	"shirushi/internal/scheme"
)

// A CatalogFile is one file of the scheme's data.
type CatalogFile struct {
	Path    string
	Content []byte
}

// A CatalogVersion says when and by whom scheme data came into use. The
// content belongs to the hash and never changes; the same content may come
// into use again later.
type CatalogVersion struct {
	Hash   string
	Loaded time.Time
	By     scheme.PersonID
}

func catalogRecord(c *CatalogVersion, place int64) record {
	return record{table: "catalog", keys: 1, columns: []column{
		{"place", derived{place}}, {"hash", &c.Hash}, {"loaded", instant{&c.Loaded}}, {"loaded_by", &c.By},
	}}
}

func anyCatalog(c *CatalogVersion) record { return catalogRecord(c, 0) }

func catalogFileRecord(hash *string, f *CatalogFile) record {
	return record{table: "catalog_file", keys: 2, columns: []column{{"hash", hash}, {"path", &f.Path}, {"content", content{&f.Content}}}}
}

// content is the codec of bytes that are always there, if only none: the
// drivers differ in how they read an empty value.
type content struct{ at *[]byte }

func (c content) Value() (driver.Value, error) { return append([]byte{}, *c.at...), nil }

func (c content) Scan(src any) error {
	b, _ := src.([]byte) // nothing else is in such a column
	*c.at = append([]byte{}, b...)
	return nil
}

// AddCatalog puts scheme data into use. Files of a hash that is on record
// are kept as they are.
func (tx *Tx) AddCatalog(v CatalogVersion, files []CatalogFile) error {
	last, err := scalar[int64](tx, "catalog", "SELECT COALESCE(MAX(place), 0) FROM catalog")
	if err != nil {
		return err
	}
	if err := tx.add(catalogRecord(&v, last+1)); err != nil {
		return err
	}
	tx.wrote.Catalog = true
	known, err := scalar[int64](tx, "catalog_file", "SELECT COUNT(*) FROM catalog_file WHERE hash = $1", v.Hash)
	if err != nil || known > 0 {
		return err
	}
	for _, f := range files {
		if err := tx.add(catalogFileRecord(&v.Hash, &f)); err != nil {
			return err
		}
	}
	return nil
}

// CurrentCatalog reads which scheme data is in use: what was loaded last. It
// refuses with Missing while none has been loaded.
func (tx *Tx) CurrentCatalog() (CatalogVersion, error) {
	return read(tx, anyCatalog, "ORDER BY place DESC LIMIT 1")
}

// Catalogs lists all loads of scheme data, the last first; at most 500.
func (tx *Tx) Catalogs() ([]CatalogVersion, error) {
	return list(tx, anyCatalog, "ORDER BY place DESC LIMIT $1", mostRows)
}

// CatalogFiles reads the files of a hash, ordered by path. It refuses an
// unknown hash with Missing.
func (tx *Tx) CatalogFiles(hash string) ([]CatalogFile, error) {
	shape := func(f *CatalogFile) record { return catalogFileRecord(new(string), f) }
	files, err := list(tx, shape, "WHERE hash = $1 ORDER BY path", hash)
	if err == nil && len(files) == 0 {
		return nil, missing()
	}
	return files, err
}
