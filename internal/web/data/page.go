package data

import (
	"net/http"
	"net/url"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public/data"
)

// Path is the address, without the language, of the page about all this.
const Path = "/data"

// section is where menu and footer lead to it.
var section = web.Section{Path: Path, Key: "menu.data", Menu: true, Group: web.GroupRecords}

// page tells people what there is for programs.
func (f front) page(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	day := s.Day(f.site.Now())
	set, err := f.Folder.Current()
	if err != nil && !scheme.IsRefusal(err, scheme.NotYetMade) {
		return err
	}
	found, err := f.reg.Entries(r.Context(), registry.Query{Day: day, Status: scheme.Active, Limit: 1})
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Page{Frame: f.site.Frame(r, p.T("data.title")), Scheme: s, AsOf: set.AsOf, Labels: set.Labels, Models: set.Models, Feed: feedPath, Log: f.Log, PerMinute: max(0, f.site.Limits.PerMinute),
		Keep: f.site.KeepStatus, KeepFiles: keepFiles, KeepSitemap: keepSitemap}
	v.Styles = append(v.Styles, "data.css")
	v.Description = p.T("data.lead", s.ShortName)
	for _, file := range set.Files {
		v.Files = append(v.Files, view.File{Name: file.Name, Size: file.Size, SHA256: file.SHA256})
	}
	for _, c := range dump.Columns {
		v.Columns = append(v.Columns, c.Name)
	}
	model := ""
	for _, e := range found.Items {
		v.Example = e.Number
		for _, one := range e.Product.Models {
			model = one
			break
		}
	}
	v.Calls = Calls(v.Example, model)
	f.site.Keep(w, s, day, f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, view.DataPage(v))
}

// Calls are the calls of the API that the page shows, with a label and a model
// to try them with; without them what needs them is left out.
func Calls(example scheme.LabelNumber, model string) []view.Call {
	var all []view.Call
	if model != "" {
		all = append(all, view.Call{Path: "/api/v1/labels?q=" + url.QueryEscape(model), Key: "data.call.search"})
	}
	all = append(all, view.Call{Path: "/api/v1/labels?status=revoked&sort=newest&limit=20", Key: "data.call.list"})
	if example != "" {
		all = append(all, view.Call{Path: "/api/v1/labels/" + url.PathEscape(string(example)), Key: "data.call.one"})
	}
	return append(all,
		view.Call{Path: "/api/v1/changes?since=0&limit=20", Key: "data.call.changes"},
		view.Call{Path: "/api/v1/scheme", Key: "data.call.scheme"},
		view.Call{Path: "/api/v1/crosswalk", Key: "data.call.crosswalk"},
		view.Call{Path: "/api/v1/dumps", Key: "data.call.dumps"},
		view.Call{Path: "/api/v1/openapi.json", Key: "data.call.openapi"})
}
