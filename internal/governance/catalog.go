// Package governance does the deeds by which a scheme's data comes into use.
//
// It refuses to know what the data says about any product: it guards only
// what has been promised, that an official edition never changes under those
// who applied by it.
package governance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"

	"shirushi/internal/catalog"
	"shirushi/internal/desk"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

// A Governance does deeds. It is safe for use by several goroutines.
type Governance struct{ desk *desk.Desk }

// New returns a governance room.
func New(d *desk.Desk) *Governance { return &Governance{d} }

// LoadCatalog puts the scheme data of a folder into use and returns its hash.
// It takes an administrator, or the operator at the machine. Data with
// problems is refused as a whole, with the problems. Loading what is in use
// already changes nothing.
//
// An edition that is official and has been published may not lose or change
// anything that an applicant declares by; only its life may go on (state,
// end of transition) but never back to before it was in force, and our
// guidance to it may improve. An edition that is
// not official may be replaced: each application keeps the hash of the data
// under which it was submitted, and is judged by that.
func (g *Governance) LoadCatalog(ctx context.Context, who scheme.Actor, fsys fs.FS) (hash string, problems []catalog.Problem, err error) {
	fresh, problems, err := catalog.Take(fsys)
	if err != nil {
		return "", nil, fmt.Errorf("read scheme data: %w", err)
	}
	if len(problems) > 0 {
		return "", problems, scheme.Refuse(scheme.Invalid, "refusal.catalog.problems").With(len(problems))
	}
	err = g.desk.Do(ctx, who, "load_catalog", func(w *desk.Work) error {
		if !w.Who.Is(scheme.RoleAdministrator) && !w.Who.Is(scheme.RoleSystem) {
			return scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.load_catalog"))
		}
		if w.Catalog == fresh.Hash {
			w.Unchanged()
			return nil
		}
		if err := keepsPromises(w.Scheme, fresh.Scheme); err != nil {
			return err
		}
		return load(w, fresh)
	})
	if err != nil {
		return "", nil, err
	}
	return fresh.Hash, nil, nil
}

func load(w *desk.Work, fresh catalog.Version) error {
	var kept []store.CatalogFile
	for _, path := range slices.Sorted(maps.Keys(fresh.Files)) {
		kept = append(kept, store.CatalogFile{Path: path, Content: fresh.Files[path]})
	}
	if err := w.AddCatalog(store.CatalogVersion{Hash: fresh.Hash, Loaded: w.Now, By: w.Who.Person.ID}, kept); err != nil {
		return failure("keep scheme data", err)
	}
	var before any
	if w.Catalog != "" {
		before = summary{w.Catalog, editions(w.Scheme)}
	}
	w.Audit("catalog", before, summary{fresh.Hash, editions(fresh.Scheme)})
	return w.Publish(scheme.CatalogLoaded, "", fresh.Scheme.Day(w.Now), map[string]string{
		"scheme": fresh.Scheme.ID, "catalog": fresh.Hash, "editions": strings.Join(editions(fresh.Scheme), " ")}, nil)
}

// A summary is what the audit says of scheme data.
type summary struct {
	Hash     string   `json:"hash"`
	Editions []string `json:"editions"`
}

func editions(s *scheme.Scheme) []string {
	ids := make([]string, len(s.Editions))
	for i, e := range s.Editions {
		ids[i] = string(e.ID)
	}
	slices.Sort(ids)
	return ids
}

// published reports whether people have been able to apply by the edition.
func published(e scheme.Edition) bool {
	return e.State == scheme.EditionInForce || e.State == scheme.EditionSuperseded
}

// keepsPromises refuses data that takes away, takes back or changes an
// official edition that has been published.
func keepsPromises(old, fresh *scheme.Scheme) error {
	var no scheme.Refusals
	for _, was := range old.Editions {
		if !was.Official || !published(was) {
			continue
		}
		is, there := fresh.Edition(was.ID)
		switch {
		case !there:
			no.Add(scheme.Refuse(scheme.Conflict, "refusal.catalog.edition_removed").With(was.ID))
		case !published(is) || !reflect.DeepEqual(promise(was), promise(is)):
			no.Add(scheme.Refuse(scheme.Conflict, "refusal.catalog.edition_changed").With(was.ID))
		}
	}
	return no.Err()
}

// promise is the edition without its life and without guidance.
func promise(e scheme.Edition) scheme.Edition {
	e.State, e.TransitionUntil = "", ""
	e.Items = slices.Clone(e.Items)
	for i := range e.Items {
		e.Items[i].Guidance = scheme.Guidance{}
	}
	return e
}

// failure says of what the store refuses here that it is no no to the person.
func failure(what string, err error) error {
	if scheme.RefusalsOf(err) != nil {
		err = errors.New(err.Error())
	}
	return fmt.Errorf("%s: %w", what, err)
}
