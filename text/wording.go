package text

import (
	"strings"
	"unicode"

	"github.com/isnad-project/isnad/lang"
)

// Wording is how the words of one text differ from those of another.
type Wording struct {
	Words   []string // of the second, as they stand there
	Added   []bool   // those that the first has not
	Dropped []string // runs of words that only the first has
	Common  int
	Parts   []Part // both texts in one
}

// Part is a run of words that both texts have, as the second writes it, or one that only
// one of them has: the first's stands before the second's.
type Part struct {
	Words string
	In    In
}

// In tells which of two texts have something.
type In uint8

// The texts.
const (
	Both In = iota
	First
	Second
)

// mostPairs bounds the work on contents that are longer than any speech.
const mostPairs = 4_000_000

// Reword sets two wordings beside each other: what is not in their longest
// common subsequence was added or dropped. Spelling, diacritics and marks make
// no difference.
func Reword(a, b string) Wording {
	x, y := strings.Fields(a), strings.Fields(b)
	c := Wording{Words: y, Added: make([]bool, len(y))}
	if len(x)*len(y) > mostPairs {
		c.part(First, x)
		c.part(Second, y)
		return c
	}
	kx, ky := WordKeys(x), WordKeys(y)
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
	c.Common = long[0][0]
	i, j := 0, 0
	for i < len(x) || j < len(y) {
		if i < len(x) && j < len(y) && kx[i] == ky[j] {
			c.part(Both, y[j:j+1])
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
			c.part(Both, y[l:j])
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
			c.Dropped = append(c.Dropped, strings.Join(x[k:m], " "))
			c.part(First, x[k:m])
		}
		if after == "" {
			c.part(Both, y[l:j])
			continue
		}
		c.part(Second, y[l:j])
		for ; l < j; l++ {
			c.Added[l] = true
		}
	}
	return c
}

func (c *Wording) part(in In, words []string) {
	s := strings.Join(words, " ")
	switch n := len(c.Parts); {
	case s == "":
	case n > 0 && c.Parts[n-1].In == in:
		c.Parts[n-1].Words += " " + s
	default:
		c.Parts = append(c.Parts, Part{s, in})
	}
}

// Apart reports whether the wordings have so little in common that marks on
// single words would say nothing.
func (c *Wording) Apart() bool { return 3*c.Common < len(c.Words) }

// WordKeys are the words' normal forms, "" for one that is nothing but marks.
func WordKeys(words []string) []string {
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
