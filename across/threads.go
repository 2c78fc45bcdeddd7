package across

import (
	"cmp"
	"math"
	"slices"
)

// A thread is a chain of stories that go on with one another, over days or over
// years. A story goes on with the thread that its words are most like, by the
// cosine of what both have on the whole; the words of a thread are those of its
// last stories more than of its first, for a thread moves.
const (
	likeThread  = 0.28
	threadTop   = 24   // terms of a story by which threads are looked for
	mostThreads = 40   // of those that have one of them
	threadKeeps = 0.75 // of its words' weight when a story joins it
	threadTerms = 80
)

// thread is a thread under way.
type thread struct {
	first   int // its first story
	words   []term
	waiting [][]term // of stories that joined it since its words were asked for
}

// now are the words of the thread with all its stories.
func (t *thread) now() []term {
	for _, words := range t.waiting {
		t.words = blend(t.words, words)
	}
	t.waiting = nil
	return t.words
}

// threads are, of each story given by what it has on the whole, the place of the
// first story that it goes on with, or its own. Those of the first stories may be
// known.
func threads(gists [][]term, known []int) []int {
	var all []thread
	var index postings
	var hits counter
	at := map[int]int{} // in all, by the first story
	of := make([]int, len(gists))
	for n, words := range gists {
		best := -1
		switch {
		case n >= len(known):
			best = likest(words, all, &index, &hits)
		case known[n] < n:
			best = at[known[n]]
		}
		if best < 0 {
			best = len(all)
			at[n] = best
			all = append(all, thread{first: n, words: words})
		} else {
			all[best].waiting = append(all[best].waiting, words)
		}
		for _, t := range words {
			index.add(t.key, int32(best))
		}
		of[n] = all[best].first
	}
	return of
}

// likest is the thread that a story goes on with, -1 if there is none.
func likest(words []term, all []thread, index *postings, hits *counter) int {
	best, most := -1, float32(likeThread)
	for _, t := range heaviest(words, threadTop) {
		index.newest(t.key, mostThreads, func(i int32) bool {
			hits.add(i)
			return true
		})
	}
	for _, i := range hits.most(2, mostThreads) {
		if x := cosine(words, all[i].now()); x > most {
			best, most = int(i), x
		}
	}
	return best
}

// heaviest are the terms that weigh most.
func heaviest(words []term, most int) []term {
	out := slices.Clone(words)
	slices.SortFunc(out, func(a, b term) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.key, b.key)) })
	return out[:min(most, len(out))]
}

// gist is what a story's pages have on the whole, of length one.
func (c *Corpus) gist(pages []int32) (sum []term) {
	sum = c.vectors[pages[0]]
	for k, j := range pages[1:] {
		if k < sampled/2 || k >= len(pages)-sampled/2 {
			sum = merge(sum, c.vectors[j], 1)
		}
	}
	return unit(sum)
}

// blend lets a thread move on by a story.
func blend(thread, story []term) []term {
	out := merge(story, thread, threadKeeps)
	out = heaviest(out, threadTerms)
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.key, b.key) })
	return unit(out)
}

// merge adds to a what b has, so much of it.
func merge(a, b []term, part float32) []term {
	out := make([]term, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		switch {
		case len(b) == 0 || len(a) > 0 && a[0].key < b[0].key:
			out, a = append(out, a[0]), a[1:]
		case len(a) == 0 || b[0].key < a[0].key:
			out, b = append(out, term{b[0].key, part * b[0].weight}), b[1:]
		default:
			out = append(out, term{a[0].key, a[0].weight + part*b[0].weight})
			a, b = a[1:], b[1:]
		}
	}
	return out
}

// unit makes the length of a vector one.
func unit(v []term) []term {
	sum := float32(0)
	for _, t := range v {
		sum += t.weight * t.weight
	}
	if sum == 0 {
		return v
	}
	out, n := make([]term, len(v)), float32(1/math.Sqrt(float64(sum)))
	for i, t := range v {
		out[i] = term{t.key, t.weight * n}
	}
	return out
}
