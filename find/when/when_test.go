package when_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

// wednesday is the day on which the invented pages were published.
var wednesday = time.Date(2019, 5, 15, 9, 0, 0, 0, time.UTC)

func render(src string, times []isnad.Time) string {
	var out []string
	for _, x := range times {
		out = append(out, x.Span.In(src)+"="+x.Value)
	}
	return strings.Join(out, " | ")
}

// The cases are marked as "words=value", in order of place.
var cases = []struct{ name, src, want string }{
	{"day with both month names", "توقف العمل في 30 أيلول/سبتمبر 2015.", "30 أيلول/سبتمبر 2015=2015-09-30"},
	{"double name in brackets", "اجتمعوا في 6 من أغسطس (آب) 2018", "6 من أغسطس (آب) 2018=2018-08-06"},
	{"double name side by side", "جرى ذلك في نوفمبر تشرين الثاني", "نوفمبر تشرين الثاني=2018-11"},
	{"maghrebi month", "صدر القرار يوم 9 ماي 2017", "يوم 9 ماي 2017=2017-05-09"},
	{"moroccan first of a month", "دستور فاتح يوليوز 2011", "فاتح يوليوز 2011=2011-07-01"},
	{"mauritanian month", "عاد في 3 دجمبر 2016", "3 دجمبر 2016=2016-12-03"},
	{"levantine month with two words", "سقط الجسر في كانون الأول 2014", "كانون الأول 2014=2014-12"},
	{"ordinal day", "افتتح السد في الحادي والعشرين من شباط 2016", "الحادي والعشرين من شباط 2016=2016-02-21"},
	{"month of the year's word", "بدأت في 30 سبتمبر من العام 2015", "30 سبتمبر من العام 2015=2015-09-30"},
	{"numeric, day first", "وقع العقد في 30/9/2015.", "30/9/2015=2015-09-30"},
	{"numeric, year first", "وقع العقد في ٢٠٢٠/١٢/١.", "٢٠٢٠/١٢/١=2020-12-01"},
	{"numeric, ISO", "النسخة 2015-09-30 نهائية", "2015-09-30=2015-09-30"},
	{"numeric with spaces", "يوم الثلاثاء 26 / 10 / 1436 هـ", "يوم الثلاثاء 26 / 10 / 1436 هـ=2015-08-11"},
	{"hijri with its Gregorian day", "عقد يوم الخميس الموافق 2 يوليو 2015", "يوم الخميس الموافق 2 يوليو 2015=2015-07-02"},
	{"hijri day", "بدأ الصوم في 1 رمضان 1436 هـ", "1 رمضان 1436 هـ=2015-06-18"},
	{"weekday looks back", "قال الوزير الأحد إن السد جاهز", "الأحد=2019-05-12"},
	{"weekday of publication", "قال الوزير الأربعاء إن السد جاهز", "الأربعاء=2019-05-15"},
	{"weekday looks ahead behind a verb of the future", "سيجتمع المجلس يوم الأحد", "يوم الأحد=2019-05-19"},
	{"weekday not ahead across a complementiser", "قال الأحد إن المجلس سيجتمع قريبا", "الأحد=2019-05-12 | قريبا=FUTURE_REF"},
	{"weekdays share their adjective", "يومي الجمعة والسبت المقبلين", "الجمعة=2019-05-17 | السبت المقبلين=2019-05-18"},
	{"last weekday", "غادر الأربعاء الماضي", "الأربعاء الماضي=2019-05-08"},
	{"yesterday and its weekday", "وصل الوفد مساء أمس الثلاثاء", "مساء أمس الثلاثاء=2019-05-14TEV"},
	{"weekday in brackets", "أعلن البنك اليوم (الأربعاء) أرباحه", "اليوم (الأربعاء)=2019-05-15"},
	{"a page written the day before", "أعلن البنك اليوم الثلاثاء أرباحه وكان أمس مغلقا", "اليوم الثلاثاء=2019-05-14 | أمس=2019-05-13"},
	{"two days ago", "رآه أول أمس ثم رآه قبل ثلاثة أيام", "أول أمس=2019-05-13 | قبل ثلاثة أيام=2019-05-12"},
	{"days before an event are a length", "أغلقت الطريق قبل ثلاثة أيام من السباق", "ثلاثة أيام=P3D"},
	{"tomorrow", "يلتقيان غداً الخميس", "غداً الخميس=2019-05-16"},
	{"last year", "زادت عن العام الماضي", "العام الماضي=2018"},
	{"year before the sentence's year", "بلغت ألفا خلال عام 2012 بزيادة عن العام السابق", "عام 2012=2012 | العام السابق=2011"},
	{"year before last", "منذ العام قبل الماضي", "العام قبل الماضي=2017"},
	{"next month", "تفتح المدرسة الشهر المقبل", "الشهر المقبل=2019-06"},
	{"week", "زارها الأسبوع الماضي", "الأسبوع الماضي=2019-W19"},
	{"day of this month", "يبدأ في الخامس من الشهر الجاري", "الخامس من الشهر الجاري=2019-05-05"},
	{"month without a year", "في شهر يناير", "شهر يناير=2019-01"},
	{"last month by name", "في سبتمبر الماضي", "سبتمبر الماضي=2018-09"},
	{"part of a month", "انسحبوا في نهاية سبتمبر 2015", "نهاية سبتمبر 2015=2015-09"},
	{"quarter", "أرباح الربع الثالث من عام 2017", "الربع الثالث من عام 2017=2017-Q3"},
	{"half of this year", "في النصف الأول من العام الجاري", "النصف الأول من العام الجاري=2019-H1"},
	{"late in the evening", "في وقت متأخر من مساء الثلاثاء", "وقت متأخر من مساء الثلاثاء=2019-05-14TEV"},
	{"decade", "في تسعينيات القرن الماضي", "تسعينيات القرن الماضي=199X"},
	{"age in decades is no decade", "رجل في الثلاثينيات من عمره", ""},
	{"century", "منذ القرن التاسع عشر", "القرن التاسع عشر=18XX"},
	{"length", "لمدة 49 عامًا", "49 عامًا=P49Y"},
	{"dual length", "استغرق أسبوعين", "أسبوعين=P2W"},
	{"length with its bound", "منذ أكثر من أربع سنوات", "أكثر من أربع سنوات=P4Y"},
	{"half more", "ظل ساعة ونصف الساعة ثم غاب عاما ونصف العام", "ساعة ونصف الساعة=PT90M | عاما ونصف العام=P1.5Y"},
	{"some months", "احتجز لشهور", "شهور=PXM"},
	{"single unit behind since", "متوقف منذ عام", "عام=P1Y"},
	{"contracts are no decades", "وقع ثلاثة عقود مع الشركة", ""},
	{"years that end now", "خلال السنوات الثلاث الماضية", "السنوات الثلاث الماضية=P3Y"},
	{"vague past", "خلال الأيام القليلة الماضية", "الأيام القليلة الماضية=PAST_REF"},
	{"vague future", "في المرحلة المقبلة", "المرحلة المقبلة=FUTURE_REF"},
	{"until now", "لم يصدر حتى الآن تعليق", "حتى الآن=PRESENT_REF"},
	{"simultaneity is no time", "وفي الوقت نفسه غادر آخرون", ""},
	{"set", "يفتح كل يوم ويغلق كل جمعة", "كل يوم=P1D | كل جمعة=XXXX-WXX-5"},
	{"yearly", "يعقد المؤتمر سنويا", "سنويا=P1Y"},
	{"a rate is no time", "ينتج 3 ملايين برميل يوميا", ""},
	{"clock", "في الساعة السادسة والنصف من مساء أمس", "الساعة السادسة والنصف من مساء أمس=2019-05-14T18:30"},
	{"clock by its part of day", "في العاشرة صباحا", "العاشرة صباحا=2019-05-15T10:00"},
	{"clock from which", "بداية من الساعة 17:00", "الساعة 17:00=2019-05-15T17:00"},
	{"clock of no old day", "في ذكرى 25 يناير 2011 تنطلق مسيرة من أمام المسجد الكبير في الساعة 4 عصرا", "25 يناير 2011=2011-01-25 | الساعة 4 عصرا=2019-05-15T16:00"},
	{"season of this year", "في صيف هذه السنة", "صيف هذه السنة=2019-SU"},
	{"season of sports", "منذ الموسم الماضي", "الموسم الماضي=2017/2018"},
	{"period of years", "فيما بين عامي 2008 و2012", "فيما بين عامي 2008 و2012=2008/2012 | 2008=2008 | 2012=2012"},
	{"period with a dash", "30 أيلول 2015 – 8 ديسمبر 2024", "30 أيلول 2015 – 8 ديسمبر 2024=2015-09-30/2024-12-08 | 30 أيلول 2015=2015-09-30 | 8 ديسمبر 2024=2024-12-08"},
	{"period with events", "منذ دخولها البلاد عام 2015 وحتى خروجها في 2019", "منذ دخولها البلاد عام 2015 وحتى خروجها في 2019=2015/2019 | عام 2015=2015 | 2019=2019"},
	{"days of one month", "من 3 إلى 5 مارس 2018", "من 3 إلى 5 مارس 2018=2018-03-03/2018-03-05"},
	{"days of this month", "من 4 إلى 23 من الشهر الجاري", "من 4 إلى 23 من الشهر الجاري=2019-05-04/2019-05-23"},
	{"first week of a month", "في الأسبوع الأول من أبريل 2018", "الأسبوع الأول من أبريل 2018=2018-W14"},
	{"weekday of a week", "يوم الأحد من الأسبوع الجاري", "يوم الأحد من الأسبوع الجاري=2019-05-19"},
	{"weekday and day alone", "عاد الجمعة 10.", "الجمعة 10=2019-05-10"},
	{"weekday and a count", "عاد الجمعة 10 صيادين", "الجمعة=2019-05-10"},
	{"nth weekday of a month", "في أول خميس من أبريل 2018 وفي الجمعة الأخيرة من الشهر الماضي", "أول خميس من أبريل 2018=2018-04-05 | الجمعة الأخيرة من الشهر الماضي=2019-04-26"},
	{"nth day of a month", "في اليوم الثالث من أكتوبر 2018", "اليوم الثالث من أكتوبر 2018=2018-10-03"},
	{"days of one month are of one year", "أقيم المعرض من 10 إلى 20 أكتوبر", "من 10 إلى 20 أكتوبر=2019-10-10/2019-10-20"},
	{"ends of a period share a year", "من 13 تموز إلى 15 تموز", "من 13 تموز إلى 15 تموز=2019-07-13/2019-07-15 | 13 تموز=2019-07-13 | 15 تموز=2019-07-15"},
	{"night between two weekdays", "اهتزت القرية ليل الأحد - الاثنين مرتين", "ليل الأحد - الاثنين=2019-05-12TNI"},
	{"two weekdays and their days", "يلتقيان يومي الثلاثاء والأربعاء 11 و12 أفريل 2017", "الثلاثاء=2017-04-11 | الأربعاء 11 و12 أفريل 2017=2017-04-12"},
	{"two weekdays and days of this month", "يلتقيان الجمعة والسبت 17 و18 من الشهر الجاري", "الجمعة=2019-05-17 | السبت 17 و18 من الشهر الجاري=2019-05-18"},
	{"a year behind a percentage", "زاد الدخل 4.2 في المائة العام الجاري وثلاثة بالمائة العام الماضي", "العام الجاري=2019 | العام الماضي=2018"},
	{"day until which", "ستكتمل الأشغال قبل يوم الأحد", "يوم الأحد=2019-05-19"},
	{"family day", "شارك الأطفال في قسم اليوم العائلي", ""},
	{"late in the afternoon", "تنطلق عشية اليوم وعشية السبت", "عشية اليوم=2019-05-15TEV | عشية السبت=2019-05-18TEV"},
	{"eve of a date", "في عشية 5 يونيو 1967", "5 يونيو 1967=1967-06-05"},
	{"some decades", "بعد عقود طويلة من الإهمال ومنذ قرون", "عقود طويلة=PXDE | قرون=PXCE"},
	{"hours with their definite number", "خلال الساعات الأربع والعشرين الماضية", "الساعات الأربع والعشرين الماضية=PT24H"},
	{"hours with their number in digits", "خلال الساعات الـ24 الماضية", "الساعات الـ24 الماضية=PT24H"},
	{"better than ever", "هي اليوم أقوى من أي وقت مضى", "اليوم=2019-05-15"},
	{"this season", "بلغ هذا الموسم مستوى أعلى", "هذا الموسم=2018/2019"},
	{"name of an event", "بعد ثورة 25 يناير", ""},
	{"name of a place", "في ميدان 6 أكتوبر", ""},
	{"newspaper", "قالت صحيفة الغد وصحيفة «اليوم» إن السوق هادئة", ""},
	{"the day as a noun", "في اليوم الأول للمعرض", ""},
	{"dire need is not yesterday", "هم في أمس الحاجة إلى الماء", ""},
	{"a verb is no month", "مارس الحزب ضغوطا على البلدية", ""},
	{"a door is no August", "عند باب المحكمة", ""},
	{"a score is no date", "فاز الفريق 3-صفر", ""},
	{"anniversary", "في الذكرى الأربعين لوفاته", "الذكرى الأربعين=P40Y"},
	{"year of a count is no year", "شارك في 2000 شخص", ""},
	{"utterance", "وقال يوم الاثنين: «سوف نلتقي هنا غدا مع كل الشركاء»", "يوم الاثنين=2019-05-13 | غدا=2019-05-14"},
}

