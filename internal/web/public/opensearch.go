package public

import (
	"encoding/xml"
	"fmt"
	"net/http"

	"shirushi/internal/i18n"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// An openSearch tells a browser how to search the site from its address bar.
type openSearch struct {
	XMLName     xml.Name        `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName   string          // 16 characters at most
	Description string          // 1,024 at most
	Encoding    string          `xml:"InputEncoding"`
	Language    string          // of what is found
	Image       openSearchImage // in the browser's list of searches
	URLs        []openSearchURL `xml:"Url"`
}

type openSearchImage struct {
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	Type   string `xml:"type,attr"`
	At     string `xml:",chardata"`
}

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

func (f front) searchDescription(lang string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, base := i18n.For(lang), f.site.BaseURL
		out, err := xml.Marshal(openSearch{
			ShortName: p.T("site.name"), Description: p.T("public.search.label"), Encoding: "UTF-8", Language: lang,
			Image: openSearchImage{64, 64, "image/svg+xml", base + page.Asset("mark.svg")},
			URLs: []openSearchURL{
				{Type: "text/html", Template: base + "/" + lang + "/labels?q={searchTerms}"},
				{Type: "application/json", Template: base + "/api/v1/labels?q={searchTerms}"},
				{Type: "application/opensearchdescription+xml", Rel: "self", Template: base + page.SearchDescription(lang)},
			},
		})
		if err != nil {
			return fmt.Errorf("describe the search: %w", err)
		}
		w.Header().Set("Cache-Control", "public, max-age=86400")
		web.Give(w, r, "application/opensearchdescription+xml; charset=utf-8", append([]byte(xml.Header), out...))
		return nil
	}
}
