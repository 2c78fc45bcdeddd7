package web_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/isnad-project/isnad/store"
)

// A fact-checker's way through, in a real browser and in both languages: a folder is added,
// its pages arrive, and the story shows a statement that two outlets give to two speakers;
// both places are looked at in their pages.
func TestTheWayThrough(t *testing.T) {
	for lang, w := range map[string]struct{ empty, added, another, differs, found, confirmed string }{
		"ar": {"لا قصص هنا", "أُضيفت الصفحات", "قائل آخر", "أين تختلف الصفحات", "القائل", "تأكيد"},
		"en": {"No stories here", "Pages are added", "another speaker", "Where pages differ", "Speaker", "confirmed"},
	} {
		t.Run(lang, func(t *testing.T) {
			db, err := store.Open(context.Background(), filepath.Join(t.TempDir(), "isnad.db"))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			x := browse(t, served(t, db).URL, 1200, 1000)
			x.open("/stories?lang=" + lang)
			x.sees(w.empty)
			x.choose(lang)
			x.follow(`header a[href="/add"]`)
			x.do(chromedp.SetUploadFiles(chromedp.CSS(`input[name="files"]`), samples(t)))
			x.follow("form.add button.main")
			x.until("document.querySelector('[data-events]') === null && document.querySelectorAll('.state-kept').length === 13")
			x.sees(w.added)
			x.picture("way-1-added-" + lang)

			x.follow("header .home")
			x.follow(linkWith(x, "main h2 a", "مصرع 17 شخصا"))
			x.sees(w.differs, w.another, "مأمون الدرواش", "عامر الشندال")
			x.picture("way-2-story-" + lang)

			x.follow(linkWith(x, "#differing a", "بوابات السد"))
			x.sees(w.another, "مأمون الدرواش", "عامر الشندال")
			x.picture("way-3-statement-" + lang)
			group := js[string](x, "location.pathname")
			places := js[[]string](x, `[...document.querySelectorAll('.carrying p.meta a[href^="/pages/"]')].map(a => a.getAttribute("href"))`)
			seen := map[string]bool{}
			for _, place := range places {
				x.follow(`.carrying p.meta a[href="` + place + `"]`)
				if !js[bool](x, `(() => { const r = document.querySelector(location.hash)?.getBoundingClientRect(); return !!r && r.top < innerHeight && r.bottom > 0 })()`) {
					t.Errorf("%s does not show its place", place)
				}
				card := js[string](x, `document.querySelector(".about-" + location.hash.slice(1))?.innerText ?? ""`)
				if !strings.Contains(card, w.found) {
					t.Errorf("%s: %q", place, card)
				}
				for _, speaker := range []string{"مأمون الدرواش", "عامر الشندال"} {
					if strings.Contains(card, speaker) {
						seen[speaker] = true
					}
				}
				x.picture("way-4-page-" + lang)
				x.open(group)
			}
			if len(places) < 2 || len(seen) < 2 {
				t.Errorf("the places %q show %v", places, seen)
			}

			js[chromedp.Void](x, `document.querySelector(".carrying details.say").open = true`)
			x.follow(`.carrying details.say button[value="confirmed"]`)
			x.until(`document.querySelector(".carrying .stand-confirmed") !== null`)
			x.picture("way-5-confirmed-" + lang)
			x.open("/reviews?verdict=confirmed")
			x.sees("مأمون الدرواش")

			x.open("/stories")
			x.follow(linkWith(x, "main h2 a", "مصرع 17 شخصا"))
			x.follow(`.takings a[href$="/report"]`)
			x.sees("مأمون الدرواش", w.confirmed)
			x.picture("way-6-report-" + lang)
		})
	}
}

// choose chooses a language for good, as readers do.
func (x *tab) choose(lang string) {
	x.Helper()
	x.leave(func() {
		js[chromedp.Void](x, `(() => { const s = document.querySelector('footer select[name="lang"]'); s.value = `+quoted(lang)+`; s.dispatchEvent(new Event("change", {bubbles: true})) })()`)
	})
	if got := js[string](x, "document.documentElement.lang"); got != lang {
		x.Errorf("it speaks %s", got)
	}
}

// samples are the files of the sample dossier.
func samples(t *testing.T) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(dossier)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path, err := filepath.Abs(filepath.Join(dossier, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, path)
	}
	return out
}

// linkWith is a selector of the first link among some that shows a text.
func linkWith(x *tab, among, text string) string {
	x.Helper()
	found := js[string](x, `(() => { const a = [...document.querySelectorAll(`+quoted(among)+`)].find(a => a.innerText.includes(`+quoted(text)+`)); if (!a) return ""; a.id ||= "the-link"; return "#" + CSS.escape(a.id) })()`)
	if found == "" {
		x.Fatalf("%s: no link says %q: %.2000s", js[string](x, "location.href"), text, js[string](x, "document.body.innerText"))
	}
	return found
}
