package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
)

const fleetHead = `
## A fleet

%d articles are queued in PostgreSQL by ` + "`isnad add --queue`" + `, and then read, kept, indexed
and compared by ` + "`isnad work --jobs 1`" + `: so many of them at once, each time in an empty
database, until ` + "`isnad jobs`" + ` has none left. Workers and the server share %d processors. The
server, %s, is started with fsync off.

| | queued in | done in | pages a second | times one worker | CPU time a page |
|---|---|---|---|---|---|
`

// fleets measures workers on a PostgreSQL that it starts.
func fleets(w io.Writer, news, _ string, o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop() // or the server would be left behind
	server, err := storetest.New()
	if err != nil {
		fmt.Fprintf(w, "\n## A fleet\n\nIt is not measured: PostgreSQL does not start here (scripts/setup installs it): %v\n", err)
		return nil
	}
	defer server.Remove()
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	f := fleet{server: server, binary: binary, input: filepath.Join(dir, "input.jsonl")}
	n := o.kept * 2 / 3
	if _, err := writeArticles(f.input, n, news); err != nil {
		return err
	}
	version, err := f.version()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, fleetHead, n, runtime.NumCPU(), version)
	one := 0.
	for _, workers := range []int{1, 2, 4} {
		t, err := f.run(ctx, workers)
		if err != nil {
			return err
		}
		rate := float64(t.pages) / t.worked.Seconds()
		if workers == 1 {
			one = rate
		}
		what := "1 worker"
		if workers > 1 {
			what = fmt.Sprintf("%d workers", workers)
		}
		fmt.Fprintf(w, "| %s | %.1f s | %.1f s | **%.0f** | %.2f | %.2f ms |\n", what, t.queued.Seconds(), t.worked.Seconds(), rate, rate/one, milliseconds(t.cpu)/float64(t.pages))
	}
	where, err := f.database("alone")
	if err != nil {
		return err
	}
	a, err := add(exec.Command(f.binary, "add", "--db", where, f.input))
	if err != nil {
		return err
	}
	rate := float64(a.added) / a.wall.Seconds()
	fmt.Fprintf(w, "| `isnad add`, without a queue | | %.1f s | **%.0f** | %.2f | %.2f ms |\n", a.wall.Seconds(), rate, rate/one, milliseconds(a.cpu)/float64(a.added))
	fmt.Fprint(w, "\nThe CPU time is that of the programs, without the server's.\n")
	return nil
}

// fleet is workers of one server.
type fleet struct {
	server        *storetest.Server
	binary, input string
}

// workedOff is what a fleet took.
type workedOff struct {
	queued, worked, cpu time.Duration
	pages               int
}

func (f *fleet) version() (v string, err error) {
	c, err := pgx.Connect(context.Background(), f.server.Address("postgres"))
	if err != nil {
		return "", err
	}
	defer c.Close(context.Background())
	err = c.QueryRow(context.Background(), "SHOW server_version").Scan(&v)
	return "PostgreSQL " + v, err
}

// database makes an empty database and gives its address.
func (f *fleet) database(name string) (string, error) {
	c, err := pgx.Connect(context.Background(), f.server.Address("postgres"))
	if err != nil {
		return "", err
	}
	defer c.Close(context.Background())
	_, err = c.Exec(context.Background(), "CREATE DATABASE "+name)
	return f.server.Address(name), err
}

// run queues the articles, starts so many workers and waits until nothing is
// left to do.
func (f *fleet) run(ctx context.Context, workers int) (t workedOff, err error) {
	where, err := f.database(fmt.Sprintf("fleet%d", workers))
	if err != nil {
		return t, err
	}
	queue := exec.Command(f.binary, "add", "--queue", "--db", where, f.input)
	queue.Stderr = os.Stderr
	u, err := measured(queue)
	if err != nil {
		return t, err
	}
	t.queued, t.cpu = u.wall, u.cpu
	db, err := store.Open(ctx, where)
	if err != nil {
		return t, err
	}
	defer db.Close()
	q, err := work.OpenQueue(ctx, db)
	if err != nil {
		return t, err
	}
	defer q.Close()
	start := time.Now()
	all, ended := []*exec.Cmd{}, make(chan error, workers)
	left := 0 // that have not ended
	defer func() {
		for _, cmd := range all {
			cmd.Process.Kill() // if an error has left it behind
		}
		for range left {
			<-ended
		}
	}()
	for range workers {
		cmd := exec.Command(f.binary, "work", "--jobs", "1", "--db", where)
		if err := cmd.Start(); err != nil {
			return t, err
		}
		all, left = append(all, cmd), left+1
		go func() { ended <- cmd.Wait() }()
	}
	for todo := 1; todo > 0; {
		select {
		case err := <-ended:
			left--
			return t, fmt.Errorf("a worker has ended: %w", cmp.Or(err, ctx.Err(), errors.New("nobody has stopped it")))
		case <-ctx.Done():
			return t, ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
		jobs, err := q.Count(ctx)
		if err != nil {
			return t, err
		}
		if jobs[work.Dead] > 0 {
			return t, fmt.Errorf("%d jobs are dead", jobs[work.Dead])
		}
		todo = jobs[work.Running] + jobs[work.Waiting] + jobs[work.Retrying]
	}
	t.worked = time.Since(start)
	for _, cmd := range all {
		cmd.Process.Signal(syscall.SIGTERM)
	}
	for left > 0 {
		err = errors.Join(err, <-ended)
		left--
	}
	if err != nil {
		return t, fmt.Errorf("stop workers: %w", err)
	}
	for _, cmd := range all {
		t.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}
	n, err := db.Count(ctx)
	t.pages = n.Pages
	return t, err
}
