package web

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/isnad-project/isnad/store"
)

// account is what users see of themselves.
type account struct {
	Name, Role  string
	HasPassword bool
	OpenID      string
	Bad         string // why the password could not be changed: a word of bad_user_
	Done        bool
}

// openAccount lets users change their password: whoever made them has typed the first one.
func (s *Server) openAccount() {
	s.mux.HandleFunc("GET /account", func(w http.ResponseWriter, r *http.Request) {
		s.account(w, r, http.StatusOK, account{Done: r.URL.Query().Has("done")})
	})
	s.mux.HandleFunc("POST /account", s.changePassword)
}

func (s *Server) account(w http.ResponseWriter, r *http.Request, status int, a account) {
	u, err := s.DB.UserNamed(r.Context(), userOf(r).name)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	a.Name, a.Role, a.HasPassword, a.OpenID = u.Name, u.Role, u.HasPassword, u.Issuer
	s.render(w, r, status, "account", &a)
}

// changePassword asks for the old password, since who has found a browser open does not know it.
func (s *Server) changePassword(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	name := userOf(r).name
	if s.limits.names.OnLimit(w, r, name) {
		s.failWith(w, r, failure{Status: http.StatusTooManyRequests})
		return
	}
	u, err := s.DB.Login(r.Context(), name, r.PostFormValue("old"))
	if err == nil {
		if err = s.DB.SetPassword(r.Context(), name, r.PostFormValue("password")); err == nil {
			u, err = s.DB.User(r.Context(), u.ID)
		}
	}
	switch {
	case errors.Is(err, store.ErrNotLetIn):
		s.account(w, r, http.StatusUnprocessableEntity, account{Bad: "old"})
	case errors.As(err, new(*store.BadUser)):
		s.account(w, r, http.StatusUnprocessableEntity, account{Bad: "password"})
	case err != nil:
		s.fail(w, r, err)
	default:
		slog.Info("password changed", "name", name, "from", s.Entrance.client(r))
		s.letIn(w, r, &u, "/account?done=1") // all other sessions are over
	}
}
