package probe

import (
	"errors"
	"syscall"
)

// refused reports whether the other side said that nobody listens there:
// WSAECONNREFUSED, or WSAECONNRESET for a datagram.
func refused(err error) bool {
	return errors.Is(err, syscall.Errno(10061)) || errors.Is(err, syscall.Errno(10054))
}
