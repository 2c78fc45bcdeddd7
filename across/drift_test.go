package across

import (
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// tail makes two pages carry one text, whatever their statements say.
const tail = `
ويقع السد على بعد ثلاثين كيلومترا من المدينة القديمة، وقد بني قبل نصف قرن لحماية القرى من الفيضان، وتحيط به بساتين الرمان
والزيتون التي يعيش منها معظم سكان الوادي، ويزوره في الربيع طلاب المدارس وهواة المشي في الجبال القريبة من النهر.`

// other is the rest of a page that shares no text.
const other = `
وافتتحت وزيرة الثقافة ليلى منصور مساء السبت معرض الكتاب في العاصمة بمشاركة دور نشر من بلدان كثيرة، ويستقبل المعرض زواره حتى نهاية
الأسبوع، وتقام على هامشه أمسيات للشعر وورشات للأطفال ولقاءات مع كتاب الرواية.`

func ending(alone bool) string {
	if alone {
		return other
	}
	return tail
}

var reader = read.New(ar.Lang(), en.Lang())

// corpus is a corpus with the sheets of its pages.
type corpus struct {
	*Corpus
	read []*sheet
}

// pages reads texts into a corpus; the first text is a day older than the
// others, which came on one day.
func pages(t *testing.T, texts ...string) *corpus {
	t.Helper()
	x := New(ar.Lang(), en.Lang())
	records := map[*Page]*isnad.Record{}
	c := &corpus{Corpus: x.Corpus(func(p *Page) (*isnad.Record, error) { return records[p], nil })}
	for i, s := range texts {
		day := "2024-05-06"
		if i == 0 {
			day = "2024-05-05"
		}
		r, err := reader.Read(read.Input{GivenID: string(rune('a' + i)), Text: s, Published: day, Outlet: "صحيفة " + string(rune('a'+i)), Language: "ar"})
		if err != nil {
			t.Fatal(err)
		}
		p := x.Sign(r)
		records[p] = r
		c.Add(p)
	}
	c.settle()
	for i := range texts {
		c.read = append(c.read, c.sheet(int32(i)))
	}
	return c
}

// saying is the statement of page i whose content has the words.
func (c *corpus) saying(t *testing.T, i int, words string) *said {
	t.Helper()
	for n := range c.read[i].rec.Statements {
		if x := c.read[i].said(n); x.size >= leastSaid && strings.Contains(x.content().Exact, words) {
			return x
		}
	}
	for _, st := range c.read[i].rec.Statements {
		t.Logf("%s: %s", st.ID, st.Content.In(c.read[i].rec.Text))
	}
	t.Fatalf("page %d has no statement with %q", i, words)
	return nil
}

// quantityIn is the figure of page i whose words are those.
func (c *corpus) quantityIn(t *testing.T, i int, words string) *counted {
	t.Helper()
	for n := range c.read[i].rec.Figures {
		if x := c.read[i].counted(n); x.fig.Value != nil && x.place().Exact == words {
			return x
		}
	}
	for _, f := range c.read[i].rec.Figures {
		t.Logf("%s: %s", f.ID, f.Span.In(c.read[i].rec.Text))
	}
	t.Fatalf("page %d has no figure %q", i, words)
	return nil
}

func types(ds []isnad.Difference) (out []string) {
	for _, d := range ds {
		out = append(out, d.Type)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestStatementDrift(t *testing.T) {
	const dam = "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي إن "
	for _, c := range []struct {
		name, a, b, in string // in: words of both contents
		alone          bool   // the pages carry no common text
		want           string // types, "" for none
		before, after  string // words that the first difference shows
	}{
		{name: "other word", a: dam + "الجدار الشرقي للسد انهار فجر الأحد بعد أمطار غزيرة.", b: dam + "الجدار الشرقي للسد تصدع فجر الأحد بعد أمطار غزيرة.",
			in: "الجدار", want: "wording", before: "انهار", after: "تصدع"},
		{name: "other spelling", a: dam + "مسؤولي السد ابلغوا القرى بأن الجدار انهار بعد ٣ أيام من المطر.", b: dam + "مسئولى السدّ أبلغوا القرى بأنّ الجـدار إنهار بعد ثلاثة أيام من المطر.",
			in: "القرى"},
		{name: "narration to quotation", a: dam + "الفرق أجلت سكان القرى القريبة قبل وصول الماء.", b: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «الفرق أجلت سكان القرى القريبة قبل وصول الماء».",
			in: "أجلت", want: "narration_became_direct_quote"},
		{name: "a name in marks", a: dam + "الفرق أجلت سكان قرية النخيلات قبل وصول الماء.", b: dam + "الفرق أجلت سكان قرية «النخيلات» قبل وصول الماء.",
			in: "أجلت"},
		{name: "quotation to paraphrase", a: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «الفرق أجلت سكان القرى القريبة كلهم قبل وصول الماء».", b: dam + "الفرق أجلت سكان القرى القريبة كلهم قبل وصول الماء.",
			in: "القريبة", want: "direct_quote_became_paraphrase"},
		{name: "another quotation", a: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «نظرنا في كل أمر».", b: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «بحثنا جميع القضايا التي تهم سكان الوادي ومستقبل السد والبساتين».",
			in: " ", want: "wording", before: "نظرنا في كل أمر"},
		{name: "trimmed quotation", a: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «الجدار آمن اليوم، لكننا نحتاج إلى مضخات جديدة، وسنعيد السكان قريبا إلى بيوتهم».",
			b:  "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «الجدار آمن اليوم، وسنعيد السكان قريبا إلى بيوتهم».",
			in: "الجدار آمن", want: "quote_trimmed", before: "لكننا نحتاج إلى مضخات جديدة"},
		{name: "marks of another shape", a: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: «الجدار آمن اليوم، وسنعيد السكان إلى بيوتهم».",
			b: "سد الوادي بعد المطر\nقال مدير السدود سالم الهادي: \"الجدار آمن اليوم وسنعيد السكان الى بيوتهم\".", in: "الجدار آمن"},
		{name: "other speaker", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال المتحدث باسم الوزارة عامر الشندال إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات", want: "speaker_changed", before: "سالم الهادي", after: "عامر الشندال"},
		{name: "name mistyped", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال مدير السدود سالم الهاديي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "other role", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال وزير الزراعة سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات", want: "role_changed", before: "مدير السدود", after: "وزير الزراعة"},
		{name: "polite role", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال مدير السدود المهندس سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "other day", a: dam + "بوابات السد ستفتح يوم 12 مايو 2024 أمام مياه النهر.", b: dam + "بوابات السد ستفتح يوم 14 مايو 2024 أمام مياه النهر.",
			in: "بوابات", want: "time_changed", before: "12 مايو 2024", after: "14 مايو 2024"},
		{name: "the day's name", a: dam + "بوابات السد فتحت أمس أمام مياه النهر.", b: dam + "بوابات السد فتحت يوم 4 مايو 2024 أمام مياه النهر.",
			in: "بوابات", want: "wording"},
		{name: "may to will", a: dam + "الحكومة قد تغلق طريق الوادي أمام الشاحنات الكبيرة.", b: dam + "الحكومة تغلق طريق الوادي أمام الشاحنات الكبيرة.",
			in: "الحكومة", want: "hedge_dropped", before: "قد تغلق", after: "تغلق"},
		{name: "so far", a: dam + "القرى لم تسجل أي إصابات بين السكان.", b: dam + "القرى لم تسجل أي إصابات بين السكان حتى الآن.",
			in: "القرى", want: "hedge_added"},
		{name: "already is no doubt", a: dam + "الحكومة قد أغلقت طريق الوادي أمام الشاحنات الكبيرة.", b: dam + "الحكومة أغلقت طريق الوادي أمام الشاحنات الكبيرة.",
			in: "الحكومة"},
		{name: "agency left out", a: "سد الوادي بعد المطر\nنقلت وكالة الضفة للأنباء عن مدير السدود سالم الهادي قوله إن الجدار الشرقي آمن ولا يحتاج إلى ترميم.",
			b: dam + "الجدار الشرقي آمن ولا يحتاج إلى ترميم.", in: "الجدار", want: "source_dropped", before: "وكالة الضفة للأنباء"},
		{name: "agency told elsewhere", a: "سد الوادي بعد المطر\nنقلت وكالة الضفة للأنباء عن مدير السدود سالم الهادي قوله إن الجدار الشرقي آمن ولا يحتاج إلى ترميم.",
			b: dam + "الجدار الشرقي آمن ولا يحتاج إلى ترميم.\nوذكرت وكالة الضفة للأنباء أن الطريق مفتوح.", in: "الجدار"},
		{name: "nameless", a: dam + "الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.", b: "سد الوادي بعد المطر\nقال مصدر مطلع إن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.",
			in: "الجدار", want: "anonymity_changed", before: "سالم الهادي", after: "مصدر مطلع"},
		{name: "nameless both", a: "سد الوادي بعد المطر\nقال مصدر مطلع إن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.", b: "سد الوادي بعد المطر\nقالت مصادر مطلعة إن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.",
			in: "الجدار"},
		{name: "the crowd by another word", a: "سد الوادي بعد المطر\nوأكد المعتصمون أن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.", b: "سد الوادي بعد المطر\nوأكد السائقون أن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.",
			in: "الجدار"},
		{name: "a document and its author", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nوجاء في البيان أن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات", want: "wording", before: "قال", after: "جاء"},
		{name: "a speaker who is not named again", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال المتحدث باسم الوزارة عامر الشندال إن المدارس مغلقة.\nوأضاف أن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "told to another", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقالت وكالة الضفة للأنباء بعد حديث مع سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "two agencies", a: "سد الوادي بعد المطر\nقالت وكالة الضفة للأنباء إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقالت وكالة المرسى للأنباء إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "nobody by that name", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال الرئيس إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "nameless in a page of its own", alone: true, a: dam + "الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.", b: "وادي الرمان ينتظر\nقال مصدر مطلع إن الجدار الشرقي للسد يحتاج إلى ترميم عاجل قبل الشتاء.",
			in: "الجدار"},
		{name: "a longer role", a: dam + "بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.", b: "سد الوادي بعد المطر\nقال مدير السدود بوزارة الزراعة سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات", want: "role_changed"},
		{name: "a role in short", a: "سد الوادي بعد المطر\nقال مدير مركز الفيضانات سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			b:  "سد الوادي بعد المطر\nراقب مركز الفيضانات مياه النهر طوال الليل. قال مدير المركز سالم الهادي إن بوابات السد فتحت قبل ساعتين لتخفيف الضغط عن الجدار.",
			in: "بوابات"},
		{name: "negated", a: dam + "الوزارة ستعيد سكان القرى إلى بيوتهم قبل العيد.", b: dam + "الوزارة لن تعيد سكان القرى إلى بيوتهم قبل العيد.",
			in: "الوزارة", want: "negation_changed"},
		{name: "still is no negation", a: dam + "الوزارة تبحث إعادة سكان القرى إلى بيوتهم قبل العيد.", b: dam + "الوزارة لا تزال تبحث إعادة سكان القرى إلى بيوتهم قبل العيد.",
			in: "الوزارة"},
		{name: "negator joined", a: dam + "سكان القرى لا يتواجدون في بيوتهم قرب النهر بعد العيد.", b: dam + "سكان القرى لايتواجدون في بيوتهم قرب النهر بعد العيد.",
			in: "سكان"},
		{name: "excepted", a: dam + "الوزارة ستعيد سكان القرى إلى بيوتهم بعد ترميم الجدار.", b: dam + "الوزارة لن تعيد سكان القرى إلى بيوتهم إلا بعد ترميم الجدار.",
			in: "الوزارة"},
		{name: "denied", a: dam + "طريق الوادي مغلق أمام الشاحنات الكبيرة منذ الصباح.", b: "سد الوادي بعد المطر\nنفى مدير السدود سالم الهادي أن يكون طريق الوادي مغلقا أمام الشاحنات الكبيرة منذ الصباح.",
			in: "طريق", want: "negation_changed", before: "قال", after: "نفى"},
		{name: "other number", a: dam + "الفرق أجلت 40 عائلة من القرى القريبة إلى المدينة.", b: dam + "الفرق أجلت 60 عائلة من القرى القريبة إلى المدينة.",
			in: "الفرق", want: "value_changed", before: "40", after: "60"},
		{name: "number in words", a: dam + "الفرق أجلت 40 عائلة من القرى القريبة إلى المدينة.", b: dam + "الفرق أجلت أربعين عائلة من القرى القريبة إلى المدينة.",
			in: "الفرق"},
		{name: "number of another day", alone: true, a: dam + "الفرق أجلت 40 عائلة من القرى القريبة.", b: "إجلاء السكان من وادي الرمان\nأعلن مدير السدود سالم الهادي أن الفرق أجلت 60 عائلة من القرى القريبة.",
			in: "الفرق"},
		{name: "bound of a number", a: dam + "الفرق أجلت ما لا يقل عن 40 عائلة من القرى القريبة.", b: dam + "الفرق أجلت 40 عائلة من القرى القريبة.",
			in: "الفرق", want: "hedge_dropped", before: "ما لا يقل عن 40", after: "40"},
		{name: "all", a: dam + "الوزارة ستعيد معظم سكان القرى إلى بيوتهم قبل العيد.", b: dam + "الوزارة ستعيد سكان القرى إلى بيوتهم قبل العيد.",
			in: "الوزارة", want: "scope_changed", before: "معظم سكان", after: "سكان"},
		{name: "cut otherwise", a: dam + "الوزارة ستعيد سكان القرى إلى بيوتهم وستدفع تعويضات للمزارعين عن البساتين التالفة والآبار.",
			b:  dam + "الوزارة ستعيد سكان القرى إلى بيوتهم.\nوأضاف أن الوزارة ستدفع تعويضات للمزارعين عن البساتين التالفة والآبار.",
			in: "سكان القرى"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.a, c.b = c.a+tail, c.b+ending(c.alone)
			x := pages(t, c.a, c.b)
			if got := x.oneOrigin(x.read[0], x.read[1]); got == c.alone {
				t.Fatalf("one text: %v", got)
			}
			ds := x.drift([]*said{x.saying(t, 0, c.in), x.saying(t, 1, c.in)})
			check(t, ds, c.want, c.before, c.after)
		})
	}
}

func check(t *testing.T, ds []isnad.Difference, want, before, after string) {
	t.Helper()
	if got := strings.Join(types(ds), " "); got != want {
		for _, d := range ds {
			t.Logf("%s: %q, %q", d.Type, d.Before.Exact, d.After.Exact)
		}
		t.Fatalf("%q, want %q", got, want)
	}
	if before != "" && !strings.Contains(ds[0].Before.Exact, before) || after != "" && !strings.Contains(ds[0].After.Exact, after) {
		t.Errorf("shows %q and %q, want %q and %q", ds[0].Before.Exact, ds[0].After.Exact, before, after)
	}
}

func TestHeadlineVoices(t *testing.T) {
	const body = "\nقال مدير السدود سالم الهادي إن بوابات السد الشرقي فتحت قبل ساعتين لتخفيف الضغط عن الجدار."
	for _, c := range []struct{ name, title, want string }{
		{"the ministry for its man", "الزراعة: بوابات السد الشرقي فتحت قبل ساعتين", "speaker_changed"},
		{"a document for its author", "«تقرير»: بوابات السد الشرقي فتحت قبل ساعتين", "speaker_changed"},
		{"a country is where it was", "الأردن: بوابات السد الشرقي فتحت قبل ساعتين", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := pages(t, c.title+body+tail)
			check(t, x.drift([]*said{x.saying(t, 0, "الضغط"), x.saying(t, 0, "قبل ساعتين")}), c.want, "", "")
		})
	}
}

func TestFigureDrift(t *testing.T) {
	const head = "حصيلة الفيضان\n"
	for _, c := range []struct {
		name, a, b, x, y string // x and y: the figures' words
		alone            bool
		want             string
		before, after    string
	}{
		{name: "same number", a: "سجلت اللجنة 1262 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة ١٢٦٢ اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "١٢٦٢"},
		{name: "other number", a: "سجلت اللجنة 1262 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1378 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1378", want: "value_changed"},
		{name: "a series", alone: true, a: "سجلت اللجنة 1262 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1378 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1378"},
		{name: "both in one page", a: "سجلت اللجنة 1262 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1378 اعتداء على البساتين بعد 1262 اعتداء في الشتاء، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1378"},
		{name: "digits turned", a: "سجلت اللجنة 1262 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1622 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1622", want: "digit_transposition", before: "1262", after: "1622"},
		{name: "rounded", a: "بلغ عدد الزوار 3.41 مليون زائر في قرى الوادي، وقدمت اللجنة تقريرها.", b: "بلغ عدد الزوار 3.4 مليون زائر في قرى الوادي، وقدمت اللجنة تقريرها.", x: "3.41 مليون", y: "3.4 مليون", want: "rounded"},
		{name: "rounded with a word", a: "سجلت اللجنة 993 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة نحو 1000 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "993", y: "نحو 1000", want: "rounded"},
		{name: "rounded first", a: "سجلت اللجنة نحو 1000 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 993 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "نحو 1000", y: "993", want: "rounded", before: "993"},
		{name: "more than what it is", a: "سجلت اللجنة أكثر من 1000 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1378 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "أكثر من 1000", y: "1378"},
		{name: "bound lost", a: "سجلت اللجنة ما لا يقل عن 363 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 363 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "ما لا يقل عن 363", y: "363", want: "hedge_dropped"},
		{name: "bound won", a: "سجلت اللجنة 363 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة نحو 363 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "363", y: "نحو 363", want: "hedge_added"},
		{name: "bound in other words", a: "سجلت اللجنة ما لا يقل عن 363 اعتداء على البساتين، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 363 اعتداء على الأقل على البساتين، وقدمت تقريرها إلى مجلس المدينة.", x: "ما لا يقل عن 363", y: "363"},
		{name: "parts lost", a: "سجلت اللجنة 1262 اعتداء، بينها 224 على مدارس و217 على أسواق، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1262 اعتداء، بينها اعتداءات على مدارس وأسواق، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1262", want: "breakdown_lost"},
		{name: "parts told apart", a: "سجلت اللجنة 1262 اعتداء، بينها 224 على مدارس و217 على أسواق، وقدمت تقريرها إلى مجلس المدينة.", b: "سجلت اللجنة 1262 اعتداء. وكانت 224 مدرسة هدفا لها، وقدمت تقريرها إلى مجلس المدينة.", x: "1262", y: "1262"},
		{name: "other noun", a: "أصاب الفيضان 290 شخصا في القرى القريبة من النهر، وقدمت اللجنة تقريرها.", b: "أصاب الفيضان 290 مدنيا في القرى القريبة من النهر، وقدمت اللجنة تقريرها.", x: "290", y: "290", want: "unit_renamed", before: "شخصا", after: "مدنيا"},
		{name: "noun in another form", a: "أصاب الفيضان 290 شخصا في القرى القريبة من النهر، وقدمت اللجنة تقريرها.", b: "أصاب الفيضان 290 من الأشخاص في القرى القريبة من النهر، وقدمت اللجنة تقريرها.", x: "290", y: "290"},
		{name: "days of a period lost", a: "قتلت قوات الحلف 6993 مدنيا منذ 30 سبتمبر 2015 حتى 8 ديسمبر 2024، وقدمت اللجنة تقريرها.", b: "قتلت قوات الحلف 6993 مدنيا منذ عام 2015 حتى ديسمبر 2024، وقدمت اللجنة تقريرها.", x: "6993", y: "6993", want: "window_coarsened", after: "2024"},
		{name: "part of a day lost", a: "أصاب الفيضان 290 شخصا صباح 8 ديسمبر 2023، وقدمت اللجنة تقريرها.", b: "أصاب الفيضان 290 شخصا في 8 ديسمبر 2023، وقدمت اللجنة تقريرها.", x: "290", y: "290"},
		{name: "other actor", a: "سقط 6993 قتيلا على يد قوات الحلف الشمالي في القرى القريبة من النهر، وقدمت اللجنة تقريرها أمس.", b: "سقط 6993 قتيلا على يد مسلحين من العشائر في القرى القريبة من النهر، وقدمت اللجنة تقريرها أمس.", x: "6993", y: "6993", want: "actor_changed"},
		{name: "actor in short", a: "سقط 6993 قتيلا على يد قوات الحلف الشمالي في القرى القريبة من النهر، وقدمت اللجنة تقريرها أمس.", b: "سقط 6993 قتيلا على يد الحلف الشمالي في القرى القريبة من النهر، وقدمت اللجنة تقريرها أمس.", x: "6993", y: "6993"},
		{name: "source lost", a: "أعلنت وزارة الصحة أن 290 شخصا أصيبوا في القرى القريبة من النهر.", b: "وأصيب 290 شخصا في القرى القريبة من النهر بعد أن غمرت المياه بيوتهم.", x: "290", y: "290", want: "source_dropped", before: "وزارة الصحة"},
		{name: "source behind", a: "أعلنت وزارة الصحة أن 290 شخصا أصيبوا في القرى القريبة من النهر.", b: "وأصيب 290 شخصا في القرى القريبة من النهر بعد أن غمرت المياه بيوتهم، بحسب وزارة الصحة.", x: "290", y: "290"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.a, c.b = head+c.a+tail, head+c.b+ending(c.alone)
			p := pages(t, c.a, c.b)
			check(t, p.figureDrift([]*counted{p.quantityIn(t, 0, c.x), p.quantityIn(t, 1, c.y)}), c.want, c.before, c.after)
		})
	}
}
