package across

import (
	"cmp"
	"slices"
)

// What two pages of one text tell in other words is one utterance if so much of
// the shorter one's content is in the other and in no third. A quotation may have no word of
// what it was before, and is known by the sentence around it; one may become
// two. If the speakers differ it is a speaker who was changed, and the content
// must say it alone: nearly all of it, or a good part with words that stand
// nowhere else in both pages.
const (
	bondSame  = .4
	bondSure  = .8
	bondPart  = .35
	bondWords = 5
	bondAlone = 3
)

// bond joins utterances of two pages of one text that have no match by their
// content alone, those that are most alike first.
func (c *Corpus) bond(us, vs [2]int32) {
	left, right := c.unmatched(us, vs), c.unmatched(vs, us)
	if len(left) == 0 || len(right) == 0 {
		return
	}
	told := map[uint32]int{} // in how many utterances of both pages each word stands
	for _, rs := range [][2]int32{us, vs} {
		for r := rs[0]; r < rs[1]; r++ {
			for _, k := range slices.Compact(slices.Clone(c.voice(r).words())) {
				told[k]++
			}
		}
	}
	var ties []tie
	for _, u := range left {
		for _, v := range right {
			if t, ok := c.tie(u, v, told); ok {
				ties = append(ties, t)
			}
		}
	}
	slices.SortStableFunc(ties, func(a, b tie) int { return cmp.Compare(b.share, a.share) })
	tied := map[int32]bool{}
	for _, t := range ties {
		if tied[t.v] || tied[t.u] && !t.framed {
			continue
		}
		tied[t.u], tied[t.v] = true, true
		c.bonds[[2]int32{min(t.u, t.v), max(t.u, t.v)}] = true
		c.joinSayings(t.u, t.v)
	}
}

// unmatched are the utterances that are one with none of those.
func (c *Corpus) unmatched(us, vs [2]int32) (out []int32) {
	for u := us[0]; u < us[1]; u++ {
		if !c.voice(u).headline && !c.matched(u, vs) {
			out = append(out, u)
		}
	}
	return out
}

// matched reports whether utterance u is one with any of those, by a voice that
// may be one.
func (c *Corpus) matched(u int32, vs [2]int32) bool {
	for v := vs[0]; v < vs[1]; v++ {
		if a, b := c.voice(u), c.voice(v); c.sayings.find(u) == c.sayings.find(v) && sameVoice(a, b) && c.oneUtterance(a, b) {
			return true
		}
	}
	return false
}

// tie is how much of one utterance another tells, in another page of its text.
type tie struct {
	u, v   int32
	share  float64
	framed bool // known by its sentence
}

// tie reports whether two utterances may be one in other words.
func (c *Corpus) tie(u, v int32, told map[uint32]int) (t tie, ok bool) {
	a, b := c.voice(u), c.voice(v)
	if a.unknown || b.unknown || !numbersFit(a, b) {
		return t, false
	}
	x, least := shared(a, b)
	if sameVoice(a, b) {
		if y := framed(a, b); y > x {
			return tie{u, v, y, true}, y >= bondSame
		}
		return tie{u, v, x, false}, x >= bondSame
	}
	return tie{u, v, x, false}, least >= bondWords && (x >= bondSure || x >= bondPart && alone(a, b, told) >= bondAlone)
}

// alone counts the words that two utterances share and no other of their pages has.
func alone(a, b voice, told map[uint32]int) (n int) {
	for _, k := range slices.Compact(slices.Clone(a.words())) {
		if told[k] == 2 && slices.Contains(b.words(), k) {
			n++
		}
	}
	return n
}

// framed is the part of the shorter of two sentences with quotations that
// stands in the other, content and frame together.
func framed(a, b voice) float64 {
	if a.frame.len() == 0 || b.frame.len() == 0 {
		return 0
	}
	x := slices.Concat(a.words(), a.page.keysOf(a.frame))
	y := slices.Concat(b.words(), b.page.keysOf(b.frame))
	slices.Sort(x)
	slices.Sort(y)
	return float64(common(x, y)) / float64(min(len(x), len(y)))
}

// bonded reports whether two utterances are one by their place in copies.
func (c *Corpus) bonded(u, v int32) bool { return c.bonds[[2]int32{min(u, v), max(u, v)}] }
