package web_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/export"
	"github.com/isnad-project/isnad/web"
)

// A story and a page are taken away in every format, from the page and by the API, with links
// that lead back to this server.
func TestTakingAway(t *testing.T) {
	s := served(t, kept(t, dossier))
	c := browser(t, s)
	for _, of := range []string{"/stories/1/export", "/pages/4/export"} {
		for _, f := range export.Formats {
			var own string
			for _, base := range []string{"", "/api/v1"} {
				a, body := asked(t, c, "GET", s.URL+base+of+"?lang=ar&format="+f.Name, "")
				_, given, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
				if a.StatusCode != 200 || a.Header.Get("Content-Type") != f.Media || err != nil || !strings.HasSuffix(given["filename"], f.Ext) || !strings.HasPrefix(given["filename"], "isnad-") {
					t.Errorf("%s as %s: %d %v %.300s", base+of, f.Name, a.StatusCode, a.Header, body)
				}
				if !strings.Contains(a.Header.Get("Content-Security-Policy"), "default-src 'none'") {
					t.Errorf("%s as %s may load things", of, f.Name)
				}
				if f.Name == "jsonl" { // has no links
					says(t, body, `"statements":[`)
				} else if f.Name != "csv-stories" && f.Name != "csv-differences" && f.Name != "csv-chronology" {
					says(t, body, s.URL+"/pages/")
				}
				if f.Name == "html" {
					says(t, body, `<html lang="ar" dir="rtl">`)
				}
				if own = strings.TrimPrefix(f.Ext, "."); own == "csv" && !strings.HasPrefix(body, "\ufeff") {
					t.Errorf("%s as %s: spreadsheets will not show its Arabic", of, f.Name)
				}
			}
		}
	}
	for path, status := range map[string]int{
		"/stories/1/export?format=xlsx": 422, "/stories/99/export?format=html": 404, "/stories/x/export": 422, "/pages/99/export": 404, "/stories/99/report": 404, "/stories/x/report": 422,
		"/stories/1/export?format=html&lang=fr": 422, "/pages/0/export": 422,
	} {
		if a, _ := asked(t, c, "GET", s.URL+path, ""); a.StatusCode != status {
			t.Errorf("%s: %d, not %d", path, a.StatusCode, status)
		}
	}
	for _, lang := range []string{"ar", "en"} {
		says(t, get(t, s, lang, "/stories/1", 200), `href="/stories/1/report"`, `href="/stories/1/export?format=csv-statements&amp;lang=`+lang)
		says(t, get(t, s, lang, "/pages/4", 200), `href="/pages/4/export?format=prov&amp;lang=`+lang)
	}
}

// The report comes under rules that let its own style in, and nothing else.
func TestReportHasItsOwnRules(t *testing.T) {
	s := served(t, kept(t, dossier))
	a, body := asked(t, browser(t, s), "GET", s.URL+"/stories/1/report", "", "Accept-Language", "ar")
	_, style, ok := strings.Cut(body, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	rules := a.Header.Get("Content-Security-Policy")
	if !ok || !strings.Contains(rules, "style-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") || strings.Contains(rules, "unsafe") || strings.Contains(rules, "script") {
		t.Errorf("the rules are %q", rules)
	}
	if a.Header.Get("Content-Disposition") != "" {
		t.Error("it is not shown")
	}
	for _, bad := range []string{"<script", " style=", " onload", "javascript:"} {
		if strings.Contains(body, bad) {
			t.Errorf("the report has %s", bad)
		}
	}
	says(t, body, `<html lang="ar" dir="rtl">`, s.URL+"/pages/1", "@media print")
	_, body = asked(t, browser(t, s), "GET", s.URL+"/stories/1/report", "", "Accept-Language", "en")
	says(t, body, `<html lang="en" dir="ltr">`)
}

// Readers may take away; who is not let in may not; links have the name that the server goes by.
func TestWhoTakesAway(t *testing.T) {
	db := empty(t)
	keep(t, db, dossier)
	public, _ := url.Parse("https://isnad.example")
	_, s := guarded(t, db, web.Entrance{Public: public})
	token, err := db.NewToken(context.Background(), "reader", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	c := browser(t, s)
	for _, path := range []string{"/stories/1/report", "/stories/1/export?format=html", "/pages/4/export?format=csv-statements", "/api/v1/stories/1/export?format=markdown"} {
		a, body := asked(t, c, "GET", s.URL+path, "", "Host", "isnad.example", "Authorization", "Bearer "+token)
		if a.StatusCode != http.StatusOK || !strings.Contains(body, "https://isnad.example/pages/") || strings.Contains(body, s.URL) {
			t.Errorf("%s for a reader: %d %.500s", path, a.StatusCode, body)
		}
		if a, _ := asked(t, c, "GET", s.URL+path, "", "Host", "isnad.example"); outcome(a) != whoAsk {
			t.Errorf("%s for somebody unknown: %d", path, a.StatusCode)
		}
	}
}
