package web

// For tests: what was registered.
func (s *Server) Patterns() []string { return s.mux.patterns }
