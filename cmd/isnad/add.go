package main

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"
)

// defaultDB is the database of those who name none.
const defaultDB = "isnad.db"

// dbFlag names the database.
func dbFlag(cmd *cobra.Command, where *string) {
	cmd.Flags().StringVar(where, "db", defaultDB, "database: a file, or postgres://user:password@host:port/name")
	settableFlag(cmd, "db")
}

func addCommand() *cobra.Command {
	var f pageFlags
	var db, captures, queue, metrics string
	cmd := &cobra.Command{
		Use:   "add [flags] PATH…",
		Short: "Read pages and keep them",
		Long: `Add takes pages as read does, and keeps each as it came, with its record, in a
database: one file, made where it is not there yet, or PostgreSQL. A page is known by
its address, or else by its given id, or else by its path. The same page again is
passed over; one with other bytes is a new version, and the old one stays.

What was kept stays kept: add can be stopped at any moment and begun again.

With --queue the pages are only captured, and whoever runs work on the same database
reads them; with --queue=paths workers capture them too, by the same paths.`,
		Example: `  isnad add pages/
  isnad add --db postgres://isnad@localhost/isnad --jsonl - < pages.jsonl
  isnad add --db postgres://isnad@db.example/isnad --queue pages/`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 && !f.lines {
				return fmt.Errorf("no PATH to add; \"-\" is standard input")
			}
			if err := checkQueue(queue, args); err != nil {
				return err
			}
			return f.check()
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				args = []string{"-"}
			}
			if queue != "" {
				return queueAdd(cmd, args, &f, db, captures, queue)
			}
			return runAdd(cmd, args, &f, db, captures, metrics)
		},
	}
	f.add(cmd)
	dbFlag(cmd, &db)
	metricsFlag(cmd, &metrics)
	capturesFlag(cmd, &captures)
	cmd.Flags().StringVar(&queue, "queue", "", "leave the reading to workers, and with =paths the capturing too")
	cmd.Flags().Lookup("queue").NoOptDefVal = queueCaptures
	return cmd
}

// readingGC is how much garbage, in hundredths of what is in use, is left lying
// while pages are read: little is in use then, and much is thrown away.
const readingGC = 400

// untilStopped is a context that ends when the user stops the program.
func untilStopped(ctx context.Context) (context.Context, func()) {
	return signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
}

func runAdd(cmd *cobra.Command, paths []string, f *pageFlags, where, place, metrics string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	db, err := openWith(ctx, where, place)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	k := work.NewKeeping(f.given, languages()...)
	unwatch, err := watched(k, metrics, &sizes{db: db})
	if err != nil {
		return err
	}
	defer unwatch()
	slog.Info("adding", "db", store.Hidden(where), "paths", paths, "jobs", f.jobs)
	began := time.Now()
	bar := newProgress(func() int64 { return capture.Size(paths) }, false)
	defer bar.clear()
	from := capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin(), Read: bar.read}
	collect := debug.SetGCPercent(readingGC)
	n, err := k.Add(ctx, db, paths, from, f.jobs, func(o *work.Outcome) {
		bar.add()
		if o.Err != nil {
			bar.clear()
			complain(cmd.ErrOrStderr(), o.Name, o.Err)
		}
	})
	bar.clear()
	debug.SetGCPercent(collect)
	if err == nil {
		var both errgroup.Group
		both.Go(func() error { return db.Settle(ctx, n.Added+n.NewVersions) })
		both.Go(func() error { return compareAll(ctx, db, f.jobs, false) })
		err = both.Wait()
	}
	took := time.Since(began).Seconds()
	slog.Info("added", "added", n.Added, "new_versions", n.NewVersions, "unchanged", n.Unchanged, "failed", n.Failed, "seconds", took)
	_, print := fmt.Fprintf(cmd.OutOrStdout(), "added %d, new versions %d, unchanged %d, failed %d; %.1f s, %.0f pages a second\n",
		n.Added, n.NewVersions, n.Unchanged, n.Failed, took, float64(n.All())/max(took, 1e-3))
	switch err = cmp.Or(err, print); {
	case ctx.Err() != nil:
		return failure{fmt.Errorf("stopped; what is counted here is kept, and adding again goes on from there")}
	case err != nil:
		return failure{err}
	case n.Failed > 0:
		return errReported
	}
	return nil
}
