package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	trafilatura "github.com/markusmobius/go-trafilatura"
)

// htmlCopies are made of each page, so that there is something to measure.
const htmlCopies = 5

// adds measures the program that adds pages: articles, and a folder of HTML.
func adds(w io.Writer, news, pages string, o options) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	if err := addArticles(w, binary, dir, news, o); err != nil {
		return err
	}
	return addFolder(w, binary, dir, pages, o)
}

// addition is a run of the program that adds pages, and what it has made.
type addition struct {
	usage
	added, known, failed int
	bytes                int64 // of the database
}

// add runs a command that adds pages.
func add(cmd *exec.Cmd) (a addition, err error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if a.usage, err = measured(cmd); err != nil {
		return a, err
	}
	var versions int
	if _, err := fmt.Sscanf(out.String(), "added %d, new versions %d, unchanged %d, failed %d;", &a.added, &versions, &a.known, &a.failed); err != nil {
		return a, fmt.Errorf("%s: it says %q: %w", strings.Join(cmd.Args, " "), out.String(), err)
	}
	if i := slices.Index(cmd.Args, "--db"); !strings.Contains(cmd.Args[i+1], "://") {
		info, err := os.Stat(cmd.Args[i+1])
		if err != nil {
			return a, err
		}
		a.bytes = info.Size()
	}
	return a, nil
}

