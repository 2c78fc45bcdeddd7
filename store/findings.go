package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
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

// Filter says what is wanted of a list; an empty one wants all. Words match in
// any spelling, and in part. A list takes no notice of what it does not have.
type Filter struct {
	Speaker, Outlet, Kind, Words string
	Person                       string // who speaks: the whole name, in any spelling
	Place                        string // that pages mention: its whole name, in any spelling
	Type                         string // of a difference, for groups
	Status                       string // of statements, figures or events: one of Statuses
	From, To                     string // days of publication, or of an event
	Sort                         string // "" is the list's own order, and Desc is nothing then
	Desc                         bool   // the other way round
	Skip                         int    // so many first ones
	Most                         int    // 0 is no limit
}

// ErrFilter is the kind of error for a filter that a list cannot do.
var ErrFilter = errors.New("no such list")

// sorting is in which ways a list can be sorted: columns by name.
type sorting struct {
	own  string // the name of the list's own order
	desc bool
	by   map[string][]string
}

// end is the end of a list's question: its order and the part that is wanted.
func (o sorting) end(f Filter, q *query) (string, error) {
	name, way := f.Sort, ""
	if f.Desc && name != "" || name == "" && o.desc {
		way = " DESC"
	}
	columns := o.by[cmp.Or(name, o.own)]
	if columns == nil {
		return "", fmt.Errorf("%w: it is not sorted by %q, but by %s", ErrFilter, name, strings.Join(slices.Sorted(maps.Keys(o.by)), ", "))
	}
	sentence := ` ORDER BY ` + strings.Join(columns, way+`, `) + way
	if f.Most <= 0 && f.Skip > 0 {
		f.Most = math.MaxInt32
	}
	if f.Most > 0 {
		sentence += ` LIMIT ? OFFSET ?`
		q.args = append(q.args, f.Most, max(f.Skip, 0))
	}
	return sentence, nil
}

// portion is the part of a list that is wanted.
func portion[T any](all []T, f Filter) []T {
	all = all[min(max(f.Skip, 0), len(all)):]
	if f.Most > 0 {
		all = all[:min(f.Most, len(all))]
	}
	return all
}

// Place is the page and the number of a finding.
type Place struct {
	Version                    int64
	Address, Outlet, Published string
	N                          int // s1 is 1
}

// Statement is a statement as it is listed.
type Statement struct {
	Place
	Speaker, SpeakerKind, Kind, Act, Chain, Content, Role string
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
func hold(column, s string) bool { return holding(s)(column) }

// holding is hold for many columns.
func holding(s string) func(column string) bool {
	wanted := strings.Fields(lang.Normal(text(s)))
	return func(column string) bool {
		return !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(column, w) })
	}
}

