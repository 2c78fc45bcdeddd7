package statement

import (
	"os"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

func TestEnglish(t *testing.T) {
	data, err := os.ReadFile("testdata/en.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := New(en.Lang())
	cases := strings.Split(string(data), "\n== ")[1:]
	if len(cases) < 30 {
		t.Fatalf("%d cases found", len(cases))
	}
	for _, c := range cases {
		lines := strings.Split(strings.TrimSpace(c), "\n")
		t.Run(lines[0], func(t *testing.T) {
			var body, want []string
			for _, l := range lines[1:] {
				if w, ok := strings.CutPrefix(l, "> "); ok {
					want = append(want, normalSpace(w))
				} else if l != "" {
					body = append(body, l)
				}
			}
			src, mentions := unmark(strings.Join(body, "\n"))
			var got []string
			for _, s := range f.Find(text.Cut(src, en.Lang()), Given{Mentions: mentions}) {
				got = append(got, normalSpace(describe(s, src)))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
				t.Errorf("%s\ngot\n%s\nwant\n%s", src, g, w)
			}
		})
	}
}

// TestEnglishHeadline: a colon parts a headline's source from its words.
func TestEnglishHeadline(t *testing.T) {
	src := "Hadi: the dam is safe\n\nThe minister, Salem Hadi, spoke in Samara, where Hadi was born."
	got := New(en.Lang()).Find(text.Cut(src, en.Lang()), Given{Title: isnad.Span{Start: 0, End: len("Hadi: the dam is safe")}})
	if len(got) != 1 || describe(got[0], src) != "H indirect | Hadi | person | person | the dam is safe" {
		t.Errorf("%+v", got)
	}
}

func FuzzFindSVO(f *testing.F) {
	f.Add("\"The dam is safe,\" said the minister. 'No,' Mr. Hadi, a lawyer, told the Post, adding that “it")
	f.Add("said, and “A,” X who said. A report by the U.S. (X) on Monday said 'no' (D-MA), had told X: that")
	f.Add("According to X, Y said Z, citing W\nHe said: ''It's d's,'' and (x said, \"no")
	l := en.Lang()
	finder := New(l)
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\uFFFD")
		for _, s := range finder.Find(text.Cut(src, l), Given{}) {
			spans := []*isnad.Span{&s.Span, &s.Content, s.Cue, s.Speaker.Span, s.Speaker.Role}
			for _, sp := range spans {
				if sp != nil && (!sp.Fits(src) || sp.Start > sp.End) {
					t.Fatalf("%+v does not fit %q", sp, src)
				}
			}
			if s.Speaker.Kind != isnad.SpeakerUnknown && len(s.Chain) == 0 {
				t.Fatalf("no chain: %+v", s)
			}
		}
	})
}

// TestEnglishIsLinear: what is hostile takes no longer than its length.
func TestEnglishIsLinear(t *testing.T) {
	f := New(en.Lang())
	for _, unit := range []string{"said ", "\"", "''", "Hadi, ", "and said that ", "according to ", "(", "he said ", "said, ", "who "} {
		src := strings.Repeat(unit, 200_000/len(unit))
		f.Find(text.Cut(src, en.Lang()), Given{})
	}
}
