package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/isnad-project/isnad/store"
)

// role is what somebody may do; each may do what those before it may.
type role int

const (
	nobody role = iota
	reader
	reviewer
	admin
	never // nobody has it
)

// roleOf is the role that the store calls by a name.
func roleOf(name string) role { return role(slices.Index(store.Roles, name) + 1) }

// user is whoever sends a request.
type user struct {
	name string
	role role
	in   bool // because of a password, a provider's word, or a token
}

// local is whoever sends a request to a server without users: only somebody on its
// machine can.
var local = &user{name: "local", role: admin}

// userFrom is a user as the store knows them.
func userFrom(u *store.User) *user { return &user{u.Name, roleOf(u.Role), true} }

type userKey struct{}

// userOf is whoever sends a request; on a server without users, the one who runs it.
func userOf(r *http.Request) *user { return userIn(r.Context()) }

func userIn(ctx context.Context) *user {
	if u, ok := ctx.Value(userKey{}).(*user); ok {
		return u
	}
	return &user{}
}

// UserName is who is logged in, if that is asked of people here.
func (s *sheet) UserName() string {
	if !s.user.in {
		return ""
	}
	return s.user.name
}

// May tells whether whoever looks has a role, so that they are not shown doors that are
// closed to them.
func (s *sheet) May(name string) bool { return s.user.role >= roleOf(name) }
