package statement

import (
	"os"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

var markKinds = map[string]isnad.MentionKind{"p": isnad.Person, "o": isnad.Organisation, "l": isnad.Place, "r": isnad.Role}

// unmark takes the marks out of a case's text and returns the mentions.
func unmark(s string) (string, []isnad.Mention) {
	var b strings.Builder
	var ms []isnad.Mention
	for {
		before, rest, ok := strings.Cut(s, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), ms
		}
		inside, after, _ := strings.Cut(rest, "}")
		kind, name, _ := strings.Cut(inside, " ")
		start := b.Len()
		b.WriteString(name)
		ms = append(ms, isnad.Mention{Kind: markKinds[kind], Name: name, Span: isnad.Span{Start: start, End: b.Len()}})
		s = after
	}
}

func describe(s isnad.Statement, src string) string {
	name := s.Speaker.Name
	if s.Speaker.Implicit {
		name += "…"
	}
	var chain []string
	for _, l := range s.Chain {
		chain = append(chain, string(l.Kind))
	}
	line := string(s.Kind)
	if s.Parent != "" {
		line = "N " + line
	}
	if s.Headline {
		line = "H " + line
	}
	fields := []string{line, name, string(s.Speaker.Kind), strings.Join(chain, " "), s.Content.In(src)}
	return strings.Join(fields, " | ")
}

func TestArabic(t *testing.T) {
	data, err := os.ReadFile("testdata/ar.txt")
	if err != nil {
		t.Fatal(err)
	}
	f := New(ar.Lang())
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
			for _, s := range f.Find(text.Cut(src, ar.Lang()), Given{Mentions: mentions}) {
				got = append(got, normalSpace(describe(s, src)))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
				t.Errorf("%s\ngot\n%s\nwant\n%s", src, g, w)
			}
		})
	}
}

func normalSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

func FuzzFind(f *testing.F) {
	f.Add("وقال الوزير: «السد آمن»، مشيرا إلى أن “الفحص مستمر")
	f.Add("نقلت وكالة «النهر» عن مصدر قوله إن، بحسب بيان صادر عن الوزارة")
	f.Add("الوزير: السد آمن\nأكد أن أن أن ”” قال قال إن «")
	l := ar.Lang()
	finder := New(l)
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\uFFFD")
		r := &isnad.Record{Text: src}
		for _, s := range finder.Find(text.Cut(src, l), Given{}) {
			spans := []isnad.Span{s.Span, s.Content}
			if s.Cue != nil {
				spans = append(spans, *s.Cue)
			}
			if s.Speaker.Span != nil {
				spans = append(spans, *s.Speaker.Span)
			}
			for _, sp := range spans {
				if !sp.Fits(r.Text) {
					t.Fatalf("%+v does not fit %q", sp, src)
				}
			}
			if s.Speaker.Kind != isnad.SpeakerUnknown && len(s.Chain) == 0 {
				t.Fatalf("no chain: %+v", s)
			}
		}
	})
}
