package work

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// compareJob brings the comparison up to date, once nothing is read any more.
// There is one for the pages that were kept in some seconds, so that pages which
// come while another compares are not forgotten. It hands the work for blocks to
// whoever is free, and does what is left itself: every step may be done twice.
type compareJob struct {
	Slot int64 `json:"slot"` // of time, slotTime long, in which pages were kept
}

const (
	slotTime = 5 * time.Second
	// Pages are compared as soon as none waits to be read, and no later than this.
	mostWaiting = 10 * time.Minute
	lookAgain   = time.Second
)

func (j compareJob) end() time.Time { return time.Unix(0, (j.Slot+1)*int64(slotTime)) }

func (compareJob) Kind() string { return "compare" }
func (j compareJob) InsertOpts() river.InsertOpts {
	o := once(soon)
	o.ScheduledAt = j.end()
	return o
}
func (j compareJob) what() string { return "pages kept until " + j.end().UTC().Format(time.RFC3339) }

func (j compareJob) do(ctx context.Context, w *worker) error {
	now, err := w.db.Clock(ctx)
	if err != nil {
		return err
	}
	waits, err := w.waits(ctx, j, now.Before(j.end().Add(mostWaiting)))
	if err != nil {
		return err
	}
	if waits {
		return river.JobSnooze(lookAgain)
	}
	c := w.comparing()
	c.share = w.share
	return c.Run(ctx, 1, nil)
}

// waits reports whether a job has to wait: for another that compares, or, if it
// is patient, for those that read.
func (w *worker) waits(ctx context.Context, j compareJob, patient bool) (bool, error) {
	p := river.NewJobListParams().First(1).OrderBy(river.JobListOrderByID, river.SortOrderAsc)
	if patient {
		reading, err := w.client.JobList(ctx, p.Kinds(captureJob{}.Kind(), readJob{}.Kind(), rebuildJob{}.Kind()).
			States(rivertype.JobStateAvailable, rivertype.JobStateRunning, rivertype.JobStateRetryable))
		if err != nil || len(reading.Jobs) > 0 {
			return true, err
		}
	}
	running, err := w.client.JobList(ctx, p.Kinds(j.Kind()).States(rivertype.JobStateRunning))
	if err != nil || len(running.Jobs) == 0 {
		return false, err
	}
	var first compareJob
	err = json.Unmarshal(running.Jobs[0].EncodedArgs, &first)
	return first.Slot != j.Slot, err
}

// compareSoon has the pages compared that are kept by now.
func (w *worker) compareSoon(ctx context.Context) error {
	now, err := w.db.Clock(ctx)
	if err == nil {
		_, err = w.put(ctx, true, compareJob{Slot: now.UnixNano() / int64(slotTime)})
	}
	return err
}

func (w *worker) comparing() *Comparing { return &Comparing{DB: w.db, Comparer: w.pages.Comparer} }

// share puts the work for blocks into the queue.
func (w *worker) share(ctx context.Context, s step, blocks []*block) error {
	jobs := make([]job, len(blocks))
	for i, b := range blocks {
		if s == linking {
			jobs[i] = linkJob{Block: b.Name, Inputs: hex.EncodeToString(b.Inputs)}
		} else {
			jobs[i] = tellJob{Block: b.Name, Plan: hex.EncodeToString(b.Plan)}
		}
	}
	_, err := w.put(ctx, false, jobs...)
	return err
}

// linkJob links a block with the pages of a digest. Where these are others by
// now, or it is done, there is nothing to do.
type linkJob struct {
	Block  string `json:"block"`
	Inputs string `json:"inputs"`
}

func (linkJob) Kind() string                 { return "link" }
func (linkJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j linkJob) what() string               { return "block " + j.Block }

func (j linkJob) do(ctx context.Context, w *worker) error {
	inputs, err := hex.DecodeString(j.Inputs)
	if err != nil {
		return err
	}
	return unlessChanged(w.comparing().linkAs(ctx, j.Block, inputs))
}

// unlessChanged is an error that is one for who does a block for another: if
// pages have changed meanwhile, that one will do something else.
func unlessChanged(err error) error {
	if errors.Is(err, errChanged) {
		return nil
	}
	return err
}

// tellJob tells a block by the plan of a digest. Where that is another by now, or
// it is told, there is nothing to do.
type tellJob struct {
	Block string `json:"block"`
	Plan  string `json:"plan"`
}

func (tellJob) Kind() string                 { return "tell" }
func (tellJob) InsertOpts() river.InsertOpts { return once(soon) }
func (j tellJob) what() string               { return "block " + j.Block }

func (j tellJob) do(ctx context.Context, w *worker) error {
	plan, err := hex.DecodeString(j.Plan)
	if err != nil {
		return err
	}
	return unlessChanged(w.comparing().tellAs(ctx, j.Block, plan))
}
