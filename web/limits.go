package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/go-chi/httprate"
)

// limits are how often somebody may ask.
type limits struct {
	doors *httprate.RateLimiter // logging in, by address
	names *httprate.RateLimiter // logging in, by name
	api   *httprate.RateLimiter
	finds *httprate.RateLimiter // searching and taking away, which take longest
}

func newLimits() *limits {
	return &limits{
		doors: httprate.NewRateLimiter(20, time.Minute),
		names: httprate.NewRateLimiter(20, 10*time.Minute),
		api:   httprate.NewRateLimiter(1200, time.Minute),
		finds: httprate.NewRateLimiter(240, time.Minute),
	}
}

// tooMany tells whether somebody has asked too often for what a pattern answers, and
// says in the answer's head when to come back.
func (l *limits) tooMany(w http.ResponseWriter, r *http.Request, pattern, client string) bool {
	if u := userOf(r); u.in {
		client = "user " + u.name
	}
	_, path, _ := strings.Cut(pattern, " ")
	switch rest, api := strings.CutPrefix(path, apiPath); {
	case rest == "/search", strings.HasSuffix(path, "/export"), strings.HasSuffix(path, "/report"):
		return l.finds.OnLimit(w, r, client)
	case api:
		return l.api.OnLimit(w, r, client)
	}
	return false
}
