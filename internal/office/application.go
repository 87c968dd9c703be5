package office

import (
	"context"
	"crypto/rand"
	"reflect"
	"slices"

	"shirushi/internal/desk"
	"shirushi/internal/labeldesk"
	"shirushi/internal/scheme"
)

// A StartRequest says what is applied for.
type StartRequest struct {
	Applicant scheme.OrganisationID // "": the own organisation
	Level     scheme.LevelID
	Category  scheme.CategoryID
	Edition   scheme.EditionID // "": the one open today, the newest when there are several
	Form      string           // mark of the form that asks, so that pressing twice starts one draft; "" for none
}

// Start makes a draft for the own organisation, or for a maker whose power of
// attorney the own organisation holds today. The same form starts one draft,
// however often it is sent.
func (o *Office) Start(ctx context.Context, who scheme.Actor, r StartRequest) (id scheme.ApplicationID, err error) {
	return o.once(ctx, who, "start", r.Form, func(w *desk.Work, id scheme.ApplicationID) error {
		applicant, agent, err := applies(w, r.Applicant)
		if err != nil {
			return err
		}
		edition, err := choose(w, w.Today, r.Level, r.Category, r.Edition)
		if err != nil {
			return err
		}
		a := scheme.Application{ID: id, Kind: scheme.New, State: scheme.Draft, Channel: scheme.ByWeb, Applicant: applicant, Agent: agent, Started: w.Now,
			StartedBy: w.Who.Person.ID, StartedWith: r.Form, Level: r.Level, Category: r.Category, Edition: edition}
		if err := w.PutApplication(&a); err != nil {
			return wrap("write application", err)
		}
		w.Audit("application:"+string(id), nil, a)
		return nil
	})
}

// longestForm bounds the mark of a form, in bytes.
const longestForm = 64

// once starts a draft by fn, unless the form with this mark has started one
// already: that one is returned to the person who sent it. The same mark from
// someone else is refused.
func (o *Office) once(ctx context.Context, who scheme.Actor, deed, form string, fn func(*desk.Work, scheme.ApplicationID) error) (id scheme.ApplicationID, err error) {
	if len(form) > longestForm {
		return "", scheme.Refuse(scheme.Invalid, "refusal.start.form")
	}
	try := func() error {
		id = scheme.ApplicationID(rand.Text())
		return o.desk.Do(ctx, who, deed, func(w *desk.Work) error {
			started, err := w.ApplicationStartedWith(form)
			switch {
			case err == nil && started.StartedBy != w.Who.Person.ID:
				return scheme.Refuse(scheme.Invalid, "refusal.start.form")
			case err == nil:
				id = started.ID
				w.Unchanged()
				return nil
			case !scheme.IsRefusal(err, scheme.Missing):
				return wrap("read the application that the form began", err)
			}
			return fn(w, id)
		})
	}
	if err = try(); len(scheme.RefusalsOf(err)) == 1 && scheme.RefusalsOf(err)[0].Key == "refusal.taken" {
		err = try() // the other press came between our reading and our writing
	}
	if err != nil {
		return "", err
	}
	return id, nil
}

// applies says for whom and through whom the person may apply.
func applies(w *desk.Work, applicant scheme.OrganisationID) (maker, agent scheme.OrganisationID, err error) {
	own := w.Who.Organisation
	if applicant == "" {
		applicant = own.ID
	}
	roles := w.Who.RolesToward(applicant)
	switch {
	case slices.Contains(roles, scheme.RoleApplicant) && own.Kind == scheme.Maker:
		return applicant, "", nil
	case slices.Contains(roles, scheme.RoleAgent):
		return applicant, own.ID, nil
	case w.Who.Is(scheme.RoleAgent):
		return "", "", scheme.Refuse(scheme.Denied, "refusal.power").On("applicant")
	case w.Who.Is(scheme.RoleApplicant) && applicant == own.ID:
		return "", "", scheme.Refuse(scheme.Denied, "refusal.start.not_maker")
	}
	return "", "", scheme.Refuse(scheme.Denied, "refusal.role").With(scheme.Code("deed.start"))
}

