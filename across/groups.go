package across

import (
	"math/bits"
	"slices"
	"sort"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// said is a statement laid out for comparison.
type said struct {
	sheet    *sheet
	st       *isnad.Statement
	from, to int      // words of the content
	bag      []uint32 // its words that carry meaning, sorted
	size     int      // how many
	numbers  []uint32 // each once
	name     string
	ref      int32  // number of the utterance
	items    []item // see Corpus.items
}

// frame are the words of meaning that stand around a statement's content in its
// sentence: the occasion, the question that was answered, the reporter's gloss.
func (x *said) frame() (words []int) {
	s := x.sheet
	if x.from == x.to {
		return nil
	}
	first := s.text.Sentences[s.text.SentenceAt(int(s.words[x.from]))]
	last := s.text.Sentences[s.text.SentenceAt(int(s.words[x.to-1]))]
	for i := x.from - 1; i >= 0 && int(s.words[i]) >= first.From; i-- {
		if !s.isLight(i) {
			words = append(words, i)
		}
	}
	for i := x.to; i < len(s.words) && int(s.words[i]) < last.To; i++ {
		if !s.isLight(i) {
			words = append(words, i)
		}
	}
	return words
}

func (s *sheet) said(n int) *said {
	st := &s.rec.Statements[n]
	x := &said{sheet: s, st: st, name: s.id + "#" + st.ID}
	x.from, x.to = s.wordsIn(st.Content)
	x.bag = make([]uint32, 0, x.to-x.from)
	for i := x.from; i < x.to; i++ {
		if s.text.Tokens[s.words[i]].Kind == text.Number && !slices.Contains(x.numbers, s.keys[i]) {
			x.numbers = append(x.numbers, s.keys[i])
		}
		if !s.isLight(i) {
			x.bag = append(x.bag, s.stem(i))
		}
	}
	x.size = len(x.bag)
	slices.Sort(x.bag)
	return x
}

// within is the part of a's words of meaning that stand in b, 0 to 1.
func within(a, b *said) float64 {
	return float64(common(a.bag, b.bag)) / float64(a.size)
}

func small(a, b *said) *said {
	if a.size < b.size {
		return a
	}
	return b
}

func large(a, b *said) *said {
	if a.size < b.size {
		return b
	}
	return a
}

// utterance is what a page's signature keeps of a statement.
type utterance struct {
	n, parent int32 // statements of the record; parent is -1 if there is none
	bag       bag   // words that carry meaning, each as often as it stands
	numbers   bag
	frame     bag // words around quoted content
	voice     bag // words of the speaker's name, none if the speaker is unknown
	bare      bag // the same without what may be an article
	headline  bool
	unknown   bool // nobody knows who spoke
}

// leastSaid is how many words of meaning a statement needs to be known again.
const leastSaid = 2

func (p *Page) sign(s *sheet, n int) {
	x := s.said(n)
	if x.size < leastSaid {
		return
	}
	u := utterance{n: int32(n), parent: -1, headline: x.st.Headline, unknown: x.st.Speaker.Kind == isnad.SpeakerUnknown}
	for i := range s.rec.Statements[:n] {
		if s.rec.Statements[i].ID == x.st.Parent {
			u.parent = int32(i)
		}
	}
	u.bag = p.keep(x.bag)
	var keys []uint32
	if x.st.Kind != isnad.Indirect {
		for _, i := range x.frame() {
			keys = append(keys, s.stem(i))
		}
		u.frame = p.keep(keys)
	}
	u.numbers = p.keep(x.numbers)
	if !u.unknown {
		var bare []uint32
		keys = keys[:0]
		for _, w := range strings.Fields(lang.Normal(x.st.Speaker.Name)) {
			if len(w) < shortName {
				continue
			}
			keys = append(keys, key(w))
			if len(w) >= shortName+article {
				bare = append(bare, key(w[article:]))
			}
		}
		u.voice, u.bare = p.keep(keys), p.keep(bare)
	}
	p.said = append(p.said, u)
}

// common is how many of a's keys stand in b too, each as often. Which of two
// keys is smaller cannot be foreseen, so that it counts where it could branch.
func common(a, b []uint32) (n int) {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x, y := a[i], b[j]
		n += one(x == y)
		i += one(x <= y)
		j += one(y <= x)
	}
	return n
}

// one is 1 if something is so, and else 0.
func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

// Bytes of the shortest word that two names are known by, and of an Arabic
// article.
const (
	shortName = 4
	article   = 4
)

