package store

import (
	"context"

	"shirushi/internal/registry"
	"shirushi/internal/scheme"
)

// mostOfModel bounds how many labels of one model are looked at.
const mostOfModel = 1000

// OfModels lists, for each of the models, the entries with it that are listed
// on day: the highest numbers first, at most as many as most. Width, case,
// spaces and hyphens make no difference. All is read as of one moment.
func (s *Store) OfModels(ctx context.Context, models []string, day scheme.Date, most int) ([][]registry.Entry, error) {
	if err := needsDay(day); err != nil {
		return nil, err
	}
	all := make([][]registry.Entry, len(models))
	err := s.View(ctx, func(tx *Tx) error {
		for i, m := range models {
			key := registry.ModelKey(m)
			if key == "" {
				continue
			}
			found, err := list(tx, entryBody, "WHERE listed <= $1 AND id IN (SELECT entry FROM entry_model WHERE key = $2 AND whole = 1 ORDER BY entry DESC LIMIT $3) ORDER BY id DESC",
				day, key, mostOfModel)
			if err != nil {
				return err
			}
			all[i] = found[:min(len(found), most)]
		}
		return nil
	})
	return all, err
}
