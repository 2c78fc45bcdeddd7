package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

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
	listing  string // asks for the names of all tables
	sizing   string // asks for the bytes that the database takes
	straight string // joins tables in the order in which they are written
	these    string // asks for the numbers of an array in JSON

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
	settle  string // a command that joins parts of the index, and is given how much
	terms   func(e *entry) []any
	empty   string // the command that takes all pages out

	// Backups: how the database is written into a file, and how a table is told
	// which numbers are taken.
	save     func(ctx context.Context, s *Store, file string, x *Lexicon) error
	numbered func(k *keeper, table string) error
	examine  func(e *examiner) // what only this engine can have
}

// dialectOf tells the engine by the words that name a database.
func dialectOf(where string) *dialect {
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		return &postgres
	}
	return &lite
}

// patience is how long a writer waits for another one.
var patience = 10 * time.Second

// SQLite: one file, one writer, nothing to set up. Readers see the last commit
// while a writer works (WAL); a commit survives a killed process, and a cut of
// power may undo the last ones but tears nothing.
var lite = dialect{
	goose: goose.DialectSQLite3, folder: "migrations/sqlite",
	open: func(where string) (*sql.DB, error) {
		if info, err := os.Stat(where); err == nil && info.IsDir() {
			return nil, errors.New("it is a folder")
		}
		q := url.Values{"_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", fmt.Sprintf("busy_timeout(%d)", patience.Milliseconds()), "foreign_keys(1)", "cache_size(-16000)", "wal_autocheckpoint(4000)"}, "_txlock": {"immediate"}}
		db, err := openLite(where, q.Encode())
		if err == nil {
			db.SetMaxOpenConns(4)
		}
		return db, err
	},
	rebind:   func(query string) string { return query },
	snapshot: sql.TxOptions{ReadOnly: true},
	listing:  `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`,
	sizing:   `SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()`,
	clock:    `SELECT unixepoch('subsec')`,
	straight: ` CROSS JOIN `,
	these:    `SELECT value FROM json_each(?)`,
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
	settle:  `INSERT INTO words (words, rank) VALUES ('merge', -?)`,
	terms: func(e *entry) []any {
		// A term takes less in the first column, and no phrase runs into those with a mark.
		return []any{e.place, e.terms.Text + " " + e.terms.marked(), e.terms.Title}
	},
	empty:    `INSERT INTO words (words) VALUES ('delete-all')`,
	save:     saveLite,
	examine:  (*examiner).lite,
	numbered: func(*keeper, string) error { return nil }, // the highest is looked for
	explain: func(where string, err error) error {
		var e *sqlite.Error
		if !errors.As(err, &e) {
			return err
		}
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB:
			return errors.New("it is no database of Isnad, or it is damaged")
		case sqlite3.SQLITE_CORRUPT:
			return errors.New("it is damaged; isnad doctor tells more, and isnad restore makes another one of a backup")
		case sqlite3.SQLITE_CANTOPEN:
			if _, err := os.Stat(filepath.Dir(where)); errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("the folder %s does not exist", filepath.Dir(where))
			}
			return fmt.Errorf("it cannot be opened; may this user read and write in the folder %s?", filepath.Dir(where))
		case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
			return errors.New("it cannot be written; may this user write to it and to its folder?")
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return fmt.Errorf("another program has been writing to it for %s; try again when that is done", patience)
		case sqlite3.SQLITE_FULL:
			return errors.New("the disk is full; what was kept before is safe")
		case sqlite3.SQLITE_IOERR:
			return fmt.Errorf("the disk fails, or there is no room for more (%w); what was kept before is safe", err)
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
	listing:  `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY table_name`,
	sizing:   `SELECT pg_database_size(current_database())`,
	clock:    `SELECT extract(epoch FROM clock_timestamp())::float8`,
	straight: ` JOIN `, // it knows by itself
	these:    `SELECT value::bigint FROM json_array_elements_text(?::text::json)`,
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
	terms:   func(e *entry) []any { return []any{e.place, e.terms.vector()} },
	empty:   `DELETE FROM words`,
	save:    saveTables,
	examine: (*examiner).postgres,
	numbered: func(k *keeper, table string) error {
		var column string
		err := k.one(`SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ? AND is_identity = 'YES'`, table).Scan(&column)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return k.do(`SELECT setval(pg_get_serial_sequence('` + table + `', '` + column + `'), (SELECT greatest(max(` + column + `), 1) FROM ` + table + `))`)
	},
	explain: func(_ string, err error) error {
		var refused *pgconn.ConnectError
		var e *pgconn.PgError
		var broken *net.OpError
		switch {
		case errors.As(err, &e):
			if why, ok := refusals[e.Code]; ok {
				return fmt.Errorf("%s (%s)", why, e.Message)
			}
		case errors.As(err, &refused):
			why := "it does not answer"
			if errors.As(err, &broken) {
				why = broken.Err.Error()
			}
			return fmt.Errorf("the server cannot be reached; is it running, and is the address right? (%s)", why)
		case errors.As(err, &broken), errors.Is(err, pgconn.ErrConnClosed), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
			return errors.New("the connection to the server broke; what was kept before is safe")
		}
		return err
	},
}

