package web

import (
	"context"
	"net/http"
)

// role is what somebody may do; each may do what those before it may.
type role int

const (
	nobody role = iota
	reader
	reviewer
	admin
)

// user is whoever sends a request.
type user struct {
	name string
	role role
}

type userKey struct{}

// userOf is whoever sends a request; on a server without users, the one who runs it.
func userOf(r *http.Request) *user { return userIn(r.Context()) }

func userIn(ctx context.Context) *user {
	if u, ok := ctx.Value(userKey{}).(*user); ok {
		return u
	}
	return &user{}
}
