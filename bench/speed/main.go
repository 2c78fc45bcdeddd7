// Command speed measures how fast pages are read and compared, beside the
// programs that do parts of the same work, and writes docs/speed.md.
//
//	speed                                       print the tables
//	speed -growing                              and that of a corpus of 180,000 pages: ten minutes more
//	speed -only keeping,search                  only these parts of them
//	speed -date 2026-01-31 -write ../../docs/speed.md
//	speed -million -write ../../docs/speed-million.md
//
// With -only and -write the parts of a document that were measured take the place
// of the older ones, and the others stay.
//
// What it measures on is not part of the project: the folder given by -shared,
// or by ISNAD_SHARED, holds news as JSON Lines (data/news_egypt2013.jsonl.xz;
// also news_saudi2015.jsonl.xz for -growing) and pages
// (data/html_scrapinghub_aeb.tar.xz). Without them it says so and ends.
// One peer is scikit-learn, which the Python given by -python has to have; another
// is omindex of xapian-omega (scripts/setup-bench), and a fleet needs PostgreSQL
// (scripts/setup). What is not installed is not measured, and the tables say so.
//
// Machines are shared and their speed drifts. So a rate is per CPU second of one
// processor, a peer and Isnad take turns over the same texts, and what is
// claimed is the median of the ratios of those turns.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type options struct {
	shared, write, date       string
	only                      string
	python, compare           string
	searching, extracting     string
	articlesIn, sizes         string
	cpu                       int
	rounds, articles, stories int
	kept                      int
	pairs, all                bool
	growing, adding, storing  bool
	million, keep             bool
}

func main() {
	var o options
	flag.StringVar(&o.shared, "shared", os.Getenv("ISNAD_SHARED"), "folder of the data (default ISNAD_SHARED, or ../../../shared)")
	flag.StringVar(&o.write, "write", "", "write this document too")
	flag.StringVar(&o.date, "date", "", "the day to write into it")
	flag.StringVar(&o.only, "only", "", "measure only these parts: "+partNames())
	flag.IntVar(&o.cpu, "cpu", 1, "the processor that peers are measured on")
	flag.IntVar(&o.rounds, "rounds", 5, "turns that a peer and Isnad take")
	flag.IntVar(&o.articles, "articles", 100_000, "articles that the program reads")
	flag.IntVar(&o.stories, "stories", 10_000, "articles whose stories are found")
	flag.IntVar(&o.kept, "n", 30_000, "articles that are kept and searched; a fleet has two thirds of them")
	flag.StringVar(&o.python, "python", "", "the Python that has scikit-learn (default python3, or /usr/bin/python3)")
	flag.BoolVar(&o.growing, "growing", false, "also measure a corpus of all news")
	flag.BoolVar(&o.million, "million", false, "only keep a million articles, made of the news")
	flag.StringVar(&o.sizes, "sizes", "10000,30000,100000,300000,1000000", "with -million: how many articles there are when it is measured")
	flag.BoolVar(&o.keep, "keep", false, "with -million: leave the database there")
	flag.StringVar(&o.compare, "compare", "", "only compare the articles of this file, in this process")
	flag.BoolVar(&o.all, "all", false, "with -compare: not stories alone")
	flag.BoolVar(&o.pairs, "pairs", false, "only measure beside peers, in this process")
	flag.BoolVar(&o.adding, "adding", false, "only add pages to a corpus, in this process")
	flag.BoolVar(&o.storing, "storing", false, "only keep pages beside a bare SQLite, in this process")
	flag.StringVar(&o.searching, "searching", "", "only search this database, in this process")
	flag.StringVar(&o.articlesIn, "articles-in", "", "with -searching: the file of the articles that queries are made of")
	flag.StringVar(&o.extracting, "extracting", "", "only have go-trafilatura read the pages of this folder, in this process")
	flag.Parse()
	if o.shared == "" {
		o.shared = filepath.Join("..", "..", "..", "shared")
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

// part is a part of the document that can be measured alone.
type part struct {
	name    string
	measure func(w io.Writer, news, pages string, o options) error
}

// parts are all of them, in the order of the document.
var parts = []part{
	{"peers", func(w io.Writer, _, _ string, o options) error {
		if err := pinned(w, o, "-pairs"); err != nil {
			return err
		}
		return planted(w, o.shared)
	}},
	{"stories", func(w io.Writer, news, _ string, o options) error { return stories(w, news, o) }},
	{growingPart, func(w io.Writer, _, _ string, o options) error { return growing(w, o) }},
	{"program", func(w io.Writer, news, _ string, o options) error { return program(w, news, o) }},
	{"keeping", adds},
	{"store", func(w io.Writer, _, _ string, o options) error { return pinned(w, o, "-storing") }},
	{"search", search},
	{"fleet", fleets},
	{"rooms", rooms},
}

// growingPart is the part that is measured only if it is asked for.
const growingPart = "growing"

func partNames() string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// wanted are the parts to measure.
func wanted(o options) (out []part, err error) {
	for _, p := range parts {
		if o.only == "" && (p.name != growingPart || o.growing) {
			out = append(out, p)
		}
	}
	if o.only == "" {
		return out, nil
	}
	for name := range strings.SplitSeq(o.only, ",") {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == name })
		if i < 0 {
			return nil, fmt.Errorf("-only: %q is none of %s", name, partNames())
		}
		out = append(out, parts[i])
	}
	return out, nil
}

