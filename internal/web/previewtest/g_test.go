package previewtest
import ("net/http";"shirushi/internal/web";"shirushi/internal/web/page";"shirushi/internal/scheme";"github.com/a-h/templ";"context";"io")
func gallery(mux *http.ServeMux,s *web.Site){
 web.InBoth(mux,"GET /gallery",s.Handle(func(w http.ResponseWriter,r *http.Request) error {
  p:=s.Printer(r)
  f:=s.Frame(r,"部品の一覧"); f.Person="山田 花子"; f.Place="架空無線工業株式会社"; f.SignOut="/x"
  f.Nav=[]page.Link{{Text:"申請",Href:"/ja/gallery",Current:true},{Text:"ラベル",Href:"/ja/labels"},{Text:"組織",Href:"/"}}
  f.Crumbs=[]page.Link{{Text:"申請の一覧",Href:"/ja/"}}
  err:=page.ErrorsOf(p, scheme.Refusals{scheme.Refuse(scheme.Invalid,"refusal.product.missing").On("name_ja").With(scheme.Code("field.name_ja")), scheme.Refuse(scheme.Invalid,"refusal.email").On("a")})
  body:=templ.ComponentFunc(func(ctx context.Context,w io.Writer) error {
   cs:=[]templ.Component{page.ErrorSummary(p,err), page.TextField(p,page.Field{Name:"name_ja",Label:"製品名",Hint:"製品に表示されている名称",Required:true,Error:err.On("name_ja")}),
    page.TextField(p,page.Field{Name:"b",Label:"英語の製品名",Optional:true,Width:"medium"}),
    page.TextArea(p,page.Field{Name:"c",Label:"概要",Hint:"1000文字以内"}),
    page.Select(p,page.Field{Name:"d",Label:"国",Width:"medium"},[]page.Option{{Value:"",Label:"選んでください"},{Value:"JP",Label:"日本"}}),
    page.Radios(p,page.Field{Name:"e",Label:"判定",Required:true},[]page.Option{{Value:"1",Label:"適合"},{Value:"2",Label:"不適合"},{Value:"3",Label:"対象外",Hint:"理由を記入してください"}}),
    page.Checkboxes(p,page.Field{Name:"g",Label:"役割"},[]page.Option{{Value:"1",Label:"申請担当者"},{Value:"2",Label:"組織管理者"}},[]string{"2"}),
    page.DateField(p,page.Field{Name:"h",Label:"評価した日",Value:"2026-03-01"}),
    page.Checkbox(p,page.Field{Name:"i",Label:"上の宣言に同意します",Hint:"宣言は記録されます"}),
    page.Submit("primary","保存する"),page.Submit("secondary","戻る"),page.Submit("danger","取り消す"),page.Submit("quiet","後で"),
    page.Saved(p,"12:04 に保存しました"),
    page.SummaryList([]page.Row{{Key:"製品名",Text:"ミハリ",Change:"/ja/",ChangeText:"変更"},{Key:"型番",Empty:"未入力"}}),
    page.TaskList([]page.Task{{Title:"製品の情報",Href:"/ja/",Kind:"done",State:"完了"},{Title:"チェックリスト",Href:"/ja/",Hint:"16項目中9項目",Kind:"doing",State:"作成中"},{Title:"評価者",Href:"/ja/",Kind:"wrong",State:"要修正"},{Title:"宣言",Kind:"later",State:"まだ始められません"},{Title:"範囲",Href:"/x",Kind:"todo",State:"未着手"}}),
   }
   for _,k:=range []string{"info","success","warning","danger"} { cs=append(cs,page.Notice(p,k,"差戻しがあります")) }
   for _,st:=range scheme.LabelStatuses { cs=append(cs,page.StatusBadge(p,st)) }
   for _,st:=range scheme.ApplicationStates { cs=append(cs,page.StateBadge(p,st)) }
   for _,c:=range cs { if e:=c.Render(ctx,w);e!=nil{return e} }
   return nil })
  return s.Render(w,r,200,templ.ComponentFunc(func(ctx context.Context,w io.Writer) error { return page.Shell(f).Render(templ.WithChildren(ctx,body),w)}))
 }))
}
