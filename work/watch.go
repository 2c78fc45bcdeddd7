package work

import (
	"log/slog"
	"time"
)

// Watch hears what is done, from many goroutines.
type Watch interface {
	Read(took time.Duration, err error)            // a page; err is why it could not be read
	Kept(pages int, took time.Duration, err error) // a group of pages, all or none
	Did(kind string, took time.Duration, err error)
}

func (k *Keeping) hasRead(began time.Time, o *Outcome) {
	if k.Watch != nil {
		k.Watch.Read(time.Since(began), o.Err)
	}
}

func (k *Keeping) hasKept(began time.Time, pages int, err error) {
	took := time.Since(began)
	if k.Watch != nil && pages > 0 {
		k.Watch.Kept(pages, took, err)
	}
	if err == nil {
		slog.Debug("kept", "pages", pages, "took", took)
	}
}

func (k *Keeping) hasDone(log *slog.Logger, began time.Time, kind, what string, id int64, attempt int, err error) {
	took := time.Since(began)
	if k.Watch != nil {
		k.Watch.Did(kind, took, err)
	}
	if err != nil {
		log.Warn("job failed", "id", id, "kind", kind, "what", what, "attempt", attempt, "of", attempts, "took", took, "reason", err)
		return
	}
	log.Info("job done", "id", id, "kind", kind, "what", what, "took", took)
}
