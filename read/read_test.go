package read_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

var reader = sync.OnceValue(func() *read.Reader { return read.New(ar.Lang(), en.Lang()) })

// digest is the id of a page.
func digest(page string) string {
	sum := sha256.Sum256([]byte(page))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// mustCheck reads a page and lets Check judge the record. A page with no
// article in it is none to judge.
func mustCheck(t testing.TB, in read.Input) *isnad.Record {
	t.Helper()
	in.ID = digest(in.Text)
	r, err := reader().Read(in)
	if err != nil && r.Error == "" {
		t.Fatalf("%v, and the record does not say so", err)
	}
	if err := isnad.Check(r); err != nil {
		t.Errorf("%s%.60q: %v", in.GivenID, in.Text, err)
	}
	return r
}

// pages are the examples and the articles of this folder, in order of name.
func pages(t testing.TB) (all []read.Input) {
	for _, dir := range []string{"../examples/dossier", "testdata/articles"} {
		err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := os.ReadFile(file)
			if !utf8.Valid(b) { // 03-samran-net.html
				b, err = charmap.Windows1256.NewDecoder().Bytes(b)
			}
			all = append(all, read.Input{
				GivenID: file, Text: string(b), HTML: strings.HasSuffix(file, ".html"), Published: "2021-04-17",
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(all) < 18 {
		t.Fatalf("only %d pages found", len(all))
	}
	return all
}

func TestRecordsPassTheCheck(t *testing.T) {
	for _, in := range pages(t) {
		r := mustCheck(t, in)
		if r.Language == ar.Lang().Tag && len(r.Statements) == 0 || len(r.Figures) == 0 || len(r.Times) == 0 {
			t.Errorf("%s: %d statements, %d figures, %d times, %d mentions", in.GivenID, len(r.Statements), len(r.Figures), len(r.Times), len(r.Mentions))
		}
	}
}

// odd are pages that are no articles, or hardly.
var odd = []read.Input{
	{Text: "قال"},
	{Text: "قال الوزير"},
	{Text: "قال الوزير إن"},
	{Text: "«»"},
	{Text: "الوزير: \n\nقال: «"},
	{Text: "قالت إن قال إن قالوا إن 5 من 3 بينهم 7 منهم 9."},
	{Text: "\u202eقال الوزير\u202c إن \u2066السد\u2069 آمن\u200f، مضيفا\u200b أن 5\u200f%\u200e من المياه\u061c عادت."},
	{Text: "\u202b\u202b\u202b قال الوزير إن السد آمن \u2069\u2069\u202c وإن 15 مهندسا زاروه أمس"},
	{Text: "\u200b\u200c\u200d\ufeff\u00ad\u2060"},
	{Text: "\uFFFD\uFFFD قال\uFFFD الوزير إن \uFFFD«السد\uFFFD آمن»\uFFFD"},
	{Text: "قال الوزير سالم الهادي ل«النهر» و «الضفة» بـ5 و ب 7 و٪ 8 و%9 إنه آمن بـ 650 جنديا"},
	{Text: "ق\u0640\u0640ا\u064eل\u0651 ال\u0640وز\u0640ير إ\u0640ن السد آمن"},
	{Text: "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﺴﺪ ﺁﻣﻦ ﻷﻥ ١٥ ﻣﻬﻨﺪﺳﺎ ﻓﺤﺼﻮﻩ ﺃﻣﺲ"},
	{Text: "قال الوزير\r\n\r\nإن السد\rآمن\u2028أمس\u2029."},
	{Text: "The minister said \"the dam is safe\", adding that 15 of 20 engineers agreed on Monday."},
	{Text: "<h1>قال <script>alert('قال الوزير')</script>الوزير</h1><p>قال الوزير إن السد آمن.</p>", HTML: true},
	{Text: "<p>قال<p>الوزير<table><p>إن<td>السد</p></table>آمن<!-- «", HTML: true},
	{Text: "<article><p>&#x202e;قال &amp;lt; الوزير&nbsp;إن&shy;السد آمن&#0;&#xD800;&#x110000;.</p></article>", HTML: true},
	{Text: "<html lang=xx><title>\n</title><body onload='قال الوزير'><p>قال الوزير إن السد آمن تماما اليوم.", HTML: true},
	{Text: "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"5\",\"headline\":[],\"author\":7}</script><p>قال الوزير إن السد آمن.", HTML: true},
}

func TestOddPagesPassTheCheck(t *testing.T) {
	for _, in := range odd {
		for _, published := range []string{"", "2021-04-17", "0001-01-01", "9999-12-31T23:59:59Z", "yesterday"} {
			in.Published = published
			mustCheck(t, in)
		}
	}
}

// TestTheSameInputGivesTheSameRecord reads all pages once in order, and again
// from many goroutines that share a reader, each in an order of its own.
func TestTheSameInputGivesTheSameRecord(t *testing.T) {
	all := append(pages(t), odd...)
	line := func(in read.Input) string {
		in.ID = digest(in.Text)
		r, _ := reader().Read(in)
		b, err := json.Marshal(r)
		if err != nil {
			t.Error(err)
		}
		return string(b)
	}
	want := make([]string, len(all))
	for i, in := range all {
		want[i] = line(in)
	}
	var done sync.WaitGroup
	for seed := range uint64(8) {
		done.Go(func() {
			for _, i := range rand.New(rand.NewPCG(seed, 0)).Perm(len(all)) {
				if got := line(all[i]); got != want[i] {
					t.Errorf("page %d (%s) reads\n%s\nand then\n%s", i, all[i].GivenID, want[i], got)
				}
			}
		})
	}
	done.Wait()
}
