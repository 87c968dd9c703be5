package admin

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"shirushi/internal/scheme"
)

// Bounds of an uploaded folder of scheme data.
const (
	maxUpload   = 2 << 20  // bytes of the ZIP
	maxUnpacked = 16 << 20 // bytes of all its files together
	maxFiles    = 500
)

// schemeFile stands at the root of every folder of scheme data.
const schemeFile = "scheme.yaml"

// openZip returns the folder of scheme data inside a ZIP, wherever in it the
// folder begins. It refuses what is not a ZIP, names that lead out of the
// folder, links, and archives that unpack to more than the bounds: every file
// is read once here, so that no later reader meets a surprise.
func openZip(b []byte) (fs.FS, error) {
	if len(b) > maxUpload {
		return nil, uploadRefusal("refusal.upload.too_large", maxUpload>>20)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, uploadRefusal("refusal.upload.not_zip")
	}
	if err := checkNames(z.File); err != nil {
		return nil, err
	}
	z.File = withoutLitter(z.File)
	if err := checkSizes(z.File); err != nil {
		return nil, err
	}
	root, ok := rootOf(z.File)
	if !ok {
		return nil, uploadRefusal("refusal.upload.no_scheme")
	}
	sub, err := fs.Sub(z, root)
	if err != nil {
		return nil, uploadRefusal("refusal.upload.not_zip")
	}
	return sub, nil
}

func uploadRefusal(key string, args ...any) error {
	return scheme.Refuse(scheme.Invalid, key).On("file").With(args...)
}

// checkNames refuses names that are not plain paths inside the archive, and
// two files of one name. Names that differ in case only count as one, because
// the folder they came from may not tell them apart.
func checkNames(files []*zip.File) error {
	if len(files) > maxFiles {
		return uploadRefusal("refusal.upload.too_many", maxFiles)
	}
	seen := make(map[string]bool, len(files))
	for _, f := range files {
		name := strings.TrimSuffix(f.Name, "/")
		if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\:\x00") {
			return uploadRefusal("refusal.upload.path", f.Name)
		}
		if mode := f.Mode(); !mode.IsDir() && !mode.IsRegular() {
			return uploadRefusal("refusal.upload.link", f.Name)
		}
		key := strings.ToLower(name)
		if seen[key] {
			return uploadRefusal("refusal.upload.twice", f.Name)
		}
		seen[key] = true
	}
	return nil
}

// withoutLitter leaves out what desktop systems add to archives unasked.
func withoutLitter(files []*zip.File) []*zip.File {
	var kept []*zip.File
	for _, f := range files {
		base := path.Base(f.Name)
		if strings.HasPrefix(f.Name, "__MACOSX/") || base == ".DS_Store" || base == "Thumbs.db" {
			continue
		}
		kept = append(kept, f)
	}
	return kept
}

// checkSizes unpacks every file and counts what really comes out: the sizes
// an archive states are only its own word.
func checkSizes(files []*zip.File) error {
	left := int64(maxUnpacked)
	for _, f := range files {
		if f.Mode().IsDir() {
			continue
		}
		n, err := unpackedSize(f, left)
		if err != nil {
			return uploadRefusal("refusal.upload.not_zip")
		}
		if left -= n; left < 0 {
			return uploadRefusal("refusal.upload.unpacked", maxUnpacked>>20)
		}
	}
	return nil
}

// unpackedSize counts the bytes of a file and stops one byte past most.
func unpackedSize(f *zip.File, most int64) (int64, error) {
	r, err := f.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return io.Copy(io.Discard, io.LimitReader(r, most+1))
}

// rootOf returns the folder that holds the scheme file: the archive itself,
// or the one folder that was packed whole.
func rootOf(files []*zip.File) (string, bool) {
	root, found := "", false
	for _, f := range files {
		dir, base := path.Split(f.Name)
		if base != schemeFile || strings.Count(f.Name, "/") > 1 {
			continue
		}
		dir = path.Clean(dir)
		if dir == "." {
			return ".", true
		}
		if found {
			return "", false
		}
		root, found = dir, true
	}
	return root, found
}
