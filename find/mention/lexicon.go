package mention

import (
	"sort"

	"github.com/isnad-project/isnad/lang"
)

// Lexicon says how common words are, and how common as names. Keys are words
// in normal form.
type Lexicon map[string]WordUse

// WordUse is how a word is used.
type WordUse struct {
	Zipf          int // whole part of log10 of its occurrences in 10^9 words, 0 to 7
	Given, Family int // how many people bear it as a name: 0 none, to 3 many
}

func (u WordUse) pack() uint16 {
	return uint16(1 + u.Zipf&7 | u.Given&3<<4 | u.Family&3<<6)
}

// lexicon is a Lexicon by the hash of the word: open addressing, a power of
// two long; key 0 is an empty slot.
type lexicon struct {
	keys []uint32
	uses []uint16
}

func lexKey(word uint64) uint32 { return uint32(word>>32) | 1 }

func newLexicon(n int) *lexicon {
	size := 1 << 10
	for size < 2*n {
		size *= 2
	}
	return &lexicon{make([]uint32, size), make([]uint16, size)}
}

func (l *lexicon) slot(key uint32) int {
	mask := uint32(len(l.keys) - 1)
	for i := key >> 1 & mask; ; i = (i + 1) & mask {
		if l.keys[i] == key || l.keys[i] == 0 {
			return int(i)
		}
	}
}

// of returns what is known of the word with that hash, 0 if nothing.
func (l *lexicon) of(word uint64) uint16 { return l.uses[l.slot(lexKey(word))] }

func (l *lexicon) put(key uint32, use uint16) {
	i := l.slot(key)
	l.keys[i], l.uses[i] = key, use
}

// index turns a Lexicon into a table; the same Lexicon gives the same table.
func (x Lexicon) index() *lexicon {
	words := make([]string, 0, len(x))
	for w := range x {
		words = append(words, w)
	}
	sort.Strings(words)
	l := newLexicon(len(words))
	for _, w := range words {
		if key := lexKey(lang.Hash(w)); l.keys[l.slot(key)] == 0 {
			l.put(key, x[w].pack())
		}
	}
	return l
}
