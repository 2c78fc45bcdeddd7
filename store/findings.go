package store

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
)

// row is a finding as the columns of its table.
type row []any

// table is where findings of one sort are kept, so that they can be listed and
// filtered without reading their records.
type table struct {
	name    string
	columns []string // behind version and n
	rows    func(r *isnad.Record) []row
}

var tables = []table{
	{"statements", []string{"speaker", "speaker_words", "speaker_kind", "kind", "act", "chain", "content", "role"}, func(r *isnad.Record) (rows []row) {
		for i := range r.Statements {
			s := &r.Statements[i]
			var chain []string
			for _, l := range s.Chain {
				chain = append(chain, l.Name)
			}
			role := ""
			if s.Speaker.Role != nil {
				role = s.Speaker.Role.In(r.Text)
			}
			rows = append(rows, row{text(s.Speaker.Name), words(s.Speaker.Name), string(s.Speaker.Kind), string(s.Kind), s.Act, text(strings.Join(chain, " ← ")), text(s.Content.In(r.Text)), text(role)})
		}
		return rows
	}},
	{"figures", []string{"value", "low", "high", "bound", "unit", "words", "counted", "counted_words"}, func(r *isnad.Record) (rows []row) {
		for i := range r.Figures {
			f := &r.Figures[i]
			counted := ""
			if f.Counted != nil {
				counted = f.Counted.In(r.Text)
			}
			rows = append(rows, row{number(f.Value), number(f.Low), number(f.High), string(f.Bound), f.Unit, text(f.Span.In(r.Text)), text(counted), words(counted)})
		}
		return rows
	}},
	{"events", []string{"first_day", "last_day", "stated", "modality", "what", "what_words"}, func(r *isnad.Record) (rows []row) {
		times := map[string]*isnad.Time{}
		for i := range r.Times {
			times[r.Times[i].ID] = &r.Times[i]
		}
		for i := range r.Events {
			e := &r.Events[i]
			var t isnad.Time
			if x := times[e.When]; x != nil {
				t = *x
			}
			what := e.What.In(r.Text)
			rows = append(rows, row{t.From, t.To, t.Value, string(e.Modality), text(what), words(what)})
		}
		return rows
	}},
}

func number(x *float64) any {
	if x == nil {
		return nil
	}
	return *x
}

// words are the normal forms of a text's words, each with a space on both
// sides, so that a word or a part of it can be looked for in any spelling.
func words(s string) string {
	return " " + strings.Join(strings.Fields(text(lang.Normal(s))), " ") + " "
}

// findings adds those of the records of some versions.
func (k *keeper) findings(made []fresh) error {
	for _, t := range tables {
		in := k.into(t.name, append([]string{"version", "n"}, t.columns...)...)
		for _, f := range made {
			for i, x := range t.rows(f.page.Record) {
				if err := in.add(append(row{f.version, i + 1}, x...)...); err != nil {
					return err
				}
			}
		}
		if err := in.end(); err != nil {
			return err
		}
	}
	return nil
}

// Filter says which findings are wanted; an empty one wants all. Words match in
// any spelling, and in part.
type Filter struct {
	Speaker, Outlet, Kind, Words string
	From, To                     string // days of publication, or of an event
	Most                         int    // 0 is no limit
}

// Place is the page and the number of a finding.
type Place struct {
	Address, Outlet, Published string
	N                          int // s1 is 1
}

// Statement is a statement as it is listed.
type Statement struct {
	Place
	Speaker, SpeakerKind, Kind, Act, Chain, Content string
}

// Figure is a figure as it is listed.
type Figure struct {
	Place
	Value, Low, High            *float64
	Bound, Unit, Words, Counted string
}

// Event is an event as it is listed.
type Event struct {
	Place
	From, To, When, Modality, What string
}

// query is a list's question under way.
type query struct {
	where []string
	args  []any
}

func (q *query) and(condition string, args ...any) {
	q.where = append(q.where, condition)
	q.args = append(q.args, args...)
}

// like asks that a column of words has those of s, or words that hold them.
func (q *query) like(column, s string) {
	for _, w := range strings.Fields(lang.Normal(text(s))) {
		q.holds(column, w)
	}
}

// hold reports of words what like asks of their column.
func hold(column, s string) bool {
	for w := range strings.FieldsSeq(lang.Normal(text(s))) {
		if !strings.Contains(column, w) {
			return false
		}
	}
	return true
}

