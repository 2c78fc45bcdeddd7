package store

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"math"
	"slices"
	"strings"
	"time"
)

// The pages of a store are compared in blocks, each of some days, by the day of
// publication. The store keeps the notes of that work and does not look into
// them.

// Day is what the store has of one day: how many pages that can be compared, and
// sums that are others if any of those, or its record, is another.
type Day struct {
	Day              int // counted from 1 January of the year 1, as day 0; Undated has no date
	Pages            int
	Versions, Stamps int64
}

// Undated is the day of pages without a date.
const Undated = 0

// Days gives the days that have pages which can be compared, in order.
func (s *Store) Days(ctx context.Context) (out []Day, err error) {
	err = s.ask(ctx, `SELECT (place >> ?) / ?, count(*), CAST(sum(latest) AS BIGINT), CAST(sum(stamp) AS BIGINT) FROM pages WHERE stamp IS NOT NULL AND place IS NOT NULL GROUP BY 1 ORDER BY 1`,
		[]any{pageBits, aDay}, func(rows *sql.Rows) error {
			var d Day
			err := rows.Scan(&d.Day, &d.Pages, &d.Versions, &d.Stamps)
			out = append(out, d)
			return err
		})
	return out, err
}

// ask asks for rows, and says which database could not answer.
func (s *Store) ask(ctx context.Context, query string, args []any, use func(*sql.Rows) error) error {
	return s.failed("read", s.rows(ctx, query, args, use))
}

// Signed is the latest version of a page with its signature. Stamp is another
// one if its record is another.
type Signed struct {
	Version, Stamp int64
	Address        string
	Signature      []byte // good until the next one is asked for
}

const signed = `SELECT r.version, p.stamp, p.address, r.signature FROM pages p JOIN records r ON r.version = p.latest WHERE p.stamp IS NOT NULL`

func (s *Store) signatures(ctx context.Context, query string, args ...any) iter.Seq2[Signed, error] {
	return many(ctx, s, query, args, func(rows *sql.Rows) (x Signed, err error) {
		err = rows.Scan(&x.Version, &x.Stamp, &x.Address, (*sql.RawBytes)(&x.Signature))
		return x, err
	})
}

// SignedOn gives the pages of some days that can be compared, in no order.
func (s *Store) SignedOn(ctx context.Context, day, days int) iter.Seq2[Signed, error] {
	return s.signatures(ctx, signed+` AND p.place >= ? AND p.place < ?`, placeOf(day), placeOf(day+days))
}

// placeOf is where the pages of a day begin.
func placeOf(day int) int64 {
	if minute := int64(day) * aDay; minute <= mostMinute {
		return minute << pageBits
	}
	return math.MaxInt64
}

// SignedBefore gives the last pages before a day that can be compared, no
// earlier than some days and about so many: those of one minute go together.
func (s *Store) SignedBefore(ctx context.Context, day, days, most int) iter.Seq2[Signed, error] {
	return func(yield func(Signed, error) bool) {
		from := placeOf(max(day-days, Undated+1))
		var last int64
		err := s.db.QueryRowContext(ctx, s.rebind(`SELECT place FROM pages WHERE stamp IS NOT NULL AND place >= ? AND place < ? ORDER BY place DESC LIMIT 1 OFFSET ?`),
			from, placeOf(day), most-1).Scan(&last)
		if err == nil {
			from = last &^ pageMask
		} else if !errors.Is(err, sql.ErrNoRows) {
			yield(Signed{}, s.failed("read", err))
			return
		}
		s.signatures(ctx, signed+` AND p.place >= ? AND p.place < ?`, from, placeOf(day))(yield)
	}
}

// SignedAs gives those of the versions that can still be compared.
func (s *Store) SignedAs(ctx context.Context, versions []int64) iter.Seq2[Signed, error] {
	return func(yield func(Signed, error) bool) {
		for some := range slices.Chunk(versions, mostMarks) {
			args := make([]any, len(some))
			for i, v := range some {
				args[i] = v
			}
			for x, err := range s.signatures(ctx, `SELECT r.version, p.stamp, p.address, r.signature FROM records r JOIN versions v ON v.id = r.version JOIN pages p ON p.id = v.page
				WHERE p.latest = r.version AND p.stamp IS NOT NULL AND r.version `+among(len(some)), args...) {
				if !yield(x, err) || err != nil {
					return
				}
			}
		}
	}
}

