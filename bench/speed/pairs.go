package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	_ "github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/registry"
	dateparser "github.com/markusmobius/go-dateparser"
	trafilatura "github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"

	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/page"
	"github.com/isnad-project/isnad/read"
	"github.com/isnad-project/isnad/text"
)

// pair is a piece of work that Isnad and a peer both do.
type pair struct {
	ours, peer string
	goal       string
	texts      int
	bytes      int
	pages      bool // rates are of pages, else of megabytes
	us, them   func()
}

// pinned has this program measure in a process of its own, on one processor.
func pinned(w io.Writer, o options, what string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := onOne(o.cpu, self, what, "-shared", o.shared, "-rounds", strconv.Itoa(o.rounds), "-n", strconv.Itoa(o.kept))
	cmd.Stdout, cmd.Stderr = w, os.Stderr
	return cmd.Run()
}

// onOne is a command that runs on one processor.
func onOne(cpu int, args ...string) *exec.Cmd {
	if taskset, err := exec.LookPath("taskset"); err == nil {
		args = append([]string{taskset, "-c", strconv.Itoa(cpu)}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	return cmd
}

const pairsHead = `## Beside others, on one processor

| Isnad | rate | peer | rate | ratio, median of %d turns | turns | goal |
|---|---|---|---|---|---|---|
`

func pairs(w io.Writer, news, archive string, rounds int) error {
	runtime.GOMAXPROCS(1)
	all, err := makePairs(news, archive)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, pairsHead, rounds)
	for _, p := range all {
		var ours, theirs, ratios []float64
		p.us() // both once, so that nothing is made for the first time
		p.them()
		for range rounds {
			a, b := seconds(p.us), seconds(p.them)
			ours, theirs, ratios = append(ours, p.rate(a)), append(theirs, p.rate(b)), append(ratios, b/a)
		}
		fmt.Fprintf(w, "| %s | %s | %s | %s | **%s** | %s to %s | %s |\n", p.ours, p.words(ours), p.peer, p.words(theirs),
			times(median(ratios)), times(slices.Min(ratios)), times(slices.Max(ratios)), p.goal)
	}
	return nil
}

func times(x float64) string {
	if x < 10 {
		return fmt.Sprintf("%.2f", x)
	}
	return fmt.Sprintf("%.1f", x)
}

func (p *pair) rate(seconds float64) float64 {
	if p.pages {
		return float64(p.texts) / seconds
	}
	return float64(p.bytes) / 1e6 / seconds
}

func (p *pair) words(rates []float64) string {
	if p.pages {
		return fmt.Sprintf("%.0f pages/s", median(rates))
	}
	return fmt.Sprintf("%.4g MB/s", median(rates))
}

func median(xs []float64) float64 {
	xs = slices.Clone(xs)
	slices.SortFunc(xs, cmp.Compare[float64])
	return xs[len(xs)/2]
}

// seconds is the CPU time of work, which is done again until it can be measured.
func seconds(work func()) float64 {
	runtime.GC()
	n, start := 0, cpuTime()
	for n == 0 || cpuTime()-start < time.Second/2 {
		work()
		n++
	}
	return (cpuTime() - start).Seconds() / float64(n)
}

func cpuTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err) // it has no other reason than a wrong argument
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

func makePairs(news, archive string) ([]pair, error) {
	articles, err := someArticles(news, 77, 2000)
	if err != nil {
		return nil, err
	}
	pages, err := htmlPages(archive)
	if err != nil {
		return nil, err
	}
	const few = 150 // of the articles, where the peer takes long
	bleve, err := cutBeside(articles)
	if err != nil {
		return nil, err
	}
	return slices.Concat(bleve, []pair{readBeside(articles)}, datesBeside(articles[:few]), parseBeside(pages), indexBeside(articles)), nil
}

func size(articles []article) (n int) {
	for _, a := range articles {
		n += len(a.Text)
	}
	return n
}

func cutBeside(articles []article) ([]pair, error) {
	analyzer, err := registry.NewCache().AnalyzerNamed("ar")
	if err != nil {
		return nil, err
	}
	them := func() {
		for _, a := range articles {
			analyzer.Analyze([]byte(a.Text))
		}
	}
	cut := func(l *lang.Lang) func() {
		return func() {
			for _, a := range articles {
				text.Cut(a.Text, l)
			}
		}
	}
	p := pair{texts: len(articles), bytes: size(articles), peer: "bleve, analyzer `ar`", them: them}
	plain, whole := p, p
	plain.ours, plain.us, plain.goal = "normal forms and tokens, sentences, speech marks (`text.Cut` without a language)", cut(nil), "≥ 10"
	whole.ours, whole.us, whole.goal = "the same with vocabulary numbers and clitics (`text.Cut`)", cut(ar.Lang()), ""
	return []pair{plain, whole}, nil
}

func reader(articles []article) func() {
	r := read.New(ar.Lang(), en.Lang())
	return func() {
		for _, a := range articles {
			r.Read(read.Input{Text: a.Text, Outlet: a.Outlet, Published: a.Published})
		}
	}
}

// readBeside puts a reading beside cutting alone: what everything costs.
func readBeside(articles []article) pair {
	return pair{
		ours: "a whole reading of plain text (`read.Read`)", us: reader(articles), goal: "≥ 8 MB/s",
		peer: "`text.Cut` alone", them: func() {
			for _, a := range articles {
				text.Cut(a.Text, ar.Lang())
			}
		},
		texts: len(articles), bytes: size(articles),
	}
}

// datesBeside compares with a program that finds dates alone: once everything
// that Isnad finds, and once its times alone.
func datesBeside(articles []article) []pair {
	cfg := &dateparser.Configuration{Languages: []string{"ar"}, CurrentTime: time.Date(2013, 3, 1, 0, 0, 0, 0, time.UTC)}
	day := cfg.CurrentTime
	finder := when.New(ar.Lang())
	p := pair{
		peer: "go-dateparser, Search: dates alone", them: func() {
			for _, a := range articles {
				dateparser.Search(cfg, a.Text)
			}
		},
		texts: len(articles), bytes: size(articles),
	}
	all, times := p, p
	all.ours, all.us, all.goal = "a whole reading of plain text (`read.Read`)", reader(articles), "≥ 20"
	times.ours, times.us = "times alone (`text.Cut`, `when.Find`)", func() {
		for _, a := range articles {
			finder.Find(text.Cut(a.Text, ar.Lang()), day)
		}
	}
	return []pair{all, times}
}

func parseBeside(pages []string) []pair {
	n := 0
	for _, p := range pages {
		n += len(p)
	}
	langs := []*lang.Lang{ar.Lang(), en.Lang()}
	p := pair{
		ours: "the article of an HTML page (`page.Parse`)", texts: len(pages), bytes: n, pages: true,
		us: func() {
			for _, p := range pages {
				page.Parse(page.Input{Text: p, HTML: true}, langs)
			}
		},
	}
	extract, tokens := p, p
	extract.peer, extract.goal, extract.them = "go-trafilatura, without fallback", "≥ 4", func() {
		for _, p := range pages {
			trafilatura.Extract(strings.NewReader(p), trafilatura.Options{})
		}
	}
	tokens.peer, tokens.goal, tokens.them = "x/net/html, tokenizer alone", "≥ 0.22", func() {
		for _, p := range pages {
			for z := html.NewTokenizer(strings.NewReader(p)); ; {
				if z.Next() == html.ErrorToken {
					if !errors.Is(z.Err(), io.EOF) {
						panic(z.Err()) // a string can be read to its end
					}
					break
				}
			}
		}
	}
	return []pair{extract, tokens}
}
