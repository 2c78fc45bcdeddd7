package work

import (
	"context"
	"encoding/json"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// A running job is leased to its worker, which says again and again that it is
// at it. If nothing was heard of a job for longer than a lease, be it that the
// worker was killed, or that the database was away when it wanted to say that
// the job is done, any worker puts it back into the queue. River itself only
// looks at when a job began, and would have to wait for as long as the longest.

// hold holds the leases of the jobs under way, and ends those of lost ones.
func (w *worker) hold(ctx context.Context, lease time.Duration) {
	tick := time.NewTicker(lease / 5)
	defer tick.Stop()
	heard := false // the last time, so that the others could say it, too
	for n := 0; ; n++ {
		err := w.beat(ctx)
		if err == nil && heard {
			err = w.rescue(ctx, lease)
		}
		if err == nil && n%200 == 0 {
			err = w.sweep(ctx)
		}
		heard = err == nil
		switch {
		case ctx.Err() != nil:
		case !heard && !w.away.Swap(true):
			w.log.Error("the database is away; its jobs are taken up again when it is back", "error", err)
		case heard && w.away.Swap(false):
			w.log.Warn("the database is back")
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// beat says that the jobs under way are.
func (w *worker) beat(ctx context.Context) error {
	now, err := w.db.Clock(ctx)
	if err != nil {
		return err
	}
	w.mu.Lock()
	var ids []int64
	for id := range w.underWay {
		ids = append(ids, id)
	}
	w.mu.Unlock()
	for _, id := range ids {
		if _, err := w.exec.JobUpdateFull(ctx, &riverdriver.JobUpdateFullParams{ID: id, AttemptedAtDoUpdate: true, AttemptedAt: &now}); err != nil {
			return err
		}
	}
	return nil
}

// rescue puts lost jobs back into the queue, or among the dead if that was
// their last attempt: it may have been the job that killed the worker.
func (w *worker) rescue(ctx context.Context, lease time.Duration) error {
	now, err := w.db.Clock(ctx)
	if err != nil {
		return err
	}
	horizon := now.Add(-lease)
	lost, err := w.exec.JobGetStuck(ctx, &riverdriver.JobGetStuckParams{Max: 1000, StuckHorizon: horizon})
	if err != nil || len(lost) == 0 {
		return err
	}
	p := &riverdriver.JobRescueManyParams{StuckHorizon: horizon}
	for _, j := range lost {
		reason, err := json.Marshal(rivertype.AttemptError{At: now, Attempt: max(j.Attempt, 0), Error: "nothing was heard of its worker any more"})
		if err != nil {
			return err
		}
		state, ended := rivertype.JobStateAvailable, (*time.Time)(nil)
		if j.Attempt >= j.MaxAttempts {
			state, ended = rivertype.JobStateDiscarded, &now
		}
		var meta struct {
			Cancelled string `json:"cancel_attempted_at"`
		}
		if json.Unmarshal(j.Metadata, &meta) == nil && meta.Cancelled != "" {
			state, ended = rivertype.JobStateCancelled, &now
		}
		p.ID, p.Error, p.State = append(p.ID, j.ID), append(p.Error, reason), append(p.State, string(state))
		p.FinalizedAt, p.ScheduledAt = append(p.FinalizedAt, ended), append(p.ScheduledAt, now)
	}
	_, err = w.exec.JobRescueMany(ctx, p)
	return err
}
