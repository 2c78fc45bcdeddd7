package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// A small corpus, a large one, and the pages that are added to both.
const (
	smallCorpus = 10_000
	blocks      = 18 // of the large one, each as large as the small one
	addedPages  = 2_000
)

// allNews are the articles of a growing corpus, in the order of time.
func allNews(shared string) []string {
	return []string{filepath.Join(shared, "data", "news_egypt2013.jsonl.xz"), filepath.Join(shared, "data", "news_saudi2015.jsonl.xz")}
}

// growing measures adding to a corpus, in a process of its own, and comparing
// all articles with the program.
func growing(w io.Writer, o options) error {
	for _, f := range allNews(o.shared) {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(w, "\nA growing corpus is not measured: %s is not there.\n", f)
			return nil
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "-adding", "-shared", o.shared)
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("add pages: %w", err)
	}
	return compareAll(w, o.shared)
}

// signed is a page with the number of its words and what making it took.
type signed struct {
	*across.Page
	words         int
	reading, sign time.Duration // of one processor
}

const addingHead = `
## Adding to a corpus

%d articles, Egypt 2013 and then Saudi Arabia 2015, in the order of time, are added to
an empty corpus (` + "`across.Corpus.Add`" + `). What it takes is the CPU time of the thread that
adds, with the help that it gives to the garbage collector; signatures are ready, and
reading and signing a page takes %.2f and %.2f ms before that. Pages of one hour wait for
each other, so that a single call tells little: here is the time of %d calls, by page.

| pages in the corpus | words of a page | a page | 1000 words |
|---|---|---|---|
`

const addedHead = `
Such blocks differ in more than the corpus before them: in the length of pages, and in
how many others there are on the same happenings. So the same %d pages are added to
two corpora: to the %d pages before them, and to all before them. An empty page without
a date comes after each, which ends the wait for its hour, so that a time is that of
one page.

| pages added | corpus | a page, mean | p50 (goal: ≤ 5 ms) | p99 | longest | ratio of means | with reading and signing (goal: ≤ 1.2) |
|---|---|---|---|---|---|---|---|
`

// adding is the process that adds pages to a corpus.
func adding(w io.Writer, shared string) error {
	debug.SetGCPercent(programGC)
	pages, err := signAll(allNews(shared))
	if err != nil {
		return err
	}
	const all = blocks*smallCorpus + addedPages
	if len(pages) < all {
		return fmt.Errorf("%d pages are too few for a corpus of %d", len(pages), all)
	}
	slices.SortStableFunc(pages, func(a, b signed) int { return cmp.Or(a.When.Compare(b.When), strings.Compare(a.ID, b.ID)) })
	pages = pages[len(pages)-all:]
	runtime.LockOSThread() // its time is taken
	defer runtime.UnlockOSThread()
	x := across.New(ar.Lang(), en.Lang())
	before := pages[:len(pages)-addedPages]
	c := growth(w, x, before)
	fmt.Fprintf(w, addedHead, addedPages, smallCorpus)
	besides(w, x, c, pages, "the last of 2015")
	peak := highWater(os.Getpid())
	egypt := slices.IndexFunc(pages, func(p signed) bool { return p.When.Year() > 2013 })
	c = x.Corpus(nil)
	addAll(c, pages[:egypt-addedPages])
	besides(w, x, c, pages[:egypt], "the last of 2013")
	fmt.Fprintf(w, "\nThe most memory in use, with the signatures of all pages: %.0f MB.\n", float64(peak)/1e3)
	return nil
}

// growth makes a corpus of pages and tells how long each block takes.
func growth(w io.Writer, x *across.Comparer, pages []signed) *across.Corpus {
	var reading, sign time.Duration
	for _, p := range pages {
		reading, sign = reading+p.reading, sign+p.sign
	}
	n := float64(len(pages))
	fmt.Fprintf(w, addingHead, len(pages), milliseconds(reading)/n, milliseconds(sign)/n, smallCorpus)
	c := x.Corpus(nil) // which fetches nothing while it grows
	var took, words []float64
	for b := range slices.Chunk(pages, smallCorpus) {
		took, words = append(took, addAll(c, b)/float64(len(b))), append(words, 0)
		i := len(took) - 1
		for _, p := range b {
			words[i] += float64(p.words) / float64(len(b))
		}
		fmt.Fprintf(w, "| %d to %d | %.0f | %.2f ms | %.2f ms |\n", i*smallCorpus, (i+1)*smallCorpus, words[i], took[i], 1000*took[i]/words[i])
	}
	end := len(took) - 1
	fmt.Fprintf(w, "\nThe last block takes %.2f times as long for a page as the first, and %.2f times for a word.\n",
		took[end]/took[0], took[end]/words[end]/(took[0]/words[0]))
	return c
}

