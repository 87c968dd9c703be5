package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"shirushi/internal/scheme"
	"shirushi/internal/web/public"
	"shirushi/internal/web/webtest"
)

// TestStatusSheet_isOnePageOfA4 prints the status sheet of a label whose texts
// are as long as the forms allow.
func TestStatusSheet_isOnePageOfA4(t *testing.T) {
	t.Parallel()
	e := webtest.Entry(t, webtest.Number(t, 1))
	long := func(ja, en string) scheme.Text {
		return scheme.Text{Ja: strings.Repeat(ja, 200/len([]rune(ja))), En: strings.Repeat(en, 200/len(en))}
	}
	e.Holder, e.Product.Name = long("架空電機製作所", "Kakuu Works "), long("見守りカメラ", "Care Camera ")
	e.Product.Manufacturer, e.Product.Firmware = strings.Repeat("架空電機", 50), strings.Repeat("1.2.3-", 33)
	for i := range 4500 {
		e.Product.Models = append(e.Product.Models, fmt.Sprintf("LONG-MODEL-NAME-%05d/%s", i, strings.Repeat("X", 30)))
	}
	site := webtest.Site(t, nil)
	mux := http.NewServeMux()
	site.Routes(mux)
	public.Routes(mux, site, webtest.Registry(t, e), webtest.Stating(t, e), public.NewPages(nil))
	server := httptest.NewServer(site.Wrap(mux))
	defer server.Close()
	ctx, yes := browser(t), true
	for _, lang := range []string{"ja", "en"} {
		if err := chromedp.Do(ctx, chromedp.Navigate(server.URL+"/"+lang+"/labels/"+string(e.Number)+"/status")); err != nil {
			t.Fatal(err)
		}
		pdf, err := chromedp.Call(ctx, page.PrintToPDF, page.PrintToPDFParams{PrintBackground: &yes, PreferCSSPageSize: &yes, PaperWidth: 8.27, PaperHeight: 11.69})
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), lang+".pdf")
		if err := os.WriteFile(file, pdf.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command("pdfinfo", file).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if !regexp.MustCompile(`Pages: +1\n`).Match(out) || !regexp.MustCompile(`Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts`).Match(out) {
			t.Errorf("%s: not one page of A4:\n%s", lang, out)
		}
	}
}
