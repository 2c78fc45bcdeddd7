package web_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
)

const password = "a long enough secret"

// empty is a store that has nothing but a user of each role, called by it.
func empty(t *testing.T) *store.Store {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, filepath.Join(t.TempDir(), "isnad.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	for _, role := range store.Roles {
		if _, err := db.AddUser(ctx, store.User{Name: role, Role: role}, password, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// guarded is a server whose users have to log in.
func guarded(t *testing.T, db *store.Store, e web.Entrance) (*web.Server, *httptest.Server) {
	t.Helper()
	e.Users = true
	s := &web.Server{DB: db, Languages: languages(), Version: "test", Entrance: e}
	h, err := s.Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(func() { s.Close(); server.Close() })
	return s, server
}

// browser keeps cookies, and shows where it is sent instead of going there.
func browser(t *testing.T, s *httptest.Server) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: s.Client().Transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// asked is the answer to a request, and its body. Pairs are names and values of its head.
func asked(t *testing.T, c *http.Client, method, address, body string, pairs ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if r.Header.Set(pairs[i], pairs[i+1]); pairs[i] == "Host" {
			r.Host = pairs[i+1]
		}
	}
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(b)
}

// loggedIn is a browser of a user.
func loggedIn(t *testing.T, s *httptest.Server, name string) *http.Client {
	t.Helper()
	c := browser(t, s)
	answer, body := asked(t, c, "POST", s.URL+"/login", url.Values{"name": {name}, "password": {password}}.Encode())
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s is not let in: %d %.2000s", name, answer.StatusCode, body)
	}
	return c
}

// What came of asking for something.
const (
	open   = "open"
	whoAsk = "asked who it is"
	closed = "closed"
)

func outcome(a *http.Response) string {
	switch {
	case a.StatusCode == http.StatusUnauthorized, a.StatusCode == http.StatusSeeOther && strings.HasPrefix(a.Header.Get("Location"), "/login"):
		return whoAsk
	case a.StatusCode == http.StatusForbidden:
		return closed
	}
	return open
}

// least is the role that each pattern is to need, said here a second time and in another way.
func least(pattern string) int {
	method, path, _ := strings.Cut(pattern, " ")
	path = strings.TrimPrefix(path, "/api/v1")
	first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	switch {
	case first == "static", first == "login", method == "POST" && (first == "logout" || first == "preferences"):
		return 0
	case first == "users", method != "GET" && (first == "jobs" || first == "pages" || first == "health"):
		return 3
	case first == "add", first == "additions", first == "reviews" && method != "GET", path == "/reviews/new":
		return 2
	}
	return 1
}

// Every route is asked for by somebody unknown, and by a user of each role, by cookie and by token.
func TestEveryRoute(t *testing.T) {
	db := empty(t)
	s, server := guarded(t, db, web.Entrance{})
	who := []*http.Client{browser(t, server)}
	tokens := []string{""}
	for _, role := range store.Roles {
		who = append(who, loggedIn(t, server, role))
		token, err := db.NewToken(context.Background(), role, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		tokens = append(tokens, token)
	}
	part := regexp.MustCompile(`\{[^}]*\}`)
	patterns := s.Patterns()
	if len(patterns) < 15 {
		t.Fatalf("%q", patterns)
	}
	for _, pattern := range patterns {
		method, path, named := strings.Cut(pattern, " ")
		if !named {
			method, path = "PUT", pattern
			if pattern != "/" {
				t.Errorf("%s answers every method", pattern)
			}
		}
		path = part.ReplaceAllString(strings.ReplaceAll(path, "{$}", ""), "1")
		if path == "/logout" { // see below
			continue
		}
		for role := range who {
			want := open
			if need := least(pattern); role < need {
				if want = closed; role == 0 {
					want = whoAsk
				}
			}
			if pattern == "POST /login" && want == open {
				want = whoAsk // nothing is typed
			}
			answer, body := asked(t, who[role], method, server.URL+path, "")
			if got := outcome(answer); got != want {
				t.Errorf("%s as %d: %s, not %s: %d %.300s", pattern, role, got, want, answer.StatusCode, body)
			}
			if strings.HasPrefix(path, "/api/") && want == whoAsk && (answer.StatusCode != 401 || answer.Header.Get("WWW-Authenticate") == "" || answer.Header.Get("Content-Type") != "application/problem+json") {
				t.Errorf("%s: programs are not told who may: %d %v", pattern, answer.StatusCode, answer.Header)
			}
			if role > 0 && pattern != "POST /login" {
				if answer, _ := asked(t, browser(t, server), method, server.URL+path, "", "Authorization", "Bearer "+tokens[role]); outcome(answer) != want {
					t.Errorf("%s by token as %d: %d, not %s", pattern, role, answer.StatusCode, want)
				}
			}
		}
	}
}

// No way of writing a path leads past the rules.
func TestNoWayAround(t *testing.T) {
	_, server := guarded(t, empty(t), web.Entrance{})
	stranger, reader := browser(t, server), loggedIn(t, server, "reader")
	for _, path := range []string{"/users", "//users", "/./users", "/static/../users", "/static/..%2fusers", "/static/%2e%2e/users", "/%75sers", "/users/", "/USERS", "/users;x", "/users%00", "/users%2f", "/login/../users",
		"/api/v1/users", "/api//v1/users", "/api/v1/../v1/users", "/api/v1/users/", "/users?format=json", "/users?format=csv", "/stories/..;/users"} {
		for _, method := range []string{"GET", "HEAD", "OPTIONS", "TRACE", "POST", "PUT", "PATCH", "DELETE", "get", "SEARCH"} {
			for name, c := range map[string]*http.Client{"stranger": stranger, "reader": reader} {
				answer, body := asked(t, c, method, server.URL+path, "", "X-HTTP-Method-Override", "GET", "X-Original-URL", "/login", "X-Rewrite-URL", "/login", "X-Forwarded-User", "admin", "X-Forwarded-For", "127.0.0.1")
				if answer.StatusCode < 300 || strings.Contains(body, "created_at") || strings.Contains(body, "reviewer") {
					t.Errorf("%s %s as %s: %d %.300s", method, path, name, answer.StatusCode, body)
				}
			}
		}
	}
	for _, format := range []string{"json", "csv", "x"} {
		if answer, _ := asked(t, stranger, "GET", server.URL+"/stories?format="+format, ""); answer.StatusCode != 401 {
			t.Errorf("%s: %d", format, answer.StatusCode)
		}
	}
	for _, method := range []string{"PUT", "PATCH", "DELETE", "OPTIONS"} {
		if answer, _ := asked(t, loggedIn(t, server, "admin"), method, server.URL+"/stories", ""); answer.StatusCode < 400 {
			t.Errorf("%s: %d", method, answer.StatusCode)
		}
	}
}

func TestLogin(t *testing.T) {
	_, server := guarded(t, empty(t), web.Entrance{})
	c := browser(t, server)
	answer, _ := asked(t, c, "GET", server.URL+"/stories?words=x", "")
	if to := answer.Header.Get("Location"); answer.StatusCode != 303 || to != "/login?back=%2Fstories%3Fwords%3Dx" {
		t.Fatalf("%d %s", answer.StatusCode, to)
	}
	_, body := asked(t, c, "GET", server.URL+"/login?back=/stories%3Fwords%3Dx", "", "Accept-Language", "ar")
	says(t, body, `dir="rtl"`, "كلمة المرور", `value="/stories?words=x"`)
	if strings.Contains(body, `href="/stories"`) && strings.Contains(body, `href="/figures"`) {
		t.Error("doors are shown that are closed")
	}
	var refusals []string
	for _, form := range []url.Values{{"name": {"reader"}, "password": {"wrong, and long"}}, {"name": {"nobody"}, "password": {password}}, {"name": {"../x"}, "password": {password}}, {}} {
		answer, body := asked(t, c, "POST", server.URL+"/login", form.Encode(), "Accept-Language", "en")
		if answer.StatusCode != 401 || len(answer.Cookies()) > 0 {
			t.Errorf("%v: %d %v", form, answer.StatusCode, answer.Cookies())
		}
		says(t, body, "The name or the password is wrong.")
		refusals = append(refusals, strings.ReplaceAll(body, `value="`+form.Get("name")+`"`, ""))
	}
	for _, other := range refusals[1:3] {
		if other != refusals[0] {
			t.Errorf("who is unknown is told something else:\n%s\n%s", other, refusals[0])
		}
	}
	answer, _ = asked(t, c, "POST", server.URL+"/login", url.Values{"name": {"Reader "}, "password": {password}, "back": {"/stories?words=x"}}.Encode())
	if to := answer.Header.Get("Location"); answer.StatusCode != 303 || to != "/stories?words=x" || len(answer.Cookies()) != 1 {
		t.Fatalf("%d %s %v", answer.StatusCode, to, answer.Cookies())
	}
	if k := answer.Cookies()[0]; !k.HttpOnly || k.SameSite != http.SameSiteLaxMode || k.Path != "/" || k.Domain != "" || k.Secure || len(k.Value) < 40 {
		t.Errorf("%+v", k)
	}
	answer, body = asked(t, c, "GET", server.URL+"/stories", "")
	if answer.StatusCode != 200 || answer.Header.Get("Strict-Transport-Security") != "" {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
	says(t, body, `<bdi>reader</bdi>`, `action="/logout"`)
	if strings.Contains(body, `href="/users"`) || strings.Contains(body, `href="/add"`) {
		t.Error("a reader is shown doors of others")
	}
	secret := cookieOf(t, c, server)
	if answer, _ := asked(t, c, "POST", server.URL+"/logout", ""); answer.StatusCode != 303 {
		t.Errorf("%d", answer.StatusCode)
	}
	if answer, _ := asked(t, browser(t, server), "GET", server.URL+"/stories", "", "Cookie", "isnad_session="+secret); outcome(answer) != whoAsk {
		t.Error("a session outlives its logout")
	}
}

// cookieOf is the secret of a browser's session.
func cookieOf(t *testing.T, c *http.Client, s *httptest.Server) string {
	t.Helper()
	u, _ := url.Parse(s.URL)
	for _, k := range c.Jar.Cookies(u) {
		if k.Name == "isnad_session" {
			return k.Value
		}
	}
	t.Fatal("there is no session")
	return ""
}

func TestBackLeadsHereOnly(t *testing.T) {
	_, server := guarded(t, empty(t), web.Entrance{})
	for back, want := range map[string]string{
		"https://elsewhere.test/": "/", "//elsewhere.test/": "/", `/\elsewhere.test`: "/", "/%5celsewhere.test": "/", "/%2felsewhere.test": "/", "/\t/elsewhere.test": "/", "javascript:alert(1)": "/",
		"http:elsewhere.test": "/", "/login?back=/": "/", "/login/openid": "/", "": "/", "elsewhere.test": "/", "https:/elsewhere.test": "/", "/stories": "/stories", " //elsewhere.test": "/", "/x\r\nSet-Cookie: a=b": "/",
	} {
		answer, _ := asked(t, browser(t, server), "GET", server.URL+"/login?back="+url.QueryEscape(back), "")
		if answer.StatusCode != 200 {
			t.Fatalf("%q: %d", back, answer.StatusCode)
		}
		if back == "/stories" || strings.Contains(back, "//") { // each takes the time of a password
			answer, _ = asked(t, browser(t, server), "POST", server.URL+"/login", url.Values{"name": {"reader"}, "password": {password}, "back": {back}}.Encode())
			if got := answer.Header.Get("Location"); got != want {
				t.Errorf("%q leads to %q, not %q", back, got, want)
			}
			continue
		}
		if _, body := asked(t, browser(t, server), "GET", server.URL+"/login?back="+url.QueryEscape(back), ""); !strings.Contains(body, `name="back" value="`+want+`"`) {
			t.Errorf("%q does not lead to %q", back, want)
		}
	}
}

func TestSessions(t *testing.T) {
	ctx := context.Background()
	db := empty(t)
	_, server := guarded(t, db, web.Entrance{})
	in := func(c *http.Client) bool {
		answer, _ := asked(t, c, "GET", server.URL+"/stories", "")
		return outcome(answer) == open
	}
	with := func(secret string) bool {
		answer, _ := asked(t, browser(t, server), "GET", server.URL+"/stories", "", "Cookie", "isnad_session="+secret)
		return outcome(answer) == open
	}

	// Forged ones, and those of another server.
	for _, secret := range []string{"", "x", "user=1", strings.Repeat("A", 43), "' OR '1'='1"} {
		if with(secret) {
			t.Errorf("%q lets in", secret)
		}
	}
	_, other := guarded(t, empty(t), web.Entrance{})
	if with(cookieOf(t, loggedIn(t, other, "admin"), other)) {
		t.Error("the cookie of another server lets in")
	}

	// One that somebody else has set is not the one that is let in.
	fixed := browser(t, server)
	u, _ := url.Parse(server.URL)
	known := cookieOf(t, loggedIn(t, server, "reader"), server)
	for _, secret := range []string{"known-beforehand", known} {
		fixed.Jar.SetCookies(u, []*http.Cookie{{Name: "isnad_session", Value: secret, Path: "/"}})
		asked(t, fixed, "POST", server.URL+"/login", url.Values{"name": {"admin"}, "password": {password}}.Encode())
		if !in(fixed) || cookieOf(t, fixed, server) == secret || with(secret) {
			t.Errorf("%.5s… is a session's secret before and behind the login", secret)
		}
	}

	// The store does not have what lets in.
	raw, err := db.Another()
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	c := loggedIn(t, server, "reader")
	rows, err := raw.Query(`SELECT digest FROM sessions`)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for ; rows.Next(); n++ {
		var digest string
		if err := rows.Scan(&digest); err != nil || digest == cookieOf(t, c, server) || with(digest) {
			t.Error("the store has what lets in", err)
		}
	}
	if rows.Close(); n == 0 {
		t.Error("there are no sessions")
	}

	// What ends them all.
	for what, do := range map[string]func() error{
		"another password": func() error { return db.SetPassword(ctx, "reader", password) },
		"another role":     func() error { return db.SetRole(ctx, "reader", "reader") },
		"disabling": func() error {
			if err := db.DisableUser(ctx, "reader", time.Now()); err != nil || in(c) {
				t.Error("a disabled user is in", err)
			}
			return db.EnableUser(ctx, "reader")
		},
		"its time": func() error {
			_, err := raw.Exec(`UPDATE sessions SET expires = 1`)
			return err
		},
	} {
		c = loggedIn(t, server, "reader")
		again := cookieOf(t, c, server)
		if !in(c) {
			t.Fatal("not in")
		}
		if err := do(); err != nil {
			t.Fatal(err)
		}
		if in(c) || with(again) {
			t.Errorf("a session outlives %s", what)
		}
	}
}

// A page from elsewhere cannot have a user's browser change anything.
func TestOthersForms(t *testing.T) {
	db := empty(t)
	public, _ := url.Parse("https://isnad.example")
	_, server := guarded(t, db, web.Entrance{})
	_, behind := guarded(t, db, web.Entrance{Public: public})
	c := loggedIn(t, server, "admin")
	token, _ := db.NewToken(context.Background(), "admin", time.Now())
	form := url.Values{"name": {"evil"}, "role": {"admin"}, "password": {password}}.Encode()
	for _, head := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://elsewhere.test"}, {"Origin", "null"}, {"Origin", server.URL + ".elsewhere.test"}, {"Sec-Fetch-Site", "cross-site", "Origin", server.URL}} {
		for _, path := range []string{"/users", "/users/reader/role", "/login", "/logout", "/preferences"} {
			if answer, _ := asked(t, c, "POST", server.URL+path, form, head...); answer.StatusCode != 403 {
				t.Errorf("%s with %v: %d", path, head, answer.StatusCode)
			}
		}
	}
	// Over plain HTTP the origin is all that tells that a form is ours, and browsers leave it out
	// where a page wants no referrer at all.
	if answer, _ := asked(t, c, "GET", server.URL+"/users", ""); answer.Header.Get("Referrer-Policy") != "same-origin" {
		t.Errorf("%v", answer.Header)
	}
	for _, head := range [][]string{{"Sec-Fetch-Site", "same-origin"}, {"Origin", server.URL}, {}} {
		if answer, _ := asked(t, c, "POST", server.URL+"/users/reader/enable", "", head...); answer.StatusCode != 303 {
			t.Errorf("our own form with %v: %d", head, answer.StatusCode)
		}
	}
	if answer, _ := asked(t, browser(t, behind), "POST", behind.URL+"/users/reader/enable", "", "Origin", "https://isnad.example", "Authorization", "Bearer "+token); answer.StatusCode != 303 {
		t.Errorf("behind a proxy: %d", answer.StatusCode)
	}
	if u, err := db.UserNamed(context.Background(), "evil"); err == nil {
		t.Errorf("%+v", u)
	}
}

// Without users, a name from elsewhere that leads to this machine does not lead in.
func TestThisMachineAlone(t *testing.T) {
	db := empty(t)
	h, err := (&web.Server{DB: db, Languages: languages(), Version: "test", Entrance: web.Entrance{Hosts: []string{"127.9.9.9", "desk.local"}}}).Handler()
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c := browser(t, server)
	for host, want := range map[string]int{"localhost": 200, "localhost:8470": 200, "LOCALHOST.": 200, "127.0.0.1": 200, "127.0.0.1:1": 200, "[::1]:8470": 200, "desk.local:8470": 200, "elsewhere.test": 421, "elsewhere.test:8470": 421, "127.0.0.1.elsewhere.test": 421, "localhost.elsewhere.test": 421, "10.0.0.1": 421} {
		answer, body := asked(t, c, "GET", server.URL+"/users", "", "Host", host, "Accept-Language", "en")
		if answer.StatusCode != want || want == 421 && (!strings.Contains(body, "Not by this name") || strings.Contains(body, "reviewer")) {
			t.Errorf("%s: %d %.500s", host, answer.StatusCode, body)
		}
	}
	if answer, _ := asked(t, c, "GET", server.URL+"/stories", "", "X-Forwarded-For", "192.0.2.1"); answer.StatusCode != 421 {
		t.Errorf("by a proxy: %d", answer.StatusCode)
	}
	if answer, _ := asked(t, c, "GET", server.URL+"/login", ""); answer.StatusCode != 404 {
		t.Errorf("there is a door where nobody has a key: %d", answer.StatusCode)
	}
	_, body := asked(t, c, "GET", server.URL+"/users", "", "Accept-Language", "en")
	says(t, body, "Nobody is asked to log in now")
	if strings.Contains(body, "/logout") {
		t.Error("who is not logged in is offered to log out")
	}
}

func TestBehindTLS(t *testing.T) {
	public, _ := url.Parse("https://isnad.example")
	_, server := guarded(t, empty(t), web.Entrance{Public: public})
	answer, _ := asked(t, browser(t, server), "POST", server.URL+"/login", url.Values{"name": {"reader"}, "password": {password}}.Encode(), "Host", "isnad.example")
	if len(answer.Cookies()) != 1 || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Fatalf("%d %v", answer.StatusCode, answer.Header)
	}
	if k := answer.Cookies()[0]; !k.Secure || k.Name != "__Host-isnad" || k.Path != "/" || k.Domain != "" {
		t.Errorf("%+v", k)
	}
}

// Who knocks too often waits, by address and by name; a proxy's word counts only from near.
func TestTooManyLogins(t *testing.T) {
	public, _ := url.Parse("https://isnad.example")
	_, server := guarded(t, empty(t), web.Entrance{Public: public})
	c := browser(t, server)
	knock := func(name, from string) *http.Response {
		answer, _ := asked(t, c, "POST", server.URL+"/login?format=json", url.Values{"name": {name}, "password": {"x"}}.Encode(), "X-Forwarded-For", from)
		return answer
	}
	limited := func(what, name, from string) {
		t.Helper()
		for range 21 {
			if answer := knock(name, from); answer.StatusCode == 429 {
				if answer.Header.Get("Retry-After") == "" || answer.Header.Get("Content-Type") != "application/problem+json" {
					t.Errorf("%v", answer.Header)
				}
				return
			}
		}
		t.Errorf("%s is let try for ever", what)
	}
	limited("an address", "a b", "10.9.9.9, 192.0.2.1")
	if answer := knock("reader", "192.0.2.1, 192.0.2.2"); answer.StatusCode != 401 {
		t.Errorf("another address has to wait: %d", answer.StatusCode)
	}
	if answer := knock("reader", "192.0.2.9, 192.0.2.1"); answer.StatusCode != 429 {
		t.Errorf("an address that pretends to be another one does not have to wait: %d", answer.StatusCode)
	}
}

func TestUsersPage(t *testing.T) {
	db := empty(t)
	_, server := guarded(t, db, web.Entrance{})
	c := loggedIn(t, server, "admin")
	post := func(path string, form url.Values, want int) string {
		t.Helper()
		answer, body := asked(t, c, "POST", server.URL+path, form.Encode(), "Accept-Language", "en")
		if answer.StatusCode != want {
			t.Errorf("%s %v: %d %.1000s", path, form, answer.StatusCode, body)
		}
		return body
	}
	post("/users", url.Values{"name": {"سلمى"}, "role": {"reviewer"}, "password": {password}}, 303)
	says(t, post("/users", url.Values{"name": {"سلمى"}, "role": {"reviewer"}, "password": {password}}, 422), "There is a user of this name already")
	says(t, post("/users", url.Values{"name": {`"><script>`}, "role": {"reader"}, "password": {password}}, 422), "A name begins", "&#34;&gt;&lt;script&gt;")
	says(t, post("/users", url.Values{"name": {"x"}, "role": {"owner"}, "password": {password}}, 422), "no such role")
	says(t, post("/users", url.Values{"name": {"x"}, "role": {"reader"}, "password": {"short"}}, 422), "at least 12 characters")
	name := "/users/" + url.PathEscape("سلمى")
	post(name+"/role", url.Values{"role": {"admin"}}, 303)
	post(name+"/password", url.Values{"password": {"another long secret"}}, 303)
	post(name+"/disable", nil, 303)
	if u, err := db.UserNamed(context.Background(), "سلمى"); err != nil || u.Role != "admin" || u.DisabledAt == "" {
		t.Errorf("%+v, %v", u, err)
	}
	post(name+"/enable", nil, 303)
	post(name+"/revoke", nil, 303)
	post("/users/who/disable", nil, 404)
	says(t, post("/users/admin/disable", nil, 422), "cannot change your own role")
	says(t, post("/users/admin/role", url.Values{"role": {"reader"}}, 422), "cannot change your own role")
	for lang, words := range map[string]string{"ar": "المستخدمون", "en": "Users"} {
		answer, body := asked(t, c, "GET", server.URL+"/users", "", "Accept-Language", lang)
		if answer.StatusCode != 200 || strings.Contains(body, "$argon2id") {
			t.Errorf("%d", answer.StatusCode)
		}
		says(t, body, words, "سلمى")
	}
	answer, body := asked(t, c, "GET", server.URL+"/api/v1/users", "")
	if answer.StatusCode != 200 || !strings.Contains(body, `"name":"سلمى","role":"admin"`) || strings.Contains(body, "argon2id") {
		t.Errorf("%d %s", answer.StatusCode, body)
	}
}

func TestAccount(t *testing.T) {
	db := empty(t)
	_, server := guarded(t, db, web.Entrance{})
	c, other := loggedIn(t, server, "reader"), loggedIn(t, server, "reader")
	change := func(old, next string, want int) string {
		t.Helper()
		answer, body := asked(t, c, "POST", server.URL+"/account", url.Values{"old": {old}, "password": {next}, "name": {"admin"}}.Encode(), "Accept-Language", "en")
		if answer.StatusCode != want {
			t.Errorf("%d, not %d: %.500s", answer.StatusCode, want, body)
		}
		return body
	}
	says(t, change("wrong, and long", "another long secret", 422), "The old password is wrong")
	says(t, change(password, "short", 422), "at least 12 characters")
	change(password, "another long secret", 303)
	_, body := asked(t, c, "GET", server.URL+"/account?done=1", "", "Accept-Language", "ar")
	says(t, body, "تغيّرت كلمة المرور", "قارئ")
	if answer, _ := asked(t, other, "GET", server.URL+"/account", ""); outcome(answer) != whoAsk {
		t.Error("another session outlives the password")
	}
	if _, err := db.Login(context.Background(), "reader", "another long secret"); err != nil {
		t.Error(err)
	}
	if _, err := db.Login(context.Background(), "admin", password); err != nil {
		t.Errorf("somebody else's password was changed: %v", err)
	}
}

// A real browser logs in and out, and by plain HTTP at an address of the network, where it tells
// least of where a form is from.
func TestLoginInABrowser(t *testing.T) {
	s := &web.Server{DB: empty(t), Languages: languages(), Version: "test", Entrance: web.Entrance{Users: true}}
	h, err := s.Handler()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(address(), "0"))
	if err != nil {
		t.Fatal(err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: h}}
	server.Start()
	t.Cleanup(func() { s.Close(); server.Close() })
	x := browse(t, server.URL, 390, 800)
	at := func(want string) {
		t.Helper()
		if got := js[string](x, "location.pathname + location.search"); got != want {
			t.Errorf("it is at %s, not at %s", got, want)
		}
	}
	enter := func(name, password string) {
		t.Helper()
		js[chromedp.Void](x, "document.querySelector('main [name=name]').value = "+quoted(name)+"; document.querySelector('main [name=password]').value = "+quoted(password)+"; undefined")
		x.follow("main button")
	}
	x.open("/users?lang=en")
	at("/login?back=%2Fusers%3Flang%3Den")
	x.accessible()
	x.picture("login-390")
	enter("admin", "wrong, and long")
	x.sees("The name or the password is wrong.")
	x.accessible()
	enter("admin", password)
	at("/users")
	x.sees("Users", "reviewer")
	x.accessible()
	x.picture("users-all-390")
	x.open("/account?lang=ar")
	x.accessible()
	x.picture("account-390")
	x.follow("form[action='/logout'] button")
	at("/login")
	x.open("/users")
	at("/login?back=%2Fusers")
}

// address is one of this machine in a network, if it is in any.
func address() string {
	found, _ := net.InterfaceAddrs()
	for _, a := range found {
		if n, ok := a.(*net.IPNet); ok && n.IP.To4() != nil && n.IP.IsGlobalUnicast() {
			return n.IP.String()
		}
	}
	return "127.0.0.1"
}
