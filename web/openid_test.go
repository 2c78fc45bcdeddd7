package web_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/web"
)

// provider is a provider of OpenID Connect, that gives whoever asks a code for what it is
// told to say of them.
type provider struct {
	*httptest.Server
	key    *rsa.PrivateKey
	claims map[string]any // of who comes next
	code   string
	asked  url.Values // when the code was asked for
}

func newProvider(t *testing.T) *provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &provider{key: key}
	mux := http.NewServeMux()
	say := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(v); err != nil {
			t.Error(err)
		}
	}
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		say(w, map[string]any{"issuer": p.URL, "authorization_endpoint": p.URL + "/authorize", "token_endpoint": p.URL + "/token", "jwks_uri": p.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		say(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if r.PostFormValue("code") != p.code || base64.RawURLEncoding.EncodeToString(sum[:]) != p.asked.Get("code_challenge") {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		say(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": p.sign(t)})
	})
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	return p
}

func (p *provider) sign(t *testing.T) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: p.key, KeyID: "1"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(p.claims)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(b)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// goes is what comes of somebody logging in by the provider. change may change what is said
// and how they come back.
func (p *provider) goes(t *testing.T, c *http.Client, s *httptest.Server, claims map[string]any, change func(back url.Values)) *http.Response {
	t.Helper()
	if answer, _ := asked(t, c, "GET", s.URL+"/stories", ""); outcome(answer) == open {
		asked(t, c, "POST", s.URL+"/logout", "") // who is in is not sent away
	}
	answer, body := asked(t, c, "GET", s.URL+"/login/openid?back=/stories%3Fwords%3Dx", "")
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.StatusCode != 303 || to.Path != "/authorize" {
		t.Fatalf("%d %s %v %.500s", answer.StatusCode, to, err, body)
	}
	p.asked, p.code = to.Query(), rand.Text()
	if q := p.asked; q.Get("code_challenge_method") != "S256" || q.Get("redirect_uri") != "http://isnad.example/login/openid/back" || q.Get("client_id") != "isnad" || q.Get("state") == "" {
		t.Errorf("%v", q)
	}
	p.claims = map[string]any{"iss": p.URL, "aud": "isnad", "exp": time.Now().Add(time.Minute).Unix(), "iat": time.Now().Unix(), "nonce": p.asked.Get("nonce")}
	for name, value := range claims {
		p.claims[name] = value
	}
	back := url.Values{"code": {p.code}, "state": {p.asked.Get("state")}}
	if change != nil {
		change(back)
	}
	answer, _ = asked(t, c, "GET", s.URL+"/login/openid/back?"+back.Encode(), "")
	return answer
}

// vouching is a server that lets in whom a provider vouches for.
func vouching(t *testing.T, db *store.Store, o *web.OpenID) *httptest.Server {
	t.Helper()
	public, _ := url.Parse("http://isnad.example")
	o.Client, o.Secret = "isnad", "s"
	_, s := guarded(t, db, web.Entrance{Public: public, OpenID: o})
	return s
}

func TestOpenID(t *testing.T) {
	ctx := context.Background()
	p, db := newProvider(t), empty(t)
	s := vouching(t, db, &web.OpenID{Issuer: p.URL, Role: "reader"})
	_, body := asked(t, browser(t, s), "GET", s.URL+"/login?back=/stories", "", "Accept-Language", "en")
	says(t, body, "your organisation", `/login/openid?back=%2fstories`)

	c := browser(t, s)
	answer := p.goes(t, c, s, map[string]any{"sub": "7", "preferred_username": "Salma"}, nil)
	if to := answer.Header.Get("Location"); answer.StatusCode != 303 || to != "/stories?words=x" {
		t.Fatalf("%d %s", answer.StatusCode, to)
	}
	if answer, body := asked(t, c, "GET", s.URL+"/stories", ""); outcome(answer) != open || !strings.Contains(body, ">salma</bdi>") {
		t.Errorf("%d", answer.StatusCode)
	}
	u, err := db.UserOf(ctx, p.URL, "7")
	if err != nil || u.Name != "salma" || u.Role != "reader" || u.HasPassword {
		t.Errorf("%+v, %v", u, err)
	}

	// Who takes the name of somebody else does not become that.
	c = browser(t, s)
	p.goes(t, c, s, map[string]any{"sub": "8", "preferred_username": "admin"}, nil)
	if answer, _ := asked(t, c, "GET", s.URL+"/users", ""); outcome(answer) != closed {
		t.Errorf("a name alone makes an admin: %d", answer.StatusCode)
	}
	if u, err := db.UserOf(ctx, p.URL, "8"); err != nil || u.Name != "admin-2" {
		t.Errorf("%+v, %v", u, err)
	}

	// An admin's word on the role stays, and a disabled user is out.
	db.SetRole(ctx, "salma", "admin")
	c = browser(t, s)
	p.goes(t, c, s, map[string]any{"sub": "7", "preferred_username": "other-name-now"}, nil)
	if answer, _ := asked(t, c, "GET", s.URL+"/users", ""); outcome(answer) != open {
		t.Errorf("%d", answer.StatusCode)
	}
	db.DisableUser(ctx, "salma", time.Now())
	if answer := p.goes(t, browser(t, s), s, map[string]any{"sub": "7"}, nil); answer.Header.Get("Location") != "/login?failed=1" {
		t.Errorf("a disabled user is let in: %v", answer.Header)
	}
}

func TestOpenIDForged(t *testing.T) {
	p, stranger := newProvider(t), newProvider(t)
	db := empty(t)
	s := vouching(t, db, &web.OpenID{Issuer: p.URL, Role: "admin"})
	before, err := db.Users(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	key := p.key
	for what, change := range map[string]func(back url.Values){
		"no state":          func(back url.Values) { back.Del("state") },
		"another state":     func(back url.Values) { back.Set("state", "x") },
		"another code":      func(back url.Values) { back.Set("code", "x") },
		"a refusal":         func(back url.Values) { back.Set("error", "access_denied") },
		"another nonce":     func(url.Values) { p.claims["nonce"] = "x" },
		"no nonce":          func(url.Values) { delete(p.claims, "nonce") },
		"another client":    func(url.Values) { p.claims["aud"] = "other" },
		"another provider":  func(url.Values) { p.claims["iss"] = stranger.URL },
		"a token of before": func(url.Values) { p.claims["exp"] = time.Now().Add(-time.Hour).Unix() },
		"another key":       func(url.Values) { p.key = stranger.key },
		"another verifier":  func(url.Values) { p.asked.Set("code_challenge", "x") },
	} {
		c := browser(t, s)
		answer := p.goes(t, c, s, map[string]any{"sub": "9"}, change)
		p.key = key
		if answer.Header.Get("Location") != "/login?failed=1" {
			t.Errorf("%s: %d %v", what, answer.StatusCode, answer.Header)
		}
		if answer, _ := asked(t, c, "GET", s.URL+"/stories", ""); outcome(answer) != whoAsk {
			t.Errorf("%s lets in", what)
		}
	}
	// An answer counts once, and in the browser that asked.
	c, other := browser(t, s), browser(t, s)
	var good url.Values
	p.goes(t, c, s, map[string]any{"sub": "9"}, func(back url.Values) {
		good = url.Values{"code": back["code"], "state": back["state"]}
		back.Set("state", "x")
	})
	for name, c := range map[string]*http.Client{"again": c, "another browser": other} {
		if answer, _ := asked(t, c, "GET", s.URL+"/login/openid/back?"+good.Encode(), ""); answer.Header.Get("Location") != "/login?failed=1" {
			t.Errorf("%s: %v", name, answer.Header)
		}
	}
	if users, err := db.Users(context.Background()); err != nil || len(users) != len(before) {
		t.Errorf("%+v, %v", users, err)
	}
}

func TestOpenIDRoles(t *testing.T) {
	ctx := context.Background()
	p, db := newProvider(t), empty(t)
	s := vouching(t, db, &web.OpenID{Issuer: p.URL, RoleClaim: "groups", Role: "reader"})
	first := browser(t, s)
	for _, x := range []struct {
		said any
		role string
	}{{"reader", "reader"}, {[]string{"staff", "reviewer", "reader"}, "reviewer"}, {[]string{"admin"}, "admin"}, {nil, ""}, {"owner", ""}, {[]any{1, "x"}, ""}} {
		c := browser(t, s)
		if x.role == "reader" {
			c = first
		}
		answer := p.goes(t, c, s, map[string]any{"sub": "7", "email": "salma@press.example", "groups": x.said}, nil)
		if x.role == "" {
			if answer.Header.Get("Location") != "/login?failed=1" {
				t.Errorf("%v lets in", x.said)
			}
			continue
		}
		if u, err := db.UserOf(ctx, p.URL, "7"); err != nil || u.Role != x.role || u.Name != "salma@press.example" {
			t.Errorf("%v: %+v, %v", x.said, u, err)
		}
	}
	if answer, _ := asked(t, first, "GET", s.URL+"/stories", ""); outcome(answer) != whoAsk {
		t.Error("a session outlives the role that it began with")
	}
}

// A provider that is out is asked again later, and does not keep those with a password out.
func TestOpenIDOut(t *testing.T) {
	p, db := newProvider(t), empty(t)
	p.Close()
	s := vouching(t, db, &web.OpenID{Issuer: p.URL, Role: "reader"})
	if answer, _ := asked(t, browser(t, s), "GET", s.URL+"/login/openid", ""); answer.Header.Get("Location") != "/login?failed=1" {
		t.Errorf("%d %v", answer.StatusCode, answer.Header)
	}
	loggedIn(t, s, "reader")
}
