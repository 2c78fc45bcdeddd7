package web_test

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/work"
)

func TestPage(t *testing.T) {
	s := served(t, kept(t, dossier))
	body := get(t, s, "en", "/pages/2", 200)
	says(t, body, `dir="rtl" lang="ar"`, "صدى زهروان", "from the page&#39;s JSON-LD", "2 pages share text with it", "/pairs/2/1", "/pages/2/capture", "/pages/2/changes",
		`<span class="at" id="s1">`, `href="#s1"`, `class="card finding statements about-s1"`, `class="card finding figures about-f1"`,
		"found by machine", "ar/verb-subject", "quoted word for word", "at least", "Stands in", `href="/figures/2.`, "What was left out of the text", "Related items")
	if strings.Contains(body, `href="#m1"`) || !strings.Contains(body, `id="m1"`) {
		t.Error("names are no links until they are asked for, but have their places")
	}
	says(t, get(t, s, "en", "/pages/2?layers=names", 200), `href="#m1"`, `class="card finding names about-m1"`)
	if none := get(t, s, "en", "/pages/2?layers=text", 200); strings.Contains(none, "card finding") {
		t.Error("nothing was asked for, and something is shown")
	}
	says(t, get(t, s, "ar", "/pages/2", 200), "القائل", "ما عُثر عليه", "وجدته الآلة")
	says(t, get(t, s, "en", "/pages/2?layers=colours", 422), "This was not understood")
	get(t, s, "en", "/pages/999", 404)
	get(t, s, "en", "/pages/x", 422)
}

// The value of the page has the record as it is kept, and all that the page shows.
func TestPageAsJSON(t *testing.T) {
	db := kept(t, dossier)
	s := served(t, db)
	var got struct {
		Version int64
		Record  isnad.Record
		Copies  []struct {
			Version   int64
			Direction string
		}
		Groups []struct{ Finding, Path string }
	}
	body := get(t, s, "en", "/api/v1/pages/12", 200)
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	if err := isnad.CheckJSON([]byte(mustRecord(t, body))); err != nil {
		t.Errorf("the record does not hold together: %v", err)
	}
	if got.Version != 12 || got.Record.Title == "" || len(got.Record.Statements) == 0 || len(got.Groups) == 0 {
		t.Errorf("not whole: %+v", got)
	}
	if len(got.Copies) == 0 || got.Copies[0].Version != 11 || got.Copies[0].Direction != "taken" {
		t.Errorf("copies: %+v", got.Copies)
	}
	says(t, get(t, s, "en", "/pages/12?format=json", 200), `"version":12`)
	says(t, get(t, s, "en", "/api/v1/openapi.json", 200), `"/pages/{version}"`, "docs/record.md")
}

func mustRecord(t *testing.T, page string) string {
	t.Helper()
	var x struct{ Record json.RawMessage }
	if err := json.Unmarshal([]byte(page), &x); err != nil {
		t.Fatal(err)
	}
	return string(x.Record)
}

var inLetters = regexp.MustCompile(`<[^>]*>`)

// Every finding of every page can be reached: its place is there once, and so is what is
// known of it.
func TestEveryFindingHasItsPlace(t *testing.T) {
	db := kept(t, dossier)
	s := served(t, db)
	numbers, err := db.Numbers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range numbers {
		r, err := db.Record(context.Background(), v)
		if err != nil {
			t.Fatal(err)
		}
		body := get(t, s, "en", "/pages/"+strconv.FormatInt(v, 10)+"?layers=statements&layers=figures&layers=times&layers=names&layers=events", 200)
		ids := []string{}
		for _, x := range r.Statements {
			ids = append(ids, x.ID)
		}
		for _, x := range r.Figures {
			ids = append(ids, x.ID)
		}
		for _, x := range r.Times {
			ids = append(ids, x.ID)
		}
		for _, x := range r.Mentions {
			ids = append(ids, x.ID)
		}
		for _, x := range r.Events {
			ids = append(ids, x.ID)
		}
		for _, id := range ids {
			if strings.Count(body, ` id="`+id+`"`) != 1 || strings.Count(body, ` id="about-`+id+`"`) != 1 {
				t.Errorf("page %d: %s is not there, or more than once", v, id)
			}
		}
		plain := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(inLetters.ReplaceAllString(body, ""))
		for line := range strings.SplitSeq(r.Text, "\n") {
			if !strings.Contains(plain, line) {
				t.Errorf("page %d: the text is another: %s", v, line)
			}
		}
	}
}

