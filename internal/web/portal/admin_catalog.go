package portal

import (
	"errors"
	"io"
	"net/http"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/admincatalog"
)

// catalog shows the scheme's data and its versions.
func (p *Portal) catalog(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return p.showCatalog(w, r, who, nil, nil)
}

func (p *Portal) showCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor, problems []catalog.Problem, refused error) error {
	versions, err := p.governance.Versions(r.Context(), who)
	if err != nil {
		return err
	}
	names, err := p.names(r.Context(), who)
	if err != nil {
		return err
	}
	v := admincatalog.View{Frame: p.officeFrame(r, who, ""), Here: officeHome(r, "catalog"), Problems: problems}
	if v.Scheme, err = p.site.Scheme(r.Context()); err != nil {
		return err
	}
	v.Title = v.P.T("admin.catalog.title")
	v.Saved = done(v.Frame, r)
	v.Errors = page.ErrorsOf(v.P, refused)
	for i, one := range versions {
		v.Versions = append(v.Versions, admincatalog.Version{Hash: one.Hash, Loaded: one.Loaded, By: whoDid(v.Frame, one.By, names), Current: i == 0})
	}
	return p.site.Render(w, r, web.StatusOf(refused), admincatalog.Page(v))
}

// loadCatalog checks an uploaded folder and, when nothing is wrong with it,
// puts it into use.
func (p *Portal) loadCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	b, err := readUpload(r)
	if err != nil {
		return p.refuseCatalog(w, r, who, nil, err)
	}
	fsys, err := openZip(b)
	if err != nil {
		return p.refuseCatalog(w, r, who, nil, err)
	}
	_, problems, err := p.governance.LoadCatalog(r.Context(), who, fsys)
	if err != nil {
		return p.refuseCatalog(w, r, who, problems, err)
	}
	return web.Redirect(w, r, officeHome(r, "catalog")+"?done=load")
}

func (p *Portal) refuseCatalog(w http.ResponseWriter, r *http.Request, who scheme.Actor, problems []catalog.Problem, err error) error {
	if cannotShow(err) {
		return err
	}
	return p.showCatalog(w, r, who, problems, onForm(err, "", "file"))
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
