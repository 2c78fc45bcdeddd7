package read_test

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/read"
)

// hostile are pages that nobody writes to be read: each is made to make some
// part of the reading go over the same words again and again. n is how often
// the worst of it is repeated where the page is as long as it gets here. What
// is no HTML stands inside a sentence, or the page would not be an article.
var hostile = []struct {
	name string
	n    int
	html bool
	make func(n int) string
}{
	{"one paragraph of one line", 200_000, false, again("قال الوزير إن السد آمن وإن الفحص مستمر ")},
	{"sentences in one line", 50_000, false, again("وقال الوزير سالم الهادي: «السد آمن»، مشيرا إلى أن 15 مهندسا، بينهم 4 خبراء، زاروا الموقع أمس. ")},
	{"paragraphs", 50_000, false, again("وقال الوزير سالم الهادي: «السد آمن»، مشيرا إلى أن 15 مهندسا، بينهم 4 خبراء، زاروا الموقع أمس.\n")},
	{"nested tags", 10_000, true, func(n int) string {
		return strings.Repeat("<div>", n) + "<p>قال الوزير إن السد آمن تماما وإن الفحص مستمر منذ أسابيع.</p>" + strings.Repeat("</div>", n)
	}},
	{"nested inline tags", 10_000, true, func(n int) string {
		return "<p>" + strings.Repeat("<b><i>و", n) + "قال الوزير إن السد آمن تماما وإن الفحص مستمر منذ أسابيع.</p>"
	}},
	{"paragraphs of HTML", 50_000, true, again("<p>وقال الوزير سالم الهادي: «السد آمن»، مشيرا إلى أن 15 مهندسا زاروا الموقع أمس.</p>")},
	{"tables", 20_000, true, again("<table><tr><td>قال الوزير<td>إن السد آمن")},
	{"links", 50_000, true, again(`<a href="/x">قال الوزير إن السد آمن</a> `)},
	{"attributes", 50_000, true, func(n int) string {
		return "<p" + strings.Repeat(` class="x"`, n) + ">قال الوزير إن السد آمن.</p>"
	}},
	{"script in the headline", 50_000, true, func(n int) string {
		return "<h1>قال <script>" + strings.Repeat("var a = '<p>';", n) + "</script>الوزير</h1><p>قال الوزير إن السد آمن تماما وإن الفحص مستمر.</p>"
	}},
	{"speech marks that turn", 50_000, false, again("\" ")},
	{"speech marks that stick", 50_000, false, again("\"")},
	{"speech marks that open", 50_000, false, again("« ")},
	{"speech marks that close", 50_000, false, again("» ")},
	{"words in speech marks", 50_000, false, again("\"قال\" ")},
	{"curly marks reversed", 50_000, false, again("”قال“ ")},
	{"digits", 1_000_000, false, again("7")},
	{"digits with commas", 250_000, false, again("7,")},
	{"numbers", 100_000, false, again("7 ")},
	{"number words", 100_000, false, again("مئة وخمسة وعشرون ألفا و")},
	{"said", 50_000, false, again("قال ")},
	{"said that", 50_000, false, again("قال إن ")},
	{"he said that", 50_000, false, again("قال الوزير إن ")},
	{"he and she said", 50_000, false, func(n int) string {
		return strings.Repeat("قال الوزير إن السد آمن. ", n/2) + strings.Repeat("وقالت إن السد آمن. ", n/2)
	}},
	{"said, with commas", 50_000, false, again("قال، ")},
	{"the minister, the minister", 50_000, false, again("الوزير، ")},
	{"and said", 50_000, false, again("وقال وأضاف وأكد ")},
	{"pointing out", 50_000, false, again("مشيرا إلى أن ")},
	{"pointing out, with commas", 50_000, false, again("، مشيرا إلى أن السد آمن")},
	{"according to", 50_000, false, again("بحسب ")},
	{"according to it, with commas", 50_000, false, again("، بحسب الوزارة، ")},
	{"according to a source", 50_000, false, again("وفقا لمصدر في وزارة الري ")},
	{"said, according to", 50_000, false, func(n int) string {
		return "قال الوزير إن السد آمن" + strings.Repeat("، بحسب وكالة النهر", n)
	}},
	{"nothing, according to", 50_000, false, func(n int) string {
		return "انهار السد صباحا" + strings.Repeat("، بحسب وكالة النهر", n)
	}},
	{"sentences that are sources", 50_000, false, again("قال الوزير إن السد آمن. وفق وكالة النهر. ")},
	{"carried from", 50_000, false, again("نقلت وكالة عن مصدر أن ")},
	{"documents", 50_000, false, again("جاء في بيان صادر عن الوزارة أن ")},
	{"but", 50_000, false, again("، لكن ")},
	{"breaks and commas", 50_000, false, again("، وبخصوص الملف ")},
	{"headings", 50_000, false, again("الوزير: السد آمن\nقال الوزير إن السد آمن ثم سكت طويلا\n")},
	{"headings and women", 50_000, false, again("الوزير يؤكد سلامة السد\nوقالت إن السد آمن ثم سكتت طويلا\n")},
	{"commas", 50_000, false, again("،")},
	{"commas and spaces", 50_000, false, again("، ")},
	{"colons", 50_000, false, again(": ")},
	{"full stops", 50_000, false, again(". ")},
	{"full stops that stick", 50_000, false, again(".")},
	{"brackets", 50_000, false, again("( ")},
	{"brackets that close", 50_000, false, again(") ")},
	{"brackets in said", 50_000, false, again("قال (")},
	{"words and brackets that close", 50_000, false, func(n int) string { return strings.Repeat("قال الوزير إن السد آمن) ", n) }},
	{"zero-width marks", 1_000_000, false, again("\u200c")},
	{"words of zero-width marks", 50_000, false, again("قال\u200b\u200f\u200e ")},
	{"one word", 1_000_000, false, again("قال")},
	{"one word of tatweel", 1_000_000, false, func(n int) string { return "قـ" + strings.Repeat("ـ", n) + "ال الوزير إن السد آمن" }},
	{"one word of diacritics", 1_000_000, false, func(n int) string {
		return "ق" + strings.Repeat("\u064e", n) + "ال الوزير إن السد آمن"
	}},
	{"bidi marks", 100_000, false, again("\u202b\u202aقال\u202e ")},
	{"dates", 100_000, false, again("15 آذار/مارس 2015 ")},
	{"dates of digits", 100_000, false, again("15/3/2015 ")},
	{"days", 100_000, false, again("أمس ")},
	{"weekdays", 100_000, false, again("يوم الاثنين ")},
	{"months", 100_000, false, again("مارس ")},
	{"years", 100_000, false, again("عام 2015 ")},
	{"from and to", 100_000, false, again("من عام 2015 إلى ")},
	{"since", 100_000, false, again("منذ ")},
	{"people", 50_000, false, again("محمد ")},
	{"people of their own", 50_000, false, many("الوزير محمد ", "اوي قال إن السد آمن. ")},
	{"ministers", 50_000, false, again("وزير الخارجية ")},
	{"ministries of their own", 50_000, false, many("وزارة ال", "اوي ")},
	{"agencies", 50_000, false, again("وكالة ")},
	{"of them", 50_000, false, again("بينهم 5 ")},
	{"breakdowns", 50_000, false, again("100 قتيل بينهم 50 طفلا و50 امرأة ")},
	{"parts that shrink", 50_000, false, func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("بينهم ")
			b.WriteString(decimal(2*n - i))
			b.WriteString(" رجلا ")
		}
		return b.String()
	}},
	{"zeros", 100_000, false, again("0 رجل و")},
	{"sums", 50_000, false, again("100 رجل و50 رجلا و40 رجلا و20 رجلا. ")},
	{"percent", 100_000, false, again("% ")},
	{"replaced bytes", 100_000, false, again("\uFFFD")},
	{"lines", 500_000, false, again("\n")},
	{"lines of a word", 100_000, false, again("قال\n")},
	{"lines that read also", 50_000, false, again("اقرأ أيضا\n")},
	{"nested claims", 20_000, false, func(n int) string { return strings.Repeat("قال الوزير إن المدير أكد أن ", n) }},
	{"nested quotes", 20_000, false, func(n int) string { return strings.Repeat("قال الوزير «", n) + strings.Repeat("»", n) }},
	{"proclitics", 200_000, false, again("وفبكلسوف")},
	{"doors", 100_000, false, again("أن إن ")},
	{"and's", 100_000, false, again("و ")},
}

