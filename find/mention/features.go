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
	lex   uint16 // what the lexicon knows of it
	shape uint8
	near  uint8 // what stands beside the word anywhere in the text
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

// around remembers, for every rarer word of a text, what it was seen beside
// anywhere in the text: behind a title once, a surname is known for one
// everywhere (Chieu and Ng, COLING 2002). It is a table by hash that is used
// again for every text.
type around struct {
	keys []uint32
	near []uint8
}

const (
	nearTitle   = 1 << iota // behind a title or an office
	nearGiven               // behind a given name
	nearPlace               // behind the head of a place's name
	nearOrg                 // behind the head of a body's name
	nearIn                  // behind في
	nearName                // before what may be a family name
	nearMark                // between marks, as in (…) and «…»
	nearSeveral             // more than once in the text
)

const commonZipf = 5 // words as common as this are not remembered

// read goes over t once. words and uses are those of its tokens.
func (a *around) read(t *text.Text, flags []flag, words []uint64, uses []uint16) {
	size := 1 << 8
	for size < 2*len(words) {
		size *= 2
	}
	if len(a.keys) < size {
		a.keys, a.near = make([]uint32, size), make([]uint8, size)
	} else {
		clear(a.keys)
		clear(a.near)
	}
	for i, w := range words {
		if t.Tokens[i].Kind != text.Word || common(uses[i]) {
			continue
		}
		s := a.slot(lexKey(w))
		if a.keys[s] != 0 {
			a.near[s] |= nearSeveral
		}
		a.keys[s] = lexKey(w)
		a.near[s] |= a.beside(t, flags, uses, i)
	}
}

func common(use uint16) bool { return int(use&15) > commonZipf }

func (a *around) beside(t *text.Text, flags []flag, uses []uint16, i int) (near uint8) {
	if i > 0 && !t.Tokens[i].Line {
		switch fl := flags[i-1]; {
		case fl&(fTitle|fRole) != 0:
			near |= nearTitle
		case fl&fFirst != 0 || uses[i-1]>>4&3 == 3:
			near |= nearGiven
		case fl&(fPlace|fFacility) != 0:
			near |= nearPlace
		case fl&fOrg != 0:
			near |= nearOrg
		case fl&fIn != 0:
			near |= nearIn
		}
		if t.Tokens[i-1].Kind == text.Mark && !t.Tokens[i].Gap {
			near |= nearMark
		}
	}
	if i+1 < len(uses) && !t.Tokens[i+1].Line && uses[i+1]>>6&3 >= 2 {
		near |= nearName
	}
	return near
}

func (a *around) slot(key uint32) int {
	mask := uint32(len(a.keys) - 1)
	for i := key >> 1 & mask; ; i = (i + 1) & mask {
		if a.keys[i] == key || a.keys[i] == 0 {
			return int(i)
		}
	}
}

// of returns what the word was seen beside, 0 for a common one.
func (a *around) of(word uint64) uint8 { return a.near[a.slot(lexKey(word))] }

// sight is what the features know of a text: the working store of tagging one,
// used again for the next.
type sight struct {
	words []uint64
	uses  []uint16
	around
	tokens []seen
}

// read looks at every token of t once.
func (g *sight) read(t *text.Text, flags []flag, lex *lexicon) {
	g.words, g.uses = hashes(t), make([]uint16, len(t.Tokens))
	for i, w := range g.words {
		if t.Tokens[i].Kind == text.Word {
			g.uses[i] = lex.of(w)
		}
	}
	g.around.read(t, flags, g.words, g.uses)
}

// hashes returns a hash of each token's bare form; of a number, its length.
func hashes(t *text.Text) []uint64 {
	out := make([]uint64, len(t.Tokens))
	for i := range out {
		switch norm := t.BareNorm(i); t.Tokens[i].Kind {
		case text.Number:
			out[i] = uint64(len(norm))
		case text.Mark:
			out[i] = uint64(sameMark(t.Tokens[i].Rune))
		default:
			out[i] = lang.Hash(norm)
		}
	}
	return out
}

