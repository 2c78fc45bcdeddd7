package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/isnad-project/isnad/store"
)

// Users are who may come in.
type Users struct {
	Users []userLine `json:"users"`

	Roles []string  `json:"-"`
	Open  bool      `json:"-"` // nobody is asked who they are
	Form  *userForm `json:"-"` // that could not be done
}

type userLine struct {
	Name       string `json:"name"`
	Role       string `json:"role" enum:"reader,reviewer,admin"`
	Password   bool   `json:"password" doc:"Whether there is one"`
	OpenID     string `json:"openid,omitempty" doc:"Provider of OpenID Connect that vouches for them"`
	Tokens     int    `json:"tokens" doc:"That let programs in as this user"`
	CreatedAt  string `json:"created_at"`
	DisabledAt string `json:"disabled_at,omitempty"`

	Self bool `json:"-"` // who looks
}

// userForm is what was asked for, and why it could not be done.
type userForm struct{ Name, Role, Bad string }

func (s *Server) openUsers() {
	enter(s, room[struct{}, Users]{
		path: "/users", name: "users", group: "users", about: "Who may come in, for admins",
		load: func(ctx context.Context, _ *struct{}) (*Users, error) { return s.users(ctx, nil) },
	})
	s.mux.HandleFunc("POST /users", s.changed(func(r *http.Request) error {
		_, err := s.DB.AddUser(r.Context(), store.User{Name: r.PostFormValue("name"), Role: r.PostFormValue("role")}, r.PostFormValue("password"), time.Now())
		return err
	}))
	for act, do := range map[string]func(r *http.Request, name string) error{
		"role": func(r *http.Request, name string) error {
			return s.DB.SetRole(r.Context(), name, r.PostFormValue("role"))
		},
		"password": func(r *http.Request, name string) error {
			return s.DB.SetPassword(r.Context(), name, r.PostFormValue("password"))
		},
		"disable": func(r *http.Request, name string) error { return s.DB.DisableUser(r.Context(), name, time.Now()) },
		"enable":  func(r *http.Request, name string) error { return s.DB.EnableUser(r.Context(), name) },
		"revoke": func(r *http.Request, name string) error {
			_, err := s.DB.RevokeTokens(r.Context(), name)
			return err
		},
	} {
		s.mux.HandleFunc("POST /users/{name}/"+act, s.changed(func(r *http.Request) error {
			name := r.PathValue("name")
			if (act == "role" || act == "disable") && name == userOf(r).name {
				return &store.BadUser{Field: "self", Want: "somebody else has to do that"} // so that an admin is left
			}
			return do(r, name)
		}))
	}
}

func (s *Server) users(ctx context.Context, bad *userForm) (*Users, error) {
	users, err := s.DB.Users(ctx)
	if err != nil {
		return nil, err
	}
	out := &Users{Users: []userLine{}, Roles: store.Roles, Open: !s.Entrance.Users, Form: bad}
	for _, u := range users {
		out.Users = append(out.Users, userLine{Name: u.Name, Role: u.Role, Password: u.HasPassword, OpenID: u.Issuer, Tokens: u.Tokens, CreatedAt: u.CreatedAt, DisabledAt: u.DisabledAt,
			Self: u.Name == userIn(ctx).name})
	}
	return out, nil
}

func (o *Users) table() ([]string, [][]string) {
	var rows [][]string
	for _, u := range o.Users {
		rows = append(rows, []string{u.Name, u.Role, strconv.FormatBool(u.Password), u.OpenID, strconv.Itoa(u.Tokens), u.CreatedAt, u.DisabledAt})
	}
	return []string{"name", "role", "password", "openid", "tokens", "created_at", "disabled_at"}, rows
}

// changed handles a form of the page of users, and leads back to that.
func (s *Server) changed(do func(r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, 1<<14)
		err := do(r)
		var bad *store.BadUser
		switch {
		case err == nil:
			slog.Info("users changed", "by", userOf(r).name, "path", r.URL.Path, "name", r.PostFormValue("name"))
			http.Redirect(w, r, "/users", http.StatusSeeOther)
		case errors.As(err, &bad):
			s.usersAgain(w, r, bad)
		default:
			s.fail(w, r, err)
		}
	}
}

// usersAgain shows the page with what could not be done.
func (s *Server) usersAgain(w http.ResponseWriter, r *http.Request, bad *store.BadUser) {
	out, err := s.users(r.Context(), &userForm{r.PostFormValue("name"), r.PostFormValue("role"), bad.Field})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.render(w, r, http.StatusUnprocessableEntity, "users", out)
}