// choose checks what is applied for by an application received on day, and
// returns its edition.
func choose(w *desk.Work, day scheme.Date, id scheme.LevelID, category scheme.CategoryID, edition scheme.EditionID) (scheme.EditionID, error) {
	level, ok := w.Scheme.Level(id)
	switch {
	case !ok:
		return "", scheme.Refuse(scheme.Invalid, "refusal.level.unknown").On("level")
	case level.Certified:
		return "", scheme.Refuse(scheme.Invalid, "refusal.level.certified").On("level")
	}
	if _, ok := w.Scheme.Category(category); !ok && (category != "" || level.NeedsCategory) {
		return "", scheme.Refuse(scheme.Invalid, "refusal.category").On("category")
	}
	if edition != "" {
		e, ok := w.Scheme.Edition(edition)
		switch {
		case !ok || !e.For(id, category):
			return "", scheme.Refuse(scheme.Invalid, "refusal.edition.unknown").On("edition")
		case !e.OpenOn(day):
			return "", scheme.Refuse(scheme.Invalid, "refusal.edition.not_open").On("edition").With(edition, day)
		}
		return edition, nil
	}
	var newest scheme.Edition
	for _, e := range w.Scheme.EditionsOpenOn(id, day) {
		if e.For(id, category) && e.InForceFrom >= newest.InForceFrom {
			newest = e
		}
	}
	if newest.ID == "" {
		return "", scheme.Refuse(scheme.Invalid, "refusal.edition.none_open").On("level")
	}
	return newest.ID, nil
}

// SaveProduct replaces the product's description. Gaps are allowed.
func (o *Office) SaveProduct(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, p scheme.Product) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		a.Product = p
		var no scheme.Refusals
		no.Add(p.CheckDraft())
		no.Add(p.CheckHidden(w.Scheme))
		return no.Err()
	})
}

// KeepProduct replaces what is well formed of the product's description. A
// malformed part stays on record as it was, and its refusal is returned in
// held.
func (o *Office) KeepProduct(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, p scheme.Product) (held scheme.Refusals, err error) {
	_, err = o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		held = nil
		held.Add(p.CheckDraft())
		held.Add(p.CheckHidden(w.Scheme))
		a.Product = p.Holding(a.Product, held)
		var no scheme.Refusals // of what cannot be held back
		no.Add(a.Product.CheckDraft())
		no.Add(a.Product.CheckHidden(w.Scheme))
		return no.Err()
	})
	return held, err
}

// SaveScope replaces the answers to the scope questions. It refuses answers
// to questions that the scheme does not ask; gaps are allowed.
func (o *Office) SaveScope(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, scope []scheme.ScopeAnswer) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		a.Scope = scope
		var no scheme.Refusals
		for i, one := range scope {
			field := "scope." + string(one.Question)
			same := func(s scheme.ScopeAnswer) bool { return s.Question == one.Question }
			if _, ok := w.Scheme.Question(one.Question); !ok || slices.ContainsFunc(scope[:i], same) {
				no.Add(scheme.Refuse(scheme.Invalid, "refusal.scope.open").On(field))
			}
			no.Add(scheme.CheckText(field+".reason", one.Reason, labeldesk.MaxReason))
		}
		return no.Err()
	})
}

// SaveEvaluator replaces who assessed the product.
func (o *Office) SaveEvaluator(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, e scheme.Evaluator) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		a.Evaluator = e
		return e.CheckDraft(w.Scheme)
	})
}

// KeepEvaluator replaces what is well formed of who assessed the product. A
// malformed part stays on record as it was, and its refusal is returned in
// held.
func (o *Office) KeepEvaluator(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, e scheme.Evaluator) (held scheme.Refusals, err error) {
	_, err = o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		held = scheme.RefusalsOf(e.CheckDraft(w.Scheme))
		a.Evaluator = e.Holding(a.Evaluator, held)
		return a.Evaluator.CheckDraft(w.Scheme)
	})
	return held, err
}

