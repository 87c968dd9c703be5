package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"shirushi/internal/catalog"
	"shirushi/internal/registry"
	"shirushi/internal/scheme"
	"shirushi/internal/store"
)

const port = "18101"

// prepare builds the program, makes an installation and fills its register,
// unless the folder holds one from before.
func prepare(ctx context.Context, s settings) (numbers []string, err error) {
	files := os.DirFS("schemes/jc-star")
	law, problems, err := catalog.Read(files)
	if err != nil || len(problems) > 0 {
		return nil, fmt.Errorf("read schemes/jc-star (run this in the root of the repository): %v %w", problems, err)
	}
	for n := range s.labels {
		number, err := law.Numbering.Registration.Number(2026, int64(n+1))
		if err != nil {
			return nil, err
		}
		numbers = append(numbers, number)
	}
	bin, conf := filepath.Join(s.folder, "shirushi"), filepath.Join(s.folder, "shirushi.yaml")
	if err := command(ctx, "go", "build", "-o", bin, "./cmd/shirushi"); err != nil {
		return nil, err
	}
	text := "listen: 127.0.0.1:" + port + "\nbase_url: http://localhost:" + port + "\ndata: data\nmail: {from: office@localhost.example}\nrate_limit: {per_minute: 1000000000, burst: 1000000000}\n" +
		fmt.Sprintf("cache_seconds: %d\n", s.cache/time.Second)
	if err := errors.Join(os.MkdirAll(filepath.Join(s.folder, "data"), 0o700), os.WriteFile(conf, []byte(text), 0o600)); err != nil {
		return nil, err
	}
	done := filepath.Join(s.folder, fmt.Sprintf("labels-%d", s.labels))
	if err := command(ctx, bin, "migrate", "-config", conf); err != nil {
		return nil, err
	}
	if err := command(ctx, bin, "catalog", "load", "-config", conf, "schemes/jc-star"); err != nil {
		return nil, err
	}
	if _, err := os.Stat(done); err == nil {
		return numbers, nil
	}
	if err := fill(ctx, filepath.Join(s.folder, "data", "shirushi.db"), law, numbers); err != nil {
		return nil, err
	}
	return numbers, os.WriteFile(done, nil, 0o600)
}

func command(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %v: %w\n%s", filepath.Base(name), args, err, out)
	}
	return nil
}

// fill puts the labels into the register.
func fill(ctx context.Context, file string, law *scheme.Scheme, numbers []string) error {
	db, err := store.Open(ctx, "sqlite:"+file)
	if err != nil {
		return err
	}
	defer db.Close()
	began := time.Now()
	const batch = 1000
	for from := 0; from < len(numbers); from += batch {
		var some []registry.Entry
		for n := from; n < min(from+batch, len(numbers)); n++ {
			some = append(some, entry(law, numbers[n], n))
		}
		err := db.Update(ctx, func(tx *store.Tx) error { return tx.PutEntries(some) })
		if err != nil {
			return err
		}
	}
	if _, err := db.PlaceWritten(ctx); err != nil {
		return err
	}
	fmt.Printf("made %d labels in %v\n", len(numbers), time.Since(began).Round(time.Second))
	return nil
}

var things = []scheme.Text{
	{Ja: "家庭用無線ルーター", En: "Home Wi-Fi Router"}, {Ja: "屋外ネットワークカメラ", En: "Outdoor Network Camera"},
	{Ja: "スマートロック", En: "Smart Lock"}, {Ja: "環境センサー", En: "Environment Sensor"}, {Ja: "見守り端末", En: "Care Terminal"},
	{Ja: "エネルギー管理装置", En: "Energy Manager"}, {Ja: "業務用ゲートウェイ", En: "Business Gateway"},
}

