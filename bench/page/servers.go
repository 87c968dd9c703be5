package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func dial(address string) (net.Conn, error) { return net.DialTimeout("tcp", address, time.Second) }

func fetch(c net.Conn, in *bufio.Reader, address, path string) ([]byte, error) {
	if _, err := c.Write(appendRequest(nil, address, path)); err != nil {
		return nil, err
	}
	status, length, err := readHead(in)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil || status != 200 {
		return nil, fmt.Errorf("%s: %d %w", path, status, err)
	}
	return body, nil
}

// A running is a server that this program has started.
type running struct {
	cmd     *exec.Cmd
	address string
}

// startServer starts the program as an operator would, its log in a file.
func startServer(ctx context.Context, s settings) (*running, error) {
	name := filepath.Join(s.folder, "shirushi.log")
	log, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(filepath.Join(s.folder, "shirushi"), "serve", "-config", filepath.Join(s.folder, "shirushi.yaml"))
	cmd.Stderr = log
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	r := &running{cmd, "127.0.0.1:" + port}
	if err := r.await(ctx); err != nil {
		r.stop()
		return nil, fmt.Errorf("%w\n%s", err, tail(name))
	}
	return r, nil
}

func (r *running) await(ctx context.Context) error {
	for range 300 {
		if c, err := dial(r.address); err == nil {
			_, err := fetch(c, bufio.NewReader(c), r.address, "/readyz")
			c.Close()
			if err == nil {
				time.Sleep(2 * time.Second) // its first look at the register
				return ctx.Err()
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return errors.New("the server does not get ready")
}

func (r *running) stop() {
	_ = r.cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
	_ = r.cmd.Wait()
}

// memory returns the resident memory of the process in MB.
func (r *running) memory() int {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", r.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(b), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, _ := strconv.Atoi(fields[0])
	return kb / 1024
}

// shelf returns the size of the file of prepared pages in MB.
func (r *running) shelf() int64 {
	all, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", r.cmd.Process.Pid)) // the pattern is well formed
	for _, fd := range all {
		if name, err := os.Readlink(fd); err == nil && strings.HasSuffix(name, " (deleted)") && strings.Contains(name, "/data/shelf-") {
			if info, err := os.Stat(fd); err == nil {
				return info.Size() >> 20
			}
		}
	}
	return 0
}

// used returns the processor time that the process and its children have
// taken. The children of nginx do its work.
func (r *running) used() time.Duration {
	pid := strconv.Itoa(r.cmd.Process.Pid)
	b, _ := os.ReadFile("/proc/" + pid + "/task/" + pid + "/children") // none where the system does not tell
	sum := time.Duration(0)
	for _, p := range append(strings.Fields(string(b)), pid) {
		stat, err := os.ReadFile("/proc/" + p + "/stat")
		if err != nil {
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')')+1:]))
		if len(fields) < 13 {
			continue
		}
		user, _ := strconv.Atoi(fields[11])
		system, _ := strconv.Atoi(fields[12])
		sum += time.Duration(user+system) * tick
	}
	return sum
}

// tick is the unit in which Linux tells of processor time.
const tick = 10 * time.Millisecond

// A peer is nginx with the pages as files, as a cache before the server, and as
// a cache before itself.
type peer struct {
	running
	files, cache, cachedFiles string
}

const nginxConf = `daemon off; worker_processes auto; pid %[1]s/nginx.pid; error_log %[1]s/nginx-error.log;
worker_rlimit_nofile 65536;
events { worker_connections 4096; }
http {
	sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type text/html; charset utf-8;
	access_log %[1]s/nginx.log;
	client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
	proxy_cache_path %[1]s/cache levels=1:2 keys_zone=pages:200m max_size=40g inactive=1h use_temp_path=off;
	upstream server { server %[2]s; keepalive 32; }
	server { listen 127.0.0.1:18102; root %[1]s/pages; }
	server {
		listen 127.0.0.1:18103;
		location / {
			proxy_pass http://server; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
			proxy_cache pages; proxy_cache_lock on; proxy_cache_revalidate on;
		}
	}
	upstream files { server 127.0.0.1:18102; keepalive 32; }
	server {
		listen 127.0.0.1:18104;
		location / {
			proxy_pass http://files; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_set_header Host $host;
			proxy_cache pages; proxy_cache_lock on; proxy_cache_revalidate on; proxy_cache_valid 200 1h;
		}
	}
}
`

func startNginx(ctx context.Context, s settings, server string) (*peer, error) {
	conf := filepath.Join(s.folder, "nginx.conf")
	if err := os.WriteFile(conf, fmt.Appendf(nil, nginxConf, s.folder, server), 0o644); err != nil {
		return nil, err
	}
	p := &peer{running{exec.Command("nginx", "-p", s.folder, "-e", filepath.Join(s.folder, "nginx-error.log"), "-c", conf), ""}, "127.0.0.1:18102", "127.0.0.1:18103", "127.0.0.1:18104"}
	if os.Geteuid() == 0 { // its workers would not be let into the folder
		if err := os.Chmod(s.folder, 0o755); err != nil {
			return nil, err
		}
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	for range 50 {
		if c, err := dial(p.files); err == nil {
			c.Close()
			return p, ctx.Err()
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.stop()
	return nil, fmt.Errorf("nginx does not start\n%s", tail(filepath.Join(s.folder, "nginx-error.log")))
}