func TestFind(t *testing.T) {
	f := when.New(ar.Lang())
	for _, c := range cases {
		if got := render(c.src, f.Find(text.Cut(c.src, ar.Lang()), wednesday)); got != c.want {
			t.Errorf("%s:\n in   %s\n got  %s\n want %s", c.name, c.src, got, c.want)
		}
	}
}

func TestFindEnglish(t *testing.T) {
	f := when.New(en.Lang())
	for src, want := range map[string]string{
		"It opened on September 30, 2015.":         "September 30, 2015=2015-09-30",
		"It opened on 30 September 2015.":          "30 September 2015=2015-09-30",
		"He left last year and returned yesterday": "last year=2018 | yesterday=2019-05-14",
		"They met on Tuesday.":                     "Tuesday=2019-05-14",
		"It lasted three years.":                   "three years=P3Y",
		"She resigned three days ago.":             "three days ago=2019-05-12",
		"in 2011":                                  "2011=2011",
		"They may march on.":                       "",
	} {
		if got := render(src, f.Find(text.Cut(src, en.Lang()), wednesday)); got != want {
			t.Errorf("%s:\n got  %s\n want %s", src, got, want)
		}
	}
}

// Without a day of publication the value says what is not known.
func TestUnknownDay(t *testing.T) {
	f := when.New(ar.Lang())
	for src, want := range map[string]string{
		"قال مساء الأربعاء إنه باق": "مساء الأربعاء=XXXX-WXX-3TEV",
		"في نهاية العام الحالي":     "نهاية العام الحالي=XXXX",
		"في 6 مارس": "6 مارس=XXXX-03-06",
		"غادر اليوم الثلاثاء 15 مارس 2016 وعاد أمس.": "اليوم الثلاثاء 15 مارس 2016=2016-03-15 | أمس=2016-03-14",
	} {
		if got := render(src, f.Find(text.Cut(src, ar.Lang()), time.Time{})); got != want {
			t.Errorf("%s:\n got  %s\n want %s", src, got, want)
		}
	}
}

