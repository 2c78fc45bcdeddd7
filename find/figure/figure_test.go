package figure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/figure"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

// A case is a text with its figures in braces, each
//
//	{span|value|bound|unit|counted|whole}
//
// where the value is a number, LOW..HIGH or "?", the whole is the place in
// order of the figure that this one breaks down, and what is empty at the end
// may be left out. "exact" is the bound that nothing names.
var cases = []struct{ name, text string }{
	{"counted noun", "حضر الحفل {312|312|exact||ضيفا} ضيفا من المدينة."},
	{"words", "وقع الوثيقة {سبعة وثلاثون|37|exact||نائبا مستقلا} نائبا مستقلا."},
	{"glued digits", "كان في القاعة{85|85|exact||طالبا} طالبا."},
	{"at least", "زرعت البلدية {ما لا يقل عن 450|450|at_least||شجرة} شجرة زيتون في الحي."},
	{"a mark that turns the decimal", "هبطت المبيعات بنسبة {3.\u200f26 في المئة|26.3|exact|percent} إلى {6.\u200f3 ملايين|3600000|exact||سائح} سائح."},
	{"at least apart", "لا يقل عددهم عن {60|60|at_least||عاملا} عاملا."},
	{"at least behind", "شارك {90|90|at_least||متسابقا} متسابقا على الأقل في السباق."},
	{"more than", "باعت الدار {أكثر من 3 آلاف|3000|more_than||نسخة} نسخة."},
	{"more than with verbs", "جمعت الحملة {ما يزيد على ألفين|2000|more_than||توقيع} توقيع، بزيادة {تتعدى 12%|12|more_than|percent}."},
	{"verb apart", "وقارب الزوار في ذلك المعرض {70 ألفا|70000|about||الزوار في ذلك المعرض}، وفق المنظمين."},
	{"about", "استقبل المتحف {حوالي 15 ألف|15000|about||زائر} زائر و{زهاء 200|200|about||باحث} باحث."},
	{"at most and less", "تسع القاعة {ما يصل إلى 500|500|at_most||متفرج} متفرج، وفيها {أقل من 40|40|less_than||مقعدا} مقعدا."},
	{"at least with its proclitic", "قدر الضرر ب{ما لا يقل عن 70 ألف دولار|70000|at_least|usd}، والأثاث ب{نحو 9 آلاف دولار|9000|about|usd}."},
	{"at most of a subject", "أعلنت الشركة أن {ما لا يزيد على 90|90|at_most||موظفا} موظفا في إجازة."},
	{"vague", "تضررت {مئات|?|unknown||البيوت الطينية} البيوت الطينية ونزح {عشرات الآلاف|?|unknown||السكان} من السكان."},
	{"range", "يعمل هناك {بين 30 و40|30..40|exact||حرفيا} حرفيا، وينتج كل منهم {3 أو 4|3..4|exact||قطع} قطع."},
	{"range with a shared scale", "قدرت المصادر الحضور بما {بين 20 و30 ألف|20000..30000|exact||مشجع} مشجع."},
	{"levels are no range", "مع ارتفاع حصتها من السوق من {4%|4|exact|percent|حصتها من السوق} إلى {7%|7|exact|percent|حصتها من السوق}."},
	{"share of", "يملك الصندوق {35 في المئة|35|exact|percent|أسهم الشركة} من أسهم الشركة."},
	{"shared noun", "تنتجان {عشرين في المئة|20|exact|percent|القمح} و{15 في المئة|15|exact|percent|القمح} من القمح."},
	{"change and its subject", "قال إن حجم المبيعات ارتفع بنسبة {18%|18|exact|percent|حجم المبيعات}."},
	{"currency", "كلف الجسر {مليون وستمائة ألف ريال سعودي|1600000|exact|sar}، ودفعت الشركة {نصف مليار دولار|500000000|exact|usd}."},
	{"second level in the first one's unit", "ارتفع الدخل من {3 مليارات دولار|3000000000|exact|usd} إلى {نحو 8 مليارات|8000000000|about|usd} هذا العام."},
	{"said twice", "بكلفة {ستين (60) ألف دينار|60000|exact} ومع {تسعة (9)|9|exact||عمال} عمال."},
	{"measure", "رصفت البلدية {12 كيلومترا|12|exact|km|الطرق} من الطرق على مساحة {7 كم2|7|exact|km2}."},
	{"millimetres and square feet", "بلغ عرضه {9 ميليمترات|9|exact|mm} في بناء على {300 ألف قدم مربع|300000|exact|ft2}."},
	{"breakdown", "أصيب {48|48|exact||عاملا} عاملا، بينهم {31|31|exact||امرأة|1} امرأة و{9|9|exact||قاصرين|1} قاصرين."},
	{"breakdown with causes", "سجل {60|60|exact||مصابا} مصابا، من بينهم {40|40|exact||الحروق|1} بالحروق و{19|19|exact||الكسور|1} بالكسور وإصابة {واحدة|1|exact||إصابة|1} خطيرة."},
	{"breakdown ends", "قتل {20|20|exact||جنديا} جنديا بينهم {3|3|exact||ضباط|1} ضباط، إضافة إلى {7|7|exact||مسعفين} مسعفين."},
	{"part before its whole", "أنجز {120|120|exact||مشروعا|2} مشروعا من إجمالي {150|150|exact||مشروعا}."},
	{"of them", "وصل {25|25|exact||لاجئا} لاجئا، ونقل {4|4|exact||منهم|1} منهم إلى المشفى."},
	{"sum", "بلغ عدد الفائزين {80|80|exact||طالبا} طالبا. فاز {50|50|exact||طالبا|1} طالبا في العلوم. وفاز {30|30|exact||طالبا|1} طالبا في الآداب."},
	{"a sum by chance", "غرق {50|50|exact||راكبا} راكبا، بينهم {20|20|exact||امرأة|1} امرأة، ولا يزال {9|9|exact} في عداد المفقودين.\nوأصيب {30|30|exact||عاملا} عاملا في مصنع بعيد."},
	{"share of a total", "يشكل الشباب {60 في المئة|60|exact|percent|السكان|2} من السكان البالغ عددهم {9 ملايين|9000000|exact||نسمة} نسمة."},
	{"dual", "تملك البلدية {شاحنتين|2|exact||شاحنتين}. وقتل {شخصان|2|exact||شخصان}."},
	{"dual far behind its verb", "انتشلت فرق الإنقاذ، {جثتين|2|exact||جثتين} من البئر."},
	{"dual behind an exception", "لم تتقدم إلى المناقصة سوى {شركتين|2|exact||شركتين}."},
	{"no figure: duals of known things", "تحدثت الشركة مع شركتين صديقتين عن مركبتين."},
	{"part in its whole's unit", "بلغت الكلفة {60 مليون دولار|60000000|exact|usd}، صرف منها {20 مليونا|20000000|exact|usd||1} في العام الأول."},
	{"an expected change", "يأتي ذلك مع انخفاض متوقع {5%|5|exact|percent|انخفاض} في الأسعار."},
	{"casualties without a noun", "قتل {3|3|exact} وأصيب {11|11|exact} في الحادث."},
	{"one in a list", "أصيب {6|6|exact||عمال} عمال وجرح طفل {واحد|1|exact||طفل}."},
	{"Egyptian decimal", "بقيمة {تزيد على 4ر2 مليون جنيه|2400000|more_than|egp}."},

	{"no figure: durations and ages", "عمل هناك 12 عاما وعمره 45 سنة، وسافر قبل ثلاثة أيام وعمر إخوته 16 و19 و21 سنة."},
	{"no figure: labels", "ينص القرار 1559 والمادة 12 والفصلان 8 و9 ومباراة الجولة 25 على ذلك."},
	{"no label behind all", "يؤوي المركز {350|350|exact||لاجئا} لاجئا، وسخن الماء عن طريق {4|4|exact||سخانات} سخانات."},
	{"no figure: a rank in the world", "حل في المركز 17 عالميا والمركز 12 في القارة هذا العام 2014 أمام الجميع."},
	{"no figure: ranks", "دخلت قائمة أكبر خمس شركات وأفضل 10 مدن."},
	{"no figure: ordinals", "في الدورة الـ30 والقرن التاسع عشر والمرتبة الثالثة."},
	{"no figure: one of", "تعد واحدة من أجمل المدن، وأحد أبنائها هدفه واحد."},
	{"no figure: dates, scores, names", "في 12/5/2013 الساعة 20:30 انتهت المباراة 2-1 بعد كوفيد-19 وقمة G20 وهاتف iPhone 13 الجديد."},
	{"no figure: a verb", "وهو الشاعر الذي ألف ديوانا في شبابه."},
	{"square metres", "على أرض مساحتها {4000 م2|4000|exact|m2} في الحي."},
	{"no figure: years", "بين 2008 و2012 وفي موسم 2021-2022 وفي 2014."},
	{"no figure: definite", "غادرت الدول الخمس والملايين من الناس."},
	{"no figure: items", "1- الخبز\n2- الملح"},
	{"no figure: addresses", "http://example.com/%D9%85%D8/105/85850 [3]"},
}

