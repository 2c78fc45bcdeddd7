package text_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/text"
)

func TestReword(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"أصيب ما لا يقل عن 12 شخصا", "أصيب 12 شخصاً أمس", "أصيب -ما لا يقل عن- 12 شخصاً +أمس+"},
		{"بوابات السد فتحت لتخفيف الضغط", "بوابات السد فُتحت بهدف تخفيف الضغط", "بوابات السد فُتحت -لتخفيف- +بهدف تخفيف+ الضغط"},
		{"أكثر من34 فئة", "أكثر من 34 فئة", "أكثر من 34 فئة"},
		{"", "بدأ العمل", "+بدأ العمل+"},
		{"بدأ العمل", "", "-بدأ العمل-"},
	} {
		var got []string
		for _, p := range text.Reword(c.a, c.b).Parts {
			mark := []string{text.Both: "", text.First: "-", text.Second: "+"}[p.In]
			got = append(got, mark+p.Words+mark)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%q, %q: %q, not %q", c.a, c.b, got, c.want)
		}
	}
}

func FuzzReword(f *testing.F) {
	f.Add("قال إن «العمل» بدأ", "قال ، العمل")
	f.Fuzz(func(t *testing.T, a, b string) {
		c := text.Reword(a, b)
		if !slices.Equal(c.Words, strings.Fields(b)) || len(c.Added) != len(c.Words) {
			t.Errorf("%q, %q: other words: %q", a, b, c.Words)
		}
		if c = text.Reword(a, a); slices.Contains(c.Added, true) || c.Dropped != nil {
			t.Errorf("%q differs from itself: %v %q", a, c.Added, c.Dropped)
		}
	})
}
