package web

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/isnad-project/isnad/store"
	"golang.org/x/oauth2"
)

// OpenID is a provider of OpenID Connect that vouches for users.
type OpenID struct {
	Issuer, Client, Secret string
	RoleClaim              string // names the role, or several; empty: who is new has Role
	Role                   string

	mu     sync.Mutex
	client *openIDClient // once the provider has answered
}

type openIDClient struct {
	oauth2.Config
	*oidc.IDTokenVerifier
}

// openIDBack is where providers send people back to.
const openIDBack = "/login/openid/back"

// patience is how long a provider may take to answer.
const patience = 10 * time.Second

// ready asks the provider how it is asked, if that is not known yet: it may be out when the
// server starts.
func (o *OpenID) ready(home string) (*openIDClient, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.client != nil {
		return o.client, nil
	}
	provider, err := oidc.NewProvider(waiting(context.Background()), o.Issuer) // its keys are asked for later, too
	if err != nil {
		return nil, err
	}
	o.client = &openIDClient{
		oauth2.Config{ClientID: o.Client, ClientSecret: o.Secret, Endpoint: provider.Endpoint(), RedirectURL: home + openIDBack, Scopes: []string{oidc.ScopeOpenID, "profile", "email"}},
		provider.Verifier(&oidc.Config{ClientID: o.Client}),
	}
	return o.client, nil
}

// waiting has the provider asked with patience, and not more.
func waiting(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, &http.Client{Timeout: patience})
}

// What a session has while its user is at the provider.
const (
	sessionState    = "state"
	sessionNonce    = "nonce"
	sessionVerifier = "verifier"
	sessionBack     = "back"
)

func (s *Server) openOpenID() {
	s.mux.HandleFunc("GET /login/openid", s.toProvider)
	s.mux.HandleFunc("GET "+openIDBack, func(w http.ResponseWriter, r *http.Request) {
		u, to, err := s.fromProvider(r)
		if err != nil {
			slog.Warn("OpenID Connect", "from", s.Entrance.client(r), "reason", err)
			http.Redirect(w, r, "/login?failed=1", http.StatusSeeOther)
			return
		}
		s.letIn(w, r, u, to)
	})
}

// toProvider sends somebody to the provider, to come back within some minutes.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request) {
	if userOf(r).in {
		http.Redirect(w, r, inside(r.URL.Query().Get("back")), http.StatusSeeOther)
		return
	}
	if s.limits.doors.OnLimit(w, r, s.Entrance.client(r)) {
		s.failWith(w, r, failure{Status: http.StatusTooManyRequests})
		return
	}
	c, err := s.Entrance.OpenID.ready(s.Entrance.Public.String())
	if err != nil {
		slog.Warn("OpenID Connect", "reason", err)
		http.Redirect(w, r, "/login?failed=1", http.StatusSeeOther)
		return
	}
	ctx := r.Context()
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	if err := s.sessions.RenewToken(ctx); err != nil {
		s.fail(w, r, err)
		return
	}
	for name, value := range map[string]string{sessionState: state, sessionNonce: nonce, sessionVerifier: verifier, sessionBack: inside(r.URL.Query().Get("back"))} {
		s.sessions.Put(ctx, name, value)
	}
	s.sessions.SetDeadline(ctx, time.Now().Add(10*time.Minute))
	if err := s.sessions.save(ctx, w); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, c.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
}

