package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
)

// overview is what lists filter, sort and count by, of the latest versions of all
// pages, in memory: whoever shows them to readers has no list wait for a look at
// every row. It takes some hundred bytes for a page. What it lists is as the
// database lists it, except that letters are made small and sorted in one way,
// whatever the engine.
type overview struct {
	mu        sync.RWMutex // whoever reads names or pages has it
	known     bool
	at        logged
	pages     []*glimpse         // by publication and version
	byID      map[int64]*glimpse // by page
	byAddress map[string]*glimpse
	names     names
}

// logged is how far the log was read: how many entries, and the hashes of the last.
type logged struct {
	size int64
	last []byte
}

// name is a string that stands in many rows.
type name uint32

// names are all of them, each once.
type names struct {
	all []string
	at  map[string]name
}

func (n *names) of(s string) name {
	i, met := n.at[s]
	if !met {
		i = name(len(n.all))
		s = strings.Clone(s)
		n.at[s], n.all = i, append(n.all, s)
	}
	return i
}

// glimpse is the latest version of a page.
type glimpse struct {
	id, version                        int64
	address, published, title          string
	lower                              string // the title in small letters
	outlet, language, agencies, places name
	statements                         []glimpsedStatement
	figures                            []glimpsedFigure
	events                             []glimpsedEvent
}

type glimpsedStatement struct {
	n                                            int32
	speaker, words, speakerKind, kind, act, role name
}

type glimpsedFigure struct {
	n                    int32
	unit, bound, counted name
	value                float64
}

type glimpsedEvent struct {
	n                           int32
	first, last, modality, what name
}

// lookAgain is how long somebody who keeps an overview waits until the next look
// for what others have added.
const lookAgain = 2 * time.Second

// Oversee keeps an overview in memory until the context ends, for many who look at
// lists. Until it is there, lists are asked of the database; then nobody sees less
// than what was kept before the question.
func (s *Store) Oversee(ctx context.Context) {
	for {
		err := s.overview.refresh(ctx, s, true)
		if err == nil { // what takes long, and is asked for by many
			_, err = s.allTrades(ctx)
			_, err2 := s.sharing(ctx)
			err = errors.Join(err, err2)
		}
		if err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "lists are not looked through ahead", "error", s.failed("read", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(lookAgain):
		}
	}
}

// seen gives what is in memory, as the database has it now, to a question that
// wants a part of a list. It reports whether it did.
func (s *Store) seen(ctx context.Context, look func(*overview)) (bool, error) {
	o := &s.overview
	o.mu.RLock()
	known := o.known
	o.mu.RUnlock()
	if !known {
		return false, nil
	}
	if err := o.refresh(ctx, s, false); err != nil {
		return true, s.failed("read", err)
	}
	o.mu.RLock()
	defer o.mu.RUnlock()
	if o.known {
		look(o)
	}
	return o.known, nil
}