// namesMeet reports whether two names share a word, bare in one and with an
// article before it in the other if need be.
func namesMeet(a, b string) bool {
	for _, x := range strings.Fields(lang.Normal(a)) {
		for _, y := range strings.Fields(lang.Normal(b)) {
			if short, long := byLength(x, y); len(short) >= shortName && (short == long || len(long) == len(short)+article && strings.HasSuffix(long, short)) {
				return true
			}
		}
	}
	return false
}

func byLength(x, y string) (short, long string) {
	if len(x) > len(y) {
		return y, x
	}
	return x, y
}

// voice is an utterance with its page.
type voice struct {
	*utterance
	page *Page
	at   int32 // number of the page
	ref  int32 // number of the utterance
}

func (c *Corpus) voice(ref int32) voice {
	r := c.utterances[ref]
	p := c.pages[r.page]
	return voice{&p.said[r.n], p, r.page, ref}
}

func (v voice) words() []uint32 { return v.page.keysOf(v.bag) }

// shared is the part of the shorter utterance's words that the longer holds,
// and how many words the shorter has.
func shared(a, b voice) (share float64, least int) {
	least = min(a.bag.len(), b.bag.len())
	return float64(common(a.words(), b.words())) / float64(least), least
}

// sameVoice reports whether two utterances name speakers who may be one, or one
// does not name any. A name is the shorter form of another if all its words
// stand there: a minister's given name does not make him another minister, nor
// are two leaders the same two with one of them another.
func sameVoice(a, b voice) bool {
	if a.unknown || b.unknown {
		return true
	}
	x, y := a.page, b.page
	least := min(a.voice.len(), b.voice.len())
	n := max(common(x.keysOf(a.voice), y.keysOf(b.voice)),
		common(x.keysOf(a.voice), y.keysOf(b.voice))+common(x.keysOf(a.bare), y.keysOf(b.voice)),
		common(x.keysOf(a.voice), y.keysOf(b.voice))+common(x.keysOf(a.voice), y.keysOf(b.bare)))
	return least > 0 && n >= least
}

// voiceWindow is how far apart two pages can be that give one utterance to two
// speakers: further apart, two people spoke.
const voiceWindow = 48 // hours

// leastWithin is the part of the shorter utterance's words that the longer must
// hold. An utterance of a few words is like many, so it needs more, and a page
// of the same story.
const (
	leastWithin  = .6
	shortWithin  = .75
	shortSaid    = 3
	otherVoice   = .15 // so much more if somebody else says it
	headlineLess = .1  // so much less for a headline, which is told anew
)

// oneUtterance reports whether two utterances may be one.
func (c *Corpus) oneUtterance(a, b voice) bool {
	if a.at == b.at && (a.parent == b.n || b.parent == a.n) {
		return false // what is told inside an utterance is another
	}
	share, least := shared(a, b)
	need := leastWithin
	if least <= shortSaid {
		need = shortWithin
	}
	if least <= 2*shortSaid && !c.oneStory(a.at, b.at) {
		return false
	}
	if !sameVoice(a, b) {
		if a.at == b.at && !a.headline && !b.headline {
			return false // a page that names two speakers has two utterances
		}
		if a.at != b.at && (a.headline || b.headline) && !c.oneText(a, b) {
			return false // a headline's few words are like many
		}
		if !near(c.hours[a.at], c.hours[b.at], voiceWindow) {
			return false // two people said much the same on different days
		}
		if a.at == b.at || !c.oneText(a, b) {
			need += otherVoice
		}
	}
	if a.headline || b.headline {
		need -= headlineLess
	}
	return share >= need && numbersFit(a, b)
}

// hint tells without a look at their words that most utterances are not one: a
// bit for each word, by its key.
type hint struct {
	bits [2]uint64
	n    int32 // words
	over int32 // those that found their bit set
}

func hintOf(words []uint32) (h hint) {
	h.n = int32(len(words))
	for _, k := range words {
		h.bits[k>>6&1] |= 1 << (k & 63)
	}
	h.over = h.n - int32(bits.OnesCount64(h.bits[0])+bits.OnesCount64(h.bits[1]))
	return h
}

// mayShare reports whether two utterances may have so many words in common that
// oneUtterance asks on.
func (h *hint) mayShare(o *hint) bool {
	most := int32(bits.OnesCount64(h.bits[0]&o.bits[0])+bits.OnesCount64(h.bits[1]&o.bits[1])) + min(h.over, o.over)
	return float64(most) >= (leastWithin-headlineLess)*float64(min(h.n, o.n))
}

// oneText reports whether two utterances stand in pages that carry one text.
func (c *Corpus) oneText(a, b voice) bool { return c.origins.find(a.at) == c.origins.find(b.at) }

func (c *Corpus) oneStory(i, j int32) bool { return c.stories.of.find(i) == c.stories.of.find(j) }

