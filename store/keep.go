package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Keep keeps pages, all or none, and tells what became of each. now is the time
// that they are said to have been added at.
func (s *Store) Keep(ctx context.Context, pages []Page, now time.Time) (out []Outcome, err error) {
	for i := range pages {
		if p := &pages[i]; p.Capture == nil || p.Packed == nil || p.Record == nil {
			return nil, s.failed("write to", fmt.Errorf("%s: the page has no capture or no record", p.Address))
		}
	}
	err = s.keeping(ctx, now, pages, func(k *keeper) (err error) {
		out, err = k.keep(pages)
		return err
	})
	if err != nil {
		return nil, s.failed("write to", err)
	}
	return out, nil
}

// keeping does work in a transaction, again if others were faster. Captures of
// the pages that it brings are put where they go first.
func (s *Store) keeping(ctx context.Context, now time.Time, bring []Page, work func(*keeper) error) error {
	var to target
	if len(bring) > 0 {
		var err error
		if to, err = s.target(ctx); err == nil {
			err = to.stow(ctx, bring)
		}
		if err != nil {
			return err
		}
	}
	for {
		err := s.inTransaction(ctx, func(tx *sql.Tx) error {
			k := s.keeper(ctx, tx, now)
			k.to = &to
			if err := work(k); err != nil {
				return err
			}
			return k.claim(&to, bring)
		})
		if !errors.Is(err, errOthers) {
			return err
		}
	}
}

// errOthers is the error of a transaction that has to begin again: another one
// has brought the same page or capture since it looked.
var errOthers = errors.New("another program brings the same pages")

func (s *Store) inTransaction(ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing behind a commit
	if err := work(tx); err != nil {
		if ctx.Err() != nil {
			return ctx.Err() // what it did to the transaction says less
		}
		return err
	}
	return tx.Commit()
}

// keeper keeps pages within one transaction.
type keeper struct {
	*Store
	asked   context.Context
	ctx     context.Context // of the commands: see alone
	tx      *sql.Tx
	at      string
	to      *target              // where captures go
	entries []Entry              // for the log
	stmts   map[string]*sql.Stmt // prepared in this transaction
}

func (s *Store) keeper(ctx context.Context, tx *sql.Tx, now time.Time) *keeper {
	k := &keeper{Store: s, asked: ctx, ctx: ctx, tx: tx, at: now.UTC().Format(time.RFC3339), stmts: map[string]*sql.Stmt{}}
	if s.alone {
		// The driver starts a goroutine for each command that could be stopped. It is
		// enough to stop between two of them.
		k.ctx = context.WithoutCancel(ctx)
	}
	return k
}

// prepared is a command that the transaction's end closes. The driver of the
// other engine remembers commands by itself.
func (k *keeper) prepared(query string) (*sql.Stmt, error) {
	if err := k.asked.Err(); err != nil {
		return nil, err
	}
	if s := k.stmts[query]; s != nil {
		return s, nil
	}
	s, err := k.tx.PrepareContext(k.ctx, query)
	if err == nil {
		k.stmts[query] = s
	}
	return s, err
}

func (k *keeper) one(query string, args ...any) *sql.Row {
	if k.alone {
		if s, err := k.prepared(query); err == nil {
			return s.QueryRowContext(k.ctx, args...)
		}
	}
	return k.tx.QueryRowContext(k.asked, k.rebind(query), args...)
}

func (k *keeper) do(query string, args ...any) error {
	_, err := k.exec(query, args)
	return err
}

func (k *keeper) exec(query string, args []any) (sql.Result, error) {
	if k.alone {
		s, err := k.prepared(query)
		if err != nil {
			return nil, err
		}
		return s.ExecContext(k.ctx, args...)
	}
	return k.tx.ExecContext(k.ctx, k.rebind(query), args...)
}

// among is a list of n values in a query.
func among(n int) string { return `IN (?` + strings.Repeat(", ?", n-1) + `)` }

// adding is rows on their way into a table.
type adding struct {
	k          *keeper
	head, tail string
	one        string // how a row is written
	width      int    // of a row
	most       string // the command that adds atOnce rows
	args       []any
	added      int // all that are in, without those that stood in conflict
}

