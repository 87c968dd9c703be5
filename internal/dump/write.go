package dump

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"shirushi/internal/i18n"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/sheet"
)

// An out is one file under way.
type out struct {
	name, kind string
	file       *os.File
	sum        hash.Hash
	size       int64
	buffer     *bufio.Writer
}

func create(folder, name, kind string) (*out, error) {
	f, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	o := &out{name: name, kind: kind, file: f, sum: sha256.New()}
	o.buffer = bufio.NewWriterSize(o, 256<<10)
	return o, nil
}

// Write is what stands behind the buffer.
func (o *out) Write(b []byte) (int, error) {
	n, err := o.file.Write(b)
	o.sum.Write(b[:n])
	o.size += int64(n)
	return n, err
}

func (o *out) close() (File, error) {
	err := errors.Join(o.buffer.Flush(), o.file.Sync(), o.file.Close())
	if err != nil {
		err = fmt.Errorf("write %s: %w", o.name, err)
	}
	return File{Name: o.name, Type: o.kind, Size: o.size, SHA256: hex.EncodeToString(o.sum.Sum(nil))}, err
}

// A writer writes one set.
type writer struct {
	*Maker
	scheme *scheme.Scheme
	set    *Set
	path   string
	outs   []*out // in the order of Names
	labels *sheet.CSV
	models *sheet.CSV
	packed *gzip.Writer
	lines  *json.Encoder
	book   *sheet.Long
	pages  *sitemap
}

// Tables of the workbook.
const (
	labelTable = iota
	modelTable
	columnTable
)

func (m *Maker) begin(path string, s *scheme.Scheme, set *Set) (*writer, error) {
	w := &writer{Maker: m, scheme: s, set: set, path: path}
	for i, kind := range []string{sheet.CSVType, sheet.CSVType, "application/gzip", sheet.XLSXType} {
		o, err := create(path, Names[i], kind)
		if err != nil {
			return nil, errors.Join(err, w.close(false))
		}
		w.outs = append(w.outs, o)
	}
	w.labels = sheet.NewCSV(w.outs[0].buffer, columnNames()...)
	w.models = sheet.NewCSV(w.outs[1].buffer, modelColumns...)
	w.packed = gzip.NewWriter(w.outs[2].buffer)
	w.lines = json.NewEncoder(w.packed)
	w.lines.SetEscapeHTML(false)
	columns := make([]sheet.Column, len(Columns))
	for i, c := range Columns {
		columns[i] = sheet.Column{Name: c.Name, Width: c.width}
	}
	var asOf []string
	for _, lang := range i18n.Languages {
		asOf = append(asOf, i18n.For(lang).In(s.ZoneName, s.ZoneOffset).T("dump.as_of", set.AsOf, s.ShortName))
	}
	said := strings.Join(asOf, " / ")
	w.book = sheet.NewLong(w.outs[3].buffer, path,
		sheet.List{Name: "labels", AsOf: said, Columns: columns},
		sheet.List{Name: "models", AsOf: said, Columns: []sheet.Column{{Name: modelColumns[0], Width: 20}, {Name: modelColumns[1], Width: 40}}},
		sheet.List{Name: "columns", Columns: []sheet.Column{{Name: "column", Width: 24}, {Name: "ja", Width: 70}, {Name: "en", Width: 70}}})
	for _, c := range Columns {
		key := "dump.column." + c.Name
		w.book.Row(columnTable, c.Name, i18n.For("ja").T(key), i18n.For("en").T(key))
	}
	w.pages = &sitemap{folder: path, base: m.Base}
	return w, nil
}

// label adds one label to all files.
func (w *writer) label(e registry.Entry) error {
	r := row{e, w.set.Day, e.StatusOn(w.set.Day), w.Base}
	if r.status == scheme.NoLabel {
		return nil // it has no page yet either
	}
	cells := make([]any, len(Columns))
	for i, c := range Columns {
		cells[i] = c.of(r)
	}
	w.labels.Row(cells...)
	w.book.Row(labelTable, cells...)
	for _, model := range e.Product.Models {
		w.models.Row(e.Number, model)
		w.book.Row(modelTable, e.Number, model)
	}
	w.set.Labels++
	w.set.Models += len(e.Product.Models)
	if err := w.lines.Encode(w.Record(w.scheme, e, w.set.Day, w.Base)); err != nil {
		return fmt.Errorf("write %s of %s: %w", LabelsJSON, e.Number, err)
	}
	return w.pages.add(e)
}

// close ends all files; those of a making that failed only to let go of them.
func (w *writer) close(good bool) error {
	var all []error
	if w.pages != nil {
		all = append(all, w.labels.Close(), w.models.Close(), w.packed.Close(), w.book.Close(), w.pages.close())
	}
	for _, o := range w.outs {
		f, err := o.close()
		all = append(all, err)
		w.set.Files = append(w.set.Files, f)
	}
	if w.pages != nil {
		w.set.Sitemaps = w.pages.files
	}
	if !good {
		return nil // the failure that led here is the one to tell
	}
	return errors.Join(all...)
}

// labelsInSitemap is how many labels one part of the sitemap names, each with
// a page in every language: 50,000 addresses are what readers of sitemaps take.
const labelsInSitemap = 25_000

// A sitemap is the list of all label pages in parts, for search engines.
type sitemap struct {
	folder, base string
	files        []File
	out          *out
	packed       *gzip.Writer
	text         *bufio.Writer
	in           int // labels in the part under way
}

// SitemapName is the name of the sitemap's n-th part, from 1.
func SitemapName(n int) string { return "sitemap-labels-" + strconv.Itoa(n) + ".xml.gz" }

func (s *sitemap) add(e registry.Entry) error {
	if s.out == nil || s.in == labelsInSitemap {
		if err := s.next(); err != nil {
			return err
		}
	}
	s.in++
	for _, lang := range i18n.Languages {
		s.say("<url><loc>", s.page(lang, e), "</loc>")
		if !e.Updated.IsZero() {
			s.say("<lastmod>", e.Updated.UTC().Format("2006-01-02T15:04:05Z"), "</lastmod>")
		}
		for _, other := range i18n.Languages {
			s.say(`<xhtml:link rel="alternate" hreflang="`, other, `" href="`, s.page(other, e), `"/>`)
		}
		s.say("</url>\n")
	}
	return nil
}

// page is the address of a label's page, written for XML.
func (s *sitemap) page(lang string, e registry.Entry) string {
	return strings.ReplaceAll(s.base+"/"+lang+"/labels/"+url.PathEscape(string(e.Number)), "&", "&amp;")
}

func (s *sitemap) say(texts ...string) {
	for _, t := range texts {
		_, _ = s.text.WriteString(t) // a bufio.Writer keeps its first error for end
	}
}

func (s *sitemap) next() (err error) {
	if err := s.close(); err != nil {
		return err
	}
	if s.out, err = create(s.folder, SitemapName(len(s.files)+1), "application/xml"); err != nil {
		return err
	}
	s.packed = gzip.NewWriter(s.out.buffer)
	s.text, s.in = bufio.NewWriterSize(s.packed, 64<<10), 0
	_, err = io.WriteString(s.text, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"+
		`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">`+"\n")
	return err
}

// close ends the part under way.
func (s *sitemap) close() error {
	if s.out == nil {
		return nil
	}
	s.say("</urlset>\n")
	err := errors.Join(s.text.Flush(), s.packed.Close())
	f, closing := s.out.close()
	s.files, s.out = append(s.files, f), nil
	return errors.Join(err, closing)
}
