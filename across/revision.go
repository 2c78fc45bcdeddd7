package across

import (
	"cmp"
	"slices"
	"sort"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// Revise tells what changed from one version of a page to another. The records
// are named by their given ids.
//
// The words of both texts are aligned, and what stands in one place of the text
// is one thing: a statement is the one in the other version that has most of its
// words, and a figure the one that stands where it stood. What differs in them is
// then named as between two pages of one text.
func (x *Comparer) Revise(before, after *isnad.Record) *isnad.Revision {
	r := &revision{c: x.Corpus(nil), a: x.sheet(before), b: x.sheet(after)}
	r.align()
	out := &isnad.Revision{Before: r.a.id, After: r.b.id, Fields: fields(before, after)}
	r.words(out)
	r.statements(out)
	r.figures(out)
	return out
}

func fields(a, b *isnad.Record) (out []isnad.FieldChange) {
	day := func(r *isnad.Record) string {
		if r.Published == nil {
			return ""
		}
		return r.Published.Value
	}
	for _, f := range []isnad.FieldChange{
		{Field: "title", Before: a.Title, After: b.Title}, {Field: "byline", Before: a.Byline, After: b.Byline},
		{Field: "outlet", Before: outlet(a), After: outlet(b)}, {Field: "published", Before: day(a), After: day(b)},
		{Field: "language", Before: a.Language, After: b.Language},
	} {
		if f.Before != f.After {
			out = append(out, f)
		}
	}
	return out
}

// revision is two versions of a page beside each other.
type revision struct {
	c    *Corpus
	a, b *sheet
	with []int       // the word of b that each word of a is, or -1
	gaps []wordRange // where the words differ, in order
}

// wordRange is words ai to aj of a and bi to bj of b.
type wordRange struct{ ai, aj, bi, bj int }

// whole are the keys of a page's words, each with what is joined to it: «ولم» is
// another word than «لم».
func (s *sheet) whole() []uint32 {
	keys := make([]uint32, len(s.words))
	for i, w := range s.words {
		keys[i] = key(s.text.Norm(int(w)))
	}
	return keys
}

// align finds which word of the one version is which of the other: long runs of
// equal words first, of those the longest chain that goes forward in both, and
// between them the longest common subsequence.
func (r *revision) align() {
	x, y := r.a.whole(), r.b.whole()
	r.with = slices.Repeat([]int{-1}, len(x))
	head := 0
	for head < min(len(x), len(y)) && x[head] == y[head] {
		r.with[head] = head
		head++
	}
	var al aligner
	al.set(x[head:])
	i, j := head, head
	for _, run := range append(forward(al.align(y[head:])), run{int32(len(x) - head), int32(len(y) - head), 0}) {
		a, b := int(run.a)+head, int(run.b)+head
		r.between(x, y, wordRange{i, a, j, b})
		for n := range int(run.n) {
			r.with[a+n] = b + n
		}
		i, j = a+int(run.n), b+int(run.n)
	}
	i, j = 0, 0
	for k := 0; k <= len(x); k++ {
		if k < len(x) && r.with[k] < 0 {
			continue
		}
		to := len(y)
		if k < len(x) {
			to = r.with[k]
		}
		if k > i || to > j {
			r.gaps = append(r.gaps, wordRange{i, k, j, to})
		}
		i, j = k+1, to+1
	}
}

// mostBack bounds the work on texts that were shuffled.
const mostBack = 1000

// forward are the runs of the heaviest chain that goes forward in both texts;
// what was moved is not in it.
func forward(runs []run) []run {
	if len(runs) == 0 {
		return nil
	}
	best, before := make([]int32, len(runs)), make([]int, len(runs))
	last := 0
	for i, r := range runs {
		best[i], before[i] = r.n, -1
		for k := max(0, i-mostBack); k < i; k++ {
			if p := runs[k]; p.a+p.n <= r.a && p.b+p.n <= r.b && best[k]+r.n > best[i] {
				best[i], before[i] = best[k]+r.n, k
			}
		}
		if best[i] > best[last] {
			last = i
		}
	}
	var out []run
	for i := last; i >= 0; i = before[i] {
		out = append(out, runs[i])
	}
	slices.Reverse(out)
	return out
}

// mostCells bounds the work between two runs; longer parts are other words.
const mostCells = 1 << 20

// between aligns the words between two runs.
func (r *revision) between(x, y []uint32, g wordRange) {
	n, m := g.aj-g.ai, g.bj-g.bi
	if n == 0 || m == 0 || n*m > mostCells {
		return
	}
	long := make([]int32, (n+1)*(m+1))
	at := func(i, j int) *int32 { return &long[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			if x[g.ai+i] == y[g.bi+j] {
				*at(i, j) = *at(i+1, j+1) + 1
			}
		}
	}
	for i, j := 0, 0; i < n && j < m; {
		switch {
		case x[g.ai+i] == y[g.bi+j]:
			r.with[g.ai+i] = g.bi + j
			i, j = i+1, j+1
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
}

// words tells the passages that differ. One equal word between two of them is
// part of both: the words around it were written anew.
func (r *revision) words(out *isnad.Revision) {
	for i, j := range r.with {
		if j >= 0 && r.a.passage(i, i+1).Exact != r.b.passage(j, j+1).Exact {
			out.Respelt++
		}
	}
	for i := 0; i < len(r.gaps); {
		g := r.gaps[i]
		out.Words += max(g.aj-g.ai, g.bj-g.bi)
		for i++; i < len(r.gaps) && r.gaps[i].ai == g.aj+1 && r.gaps[i].bi == g.bj+1; i++ {
			n := r.gaps[i]
			out.Words += max(n.aj-n.ai, n.bj-n.bi)
			g.aj, g.bj = n.aj, n.bj
		}
		var t isnad.TextChange
		if g.ai < g.aj {
			p := r.a.passage(g.ai, g.aj)
			t.Before = &p
		}
		if g.bi < g.bj {
			p := r.b.passage(g.bi, g.bj)
			t.After = &p
		}
		out.Passages = append(out.Passages, t)
	}
}

// match is a finding of each version that may be one.
type match struct {
	a, b  int
	score float64
}

// pairs gives each of n findings the one of m that it is, or -1, the surest
// first, and tells which of m are left.
func pairs(n, m int, all []match) (with []int, left []int) {
	slices.SortStableFunc(all, func(x, y match) int { return cmp.Compare(y.score, x.score) })
	with = slices.Repeat([]int{-1}, n)
	taken := make([]bool, m)
	for _, x := range all {
		if with[x.a] < 0 && !taken[x.b] {
			with[x.a], taken[x.b] = x.b, true
		}
	}
	for i, t := range taken {
		if !t {
			left = append(left, i)
		}
	}
	return with, left
}

// leastOverlap is the part of two statements' words that has to be the same for
// them to be one that was changed.
const leastOverlap = .4

func (r *revision) statements(out *isnad.Revision) {
	a, b := r.a.rec.Statements, r.b.rec.Statements
	later := make([]*said, len(b))
	for i := range b {
		later[i] = r.b.said(i)
	}
	var all []match
	for i := range a {
		x := r.a.said(i)
		from, to := r.onto(x.from, x.to)
		for k, y := range later {
			if y.from >= to || y.to <= from {
				continue
			}
			same := 0
			for w := x.from; w < x.to; w++ {
				if j := r.with[w]; j >= y.from && j < y.to {
					same++
				}
			}
			if n := x.to - x.from + y.to - y.from; same > 0 && 2*float64(same) >= leastOverlap*float64(n) {
				all = append(all, match{i, k, 2 * float64(same) / float64(n)})
			}
		}
	}
	with, came := pairs(len(a), len(b), all)
	for i, k := range with {
		if k < 0 {
			out.Statements = append(out.Statements, isnad.FindingChange{Before: a[i].ID})
			continue
		}
		x, y := r.a.said(i), later[k]
		c := isnad.FindingChange{Before: a[i].ID, After: b[k].ID, Differences: r.c.drift([]*said{x, y})}
		if len(c.Differences) > 0 || !r.same(x, y) {
			out.Statements = append(out.Statements, c)
		}
	}
	for _, k := range came {
		out.Statements = append(out.Statements, isnad.FindingChange{After: b[k].ID})
	}
}

// same reports whether the same words are told of the same speaker in the same
// way.
func (r *revision) same(x, y *said) bool {
	if x.to-x.from != y.to-y.from || x.st.Kind != y.st.Kind || x.st.Act != y.st.Act || lang.Normal(x.st.Speaker.Name) != lang.Normal(y.st.Speaker.Name) {
		return false
	}
	for n := range x.to - x.from {
		if r.with[x.from+n] != y.from+n {
			return false
		}
	}
	return true
}

// onto is where words of the first version stand in the other: all that is
// there in their place.
func (r *revision) onto(from, to int) (int, int) {
	lo, hi := len(r.b.words), 0
	for i := from; i < to; i++ {
		if j := r.with[i]; j >= 0 {
			lo, hi = min(lo, j), max(hi, j+1)
			continue
		}
		at := sort.Search(len(r.gaps), func(k int) bool { return r.gaps[k].aj > i })
		lo, hi = min(lo, r.gaps[at].bi), max(hi, r.gaps[at].bj)
	}
	return lo, hi
}

func (r *revision) figures(out *isnad.Revision) {
	a, b := r.a.rec.Figures, r.b.rec.Figures
	var all []match
	for i := range a {
		from, to := r.a.wordsIn(a[i].Span)
		from, to = r.onto(from, to)
		for k := range b {
			bf, bt := r.b.wordsIn(b[k].Span)
			if bf >= to || bt <= from || a[i].Unit != b[k].Unit {
				continue
			}
			x := match{i, k, 1}
			if amount(&a[i]) == amount(&b[k]) {
				x.score += 2
			}
			if r.a.counted(i).noun == r.b.counted(k).noun {
				x.score++
			}
			all = append(all, x)
		}
	}
	with, came := pairs(len(a), len(b), all)
	for i, k := range with {
		if k < 0 {
			out.Figures = append(out.Figures, isnad.FindingChange{Before: a[i].ID})
			continue
		}
		c := isnad.FindingChange{Before: a[i].ID, After: b[k].ID}
		x, y := r.a.counted(i), r.b.counted(k)
		if a[i].Value != nil && b[k].Value != nil {
			c.Differences = r.c.figureDrift([]*counted{x, y})
		}
		if amount(&a[i]) != amount(&b[k]) && len(c.Differences) == 0 {
			c.Differences = []isnad.Difference{{Type: "value_changed", Members: []string{y.name}, Before: x.place(), After: y.place()}}
		}
		if len(c.Differences) > 0 {
			out.Figures = append(out.Figures, c)
		}
	}
	for _, k := range came {
		out.Figures = append(out.Figures, isnad.FindingChange{After: b[k].ID})
	}
}

// size is how much a figure says that there is.
type size struct {
	value, low, high float64
	bound            isnad.Bound
}

func amount(f *isnad.Figure) size {
	s := size{bound: f.Bound}
	for to, from := range map[*float64]*float64{&s.value: f.Value, &s.low: f.Low, &s.high: f.High} {
		if from != nil {
			*to = *from
		}
	}
	return s
}
