package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/store"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"
	"golang.org/x/text/language"
)

// pageFlags are the flags of the commands that read pages.
type pageFlags struct {
	lines    bool
	given    capture.Given
	maxBytes size
	jobs     int
}

func (f *pageFlags) add(cmd *cobra.Command) {
	f.maxBytes = capture.DefaultMaxBytes
	fs := cmd.Flags()
	fs.BoolVar(&f.lines, "jsonl", false, "inputs are JSON Lines: {\"id\", \"text\" or \"html\", \"url\", \"outlet\", \"published\", \"language\"}")
	fs.StringVar(&f.given.Outlet, "outlet", "", "name of the pages' publisher, where they are not given one of their own")
	fs.StringVar(&f.given.URL, "url", "", "address that the page came from")
	fs.StringVar(&f.given.Published, "published", "", "day or time of publication, as 2015-09-30 or 2015-09-30T08:00:00+03:00")
	fs.StringVar(&f.given.Language, "language", "", "language of the pages, as ar or en; without it each page is looked at")
	fs.Var(&f.maxBytes, "max-bytes", "pages above this size are not read (K, M and G are understood)")
	jobsFlag(cmd, &f.jobs)
}

func jobsFlag(cmd *cobra.Command, jobs *int) {
	cmd.Flags().IntVarP(jobs, "jobs", "j", runtime.GOMAXPROCS(0), "pages read at once")
}

// check finds what is wrong with the flags, and brings the date to its form.
func (f *pageFlags) check() error {
	if f.given.Published != "" {
		day, ok := capture.Published(f.given.Published)
		if !ok {
			return fmt.Errorf("--published %q is no date; give 2015-09-30 or 2015-09-30T08:00:00+03:00", f.given.Published)
		}
		f.given.Published = day
	}
	if f.given.Language != "" {
		if _, err := language.Parse(f.given.Language); err != nil {
			return fmt.Errorf("--language %q is no language tag; give ar or en", f.given.Language)
		}
	}
	if f.jobs < 1 {
		return fmt.Errorf("--jobs %d: at least 1 is needed", f.jobs)
	}
	return nil
}

// size is a number of bytes.
type size int

func (s *size) Type() string   { return "size" }
func (s *size) String() string { return strconv.Itoa(int(*s)) }

func (s *size) Set(value string) error {
	digits := strings.TrimRight(strings.ToUpper(value), "IB")
	shift := 0
	for i, unit := range []string{"K", "M", "G"} {
		if d, ok := strings.CutSuffix(digits, unit); ok {
			digits, shift = d, 10*(i+1)
			break
		}
	}
	n, err := strconv.ParseInt(digits, 10, 32)
	if err != nil || n < 1 {
		return errors.New("give a number of bytes, as 500000 or 16M")
	}
	*s = size(n << shift)
	return nil
}

// outcome is what became of one capture.
type outcome struct {
	name string
	rec  *isnad.Record
	json []byte // the record's line, where it was asked for

	// Where pages are compared: the id that the page was given, the record's
	// signature, and the record packed.
	given  string
	page   *across.Page
	packed []byte

	kept    *store.Page // where pages are kept
	version int64       // that is read anew
	err     error       // why the page could not be read; there is a record all the same
}

// reading makes records of captures.
type reading struct {
	reader *read.Reader
	given  capture.Given
	lines  bool                             // make the JSON too
	sign   func(*isnad.Record) *across.Page // sign and pack the record and let it go
	keep   func(*isnad.Record) *across.Page // sign it and make the page ready to be kept
}

// page reads one capture. It is called from many goroutines.
func (r *reading) page(c capture.Capture, err error) outcome {
	o := outcome{name: c.Name, err: err}
	var p capture.Page
	if err == nil {
		p, o.err = c.Page(r.given)
	}
	if o.err == nil {
		o.rec, o.err = r.reader.Read(read.Input{
			ID: p.ID, GivenID: p.GivenID, URL: p.URL, FetchedAt: p.FetchedAt, MediaType: p.MediaType, Outlet: p.Outlet,
			Published: p.Published, Language: p.Language, Text: p.Text, HTML: p.HTML, Notes: p.Notes,
		})
	} else {
		o.rec = failed(c, p, o.err)
	}
	if r.lines {
		line, err := o.rec.AppendJSON(make([]byte, 0, 1024+4*len(o.rec.Text)))
		if err != nil {
			o.err = err
			o.rec = failed(c, p, err)
			line, _ = o.rec.AppendJSON(nil)
		}
		o.json = append(line, '\n')
	}
	if r.keep != nil && c.Bytes != nil {
		if kept, err := r.kept(&c, &p, o.rec); err == nil {
			o.kept = kept
		} else {
			o.err = err
		}
		o.rec = nil
	}
	r.signed(&o, p.GivenID)
	return o
}

