package mention

import (
	"encoding/binary"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// The tagger looks at a word, its letters, its lists and clitics, and at two
// words on each side. A feature is 32 bits of a hash: of its kind and of what
// was seen. Nothing is allocated per word.

// seen is what the features know of one token.
type seen struct {
	word  uint64 // hash of the bare form
	core  string // bare form without article
	flags flag
	shape uint8
}

const (
	shapeNumber = 1 << iota
	shapeMark
	shapeGap
	shapeAnd  // a conjunction is joined to it
	shapePrep // a preposition is joined to it
	shapeEnc
	shapeLatin
	shapeQuote
)

const edge = 0x9E3779B97F4A7C15 // the word beyond a sentence's end

// look fills dst with what the features know of sentence sen.
func (w *wordFlags) see(dst []seen, t *text.Text, flags []flag, sen text.Range) []seen {
	dst = append(dst[:0], seen{word: edge}, seen{word: edge})
	for i := sen.From; i < sen.To; i++ {
		k := &t.Tokens[i]
		norm := t.BareNorm(i)
		x := seen{word: lang.Hash(norm), core: norm, flags: flags[i]}
		switch k.Kind {
		case text.Number:
			x.shape |= shapeNumber
			x.word = uint64(len(norm))
		case text.Mark:
			x.shape |= shapeMark
			x.word = uint64(k.Rune)
		default:
			if flags[i]&fArticle != 0 && k.Pro&lang.Article == 0 || flags[i]&fArticle != 0 && len(norm) > len(w.article) && norm[:len(w.article)] == w.article {
				x.core = norm[len(w.article):]
			}
			if norm != "" && norm[0] < 0x80 {
				x.shape |= shapeLatin
			}
		}
		if k.Gap {
			x.shape |= shapeGap
		}
		if k.Pro&(lang.And|lang.So) != 0 {
			x.shape |= shapeAnd
		}
		if k.Pro&(lang.In|lang.To|lang.As) != 0 {
			x.shape |= shapePrep
		}
		if k.Enc > 0 {
			x.shape |= shapeEnc
		}
		dst = append(dst, x)
	}
	return append(dst, seen{word: edge}, seen{word: edge})
}

const features = 33 // the most features that a token has

func mix(kind, a, b uint64) uint32 {
	h := (a^kind*0x9E3779B97F4A7C15)*0xD6E8FEB86659FD93 ^ (b+kind)*0xCA5A826395121157
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return uint32(h>>32) | 1
}

// head and tail return the first and last n bytes of s as a number.
func head(s string, n int) uint64 {
	if len(s) >= 8 {
		return binary.LittleEndian.Uint64([]byte(s[:8])) & (1<<(8*n) - 1)
	}
	var x uint64
	for i := 0; i < n && i < len(s); i++ {
		x |= uint64(s[i]) << (8 * i)
	}
	return x
}

func tail(s string, n int) uint64 {
	if n > len(s) {
		n = len(s)
	}
	return head(s[len(s)-n:], n) | uint64(n)<<60
}

// at fills f with the features of token i of a sentence that see has filled in
// (i counts from 0) and returns how many there are.
func extract(f *[features]uint32, xs []seen, i int) int {
	p2, p1, x, n1, n2 := &xs[i], &xs[i+1], &xs[i+2], &xs[i+3], &xs[i+4]
	fl, pf, nf := uint64(x.flags), uint64(p1.flags), uint64(n1.flags)
	n := 0
	put := func(kind, a, b uint64) { f[n] = mix(kind, a, b); n++ }
	put(1, x.word, 0)
	put(2, p1.word, 0)
	put(3, n1.word, 0)
	put(4, p2.word, 0)
	put(5, n2.word, 0)
	put(6, p1.word, x.word)
	put(7, x.word, n1.word)
	put(8, fl, 0)
	put(9, pf, 0)
	put(10, nf, 0)
	put(11, pf, fl)
	put(12, fl, nf)
	put(13, p1.word, fl)
	put(14, uint64(x.shape), uint64(p1.shape))
	put(15, uint64(x.shape), uint64(n1.shape))
	put(16, uint64(p2.flags), pf)
	put(17, n1.word, fl)
	if x.shape&(shapeMark|shapeNumber) != 0 {
		return n
	}
	put(18, lang.Hash(x.core), 0)
	put(19, uint64(len(x.core)), fl&uint64(fArticle))
	for k := uint64(1); k <= 4; k++ {
		put(20+k, head(x.core, int(2*k)), 0)
		put(30+k, tail(x.core, int(2*k)), 0)
	}
	put(40, tail(x.core, 4), tail(p1.core, 4))
	put(41, tail(x.core, 4), tail(n1.core, 4))
	put(42, tail(p1.core, 6), fl)
	put(43, tail(x.core, 6), pf)
	put(44, tail(n1.core, 6), fl)
	put(45, p2.word, p1.word)
	return n
}
