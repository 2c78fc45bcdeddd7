package web

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// Entrance says who may come in. The zero value is for this machine alone: whoever sends a
// request is its admin.
type Entrance struct {
	Users  bool     // whoever comes has to log in, or to have a token
	Hosts  []string // that the server goes by without users, besides this machine's
	Public *url.URL // that it is known under, if a proxy stands in front of it
	OpenID *OpenID  // who else vouches for users; nil if nobody does
}

// secure tells whether browsers come by TLS.
func (e *Entrance) secure() bool { return e.Public != nil && e.Public.Scheme == "https" }

// rules are who may do what: the first that a request falls under counts. A path stands for
// itself and all below it, as a page and in the API alike. What only looks and is not named here is for
// readers; what changes something and is not named is for nobody.
var rules = []struct {
	method string // GET for what only looks, or empty for what changes something
	path   string
	role   role
}{
	{"GET", "/static", nobody},
	{"GET", "/login", nobody},
	{"", "/login", nobody},
	{"", "/logout", nobody},
	{"", "/preferences", nobody},
	{"", "/account", reader},
	{"GET", "/users", admin},
	{"", "/users", admin},
	{"GET", "/add", reviewer},
	{"GET", "/additions", reviewer},
	{"", "/additions", reviewer},
	{"", "/health", admin},
	{"", "/add", reviewer},
	{"GET", "/reviews/new", reviewer},
	{"", "/reviews", reviewer},
	{"", "/jobs", admin},
	{"", "/pages", admin},
	{"GET", "/", reader},
}

// needs is the role that a request needs, by the pattern that it is answered under: what the
// path of a request looks like does not matter, so no way of writing it leads past the rules.
func needs(pattern string) role {
	method, path, named := strings.Cut(pattern, " ")
	if !named {
		if pattern == "" || pattern == "/" { // nothing is there
			return reader
		}
		return never
	}
	if method != http.MethodGet {
		method = ""
	}
	path = strings.TrimPrefix(path, apiPath)
	for _, rule := range rules {
		if rule.method == method && (path == rule.path || strings.HasPrefix(path, strings.TrimSuffix(rule.path, "/")+"/")) {
			return rule.role
		}
	}
	if method == http.MethodGet { // of the API itself
		return reader
	}
	return never
}

// routes is a mux that knows what was registered.
type routes struct {
	http.ServeMux
	patterns []string
}

func (m *routes) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	m.Handle(pattern, http.HandlerFunc(h))
}

func (m *routes) Handle(pattern string, h http.Handler) {
	m.patterns = append(m.patterns, pattern)
	m.ServeMux.Handle(pattern, h)
}

// guard lets in who may come in.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.Entrance.secure() {
			w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		}
		if why := s.Entrance.strange(r); why != "" {
			s.failWith(w, r, failure{http.StatusMisdirectedRequest, why})
			return
		}
		r, err := s.identify(r)
		if errors.Is(err, store.ErrNotLetIn) {
			s.askWho(w, r, `Bearer realm="isnad", error="invalid_token"`)
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		u := userOf(r)
		_, pattern := s.mux.Handler(r)
		switch need := needs(pattern); {
		case u.role < need && u.role == nobody:
			s.askWho(w, r, `Bearer realm="isnad"`)
		case u.role < need:
			s.failWith(w, r, failure{Status: http.StatusForbidden})
		case s.Entrance.Users && s.limits.tooMany(w, r, pattern, s.Entrance.client(r)):
			s.failWith(w, r, failure{Status: http.StatusTooManyRequests})
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ownForms refuses what pages from elsewhere have a browser send. Browsers that come by a proxy
// tell the name that they know.
func (s *Server) ownForms(next http.Handler) (http.Handler, error) {
	p := http.NewCrossOriginProtection()
	if public := s.Entrance.Public; public != nil {
		if err := p.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
			return nil, err
		}
	}
	return p.Handler(next), nil
}

// strange says why a request cannot be from somebody of this machine, on a server that is for them
// alone: a page from elsewhere may have given its name this machine's address, to look in as the admin.
func (e *Entrance) strange(r *http.Request) string {
	if e.Users {
		return ""
	}
	if r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return "the request came through a proxy; isnad serve --public-url says how this server is known, and who may come in"
	}
	host := hostOf(r.Host)
	if host == "localhost" || slices.Contains(e.Hosts, host) {
		return ""
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return ""
	}
	return "ask for localhost, 127.0.0.1 or [::1]"
}

// hostOf is the host of an address that may have a port.
func hostOf(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(address, "[]"), "."))
}

// client is the address that a request came from. A proxy in front is believed if it is on this
// machine or in its own network.
func (e *Entrance) client(r *http.Request) string {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip := peer.Addr().Unmap()
	if e.Public != nil && (ip.IsLoopback() || ip.IsPrivate()) {
		told := r.Header.Values("X-Forwarded-For")
		last := strings.Join(told, ",")
		last = last[strings.LastIndexByte(last, ',')+1:] // what stands before it anybody can write
		if from, err := netip.ParseAddr(strings.TrimSpace(last)); err == nil {
			ip = from.Unmap()
		}
	}
	if ip.Is6() { // who has one has 2^64 of them
		if net, err := ip.WithZone("").Prefix(64); err == nil {
			return net.String()
		}
	}
	return ip.String()
}

// identify finds out who sends a request.
func (s *Server) identify(r *http.Request) (*http.Request, error) {
	if !s.Entrance.Users {
		return as(r, r.Context(), local), nil
	}
	if scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		u, err := s.DB.UserOfToken(r.Context(), strings.TrimSpace(token))
		if err != nil {
			return r, err
		}
		ctx, err := s.sessions.Load(r.Context(), "") // a new one, which nobody keeps
		return as(r, ctx, userFrom(&u)), err
	}
	ctx, u, err := s.sessions.user(r)
	if err != nil {
		return r, err
	}
	return as(r, ctx, u), nil
}

// as is a request of a user.
func as(r *http.Request, ctx context.Context, u *user) *http.Request {
	return r.WithContext(context.WithValue(ctx, userKey{}, u))
}

// askWho sends people to log in, and tells programs that they have to.
func (s *Server) askWho(w http.ResponseWriter, r *http.Request, how string) {
	if forPrograms(r) || !s.Entrance.Users {
		w.Header().Set("WWW-Authenticate", how)
		s.failWith(w, r, failure{Status: http.StatusUnauthorized})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	to := "/login"
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		to += "?back=" + url.QueryEscape(r.URL.RequestURI())
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// forPrograms tells whether a request wants JSON and not pages.
func forPrograms(r *http.Request) bool {
	return strings.HasPrefix(r.URL.Path, "/api/") || r.URL.Query().Get("format") != "" || r.Header.Get("Authorization") != ""
}
