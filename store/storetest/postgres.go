// Package storetest has what tests of the store need of the machine: a PostgreSQL,
// started from the binaries that are installed, as a user without rights and with
// a password; and a disk that is soon full.
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL in a folder of its own.
type Server struct {
	bin, dir string
	port     int
	as       *syscall.Credential // PostgreSQL does not run as root
}

var (
	startOnce sync.Once
	shared    *Server
	startErr  error
)

// Tests are tests that may ask for a Database: its server is stopped behind them.
type Tests struct{ *testing.M }

// Run runs the tests.
func (t Tests) Run() int {
	defer func() {
		if shared != nil {
			shared.Remove()
		}
	}()
	return t.M.Run()
}

// Database makes an empty database on a server that all tests of a package
// share, and returns its address. The tests must be run by Tests.
func Database(t testing.TB) string {
	t.Helper()
	startOnce.Do(func() { shared, startErr = New() })
	if startErr != nil {
		t.Fatalf("PostgreSQL does not start (scripts/setup installs it): %v", startErr)
	}
	return shared.Database(t)
}

// Database makes an empty database and returns its address.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	c, err := pgx.Connect(ctx, s.Address("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx)
	name := fmt.Sprintf("t%d", time.Now().UnixNano())
	if _, err := c.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return s.Address(name)
}

// Address is that of a database, with the password.
func (s *Server) Address(database string) string {
	return fmt.Sprintf("postgres://isnad:secret@127.0.0.1:%d/%s", s.port, database)
}

// New makes a cluster in a folder of its own and starts its server.
func New() (*Server, error) {
	s := &Server{}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if p, err := exec.LookPath("initdb"); err == nil {
		found = append(found, p)
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no initdb is installed")
	}
	slices.Sort(found)
	s.bin = filepath.Dir(found[len(found)-1])
	var err error
	if s.dir, err = os.MkdirTemp("", "isnad-postgres"); err != nil {
		return nil, err
	}
	if os.Geteuid() == 0 {
		if s.as, err = Somebody(); err != nil {
			return nil, err
		}
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return nil, err
		}
	}
	if s.port, err = freePort(); err != nil {
		return nil, err
	}
	secret := filepath.Join(s.dir, "secret")
	if err := os.WriteFile(secret, []byte("secret"), 0o644); err != nil {
		return nil, err
	}
	if err := s.run("initdb", "-D", s.data(), "-U", "isnad", "-A", "scram-sha-256", "--pwfile="+secret, "-E", "UTF8", "--locale=C", "-N"); err != nil {
		return nil, err
	}
	return s, s.Start()
}

// Start starts a server that was stopped.
func (s *Server) Start() error {
	options := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s -c fsync=off -c full_page_writes=off", s.port, s.dir)
	return s.run("pg_ctl", "-D", s.data(), "-w", "-l", filepath.Join(s.dir, "log"), "-o", options, "start")
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }

// Stop stops the server at once, as when its machine fails.
func (s *Server) Stop() error { return s.run("pg_ctl", "-D", s.data(), "-m", "immediate", "stop") }

// Remove stops the server and removes all that it has.
func (s *Server) Remove() {
	_ = s.Stop()
	os.RemoveAll(s.dir)
}

func (s *Server) run(name string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir = s.dir
	if s.as != nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.as}
	}
	var out bytes.Buffer
	if name != "pg_ctl" { // the server would hold the pipe
		cmd.Stdout, cmd.Stderr = &out, &out
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", name, err, out.Bytes())
	}
	return nil
}

// Somebody is a user without rights.
func Somebody() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("there is no user to run it as but root")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
