package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	nethtml "golang.org/x/net/html"
)

// harms are texts that would do harm if anything obeyed them: markup, addresses that run,
// controls of direction, letters that nobody sees or that look like others, NUL, bytes that
// are no text. Each is marked, so that it can be told that it is shown.
var harms = []string{
	`<script>alert("HARM")</script>`, `"><img src=x onerror=alert('HARM')>`, `'><svg/onload=alert(HARM)>`, `javascript:alert(HARM)`, `</title></textarea></style><b style=color:red onclick=HARM>`,
	"\u202eHARM\u202d\u2066\u2067\u2068", "HA\u200dRM\u200b\u2060\ufeff", "НАRМ раураl HARM", "HA\x00RM", "HA\xff\xfe\xc3RM", "{{HARM}} ${HARM} %s%n", "HARM\u2028\u2029\x1b[31m\a", "&#x3c;script&#x3e;HARM&lt;img&gt;",
	"\U000e0048\U000e0041HARM",
}

// hostilePage is a page in whose every field a harm stands.
func hostilePage(n int, harm string) string {
	e := html.EscapeString(harm)
	ld, _ := json.Marshal(map[string]any{"@context": "https://schema.org", "@type": "NewsArticle", "headline": harm, "datePublished": fmt.Sprintf("2024-03-0%dT10:00:00Z", n), "author": map[string]string{"@type": "Person", "name": "سالم " + harm},
		"publisher": map[string]string{"@type": "Organization", "name": "صدى " + harm, "url": "javascript:alert(1)//" + harm}})
	return `<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>انهيار جسر ` + e + `</title><meta property="og:site_name" content="صدى ` + e + fmt.Sprint(n) + `"><meta name="author" content="سالم ` + e + `">
<link rel="canonical" href="javascript:alert(1)//` + e + `"><meta property="article:published_time" content="2024-03-0` + fmt.Sprint(n) + `T10:00:00Z"><script type="application/ld+json">` + string(ld) + `</script></head><body>
<nav><a href="javascript:alert(2)">` + e + `</a> الرئيسية | أخبار ` + e + `</nav><article><h1>انهيار جسر ` + e + ` في وادي الصفصاف</h1><p class="byline">بقلم سالم ` + e + `</p>
<figure><img src=x onerror=alert(3)><figcaption>صورة الجسر ` + e + `</figcaption></figure>
<p>قال المتحدث سالم ` + e + ` العكاري إن الجسر انهار فجر الجمعة 1 مارس 2024 في وادي الصفصاف بعد أمطار غزيرة استمرت ثلاثة أيام على القرى المجاورة، وقُتل ` + fmt.Sprint(16+n) + ` شخصاً وأصيب 40 آخرون ` + e + ` في وادي الصفصاف.</p>
<p>وقال وزير الأشغال هاني المرداوي: «أمرنا بفتح تحقيق ` + e + ` عاجل في أسباب انهيار الجسر وسنعلن النتائج للرأي العام خلال أسبوع». وأفادت وكالة ` + e + ` للأنباء بأن المستشفى استقبل 40 مصاباً.</p>
<p>` + strings.Repeat("كلمة", 2500) + ` ` + e + `</p><p>المصدر: وكالة ` + e + `</p><aside class="related">اقرأ أيضاً: ` + e + `</aside></article></body></html>`
}

