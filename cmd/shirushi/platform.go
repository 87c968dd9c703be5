package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"shirushi/internal/account"
	"shirushi/internal/agenda"
	"shirushi/internal/desk"
	"shirushi/internal/doubt"
	"shirushi/internal/dump"
	"shirushi/internal/governance"
	"shirushi/internal/holding"
	"shirushi/internal/keeper"
	"shirushi/internal/labeldesk"
	"shirushi/internal/mail"
	"shirushi/internal/misuse"
	"shirushi/internal/office"
	"shirushi/internal/remedy"
	"shirushi/internal/renewal"
	"shirushi/internal/scheme"
	"shirushi/internal/shelf"
	"shirushi/internal/store"
	"shirushi/internal/surveillance"
	"shirushi/internal/web"
	"shirushi/internal/web/api"
	"shirushi/internal/web/data"
	"shirushi/internal/web/door"
	"shirushi/internal/web/intake"
	publiclog "shirushi/internal/web/log"
	"shirushi/internal/web/portal"
	admindesk "shirushi/internal/web/portal/admin"
	agendadesk "shirushi/internal/web/portal/agenda"
	"shirushi/internal/web/portal/applicant"
	"shirushi/internal/web/portal/authority"
	holderdesk "shirushi/internal/web/portal/holding"
	"shirushi/internal/web/portal/money"
	"shirushi/internal/web/portal/officer"
	remedydesk "shirushi/internal/web/portal/remedy"
	reportdesk "shirushi/internal/web/portal/report"
	casedesk "shirushi/internal/web/portal/surveillance"
	"shirushi/internal/web/portal/vault"
	workloaddesk "shirushi/internal/web/portal/workload"
	"shirushi/internal/web/public"
	"shirushi/internal/wire"
	"shirushi/internal/workload"
)

// options are what differs between serve and demo.
type options struct {
	now     func() time.Time // nil: the system's clock
	demo    bool             // open the one-click door
	days    *demoDays        // let pass at that door; nil: only as the world's do
	migrate bool             // bring the database up first
}

// A platform is all rooms joined on one store.
type platform struct {
	config     config
	log        *slog.Logger
	now        func() time.Time
	store      *store.Store
	desk       *desk.Desk
	post       *mail.Post
	sender     mail.Sender
	account    *account.Account
	office     *office.Office
	cases      *surveillance.Room
	renewal    *renewal.Renewal
	remedies   *remedy.Room
	agenda     *agenda.Room
	governance *governance.Governance
	keeper     *keeper.Keeper
	couriers   []*keeper.Courier // one for each of config.Witnesses
	vault      *office.Vault
	holding    *holding.Holding
	doubts     *doubt.Inbox
	misuse     *misuse.Register
	shelf      *shelf.Shelf // nil: no pages are kept
	pages      *public.Pages
	look       chan struct{} // has the shelf look at once for what was written
	dumps      *dump.Maker
	handler    http.Handler
	atOnce     wire.Answer // before the handler
	addresses  []string    // patterns of all pages, as http.ServeMux writes them
}

// openPlatform joins the rooms. It refuses a database of an older or newer
// form, so that no process ever works on a form that it does not know.
func openPlatform(ctx context.Context, c config, o options) (_ *platform, err error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	p := &platform{config: c, log: newLog(c.LogLevel), now: o.now}
	if p.now == nil {
		p.now = time.Now
	}
	if p.store, err = openStore(ctx, c); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			p.Close()
		}
	}()
	if o.migrate {
		if err := p.store.Migrate(ctx); err != nil {
			return nil, err
		}
	}
	if err := p.current(ctx); err != nil {
		return nil, err
	}
	if err := p.rooms(c, o); err != nil {
		return nil, err
	}
	if err := p.openPages(c); err != nil {
		return nil, err
	}
	// From here on the desk knows the scheme's zone; before the first load there is none.
	if _, err := p.scheme(ctx); err != nil && !scheme.IsRefusal(err, scheme.NotReady) {
		return nil, err
	}
	return p, p.fronts(c, o)
}

