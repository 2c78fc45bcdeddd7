// Package across sets records beside each other: which pages are copies and of
// what, which stories they tell and from how many independent origins, and
// where one utterance or one quantity is carried and how it changed on the way.
//
// It makes an isnad.Comparison from records alone, and promises that it shows
// differences and never says who is right, that every difference names the
// words it rests on, and that the same records give the same comparison. It is
// pure.
package across

import (
	"iter"
	"sort"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// Comparer compares records in the languages that it was made for.
type Comparer struct {
	langs map[string]*lang.Lang
}

// New makes a comparer for the languages given.
func New(langs ...*lang.Lang) *Comparer {
	c := &Comparer{langs: map[string]*lang.Lang{}}
	for _, l := range langs {
		c.langs[l.Tag] = l
	}
	return c
}

// comparer is one comparison.
type comparer struct {
	sheets  []*sheet
	origins sets // pages that carry one text
}

// Compare compares records; those with an error are left out.
func (x *Comparer) Compare(records iter.Seq[*isnad.Record]) *isnad.Comparison {
	c := &comparer{}
	for r := range records {
		if r.Error == "" {
			c.sheets = append(c.sheets, newSheet(r, x.langs))
		}
	}
	sort.SliceStable(c.sheets, func(i, j int) bool {
		a, b := c.sheets[i], c.sheets[j]
		return a.when.Before(b.when) || a.when.Equal(b.when) && a.id < b.id
	})
	for i, s := range c.sheets {
		s.at = i
	}
	out := &isnad.Comparison{Isnad: isnad.Version}
	for _, s := range c.sheets {
		out.Records = append(out.Records, s.id)
	}
	out.Copies = c.copies()
	out.Stories = c.stories(out.Copies)
	out.Statements = c.statementGroups()
	out.Figures = c.figureGroups()
	var events []happening
	for _, s := range c.sheets {
		for _, h := range happenings(s.rec, s.text, s.id) {
			h.page, h.origin = int32(s.at), int32(c.origins.find(s.at))
			events = append(events, h)
		}
	}
	out.Chronology = chronology(events)
	return out
}

// copies compares the pairs of pages that share a few rare runs of words.
func (c *comparer) copies() (out []isnad.Copy) {
	for _, p := range c.pairs() {
		if x := compare(c.sheets[p[0]], c.sheets[p[1]]); x != nil {
			out = append(out, *x)
		}
	}
	return out
}

const (
	printLen    = 5 // words of a fingerprint
	printWindow = 6 // one fingerprint is kept of so many in a row
	mostHolders = 60
)

// pairs are the pages that share a fingerprint: the smallest hash of every
// window of runs of words (Schleimer, Wilkerson and Aiken, Winnowing, 2003).
// What more than a few dozen pages hold is a text of an agency or an outlet's
// own furniture; of those each page is paired with the earliest alone, so that
// the work grows with the pages and not with their pairs.
func (c *comparer) pairs() [][2]int {
	holders := map[uint64][]int{}
	for i, s := range c.sheets {
		for _, h := range fingerprints(s.keys) {
			if l := holders[h]; len(l) == 0 || l[len(l)-1] != i {
				holders[h] = append(l, i)
			}
		}
	}
	seen := map[[2]int]bool{}
	for _, l := range holders {
		firsts := len(l)
		if firsts > mostHolders {
			firsts = 1
		}
		for x := range firsts {
			for y := x + 1; y < len(l); y++ {
				seen[[2]int{l[x], l[y]}] = true
			}
		}
	}
	out := make([][2]int, 0, len(seen))
	for p := range seen {
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool {
		return out[i][0] < out[j][0] || out[i][0] == out[j][0] && out[i][1] < out[j][1]
	})
	return out
}

func fingerprints(keys []uint64) (out []uint64) {
	if len(keys) < printLen {
		return nil
	}
	hs := make([]uint64, len(keys)-printLen+1)
	for i := range hs {
		hs[i] = shingle(keys[i : i+printLen])
	}
	last := -1
	for i := 0; i+printWindow <= len(hs) || i == 0; i++ {
		best := i
		for j := i; j < min(i+printWindow, len(hs)); j++ {
			if hs[j] < hs[best] {
				best = j
			}
		}
		if best != last {
			out = append(out, hs[best])
			last = best
		}
	}
	return out
}
