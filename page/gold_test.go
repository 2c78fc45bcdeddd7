package page_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"
	"unicode"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/page"
)

func langs() []*lang.Lang { return []*lang.Lang{ar.Lang(), en.Lang()} }

// shared is the folder of measurement data beside the repository, which is not
// part of it.
func shared(tb testing.TB, path ...string) string {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(append([]string{dir}, path...)...)
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("measurement data is not here")
	}
	return dir
}

// benchmarkPage is a page of the Article Extraction Benchmark (Scrapinghub,
// now Zyte; MIT): 181 news pages with the text of their articles.
type benchmarkPage struct{ id, url, html, body string }

func extractionBenchmark(tb testing.TB) []benchmarkPage {
	tb.Helper()
	pages, err := readBenchmark(shared(tb, "data", "html_scrapinghub_aeb.tar.xz"))
	if errors.Is(err, exec.ErrNotFound) {
		tb.Skip("xz is not here")
	}
	if err != nil {
		tb.Fatal(err)
	}
	return pages
}

var readBenchmark = func() func(string) ([]benchmarkPage, error) {
	var once sync.Once
	var pages []benchmarkPage
	var err error
	return func(file string) ([]benchmarkPage, error) {
		once.Do(func() { pages, err = unpackBenchmark(file) })
		return pages, err
	}
}()

func unpackBenchmark(file string) ([]benchmarkPage, error) {
	raw, err := exec.Command("xz", "-dc", file).Output()
	if err != nil {
		return nil, err
	}
	htmls := map[string]string{}
	var truth map[string]struct{ ArticleBody, URL string }
	r := tar.NewReader(bytes.NewReader(raw))
	for {
		h, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		switch name := filepath.Base(h.Name); {
		case name == "ground-truth.json":
			if err := json.NewDecoder(r).Decode(&truth); err != nil {
				return nil, err
			}
		case strings.HasSuffix(name, ".html.gz"):
			z, err := gzip.NewReader(r)
			if err != nil {
				return nil, err
			}
			b, err := io.ReadAll(z)
			if err != nil {
				return nil, err
			}
			htmls[strings.TrimSuffix(name, ".html.gz")] = strings.ToValidUTF8(string(b), "\uFFFD")
		}
	}
	var pages []benchmarkPage
	for id, t := range truth {
		pages = append(pages, benchmarkPage{id, t.URL, htmls[id], t.ArticleBody})
	}
	sort.Slice(pages, func(i, j int) bool { return pages[i].id < pages[j].id })
	return pages, nil
}

// body is the text of p without its headline.
func body(p *page.Page) string {
	if p == nil {
		return ""
	}
	return strings.TrimSpace(p.Text[p.TitleSpan.End:])
}

// TestExtractionBenchmark measures as the benchmark's own script does:
// precision and recall of word 4-grams, averaged over pages.
func TestExtractionBenchmark(t *testing.T) {
	var precision, recall, np, nr float64
	for _, b := range extractionBenchmark(t) {
		p, err := page.Parse(page.Input{Text: b.html, HTML: true, URL: b.url}, langs())
		if err != nil {
			t.Logf("%s: %v", b.url, err)
		}
		want, got := shingles(b.body), shingles(body(p))
		tp, fp, fn := 0, 0, 0
		for s, n := range got {
			tp += min(n, want[s])
			fp += max(0, n-want[s])
		}
		for s, n := range want {
			fn += max(0, n-got[s])
		}
		if tp+fp > 0 {
			precision += float64(tp) / float64(tp+fp)
			np++
		}
		if tp+fn > 0 {
			recall += float64(tp) / float64(tp+fn)
			nr++
		}
	}
	pr, re := precision/np, recall/nr
	f1 := 2 * pr * re / (pr + re)
	t.Logf("article extraction benchmark: precision %.4f, recall %.4f, F1 %.4f", pr, re, f1)
	if f1 < .955 {
		t.Errorf("F1 %.4f, want .955", f1)
	}
}

func shingles(s string) map[string]int {
	w := strings.FieldsFunc(s, func(c rune) bool {
		return !(unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsNumber(c) || c == '_')
	})
	m := map[string]int{}
	for i := range max(1, len(w)-3) {
		if s := strings.Join(w[i:min(len(w), i+4)], " "); s != "" {
			m[s]++
		}
	}
	return m
}

// words are the words of s in normal form.
func words(s string) []string {
	return strings.FieldsFunc(lang.Normal(s), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) })
}

func joined(s string) string { return " " + strings.Join(words(s), " ") + " " }

