package read_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/read"
)

// spellings are ways to write the same words: what a page says does not change
// with them, so what is read must not either.
var spellings = []struct {
	name  string
	write func(string) string
}{
	{"tatweel inside words", insideWords("ـ")},
	{"diacritics", insideWords("\u064e\u0651")},
	{"Arabic digits", strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩").Replace},
	{"Persian digits", strings.NewReplacer("0", "۰", "1", "۱", "2", "۲", "3", "۳", "4", "۴", "5", "۵", "6", "۶", "7", "۷", "8", "۸", "9", "۹").Replace},
	{"alef without hamza", strings.NewReplacer("أ", "ا", "إ", "ا").Replace},
	{"ya without dots", func(s string) string { return strings.NewReplacer("ي ", "ى ", "ي،", "ى،").Replace(s) }},
	{"curly marks", marks("“", "”")},
	{"straight marks", marks("\"", "\"")},
	{"guillemets", marks("«", "»")},
	{"CRLF", strings.NewReplacer("\n", "\r\n").Replace},
	{"no-break spaces", strings.NewReplacer(" ", "\u00a0").Replace},
	{"two spaces", strings.NewReplacer(" ", "  ").Replace},
	{"empty lines", strings.NewReplacer("\n", "\n\n").Replace},
	{"bidi marks round numbers", aroundDigits("\u200f", "\u200e")},
	{"bidi marks round lines", func(s string) string { return "\u202b" + strings.ReplaceAll(s, "\n", "\u202c\n\u202b") + "\u202c" }},
	{"zero-width marks inside words", insideWords("\u200c")},
	{"byte order mark", func(s string) string { return "\ufeff" + s }},
}

// insideWords writes mark behind the second letter of each Arabic word that
// has three or more.
func insideWords(mark string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		n := 0
		for _, r := range s {
			if !unicode.Is(unicode.Arabic, r) || !unicode.IsLetter(r) {
				n = 0
			} else if n++; n == 3 {
				b.WriteString(mark)
			}
			b.WriteRune(r)
		}
		return b.String()
	}
}

func aroundDigits(before, after string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		digit := false
		for _, r := range s {
			if d := '0' <= r && r <= '9'; d != digit {
				if d {
					b.WriteString(before)
				} else {
					b.WriteString(after)
				}
				digit = d
			}
			b.WriteRune(r)
		}
		return b.String()
	}
}

func marks(open, closing string) func(string) string {
	return strings.NewReplacer("«", open, "»", closing, "“", open, "”", closing).Replace
}

// plainWords is s as it is compared: normal forms, without marks.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(lang.Normal(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' }), " ")
}

// said lists what a record says, whatever way its words are spelled.
func said(r *isnad.Record) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	words := func(s *isnad.Span) string {
		if s == nil {
			return "-"
		}
		return plainWords(s.In(r.Text))
	}
	number := func(p *float64) string {
		if p == nil {
			return "-"
		}
		return fmt.Sprint(*p)
	}
	add("title %s, words %s", plainWords(r.Title), plainWords(r.Text))
	for _, s := range r.Statements {
		chain := ""
		for _, l := range s.Chain {
			chain += fmt.Sprintf(" %s(%s)", plainWords(l.Name), l.Kind)
		}
		add("%s: %s %s %s|%s %s, chain%s, parent %s, headline %v, implicit %v: %s", s.ID, s.Kind, s.Act, words(s.Cue), plainWords(s.Speaker.Name), s.Speaker.Kind, chain,
			s.Parent, s.Headline, s.Speaker.Implicit, words(&s.Content))
	}
	for _, f := range r.Figures {
		add("%s: %s %s %s %s %s, %s, part of %s, according to %s", f.ID, number(f.Value), number(f.Low), number(f.High), f.Bound, f.Unit, words(f.Counted), f.PartOf, f.AccordingTo)
	}
	for _, x := range r.Times {
		add("%s: %s %s %s %s %s: %s", x.ID, x.Kind, x.Value, x.From, x.To, x.Anchor, words(&x.Span))
	}
	for _, m := range r.Mentions {
		add("%s: %s %s %s: %s", m.ID, m.Kind, plainWords(m.Name), m.Entity, words(&m.Span))
	}
	return all
}

// differ lists the lines that only one of two records has.
func differ(want, got []string) string {
	var b strings.Builder
	for _, x := range []struct {
		sign       string
		here, over []string
	}{{"-", want, got}, {"+", got, want}} {
		for _, l := range x.here {
			if !slices.Contains(x.over, l) {
				fmt.Fprintln(&b, x.sign, l)
			}
		}
	}
	return b.String()
}

func articles(t *testing.T) map[string]string {
	files, err := filepath.Glob("testdata/articles/*.txt")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d articles, %v", len(files), err)
	}
	all := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".txt")] = strings.TrimSpace(string(b))
	}
	return all
}

func TestSpellingChangesNothing(t *testing.T) {
	for name, text := range articles(t) {
		text = marks("«", "»")(text)
		want := said(mustCheck(t, read.Input{Text: text, Published: "2021-04-17"}))
		for _, s := range spellings {
			t.Run(name+"/"+s.name, func(t *testing.T) {
				got := said(mustCheck(t, read.Input{Text: s.write(text), Published: "2021-04-17"}))
				if d := differ(want, got); d != "" {
					t.Errorf("(-as it was +written so)\n%s", d)
				}
			})
		}
	}
}

// wrappings are ways to put the same paragraphs in HTML.
var wrappings = []struct{ name, before, each, after string }{
	{"one more div", "<div>", "<p>%s</p>", "</div>"},
	{"many divs", strings.Repeat("<div><section>", 20), "<p>%s</p>", strings.Repeat("</section></div>", 20)},
	{"a div for each paragraph", "", "<div><p>%s</p></div>", ""},
	{"divs for paragraphs", "", "<div>%s</div>", ""},
	{"spans inside", "", "<p><span><font color=black>%s</font></span></p>", ""},
	{"paragraphs never closed", "", "<p>%s", ""},
	{"comments and scripts between", "", "<!-- قال الوزير: «لا» --><p>%s</p><script>var a = '<p>قال الوزير 5</p>'</script>", ""},
	{"lines inside", "", "<p>\r\n\t%s\n</p>\n", ""},
}

func TestWrappingChangesNothing(t *testing.T) {
	html := func(text, before, each, after string) string {
		title, body, _ := strings.Cut(text, "\n\n")
		page := "<html lang=ar><head><title>" + title + "</title></head><body><main><h1>" + title + "</h1>" + before
		for line := range strings.SplitSeq(body, "\n") {
			page += fmt.Sprintf(each, line)
		}
		return page + after + "</main></body></html>"
	}
	for name, text := range articles(t) {
		text = marks("«", "»")(text)
		want := said(mustCheck(t, read.Input{Text: html(text, "", "<p>%s</p>", ""), HTML: true, Published: "2021-04-17"}))
		if d := differ(said(mustCheck(t, read.Input{Text: text, Published: "2021-04-17"})), want); d != "" {
			t.Errorf("%s (-as text +as HTML)\n%s", name, d)
		}
		for _, w := range wrappings {
			t.Run(name+"/"+w.name, func(t *testing.T) {
				got := said(mustCheck(t, read.Input{Text: html(text, w.before, w.each, w.after), HTML: true, Published: "2021-04-17"}))
				if d := differ(want, got); d != "" {
					t.Errorf("(-as it was +wrapped so)\n%s", d)
				}
			})
		}
	}
}
