package scheme

// Message returns the key and arguments by which the refusal is said.
func (r *Refusal) Message() (key string, args []any) { return r.Key, r.Args }

// Message returns the code itself: it is a message key.
func (c Code) Message() (key string, args []any) { return string(c), nil }
