package browsertest

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	browserctl "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// handOver hands evidence over sealed: a small file, and a large one whose
// way is cut off by a reload and goes on where it stood.
func (p *person) handOver(application string) {
	p.t.Helper()
	p.open(application + "/files")
	small, large := p.someFile("small.txt", 4000), p.someFile("large.bin", 20<<20)
	p.takeFile("file", small)
	p.press(p.T("evidence.handover.button"))
	p.sees("small.txt")

	offsets := p.watchOffsets()
	held := p.cutOff(large)
	before := len(offsets())
	p.takeFile("file", large)
	p.press(p.T("evidence.handover.button"))
	p.sees("large.bin")
	p.seesNot(p.T("evidence.goes_on"))
	if after := offsets()[before:]; len(after) == 0 || after[0] != strconv.Itoa(held*(20<<20)/100) {
		p.t.Errorf("after the break at %d %% the file went on at %v", held, after)
	}
	for _, file := range []string{small, large} {
		p.comesBack(file)
	}
}

// cutOff sends a file over a slow line and reloads the page while its second
// part is on the way. It returns how much of it has arrived, in percent.
func (p *person) cutOff(file string) (held int) {
	p.t.Helper()
	p.line(12 << 20)
	defer p.line(-1)
	p.takeFile("file", file)
	p.do("press", p.T("evidence.handover.button"))
	for end := time.Now().Add(3 * patience); ; time.Sleep(20 * time.Millisecond) {
		sent, err := look[float64](p, `document.querySelector(".upload progress")?.value ?? 0`)
		p.must("watch the file on its way", err)
		state, err := look[string](p, `document.querySelector(".upload")?.dataset.state ?? ""`)
		p.must("watch the file on its way", err)
		if state == "receiving" && sent > 42 {
			break
		}
		if time.Now().After(end) {
			p.must("send the first part", os.ErrDeadlineExceeded)
		}
	}
	p.reload()
	p.sees(p.T("evidence.goes_on"))
	for _, held := range []int{40, 80} { // whole parts
		if ok, err := hand[bool](p, "has", p.T("evidence.receiving", held)); err == nil && ok {
			return held
		}
	}
	p.must("see how much has arrived", os.ErrNotExist)
	return 0
}

// watchOffsets returns where the parts began that were sent from now on.
func (p *person) watchOffsets() func() []string {
	p.t.Helper()
	var mu sync.Mutex
	var offsets []string
	p.must("watch the line", chromedp.Listen(p.ctx, func(ev any) {
		if e, ok := ev.(*network.EventRequestWillBeSent); ok && e.Request.Method == "PUT" {
			_, offset, _ := strings.Cut(e.Request.URL, "?offset=")
			mu.Lock()
			defer mu.Unlock()
			offsets = append(offsets, offset)
		}
	}))
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(offsets)
	}
}

// someFile makes a file of this size that nobody has seen before.
func (p *person) someFile(name string, size int) string {
	p.t.Helper()
	b := make([]byte, size)
	rand.NewChaCha8(sha256.Sum256([]byte(name))).Read(b)
	file := filepath.Join(p.t.TempDir(), name)
	p.must("make a file", os.WriteFile(file, b, 0o600))
	return file
}

// takeFile chooses a file of this computer in a field.
func (p *person) takeFile(field, file string) {
	p.t.Helper()
	p.call("choose "+file, func() error {
		found, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: `document.querySelector("input[type=file][name=` + field + `]")`})
		if err != nil {
			return err
		}
		_, err = chromedp.Call(p.ctx, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{file}, ObjectID: found.Result.ObjectID})
		return err
	})
	p.tally.click("choose a file")
}

// download presses a link to a file and looks how the file begins.
func (p *person) download(words, beginning string) {
	p.t.Helper()
	folder := p.t.TempDir()
	p.call("choose the folder for downloads", func() error {
		target, err := chromedp.Call(p.ctx, target.GetTargetInfo, target.GetTargetInfoParams{})
		if err != nil {
			return err
		}
		_, err = chromedp.CallBrowser(p.ctx, browserctl.SetDownloadBehavior, browserctl.SetDownloadBehaviorParams{
			Behavior: browserctl.SetDownloadBehaviorBehaviorAllow, DownloadPath: folder, BrowserContextID: target.TargetInfo.BrowserContextID})
		return err
	})
	p.do("press", words)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		files, _ := filepath.Glob(filepath.Join(folder, "*.pdf"))
		for _, file := range files {
			if b, err := os.ReadFile(file); err == nil && len(b) > 0 {
				if !strings.HasPrefix(string(b), beginning) {
					p.t.Errorf("%s begins with %.20q, want %s", filepath.Base(file), b, beginning)
				}
				return
			}
		}
	}
	p.must("download "+words, os.ErrNotExist)
}

// line sets how many bytes go out in a second; -1 takes the limit away.
func (p *person) line(bytes float64) {
	p.t.Helper()
	p.call("set the line", func() error {
		if _, err := chromedp.Call(p.ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(p.ctx, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: bytes}},
		})
		return err
	})
}

// comesBack takes a file out again and compares.
func (p *person) comesBack(file string) {
	p.t.Helper()
	b, err := os.ReadFile(file)
	p.must("read the file", err)
	sum := sha256.Sum256(b)
	got, err := look[string](p, `(async () => {
		const row = [...document.querySelectorAll(".sealed-version")].find(r => r.innerText.includes("`+filepath.Base(file)+`"));
		const answer = await fetch(row.querySelector("form[action$=download]").action, {method: "POST"});
		const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.arrayBuffer()));
		return [...sum].map(b => b.toString(16).padStart(2, "0")).join("");
	})()`, chromedp.EvalAwaitPromise)
	p.must("take the file out", err)
	if want := hex.EncodeToString(sum[:]); got != want {
		p.t.Errorf("%s came back as %s, want %s", filepath.Base(file), got, want)
	}
}
