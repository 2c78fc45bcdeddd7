package page

func (r *reader) html() (*Page, error) { return r.plain() }
