package text_test

import (
	"slices"
	"testing"

	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

func TestKeysAreThoseOfTheWords(t *testing.T) {
	a := text.Keys(nil, "قال ان الطّـفل في مدرسه القرية: 12 شخصا.")
	b := text.Keys(nil, "قال أنّ «الطفل» فى مدرسة القريه 1\u200d٢ شخصًا")
	if !slices.Equal(a, b) {
		t.Errorf("spelling shows: %x and %x", a, b)
	}
	// Stored indexes hold these numbers.
	if want := []uint32{0x1b3a3dac, 0x887de993}; !slices.Equal(a[:2], want) {
		t.Errorf("%#x, want %#x: the format of the index has changed", a[:2], want)
	}
}

func FuzzKeys(f *testing.F) {
	f.Add("قال إنّ ١٢ شخصا\u200f وصلوا")
	f.Add("a\xff\u0640b 1.5\u2028x")
	f.Fuzz(func(t *testing.T, s string) {
		words := 0
		cut := text.Cut(s, ar.Lang())
		for i := range cut.Tokens {
			if cut.Tokens[i].Kind != text.Mark {
				words++
			}
		}
		keys := text.Keys(nil, s)
		if len(keys) != words || slices.Contains(keys, 0) {
			t.Errorf("%d keys of %d words: %x", len(keys), words, keys)
		}
	})
}
