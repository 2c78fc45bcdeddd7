package work

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"strings"
	"time"

	"github.com/isnad-project/isnad/store"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"
)

// Queue is the jobs that wait in a store's database to be done by workers, on
// this machine or others. They lie in River's tables, beside those of the store.
//
// A job may be done more than once, if its worker is lost behind the deed and
// before the word of it; each kind of job says why that does no harm.
type Queue struct {
	db        *store.Store
	client    client
	newClient func(*river.Config) (client, error)
	exec      riverdriver.Executor
	close     func()
}

// client is River's client on any engine.
type client interface {
	InsertMany(ctx context.Context, jobs []river.InsertManyParams) ([]*rivertype.JobInsertResult, error)
	JobList(ctx context.Context, p *river.JobListParams) (*river.JobListResult, error)
	JobGet(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobRetry(ctx context.Context, id int64) (*rivertype.JobRow, error)
	JobCancel(ctx context.Context, id int64) (*rivertype.JobRow, error)
	Start(ctx context.Context) error
	Stopped() <-chan struct{}
}

// OpenQueue opens the queue of a store, and makes its tables where they are not
// there yet.
func OpenQueue(ctx context.Context, db *store.Store) (*Queue, error) {
	if strings.HasPrefix(db.Where(), "postgres") {
		config, err := pgxpool.ParseConfig(db.Where())
		if err != nil {
			return nil, errors.New("the address of the database is not understood")
		}
		config.MaxConns = 6
		pool, err := pgxpool.NewWithConfig(ctx, config)
		if err != nil {
			return nil, err
		}
		return openQueue(ctx, db, riverpgxv5.New(pool), pool.Close)
	}
	own, err := db.Another()
	if err != nil {
		return nil, err
	}
	own.SetMaxOpenConns(1) // River's driver for SQLite wants to be alone on its handle
	return openQueue(ctx, db, riversqlite.New(own), func() { own.Close() })
}

func openQueue[Tx any](ctx context.Context, db *store.Store, driver riverdriver.Driver[Tx], close func()) (*Queue, error) {
	q := &Queue{db: db, exec: driver.GetExecutor(), close: close}
	q.newClient = func(c *river.Config) (client, error) { return river.NewClient(driver, c) }
	err := migrate(ctx, driver)
	if err == nil {
		q.client, err = q.newClient(&river.Config{Logger: silent})
	}
	if err != nil {
		close()
		return nil, fmt.Errorf("open the queue of jobs: %w", err)
	}
	return q, nil
}

var silent = slog.New(slog.NewTextHandler(io.Discard, nil))

// migrate brings River's tables up to date. If several programs do so at once all
// but one fail: they look again for as long as it goes on.
func migrate[Tx any](ctx context.Context, driver riverdriver.Driver[Tx]) error {
	m, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: silent})
	if err != nil {
		return err
	}
	for tries := 0; ; tries++ {
		if _, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil); err == nil || ctx.Err() != nil || tries == 50 {
			return err
		}
		time.Sleep(50 * time.Millisecond) // the other one needs time for it
	}
}

// Close closes the queue, and leaves the store open.
func (q *Queue) Close() { q.close() }

// job is what is to be done, as it lies in the queue.
type job interface {
	river.JobArgs
	river.JobArgsWithInsertOpts
	// do does it, or says why it could not be done; it is tried again then.
	do(ctx context.Context, w *worker) error
	// what names it for people.
	what() string
}

// kind is a kind of job.
type kind struct {
	name string
	add  func(*river.Workers, *worker)
	what func(args []byte) string
}

// kinds are all of them, each in a file of its own.
var kinds = []kind{kindOf[captureJob](), kindOf[readJob](), kindOf[rebuildJob](), kindOf[compareJob](), kindOf[linkJob](), kindOf[tellJob]()}

func kindOf[J job]() kind {
	var j J
	return kind{
		name: j.Kind(),
		add:  func(all *river.Workers, w *worker) { river.AddWorker(all, &doing[J]{worker: w}) },
		what: func(args []byte) string {
			var j J
			if err := json.Unmarshal(args, &j); err != nil {
				return string(args)
			}
			return j.what()
		},
	}
}

// A job is tried so often, the last time about ten minutes behind the first,
// and is dead then.
const attempts = 10

// once are the options of a job that is in the queue once, be it dead, until
// it is done. Those with a lower priority are done first.
func once(priority int) river.InsertOpts {
	return river.InsertOpts{MaxAttempts: attempts, Priority: priority, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled,
		rivertype.JobStateRetryable, rivertype.JobStateDiscarded, rivertype.JobStateCancelled,
	}}}
}

// The priorities: what came in is read first, and what is there already can wait.
const (
	soon  = 1
	later = 3
)

// put puts jobs into the queue, all or none, and returns how many were not
// there. Those that are there dead or cancelled are tried again if revive is set.
func (q *Queue) put(ctx context.Context, revive bool, jobs ...job) (n int, err error) {
	params := make([]river.InsertManyParams, len(jobs))
	for i, j := range jobs {
		params[i].Args = j
	}
	if len(jobs) == 0 {
		return 0, nil
	}
	results, err := q.client.InsertMany(ctx, params)
	if err != nil {
		return 0, fmt.Errorf("queue jobs: %w", err)
	}
	for _, r := range results {
		switch {
		case !r.UniqueSkippedAsDuplicate:
			n++
		case revive && (r.Job.State == rivertype.JobStateDiscarded || r.Job.State == rivertype.JobStateCancelled):
			if _, err := q.client.JobRetry(ctx, r.Job.ID); err != nil {
				return n, fmt.Errorf("queue jobs: %w", err)
			}
			n++
		}
	}
	return n, nil
}

