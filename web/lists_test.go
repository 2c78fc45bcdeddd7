package web_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestListsFilterSortAndPage(t *testing.T) {
	s := served(t, kept(t, dossier))
	for path, texts := range map[string][]string{
		"/statements": {"All statements", "رافع الحوتري", "محافظ الهدارة", `href="/statements/`, "another speaker|0", "1–50 of"},
		"/statements?speaker=الرشوان&kind=direct":   {"طلال الرشوان", "saying-direct", "quotation", "المهندس|0"},
		"/statements?kind=anonymous":                {"unnamed source"},
		"/statements?outlet=nowhere":                {"No statements here"},
		"/statements?sort=speaker&limit=2":          {"1–2 of", `rel="next"`, "sort=speaker"},
		"/statements?type=any":                      {"another speaker", "2 independent origins", `href="/statements/`},
		"/statements?type=speaker_changed":          {"another speaker", `class="type">narration became a quotation|0`, "1–1 of 1"},
		"/statements?type=negation_changed":         {"Nothing drifts here"},
		"/figures?limit=200":                        {"at least 17", "about 60", "شخصاً", "US dollars", "per cent", `href="/figures/`},
		"/figures?words=شخص&sort=-value":            {`aria-sort="descending"`},
		"/figures?kind=usd":                         {"US dollars", "per cent</td>|0"},
		"/figures?words=zzzz":                       {"No figures here"},
		"/figures?type=any":                         {"How it differs"},
		"/chronology":                               {"3 November 2024", "planned", "denied", "/pages/", "#e"},
		"/chronology?kind=denied":                   {"النيابة العامة", ">planned</span>|0"},
		"/chronology?from=1900-01-01&to=1901-01-01": {"No events here"},
		"/chronology?sort=day":                      {"2009"},
		"/people":                                   {"جواد المرسال", "رئيس الوزراء", `href="/people/`},
		"/people?kind=anonymous":                    {"unnamed source", "جواد المرسال|0"},
		"/people?words=zzzz":                        {"Nobody speaks here"},
		"/people/" + url.PathEscape("طلال الرشوان"): {"طلال الرشوان", "المدير العام للدفاع المدني", "Carried by", "وكالة تيرمان للأنباء"},
		"/people/" + url.PathEscape("مصدر قضائي"):   {"A source without a name"},
		"/outlets":            {"Who copies whom", "ملتقى القرى", "<svg", "Sada Zahrawan English"},
		"/outlets?words=zzzz": {"No outlets here"},
		"/outlets/" + url.PathEscape("ملتقى القرى"): {"Takes from", "ميزان تيرمان", "No page of another outlet", "credit an agency"},
		"/places":            {"نهر السمران", `href="/places/`},
		"/places?words=zzzz": {"No places here"},
		"/places/" + url.PathEscape("نهر السمران"): {"Latest figures", "Latest events", "Pages that mention it"},
		"/pages":             {"استقالة وزير الموارد المائية", "Sada Zahrawan English", "Arabic"},
		"/pages?language=en": {"Sada Zahrawan English", "استقالة|0"},
		"/pages?words=zzzz":  {"No pages here"},
		"/pages?from=2024-10-27&to=2024-10-27&sort=-title": {"1–1 of 1"},
	} {
		u, _ := url.Parse(path)
		u.RawQuery = u.Query().Encode()
		body := get(t, s, "en", u.String(), 200)
		for _, text := range texts {
			if absent, ok := strings.CutSuffix(text, "|0"); ok {
				if strings.Contains(body, absent) {
					t.Errorf("%s says %q", path, absent)
				}
			} else if !strings.Contains(body, text) {
				t.Errorf("%s does not say %q", path, text)
			}
		}
		get(t, s, "ar", u.String(), 200)
	}
}

func TestWhatListsCannotDo(t *testing.T) {
	s := served(t, kept(t, dossier))
	for _, path := range []string{
		"/statements?sort=size", "/statements?type=colour", "/statements?type=any&speaker=x", "/statements?words=x", "/statements?type=any&sort=speaker", "/statements?sort=gist",
		"/statements?after=-", "/figures?sort=gist", "/chronology?kind=certain", "/people?kind=cat", "/outlets?sort=size", "/places?limit=0", "/pages?limit=1001", "/pages?from=today",
	} {
		get(t, s, "en", path, 422)
		get(t, s, "en", "/api/v1"+path, 422)
	}
	for _, path := range []string{"/people/nobody", "/outlets/nowhere", "/places/nowhere"} {
		get(t, s, "en", path, 404)
		get(t, s, "en", "/api/v1"+path, 404)
	}
}

