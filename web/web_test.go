package web_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
	"github.com/isnad-project/isnad/work"
)

var languages = sync.OnceValue(func() []*lang.Lang { return []*lang.Lang{ar.Lang(), en.Lang()} })

// kept is a store that has the pages of some paths, read and compared.
func kept(t *testing.T, paths ...string) *store.Store {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "isnad.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	keep(t, db, paths...)
	return db
}

func keep(t *testing.T, db *store.Store, paths ...string) {
	t.Helper()
	ctx := context.Background()
	k := work.NewKeeping(capture.Given{}, languages()...)
	if _, err := k.Add(ctx, db, paths, capture.Options{}, 2, func(o *work.Outcome) {
		if o.Err != nil {
			t.Errorf("%s: %v", o.Name, o.Err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if err := (&work.Comparing{DB: db, Comparer: across.New(languages()...)}).Run(ctx, 2, nil); err != nil {
		t.Fatal(err)
	}
}

// dossier is the folder of sample pages.
const dossier = "../examples/dossier"

// served is a server of a store.
func served(t *testing.T, db *store.Store) *httptest.Server {
	t.Helper()
	h, err := (&web.Server{DB: db, Languages: languages(), Version: "test"}).Handler()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// get asks for a path in a language and gives the answer's body, which is to have a
// status.
func get(t *testing.T, s *httptest.Server, lang, path string, status int) string {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", lang)
	answer, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	if answer.StatusCode != status {
		t.Fatalf("GET %s: %d, not %d: %.400s", path, answer.StatusCode, status, body)
	}
	return string(body)
}

// says fails if a body lacks one of the texts.
func says(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("it does not say %q: %.3000s", text, body)
		}
	}
}

func TestStories(t *testing.T) {
	s := served(t, kept(t, dossier))
	body := get(t, s, "ar", "/stories", 200)
	says(t, body, `dir="rtl"`, "القصص", "استقالة وزير الموارد المائية")
	says(t, get(t, s, "en", "/stories", 200), `dir="ltr"`, "Stories")
	says(t, get(t, s, "en", "/stories?words=zzzz", 200), "No stories here")
	says(t, get(t, s, "en", "/stories?limit=3", 200), "1–3 of")
	says(t, get(t, s, "en", "/stories?from=yesterday", 422), "This was not understood", "from")
	says(t, get(t, s, "en", "/api/v1/stories?limit=2", 200), `"next":"2"`)
	says(t, get(t, s, "en", "/nowhere", 404), "There is nothing here")
}

func TestUnchangedPagesAreNotSentAgain(t *testing.T) {
	s := served(t, kept(t, dossier))
	first, err := s.Client().Get(s.URL + "/stories")
	if err != nil {
		t.Fatal(err)
	}
	first.Body.Close()
	r, _ := http.NewRequest(http.MethodGet, s.URL+"/stories", nil)
	r.Header.Set("If-None-Match", first.Header.Get("ETag"))
	second, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	second.Body.Close()
	if second.StatusCode != http.StatusNotModified {
		t.Errorf("it was sent again: %d", second.StatusCode)
	}
}

func TestPreferencesLeadBackHereOnly(t *testing.T) {
	s := served(t, kept(t, dossier))
	c := s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for back, want := range map[string]string{
		"/stories?words=x&lang=en": "/stories?words=x",
		"https://elsewhere.test/":  "/",
		"//elsewhere.test/":        "/",
		`/\elsewhere.test`:         "/",
	} {
		r, _ := http.NewRequest(http.MethodPost, s.URL+"/preferences", strings.NewReader("lang=ar&digits=arab&back="+strings.NewReplacer("&", "%26", "?", "%3f", `\`, "%5c").Replace(back)))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if got := answer.Header.Get("Location"); got != want {
			t.Errorf("%s leads back to %s, not %s", back, got, want)
		}
	}
}
