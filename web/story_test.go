package web_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestStoriesAreSortedAndTakenAway(t *testing.T) {
	s := served(t, kept(t, dossier))
	var first, rest struct {
		Total   int
		Next    string
		Stories []struct{ ID, Pages, Differences int }
	}
	if err := json.Unmarshal([]byte(get(t, s, "en", "/api/v1/stories?sort=-pages&limit=2", 200)), &first); err != nil {
		t.Fatal(err)
	}
	if len(first.Stories) != 2 || first.Stories[0].Pages != 3 || first.Stories[1].Pages != 2 {
		t.Errorf("not those with most pages: %+v", first)
	}
	if err := json.Unmarshal([]byte(get(t, s, "en", "/api/v1/stories?sort=-pages&limit=50&after="+first.Next, 200)), &rest); err != nil {
		t.Fatal(err)
	}
	if len(rest.Stories) != first.Total-2 {
		t.Errorf("%d behind the first two of %d", len(rest.Stories), first.Total)
	}
	says(t, get(t, s, "en", "/stories?sort=sideways", 422), "sort")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(t, s, "en", "/stories?format=csv&limit=2", 200), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != first.Total+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if link, address := rows[1][8], rows[1][9]; link != "/stories/13" || !strings.HasSuffix(address, "13-sada-zahrawan.html") {
		t.Errorf("it leads to %s, %s", link, address)
	}
	body := get(t, s, "en", "/stories", 200)
	says(t, body, "3 pages from 17 October 2024 to 18 October 2024; most on 18 October 2024: 2", "another speaker", `href="/statements/1.4"`)
}

func TestStoryTellsWhatDiffersFirst(t *testing.T) {
	s := served(t, kept(t, dossier))
	body := get(t, s, "en", "/stories/1", 200)
	says(t, body, "<del>مأمون الدرواش</del>", "<ins>عامر الشندال</ins>", `href="/pages/1#s4"`, `href="/pages/4#s1"`, // both places
		"2 pages are counted with the page whose text they carry", "What came after", `href="/stories/13"`,
		`class="way same_upstream"`, `role="group"`, "from the same source as", "names as its source:", "ترنا", "not among these pages",
		"المدير العام للدفاع المدني العميد", "verbatim", "≥ 17", "&gt; 40", "≈ 60", `href="/pages/2#f1" class="point at_least"`, "29", "sha256:")
	for _, tag := range regexp.MustCompile(`<path class="way same_upstream"[^>]*>`).FindAllString(body, -1) {
		if strings.Contains(tag, "marker") {
			t.Errorf("a way whose direction is not known has an arrow: %s", tag)
		}
	}
	if a, b := strings.Index(body, `id="differing"`), strings.Index(body, `id="ways"`); a < 0 || a > b {
		t.Error("differences do not come first")
	}
	says(t, get(t, s, "ar", "/stories/11", 200), `class="way copied"`, `marker-end="url(#arrow)"`, "نسخة من", "إحداهما تنسب إلى", `direction="rtl"`)
	says(t, get(t, s, "en", "/stories/2", 404), "There is nothing here")
	says(t, get(t, s, "en", "/stories/0", 422), "id")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(get(t, s, "en", "/stories/1?format=csv", 200), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || rows[2][5] != "same_upstream" || rows[2][8] != "/pages/3" {
		t.Errorf("%q, %v", rows, err)
	}
}

func TestGroupShowsEveryCarrying(t *testing.T) {
	s := served(t, kept(t, dossier))
	for _, id := range []string{"1.4", "4.1"} { // each member leads to its group
		body := get(t, s, "en", "/statements/"+id, 200)
		says(t, body, "4 pages", "2 independent origins", "another speaker", "<del>لتخفيف</del>", "<ins>بهدف تخفيف</ins>", `href="/pages/3#s1"`, `href="/pairs/1/4"`, "المتحدث باسم وزارة الموارد المائية")
		if a, b := strings.Index(body, "Nearest to the origin"), strings.Index(body, "المتحدث باسم"); a < 0 || a > b {
			t.Error("the one nearest to the origin is not first")
		}
	}
	says(t, get(t, s, "ar", "/figures/4.5", 200), "سقط التحفّظ", "≥ 17", "على الأقل", `href="/pages/4#f5"`)
	says(t, get(t, s, "en", "/statements/13.1", 200), "Only one page carries this", `href="/pages/13#s1"`)
	var alone struct{ Pages, Origins int }
	if err := json.Unmarshal([]byte(get(t, s, "en", "/api/v1/statements/13.1", 200)), &alone); err != nil || alone.Pages != 1 || alone.Origins != 1 {
		t.Errorf("%+v, %v", alone, err)
	}
	says(t, get(t, s, "en", "/api/v1/statements/4.1", 200), `"chain":[{"name":"عامر الشندال","kind":"person"}]`, `"types":["speaker_changed"]`)
	says(t, get(t, s, "en", "/api/v1/figures/4.5", 200), `"bound":"at_least"`, `"path":"/pages/4#f5"`)
	says(t, get(t, s, "en", "/statements/13.99", 404), "There is nothing here")
	says(t, get(t, s, "en", "/figures/99.1", 404), "There is nothing here")
	says(t, get(t, s, "en", "/figures/first", 422), "id")
}

// hostile is a text that would be markup, or turn what stands beside it around, if it got the
// chance.
const hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\u202e\u2066&lt;"

func TestTextOfPagesIsNoMarkup(t *testing.T) {
	dir := t.TempDir()
	for i, outlet := range []string{"أول " + hostile, "ثانٍ " + hostile} {
		page := fmt.Sprintf(`<html lang="ar"><head><meta charset="utf-8"><meta property="og:site_name" content="%[1]s"><meta property="article:published_time" content="2024-03-0%[2]dT10:00:00Z"><title>انهيار جسر %[3]s</title></head><body><article><h1>انهيار جسر %[3]s في وادي الصفصاف</h1>
<p>قال المتحدث سالم %[3]s العكاري إن الجسر %[3]s انهار فجر الجمعة بعد أمطار غزيرة استمرت ثلاثة أيام على القرى المجاورة، وقُتل %[4]s 17 شخصاً وأصيب 40 آخرون في وادي الصفصاف.</p>
<p>وقال وزير الأشغال هاني المرداوي: «أمرنا بفتح تحقيق %[3]s عاجل في أسباب انهيار الجسر وسنعلن النتائج للرأي العام خلال أسبوع». المصدر: وكالة %[3]s</p></article></body></html>`,
			html.EscapeString(outlet), i+1, html.EscapeString(hostile), []string{"ما لا يقل عن", ""}[i])
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d<i>.html", i)), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := served(t, kept(t, dir))
	for _, path := range []string{"/stories", "/stories/1", "/statements/1.1", "/statements/2.1", "/figures/1.1", "/figures/2.1"} {
		for _, lang := range []string{"ar", "en"} {
			body := get(t, s, lang, path, 200)
			if !strings.Contains(body, "&lt;script&gt;") {
				t.Errorf("%s does not show the text at all", path)
			}
			for _, bad := range []string{"<script>alert", "<img", "<i>", " style=", "onerror=alert(2)>"} {
				if strings.Contains(body, bad) {
					t.Errorf("%s has %q", path, bad)
				}
			}
			for _, picture := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(body, -1) {
				if strings.ContainsAny(picture, "\u202e") {
					t.Errorf("%s: a picture turns its text around", path)
				}
			}
		}
	}
}
