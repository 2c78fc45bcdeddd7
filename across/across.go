// Package across sets records beside each other: which pages are copies and of
// what, which stories they tell and from how many independent origins, where
// one utterance or one quantity is carried and how it changed on the way, and
// what happened when.
//
// It makes an isnad.Comparison from records alone, and promises that it shows
// differences and never says who is right, that every difference names the
// words it rests on, and that the same records give the same comparison
// whatever order they come in. It keeps a signature of each page and fetches a
// record only to show its words, so that a corpus may be larger than memory. It
// is pure.
package across

import (
	"fmt"
	"iter"
	"slices"
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

// Compare compares records that fit in memory; those with an error are left out.
func (x *Comparer) Compare(records iter.Seq[*isnad.Record]) *isnad.Comparison {
	kept := map[*Page]*isnad.Record{}
	var pages []*Page
	for r := range records {
		if r.Error == "" {
			p := x.Sign(r)
			kept[p] = r
			pages = append(pages, p)
		}
	}
	out, _ := x.Pages(pages, func(p *Page) (*isnad.Record, error) { return kept[p], nil }).Comparison() // this fetch cannot fail
	return out
}

// Comparison collects the parts.
func (parts *Parts) Comparison() (*isnad.Comparison, error) {
	out := &isnad.Comparison{Isnad: isnad.Version, Records: parts.Records, Stories: parts.Stories, Chronology: parts.Chronology}
	for y := range parts.Copies {
		out.Copies = append(out.Copies, y)
	}
	for y := range parts.Statements {
		out.Statements = append(out.Statements, y)
	}
	for y := range parts.Figures {
		out.Figures = append(out.Figures, y)
	}
	return out, parts.Err()
}

// Parts are the parts of a comparison; those that hold the words of pages are
// made as they are asked for.
type Parts struct {
	Records    []string
	Stories    []isnad.Story
	Chronology []isnad.Moment
	Copies     iter.Seq[isnad.Copy]
	Statements iter.Seq[isnad.Group]
	Figures    iter.Seq[isnad.Group]
	// Err tells, when all was asked for, why a record could not be fetched.
	Err func() error
}

// Pages compares pages that were signed, fetching records for their words. It
// sorts pages.
func (x *Comparer) Pages(pages []*Page, fetch Fetch) *Parts {
	sort.SliceStable(pages, func(i, j int) bool { return earlier(pages[i], pages[j]) })
	c := x.Corpus(fetch)
	c.furnish(pages)
	for _, p := range pages {
		c.Add(p)
	}
	return c.Parts()
}

// Parts compares what was added so far.
func (c *Corpus) Parts() *Parts {
	c.settle()
	order := make([]int32, len(c.pages))
	for i := range order {
		order[i] = int32(i)
	}
	sort.SliceStable(order, func(i, j int) bool { return earlier(c.pages[order[i]], c.pages[order[j]]) })
	place := make([]int32, len(order)) // of each page in the order
	out := &Parts{Records: make([]string, len(order))}
	for k, i := range order {
		place[i] = int32(k)
		out.Records[k] = c.pages[i].ID
	}
	sortPairs(c.pairs, func(i int32) int32 { return place[i] })
	utterances, quantities := ranges(c.utterances, len(c.pages)), ranges(c.quantities, len(c.pages))
	for i := range c.pairs {
		if p := &c.pairs[i]; p.one {
			c.meet(p, utterances, quantities)
		}
	}
	out.Stories = c.told(order)
	out.Chronology = chronology(c.happenings(place))
	out.Copies, out.Statements, out.Figures = c.copies, c.statementGroups, c.figureGroups
	out.Err = func() error { return c.err }
	return out
}

// happenings are the events of all pages.
func (c *Corpus) happenings(place []int32) (all []happening) {
	for i, p := range c.pages {
		for _, h := range p.events {
			h.page, h.origin, h.record = place[i], c.origins.find(int32(i)), p.ID
			all = append(all, h)
		}
	}
	return all
}

// mostSheets are kept laid out from one set to the next; pages that are shown
// together stand near each other in time. A sheet takes some 60 KB.
const mostSheets = 800

// sheet lays out the record of page i, nil if it cannot be had. While one set is
// shown a page has one sheet.
func (c *Corpus) sheet(i int32) *sheet {
	if s := c.sheets[i]; s != nil {
		return s
	}
	if c.err != nil {
		return nil
	}
	r, err := c.fetch(c.pages[i])
	if err != nil {
		c.err = fmt.Errorf("fetch %s: %w", c.pages[i].ID, err)
		return nil
	}
	if c.sheets == nil {
		c.sheets = map[int32]*sheet{}
	}
	s := c.x.sheet(r)
	s.id = c.pages[i].ID
	s.origin = int(c.origins.find(i))
	c.sheets[i] = s
	c.kept = append(c.kept, i)
	return s
}

// forget drops sheets if there are too many: those that nothing asks for any
// more, or else those that were laid out first.
func (c *Corpus) forget() {
	if len(c.kept) <= mostSheets {
		return
	}
	c.drop(func(_ int, i int32) bool { return c.turns != nil && c.turns[i] < c.turn })
	n := len(c.kept) - mostSheets
	c.drop(func(k int, _ int32) bool { return k < n })
}

func (c *Corpus) drop(which func(k int, i int32) bool) {
	left := c.kept[:0]
	for k, i := range c.kept {
		if which(k, i) {
			delete(c.sheets, i)
		} else {
			left = append(left, i)
		}
	}
	c.kept = left
}

// copies are the pairs of pages that share text.
func (c *Corpus) copies(yield func(isnad.Copy) bool) {
	for i := range c.pairs {
		p := &c.pairs[i]
		c.forget()
		x := c.copy(p)
		a, b := c.sheet(p.a), c.sheet(p.b)
		if a == nil || b == nil {
			return
		}
		x.Aligned = aligned(a, b, p.stretches)
		if !yield(x) {
			return
		}
	}
}

// copy is a pair of pages that share text, without its passages.
func (c *Corpus) copy(p *sharing) isnad.Copy {
	a, b := c.pages[p.a], c.pages[p.b]
	x := relate(a, b, p.shareA, p.shareB)
	x.A, x.B, x.ShareOfA, x.ShareOfB, x.Reordered = a.ID, b.ID, round(p.shareA), round(p.shareB), p.reordered
	if x.Direction != isnad.UnknownDirection || !a.When.IsZero() && !b.When.IsZero() {
		return x
	}
	s, t := c.sheet(p.a), c.sheet(p.b)
	if s == nil || t == nil {
		return x
	}
	if d := byDetail(s, t); d.Direction != isnad.UnknownDirection {
		x.Relation, x.Direction, x.Reason, x.Because, x.Source = d.Relation, d.Direction, d.Reason, d.Because, d.Source
		if p.most() >= mostly {
			x.Relation = isnad.PartlyCopied
		}
	}
	return x
}

func aligned(a, b *sheet, stretches []stretch) (out []isnad.Aligned) {
	for _, s := range stretches {
		out = append(out, isnad.Aligned{A: a.passage(int(s.a[0]), int(s.a[1])), B: b.passage(int(s.b[0]), int(s.b[1]))})
	}
	return out
}

// statementGroups are the utterances that are carried more than once.
func (c *Corpus) statementGroups(yield func(isnad.Group) bool) {
	n := 0
	for _, set := range c.sayings.parts() {
		groups, ok := c.statementsOf(set)
		if !ok {
			return
		}
		for _, x := range groups {
			n++
			x.ID = fmt.Sprintf("u%d", n)
			if !yield(x) {
				return
			}
		}
	}
}

// statementsOf parts utterances that may be one into groups of those that
// surely are. It reports whether all records could be fetched.
func (c *Corpus) statementsOf(set []int32) (groups []isnad.Group, ok bool) {
	c.forget()
	placed := map[int32]bool{}
	for len(set) > 1 {
		var left []int32 // those that their groups did not keep
		for _, refs := range c.together(set) {
			if len(refs) < 2 {
				continue
			}
			clear(c.laid)
			g := make([]*said, len(refs))
			for i, r := range refs {
				s := c.sheet(c.utterances[r].page)
				if s == nil {
					return nil, false
				}
				g[i] = s.said(int(c.voice(r).n))
				g[i].ref = r
			}
			g, out := c.surely(g)
			left = append(left, out...)
			if len(g) < 2 {
				continue
			}
			sort.SliceStable(g, func(i, j int) bool { return nearer(g[i], g[j]) })
			x := isnad.Group{Gist: gist(g), Differences: c.drift(g)}
			origins := map[int]bool{}
			for _, m := range g {
				placed[m.ref] = true
				x.Members = append(x.Members, m.name)
				origins[m.sheet.origin] = true
			}
			x.Origins = len(origins)
			groups = append(groups, x)
		}
		slices.Sort(left)
		set = slices.DeleteFunc(slices.Compact(left), func(r int32) bool { return placed[r] })
	}
	return groups, true
}

// figureGroups are the quantities that are carried more than once.
func (c *Corpus) figureGroups(yield func(isnad.Group) bool) {
	for n, set := range c.amounts.parts() {
		x, ok := c.figuresOf(set)
		x.ID = fmt.Sprintf("q%d", n+1)
		if !ok || !yield(x) {
			return
		}
	}
}

// figuresOf is the group of quantities that are one. It reports whether all
// records could be fetched.
func (c *Corpus) figuresOf(set []int32) (x isnad.Group, ok bool) {
	c.forget()
	g := make([]*counted, len(set))
	for i, r := range set {
		at := c.quantities[r]
		s := c.sheet(at.page)
		if s == nil {
			return x, false
		}
		g[i] = s.counted(int(c.pages[at.page].counted[at.n].n))
	}
	sort.SliceStable(g, func(i, j int) bool { return g[i].nearer(g[j]) })
	x = isnad.Group{Gist: g[0].words(), Differences: c.figureDrift(g)}
	origins := map[int]bool{}
	for _, m := range g {
		x.Members = append(x.Members, m.name)
		origins[m.sheet.origin] = true
	}
	x.Origins = len(origins)
	return x, true
}

// oneOrigin reports whether two pages carry one text.
func (c *Corpus) oneOrigin(a, b *sheet) bool { return a.origin == b.origin }
