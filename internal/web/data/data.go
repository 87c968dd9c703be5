// Package data answers programs, search engines and other people's pages:
// the register as files, the feed of changes, the badge of a label, the
// sitemap, and what it says of all this to people. It reads the registry and
// the files made from it, and knows no draft, no desk and no store.
package data

import (
	"context"
	"net/http"
	"strconv"

	"shirushi/internal/dump"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
)

// A Register is what may be read of labels.
type Register interface {
	// Entry returns one label as of a day; a Missing refusal when there is
	// none, or none that is listed on that day.
	Entry(ctx context.Context, number scheme.LabelNumber, day scheme.Date) (registry.Entry, error)
	// Entries returns a page of the labels that are listed on the day asked for.
	Entries(ctx context.Context, q registry.Query) (registry.Page, error)
	// NewestChanges returns the public events with the highest numbers, the
	// highest first.
	NewestChanges(ctx context.Context, limit int, day scheme.Date) (registry.Changes, error)
}

// Options are what the operator and the other rooms give.
type Options struct {
	Folder   *dump.Folder
	Pages    func(*scheme.Scheme) []string // addresses, without the language, of all other public pages, for the sitemap
	Log      string                        // address, without the language, of the page about the public log
	Security Security
}

const feedPath = "/changes.atom"

type front struct {
	site *web.Site
	reg  Register
	Options
}

// Routes adds what is there for programs.
func Routes(mux web.Mux, site *web.Site, reg Register, o Options) {
	f := front{site, reg, o}
	for _, name := range dump.Names { // as they lie: one of each kind is packed
		mux.Handle("GET /data/"+name, site.Handle(f.file(name)))
	}
	mux = site.Packing(mux)
	mux.Handle("GET /labels/{number}/badge.svg", site.Handle(f.badge))
	mux.Handle("GET /robots.txt", site.Handle(f.robots))
	mux.Handle("GET "+sitemapPath, site.Handle(f.sitemap))
	mux.Handle("GET /.well-known/security.txt", site.Handle(f.securityTxt))
	site.Offer(section)
	web.InBoth(mux, "GET "+Path, site.Handle(f.page))
	web.InBoth(mux, "GET "+feedPath, site.Handle(f.feed))
}

// open lets pages of every site read an answer, as they may the API.
func open(w http.ResponseWriter) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	w.Header().Set("Cross-Origin-Resource-Policy", "cross-origin")
}

func number(n int) string { return strconv.Itoa(n) }
