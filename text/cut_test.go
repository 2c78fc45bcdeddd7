package text_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// FuzzCut holds what Cut promises: tokens in order, at code points, each with
// the normal form of its own words, and only white space and what is not seen
// between them.
func FuzzCut(f *testing.F) {
	for _, s := range []string{
		"وقال الوزيرُ: «إنّ ٢٥ شخصًا» وصلوا", "ﻻ ﷲ \ufeffـــ\u200fأ\u200dب", "a\xffb\xd8 \xe2\x80", "Ⱥb İstanbul ȾX", "1٢3,4",
	} {
		f.Add(s)
	}
	l := ar.Lang()
	f.Fuzz(func(t *testing.T, src string) {
		tx := text.Cut(src, l)
		at := 0
		for i := range tx.Tokens {
			k := &tx.Tokens[i]
			between(t, src[at:k.Start])
			at = int(k.End)
			if k.Stem < k.Start || k.Stem >= k.End || utf8.ValidString(src) && !utf8.RuneStart(src[k.Stem]) {
				t.Fatalf("token %d %q: its word begins at %d of %d", i, tx.Surface(i), k.Stem, k.Start)
			}
			if want := lang.Normal(tx.Surface(i)); k.Kind != text.Mark && tx.Norm(i) != want {
				t.Fatalf("token %d %q: normal form %q, want %q", i, tx.Surface(i), tx.Norm(i), want)
			}
			if k.ID != l.ID(tx.Norm(i)) {
				t.Fatalf("token %d %q: number %d", i, tx.Surface(i), k.ID)
			}
		}
		between(t, src[at:])
		i := 0
		for k, id := range text.IDs(src, l) {
			if i >= len(tx.Tokens) || tx.Tokens[i].Kind != k || tx.Tokens[i].ID != id {
				t.Fatalf("token %d is of kind %v, number %d by IDs", i, k, id)
			}
			i++
		}
		if i != len(tx.Tokens) {
			t.Fatalf("%d tokens by IDs, want %d", i, len(tx.Tokens))
		}
	})
}

func between(t *testing.T, s string) {
	for _, r := range s {
		if c, _, _ := lang.Fold(r); c != lang.Space && c != lang.Ghost && c != lang.Hidden {
			t.Fatalf("%q is in no token", s)
		}
	}
}

// TestCutAlone parts a proclitic from a word that no list holds where the word
// stands alone in the same text, however many words there are.
func TestCutAlone(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		b.WriteString("زغ" + strings.Repeat("ظ", i%50) + strings.Repeat("ث", i/50) + " ")
	}
	for src, want := range map[string]string{
		b.String() + "زغرطيل وزغرطيل": "زغرطيل",
		b.String() + "وزغرطيل":        "وزغرطيل",
	} {
		tx := text.Cut(src, ar.Lang())
		last := tx.Tokens[len(tx.Tokens)-1]
		if got := src[last.Stem:last.End]; got != want {
			t.Errorf("…%s: %q, want %q", src[len(src)-30:], got, want)
		}
	}
}

func BenchmarkCut(b *testing.B) {
	src := strings.Repeat("وقال المتحدث باسم الوزارة، في بيان صدر اليوم، إن «أعمال الصيانة» ستبدأ بعد 25 يومًا وتستمر ثلاثة أشهر.\n", 40)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		text.Cut(src, ar.Lang())
	}
}

// BenchmarkCutWithoutLanguage is the part that normalises and tokenises.
func BenchmarkCutWithoutLanguage(b *testing.B) {
	src := strings.Repeat("وقال المتحدث باسم الوزارة، في بيان صدر اليوم، إن «أعمال الصيانة» ستبدأ بعد 25 يومًا وتستمر ثلاثة أشهر.\n", 40)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		text.Cut(src, nil)
	}
}
