package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.yaml.in/yaml/v3"

	"shirushi/internal/command"
	"shirushi/internal/publog"
	"shirushi/internal/witness"
)

// A witnessConfig names a witness that is asked to cosign our log.
type witnessConfig struct {
	Name     string `yaml:"name"`     // as people call who runs it
	Verifier string `yaml:"verifier"` // of its cosignatures: name+hash+key
	URL      string `yaml:"url"`      // to which /add-checkpoint is added
}

// witnessPeriod is how often a witness is asked at most, when the
// configuration does not say.
const witnessPeriod = 15 * time.Second

func (c config) checkWitnesses(say func(field, remedy string)) {
	seen := map[string]bool{}
	for i, w := range c.Witnesses {
		field := fmt.Sprintf("witnesses[%d].", i)
		if w.Name == "" {
			say(field+"name", "say who runs the witness")
		}
		if _, err := publog.ParseWitness(w.Verifier); err != nil {
			say(field+"verifier", "give what the witness prints when it starts, such as witness.example/w1+1a2b3c4d+BA…")
		}
		if seen[w.Verifier] {
			say(field+"verifier", "is given twice")
		}
		seen[w.Verifier] = true
		u, err := url.Parse(w.URL)
		if err != nil || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.Scheme != "https" && !(u.Scheme == "http" && isLoopback(u.Hostname())) {
			say(field+"url", "give an address that begins with https://; http:// is for this machine only")
		}
	}
	if c.WitnessSeconds < 0 || c.WitnessSeconds > 86400 {
		say("witness_seconds", "give 1 to 86400 seconds, or leave it out for 15")
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// openCouriers makes who goes to each witness.
func (p *platform) openCouriers(c config) error {
	for _, one := range c.Witnesses {
		w, err := publog.ParseWitness(one.Verifier)
		if err != nil {
			return fmt.Errorf("witness %s: %w", one.Name, err)
		}
		p.couriers = append(p.couriers, p.keeper.Courier(one.Name, witness.At(one.URL, w)))
	}
	return nil
}

// askWitnesses has each witness asked by itself, so that a slow one delays no
// other. There is no lease: what one process was given, others do not ask for
// again, and none waits for the lease of one that has ended.
func (p *platform) askWitnesses(every func(string, time.Duration, func(context.Context) error)) {
	period := cmp.Or(time.Duration(p.config.WitnessSeconds)*time.Second, witnessPeriod)
	for _, courier := range p.couriers {
		every("witness", period, courier.Turn)
	}
}

// A watchConfig is what a witness is told by its operator.
type watchConfig struct {
	Listen string   `yaml:"listen"` // host:port of plain HTTP; TLS is the reverse proxy's work
	Name   string   `yaml:"name"`   // in its cosignatures, by custom an address without its scheme
	Data   string   `yaml:"data"`   // folder of its key and of what it has cosigned
	Logs   []string `yaml:"logs"`   // verifiers of the logs it watches
}

// watchListen is where a witness listens unless it is told otherwise.
const watchListen = "127.0.0.1:8090"

func readWatch(name string) (watchConfig, error) {
	c := watchConfig{Listen: watchListen}
	b, err := os.ReadFile(name)
	if err != nil {
		return c, fmt.Errorf("read configuration: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil {
		return c, fmt.Errorf("read configuration %s: %w", name, err)
	}
	var wrong []error
	say := func(field, remedy string) { wrong = append(wrong, fmt.Errorf("%s: %s", field, remedy)) }
	if _, port, err := net.SplitHostPort(c.Listen); err != nil || !isPort(port) {
		say("listen", "give host:port, such as "+watchListen)
	}
	if c.Name == "" {
		say("name", "name the witness, such as witness.example.ac.jp/w1; the name cannot be changed later")
	}
	if c.Data == "" {
		say("data", "name the folder for its key and its memory")
	} else if !filepath.IsAbs(c.Data) {
		c.Data = filepath.Join(filepath.Dir(name), c.Data)
	}
	if len(c.Logs) == 0 {
		say("logs", "give the verifiers of the logs to watch, such as label.example.jp/log+1a2b3c4d+A…")
	}
	return c, errors.Join(wrong...)
}

// witnessCommand runs a witness, which needs nothing of the platform.
func witnessCommand(ctx context.Context, args []string, out io.Writer) error {
	f := command.Flags("witness")
	name := f.String("config", "", "configuration `file` of the witness (see docs/operating.md)")
	if err := command.Parse(f, args, out, false); err != nil {
		return err
	}
	if *name == "" {
		return command.Usage("-config FILE is needed")
	}
	c, err := readWatch(*name)
	if err != nil {
		return err
	}
	w, err := witness.Open(c.Data, c.Name, c.Logs, time.Now, newLog(""))
	if err != nil {
		return err
	}
	defer w.Close()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	fmt.Fprintf(out, "verifier %s\nready http://%s/\n", w.Verifier(), listener.Addr())
	return watch(ctx, w, listener)
}

func watch(ctx context.Context, w *witness.Witness, l net.Listener) error {
	server := w.Server()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWait)
		defer cancel()
		err = server.Shutdown(wait)
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}
