package across

import (
	"slices"
	"sort"
	"time"

	"github.com/isnad-project/isnad"
)

// Corpus is pages set beside each other. It keeps their signatures and what
// links them; records are fetched when their words are to be shown.
//
// Pages of one hour are set in order before they are compared, so that it does
// not matter which of them came first. A page may be late: it is compared with
// the pages of its own time, wherever they stand.
type Corpus struct {
	x     *Comparer
	fetch Fetch
	err   error

	pages   []*Page    // in the order in which they were compared
	hours   []hour     // of their publication
	plain   [][]uint32 // their keys without furniture
	waiting []*Page    // of the hour that goes on

	sketches  Sketches
	places    []*slot // of the fingerprints of the page that is being added
	furniture map[furnished]bool
	phrases   map[uint32]bool // fingerprints that many pages hold
	pairs     []sharing
	align     aligner
	hits      counter

	terms   postings // term to pages
	vectors [][]term // of each page, of length one
	stories stories
	origins sets // pages that carry one text

	stems      postings // stem to utterances
	utterances []ref
	hints      []hint            // of each utterance
	spoken     []hour            // when
	sayings    sets              // utterances that may be one
	bonds      map[[2]int32]bool // those that are one by their place in copies

	worths     postings // value and unit to quantities
	quantities []ref
	amounts    sets // quantities that are one

	made *joins // where they are noted

	sheets map[int32]*sheet // those that were fetched last
	kept   []int32
	turns  []int32            // of each page, the set that asks for it last, where that is known
	turn   int32              // the set that is told
	laid   map[[2]*said]*pair // those of the group that is shown
	best   []int32            // room for match
}

// ref is the n-th utterance, or quantity, of a page.
type ref struct{ page, n int32 }

// Fetch gives the record of a page that was signed.
type Fetch func(*Page) (*isnad.Record, error)

// furnished is a fingerprint that an outlet, or all, print on page after page.
type furnished struct {
	hash   uint32
	all    bool
	outlet string
}

// furnish looks through pages for their outlets' furniture before they are added.
func (c *Corpus) furnish(pages []*Page) {
	for i, p := range pages {
		c.pages = append(c.pages, p)
		for _, f := range c.sketches.look(p.keys) {
			if at := c.sketches.held.at(f.hash); at != nil {
				c.notice(p, at)
				if at.n == phrasePages {
					c.phrases[f.hash] = true
				}
			}
		}
		c.sketches.keep(int32(i))
	}
	c.pages, c.sketches = nil, Sketches{}
}

// Corpus makes an empty corpus.
func (x *Comparer) Corpus(fetch Fetch) *Corpus {
	return &Corpus{x: x, fetch: fetch, furniture: map[furnished]bool{}, phrases: map[uint32]bool{}, bonds: map[[2]int32]bool{}}
}

// Add sets a page beside the others.
func (c *Corpus) Add(p *Page) {
	if len(c.waiting) > 0 && !sameHour(c.waiting[0], p) {
		c.settle()
	}
	c.waiting = append(c.waiting, p)
}

func sameHour(a, b *Page) bool {
	return a.When.IsZero() == b.When.IsZero() && a.When.Truncate(time.Hour).Equal(b.When.Truncate(time.Hour))
}

// settle compares the pages that wait for their hour to end.
func (c *Corpus) settle() {
	sort.SliceStable(c.waiting, func(i, j int) bool { return earlier(c.waiting[i], c.waiting[j]) })
	for _, p := range c.waiting {
		c.insert(p)
	}
	c.waiting = c.waiting[:0]
}

func (c *Corpus) insert(p *Page) {
	i := int32(len(c.pages))
	c.pages = append(c.pages, p)
	c.hours = append(c.hours, hourOfTime(p.When))
	c.origins = append(c.origins, i)
	from := len(c.pairs)
	c.findCopies(i)
	c.tell(i, c.pairs[from:])
	c.findUtterances(i)
	c.findQuantities(i)
}

// What an outlet prints on so many pages over so many days is its furniture,
// and what any outlets do is a set phrase: a prince with all his titles, the
// background of a story that goes on. Neither makes pages copies.
const (
	furniturePages = 5
	furnitureDays  = 3
	phrasePages    = 8
	phraseDays     = 4
	phraseWords    = 25 // what is longer is a text and no phrase
)

// findCopies sets page i beside those that hold its fingerprints.
func (c *Corpus) findCopies(i int32) {
	p := c.pages[i]
	prints := c.sketches.look(p.keys)
	places := c.places[:0]
	for _, f := range prints {
		at := c.sketches.held.at(f.hash)
		if at != nil {
			c.notice(p, at)
		}
		places = append(places, at)
	}
	c.places = places
	keys, words := c.withoutFurniture(p)
	c.plain = append(c.plain, keys)
	for i, f := range prints {
		if places[i] != nil && keys[f.at] != 0 {
			c.sketches.meet(places[i])
		}
	}
	found := c.sketches.met()
	if len(found) > 0 {
		c.align.set(keys)
	}
	for _, j := range found {
		o := measure(c.align.align(c.plain[j]))
		others := plainWords(c.plain[j])
		if 2*o.words < min(words, others) {
			o = c.withoutPhrases(o)
		}
		if x, ok := shares(o, words, others); ok {
			x.a, x.b = i, j
			x.turn(c.pages)
			c.pairs = append(c.pairs, x)
		}
	}
	c.sketches.keep(i)
}

