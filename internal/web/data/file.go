package data

import (
	"io"
	"net/http"
	"strings"
	"time"

	"shirushi/internal/web"
)

// keepFiles is how long a file may be kept: it is made anew less often.
const keepFiles = 5 * time.Minute

// file gives one file of the whole register, or parts of it.
func (f front) file(name string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := f.site.Scheme(r.Context())
		if err != nil {
			return err
		}
		file, said, set, err := f.Folder.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		f.site.Keep(w, s, set.Day, keepFiles)
		open(w)
		h := w.Header()
		h.Set("ETag", `"`+said.SHA256+`"`)
		h.Set("Content-Type", said.Type)
		stem, rest, _ := strings.Cut(name, ".")
		h.Set("Content-Disposition", `attachment; filename="`+stem+"-"+string(set.Day)+"."+rest+`"`)
		http.ServeContent(patient{w, web.Patient(w)}, r, "", set.AsOf, file)
		return nil
	}
}

// patient is an answer that may take long as long as something moves.
type patient struct {
	http.ResponseWriter
	slow io.Writer
}

func (p patient) Write(b []byte) (int, error) { return p.slow.Write(b) }
