package store_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad/store"
)

const secret = "سر طويل لا يعرفه أحد"

func addUser(t *testing.T, s *store.Store, name, role string) store.User {
	t.Helper()
	u, err := s.AddUser(context.Background(), store.User{Name: name, Role: role}, secret, noon)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestUsers(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		u := addUser(t, s, " Salma.H ", "reviewer")
		if u.Name != "salma.h" || u.Role != "reviewer" || !u.HasPassword || u.CreatedAt != "2024-05-05T12:00:00Z" {
			t.Errorf("%+v", u)
		}
		for _, c := range []struct{ name, role, password, field string }{
			{"SALMA.H", "reader", secret, "taken"},
			{"", "reader", secret, "name"},
			{"a b", "reader", secret, "name"},
			{"../x", "reader", secret, "name"},
			{"a\u202eb", "reader", secret, "name"},
			{"x", "owner", secret, "role"},
			{"x", "reader", "short", "password"},
			{"x", "reader", strings.Repeat("x", 1025), "password"},
		} {
			var bad *store.BadUser
			if _, err := s.AddUser(ctx, store.User{Name: c.name, Role: c.role}, c.password, noon); !errors.As(err, &bad) || bad.Field != c.field {
				t.Errorf("%q %q: %v, not about %s", c.name, c.role, err, c.field)
			}
		}
		for _, name := range []string{"salma.h", "Salma.H", "ｓalma.h"} {
			if got, err := s.Login(ctx, name, secret); err != nil || got.ID != u.ID {
				t.Errorf("%s is not let in: %v", name, err)
			}
		}
		for _, c := range [][2]string{{"salma.h", "x"}, {"salma.h", ""}, {"nobody", secret}, {"", ""}, {"a b", secret}} {
			if _, err := s.Login(ctx, c[0], c[1]); err != store.ErrNotLetIn {
				t.Errorf("%q with %q: %v", c[0], c[1], err)
			}
		}
		if _, err := s.AddUser(ctx, store.User{Name: "robot", Role: "reader"}, "", noon); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Login(ctx, "robot", ""); err != store.ErrNotLetIn {
			t.Errorf("no password lets in: %v", err)
		}
		era := u.Era
		changed := func(what string, err error) {
			t.Helper()
			u, e := s.User(ctx, u.ID)
			if err != nil || e != nil || u.Era <= era {
				t.Errorf("%s: %v, %v, era %d", what, err, e, u.Era)
			}
			era = u.Era
		}
		changed("role", s.SetRole(ctx, "salma.h", "admin"))
		changed("password", s.SetPassword(ctx, "salma.h", "another long secret"))
		if _, err := s.Login(ctx, "salma.h", secret); err != store.ErrNotLetIn {
			t.Errorf("the old password lets in: %v", err)
		}
		changed("disable", s.DisableUser(ctx, "salma.h", noon))
		if _, err := s.Login(ctx, "salma.h", "another long secret"); err != store.ErrNotLetIn {
			t.Errorf("a disabled user is let in: %v", err)
		}
		changed("enable", s.EnableUser(ctx, "salma.h"))
		if _, err := s.Login(ctx, "salma.h", "another long secret"); err != nil {
			t.Errorf("an enabled user is not let in: %v", err)
		}
		for _, err := range []error{s.SetRole(ctx, "who", "admin"), s.SetPassword(ctx, "who", secret), s.DisableUser(ctx, "who", noon), s.EnableUser(ctx, "no one")} {
			if !errors.Is(err, store.ErrNotKept) {
				t.Errorf("%v", err)
			}
		}
		users, err := s.Users(ctx)
		if err != nil || len(users) != 2 || users[0].Name != "robot" || users[1].Role != "admin" {
			t.Errorf("%+v, %v", users, err)
		}
	})
}

