package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"golang.org/x/net/html"
)

func rowsOf(t testing.TB, b []byte) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(b)).ReadAll() // each row has as many cells as the first
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// Each row of each table names its page, leads back, and has the words that stand
// where it says.
func TestTablesLeadBack(t *testing.T) {
	c := dossier()
	c.Link = func(page, finding string) string { return "http://127.0.0.1/page/" + page + "#" + finding }
	byID, _, err := c.pages()
	if err != nil {
		t.Fatal(err)
	}
	for format, least := range map[string]int{"csv-statements": 60, "csv-figures": 60, "csv-chronology": 25, "csv-stories": 13, "csv-differences": 5} {
		rows := rowsOf(t, written(t, c, format))
		if len(rows) < least {
			t.Errorf("%s: %d rows", format, len(rows))
		}
		for _, row := range rows {
			p := byID[row["page"]]
			if p == nil || !strings.HasPrefix(row["link"], "http://127.0.0.1/page/"+p.ID+"#") || row["address"] != p.URL || row["outlet"] != p.outlet() || row["published"] != p.published() {
				t.Fatalf("%s: %q", format, row)
			}
			start, err1 := strconv.Atoi(row["start"])
			end, err2 := strconv.Atoi(row["end"])
			runes := []rune(p.Text)
			if err1 != nil || err2 != nil || end > len(runes) || strings.TrimPrefix(row["exact"], "'") != string(runes[start:end]) {
				t.Errorf("%s: %s to %s are not %q", format, row["start"], row["end"], row["exact"])
			}
		}
	}
	lines := bytes.Split(bytes.TrimSpace(written(t, c, "jsonl-findings")), []byte("\n"))
	if want := len(rowsOf(t, written(t, c, "csv-statements"))) + len(rowsOf(t, written(t, c, "csv-figures"))) + len(rowsOf(t, written(t, c, "csv-chronology"))); len(lines) != want {
		t.Errorf("%d lines of findings, want %d", len(lines), want)
	}
}

// What the rows say of a known page.
func TestRows(t *testing.T) {
	c := dossier()
	find := func(format string, want map[string]string) {
		t.Helper()
		for _, row := range rowsOf(t, written(t, c, format)) {
			same := true
			for k, v := range want {
				same = same && row[k] == v
			}
			if same {
				return
			}
		}
		t.Errorf("%s: no row with %q", format, want)
	}
	find("csv-statements", map[string]string{"page": "01-agency.html", "speaker": "طلال الرشوان", "speaker_kind": "person", "kind": "indirect", "content": "نحو 60 شخصاً ما زالوا في عداد المفقودين"})
	find("csv-figures", map[string]string{"page": "01-agency.html", "value": "60", "bound": "about", "counted": "شخصاً", "according_to": "طلال الرشوان"})
	find("csv-differences", map[string]string{"of": "statement", "type": "speaker_changed", "before": "مأمون الدرواش", "before_page": "01-agency.html", "after": "عامر الشندال", "page": "04-teerman9.html", "exact": "عامر الشندال"})
	find("csv-stories", map[string]string{"story": "story1", "page": "02-sada-zahrawan.html", "pages": "3", "origins": "1", "credited": "ترنا"})
	find("csv-chronology", map[string]string{"page": "02-sada-zahrawan.html", "when": "2024-06-05", "conflict": "false"})
}

