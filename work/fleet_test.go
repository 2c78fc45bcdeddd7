package work_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/store/storetest"
	"github.com/isnad-project/isnad/work"
)

// TestFleet: four workers read while one of them is killed every three seconds and
// another one takes its place, and while the database is thrown down once. All
// pages are kept, each once, and are what one machine makes of them, and so is
// their comparison.
func TestFleet(t *testing.T) {
	n := 20000
	if testing.Short() {
		n = 4000
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "isnad")
	if out, err := exec.Command("go", "build", "-o", program, "../cmd/isnad").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	input := articles(t, n)
	single := filepath.Join(dir, "single.db")
	if out, err := exec.Command(program, "add", "--db", single, input).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	server, err := storetest.New()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Remove)
	where := server.Database(t)

	f := &fleet{program: program, where: where}
	for range 4 {
		f.start(t)
	}
	t.Cleanup(func() { f.stop() })
	bringing := make(chan error, 1)
	go func() { bringing <- exec.Command(program, "add", "--db", where, "--queue", input).Run() }()
	if err := <-bringing; err != nil {
		t.Fatal(err)
	}
	db, q := open(t, where)
	killed, thrown := 0, false
	kill := time.NewTicker(3 * time.Second)
	defer kill.Stop()
	look := time.NewTicker(100 * time.Millisecond)
	defer look.Stop()
	for end := time.Now().Add(4 * time.Minute); ; {
		select {
		case <-kill.C:
			f.kill(killed % 4)
			killed++
			continue
		case <-look.C:
		}
		jobs, err := q.Count(context.Background())
		if !thrown && jobs[work.Done] > n/300 { // a third is read
			if err := server.Stop(); err != nil {
				t.Fatal(err)
			}
			if err := server.Start(); err != nil {
				t.Fatal(err)
			}
			thrown = true
			continue
		}
		if err == nil && jobs[work.Running]+jobs[work.Waiting]+jobs[work.Retrying] == 0 {
			if jobs[work.Dead] > 0 {
				t.Errorf("%v", jobs)
			}
			break
		}
		if time.Now().After(end) {
			t.Fatalf("not done in time: %v, %v", jobs, err)
		}
	}
	again := 0
	for _, j := range list(t, q, work.Done) {
		if j.Attempt > 1 {
			again++
		}
	}
	t.Logf("%d workers killed, %d jobs done again, database thrown down: %v", killed, again, thrown)
	if killed < 2 || again == 0 || !thrown {
		t.Error("too little has gone wrong for this test to show anything")
	}
	if err := f.stop(); err != nil {
		t.Errorf("a worker that is asked to stop: %v", err)
	}
	kept(t, db, n)
	alone, err := store.Open(context.Background(), single)
	if err != nil {
		t.Fatal(err)
	}
	defer alone.Close()
	same(t, db, alone)
	one := comparison(t, comparing(alone, 0))
	if blocks, err := alone.Blocks(context.Background()); err != nil || len(one) < n/2 || n > 12000 && len(blocks) < 2 {
		t.Errorf("little to compare: %d entries in %d blocks, %v", len(one), len(blocks), err)
	}
	differ(t, comparison(t, comparing(db, 0)), one)
}

// same proves that two stores have the same records.
func same(t *testing.T, a, b *store.Store) {
	t.Helper()
	has, want := lines(t, a), lines(t, b)
	if len(has) != len(want) {
		t.Errorf("%d pages, want %d", len(has), len(want))
	}
	for address, line := range want {
		if has[address] != line {
			t.Fatalf("%s: %.300s, want %.300s", address, has[address], line)
		}
	}
}

// fleet is workers in programs of their own. One that ends by itself, since the
// database is away when it starts, is started again.
type fleet struct {
	program, where string

	mu      sync.Mutex
	stopped bool
	workers []*exec.Cmd
	ended   sync.WaitGroup
	last    error // of a worker that was asked to stop
}

func (f *fleet) start(t *testing.T) {
	f.workers = append(f.workers, nil)
	f.ended.Add(1)
	place := len(f.workers) - 1
	go func() {
		defer f.ended.Done()
		for {
			cmd := exec.Command(f.program, "work", "--db", f.where, "--jobs", "1", "--lease", "2s")
			f.mu.Lock()
			if f.stopped {
				f.mu.Unlock()
				return
			}
			if err := cmd.Start(); err != nil {
				t.Error(err)
				f.mu.Unlock()
				return
			}
			f.workers[place] = cmd
			f.mu.Unlock()
			err := cmd.Wait()
			f.mu.Lock()
			if f.stopped && err != nil {
				f.last = err
			}
			f.mu.Unlock()
		}
	}()
}

// kill kills a worker as a machine dies: with nothing said.
func (f *fleet) kill(place int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if w := f.workers[place]; w != nil {
		w.Process.Kill()
	}
}

// stop asks all workers to stop.
func (f *fleet) stop() error {
	f.mu.Lock()
	f.stopped = true
	for _, w := range f.workers {
		if w != nil {
			w.Process.Signal(syscall.SIGTERM)
		}
	}
	f.mu.Unlock()
	f.ended.Wait()
	return f.last
}
