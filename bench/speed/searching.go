package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
)

const searchingHead = `
## Searching

%d queries in %d pages that are kept in SQLite, each for the first ten pages with the words
around the best place, all places and the statements with them, as isnad search shows
them. The queries are made of words of the pages (seeded). Each is asked %d times; the
first is not counted, and of the others it is the median, by the clock and on all
processors. In brackets is the time of all processors together.

| | queries | p50 (goal: ≤ 1 ms) | p90 | p99 (goal: ≤ 8 ms) | longest |
|---|---|---|---|---|---|
`

// timesAsked is how often each query is asked: once to warm up, and then as
// often as there are turns.
const timesAsked = 4

// queriesInMix is how many queries are asked.
const queriesInMix = 446

// asked is a query and of what kind it is.
type asked struct{ kind, words string }

// mix makes queries of the words of articles.
func mix(articles []article) (out []asked) {
	r := rand.New(rand.NewPCG(1, 446))
	in := map[string]int{} // in how many articles a word is
	plain := func(s string) []string {
		return strings.FieldsFunc(s, func(c rune) bool { return c < 'ء' || c > 'ي' })
	}
	for _, a := range articles {
		words := plain(a.Text)
		slices.Sort(words)
		for _, w := range slices.Compact(words) {
			if len(w) >= 6 { // three letters
				in[w]++
			}
		}
	}
	var rare, middling, common []string
	for w, n := range in {
		switch {
		case n <= 5:
			rare = append(rare, w)
		case n <= len(articles)/50:
			middling = append(middling, w)
		case n >= len(articles)/10:
			common = append(common, w)
		}
	}
	for _, words := range [][]string{rare, middling, common} {
		slices.Sort(words)
	}
	one := func(words []string) string { return words[r.IntN(len(words))] }
	side := func(n int) []string { // words that stand side by side
		for {
			words := strings.Fields(articles[r.IntN(len(articles))].Text)
			i := r.IntN(max(1, len(words)-n))
			if i+n <= len(words) && !slices.ContainsFunc(words[i:i+n], func(w string) bool { return len(w) < 6 || in[w] == 0 }) {
				return words[i : i+n]
			}
		}
	}
	kinds := []struct {
		name string
		make func() string
	}{
		{"a rare word", func() string { return one(rare) }},
		{"a middling word", func() string { return one(middling) }},
		{"a common word", func() string { return one(common) }},
		{"two words", func() string { return strings.Join(side(2), " ") }},
		{"three words", func() string { return strings.Join(side(3), " ") }},
		{"a phrase", func() string { return `"` + strings.Join(side(2+r.IntN(2)), " ") + `"` }},
		{"a beginning", func() string { return string([]rune(one(middling))[:3]) + "*" }},
		{"without a word", func() string { return one(common) + " -" + one(common) }},
		{"one of two", func() string { return one(middling) + " OR " + one(common) }},
		{"of an outlet", func() string {
			return one(middling) + ` outlet:"` + articles[r.IntN(len(articles))].Outlet + `"`
		}},
		{"of some days", func() string {
			day, err := time.Parse(time.DateOnly, articles[r.IntN(len(articles))].Published[:len(time.DateOnly)])
			if err != nil {
				day = time.Date(2013, 1, 1, 0, 0, 0, 0, time.UTC)
			}
			return one(common) + " from:" + day.Format(time.DateOnly) + " to:" + day.AddDate(0, 1, 0).Format(time.DateOnly)
		}},
	}
	for i := range queriesInMix {
		k := kinds[i%len(kinds)]
		out = append(out, asked{k.name, k.make()})
	}
	return out
}

// answers is what asking the queries of a mix took, by kinds and for all; and how
// many bytes the index and the database have for one of the texts.
type answers struct {
	Pages        int
	Kinds        []string
	Clock, CPU   map[string][]float64 // in milliseconds, sorted
	Index, Whole float64
}

const allKinds = "**all**"

// at is the time that a share of the queries of a kind do not exceed.
func at(took []float64, percent int) float64 {
	return took[min(len(took)-1, len(took)*percent/100)]
}

