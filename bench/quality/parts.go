package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// score is what tools/score.py says of one measure: precision, recall and F1 of
// so many asked for, or accuracy of so many compared.
type score struct {
	P, R, F1, Acc *float64
	Gold, N       int
}

// bar is a measure, and what it has to reach.
type bar struct {
	key, what string
	of        string // p, r, f1 or acc
	bar       float64
}

// bars are the measures of reading in the order of the document.
var bars = []bar{
	{"attributed", "statements with their speaker, F1", "f1", .82},
	{"attributed", "statements with their speaker, precision", "p", .86},
	{"recall_direct", "direct speech, recall", "r", .93},
	{"recall_mixed", "mixed speech, recall", "r", .80},
	{"recall_indirect", "indirect speech, recall", "r", .76},
	{"speaker", "speaker", "acc", .93},
	{"speaker_kind", "kind of speaker", "acc", .93},
	{"kind", "direct, mixed or indirect", "acc", .93},
	{"chain", "length of the chain", "acc", .93},
	{"long_chain", "length of chains of two and more", "acc", .78},
	{"figure", "figures, F1", "f1", .92},
	{"bound", "bound of a figure", "acc", .96},
	{"counted", "what a figure counts", "acc", .88},
	{"part_of", "whether a figure breaks down another", "acc", .92},
	{"time", "times, F1", "f1", .93},
	{"time_value", "times with their value, F1", "f1", .89},
	{"body", "words of the article, F1", "f1", .97},
}

// gold scores the reading of annotated pages.
func gold(d *document) error {
	d.head("Annotated pages", `Statements, figures and times of Arabic news pages that were annotated by hand: statements match where their contents
share 80 % of the words of the longer one. The rules were written with these pages in sight, so the numbers tell what
the rules know and not how they fare elsewhere; for that see the last part.`)
	if !d.has("gold") || !d.has("tools/score.py") {
		return nil
	}
	all, err := d.score("SHARED/gold")
	if err != nil {
		return err
	}
	d.measures(all, bars)
	return nil
}

// measures writes what was reached beside the bars; 0 is none.
func (d *document) measures(all map[string]score, bars []bar) {
	rows := [][]string{{"measure", "reached", "bar", "of"}}
	for _, b := range bars {
		s, least := all[b.key], "-"
		if b.bar > 0 {
			least = number(&b.bar)
		}
		rows = append(rows, []string{b.what, number(s.get(b.of)), least, fmt.Sprint(max(s.Gold, s.N))})
	}
	d.table(rows)
}

func (d *document) score(folder string) (all map[string]score, err error) {
	out, err := d.run("python3 SHARED/tools/score.py --gold " + folder + " --cmd './isnad read --jsonl -' --json")
	if err != nil {
		return nil, err
	}
	return all, json.Unmarshal([]byte(out), &all)
}

func (s score) get(of string) *float64 {
	return map[string]*float64{"p": s.P, "r": s.R, "f1": s.F1, "acc": s.Acc}[of]
}

func number(p *float64) string {
	if p == nil {
		return "-"
	}
	return fmt.Sprintf("%.3f", *p)
}

// results are the lines that tests log and that tell a number.
var results = regexp.MustCompile(`(?m)^\s+\w+_test\.go:\d+: (.*\d.*)$`)

// tests runs tests and lists what they log that begins with one of the words.
func (d *document) tests(where, which string, begins ...string) error {
	out, err := d.run(fmt.Sprintf("go test ./%s -count=1 -v -run '%s'", where, which))
	if err != nil {
		return err
	}
	d.WriteByte('\n')
	for _, m := range results.FindAllStringSubmatch(out, -1) {
		for _, b := range begins {
			if strings.HasPrefix(m[1], b) {
				fmt.Fprintf(d, "- %s\n", m[1])
			}
		}
	}
	return nil
}

func pages(d *document) error {
	d.head("Pages", `Where the article begins and ends: the English pages of the article extraction benchmark of Scrapinghub (F1 of
4-grams, as there), Arabic pages with their furniture, the same with every class and id taken away, and plain text.`)
	if !d.has("gold/html") {
		return nil
	}
	return d.tests("page", "TestExtractionBenchmark|TestArabicPages|TestNamelessPages|TestPlainPages", "article extraction benchmark", "Arabic pages", "plain pages")
}