// besides adds the last of the pages to a corpus of all before them, and to one
// of a few before them.
func besides(w io.Writer, x *across.Comparer, large *across.Corpus, pages []signed, what string) {
	n := len(pages) - addedPages
	small := x.Corpus(nil)
	addAll(small, pages[n-smallCorpus:n])
	empty := x.Sign(&isnad.Record{})
	few, many := addEach(small, pages[n:], empty), addEach(large, pages[n:], empty)
	before := 0.
	for _, p := range pages[n:] {
		before += milliseconds(p.reading+p.sign) / addedPages
	}
	for _, l := range []struct {
		corpus int
		took   []float64
		ratio  string
	}{{smallCorpus, few, "|"}, {n, many, fmt.Sprintf("%.2f | **%.2f**", mean(many)/mean(few), (before+mean(many))/(before+mean(few)))}} {
		slices.Sort(l.took)
		k := len(l.took)
		fmt.Fprintf(w, "| %s | %d | %.2f ms | %.2f ms | %.2f ms | %.2f ms | %s |\n", what, l.corpus, mean(l.took), l.took[k/2], l.took[k*99/100], l.took[k-1], l.ratio)
	}
}

// programGC is how the program collects garbage while it compares.
const programGC = 25

// signAll reads articles on all processors and signs them.
func signAll(files []string) (all []signed, err error) {
	articles, out := make(chan article, 64), make(chan signed, 64)
	var work sync.WaitGroup
	for range runtime.NumCPU() {
		work.Go(func() {
			runtime.LockOSThread()
			r, x := read.New(ar.Lang(), en.Lang()), across.New(ar.Lang(), en.Lang())
			for a := range articles {
				start := threadTime()
				rec, err := r.Read(read.Input{GivenID: a.ID, Text: a.Text, Outlet: a.Outlet, Published: a.Published})
				if err != nil {
					continue // some have no text
				}
				s := signed{words: len(strings.Fields(rec.Text)), reading: threadTime() - start}
				start = threadTime()
				s.Page = x.Sign(rec)
				s.sign = threadTime() - start
				out <- s
			}
		})
	}
	go func() {
		for _, f := range files {
			if err = eachArticle(f, 1, 1<<30, func(a article) error { articles <- a; return nil }); err != nil {
				break
			}
		}
		close(articles)
		work.Wait()
		close(out)
	}()
	for s := range out {
		all = append(all, s)
	}
	return all, err
}

// addAll adds pages and returns the milliseconds that it took.
func addAll(c *across.Corpus, pages []signed) float64 {
	start := threadTime()
	for _, p := range pages {
		c.Add(p.Page)
	}
	return milliseconds(threadTime() - start)
}

// addEach adds pages, each compared at once, and returns the milliseconds of each.
func addEach(c *across.Corpus, pages []signed, empty *across.Page) (took []float64) {
	c.Add(empty) // compares those that wait
	for _, p := range pages {
		start := threadTime()
		c.Add(p.Page)
		c.Add(empty)
		took = append(took, milliseconds(threadTime()-start))
	}
	return took
}

func mean(xs []float64) (sum float64) {
	for _, x := range xs {
		sum += x / float64(len(xs))
	}
	return sum
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// threadTime is the CPU time of the thread that asks, more exactly than
// getrusage has it.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		panic(err) // it has no other reason than a wrong argument
	}
	return time.Duration(t.Nano())
}

// compareAll runs the program on all articles.
func compareAll(w io.Writer, shared string) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	input := filepath.Join(dir, "input.jsonl")
	size, err := writeArticles(input, 1<<30, allNews(shared)...)
	if err != nil {
		return err
	}
	u, err := runProgram(binary, "compare", input, 2)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, `
## The program, `+"`isnad compare --jsonl -`"+`, on two processors

| articles of | input | wall time (goal: ≤ 6 min) | CPU time | peak memory (goal: ≤ 2 GB) |
|---|---|---|---|---|
| Egypt 2013 and Saudi Arabia 2015 | %.0f MB | %.1f min | %.1f min | %.2f GB |
`, float64(size)/1e6, u.wall.Minutes(), u.cpu.Minutes(), float64(u.peak)/1e6)
	return nil
}
