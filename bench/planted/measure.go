package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// result is what comparing made of the articles and their copies.
type result struct {
	Articles int          `json:"articles"`
	Copies   int          `json:"copies"`
	Unread   int          `json:"unread"` // pages that no record could be made of
	Classes  []classScore `json:"classes"`
	// Found are the pairs of pages that comparing calls copies: those of an
	// original and its copy, others that do share text, and those that do not.
	Found     int     `json:"found"`
	Planted   int     `json:"planted"`
	Sharing   int     `json:"sharing"`
	Wrong     int     `json:"wrong"`
	Precision float64 `json:"precision"`
	// Relations are the pairs found by what comparing says of them.
	Relations []relationScore `json:"relations"`
	// Stories are those of more than one page, and Largest the pages of the
	// one with most.
	Stories int `json:"stories"`
	Largest int `json:"largest_story"`

	wrong, missed []string
}

// classScore says of the pairs of a class how many were found and how many
// stand in one story.
type classScore struct {
	Class    string  `json:"class"`
	Pairs    int     `json:"pairs"`
	Found    int     `json:"found"`
	Recall   float64 `json:"recall"`
	InStory  int     `json:"in_story"`
	OneStory float64 `json:"one_story"`
}

// relationScore says how many pairs of a relation do share text.
type relationScore struct {
	Relation  isnad.CopyRelation `json:"relation"`
	Found     int                `json:"found"`
	Right     int                `json:"right"`
	Precision float64            `json:"precision"`
}

// What makes pages share text, exhaustively and without any of the rules of
// package across: of the runs of three words of the smaller page so many stand
// in the larger, or so many words in a row are equal.
const (
	gram      = 3
	leastPart = .2
	leastRun  = 25
	// Half of a real page of thirty words and more in another is a copy that
	// has to be found, although nobody planted it.
	realPart  = .5
	realWords = 30
)

func measure(set []article) *result {
	records, unread := readAll(set)
	c := across.New(ar.Lang(), en.Lang()).Compare(slices.Values(records))
	found := map[[2]string]bool{}
	for _, x := range c.Copies {
		found[pairOf(x.A, x.B)] = true
	}
	story := map[string]string{}
	res := &result{Unread: unread}
	for _, s := range c.Stories {
		if len(s.Records) > 1 {
			res.Stories++
		}
		res.Largest = max(res.Largest, len(s.Records))
		for _, id := range s.Records {
			story[id] = s.ID
		}
	}
	res.recall(set, found, story)
	res.precision(set, c.Copies)
	return res
}

// readAll makes the records of pages.
func readAll(set []article) (records []*isnad.Record, unread int) {
	r := read.New(ar.Lang(), en.Lang())
	for i := range set {
		a := &set[i]
		sum := sha256.Sum256([]byte(a.page()))
		rec, err := r.Read(read.Input{ID: "sha256:" + hex.EncodeToString(sum[:]), GivenID: a.ID, Outlet: a.Outlet, Published: a.Published, Text: a.page()})
		if err != nil {
			unread++
		}
		records = append(records, rec)
	}
	return records, unread
}