// sameMark writes all quotation marks as one: which of them stand round a name
// is the outlet's taste.
func sameMark(r rune) rune {
	switch r {
	case '«', '»', '“', '”', '„', '‟', '‹', '›':
		return '"'
	}
	return r
}

// learned are the flags that the tagger learns from: not fOwn, which changes with
// every list of the language. A model knows flags by their bits, so a new flag
// goes behind the old ones in words.go, or the model is trained anew.
const learned = (fNoName - 1) &^ fOwn

// see fills g.tokens with what the features know of sentence sen, with two
// tokens beyond each end.
func (g *sight) see(w *wordFlags, t *text.Text, flags []flag, sen text.Range) []seen {
	dst := append(g.tokens[:0], seen{word: edge}, seen{word: edge})
	for i := sen.From; i < sen.To; i++ {
		k := &t.Tokens[i]
		norm := t.BareNorm(i)
		x := seen{word: g.words[i], core: norm, flags: flags[i] & learned, lex: g.uses[i], shape: shape(k)}
		if k.Kind == text.Word {
			if n := len(w.article); flags[i]&fArticle != 0 && len(norm) > n && norm[:n] == w.article {
				x.core = norm[n:]
			}
			if norm != "" && norm[0] < 0x80 {
				x.shape |= shapeLatin
			}
			x.near = g.of(x.word)
		}
		dst = append(dst, x)
	}
	g.tokens = append(dst, seen{word: edge}, seen{word: edge})
	return g.tokens
}

func shape(k *text.Token) (s uint8) {
	switch k.Kind {
	case text.Number:
		s |= shapeNumber
	case text.Mark:
		s |= shapeMark
	}
	if k.Gap {
		s |= shapeGap
	}
	if k.Pro&(lang.And|lang.So) != 0 {
		s |= shapeAnd
	}
	if k.Pro&(lang.In|lang.To|lang.As) != 0 {
		s |= shapePrep
	}
	if k.Enc > 0 {
		s |= shapeEnc
	}
	return s
}

const lexical = 5 // the first features, which are of the word itself

const features = 48 // the most features that a token has

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
//
// The first lexical ones are of the word itself; training hides them now and
// then, so that the others learn to do without.
func extract(f *[features]uint32, xs []seen, i int) int {
	p1, x, n1 := &xs[i+1], &xs[i+2], &xs[i+3]
	fl, pf, nf := uint64(x.flags), uint64(p1.flags), uint64(n1.flags)
	n := 0
	put := func(kind, a, b uint64) { f[n] = mix(kind, a, b); n++ }
	put(1, x.word, 0)
	put(6, p1.word, x.word)
	put(7, x.word, n1.word)
	put(18, lang.Hash(x.core), 0)
	put(34, tail(x.core, 8), 0)
	put(2, p1.word, 0)
	put(3, n1.word, 0)
	put(8, fl, 0)
	put(9, pf, 0)
	put(10, nf, 0)
	put(11, pf, fl)
	put(12, fl, nf)
	put(13, p1.word, fl)
	put(14, uint64(x.shape), uint64(p1.shape))
	put(15, uint64(x.shape), uint64(n1.shape))
	put(17, n1.word, fl)
	if x.shape&(shapeMark|shapeNumber) != 0 {
		return n
	}
	lx, lp, ln := uint64(x.lex), uint64(p1.lex), uint64(n1.lex)
	put(50, lx, 0)
	put(52, ln, 0)
	put(53, lp, lx)
	put(54, lx, ln)
	put(55, lx, fl)
	put(57, p1.word, lx)
	put(58, n1.word, lx)
	put(59, uint64(x.near), lx)
	put(62, uint64(x.near), uint64(x.shape))
	for k := uint64(1); k <= 3; k++ {
		put(20+k, head(x.core, int(2*k)), 0)
		put(30+k, tail(x.core, int(2*k)), 0)
	}
	put(40, tail(x.core, 4), tail(p1.core, 4))
	put(42, tail(p1.core, 6), fl)
	put(43, tail(x.core, 6), pf)
	return n
}
