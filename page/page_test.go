package page_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/page"
)

var update = flag.Bool("update", false, "write the .want files")

// TestPages reads the pages of testdata and compares what was found with the
// .want file beside each.
func TestPages(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.html")
	plain, _ := filepath.Glob("testdata/*.txt")
	if files = append(files, plain...); len(files) < 2 {
		t.Fatal("no pages")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			p, err := page.Parse(page.Input{Text: string(raw), HTML: filepath.Ext(file) == ".html"}, langs())
			if err != nil {
				t.Fatal(err)
			}
			got, want := render(p), file+".want"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			b, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(b) {
				t.Errorf("got\n%s\nwant\n%s", got, b)
			}
		})
	}
}

// render writes a page as the .want files have it.
func render(p *page.Page) string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", name, value)
		}
	}
	field("title", p.Title)
	field("byline", p.Byline)
	if p.Outlet != nil {
		field("outlet", strings.TrimSpace(p.Outlet.Name+" "+p.Outlet.Domain))
	}
	if p.Published != nil {
		field("published", p.Published.Value+" from "+p.Published.From)
	}
	field("language", p.Language)
	field("canonical", p.Canonical)
	for _, c := range p.Credits {
		field("credit", c.Kind+" "+c.Name+" | "+c.Words)
	}
	for _, r := range p.Removed {
		field("removed", r.Kind+" | "+strings.ReplaceAll(r.Text, "\n", " / "))
	}
	b.WriteString("\n" + p.Text + "\n")
	return b.String()
}

