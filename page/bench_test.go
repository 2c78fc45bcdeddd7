package page_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/isnad-project/isnad/page"
)

// BenchmarkParseHTML reads pages of 100 to 300 KB; the tokenizer's benchmark
// is the floor under it.
func BenchmarkParseHTML(b *testing.B) {
	pages := benchmarkPages(b)
	for i := 0; b.Loop(); i++ {
		p := pages[i%len(pages)]
		b.SetBytes(int64(len(p)))
		if _, err := page.Parse(page.Input{Text: p, HTML: true}, langs()); err != nil && !errors.Is(err, page.ErrNoArticle) {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokenizer(b *testing.B) {
	pages := benchmarkPages(b)
	for i := 0; b.Loop(); i++ {
		p := pages[i%len(pages)]
		b.SetBytes(int64(len(p)))
		z := html.NewTokenizer(strings.NewReader(p))
		for z.Next() != html.ErrorToken {
		}
		if z.Err() != io.EOF {
			b.Fatal(z.Err())
		}
	}
}

func BenchmarkParsePlain(b *testing.B) {
	text := strings.Repeat("وقال المتحدث باسم الوزارة، في بيان صدر اليوم، إن أعمال الصيانة ستبدأ الأسبوع المقبل وتستمر ثلاثة أشهر.\n", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := page.Parse(page.Input{Text: text}, langs()); err != nil {
			b.Fatal(err)
		}
	}
}

// benchmarkPages are 40 pages of the public benchmark near 200 KB.
func benchmarkPages(tb testing.TB) (pages []string) {
	for _, p := range extractionBenchmark(tb) {
		if n := len(p.html); n > 100e3 && n < 300e3 && len(pages) < 40 {
			pages = append(pages, p.html)
		}
	}
	if len(pages) == 0 {
		tb.Skip("no pages of that size")
	}
	return pages
}
