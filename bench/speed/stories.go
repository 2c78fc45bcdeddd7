package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// took is what a process of its own took to find the stories of articles, in
// seconds of one processor and kB.
type took struct {
	Version          string
	CPU, Reading     float64
	Peak             int
	Stories, Largest int // of more than one page; pages of the one with most
}

// epsilon is how far apart the peer lets pages of one story be, in cosines.
const epsilon = .5

// stories measures finding the stories of articles beside what is commonly done.
func stories(w io.Writer, news string, o options) error {
	python := pythonWith("sklearn", o.python)
	if python == "" {
		fmt.Fprint(w, "\nStories are not measured: scikit-learn is not there.\n")
		return nil
	}
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	input := filepath.Join(dir, "input.jsonl")
	if _, err := writeArticles(input, o.stories, news); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var us, full, them took
	var ours, wholes, reading, theirs, ratios, whole, peaks, theirPeaks []float64
	for range o.rounds {
		if us, err = alone(o.cpu, self, "-compare", input); err != nil {
			return err
		}
		if full, err = alone(o.cpu, self, "-all", "-compare", input); err != nil {
			return err
		}
		wholes = append(wholes, full.CPU)
		if them, err = alone(o.cpu, python, "dbscan.py", input, strconv.FormatFloat(epsilon, 'g', -1, 64)); err != nil {
			return err
		}
		ours, reading, theirs = append(ours, us.CPU), append(reading, us.Reading), append(theirs, them.CPU)
		ratios, whole = append(ratios, them.CPU/us.CPU), append(whole, them.CPU/(us.CPU+us.Reading))
		peaks, theirPeaks = append(peaks, float64(us.Peak)/1e3), append(theirPeaks, float64(them.Peak)/1e3)
	}
	rate := func(seconds float64) float64 { return float64(o.stories) / seconds }
	fmt.Fprintf(w, `
## The stories of %d articles, on one processor

| | CPU time | rate | peak memory | stories of two pages and more |
|---|---|---|---|---|
| Isnad, copies and stories of ready records (`+"`across.Pages`"+`) | %.1f s | %.0f pages/s | %.0f MB, with reading | %d, the largest of %d |
| Isnad, and also groups, differences, chronology (`+"`across.Compare`"+`) | %.1f s | %.0f pages/s | | |
| Isnad, reading the articles before that (`+"`read.Read`"+`) | %.1f s | %.0f pages/s | | |
| scikit-learn %s, TF-IDF and DBSCAN (cosine, eps %v) | %.1f s | %.0f pages/s | %.0f MB | %d, the largest of %d |

| of %d turns | median | turns | goal |
|---|---|---|---|
| how many times faster Isnad finds stories | **%s** | %s to %s | ≥ 5 |
| the same with the reading counted | **%s** | %s to %s | |
| its memory, of theirs | **%.2f** | | ≤ 0.1 |
`, o.stories, median(ours), rate(median(ours)), median(peaks), us.Stories, us.Largest,
		median(wholes), rate(median(wholes)),
		median(reading), rate(median(reading)),
		them.Version, epsilon, median(theirs), rate(median(theirs)), median(theirPeaks), them.Stories, them.Largest,
		o.rounds, times(median(ratios)), times(slices.Min(ratios)), times(slices.Max(ratios)),
		times(median(whole)), times(slices.Min(whole)), times(slices.Max(whole)), median(peaks)/median(theirPeaks))
	return nil
}

// pythonWith returns the Python named, or the first known one, if it has a
// module. A distribution's modules are those of its own Python alone.
func pythonWith(module, named string) string {
	all := []string{"python3", "/usr/bin/python3"}
	if named != "" {
		all = []string{named}
	}
	for _, p := range all {
		if exec.Command(p, "-c", "import "+module).Run() == nil {
			return p
		}
	}
	return ""
}

// alone runs a command on one processor, which prints what it took.
func alone(cpu int, args ...string) (t took, err error) {
	cmd := onOne(cpu, args...)
	cmd.Env = append(cmd.Env, "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return t, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return t, json.Unmarshal(out, &t)
}

const signedAtOnce = 500

// compareFile is the process that compares: the stories of the articles alone,
// from their words and names, or all that compare finds.
//
// As in the program a record is let go once its page is signed, unless all is
// compared, when its words are asked for again. The memory is the whole
// process's, with what reading takes.
func compareFile(w io.Writer, file string, all bool) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r, x := read.New(ar.Lang(), en.Lang()), across.New(ar.Lang(), en.Lang())
	records := map[*across.Page]*isnad.Record{}
	var pages []*across.Page
	var t took
	// Some are read, and then these are signed, so that the garbage of reading is
	// not collected while signing is timed.
	var ready []*isnad.Record
	sign := func() {
		runtime.GC()
		start := cpuTime()
		for _, rec := range ready {
			p := x.Sign(rec)
			pages = append(pages, p)
			if all {
				records[p] = rec
			}
		}
		t.CPU += (cpuTime() - start).Seconds()
		clear(ready)
		ready = ready[:0]
	}
	dec := json.NewDecoder(bufio.NewReader(f))
	for {
		start := cpuTime()
		var a article
		if err := dec.Decode(&a); err == io.EOF {
			break
		} else if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		rec, err := r.Read(read.Input{GivenID: a.ID, Text: a.Text, Outlet: a.Outlet, Published: a.Published})
		t.Reading += (cpuTime() - start).Seconds()
		if err != nil {
			continue // some have no text
		}
		if !all {
			rec.Statements, rec.Figures, rec.Events = nil, nil, nil
		}
		if ready = append(ready, rec); len(ready) == signedAtOnce {
			sign()
		}
	}
	sign()
	start := cpuTime()
	parts := x.Pages(pages, func(p *across.Page) (*isnad.Record, error) { return records[p], nil })
	if all {
		if _, err := parts.Comparison(); err != nil {
			return err
		}
	}
	t.CPU += (cpuTime() - start).Seconds()
	t.Peak = highWater(os.Getpid())
	for _, s := range parts.Stories {
		if len(s.Records) > 1 {
			t.Stories++
			t.Largest = max(t.Largest, len(s.Records))
		}
	}
	return json.NewEncoder(w).Encode(t)
}