// current refuses a database that has migrations to come.
func (p *platform) current(ctx context.Context) error {
	n, err := p.store.Pending(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if n > 0 {
		return fmt.Errorf("the database needs %d migrations: take a backup, then run shirushi migrate", n)
	}
	return nil
}

func (p *platform) rooms(c config, o options) error {
	mailKey, err := key(c.Data, "mail.key")
	if err != nil {
		return err
	}
	if p.post, err = mail.NewPost(mailKey, c.Mail.From); err != nil {
		return err
	}
	if p.sender, err = c.sender(); err != nil {
		return err
	}
	p.desk = desk.New(p.store, p.now)
	p.post = p.post.In(p.desk.Zone)
	base, err := url.Parse(c.base())
	if err != nil {
		return fmt.Errorf("base_url: %w", err)
	}
	p.account, err = account.New(p.store, p.post, p.now, account.Config{RPID: base.Hostname(), RPName: "Shirushi",
		Origins: []string{c.base()}, BaseURL: c.base(), Demo: o.demo}, p.desk.Day)
	if err != nil {
		return err
	}
	p.office = office.New(p.desk, p.post, c.base())
	p.cases = surveillance.New(p.desk, p.post, c.base())
	p.renewal = renewal.New(p.desk, p.post, c.base())
	p.remedies = remedy.New(p.desk, p.post, c.base(), p.office)
	p.agenda = agenda.New(p.desk, p.post, c.base())
	p.governance = governance.New(p.desk)
	p.holding = holding.New(p.desk, p.post, c.base())
	p.keeper = keeper.New(p.desk, p.store, keeper.In(filepath.Join(c.Data, "keys", "signing")), base.Host, p.now).
		Remember(filepath.Join(c.Data, "log", "last-checkpoint"))
	if err := p.openCouriers(c); err != nil {
		return err
	}
	if p.vault, err = c.vault(p.office); err != nil {
		return err
	}
	return p.openDoubts(c)
}

// openDoubts opens what takes in what people report, and the register of
// improper use.
func (p *platform) openDoubts(c config) error {
	k, err := key(c.Data, "doubts.key")
	if err != nil {
		return err
	}
	labels := labeldesk.New(p.desk, p.post, c.base())
	p.misuse = misuse.New(labels)
	if p.doubts, err = doubt.New(labels, p.misuse, p.cases, k, p.now); err != nil {
		return err
	}
	p.remedies.GuardWith(p.doubts.GuardLabel)
	return nil
}

func (p *platform) fronts(c config, o options) error {
	site, err := web.New(web.Config{BaseURL: c.base(), Log: p.log, Now: p.now, Scheme: p.scheme, Actor: p.actor, Ready: p.ready, Mark: account.WithRequest,
		KeepStatus: c.keepStatus(), Limits: web.Limits{PerMinute: c.RateLimit.PerMinute, Burst: c.RateLimit.Burst}})
	if err != nil {
		return err
	}
	base, err := url.Parse(c.base())
	if err != nil {
		return fmt.Errorf("base_url: %w", err)
	}
	mux := &directory{mux: http.NewServeMux()}
	site.Routes(mux)
	public.Routes(mux, site, p.store, p.keeper, p.pages)
	p.dumps = p.dumpMaker()
	if _, err := api.Routes(mux, site, p.store, p.dumps.Folder, p.keeper); err != nil {
		return err
	}
	data.Routes(mux, site, p.store, data.Options{Folder: p.dumps.Folder, Pages: paths, Log: publiclog.Path, Security: c.Security.said()})
	publiclog.Routes(mux, site, p.store)
	intake.Routes(mux, site, p.doubts, p.misuse)
	door.New(site, p.account, demoDoor(base, o)).Routes(mux)
	counter := portal.New(site, p.account)
	counter.Routes(mux)
	applicant.New(counter, p.account, p.office).Routes(mux)
	vault.New(counter, p.vault).Routes(mux)
	casedesk.New(counter, p.cases).Routes(mux)
	holderdesk.New(counter, p.holding, p.office).Routes(mux)
	remedydesk.New(counter, p.remedies).Routes(mux)
	agendadesk.New(counter, p.agenda).Routes(mux)
	officer.New(counter, p.office).Routes(mux)
	reportdesk.New(counter, p.doubts, p.misuse).Routes(mux)
	workloaddesk.New(counter, workload.New(p.desk)).Routes(mux)
	authority.New(counter, p.office).Routes(mux)
	money.New(counter, p.office).Routes(mux)
	admindesk.New(counter, p.account, p.governance, p.office).Routes(mux)
	p.addresses = mux.patterns
	through := newProxies(c.TrustedProxies)
	p.handler, p.atOnce = through.through(site.Wrap(mux.mux)), site.AtOnce(through.client)
	return nil
}

// paths are the addresses, without the language, of all public pages that are
// about no label and not the front's that lists them.
func paths(s *scheme.Scheme) []string {
	return append(append(public.Paths(s), publiclog.Path), intake.Paths(s)...)
}

// dumpMaker makes the files of the whole register.
func (p *platform) dumpMaker() *dump.Maker {
	return &dump.Maker{Folder: dump.In(filepath.Join(p.config.Data, "dumps")), Register: p.store, Scheme: p.scheme, Now: p.now,
		Base: p.config.base(), Record: api.Record, Rest: dumpRest}
}

// A directory is a mux that remembers which addresses were put into it. There
// is no way around it, so that tests which look at every address miss none.
type directory struct {
	mux      *http.ServeMux
	patterns []string
}

func (d *directory) Handle(pattern string, h http.Handler) {
	d.patterns = append(d.patterns, pattern)
	d.mux.Handle(pattern, h)
}

func (d *directory) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.mux.ServeHTTP(w, r) }

