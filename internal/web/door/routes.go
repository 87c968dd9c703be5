package door

import (
	"net/http"

	"shirushi/internal/web"
)

// Routes adds the door's addresses to mux: the table of contents of this
// front.
func (d *Door) Routes(mux web.Mux) {
	on := func(pattern string, h web.Handler) { web.InBoth(mux, pattern, d.site.Handle(h)) }
	entry := func(pattern string, h web.Handler) {
		web.InBoth(mux, pattern, d.site.Limited(d.entries, d.site.Handle(h)))
	}
	in := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, d.site.Desk(h)) }
	ceremony := func(pattern string, h func(http.ResponseWriter, *http.Request) (any, error)) {
		web.InBoth(mux, pattern, d.json(h))
	}

	on("GET /door/sign-in", d.signIn)
	ceremony("POST /door/sign-in/begin", d.beginSignIn)
	ceremony("POST /door/sign-in/finish", d.finishSignIn)
	on("POST /door/sign-out", d.signOut)
	on("GET /door/signed-out", d.signedOut)

	on("GET /door/link/{token}", d.showLink)
	entry("POST /door/link/{token}", d.takeLink)
	entry("POST /door/link/{token}/renew", d.renewLink)
	on("GET /door/link-sent", d.linkSent)
	on("GET /door/enrol", d.enrol)
	ceremony("POST /door/enrol/begin", d.beginEnrol)
	ceremony("POST /door/enrol/finish", d.finishEnrol)

	on("GET /door/recover", d.recover)
	web.InBoth(mux, "POST /door/recover", d.site.Limited(d.letters, d.site.Handle(d.askRecovery)))
	on("GET /door/recover/asked", d.recoveryAsked)

	in("GET /door/step-up", d.stepUp)
	ceremony("POST /door/step-up/begin", d.beginStepUp)
	ceremony("POST /door/step-up/finish", d.finishStepUp)

	d.accountRoutes(mux)
	if d.demo != nil {
		web.InBoth(mux, "GET /door/demo/{person}", d.local(d.showDemo))
		web.InBoth(mux, "POST /door/demo", d.local(d.enterDemo))
		if d.demo.Days != nil {
			web.InBoth(mux, "POST /door/demo/days", d.local(d.letPass))
		}
	}
}
