package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/isnad-project/isnad"
)

// Hit is a page that a query finds.
type Hit struct {
	Address, Outlet, Published, Title string
	Version                           int64 // the number of its latest version
	Record                            *isnad.Record
	// Words are the places in the record's text of what the query asks for;
	// TitleWords are those in its title. Snippet is the part of the text around the
	// best of them. Where a query has filters alone, Words are the figures that it
	// asks for, and the snippet begins around them, or with the first of the
	// statements, or else with the text.
	Words, TitleWords []isnad.Span
	Snippet           isnad.Span
	// Statements are those with such words in what is said or in the speaker's name;
	// s1 is 1. Where a query asks for a speaker or a kind, it is those alone, and all
	// of them if none has such words.
	Statements []int
	Cursor     string

	packed []byte
}

// A page's place is the minute of its publication and its number, so that pages
// lie in the index in the order in which they are found.
const (
	pageBits   = 30
	pageMask   = 1<<pageBits - 1
	mostMinute = 1<<(63-pageBits) - 1
	aDay       = 24 * 60
)

var yearOne = time.Time{}.Unix()

// minute is that of a publication, counted from the year 1; 0 is no date.
func minute(published string) int64 {
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01", "2006"} {
		if t, err := time.Parse(layout, published); err == nil {
			return min(max((t.Unix()-yearOne)/60, 0), mostMinute)
		}
	}
	return 0
}

// cursor is where a hit stands in the order of all: whether among those with all
// in the title, and its place.
type cursor struct {
	titled bool
	place  int64
}

func (c cursor) String() string {
	if c.titled {
		return "t" + strconv.FormatInt(c.place, 36)
	}
	return "w" + strconv.FormatInt(c.place, 36)
}

func cursorOf(s string) (c cursor, err error) {
	if s == "" {
		return cursor{true, math.MaxInt64}, nil
	}
	c.titled = s[0] == 't'
	c.place, err = strconv.ParseInt(s[1:], 36, 64)
	if err != nil || s[0] != 't' && s[0] != 'w' {
		return c, ErrCursor
	}
	return c, nil
}

// ErrCursor is the error for a cursor that no hit has given.
var ErrCursor = errors.New("this is no cursor of a search")

// Search gives the pages that a query finds: first those that have all of it in
// the title, then the others, of both the latest published first, and of those
// published in one minute the last added. A query of filters alone is of the
// others. After is the cursor of the last hit that is known, or empty.
func (s *Store) Search(ctx context.Context, q *Query, after string) ([]Hit, error) {
	c, err := cursorOf(after)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	if c.titled && len(q.must) > 0 {
		if hits, err = s.search(ctx, q, c, nil); err != nil {
			return nil, s.failed("search", err)
		}
	}
	if c.titled {
		c = cursor{false, math.MaxInt64}
	}
	if q.Most == 0 || len(hits) < q.Most {
		if hits, err = s.search(ctx, q, c, hits); err != nil {
			return nil, s.failed("search", err)
		}
	}
	if err := s.show(q, hits); err != nil {
		return nil, s.failed("search", err)
	}
	return hits, nil
}

