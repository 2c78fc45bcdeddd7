package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// defaultDB is the database of those who name none.
const defaultDB = "isnad.db"

// dbFlag names the database.
func dbFlag(cmd *cobra.Command, where *string) {
	cmd.Flags().StringVar(where, "db", cmp.Or(os.Getenv("ISNAD_DB"), defaultDB), "database: a file, or postgres://user:password@host:port/name; ISNAD_DB names another one")
}

func addCommand() *cobra.Command {
	var f pageFlags
	var db, captures string
	cmd := &cobra.Command{
		Use:   "add [flags] PATH…",
		Short: "Read pages and keep them",
		Long: `Add takes pages as read does, and keeps each as it came, with its record, in a
database: one file, made where it is not there yet, or PostgreSQL. A page is known by
its address, or else by its given id, or else by its path. The same page again is
passed over; one with other bytes is a new version, and the old one stays.

What was kept stays kept: add can be stopped at any moment and begun again.`,
		Example: `  isnad add pages/
  isnad add --db postgres://isnad@localhost/isnad --jsonl - < pages.jsonl`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.lines {
				return fmt.Errorf("no PATH to add; \"-\" is standard input")
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			return runAdd(cmd, args, &f, db, captures)
		},
	}
	f.add(cmd)
	dbFlag(cmd, &db)
	capturesFlag(cmd, &captures)
	return cmd
}

// untilStopped is a context that ends when the user stops the program.
func untilStopped(ctx context.Context) (context.Context, func()) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

func runAdd(cmd *cobra.Command, paths []string, f *pageFlags, where, place string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	db, err := openWith(ctx, where, place)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	a := adding{db: db, given: f.given, began: time.Now()}
	r := reading{reader: read.New(languages()...), given: f.given, keep: across.New(languages()...).Sign}
	bar := newProgress()
	defer bar.clear()
	captures := capture.Walk(ctx, paths, capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin()})
	err = inOrder(ctx, a.unknown(ctx, captures), f.jobs, r.page, func(o outcome, _ bool) error {
		bar.add()
		if o.err != nil {
			a.failed++
			bar.clear()
			complain(cmd.ErrOrStderr(), o.name, o.err)
		}
		if o.kept == nil {
			return nil // there was nothing to keep
		}
		return a.keep(ctx, o.kept, o.err != nil)
	})
	if err == nil {
		err = a.flush(ctx)
	}
	bar.clear()
	if _, print := fmt.Fprintln(cmd.OutOrStdout(), a.summary()); err == nil && print != nil {
		err = print
	}
	lookup := a.err.Load()
	switch {
	case err == nil && lookup != nil:
		return failure{*lookup}
	case ctx.Err() != nil:
		return failure{fmt.Errorf("stopped; what is counted here is kept, and adding again goes on from there")}
	case err != nil:
		return failure{err}
	case a.failed > 0:
		return errReported
	}
	return nil
}

// adding is pages on their way into a store.
type adding struct {
	db    *store.Store
	given capture.Given
	began time.Time

	// Of the goroutine that looks into the store.
	err       atomic.Pointer[error]
	unchanged atomic.Int64

	waiting []store.Page
	bad     []bool // those of them that could not be read
	bytes   int

	outcomes [3]int
	failed   int
}

// A group of captures is looked up, and a group of pages is kept, together: so
// many, or so many bytes.
const (
	groupPages = 200
	groupBytes = 8 << 20
)

// unknown passes over the captures that the store has as they are.
func (a *adding) unknown(ctx context.Context, all iter.Seq2[capture.Capture, error]) iter.Seq2[capture.Capture, error] {
	return func(yield func(capture.Capture, error) bool) {
		var group []capture.Capture
		bytes := 0
		flush := func() bool {
			marks := make([]store.Mark, len(group))
			for i := range group {
				s := sourceOf(&group[i], a.given)
				marks[i] = s.Mark(sha256.Sum256(group[i].Bytes))
			}
			known, err := a.db.Known(ctx, marks)
			if err != nil {
				a.err.Store(&err)
				return false
			}
			for i := range group {
				if known[marks[i]] {
					a.unchanged.Add(1)
				} else if !yield(group[i], nil) {
					return false
				}
			}
			group, bytes = group[:0], 0
			return true
		}
		for c, err := range all {
			if err != nil {
				if !flush() || !yield(c, err) {
					return
				}
				continue
			}
			group = append(group, c)
			if bytes += len(c.Bytes); len(group) >= groupPages || bytes >= groupBytes {
				if !flush() {
					return
				}
			}
		}
		flush()
	}
}

// sourceOf is how a capture came.
func sourceOf(c *capture.Capture, given capture.Given) store.Source {
	return store.Source{
		Name: lasting(c.Name), Format: int(c.Format), URL: c.URL, FetchedAt: c.FetchedAt, Charset: c.Charset,
		Outlet: given.Outlet, GivenURL: given.URL, Published: given.Published, Language: given.Language,
	}
}

// lasting is the name of an input from whatever folder the program is run. A
// line of standard input has none.
func lasting(name string) string {
	if name == "-" || strings.HasPrefix(name, "-:") {
		return "-"
	}
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// address is the lasting name of a page.
func address(p *capture.Page, s *store.Source) string {
	name := s.Name
	if name == "-" {
		name = p.ID
	}
	return cmp.Or(p.URL, p.GivenID, name)
}

func (a *adding) keep(ctx context.Context, p *store.Page, bad bool) error {
	a.waiting, a.bad = append(a.waiting, *p), append(a.bad, bad)
	if a.bytes += len(p.Capture) + len(p.Packed); len(a.waiting) < groupPages && a.bytes < groupBytes {
		return nil
	}
	return a.flush(ctx)
}

func (a *adding) flush(ctx context.Context) error {
	if len(a.waiting) == 0 {
		return nil
	}
	outcomes, err := a.db.Keep(ctx, a.waiting, time.Now())
	if err != nil {
		return err
	}
	for i, o := range outcomes {
		if o == store.Unchanged || !a.bad[i] {
			a.outcomes[o]++
		}
	}
	a.waiting, a.bad, a.bytes = a.waiting[:0], a.bad[:0], 0
	return nil
}

func (a *adding) summary() string {
	unchanged := int(a.unchanged.Load()) + a.outcomes[store.Unchanged]
	done := a.outcomes[store.Added] + a.outcomes[store.NewVersion] + unchanged + a.failed
	took := time.Since(a.began)
	return fmt.Sprintf("added %d, new versions %d, unchanged %d, failed %d; %.1f s, %.0f pages a second",
		a.outcomes[store.Added], a.outcomes[store.NewVersion], unchanged, a.failed, took.Seconds(), float64(done)/max(took.Seconds(), 1e-3))
}