func TestCapture(t *testing.T) {
	s := served(t, kept(t, dossier))
	says(t, get(t, s, "en", "/pages/2/capture", 200), `<iframe class="capture" sandbox src="/pages/2/capture/view"`, "sha256:", "/pages/2/capture/bytes")
	says(t, get(t, s, "en", "/api/v1/pages/2/capture", 200), `"media_type":"text/html"`, `"bytes":"/pages/2/capture/bytes"`)
	for _, c := range []struct{ path, kind string }{
		{"/pages/2/capture/view", "text/html; charset=utf-8"}, {"/pages/7/capture/view", "text/plain; charset=utf-8"}, {"/pages/2/capture/bytes", "application/octet-stream"},
	} {
		answer, err := s.Client().Get(s.URL + c.path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		h := answer.Header
		if h.Get("Content-Type") != c.kind || h.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s is %s, %s", c.path, h.Get("Content-Type"), h.Get("X-Content-Type-Options"))
		}
		rules := h.Get("Content-Security-Policy")
		for _, want := range []string{"sandbox;", "default-src 'none'", "img-src data:"} {
			if !strings.Contains(rules, want) {
				t.Errorf("%s: %s is not among %s", c.path, want, rules)
			}
		}
		if strings.Contains(rules, "allow-") || strings.Contains(rules, "script-src") {
			t.Errorf("%s may do something: %s", c.path, rules)
		}
	}
	want, err := os.ReadFile(dossier + "/02-sada-zahrawan.html")
	if err != nil {
		t.Fatal(err)
	}
	if got := get(t, s, "en", "/pages/2/capture/bytes", 200); got != string(want) {
		t.Error("the bytes are others than those that came")
	}
	get(t, s, "en", "/pages/999/capture", 404)
	get(t, s, "en", "/pages/999/capture/view", 404)
	get(t, s, "en", "/pages/x/capture/bytes", 404)
}