// Every list is a table with the same address, whole, and each row leads to its place.
func TestListsAreTakenAway(t *testing.T) {
	s := served(t, kept(t, dossier))
	for _, list := range []string{"statements", "statements?type=any", "figures", "figures?type=any", "chronology", "people", "people/" + url.PathEscape("جواد المرسال"), "outlets", "outlets/" + url.PathEscape("ميزان تيرمان"), "places", "places/" + url.PathEscape("نهر السمران"), "pages", "search?q=" + url.QueryEscape("السد")} {
		mark := "?"
		if strings.Contains(list, "?") {
			mark = "&"
		}
		body := get(t, s, "en", "/"+list+mark+"format=csv&limit=2", 200)
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(list, err)
		}
		var answer struct {
			Total int
			Pages any
		}
		if err := json.Unmarshal([]byte(get(t, s, "en", "/api/v1/"+list, 200)), &answer); err != nil {
			t.Fatal(list, err)
		}
		total := answer.Total
		if n, ok := answer.Pages.(float64); ok && strings.HasPrefix(list, "search") {
			total = int(n)
		}
		if len(rows) != total+1 || total == 0 {
			t.Errorf("%s has %d rows of %d", list, len(rows)-1, total)
		}
		at := -1
		for i, name := range rows[0] {
			if name == "path" {
				at = i
			}
		}
		if at < 0 || !strings.HasPrefix(rows[1][at], "/") {
			t.Errorf("%s: no row leads anywhere: %q", list, rows[:2])
		}
		if list == "people" || list == "outlets" || list == "places" {
			get(t, s, "en", rows[1][at], 200)
		}
	}
}

func TestNextLeadsOn(t *testing.T) {
	s := served(t, kept(t, dossier))
	seen := map[string]bool{}
	next := "/api/v1/search?limit=5&q=" + url.QueryEscape("السد")
	for pages := 0; next != ""; pages++ {
		var answer struct {
			Hits []struct{ Address string }
			Next string
		}
		if err := json.Unmarshal([]byte(get(t, s, "en", next, 200)), &answer); err != nil {
			t.Fatal(err)
		}
		for _, h := range answer.Hits {
			if seen[h.Address] {
				t.Error(h.Address, "is given twice")
			}
			seen[h.Address] = true
		}
		if next = ""; answer.Next != "" {
			next = "/api/v1/search?limit=5&q=" + url.QueryEscape("السد") + "&after=" + answer.Next
		}
		if pages > 10 {
			t.Fatal("it has no end")
		}
	}
	if len(seen) != 12 {
		t.Error("found", len(seen))
	}
}

func TestSearch(t *testing.T) {
	s := served(t, kept(t, dossier))
	ask := func(q string) string { return "/search?q=" + url.QueryEscape(q) }
	says(t, get(t, s, "en", "/search", 200), "How to search", "figure&gt;100", "autofocus")
	says(t, get(t, s, "ar", "/search", 200), "كيف تبحث", "مستشف*")
	body := get(t, s, "en", ask("السد"), 200)
	says(t, body, "12 pages", "<mark>السد</mark>", "<mark>سد</mark>", "Speakers", "Outlets", "Days", "رافع الحوتري", `href="/statements/`, `value="السد"`)
	for _, m := range regexp.MustCompile(`href="(/search\?q=[^"]*)"`).FindAllStringSubmatch(body, -1) {
		if got := get(t, s, "en", strings.ReplaceAll(m[1], "&amp;", "&"), 200); !strings.Contains(got, "<mark>") && !strings.Contains(m[1], "OR") && strings.Contains(m[1], url.QueryEscape("السد")) {
			t.Errorf("%s finds nothing", m[1])
		}
	}
	chosen := get(t, s, "en", ask(`السد outlet:"صدى زهروان"`), 200)
	says(t, chosen, "Take this filter away", "/search?q="+strings.ReplaceAll(url.QueryEscape("السد"), "+", "%20"))
	says(t, get(t, s, "en", ask("speaker:المرسال from:2024-10-18"), 200), "جواد المرسال")
	says(t, get(t, s, "en", ask("dam language:en"), 200), "Sada Zahrawan English", "1 page<")
	says(t, get(t, s, "en", ask("zzzz"), 200), "Nothing was found")
	says(t, get(t, s, "en", ask(`"dam`), 422), `role="alert"`, "has no end", `value="&#34;dam"`, `aria-invalid="true"`)
	says(t, get(t, s, "en", "/api/v1"+ask(`"dam`), 422), "has no end")
	says(t, get(t, s, "en", ask(`colour:x`)+"&format=csv", 422), "there is no filter colour")
	get(t, s, "en", ask("dam")+"&after=zz", 422)
}

