package web

import "net/http"

// openAbout opens the page that says how each number is made.
func (s *Server) openAbout() {
	s.mux.HandleFunc("GET /about", func(w http.ResponseWriter, r *http.Request) { s.render(w, r, http.StatusOK, "about", nil) })
}
