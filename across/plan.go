package across

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
)

// Plan is what is to be told of a block: the stories, utterances and quantities
// that begin in it, and its pairs of pages that share text.
type Plan struct {
	pages   []planned // all that are named, in order of time
	stories []plannedStory
	pairs   []sharing
	sayings [][]ref
	amounts [][]ref
	bonds   [][2]ref // sorted
	upTo    Key      // of the stories that begin in the block or in one before it, as threads know them
}

// planned is a page in a plan. Pages of one text, and of one story, have one
// number: that of the first of them in the plan.
type planned struct {
	linked
	text, story int32
}

type plannedStory struct {
	pages  []int32
	title  int32
	thread int64 // number of the first page of the first story that it goes on with
}

// Key tells one thing to be told from all others: it is another one if anything
// that it rests on is another.
type Key [16]byte

// toldVersion is changed with what is told of the same records.
const toldVersion = 2

// assembly is the links of all blocks put together. Pages are numbered in order
// of time through all blocks.
type assembly struct {
	blocks []*Links
	base   []int32 // number of the first page of each block
	pages  []linked
	at     map[int64]int32 // number of a page, by what the store calls it

	texts, stories sets
}

// Assemble makes the plan of each block from the links of all, which stand in
// order of time. Links to pages that no block has are passed over.
func Assemble(blocks []*Links) []*Plan {
	a := &assembly{blocks: blocks, at: map[int64]int32{}}
	for _, l := range blocks {
		a.base = append(a.base, int32(len(a.pages)))
		for _, p := range l.pages[:l.own] {
			a.at[p.num] = int32(len(a.pages))
			a.pages = append(a.pages, p)
		}
	}
	a.texts, a.stories = newSets(len(a.pages)), newSets(len(a.pages))
	for _, l := range blocks {
		for _, j := range l.texts {
			if x, y := a.place(l, j[0]), a.place(l, j[1]); x >= 0 && y >= 0 {
				a.texts.join(x, y)
				a.stories.join(x, y)
			}
		}
		for _, j := range l.stories {
			if x, y := a.place(l, j[0]), a.place(l, j[1]); x >= 0 && y >= 0 {
				a.stories.join(x, y)
			}
		}
	}
	drafts := make([]draft, len(blocks))
	a.tell(drafts)
	a.group(drafts, func(l *Links) [][2]ref { return l.sayings }, func(d *draft, set []ref) { d.sayings = append(d.sayings, set) })
	a.group(drafts, func(l *Links) [][2]ref { return l.amounts }, func(d *draft, set []ref) { d.amounts = append(d.amounts, set) })
	for b, l := range blocks {
		for i := range l.pairs {
			q := l.pairs[i]
			if q.a, q.b = a.place(l, q.a), a.place(l, q.b); q.a >= 0 && q.b >= 0 {
				drafts[b].pairs = append(drafts[b].pairs, q)
			}
		}
	}
	bonds := a.refs(func(l *Links) [][2]ref { return l.bonds })
	slices.SortFunc(bonds, func(x, y [2]ref) int { return cmp.Or(x[0].compare(y[0]), x[1].compare(y[1])) })
	plans := make([]*Plan, len(blocks))
	for b := range drafts {
		plans[b] = a.plan(&drafts[b], bonds)
		plans[b].upTo = drafts[b].upTo
	}
	return plans
}

func (r ref) compare(o ref) int { return cmp.Or(cmp.Compare(r.page, o.page), cmp.Compare(r.n, o.n)) }

// place is the number of a page of a block's links among all, -1 if no block
// has it as it was.
func (a *assembly) place(l *Links, i int32) int32 {
	if p, met := a.at[l.pages[i].num]; met && a.pages[p].stamp == l.pages[i].stamp {
		return p
	}
	return -1
}

// block is the block that a page belongs to.
func (a *assembly) block(page int32) int {
	b, met := slices.BinarySearch(a.base, page)
	if !met {
		return b - 1
	}
	for b+1 < len(a.base) && a.base[b+1] == page {
		b++ // an empty block begins with the same page
	}
	return b
}

// draft is a plan with the numbers of the assembly.
type draft struct {
	stories []plannedStory
	pairs   []sharing
	sayings [][]ref
	amounts [][]ref
	upTo    Key
}

// tell puts each story into the draft of the block that it begins in.
func (a *assembly) tell(drafts []draft) {
	begun := make(map[int32]*begun, len(a.pages))
	for b, l := range a.blocks {
		for i := range l.begun {
			begun[a.base[b]+l.begun[i].first] = &l.begun[i]
		}
	}
	at := map[int32]int{}
	var stories []plannedStory
	var gists [][]term
	for i := range a.pages {
		r := a.stories.find(int32(i))
		if r == int32(i) {
			s := plannedStory{title: r}
			var words []term
			if x := begun[r]; x != nil { // nil if what it went on with is gone
				words = x.words
				if t := a.place(a.blocks[a.block(r)], x.title); t >= 0 {
					s.title = t
				}
			}
			gists = append(gists, words)
			at[r] = len(stories)
			stories = append(stories, s)
		}
		s := &stories[at[r]]
		s.pages = append(s.pages, int32(i))
	}
	known := a.known(drafts, stories, gists)
	for n, first := range threads(gists, known) {
		s := &stories[n]
		s.thread = a.pages[stories[first].pages[0]].num
		d := &drafts[a.block(s.pages[0])]
		d.stories = append(d.stories, *s)
	}
}

