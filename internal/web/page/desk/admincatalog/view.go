// Package admincatalog shows the scheme's data: which version holds, which
// were loaded, what is in it, and the way to load another.
package admincatalog

import (
	"time"

	"shirushi/internal/catalog"
	"shirushi/internal/scheme"
	"shirushi/internal/web/page"
)

// A View is what the page shows.
type View struct {
	page.Frame
	Saved    string
	Errors   page.Errors
	Here     string
	Scheme   *scheme.Scheme // nil before the first version
	Hash     string
	Versions []Version
	Problems []catalog.Problem // of a version that was refused
}

// A Version is one that was loaded.
type Version struct {
	Hash    string
	Loaded  time.Time
	By      string
	Current bool
}

func (v View) file() page.Field {
	return page.Field{Name: "file", Label: v.P.T("admin.catalog.file"), Error: v.Errors.On("file"), Required: true}
}

func (v View) versionHeads() []string {
	p := v.P
	return []string{p.T("admin.catalog.hash"), p.T("admin.catalog.loaded"), p.T("admin.catalog.by")}
}

func (v View) editionHeads() []string {
	p := v.P
	return []string{p.T("admin.catalog.edition"), p.T("admin.catalog.state"), p.T("admin.catalog.in_force"),
		p.T("admin.catalog.transition"), p.T("admin.catalog.items"), p.T("admin.catalog.official")}
}

func (v View) feeHeads() []string {
	p := v.P
	return []string{p.T("officer.numbers.level"), p.T("admin.catalog.fee.from"), p.T("admin.catalog.fee.until"), p.T("admin.catalog.fee.yen")}
}

func (v View) problemHeads() []string {
	p := v.P
	return []string{p.T("admin.catalog.problem.where"), p.T("admin.catalog.problem.what"), p.T("admin.catalog.problem.remedy")}
}

func (v View) where(p catalog.Problem) string {
	if p.Line == 0 {
		return p.File
	}
	return v.P.T("admin.catalog.problem.line", p.File, p.Line)
}

func (v View) official(is bool) string {
	if is {
		return v.P.T("admin.catalog.official.yes")
	}
	return v.P.T("admin.catalog.official.no")
}