// show reads what is shown of hits and marks the words that are asked for, on
// all processors.
func (s *Store) show(q *Query, hits []Hit) error {
	var next atomic.Int64
	errs := make([]error, min(len(hits), runtime.GOMAXPROCS(0)))
	var work sync.WaitGroup
	for w := range errs {
		work.Go(func() {
			known := terms{}
			for i := int(next.Add(1)) - 1; i < len(hits) && errs[w] == nil; i = int(next.Add(1)) - 1 {
				h := &hits[i]
				line, err := unpack(h.packed)
				if err == nil {
					h.Record = &isnad.Record{}
					err = h.Record.UnmarshalJSON(line)
				}
				if err != nil {
					errs[w] = fmt.Errorf("%s: %w", h.Address, err)
					continue
				}
				h.packed = nil
				q.mark(h, known)
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}

// search adds hits behind a cursor to those that are known.
func (s *Store) search(ctx context.Context, q *Query, c cursor, hits []Hit) ([]Hit, error) {
	narrow := s.narrow(q, c)
	sentence := `SELECT ` + s.placeOf(q) + `, p.address, p.latest, r.outlet, r.published, r.title, r.packed` + s.hits(q, narrow)
	if q.Most > 0 {
		sentence += ` LIMIT ?`
		narrow.args = append(narrow.args, q.Most-len(hits))
	}
	rows, err := s.again(ctx, sentence, narrow.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Hit
		if err := rows.Scan(&c.place, &h.Address, &h.Version, &h.Outlet, &h.Published, &h.Title, &h.packed); err != nil {
			return nil, err
		}
		h.Cursor = c.String()
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// hits are the pages that are asked for, in their order.
func (s *Store) hits(q *Query, narrow query) string {
	from := ` FROM pages p`
	if len(q.must) > 0 {
		from = ` FROM words w JOIN pages p ON p.id = ` + s.place + ` & ` + strconv.Itoa(pageMask)
	}
	return from + ` JOIN records r ON r.version = p.latest WHERE ` + strings.Join(narrow.where, ` AND `) + ` ORDER BY ` + s.placeOf(q) + ` DESC`
}

// hitPlaces asks for the places alone of the pages that are asked for.
func (s *Store) hitPlaces(q *Query, narrow query) string {
	if q.filtered() || len(q.must) == 0 {
		return `SELECT ` + s.placeOf(q) + s.hits(q, narrow)
	}
	return `SELECT ` + s.place + ` FROM words w WHERE ` + strings.Join(narrow.where, ` AND `) + ` ORDER BY ` + s.place + ` DESC`
}

// placeOf is the column with the places of pages that are asked for.
func (s *Store) placeOf(q *Query) string {
	if len(q.must) > 0 {
		return s.place
	}
	return `p.place`
}

// narrow asks for the pages that a query finds behind a cursor: those with all in
// the title, or the others.
func (s *Store) narrow(q *Query, c cursor) query {
	var narrow query
	if len(q.must) > 0 {
		narrow.and(s.finds, s.wording(q, c.titled))
	} else if len(q.not) > 0 {
		unwanted := &Query{must: [][]atom{q.not}} // one of them, in the title or not
		for _, titled := range []bool{true, false} {
			narrow.and(`p.place NOT IN (SELECT `+s.place+` FROM words w WHERE `+s.finds+`)`, s.wording(unwanted, titled))
		}
	}
	narrow.outlet(q.Filter)
	// The day is as the page writes it, so that it may begin earlier or later.
	narrow.published(q.Filter)
	if q.From != "" {
		narrow.and(s.placeOf(q)+` >= ?`, max(minute(q.From)-aDay, 0)<<pageBits)
	}
	before := c.place // one bound: SQLite begins at the first that it is given
	if q.To != "" {
		before = min(before, min(minute(q.To)+2*aDay, mostMinute)<<pageBits)
	}
	narrow.and(s.placeOf(q)+` < ?`, before)
	if q.Speaker != "" || q.Kind != "" {
		var said query
		said.and(`x.version = p.latest`)
		said.statements(q.Filter)
		narrow.and(`EXISTS (SELECT 1 FROM statements x WHERE `+strings.Join(said.where, ` AND `)+`)`, said.args...)
	}
	if q.Place != "" {
		narrow.holds(`p.places`, placeWords(q.Place))
	}
	if q.Language != "" {
		narrow.and(`r.language = ?`, strings.ToLower(q.Language))
	}
	if q.Story != "" {
		n, _ := strconv.ParseInt(q.Story, 10, 64) // Query has looked
		narrow.and(`p.id IN (SELECT l.id FROM stories t JOIN story_pages y ON y.story = t.id JOIN versions v ON v.id = y.version JOIN pages l ON l.id = v.page AND l.latest = v.id WHERE t.first_version = ?)`, n)
	}
	if len(q.figures) > 0 {
		var given query
		given.and(`x.version = p.latest`)
		given.figures(q)
		narrow.and(`EXISTS (SELECT 1 FROM figures x WHERE `+strings.Join(given.where, ` AND `)+`)`, given.args...)
	}
	return narrow
}

// figures asks for a figure that a query's conditions hold of. A range is above a
// number if its end is, and below it if its beginning is.
func (q *query) figures(of *Query) {
	for _, c := range of.figures {
		switch c.sign {
		case "=":
			q.and(`(x.value = ? OR x.low <= ? AND x.high >= ?)`, c.value, c.value, c.value)
		case ">", ">=":
			q.and(`COALESCE(x.value, x.high, x.low) `+c.sign+` ?`, c.value)
		default:
			q.and(`COALESCE(x.value, x.low, x.high) `+c.sign+` ?`, c.value)
		}
	}
	if of.counted != "" {
		var words query
		words.like("x.counted_words", of.counted)
		words.and(`1 = 1`)
		q.and(`(x.unit = ? OR `+strings.Join(words.where, ` AND `)+`)`, append([]any{strings.ToLower(of.counted)}, words.args...)...)
	}
}

// snippetWords is how many words of a text are shown around a hit.
const snippetWords = 24

// mark finds the places of what is asked for in a hit's text.
func (q *Query) mark(h *Hit, known terms) {
	h.TitleWords, _, _ = q.places(q.lexicon.words(h.Record.Title, known))
	words := q.lexicon.words(h.Record.Text, known)
	places, at, which := q.places(words)
	h.Words = places
	if len(words) == 0 {
		return
	}
	if len(q.must) == 0 {
		h.Words = q.figuresIn(h.Record)
	}
	h.Statements = q.statementsIn(h)
	// The best part has most of the query's atoms in it, and is the first such. The
	// title, with which a text may begin, is shown already.
	headline := 0
	if strings.HasPrefix(h.Record.Text, h.Record.Title) {
		headline = len(h.Record.Title)
	}
	best, from := 0, 0
	for i := range at {
		if h.Words[i].Start < headline {
			continue
		}
		seen := map[int]bool{}
		for n := i; n < len(at) && at[n] < at[i]+snippetWords*2/3; n++ {
			seen[which[n]] = true
		}
		if len(seen) > best {
			best, from = len(seen), at[i]
		}
	}
	if len(q.must) == 0 {
		from = q.standing(h, words, headline)
	}
	from -= snippetWords / 4
	for from < len(words)-1 && (from < 0 || words[from].Start < headline) {
		from++
	}
	h.Snippet = isnad.Span{Start: words[from].Start, End: words[min(from+snippetWords, len(words))-1].End}
}

// standing is the word at which stands what filters ask for: the first figure, or
// else the first statement, behind the headline; or else the first word.
func (q *Query) standing(h *Hit, words []word, headline int) int {
	spans := h.Words
	if q.Speaker != "" || q.Kind != "" {
		for _, n := range h.Statements {
			spans = append(spans[:len(spans):len(spans)], h.Record.Statements[n-1].Span)
		}
	}
	for _, span := range spans {
		if span.Start >= headline {
			return max(0, slices.IndexFunc(words, func(w word) bool { return w.End > span.Start }))
		}
	}
	return 0
}

// statementsIn are the statements that a hit is shown with.
func (q *Query) statementsIn(h *Hit) (out []int) {
	filtered := q.Speaker != "" || q.Kind != ""
	var others []int
	for i := range h.Record.Statements {
		x := &h.Record.Statements[i]
		switch {
		case filtered && !q.asksForStatement(x):
		case slices.ContainsFunc(h.Words, func(w isnad.Span) bool {
			return x.Content.Contains(w) || x.Speaker.Span != nil && x.Speaker.Span.Contains(w)
		}):
			out = append(out, i+1)
		case filtered:
			others = append(others, i+1)
		}
	}
	if out == nil {
		return others
	}
	return out
}

// figuresIn are the places of the figures that filters ask for, in order and
// without overlap.
func (q *Query) figuresIn(r *isnad.Record) (out []isnad.Span) {
	if len(q.figures) == 0 {
		return nil
	}
	for i := range r.Figures {
		if q.asksForFigure(&r.Figures[i], r) {
			out = append(out, r.Figures[i].Span)
		}
	}
	slices.SortFunc(out, func(a, b isnad.Span) int { return cmp.Compare(a.Start, b.Start) })
	end := 0
	return slices.DeleteFunc(out, func(s isnad.Span) bool {
		if s.Start < end {
			return true
		}
		end = s.End
		return false
	})
}

// asksForStatement is what query.statements asks the database.
func (q *Query) asksForStatement(x *isnad.Statement) bool {
	return hold(words(x.Speaker.Name), q.Speaker) &&
		(q.Kind == "" || string(x.Kind) == q.Kind || string(x.Speaker.Kind) == q.Kind || x.Act == q.Kind)
}

// asksForFigure is what query.figures asks the database.
func (q *Query) asksForFigure(x *isnad.Figure, r *isnad.Record) bool {
	for _, c := range q.figures {
		if !c.holdsOf(x) {
			return false
		}
	}
	counted := ""
	if x.Counted != nil {
		counted = x.Counted.In(r.Text)
	}
	return q.counted == "" || x.Unit == strings.ToLower(q.counted) || hold(words(counted), q.counted)
}

func (c condition) holdsOf(x *isnad.Figure) bool {
	most, least := cmp.Or(x.Value, x.High, x.Low), cmp.Or(x.Value, x.Low, x.High)
	if most == nil {
		return false
	}
	switch c.sign {
	case "=":
		return x.Value != nil && *x.Value == c.value || x.Low != nil && x.High != nil && *x.Low <= c.value && *x.High >= c.value
	case ">":
		return *most > c.value
	case ">=":
		return *most >= c.value
	case "<":
		return *least < c.value
	default:
		return *least <= c.value
	}
}

// places gives where atoms of the query stand among words, in order and without
// overlap: their spans, the numbers of their first words, and which atoms they are.
func (q *Query) places(words []word) (spans []isnad.Span, at, which []int) {
	for i := 0; i < len(words); {
		n, k := 0, 0
		for _, clause := range q.must {
			for c := range clause {
				if m := clause[c].in(words, i); m > n {
					n, which = m, append(which[:len(at)], k)
				}
				k++
			}
		}
		if n == 0 {
			i++
			continue
		}
		spans = append(spans, isnad.Span{Start: words[i].Start, End: words[i+n-1].End})
		at = append(at, i)
		i += n
	}
	return spans, at, which
}

// entry is how a page is found.
type entry struct {
	place            int64
	terms            Terms
	agencies, places string
}

func (h *held) entryOf(p *Page) *entry {
	e := &entry{place: h.id & pageMask, terms: p.Terms, agencies: agencies(p.Record), places: places(p.Record)}
	if p.Record.Published != nil {
		e.place |= minute(p.Record.Published.Value) << pageBits
	}
	return e
}

// index puts the entries of pages in the place of those they had. They come in
// the order of their places: SQLite writes its index out whenever one comes that
// lies before the last.
func (k *keeper) index(pages []*held) error {
	slices.SortFunc(pages, func(a, b *held) int { return cmp.Compare(a.entry.place, b.entry.place) })
	for _, h := range pages {
		if h.had.Valid {
			if err := k.do(`DELETE FROM words AS w WHERE `+k.place+` = ?`, h.had.Int64); err != nil {
				return err
			}
		}
	}
	in := k.words(k)
	for _, h := range pages {
		if err := in.add(k.terms(h.entry)...); err != nil {
			return err
		}
	}
	return in.end()
}

// Settle joins the parts of the search index that groups of pages have made, each
// of which a search looks into. It costs a small part of what it cost to keep the
// pages that it is told were kept since. Others may write between its steps.
func (s *Store) Settle(ctx context.Context, pages int) error {
	for s.settle != "" && pages > 0 {
		if _, err := s.db.ExecContext(ctx, s.rebind(s.settle), min(pages, settledAtOnce)); err != nil {
			return s.failed("write to", err)
		}
		pages -= settledAtOnce
	}
	return nil
}

const settledAtOnce = 3000
