package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
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
them. The queries are made of words of the pages (seeded), and asked for the second time;
what is told is processor time.

| | queries | p50 (goal: ≤ 1 ms) | p90 | p99 (goal: ≤ 8 ms) | longest |
|---|---|---|---|---|---|
`

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

// search asks the queries of a mix in a database that has the articles.
func search(w io.Writer, db string, articles []article) error {
	ctx := context.Background()
	s, err := store.Open(ctx, db)
	if err != nil {
		return err
	}
	defer s.Close()
	n, err := s.Count(ctx)
	if err != nil {
		return err
	}
	lexicon := store.NewLexicon(ar.Lang(), en.Lang())
	took := map[string][]float64{}
	var kinds []string
	const all = "**all**"
	queries := mix(articles)
	for round := range 2 {
		for _, a := range queries {
			start := processTime()
			q, err := lexicon.Query(a.words)
			if err != nil {
				return fmt.Errorf("%s: %w", a.words, err)
			}
			q.Most = 10
			if _, err := s.Search(ctx, q, ""); err != nil {
				return err
			}
			if round == 0 {
				continue
			}
			if took[a.kind] == nil {
				kinds = append(kinds, a.kind)
			}
			ms := milliseconds(processTime() - start)
			took[a.kind], took[all] = append(took[a.kind], ms), append(took[all], ms)
		}
	}
	fmt.Fprintf(w, searchingHead, len(queries), n.Pages)
	for _, k := range append(kinds, all) {
		t := took[k]
		slices.Sort(t)
		fmt.Fprintf(w, "| %s | %d | %.2f ms | %.2f ms | %.2f ms | %.2f ms |\n", k, len(t), t[len(t)/2], t[len(t)*9/10], t[len(t)*99/100], t[len(t)-1])
	}
	return nil
}

// indexSize tells how large the search index is, beside the texts.
func indexSize(w io.Writer, file string, articles []article) error {
	db, err := openBare(file)
	if err != nil {
		return err
	}
	defer db.Close()
	var index, whole, text int
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
	for _, a := range articles {
		text += len(a.Text)
	}
	fmt.Fprintf(w, "\nThe search index has **%.2f** of the bytes of the texts (goal: ≤ 0.6), the whole database %.2f.\n",
		float64(index)/float64(text), float64(whole)/float64(text))
	return nil
}
