package wire

// Read reads one request as a connection does.
func Read(head []byte) (r Request, ok bool) {
	ok = r.read(head)
	return r, ok
}
