package lang

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Class is what a code point does in a text.
type Class uint8

// The classes of code points.
const (
	Other  Class = iota // a mark of any sort: punctuation, symbols, controls
	Letter              // part of a word
	Digit               // part of a number
	Ghost               // stands inside a word and is not seen by the normal form: diacritics, tatweel
	Hidden              // as Ghost, but no part of a word at its edges: zero-width and bidi marks
	Space               // white space
)

// Small is what the normal form makes of a code point below SmallEnd: its
// class and the bytes that stand for it. A letter with none is asked of Fold.
type Small struct {
	Class Class
	Len   uint8 // of Bytes
	Bytes [2]byte
}

// SmallEnd is the first code point that UTF-8 writes in more than two bytes.
const SmallEnd = 0x800

// fold is the class of a code point and the code point that stands for it (0:
// nothing does).
type fold struct {
	class Class
	to    rune
}

// small answers for ASCII, Arabic and what else is short; everything above is
// rare on a page and goes through slowFold.
var small = func() (t [SmallEnd]struct {
	Small
	to rune
}) {
	for r := range rune(SmallEnd) {
		f := slowFold(r)
		t[r].Class, t[r].to = f.class, f.to
		if n := utf8.RuneLen(f.to); f.to != 0 && n <= len(t[r].Bytes) {
			utf8.EncodeRune(t[r].Bytes[:n], f.to)
			t[r].Len = uint8(n)
		}
	}
	return
}()

// FoldSmall folds a code point below SmallEnd.
func FoldSmall(r rune) Small { return small[r&(SmallEnd-1)].Small }

// seats are letters that writers exchange: hamza on any seat or none, alef
// maqsura for ya, ta marbuta for ha, and the Persian forms of kaf and ya that
// some keyboards give. Source: Unicode names; the choice follows the "alef,
// ya and ta marbuta" normalisation of Larkey, Ballesteros and Connell (SIGIR
// 2002), and adds the hamza seats.
var seats = map[rune]rune{
	'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ٲ': 'ا', 'ٳ': 'ا',
	'ؤ': 'و', 'ئ': 'ي', 'ى': 'ي', 'ی': 'ي', 'ې': 'ي', 'ے': 'ي',
	'ة': 'ه', 'ۀ': 'ه', 'ہ': 'ه', 'ە': 'ه', 'ھ': 'ه', 'ۂ': 'ه', 'ۃ': 'ه',
	'ک': 'ك', 'ڪ': 'ك',
}

func slowFold(r rune) fold {
	switch {
	case '0' <= r && r <= '9':
		return fold{Digit, r}
	case 'a' <= r && r <= 'z':
		return fold{Letter, r}
	case 'A' <= r && r <= 'Z':
		return fold{Letter, r + 'a' - 'A'}
	case 0x660 <= r && r <= 0x669: // Arabic-Indic digits
		return fold{Digit, r - 0x660 + '0'}
	case 0x6F0 <= r && r <= 0x6F9: // Eastern Arabic-Indic digits
		return fold{Digit, r - 0x6F0 + '0'}
	case r == 0x640: // tatweel
		return fold{Ghost, 0}
	case 0x64B <= r && r <= 0x65F, r == 0x670, 0x6D6 <= r && r <= 0x6ED && unicode.Is(unicode.Mn, r),
		0x610 <= r && r <= 0x61A, 0x300 <= r && r <= 0x36F:
		return fold{Ghost, 0}
	case 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2069,
		r == 0xFEFF, r == 0x61C, r == 0xAD, r == 0x180E, 0xFE00 <= r && r <= 0xFE0F:
		return fold{Hidden, 0}
	case r == utf8.RuneError:
		return fold{Other, r}
	case unicode.IsSpace(r):
		return fold{Space, 0}
	}
	if to, ok := seats[r]; ok {
		return fold{Letter, to}
	}
	if unicode.IsLetter(r) {
		return fold{Letter, unicode.ToLower(r)}
	}
	if unicode.Is(unicode.M, r) {
		return fold{Ghost, 0}
	}
	if unicode.Is(unicode.Nd, r) {
		return fold{Letter, r} // digits of scripts that no language here reads
	}
	return fold{Other, r}
}

// Fold gives the class of r and the code points that stand for it in a normal
// form: to, and to2 where there are two (the lam-alef ligatures). 0 is none.
func Fold(r rune) (c Class, to, to2 rune) {
	if uint32(r) < SmallEnd {
		return small[r].Class, small[r].to, 0
	}
	return foldRare(r)
}

func foldRare(r rune) (c Class, to, to2 rune) {
	if 0xFB50 <= r && r <= 0xFEFC {
		return presentation(r)
	}
	f := slowFold(r)
	return f.class, f.to, 0
}

// presentation folds the Arabic presentation forms: letters that a page froze
// in the shape which they have in one place of a word.
func presentation(r rune) (Class, rune, rune) {
	if base, base2, ok := presentationForm(r); ok {
		c, to, _ := Fold(base)
		if base2 == 0 {
			return c, to, 0
		}
		_, to2, _ := Fold(base2)
		return c, to, to2
	}
	f := slowFold(r)
	return f.class, f.to, 0
}

// AppendNormal appends the normal form of s to dst: what stands in word lists
// and is compared, never shown. Marks and spaces are kept as they are.
func AppendNormal(dst []byte, s string) []byte {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch c, to, to2 := Fold(r); {
		case c == Space:
			dst = append(dst, ' ')
		case to != 0:
			dst = utf8.AppendRune(dst, to)
			if to2 != 0 {
				dst = utf8.AppendRune(dst, to2)
			}
		}
		i += n
	}
	return dst
}

// Normal returns the normal form of s.
func Normal(s string) string { return string(AppendNormal(nil, s)) }

// seated are the letters that carry a hamza inside a word. The normal form
// keeps them apart, for و and ي are letters of their own; writers do not:
// مسؤول and مسئول, شؤون and شئون, يلجأون and يلجؤون.
var seated = map[rune]bool{'أ': true, 'ؤ': true, 'ئ': true, 'ء': true}

// Plain returns a word, given as it stands, without what writers choose or
// grammar asks for: what Normal takes away, the seat of a hamza inside, and the
// alef of an indefinite accusative (مغلق, مغلقا).
func Plain(s string) string {
	out := make([]byte, 0, len(s)+2)
	for i, r := range s {
		if i > 0 && seated[r] {
			r = 'ء'
		}
		var buf [utf8.UTFMax]byte
		out = AppendNormal(out, string(utf8.AppendRune(buf[:0], r)))
	}
	if cut, ok := bytes.CutSuffix(out, []byte("ا")); ok && utf8.RuneCount(cut) >= 3 {
		out = cut
	}
	return string(out)
}
