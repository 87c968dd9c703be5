package office

import (
	"context"

	"shirushi/internal/scheme"
)

// CloseMootAs is the software's own deed, tried by somebody else.
func (o *Office) CloseMootAs(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (bool, error) {
	if _, err := o.File(ctx, who, id); err != nil {
		return false, err
	}
	return o.closeMoot(ctx, who, id)
}
