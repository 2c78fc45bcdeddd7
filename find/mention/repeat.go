package mention

// repeat finds further mentions of names that the page gave in full.
func (s *scan) repeat() {}