// Signatures gives all pages that can be compared, in no order.
func (s *Store) Signatures(ctx context.Context) iter.Seq2[Signed, error] {
	return s.signatures(ctx, signed)
}

// Block is a block of days and how far it is compared. Each digest is that of
// what the step was given: nil if it was not done.
type Block struct {
	Name      string
	Day, Days int
	Own       []byte // of the pages whose Prints are kept
	Inputs    []byte // of the pages from which Links were made
	Plan      []byte // of the plan
	Told      []byte // of the plan that was told
}

// Block gives a block by name; one that is not there has none.
func (s *Store) Block(ctx context.Context, name string) (b Block, err error) {
	err = s.ask(ctx, `SELECT name, day, days, own, inputs, plan_key, told_key FROM blocks WHERE name = ?`, []any{name}, func(rows *sql.Rows) error {
		return rows.Scan(&b.Name, &b.Day, &b.Days, &b.Own, &b.Inputs, &b.Plan, &b.Told)
	})
	return b, err
}

// Blocks gives all blocks, in order of time, those without a date last.
func (s *Store) Blocks(ctx context.Context) (out []Block, err error) {
	err = s.ask(ctx, `SELECT name, day, days, own, inputs, plan_key, told_key FROM blocks ORDER BY CASE WHEN day = 0 AND days = 1 THEN 1 ELSE 0 END, day`, nil, func(rows *sql.Rows) error {
		var b Block
		err := rows.Scan(&b.Name, &b.Day, &b.Days, &b.Own, &b.Inputs, &b.Plan, &b.Told)
		out = append(out, b)
		return err
	})
	return out, err
}

// KeepPrints keeps the prints of a block, and makes the block if it is not there.
// What it has to tell counts as not told from then on.
func (s *Store) KeepPrints(ctx context.Context, b *Block, prints []byte) error {
	return s.command(ctx, `INSERT INTO blocks (name, day, days, own, prints) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET own = excluded.own, prints = excluded.prints, told_key = NULL`, b.Name, b.Day, b.Days, b.Own, Pack(prints))
}

// KeepLinks keeps the links of a block.
func (s *Store) KeepLinks(ctx context.Context, b *Block, links []byte) error {
	return s.command(ctx, `UPDATE blocks SET inputs = ?, links = ? WHERE name = ?`, b.Inputs, Pack(links), b.Name)
}

// KeepInputs keeps the digest of what a block's links were made from.
func (s *Store) KeepInputs(ctx context.Context, b *Block) error {
	return s.command(ctx, `UPDATE blocks SET inputs = ? WHERE name = ?`, b.Inputs, b.Name)
}

// KeepPlan keeps the plan of a block.
func (s *Store) KeepPlan(ctx context.Context, b *Block, plan []byte) error {
	return s.command(ctx, `UPDATE blocks SET plan_key = ?, plan = ? WHERE name = ?`, b.Plan, Pack(plan), b.Name)
}

func (s *Store) command(ctx context.Context, query string, args ...any) error {
	_, err := s.db.ExecContext(ctx, s.rebind(query), args...)
	return s.failed("write to", err)
}

// Notes are the prints, the links or the plan of a block, nil if it has none.
func (s *Store) notes(ctx context.Context, column, block string) ([]byte, error) {
	var packed []byte
	err := s.db.QueryRowContext(ctx, s.rebind(`SELECT `+column+` FROM blocks WHERE name = ?`), block).Scan(&packed)
	if errors.Is(err, sql.ErrNoRows) || err == nil && packed == nil {
		return nil, nil
	}
	if err != nil {
		return nil, s.failed("read", err)
	}
	b, err := unpack(packed)
	return b, s.failed("read", err)
}

// Prints are those of a block as they were kept, nil if it has none.
func (s *Store) Prints(ctx context.Context, block string) ([]byte, error) {
	return s.notes(ctx, "prints", block)
}

