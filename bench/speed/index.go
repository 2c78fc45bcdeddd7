package main

import (
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// This file is Isnad's side of the comparison with MinHash: the fingerprints of
// a page, which are those that package across pairs pages by, and who holds them.

// sketch is what an index keeps of a page.
type sketch []uint64

// index gives back the pages that share text with one.
type index struct {
	holders map[uint64][]int32
}

func newIndex() *index { return &index{map[uint64][]int32{}} }

func (x *index) insert(id int, s sketch) {
	for _, h := range s {
		if l := x.holders[h]; len(l) == 0 || l[len(l)-1] != int32(id) {
			x.holders[h] = append(l, int32(id))
		}
	}
}

// query returns the pages that share two fingerprints.
func (x *index) query(s sketch) (ids []int) {
	count := map[int32]int{}
	for _, h := range s {
		for _, id := range x.holders[h] {
			if count[id]++; count[id] == 2 {
				ids = append(ids, int(id))
			}
		}
	}
	return ids
}

const (
	printLen    = 5
	printWindow = 6
)

// sketchOf keeps the smallest of every few hashes of five words in a row.
func sketchOf(words string) (out sketch) {
	t := text.Cut(words, ar.Lang())
	keys := make([]uint64, 0, len(t.Tokens))
	for i := range t.Tokens {
		if t.Tokens[i].Kind != text.Mark {
			keys = append(keys, lang.Hash(t.BareNorm(i)))
		}
	}
	if len(keys) < printLen {
		return nil
	}
	hs := make([]uint64, len(keys)-printLen+1)
	for i := range hs {
		h := uint64(14695981039346656037)
		for _, k := range keys[i : i+printLen] {
			h = (h ^ k) * 1099511628211
		}
		hs[i] = h
	}
	last := -1
	for i := 0; i+printWindow <= len(hs) || i == 0; i++ {
		best := i
		for j := i; j < min(i+printWindow, len(hs)); j++ {
			if hs[j] < hs[best] {
				best = j
			}
		}
		if best != last {
			out = append(out, hs[best])
			last = best
		}
	}
	return out
}