func TestChanges(t *testing.T) {
	db := kept(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	put := func(old, new string) {
		t.Helper()
		b, err := os.ReadFile(dossier + "/02-sada-zahrawan.html")
		if err == nil {
			err = os.WriteFile(file, []byte(strings.ReplaceAll(string(b), old, new)), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		keep(t, db, file)
	}
	put("x", "x")
	put("نحو 60", "نحو 75")
	s := served(t, db)
	body := get(t, s, "en", "/pages/2/changes", 200)
	says(t, body, "2 versions", "From version 1 to version 2", `<span class="went">60</span>`, `<span class="came">75</span>`, "another value", "Headline", `href="/pages/2#f`)
	says(t, get(t, s, "ar", "/pages/2/changes", 200), "نسختان", "قيمة أخرى")
	says(t, get(t, s, "en", "/pages/1/changes", 200), "This is the first version")
	says(t, get(t, s, "en", "/pages/1/changes?from=2", 200), "From version 2 to version 1")
	says(t, get(t, s, "en", "/api/v1/pages/2/changes", 200), `"revision":{`, `"value_changed"`)
	says(t, get(t, s, "en", "/pages/1", 200), "there is a later one", `href="/pages/2"`)
	get(t, s, "en", "/pages/2/changes?from=99", 422)
	get(t, s, "en", "/pages/99/changes", 404)
}

func TestPair(t *testing.T) {
	s := served(t, kept(t, dossier))
	body := get(t, s, "en", "/pairs/1/2", 200)
	says(t, body, "From one source text", "84% of A stands in B", "83% of B stands in A", `href="#b1"`, `href="#a1"`, "both shade0", "lone", "alone", "Both texts")
	for _, id := range []string{"a1", "b1"} {
		if strings.Count(body, ` id="`+id+`"`) != 1 {
			t.Errorf("%s is not there once", id)
		}
	}
	says(t, get(t, s, "en", "/pairs/2/1", 200), "83% of A stands in B")
	says(t, get(t, s, "en", "/pairs/11/12", 200), "B has it from A", "one of them credits")
	says(t, get(t, s, "en", "/pairs/12/11", 200), "A has it from B")
	says(t, get(t, s, "ar", "/pairs/11/12", 200), "أخذته «ب» عن «أ»")
	says(t, get(t, s, "en", "/pairs/7/13", 200), "The two share no text.")
	says(t, get(t, s, "en", "/api/v1/pairs/1/2", 200), `"kept":true`, `"aligned":[`, `"direction":"common_source"`)
	get(t, s, "en", "/pairs/1/1", 422)
	get(t, s, "en", "/pairs/1/999", 404)
}

// Two pages that share text show their differences: here one number and one negation.
func TestPairThatDiffers(t *testing.T) {
	dir := t.TempDir()
	b, err := os.ReadFile(dossier + "/02-sada-zahrawan.html")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("نحو 60", "نحو 75", "السد فُتحت", "السد لم تُفتح", "صدى زهروان", "مرآة زهروان").Replace(string(b))
	for name, text := range map[string]string{"a.html": string(b), "b.html": changed} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := served(t, kept(t, dir))
	says(t, get(t, s, "en", "/pairs/1/2", 200), "another value", "نحو 75", `id="ad1"`, `id="bd1"`, " differs", "otherwise")
}

// A page in whose every field stands what would do harm if anything obeyed it.
func TestHostilePage(t *testing.T) {
	db := kept(t)
	const harm = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>` + "\u202eevil\u2066"
	dir := t.TempDir()
	line := func(id, text string) string {
		b, err := json.Marshal(map[string]string{"id": id + harm, "url": "javascript:alert(3)//" + harm, "outlet": "Outlet " + harm, "language": "ar", "published": "2024-01-02", "text": text})
		if err != nil {
			t.Fatal(err)
		}
		return string(b) + "\n"
	}
	said := "عنوان " + harm + "\n\nقال الوزير سامر الحلبي " + harm + " إن 17 شخصا قتلوا في انهيار المبنى " + harm + " يوم الاثنين، وأضاف أن البحث عن 40 مفقودا ما زال مستمرا في المدينة القديمة كلها حتى صباح الغد.\n"
	html := "<html><head><title>" + `t"><script>alert(4)</script>` + "</title></head><body><h1>عنوان</h1><p>" + strings.Repeat("قال المدير إن العمل مستمر في الموقع كله اليوم. ", 20) + "</p><script>alert(5)</script></body></html>"
	for name, text := range map[string]string{"a.jsonl": line("a", said) + line("b", strings.Replace(said, "17", "19", 1)), `c'<b>".html`: html} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	k := work.NewKeeping(capture.Given{}, languages()...)
	if _, err := k.Add(context.Background(), db, []string{dir}, capture.Options{}, 1, func(*work.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	if err := (&work.Comparing{DB: db, Comparer: across.New(languages()...)}).Run(context.Background(), 1, nil); err != nil {
		t.Fatal(err)
	}
	s := served(t, db)
	for _, path := range []string{"/pages/1", "/pages/2", "/pages/3", "/pages/1?layers=names&layers=times&layers=events", "/pages/1/capture", "/pages/3/capture", "/pages/1/changes", "/pairs/1/2", "/pairs/1/3"} {
		for _, lang := range []string{"ar", "en"} {
			body := get(t, s, lang, path, http.StatusOK)
			for _, bad := range []string{"<script>", "<img", "onerror=alert(2)>", `href="javascript:`, "<b>\""} {
				if strings.Contains(body, bad) {
					t.Errorf("%s has %q", path, bad)
				}
			}
			if at := strings.Index(body, `class="text words"`); at >= 0 {
				if text := body[at : at+strings.Index(body[at:], "</section>")]; strings.ContainsAny(text, "\u202e\u2066") {
					t.Errorf("%s: the text turns what follows around", path)
				}
			}
		}
	}
	says(t, get(t, s, "en", "/pages/1", 200), "U&#43;202E")
	if kind := kindOf(t, s.URL+"/pages/1/capture/view"); kind != "text/plain; charset=utf-8" {
		t.Errorf("a line of JSON is shown as %s", kind)
	}
}

func kindOf(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.Header.Get("Content-Type")
}

// Pages that cannot be read say why.
func TestPageThatCouldNotBeRead(t *testing.T) {
	db := kept(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.html"), []byte("  \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	k := work.NewKeeping(capture.Given{}, languages()...)
	if _, err := k.Add(context.Background(), db, []string{dir}, capture.Options{}, 1, func(*work.Outcome) {}); err != nil {
		t.Fatal(err)
	}
	s := served(t, db)
	says(t, get(t, s, "en", "/pages/1", 200), "This page could not be read", "The page is empty.")
	says(t, get(t, s, "ar", "/pages/1", 200), "تعذّرت قراءة هذه الصفحة", "الصفحة فارغة.")
	get(t, s, "en", "/pages/1/capture", 200)
	get(t, s, "en", "/pages/1/capture/view", 200)
	get(t, s, "en", "/pages/1/changes", 200)
}
