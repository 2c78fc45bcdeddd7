package page

import (
	"testing"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
)

func TestISODate(t *testing.T) {
	for s, want := range map[string]string{
		"2020-06-03T03:01+0400":     "2020-06-03T03:01:00+04:00",
		"2020-12-01 02:00:00":       "2020-12-01T02:00:00",
		"2020-08-24T09:23:13.123Z":  "2020-08-24T09:23:13Z",
		"2020-08-24T09:23:13+03:00": "2020-08-24T09:23:13+03:00",
		"20200824":                  "2020-08-24",
		"20200824T092313Z":          "2020-08-24",
		" 2020-08-24 ":              "2020-08-24",
		"2020-08-24T99:23":          "2020-08-24",
		"2020-13-24":                "",
		"2020-02-30":                "",
		"0001-01-01T00:00:00Z":      "",
		"24-08-2020":                "",
		"الأربعاء":                  "",
		"":                          "",
	} {
		if got := isoDate(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestAddressDate(t *testing.T) {
	for s, want := range map[string]string{
		"https://a.example/story/2020/8/24/x/4943459":  "2020-08-24",
		"https://a.example/news/2020-06-03-1.3874341":  "2020-06-03",
		"http://a.example/2013/middle_east/8/3/x.html": "2013-08-03",
		"https://a.example/20201007/x":                 "2020-10-07",
		"https://a.example/a-2019_3_7-b":               "2019-03-07",
		"https://a.example/article/825076-50":          "",
		"https://a.example/2019/11/":                   "",
		"https://a.example/x?d=2020-01-01":             "",
		"https://a.example/2020/13/45/x":               "",
		"":                                             "",
	} {
		if got := addressDate(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestDateIn reads days in words: every family of month names, double names,
// both sets of digits, and day-first numbers.
func TestDateIn(t *testing.T) {
	r := newReader(Input{}, []*lang.Lang{ar.Lang(), en.Lang()})
	for s, want := range map[string]string{
		"الجمعة 8 فيفري 2019":                         "2019-02-08",
		"24 نيسان / أبريل 2020":                       "2020-04-24",
		"نُشر في ١٥ آذار/مارس ٢٠٢١":                   "2021-03-15",
		"الخميس 3 جانفي/يناير 2019، 10:15":            "2019-01-03",
		"12 نوفمبر تشرين الثاني 2018":                 "2018-11-12",
		"الأربعاء، 28 آب/اغسطس 2013، آخر تحديث 14:00": "2013-08-28",
		"22 غشت 2017":                     "2017-08-22",
		"5 جويلية 2016":                   "2016-07-05",
		"● أخبار ٢٦ فبراير ٢٠٢٥":          "2025-02-26",
		"٢٠٢٠/١٢/١":                       "2020-12-01",
		"٠٢:٠٠ الثلاثاء ١ / ١٢ / ٢٠٢٠":    "2020-12-01",
		"03-04-2019":                      "2019-04-03",
		"11 شوال 1441هـ - 03 يونيو 2020م": "2020-06-03",
		"November 20, 2019 10:43":         "2019-11-20",
		"Published 2 Nov 2023":            "2023-11-02",
		"20 November, 2019":               "2019-11-20",
		"11/20/2019":                      "2019-11-20",
		"© 2019":                          "",
		"عام 2015":                        "",
		"11 شوال 1441":                    "",
		"31 نيسان 2020":                   "",
		"20:35 12:20 15:43":               "",
	} {
		if got := r.dateIn(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// TestStampLine takes lines under a headline that hold no word of the text, and
// leaves those that do.
func TestStampLine(t *testing.T) {
	for s, want := range map[string]kind{
		"منذ 3 ساعات":                     dateline,
		"قبل ٤٥ دقيقة":                    dateline,
		"منذ 3 أيام | المصدر: صوت الساحل": dateline,
		"منذ 20 دقيقة المصدر: صوت الساحل الزيارات: 318":              dateline,
		"الأحد 3 رجب 1445 هـ الموافق 14 يناير 2024 طباعة أرسل لصديق": dateline,
		"طباعة | أرسل لصديق | حجم الخط":                              printing,
		"منذ 3 أعوام، والقرية بلا ماء":                               none,
		"منذ 3 أعوام القرية بلا ماء":                                 none,
		"قبل 2019 بقليل":       none,
		"5 hours ago | Share":  dateline,
		"She left 5 hours ago": none,
		"المصدر: صوت الساحل":   none,
		"لقاء في 14 يناير 2024 يجمع خصوم الأمس حول الطباعة": none,
		"": none,
	} {
		r := newReader(Input{}, []*lang.Lang{ar.Lang(), en.Lang()})
		got := none
		if r.stampLine(s) {
			got = kind(r.page.Removed[0].Kind)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestWithoutOutlet(t *testing.T) {
	for s, want := range map[string]string{
		"صوت الساحل :: عودة الصيادين إلى الميناء القديم":         "عودة الصيادين إلى الميناء القديم",
		"عودة الصيادين إلى الميناء القديم :: صوت الساحل":         "عودة الصيادين إلى الميناء القديم",
		"عودة الصيادين إلى الميناء القديم | محليات | صوت الساحل": "عودة الصيادين إلى الميناء القديم | محليات",
		"الصيادون: عودة إلى الميناء":                             "الصيادون: عودة إلى الميناء",
	} {
		f := &finder{reader: newReader(Input{}, nil), doc: &doc{}}
		f.outletNamed("صوت الساحل")
		if got := f.withoutOutlet(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	for s, want := range map[string]use{
		"articleBody":           useBody | useStrong,
		"entry-content":         useBody,
		"post-content clearfix": useBody,
		"main-story__body-text": useBody,
		"related-posts":         useRelated | useStrong,
		"relatedContent":        useRelated | useStrong,
		"comment-list":          useComment | useStrong,
		"commentary":            useArticle,
		"has-sidebar":           0,
		"no-comments":           0,
		"sharebuttons2":         useShare,
		"social-media-links":    useShare | useStrong,
		"post-author":           useByline,
		"article-related":       useRelated | useStrong,
		"breadcrumb":            useNav,
		"newsletter-signup":     useNav | useStrong,
		"figure__caption":       useCaption,
		"x1 _3kq css-1a2b3c":    0,
		"":                      0,
	} {
		if got := named([]byte(s)); got != want {
			t.Errorf("%q: %b, want %b", s, got, want)
		}
	}
}

func TestParseJSON(t *testing.T) {
	v := parseJSON("<!-- x --> {\"a\": [1, {\"b\": \"x\ny\\u0627\\ud83d\\ude00\\/\",}, ], \"c\": true, \"d\": \"cut")
	if s := v.get("a").members[1].get("b").text; s != "x\nyا😀/" {
		t.Errorf("string %q", s)
	}
	if n, c, d := v.get("a").members[0].text, v.get("c").text, v.get("d").text; n != "1" || c != "true" || d != "cut" {
		t.Errorf("%q %q %q", n, c, d)
	}
	if s := v.get("none").get("of").text; s != "" {
		t.Errorf("absent member %q", s)
	}
}
