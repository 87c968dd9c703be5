package data

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"shirushi/internal/dump"
	"shirushi/internal/i18n"
	"shirushi/internal/scheme"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// robots keeps search engines out of what is not meant for them and tells
// them where all pages are named.
func (f front) robots(w http.ResponseWriter, r *http.Request) error {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for _, lang := range i18n.Languages {
		b.WriteString("Disallow: /" + lang + "/desk/\nDisallow: /" + lang + "/door/\n")
	}
	b.WriteString("\nSitemap: " + f.site.BaseURL + sitemapPath + "\n")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	web.Give(w, r, "text/plain; charset=utf-8", []byte(b.String()))
	return nil
}

const (
	sitemapPath = "/sitemap.xml"
	pagesPart   = "pages"
	labelsPart  = "labels-" // and the number of the part, from 1
	keepSitemap = time.Hour
)

// sitemap names all public pages: an index, and its parts by name. They stand
// at one address because a sitemap may name what lies below it only.
func (f front) sitemap(w http.ResponseWriter, r *http.Request) error {
	s, err := f.site.Scheme(r.Context())
	if err != nil {
		return err
	}
	f.site.Keep(w, s, s.Day(f.site.Now()), keepSitemap)
	part := r.URL.Query().Get("part")
	switch {
	case part == "":
		return f.sitemapIndex(w, r)
	case part == pagesPart:
		return f.sitemapPages(w, r, s)
	}
	n, err := strconv.Atoi(strings.TrimPrefix(part, labelsPart))
	if err != nil || labelsPart+strconv.Itoa(n) != part {
		return scheme.Refuse(scheme.Missing, "error.missing")
	}
	return f.sitemapLabels(w, r, n)
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func (f front) sitemapIndex(w http.ResponseWriter, r *http.Request) error {
	set, err := f.Folder.Current()
	if err != nil && !scheme.IsRefusal(err, scheme.NotYetMade) {
		return err
	}
	var b bytes.Buffer
	b.WriteString(xmlHead + `<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	add := func(part string, changed time.Time) {
		b.WriteString("<sitemap><loc>" + f.site.BaseURL + sitemapPath + "?part=" + part + "</loc>")
		if !changed.IsZero() {
			b.WriteString("<lastmod>" + changed.UTC().Format(time.RFC3339) + "</lastmod>")
		}
		b.WriteString("</sitemap>\n")
	}
	add(pagesPart, time.Time{})
	for i := range set.Sitemaps {
		add(labelsPart+strconv.Itoa(i+1), set.AsOf)
	}
	b.WriteString("</sitemapindex>\n")
	web.Give(w, r, "application/xml", b.Bytes())
	return nil
}

// sitemapPages names the pages that are not about one label.
func (f front) sitemapPages(w http.ResponseWriter, r *http.Request, s *scheme.Scheme) error {
	var b bytes.Buffer
	b.WriteString(xmlHead + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">` + "\n")
	for _, path := range append(f.Pages(s), Path) {
		for _, lang := range i18n.Languages {
			b.WriteString("<url><loc>" + inXML(f.site.BaseURL+"/"+lang+path) + "</loc>")
			for _, other := range i18n.Languages {
				b.WriteString(`<xhtml:link rel="alternate" hreflang="` + other + `" href="` + inXML(f.site.BaseURL+"/"+other+path) + `"/>`)
			}
			b.WriteString("</url>\n")
		}
	}
	b.WriteString("</urlset>\n")
	web.Give(w, r, "application/xml", b.Bytes())
	return nil
}

// sitemapLabels gives a part that lies ready, packed; who does not take it so
// gets it unpacked on the way.
func (f front) sitemapLabels(w http.ResponseWriter, r *http.Request, n int) error {
	file, said, set, err := f.Folder.Open(dump.SitemapName(n))
	if err != nil {
		return err
	}
	defer file.Close()
	h := w.Header()
	h.Set("Content-Type", said.Type)
	h.Add("Vary", "Accept-Encoding")
	if page.TakesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		h.Set("ETag", `"`+said.SHA256+`"`)
		http.ServeContent(patient{w, web.Patient(w)}, r, "", set.AsOf, file)
		return nil
	}
	return f.unpack(w, r, file, `"`+said.SHA256+`-plain"`)
}

func (f front) unpack(w http.ResponseWriter, r *http.Request, file *os.File, tag string) error {
	z, err := gzip.NewReader(file)
	if err != nil {
		return err
	}
	w.Header().Set("ETag", tag)
	if web.Matches(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if r.Method != http.MethodHead {
		_, _ = io.Copy(web.Patient(w), z) // nobody is left to tell
	}
	return nil
}

var inXML = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