func dossier(d *document) error {
	d.head("The examples", "The invented pages of `examples/dossier` against `examples/expected.json`; each miss is listed in `cmd/isnad/testdata/dossier_misses.txt`.")
	return d.tests("cmd/isnad", "TestDossier", "")
}

func news(d *document) error {
	d.head("Records that hold together", "Articles of five corpora, whose records `isnad check` accepts without exception.")
	if !d.has("data") {
		return nil
	}
	return d.tests("read", "TestNewsPassesTheCheck|TestGoldPagesPassTheCheck", "")
}

func copies(d *document) error {
	d.head("Planted copies", `Articles of the Egyptian press that came after one another, and among them copies that were made of some: a twentieth
of the words replaced by others, cut to seven tenths, spelt in the manners of other outlets, in another order, or forty
words of one inside an article about something else. Real pairs, where half of the smaller page stands in the other, have to be found
too. Bars: recall 0.95 for each sort, precision 0.98. A pair is right if it was planted, or if a count of all runs of
words, which shares no rule with comparing, says that the pages share text: a fifth of the runs of three words of the
smaller one, or 25 words in a row. How many pairs stand in one story is told beside it; a passage has no bar there and
should be low, since forty words in common do not make two articles one story.`)
	if !d.has("data/news_egypt2013.jsonl.xz") {
		return nil
	}
	out, err := d.run("go run ./bench/planted -shared SHARED")
	d.verbatim(out)
	return err
}

func names(d *document) error {
	d.head("Names", `The tagger alone, without the grammar: exact spans in cross-validation on NewsFANE's training part, bar 0.80 over people,
places and organisations. First ten folds of every tenth sentence, as it is usually done; then five folds that are each a
stretch of text whose names and topics are new to the tagger, which is harder.`)
	if !d.has("data/ner") {
		return nil
	}
	for _, folds := range []string{"-folds 10 -mixed", "-folds 5"} {
		out, err := d.run("go run ./cmd/isnad-train -words lang/ar/words.tsv " + folds + " SHARED/data/ner/newsfane.train.conll")
		if err != nil {
			return err
		}
		d.verbatim(out)
	}
	return nil
}

func times(d *document) error {
	d.head("Times and numbers", "Public cases of other programs, beside go-dateparser.")
	if !d.has("data/temporal") {
		return nil
	}
	out, err := d.run("cd bench/temporal && go run .")
	d.verbatim(out)
	return err
}

func (d *document) verbatim(s string) {
	fmt.Fprintf(d, "\n```\n%s\n```\n", strings.TrimSpace(s))
}

// judged writes down what somebody who knows Arabic thought of a sample; the
// counts stand in judged.tsv, a line each: seed, sort, field, right, of.
func judged(d *document) error {
	d.head("Random articles", `Findings of 400 articles drawn by lot from five corpora (Egypt 2013, Saudi Arabia 2015, Tunisia 2016-17, Morocco
2018-22, Al Jazeera 2023-25), 60 of each sort, each read with the words around it by one judge. A content is
right if it begins where it should and four fifths of its words are right, a speaker if it is the right one under any of
its names; where the finding is none at all, all of its fields are wrong. Each round is of
other articles, and rules were mended after it. A seed always draws the same articles; which of their findings are
drawn changes with the program.`)
	const file = "bench/quality/judged.tsv"
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	rows := [][]string{{"seed", "finding", "field", "right", "of", "precision"}}
	seen := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		var seed, of, right int
		f := strings.Split(strings.TrimSpace(line), "\t")
		if strings.HasPrefix(line, "#") || len(f) != 5 {
			continue
		}
		if _, err := fmt.Sscan(f[0]+" "+f[3]+" "+f[4], &seed, &right, &of); err != nil || of == 0 {
			return fmt.Errorf("%s: %q: %w", file, line, err)
		}
		if !seen[f[0]] {
			seen[f[0]] = true
			d.show(fmt.Sprintf("go run ./bench/quality -shared SHARED -sample 60 -seed %d", seed))
		}
		rows = append(rows, append(f, fmt.Sprintf("%.2f", float64(right)/float64(of))))
	}
	d.table(rows)
	return nil
}