// A page that is hostile in every field stays text in every list.
func TestListsShowHostileTextAsText(t *testing.T) {
	const script, quotes = `<script>alert(1)</script>`, `"'><img src=x onerror=alert(1)>`
	line, err := json.Marshal(map[string]string{
		"id": "h1", "url": "https://hostile.test/?a=" + quotes, "outlet": "\u202e" + script + quotes, "published": "2024-10-20",
		"html": "<html><head><title>x</title></head><body><article><h1>وزير الدفاع " + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(script+quotes) + "\u202e</h1><p>قال سامي " + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(script) + " الحمداني إن «" + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(quotes) + "\u202e 25 جنديا قتلوا في بغداد أمس». وأعلن مصدر أمني أن 30 شخصا " + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(script) + " أصيبوا يوم الأحد.</p></article></body></html>",
	})
	if err != nil {
		t.Fatal(err)
	}
	in := filepath.Join(t.TempDir(), "hostile.jsonl")
	if err := os.WriteFile(in, line, 0o600); err != nil {
		t.Fatal(err)
	}
	s := served(t, kept(t, in))
	outlet := url.PathEscape("\u202e" + script + quotes)
	for _, path := range []string{"/statements", "/figures", "/chronology", "/people", "/outlets", "/outlets/" + outlet, "/places", "/pages", "/search?q=" + url.QueryEscape("الدفاع"), "/search?q=" + url.QueryEscape(quotes), "/search?q=" + url.QueryEscape(`outlet:"`+script), "/statements?speaker=" + url.QueryEscape(quotes), "/people/" + url.PathEscape(script)} {
		for _, lang := range []string{"ar", "en"} {
			status := 200
			switch {
			case strings.Contains(path, "outlet%3A"), strings.Contains(path, "q=%22"):
				status = 422
			case strings.HasPrefix(path, "/people/"):
				status = 404
			}
			body := get(t, s, lang, path, status)
			if strings.Contains(body, script) || strings.Contains(body, "<img") || strings.Contains(body, `"'>`) {
				t.Errorf("%s: text became markup", path)
			}
		}
	}
	says(t, get(t, s, "en", "/pages", 200), "وزير الدفاع", "&lt;script&gt;")
	says(t, get(t, s, "en", "/outlets", 200), "&lt;script&gt;")
	says(t, get(t, s, "en", "/outlets/"+outlet+"?limit=1", 200), "/outlets/%E2%80%AE%3Cscript%3Ealert%281%29%3C%2Fscript%3E")
}

// Nothing in a list leads nowhere.
func TestLinksOfListsLeadSomewhere(t *testing.T) {
	s := served(t, kept(t, dossier))
	followed := map[string]string{}
	link := regexp.MustCompile(`<a [^>]*href="(/[^"]+)"`)
	for _, list := range []string{"/statements?type=any", "/statements?limit=20", "/figures?type=any", "/figures?limit=20", "/chronology", "/people?limit=10", "/people/" + url.PathEscape("جواد المرسال"), "/outlets", "/outlets/" + url.PathEscape("ميزان تيرمان"), "/places", "/places/" + url.PathEscape("نهر السمران"), "/pages", "/search?q=" + url.QueryEscape("السد")} {
		_, body, _ := strings.Cut(get(t, s, "en", list, 200), "<main")
		body, _, _ = strings.Cut(body, "</main>")
		for _, m := range link.FindAllStringSubmatch(body, -1) {
			path, place, _ := strings.Cut(html.UnescapeString(m[1]), "#")
			if followed[path] == "" {
				followed[path] = get(t, s, "en", path, 200)
			}
			if place != "" && !strings.Contains(followed[path], `id="`+place+`"`) {
				t.Errorf("%s has no place %s", path, place)
			}
		}
	}
	if len(followed) < 200 {
		t.Error("followed", len(followed))
	}
}
