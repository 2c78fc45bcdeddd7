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
	first int // its first story
	words []term
}

// threads are, of each story given by what it has on the whole, the place of the
// first story that it goes on with, or its own.
func threads(gists [][]term) []int {
	var all []thread
	var index postings
	var hits counter
	of := make([]int, len(gists))
	for n, words := range gists {
		best, most := -1, float32(likeThread)
		for _, t := range heaviest(words, threadTop) {
			index.newest(t.key, mostThreads, func(i int32) bool {
				hits.add(i)
				return true
			})
		}
		for _, i := range hits.most(2, mostThreads) {
			if x := cosine(words, all[i].words); x > most {
				best, most = int(i), x
			}
		}
		if best < 0 {
			best = len(all)
			all = append(all, thread{n, words})
		} else {
			all[best].words = blend(all[best].words, words)
		}
		for _, t := range words {
			index.add(t.key, int32(best))
		}
		of[n] = all[best].first
	}
	return of
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
