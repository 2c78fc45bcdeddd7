package work

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Options say how a worker works. The zero value is useful.
type Options struct {
	Jobs int // at once; 0 is one for each core
	// Lease is how long nothing may be heard of a job before it is given to
	// another worker; 0 is DefaultLease. All workers of a store should have the same.
	Lease time.Duration
	Log   *slog.Logger // of jobs, and of what goes wrong beside them; nil is silence
}

// DefaultLease has the jobs of a killed worker done by others within twenty seconds.
const DefaultLease = 15 * time.Second

// When it is stopped, a worker ends what it can within so long. The rest goes
// back into the queue.
var farewell = 5 * time.Second

// worker does jobs.
type worker struct {
	*Queue
	pages *Keeping
	log   *slog.Logger
	away  atomic.Bool // the database, as far as is known

	mu       sync.Mutex
	underWay map[int64]bool
}

// Work does jobs, those that are there and those that come, until ctx is done.
// What is under way then is ended, or goes back into the queue. A database that
// is away is waited for.
func (q *Queue) Work(ctx context.Context, pages *Keeping, o Options) error {
	w := &worker{Queue: q, pages: pages, log: cmp.Or(o.Log, silent), underWay: map[int64]bool{}}
	all := river.NewWorkers()
	for _, k := range kinds {
		k.add(all, w)
	}
	c, err := q.newClient(&river.Config{
		Queues:        map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: cmp.Or(o.Jobs, runtime.GOMAXPROCS(0))}},
		Workers:       all,
		Logger:        slog.New(unlessAway{w.log.Handler(), &w.away}),
		FetchCooldown: 5 * time.Millisecond,
		JobTimeout:    -1, // a lease takes its place
		RetryPolicy:   backoff{},
		// What failed is kept until somebody has seen to it.
		DiscardedJobRetentionPeriod: -1,
		CancelledJobRetentionPeriod: -1,
		SoftStopTimeout:             farewell,
	})
	if err == nil {
		err = c.Start(ctx)
	}
	if err != nil {
		return fmt.Errorf("work: %w", err)
	}
	leases, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	go w.hold(leases, cmp.Or(o.Lease, DefaultLease))
	<-c.Stopped()
	return nil
}

// doing does the jobs of one kind.
type doing[J job] struct {
	river.WorkerDefaults[J]
	*worker
}

// Work does one job.
func (d *doing[J]) Work(ctx context.Context, j *river.Job[J]) error {
	d.mu.Lock()
	d.underWay[j.ID] = true
	d.mu.Unlock()
	defer func() {
		d.mu.Lock()
		delete(d.underWay, j.ID)
		d.mu.Unlock()
	}()
	began := time.Now()
	err := j.Args.do(ctx, d.worker)
	if errors.As(err, new(*river.JobSnoozeError)) {
		return err // it is not its turn
	}
	if err != nil && ctx.Err() != nil && !errors.Is(context.Cause(ctx), river.ErrJobCancelledRemotely) {
		return river.JobSnooze(0) // this worker is being stopped, which is no fault of the job
	}
	d.pages.hasDone(d.log, began, j.Kind, j.Args.what(), j.ID, j.Attempt, err)
	return err
}

// unlessAway says nothing while the database is away: that was said once, and
// River would say it of each thing that it tries meanwhile.
type unlessAway struct {
	slog.Handler
	away *atomic.Bool
}

func (h unlessAway) Enabled(ctx context.Context, l slog.Level) bool {
	return !h.away.Load() && h.Handler.Enabled(ctx, l)
}

func (h unlessAway) WithAttrs(a []slog.Attr) slog.Handler {
	return unlessAway{h.Handler.WithAttrs(a), h.away}
}

func (h unlessAway) WithGroup(name string) slog.Handler {
	return unlessAway{h.Handler.WithGroup(name), h.away}
}

// backoff is when a job that failed is tried again: after a second, and after
// twice as long each time, up to five minutes.
type backoff struct{}

func (backoff) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(min(time.Second<<min(j.Attempt-1, 20), 5*time.Minute))
}