// known are the threads of the first stories, as far as these are what they were
// when the blocks that they begin in had their last plans. What a thread is like
// depends on all stories before.
func (a *assembly) known(drafts []draft, stories []plannedStory, gists [][]term) (known []int) {
	place := map[int64]int{} // of stories, by the number of their first page
	same, n := true, 0
	upTo := Key{toldVersion}
	for b, l := range a.blocks {
		w := encoder{upTo[:]}
		from := n
		for ; n < len(stories) && a.block(stories[n].pages[0]) == b; n++ {
			num := a.pages[stories[n].pages[0]].num
			place[num] = n
			w.int(num)
			each(&w, gists[n], w.term)
		}
		sum := sha256.Sum256(w.b)
		upTo = Key(sum[:16])
		drafts[b].upTo = upTo
		if same = same && l.had.upTo == upTo && len(l.had.threads) == n-from; !same {
			continue
		}
		for _, num := range l.had.threads {
			first, met := place[num]
			if same = same && met; same {
				known = append(known, first)
			}
		}
	}
	return known
}

// refs are links of all blocks between utterances, or quantities.
func (a *assembly) refs(of func(*Links) [][2]ref) (out [][2]ref) {
	for _, l := range a.blocks {
		for _, j := range of(l) {
			x, y := ref{a.place(l, j[0].page), j[0].n}, ref{a.place(l, j[1].page), j[1].n}
			if x.page < 0 || y.page < 0 {
				continue
			}
			if x.compare(y) > 0 {
				x, y = y, x
			}
			out = append(out, [2]ref{x, y})
		}
	}
	return out
}

// group puts what is linked together into sets, each into the draft of the
// block that it begins in.
func (a *assembly) group(drafts []draft, of func(*Links) [][2]ref, put func(*draft, []ref)) {
	links := a.refs(of)
	all := make([]ref, 0, 2*len(links))
	for _, j := range links {
		all = append(all, j[0], j[1])
	}
	slices.SortFunc(all, ref.compare)
	all = slices.Compact(all)
	s := newSets(len(all))
	number := func(r ref) int32 {
		n, _ := slices.BinarySearchFunc(all, r, ref.compare)
		return int32(n)
	}
	for _, j := range links {
		s.join(number(j[0]), number(j[1]))
	}
	for _, part := range s.parts() {
		set := make([]ref, len(part))
		for i, n := range part {
			set[i] = all[n]
		}
		put(&drafts[a.block(set[0].page)], set)
	}
}

// plan gives a draft numbers of its own.
func (a *assembly) plan(d *draft, bonds [][2]ref) *Plan {
	var pages []int32
	for i := range d.stories {
		pages = append(append(pages, d.stories[i].pages...), d.stories[i].title)
	}
	for i := range d.pairs {
		pages = append(pages, d.pairs[i].a, d.pairs[i].b)
	}
	for _, sets := range [][][]ref{d.sayings, d.amounts} {
		for _, set := range sets {
			for _, r := range set {
				pages = append(pages, r.page)
			}
		}
	}
	slices.Sort(pages)
	pages = slices.Compact(pages)
	number := func(page int32) int32 {
		n, _ := slices.BinarySearch(pages, page)
		return int32(n)
	}
	p := &Plan{pages: make([]planned, len(pages))}
	text, story := map[int32]int32{}, map[int32]int32{}
	for i, page := range pages {
		p.pages[i] = planned{a.pages[page], first(text, a.texts.find(page), i), first(story, a.stories.find(page), i)}
	}
	for _, s := range d.stories {
		s.title = number(s.title)
		s.pages = slices.Clone(s.pages)
		for i := range s.pages {
			s.pages[i] = number(s.pages[i])
		}
		p.stories = append(p.stories, s)
	}
	for _, q := range d.pairs {
		q.a, q.b = number(q.a), number(q.b)
		p.pairs = append(p.pairs, q)
	}
	sortPairs(p.pairs, func(i int32) int32 { return i })
	renumber := func(sets [][]ref) [][]ref {
		for _, set := range sets {
			for i := range set {
				set[i].page = number(set[i].page)
			}
		}
		return sets
	}
	// Bonds are few, and each is in the set of its first utterance.
	for _, set := range d.sayings {
		for _, r := range set {
			at, _ := slices.BinarySearchFunc(bonds, r, func(b [2]ref, r ref) int { return b[0].compare(r) })
			for ; at < len(bonds) && bonds[at][0] == r; at++ {
				b := bonds[at]
				p.bonds = append(p.bonds, [2]ref{{number(b[0].page), b[0].n}, {number(b[1].page), b[1].n}})
			}
		}
	}
	slices.SortFunc(p.bonds, func(x, y [2]ref) int { return cmp.Or(x[0].compare(y[0]), x[1].compare(y[1])) })
	p.sayings, p.amounts = renumber(d.sayings), renumber(d.amounts)
	return p
}

