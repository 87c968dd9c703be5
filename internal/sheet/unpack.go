package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"
)

// unpack takes an XLSX file apart. What it unpacks to is measured, not
// believed: a part is given up as soon as it passes a bound.
func unpack(b []byte, name string) (map[string][]byte, error) {
	at := Place{File: name}
	archive, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, at.refuse("refusal.sheet.damaged")
	}
	if len(archive.File) > maxParts {
		return nil, at.refuse("refusal.sheet.bomb")
	}
	parts, total := make(map[string][]byte, len(archive.File)), 0
	for _, f := range archive.File {
		part := strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(f.Name, `\`, "/")), "/"))
		if _, twice := parts[part]; twice {
			return nil, at.refuse("refusal.sheet.damaged")
		}
		if f.Flags&1 != 0 {
			return nil, at.refuse("refusal.sheet.encrypted")
		}
		most := min(maxUnpack-total, max(ratioFrom, maxRatio*int(min(f.CompressedSize64, MaxFile))))
		if !wanted(part) {
			parts[part] = nil
			continue
		}
		text, err := readPart(f, most)
		switch {
		case err != nil:
			return nil, at.refuse("refusal.sheet.damaged")
		case len(text) > most:
			return nil, at.refuse("refusal.sheet.bomb")
		}
		parts[part] = text
		total += len(text)
	}
	return parts, nil
}

// wanted are the parts that a reader of cells looks into; pictures and the
// like stay packed.
func wanted(part string) bool {
	return strings.HasSuffix(part, ".xml") || strings.HasSuffix(part, ".rels") || part == "mimetype"
}

// readPart unpacks up to most bytes and one, by which the caller sees that
// there is more.
func readPart(f *zip.File, most int) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, int64(most)+1))
}

// alive names what the workbook could do besides holding cells: nil for a
// plain one.
func alive(parts map[string][]byte, name string) error {
	at := Place{File: name}
	kinds := bytes.ToLower(parts["[content_types].xml"])
	for part := range parts {
		if strings.HasSuffix(part, "vbaproject.bin") || strings.HasPrefix(part, "xl/macrosheets/") || strings.HasPrefix(part, "xl/activex/") {
			return at.refuse("refusal.sheet.macro")
		}
	}
	switch {
	case bytes.Contains(kinds, []byte("macroenabled")) || bytes.Contains(kinds, []byte("intlmacrosheet")):
		return at.refuse("refusal.sheet.macro")
	case bytes.Contains(kinds, []byte("sheet.binary")):
		return at.refuse("refusal.sheet.old_xls")
	case kinds == nil:
		return at.refuse("refusal.sheet.kind")
	}
	return nil
}
