// Command quality measures how well pages are read and compared and writes
// docs/quality.md, every number beside the command that gives it.
//
// It is run at the root of the project, with the program built as ./isnad. What
// it measures on is not part of the project: the folder given by -shared, or by
// ISNAD_SHARED, holds annotated pages (gold), programs that score against
// them (tools) and corpora (data). A part whose data are not there is left out,
// and the document says so.
//
//	quality                         write docs/quality.md
//	quality -sample 60 -seed 1      print findings of random articles for judging
//	quality -reprints               print how reprints of an agency are found
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

func main() {
	dir := flag.String("shared", "", "folder of the data (default ISNAD_SHARED, or ../shared)")
	findings := flag.Int("sample", 0, "print this many findings of each sort instead")
	articles := flag.Int("articles", 400, "how many articles the sample is from")
	seed := flag.Uint64("seed", 1, "which articles")
	agency := flag.Bool("reprints", false, "only print how reprints of an agency are found")
	out := flag.String("out", "docs/quality.md", "file to write")
	flag.Parse()
	if *dir == "" {
		*dir = os.Getenv("ISNAD_SHARED")
	}
	if *dir == "" {
		*dir = "../shared"
	}
	var err error
	switch {
	case *findings > 0:
		err = sample(os.Stdout, *dir, *seed, *articles, *findings)
	case *agency:
		err = reprints(os.Stdout, *dir)
	default:
		err = run(*dir, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "quality:", err)
		os.Exit(1)
	}
}

func run(dir, out string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	doc := document{shared: dir}
	for _, part := range []func(*document) error{gold, pages, dossier, comparing, seeds, news, copies, reprinted, names, times, judged} {
		if err := part(&doc); err != nil {
			return err
		}
	}
	return os.WriteFile(out, append([]byte(intro), doc.Bytes()...), 0o644)
}

const intro = `# How well it reads and compares

Written by ` + "`make quality`" + `, which runs the commands shown here and puts down what they print; nothing is written by hand
but the judgements of the last part, which are counts. Most parts are about reading single pages; "Comparing" and those
named for copies and reprints are about setting pages beside each other. The annotated pages and the corpora are not part
of the repository: they stand in a folder beside it, ` + "`../shared`" + `, and belong to their outlets.
`

// document is Markdown that grows.
type document struct {
	bytes.Buffer
	shared string
}

func (d *document) head(title, text string) { fmt.Fprintf(d, "\n## %s\n\n%s\n", title, text) }

// table writes rows, the first of which are the heads.
func (d *document) table(rows [][]string) {
	d.WriteByte('\n')
	for i, r := range rows {
		fmt.Fprintf(d, "| %s |\n", strings.Join(r, " | "))
		if i == 0 {
			fmt.Fprintf(d, "|%s\n", strings.Repeat("---|", len(r)))
		}
	}
}

// has reports whether the data of a part are there; the document says if not.
func (d *document) has(name string) bool {
	_, err := os.Stat(d.shared + "/" + name)
	if err != nil {
		fmt.Fprintf(d, "\nNot measured: `%s` is not there.\n", name)
	}
	return err == nil
}

// run runs a command line, shows it, and returns what it printed, also if it
// failed. SHARED in it stands for the folder of the data.
func (d *document) run(line string) (string, error) {
	d.show(line)
	cmd := exec.Command("sh", "-c", strings.ReplaceAll(line, "SHARED", d.shared))
	cmd.Env = append(os.Environ(), "ISNAD_SHARED="+d.shared)
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		return string(b), fmt.Errorf("%s: %w\n%s", line, err, b)
	}
	return string(b), nil
}

func (d *document) show(line string) {
	fmt.Fprintf(d, "\n    %s\n", strings.ReplaceAll(line, "SHARED", "../shared"))
}