// harmed is a served store of hostile pages: two of each harm, and two that came as lines of JSON.
func harmed(t *testing.T) (*store.Store, *httptest.Server) {
	t.Helper()
	db, dir := kept(t), t.TempDir()
	var lines strings.Builder
	for i, harm := range harms {
		for n := 1; n <= 2; n++ {
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d\"'<b>%d\u202e.html", i, n)), []byte(hostilePage(n, harm)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for k, scheme := range []string{"javascript:alert(1)//", "https://news.example/\"><img src=x onerror=alert(1)>", "data:text/html,<script>alert(1)</script>"} {
			harm := strings.ToValidUTF8(harm, "")
			b, err := json.Marshal(map[string]string{"id": fmt.Sprint(i, k, harm), "url": scheme + fmt.Sprint(i) + harm, "outlet": "Outlet " + harm, "title": harm, "byline": harm, "language": "ar", "published": "2024-03-03",
				"text": "عنوان " + harm + "\n\nقال الوزير سامر " + harm + " الحلبي إن 17 شخصاً قتلوا في انهيار المبنى " + harm + " يوم الاثنين، وأضاف أن البحث عن 40 مفقوداً ما زال مستمراً في المدينة القديمة."})
			if err != nil {
				t.Fatal(err)
			}
			lines.Write(append(b, '\n'))
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "lines.jsonl"), []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	k := work.NewKeeping(capture.Given{}, languages()...)
	if _, err := k.Add(context.Background(), db, []string{dir}, capture.Options{}, 2, func(o *work.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	if err := (&work.Comparing{DB: db, Comparer: across.New(languages()...)}).Run(context.Background(), 2, nil); err != nil {
		t.Fatal(err)
	}
	return db, served(t, db)
}

// Every room that shows a hostile page is walked, by its links, in both languages: nothing of
// the page becomes an element, an attribute, an address that runs, or turns what stands beside it.
func TestNoRoomObeysPages(t *testing.T) {
	_, s := harmed(t)
	c := browser(t, s)
	kinds := map[string]int{} // how many of each room were seen
	seen, shown := map[string]bool{}, 0
	next := []string{"/stories", "/statements", "/statements?type=any", "/figures", "/figures?type=any", "/differences", "/differences?kind=figures", "/chronology", "/people", "/outlets", "/places", "/pages",
		"/search?q=HARM", "/search?q=" + url.QueryEscape(`"><img src=x onerror=alert(1)>`), "/search?q=" + url.QueryEscape("\u202e الجسر"), "/statements?outlet=" + url.QueryEscape(`"><script>alert(1)</script>`), "/jobs", "/health", "/about", "/pairs/1/2", "/pages/1/changes", "/stories/1/report", "/nowhere/" + url.PathEscape(`"><script>`)}
	for len(next) > 0 {
		path := next[0]
		next = next[1:]
		kind := kindOfRoom(path)
		if seen[path] || kinds[kind] > 24 {
			continue
		}
		seen[path] = true
		kinds[kind]++
		for _, lang := range []string{"ar", "en"} {
			a, body := asked(t, c, "GET", s.URL+path, "", "Accept-Language", lang)
			if a.StatusCode >= 500 {
				t.Errorf("%s: %d", path, a.StatusCode)
			}
			if strings.Contains(body, "HARM") {
				shown++
			}
			next = append(next, walkRoom(t, path, body)...)
		}
	}
	for _, kind := range []string{"/stories/", "/statements/", "/figures/", "/pages/", "/people/", "/outlets/", "/places/", "/pages/capture", "/pages/changes", "/pairs/", "/stories/report", "/differences"} {
		if kinds[kind] == 0 {
			t.Errorf("no room %s was seen: %v", kind, kinds)
		}
	}
	if shown < 100 {
		t.Errorf("only %d of %d rooms show the words", shown, len(seen))
	}
}

// kindOfRoom is what rooms of one kind have in common: its path without what names the one.
func kindOfRoom(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	switch {
	case len(parts) > 3 && parts[1] != "pairs":
		return "/" + parts[1] + "/" + parts[3]
	case len(parts) > 2:
		return "/" + parts[1] + "/"
	}
	return path
}

// walkRoom checks the elements of a room, and gives the addresses of rooms that it leads to.
func walkRoom(t *testing.T, path, body string) (out []string) {
	t.Helper()
	doc, err := nethtml.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	bad := func(n *nethtml.Node, what string) {
		t.Errorf("%.150s: <%s %.300v>: %s", path, n.Data, n.Attr, what)
	}
	var walk func(n *nethtml.Node, isolated bool)
	walk = func(n *nethtml.Node, isolated bool) {
		switch n.Type {
		case nethtml.TextNode:
			if !isolated && turns(n.Data) {
				bad(n.Parent, fmt.Sprintf("the text %.200q turns what stands beside it", n.Data))
			}
			if strings.ContainsAny(n.Data, "\x00\x1b\a") {
				bad(n.Parent, fmt.Sprintf("controls in %.200q", n.Data))
			}
		case nethtml.CommentNode:
			bad(n.Parent, "a comment")
		case nethtml.ElementNode:
			report := strings.HasSuffix(path, "/report")
			switch n.Data {
			case "script":
				if !strings.HasPrefix(attribute(n, "src"), "/static/app.js") || n.FirstChild != nil {
					bad(n, "a script")
				}
			case "style":
				if !report {
					bad(n, "a style")
				}
			case "iframe":
				if !strings.HasPrefix(attribute(n, "src"), "/pages/") || !strings.HasSuffix(attribute(n, "src"), "/capture/view") {
					bad(n, "a frame")
				}
			case "img", "object", "embed", "base", "b>", "math":
				bad(n, "an element of the page's")
			case "bdi":
				isolated = true
			}
			isolated = isolated || attribute(n, "dir") != "" && n.Data != "html"
			for _, a := range n.Attr {
				name := strings.ToLower(a.Key)
				switch {
				case strings.HasPrefix(name, "on"), name == "style", name == "srcdoc", name == "ping":
					bad(n, "the attribute "+name)
				case name == "href" || name == "src" || name == "action" || name == "formaction" || name == "data":
					out = append(out, led(t, path, n, name, a.Val)...)
				case name == "value" || name == "content" && n.Data == "meta":
				case turns(a.Val):
					bad(n, "the attribute "+name+" turns its words")
				}
			}
		}
		for c := range n.ChildNodes() {
			walk(c, isolated)
		}
	}
	walk(doc, false)
	return out
}

// led checks an address that an element has: it leads to this server, or on the web without
// telling from where.
func led(t *testing.T, path string, n *nethtml.Node, name, address string) (out []string) {
	t.Helper()
	u, err := url.Parse(address)
	switch {
	case err != nil:
		t.Errorf("%.150s: %s %s=%.300q: %v", path, n.Data, name, address, err)
	case u.Scheme == "" && u.Host == "":
		if name == "href" && n.Data == "a" && strings.HasPrefix(address, "/") && !strings.Contains(address, "format=") && !strings.Contains(address, "/capture/bytes") && !strings.Contains(address, "/capture/view") {
			u.Fragment = ""
			out = append(out, u.String())
		}
	case u.Scheme == "http" || u.Scheme == "https":
		local := strings.HasPrefix(u.Host, "127.0.0.1")
		if !local && (n.Data != "a" || !strings.Contains(attribute(n, "rel"), "noreferrer")) && !strings.HasSuffix(path, "/report") {
			t.Errorf("%.150s: <%s %s=%.200q> tells from where", path, n.Data, name, address)
		}
	default:
		t.Errorf("%.150s: <%s %s=%.300q> leads nowhere good", path, n.Data, name, address)
	}
	return out
}

// turns tells whether a text has controls that change the direction of what follows it.
func turns(s string) bool {
	return strings.ContainsAny(s, "\u202a\u202b\u202d\u202e\u2066\u2067") || strings.Count(s, "\u2068") != strings.Count(s, "\u2069")
}

func attribute(n *nethtml.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}