// State is how far a job is.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Retrying  State = "retrying"  // it failed, and is tried again later
	Done      State = "done"      // it is forgotten after a day
	Dead      State = "dead"      // it failed too often
	Cancelled State = "cancelled" // somebody wished it
)

// States are all of them, in the order in which people want to know of them.
var States = []State{Running, Waiting, Retrying, Dead, Cancelled, Done}

var riverStates = map[State][]rivertype.JobState{
	Waiting: {rivertype.JobStateAvailable, rivertype.JobStateScheduled, rivertype.JobStatePending},
	Running: {rivertype.JobStateRunning}, Retrying: {rivertype.JobStateRetryable}, Done: {rivertype.JobStateCompleted},
	Dead: {rivertype.JobStateDiscarded}, Cancelled: {rivertype.JobStateCancelled},
}

// Job is a job as people see it.
type Job struct {
	ID       int64  `json:"id"`
	Kind     string `json:"kind"`
	State    State  `json:"state"`
	Attempt  int    `json:"attempt"`
	Attempts int    `json:"attempts"` // so many, and it is dead
	What     string `json:"what"`
	At       string `json:"at"` // when it was last tried, is tried next, or ended; RFC 3339
	Error    string `json:"error,omitempty"`
}

// Jobs are the jobs in some states, the last put in first.
func (q *Queue) Jobs(ctx context.Context, states ...State) iter.Seq2[Job, error] {
	const page = 500
	p := river.NewJobListParams().First(page).OrderBy(river.JobListOrderByID, river.SortOrderDesc)
	var in []rivertype.JobState
	for _, s := range states {
		in = append(in, riverStates[s]...)
	}
	p = p.States(in...)
	return func(yield func(Job, error) bool) {
		for {
			some, err := q.client.JobList(ctx, p)
			if err != nil {
				yield(Job{}, fmt.Errorf("list jobs: %w", err))
				return
			}
			for _, row := range some.Jobs {
				if !yield(jobOf(row), nil) {
					return
				}
			}
			if len(some.Jobs) < page {
				return
			}
			p = p.After(some.LastCursor)
		}
	}
}

func jobOf(r *rivertype.JobRow) Job {
	j := Job{ID: r.ID, Kind: r.Kind, State: stateOf(r.State), Attempt: r.Attempt, Attempts: r.MaxAttempts, What: string(r.EncodedArgs)}
	at := r.ScheduledAt
	switch {
	case r.FinalizedAt != nil:
		at = *r.FinalizedAt
	case j.State == Running && r.AttemptedAt != nil:
		at = *r.AttemptedAt
	}
	j.At = at.UTC().Format(time.RFC3339)
	for _, k := range kinds {
		if k.name == r.Kind {
			j.What = k.what(r.EncodedArgs)
		}
	}
	if len(r.Errors) > 0 && j.State != Done {
		j.Error = r.Errors[len(r.Errors)-1].Error
	}
	return j
}

func stateOf(in rivertype.JobState) State {
	for s, all := range riverStates {
		for _, r := range all {
			if r == in {
				return s
			}
		}
	}
	return State(in)
}

// Count counts the jobs in each state.
func (q *Queue) Count(ctx context.Context) (map[State]int, error) {
	all, err := q.exec.JobCountByAllStates(ctx, &riverdriver.JobCountByAllStatesParams{})
	if err != nil {
		return nil, fmt.Errorf("count jobs: %w", err)
	}
	out := map[State]int{}
	for s, n := range all {
		out[stateOf(s)] += n
	}
	return out, nil
}

// Kind is the jobs of one kind in one state.
type Kind struct {
	Name  string
	State State
}

// Kinds counts the jobs that are not done, by kind and state.
func (q *Queue) Kinds(ctx context.Context) (map[Kind]int, error) {
	out := map[Kind]int{}
	for j, err := range q.Jobs(ctx, Waiting, Running, Retrying, Dead, Cancelled) {
		if err != nil {
			return nil, err
		}
		out[Kind{j.Kind, j.State}]++
	}
	return out, nil
}

// Store is the store whose jobs these are.
func (q *Queue) Store() *store.Store { return q.db }

// Retry has a job tried again at once, and once more if it is dead.
func (q *Queue) Retry(ctx context.Context, id int64) error { return q.with(ctx, id, q.client.JobRetry) }

// Cancel ends a job, at once or as soon as its worker hears of it. What it has
// done stays done.
func (q *Queue) Cancel(ctx context.Context, id int64) error {
	return q.with(ctx, id, q.client.JobCancel)
}

// ErrNoJob is the kind of error for a job that is not in the queue, or is done.
var ErrNoJob = errors.New("there is no such job, or it is done")

func (q *Queue) with(ctx context.Context, id int64, do func(context.Context, int64) (*rivertype.JobRow, error)) error {
	row, err := q.client.JobGet(ctx, id)
	if err == nil && row.State == rivertype.JobStateCompleted {
		err = rivertype.ErrNotFound
	}
	if err == nil {
		_, err = do(ctx, id)
	}
	if errors.Is(err, rivertype.ErrNotFound) {
		err = ErrNoJob
	}
	if err != nil {
		return fmt.Errorf("job %d: %w", id, err)
	}
	return nil
}
