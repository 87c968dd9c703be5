package vault

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shirushi/internal/office"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
	"shirushi/internal/web/page/desk/evidence"
	"shirushi/internal/web/page/desk/vault"
	"shirushi/internal/web/portal"
)

// partSize is how much the script sends at once: little to lose when a line
// breaks, and few rows for a large file.
const partSize = 8 << 20

func applicationOf(r *http.Request) scheme.ApplicationID {
	return scheme.ApplicationID(r.PathValue("id"))
}

func fileOf(r *http.Request) scheme.EvidenceFileID {
	return scheme.EvidenceFileID(r.PathValue("file"))
}

// files is the holder's page.
func (d *Desk) files(w http.ResponseWriter, r *http.Request, who scheme.Actor) error {
	return d.showFiles(w, r, who, r.URL.Query().Get("place"), nil)
}

func (d *Desk) showFiles(w http.ResponseWriter, r *http.Request, who scheme.Actor, place string, refused error) error {
	e, err := d.vault.Evidence(r.Context(), who, applicationOf(r))
	if err != nil {
		return err
	}
	if !e.IsHolder {
		return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.hand_over"))
	}
	f := d.Frame(r, who, d.Site.Printer(r).T("evidence.title"))
	here := f.To("/desk/applications/" + string(e.Application.ID))
	f.Crumbs = []page.Link{{Text: f.P.T("applicant.nav.applications"), Href: f.To("/desk/applications")}, {Text: nameOf(f, e), Href: here}}
	p := pageOf(f, e)
	p.Errors = page.ErrorsOf(f.P, portal.OnForm(refused, "", "file", "place"))
	p.Frame.Scripts = append(p.Frame.Scripts, "evidence.js")
	for i, g := range p.Groups {
		for j, one := range g.Files {
			p.Groups[i].Files[j] = offered(f, one, e)
		}
	}
	if e.State == office.VaultOpen && e.CanTake {
		p.Upload = uploadOf(f, e, here, place)
	}
	return d.Site.Render(w, r, web.StatusOf(refused), vault.Holder(p))
}

// offered adds what the holder may do with a version.
func offered(f page.Frame, one vault.File, e office.Evidence) vault.File {
	at := f.To("/desk/evidence/" + one.ID)
	switch {
	case one.State == scheme.FileSealed && e.State == office.VaultOpen:
		one.Download = at + "/download"
	case one.State != scheme.FileSealed:
		one.Drop = at + "/drop"
	}
	return one
}

// nameOf is what pages call the application.
func nameOf(f page.Frame, e office.Evidence) string {
	if name := e.Application.Product.Name.In(f.P.Lang); name != "" {
		return name
	}
	return f.P.T("evidence.unnamed")
}

// pageOf is what both sides see.
func pageOf(f page.Frame, e office.Evidence) vault.Page {
	f.Styles = append(f.Styles, "evidence.css")
	p := vault.Page{Frame: f, Product: nameOf(f, e), Number: e.Application.Numbers.Application,
		Limits: f.P.T("evidence.limits", size(e.FileAtMost), size(e.Used), size(e.Quota))}
	if done := "evidence.done." + strings.TrimPrefix(queryDone(f), "evidence."); queryDone(f) != "" && f.P.Has(done) {
		p.Saved = f.P.T(done)
	}
	if e.State != office.VaultOpen {
		p.Closed = f.P.T("refusal.vault." + string(e.State))
	}
	for _, one := range e.Demands {
		said := demandOf(f, one, e)
		if one.IsOpen() {
			p.Demand = said
		} else {
			p.Past = append(p.Past, said)
		}
	}
	p.Groups = groupsOf(f, e)
	p.Openings = openingsOf(f, e)
	return p
}

// queryDone is what the address says was done just now.
func queryDone(f page.Frame) string {
	_, query, _ := strings.Cut(f.Path, "?")
	for _, one := range strings.Split(query, "&") {
		if word, ok := strings.CutPrefix(one, "done="); ok {
			return word
		}
	}
	return ""
}

func demandOf(f page.Frame, d scheme.Demand, e office.Evidence) vault.Demand {
	return vault.Demand{Reason: d.Reason, Opened: f.P.Time(d.Opened), Due: d.Due, Closed: f.P.Time(d.Closed), Overdue: d.Due < e.Today}
}

// groupsOf puts the versions of each evidence together.
func groupsOf(f page.Frame, e office.Evidence) (groups []vault.Group) {
	for i, one := range e.Files {
		said := fileSaid(f, one, e.Checklist)
		if i > 0 && one.SamePlace(e.Files[i-1]) {
			last := &groups[len(groups)-1]
			last.Files = append(last.Files, said)
			continue
		}
		g := vault.Group{ID: "file-" + string(one.ID), Item: itemOf(f, e, one.Criterion), Title: one.Title, Files: []vault.File{said}}
		groups = append(groups, g)
	}
	return groups
}