// Without a reading room a link leads to the words in the page itself.
func TestLinksToPages(t *testing.T) {
	p := &Page{ID: "x", Record: &isnad.Record{URL: "https://news.example/a?b=1#top", Text: "قال الوزير، أمس: نعم-لا\nثم"}}
	u, err := url.Parse(linkTo(p, "s1", &isnad.Span{End: len(p.Text)}))
	if err != nil || u.Fragment != ":~:text=قال الوزير، أمس: نعم-لا" || strings.Contains(u.String()[8:], "-") && !strings.Contains(u.EscapedFragment(), "%2D") {
		t.Errorf("%v %v", u, err)
	}
	p.Text = strings.Repeat("كلمة, ", 30)
	if got := linkTo(p, "s1", &isnad.Span{End: len(p.Text)}); strings.Count(got, ",") != 1 || len(got) > 600 {
		t.Error(got)
	}
	for address, want := range map[string]string{"pages/1.html": "pages/1.html#s1", "javascript:alert(1)": "javascript:alert(1)#s1"} {
		p.URL = address
		if got := linkTo(p, "s1", &isnad.Span{End: 4}); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}

// Words of a page are no formula, and a number is a number.
func TestNoFormulas(t *testing.T) {
	for _, s := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200F=1", "\uFEFF@x", "＝1"} {
		if got := cell(s); got[0] != '\'' {
			t.Errorf("%q became %q", s, got)
		}
	}
	for v, want := range map[any]string{"a=1": "a=1", "": "", -5: "-5", -0.25: "-0.25", 1e21: "1000000000000000000000", true: "true", nil: "", "a\r\nb\rc": "a\nb\nc", "\xFF": "\uFFFD", "\x00=1": "\uFFFD=1"} {
		if got := cell(v); got != want {
			t.Errorf("%v became %q", v, got)
		}
	}
	number := regexp.MustCompile(`^-?[0-9.]+$`)
	c := hostile(evil)
	for _, f := range Formats {
		if !strings.HasPrefix(f.Name, "csv-") {
			continue
		}
		for _, row := range rowsOf(t, written(t, c, f.Name)) {
			for name, value := range row {
				if strings.ContainsAny(value[:min(1, len(value))], "=+-@\t\r\n") && !number.MatchString(value) {
					t.Errorf("%s: %s is %q", f.Name, name, value)
				}
			}
			if f.Name == "csv-figures" && row["value"] != "-25.5" {
				t.Errorf("the value is %q", row["value"])
			}
		}
	}
	c.BOM = true
	if !bytes.HasPrefix(written(t, c, "csv-figures"), []byte("\xEF\xBB\xBFfigure,")) {
		t.Error("no byte order mark")
	}
}

// The records are what isnad read wrote.
func TestRecords(t *testing.T) {
	lines := bytes.Split(bytes.TrimSpace(written(t, dossier(), "jsonl")), []byte("\n"))
	if len(lines) != 13 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		if err := isnad.CheckJSON(line); err != nil {
			t.Error(err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	f, _ := FormatNamed("html")
	c := dossier()
	comparison := c.Comparison
	c.Comparison = nil
	if err := f.Write(io.Discard, c); err == nil || !strings.Contains(err.Error(), "not compared") {
		t.Errorf("without a comparison: %v", err)
	}
	c.Comparison, c.Language = comparison, "xx"
	if err := f.Write(io.Discard, c); err == nil || !strings.Contains(err.Error(), `"xx"`) {
		t.Errorf("in an unknown language: %v", err)
	}
	c.Language = ""
	broken := errors.New("broken")
	c.Pages = func(yield func(*Page, error) bool) { yield(nil, broken) }
	full := errors.New("full")
	for _, f := range Formats {
		if err := f.Write(io.Discard, c); !errors.Is(err, broken) {
			t.Errorf("%s: pages that cannot be had: %v", f.Name, err)
		}
		if err := f.Write(failing{full}, dossier()); !errors.Is(err, full) {
			t.Errorf("%s: a disk that is full: %v", f.Name, err)
		}
	}
	if _, ok := FormatNamed("docx"); ok {
		t.Error("there is a format docx")
	}
}

type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

// tags are all elements that a report has.
var tags = strings.Fields("html head meta title style body header h1 h2 h3 p main section article div table thead tbody tr th td ul li bdi span a mark q b br dl dt dd")

// holds checks that a format can be read back and that no word of a page became more than
// a word.
func holds(t testing.TB, c *Case) {
	t.Helper()
	for _, f := range Formats {
		for _, language := range []string{"en", "ar"} {
			c.Language = language
			b := written(t, c, f.Name)
			if !utf8.Valid(b) {
				t.Errorf("%s is not UTF-8", f.Name)
			}
			switch f.Ext {
			case ".csv":
				rowsOf(t, b)
			case ".jsonl":
				for _, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
					if !json.Valid(line) {
						t.Errorf("%s: no JSON: %s", f.Name, line)
					}
				}
			case ".jsonld":
				if !json.Valid(b) || bytes.ContainsAny(b, "<>") {
					t.Errorf("%s: no JSON, or marks of HTML: %s", f.Name, b)
				}
			case ".html":
				plainHTML(t, b)
			case ".md":
				plainMarkdown(t, b)
			}
		}
	}
}

func plainHTML(t testing.TB, b []byte) {
	t.Helper()
	if bytes.ContainsAny(b, "\u202A\u202B\u202D\u202E\u2066\u2067\u2068") {
		t.Error("html: bidi controls are not shown")
	}
	z, open := html.NewTokenizer(bytes.NewReader(b)), []string{}
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() != io.EOF || len(open) != 0 {
				t.Errorf("html: %v, open are %q", z.Err(), open)
			}
			return
		case html.CommentToken:
			t.Errorf("html: a comment: %s", z.Raw())
		case html.StartTagToken:
			x := z.Token()
			if !slices.Contains(tags, x.Data) {
				t.Errorf("html: <%s>", x.Data)
			}
			for _, a := range x.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "style" || a.Key == "href" && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "#page-") {
					t.Errorf("html: %s=%q", a.Key, a.Val)
				}
			}
			if x.Data != "meta" && x.Data != "br" {
				open = append(open, x.Data)
			}
		case html.EndTagToken:
			x := z.Token()
			if len(open) == 0 || open[len(open)-1] != x.Data {
				t.Fatalf("html: </%s> in %q", x.Data, open)
			}
			open = open[:len(open)-1]
		}
	}
}

