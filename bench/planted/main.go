// Command planted measures how well copies are found, on copies that it makes
// itself of real articles and therefore knows.
//
//	planted                     print what is found of each sort of copy
//	planted -json               the same as JSON
//	planted -write set.jsonl    write the articles with the copies among them instead
//
// A copy stands under another outlet, minutes to hours later. It is the
// original with a twentieth of its words replaced, or cut to seven tenths, or
// spelt in the manners of other outlets, or in another order; or forty words of
// the original stand in an article about something else. The same seed makes
// the same copies.
//
// The articles are not part of the project: JSON Lines with id, outlet, date or
// published, title and text, by default data/news_egypt2013.jsonl.xz of the
// folder given by -shared or by ISNAD_SHARED. Without them it says so and ends.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
	"unicode"
)

// article is one of the news, or a copy of one.
type article struct {
	ID        string `json:"id"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
	Title     string `json:"title"`
	Text      string `json:"text"`
	Class     string `json:"class,omitempty"`    // of a copy
	Original  string `json:"original,omitempty"` // the id of what it is a copy of
}

func (a *article) page() string { return a.Title + "\n\n" + a.Text }

type options struct {
	news, write                string
	seed                       uint64
	skip, articles, each, show int
	json                       bool
}

func main() {
	var o options
	shared := flag.String("shared", os.Getenv("ISNAD_SHARED"), "folder of the data (default ISNAD_SHARED, or ../shared)")
	flag.StringVar(&o.news, "news", "", "articles as JSON Lines, may be .xz (default data/news_egypt2013.jsonl.xz of -shared)")
	flag.StringVar(&o.write, "write", "", "write the articles and the copies to this file instead of measuring")
	flag.Uint64Var(&o.seed, "seed", 1, "which articles, and which changes")
	flag.IntVar(&o.skip, "skip", 60_000, "pass over this many articles")
	flag.IntVar(&o.articles, "articles", 2000, "take this many, which came after one another")
	flag.IntVar(&o.each, "each", 200, "how many copies of each sort")
	flag.IntVar(&o.show, "show", 0, "show this many wrong pairs, and copies that were not found")
	flag.BoolVar(&o.json, "json", false, "print JSON")
	flag.Parse()
	if *shared == "" {
		*shared = filepath.Join("..", "shared")
	}
	if o.news == "" {
		o.news = filepath.Join(*shared, "data", "news_egypt2013.jsonl.xz")
	}
	if err := run(os.Stdout, o); err != nil {
		fmt.Fprintln(os.Stderr, "planted:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, o options) error {
	if _, err := os.Stat(o.news); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(w, "nothing to measure on: %s is not there\n", o.news)
		return nil
	}
	// The articles that passages are put into are none of those that are
	// compared, or they would be copies of themselves.
	all, err := load(o.news, o.skip, o.articles+2*o.each)
	if err != nil {
		return err
	}
	if len(all) <= 2*o.each {
		return fmt.Errorf("%s: only %d articles behind the first %d", o.news, len(all), o.skip)
	}
	set, err := plant(all[:len(all)-2*o.each], all[len(all)-2*o.each:], o.each, o.seed)
	if err != nil {
		return err
	}
	if o.write != "" {
		return write(o.write, set)
	}
	res := measure(set)
	if o.json {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(res)
	}
	res.print(w, o.show)
	return nil
}

// load reads n articles behind the first skip: those in Arabic that say when
// they were published and are longer than a line.
func load(file string, skip, n int) (all []article, err error) {
	r, done, err := open(file)
	if err != nil {
		return nil, err
	}
	defer done()
	lines := bufio.NewReaderSize(r, 1<<20)
	for i := 0; len(all) < n; i++ {
		line, err := lines.ReadBytes('\n')
		if len(line) == 0 && err == io.EOF {
			return all, nil
		}
		if err != nil && err != io.EOF {
			return nil, fmt.Errorf("%s, line %d: %w", file, i+1, err)
		}
		if i < skip {
			continue
		}
		var a struct {
			article
			Date string
		}
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, i+1, err)
		}
		if a.Published == "" {
			a.Published = a.Date
		}
		t, ok := moment(a.Published)
		if !ok || len(wordsOf(a.Text)) < 10 || !arabic(a.Text) {
			continue
		}
		a.Published = t.Format(stamp)
		all = append(all, a.article)
	}
	return all, nil
}

// open opens a file that may be compressed.
func open(file string) (r io.Reader, done func(), err error) {
	if !strings.HasSuffix(file, ".xz") {
		f, err := os.Open(file)
		if err != nil {
			return nil, nil, err
		}
		return f, func() { f.Close() }, nil
	}
	cmd := exec.Command("xz", "-dc", file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, nil, fmt.Errorf("unpack %s: %w", file, err)
	}
	return out, func() {
		cmd.Process.Kill() // it may have more than was wanted
		cmd.Wait()
	}, nil
}

const stamp = "2006-01-02T15:04:05"

func moment(s string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339, stamp, time.DateTime, "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// arabic reports whether most letters are.
func arabic(s string) bool {
	yes, all := 0, 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			all++
			if unicode.Is(unicode.Arabic, r) {
				yes++
			}
		}
	}
	return 2*yes > all
}

func write(file string, set []article) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	out := bufio.NewWriter(f)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, a := range set {
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return out.Flush()
}
