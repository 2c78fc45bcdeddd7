package main

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress tells people who wait how far the work is and how long it will still
// take, once they have waited for a while, and only where they see it.
type progress struct {
	bar   *progressbar.ProgressBar
	since time.Time // zero if nobody looks
	total int64     // bytes, or pages; 0 is not known
	done  atomic.Int64
	pages int
}

const patience = 2 * time.Second

// newProgress is for work of so much. Where the answer goes to standard output
// a terminal shows that, and not the progress.
func newProgress(total func() int64, answers bool) *progress {
	p := &progress{}
	if term.IsTerminal(int(os.Stderr.Fd())) && !(answers && term.IsTerminal(int(os.Stdout.Fd()))) {
		p.since, p.total = time.Now(), total()
	}
	return p
}

func unknown() int64 { return 0 }

// read tells of bytes that were read. It may be called from any goroutine.
func (p *progress) read(bytes int64) { p.done.Add(bytes) }

// add tells of a page.
func (p *progress) add() {
	p.pages++
	if p.since.IsZero() || p.bar == nil && time.Since(p.since) < patience {
		return
	}
	p.show(fmt.Sprintf("%s, %.0f a second", count(p.pages, "page"), float64(p.pages)/time.Since(p.since).Seconds()), p.total, p.done.Load())
}

// compared tells how much of the comparing is done.
func (p *progress) compared(done, all int) {
	if !p.since.IsZero() {
		p.show("comparing", int64(all), int64(done))
	}
}

func (p *progress) show(what string, total, done int64) {
	if total == 0 {
		total, done = -1, int64(p.pages)
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(total, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionFullWidth())
	}
	p.bar.Describe(what)
	if total > 0 {
		p.bar.ChangeMax64(total)
		done = min(done, total-1) // it is over when the work is, and not when all is read
	}
	p.bar.Set64(done)
}

// clear takes the bar away, so that something else can be written.
func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