// numbersFit reports whether the shorter utterance's numbers do not contradict
// the longer's: two tolls of two days are two utterances.
func numbersFit(a, b voice) bool {
	if a.bag.len() > b.bag.len() {
		a, b = b, a
	}
	if a.numbers.len() == 0 || b.numbers.len() == 0 {
		return true
	}
	return 2*common(a.page.keysOf(a.numbers), b.page.keysOf(b.numbers)) >= a.numbers.len()
}

// An utterance is looked for by its rarest stems, among the latest that hold
// them and are near in time.
const (
	rareStems  = 12
	mostSaid   = 100
	mostVoices = 64
)

// findUtterances sets each of page i's utterances beside those like it.
func (c *Corpus) findUtterances(i int32) {
	p, now := c.pages[i], c.hours[i]
	first := int32(len(c.utterances))
	for n := range p.said {
		c.utterances = append(c.utterances, ref{i, int32(n)})
		c.sayings = append(c.sayings, first+int32(n))
		c.hints = append(c.hints, hintOf(c.voice(first+int32(n)).words()))
		c.spoken = append(c.spoken, now)
	}
	var stems []uint32
	for n := range p.said {
		u := c.voice(first + int32(n))
		stems = slices.Compact(append(stems[:0], u.words()...))
		rare := c.rarest(stems, rareStems)
		for _, k := range rare {
			c.stems.newest(k, mostSaid, func(v int32) bool {
				if h := c.spoken[v]; !near(now, h, storyWindow) {
					return h > now
				}
				c.hits.add(v)
				return true
			})
		}
		few := int32(2)
		if u.bag.len() <= shortSaid {
			few = 1
		}
		for _, v := range c.hits.most(few, mostVoices) {
			if c.hints[u.ref].mayShare(&c.hints[v]) && c.sayings.find(v) != c.sayings.find(u.ref) && c.oneUtterance(u, c.voice(v)) {
				c.joinSayings(v, u.ref)
			}
		}
		for _, k := range rare {
			c.stems.add(k, u.ref)
		}
	}
}

// meet sets the utterances and quantities of two pages beside each other that
// carry one text, so that copy edges find what time and rare words do not.
func (c *Corpus) meet(x *sharing, utterances, quantities [][2]int32) {
	for u := utterances[x.a][0]; u < utterances[x.a][1]; u++ {
		for v := utterances[x.b][0]; v < utterances[x.b][1]; v++ {
			if c.hints[u].mayShare(&c.hints[v]) && c.sayings.find(u) != c.sayings.find(v) && c.oneUtterance(c.voice(u), c.voice(v)) {
				c.joinSayings(u, v)
			}
		}
	}
	c.bond(utterances[x.a], utterances[x.b])
	for u := quantities[x.a][0]; u < quantities[x.a][1]; u++ {
		for v := quantities[x.b][0]; v < quantities[x.b][1]; v++ {
			if c.amounts.find(u) != c.amounts.find(v) && c.oneQuantity(u, v) {
				c.joinAmounts(u, v)
			}
		}
	}
	c.meetValues(quantities[x.a], quantities[x.b])
}

// ranges are where each page's utterances, or quantities, stand.
func ranges(refs []ref, pages int) [][2]int32 {
	out := make([][2]int32, pages)
	for i, r := range refs {
		if r.n == 0 {
			out[r.page] = [2]int32{int32(i), int32(i)}
		}
		out[r.page][1] = int32(i + 1)
	}
	return out
}

// together puts the utterances of one set into groups.
//
// The shortest come first and are the gist of their groups; a longer one joins
// every group whose gist it holds, for one page says in one breath what another
// tells in two. Headlines are summaries: they join, and found no groups of
// bodies. A page's own body statements are not one utterance unless they say the
// same, so look-alikes in one text stay apart.
func (c *Corpus) together(all []int32) (groups [][]int32) {
	sort.SliceStable(all, func(i, j int) bool {
		a, b := c.voice(all[i]), c.voice(all[j])
		if a.headline != b.headline {
			return b.headline
		}
		return a.bag.len() < b.bag.len()
	})
	index := map[uint32][]int{}
	for _, ref := range all {
		x, joined := c.voice(ref), false
		best, most := -1, 0. // of the groups that a headline may sum up
		for _, g := range c.candidates(index, x, groups) {
			switch {
			case c.bonded(groups[g][0], ref), c.oneUtterance(c.voice(groups[g][0]), x) && c.fits(x, groups[g]):
				groups[g] = append(groups[g], ref)
				joined = true
			case x.headline:
				if share := c.sumsUp(x, groups[g]); share > most {
					best, most = g, share
				}
			}
		}
		if !joined && best >= 0 {
			groups[best] = append(groups[best], ref)
			joined = true
		}
		if joined {
			continue
		}
		groups = append(groups, []int32{ref})
		for _, k := range x.words() {
			if l := index[k]; len(l) == 0 || l[len(l)-1] != len(groups)-1 {
				index[k] = append(l, len(groups)-1)
			}
		}
	}
	return groups
}

