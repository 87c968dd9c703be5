package browsertest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The scripts that the page for verifying loads, and what they are held to.
var proofScripts = []string{"proof-log.js", "proof-label.js", "proof-file.js"}

const (
	staticFolder  = "../web/page/static"
	vectorsFolder = "../statement/testdata/vectors"
)

// proofBench serves the scripts and the vectors, and nothing else of the platform.
func proofBench(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET /static/", http.StripPrefix("/static/", http.FileServer(http.Dir(staticFolder))))
	mux.Handle("GET /vectors/", http.StripPrefix("/vectors/", http.FileServer(http.Dir(vectorsFolder))))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		for _, name := range proofScripts {
			fmt.Fprintf(w, "<script src=\"/static/%s\"></script>\n", name)
		}
		fmt.Fprint(w, "<script src=\"/held.js\"></script>\n")
	})
	mux.HandleFunc("GET /held.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		b, err := os.ReadFile(filepath.Join("testdata", "held.js"))
		if err != nil {
			t.Error(err)
		}
		_, _ = w.Write(b)
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return strings.Replace(site.URL, "127.0.0.1", "localhost", 1) // where browsers allow WebCrypto
}

// The page's own functions find in every vector what the program finds, and
// reckon every life as it does.
func TestProof_theBrowserIsHeldToTheVectors(t *testing.T) {
	t.Parallel()
	base := proofBench(t)
	ctx, _ := chromedp.NewContext(browser(t))
	if err := chromedp.Do(ctx, chromedp.Navigate(base+"/")); err != nil {
		t.Fatal(err)
	}
	for _, held := range []string{"files", "lives"} {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
			Count int
			Wrong []string
		}](`held.`+held+`()`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatalf("%s: %v", held, err)
		}
		if got.Count < 60 {
			t.Errorf("%s: only %d", held, got.Count)
		}
		for _, wrong := range got.Wrong {
			t.Errorf("%s: %s", held, wrong)
		}
	}
}
