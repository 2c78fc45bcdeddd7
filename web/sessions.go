package web

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/isnad-project/isnad/store"
)

// How long somebody stays in: at most, and without asking for anything.
const (
	longestSession = 7 * 24 * time.Hour
	idleSession    = 12 * time.Hour
)

// touched is how old what is known of somebody's last request may be: it is not written with each.
const touched = 5 * time.Minute

// What a session has.
const (
	sessionUser = "user" // number
	sessionEra  = "era"  // of the user, when the session began
	sessionSeen = "seen" // seconds since 1970
)

// sessions know who sends a request by its cookie.
type sessions struct {
	*scs.SessionManager
	db *store.Store
}

// newSessions makes sessions whose cookie is sent over TLS alone, if secure.
func newSessions(db *store.Store, secure bool) *sessions {
	m := scs.New()
	m.Store, m.HashTokenInStore = sessionStore{db}, true
	m.Lifetime, m.IdleTimeout = longestSession, idleSession
	m.Cookie.Name, m.Cookie.Secure, m.Cookie.Persist = "isnad_session", secure, false
	if secure {
		m.Cookie.Name = "__Host-isnad" // which browsers take from this host alone
	}
	return &sessions{m, db}
}

// user is whoever has the session of a request's cookie, and the context that has the session.
func (s *sessions) user(r *http.Request) (context.Context, *user, error) {
	secret := ""
	if c, err := r.Cookie(s.Cookie.Name); err == nil {
		secret = c.Value
	}
	ctx, err := s.Load(r.Context(), secret)
	if err != nil {
		return nil, nil, err
	}
	id := s.GetInt64(ctx, sessionUser)
	if id == 0 {
		return ctx, &user{}, nil
	}
	u, err := s.db.User(ctx, id)
	if errors.Is(err, store.ErrNotKept) || err == nil && (u.DisabledAt != "" || u.Era != s.GetInt64(ctx, sessionEra)) {
		return ctx, &user{}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	if now := time.Now(); now.Unix()-s.GetInt64(ctx, sessionSeen) > int64(touched.Seconds()) {
		s.Put(ctx, sessionSeen, now.Unix())
		if _, _, err := s.Commit(ctx); err != nil {
			report(err) // they are in all the same
		}
	}
	return ctx, userFrom(&u), nil
}

// letIn begins a session of a user, under a secret that nobody has seen before.
func (s *sessions) letIn(ctx context.Context, w http.ResponseWriter, u *store.User) error {
	now := time.Now()
	if err := errors.Join(s.db.ForgetSessions(ctx, now), s.Clear(ctx), s.RenewToken(ctx)); err != nil {
		return err
	}
	s.Put(ctx, sessionUser, u.ID)
	s.Put(ctx, sessionEra, u.Era)
	s.Put(ctx, sessionSeen, now.Unix())
	return s.save(ctx, w)
}

// save keeps a session, and has the browser keep its secret.
func (s *sessions) save(ctx context.Context, w http.ResponseWriter) error {
	secret, expires, err := s.Commit(ctx)
	if err == nil {
		s.WriteSessionCookie(ctx, w, secret, expires)
	}
	return err
}

// letOut ends a session.
func (s *sessions) letOut(ctx context.Context, w http.ResponseWriter) error {
	err := s.Destroy(ctx)
	s.WriteSessionCookie(ctx, w, "", time.Time{})
	return err
}

// sessionStore keeps sessions in the store.
type sessionStore struct{ db *store.Store }

func (s sessionStore) FindCtx(ctx context.Context, digest string) ([]byte, bool, error) {
	return s.db.Session(ctx, digest, time.Now())
}

func (s sessionStore) CommitCtx(ctx context.Context, digest string, data []byte, expires time.Time) error {
	return s.db.KeepSession(ctx, digest, data, expires)
}

func (s sessionStore) DeleteCtx(ctx context.Context, digest string) error {
	return s.db.EndSession(ctx, digest)
}

func (s sessionStore) Find(digest string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), digest)
}

func (s sessionStore) Commit(digest string, data []byte, expires time.Time) error {
	return s.CommitCtx(context.Background(), digest, data, expires)
}

func (s sessionStore) Delete(digest string) error { return s.DeleteCtx(context.Background(), digest) }