// sumsUp is how much of a headline a member of a group tells, 0 if it is none's.
func (c *Corpus) sumsUp(x voice, group []int32) (most float64) {
	for _, r := range group[1:] {
		if y := c.voice(r); c.oneUtterance(y, x) {
			share, _ := shared(x, y)
			most = max(most, share)
		}
	}
	return most
}

// fits reports whether x says the same as what its own page has in a group.
func (c *Corpus) fits(x voice, group []int32) bool {
	for _, r := range group {
		y := c.voice(r)
		if y.at != x.at || y.headline || x.headline {
			continue
		}
		if share, _ := shared(x, y); share < leastWithin {
			return false
		}
	}
	return true
}

// surely parts a group into the carryings that say the same in the same order
// as the first, and those left: what only names the same people and things is
// no carrying. A headline sums up any of them, and what was joined by its place
// in copies goes with what it was joined to.
func (c *Corpus) surely(g []*said) (kept []*said, left []int32) {
	kept = g[:1:1]
next:
	for _, x := range g[1:] {
		for _, y := range kept {
			if (y == kept[0] || x.st.Headline || c.bonded(x.ref, y.ref)) && c.inOrder(c.beside(y, x)) {
				kept = append(kept, x)
				continue next
			}
		}
		left = append(left, x.ref)
	}
	return kept, left
}

// The part of the shorter content that the other must have in the same order.
// Two people seldom say the same in pages that have nothing to do with each
// other; a body or a crowd says what bodies and crowds always say («إجراء
// التحريات حول الواقعة»), and a page that says it twice says two things.
const (
	orderedTitle  = .4 // of a headline, in one text
	orderedTitled = .5 // of a headline over another page, by somebody else
	orderedText   = .4 // in one text
	orderedBond   = .2 // in one text, by somebody else in words that stand nowhere else
	orderedOther  = .6 // in one text, by somebody else, or a headline's in another
	orderedName   = .5 // in another text, by a person of that name
	orderedBody   = .75
	orderedPage   = .75 // in one page
	orderedAlone  = .85 // in another text, by somebody else
)

// inOrder reports whether two contents have so much in one order that they are
// surely one utterance.
func (c *Corpus) inOrder(p *pair) bool {
	a, b := c.voice(p.a.ref), c.voice(p.b.ref)
	same, share := sameVoice(a, b), p.share()
	switch {
	case c.bonded(a.ref, b.ref):
		return same || share >= orderedBond
	case p.summary() && !same && a.at != b.at:
		return share >= orderedTitled && p.said() >= leastTitled
	case p.summary():
		return share >= orderedTitle && (share >= orderedOther || c.oneText(a, b))
	case a.at == b.at:
		return share >= orderedPage
	case c.oneText(a, b):
		return share >= orderedOther || same && share >= orderedText
	case !same:
		return share >= orderedAlone && p.said() >= leastApart
	case p.a.st.Speaker.Kind == isnad.SpeakerPerson && p.b.st.Speaker.Kind == isnad.SpeakerPerson:
		return share >= orderedName
	case p.a.hidden() && p.b.hidden() && !c.oneStory(a.at, b.at):
		return false
	}
	return share >= orderedBody
}

// leastTitled is how many items of meaning beside names a headline shares with
// what somebody else says in another page.
const leastTitled = 2

// leastApart is how many items of meaning beside names two people must share in
// pages that have nothing to do with each other: who welcomes a ruling names the
// court and the case.
const leastApart = 5

// candidates are the groups whose gist shares a word or a bond with x, in order.
func (c *Corpus) candidates(index map[uint32][]int, x voice, groups [][]int32) (out []int) {
	for _, k := range x.words() {
		out = append(out, index[k]...)
	}
	if len(c.bonds) > 0 {
		for g := range groups {
			if c.bonded(groups[g][0], x.ref) {
				out = append(out, g)
			}
		}
	}
	sort.Ints(out)
	return slices.Compact(out)
}

// parts are the sets with more than one number, in order.
func (s sets) parts() (out [][]int32) {
	at := map[int32]int{}
	for i := range s {
		r := s.find(int32(i))
		if r == int32(i) {
			continue
		}
		n, met := at[r]
		if !met {
			n = len(out)
			at[r] = n
			out = append(out, []int32{r})
		}
		out[n] = append(out[n], int32(i))
	}
	return out
}