var casesEnglish = []struct{ name, text string }{
	{"bounds", "At the fair {at least 120|120|at_least||visitors} visitors and {more than 2 million|2000000|more_than||bees} bees met."},
	{"breakdown", "The storm killed {14|14|exact||people} people, including {three|3|exact||children|1} children."},
	{"units", "It cost {$5|5|exact|usd} and took {12 percent|12|exact|percent} more."},
	{"no figure", "The top five teams met in 2012 for three days under Article 9."},
}

// unmark returns the text of a case and its figures.
func unmark(s string) (src string, want [][]string) {
	for {
		before, rest, ok := strings.Cut(s, "{")
		src += before
		if !ok {
			return src, want
		}
		mark, after, _ := strings.Cut(rest, "}")
		fields := append(strings.Split(mark, "|"), "", "", "")
		src += fields[0]
		want = append(want, fields)
		s = after
	}
}

func show(src string, f isnad.Figure) string {
	value := "?"
	if f.Value != nil {
		value = fmt.Sprintf("%.10g", *f.Value)
	} else if f.Low != nil && f.High != nil {
		value = fmt.Sprintf("%.10g..%.10g", *f.Low, *f.High)
	}
	counted := ""
	if f.Counted != nil {
		counted = f.Counted.In(src)
	}
	return strings.Join([]string{f.Span.In(src), value, string(f.Bound), f.Unit, counted, strings.TrimPrefix(f.PartOf, "f")}, "|")
}