func TestErrors(t *testing.T) {
	for name, c := range map[string]struct {
		in   page.Input
		want error
	}{
		"nothing":           {page.Input{}, page.ErrEmpty},
		"white space":       {page.Input{Text: " \n\t\u200b\n"}, page.ErrEmpty},
		"tags alone":        {page.Input{Text: "<html><body><img src=a></body></html>", HTML: true}, page.ErrEmpty},
		"a menu":            {page.Input{Text: "<ul><li><a href=a>الرئيسية</a><li><a href=b>محليات</a></ul>", HTML: true}, page.ErrNoArticle},
		"furniture alone":   {page.Input{Text: "اقرأ أيضاً\nشارك الخبر\nطباعة"}, page.ErrNoArticle},
		"a script alone":    {page.Input{Text: "<script>var a = 'نص طويل'</script>", HTML: true}, page.ErrEmpty},
		"marks and no more": {page.Input{Text: "***\n---\n."}, page.ErrNoArticle},
	} {
		if _, err := page.Parse(c.in, langs()); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

const para = "<p>قالت البلدية في بيان إن أعمال الترميم ستبدأ مطلع الأسبوع المقبل، وإنها تستمر شهرين على الأقل.</p>"

// TestPublished shows where the day comes from, and what goes before what.
func TestPublished(t *testing.T) {
	const (
		ld      = `<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-01-01T08:00:00Z"}</script>`
		meta    = `<meta property="article:published_time" content="2021-02-02T08:00:00+02:00">`
		stamp   = `<h1>ترميم السوق القديم يبدأ قريباً</h1><time datetime="2021-03-03">أمس</time>`
		address = "https://example.org/2021/04/04/market"
		text    = `<h1>ترميم السوق القديم يبدأ قريباً</h1><div>الأربعاء 5 أيار 2021</div>`
	)
	for name, c := range map[string]struct{ given, address, html, want, from string }{
		"given before all":        {"2021-12-31", address, ld + meta + stamp + para, "2021-12-31", "given"},
		"json-ld":                 {"", address, ld + meta + stamp + para, "2021-01-01T08:00:00Z", "json-ld"},
		"meta":                    {"", address, meta + stamp + para, "2021-02-02T08:00:00+02:00", "meta"},
		"a day in words in meta":  {"", "", `<meta property="article:published_time" content="الأربعاء، 07 أكتوبر 2020 - 12:09 م">` + para, "2020-10-07", "meta"},
		"time":                    {"", address, stamp + para, "2021-03-03", "time"},
		"the time of a change":    {"", "", `<h1>ترميم السوق القديم يبدأ قريباً</h1><time class="updated" datetime="2021-03-04">أمس</time>` + para, "", ""},
		"microdata":               {"", "", `<div itemprop="datePublished" content="2021-03-05">` + para + `</div>`, "2021-03-05", "time"},
		"address":                 {"", address, text + para, "2021-04-04", "url"},
		"text":                    {"", "https://example.org/market", text + para, "2021-05-05", "text"},
		"what cannot be read":     {"yesterday", "", text + para, "2021-05-05", "text"},
		"broken json":             {"", "", `<script type="application/ld+json">[{"@type":"Article","datePublished":"2021-06-06",},` + "\x01" + `</script>` + para, "2021-06-06", "json-ld"},
		"a list in a graph":       {"", "", `<script type="application/ld+json">{"@graph":[[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":["Thing","NewsArticle"],"datePublished":"2021-06-07"}]]}</script>` + para, "2021-06-07", "json-ld"},
		"a footer's year":         {"", "", para + para + `<footer>© 2019 جميع الحقوق محفوظة 1 يناير 2019</footer>`, "", ""},
		"a footer's stamp":        {"", "", para + para + `<footer><time datetime="2019-01-01">2019</time></footer>`, "", ""},
		"a comment's":             {"", "", para + para + `<div class="comments"><div class="comment"><time datetime="2019-02-02">2 شباط 2019</time><p>رأي</p></div></div>`, "", ""},
		"a related item's":        {"", "", para + para + `<div class="related"><a href=a>سوق آخر</a> <span>3 آذار 2019</span></div>`, "", ""},
		"one in the body's words": {"", "", para + "<p>وكان السوق قد أغلق في 12 نيسان 2015 بعد حريق كبير أتى على نصف متاجره ومخازنه القديمة.</p>", "", ""},
		"a caption's":             {"", "", para + para + `<figure><figcaption>السوق في 4 آب 2010</figcaption></figure>`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Parse(page.Input{Text: c.html, HTML: true, URL: c.address, Published: c.given}, langs())
			if err != nil {
				t.Fatal(err)
			}
			got, from := "", ""
			if p.Published != nil {
				got, from = p.Published.Value, p.Published.From
			}
			if got != c.want || from != c.from {
				t.Errorf("%q from %q, want %q from %q", got, from, c.want, c.from)
			}
		})
	}
}

// TestDatelines shows what is cut from a paragraph's beginning, and who is
// credited for it.
func TestDatelines(t *testing.T) {
	const rest = "أعلنت الحكومة أمس خطة لإصلاح الطرق في المحافظات الشمالية، تستمر خمس سنوات."
	for line, want := range map[string]string{
		"بكين (رويترز) - ":                    "رويترز",
		"القاهرة - أ ش أ: ":                   "وكالة أنباء الشرق الأوسط",
		"القاهرة ـ أ.ش.أ ـ ":                  "وكالة أنباء الشرق الأوسط",
		"دمشق، سوريا (CNN) -- ":               "سي إن إن",
		"(أ ف ب) - ":                          "وكالة الصحافة الفرنسية",
		"غزة (الأراضي الفلسطينية) (ا ف ب) - ": "وكالة الصحافة الفرنسية",
		"طرابلس _د ب أ ":                      "",
		"موسكو – وكالات – ":                   "وكالات",
		"القاهرة - سبوتنيك. ":                 "سبوتنيك",
		"الرياض - واس: ":                      "وكالة الأنباء السعودية",
		"LONDON (Reuters) - ":                 "رويترز",
	} {
		p, err := page.Parse(page.Input{Text: "خطة لإصلاح الطرق\n" + line + rest + "\n" + rest}, langs())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, c := range p.Credits {
			got += c.Name
		}
		if got != want || want != "" && body(p) != rest+"\n"+rest {
			t.Errorf("%q: credits %q, want %q; body %q", line, got, want, body(p))
		}
	}
}

// TestNoDateline holds beginnings that look like datelines and are none.
func TestNoDateline(t *testing.T) {
	for _, s := range []string{
		"قال الوزير - وهو يغادر القاعة - إن الاجتماع كان مثمراً وإن اجتماعاً آخر سيعقد بعد شهر.",
		"رويترز وكالة أنباء عالمية مقرها لندن، وقد نقلت أمس الخبر عن مصدر في الوزارة لم تسمه.",
		"بيروت مدينة على البحر، وفيها مرفأ قديم كان أكبر مرافئ الساحل كله في القرن الماضي.",
		"وأضافت رويترز: لم يصدر تعليق من الحكومة على ما نشرته الصحيفة في عددها الأسبوعي أمس.",
	} {
		p, err := page.Parse(page.Input{Text: s + "\n" + s}, langs())
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Credits) > 0 || p.Text != s+"\n"+s {
			t.Errorf("%q: credits %v", s, p.Credits)
		}
	}
}

