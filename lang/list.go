package lang

// List is a word list: entries of one or more words, each with fields.
type List struct {
	Name    string
	Entries []Entry

	names   bool
	article bool
	first   []uint64 // bit set: IDs that an entry begins with
	edges   []edge   // open addressing, a power of two long
	ends    []int32  // node -> index of the entry that ends there + 1
}

// edge leads from a node by a word to the next node, which is never 0.
type edge struct {
	from int32
	by   ID
	to   int32
}

// Entry is one line of a list.
type Entry struct {
	Text   string // as written in the list
	Words  []ID
	Fields []string
}

// Field returns the i-th field after the words, "" if there is none.
func (e *Entry) Field(i int) string {
	if e == nil || i >= len(e.Fields) {
		return ""
	}
	return e.Fields[i]
}

// Form is a word of a text as a list may know it.
type Form struct{ ID, Bare, Core ID }

// Word is what a list is asked about: the i-th word of something.
type Word func(i int) (Form, bool)

func (l *List) add(e Entry) {
	if l.ends == nil {
		l.ends = []int32{0}
	}
	l.Entries = append(l.Entries, e)
	node := int32(0)
	for _, w := range e.Words {
		next, ok := l.step(node, w)
		if !ok {
			next = int32(len(l.ends))
			l.ends = append(l.ends, 0)
			l.join(edge{node, w, next})
		}
		node = next
	}
	if l.ends[node] == 0 { // the first of equal entries stands
		l.ends[node] = int32(len(l.Entries))
	}
}

func (l *List) seal(words int) {
	l.first = make([]uint64, words/64+1)
	for _, e := range l.Entries {
		l.first[e.Words[0]/64] |= 1 << (e.Words[0] % 64)
	}
}

// begins reports whether an entry begins with id.
func (l *List) begins(id ID) bool {
	return id != 0 && l.first != nil && l.first[id/64]&(1<<(id%64)) != 0
}

// Has reports whether id alone is an entry.
func (l *List) Has(id ID) bool { return l.Find(id) != nil }

// Find returns the entry that is the one word id, nil if there is none.
func (l *List) Find(id ID) *Entry {
	if !l.begins(id) {
		return nil
	}
	if n, ok := l.step(0, id); ok && l.ends[n] != 0 {
		return &l.Entries[l.ends[n]-1]
	}
	return nil
}

// Begins reports, fast, whether an entry begins with the word id.
func (l *List) Begins(id ID) bool { return l.begins(id) }

// MayBegin reports, fast, whether an entry can begin with f.
func (l *List) MayBegin(f Form) bool {
	return l.begins(f.ID) || l.begins(f.Bare) || l.article && l.begins(f.Core)
}

// Match returns the longest entry that the words from first on begin with,
// and the number of its words; nil, 0 if there is none. The first word may
// carry proclitics, and every word its article if the list says so.
func (l *List) Match(first Form, rest Word) (*Entry, int) {
	if !l.MayBegin(first) {
		return nil, 0
	}
	if e, n := l.match(first.ID, rest); e != nil {
		return e, n
	}
	if e, n := l.match(first.Bare, rest); e != nil {
		return e, n
	}
	if l.article {
		return l.match(first.Core, rest)
	}
	return nil, 0
}

func (l *List) match(id ID, rest Word) (best *Entry, length int) {
	node, ok := l.step(0, id)
	for n := 1; ok; n++ {
		if e := l.ends[node]; e != 0 {
			best, length = &l.Entries[e-1], n
		}
		f, more := rest(n)
		if !more {
			break
		}
		next, found := l.step(node, f.ID)
		if !found && l.article {
			next, found = l.step(node, f.Core)
		}
		node, ok = next, found
	}
	return best, length
}

// step goes from a node by a word.
func (l *List) step(node int32, id ID) (int32, bool) {
	if id == 0 || len(l.edges) == 0 {
		return 0, false
	}
	e := l.edge(node, id)
	return e.to, e.to != 0
}

// edge returns the edge from a node by a word, or the empty place where it belongs.
func (l *List) edge(node int32, id ID) *edge {
	key := uint64(node)<<32 | uint64(id)
	mask := uint64(len(l.edges) - 1)
	for i := mix(key, 0x9E3779B97F4A7C15) & mask; ; i = (i + 1) & mask {
		if e := &l.edges[i]; e.to == 0 || e.from == node && e.by == id {
			return e
		}
	}
}

// join adds an edge. There are as many as nodes but the first.
func (l *List) join(e edge) {
	if 2*len(l.ends) > len(l.edges) {
		old := l.edges
		l.edges = make([]edge, max(8, 2*len(old)))
		for _, o := range old {
			if o.to != 0 {
				*l.edge(o.from, o.by) = o
			}
		}
	}
	*l.edge(e.from, e.by) = e
}
