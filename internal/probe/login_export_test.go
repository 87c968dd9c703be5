package probe

import (
	"context"

	"shirushi/internal/device"
)

// SignIn is signIn, for tests.
func (b *Bench) SignIn(ctx context.Context, note func(string, ...any), unit device.Unit, s device.Service, name, password string) (state, saw string) {
	got := b.signIn(ctx, note, unit, s, name, password)
	return string(got.state), got.saw
}

// Prove, FindForm, RTSPAnswer and ReadPasswords are parsers of what devices and
// files say, for tests.
var (
	Prove         = prove
	FindForm      = findForm
	RTSPAnswer    = rtspAnswer
	ReadPasswords = readPasswords
)