func TestFind(t *testing.T) {
	for _, c := range cases {
		check(t, ar.Lang(), c.name, c.text)
	}
	for _, c := range casesEnglish {
		check(t, en.Lang(), c.name, c.text)
	}
}

func check(t *testing.T, l *lang.Lang, name, marked string) {
	t.Helper()
	src, want := unmark(marked)
	got := figure.New(l).Find(text.Cut(src, l), nil)
	var have []string
	for _, f := range got {
		have = append(have, show(src, f))
	}
	if len(got) != len(want) {
		t.Errorf("%s: found %q", name, have)
		return
	}
	for i, w := range want {
		for j, field := range strings.Split(have[i], "|") {
			optional := j == 4 && w[j] == ""
			if field != w[j] && !optional {
				t.Errorf("%s: found %q, want %q", name, have[i], strings.Join(w, "|"))
				break
			}
		}
	}
}

func TestTimesAreNoFigures(t *testing.T) {
	src := "في 1250 ميلادية حضر 1250 رجلا"
	span := isnad.Span{Start: strings.Index(src, "1250"), End: strings.Index(src, " حضر")}
	times := []isnad.Time{{ID: "t1", Span: span, Kind: isnad.TimeDate}}
	got := figure.New(ar.Lang()).Find(text.Cut(src, ar.Lang()), times)
	if len(got) != 1 || got[0].Span.Start < span.End || got[0].Period != "t1" {
		t.Errorf("found %+v", got)
	}
}

func TestFigureBehindTime(t *testing.T) {
	src := "استقبل المستشفى حتى مساء اليوم 43 جريحا"
	span := isnad.Span{Start: strings.Index(src, "مساء"), End: strings.Index(src, " 43")}
	times := []isnad.Time{{ID: "t1", Span: span, Kind: isnad.TimeOfDay}}
	got := figure.New(ar.Lang()).Find(text.Cut(src, ar.Lang()), times)
	if len(got) != 1 || got[0].Span.In(src) != "43" || got[0].AsOf != "t1" {
		t.Errorf("found %+v", got)
	}
}

func TestActor(t *testing.T) {
	src := "أصيب 9 عمال على يد مسلحين مجهولين."
	got := figure.New(ar.Lang()).Find(text.Cut(src, ar.Lang()), nil)
	if len(got) != 1 || got[0].Actor == nil || !strings.HasPrefix(got[0].Actor.In(src), "مسلحين") {
		t.Errorf("found %+v", got)
	}
}

