package across

import (
	"fmt"
	"sort"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// seed is how many words in a row must be equal for a passage to begin.
const seed = 4

// run is a passage of equal words: n words from a in one page and b in the other.
type run struct{ a, b, n int }

// align finds the passages that two pages share, in the order of the first.
//
// Every seed of the shorter page is looked up in the longer; the longest run
// that no other covers is taken first, so that a passage which stands twice is
// aligned once. Runs that a few changed words part are one passage.
func align(a, b *sheet) []run {
	at := map[uint64][]int32{}
	for i := 0; i+seed <= len(a.keys); i++ {
		h := shingle(a.keys[i : i+seed])
		if len(at[h]) < 8 {
			at[h] = append(at[h], int32(i))
		}
	}
	var runs []run
	for j := 0; j+seed <= len(b.keys); {
		best := run{}
		for _, i := range at[shingle(b.keys[j:j+seed])] {
			n := 0
			for int(i)+n < len(a.keys) && j+n < len(b.keys) && a.keys[int(i)+n] == b.keys[j+n] {
				n++
			}
			if n > best.n {
				best = run{int(i), j, n}
			}
		}
		if best.n < seed {
			j++
			continue
		}
		runs = append(runs, best)
		j += best.n
	}
	return untangle(runs, len(a.keys))
}

// shingle is the number of words in a row.
func shingle(keys []uint64) uint64 {
	h := uint64(14695981039346656037)
	for _, k := range keys {
		h = (h ^ k) * 1099511628211
	}
	return h
}

// untangle drops what overlaps in the first page, the shorter first.
func untangle(runs []run, n int) []run {
	sort.SliceStable(runs, func(i, j int) bool { return runs[i].n > runs[j].n })
	taken := make([]bool, n)
	var out []run
	for _, r := range runs {
		for r.n >= seed && taken[r.a] {
			r.a, r.b, r.n = r.a+1, r.b+1, r.n-1
		}
		k := 0
		for k < r.n && !taken[r.a+k] {
			k++
		}
		if k < seed {
			continue
		}
		r.n = k
		for i := r.a; i < r.a+r.n; i++ {
			taken[i] = true
		}
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].a < out[j].a })
	return out
}

// passages joins runs that stand behind each other in both pages with a few
// changed words between.
func passages(runs []run) [][2]run {
	var out [][2]run // first and last run of a passage
	for _, r := range runs {
		if n := len(out); n > 0 {
			l := out[n-1][1]
			if da, db := r.a-(l.a+l.n), r.b-(l.b+l.n); da >= 0 && db >= 0 && da <= 5 && db <= 5 {
				out[n-1][1] = r
				continue
			}
		}
		out = append(out, [2]run{r, r})
	}
	return out
}

// shared is what align found, measured.
type shared struct {
	passages  [][2]run
	words     int // covered words
	longest   int // words of the longest passage, gaps counted
	reordered bool
}

func measure(runs []run) (s shared) {
	s.passages = passages(runs)
	last := -1
	for _, r := range runs {
		s.words += r.n
		if r.b < last {
			s.reordered = true
		}
		last = r.b
	}
	for _, p := range s.passages {
		s.longest = max(s.longest, p[1].a+p[1].n-p[0].a)
	}
	return s
}

// The least that makes two pages copies: a fifth of the shorter one and more
// than a sentence, or a passage of thirty words.
const (
	leastShare   = 0.2
	leastWords   = 15
	leastPassage = 30
)

// compare tells how two pages share text, nil if they do not.
func compare(a, b *sheet) *isnad.Copy {
	if b.when.Before(a.when) && !b.when.IsZero() {
		a, b = b, a
	}
	s := measure(align(a, b))
	if len(a.keys) == 0 || len(b.keys) == 0 {
		return nil
	}
	shareA, shareB := float64(s.words)/float64(len(a.keys)), float64(s.words)/float64(len(b.keys))
	if s.words < leastWords || max(shareA, shareB) < leastShare && s.longest < leastPassage {
		return nil
	}
	c := &isnad.Copy{A: a.id, B: b.id, ShareOfA: round(shareA), ShareOfB: round(shareB), Reordered: s.reordered}
	for _, p := range s.passages {
		c.Aligned = append(c.Aligned, isnad.Aligned{
			A: a.passage(p[0].a, p[1].a+p[1].n), B: b.passage(p[0].b, p[1].b+p[1].n),
		})
	}
	c.Relation, c.Direction, c.Reason = relate(a, b, shareA, shareB)
	return c
}

func round(x float64) float64 { return float64(int(x*100+.5)) / 100 }

// relate tells which page has it from which; a is the earlier one.
//
// An excerpt of an earlier, longer page that credits nobody comes from that
// page. Two that share most of their text both ways came from one text that
// was sent to both, unless one says that it was taken from the other. Where
// neither the time nor the measure tells, the direction is unknown.
func relate(a, b *sheet, shareA, shareB float64) (isnad.CopyRelation, isnad.Direction, string) {
	whole := isnad.PartlyCopied
	if shareB >= .95 {
		whole = isnad.Copied
	}
	switch {
	case b.creditsOutlet(a):
		return whole, isnad.AToB, fmt.Sprintf("b credits %s, which published a", outlet(a))
	case a.creditsOutlet(b):
		return whole, isnad.BToA, fmt.Sprintf("a credits %s, which published b", outlet(b))
	case a.agency != "" && a.agency == b.agency:
		return isnad.SameUpstream, isnad.CommonSource, fmt.Sprintf("both credit %s", a.agency)
	case a.when.IsZero() || b.when.IsZero():
		return isnad.SameUpstream, isnad.UnknownDirection, "the time of publication of one is not known"
	case a.agency == "" && shareB >= .85 && shareA <= .75:
		return whole, isnad.AToB, fmt.Sprintf("b came later, and %d %% of its words stand in a, which is longer and credits nobody", percent(shareB))
	case max(shareA, shareB) < .5:
		return isnad.Rewritten, isnad.UnknownDirection, fmt.Sprintf("%d %% of the words of a and %d %% of those of b are shared", percent(shareA), percent(shareB))
	case a.agency != "":
		return isnad.SameUpstream, isnad.CommonSource, fmt.Sprintf("a credits %s, and most of the text is in both", a.agency)
	case b.agency != "":
		return isnad.SameUpstream, isnad.CommonSource, fmt.Sprintf("b credits %s, and most of the text is in both", b.agency)
	}
	return isnad.SameUpstream, isnad.CommonSource,
		fmt.Sprintf("%d %% of a and %d %% of b are shared, and each has words that the other lacks", percent(shareA), percent(shareB))
}

// creditsOutlet reports whether s says that its text is the outlet's of o, and
// o does not say the same of s.
func (s *sheet) creditsOutlet(o *sheet) bool {
	name := outlet(o)
	if name == "" || namesMeet(name, outlet(s)) {
		return false
	}
	for i := range s.rec.Credits {
		if c := &s.rec.Credits[i]; c.Kind != "person" && (sameBody(c.Name, name) || sameBody(c.Words, name)) {
			return true
		}
	}
	return false
}

// sameBody reports whether all words of a body's shorter name stand in the longer.
func sameBody(a, b string) bool {
	x, y := strings.Fields(lang.Normal(a)), strings.Fields(lang.Normal(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	has := map[string]bool{}
	for _, w := range y {
		has[strings.Trim(w, "()«»،.")] = true
	}
	for _, w := range x {
		if !has[strings.Trim(w, "()«»،.")] {
			return false
		}
	}
	return len(x) > 0
}

func percent(x float64) int { return int(x*100 + .5) }

func outlet(s *sheet) string {
	if s.rec.Outlet == nil {
		return ""
	}
	return s.rec.Outlet.Name
}
