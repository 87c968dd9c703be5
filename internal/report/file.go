package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"shirushi/internal/scheme"
)

// A report is one ZIP file: report.json, its signature, and the files that it
// names. docs/report.md describes it for programmers.
const (
	jsonName = "report.json"
	signName = "report.sig"

	// Suffix ends the names of report files.
	Suffix = ".shirushi-report"
)

// Bounds of a report that is read. A report comes from anywhere.
const (
	MostFiles   = 2000
	MostUnpack  = 256 << 20 // bytes, all files together
	MostJSON    = 16 << 20  // bytes of report.json
	mostSign    = 4 << 10
	mostEntries = MostFiles + 2
)

// signed is the text that a key signs for a report.
func signed(json []byte) string {
	return fmt.Sprintf("shirushi-check report\n%d\n%x\n", Format, sha256.Sum256(json))
}

// Write writes a report as one file, signed with key. open returns the content
// of a file of the report by its name; Files is filled in from it, and so are
// Format, Description and Signer.
func Write(w io.Writer, r Report, key note.Signer, verifier string, open func(name string) ([]byte, error)) error {
	r.Format, r.Signer = Format, verifier
	r.Description = Hash([]byte(r.Described))
	contents := make([][]byte, len(r.Files))
	files := make([]File, len(r.Files))
	for i, f := range r.Files {
		b, err := open(f.Name)
		if err != nil {
			return fmt.Errorf("read file %s of the report: %w", f.Name, err)
		}
		f.Size, f.SHA256 = int64(len(b)), Hash(b)
		files[i], contents[i] = f, b
	}
	r.Files = files
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	sign, err := note.Sign(&note.Note{Text: signed(text)}, key)
	if err != nil {
		return fmt.Errorf("sign the report: %w", err)
	}
	if err := r.check(); err != nil {
		return err
	}
	z := zip.NewWriter(w)
	put := func(name string, b []byte) error {
		e, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: r.Ended.UTC().Truncate(2 * time.Second)})
		if err == nil {
			_, err = e.Write(b)
		}
		if err != nil {
			return fmt.Errorf("write %s into the report: %w", name, err)
		}
		return nil
	}
	if err := put(jsonName, text); err != nil {
		return err
	}
	if err := put(signName, sign); err != nil {
		return err
	}
	for i, f := range r.Files {
		if err := put(f.Name, contents[i]); err != nil {
			return err
		}
	}
	return z.Close()
}

// Hash returns the SHA-256 of b as reports write it.
func Hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// A Sealed is a report as it was read, with what was found out about the file.
type Sealed struct {
	Report
	Hash     string // SHA-256 of report.json: the report is named by it
	Content  map[string][]byte
	Unsound  []Fault // what is not as it was when the report was signed; none: nothing was altered
	SignedBy string  // verifier of the key whose signature holds; "" when it does not
}

// A Fault is one thing in a report file that is not as it was signed.
type Fault struct {
	Code FaultCode
	Name string // of the file that it is about
}

// A FaultCode says what is wrong with a report file.
type FaultCode string

const (
	BadSignature FaultCode = "signature" // the signature is not of this report by this key
	FileMissing  FaultCode = "missing"   // a file that the report names is not in it
	FileAltered  FaultCode = "altered"   // its content is not what the report says
	FileStray    FaultCode = "stray"     // the report does not name it
	BadSeal      FaultCode = "seal"      // the description is not the one hashed
)

// Read takes a report file apart and looks whether it is as it was signed. It
// refuses what is no report at all; a report that was altered is returned with
// its faults. What it unpacks is measured, not believed.
func Read(b []byte) (Sealed, error) {
	var s Sealed
	archive, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil || len(archive.File) > mostEntries {
		return s, scheme.Refuse(scheme.Invalid, "refusal.report.no_report").On("file")
	}
	s.Content = make(map[string][]byte, len(archive.File))
	left := int64(MostUnpack)
	for _, f := range archive.File {
		most := left
		switch f.Name {
		case jsonName:
			most = min(left, MostJSON)
		case signName:
			most = min(left, mostSign)
		}
		if _, twice := s.Content[f.Name]; twice || f.Flags&1 != 0 {
			return s, scheme.Refuse(scheme.Invalid, "refusal.report.no_report").On("file")
		}
		text, err := unpack(f, most)
		if err != nil {
			return s, err
		}
		s.Content[f.Name] = text
		left -= int64(len(text))
	}
	text := s.Content[jsonName]
	decoder := json.NewDecoder(bytes.NewReader(text))
	if decoder.Decode(&s.Report) != nil || s.Format != Format {
		return s, scheme.Refuse(scheme.Invalid, "refusal.report.no_report").On("file")
	}
	if err := errors.Join(plainText(text), s.check()); err != nil {
		return s, err
	}
	s.Hash = Hash(text)
	s.look(text)
	delete(s.Content, jsonName)
	delete(s.Content, signName)
	return s, nil
}