func TestUsersOfOpenID(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		addUser(t, s, "salma", "admin")
		if _, err := s.UserOf(ctx, "", ""); !errors.Is(err, store.ErrNotKept) {
			t.Errorf("a user without a subject is found by none: %v", err)
		}
		u, err := s.AddUser(ctx, store.User{Name: "nader", Role: "reader", Issuer: "https://id.example", Subject: "7"}, "", noon)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.UserOf(ctx, "https://id.example", "7"); err != nil || got.ID != u.ID {
			t.Errorf("%+v, %v", got, err)
		}
		for _, c := range [][2]string{{"https://id.example", "8"}, {"https://other.example", "7"}} {
			if _, err := s.UserOf(ctx, c[0], c[1]); !errors.Is(err, store.ErrNotKept) {
				t.Errorf("%v: %v", c, err)
			}
		}
	})
}

func TestTokens(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		u := addUser(t, s, "robot", "reader")
		token, err := s.NewToken(ctx, "robot", noon)
		if err != nil || !strings.HasPrefix(token, "isnad_") || len(token) < 40 {
			t.Fatal(token, err)
		}
		if got, err := s.UserOfToken(ctx, token); err != nil || got.ID != u.ID || got.Tokens != 1 {
			t.Errorf("%+v, %v", got, err)
		}
		for _, other := range []string{"", "isnad_", token[:len(token)-1], token + "A", strings.TrimPrefix(token, "isnad_")} {
			if _, err := s.UserOfToken(ctx, other); err != store.ErrNotLetIn {
				t.Errorf("%q: %v", other, err)
			}
		}
		for _, row := range append(rows(t, raw(t, where), "tokens"), rows(t, raw(t, where), "users")...) {
			if strings.Contains(row, token[6:]) || strings.Contains(row, secret) {
				t.Error("a secret is kept as it is")
			}
		}
		s.DisableUser(ctx, "robot", noon)
		if _, err := s.UserOfToken(ctx, token); err != store.ErrNotLetIn {
			t.Errorf("the token of a disabled user lets in: %v", err)
		}
		s.EnableUser(ctx, "robot")
		if n, err := s.RevokeTokens(ctx, "robot"); n != 1 || err != nil {
			t.Error(n, err)
		}
		if _, err := s.UserOfToken(ctx, token); err != store.ErrNotLetIn {
			t.Errorf("a revoked token lets in: %v", err)
		}
	})
}

func TestSessions(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		has := func(now time.Time, want string) {
			t.Helper()
			data, there, err := s.Session(ctx, "d", now)
			if err != nil || there != (want != "") || string(data) != want {
				t.Errorf("%q, %v, %v; want %q", data, there, err, want)
			}
		}
		later := noon.Add(time.Hour)
		keep := func(data string) {
			t.Helper()
			if err := s.KeepSession(ctx, "d", []byte(data), later); err != nil {
				t.Fatal(err)
			}
		}
		has(noon, "")
		keep("one")
		keep("two")
		has(noon, "two")
		has(later, "")
		if err := s.EndSession(ctx, "d"); err != nil {
			t.Fatal(err)
		}
		has(noon, "")
		keep("three") // by a request that was under way
		has(noon, "")
		if err := s.ForgetSessions(ctx, later); err != nil || len(rows(t, raw(t, where), "sessions")) != 0 {
			t.Error("sessions that are over are kept", err)
		}
	})
}

// Users go along with a backup; what lets them in without a password does not.
func TestUsersInBackups(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		addUser(t, s, "salma", "admin")
		token, _ := s.NewToken(ctx, "salma", noon)
		if err := s.KeepSession(ctx, "d", []byte("x"), time.Now().Add(time.Hour)); err != nil || token == "" {
			t.Fatal(err)
		}
		file := backup(t, s)
		for _, table := range []string{"sessions", "tokens"} {
			if got := rows(t, raw(t, file), table); len(got) > 0 {
				t.Errorf("the backup has %s: %q", table, got)
			}
		}
		if _, err := restore(t, s, file, store.Restoring{}); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("users are lost: %v", err)
		}
		if _, err := restore(t, s, file, store.Restoring{Replace: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Login(ctx, "salma", secret); err != nil {
			t.Errorf("salma is not let in: %v", err)
		}
		if _, err := s.UserOfToken(ctx, token); err != store.ErrNotLetIn {
			t.Errorf("a token outlives the restoring: %v", err)
		}
		if u := addUser(t, s, "nader", "reader"); !slices.Contains(store.Roles, u.Role) || u.ID < 2 {
			t.Errorf("%+v", u)
		}
	})
}
