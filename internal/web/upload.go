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

// keptAtMost bounds what is read of a form with files from someone who is not
// signed in, in bytes. Its fields stand before its files.
const keptAtMost = 2 << 20

// FormWithoutFiles returns the fields of a form and whether files came with
// it. It keeps none of the files, and of a form with files reads no more than
// the fields can be: nobody signed out may fill a disk.
func FormWithoutFiles(r *http.Request) (fields url.Values, files bool, err error) {
	kind, err := formKind(r)
	if err != nil {
		return nil, false, err
	}
	if kind != "multipart/form-data" {
		fields, err = Form(r)
		return fields, false, err
	}
	r.Body = io.NopCloser(io.LimitReader(r.Body, keptAtMost))
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, false, errNotForm
	}
	fields = url.Values{}
	for {
		part, err := parts.NextPart()
		if files && err != nil || err == io.EOF { // the end, or that of what is read
			return fields, files, nil
		}
		if err != nil {
			return nil, false, unreadable(err)
		}
		if part.FileName() != "" {
			files = true
			continue
		}
		name := part.FormName()
		text, err := io.ReadAll(part)
		switch {
		case err != nil && files:
			return fields, files, nil
		case err != nil:
			return nil, false, unreadable(err)
		case !clean(name) || !clean(string(text)):
			return nil, false, errCharacters
		}
		fields.Add(name, string(text))
	}
}

// TooLarge reports whether err says that more was sent than may be.
func TooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
}

// clean reports whether s is text that a database takes.
func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