// Links are those of a block as they were kept, nil if it has none.
func (s *Store) Links(ctx context.Context, block string) ([]byte, error) {
	return s.notes(ctx, "links", block)
}

// Plan is that of a block as it was kept, nil if it has none.
func (s *Store) Plan(ctx context.Context, block string) ([]byte, error) {
	return s.notes(ctx, "plan", block)
}

// derived are the tables of what is told of blocks, with what leads from a row
// to those of it in another table.
var derived = []struct{ table, parts, of string }{
	{"stories", "story_pages", "story"},
	{"groups", "members", "in_group"},
	{"copies", "", ""},
}

// retire forgets blocks, and all that was told of them.
func (k *keeper) retire(names []string) error {
	for _, name := range names {
		for _, t := range derived {
			if t.parts != "" {
				if err := k.do(`DELETE FROM `+t.parts+` WHERE `+t.of+` IN (SELECT id FROM `+t.table+` WHERE block = ?)`, name); err != nil {
					return err
				}
			}
			if err := k.do(`DELETE FROM `+t.table+` WHERE block = ?`, name); err != nil {
				return err
			}
		}
		if err := k.do(`DELETE FROM blocks WHERE name = ?`, name); err != nil {
			return err
		}
	}
	return nil
}

// untell forgets what was told of some versions: words of pages that are deleted
// must not stay. The blocks are to be told again.
func (k *keeper) untell(versions []int64) error {
	for some := range slices.Chunk(versions, mostMarks) {
		args := make([]any, len(some))
		for i, v := range some {
			args[i] = v
		}
		these := among(len(some))
		for _, q := range []struct{ table, ids string }{
			{"stories", `SELECT story FROM story_pages WHERE version ` + these},
			{"groups", `SELECT in_group FROM members WHERE version ` + these},
			{"copies", `SELECT id FROM copies WHERE a ` + these + ` OR b ` + these},
		} {
			given := args
			if q.table == "copies" {
				given = append(slices.Clone(args), args...)
			}
			var ids []int64
			blocks := map[string]bool{}
			err := k.each(`SELECT id, block FROM `+q.table+` WHERE id IN (`+q.ids+`)`, given, func(rows *sql.Rows) error {
				var id int64
				var block string
				err := rows.Scan(&id, &block)
				ids, blocks[block] = append(ids, id), true
				return err
			})
			if err != nil {
				return err
			}
			if err := k.drop(q.table, ids); err != nil {
				return err
			}
			for b := range blocks {
				if err := k.do(`UPDATE blocks SET told_key = NULL WHERE name = ?`, b); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// drop deletes rows of a derived table.
func (k *keeper) drop(table string, ids []int64) error {
	for some := range slices.Chunk(ids, mostMarks) {
		args := make([]any, len(some))
		for i, v := range some {
			args[i] = v
		}
		for _, t := range derived {
			if t.table != table {
				continue
			}
			if t.parts != "" {
				if _, err := k.exec(`DELETE FROM `+t.parts+` WHERE `+t.of+` `+among(len(some)), args); err != nil {
					return err
				}
			}
			if _, err := k.exec(`DELETE FROM `+table+` WHERE id `+among(len(some)), args); err != nil {
				return err
			}
		}
	}
	return nil
}

// ToldKeys are the keys of what is told of a block.
func (s *Store) ToldKeys(ctx context.Context, block string) (map[string]bool, error) {
	known := map[string]bool{}
	for _, t := range derived {
		err := s.ask(ctx, `SELECT key FROM `+t.table+` WHERE block = ?`, []any{block}, func(rows *sql.Rows) error {
			var key []byte
			err := rows.Scan(&key)
			known[string(key)] = true
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return known, nil
}

// clip shortens words that are only looked through.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "")
}

// Retire forgets blocks that are gone, and all that was told of them.
func (s *Store) Retire(ctx context.Context, gone []string) error {
	return s.failed("write to", s.inTransaction(ctx, func(tx *sql.Tx) error { return s.keeper(ctx, tx, time.Time{}).retire(gone) }))
}
