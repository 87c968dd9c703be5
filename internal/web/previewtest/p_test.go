package previewtest
import ("testing";"net/http";"time"
"shirushi/internal/web";"shirushi/internal/web/webtest";"shirushi/internal/web/public";"shirushi/internal/web/api";"fmt";"shirushi/internal/registry")
func TestServe(t *testing.T){
 es:=webtest.Samples(t)
 var more []registry.Entry
 for i:=int64(6);i<40;i++{e:=webtest.Entry(t,webtest.Number(t,i)); if i==6 {e.Product.Models=nil; for j:=0;j<400;j++{e.Product.Models=append(e.Product.Models,fmt.Sprintf("MHR-%04d-JP/W",j))}}; more=append(more,e)}
 reg:=webtest.Registry(t,append(es,more...)...)
 s:=webtest.Site(t,func(c *web.Config){c.BaseURL="http://localhost:8899"})
 mux:=http.NewServeMux(); s.Routes(mux); public.Routes(mux,s,reg); if _,err:=api.Routes(mux,s,reg);err!=nil{t.Fatal(err)}
 mux.Handle("GET /boom", s.Handle(func(w http.ResponseWriter,r *http.Request) error {panic("x")}))
 gallery(mux,s)
 srv:=&http.Server{Addr:"127.0.0.1:8899",Handler:s.Wrap(mux)}
 go srv.ListenAndServe()
 time.Sleep(100*time.Minute)
}