// How a text is written leaves the values unchanged.
func TestWritingLeavesValues(t *testing.T) {
	f := when.New(ar.Lang())
	digits := strings.NewReplacer("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩")
	seats := strings.NewReplacer("أ", "ا", "إ", "ا", "آ", "ا", "ى", "ي")
	ways := map[string]func(string) string{
		"digits":  digits.Replace,
		"seats":   seats.Replace,
		"tatweel": func(s string) string { return strings.ReplaceAll(s, "ي", "يـ") },
		"shadda":  func(s string) string { return strings.ReplaceAll(s, "ن", "نّ") },
		"hidden":  func(s string) string { return strings.ReplaceAll(s, " ", " \u200f") },
		"marks":   func(s string) string { return strings.NewReplacer("«", "\"", "»", "\"").Replace(s) },
	}
	values := func(src string) (v []string) {
		for _, x := range f.Find(text.Cut(src, ar.Lang()), wednesday) {
			v = append(v, x.Value)
		}
		return
	}
	for _, c := range cases {
		for name, way := range ways {
			if a, b := values(c.src), values(way(c.src)); !slices.Equal(a, b) {
				t.Errorf("%s, %s: %q gives %v, not %v", c.name, name, way(c.src), b, a)
			}
		}
	}
}

// TestLinear reads what would be slow if anything were looked at over and over.
func TestLinear(t *testing.T) {
	f := when.New(ar.Lang())
	for name, src := range map[string]string{
		"quotes":   strings.Repeat("\" ", 50000),
		"nested":   strings.Repeat("«أمس ", 50000),
		"digits":   strings.Repeat("1", 100000),
		"slashes":  strings.Repeat("1/", 100000),
		"and":      strings.Repeat("2012 و", 50000),
		"weekdays": strings.Repeat("الخميس ", 50000),
		"same":     strings.Repeat("في اليوم نفسه ", 50000),
		"span":     strings.Repeat("الفترة ذاتها ", 50000),
	} {
		n := len(src)
		few := f.Find(text.Cut(src[:n/8], ar.Lang()), wednesday)
		if many := f.Find(text.Cut(src, ar.Lang()), wednesday); len(many) < len(few) {
			t.Errorf("%s: %d times in the whole, %d in an eighth of it", name, len(many), len(few))
		}
	}
}

