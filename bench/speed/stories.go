package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
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
	if _, err := writeArticles(input, news, o.stories); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var us, them took
	var ours, reading, theirs, ratios, whole, peaks, theirPeaks []float64
	for range o.rounds {
		if us, err = alone(o.cpu, self, "-compare", input); err != nil {
			return err
		}
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
| Isnad, comparing ready records (`+"`across.Compare`"+`): stories and also copies, groups, differences | %.1f s | %.0f pages/s | %.0f MB | %d, the largest of %d |
| Isnad, reading the articles before that (`+"`read.Read`"+`) | %.1f s | %.0f pages/s | | |
| scikit-learn %s, TF-IDF and DBSCAN (cosine, eps %v) | %.1f s | %.0f pages/s | %.0f MB | %d, the largest of %d |

| of %d turns | median | turns | goal |
|---|---|---|---|
| how many times faster Isnad compares | **%s** | %s to %s | ≥ 5 |
| the same with the reading counted | **%s** | %s to %s | |
| its memory, of theirs | **%.2f** | | ≤ 0.1 |
`, o.stories, median(ours), rate(median(ours)), median(peaks), us.Stories, us.Largest,
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
	if taskset, err := exec.LookPath("taskset"); err == nil {
		args = append([]string{taskset, "-c", strconv.Itoa(cpu)}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1", "OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return t, fmt.Errorf("%s: %w", strings.Join(args, " "), err)
	}
	return t, json.Unmarshal(out, &t)
}

// compareFile is the process that compares. The memory is that of comparing,
// with the records in it; what reading needed is given back first.
func compareFile(w io.Writer, file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	r := read.New(ar.Lang(), en.Lang())
	var records []*isnad.Record
	start := cpuTime()
	for line := range strings.Lines(string(b)) {
		var a article
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		rec, _ := r.Read(read.Input{GivenID: a.ID, Text: a.Text, Outlet: a.Outlet, Published: a.Published}) // the record tells of its error
		records = append(records, rec)
	}
	reading := cpuTime() - start
	b = nil
	runtime.GC()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // the peak begins anew
		return err
	}
	start = cpuTime()
	c := across.New(ar.Lang(), en.Lang()).Compare(slices.Values(records))
	t := took{CPU: (cpuTime() - start).Seconds(), Reading: reading.Seconds(), Peak: highWater(os.Getpid())}
	for _, s := range c.Stories {
		if len(s.Records) > 1 {
			t.Stories++
			t.Largest = max(t.Largest, len(s.Records))
		}
	}
	return json.NewEncoder(w).Encode(t)
}
