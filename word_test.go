package isnad_test

import (
	"testing"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// TestWordsAreThoseOfLang holds what Check takes for a word against what the
// finders do.
func TestWordsAreThoseOfLang(t *testing.T) {
	of := map[lang.Class]isnad.Class{
		lang.Other: isnad.Other, lang.Space: isnad.Other, lang.Letter: isnad.Letter,
		lang.Digit: isnad.Digit, lang.Ghost: isnad.Ghost, lang.Hidden: isnad.Hidden,
	}
	for r := range rune(utf8.MaxRune + 1) {
		if c, _, _ := lang.Fold(r); isnad.ClassOf(r) != of[c] {
			t.Errorf("%U: %d here, %d in lang", r, isnad.ClassOf(r), c)
		}
	}
}
