// Package text cuts a text into tokens, sentences and paragraphs that remember
// where they stood, with a normal form, the clitics and the vocabulary numbers
// of a language beside each word, and pairs its speech marks.
//
// It promises that every offset is a byte offset of the source at a code point
// boundary, that nothing of the source is changed, and that the work is linear
// in the source's length whatever stands in it. It is pure.
package text

import (
	"unicode/utf8"
	"unsafe"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// Kind is the sort of a token.
type Kind uint8

// The kinds of token.
const (
	Word   Kind = iota // letters, with the marks inside them
	Number             // a run of digits of one number, without signs or separators
	Mark               // one code point of anything else that shows
)

// Token is a word, a run of digits or a mark, and where it stood.
type Token struct {
	Start, End int32 // bytes of Text.Src
	// Stem is where the word proper begins: behind its proclitics, and behind
	// both lams of لل. It is Start where nothing was parted.
	Stem int32
	Kind Kind
	Gap  bool // white space (or the text's edge) stands before it
	Line bool // a line begins with it
	Rune rune // of a Mark
	// ID, Bare and Core are the word's numbers as it stands, without its
	// proclitics, and without article and enclitic pronoun too; 0 is a word
	// that no list holds.
	lang.Form
	Pro lang.Clitics
	Enc uint8 // bytes of the normal form of an enclitic pronoun

	norm, normEnd int32
	skip          uint8 // bytes of the normal form before the word proper
}

// Text is a text that was cut.
type Text struct {
	Src    string
	Lang   *lang.Lang
	Tokens []Token
	// Sentences and Paragraphs are ranges of tokens; each token is in one of
	// both, and no sentence runs over a paragraph's end. A paragraph is a line.
	Sentences  []Range
	Paragraphs []Range
	Quotes     []Quote

	norm string
}

// Range is a half-open range of tokens.
type Range struct{ From, To int }

// Len is the number of tokens in the range.
func (r Range) Len() int { return r.To - r.From }

// Norm returns the normal form of token i; of a Number, its ASCII digits.
func (t *Text) Norm(i int) string { return t.norm[t.Tokens[i].norm:t.Tokens[i].normEnd] }

// BareNorm returns the normal form of token i without its proclitics. The
// article that لل swallowed stays lost.
func (t *Text) BareNorm(i int) string {
	k := &t.Tokens[i]
	return t.norm[k.norm+int32(k.skip) : k.normEnd]
}

// Surface returns token i as it stands.
func (t *Text) Surface(i int) string { return t.Src[t.Tokens[i].Start:t.Tokens[i].End] }

// Span returns the place of tokens from to to (half-open), from the first
// one's word proper to the last one's end: proclitics are left out.
func (t *Text) Span(from, to int) isnad.Span {
	return isnad.Span{Start: int(t.Tokens[from].Stem), End: int(t.Tokens[to-1].End)}
}

// Match asks list about token i and those after it, up to the end of the
// tokens; see lang.List.Match.
func (t *Text) Match(l *lang.List, i int) (*lang.Entry, int) {
	if !l.MayBegin(t.Tokens[i].Form) {
		return nil, 0
	}
	return l.Match(t.Tokens[i].Form, func(n int) (lang.Form, bool) {
		if i+n >= len(t.Tokens) || t.Tokens[i+n].Line {
			return lang.Form{}, false
		}
		return t.Tokens[i+n].Form, true
	})
}

// Is reports whether token i is the mark r.
func (t *Text) Is(i int, r rune) bool {
	return i >= 0 && i < len(t.Tokens) && t.Tokens[i].Kind == Mark && t.Tokens[i].Rune == r
}

// SentenceAt returns the index of the sentence that token i stands in.
func (t *Text) SentenceAt(i int) int { return rangeAt(t.Sentences, i) }

// ParagraphAt returns the index of the paragraph that token i stands in.
func (t *Text) ParagraphAt(i int) int { return rangeAt(t.Paragraphs, i) }

// TokenAt returns the index of the first token that ends behind byte b,
// len(Tokens) if there is none.
func (t *Text) TokenAt(b int) int {
	lo, hi := 0, len(t.Tokens)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(t.Tokens[mid].End) > b {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

func rangeAt(rs []Range, i int) int {
	lo, hi := 0, len(rs)
	for lo < hi {
		mid := (lo + hi) / 2
		if rs[mid].To > i {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	return lo
}

// Cut cuts src, reading words as l's.
func Cut(src string, l *lang.Lang) *Text {
	t := &Text{Src: src, Lang: l}
	hashes := t.tokens()
	t.parse(hashes)
	t.divide()
	t.pairQuotes()
	return t
}

// tokens fills Tokens with places and normal forms, and returns the hash of
// each normal form. It is the part that sees every byte.
func (t *Text) tokens() []uint64 {
	src := t.Src
	t.Tokens = make([]Token, 0, len(src)/8+8)
	hashes := make([]uint64, 0, len(src)/8+8)
	norm := make([]byte, 0, len(src)+8)
	var cur Token
	open := false
	gap, line := true, true
	var h uint64
	flush := func() {
		cur.Stem = cur.Start
		cur.normEnd = int32(len(norm))
		t.Tokens = append(t.Tokens, cur)
		hashes = append(hashes, lang.HashEnd(h))
		open, gap, line = false, false, false
	}
	for i := 0; i < len(src); {
		var r, to, to2 rune
		var c lang.Class
		n := 1
		if b := src[i]; b < utf8.RuneSelf {
			c, to, _ = lang.Fold(rune(b))
			r = rune(b)
		} else if b >= 0xD8 && b <= 0xDB && i+1 < len(src) && src[i+1]&0xC0 == 0x80 {
			r = rune(b&0x1F)<<6 | rune(src[i+1]&0x3F)
			c, to, _ = lang.Fold(r)
			n = 2
		} else {
			r, n = utf8.DecodeRuneInString(src[i:])
			c, to, to2 = lang.Fold(r)
		}
		switch c {
		case lang.Letter, lang.Digit:
			kind := Word
			if c == lang.Digit {
				kind = Number
			}
			if open && cur.Kind != kind {
				flush()
			}
			if !open {
				open = true
				cur = Token{Start: int32(i), Kind: kind, Gap: gap, Line: line, norm: int32(len(norm))}
				h = lang.HashStart
			}
			at := len(norm)
			if to < 0x800 && to >= utf8.RuneSelf {
				norm = append(norm, 0xC0|byte(to>>6), 0x80|byte(to&0x3F))
			} else {
				norm = utf8.AppendRune(norm, to)
			}
			if to2 != 0 {
				norm = utf8.AppendRune(norm, to2)
			}
			for _, x := range norm[at:] {
				h = (h ^ uint64(x)) * lang.HashPrime
			}
			cur.End = int32(i + n)
		case lang.Ghost:
			if open {
				cur.End = int32(i + n)
			}
		case lang.Hidden:
		case lang.Space:
			if open {
				flush()
			}
			gap = true
			line = line || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029
		default:
			if open {
				flush()
			}
			cur = Token{Start: int32(i), End: int32(i + n), Kind: Mark, Gap: gap, Line: line, Rune: r, norm: int32(len(norm))}
			norm = utf8.AppendRune(norm, r)
			h = lang.HashStart
			for _, x := range norm[cur.norm:] {
				h = (h ^ uint64(x)) * lang.HashPrime
			}
			flush()
		}
		i += n
	}
	if open {
		flush()
	}
	t.norm = unsafe.String(unsafe.SliceData(norm), len(norm)) // norm is never written again
	return hashes
}

// parse gives every word its numbers and parts its clitics.
func (t *Text) parse(hashes []uint64) {
	if t.Lang == nil {
		return
	}
	var alone map[string]bool // words that no list holds, as they stand
	seen := func(norm string) bool {
		if alone == nil {
			alone = make(map[string]bool)
			for i := range t.Tokens {
				if k := &t.Tokens[i]; k.Kind == Word && k.ID == 0 {
					alone[t.Norm(i)] = true
				}
			}
		}
		return alone[norm]
	}
	for i := range t.Tokens {
		k := &t.Tokens[i]
		k.ID = t.Lang.IDHash(t.Norm(i), hashes[i])
		k.Bare, k.Core = k.ID, k.ID
	}
	for i := range t.Tokens {
		k := &t.Tokens[i]
		if k.Kind != Word {
			continue
		}
		s := t.Lang.Split(t.Norm(i), k.ID, seen)
		k.Pro, k.Bare, k.Core, k.Enc, k.skip = s.Pro, s.Bare, s.Core, uint8(s.Enc), uint8(s.Skip)
		if s.Skip > 0 {
			k.Stem = k.Start + int32(skipNormal(t.Src[k.Start:k.End], s.Skip))
		}
	}
}

// skipNormal returns the bytes of src that make the first n bytes of its
// normal form, with the marks that belong to them.
func skipNormal(src string, n int) int {
	done := false
	for i, r := range src {
		_, to, to2 := lang.Fold(r)
		if to != 0 && done {
			return i
		}
		if to != 0 {
			n -= utf8.RuneLen(to)
			if to2 != 0 {
				n -= utf8.RuneLen(to2)
			}
			done = n <= 0
		}
	}
	return 0
}