// TestClosingCredit shows that a source in brackets at the end stays where it
// is and is credited.
func TestClosingCredit(t *testing.T) {
	p, err := page.Parse(page.Input{Text: "خطة لإصلاح الطرق\nأعلنت الحكومة أمس خطة لإصلاح الطرق في المحافظات الشمالية، تستمر خمس سنوات. (أ ف ب)"}, langs())
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Credits) != 1 || p.Credits[0].Name != "وكالة الصحافة الفرنسية" || p.Credits[0].Span == nil || p.Credits[0].Span.In(p.Text) != "(أ ف ب)" {
		t.Errorf("credits %+v in %q", p.Credits, p.Text)
	}
}

// TestScriptMadePage reads a page whose article stands in JSON-LD alone.
func TestScriptMadePage(t *testing.T) {
	first := "أعلنت الحكومة أمس خطة لإصلاح الطرق في المحافظات الشمالية، تستمر خمس سنوات."
	second := "وقال وزير النقل إن العمل سيبدأ في الربيع، وإن شركات محلية ستتولاه بإشراف الوزارة."
	p, err := page.Parse(page.Input{HTML: true, Text: `<div id="app">يرجى الانتظار قليلاً</div><script type="application/ld+json">
		{"@type":"NewsArticle","headline":"خطة لإصلاح الطرق","articleBody":"` + first + `\n\n` + second + `"}</script>`}, langs())
	if err != nil {
		t.Fatal(err)
	}
	if want := "خطة لإصلاح الطرق\n\n" + first + "\n" + second; p.Text != want {
		t.Errorf("%q, want %q", p.Text, want)
	}
}

// TestShortArticle reads an article of one short sentence.
func TestShortArticle(t *testing.T) {
	p, err := page.Parse(page.Input{HTML: true, Text: `<title>عاجل من المرفأ</title><ul><li><a href=a>محليات</a></ul>
		<div><h1>عاجل من المرفأ</h1><div>وصلت السفينة الأولى.</div></div><p>جميع الحقوق محفوظة`}, langs())
	if err != nil {
		t.Fatal(err)
	}
	if want := "عاجل من المرفأ\n\nوصلت السفينة الأولى."; p.Text != want {
		t.Errorf("%q, want %q", p.Text, want)
	}
}

// TestHidden shows that what is hidden at first is furniture, unless it is the
// article.
func TestHidden(t *testing.T) {
	const box = `<div style="display: none"><p>اشتركوا في نشرتنا، فنحن نرسلها كل صباح إلى بريدكم، وفيها أهم ما جرى أمس في المدينة.</p></div>`
	for name, html := range map[string]string{
		"a hidden box":       "<h1>ترميم السوق القديم</h1>" + para + para + box,
		"a hidden article":   `<h1>ترميم السوق القديم</h1><div hidden class="post-content">` + para + para + "</div>",
		"a post in a figure": "<h1>ترميم السوق القديم</h1>" + para + "<figure><blockquote>" + para + "</blockquote><figcaption>صورة من السوق القديم قبل الترميم</figcaption></figure>",
	} {
		p, err := page.Parse(page.Input{Text: html, HTML: true}, langs())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if strings.Count(p.Text, "الترميم") != 2 || strings.Contains(p.Text, "نشرتنا") {
			t.Errorf("%s: %q", name, p.Text)
		}
	}
}

