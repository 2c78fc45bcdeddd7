package web

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/isnad-project/isnad/store"
)

// entry is what the page shows that lets people in.
type entry struct {
	Back   string
	Name   string // that was typed
	Wrong  bool
	OpenID bool // a provider vouches for users as well
	Failed bool // it did not
}

// openLogin opens the door, if there are users.
func (s *Server) openLogin() {
	if !s.Entrance.Users {
		return
	}
	s.mux.HandleFunc("GET /login", func(w http.ResponseWriter, r *http.Request) {
		s.door(w, r, http.StatusOK, entry{Back: r.URL.Query().Get("back"), Failed: r.URL.Query().Has("failed")})
	})
	s.mux.HandleFunc("POST /login", s.login)
	s.mux.HandleFunc("POST /logout", s.logout)
	s.openAccount()
	if s.Entrance.OpenID != nil {
		s.openOpenID()
	}
}

// door shows the page that lets people in.
func (s *Server) door(w http.ResponseWriter, r *http.Request, status int, e entry) {
	e.Back, e.OpenID = inside(e.Back), s.Entrance.OpenID != nil
	w.Header().Set("Cache-Control", "no-store")
	s.render(w, r, status, "login", &e)
}

// inside is where somebody who was let in goes on: a path of this server, but for the door.
func inside(to string) string {
	if to = back(to); to == "/login" || strings.HasPrefix(to, "/login?") || strings.HasPrefix(to, "/login/") {
		return "/"
	}
	return to
}

func (s *Server) login(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
	typed, client := r.PostFormValue("name"), s.Entrance.client(r)
	name, bad := store.UserName(typed)
	if s.limits.doors.OnLimit(w, r, client) || bad == nil && s.limits.names.OnLimit(w, r, name) {
		slog.Warn("too many logins", "name", name, "from", client)
		s.failWith(w, r, failure{Status: http.StatusTooManyRequests})
		return
	}
	u, err := s.DB.Login(r.Context(), typed, r.PostFormValue("password"))
	switch {
	case errors.Is(err, store.ErrNotLetIn):
		slog.Warn("not let in", "name", name, "from", client)
		s.door(w, r, http.StatusUnauthorized, entry{Back: r.PostFormValue("back"), Name: typed, Wrong: true})
	case err != nil:
		s.fail(w, r, err)
	default:
		s.letIn(w, r, &u, r.PostFormValue("back"))
	}
}

// letIn lets a user in, who goes on where they wanted to be.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, u *store.User, to string) {
	if err := s.sessions.letIn(r.Context(), w, u); err != nil {
		s.fail(w, r, err)
		return
	}
	slog.Info("let in", "name", u.Name, "from", s.Entrance.client(r))
	http.Redirect(w, r, inside(to), http.StatusSeeOther)
}

func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	if userOf(r).in {
		if err := s.sessions.letOut(r.Context(), w); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	w.Header().Set("Clear-Site-Data", `"cache"`) // what was seen is not for whoever sits here next
	http.Redirect(w, r, "/login", http.StatusSeeOther)
}
