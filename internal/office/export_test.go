package office

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
)

// CloseMootAs is the software's own deed, tried by somebody else.
func (o *Office) CloseMootAs(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) (bool, error) {
	if _, err := o.File(ctx, who, id); err != nil {
		return false, err
	}
	did := false
	err := o.desk.Do(ctx, who, string(scheme.DeedClose), func(w *desk.Work) (err error) {
		if did, err = o.closeMoot(w, id); !did {
			w.Unchanged()
		}
		return err
	})
	return did && err == nil, err
}
