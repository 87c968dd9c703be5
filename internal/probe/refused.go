//go:build !windows

package probe

import (
	"errors"
	"syscall"
)

// refused reports whether the other side said that nobody listens there.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }
