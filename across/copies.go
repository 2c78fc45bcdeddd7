package across

import (
	"fmt"
	"slices"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// seed is how many words in a row must be equal for a passage to begin.
const seed = 4

// run is a passage of equal words: n words from a in one page and b in the other.
type run struct{ a, b, n int32 }

// aligner finds the passages that one page shares with others.
type aligner struct {
	keys  []uint32
	heads []int32 // by the hash of a seed: the last word that begins one, counted from 1
	prev  []int32 // the one before with the same hash
	taken []bool
}

// set makes ready to align pages with a.
func (x *aligner) set(a []uint32) {
	size := 64
	for size < 2*len(a) {
		size *= 2
	}
	if cap(x.heads) < size {
		x.heads = make([]int32, size)
	}
	x.heads = x.heads[:size]
	clear(x.heads)
	x.prev = slices.Grow(x.prev[:0], len(a))[:len(a)]
	x.keys = a
	for i := len(a) - seed; i >= 0; i-- {
		h := shingle(a[i:i+seed]) & uint32(size-1)
		x.prev[i] = x.heads[h]
		x.heads[h] = int32(i + 1)
	}
}

// align finds the passages that b shares with the page that was set, in that
// page's order.
//
// Every seed of b is looked up; the longest run that no other covers is taken
// first, so that a passage which stands twice is aligned once.
func (x *aligner) align(b []uint32) []run {
	var runs []run
	a := x.keys
	for j := 0; j+seed <= len(b); {
		best := run{}
		tries := 16
		for at := x.heads[shingle(b[j:j+seed])&uint32(len(x.heads)-1)]; at != 0 && tries > 0; at, tries = x.prev[at-1], tries-1 {
			i, n := int(at-1), 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] && a[i+n] != 0 {
				n++
			}
			if n > int(best.n) {
				best = run{int32(i), int32(j), int32(n)}
			}
		}
		if best.n < seed {
			j++
			continue
		}
		runs = append(runs, best)
		j += int(best.n)
	}
	return x.untangle(runs)
}

// untangle drops what overlaps in the page that was set, the shorter first.
func (x *aligner) untangle(runs []run) []run {
	if len(runs) == 0 {
		return nil
	}
	slices.SortStableFunc(runs, func(p, q run) int { return int(q.n - p.n) })
	x.taken = slices.Grow(x.taken[:0], len(x.keys))[:len(x.keys)]
	clear(x.taken)
	out := runs[:0]
	for _, r := range runs {
		for r.n >= seed && x.taken[r.a] {
			r.a, r.b, r.n = r.a+1, r.b+1, r.n-1
		}
		k := int32(0)
		for k < r.n && !x.taken[r.a+k] {
			k++
		}
		if k < seed {
			continue
		}
		r.n = k
		for i := r.a; i < r.a+r.n; i++ {
			x.taken[i] = true
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(p, q run) int { return int(p.a - q.a) })
	return out
}

// stretch is a passage with the few changed words inside it: words from
// a[0] to a[1] in one page and from b[0] to b[1] in the other.
type stretch struct {
	a, b  [2]int32
	equal int32 // words that are the same
	grams int32 // runs of printLen words that are the same
}

func (s stretch) words() int { return int(s.a[1] - s.a[0]) }

// overlap is what two pages share.
type overlap struct {
	stretches []stretch
	words     int // covered words
	grams     int // runs of printLen words
	longest   int // words that are the same in the longest stretch
	reordered bool
}

func (o *overlap) add(s stretch) {
	o.stretches = append(o.stretches, s)
	o.words += int(s.equal)
	o.grams += int(s.grams)
	o.longest = max(o.longest, int(s.equal))
}

// measure joins runs that stand behind each other in both pages with a few
// changed words between.
func measure(runs []run) (o overlap) {
	last := int32(-1)
	var s stretch
	for i, r := range runs {
		if r.b < last {
			o.reordered = true
		}
		last = r.b
		next := stretch{[2]int32{r.a, r.a + r.n}, [2]int32{r.b, r.b + r.n}, r.n, max(0, r.n-printLen+1)}
		if da, db := r.a-s.a[1], r.b-s.b[1]; i > 0 && da >= 0 && db >= 0 && da <= mostChanged && db <= mostChanged {
			s.a[1], s.b[1], s.equal, s.grams = next.a[1], next.b[1], s.equal+r.n, s.grams+next.grams
			continue
		}
		if i > 0 {
			o.add(s)
		}
		s = next
	}
	if len(runs) > 0 {
		o.add(s)
	}
	return o
}

// mostChanged is how many changed words in a row a stretch may have inside.
const mostChanged = 5

// The least that makes two pages copies: a fifth of the shorter one and more
// than a sentence, not in scraps of a name or a phrase, or a passage of about thirty
// words.
const (
	leastShare   = 0.2
	leastGrams   = 0.18
	leastWords   = 15
	leastPassage = 28
)

// sharing is two pages that share text; a is the earlier one.
type sharing struct {
	a, b           int32 // numbers of pages
	reordered      bool
	one            bool // both come from one text
	shareA, shareB float32
	stretches      []stretch
}

// most is the part of the shorter page that stands in the other.
func (p *sharing) most() float32 { return max(p.shareA, p.shareB) }

// shareOf is the part of page i, one of the two, that stands in the other.
func (p *sharing) shareOf(i int32) float32 {
	if i == p.a {
		return p.shareA
	}
	return p.shareB
}

// shares tells what two pages share, if that is enough.
func shares(o overlap, wordsA, wordsB int) (p sharing, ok bool) {
	if wordsA == 0 || wordsB == 0 || o.words < leastWords {
		return p, false
	}
	p = sharing{shareA: float32(o.words) / float32(wordsA), shareB: float32(o.words) / float32(wordsB), reordered: o.reordered, stretches: o.stretches}
	grams := float32(o.grams) / float32(max(1, min(wordsA, wordsB)-printLen+1))
	return p, p.most() >= leastShare && grams >= leastGrams || o.longest >= leastPassage
}

func round(x float32) float64 { return float64(int(x*100+.5)) / 100 }

// relate tells which page has it from which; a is the earlier one.
//
// An excerpt of an earlier, longer page comes from that page if neither credits
// an agency. Two that share most of their text both ways came from one text that
// was sent to both, unless one says that it was taken from the other. Where
// neither the time nor the measure tells, the direction is unknown.
func relate(a, b *Page, shareA, shareB float32) isnad.Copy {
	switch {
	case b.creditsOutlet(a):
		return because(taken(shareB), isnad.AToB, a.Outlet, fmt.Sprintf("b credits %s, which published a", a.Outlet), isnad.CreditLine)
	case a.creditsOutlet(b):
		return because(taken(shareA), isnad.BToA, b.Outlet, fmt.Sprintf("a credits %s, which published b", b.Outlet), isnad.CreditLine)
	case a.wire != "" && b.wire == "" && (b.agency == "" || b.agency == a.wire):
		return because(taken(shareB), isnad.AToB, a.wire, fmt.Sprintf("a is a page of %s, an agency", a.wire), isnad.AgencyPage)
	case b.wire != "" && a.wire == "" && (a.agency == "" || a.agency == b.wire):
		return because(taken(shareA), isnad.BToA, b.wire, fmt.Sprintf("b is a page of %s, an agency", b.wire), isnad.AgencyPage)
	case a.agency != "" && a.agency == b.agency:
		return because(isnad.SameUpstream, isnad.CommonSource, a.agency, fmt.Sprintf("both credit %s", a.agency), isnad.SameAgency)
	case (a.When.IsZero() || b.When.IsZero()) && max(shareA, shareB) >= mostly:
		return because(isnad.SameUpstream, isnad.UnknownDirection, "", "the time of publication of one is not known", isnad.TimeUnknown)
	case a.agency == "" && b.agency == "" && shareB >= .85 && shareA <= .75:
		return because(taken(shareB), isnad.AToB, "", fmt.Sprintf("b came later, and %d %% of its words stand in a, which is longer and credits nobody", percent(shareB)),
			isnad.Later, isnad.Contained, isnad.NoCredit)
	case max(shareA, shareB) < .5:
		return because(isnad.Rewritten, isnad.UnknownDirection, "", fmt.Sprintf("%d %% of the words of a and %d %% of those of b are shared", percent(shareA), percent(shareB)), isnad.PartShared)
	case a.agency != "":
		return because(isnad.SameUpstream, isnad.CommonSource, a.agency, fmt.Sprintf("a credits %s, and most of one page stands in the other", a.agency), isnad.AgencyOfA, isnad.MostShared)
	case b.agency != "":
		return because(isnad.SameUpstream, isnad.CommonSource, b.agency, fmt.Sprintf("b credits %s, and most of one page stands in the other", b.agency), isnad.AgencyOfB, isnad.MostShared)
	}
	if percent(min(shareA, shareB)) == 100 {
		return because(isnad.SameUpstream, isnad.CommonSource, "", "the same text, and neither says where it is from", isnad.SameText, isnad.NoCredit)
	}
	return because(isnad.SameUpstream, isnad.CommonSource, "",
		fmt.Sprintf("%d %% of a and %d %% of b are shared, and each has words of its own", percent(shareA), percent(shareB)), isnad.MostShared, isnad.OwnWords)
}

// because is how two pages belong together, in words and in codes.
func because(r isnad.CopyRelation, d isnad.Direction, source, reason string, codes ...string) isnad.Copy {
	return isnad.Copy{Relation: r, Direction: d, Reason: reason, Because: codes, Source: source}
}

// creditsOutlet reports whether p says that its text is the outlet's of o.
func (p *Page) creditsOutlet(o *Page) bool {
	if o.Outlet == "" || namesMeet(o.Outlet, p.Outlet) {
		return false
	}
	return slices.ContainsFunc(p.credited, func(c isnad.Credited) bool {
		return sameBody(c.Name, o.Outlet) || sameBody(c.Words, o.Outlet)
	})
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

func percent(x float32) int { return int(x*100 + .5) }

// taken is the relation of a page to the one that it has its text from, by the
// part of it that stands there.
func taken(part float32) isnad.CopyRelation {
	switch {
	case part >= .95:
		return isnad.Copied
	case part >= leastShare:
		return isnad.PartlyCopied
	}
	return isnad.Rewritten
}

// leastDetail is how many numbers and dates a page must have more than another
// to be the one that was shortened.
const leastDetail = 3

// byDetail tells the direction from what the pages say, where their times do
// not: who retells drops numbers and dates and makes them coarser, and adds none.
func byDetail(a, b *sheet) isnad.Copy {
	more, less := a.details(b), b.details(a)
	switch {
	case less == 0 && more >= leastDetail:
		return because(isnad.Rewritten, isnad.AToB, "", fmt.Sprintf("b has no number and no date that a lacks, and a has %d that b lacks", more), isnad.DetailLost)
	case more == 0 && less >= leastDetail:
		return because(isnad.Rewritten, isnad.BToA, "", fmt.Sprintf("a has no number and no date that b lacks, and b has %d that a lacks", less), isnad.DetailLost)
	}
	return isnad.Copy{Direction: isnad.UnknownDirection}
}

// details counts the numbers and dates of s that o has not, nor more precisely.
func (s *sheet) details(o *sheet) (n int) {
	seen := map[string]bool{}
	for i := range s.rec.Figures {
		f := &s.rec.Figures[i]
		if f.Value == nil || seen[fmt.Sprint(*f.Value)] {
			continue
		}
		seen[fmt.Sprint(*f.Value)] = true
		if !slices.ContainsFunc(o.rec.Figures, func(g isnad.Figure) bool { return g.Value != nil && *g.Value == *f.Value }) {
			n++
		}
	}
	for i := range s.rec.Times {
		t := &s.rec.Times[i]
		if t.From == "" || t.To == "" || t.Anchor != "" || seen[t.From+t.To] {
			continue
		}
		seen[t.From+t.To] = true
		if !slices.ContainsFunc(o.rec.Times, func(u isnad.Time) bool { return u.From != "" && t.From <= u.From && u.To != "" && u.To <= t.To }) {
			n++
		}
	}
	return n
}
