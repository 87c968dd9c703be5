package admin

import (
	"errors"
	"io"
	"net/http"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/admincatalog"
	"shirushi/internal/web/portal"
)

// catalog shows the scheme's data and its versions.
func (d *Desk) catalog(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showCatalog(w, r, who, nil, nil)
}

func (d *Desk) showCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor, problems []catalog.Problem, refused error) error {
	versions, err := d.governance.Versions(r.Context(), who)
	if err != nil {
		return err
	}
	names, err := d.Names(r.Context(), who)
	if err != nil {
		return err
	}
	v := admincatalog.View{Frame: d.OfficeFrame(r, who, ""), Here: portal.OfficeHome(r, "catalog"), Problems: problems}
	if v.Scheme, err = d.Site.Scheme(r.Context()); err != nil {
		return err
	}
	v.Title = v.P.T("admin.catalog.title")
	v.Saved = portal.Done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	for i, one := range versions {
		v.Versions = append(v.Versions, admincatalog.Version{Hash: one.Hash, Loaded: one.Loaded, By: portal.WhoDid(v.Frame, one.By, names), Current: i == 0})
	}
	return d.Site.Render(w, r, web.StatusOf(refused), admincatalog.Page(v))
}

// loadCatalog checks an uploaded folder and, when nothing is wrong with it,
// puts it into use.
func (d *Desk) loadCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	b, err := readUpload(r)
	if err != nil {
		return d.refuseCatalog(w, r, who, nil, err)
	}
	fsys, err := openZip(b)
	if err != nil {
		return d.refuseCatalog(w, r, who, nil, err)
	}
	_, problems, err := d.governance.LoadCatalog(r.Context(), who, fsys)
	if err != nil {
		return d.refuseCatalog(w, r, who, problems, err)
	}
	return web.Redirect(w, r, portal.OfficeHome(r, "catalog")+"?done=load")
}

func (d *Desk) refuseCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor, problems []catalog.Problem, err error) error {
	if portal.CannotShow(err) {
		return err
	}
	return d.showCatalog(w, r, who, problems, portal.OnForm(err, "", "file"))
}

// readUpload returns the file of the form. It refuses one that is missing or
// too large.
func readUpload(r *http.Request) ([]byte, error) {
	file, head, err := r.FormFile("file")
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return nil, uploadRefusal("refusal.upload.too_large", maxUpload>>20)
	case err != nil:
		return nil, uploadRefusal("refusal.upload.none")
	}
	defer file.Close()
	if head.Size > maxUpload {
		return nil, uploadRefusal("refusal.upload.too_large", maxUpload>>20)
	}
	b, err := io.ReadAll(io.LimitReader(file, maxUpload+1))
	if err != nil {
		return nil, uploadRefusal("refusal.upload.not_zip")
	}
	if len(b) == 0 {
		return nil, uploadRefusal("refusal.upload.none")
	}
	return b, nil
}