// withoutPhrases leaves out the short stretches that so many pages hold that
// they are no sign of a copy, where the pages share little else.
func (c *Corpus) withoutPhrases(o overlap) overlap {
	out := overlap{reordered: o.reordered}
	for _, s := range o.stretches {
		if s.words() < phraseWords && c.common(s.a) {
			continue
		}
		out.add(s)
	}
	return out
}

// common reports whether all fingerprints of the page that is being added
// between two of its words are held by many pages.
func (c *Corpus) common(words [2]int32) bool {
	n := 0
	for _, f := range c.sketches.prints {
		if f.at >= words[0] && f.at+printLen <= words[1] {
			if c.sketches.held.count(f.hash) < phrasePages && !c.phrases[f.hash] {
				return false
			}
			n++
		}
	}
	return n > 0
}

// notice marks a fingerprint of p as furniture of its outlet, or as a set
// phrase of all, if enough pages held it before.
func (c *Corpus) notice(p *Page, at *slot) {
	if at.n < furniturePages-1 || c.furnished(p, at.key) {
		return
	}
	hash := at.key
	var own, all spread
	own.add(p.When)
	all.add(p.When)
	c.sketches.held.walk(at, mostHolders, func(j int32) bool {
		q := c.pages[j]
		if q.Outlet == p.Outlet {
			own.add(q.When)
		}
		all.add(q.When)
		return true
	})
	switch {
	case all.pages >= phrasePages && all.days >= phraseDays:
		c.furniture[furnished{hash: hash, all: true}] = true
	case own.pages >= furniturePages && own.days >= furnitureDays:
		c.furniture[furnished{hash: hash, outlet: p.Outlet}] = true
	}
}

// furnished reports whether a fingerprint of p is no news.
func (c *Corpus) furnished(p *Page, hash uint32) bool {
	return len(c.furniture) > 0 && (c.furniture[furnished{hash: hash, outlet: p.Outlet}] || c.furniture[furnished{hash: hash, all: true}])
}

// spread counts pages, newest first, and the days that they are of.
type spread struct {
	pages, days int
	last        time.Time
}

func (s *spread) add(t time.Time) {
	if s.pages == 0 || !sameDay(t, s.last) {
		s.days++
	}
	s.pages++
	s.last = t
}

// withoutFurniture returns the keys of p, whose fingerprints were taken, with
// the words of its outlet's furniture struck out, and how many are left. A page
// that is mostly furniture keeps its words: there, it is the news.
func (c *Corpus) withoutFurniture(p *Page) (keys []uint32, words int) {
	keys, words = p.keys, len(p.keys)
	if len(c.furniture) == 0 {
		return keys, words
	}
	struck, end := 0, int32(-1) // end of the furniture before
	for _, f := range c.sketches.prints {
		if !c.furnished(p, f.hash) {
			end = -1
			continue
		}
		if struck == 0 {
			keys = slices.Clone(keys)
		}
		from := f.at
		if end >= 0 {
			from = end
		}
		for end = from; end < f.at+printLen; end++ {
			if keys[end] != 0 {
				keys[end] = 0
				struck++
			}
		}
	}
	if 2*struck > words {
		return p.keys, words
	}
	return keys, words - struck
}

func plainWords(keys []uint32) (n int) {
	for _, k := range keys {
		if k != 0 {
			n++
		}
	}
	return n
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// turn puts the earlier page first.
func (p *sharing) turn(pages []*Page) {
	if earlier(pages[p.a], pages[p.b]) {
		return
	}
	p.a, p.b = p.b, p.a
	p.shareA, p.shareB = p.shareB, p.shareA
	for i, s := range p.stretches {
		p.stretches[i] = stretch{s.b, s.a, s.equal, s.grams}
	}
	slices.SortFunc(p.stretches, func(s, t stretch) int { return int(s.a[0] - t.a[0]) })
}

// counter counts how often pages, or other numbers, were met.
type counter struct {
	n   []int32
	met []int32
}

func (h *counter) add(j int32) {
	for int(j) >= len(h.n) {
		h.n = append(h.n, make([]int32, len(h.n)+1024)...)
	}
	if h.n[j] == 0 {
		h.met = append(h.met, j)
	}
	h.n[j]++
}

// most returns what was met at least few times, the most often met first and
// no more than many, and forgets all counts.
func (h *counter) most(few int32, many int) []int32 {
	found := h.met[:0]
	for _, j := range h.met {
		if h.n[j] >= few {
			found = append(found, j)
		} else {
			h.n[j] = 0
		}
	}
	slices.SortFunc(found, func(x, y int32) int {
		if h.n[x] != h.n[y] {
			return int(h.n[y] - h.n[x])
		}
		return int(x - y)
	})
	for _, j := range found {
		h.n[j] = 0
	}
	h.met = h.met[:0]
	return found[:min(many, len(found))]
}
