// Command speed measures how fast pages are read and compared, beside the
// programs that do parts of the same work, and writes docs/speed.md.
//
//	speed                                       print the tables
//	speed -growing                              and that of a corpus of 180,000 pages: ten minutes more
//	speed -date 2026-01-31 -write ../../docs/speed.md
//
// What it measures on is not part of the project: the folder given by -shared,
// or by ISNAD_SHARED, holds news as JSON Lines (data/news_egypt2013.jsonl.xz;
// also news_saudi2015.jsonl.xz for -growing) and pages
// (data/html_scrapinghub_aeb.tar.xz). Without them it says so and ends.
// One peer is scikit-learn, which the Python given by -python has to have.
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
	"io/fs"
	"os"
	"path/filepath"
)

type options struct {
	shared, write, date       string
	python, compare           string
	cpu                       int
	rounds, articles, stories int
	pairs, all                bool
	growing, adding, keeping  bool
}

func main() {
	var o options
	flag.StringVar(&o.shared, "shared", os.Getenv("ISNAD_SHARED"), "folder of the data (default ISNAD_SHARED, or ../../../shared)")
	flag.StringVar(&o.write, "write", "", "write this document too")
	flag.StringVar(&o.date, "date", "", "the day to write into it")
	flag.IntVar(&o.cpu, "cpu", 1, "the processor that peers are measured on")
	flag.IntVar(&o.rounds, "rounds", 5, "turns that a peer and Isnad take")
	flag.IntVar(&o.articles, "articles", 100_000, "articles that the program reads")
	flag.IntVar(&o.stories, "stories", 10_000, "articles whose stories are found")
	flag.StringVar(&o.python, "python", "", "the Python that has scikit-learn (default python3, or /usr/bin/python3)")
	flag.StringVar(&o.compare, "compare", "", "only compare the articles of this file, in this process")
	flag.BoolVar(&o.all, "all", false, "with -compare: not stories alone")
	flag.BoolVar(&o.pairs, "pairs", false, "only measure beside peers, in this process")
	flag.BoolVar(&o.growing, "growing", false, "also measure a corpus of all news")
	flag.BoolVar(&o.adding, "adding", false, "only add pages to a corpus, in this process")
	flag.BoolVar(&o.keeping, "keeping", false, "only keep pages and search them, in this process")
	flag.Parse()
	if o.shared == "" {
		o.shared = filepath.Join("..", "..", "..", "shared")
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "speed:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	if o.compare != "" {
		return compareFile(os.Stdout, o.compare, o.all)
	}
	news, pages := filepath.Join(o.shared, "data", "news_egypt2013.jsonl.xz"), filepath.Join(o.shared, "data", "html_scrapinghub_aeb.tar.xz")
	for _, f := range []string{news, pages} {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			fmt.Printf("nothing to measure on: %s is not there\n", f)
			return nil
		}
	}
	if o.adding {
		return adding(os.Stdout, o.shared)
	}
	if o.keeping {
		return keeping(os.Stdout, news, o.rounds)
	}
	if o.pairs {
		return pairs(os.Stdout, news, pages, o.rounds)
	}
	var doc bytes.Buffer
	if err := introduce(&doc, o.date); err != nil {
		return err
	}
	if err := pinned(&doc, o); err != nil {
		return err
	}
	if err := planted(&doc, o.shared); err != nil {
		return err
	}
	if err := stories(&doc, news, o); err != nil {
		return err
	}
	if o.growing {
		if err := growing(&doc, o); err != nil {
			return err
		}
	}
	if err := program(&doc, news, o); err != nil {
		return err
	}
	os.Stdout.Write(doc.Bytes())
	if o.write == "" {
		return nil
	}
	return os.WriteFile(o.write, doc.Bytes(), 0o644)
}
