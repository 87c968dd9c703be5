package vault

import (
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// handOver takes files from the plain form, one after the other as they come.
// Those that are refused are named; the others are kept.
func (d *Desk) handOver(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	place, refused, err := d.takeForm(r, who)
	switch {
	case err != nil:
		return err
	case refused != nil:
		return d.showFiles(w, r, who, place, refused)
	}
	return web.Redirect(w, r, r.URL.Path+"?done=handed#handed")
}

// takeForm returns what was refused of the form, and the place chosen.
func (d *Desk) takeForm(r *http.Request, who scheme.Actor) (place string, refused, err error) {
	form, err := r.MultipartReader()
	if errors.Is(err, http.ErrNotMultipart) { // sent once more after signing in: its files could not be kept
		return r.PostFormValue("place"), scheme.Refuse(scheme.Invalid, "refusal.handover.no_file").On("file"), nil
	}
	if err != nil {
		return "", nil, scheme.Refuse(scheme.Invalid, "refusal.handover.form")
	}
	var no scheme.Refusals
	files := 0
	for {
		part, err := form.NextPart()
		switch {
		case err == io.EOF && files == 0:
			no.Add(scheme.Refuse(scheme.Invalid, "refusal.handover.no_file").On("file"))
			return place, no.Err(), nil
		case err == io.EOF:
			return place, no.Err(), nil
		case err != nil:
			return place, nil, unreadable(err)
		case part.FormName() == "place":
			if place, err = word(part); err != nil {
				return place, nil, err
			}
		case part.FormName() == "file" && part.FileName() != "":
			files++
			if err := d.takeFile(r, who, place, part, files); portal.CannotShow(err) && err != nil {
				return place, nil, err
			} else if err != nil {
				no.Add(scheme.RefusalsOf(err))
			}
		}
	}
}

// wordAtMost bounds a field of the form that is no file, in bytes.
const wordAtMost = 4096

func word(part *multipart.Part) (string, error) {
	b, err := io.ReadAll(io.LimitReader(part, wordAtMost+1))
	if err != nil {
		return "", unreadable(err)
	}
	if len(b) > wordAtMost {
		return "", scheme.Refuse(scheme.Invalid, "refusal.handover.form")
	}
	return string(b), nil
}

// unreadable sorts out a body that ends too early or is no form, which is
// refused, and one that is too large.
func unreadable(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return err
	}
	return scheme.Refuse(scheme.Invalid, "refusal.handover.form")
}

// takeFile takes the form's file number n, from 1. A place that is one piece
// of evidence takes one file only.
func (d *Desk) takeFile(r *http.Request, who scheme.Actor, place string, part *multipart.Part, n int) error {
	criterion, title := placeOf(place)
	if title != "" && n > 1 {
		return scheme.Refuse(scheme.Invalid, "refusal.handover.several").On("place").With(scheme.HarmlessName(part.FileName()))
	}
	_, err := d.vault.TakeWhole(r.Context(), who, applicationOf(r), office.UploadRequest{Criterion: criterion, Title: title, Name: part.FileName()}, part)
	return err
}

// A held is what the script is told of a file.
type held struct {
	ID      scheme.EvidenceFileID `json:"id"`
	State   scheme.FileState      `json:"state"`
	Held    int64                 `json:"held"`
	Size    int64                 `json:"size"`
	Version int                   `json:"version"`
}

func tell(w http.ResponseWriter, f scheme.EvidenceFile) error {
	return web.WriteJSON(w, http.StatusOK, held{f.ID, f.State, f.Held, f.Size, f.Version})
}

// start announces a file.
func (d *Desk) start(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	var asked struct {
		Place  string `json:"place"`
		Name   string `json:"name"`
		Size   int64  `json:"size"`
		SHA256 string `json:"sha256"`
	}
	reading := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4*wordAtMost))
	reading.DisallowUnknownFields()
	if err := reading.Decode(&asked); err != nil {
		return unreadable(err)
	}
	criterion, title := placeOf(asked.Place)
	f, err := d.vault.StartUpload(r.Context(), who, applicationOf(r),
		office.UploadRequest{Criterion: criterion, Title: title, Name: asked.Name, Size: asked.Size, SHA256: asked.SHA256})
	if err != nil {
		return err
	}
	return tell(w, f)
}

func (d *Desk) status(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.vault.Upload(r.Context(), who, fileOf(r))
	if err != nil {
		return err
	}
	return tell(w, f)
}

// part takes the next part of a file, which begins at ?offset.
func (d *Desk) part(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	offset, err := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64)
	if err != nil {
		return scheme.Refuse(scheme.Invalid, "refusal.number.not_whole").On("offset")
	}
	f, err := d.vault.TakePart(r.Context(), who, fileOf(r), offset, r.Body)
	if err != nil {
		return err
	}
	return tell(w, f)
}

func (d *Desk) finish(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.vault.FinishUpload(r.Context(), who, fileOf(r))
	if err != nil {
		return err
	}
	return tell(w, f)
}

// drop gives a file up that is not sealed; the script asks in JSON, the page
// by its button.
func (d *Desk) drop(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	f, err := d.vault.Upload(r.Context(), who, fileOf(r))
	if err == nil {
		err = d.vault.DropUpload(r.Context(), who, fileOf(r))
	}
	if err != nil {
		return err
	}
	if strings.Contains(r.Header.Get("Accept"), "application/json") {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return web.Redirect(w, r, "/"+web.Lang(r)+"/desk/applications/"+string(f.Application)+"/files?done=dropped#handed")
}