// first is the number at which a label was met first.
func first(met map[int32]int32, label int32, i int) int32 {
	n, ok := met[label]
	if !ok {
		n = int32(i)
		met[label] = n
	}
	return n
}

// keying makes the key of one thing.
type keying struct {
	p     *Plan
	b     []byte
	text  map[int32]int32
	story map[int32]int32
	n     int
}

func (p *Plan) keying(kind byte) *keying {
	return &keying{p: p, b: []byte{toldVersion, kind}, text: map[int32]int32{}, story: map[int32]int32{}}
}

func (k *keying) int(n int64) { k.b = binary.AppendVarint(k.b, n) }

// page enters a page, and which of those before it are of one text and story with it.
func (k *keying) page(i int32) {
	x := &k.p.pages[i]
	k.int(x.num)
	k.int(x.stamp)
	k.int(int64(first(k.text, x.text, k.n)))
	k.int(int64(first(k.story, x.story, k.n)))
	k.n++
}

func (k *keying) key() Key {
	sum := sha256.Sum256(k.b)
	return Key(sum[:16])
}

func (p *Plan) storyKey(s *plannedStory) Key {
	k := p.keying('s')
	for _, i := range s.pages {
		k.page(i)
	}
	k.page(s.title)
	k.int(s.thread)
	return k.key()
}

func (p *Plan) pairKey(q *sharing) Key {
	k := p.keying('c')
	k.page(q.a)
	k.page(q.b)
	k.int(int64(math.Float32bits(q.shareA)))
	k.int(int64(math.Float32bits(q.shareB)))
	for _, s := range q.stretches {
		for _, n := range []int32{s.a[0], s.a[1], s.b[0], s.b[1]} {
			k.int(int64(n))
		}
	}
	return k.key()
}

func (p *Plan) setKey(kind byte, set []ref) Key {
	k := p.keying(kind)
	for _, r := range set {
		k.page(r.page)
		k.int(int64(r.n))
		at, _ := slices.BinarySearchFunc(p.bonds, r, func(b [2]ref, r ref) int { return b[0].compare(r) })
		for ; at < len(p.bonds) && p.bonds[at][0] == r; at++ {
			k.int(p.pages[p.bonds[at][1].page].num)
			k.int(int64(p.bonds[at][1].n))
		}
	}
	return k.key()
}

// Keys are the keys of all that the plan has to tell.
func (p *Plan) Keys() []Key {
	out := make([]Key, 0, len(p.stories)+len(p.pairs)+len(p.sayings)+len(p.amounts))
	for i := range p.stories {
		out = append(out, p.storyKey(&p.stories[i]))
	}
	for i := range p.pairs {
		out = append(out, p.pairKey(&p.pairs[i]))
	}
	for _, set := range p.sayings {
		out = append(out, p.setKey('u', set))
	}
	for _, set := range p.amounts {
		out = append(out, p.setKey('q', set))
	}
	return out
}

// Without is the plan without what has a key that is known.
func (p *Plan) Without(known func(Key) bool) *Plan {
	q := &Plan{pages: p.pages, bonds: p.bonds}
	for i := range p.stories {
		if !known(p.storyKey(&p.stories[i])) {
			q.stories = append(q.stories, p.stories[i])
		}
	}
	for i := range p.pairs {
		if !known(p.pairKey(&p.pairs[i])) {
			q.pairs = append(q.pairs, p.pairs[i])
		}
	}
	for _, set := range p.sayings {
		if !known(p.setKey('u', set)) {
			q.sayings = append(q.sayings, set)
		}
	}
	for _, set := range p.amounts {
		if !known(p.setKey('q', set)) {
			q.amounts = append(q.amounts, set)
		}
	}
	return q
}

// Pages are the numbers that the store gave to the pages whose signatures are
// needed to tell the plan.
func (p *Plan) Pages() []int64 {
	need := make([]bool, len(p.pages))
	for i := range p.stories {
		for _, k := range p.stories[i].pages {
			need[k] = true
		}
		need[p.stories[i].title] = true
	}
	for i := range p.pairs {
		need[p.pairs[i].a], need[p.pairs[i].b] = true, true
	}
	for _, sets := range [][][]ref{p.sayings, p.amounts} {
		for _, set := range sets {
			for _, r := range set {
				need[r.page] = true
			}
		}
	}
	var out []int64
	for i := range need {
		if need[i] {
			out = append(out, p.pages[i].num)
		}
	}
	return out
}
