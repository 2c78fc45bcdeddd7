package page

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// languageSample is how much of a text tells its language, in bytes.
const languageSample = 4 << 10

// letters counts the letters of a text that tell its language.
type letters struct {
	arabic, latin, other int
	// Letters that Arabic does not write: those that Persian has, those that
	// only Urdu has, and those that only Sorani Kurdish has.
	persian, urdu, sorani int
}

// lettersOf are the letters of the Arabic block, each with the languages that
// alone write it.
var lettersOf = func() (t [0x100]struct{ arabic, persian, urdu, sorani int }) {
	for c := range rune(0x100) {
		if lang.FoldSmall(0x600+c).Class == lang.Letter {
			t[c].arabic = 1
		}
	}
	for _, c := range []rune{0x67E, 0x686, 0x698, 0x6AF, 0x6A9, 0x6CC} { // pe, che, zhe, gaf, keheh, farsi yeh
		t[c-0x600].persian = t[c-0x600].arabic
	}
	for _, c := range []rune{0x679, 0x688, 0x691, 0x6D2, 0x6BA, 0x6C1} { // tteh, ddal, rreh, yeh barree, noon ghunna, heh goal
		t[c-0x600].urdu = t[c-0x600].arabic
	}
	for _, c := range []rune{0x6CE, 0x6C6, 0x6D5, 0x6B5, 0x695} { // yeh with v, oe, ae, lam with v, reh with v
		t[c-0x600].sorani = t[c-0x600].arabic
	}
	return t
}()

func countLetters(s string) (n letters) {
	for i := 0; i < len(s); {
		if c := s[i]; c >= 0xD8 && c <= 0xDB && i+1 < len(s) && s[i+1]&0xC0 == 0x80 {
			l := &lettersOf[c&3<<6|s[i+1]&0x3F]
			n.arabic += l.arabic
			n.persian += l.persian
			n.urdu += l.urdu
			n.sorani += l.sorani
			i += 2
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		i += size
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || 0xC0 <= c && c <= 0x24F:
			n.latin++
		case c >= 0x250 && unicode.IsLetter(c):
			n.other++
		}
	}
	return n
}

// languageOf tells the language of a text: by its letters where only one
// language writes them; else what was declared, if it is written so; else by
// its commonest words.
func (r *reader) languageOf(s string, declared ...string) string {
	s = cutAt(s, languageSample)
	n := countLetters(s)
	all := n.arabic + n.latin + n.other
	script := "Latn"
	switch {
	case all == 0:
		return ""
	case 2*n.arabic > all:
		script = "Arab"
		switch {
		case 50*n.sorani > n.arabic:
			return "ckb"
		case 40*n.urdu > n.arabic:
			return "ur"
		case 25*n.persian > n.arabic:
			return "fa"
		}
	case 2*n.other > all:
		script = ""
	}
	for _, d := range declared {
		if d = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(d), "_", "-")); !plausible(d) {
			continue
		}
		tag, _, _ := strings.Cut(d, "-")
		if scriptOf(tag) == script {
			return tag
		}
	}
	if script == "Arab" {
		return "ar"
	}
	return r.commonest(s)
}

// plausible reports whether s has the shape of a language tag.
func plausible(s string) bool {
	if len(s) < 2 || len(s) > 16 {
		return false
	}
	for _, c := range s {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-') {
			return false
		}
	}
	return len(s) < 4 || s[2] == '-' || s[3] == '-'
}

// scriptOf is the script of a language, empty for those written neither in
// Arabic letters nor in Latin ones. Source: CLDR, likely subtags.
func scriptOf(tag string) string {
	switch tag {
	case "ar", "fa", "ur", "ckb", "ps", "sd", "ug", "arz", "ary", "apc":
		return "Arab"
	case "ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "el", "he", "iw", "hy", "ka", "hi", "mr",
		"ne", "bn", "pa", "gu", "ta", "te", "kn", "ml", "si", "th", "lo", "my", "km", "zh", "ja", "ko", "am", "ti":
		return ""
	}
	return "Latn"
}

// commonest is the language whose commonest words make a tenth of the text.
func (r *reader) commonest(s string) string {
	s = cutAt(s, 4096)
	for _, w := range r.words {
		common := w.lang.List("page_common")
		if len(common.Entries) == 0 {
			continue
		}
		t := text.Cut(s, w.lang)
		n := 0
		for i := range t.Tokens {
			if common.Has(t.Tokens[i].ID) {
				n++
			}
		}
		if n > 0 && 10*n >= wordsIn(t, 0, len(t.Tokens)) {
			return w.lang.Tag
		}
	}
	return ""
}
