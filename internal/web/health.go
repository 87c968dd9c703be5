package web

import (
	"context"
	"net"
	"net/http"
	"time"

	"shirushi/internal/wire"
)

// healthz says that the process answers; it asks nothing else, so that a slow
// database does not get the process restarted.
func (s *Site) healthz(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok\n") }

// readyz says whether pages can be served. Why not is for the log only.
func (s *Site) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if s.Ready != nil {
		if err := s.Ready(ctx); err != nil {
			s.Log.WarnContext(ctx, "not ready", "request", RequestID(ctx), "err", err)
			plain(w, http.StatusServiceUnavailable, "not ready\n")
			return
		}
	}
	plain(w, http.StatusOK, "ready\n")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // nobody is left to tell
}

// Time limits of connections, so that slow clients cannot hold them.
const (
	headerTime = 10 * time.Second
	writeTime  = 90 * time.Second
	idleTime   = 120 * time.Second
)

// WireTimes are the time limits where no server of net/http sets them.
var WireTimes = wire.Times{First: headerTime, Idle: idleTime, Write: writeTime}

// Server returns a server with time limits, so that slow clients cannot hold
// it, whose requests end with ctx.
func Server(ctx context.Context, h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    32 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
}
