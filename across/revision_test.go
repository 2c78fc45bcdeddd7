package across

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

const dam = `انهيار جدار السد في وادي الرمان

قال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد بعد أمطار غزيرة، وإن 12 شخصا أصيبوا في القرى القريبة من النهر.

وأضاف الهادي أن فرق الصيانة لم تتلق أي بلاغ عن تشققات قبل الحادث.

وأعلنت بلدية السفح إغلاق طريق الجبل أمام الشاحنات حتى إشعار آخر.
` + tail

const mill = `Old mill in Harrow Vale to reopen

The mayor, Edith Lorne, said the old mill would reopen in the spring after repairs that cost about 40,000 dollars.

"We will not sell the mill to anyone," Lorne told reporters on Tuesday.

The mill stands on the river below the town and was closed nine years ago after a flood damaged its wheel and its lower floor.`

func version(t *testing.T, n int, text, day, language string) *isnad.Record {
	t.Helper()
	r, err := reader.Read(read.Input{GivenID: fmt.Sprint("p@", n), Text: text, Published: day, Outlet: "صحيفة الضفة", Language: language})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// revised puts a revision into lines.
func revised(rev *isnad.Revision, a, b *isnad.Record) (out []string) {
	for _, f := range rev.Fields {
		out = append(out, fmt.Sprintf("%s: %s → %s", f.Field, f.Before, f.After))
	}
	for _, p := range rev.Passages {
		var old, new isnad.Passage
		if p.Before != nil {
			old = *p.Before
		}
		if p.After != nil {
			new = *p.After
		}
		out = append(out, fmt.Sprintf("[%s] → [%s]", old.Exact, new.Exact))
	}
	change := func(c isnad.FindingChange) {
		s := fmt.Sprintf("%s → %s", c.Before, c.After)
		for _, d := range c.Differences {
			s += fmt.Sprintf(" %s %s → %s", d.Type, d.Before.Exact, d.After.Exact)
		}
		out = append(out, strings.TrimSpace(s))
	}
	for _, c := range rev.Statements {
		change(c)
	}
	for _, c := range rev.Figures {
		change(c)
	}
	return out
}

func TestRevise(t *testing.T) {
	x := New(ar.Lang(), en.Lang())
	for _, c := range []struct {
		name, text, language string
		edit                 []string // old, new
		day                  string
		want                 []string
	}{
		{"nothing", dam, "ar", []string{"x", "y"}, "", nil},
		{"spelling alone", dam, "ar", []string{"الرمان", "الرُّمان", "إغلاق", "اغلاق", "12", "١٢"}, "", []string{
			"title: انهيار جدار السد في وادي الرمان → انهيار جدار السد في وادي الرُّمان"}},
		{"a silent edit of the headline", dam, "ar", []string{"انهيار جدار السد", "تصدع جدار السد"}, "", []string{
			"title: انهيار جدار السد في وادي الرمان → تصدع جدار السد في وادي الرمان", "[انهيار] → [تصدع]"}},
		{"another day", dam, "ar", nil, "2024-05-07", []string{"published: 2024-05-06 → 2024-05-07"}},
		{"another number", dam, "ar", []string{"وإن 12 شخصا", "وإن 17 شخصا"}, "", []string{
			"[12] → [17]", "s1 → s1 value_changed 12 → 17", "f1 → f1 value_changed 12 → 17"}},
		{"a number that was rounded", dam, "ar", []string{"وإن 12 شخصا", "وإن نحو 10 أشخاص"}, "", []string{
			"[12 شخصا] → [نحو 10 أشخاص]", "s1 → s1", "f1 → f1 value_changed 12 → نحو 10"}},
		{"a statement went", dam, "ar", []string{"وأضاف الهادي أن فرق الصيانة لم تتلق أي بلاغ عن تشققات قبل الحادث.\n\n", ""}, "", []string{
			"[وأضاف الهادي أن فرق الصيانة لم تتلق أي بلاغ عن تشققات قبل الحادث] → []", "s2 →"}},
		{"a statement came", dam, "ar", []string{"وأعلنت بلدية السفح", "وقالت وزيرة الأشغال ليلى منصور إن الوزارة ستحقق في الأسباب خلال أسبوع.\n\nوأعلنت بلدية السفح"}, "", []string{
			"[] → [وقالت وزيرة الأشغال ليلى منصور إن الوزارة ستحقق في الأسباب خلال أسبوع]", "→ s3"}},
		{"another speaker", dam, "ar", []string{"وأعلنت بلدية السفح", "وأعلنت وزارة الأشغال"}, "", []string{
			"[بلدية السفح] → [وزارة الأشغال]", "s3 → s3 speaker_changed بلدية السفح → وزارة الأشغال"}},
		{"a figure came in a headline", mill, "en", []string{"reopen\n", "reopen after 9 years and 3 floods\n"}, "", []string{
			"title: Old mill in Harrow Vale to reopen → Old mill in Harrow Vale to reopen after 9 years and 3 floods", "[] → [after 9 years and 3 floods]", "→ f1"}},
		{"doubt was dropped", mill, "en", []string{"about 40,000", "40,000"}, "", []string{"[about] → []", "s1 → s1 hedge_dropped about 40,000 dollars → 40,000 dollars", "f1 → f1 hedge_dropped about 40,000 dollars → 40,000 dollars"}},
		{"a quotation was turned", mill, "en", []string{"will not sell", "will sell"}, "", []string{"[not] → []", "s2 → s2 negation_changed not sell → sell"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			day := "2024-05-06"
			a := version(t, 1, c.text, day, c.language)
			if c.day != "" {
				day = c.day
			}
			b := version(t, 2, strings.NewReplacer(c.edit...).Replace(c.text), day, c.language)
			rev := x.Revise(a, b)
			if got := revised(rev, a, b); !slices.Equal(got, c.want) {
				t.Errorf("%s", strings.Join(got, "\n"))
			}
			if (rev.Words > 0) != (len(rev.Passages) > 0) || (rev.Respelt > 0) != (c.name == "spelling alone") {
				t.Errorf("%d words, %d respelt", rev.Words, rev.Respelt)
			}
			back := x.Revise(b, a)
			if back.Words != rev.Words || len(back.Passages) != len(rev.Passages) || len(back.Statements) != len(rev.Statements) || len(back.Figures) != len(rev.Figures) {
				t.Errorf("the other way: %q", revised(back, b, a))
			}
		})
	}
}

// TestRevisePassages: what is left of a text without what went is what is left
// of the other without what came, whatever was done to it.
func TestRevisePassages(t *testing.T) {
	x := New(ar.Lang())
	words := strings.Fields(dam)
	for seed := range 60 {
		var other []string
		for i := 0; i < len(words); i++ {
			switch h := (i*7919 + seed*104729) % 97; {
			case h < 5+seed%20: // went
			case h < 8+seed%20:
				other = append(other, words[(i*31+seed)%len(words)], words[i])
			case h < 9+seed%20 && i+12 < len(words): // moved
				other = append(other, words[i+6:i+12]...)
				other = append(other, words[i:i+6]...)
				i += 11
			default:
				other = append(other, words[i])
			}
		}
		texts := []string{strings.Join(words, " "), strings.Join(other, " ")}
		if seed%10 == 9 {
			texts[1] = ""
		}
		a, b := &isnad.Record{GivenID: "a", Text: texts[0], Language: "ar"}, &isnad.Record{GivenID: "b", Text: texts[1], Language: "ar"}
		rev := x.Revise(a, b)
		for _, p := range rev.Passages {
			if p.Before == nil && p.After == nil {
				t.Fatalf("seed %d: an empty change", seed)
			}
		}
		cut := func(r *isnad.Record, side func(isnad.TextChange) *isnad.Passage) string {
			text, out, at := []rune(r.Text), "", 0
			for _, c := range rev.Passages {
				if p := side(c); p != nil {
					if p.Start < at || string(text[p.Start:p.End]) != p.Exact {
						t.Fatalf("seed %d: %+v is not in its place", seed, p)
					}
					out += string(text[at:p.Start])
					at = p.End
				}
			}
			return strings.Join(strings.FieldsFunc(out+string(text[at:]), func(r rune) bool { return strings.ContainsRune(" .،", r) }), " ")
		}
		left, right := cut(a, func(c isnad.TextChange) *isnad.Passage { return c.Before }), cut(b, func(c isnad.TextChange) *isnad.Passage { return c.After })
		if left != right {
			t.Fatalf("seed %d:\n%s\n%s", seed, left, right)
		}
	}
}