func itemOf(f page.Frame, e office.Evidence, id scheme.CriterionID) string {
	if id == "" {
		return f.P.T("evidence.whole")
	}
	item, _ := e.Edition.Item(id)
	return string(id) + " " + item.Title.In(f.P.Lang)
}

func fileSaid(f page.Frame, one scheme.EvidenceFile, list scheme.Checklist) vault.File {
	said := vault.File{ID: string(one.ID), Name: one.Name, State: one.State, Version: one.Version, Size: size(one.Size), SHA256: one.SHA256, Sealed: f.P.Time(one.Sealed)}
	if one.Size > 0 {
		said.Percent = int(one.Held * 100 / one.Size)
	} else {
		said.Size = ""
	}
	if one.State == scheme.FileSealed {
		said.Match = one.Match(list)
		said.Listed = f.P.T("evidence.match." + string(said.Match))
	}
	if one.Failure != "" {
		said.Failure = f.P.T(one.Failure, one.Name)
	}
	return said
}

func openingsOf(f page.Frame, e office.Evidence) (out []vault.Opening) {
	for _, o := range e.Openings {
		said := vault.Opening{When: f.P.Time(o.At), Who: o.Name, File: o.File.Title + " " + f.P.T("evidence.version", o.File.Version), Own: o.Demand == "",
			Why: f.P.T("evidence.openings.own"), Outcome: f.P.T("evidence.outcome.begun"), Broken: o.Outcome == scheme.AccessBroken}
		if o.Outcome != scheme.AccessBegun {
			said.Outcome = f.P.T("evidence.outcome." + o.Outcome)
		}
		if i := slices.IndexFunc(e.Demands, func(d scheme.Demand) bool { return d.ID == o.Demand }); i >= 0 {
			said.Why = f.P.T("evidence.openings.demand", e.Demands[i].Reason)
		}
		out = append(out, said)
	}
	return out
}

// uploadOf is the form, for the script as well.
func uploadOf(f page.Frame, e office.Evidence, here, place string) *vault.Upload {
	return &vault.Upload{Action: here + "/files", Start: here + "/files/start", One: f.To("/desk/evidence/"), Places: placesOf(f, e), Place: place,
		Part: strconv.Itoa(partSize), Hash: page.Asset("evidence-hash.js")}
}

// placesOf are the places at which a file may be handed in: the application
// as a whole, each item, each evidence that is listed, and each that was
// handed over before.
func placesOf(f page.Frame, e office.Evidence) []page.Option {
	options := []page.Option{{Value: "|", Label: f.P.T("evidence.place.whole")}}
	known := map[string]bool{}
	add := func(id scheme.CriterionID, title, said string) {
		value := string(id) + "|" + title
		if !known[value] {
			known[value] = true
			options = append(options, page.Option{Value: value, Label: said})
		}
	}
	handed := func(id scheme.CriterionID) {
		for _, one := range e.Files {
			if one.Criterion == id {
				add(id, one.Title, f.P.T("evidence.place.evidence", string(id), one.Title))
			}
		}
	}
	for _, one := range e.Files {
		if one.Criterion == "" {
			add("", one.Title, f.P.T("evidence.place.of_whole", one.Title))
		}
	}
	for _, item := range e.Edition.Items {
		add(item.ID, "", f.P.T("evidence.place.item", string(item.ID), item.Title.In(f.P.Lang)))
		for _, ev := range e.Checklist.Answer(item.ID).Evidence {
			add(item.ID, ev.Title, f.P.T("evidence.place.evidence", string(item.ID), ev.Title))
		}
		handed(item.ID)
	}
	return options
}

// placeOf reads what placesOf has written.
func placeOf(place string) (scheme.CriterionID, string) {
	id, title, _ := strings.Cut(place, "|")
	return scheme.CriterionID(id), title
}

// listedOf is the evidence of the checklist, as the office sees it.
func listedOf(f page.Frame, e office.Evidence) (out []vault.Listed) {
	for _, item := range e.Edition.Items {
		for _, ev := range e.Checklist.Answer(item.ID).Evidence {
			plain := ev
			plain.SHA256 = ""
			one := vault.Listed{Item: itemOf(f, e, item.ID), Title: ev.Title, Said: evidence.Line(f, e.Scheme.Evidence, plain), SHA256: ev.SHA256}
			for _, file := range e.Files {
				if file.Criterion == item.ID && file.Title == ev.Title && one.Handed == "" {
					one.Handed = "file-" + string(file.ID)
				}
			}
			out = append(out, one)
		}
	}
	return out
}

// size says an amount of bytes in the unit that fits.
func size(n int64) string {
	units := []string{"B", "KiB", "MiB", "GiB", "TiB"}
	x, unit := float64(n), 0
	for x >= 1024 && unit < len(units)-1 {
		x, unit = x/1024, unit+1
	}
	if unit == 0 || x == float64(int64(x)) {
		return fmt.Sprintf("%.0f %s", x, units[unit])
	}
	return fmt.Sprintf("%.1f %s", x, units[unit])
}