func run(o options) error {
	switch {
	case o.compare != "":
		return compareFile(os.Stdout, o.compare, o.all)
	case o.searching != "":
		return searching(os.Stdout, o.searching, o.articlesIn)
	case o.extracting != "":
		return extracting(o.extracting)
	}
	news, pages := filepath.Join(o.shared, "data", "news_egypt2013.jsonl.xz"), filepath.Join(o.shared, "data", "html_scrapinghub_aeb.tar.xz")
	for _, f := range []string{news, pages} {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			fmt.Printf("nothing to measure on: %s is not there\n", f)
			return nil
		}
	}
	switch {
	case o.adding:
		return adding(os.Stdout, o.shared)
	case o.storing:
		return storing(os.Stdout, news, o.kept/3, o.rounds)
	case o.pairs:
		return pairs(os.Stdout, news, pages, o.rounds)
	case o.million:
		return million(o)
	}
	measured, err := wanted(o)
	if err != nil {
		return err
	}
	doc, err := document(o)
	if err != nil {
		return err
	}
	for _, p := range measured {
		var text bytes.Buffer
		start := time.Now()
		if err := p.measure(&text, news, pages, o); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Fprintf(os.Stderr, "%s: measured in %s\n", p.name, time.Since(start).Round(time.Second))
		os.Stdout.Write(text.Bytes())
		doc = replaced(doc, p.name, o.date, strings.Trim(text.String(), "\n"))
		if o.write != "" {
			if err := os.WriteFile(o.write, []byte(doc), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// document is what parts are put into: that which is there, if only some are
// measured, or else a new one.
func document(o options) (string, error) {
	if o.only != "" && o.write != "" {
		b, err := os.ReadFile(o.write)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return string(b), err
		}
	}
	var doc bytes.Buffer
	err := introduce(&doc, intro, o.date, peers...)
	os.Stdout.Write(doc.Bytes())
	return doc.String(), err
}

// replaced puts the text of a part in the place of the older one, or behind all
// others if there is none. Before each stands a comment with its name and day.
func replaced(doc, name, date, text string) string {
	const open = "\n<!-- "
	text = open + strings.TrimSpace(name+" "+date) + " -->\n\n" + text + "\n"
	start := strings.Index(doc, open+name+" ")
	if start < 0 {
		return strings.TrimRight(doc, "\n") + "\n" + text
	}
	end := len(doc)
	if i := strings.Index(doc[start+1:], open); i >= 0 {
		end = start + 1 + i
	}
	return doc[:start] + text + doc[end:]
}
