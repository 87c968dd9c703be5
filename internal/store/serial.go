package store

// NextSerial returns the next number of this name: 1, 2, 3 and so on. A
// number whose transaction is not kept is given out again, so that there are
// no gaps.
func (tx *Tx) NextSerial(name string) (int64, error) {
	return scalar[int64](tx, "serial", "INSERT INTO serial (name, last) VALUES ($1, 1) "+
		"ON CONFLICT (name) DO UPDATE SET last = serial.last + 1 RETURNING last", name)
}
