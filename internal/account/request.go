package account

import "context"

type requestKey struct{}

// WithRequest makes the id of a request known to the deeds done in it, which
// write it into their audit lines. It decides nothing.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestOf returns the id of the request, "" outside of one.
func RequestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
