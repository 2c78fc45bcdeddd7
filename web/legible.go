package web

import (
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// legible refuses addresses whose parts are no text: no name and no word in the store has
// such bytes, and databases do not agree on what to do with them.
func (s *Server) legible(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isText(r.URL.Path) {
			s.failWith(w, r, failure{http.StatusNotFound, "path: it is no text in UTF-8"})
			return
		}
		if field := illegible(r.URL.RawQuery); field != "" {
			s.failWith(w, r, failure{http.StatusUnprocessableEntity, field + ": give text in UTF-8 without NUL"})
			return
		}
		next.ServeHTTP(w, r)
	})
}

// illegible is the name of what in a query is no text, or "".
func illegible(query string) string {
	values, err := url.ParseQuery(query)
	if err != nil {
		return "query"
	}
	for name, all := range values {
		if !isText(name) {
			return "query"
		}
		for _, v := range all {
			if !isText(v) {
				return name
			}
		}
	}
	return ""
}

func isText(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