// ours are the only marks of Markdown that a report makes itself: links, emphasis,
// and what begins a line.
var (
	ours    = regexp.MustCompile(`\]\(<https?://[^<>\s]*>\)`)
	escaped = regexp.MustCompile("\\\\[!-/:-@\\[-`{-~]")
	begins  = regexp.MustCompile(`^(# |## |### |> |- |  - |   - |\| |[0-9]+\. |[^\s|#>0-9-])`)
)

func plainMarkdown(t testing.TB, b []byte) {
	t.Helper()
	for line := range strings.Lines(string(b)) {
		line = strings.TrimSuffix(line, "\n")
		rest := escaped.ReplaceAllString(ours.ReplaceAllString(line, "]"), "")
		if i := strings.IndexAny(rest, "<`~&!\\{\r\u2028\u202E\u2066"); i >= 0 {
			t.Fatalf("markdown: %q in %q", rest[i:], line)
		}
		if n := strings.Count(rest, "|"); n != 0 && n != 4 {
			t.Fatalf("markdown: a table of another width: %q", line)
		}
		if line != "" && !begins.MatchString(line) {
			t.Fatalf("markdown: a line begins otherwise: %q", line)
		}
	}
}

func TestHostileWords(t *testing.T) {
	c := hostile(evil)
	holds(t, c)
	page := textOf(t, written(t, c, "html"))
	for _, want := range []string{"⟨U+202E⟩مرحبا⟨U+2066⟩", "<script>alert(1)</script>", "⟨U+0000⟩", "{{.}}"} {
		if !strings.Contains(page, want) {
			t.Errorf("html: no %q", want)
		}
	}
	if got := string(written(t, c, "markdown")); !strings.Contains(got, `\<script\>alert(1\)\</script\>⟨U+202E⟩`) {
		t.Errorf("markdown: %s", got[:400])
	}
}

func TestDossierHolds(t *testing.T) { holds(t, dossier()) }

func FuzzExport(f *testing.F) {
	for _, s := range []string{evil, "", "a", "\xFF\xFE", "|", "\n- x\n# y", "'\"", "-->", "]]>", "\u2069\u202C", "%", "http://a b/\x7F", "https://x.example/<>|) \"", "#", "1. x", "`", "</style>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, words string) {
		if len(words) > 2000 {
			t.Skip("longer than any field")
		}
		holds(t, hostile(words))
	})
}