func TestLanguage(t *testing.T) {
	for name, c := range map[string]struct{ given, html, want string }{
		"arabic letters":           {"", para, "ar"},
		"a lie":                    {"", `<html lang="en">` + para, "ar"},
		"persian letters":          {"", "<html lang=\"ar\"><p>شهرداری گفت که کارهای بازسازی بازار از هفته\u200cی آینده آغاز می\u200cشود، و دو ماه طول می\u200cکشد.</p>", "fa"},
		"english words":            {"", `<p>The council said on Monday that the works in the old market will begin next week and last two months.</p>`, "en"},
		"declared":                 {"", `<html lang="fr-FR"><p>La mairie a annoncé lundi que les travaux du vieux marché vont durer deux mois, au moins.</p>`, "fr"},
		"not declared and unknown": {"", `<p>La mairie a annoncé lundi que les travaux du vieux marché vont durer deux mois, au moins.</p>`, ""},
		"given":                    {"it", `<html lang="en"><p>Il comune ha annunciato che i lavori del vecchio mercato dureranno due mesi, almeno.</p>`, "it"},
	} {
		p, err := page.Parse(page.Input{Text: c.html, HTML: true, Language: c.given}, langs())
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p.Language != c.want {
			t.Errorf("%s: %q, want %q", name, p.Language, c.want)
		}
	}
}

// TestHostile reads pages that were made to be hard; each must be read, or
// refused, in the time that its length asks for.
func TestHostile(t *testing.T) {
	long := strings.Repeat("كلمة ", 400_000)
	for name, c := range map[string]struct {
		text string
		html bool
	}{
		"a script in the headline": {"<h1>خبر <script>alert('<h1>')</script>مهم من المدينة</h1>" + para, true},
		"nested elements":          {strings.Repeat("<div>", 100_000) + para + strings.Repeat("</div>", 100_000), true},
		"end tags alone":           {strings.Repeat("</div></p></td>", 100_000) + para, true},
		"crossed elements":         {strings.Repeat("<div><table><tr><td><p><a>", 5_000) + strings.Repeat("</div></a></table>", 5_000) + para, true},
		"open lists":               {strings.Repeat("<ul><li>", 20_000) + strings.Repeat("<li>ن", 20_000) + para, true},
		"many paragraphs":          {strings.Repeat(para, 5_000), true},
		"many attributes":          {"<p " + strings.Repeat("class=a ", 100_000) + ">" + para, true},
		"one long name":            {`<div class="` + strings.Repeat("aB-", 300_000) + `">` + para + "</div>", true},
		"brackets":                 {strings.Repeat("<", 300_000) + para, true},
		"json without an end":      {`<script type="application/ld+json">` + strings.Repeat(`[{"a":`, 100_000) + "</script>" + para, true},
		"one long line":            {long, false},
		"one long line of HTML":    {"<p>" + long, true},
		"many short lines":         {strings.Repeat("سطر قصير\n", 100_000), false},
		"many equal headlines":     {strings.Repeat("عنوان من خمس كلمات هنا\n", 50_000), false},
		"opened lists":             {strings.Repeat("اقرأ أيضاً\nخبر\n", 50_000), false},
		"bidi and NUL":             {"عنوان\x00 \u202eمقلوب\u202c للخبر\n" + strings.Repeat("قال\u200f الوزير\u0000 إن الأمر \u2067تغير\u2069 كثيراً منذ العام الماضي. ", 4), false},
		"bytes that are no text":   {strings.Repeat("\xff\xfe\xd8", 100_000), false},
		"entities":                 {"<p>" + strings.Repeat("&lt;b&gt;&#1602;&#0;&bogus;", 20_000), true},
		"date digits":              {strings.Repeat("1/", 100_000) + "\n" + strings.Repeat("2020", 50_000), false},
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			p, err := page.Parse(page.Input{Text: c.text, HTML: c.html}, langs())
			if d := time.Since(begin); d > 4*time.Second {
				t.Errorf("%v for %d bytes", d, len(c.text))
			}
			if err != nil {
				return
			}
			if problem := whole(p); problem != "" {
				t.Error(problem)
			}
			if strings.Contains(p.Text, "alert") {
				t.Errorf("a script's words in %q", p.Text)
			}
		})
	}
}

