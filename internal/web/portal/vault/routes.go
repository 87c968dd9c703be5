// Package vault is the counter at which evidence is handed over and opened:
// the holder's pages with the form and the record of openings, the office's
// with demands, and the addresses that take a large file in parts.
//
// It decides nothing: who may hand in and who may open is asked of office on
// every request.
package vault

import (
	"time"

	"shirushi/internal/office"
	"shirushi/internal/web"
	"shirushi/internal/web/portal"
)

// A Desk serves the pages about evidence under /ja/desk/ and /en/desk/.
type Desk struct {
	*portal.Portal
	vault *office.Vault
}

// New opens the counter.
func New(p *portal.Portal, v *office.Vault) *Desk { return &Desk{Portal: p, vault: v} }

// How long a request may take whose body or answer is a stream. A part is
// small; a form without script or a download is a whole file.
const (
	partTime  = 10 * time.Minute
	checkTime = 10 * time.Minute // of the largest file, on a slow disk
	wholeTime = 6 * time.Hour
)

// wholeBody bounds a form with files, in bytes. Each file in it is bounded by
// the scheme's own limit and the organisation's quota.
const wholeBody = 64 << 30

// Routes adds the counter's addresses to mux: its table of contents.
func (d *Desk) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.Desk(h)) }
	long := func(pattern string, a web.Allowance, h web.DeskHandler) {
		d.Site.Allow(pattern, a)
		on(pattern, h)
	}
	const files = "/desk/applications/{id}/files"
	on("GET "+files, d.files)
	long("POST "+files, web.Allowance{Body: wholeBody, Timeout: wholeTime}, d.handOver)
	long("POST /desk/evidence/{file}/download", web.Allowance{Timeout: wholeTime}, d.download)

	// What evidence.js asks, answered in JSON.
	script := func(pattern string, a web.Allowance, h web.DeskHandler) {
		d.Site.Allow(pattern, a)
		web.InBoth(mux, pattern, d.Script(h))
	}
	script("POST "+files+"/start", web.Allowance{}, d.start)
	script("GET /desk/evidence/{file}", web.Allowance{}, d.status)
	script("PUT /desk/evidence/{file}", web.Allowance{Body: office.PartAtMost + 1<<20, Timeout: partTime}, d.part)
	script("POST /desk/evidence/{file}/finish", web.Allowance{Timeout: checkTime}, d.finish)
	on("POST /desk/evidence/{file}/drop", d.drop)

	officer := func(pattern string, h web.DeskHandler) { on(pattern, portal.OfficerOnly(h)) }
	const evidence = "/desk/office/applications/{id}/evidence"
	officer("GET "+evidence, d.office)
	officer("POST "+evidence, d.demand)
	officer("POST "+evidence+"/demands/{demand}/close", d.closeDemand)
	officer("GET "+evidence+"/{file}", d.openAsk)
	long("POST "+evidence+"/{file}", web.Allowance{Timeout: wholeTime}, portal.OfficerOnly(d.open))
}
