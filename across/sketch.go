package across

import "github.com/isnad-project/isnad/text"

const (
	printLen    = 5  // words of a fingerprint
	printWindow = 10 // one fingerprint is kept of so many in a row
)

// A fingerprint is the hash of printLen words in a row, in their normal forms
// without proclitics, so that no spelling hides a copy; a page keeps the
// smallest of every printWindow neighbours. Two pages that share
// printLen+printWindow-1 words in a row, wherever they stand, share a
// fingerprint (Schleimer, Wilkerson and Aiken, Winnowing: Local Algorithms for
// Document Fingerprinting, 2003).
//
// The keys of words and the fingerprints are part of the index's format: see
// the test that pins them.

// fingerprint is one kept hash and the word that it begins with.
type fingerprint struct {
	hash uint32
	at   int32
}

// fingerprints appends the fingerprints of keys to dst. A text shorter than
// printLen words has none.
func fingerprints(dst []fingerprint, keys []uint32) []fingerprint {
	n := len(keys) - printLen + 1
	if n <= 0 {
		return dst
	}
	var ring [printWindow]uint32
	best := -1 // of the window
	for i := range n {
		h := shingle(keys[i : i+printLen])
		ring[i%printWindow] = h
		switch {
		case best < 0 || best <= i-printWindow:
			best = max(0, i-printWindow+1)
			for j := best + 1; j <= i; j++ {
				if ring[j%printWindow] < ring[best%printWindow] {
					best = j
				}
			}
		case h < ring[best%printWindow]:
			best = i
		}
		if i >= printWindow-1 || i == n-1 {
			if k := len(dst); k == 0 || dst[k-1].at != int32(best) {
				dst = append(dst, fingerprint{ring[best%printWindow], int32(best)})
			}
		}
	}
	return dst
}

// shingle is the number of words in a row.
func shingle(keys []uint32) uint32 {
	h := uint32(2166136261)
	for _, k := range keys {
		h = (h ^ k) * 0x9E3779B1
		h ^= h >> 15
	}
	return h
}

// Sketches finds the pages that share text with one. Of a page it keeps the
// fingerprints alone, about a kilobyte.
type Sketches struct {
	held   postings // fingerprint to pages
	hits   counter
	keys   []uint32
	prints []fingerprint // of the page that was looked at last
}

// Add keeps a page by its number, which must not be smaller than those before.
func (x *Sketches) Add(page int32, words string) {
	x.keys = text.Keys(x.keys[:0], words)
	x.look(x.keys)
	x.keep(page)
}

// Sharing returns the pages that may share text with the words given, those
// that share most first; they are only as good as fingerprints, and no more
// than a few dozen.
func (x *Sketches) Sharing(words string) []int32 {
	x.keys = text.Keys(x.keys[:0], words)
	for _, f := range x.look(x.keys) {
		if at := x.held.at(f.hash); at != nil {
			x.meet(at)
		}
	}
	return x.met()
}

// look takes the fingerprints of a page's words.
func (x *Sketches) look(keys []uint32) []fingerprint {
	x.prints = fingerprints(x.prints[:0], keys)
	return x.prints
}

// keep puts the page that was looked at under its fingerprints.
func (x *Sketches) keep(page int32) {
	for _, f := range x.prints {
		x.held.add(f.hash, page)
	}
}

// The most holders of a fingerprint that a page is set beside, and the most
// pages that it is aligned with. What more pages hold is a text of an agency or
// an outlet's own furniture; it is joined to the latest of them and to the
// first, so that the work grows with the pages and not with their pairs.
const (
	mostHolders = 64
	mostAligned = 64
	fewPrints   = 8 // of a page so short that one is enough
)

// meet counts the pages that hold the fingerprint at a place.
func (x *Sketches) meet(at *slot) {
	seen := int32(-1)
	x.held.walk(at, mostHolders, func(j int32) bool {
		x.hits.add(j)
		seen = j
		return true
	})
	if j := at.first; j < seen {
		x.hits.add(j)
	}
}

// met are the pages that share enough fingerprints with the one looked at.
func (x *Sketches) met() []int32 {
	few := int32(2)
	if len(x.prints) <= fewPrints {
		few = 1
	}
	return x.hits.most(few, mostAligned)
}
