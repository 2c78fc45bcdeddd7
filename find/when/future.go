package when

import (
	"strings"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// aboutFuture reports whether the clause of e speaks of what is to come: a
// verb with س, or such words as «سوف» and «المقرر». A complementiser parts
// clauses: «قال الاثنين إن الحكومة ستعقد».
func (r *resolver) aboutFuture(e *expr) bool {
	if r.roleBefore(e.from) == since {
		return false
	}
	s := r.t.Sentences[r.t.SentenceAt(e.from)]
	for i, n := e.from-1, 0; i >= s.From && n < 8; i, n = i-1, n+1 {
		if w := r.surface(i).role; w == thatClause || r.is(i, ':', '.') {
			break
		} else if w == will || r.willVerb(i) {
			return true
		}
	}
	for i, n := e.to, 0; i < s.To && n < 4; i, n = i+1, n+1 {
		if w := r.surface(i).role; w == thatClause || r.is(i, ':', '"', '«', '“') {
			break
		} else if w == will || r.willVerb(i) {
			return true
		}
	}
	return false
}

// willVerb reports whether word i is a verb of the future, or one in the
// present that tells of what is on the calendar.
func (r *resolver) willVerb(i int) bool {
	k := &r.t.Tokens[i]
	if k.Kind != text.Word {
		return false
	}
	if k.Pro&lang.Will != 0 || r.planned[k.ID] || r.planned[k.Bare] {
		return true
	}
	norm := r.t.BareNorm(i)
	if k.Bare != 0 && r.t.Lang.Known(k.Bare) || len(norm) < 8 {
		return false
	}
	for _, no := range r.notWill {
		if strings.HasPrefix(norm, no) {
			return false
		}
	}
	for _, yes := range r.willBegins {
		if strings.HasPrefix(norm, yes) {
			return true
		}
	}
	return false
}