// holds asks that a column has a string in it.
func (q *query) holds(column, s string) {
	q.and(column+` LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)+"%")
}

// list asks for findings of the latest versions of pages, the earliest published first.
func list[T any](ctx context.Context, s *Store, table, columns, order string, f Filter, q query, scan func(*sql.Rows, *Place) (T, error)) iter.Seq2[T, error] {
	q.outlet(f)
	sentence := `SELECT p.address, r.outlet, r.published, x.n, ` + columns + ` FROM ` + table + ` x JOIN pages p ON p.latest = x.version JOIN records r ON r.version = x.version`
	if len(q.where) > 0 {
		sentence += ` WHERE ` + strings.Join(q.where, ` AND `)
	}
	sentence += ` ORDER BY ` + order + `, x.version, x.n`
	if f.Most > 0 {
		sentence += ` LIMIT ?`
		q.args = append(q.args, f.Most)
	}
	return func(yield func(T, error) bool) {
		var none T
		rows, err := s.db.QueryContext(ctx, s.rebind(sentence), q.args...)
		if err != nil {
			yield(none, s.failed("read", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var p Place
			x, err := scan(rows, &p)
			if err != nil {
				yield(none, s.failed("read", err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, s.failed("read", err))
		}
	}
}

func (q *query) outlet(f Filter) {
	if f.Outlet != "" {
		q.and(`lower(r.outlet) = lower(?)`, text(f.Outlet))
	}
}

func (q *query) published(f Filter) {
	if f.From != "" {
		q.and(`r.published >= ?`, f.From)
	}
	if f.To != "" {
		q.and(`r.published <> '' AND r.published < ?`, f.To+"~") // the whole day
	}
}

func (q *query) statements(f Filter) {
	q.like("x.speaker_words", f.Speaker)
	if f.Kind != "" {
		q.and(`(x.kind = ? OR x.speaker_kind = ? OR x.act = ?)`, f.Kind, f.Kind, f.Kind)
	}
}

// Statements lists statements.
func (s *Store) Statements(ctx context.Context, f Filter) iter.Seq2[Statement, error] {
	var q query
	q.statements(f)
	q.published(f)
	return list(ctx, s, "statements", "x.speaker, x.speaker_kind, x.kind, x.act, x.chain, x.content", "r.published", f, q, func(rows *sql.Rows, p *Place) (x Statement, err error) {
		err = rows.Scan(&p.Address, &p.Outlet, &p.Published, &p.N, &x.Speaker, &x.SpeakerKind, &x.Kind, &x.Act, &x.Chain, &x.Content)
		x.Place = *p
		return x, err
	})
}

// Figures lists figures.
func (s *Store) Figures(ctx context.Context, f Filter) iter.Seq2[Figure, error] {
	var q query
	q.like("x.counted_words", f.Words)
	if f.Kind != "" {
		q.and(`(x.unit = ? OR x.bound = ?)`, f.Kind, f.Kind)
	}
	q.published(f)
	return list(ctx, s, "figures", "x.value, x.low, x.high, x.bound, x.unit, x.words, x.counted", "r.published", f, q, func(rows *sql.Rows, p *Place) (x Figure, err error) {
		err = rows.Scan(&p.Address, &p.Outlet, &p.Published, &p.N, &x.Value, &x.Low, &x.High, &x.Bound, &x.Unit, &x.Words, &x.Counted)
		x.Place = *p
		return x, err
	})
}

// Events lists events that have a day, in the order of time.
func (s *Store) Events(ctx context.Context, f Filter) iter.Seq2[Event, error] {
	var q query
	q.and(`x.first_day <> '' AND x.last_day <> ''`)
	q.like("x.what_words", f.Words)
	if f.Kind != "" {
		q.and(`x.modality = ?`, f.Kind)
	}
	if f.From != "" {
		q.and(`x.last_day >= ?`, f.From)
	}
	if f.To != "" {
		q.and(`x.first_day <= ?`, f.To)
	}
	return list(ctx, s, "events", "x.first_day, x.last_day, x.stated, x.modality, x.what", "x.first_day, x.last_day", f, q, func(rows *sql.Rows, p *Place) (x Event, err error) {
		err = rows.Scan(&p.Address, &p.Outlet, &p.Published, &p.N, &x.From, &x.To, &x.When, &x.Modality, &x.What)
		x.Place = *p
		return x, err
	})
}
