package across

import "slices"

const (
	printLen    = 5 // words of a fingerprint
	printWindow = 6 // one fingerprint is kept of so many in a row
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

// hashes are the distinct hashes of prints, sorted.
func hashes(prints []fingerprint) []uint32 {
	out := make([]uint32, len(prints))
	for i, p := range prints {
		out[i] = p.hash
	}
	slices.Sort(out)
	return slices.Compact(out)
}
