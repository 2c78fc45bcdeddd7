package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations
var migrations embed.FS

// dialect is all in which the two engines differ.
type dialect struct {
	goose  goose.Dialect
	folder string
	open   func(where string) (*sql.DB, error)
	rebind func(query string) string
	// snapshot is a transaction that sees the database as it is at one moment.
	snapshot sql.TxOptions
	clock    string // a query for the seconds since 1970
	explain  func(where string, err error) error

	// Writing: whether nobody else writes meanwhile; how many rows one command
	// adds; what makes a query hold its rows until the transaction ends; and
	// numbers for new rows.
	alone   bool
	atOnce  int
	holding string
	ids     func(k *keeper, table string, n int) ([]int64, error)

	// Searching: the column with a page's place, the condition that a page has
	// what is asked for, and what that is given; how a page's terms are put in.
	place   string
	finds   string
	wording func(q *Query, titled bool) string
	words   func(k *keeper) *adding
	terms   func(e *entry) []any
}

// dialectOf tells the engine by the words that name a database.
func dialectOf(where string) *dialect {
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return &postgres
	}
	return &lite
}

// SQLite: one file, one writer, nothing to set up. Readers see the last commit
// while a writer works (WAL); a commit survives a killed process, and a cut of
// power may undo the last ones but tears nothing.
var lite = dialect{
	goose: goose.DialectSQLite3, folder: "migrations/sqlite",
	open: func(where string) (*sql.DB, error) {
		if info, err := os.Stat(where); err == nil && info.IsDir() {
			return nil, errors.New("it is a folder")
		}
		q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(10000)", "foreign_keys(1)", "cache_size(-32000)", "wal_autocheckpoint(4000)"}, "_txlock": {"immediate"}}
		db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(where)}).EscapedPath()+"?"+q.Encode())
		if err == nil {
			db.SetMaxOpenConns(4)
		}
		return db, err
	},
	rebind:   func(query string) string { return query },
	snapshot: sql.TxOptions{ReadOnly: true},
	clock:    `SELECT unixepoch('subsec')`,
	alone:    true,
	atOnce:   1,
	ids: func(k *keeper, table string, n int) ([]int64, error) {
		var last int64
		err := k.one(`SELECT coalesce(max(id), 0) FROM ` + table).Scan(&last)
		ids := make([]int64, n)
		for i := range ids {
			ids[i] = last + int64(i) + 1
		}
		return ids, err
	},
	place:   "w.rowid",
	finds:   `w.words MATCH ?`,
	wording: (*Query).fts,
	words:   func(k *keeper) *adding { return k.into("words", "rowid", "body", "title") },
	terms:   func(e *entry) []any { return []any{e.place, e.terms.Text, e.terms.Title} },
	explain: func(where string, err error) error {
		var e *sqlite.Error
		if !errors.As(err, &e) {
			return err
		}
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			return errors.New("it is no database of Isnad, or it is damaged")
		case sqlite3.SQLITE_CANTOPEN:
			if _, err := os.Stat(filepath.Dir(where)); errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("the folder %s does not exist", filepath.Dir(where))
			}
			return errors.New("it cannot be opened; may this user read and write there?")
		case sqlite3.SQLITE_READONLY:
			return errors.New("it cannot be written; may this user write there?")
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return errors.New("another program has been writing to it for ten seconds; try again when that is done")
		case sqlite3.SQLITE_FULL:
			return errors.New("the disk is full; what was kept before is safe")
		}
		return err
	},
}

// PostgreSQL: for many machines at once.
var postgres = dialect{
	goose: goose.DialectPostgres, folder: "migrations/postgres",
	open: func(where string) (*sql.DB, error) {
		config, err := pgx.ParseConfig(where)
		if err != nil {
			return nil, errors.New("the address is not understood; give postgres://user:password@host:5432/database")
		}
		db := stdlib.OpenDB(*config)
		db.SetMaxOpenConns(8)
		return db, nil
	},
	rebind: func(query string) string {
		var b strings.Builder
		n := 0
		for _, r := range query {
			if r == '?' {
				n++
				b.WriteString("$" + strconv.Itoa(n))
				continue
			}
			b.WriteRune(r)
		}
		return b.String()
	},
	snapshot: sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead},
	clock:    `SELECT extract(epoch FROM clock_timestamp())::float8`,
	atOnce:   64,
	holding:  " FOR NO KEY UPDATE",
	ids: func(k *keeper, table string, n int) ([]int64, error) {
		return numbers(k.ctx, k.tx, k.rebind(`SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)`), table, n)
	},
	place:   "w.place",
	finds:   `w.terms @@ ?::text::tsquery`,
	wording: (*Query).tsquery,
	words: func(k *keeper) *adding {
		in := k.into("words", "place", "terms")
		in.one = "(?, ?::text::tsvector)"
		return in
	},
	terms: func(e *entry) []any { return []any{e.place, e.terms.vector()} },
	explain: func(_ string, err error) error {
		var refused *pgconn.ConnectError
		var e *pgconn.PgError
		switch {
		case errors.As(err, &e) && (e.Code == "28P01" || e.Code == "28000"):
			return errors.New("the server does not let this user in; is the password right?")
		case errors.As(err, &e) && e.Code == "3D000":
			return fmt.Errorf("there is no such database: %s", e.Message)
		case errors.As(err, &e) && e.Code == "53100":
			return errors.New("the server's disk is full; what was kept before is safe")
		case errors.As(err, &refused):
			return errors.New("the server cannot be reached; is it running, and is the address right?")
		}
		return err
	},
}

// migrate brings the tables to what this program knows. If several programs do
// so at once all but one fail: they look again for as long as it goes on.
func (s *Store) migrate(ctx context.Context) error {
	for last := int64(-1); ; {
		had, err := s.migrateFrom(ctx)
		if err == nil || had <= last {
			return err
		}
		last = had
	}
}

// migrateFrom also returns what the tables were before.
func (s *Store) migrateFrom(ctx context.Context) (had int64, err error) {
	files, err := fs.Sub(migrations, s.folder)
	if err != nil {
		return -1, err
	}
	p, err := goose.NewProvider(s.goose, s.db, files)
	if err != nil {
		return -1, err
	}
	if had, err = p.GetDBVersion(ctx); err != nil {
		return -1, err
	}
	all := p.ListSources()
	if newest := all[len(all)-1].Version; had > newest {
		return -1, fmt.Errorf("a newer version of Isnad made it (tables %d, and this program knows %d)", had, newest)
	}
	_, err = p.Up(ctx)
	return had, err
}
