package portal

import (
	"shirushi/internal/web"
)

// Routes adds the addresses of the counter itself to mux. Each desk adds its
// own.
func (p *Portal) Routes(mux web.Mux) {
	on := func(pattern string, h web.DeskHandler) { web.InBoth(mux, pattern, p.Desk(h)) }
	on("GET /desk", p.Home)
	on("GET /desk/{$}", p.Home)
	on("GET /desk/signed-in", p.signedIn)
}
