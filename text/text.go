// Package text cuts a text into tokens, sentences and paragraphs that remember
// where they stood, with a normal form, the clitics and the vocabulary numbers
// of a language beside each word, and pairs its speech marks.
//
// It promises that every offset is a byte offset of the source at a code point
// boundary, that nothing of the source is changed, and that the work is linear
// in the source's length whatever stands in it. It is pure.
package text

import (
	"iter"
	"math/bits"
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

	skip uint8 // bytes of the normal form before the word proper
	norm int32 // where the normal form begins; it ends where the next one does
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
func (t *Text) Norm(i int) string {
	if i+1 < len(t.Tokens) {
		return t.norm[t.Tokens[i].norm:t.Tokens[i+1].norm]
	}
	return t.norm[t.Tokens[i].norm:]
}

// BareNorm returns the normal form of token i without its proclitics. The
// article that لل swallowed stays lost.
func (t *Text) BareNorm(i int) string {
	return t.Norm(i)[t.Tokens[i].skip:]
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
	t.tokens()
	if l != nil {
		t.part(t.number())
	}
	t.divide()
	t.pairQuotes()
	return t
}

// tokens fills Tokens with places and normal forms. It is the part that sees
// every byte.
func (t *Text) tokens() {
	src := t.Src
	t.Tokens = make([]Token, 0, len(src)/8+8)
	norm := make([]byte, 0, len(src)+8)
	gap, line := true, true
	for i := 0; i < len(src); {
		if src[i] == ' ' {
			gap = true
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(src[i:])
		c, _, _ := lang.Fold(r)
		switch c {
		case lang.Ghost, lang.Hidden:
			i += n
			continue
		case lang.Space:
			gap = true
			line = line || r == '\n' || r == '\r' || r == 0x2028 || r == 0x2029
			i += n
			continue
		}
		t.Tokens = append(t.Tokens, Token{Start: int32(i), End: int32(i + n), Stem: int32(i), Gap: gap, Line: line, norm: int32(len(norm))})
		k := &t.Tokens[len(t.Tokens)-1]
		switch c {
		case lang.Letter:
			k.End, i, norm = run(src, i, c, norm)
		case lang.Digit:
			k.Kind = Number
			k.End, i, norm = run(src, i, c, norm)
		default:
			k.Kind, k.Rune = Mark, r
			norm = utf8.AppendRune(norm, r)
			i += n
		}
		gap, line = false, false
	}
	t.norm = unsafe.String(unsafe.SliceData(norm), len(norm)) // norm is never written again
}

// IDs yields the kind and the vocabulary number of each token of src, those that
// Cut would give it: at a small part of the cost, where that is all that is asked.
func IDs(src string, l *lang.Lang) iter.Seq2[Kind, lang.ID] {
	return func(yield func(Kind, lang.ID) bool) {
		var buf [64]byte
		for i := 0; i < len(src); {
			r, n := utf8.DecodeRuneInString(src[i:])
			c, _, _ := lang.Fold(r)
			kind, norm := Mark, buf[:0]
			switch c {
			case lang.Ghost, lang.Hidden, lang.Space:
				i += n
				continue
			case lang.Letter:
				kind = Word
				_, i, norm = run(src, i, c, norm)
			case lang.Digit:
				kind = Number
				_, i, norm = run(src, i, c, norm)
			default:
				norm = utf8.AppendRune(norm, r)
				i += n
			}
			if !yield(kind, l.ID(string(norm))) {
				return
			}
		}
	}
}

// Keys appends to dst a key of each word and number of src, those that Cut would
// give it, in order: a hash of its normal form with its proclitics, never 0. It
// is the quick way to tell whether two texts share words, and is the same in
// every version: indexes are stored with it.
func Keys(dst []uint32, src string) []uint32 {
	var buf [64]byte
	for i := 0; i < len(src); {
		if src[i] == ' ' {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(src[i:])
		switch c, _, _ := lang.Fold(r); c {
		case lang.Letter, lang.Digit:
			var norm []byte
			_, i, norm = run(src, i, c, buf[:0])
			h := lang.Key(unsafe.String(unsafe.SliceData(norm), len(norm)))
			dst = append(dst, max(1, uint32(h^h>>32)))
		default:
			i += n
		}
	}
	return dst
}

// run appends the normal form of the letters, or digits, at byte i to norm. It
// returns where they end, and where what follows begins: marks that are not
// seen may stand between.
func run(src string, i int, class lang.Class, norm []byte) (end int32, next int, _ []byte) {
	for i < len(src) {
		r, n := rune(src[i]), 1
		if r >= 0xC2 && r <= 0xDF && i+1 < len(src) && src[i+1]&0xC0 == 0x80 {
			r, n = r&0x1F<<6|rune(src[i+1]&0x3F), 2
		} else if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(src[i:])
		}
		if r < lang.SmallEnd {
			f := lang.FoldSmall(r)
			if f.Class == class && f.Len > 0 {
				norm = append(norm, f.Bytes[0], f.Bytes[1])[:len(norm)+int(f.Len)]
				i += n
				end = int32(i)
				continue
			}
			if f.Class == lang.Space {
				break
			}
		}
		switch c, to, to2 := lang.Fold(r); c {
		case class:
			norm = utf8.AppendRune(norm, to)
			if to2 != 0 {
				norm = utf8.AppendRune(norm, to2)
			}
			end = int32(i + n)
		case lang.Ghost:
			end = int32(i + n)
		case lang.Hidden:
		default:
			return end, i, norm
		}
		i += n
	}
	return end, i, norm
}

// number gives every token its number in the language's vocabulary, and
// returns the words that have none.
func (t *Text) number() (unlisted []form) {
	for i := range t.Tokens {
		k, norm := &t.Tokens[i], t.Norm(i)
		key := lang.Key(norm)
		k.ID = t.Lang.IDKey(norm, key)
		k.Bare, k.Core = k.ID, k.ID
		if k.ID == 0 && k.Kind == Word {
			if unlisted == nil {
				unlisted = make([]form, 0, len(t.Tokens)/2+4)
			}
			unlisted = append(unlisted, form{uint32(key >> 32), int32(i + 1)})
		}
	}
	return unlisted
}

// part parts the clitics from every word.
func (t *Text) part(unlisted []form) {
	var alone forms
	seen := func(norm string) bool {
		if alone == nil {
			alone = t.forms(unlisted)
		}
		return alone.has(t, norm)
	}
	for i := range t.Tokens {
		k := &t.Tokens[i]
		if k.Kind != Word {
			continue
		}
		s := t.Lang.Split(t.Norm(i), k.ID, seen)
		k.Pro, k.Bare, k.Core, k.Enc, k.skip = s.Pro, s.Bare, s.Core, s.Enc, s.Skip
		if s.Skip > 0 {
			k.Stem = k.Start + int32(skipNormal(t.Src[k.Start:k.End], int(s.Skip)))
		}
	}
}

// form is a word of a text as it stands.
type form struct {
	tag   uint32 // the upper half of its key
	token int32  // where it stands, counted from 1
}

// forms is a set of forms: open addressing, a power of two long.
type forms []form

func (t *Text) forms(words []form) forms {
	f := make(forms, 1<<bits.Len(uint(2*len(words))))
	for _, w := range words {
		if s := f.slot(t, w.tag, t.Norm(int(w.token-1))); s != nil && s.token == 0 {
			*s = w
		}
	}
	return f
}

func (f forms) has(t *Text, norm string) bool {
	s := f.slot(t, uint32(lang.Key(norm)>>32), norm)
	return s != nil && s.token != 0
}

// crowd is how many forms may want one slot; only words that were made to have
// one key do, and they cost no more than others.
const crowd = 256

// slot returns the slot of norm, or the empty one where it belongs; nil in a crowd.
func (f forms) slot(t *Text, tag uint32, norm string) *form {
	for i := range uint32(crowd) {
		s := &f[(tag+i)&uint32(len(f)-1)]
		if s.token == 0 || s.tag == tag && t.Norm(int(s.token-1)) == norm {
			return s
		}
	}
	return nil
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