// holds asks that a column has a string in it.
func (q *query) holds(column, s string) {
	q.and(column+` LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)+"%")
}

// finding is a list of findings of the latest versions of pages.
type finding[T any] struct {
	table, columns string
	sorting
	narrow   func(q *query, f Filter)
	overseen func(o *overview, f Filter) []spot // what narrow asks the database
	number   func(x *spot) int32
	scan     func(x *T) (*Place, []any)
}

func (l *finding[T]) from(ctx context.Context, s *Store, f Filter) (string, query, error) {
	var q query
	l.narrow(&q, f)
	q.outlet(f)
	q.place(f)
	if err := s.status(ctx, &q, l.table, f.Status); err != nil {
		return "", q, err
	}
	sentence := ` FROM ` + l.table + ` x JOIN pages p ON p.latest = x.version JOIN records r ON r.version = x.version`
	if by := l.by[cmp.Or(f.Sort, l.own)]; len(by) > 0 && strings.Contains(by[0], "r.") && f.Person == "" && (f.Status == "" || f.Status == ByMachine) {
		// An index has pages in that order, and the first findings are enough.
		sentence = ` FROM records r` + s.straight + `pages p ON p.latest = r.version` + s.straight + l.table + ` x ON x.version = r.version`
	}
	if len(q.where) > 0 {
		sentence += ` WHERE ` + strings.Join(q.where, ` AND `)
	}
	return sentence, q, nil
}

// list asks for the findings that are wanted.
func (l *finding[T]) list(ctx context.Context, s *Store, f Filter) iter.Seq2[T, error] {
	from, q, err := l.from(ctx, s, f)
	end := ""
	if err == nil {
		end, err = l.end(f, &q)
	}
	if err != nil {
		return func(yield func(T, error) bool) {
			var none T
			yield(none, err)
		}
	}
	return many(ctx, s, `SELECT r.version, p.address, r.outlet, r.published, x.n, `+l.columns+from+end, q.args, func(rows *sql.Rows) (x T, err error) {
		p, into := l.scan(&x)
		return x, rows.Scan(append([]any{&p.Version, &p.Address, &p.Outlet, &p.Published, &p.N}, into...)...)
	})
}

// lines are the findings that are wanted, and how many there are in all.
func (l *finding[T]) lines(ctx context.Context, s *Store, f Filter) ([]T, int, error) {
	name := l.table
	if f.Status != "" { // the overview knows nothing of what persons say
		state, err := s.reviewed(ctx)
		if err != nil {
			return nil, 0, err
		}
		name += " " + state
	} else if part, total, met, err := s.overseen(ctx, f, l.sorting, l.overseen); err != nil || met {
		if err != nil {
			return nil, 0, err
		}
		out, err := l.at(ctx, s, part)
		return out, total, err
	}
	return listed(ctx, s, name, f, func() (out []T, total int, err error) {
		for x, err := range l.list(ctx, s, f) {
			if err != nil {
				return nil, 0, err
			}
			out = append(out, x)
		}
		f.Sort, f.Desc, f.Skip, f.Most = "", false, 0, 0
		total, err = l.count(ctx, s, f)
		return out, total, err
	})
}

// count is how many findings there are. Those of which nobody said anything are all but few.
func (l *finding[T]) count(ctx context.Context, s *Store, f Filter) (int, error) {
	if f.Status == ByMachine {
		f.Status = ""
		all, err := l.count(ctx, s, f)
		if err != nil {
			return 0, err
		}
		f.Status = byPersons
		few, err := l.count(ctx, s, f)
		return all - few, err
	}
	from, q, err := l.from(ctx, s, f)
	if err != nil {
		return 0, err
	}
	return s.count(ctx, from, q.args)
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

func (q *query) place(f Filter) {
	if f.Place != "" {
		q.holds(`p.places`, "|"+placeWords(f.Place)+"|")
	}
}

func (q *query) person(f Filter) {
	if f.Person != "" {
		q.and(`x.speaker_words = ?`, words(f.Person))
	}
}

// byPage is the order of findings in time, and those of a page as they stand in it.
var byPage = []string{"r.published", "r.version", "x.n"}

var statements = finding[Statement]{
	table: "statements", columns: "x.speaker, x.speaker_kind, x.kind, x.act, x.chain, x.content, x.role",
	sorting: sorting{own: "published", by: map[string][]string{"published": byPage,
		"speaker": append([]string{"x.speaker_words"}, byPage...), "outlet": append([]string{"lower(r.outlet)"}, byPage...)}},
	narrow: func(q *query, f Filter) {
		q.statements(f)
		q.person(f)
		q.published(f)
	},
	overseen: (*overview).statements,
	number:   func(x *spot) int32 { return x.page.statements[x.i].n },
	scan: func(x *Statement) (*Place, []any) {
		return &x.Place, []any{&x.Speaker, &x.SpeakerKind, &x.Kind, &x.Act, &x.Chain, &x.Content, &x.Role}
	},
}

// Statements lists statements. They are sorted by published, speaker or outlet.
func (s *Store) Statements(ctx context.Context, f Filter) iter.Seq2[Statement, error] {
	return statements.list(ctx, s, f)
}

// Sayings are all statements of one, in the order of publication, for those who count
// them: what they say and their chains need not be there.
func (s *Store) Sayings(ctx context.Context, person string) (out []Statement, err error) {
	f := Filter{Person: person}
	met, err := s.seen(ctx, func(o *overview) { out = o.sayings(f) })
	if met || err != nil {
		return out, err
	}
	for x, err := range s.Statements(ctx, f) {
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// StatementLines are Statements, and how many there are in all.
func (s *Store) StatementLines(ctx context.Context, f Filter) ([]Statement, int, error) {
	return statements.lines(ctx, s, f)
}

var figures = finding[Figure]{
	table: "figures", columns: "x.value, x.low, x.high, x.bound, x.unit, x.words, x.counted",
	sorting: sorting{own: "published", by: map[string][]string{"published": byPage,
		"value":   append([]string{"COALESCE(x.value, x.low, x.high, 0)"}, byPage...),
		"counted": append([]string{"x.counted_words"}, byPage...), "outlet": append([]string{"lower(r.outlet)"}, byPage...)}},
	narrow: func(q *query, f Filter) {
		q.like("x.counted_words", f.Words)
		if f.Kind != "" {
			q.and(`(x.unit = ? OR x.bound = ?)`, f.Kind, f.Kind)
		}
		q.published(f)
	},
	overseen: (*overview).figures,
	number:   func(x *spot) int32 { return x.page.figures[x.i].n },
	scan: func(x *Figure) (*Place, []any) {
		return &x.Place, []any{&x.Value, &x.Low, &x.High, &x.Bound, &x.Unit, &x.Words, &x.Counted}
	},
}

// Figures lists figures. They are sorted by published, value, counted or outlet.
func (s *Store) Figures(ctx context.Context, f Filter) iter.Seq2[Figure, error] {
	return figures.list(ctx, s, f)
}

// FigureLines are Figures, and how many there are in all.
func (s *Store) FigureLines(ctx context.Context, f Filter) ([]Figure, int, error) {
	return figures.lines(ctx, s, f)
}

var events = finding[Event]{
	table: "events", columns: "x.first_day, x.last_day, x.stated, x.modality, x.what",
	sorting: sorting{own: "day", by: map[string][]string{"day": {"x.first_day", "x.last_day", "x.version", "x.n"}, "published": byPage,
		"outlet": append([]string{"lower(r.outlet)"}, byPage...)}},
	narrow: func(q *query, f Filter) {
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
	},
	overseen: (*overview).events,
	number:   func(x *spot) int32 { return x.page.events[x.i].n },
	scan: func(x *Event) (*Place, []any) {
		return &x.Place, []any{&x.From, &x.To, &x.When, &x.Modality, &x.What}
	},
}

// Events lists events that have a day, in the order of time. They are sorted by
// day, published or outlet.
func (s *Store) Events(ctx context.Context, f Filter) iter.Seq2[Event, error] {
	return events.list(ctx, s, f)
}

// EventLines are Events, and how many there are in all.
func (s *Store) EventLines(ctx context.Context, f Filter) ([]Event, int, error) {
	return events.lines(ctx, s, f)
}