// entry makes the n-th label. All is invented.
func entry(law *scheme.Scheme, number string, n int) registry.Entry {
	edition := law.Editions[0]
	thing, maker := things[n%len(things)], 1+n*31%1000
	name := scheme.Text{Ja: fmt.Sprintf("%s 見本%d", thing.Ja, n), En: fmt.Sprintf("%s Sample %d", thing.En, n)}
	site := fmt.Sprintf("https://maker%d.example/", maker)
	from := scheme.Date("2025-12-01").AddDays(n % 300)
	e := registry.Entry{
		Number: scheme.LabelNumber(number), Level: edition.Level, Edition: edition.ID, Evaluator: "applicant",
		Holder: scheme.Text{Ja: fmt.Sprintf("架空製作所第%d株式会社", maker), En: fmt.Sprintf("Kakuu Works No. %d Co., Ltd.", maker)},
		Product: registry.Product{
			Name: name, Manufacturer: fmt.Sprintf("架空製作所第%d株式会社", maker), Country: "JP", Firmware: fmt.Sprintf("%d.%d.%d", n%5, n%17, n%31),
			SupportFrom: from, Summary: scheme.Text{Ja: name.Ja + "です。自動アップデートに対応しています。", En: name.En + " with automatic updates."},
			HomePage: site + fmt.Sprint(n), Enquiry: site + "contact", VulnerabilityDesk: fmt.Sprintf("psirt@maker%d.example", maker),
			DisclosurePolicy: site + "security/policy", Conformity: []string{fmt.Sprintf("ADF99-%07d", n)},
		},
		FirstIssued: from, Updated: time.Date(2026, 1, 15, 1, n%60, 0, 0, time.UTC),
		Standing: scheme.Standing{ValidFrom: from, ValidUntil: from.AddYears(2).AddDays(-1)},
	}
	for m := range 1 + n*n%9 {
		e.Product.Models = append(e.Product.Models, fmt.Sprintf("MK%d-%04d%c", maker, n%10000, 'A'+m))
	}
	if n%97 == 0 {
		e.Revoked, e.EndGround = from.AddDays(40), ground(law, scheme.DeedRevoke)
	}
	a := registry.Assessment{Edition: edition.ID, Evaluator: "applicant", Completed: from.AddDays(-20)}
	for i, item := range edition.Items {
		one := scheme.PublicAnswer{Criterion: item.ID, Verdict: scheme.Conforms, Method: item.Methods[(n+i)%len(item.Methods)]}
		if item.NotApplicable && (n+i)%5 == 0 {
			one.Verdict, one.Method, one.Note = scheme.NotApplicable, "", "本製品に該当する機能はありません。"
		}
		a.Answers = append(a.Answers, one)
	}
	e.Assessments = []registry.Assessment{a}
	return e
}

func ground(law *scheme.Scheme, ends scheme.Deed) scheme.GroundID {
	for _, g := range law.Grounds {
		if g.Ends == ends {
			return g.ID
		}
	}
	return ""
}

// writePages asks for every page once and writes it where nginx finds it.
func writePages(ctx context.Context, address string, s settings, numbers []string) error {
	root := filepath.Join(s.folder, "pages")
	made := map[string]bool{}
	for _, n := range numbers {
		if dir := filepath.Dir(filepath.Join(root, file(n))); !made[dir] {
			made[dir] = true
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
	}
	return askAll(ctx, address, numbers, jaPage, func(number string, body []byte) error {
		return os.WriteFile(filepath.Join(root, file(number)), body, 0o644)
	})
}

// fillCache has every page kept by a cache.
func fillCache(ctx context.Context, address string, numbers []string, path func(string) string) error {
	began := time.Now()
	err := askAll(ctx, address, numbers, path, func(string, []byte) error { return nil })
	fmt.Printf("every page was asked for through the cache, in %v\n", time.Since(began).Round(time.Second))
	return err
}

// askAll asks for what path makes of each number once, over a few connections.
func askAll(ctx context.Context, address string, numbers []string, path func(string) string, with func(number string, body []byte) error) error {
	failures := make(chan error, 4)
	for i := range cap(failures) {
		go func() {
			failures <- askSome(ctx, address, numbers[i*len(numbers)/cap(failures):(i+1)*len(numbers)/cap(failures)], path, with)
		}()
	}
	var err error
	for range cap(failures) {
		err = errors.Join(err, <-failures)
	}
	return err
}

func askSome(ctx context.Context, address string, numbers []string, path func(string) string, with func(number string, body []byte) error) error {
	c, err := dial(address)
	if err != nil {
		return err
	}
	defer c.Close()
	in := bufio.NewReaderSize(c, 64<<10)
	for _, number := range numbers {
		body, err := fetch(c, in, address, path(number))
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if err := with(number, body); err != nil {
			return err
		}
	}
	return ctx.Err()
}
