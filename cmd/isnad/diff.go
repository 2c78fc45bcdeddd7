package main

import (
	"strings"
	"unicode"

	"github.com/isnad-project/isnad/lang"
)

// change is how the words of one carrying differ from those of another.
type change struct {
	words   []string // of the second, as they stand there
	added   []bool   // those that the first has not
	dropped []string // runs of words that only the first has
	common  int
}

// mostPairs bounds the work on contents that are longer than any speech.
const mostPairs = 4_000_000

// compareWords sets two wordings beside each other: what is not in their longest
// common subsequence was added or dropped. Spelling, diacritics and marks make
// no difference.
func compareWords(a, b string) change {
	x, y := strings.Fields(a), strings.Fields(b)
	c := change{words: y, added: make([]bool, len(y))}
	kx, ky := keysOf(x), keysOf(y)
	if len(x)*len(y) > mostPairs {
		return c
	}
	// long[i][j] is the length of what x[i:] and y[j:] have in common.
	long := make([][]int, len(x)+1)
	for i := range long {
		long[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if kx[i] == ky[j] {
				long[i][j] = long[i+1][j+1] + 1
			} else {
				long[i][j] = max(long[i+1][j], long[i][j+1])
			}
		}
	}
	c.common = long[0][0]
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		if i < len(x) && j < len(y) && kx[i] == ky[j] {
			i, j = i+1, j+1
			continue
		}
		// What stands between two common words is one change.
		k, l := i, j
		for (i < len(x) || j < len(y)) && !(i < len(x) && j < len(y) && kx[i] == ky[j]) {
			if j == len(y) || i < len(x) && long[i+1][j] >= long[i][j+1] {
				i++
			} else {
				j++
			}
		}
		before, after := strings.Join(kx[k:i], ""), strings.Join(ky[l:j], "")
		if before == after {
			continue // only the spaces differ: «و64» is «و 64»
		}
		if before != "" {
			m := i
			for kx[k] == "" {
				k++
			}
			for kx[m-1] == "" {
				m--
			}
			c.dropped = append(c.dropped, strings.Join(x[k:m], " "))
		}
		for ; l < j; l++ {
			c.added[l] = after != ""
		}
	}
	return c
}

// apart reports whether the wordings have so little in common that marks on
// single words would say nothing.
func (c change) apart() bool { return 3*c.common < len(c.words) }

// keysOf are the words' normal forms, "" for one that is nothing but marks.
func keysOf(words []string) []string {
	keys := make([]string, len(words))
	for i, w := range words {
		keys[i] = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '%' {
				return r
			}
			return -1
		}, lang.Normal(w))
	}
	return keys
}
