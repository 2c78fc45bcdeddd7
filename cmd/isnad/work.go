package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
)

func workCommand() *cobra.Command {
	var db, captures, metrics string
	var o work.Options
	cmd := &cobra.Command{
		Use:   "work [flags]",
		Short: "Do the jobs that were queued",
		Long: `Work does what add --queue and rebuild --queue have left to do, and what comes while it
works, until it is stopped. As many may work on one database as there are machines.

Stopped by Ctrl-C or SIGTERM it ends what is under way, for some seconds at most, and
the rest goes back into the queue. If it is killed, its jobs are given to others as soon
as nothing was heard of them for --lease.`,
		Example: "  isnad work --db postgres://isnad@db.example/isnad --jobs 8",
		Args: func(_ *cobra.Command, args []string) error {
			switch {
			case len(args) > 0:
				return errors.New("work takes no PATH: it does what is queued; add --queue PATH queues it")
			case o.Jobs < 1:
				return fmt.Errorf("--jobs %d: at least 1 is needed", o.Jobs)
			case o.Lease < time.Second:
				return fmt.Errorf("--lease %s: at least 1s is needed", o.Lease)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			return withQueue(ctx, db, captures, func(q *work.Queue) error {
				k := work.NewKeeping(capture.Given{}, languages()...)
				unwatch, err := watched(k, metrics, &sizes{db: q.Store(), jobs: q.Kinds})
				if err != nil {
					return err
				}
				defer unwatch()
				o.Log = serviceLog(cmd)
				o.Log.Info("working", "db", store.Hidden(db), "jobs", o.Jobs)
				return q.Work(ctx, k, o)
			})
		},
	}
	dbFlag(cmd, &db)
	capturesFlag(cmd, &captures)
	cmd.Flags().IntVarP(&o.Jobs, "jobs", "j", runtime.GOMAXPROCS(0), "jobs done at once")
	settableFlag(cmd, "jobs")
	metricsFlag(cmd, &metrics)
	cmd.Flags().DurationVar(&o.Lease, "lease", work.DefaultLease, "how long nothing may be heard of a job before another worker does it; the same for all workers")
	return cmd
}

// withQueue opens a database and the queue in it for as long as do takes.
func withQueue(ctx context.Context, where, captures string, do func(*work.Queue) error) error {
	db, err := openWith(ctx, where, captures)
	if err != nil {
		return failure{err}
	}
	defer db.Close()
	q, err := work.OpenQueue(ctx, db)
	if err != nil {
		return failure{err}
	}
	defer q.Close()
	if err := do(q); err != nil {
		if err == errReported {
			return err
		}
		return failure{err}
	}
	return nil
}

// What add --queue may be.
const (
	queueCaptures = "captures"
	queuePaths    = "paths"
)

// checkQueue finds what is wrong with add --queue.
func checkQueue(queue string, paths []string) error {
	switch queue {
	case "", queueCaptures:
		return nil
	case queuePaths:
		if len(paths) == 0 || slices.Contains(paths, "-") {
			return errors.New("--queue=paths: standard input has no path that a worker could see")
		}
		return nil
	}
	return fmt.Errorf("--queue=%s is neither captures nor paths", queue)
}

// queueAdd is add --queue: it brings the captures, or only the paths, and workers
// do the rest.
func queueAdd(cmd *cobra.Command, paths []string, f *pageFlags, where, captures, queue string) error {
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	from := capture.Options{JSONLines: f.lines, MaxBytes: int(f.maxBytes), Stdin: cmd.InOrStdin()}
	return withQueue(ctx, where, captures, func(q *work.Queue) error {
		if queue == queuePaths {
			n, err := q.CapturePaths(ctx, paths, from, f.given)
			if err == nil {
				fmt.Fprintf(cmd.OutOrStdout(), "queued %d, waiting %d\n", n, len(paths)-n)
			}
			return err
		}
		n, err := q.Capture(ctx, capture.Walk(ctx, paths, from), f.given, func(name string, err error) { complain(cmd.ErrOrStderr(), name, err) })
		fmt.Fprintf(cmd.OutOrStdout(), "queued %d, waiting %d, unchanged %d, failed %d\n", n.Queued, n.Waiting, n.Unchanged, n.Failed)
		switch {
		case ctx.Err() != nil:
			return errors.New("stopped; what is counted here is queued, and adding again goes on from there")
		case err == nil && n.Failed > 0:
			return errReported
		}
		return err
	})
}

// queueRebuild is rebuild --queue.
func queueRebuild(cmd *cobra.Command, where string) error {
	return withQueue(cmd.Context(), where, "", func(q *work.Queue) error {
		n, err := q.Rebuild(cmd.Context())
		if err == nil {
			fmt.Fprintf(cmd.OutOrStdout(), "queued %s\n", count(n, "version"))
		}
		return err
	})
}