// adder is the program, adding to a database on some processors.
func adder(binary, db string, o options, processors int, args ...string) *exec.Cmd {
	args = append([]string{binary, "add", "--db", db}, args...)
	if processors == 1 {
		return onOne(o.cpu, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(processors))
	return cmd
}

const addArticlesHead = `
## Keeping

%d articles as JSON Lines, %.0f MB, are added by ` + "`isnad add`" + ` to a SQLite file that is not
there yet: read, kept, indexed for searching, and compared. It is done on one
processor and on two by turns, and once more with the same file, which is known then.

| | pages a second | turns | goal | pages a CPU second | CPU time a page | peak memory (goal: ≤ 400 MB) |
|---|---|---|---|---|---|---|
`

func addArticles(w io.Writer, binary, dir, news string, o options) error {
	input := filepath.Join(dir, "input.jsonl")
	size, err := writeArticles(input, o.kept, news)
	if err != nil {
		return err
	}
	db := filepath.Join(dir, "isnad.db")
	runs := [2][]addition{}
	var again []float64
	var second addition
	turns := (o.rounds + 1) / 2
	for range turns {
		for i := range runs {
			removeDB(db)
			a, err := add(adder(binary, db, o, i+1, input))
			if err != nil {
				return err
			}
			runs[i] = append(runs[i], a)
			if i > 0 {
				continue
			}
			if second, err = add(adder(binary, db, o, 1, input)); err != nil {
				return err
			}
			again = append(again, a.wall.Seconds()/second.wall.Seconds())
		}
	}
	removeDB(db)
	fmt.Fprintf(w, addArticlesHead, o.kept, float64(size)/1e6)
	last := runs[0][len(runs[0])-1]
	n := float64(last.added)
	for i, l := range []struct{ what, goal string }{{"one processor", "≥ 800"}, {"two processors", "≥ 1400"}} {
		var rate, cpu, peak []float64
		for _, a := range runs[i] {
			rate, cpu, peak = append(rate, n/a.wall.Seconds()), append(cpu, n/a.cpu.Seconds()), append(peak, float64(a.peak)/1e3)
		}
		fmt.Fprintf(w, "| %s | **%.0f** | %.0f to %.0f | %s | %.0f | %.2f ms | %.0f MB |\n", l.what, median(rate), slices.Min(rate), slices.Max(rate), l.goal,
			median(cpu), 1000/median(cpu), slices.Max(peak))
	}
	fmt.Fprintf(w, "\n%d articles were added and %d could not be read. The file has %.0f MB then, %.2f of the input.\n", last.added, last.failed, float64(last.bytes)/1e6, float64(last.bytes)/float64(size))
	fmt.Fprintf(w, "\nAdding them a second time finds %d unchanged and takes %.2f s, **%.0f** times less (%.0f to %.0f; goal: ≥ 50).\n",
		second.known, second.wall.Seconds(), median(again), slices.Min(again), slices.Max(again))
	return nil
}

// removeDB removes a SQLite database, if it is there, with the files beside it.
func removeDB(file string) {
	for _, end := range []string{"", "-wal", "-shm"} {
		os.Remove(file + end)
	}
}

const addFolderHead = `
### A folder of HTML

%d HTML pages are files of a folder, %.0f MB; there are %d, and each is there %d times, with a
comment at its end that tells them apart, so that none is passed over. A process adds
them with ` + "`isnad add`" + ` to a SQLite file, with all that it does; another has the article
taken out by go-trafilatura, without fallback, and does nothing else. Both are on one
processor, by turns.

| | pages a second | turns | pages a CPU second |
|---|---|---|---|
`

// addFolder measures a folder of HTML beside a program that takes the articles
// out alone, and one that indexes the words alone.
func addFolder(w io.Writer, binary, dir, archive string, o options) error {
	pages, err := htmlPages(archive)
	if err != nil {
		return err
	}
	pages = pages[:min(len(pages), max(1, o.kept/htmlCopies))]
	folder, bytes := filepath.Join(dir, "pages"), 0
	if err := os.Mkdir(folder, 0o755); err != nil {
		return err
	}
	for copy := range htmlCopies {
		for i, p := range pages {
			p += fmt.Sprintf("<!-- %d -->\n", copy)
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d-%d.html", copy, i)), []byte(p), 0o644); err != nil {
				return err
			}
			bytes += len(p)
		}
	}
	n := float64(htmlCopies * len(pages))
	self, err := os.Executable()
	if err != nil {
		return err
	}
	db, index := filepath.Join(dir, "isnad.db"), filepath.Join(dir, "omega")
	contenders := []func() (usage, error){
		func() (usage, error) {
			removeDB(db)
			a, err := add(adder(binary, db, o, 1, folder))
			if err == nil && a.added+a.failed != int(n) {
				err = fmt.Errorf("%d pages were added, and %d could not be read, of %.0f", a.added, a.failed, n)
			}
			return a.usage, err
		},
		func() (usage, error) { return measured(onOne(o.cpu, self, "-extracting", folder)) },
	}
	names := []string{"Isnad, `isnad add`", "go-trafilatura, without fallback"}
	if out, err := exec.Command("omindex", "--version").Output(); err == nil {
		version, _, _ := strings.Cut(string(out), "\n")
		names = append(names, version+": the words indexed, with stems")
		contenders = append(contenders, func() (usage, error) {
			os.RemoveAll(index)
			return measured(onOne(o.cpu, "omindex", "--db", index, "--url", "/", "--stemmer", "arabic", "--ignore-exclusions", folder))
		})
	}
	runs := make([][]usage, len(contenders))
	for range o.rounds {
		for i, run := range contenders {
			u, err := run()
			if err != nil {
				return err
			}
			runs[i] = append(runs[i], u)
		}
	}
	fmt.Fprintf(w, addFolderHead, int(n), float64(bytes)/1e6, len(pages), htmlCopies)
	for i, name := range names {
		var rate, cpu []float64
		for _, u := range runs[i] {
			rate, cpu = append(rate, n/u.wall.Seconds()), append(cpu, n/u.cpu.Seconds())
		}
		fmt.Fprintf(w, "| %s | %.0f | %.0f to %.0f | %.0f |\n", name, median(rate), slices.Min(rate), slices.Max(rate), median(cpu))
	}
	var ratios []float64
	for i := range runs[0] {
		ratios = append(ratios, runs[1][i].cpu.Seconds()/runs[0][i].cpu.Seconds())
	}
	fmt.Fprintf(w, "\nIsnad adds **%.2f** times the pages a CPU second that go-trafilatura takes out, median of %d turns (%.2f to %.2f; goal: ≥ 0.85).\n",
		median(ratios), o.rounds, slices.Min(ratios), slices.Max(ratios))
	if len(names) < 3 {
		fmt.Fprint(w, "\nomindex is not measured: it is not there (scripts/setup-bench).\n")
	}
	return nil
}

// extracting is the process that takes articles out of the pages of a folder.
func extracting(folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(folder, f.Name()))
		if err != nil {
			return err
		}
		trafilatura.Extract(bytes.NewReader(b), trafilatura.Options{}) // some pages have no article
	}
	return nil
}