func pairOf(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// recall asks for each planted copy, and for the real ones, whether it was found.
func (res *result) recall(set []article, found map[[2]string]bool, story map[string]string) {
	pairs := map[string][][2]string{}
	for i := range set {
		if a := &set[i]; a.Class != "" {
			res.Copies++
			pairs[a.Class] = append(pairs[a.Class], [2]string{a.Original, a.ID})
		} else {
			res.Articles++
		}
	}
	const real = "not planted"
	pairs[real] = realCopies(set)
	for _, c := range append(slices.Clone(classes), class{name: real}) {
		s := classScore{Class: c.name, Pairs: len(pairs[c.name])}
		for _, p := range pairs[c.name] {
			if found[pairOf(p[0], p[1])] {
				s.Found++
			} else {
				res.missed = append(res.missed, fmt.Sprintf("%s\t%s\t%s", c.name, p[0], p[1]))
			}
			if a := story[p[0]]; a != "" && a == story[p[1]] {
				s.InStory++
			}
		}
		s.Recall, s.OneStory = part(s.Found, s.Pairs), part(s.InStory, s.Pairs)
		res.Classes = append(res.Classes, s)
	}
}

func (res *result) precision(set []article, copies []isnad.Copy) {
	byID := map[string]*article{}
	for i := range set {
		byID[set[i].ID] = &set[i]
	}
	numbers := map[string]int32{}
	found, right := map[isnad.CopyRelation]int{}, map[isnad.CopyRelation]int{}
	for _, x := range copies {
		a, b := byID[x.A], byID[x.B]
		found[x.Relation]++
		if a.Original == b.ID || b.Original == a.ID {
			res.Planted++
			right[x.Relation]++
			continue
		}
		wa, wb := numbered(a.page(), numbers), numbered(b.page(), numbers)
		of, run := contained(grams(wa), grams(wb)), longestRun(wa, wb)
		if of >= leastPart || run >= leastRun {
			res.Sharing++
			right[x.Relation]++
			continue
		}
		res.Wrong++
		res.wrong = append(res.wrong, fmt.Sprintf("%s\t%s\t%s of %.2f and %.2f; %.2f of the smaller, %d words in a row", x.A, x.B, x.Relation, x.ShareOfA, x.ShareOfB, of, run))
	}
	res.Found = len(copies)
	res.Precision = part(res.Planted+res.Sharing, res.Found)
	for _, r := range slices.Sorted(maps.Keys(found)) {
		res.Relations = append(res.Relations, relationScore{r, found[r], right[r], part(right[r], found[r])})
	}
}

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// numbered are the words of a text in normal form as numbers.
func numbered(s string, numbers map[string]int32) (out []int32) {
	for _, w := range normalWords(s) {
		n, ok := numbers[w]
		if !ok {
			n = int32(len(numbers))
			numbers[w] = n
		}
		out = append(out, n)
	}
	return out
}

// grams are the runs of three words.
func grams(words []int32) map[[gram]int32]bool {
	set := map[[gram]int32]bool{}
	for i := 0; i+gram <= len(words); i++ {
		set[[gram]int32(words[i:i+gram])] = true
	}
	return set
}

// contained is the part of the smaller set that stands in the larger.
func contained(a, b map[[gram]int32]bool) float64 {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for g := range a {
		if b[g] {
			n++
		}
	}
	return part(n, len(a))
}

// longestRun is the most words in a row that stand in both.
func longestRun(a, b []int32) (longest int) {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for _, x := range a {
		for j, y := range b {
			row[j+1] = 0
			if x == y {
				row[j+1] = before[j] + 1
				longest = max(longest, row[j+1])
			}
		}
		before, row = row, before
	}
	return longest
}

// realCopies are the pairs of articles, none of them planted, where half of the
// smaller one stands in the other.
func realCopies(set []article) (pairs [][2]string) {
	numbers := map[string]int32{}
	holders := map[[gram]int32][]int{}
	sets := make([]map[[gram]int32]bool, len(set))
	for i := range set {
		words := numbered(set[i].page(), numbers)
		if set[i].Class != "" || len(words) < realWords {
			continue
		}
		sets[i] = grams(words)
		for g := range sets[i] {
			holders[g] = append(holders[g], i)
		}
	}
	seen := map[[2]int]bool{}
	for _, l := range holders {
		for x, i := range l {
			for _, j := range l[x+1:] {
				seen[[2]int{i, j}] = true
			}
		}
	}
	for p := range seen {
		if contained(sets[p[0]], sets[p[1]]) >= realPart {
			pairs = append(pairs, [2]string{set[p[0]].ID, set[p[1]].ID})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return pairs
}

func (res *result) print(w io.Writer, show int) {
	fmt.Fprintf(w, "%d articles and %d planted copies, %d of both unread\n\n", res.Articles, res.Copies, res.Unread)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "copies\tpairs\tfound\trecall\tin one story")
	for _, c := range res.Classes {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.3f\t%.3f\n", c.Class, c.Pairs, c.Found, c.Recall, c.OneStory)
	}
	t.Flush()
	fmt.Fprintf(w, "\n%d pairs found: %d planted, %d others that share text, %d that do not\n\n", res.Found, res.Planted, res.Sharing, res.Wrong)
	t = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "relation\tpairs\tright\tprecision")
	for _, r := range append(res.Relations, relationScore{"all", res.Found, res.Planted + res.Sharing, res.Precision}) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.3f\n", r.Relation, r.Found, r.Right, r.Precision)
	}
	t.Flush()
	fmt.Fprintln(w)
	fmt.Fprintf(w, "%d stories of more than one page, the largest of %d\n", res.Stories, res.Largest)
	for _, l := range res.wrong[:min(show, len(res.wrong))] {
		fmt.Fprintln(w, "wrong:", l)
	}
	for _, l := range res.missed[:min(show, len(res.missed))] {
		fmt.Fprintln(w, "not found:", l)
	}
}
