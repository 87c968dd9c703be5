package web

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// An Upload is the file of a form.
type Upload struct {
	Name string // as the sender calls it; not to be trusted
	Body []byte
}

// FormWithFile reads a form with one file, in the order in which it comes:
// its fields stand in r.PostForm even when the file is refused, so that what
// was typed can be shown again. A file of more than most bytes, or one that
// passes the bound of the whole request, is an *http.MaxBytesError. Without a
// file the Upload is zero.
func FormWithFile(r *http.Request, field string, most int64) (u Upload, err error) {
	kind, err := formKind(r)
	if err != nil {
		return u, err
	}
	if kind != "multipart/form-data" {
		_, err := Form(r)
		return u, err
	}
	parts, err := r.MultipartReader()
	if err != nil {
		return u, errNotForm
	}
	r.PostForm, r.Form = url.Values{}, r.URL.Query()
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return u, nil
		}
		if err != nil {
			return u, unreadable(err)
		}
		name := part.FormName()
		body, err := io.ReadAll(io.LimitReader(part, most+1))
		switch {
		case err != nil:
			return u, unreadable(err)
		case int64(len(body)) > most:
			return u, &http.MaxBytesError{Limit: most}
		case name == field && part.FileName() != "":
			u = Upload{part.FileName(), body}
		case part.FileName() != "":
		case !clean(name) || !clean(string(body)):
			return u, errCharacters
		default:
			r.PostForm.Add(name, string(body))
			r.Form.Add(name, string(body))
		}
	}
}

// TooLarge reports whether err says that more was sent than may be.
func TooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
}

// clean reports whether s is text that a database takes.
func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
