package across

import (
	"cmp"
	"slices"
	"sort"
)

// # A corpus in blocks
//
// A corpus that is kept and grows is compared block by block, so that a new page
// does not ask for all others, and many workers can share the work. A block is
// the pages of some days. It is compared in three steps, each a function of what
// it is given, so that it does not matter who takes it, when, or how often:
//
//	Link      sets a block's own pages beside each other and beside pages of
//	          the days before it and those far back that share text with them,
//	          and notes what belongs together;
//	Assemble  puts the notes of all blocks together: what is linked over the
//	          edges of blocks is one story, one text, one utterance. Each story
//	          and each utterance falls to the block that it begins in;
//	Tell      writes down a block's stories, copies and groups with the
//	          differences in them, for which alone records are fetched.
//
// A corpus of one block gives what Pages gives. In one of many, words weigh by
// how rare they are among the pages that a block was linked with and not among
// all, and what is printed on page after page is known by the same pages.

// Placed is a page with its place in a store.
type Placed struct {
	*Page
	Num   int64 // the page's number; never that of another
	Stamp int64 // another one if the record of the page is another
	Own   bool  // whether it belongs to the block, or was only before it
}

// Links are what Link notes of a block: what its own pages belong together with.
type Links struct {
	pages   []linked // the block's own in order of time, then others that are named
	own     int
	pairs   []sharing // a and b are numbers in pages, as all below
	texts   [][2]int32
	stories [][2]int32
	sayings [][2]ref
	amounts [][2]ref
	bonds   [][2]ref
	begun   []begun
	had     found
}

// linked is a page as links know it.
type linked struct{ num, stamp int64 }

// begun is a story that begins in a block, as far as the block knows it.
type begun struct {
	first, title int32 // its first page, and the one whose title it has
	words        []term
}

// found are the threads that were found for the stories that begin in a block.
type found struct {
	upTo    Key // as in a plan
	threads []int64
}

// joins are what a corpus has put together that is of interest to a block.
type joins struct {
	own                              []bool // pages
	texts, stories, sayings, amounts [][2]int32
}

func (c *Corpus) joinText(i, j int32) {
	c.origins.join(i, j)
	c.stories.join(i, j)
	if c.made != nil && (c.made.own[i] || c.made.own[j]) {
		c.made.texts = append(c.made.texts, [2]int32{i, j})
	}
}

func (c *Corpus) joinStory(i, j int32) {
	c.stories.join(i, j)
	if c.made != nil && (c.made.own[i] || c.made.own[j]) {
		c.made.stories = append(c.made.stories, [2]int32{i, j})
	}
}

func (c *Corpus) joinSayings(u, v int32) {
	c.sayings.join(u, v)
	if c.made != nil && (c.made.own[c.utterances[u].page] || c.made.own[c.utterances[v].page]) {
		c.made.sayings = append(c.made.sayings, [2]int32{u, v})
	}
}

func (c *Corpus) joinAmounts(u, v int32) {
	c.amounts.join(u, v)
	if c.made != nil && (c.made.own[c.quantities[u].page] || c.made.own[c.quantities[v].page]) {
		c.made.amounts = append(c.made.amounts, [2]int32{u, v})
	}
}

// Link sets the own pages of a block beside each other and beside the others.
// It sorts pages.
func (x *Comparer) Link(pages []Placed) *Links {
	slices.SortFunc(pages, func(a, b Placed) int {
		switch {
		case earlier(a.Page, b.Page):
			return -1
		case earlier(b.Page, a.Page):
			return 1
		}
		return cmp.Compare(a.Num, b.Num)
	})
	c := x.Corpus(nil)
	c.made = &joins{own: make([]bool, len(pages))}
	all := make([]*Page, len(pages))
	for i := range pages {
		all[i], c.made.own[i] = pages[i].Page, pages[i].Own
	}
	c.furnish(all)
	for _, p := range all {
		c.insert(p)
	}
	sortPairs(c.pairs, func(i int32) int32 { return i })
	l := &Links{}
	utterances, quantities := ranges(c.utterances, len(c.pages)), ranges(c.quantities, len(c.pages))
	n := newNumbering(l, pages)
	for i := range c.pairs {
		p := &c.pairs[i]
		if !pages[p.a].Own && !pages[p.b].Own {
			continue
		}
		if p.one {
			c.meet(p, utterances, quantities)
		}
		q := *p
		q.a, q.b = n.of(p.a), n.of(p.b)
		l.pairs = append(l.pairs, q)
	}
	for _, j := range c.made.texts {
		l.texts = append(l.texts, [2]int32{n.of(j[0]), n.of(j[1])})
	}
	for _, j := range c.made.stories {
		l.stories = append(l.stories, [2]int32{n.of(j[0]), n.of(j[1])})
	}
	l.sayings = n.refs(c.made.sayings, c.utterances)
	l.amounts = n.refs(c.made.amounts, c.quantities)
	var bonds [][2]int32
	for b := range c.bonds {
		bonds = append(bonds, b)
	}
	slices.SortFunc(bonds, func(a, b [2]int32) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	l.bonds = n.refs(bonds, c.utterances)
	for i := range pages {
		told := c.stories.pages[int32(i)]
		if len(told) == 0 || !pages[i].Own {
			continue
		}
		slices.Sort(told)
		l.begun = append(l.begun, begun{n.of(int32(i)), n.of(c.middle(told)), c.gist(told)})
	}
	return l
}

// sortPairs puts pairs in the order of their pages.
func sortPairs(pairs []sharing, place func(int32) int32) {
	sort.Slice(pairs, func(i, j int) bool {
		p, q := &pairs[i], &pairs[j]
		if p.a != q.a {
			return place(p.a) < place(q.a)
		}
		return place(p.b) < place(q.b)
	})
}

// numbering gives the pages of a corpus their numbers in links.
type numbering struct {
	l     *Links
	pages []Placed
	to    []int32 // counted from 1; 0 is a page that was not named yet
}

func newNumbering(l *Links, pages []Placed) *numbering {
	n := &numbering{l, pages, make([]int32, len(pages))}
	for i := range pages {
		if pages[i].Own {
			n.of(int32(i))
		}
	}
	l.own = len(l.pages)
	return n
}

func (n *numbering) of(i int32) int32 {
	if n.to[i] == 0 {
		n.l.pages = append(n.l.pages, linked{n.pages[i].Num, n.pages[i].Stamp})
		n.to[i] = int32(len(n.l.pages))
	}
	return n.to[i] - 1
}

func (n *numbering) refs(pairs [][2]int32, of []ref) [][2]ref {
	out := make([][2]ref, len(pairs))
	for i, p := range pairs {
		a, b := of[p[0]], of[p[1]]
		out[i] = [2]ref{{n.of(a.page), a.n}, {n.of(b.page), b.n}}
	}
	return out
}
