package log

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"shirushi/internal/publog"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	view "shirushi/internal/web/page/public/log"
)

// Path is the address, without the language, of the page about the log; all
// that programs read of it lies below.
const Path = "/log"

// section is where the footer leads to the page.
var section = web.Section{Path: Path, Key: "log.title", Group: web.GroupRecords}

// page tells people what the log is.
func (f front) page(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	p := f.site.Printer(r)
	v := view.Page{Frame: f.site.Frame(r, p.T("log.title")), Scheme: s}
	v.Styles = append(v.Styles, "data.css", "rows.css")
	v.Description = p.T("log.lead", s.ShortName)
	told, err := f.log.KeysTold(r.Context())
	if err != nil {
		return err
	}
	for _, k := range told {
		v.Keys = append(v.Keys, view.Key{Event: k.Event, Role: string(k.Role), Verifier: k.Verifier, Lost: k.Lost})
	}
	signed, at, err := f.log.NewestCheckpoint(r.Context(), f.site.Now())
	if err != nil && !scheme.IsRefusal(err, scheme.NotYetMade) {
		return err
	}
	if err == nil {
		if err := newest(&v, signed, at, told); err != nil {
			return err
		}
	}
	v.Addresses = addresses(v.Size)
	f.site.Keep(w, s, s.Day(f.site.Now()), f.site.KeepStatus)
	return f.site.Render(w, r, http.StatusOK, view.LogPage(v))
}

// newest puts the newest checkpoint on the page.
func newest(v *view.Page, signed string, at time.Time, told []publog.Told) error {
	c, err := publog.ParseCheckpoint(signed)
	if err != nil {
		return err
	}
	v.Signed, v.At, v.Size, v.Root = signed, at, c.Size, base64.StdEncoding.EncodeToString(c.Root[:])
	for _, name := range signers(signed) {
		ours := slices.ContainsFunc(told, func(k publog.Told) bool { return strings.HasPrefix(k.Verifier, name+"+") })
		if !ours && !slices.Contains(v.Witnesses, name) {
			v.Witnesses = append(v.Witnesses, name)
		}
	}
	return nil
}

// signers returns the names under a signed note. Whether what they signed
// holds is for the reader to verify.
func signers(signed string) []string {
	var names []string
	_, signatures, _ := strings.Cut(signed, "\n\n")
	for line := range strings.Lines(signatures) {
		if rest, is := strings.CutPrefix(line, "— "); is {
			name, _, _ := strings.Cut(rest, " ")
			names = append(names, name)
		}
	}
	return names
}

// addresses are those that the page shows, of a log with so many events; one
// of each kind, and only what is there.
func addresses(size int64) []view.Address {
	all := []view.Address{{Path: checkpointPath, Key: "log.address.checkpoint"}}
	if size > 0 {
		first := publog.TileName{Width: int(min(size, publog.Width))}
		entries := first
		entries.Level = publog.EntriesLevel
		all = append(all, view.Address{Path: tilePath + first.String(), Key: "log.address.tile"},
			view.Address{Path: tilePath + entries.String(), Key: "log.address.entries"})
	}
	return append(all, view.Address{Path: keyPath, Key: "log.address.key"},
		view.Address{Path: "/api/v1/changes?since=0&limit=20", Key: "log.address.changes"})
}