// fromProvider is the user whom the provider vouches for, and where they wanted to be.
func (s *Server) fromProvider(r *http.Request) (*store.User, string, error) {
	ctx, asked := r.Context(), r.URL.Query()
	state, nonce := s.sessions.PopString(ctx, sessionState), s.sessions.PopString(ctx, sessionNonce)
	verifier, to := s.sessions.PopString(ctx, sessionVerifier), s.sessions.PopString(ctx, sessionBack)
	if state == "" {
		return nil, "", errors.New("nothing was asked here")
	}
	if _, _, err := s.sessions.Commit(ctx); err != nil { // one answer counts, right or wrong
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(state), []byte(asked.Get("state"))) != 1 {
		return nil, "", errors.New("the answer is not to what was asked here")
	}
	if said := asked.Get("error"); said != "" {
		return nil, "", fmt.Errorf("the provider refuses: %.200q", said)
	}
	c, err := s.Entrance.OpenID.ready(s.Entrance.Public.String())
	if err != nil {
		return nil, "", err
	}
	waiting := waiting(ctx)
	answer, err := c.Exchange(waiting, asked.Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		return nil, "", err
	}
	raw, _ := answer.Extra("id_token").(string) // none is none that holds
	token, err := c.Verify(waiting, raw)
	if err != nil {
		return nil, "", err
	}
	if subtle.ConstantTimeCompare([]byte(nonce), []byte(token.Nonce)) != 1 {
		return nil, "", errors.New("the token is not for this login")
	}
	u, err := s.vouched(ctx, token)
	return u, to, err
}

// vouched is the user of a token that holds: the one of its subject, and of no name, since
// names can be taken. Who is new becomes a user.
func (s *Server) vouched(ctx context.Context, token *oidc.IDToken) (*store.User, error) {
	var claims map[string]any
	if err := token.Claims(&claims); err != nil {
		return nil, err
	}
	role, err := s.Entrance.OpenID.role(claims)
	if err != nil {
		return nil, err
	}
	u, err := s.DB.UserOf(ctx, token.Issuer, token.Subject)
	switch {
	case errors.Is(err, store.ErrNotKept):
		u, err = s.welcome(ctx, token, role, claims)
	case err == nil && u.DisabledAt != "":
		err = fmt.Errorf("the user %s is disabled", u.Name)
	case err == nil && s.Entrance.OpenID.RoleClaim != "" && u.Role != role:
		if err = s.DB.SetRole(ctx, u.Name, role); err == nil {
			u, err = s.DB.User(ctx, u.ID)
		}
	}
	return &u, err
}

// role is the highest role that the claims give.
func (o *OpenID) role(claims map[string]any) (string, error) {
	if o.RoleClaim == "" {
		return o.Role, nil
	}
	said, several := claims[o.RoleClaim].([]any)
	if !several {
		said = []any{claims[o.RoleClaim]}
	}
	best := nobody
	for _, name := range said {
		if name, ok := name.(string); ok {
			best = max(best, roleOf(name))
		}
	}
	if best == nobody {
		return "", fmt.Errorf("the claim %q gives none of the roles", o.RoleClaim)
	}
	return store.Roles[best-1], nil
}

// welcome makes a user of somebody who is new, by a name that is free.
func (s *Server) welcome(ctx context.Context, token *oidc.IDToken, role string, claims map[string]any) (u store.User, err error) {
	wanted := "user"
	for _, claim := range []string{"preferred_username", "email", "sub"} {
		said, _ := claims[claim].(string) // what is no text is no name
		if name, err := store.UserName(said); err == nil {
			wanted = name
			break
		}
	}
	for n := 1; n < 100; n++ {
		name := wanted
		if n > 1 {
			name += "-" + strconv.Itoa(n)
		}
		u, err = s.DB.AddUser(ctx, store.User{Name: name, Role: role, Issuer: token.Issuer, Subject: token.Subject}, "", time.Now())
		var bad *store.BadUser
		if !errors.As(err, &bad) || bad.Field != "taken" {
			return u, err
		}
	}
	return u, cmp.Or(err, errors.New("no name is free"))
}

// Check tells what is wrong with what is said of a provider.
func (o *OpenID) Check() error {
	if o.Client == "" {
		return errors.New("a provider of OpenID Connect needs the name of this client")
	}
	if !slices.Contains(store.Roles, o.Role) {
		return fmt.Errorf("%q is no role", o.Role)
	}
	return nil
}
