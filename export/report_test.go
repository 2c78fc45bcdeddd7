package export

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"
)

// Each word has both languages, and every key that a report can ask for is there.
func TestWords(t *testing.T) {
	for line := range strings.Lines(wordList) {
		if f := strings.Split(strings.TrimSpace(line), "\t"); line[0] != '#' && (len(f) != 3 || f[1] == "" || !strings.ContainsFunc(f[2], func(r rune) bool { return unicode.Is(unicode.Arabic, r) || r == '،' || r == '؛' })) {
			t.Errorf("%q", line)
		}
	}
	for _, key := range strings.Fields(`copied partly_copied rewritten same_upstream statement figure direct mixed indirect planned possible denied
		wording narration_became_direct_quote direct_quote_became_paraphrase quote_trimmed speaker_changed role_changed time_changed hedge_dropped hedge_added source_dropped
		anonymity_changed negation_changed value_changed scope_changed digit_transposition rounded breakdown_lost unit_renamed window_coarsened actor_changed TMO TMI TAF TEV TNI`) {
		if reportWords["ar"][key] == "" {
			t.Errorf("no word for %s", key)
		}
	}
	for _, f := range []string{reportHTML} {
		for _, part := range strings.Split(f, `Word "`)[1:] {
			key, _, _ := strings.Cut(part, `"`)
			if reportWords["en"][key] == "" || reportWords["ar"][key] == "" {
				t.Errorf("the template asks for %q", key)
			}
		}
	}
}

// textOf is what a reader sees of a page.
func textOf(t *testing.T, b []byte) string {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			out.WriteString(n.Data)
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	return strings.Join(strings.Fields(out.String()), " ")
}

// A report shows what was found: both words of a difference, who said it, how origins
// were counted, and the capture of each page.
func TestReport(t *testing.T) {
	c := dossier()
	_, all, err := c.pages()
	if err != nil {
		t.Fatal(err)
	}
	for language, want := range map[string][]string{
		"en": {"another speaker", "3 pages; 2 counted with a page whose text they carry", "same source", "Who said what", "140,000,000 m3", "85%", "2024-10-17, morning", "Version 2", "2024-11-01 09:30:00 UTC", "84 % of [1] and 83 % of [3] are shared"},
		"ar": {"قائل آخر", "عدد الصفحات 3؛ حُسبت 2 منها مع الصفحة التي تحمل نصها", "المصدر نفسه", "من قال ماذا", "2024-10-17، صباحًا", "الإصدار 2"},
	} {
		c.Language = language
		b := written(t, c, "html")
		text := textOf(t, b)
		for _, w := range append(want, "مأمون الدرواش", "عامر الشندال") {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q", language, w)
			}
		}
		marked := string(b)
		for _, w := range []string{"<mark>مأمون الدرواش</mark>", "<mark>عامر الشندال</mark>", `lang="` + language + `" dir="` + map[string]string{"en": "ltr", "ar": "rtl"}[language] + `"`} {
			if !strings.Contains(marked, w) {
				t.Errorf("%s: no %s", language, w)
			}
		}
		md := string(written(t, c, "markdown"))
		for _, p := range all {
			if !strings.Contains(text, digest(p.Record.ID)) || !strings.Contains(md, digest(p.Record.ID)) {
				t.Errorf("%s: the capture of %s is not there", language, p.ID)
			}
		}
		if !strings.Contains(md, "**\u2068عامر الشندال\u2069**") || !strings.Contains(md, want[0]) {
			t.Errorf("%s: the Markdown does not show the difference", language)
		}
	}
}

// What persons say stands in a report beside what was found, and a case of which nobody said
// anything does not speak of it.
func TestReviewsInReports(t *testing.T) {
	c := dossier()
	_, all, err := c.pages()
	if err != nil {
		t.Fatal(err)
	}
	silent := string(written(t, c, "html"))
	f := &all[0].Figures[0]
	c.Reviews = []Review{
		{At: "2024-11-02T09:00:00Z", Who: "ليلى الحسن", Verdict: "corrected", Kind: "finding", Note: "كما في البيان",
			Places: []ReviewedPlace{{all[0].ID, f.ID, f.Span.In(all[0].Text)}}, Fields: []ReviewedField{{"bound", "exact", "at_least"}, {"value", "12", "17"}}},
		{At: "2024-11-02T08:00:00Z", Who: "سالم", Verdict: "rejected", Kind: "copy", Places: []ReviewedPlace{{Page: all[0].ID}, {Page: "elsewhere"}}},
	}
	for language, want := range map[string][]string{
		"en": {"What persons say of it", "corrected", "ليلى الحسن", "bound: machine: exactly · person: at least", "كما في البيان", "rejected", "a copy", "2024-11-02 08:00:00 UTC"},
		"ar": {"ما قاله الناس فيه", "تصحيح", "القيد: الآلة: بالضبط · الإنسان: لا يقل عن", "رفض"},
	} {
		c.Language = language
		text := textOf(t, written(t, c, "html"))
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: no %q in %s", language, w, text)
			}
		}
		md := string(written(t, c, "markdown"))
		for _, w := range []string{want[0], want[1], "سالم", "**17**"} {
			if !strings.Contains(md, w) {
				t.Errorf("%s: no %q in the Markdown", language, w)
			}
		}
	}
	if strings.Contains(silent, "What persons say") {
		t.Error("it speaks of reviews that nobody made")
	}
}

func TestThousands(t *testing.T) {
	for in, want := range map[string]string{"1": "1", "8000": "8000", "10000": "10,000", "1234567.891234": "1,234,567.891234", "12000–13000": "12,000–13,000", "": "", "0.1234567": "0.1234567"} {
		if got := thousands(in); got != want {
			t.Errorf("%s became %s", in, got)
		}
	}
}
