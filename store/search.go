package store

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"

	"github.com/isnad-project/isnad"
)

// Hit is a page that a query finds.
type Hit struct {
	Address, Outlet, Published, Title string
	Record                            *isnad.Record
	// Words are the places in the record's text of what the query asks for;
	// TitleWords are those in its title. Snippet is the part of the text around the
	// best of them.
	Words, TitleWords []isnad.Span
	Snippet           isnad.Span
	Statements        []int // those with such words in what is said or in the speaker's name; s1 is 1
	Cursor            string

	version int64
}

// cursor is the place of a hit in the order of all hits.
type cursor struct {
	Title              bool
	Published, Address string
}

func (c cursor) String() string {
	b, err := json.Marshal(c)
	if err != nil {
		panic(err) // strings and a bool
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ErrCursor is the error for a cursor that no hit has given.
var ErrCursor = errors.New("this is no cursor of a search")

// Search gives the pages that a query finds: first those that have all of it in
// the title, then the others, of both the latest published first. After is the
// cursor of the last hit that is known, or empty.
func (s *Store) Search(ctx context.Context, q *Query, after string) ([]Hit, error) {
	var c cursor
	if after != "" {
		b, err := base64.RawURLEncoding.DecodeString(after)
		if err != nil || json.Unmarshal(b, &c) != nil {
			return nil, ErrCursor
		}
	}
	hits, err := s.search(ctx, q, after != "", c)
	if err != nil {
		return nil, s.failed("search", err)
	}
	for i := range hits {
		h := &hits[i]
		if h.Record, err = s.Record(ctx, h.version); err != nil {
			return nil, err
		}
		q.mark(h)
	}
	return hits, nil
}

func (s *Store) search(ctx context.Context, q *Query, behind bool, c cursor) (hits []Hit, err error) {
	var narrow query
	all, title := s.wording(q)
	if narrow.and(s.finds, all); q.Outlet != "" {
		narrow.and(`lower(r.outlet) = lower(?)`, q.Outlet)
	}
	narrow.published(q.Filter)
	if q.Speaker != "" || q.Kind != "" {
		var said query
		said.and(`x.version = r.version`)
		said.statements(q.Filter)
		narrow.and(`EXISTS (SELECT 1 FROM statements x WHERE `+strings.Join(said.where, ` AND `)+`)`, said.args...)
	}
	sentence := `SELECT * FROM (SELECT r.version, p.address` + s.plain + ` AS address, r.outlet, r.published` + s.plain + ` AS published, r.title, (` + s.titled + `) AS titled
		FROM words w JOIN pages p ON p.id = ` + s.wordsPage + ` JOIN records r ON r.version = p.latest WHERE ` + strings.Join(narrow.where, ` AND `) + `) h`
	args := append([]any{title}, narrow.args...)
	if behind {
		sentence += ` WHERE titled < ? OR titled = ? AND (published < ? OR published = ? AND address > ?)`
		args = append(args, c.Title, c.Title, c.Published, c.Published, c.Address)
	}
	sentence += ` ORDER BY titled DESC, published DESC, address`
	if q.Most > 0 {
		sentence += ` LIMIT ?`
		args = append(args, q.Most)
	}
	rows, err := s.db.QueryContext(ctx, s.rebind(sentence), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var h Hit
		var at cursor
		if err := rows.Scan(&h.version, &h.Address, &h.Outlet, &h.Published, &h.Title, &at.Title); err != nil {
			return nil, err
		}
		at.Published, at.Address = h.Published, h.Address
		h.Cursor = at.String()
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// snippetWords is how many words of a text are shown around a hit.
const snippetWords = 24

// mark finds the places of what is asked for in a hit's text.
func (q *Query) mark(h *Hit) {
	h.TitleWords, _, _ = q.places(q.lexicon.words(h.Record.Title))
	words := q.lexicon.words(h.Record.Text)
	places, at, which := q.places(words)
	h.Words = places
	if len(words) == 0 {
		return
	}
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
	from -= snippetWords / 4
	for from < len(words)-1 && (from < 0 || words[from].Start < headline) {
		from++
	}
	h.Snippet = isnad.Span{Start: words[from].Start, End: words[min(from+snippetWords, len(words))-1].End}
	for i := range h.Record.Statements {
		x := &h.Record.Statements[i]
		for _, w := range h.Words {
			if x.Content.Contains(w) || x.Speaker.Span != nil && x.Speaker.Span.Contains(w) {
				h.Statements = append(h.Statements, i+1)
				break
			}
		}
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

// index puts the terms of a page's latest version in the place of those before.
func (k *keeper) index(page int64, t Terms) error {
	if err := k.do(k.unindex, page); err != nil {
		return err
	}
	return k.enter(k, page, t)
}