// TestArabicPages measures on hand-labelled Arabic pages: paragraphs found,
// words kept that are furniture, headlines and days.
func TestArabicPages(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t, "gold", "html"), "*.html"))
	if len(files) == 0 {
		t.Skip("no pages")
	}
	whole, kept, furniture := 0, 0, 0
	for _, file := range files {
		name := strings.TrimSuffix(file, ".html")
		var meta struct{ URL string }
		var gold struct {
			Title, Date           string
			Boilerplate, Optional []string
		}
		readJSON(t, name+".meta.json", &meta)
		readJSON(t, name+".gold.json", &gold)
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := page.Parse(page.Input{Text: strings.ToValidUTF8(string(raw), "\uFFFD"), HTML: true, URL: meta.URL}, langs())
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		paras, err := os.ReadFile(name + ".gold.txt")
		if err != nil {
			t.Fatal(err)
		}
		missing := missingParagraphs(string(paras), p)
		if missing == 0 {
			whole++
		}
		bad := map[string]bool{}
		for _, s := range gold.Boilerplate {
			bad[joined(s)] = true
		}
		for line := range strings.Lines(body(p)) {
			n := len(words(line))
			kept += n
			if bad[joined(line)] {
				furniture += n
				t.Logf("%s: kept %s", filepath.Base(name), line)
			}
		}
		if gold.Title != "" && joined(gold.Title) != joined(p.Title) {
			t.Errorf("%s: title %q, want %q", filepath.Base(name), p.Title, gold.Title)
		}
		if gold.Date != "" && (p.Published == nil || !strings.HasPrefix(p.Published.Value, gold.Date)) {
			t.Errorf("%s: published %v, want %s", filepath.Base(name), p.Published, gold.Date)
		}
	}
	share := float64(furniture) / float64(max(1, kept))
	t.Logf("Arabic pages: every paragraph on %d of %d, %.2f %% furniture", whole, len(files), 100*share)
	if whole < len(files)-1 || share > .02 {
		t.Errorf("every paragraph on %d of %d pages, %.2f %% furniture", whole, len(files), 100*share)
	}
}

// TestNamelessPages strikes every class, id, role and itemprop out of the Arabic
// pages: names are hints, and the articles must be found without them.
func TestNamelessPages(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t, "gold", "html"), "*.html"))
	if len(files) == 0 {
		t.Skip("no pages")
	}
	names := regexp.MustCompile(`\s(?:class|id|role|itemprop)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	whole := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p, err := page.Parse(page.Input{Text: names.ReplaceAllString(string(raw), ""), HTML: true}, langs())
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		paras, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".gold.txt")
		if err != nil {
			t.Fatal(err)
		}
		if missingParagraphs(string(paras), p) == 0 {
			whole++
		}
	}
	t.Logf("Arabic pages without names: every paragraph on %d of %d", whole, len(files))
	if whole < len(files)-1 {
		t.Errorf("every paragraph on %d of %d pages", whole, len(files))
	}
}

// missingParagraphs counts the paragraphs of gold that are not in the text; the
// dateline that one begins with may be in a credit instead.
func missingParagraphs(gold string, p *page.Page) (missing int) {
	text := joined(p.Text)
	for para := range strings.SplitSeq(gold, "\n\n") {
		found := strings.Contains(text, joined(para))
		for _, r := range p.Removed {
			rest, ok := strings.CutPrefix(strings.TrimSpace(para), r.Text)
			found = found || ok && r.Kind == "dateline" && strings.Contains(text, joined(rest))
		}
		if !found {
			missing++
		}
	}
	return missing
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return
	}
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil && !strings.Contains(err.Error(), "cannot unmarshal") {
		t.Fatal(err)
	}
}

// TestPlainPages measures on plain-text pages with annotated bodies: the lines
// of the body that are kept, by words, and those kept that are not of it.
func TestPlainPages(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared(t, "gold"), "*", "*.txt"))
	type span struct{ Start, End int }
	var tp, fp, fn, pages, titles int
	for _, file := range files {
		var gold struct {
			Title       *span
			Body        []span
			Boilerplate []span
			Statements  json.RawMessage
		}
		readJSON(t, strings.TrimSuffix(file, ".txt")+".json", &gold)
		if gold.Statements == nil {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		runes := []rune(string(raw))
		cut := func(s span) string { return string(runes[s.Start:s.End]) }
		p, err := page.Parse(page.Input{Text: string(raw)}, langs())
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		pages++
		want := ""
		if gold.Title != nil {
			want = cut(*gold.Title)
		}
		if want == p.Title {
			titles++
		} else {
			t.Logf("%s: title %q, want %q", filepath.Base(file), p.Title, want)
		}
		count := map[string]int{}
		for _, s := range gold.Body {
			for _, w := range words(cut(s)) {
				count[w]++
			}
		}
		for _, w := range words(body(p)) {
			if count[w] > 0 {
				count[w]--
				tp++
			} else {
				fp++
			}
		}
		for _, n := range count {
			fn += n
		}
	}
	if pages == 0 {
		t.Skip("no pages")
	}
	f1 := 2 * float64(tp) / float64(2*tp+fp+fn)
	t.Logf("plain pages: body F1 %.4f, %d of %d headlines", f1, titles, pages)
	if f1 < .985 || titles < pages-1 {
		t.Errorf("body F1 %.4f, %d of %d headlines", f1, titles, pages)
	}
}
