//go:build linux

package probe_test

import (
	"testing"

	"shirushi/internal/testkit/netns"
)

func TestMain(m *testing.M) { netns.Main(m) }
