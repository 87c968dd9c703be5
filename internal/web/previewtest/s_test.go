package previewtest
import ("testing";"context";"os";"time";"strings";"fmt"
"github.com/chromedp/chromedp")
func TestShots(t *testing.T){
 axe,_:=os.ReadFile("/tmp/e/axe/package/axe.min.js")
 o:=append(chromedp.DefaultExecAllocatorOptions[:],chromedp.NoSandbox,chromedp.Flag("disable-quic",true))
 a,c:=chromedp.NewExecAllocator(context.Background(),o...); defer c()
 ctx,c2:=chromedp.NewContext(a); defer c2()
 ctx,c3:=context.WithTimeout(ctx,4*time.Minute); defer c3()
 for _,line:=range strings.Split(strings.TrimSpace(os.Getenv("SHOTS")),"\n"){
  var name,url string; var w int64
  fmt.Sscan(line,&name,&w,&url)
  if _,err:=chromedp.Run(ctx,chromedp.EmulateViewport(w,900));err!=nil{t.Fatal(err)}
  if _,err:=chromedp.Run(ctx,chromedp.Navigate("http://localhost:8899"+url));err!=nil{t.Fatal(err)}
  png,err:=chromedp.Run(ctx,chromedp.FullScreenshot(100)); if err!=nil{t.Fatal(err)}
  os.WriteFile("/tmp/e/shots/"+name+".png",png,0o644)
  chromedp.Run(ctx,chromedp.Evaluate[int](string(axe)+";0"))
  v,err:=chromedp.Run(ctx,chromedp.Evaluate[[]string](`axe.run(document).then(r=>r.violations.map(v=>v.id+": "+v.nodes.map(n=>n.html.slice(0,120)+" "+n.failureSummary.slice(0,200)).join(" | ")))`,chromedp.EvalAwaitPromise))
  if err!=nil{t.Error(err)}
  sw,_:=chromedp.Run(ctx,chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
  if sw>w {t.Errorf("%s: scrolls sideways %d > %d",name,sw,w)}
  for _,x:=range v {t.Errorf("%s %s",name,x)}
 }
}
