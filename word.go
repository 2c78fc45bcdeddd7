package isnad

import (
	"unicode"
	"unicode/utf8"
)

// class is what a code point does in a text, as package lang sees it. The root
// package imports nothing, so it says it again; a test holds the two together.
type class uint8

const (
	other  class = iota // space and marks: no part of a word
	letter              // part of a word
	digit               // part of a number
	ghost               // part of the word before it: diacritics, tatweel
	hidden              // seen by nobody: zero-width and bidi marks
)

func classOf(r rune) class {
	switch {
	case '0' <= r && r <= '9', 0x660 <= r && r <= 0x669, 0x6F0 <= r && r <= 0x6F9:
		return digit
	case 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E, 0x2060 <= r && r <= 0x2069,
		0xFE00 <= r && r <= 0xFE0F, r == 0xFEFF, r == 0x61C, r == 0xAD, r == 0x180E:
		return hidden
	case r == 0x640, unicode.Is(unicode.M, r):
		return ghost
	case unicode.IsLetter(r), unicode.Is(unicode.Nd, r):
		return letter
	}
	return other
}

// near bounds how far the eye looks over marks that nobody sees.
const near = 64

// insideWord reports whether byte i of text has the same word, or the same
// number, on both its sides.
func insideWord(text string, i int) bool {
	before := classBefore(text[max(0, i-near):i])
	if before == other {
		return false
	}
	for _, r := range text[i:min(len(text), i+near)] {
		switch c := classOf(r); c {
		case ghost:
			return true
		case hidden:
			continue
		default:
			return c == before
		}
	}
	return false
}

// classBefore is letter or digit if text ends with a word or a number.
func classBefore(text string) class {
	for len(text) > 0 {
		r, n := utf8.DecodeLastRuneInString(text)
		if c := classOf(r); c != ghost && c != hidden {
			return c
		}
		text = text[:len(text)-n]
	}
	return other
}

// maxProclitics is how many letters proclitics can have at most, both lams of
// a joined article among them.
const maxProclitics = 4

// afterProclitics reports whether so few letters, of a script that joins small
// words to the next one, stand in the word before byte i that they can be that.
func afterProclitics(text string, i int) bool {
	letters, text := 0, text[max(0, i-near):i]
	for len(text) > 0 {
		r, n := utf8.DecodeLastRuneInString(text)
		switch c := classOf(r); {
		case c == other || c == digit:
			return letters > 0
		case c == letter:
			if letters++; letters > maxProclitics || !unicode.Is(unicode.Arabic, r) {
				return false
			}
		}
		text = text[:len(text)-n]
	}
	return letters > 0
}
