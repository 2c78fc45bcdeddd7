package web_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/web"
)

// brings sends the form that adds pages, and gives the answer.
func brings(t *testing.T, s *httptest.Server, fields map[string]string, files map[string][]byte) (status int, location, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range fields {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for name, bytes := range files {
		f, err := w.CreateFormFile("files", name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(bytes); err != nil {
			t.Fatal(err)
		}
	}
	w.Close()
	r, _ := http.NewRequest(http.MethodPost, s.URL+"/add", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	c := *s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header.Get("Location"), string(all)
}

// ended waits until an addition has ended: its events say when.
func ended(t *testing.T, s *httptest.Server, location string) web.Addition {
	t.Helper()
	answer, err := s.Client().Get(s.URL + "/api/v1" + location + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	events, err := io.ReadAll(answer.Body) // until the server ends it
	if err != nil {
		t.Fatal(err)
	}
	_, last, ok := strings.Cut(string(events), "event: end\ndata: ")
	if !ok {
		t.Fatalf("it has no end: %s", events)
	}
	var x web.Addition
	if err := json.Unmarshal([]byte(last), &x); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestPagesAreBrought(t *testing.T) {
	db := kept(t, dossier)
	s := served(t, db)
	page, err := os.ReadFile(filepath.Join(dossier, "06-mizan.html"))
	if err != nil {
		t.Fatal(err)
	}
	status, location, _ := brings(t, s, map[string]string{"text": "حريق في تيرمان\n\nقال رئيس البلدية سالم البدري إن الحريق لم يسفر عن إصابات.", "outlet": "صدى زهروان", "published": "2024-10-28"},
		map[string][]byte{"nothing.html": nil, "lines.jsonl": []byte("{\"text\":\"خبر أول\\n\\nقال الوزير إن السد آمن.\"}\n{\"text\":\"خبر ثان\\n\\nقال الوزير إن السد غير آمن.\"}\n")})
	if status != http.StatusSeeOther {
		t.Fatalf("status %d", status)
	}
	x := ended(t, s, location)
	states := map[string]string{}
	for _, p := range x.Pages {
		states[p.Name] = p.State
		if (p.Version != 0) != (p.State != "failed") {
			t.Errorf("%+v", p)
		}
	}
	want := map[string]string{"text": "kept", "nothing.html": "failed", "lines.jsonl:1": "kept", "lines.jsonl:2": "kept"}
	if x.State != "done" || len(states) != len(want) {
		t.Errorf("%+v", x)
	}
	for name, state := range want {
		if states[name] != state {
			t.Errorf("%s is %q, not %q: %v", name, states[name], state, states)
		}
	}
	_, again, _ := brings(t, s, nil, map[string][]byte{"../../6.html": page})
	if x := ended(t, s, again); len(x.Pages) != 1 || x.Pages[0].State != "known" || x.Pages[0].Name != "6.html" {
		t.Errorf("%+v", x)
	}
	says(t, get(t, s, "ar", location, 200), "أُضيفت الصفحات", "لا نص فيها", "حريق في تيرمان")
	says(t, get(t, s, "ar", "/stories?outlet=%D8%B5%D8%AF%D9%89+%D8%B2%D9%87%D8%B1%D9%88%D8%A7%D9%86", 200), "حريق في تيرمان")
}

func TestWhatIsWrongStandsBesideIt(t *testing.T) {
	s := served(t, kept(t, dossier))
	for _, c := range []struct{ field, value, says string }{
		{"url", "ftp://elsewhere.test/x", "This is no address"},
		{"published", "the day before", "This is no day"},
		{"addresses", "http://169.254.169.254/", "Addresses cannot be fetched yet"},
		{"text", " \n ", "Paste a text, or choose a file"},
	} {
		fields := map[string]string{"text": "headline\n\ntext"}
		fields[c.field] = c.value
		fields["language"] = "en"
		status, _, body := brings(t, s, fields, nil)
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", c.field, status)
		}
		if !strings.Contains(body, `aria-invalid="true"`) {
			t.Errorf("%s is not marked", c.field)
		}
	}
	r, err := s.Client().Post(s.URL+"/api/v1/additions", "application/json", strings.NewReader(`{"text":"x","url":"nonsense"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, _ := io.ReadAll(r.Body)
	if r.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("status %d", r.StatusCode)
	}
	says(t, string(body), "body.url", "This is no address")
}

func TestTooMuchIsRefused(t *testing.T) {
	s := served(t, kept(t, dossier))
	status, _, body := brings(t, s, nil, map[string][]byte{"large.txt": bytes.Repeat([]byte("x "), 33<<20)})
	if status != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d: %.300s", status, body)
	}
}

func TestServerEndsWhileItAdds(t *testing.T) {
	db := kept(t, dossier)
	server := &web.Server{DB: db, Languages: languages(), Version: "test"}
	h, err := server.Handler()
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(h)
	defer s.Close()
	if status, _, _ := brings(t, s, map[string]string{"text": "headline\n\ntext"}, nil); status != http.StatusSeeOther {
		t.Fatal(status)
	}
	done := make(chan bool)
	go func() { server.Close(); close(done) }()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}