// refresh reads what the log has since it was read last; whole if that is not known,
// or the log is another one.
func (o *overview) refresh(ctx context.Context, s *Store, begin bool) error {
	now, err := s.logged(ctx)
	if err != nil {
		return err
	}
	o.mu.RLock()
	same := o.known && now.size == o.at.size && bytes.Equal(now.last, o.at.last)
	o.mu.RUnlock()
	if same {
		return nil
	}
	if begin && !o.known {
		return o.begin(ctx, s, now)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if now.size <= o.at.size && bytes.Equal(now.last, o.at.last) {
		return nil // another one was faster
	}
	addresses, err := s.touched(ctx, o.at, now.size)
	if errors.Is(err, errOtherLog) {
		o.known = false // Oversee begins again
		return nil
	}
	if err == nil {
		err = o.replace(ctx, s, addresses)
	}
	if err == nil {
		o.at = now
	}
	return err
}

// begin reads all that is kept.
func (o *overview) begin(ctx context.Context, s *Store, now logged) error {
	all := &overview{names: names{at: map[string]name{}}, byID: map[int64]*glimpse{}, byAddress: map[string]*glimpse{}}
	if err := all.read(ctx, s, "", nil); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known, o.at, o.pages, o.byID, o.byAddress, o.names = true, now, all.pages, all.byID, all.byAddress, all.names
	return nil
}

func (s *Store) logged(ctx context.Context) (x logged, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT size, COALESCE((SELECT hashes FROM log WHERE n = size), '') FROM log_head`).Scan(&x.size, &x.last)
	return x, err
}

// errOtherLog is the error for a log that does not go on from where it was read.
var errOtherLog = errors.New("the log is another one")

// touched are the addresses of the pages that entries of the log behind one are about.
func (s *Store) touched(ctx context.Context, from logged, to int64) (addresses []any, err error) {
	known := map[string]bool{}
	same := from.size == 0
	err = s.rows(ctx, `SELECT n, entry, hashes FROM log WHERE n >= ? AND n <= ?`, []any{from.size, to}, func(rows *sql.Rows) error {
		var n int64
		var line string
		var hashes []byte
		if err := rows.Scan(&n, &line, &hashes); err != nil {
			return err
		}
		if n == from.size {
			same = bytes.Equal(hashes, from.last)
			return nil
		}
		var e Entry
		err := json.Unmarshal([]byte(line), &e)
		if e.What != Reviewed && e.What != ReviewUndone && !known[e.Address] {
			known[e.Address] = true
			addresses = append(addresses, e.Address)
		}
		return err
	})
	if err == nil && !same {
		err = errOtherLog
	}
	return addresses, err
}

// replace reads pages at some addresses anew.
func (o *overview) replace(ctx context.Context, s *Store, addresses []any) error {
	some := &overview{names: o.names, byID: map[int64]*glimpse{}, byAddress: map[string]*glimpse{}}
	for part := range slices.Chunk(addresses, mostMarks) {
		if err := some.read(ctx, s, ` WHERE p.address `+among(len(part)), part); err != nil {
			return err
		}
	}
	o.names = some.names
	gone := map[*glimpse]bool{}
	for _, a := range addresses {
		if p := o.byAddress[a.(string)]; p != nil {
			gone[p] = true
			delete(o.byAddress, p.address)
			delete(o.byID, p.id)
		}
	}
	o.pages = slices.DeleteFunc(o.pages, func(p *glimpse) bool { return gone[p] })
	for _, p := range some.pages {
		o.byAddress[p.address], o.byID[p.id] = p, p
	}
	o.pages = append(o.pages, some.pages...)
	slices.SortFunc(o.pages, byTime)
	return nil
}

func byTime(a, b *glimpse) int {
	return cmp.Or(strings.Compare(a.published, b.published), cmp.Compare(a.version, b.version))
}

// read adds pages, those that a condition holds of.
func (o *overview) read(ctx context.Context, s *Store, which string, args []any) error {
	byVersion := map[int64]*glimpse{}
	err := s.rows(ctx, `SELECT p.id, p.address, p.latest, COALESCE(p.agencies, ''), COALESCE(p.places, ''), r.published, r.outlet, r.language, r.title
		FROM pages p JOIN records r ON r.version = p.latest`+which, args, func(rows *sql.Rows) error {
		p := &glimpse{}
		var agencies, places, outlet, language string
		err := rows.Scan(&p.id, &p.address, &p.version, &agencies, &places, &p.published, &outlet, &language, &p.title)
		p.agencies, p.places, p.outlet, p.language = o.names.of(agencies), o.names.of(places), o.names.of(outlet), o.names.of(language)
		p.lower = strings.ToLower(p.title)
		byVersion[p.version], o.byID[p.id], o.byAddress[p.address] = p, p, p
		o.pages = append(o.pages, p)
		return err
	})
	if err != nil {
		return err
	}
	slices.SortFunc(o.pages, byTime)
	return o.readFindings(ctx, s, which, args, byVersion)
}

// readFindings adds what was found in pages.
func (o *overview) readFindings(ctx context.Context, s *Store, which string, args []any, pages map[int64]*glimpse) error {
	var version int64
	find := func(table, columns string, scan func(rows *sql.Rows) (func(*glimpse), error)) error {
		return s.rows(ctx, `SELECT x.version, x.n, `+columns+` FROM pages p`+s.straight+table+` x ON x.version = p.latest`+which+` ORDER BY x.version, x.n`, args, func(rows *sql.Rows) error {
			add, err := scan(rows)
			if p := pages[version]; err == nil && p != nil { // else it came meanwhile, and is read again
				add(p)
			}
			return err
		})
	}
	err := find("statements", "x.speaker, x.speaker_words, x.speaker_kind, x.kind, x.act, x.role", func(rows *sql.Rows) (func(*glimpse), error) {
		var x glimpsedStatement
		err := rows.Scan(&version, &x.n, o.names.into(&x.speaker), o.names.into(&x.words), o.names.into(&x.speakerKind), o.names.into(&x.kind), o.names.into(&x.act), o.names.into(&x.role))
		return func(p *glimpse) { p.statements = append(p.statements, x) }, err
	})
	if err == nil {
		err = find("figures", "x.unit, x.bound, x.counted_words, COALESCE(x.value, x.low, x.high, 0)", func(rows *sql.Rows) (func(*glimpse), error) {
			var x glimpsedFigure
			err := rows.Scan(&version, &x.n, o.names.into(&x.unit), o.names.into(&x.bound), o.names.into(&x.counted), &x.value)
			return func(p *glimpse) { p.figures = append(p.figures, x) }, err
		})
	}
	if err == nil {
		err = find("events", "x.first_day, x.last_day, x.modality, x.what_words", func(rows *sql.Rows) (func(*glimpse), error) {
			var x glimpsedEvent
			err := rows.Scan(&version, &x.n, o.names.into(&x.first), o.names.into(&x.last), o.names.into(&x.modality), o.names.into(&x.what))
			return func(p *glimpse) { p.events = append(p.events, x) }, err
		})
	}
	return err
}

// into takes a column as a name.
func (n *names) into(x *name) *nameColumn { return &nameColumn{n, x} }

type nameColumn struct {
	names *names
	name  *name
}

// Scan is for database/sql.
func (c *nameColumn) Scan(value any) error {
	switch v := value.(type) {
	case string:
		*c.name = c.names.of(v)
	case []byte:
		*c.name = c.names.of(string(v))
	default:
		return fmt.Errorf("%T is no text", value)
	}
	return nil
}

// matching remembers of which names something holds.
type matching struct {
	names *names
	holds func(string) bool
	seen  []int8
}

func (n *names) matching(holds func(string) bool) *matching {
	return &matching{n, holds, make([]int8, len(n.all))}
}

// of reports whether it holds of a name.
func (m *matching) of(x name) bool {
	if m.seen[x] == 0 {
		m.seen[x] = -1
		if m.holds(m.names.all[x]) {
			m.seen[x] = 1
		}
	}
	return m.seen[x] > 0
}

// spot is where something stands that a list has: a page, or a finding in it.
type spot struct {
	page *glimpse
	i    int     // of the finding among those of its page
	key  float64 // by which it is sorted
	tie  int64   // and then by this
}

// wanted gives the pages that a filter asks for, in the order of publication.
func (o *overview) wanted(f Filter, timed bool) iter.Seq[*glimpse] {
	place := "|" + placeWords(f.Place) + "|"
	outlet := strings.ToLower(text(f.Outlet))
	outlets := o.names.matching(func(s string) bool { return strings.ToLower(s) == outlet })
	places := o.names.matching(func(s string) bool { return strings.Contains(s, place) })
	return func(yield func(*glimpse) bool) {
		for _, p := range o.pages {
			switch {
			case timed && p.published < f.From, timed && f.To != "" && (p.published == "" || p.published >= f.To+"~"),
				f.Outlet != "" && !outlets.of(p.outlet), f.Place != "" && !places.of(p.places):
				continue
			}
			if !yield(p) {
				return
			}
		}
	}
}

// speaking are the names that have some words, and are that of a person.
func (o *overview) speaking(some, person string) *matching {
	holds, whole := holding(some), words(person)
	return o.names.matching(func(s string) bool { return (person == "" || s == whole) && holds(s) })
}

// statements are where those stand that a filter asks for.
func (o *overview) statements(f Filter) (out []spot) {
	speakers := o.speaking(f.Speaker, f.Person)
	kinds := o.names.matching(func(s string) bool { return s == f.Kind })
	for p := range o.wanted(f, true) {
		for i := range p.statements {
			x := &p.statements[i]
			if speakers.of(x.words) && (f.Kind == "" || kinds.of(x.kind) || kinds.of(x.speakerKind) || kinds.of(x.act)) {
				out = append(out, spot{page: p, i: i, tie: int64(len(out))})
			}
		}
	}
	return out
}

func (o *overview) figures(f Filter) (out []spot) {
	counted := o.names.matching(holding(f.Words))
	kinds := o.names.matching(func(s string) bool { return s == f.Kind })
	for p := range o.wanted(f, true) {
		for i := range p.figures {
			x := &p.figures[i]
			if counted.of(x.counted) && (f.Kind == "" || kinds.of(x.unit) || kinds.of(x.bound)) {
				out = append(out, spot{page: p, i: i, tie: int64(len(out))})
			}
		}
	}
	return out
}

func (o *overview) events(f Filter) (out []spot) {
	what := o.names.matching(holding(f.Words))
	kinds := o.names.matching(func(s string) bool { return s == f.Kind })
	firsts := o.names.matching(func(s string) bool { return s != "" && (f.To == "" || s <= f.To) })
	lasts := o.names.matching(func(s string) bool { return s != "" && s >= f.From })
	for p := range o.wanted(f, false) {
		for i := range p.events {
			x := &p.events[i]
			if firsts.of(x.first) && lasts.of(x.last) && what.of(x.what) && (f.Kind == "" || kinds.of(x.modality)) {
				out = append(out, spot{page: p, i: i, tie: int64(len(out))})
			}
		}
	}
	return out
}

func (o *overview) pagesOf(f Filter) (out []spot) {
	wanted := strings.Fields(strings.ToLower(text(f.Words)))
	languages := o.names.matching(func(s string) bool { return s == f.Kind })
	for p := range o.wanted(f, true) {
		if (f.Kind == "" || languages.of(p.language)) && !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(p.lower, w) }) {
			out = append(out, spot{page: p, tie: int64(len(out))})
		}
	}
	return out
}

// ranked gives spots keys: the places of their names in order.
func (o *overview) ranked(spots []spot, of func(*spot) name, as func(string) string) {
	ranks := make([]float64, len(o.names.all))
	var some []name
	for i := range spots {
		if x := of(&spots[i]); ranks[x] == 0 {
			ranks[x] = 1
			some = append(some, x)
		}
	}
	written := func(x name) string { return as(o.names.all[x]) }
	slices.SortFunc(some, func(a, b name) int { return strings.Compare(written(a), written(b)) })
	for i, x := range some {
		ranks[x] = float64(i)
		if i > 0 && written(x) == written(some[i-1]) {
			ranks[x] = ranks[some[i-1]]
		}
	}
	for i := range spots {
		spots[i].key = ranks[of(&spots[i])]
	}
}

func asItIs(s string) string { return s }

// sort puts spots, which are in the order of publication, in another one.
func (o *overview) sort(spots []spot, by string) {
	switch by {
	case "outlet":
		o.ranked(spots, func(x *spot) name { return x.page.outlet }, strings.ToLower)
	case "speaker":
		o.ranked(spots, func(x *spot) name { return x.page.statements[x.i].words }, asItIs)
	case "counted":
		o.ranked(spots, func(x *spot) name { return x.page.figures[x.i].counted }, asItIs)
	case "value":
		for i := range spots {
			spots[i].key = spots[i].page.figures[spots[i].i].value
		}
	case "added":
		for i := range spots {
			spots[i].key = float64(spots[i].page.version)
		}
	case "day":
		o.ranked(spots, func(x *spot) name { return x.page.events[x.i].last }, asItIs)
		for i := range spots {
			spots[i].tie = int64(spots[i].key)<<50 | spots[i].page.version<<14 | int64(min(spots[i].i, 1<<14-1))
		}
		o.ranked(spots, func(x *spot) name { return x.page.events[x.i].first }, asItIs)
	case "title":
		slices.SortFunc(spots, func(a, b spot) int {
			return cmp.Or(strings.Compare(a.page.title, b.page.title), cmp.Compare(a.page.version, b.page.version))
		})
		return
	default:
		return
	}
	slices.SortFunc(spots, func(a, b spot) int {
		if c := cmp.Compare(a.key, b.key); c != 0 {
			return c
		}
		return cmp.Compare(a.tie, b.tie)
	})
}

// overseen is the part of a list that is wanted, and how many there are in all; not if
// no overview is kept, or nobody waits for a part.
func (s *Store) overseen(ctx context.Context, f Filter, by sorting, find func(*overview, Filter) []spot) (part []spot, total int, met bool, err error) {
	if _, err := by.end(f, &query{}); err != nil || f.Most <= 0 {
		return nil, 0, false, err
	}
	met, err = s.seen(ctx, func(o *overview) {
		all := find(o, f)
		o.sort(all, cmp.Or(f.Sort, by.own))
		if f.Sort == "" && by.desc || f.Sort != "" && f.Desc {
			slices.Reverse(all)
		}
		part, total = slices.Clone(portion(all, f)), len(all)
	})
	return part, total, met, err
}

// speakers are those who speak in the pages that a filter asks for.
func (o *overview) speakers(f Filter) (out []*speaker) {
	known := make([]*speaker, len(o.names.all)) // by their words
	last := make([]*glimpse, len(o.names.all))
	outlets := make([][]string, len(o.names.all)) // of each
	small := map[name]string{}
	for p, x := range o.voices(f) {
		s := known[x.words]
		if s == nil {
			s = &speaker{words: o.names.all[x.words], first: math.MaxInt64}
			known[x.words], out = s, append(out, s)
		}
		s.Statements++
		s.first = min(s.first, p.version*100000+int64(x.n))
		if last[x.words] == p {
			continue
		}
		last[x.words] = p
		s.Pages++
		day := p.day()
		if s.First == "" { // pages come in the order of time
			s.First = day
		}
		s.Last = max(s.Last, day)
		outlet, met := small[p.outlet]
		if !met {
			outlet = strings.ToLower(o.names.all[p.outlet])
			small[p.outlet] = outlet
		}
		if outlet != "" && !slices.Contains(outlets[x.words], outlet) {
			outlets[x.words] = append(outlets[x.words], outlet)
			s.Outlets++
		}
	}
	return out
}

func (p *glimpse) day() string { return p.published[:min(len(p.published), len(time.DateOnly))] }

// voices are the statements of those who have a name that a filter asks for.
func (o *overview) voices(f Filter) iter.Seq2[*glimpse, *glimpsedStatement] {
	speakers := o.speaking(f.Words, f.Person)
	kinds := o.names.matching(func(s string) bool { return s == f.Kind })
	nobody := o.names.matching(func(s string) bool { return s == "" })
	f.Place = ""
	return func(yield func(*glimpse, *glimpsedStatement) bool) {
		for p := range o.wanted(f, true) {
			for i := range p.statements {
				x := &p.statements[i]
				if !nobody.of(x.speaker) && speakers.of(x.words) && (f.Kind == "" || kinds.of(x.speakerKind)) && !yield(p, x) {
					return
				}
			}
		}
	}
}

// written tells how often each of some is written in which way.
func (o *overview) written(f Filter, listed map[string]int, tell func(words, name, kind, role string, n int)) {
	some := o.names.matching(func(s string) bool { _, ok := listed[s]; return ok })
	times := map[[4]name]int{}
	for _, x := range o.voices(f) {
		if some.of(x.words) {
			times[[4]name{x.words, x.speaker, x.speakerKind, x.role}]++
		}
	}
	for x, n := range times {
		tell(o.names.all[x[0]], o.names.all[x[1]], o.names.all[x[2]], o.names.all[x[3]], n)
	}
}

// sayings are the statements of one, without what they say.
func (o *overview) sayings(f Filter) (out []Statement) {
	for _, x := range o.statements(f) {
		p, st := x.page, &x.page.statements[x.i]
		at := Place{Version: p.version, Address: p.address, Outlet: o.names.all[p.outlet], Published: p.published, N: int(st.n)}
		out = append(out, Statement{Place: at, Speaker: o.names.all[st.speaker], SpeakerKind: o.names.all[st.speakerKind], Kind: o.names.all[st.kind], Act: o.names.all[st.act], Role: o.names.all[st.role]})
	}
	return out
}

// publishers tells of outlets, as they are written, and the agencies that some of their pages credit.
func (o *overview) publishers(f Filter, tell func(name, agencies string, x *Publisher)) {
	known := map[[2]name]*Publisher{}
	f.Place = ""
	for p := range o.wanted(f, true) {
		x := known[[2]name{p.outlet, p.agencies}]
		if x == nil {
			x = &Publisher{First: p.day()}
			known[[2]name{p.outlet, p.agencies}] = x
		}
		x.Pages, x.Statements = x.Pages+1, x.Statements+len(p.statements)
		if x.First == "" {
			x.First = p.day()
		}
		x.Last = max(x.Last, p.day())
	}
	for names, x := range known {
		if outlet := o.names.all[names[0]]; outlet != "" {
			tell(outlet, o.names.all[names[1]], x)
		}
	}
}

// mentions tells of the places that pages mention which a filter asks for.
func (o *overview) mentions(f Filter, tell func(version int64, names, day string)) {
	f.Place = ""
	for p := range o.wanted(f, true) {
		if places := o.names.all[p.places]; places != "" {
			tell(p.version, places, p.day())
		}
	}
}

// common counts what pages have in common.
func (o *overview) common(pages []int64, t *tallies) {
	last := make([]*glimpse, len(o.names.all))
	keys := map[name]string{}
	spelt := map[[2]name]int{}
	for _, id := range pages {
		p := o.byID[id]
		if p == nil {
			continue // it was deleted meanwhile
		}
		key, met := keys[p.outlet]
		if !met {
			key = words(o.names.all[p.outlet])
			keys[p.outlet] = key
		}
		t.page(key, o.names.all[p.outlet], p.day(), o.names.all[p.language])
		for i := range p.statements {
			if x := &p.statements[i]; last[x.words] != p && o.names.all[x.speaker] != "" {
				last[x.words] = p
				spelt[[2]name{x.words, x.speaker}]++
			}
		}
	}
	for x, n := range spelt {
		t.speakers.add(o.names.all[x[0]], o.names.all[x[1]], n)
	}
}