func (k *keeper) into(table string, columns ...string) *adding {
	return &adding{k: k, head: `INSERT INTO ` + table + ` (` + strings.Join(columns, ", ") + `) VALUES `, one: "(?" + strings.Repeat(", ?", len(columns)-1) + ")"}
}

func (a *adding) add(row ...any) error {
	a.width = len(row)
	a.args = append(a.args, row...)
	return a.write(a.k.atOnce)
}

func (a *adding) end() error { return a.write(1) }

// write writes the rows that wait if they are least many: as many at once as may
// be, by few commands that differ, since the engine remembers those.
func (a *adding) write(least int) error {
	for n := a.k.atOnce; len(a.args) >= least*a.width && len(a.args) > 0; {
		if len(a.args) < n*a.width {
			n /= 4
			continue
		}
		done, err := a.k.exec(a.command(n), a.args[:n*a.width])
		if err != nil {
			return err
		}
		rows, err := done.RowsAffected()
		if err != nil {
			return err
		}
		a.added += int(rows)
		a.args = append(a.args[:0], a.args[n*a.width:]...)
	}
	return nil
}

func (a *adding) command(n int) string {
	if n == a.k.atOnce && a.most != "" {
		return a.most
	}
	s := a.head + a.one + strings.Repeat(", "+a.one, n-1) + a.tail
	if n == a.k.atOnce {
		a.most = s
	}
	return s
}

// held is a page that nobody else changes until the transaction ends.
type held struct {
	id      int64
	address string
	isNew   bool
	// Its latest version, if number is not 0.
	latest int64
	number int
	digest Digest
	// Its place in the search index, until now and from now on.
	had   sql.NullInt64
	entry *entry
	stamp sql.NullInt64 // of its record, none if it cannot be compared
}

// stamp is a number that is another one for another record, so small that many
// of them can be added up.
func (p *Page) stamp() sql.NullInt64 {
	if p.Signature == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: int64(binary.BigEndian.Uint64(p.Line[:]) >> 24), Valid: true}
}

// fresh is a version that is made in this transaction.
type fresh struct {
	version, capture int64
	number           int
	mark             Mark
	*held
	page *Page
}