func unpack(f *zip.File, most int64) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, scheme.Refuse(scheme.Invalid, "refusal.report.no_report").On("file")
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case int64(len(text)) > most:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.report.too_large").On("file").With(int(MostUnpack >> 20))
	case err != nil:
		return nil, scheme.Refuse(scheme.Invalid, "refusal.report.damaged").On("file").With(f.Name)
	}
	return text, nil
}

// look compares what the report says of itself with what is there.
func (s *Sealed) look(text []byte) {
	fault := func(code FaultCode, name string) { s.Unsound = append(s.Unsound, Fault{code, name}) }
	s.SignedBy = s.Signer
	if v, err := note.NewVerifier(s.Signer); err != nil {
		s.SignedBy = ""
	} else if n, err := note.Open(s.Content[signName], note.VerifierList(v)); err != nil || n.Text != signed(text) {
		s.SignedBy = ""
	}
	if s.SignedBy == "" {
		fault(BadSignature, signName)
	}
	if s.Description != Hash([]byte(s.Described)) {
		fault(BadSeal, jsonName)
	}
	named := map[string]bool{jsonName: true, signName: true}
	for _, f := range s.Files {
		named[f.Name] = true
		b, ok := s.Content[f.Name]
		switch {
		case !ok:
			fault(FileMissing, f.Name)
		case f.Size != int64(len(b)) || f.SHA256 != Hash(b):
			fault(FileAltered, f.Name)
		}
	}
	for name := range s.Content {
		if !named[name] {
			fault(FileStray, name)
		}
	}
}

// check refuses a report whose parts do not fit together: unknown words, files
// named twice or outside of the report, measurements that show files it lacks.
func (r Report) check() error {
	bad := func(what string) error {
		return scheme.Refuse(scheme.Invalid, "refusal.report.content").On("file").With(what)
	}
	if len(r.Files) > MostFiles {
		return bad("files")
	}
	files := map[string]bool{}
	for _, f := range r.Files {
		if files[f.Name] || !plainName(f.Name) || f.Kind != Raw && f.Kind != Attached {
			return bad(f.Name)
		}
		files[f.Name] = true
	}
	ids := map[string]bool{}
	for _, m := range r.Done {
		if m.ID == "" || ids[m.ID] || !known(Outcomes, m.Outcome) || !known(Forces, m.Force) || m.Outcome == Pass && m.Force == Informs {
			return bad(m.ID)
		}
		ids[m.ID] = true
		for _, name := range m.Raw {
			if !files[name] {
				return bad(name)
			}
		}
	}
	return nil
}

// plainText refuses a report in which a text holds signs that steer a terminal
// or a printer; line feeds may stand in the description.
func plainText(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	for {
		token, err := decoder.Token()
		if err != nil {
			return nil // the end: that it is JSON was found before
		}
		s, ok := token.(string)
		if ok && strings.ContainsFunc(s, func(r rune) bool {
			return r != '\n' && r != '\t' && r != ' ' && !strconv.IsPrint(r) && r != '\u3000'
		}) {
			return scheme.Refuse(scheme.Invalid, "refusal.report.content").On("file").With("text")
		}
	}
}

// plainName reports whether a name is a path inside a report that no system
// reads otherwise.
func plainName(name string) bool {
	if name == "" || len(name) > 200 || path.Clean(name) != name || path.IsAbs(name) || strings.HasPrefix(name, "..") || name == jsonName || name == signName {
		return false
	}
	for _, c := range name {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune("._-/", c)) {
			return false
		}
	}
	return true
}

func known[T comparable](all []T, one T) bool {
	for _, a := range all {
		if a == one {
			return true
		}
	}
	return false
}
