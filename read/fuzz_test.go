package read_test

import (
	"strings"
	"testing"

	"github.com/isnad-project/isnad/read"
)

// FuzzRead reads whatever it is given, as text and as HTML. Check is the judge.
func FuzzRead(f *testing.F) {
	for _, in := range odd {
		f.Add(in.Text, in.HTML, "2021-04-17")
	}
	for _, h := range hostile {
		f.Add(h.make(2), h.html, "")
	}
	f.Add("وقال وزير الري سالم الهادي: «السد آمن»، مشيرا إلى أن 15 مهندسا، بينهم 4 خبراء، زاروه أمس الأحد.", false, "2021-04-17")
	f.Add("نقلت وكالة النهر عن مصدر في الوزارة قوله إن ما بين 20 و30 ألف أسرة قد تنزح بحلول أيلول/سبتمبر المقبل", false, "2021-04-17")
	f.Add("بحسب ما أكده مسؤولان لصحيفة «الضفة»، فإن 40% من 120 جسرا، منها 7 في الشمال، مهددة منذ عام 2008", false, "2021-04-17")
	f.Fuzz(func(t *testing.T, text string, html bool, published string) {
		mustCheck(t, read.Input{Text: strings.ToValidUTF8(text, "\uFFFD"), HTML: html, Published: published})
	})
}