func (k *keeper) keep(pages []Page) ([]Outcome, error) {
	known, err := k.hold(pages)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(pages))
	var made []fresh
	var changed []*held
	for i := range pages {
		p := &pages[i]
		h := known[text(p.Address)]
		switch {
		case h.number == 0:
			out[i] = Added
		case h.digest == p.Digest:
			out[i] = Unchanged
			continue
		default:
			out[i] = NewVersion
		}
		h.number++
		h.digest = p.Digest
		if h.entry == nil {
			changed = append(changed, h)
		}
		h.entry, h.stamp = h.entryOf(p), p.stamp()
		made = append(made, fresh{number: h.number, mark: p.Source.Mark(p.Digest), held: h, page: p})
	}
	if len(made) == 0 {
		return out, nil
	}
	ids, err := k.ids(k, "versions", len(made))
	if err != nil {
		return nil, err
	}
	for i := range made {
		f := &made[i]
		f.version, f.held.latest = ids[i], ids[i]
		k.entries = append(k.entries, Entry{What: Captured, Address: f.address, Version: f.number,
			Capture: f.page.Digest.String(), Source: Digest(f.mark).String(), Record: f.page.Line.String()})
	}
	for _, step := range []func() error{
		func() error { return k.pages(changed) },
		func() error { return k.captures(made) },
		func() error { return k.versions(made) },
		func() error { return k.records(made) },
		func() error { return k.findings(made) },
		func() error { return k.index(changed) },
		k.log,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// hold returns the pages at some addresses, by address. Rows of those that are
// known are held until the transaction ends, so that two workers who bring one
// page wait for each other, in one order so that they do not wait for ever.
func (k *keeper) hold(pages []Page) (map[string]*held, error) {
	known := map[string]*held{}
	var all []*held
	for i := range pages {
		address := text(pages[i].Address)
		if known[address] == nil {
			known[address] = &held{address: address}
			all = append(all, known[address])
		}
	}
	latest := map[int64]*held{}
	for some := range slices.Chunk(all, mostMarks) {
		args := make([]any, len(some))
		for i, h := range some {
			args[i] = h.address
		}
		err := k.each(`SELECT address, id, latest, place FROM pages WHERE address `+among(len(some))+` ORDER BY address`+k.holding, args, func(rows *sql.Rows) error {
			var address string
			var h held
			var version sql.NullInt64
			if err := rows.Scan(&address, &h.id, &version, &h.had); err != nil {
				return err
			}
			x := known[address]
			x.id, x.latest, x.had = h.id, version.Int64, h.had
			if version.Valid {
				latest[x.latest] = x
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	versions := make([]any, 0, len(latest))
	for v := range latest {
		versions = append(versions, v)
	}
	for some := range slices.Chunk(versions, mostMarks) {
		err := k.each(`SELECT v.id, v.number, c.sha256 FROM versions v JOIN captures c ON c.id = v.capture WHERE v.id `+among(len(some)), some, func(rows *sql.Rows) error {
			var id int64
			var number int
			var digest []byte
			if err := rows.Scan(&id, &number, &digest); err != nil {
				return err
			}
			latest[id].number = number
			copy(latest[id].digest[:], digest)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	strangers := slices.DeleteFunc(all, func(h *held) bool { return h.id != 0 })
	if len(strangers) == 0 {
		return known, nil
	}
	ids, err := k.ids(k, "pages", len(strangers))
	if err != nil {
		return nil, err
	}
	for i, h := range strangers {
		h.id, h.isNew = ids[i], true
	}
	return known, nil
}

// each asks for rows.
func (k *keeper) each(query string, args []any, use func(*sql.Rows) error) error {
	rows, err := k.tx.QueryContext(k.ctx, k.rebind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := use(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// pages enters pages with their latest versions.
func (k *keeper) pages(changed []*held) error {
	in := k.into("pages", "id", "address", "latest", "place", "agencies", "places", "stamp")
	in.tail = ` ON CONFLICT DO NOTHING`
	var new []*held
	for _, h := range changed {
		if h.isNew {
			new = append(new, h)
		} else if err := k.do(`UPDATE pages SET latest = ?, place = ?, agencies = ?, places = ?, stamp = ? WHERE id = ?`, h.latest, h.entry.place, h.entry.agencies, h.entry.places, h.stamp, h.id); err != nil {
			return err
		}
	}
	if !k.alone {
		slices.SortFunc(new, func(a, b *held) int { return strings.Compare(a.address, b.address) })
	}
	for _, h := range new {
		if err := in.add(h.id, h.address, h.latest, h.entry.place, h.entry.agencies, h.entry.places, h.stamp); err != nil {
			return err
		}
	}
	return in.endWith(len(new))
}

// endWith writes what waits. If others were faster there are fewer than all in.
func (a *adding) endWith(all int) error {
	if err := a.end(); err != nil {
		return err
	}
	if a.added < all {
		return errOthers
	}
	return nil
}

// captures enters the captures of versions.
func (k *keeper) captures(made []fresh) error {
	pages := make([]*Page, len(made))
	for i := range made {
		pages[i] = made[i].page
	}
	ids, err := k.captured(pages)
	for i := range made {
		made[i].capture = ids[made[i].page.Digest]
	}
	return err
}

// captured enters the captures that are not known, holds those that are, and
// returns their numbers.
func (k *keeper) captured(pages []*Page) (map[Digest]int64, error) {
	ids := map[Digest]int64{}
	var new []*Page
	for _, p := range pages {
		if _, seen := ids[p.Digest]; !seen {
			ids[p.Digest] = 0
			new = append(new, p)
		}
	}
	for some := range slices.Chunk(new, mostMarks) {
		args := make([]any, len(some))
		for i, p := range some {
			args[i] = p.Digest[:]
		}
		err := k.each(`SELECT sha256, id FROM captures WHERE sha256 `+among(len(some))+` ORDER BY sha256`+k.holding, args, func(rows *sql.Rows) error {
			var digest []byte
			var id int64
			if err := rows.Scan(&digest, &id); err != nil {
				return err
			}
			if len(digest) == sha256.Size {
				ids[Digest(digest)] = id
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	new = slices.DeleteFunc(new, func(p *Page) bool { return ids[p.Digest] != 0 })
	if len(new) > 0 {
		numbers, err := k.ids(k, "captures", len(new))
		if err != nil {
			return nil, err
		}
		for i, p := range new {
			ids[p.Digest] = numbers[i]
		}
	}
	if !k.alone {
		slices.SortFunc(new, func(a, b *Page) int { return strings.Compare(string(a.Digest[:]), string(b.Digest[:])) })
	}
	in := k.into("captures", "id", "sha256", "size", "packed", "vault")
	in.tail = ` ON CONFLICT DO NOTHING`
	for _, p := range new {
		packed := p.Capture
		if k.to.vault != nil {
			packed = []byte{}
		}
		if err := in.add(ids[p.Digest], p.Digest[:], p.Size, packed, k.to.id); err != nil {
			return nil, err
		}
	}
	return ids, in.endWith(len(new))
}

func (k *keeper) versions(made []fresh) error {
	in := k.into("versions", "id", "page", "number", "capture", "source", "mark", "added_at")
	for i := range made {
		f := &made[i]
		if err := in.add(f.version, f.id, f.number, f.capture, string(f.page.Source.JSON()), f.mark[:], k.at); err != nil {
			return err
		}
	}
	return in.end()
}

func (k *keeper) records(made []fresh) error {
	in := k.into("records", "version", "outlet", "published", "language", "title", "error", "packed", "signature")
	for _, f := range made {
		r := f.page.Record
		outlet, published := "", ""
		if r.Outlet != nil {
			outlet = r.Outlet.Name
		}
		if r.Published != nil {
			published = r.Published.Value
		}
		if err := in.add(f.version, text(outlet), text(published), text(r.Language), text(r.Title), text(r.Error), f.page.Packed, f.page.Signature); err != nil {
			return err
		}
	}
	return in.end()
}

// Rewrite puts what was read anew from a version's capture in the place of
// what was read before. Only Record, Packed, Line, Signature and Terms
// of the page count. A version that was deleted meanwhile is passed over.
func (s *Store) Rewrite(ctx context.Context, versions []int64, pages []Page, now time.Time) error {
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, now)
		var made []fresh
		var changed []*held
		for i := range pages {
			f := fresh{version: versions[i], held: &held{}, page: &pages[i]}
			e := Entry{What: Reread, Record: pages[i].Line.String()}
			var digest, mark []byte
			err := k.one(`SELECT p.address, v.number, v.mark, c.sha256 FROM versions v JOIN pages p ON p.id = v.page JOIN captures c ON c.id = v.capture WHERE v.id = ?`,
				f.version).Scan(&e.Address, &e.Version, &mark, &digest)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			e.Capture, e.Source = written(digest), written(mark)
			k.entries, made = append(k.entries, e), append(made, f)
			if err := k.forget(f.version); err != nil {
				return err
			}
			// The page's row is held, as hold does.
			err = k.one(`UPDATE pages SET latest = latest WHERE id = (SELECT page FROM versions WHERE id = ?) AND latest = ? RETURNING id, place`,
				f.version, f.version).Scan(&f.id, &f.had)
			if errors.Is(err, sql.ErrNoRows) {
				continue // it is not the latest
			}
			if err != nil {
				return err
			}
			f.entry = f.entryOf(f.page)
			if err := k.do(`UPDATE pages SET place = ?, agencies = ?, places = ?, stamp = ? WHERE id = ?`, f.entry.place, f.entry.agencies, f.entry.places, f.page.stamp(), f.id); err != nil {
				return err
			}
			changed = append(changed, f.held)
		}
		if err := k.records(made); err != nil {
			return err
		}
		if err := k.findings(made); err != nil {
			return err
		}
		if err := k.index(changed); err != nil {
			return err
		}
		return k.log()
	})
	return s.failed("write to", err)
}

// forget deletes a version's record and findings.
func (k *keeper) forget(version int64) error {
	for _, t := range tables {
		if err := k.do(`DELETE FROM `+t.name+` WHERE version = ?`, version); err != nil {
			return err
		}
	}
	return k.do(`DELETE FROM records WHERE version = ?`, version)
}
