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
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"time"
)

const intro = `# How fast it reads and compares

This file is what ` + "`make bench`" + ` writes. It measures on news and pages that are
not part of the project; bench/speed says where they are looked for.

Other programs use the same machine. So a rate is per CPU second, Isnad and a peer
take turns over the same texts, and the ratio is the median over the turns.

`

// peers are the modules that Isnad is measured beside, or rests on here.
var peers = []string{"github.com/blevesearch/bleve/v2", "github.com/markusmobius/go-dateparser", "github.com/markusmobius/go-trafilatura", "golang.org/x/net",
	"github.com/ekzhu/minhash-lsh", "modernc.org/sqlite", "github.com/jackc/pgx/v5"}

func introduce(w io.Writer, intro, date string, modules ...string) error {
	fmt.Fprint(w, intro)
	if date != "" {
		fmt.Fprintf(w, "- measured: %s\n", date)
	}
	fmt.Fprintf(w, "- machine: %s, %d processors\n- %s %s/%s\n", processor(), runtime.NumCPU(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return fmt.Errorf("this program does not know what it was built from")
	}
	for _, m := range info.Deps {
		if slices.Contains(modules, m.Path) {
			fmt.Fprintf(w, "- %s %s\n", m.Path, m.Version)
		}
	}
	fmt.Fprintln(w)
	return nil
}

func processor() string {
	b, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(b)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.Trim(name, " :\t\n")
		}
	}
	return "an unnamed processor"
}

// usage is what one run of the program took.
type usage struct {
	wall, cpu time.Duration
	peak      int // kB
}

// program measures the program as it is built: memory, and what a second
// processor brings.
func program(w io.Writer, news string, o options) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	if err := memory(w, binary, dir, news, o.articles); err != nil {
		return err
	}
	return processors(w, binary, dir, news, min(o.articles, 20_000), o.rounds)
}

// build makes the program as it is given away.
func build(dir string) (binary string, err error) {
	binary = filepath.Join(dir, "isnad")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "./cmd/isnad")
	cmd.Dir, cmd.Env, cmd.Stderr = filepath.Join("..", ".."), append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("build the program: %w", err)
	}
	return binary, nil
}

// memory reads ever longer inputs.
func memory(w io.Writer, binary, dir, news string, articles int) error {
	fmt.Fprintf(w, "\n## The program, `isnad read --jsonl -`, on all processors\n\n| articles | input | wall time | CPU time | peak memory |\n|---|---|---|---|---|\n")
	first := 0
	for _, n := range []int{articles / 10, articles, articles + articles/2} {
		input := filepath.Join(dir, "input.jsonl")
		size, err := writeArticles(input, n, news)
		if err != nil {
			return err
		}
		u, err := runProgram(binary, "read", input, runtime.NumCPU())
		if err != nil {
			return err
		}
		if first == 0 {
			first = u.peak
		}
		fmt.Fprintf(w, "| %d | %.0f MB | %.1f s | %.1f s | %.0f MB (%.2f of the first) |\n", n, float64(size)/1e6,
			u.wall.Seconds(), u.cpu.Seconds(), float64(u.peak)/1e3, float64(u.peak)/float64(first))
	}
	return nil
}

// processors compares one processor with two.
func processors(w io.Writer, binary, dir, news string, articles, rounds int) error {
	input := filepath.Join(dir, "input.jsonl")
	size, err := writeArticles(input, articles, news)
	if err != nil {
		return err
	}
	var one, two, ratios, cpu []float64
	for range rounds {
		a, err := runProgram(binary, "read", input, 1)
		if err != nil {
			return err
		}
		b, err := runProgram(binary, "read", input, 2)
		if err != nil {
			return err
		}
		mb := float64(size) / 1e6
		one, two = append(one, mb/a.wall.Seconds()), append(two, mb/b.wall.Seconds())
		ratios, cpu = append(ratios, a.wall.Seconds()/b.wall.Seconds()), append(cpu, mb/a.cpu.Seconds())
	}
	fmt.Fprintf(w, `
## One processor and two, %d articles, by the clock

| one processor | two | ratio, median of %d turns | turns | goal |
|---|---|---|---|---|
| %.1f MB/s (%.1f MB per CPU second) | %.1f MB/s | **%.2f** | %.2f to %.2f | ≥ 1.7 |

The clock counts what other programs take from the machine; a ratio under the goal
may be theirs. JSON comes in and goes out in all of these.
`, articles, rounds, median(one), median(cpu), median(two), median(ratios), slices.Min(ratios), slices.Max(ratios))
	return nil
}

// writeArticles writes n articles of each of the news as the program takes them.
func writeArticles(file string, n int, news ...string) (size int64, err error) {
	f, err := os.Create(file)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	enc := lines(out)
	for _, f := range news {
		if err := eachArticle(f, 1, n, func(a article) error { return enc.Encode(a) }); err != nil {
			return 0, err
		}
	}
	if err := out.Flush(); err != nil {
		return 0, err
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// lines writes articles as the program takes them.
func lines(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// runProgram reads input, or compares it, on that many processors and throws
// away what is made of it.
func runProgram(binary, verb, input string, processors int) (u usage, err error) {
	in, err := os.Open(input)
	if err != nil {
		return u, err
	}
	defer in.Close()
	cmd := exec.Command(binary, verb, "--jsonl", "-")
	cmd.Env = append(os.Environ(), "GOMAXPROCS="+strconv.Itoa(processors))
	cmd.Stdin, cmd.Stderr = in, os.Stderr
	return measured(cmd)
}

// measured runs a command.
func measured(cmd *exec.Cmd) (u usage, err error) {
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return u, err
	}
	done := make(chan struct{})
	go func() {
		cmd.Wait() // a page that cannot be read gives a record that says so, and exit code 1
		close(done)
	}()
	for {
		select {
		case <-done:
			u.wall, u.cpu = time.Since(start), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
			if code := cmd.ProcessState.ExitCode(); code < 0 || code > 1 {
				return u, fmt.Errorf("%s: %s", strings.Join(cmd.Args, " "), cmd.ProcessState)
			}
			return u, nil
		case <-time.After(20 * time.Millisecond):
			u.peak = max(u.peak, highWater(cmd.Process.Pid))
		}
	}
}

// highWater is the most memory that a process has had in use, in kB. What the
// system tells of a process that has ended counts its parent too.
func highWater(pid int) (kB int) {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kB, _ = strconv.Atoi(strings.Fields(v)[0])
		}
	}
	return kB
}