// search measures queries, in a process of its own, of articles that the program
// has kept.
func search(w io.Writer, news, _ string, o options) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	input, db := filepath.Join(dir, "input.jsonl"), filepath.Join(dir, "isnad.db")
	if _, err := writeArticles(input, o.kept, news); err != nil {
		return err
	}
	if _, err := add(exec.Command(binary, "add", "--db", db, input)); err != nil {
		return err
	}
	a, err := ask(db, input)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, searchingHead, len(a.Clock[allKinds]), a.Pages, timesAsked)
	for _, k := range append(a.Kinds, allKinds) {
		fmt.Fprintf(w, "| %s | %d |", k, len(a.Clock[k]))
		for _, percent := range []int{50, 90, 99, 100} {
			fmt.Fprintf(w, " %.2f ms (%.2f) |", at(a.Clock[k], percent), at(a.CPU[k], percent))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "\nThe search index has **%.2f** of the bytes of the texts (goal: ≤ 0.6), the whole database %.2f.\n", a.Index, a.Whole)
	return nil
}

// ask has a process of its own search a database by the words of the articles in
// a file.
func ask(db, articles string) (a answers, err error) {
	self, err := os.Executable()
	if err != nil {
		return a, err
	}
	cmd := exec.Command(self, "-searching", db, "-articles-in", articles)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return a, fmt.Errorf("search %s: %w", db, err)
	}
	return a, json.Unmarshal(out, &a)
}

// searching is the process that searches.
func searching(w io.Writer, file, articlesIn string) error {
	articles, err := readArticles(articlesIn)
	if err != nil {
		return err
	}
	ctx := context.Background()
	s, err := store.Open(ctx, file)
	if err != nil {
		return err
	}
	defer s.Close()
	n, err := s.Count(ctx)
	if err != nil {
		return err
	}
	lexicon := store.NewLexicon(ar.Lang(), en.Lang())
	a := answers{Pages: n.Pages, Clock: map[string][]float64{}, CPU: map[string][]float64{}}
	queries := mix(articles)
	clock, cpu := make([][]float64, len(queries)), make([][]float64, len(queries))
	for range timesAsked {
		for i, q := range queries {
			start, busy := time.Now(), processTime()
			asked, err := lexicon.Query(q.words)
			if err != nil {
				return fmt.Errorf("%s: %w", q.words, err)
			}
			asked.Most = 10
			if _, err := s.Search(ctx, asked, ""); err != nil {
				return err
			}
			clock[i], cpu[i] = append(clock[i], milliseconds(time.Since(start))), append(cpu[i], milliseconds(processTime()-busy))
		}
	}
	for i, q := range queries {
		if a.Clock[q.kind] == nil {
			a.Kinds = append(a.Kinds, q.kind)
		}
		for _, kind := range []string{q.kind, allKinds} {
			a.Clock[kind], a.CPU[kind] = append(a.Clock[kind], median(clock[i][1:])), append(a.CPU[kind], median(cpu[i][1:]))
		}
	}
	for _, k := range append(a.Kinds, allKinds) {
		slices.Sort(a.Clock[k])
		slices.Sort(a.CPU[k])
	}
	if err := a.sizes(file, size(articles)); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(a)
}

// readArticles reads what writeArticles has written.
func readArticles(file string) (all []article, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var a article
		if err := dec.Decode(&a); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, a)
	}
}

// sizes tells how large the search index and the database are, beside the texts.
func (a *answers) sizes(file string, text int) error {
	db, err := openBare(file)
	if err != nil {
		return err
	}
	defer db.Close()
	var index, whole int
	for _, part := range []string{"data", "idx", "docsize"} {
		var bytes int
		if err := db.QueryRow(`SELECT sum(pgsize) FROM dbstat WHERE name = ?`, "words_"+part).Scan(&bytes); err != nil {
			return err
		}
		index += bytes
	}
	if err := db.QueryRow(`SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`).Scan(&whole); err != nil {
		return err
	}
	a.Index, a.Whole = float64(index)/float64(text), float64(whole)/float64(text)
	return nil
}
