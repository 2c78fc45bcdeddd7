package work

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// Deed is a kind of job for tests: it does what Deeds has under its name.
type Deed struct {
	Name string `json:"name"`
}

// Deeds are funcs by name.
var Deeds sync.Map

func (Deed) Kind() string                 { return "deed" }
func (Deed) InsertOpts() river.InsertOpts { return once(soon) }
func (d Deed) what() string               { return d.Name }

func (d Deed) do(ctx context.Context, _ *worker) error {
	do, ok := Deeds.Load(d.Name)
	if !ok {
		return errors.New("nobody knows how")
	}
	return do.(func(context.Context) error)(ctx)
}

func init() {
	kinds = append(kinds, kindOf[Deed]())
	farewell = time.Second
}

// Put puts deeds into the queue.
func (q *Queue) Put(ctx context.Context, names ...string) (int, error) {
	var jobs []job
	for _, name := range names {
		jobs = append(jobs, Deed{name})
	}
	return q.put(ctx, false, jobs...)
}

// Lose makes a job that waits one whose worker was lost an hour ago, in one of
// so many attempts.
func (q *Queue) Lose(ctx context.Context, id int64, attempt, most int) error {
	then := time.Now().Add(-time.Hour)
	_, err := q.exec.JobUpdateFull(ctx, &riverdriver.JobUpdateFullParams{
		ID: id, StateDoUpdate: true, State: rivertype.JobStateRunning, AttemptedAtDoUpdate: true, AttemptedAt: &then,
		AttemptDoUpdate: true, Attempt: attempt, MaxAttemptsDoUpdate: true, MaxAttempts: most,
	})
	return err
}

// HelpWithAll has others do all work for blocks before its own turn comes.
func (c *Comparing) HelpWithAll() {
	c.share = func(ctx context.Context, s step, blocks []*block) error {
		for _, b := range blocks {
			work := c.link
			if s == telling {
				work = func(ctx context.Context, b *block) error { return c.tell(ctx, b, nil) }
			}
			if err := work(ctx, b); err != nil {
				return err
			}
		}
		return nil
	}
}