func (d *directory) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	d.Handle(pattern, http.HandlerFunc(h))
}

// demoDoor returns the door without a passkey, which only the demo has.
func demoDoor(base *url.URL, o options) *door.Demo {
	if !o.demo {
		return nil
	}
	d := &door.Demo{Hosts: []string{base.Host}}
	if o.days != nil {
		d.Days = &door.Days{Today: o.days.today, LetPass: o.days.pass}
	}
	return d
}

// scheme returns the scheme in use, for what pages say. It may be as late as
// the last look at the database; deeds read it in their own transaction.
func (p *platform) scheme(ctx context.Context) (*scheme.Scheme, error) {
	if s := p.pages.Scheme(); s != nil {
		return s, nil
	}
	return p.schemeNow(ctx)
}

// schemeNow asks the database for the scheme in use.
func (p *platform) schemeNow(ctx context.Context) (*scheme.Scheme, error) {
	s, _, err := p.desk.Scheme(ctx)
	return s, err
}

func (p *platform) actor(ctx context.Context, session string) (scheme.Actor, error) {
	who, _, err := p.account.Actor(ctx, session)
	return who, err
}

// ready says whether this process can do its work now. The form of the
// database was checked when the process began.
func (p *platform) ready(ctx context.Context) error {
	if err := p.store.Ping(ctx); err != nil {
		return err
	}
	_, err := p.schemeNow(ctx)
	return err
}

// Close gives the database and the prepared pages back.
func (p *platform) Close() error {
	var err error
	if p.shelf != nil {
		err = p.shelf.Close()
	}
	return errors.Join(err, p.store.Close())
}

func newLog(level string) *slog.Logger {
	var l slog.Level
	if level != "" {
		if err := l.UnmarshalText([]byte(level)); err != nil {
			l = slog.LevelInfo // config.check has refused other words
		}
	}
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}
