package governance

import (
	"context"

	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// Versions lists all loads of scheme data, the last first, at most 500: which
// data, when, and by whom. It is for administrators.
func (g *Governance) Versions(ctx context.Context, who scheme.Actor) (all []store.CatalogVersion, err error) {
	err = g.desk.Look(ctx, who, func(w *desk.Work) error {
		if !w.Who.Is(scheme.RoleAdministrator) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.load_catalog"))
		}
		if all, err = w.Catalogs(); err != nil {
			return failure("list scheme data", err)
		}
		return nil
	})
	return all, err
}