var value = regexp.MustCompile(`^(PAST_REF|PRESENT_REF|FUTURE_REF|P(T?[0-9.]+|T?X)[YMWDHS]|PX(DE|CE)|` +
	`[0-9X]{2,4}(-[0-9X]{2}(-[0-9X]{2})?|-W[0-9X]{2}(-[1-7])?|-(SP|SU|FA|WI)|-[HQ][1-4])?(T[A-Z]{2}|T[0-9]{2}:[0-9]{2})?|T[0-9]{2}:[0-9]{2})$`)

func FuzzFind(f *testing.F) {
	for _, c := range cases {
		f.Add(c.src)
	}
	finder := when.New(ar.Lang())
	f.Fuzz(func(t *testing.T, src string) {
		src = strings.ToValidUTF8(src, "\ufffd")
		for _, day := range []time.Time{wednesday, {}} {
			last := 0
			for _, x := range finder.Find(text.Cut(src, ar.Lang()), day) {
				if !x.Span.Fits(src) || x.Span.Start < last {
					t.Fatalf("span %v of %q", x.Span, src)
				}
				last = x.Span.Start
				for _, v := range strings.Split(x.Value, "/") {
					if !value.MatchString(v) {
						t.Fatalf("value %q of %q", x.Value, x.Span.In(src))
					}
				}
				for _, d := range []string{x.From, x.To} {
					if _, err := time.Parse("2006-01-02", d); d != "" && err != nil {
						t.Fatalf("day %q of %q", d, x.Span.In(src))
					}
				}
				if x.From > x.To && x.To != "" {
					t.Fatalf("%q ends on %s and begins on %s", x.Span.In(src), x.To, x.From)
				}
			}
		}
	})
}

func BenchmarkFind(b *testing.B) {
	var all strings.Builder
	for range 40 {
		for _, c := range cases {
			all.WriteString(c.src)
			all.WriteString(" وتابع المتحدث باسم البلدية شرح تفاصيل المشروع أمام عدد كبير من سكان الحي القديم.\n")
		}
	}
	tx := text.Cut(all.String(), ar.Lang())
	f := when.New(ar.Lang())
	b.SetBytes(int64(all.Len()))
	b.ReportAllocs()
	for b.Loop() {
		f.Find(tx, wednesday)
	}
}

// A day that its month does not have is no time, and no end of a period.
func TestADayThatIsNotThere(t *testing.T) {
	f := when.New(ar.Lang())
	src, want := "يبدأ في 29 من الشهر الجاري، الأسبوع الماضي", "الأسبوع الماضي=2019-W05"
	if got := render(src, f.Find(text.Cut(src, ar.Lang()), time.Date(2019, 2, 5, 9, 0, 0, 0, time.UTC))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