// whole says what is wrong with a page, if anything is.
func whole(p *page.Page) string {
	switch {
	case p.Text == "":
		return "no text and no error"
	case p.Title != "" && (!p.TitleSpan.Fits(p.Text) || p.TitleSpan.In(p.Text) != p.Title):
		return fmt.Sprintf("headline %q is not at %v", p.Title, p.TitleSpan)
	case p.Title == "" && !p.TitleSpan.Empty():
		return "a span of no headline"
	}
	for _, r := range p.Removed {
		if r.Kind == "" || r.Text == "" {
			return fmt.Sprintf("empty furniture %v", r)
		}
	}
	for _, c := range p.Credits {
		if c.Name == "" || c.Kind == "" {
			return fmt.Sprintf("empty credit %v", c)
		}
	}
	return ""
}

// TestExtraElements holds that the article is the same whatever is wrapped
// round it.
func TestExtraElements(t *testing.T) {
	const headline = "<h1>ترميم السوق القديم يبدأ قريباً</h1>"
	plain := headline + para + para
	for _, around := range []string{"%s", "<div><div>%s</div></div>", "<table><tr><td>%s</td></tr></table>", "<form>%s</form>", "<center><section>%s"} {
		p, err := page.Parse(page.Input{Text: fmt.Sprintf(around, plain), HTML: true}, langs())
		if err != nil {
			t.Fatal(err)
		}
		if p.Title != "ترميم السوق القديم يبدأ قريباً" || strings.Count(p.Text, "الترميم") != 2 {
			t.Errorf("%s: %q", around, p.Text)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("<h1>عنوان</h1><p>قال الوزير إن الأمر انتهى.", true)
	f.Add("عنوان\nبكين (رويترز) - قال الوزير إن الأمر انتهى.\nاقرأ أيضاً\nخبر", false)
	f.Add(`<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"\u0627\ud83d",}]}`, true)
	f.Add("<table><tr><td>أ<td>ب</table><div class='x-comment related'>٢٠٢٠/١٢/١</div>", true)
	f.Fuzz(func(t *testing.T, s string, html bool) {
		p, err := page.Parse(page.Input{Text: s, HTML: html}, langs())
		if err != nil {
			return
		}
		if problem := whole(p); problem != "" {
			t.Error(problem)
		}
	})
}

// TestEmptyScriptMadePage reads one that shows nothing at all.
func TestEmptyScriptMadePage(t *testing.T) {
	line := strings.Repeat("أعلنت الحكومة أمس خطة لإصلاح الطرق في المحافظات الشمالية. ", 3)
	p, err := page.Parse(page.Input{HTML: true, Text: `<div id="app"></div><script type="application/ld+json">{"@type":"Article","articleBody":"` + line + `"}</script>`}, langs())
	if err != nil {
		t.Fatal(err)
	}
	if p.Text != strings.TrimSpace(line) {
		t.Errorf("%q", p.Text)
	}
}

func TestSlots(t *testing.T) {
	for src, want := range map[string]string{
		"الهدارة – ترنا – لقي سبعة عشر شخصا حتفهم في انهيار جزئي للسد القديم فجر اليوم، بعد ثلاثة أيام من الأمطار الغزيرة على شرق البلاد.": "ترنا",
		"الحدث الذي - ربما - لم ينتبه له أحد في المدينة كلها كان أكبر من كل ما قيل عنه في الصحف بعد ذلك بأعوام.":                           "",
		"سالم – محمد – كاتبان كتبا معا هذا النص الطويل عن السد وعن القرى التي غمرها الماء قبل عشرة أعوام.":                                 "",
		"قال المدير - وهو غاضب جدا - إن السد لم يفحص منذ عشرة أعوام.":                                                                      "",
	} {
		p, err := page.Parse(page.Input{Text: "انهيار السد في الهدارة\n" + src + "\nوقال مدير السد إن الفحص مستمر في جميع السدود القريبة من المدينة."}, langs())
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(p.Credits) > 0 {
			got = p.Credits[0].Name
		}
		if got != want {
			t.Errorf("%s: credit %q, want %q", src, got, want)
		}
	}
}