// SaveKind changes what is applied for. Answers to items that the new edition
// also has are kept; the others stay on record but count for nothing. An
// application returned for correction keeps its day of receipt, and with it
// the editions that were open then.
func (o *Office) SaveKind(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, level scheme.LevelID, category scheme.CategoryID, edition scheme.EditionID) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		if a.AboutLabel() && (level != a.Level || category != a.Category) {
			return scheme.Refuse(scheme.Invalid, "refusal.about.level").On("level")
		}
		chosen, err := choose(w, a.ReceivedBy(w.Today), level, category, edition)
		a.Level, a.Category, a.Edition = level, category, chosen
		return err
	})
}

// ConfirmPart says of a part that was taken over from an earlier application
// that it holds for this product. Nothing changes when it has been confirmed.
func (o *Office) ConfirmPart(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, part scheme.CarriedPart) error {
	_, err := o.edit(ctx, who, id, revision, func(_ *desk.Work, a *scheme.Application) error {
		if a.IsCarried(part) {
			a.Confirm(part)
		}
		return nil
	})
	return err
}

// SaveDeclaring keeps what was typed for the declaration, without declaring
// anything. It refuses who has not read the newest revision even when nothing
// would change: the declaration is of what was read.
func (o *Office) SaveDeclaring(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, d scheme.Declaring) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(_ *desk.Work, a *scheme.Application) error {
		if a.Revision != revision {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		a.Declaring = d
		return d.CheckDraft()
	})
}

// SaveListing replaces the first public day that is asked for; "" asks for
// the day of issue.
func (o *Office) SaveListing(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int, wish scheme.Date) (scheme.Application, error) {
	return o.edit(ctx, who, id, revision, func(w *desk.Work, a *scheme.Application) error {
		if a.AboutLabel() && wish != "" {
			return scheme.Refuse(scheme.Invalid, "refusal.about.listing").On("listing_wish")
		}
		a.ListingWish = wish
		return a.CheckWish(w.Scheme, w.Today)
	})
}

// edit changes a part of an application that its applicant has in hand. It
// refuses who has not seen the newest revision, unless nothing would change.
func (o *Office) edit(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, revision int,
	change func(*desk.Work, *scheme.Application) error) (after scheme.Application, err error) {
	return o.amend(ctx, who, id, func(now int) bool { return now == revision }, change)
}

// amend is edit with another rule for which revision may be changed.
func (o *Office) amend(ctx context.Context, who scheme.Actor, id scheme.ApplicationID, seen func(now int) bool,
	change func(*desk.Work, *scheme.Application) error) (after scheme.Application, err error) {
	err = o.desk.Do(ctx, who, string(scheme.DeedEdit), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedEdit)
		if err != nil {
			return err
		}
		before := a
		if err := change(w, &a); err != nil {
			return err
		}
		a.State = to
		if reflect.DeepEqual(before, a) {
			w.Unchanged()
			after = a
			return nil
		}
		if !seen(a.Revision) {
			return scheme.Refuse(scheme.Conflict, "refusal.stale")
		}
		byHand(w, &a)
		if err := keep(w, before, &a); err != nil {
			return err
		}
		after = a
		return nil
	})
	if err != nil {
		return scheme.Application{}, err
	}
	return after, nil
}

// GiveUp withdraws an application before it is decided. Officers who enter
// for an applicant on paper withdraw by EnterWithdrawal only.
func (o *Office) GiveUp(ctx context.Context, who scheme.Actor, id scheme.ApplicationID) error {
	return o.desk.Do(ctx, who, string(scheme.DeedWithdraw), func(w *desk.Work) error {
		a, to, err := take(w, id, scheme.DeedWithdraw)
		if err != nil {
			return err
		}
		if slices.Contains(a.RolesOf(w.Who), scheme.RoleEntry) {
			return scheme.Refuse(scheme.Conflict, "refusal.withdraw.paper")
		}
		before := a
		a.State, a.Closed, a.ClosedBy = to, w.Now, w.Who.Person.ID
		return keep(w, before, &a)
	})
}
