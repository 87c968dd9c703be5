package public

import (
	"io"

	"shirushi/internal/i18n"
	"shirushi/internal/scan"
	"shirushi/internal/sheet"
	"shirushi/internal/web"
	"shirushi/internal/web/page"
)

// Routes adds the pages that everyone may read. Those of labels are kept
// ready in pages.
func Routes(mux web.Mux, site *web.Site, reg Registry, statements Statements, pages *Pages) {
	f := front{site, reg, statements, pages, new(counter), make(chan struct{}, filesAtOnce), newDarkroom()}
	site.Find(f.kept)
	mux = site.Packing(mux)
	site.Offer(sections...)
	mux.Handle("GET /{$}", site.Handle(f.choose))
	mux.Handle("GET /l/{number}", site.Handle(f.scanned))
	mux.Handle("GET /labels/{number}/label.svg", site.Handle(f.artwork))
	mux.Handle("GET /labels/{number}/label.png", site.Handle(f.forPrint))
	mux.Handle("GET /labels/{number}/label.pdf", site.Handle(f.forPrint))
	mux.Handle("GET /labels/{number}/status.json", site.Handle(f.statusFile))
	for _, lang := range i18n.Languages {
		mux.Handle("GET "+page.SearchDescription(lang), site.Handle(f.searchDescription(lang)))
	}
	web.InBoth(mux, "GET /{$}", site.Handle(f.home))
	web.InBoth(mux, "GET /labels", site.Handle(f.labels))
	site.Allow("GET /labels", web.Allowance{Query: longestQuery})
	web.InBoth(mux, "GET /labels/{number}", site.Handle(f.label))
	web.InBoth(mux, "GET /about", site.Handle(f.about))
	web.InBoth(mux, "GET /makers", site.Handle(f.makers))
	web.InBoth(mux, "GET /buyers", site.Handle(f.buyers))
	web.InBoth(mux, "GET /check", site.Handle(f.check))
	web.InBoth(mux, "POST /check", site.Handle(f.check))
	csv, xlsx := f.checkFile(sheet.CSVType, ".csv", sheet.WriteCSV), f.checkFile(sheet.XLSXType, ".xlsx", func(w io.Writer, l sheet.List) error { return sheet.WriteXLSX(w, l) })
	for _, method := range []string{"GET", "POST"} {
		web.InBoth(mux, method+" /check/labels.csv", site.Handle(csv))
		web.InBoth(mux, method+" /check/labels.xlsx", site.Handle(xlsx))
	}
	web.InBoth(mux, "GET /verify", site.Handle(f.verify))
	web.InBoth(mux, "POST /verify", site.Limited(web.NewLimiter(picturesAMinute, picturesAMinute, site.Now), site.Handle(f.photo)))
	site.Allow("POST /verify", web.Allowance{Body: scan.MostBytes + 64<<10, Timeout: picturePatience})
	web.InBoth(mux, "GET /forged", site.Handle(f.forged))
	web.InBoth(mux, "GET /abroad", site.Handle(f.abroad))
	web.InBoth(mux, "GET /crosswalk", site.Handle(f.crosswalk))
	web.InBoth(mux, "GET /crosswalk.csv", site.Handle(f.crosswalkFile))
	web.InBoth(mux, "GET /glossary", site.Handle(f.glossary))
	web.InBoth(mux, "GET /criteria", site.Handle(f.criteria))
	web.InBoth(mux, "GET /criteria/{edition}", site.Handle(f.edition))
	web.InBoth(mux, "GET /criteria/{edition}/{item}", site.Handle(f.item))
	web.InBoth(mux, "GET /statistics", site.Handle(f.statistics))
	web.InBoth(mux, "GET /statistics/{table}", site.Handle(f.statisticsTable))
	web.InBoth(mux, "GET /label-use", site.Handle(f.labelUse))
	web.InBoth(mux, "GET /label-use/{picture}", site.Handle(f.example))
	web.InBoth(mux, "GET /labels/{number}/models", site.Handle(f.models))
	web.InBoth(mux, "GET /labels/{number}/status", site.Handle(f.sheet))
	web.InBoth(mux, "GET /labels/{number}/status.pdf", site.Handle(f.statusPaper))
	web.InBoth(mux, "GET /labels/{number}/certificate.pdf", site.Handle(f.certificate))
	web.InBoth(mux, "GET /labels/{number}/checklist/{assessment}", site.Handle(f.checklist))
}