// signed signs and packs the record of a page that was read, if that is asked
// for, and lets it go; given is the id that it goes by, if it has one.
func (r *reading) signed(o *outcome, given string) {
	if r.sign == nil || o.err != nil {
		return
	}
	if o.packed, o.err = pack(o.rec); o.err == nil {
		o.page = r.sign(o.rec)
	}
	o.given, o.rec, o.json = given, nil, nil
}

// kept makes a page ready to be kept.
func (r *reading) kept(c *capture.Capture, p *capture.Page, rec *isnad.Record) (*store.Page, error) {
	line, err := rec.AppendJSON(make([]byte, 0, 1024+4*len(rec.Text)))
	if err != nil {
		return nil, err
	}
	k := &store.Page{Digest: sha256.Sum256(c.Bytes), Capture: store.Pack(c.Bytes), Size: len(c.Bytes), Source: sourceOf(c, r.given), Record: rec, Packed: store.Pack(line), Line: sha256.Sum256(line),
		Terms: lexicon().Terms(rec)}
	k.Address = address(p, &k.Source)
	if rec.Error == "" {
		k.Signature, err = r.keep(rec).AppendBinary(nil)
	}
	return k, err
}

// failed is the record of a page that could not be had. It names the input
// where it has no other name.
func failed(c capture.Capture, p capture.Page, err error) *isnad.Record {
	r := &isnad.Record{
		Isnad: isnad.Version, ID: p.ID, GivenID: p.GivenID, URL: cmp.Or(p.URL, c.URL), FetchedAt: c.FetchedAt,
		Notes: p.Notes, Error: err.Error(),
	}
	if r.ID == "" {
		r.Error = c.Name + ": " + r.Error
	}
	return r
}

// inOrder works on items, jobs at a time, and emits what became of them in the
// order in which they came. At most a few items for each job are in memory.
func inOrder(ctx context.Context, items iter.Seq2[capture.Capture, error], jobs int, work func(capture.Capture, error) outcome, emit func(o outcome, last bool) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type job struct {
		c    capture.Capture
		err  error
		done chan outcome
	}
	waiting, ordered := make(chan job, 4*jobs), make(chan chan outcome, 4*jobs)
	go func() {
		defer close(ordered)
		defer close(waiting)
		for c, err := range items {
			done := make(chan outcome, 1)
			select {
			case ordered <- done:
			case <-ctx.Done():
				return
			}
			select {
			case waiting <- job{c, err, done}:
			case <-ctx.Done():
				return
			}
		}
	}()
	for range jobs {
		go func() {
			for j := range waiting {
				j.done <- work(j.c, j.err)
			}
		}()
	}
	for done := range ordered {
		select {
		case o := <-done:
			if err := emit(o, len(ordered) == 0); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// progress tells people who wait how many pages are done, once they have
// waited for a while, and only where they see it.
type progress struct {
	bar   *progressbar.ProgressBar
	since time.Time
}

const patience = 2 * time.Second

func newProgress() *progress {
	if !term.IsTerminal(int(os.Stderr.Fd())) || term.IsTerminal(int(os.Stdout.Fd())) {
		return &progress{}
	}
	return &progress{since: time.Now()}
}

func (p *progress) add() {
	if p.since.IsZero() {
		return
	}
	if p.bar == nil {
		if time.Since(p.since) < patience {
			return
		}
		p.bar = progressbar.NewOptions(-1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("pages"),
			progressbar.OptionShowIts(), progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	p.bar.Add(1)
}

// clear takes the bar away, so that something else can be written.
func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
