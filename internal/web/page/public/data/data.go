// Package data holds the page that tells people what there is for programs.
package data

import (
	"strconv"
	"time"

	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A Page tells of files, calls, feed and badge.
type Page struct {
	page.Frame
	Scheme    *scheme.Scheme
	Files     []File // none while they have not been made
	AsOf      time.Time
	Labels    int
	Models    int
	Columns   []string // of the table of labels; what they hold is a message
	Calls     []Call
	PerMinute int                // requests that one address may make on average; 0: not bounded
	Example   scheme.LabelNumber // a label to show things with; "" when there is none
	Feed      string             // address without the language
	Log       string             // that of the page about the public log

	// For how long browsers and caches may keep answers that tell a status,
	// the files, and the sitemap.
	Keep, KeepFiles, KeepSitemap time.Duration
}

// A File is one of the files of the whole register.
type File struct {
	Name   string
	Size   int64 // bytes
	SHA256 string
}

// A Call is one call of the API that can be tried.
type Call struct {
	Path string // with what it is asked
	Key  string // message that says what it answers
}

// size says bytes in a unit that people read.
func size(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1_000_000:
		return strconv.FormatFloat(float64(n)/1000, 'f', 1, 64) + " kB"
	}
	return strconv.FormatFloat(float64(n)/1_000_000, 'f', 1, 64) + " MB"
}

func (p Page) badge(lang string) string {
	return "/labels/" + string(p.Example) + "/badge.svg?lang=" + lang
}

// code is what one puts into a page of one's own to show the badge.
func (p Page) code() string {
	return `<a href="` + p.BaseURL + p.To("/labels/"+string(p.Example)) + `">` + "\n" +
		`  <img src="` + p.BaseURL + p.badge(p.P.Lang) + `" height="40" alt="` + p.P.T("data.badge_alt", string(p.Example)) + `">` + "\n</a>"
}