func TestPlace(t *testing.T) {
	for src, want := range map[string]string{"جرح 9 عمال في دمشق أمس.": "دمشق", "جرح 9 عمال بالقاهرة أمس.": "القاهرة", "جرح 9 عمال في ظروف غامضة.": ""} {
		got := figure.New(ar.Lang()).Find(text.Cut(src, ar.Lang()), nil)
		place := ""
		if len(got) == 1 && got[0].Place != nil {
			place = got[0].Place.In(src)
		}
		if len(got) != 1 || place != want {
			t.Errorf("%q: place %q, want %q", src, place, want)
		}
	}
}

// TestSpelling shows that what writers do to letters, digits and marks leaves
// the figures as they are.
func TestSpelling(t *testing.T) {
	eastern := strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩", "%", "٪")
	ways := map[string]func(string) string{
		"digits":     eastern.Replace,
		"tatweel":    func(s string) string { return strings.ReplaceAll(s, "من ", "مـن ") },
		"diacritics": func(s string) string { return strings.ReplaceAll(s, "ين", "يْن") },
		"hamza":      func(s string) string { return strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا").Replace(s) },
		"ya and ta":  func(s string) string { return strings.NewReplacer("ى", "ي", "ة", "ه").Replace(s) },
		"space":      func(s string) string { return strings.ReplaceAll(s, " ", "  ") },
		"marks":      func(s string) string { return "\u200f" + strings.ReplaceAll(s, " ", "\u200f ") },
	}
	f := figure.New(ar.Lang())
	find := func(src string) (out []string) {
		for _, x := range f.Find(text.Cut(src, ar.Lang()), nil) {
			s := show(src, x)
			_, s, _ = strings.Cut(s, "|")
			parts := strings.Split(s, "|")
			out = append(out, fmt.Sprint(parts[:3], parts[3] != "", parts[4]))
		}
		return out
	}
	for _, c := range cases {
		src, _ := unmark(c.text)
		want := find(src)
		for name, way := range ways {
			if name == "digits" && strings.Contains(src, "%D9") {
				continue
			}
			if got := find(way(src)); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s, %s: %v, want %v", c.name, name, got, want)
			}
		}
	}
}

// TestLinear reads long hostile texts; a quadratic finder would not come back.
func TestLinear(t *testing.T) {
	f := figure.New(ar.Lang())
	for _, s := range []string{"1", "1 ", "1-", "1/", "20 و", "بينهم 5 ", "أكثر من ", "من إجمالي 5 ", "ارتفع 5% ", "لكل و", "مئات ", "(5", "على يد 5 ", "%25", "من 5 إلى "} {
		f.Find(text.Cut(strings.Repeat(s, 4e5/len(s)), ar.Lang()), nil)
	}
}

func FuzzFind(f *testing.F) {
	for _, c := range cases[:12] {
		src, _ := unmark(c.text)
		f.Add(src)
	}
	for _, s := range []string{"%25 5% ٪", "بين 5 و", "\xff3 آلاف\xc3", "ـ5ـ و6ر", "و" + "\u200f" + "5"} {
		f.Add(s)
	}
	finders := []*figure.Finder{figure.New(ar.Lang()), figure.New(en.Lang())}
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\ufffd") // as every record's text is
		for i, l := range []*lang.Lang{ar.Lang(), en.Lang()} {
			ids := map[string]bool{}
			got := finders[i].Find(text.Cut(src, l), nil)
			for _, x := range got {
				ids[x.ID] = true
			}
			for _, x := range got {
				for _, s := range []*isnad.Span{&x.Span, x.Counted, x.Actor, x.Place} {
					if s != nil && !s.Fits(src) {
						t.Errorf("%q: span %v does not fit", src, *s)
					}
				}
				if x.PartOf != "" && (!ids[x.PartOf] || x.PartOf == x.ID) {
					t.Errorf("%q: %s is a part of %q", src, x.ID, x.PartOf)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var s strings.Builder
	for _, c := range cases {
		src, _ := unmark(c.text)
		s.WriteString(src + "\n")
		s.WriteString(strings.Repeat("قال الوزير في مؤتمر صحفي إن المشروع يسير على ما يرام وإن العمل لن يتوقف. ", 4) + "\n")
	}
	f, t := figure.New(ar.Lang()), text.Cut(s.String(), ar.Lang())
	b.SetBytes(int64(s.Len()))
	for b.Loop() {
		f.Find(t, nil)
	}
}