func hostilePage(html bool, words string) read.Input {
	if !html {
		words = "قال الوزير سالم الهادي إن السد آمن تماما وإن الفحص مستمر منذ أسابيع " + words + " وإن المياه ستعود إلى البيوت غدا."
	}
	return read.Input{Text: words, HTML: html, Published: "2021-04-17"}
}

// cost is what a reading takes: bytes of memory, and time on an idle machine.
func cost(t *testing.T, in read.Input) (bytes uint64, took time.Duration) {
	in.ID = digest(in.Text)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	r, _ := reader().Read(in)
	took = time.Since(start)
	runtime.ReadMemStats(&after)
	if err := isnad.Check(r); err != nil {
		t.Errorf("%.200v", err)
	}
	return after.TotalAlloc - before.TotalAlloc, took
}

// TestCostIsLinear reads each page short, and sixteen times as long. Memory is
// counted and says the same each time. Time is not, so a page is only judged
// by it where it takes long, and where it does so three times: something
// quadratic takes 256 times as long.
func TestCostIsLinear(t *testing.T) {
	const longer, long = 16, 500 * time.Millisecond
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			n := h.n / 2 / slower
			little, much := hostilePage(h.html, h.make(n/longer)), hostilePage(h.html, h.make(n))
			reader().Read(little)
			for try := 1; ; try++ {
				a, short := cost(t, little)
				b, took := cost(t, much)
				if b > longer*2*a+1<<20 {
					t.Fatalf("%d bytes of memory, and %d for what is %d times as long", a, b, longer)
				}
				if took < long || took < longer*4*max(short, time.Millisecond) {
					return
				}
				if try == 3 {
					t.Fatalf("%v, and %v for what is %d times as long", short, took, longer)
				}
			}
		})
	}
}

func TestOneLineOf20MB(t *testing.T) {
	const line = "وأضاف الوزير أن 15 مهندسا زاروا السد أمس "
	cost(t, hostilePage(false, strings.Repeat(line, 20_000_000/slower/len(line))))
}

// again makes a page that says s n times.
func again(s string) func(int) string {
	return func(n int) string { return strings.Repeat(s, n) }
}

// many makes a page of n words that differ, each between before and after.
func many(before, after string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(before)
			for ; i > 0; i /= 8 {
				b.WriteRune(rune(0x641 + i%8))
			}
			b.WriteString(after)
		}
		return b.String()
	}
}

func decimal(n int) string {
	if n < 10 {
		return string(rune('0' + n))
	}
	return decimal(n/10) + string(rune('0'+n%10))
}