// refusals are the errors of PostgreSQL that somebody can do something about.
var refusals = map[string]string{
	"28P01": "the server does not let this user in; is the password right?",
	"28000": "the server does not let this user in; is the name right, and may it come from here?",
	"3D000": "there is no such database",
	"42501": "this user may not do that; it has to own the tables",
	"25006": "the server only reads; is it a copy of another one?",
	"53100": "the server's disk is full; what was kept before is safe",
	"53300": "the server has no connection left",
	"57P01": "the server was stopped; what was kept before is safe",
	"57P02": "the server failed; what was kept before is safe",
	"57P03": "the server is not ready yet",
	"22021": "the database is not in UTF-8; make one WITH ENCODING 'UTF8' TEMPLATE template0",
	"22P05": "the database is not in UTF-8; make one WITH ENCODING 'UTF8' TEMPLATE template0",
}

// provider has the migrations.
func (s *Store) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations, s.folder)
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(s.goose, s.db, files)
}

// tables is the version of the tables, noTables where there are none, and the
// newest that this program knows. It is an error if they are newer than that, or
// those of another program.
func (s *Store) tables(ctx context.Context) (have, newest int64, err error) {
	p, err := s.provider()
	if err != nil {
		return 0, 0, err
	}
	all := p.ListSources()
	newest = all[len(all)-1].Version
	names, err := s.names(ctx)
	if err != nil {
		return 0, 0, err
	}
	if !slices.Contains(names, "goose_db_version") {
		if s.alone && slices.ContainsFunc(names, func(name string) bool { return !strings.HasPrefix(name, "river") && !strings.HasPrefix(name, "sqlite") }) {
			return 0, 0, errors.New("it is a database of another program")
		}
		return noTables, newest, nil
	}
	if err := s.db.QueryRowContext(ctx, `SELECT COALESCE(max(version_id), 0) FROM goose_db_version`).Scan(&have); err != nil {
		return 0, 0, err
	}
	if have > newest {
		return 0, 0, fmt.Errorf("a newer version of Isnad made it (tables %d, and this program knows %d)", have, newest)
	}
	return have, newest, nil
}

const noTables = -1

// names are the names of all tables.
func (s *Store) names(ctx context.Context) (out []string, err error) {
	rows, err := s.db.QueryContext(ctx, s.listing)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}

// migrate brings the tables to what this program knows. Several programs may do
// so at once: the one that comes too late fails, and goes on from where the
// other is.
func (s *Store) migrate(ctx context.Context) error {
	have, newest, err := s.tables(ctx)
	began, older := time.Now(), have
	for err == nil && have < newest {
		p, perr := s.provider()
		if perr != nil {
			return perr
		}
		_, uperr := p.Up(ctx)
		before := have
		if have, newest, err = s.tables(ctx); err == nil && have == before {
			return cmp.Or(uperr, fmt.Errorf("its tables stay at %d", have))
		}
	}
	if err == nil && older > 0 && older < newest {
		slog.InfoContext(ctx, "tables brought up to date", "db", Hidden(s.where), "from", older, "to", newest, "took", time.Since(began))
	}
	return err
}
