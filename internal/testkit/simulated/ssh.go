package simulated

import (
	"crypto/ed25519"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/crypto/ssh"
)

// SSH lets people in with a password, or without anything.
type SSH struct {
	Port     int
	Open     bool
	Password string
}

// Start serves.
func (s SSH) Start(t testing.TB, at netip.Addr) {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	c := &ssh.ServerConfig{NoClientAuth: s.Open, PasswordCallback: func(_ ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
		if s.Password == "" || string(password) != s.Password {
			return nil, errors.New("wrong password")
		}
		return nil, nil
	}}
	c.AddHostKey(signer)
	tcp(t, at, s.Port, func(conn net.Conn) {
		w, channels, asked, err := ssh.NewServerConn(conn, c)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(asked)
		for one := range channels {
			one.Reject(ssh.Prohibited, "no shell here")
		}
		w.Wait()
	})
}

// OldSSH offers algorithms by these lists and lets nobody in.
type OldSSH struct {
	Port  int
	Lists [6]string // as RFC 4253 orders them: kex, host key, ciphers in and out, MACs in and out
}

// Start serves.
func (s OldSSH) Start(t testing.TB, at netip.Addr) {
	tcp(t, at, s.Port, func(c net.Conn) {
		io.WriteString(c, "SSH-2.0-dropbear_2012.55\r\n")
		message := append([]byte{20}, make([]byte, 16)...)
		for _, list := range append(s.Lists[:], "none", "none", "", "") {
			message = binary.BigEndian.AppendUint32(message, uint32(len(list)))
			message = append(message, list...)
		}
		message = append(message, make([]byte, 5)...)
		packet := binary.BigEndian.AppendUint32(nil, uint32(1+len(message)+4))
		packet = append(append(append(packet, 4), message...), 0, 0, 0, 0)
		c.Write(packet)
		io.Copy(io.Discard, c)
	})
}
