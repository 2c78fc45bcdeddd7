// Package store keeps what came in and what was read from it: captures as they
// came, the versions of each page, records and signatures, in one SQLite file
// or in PostgreSQL, with one behaviour.
//
// It promises that a capture is kept once, under the digest of its bytes, and
// never changed; that a call either keeps all that it was given or nothing; that
// a log tells all that happened, so that a change by any other hand is found; and
// that records and signatures can be made anew from captures. It knows nothing
// of how pages are read or compared.
package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"net/url"
	"os"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
	"github.com/klauspost/compress/zstd"
)

// Store is an open database. It may be used from many goroutines.
type Store struct {
	*dialect
	db       *sql.DB
	where    string
	vaults   vaults
	asked    asked
	memory   memory
	overview overview
	settled  settled
}

// ErrNotKept is the kind of error for what the store does not have.
var ErrNotKept = errors.New("not kept")

// Open opens the database, and makes it if it is a file that is not there:
// where is a path, or postgres://user:password@host:port/name. Tables of an
// older version are brought up to date; those of a newer one are an error.
func Open(ctx context.Context, where string) (*Store, error) {
	return openAs(ctx, dialectOf(where), where)
}

// Exists tells that a database that is a file is not there, if so: Open would
// make one.
func Exists(where string) error {
	if dialectOf(where) != &lite {
		return nil
	}
	_, err := os.Stat(where)
	return err
}

func openAs(ctx context.Context, d *dialect, where string) (*Store, error) {
	s := &Store{dialect: d, where: where}
	db, err := s.open(where)
	if err != nil {
		return nil, s.failed("open", err)
	}
	s.db = db
	if err := s.migrate(ctx); err != nil {
		db.Close()
		return nil, s.failed("open", err)
	}
	return s, nil
}

// Where names the database, as Open was told it, with its password.
func (s *Store) Where() string { return s.where }

// Another is another handle on the same database, for those who need one of
// their own. It is to be closed.
func (s *Store) Another() (*sql.DB, error) {
	db, err := s.open(s.where)
	return db, s.failed("open", err)
}

// Close closes the database.
func (s *Store) Close() error { return errors.Join(s.asked.close(), s.db.Close()) }

// asked are questions that were asked before: SQLite takes longer to understand
// most than to answer them.
type asked struct {
	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// mostAsked are remembered, so that no number of filters takes all memory.
const mostAsked = 100

func (a *asked) close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var errs []error
	for _, stmt := range a.stmts {
		errs = append(errs, stmt.Close())
	}
	a.stmts = nil
	return errors.Join(errs...)
}

// again asks a question that is asked again and again. The driver of the other
// engine remembers questions by itself.
func (s *Store) again(ctx context.Context, question string, args ...any) (*sql.Rows, error) {
	if !s.alone {
		return s.db.QueryContext(ctx, s.rebind(question), args...)
	}
	s.asked.mu.Lock()
	stmt := s.asked.stmts[question]
	if stmt == nil {
		var err error
		if stmt, err = s.db.PrepareContext(ctx, question); err != nil {
			s.asked.mu.Unlock()
			return nil, err
		}
		if len(s.asked.stmts) < mostAsked {
			if s.asked.stmts == nil {
				s.asked.stmts = map[string]*sql.Stmt{}
			}
			s.asked.stmts[question] = stmt
		} else {
			defer stmt.Close() // when its rows are read
		}
	}
	s.asked.mu.Unlock()
	return stmt.QueryContext(ctx, args...)
}

// failed says what could not be done to which database, without its password.
func (s *Store) failed(what string, err error) error {
	if err == nil || errors.Is(err, ErrNotKept) || errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%s %s: %w", what, Hidden(s.where), s.explain(s.where, err))
}

// Hidden is the name of a database without its password.
func Hidden(where string) string {
	u, err := url.Parse(where)
	if err != nil || u.Host == "" {
		scheme, rest, ok := strings.Cut(where, "://")
		at := strings.LastIndex(rest, "@")
		if !ok || at < 0 {
			return where
		}
		name, _, _ := strings.Cut(rest[:at], ":")
		return scheme + "://" + name + ":xxxxx" + rest[at:]
	}
	if q := u.Query(); q.Has("password") {
		q.Set("password", "xxxxx")
		u.RawQuery = q.Encode()
	}
	return u.Redacted()
}

// Source is how a capture came: what is needed to make its page again.
type Source struct {
	Name      string `json:"name"`             // the input, as people know it
	Format    int    `json:"format,omitempty"` // as capture numbers them
	URL       string `json:"url,omitempty"`
	FetchedAt string `json:"fetched_at,omitempty"`
	Charset   string `json:"charset,omitempty"`
	// What whoever brought the page said of it.
	Outlet    string `json:"outlet,omitempty"`
	GivenURL  string `json:"given_url,omitempty"`
	Published string `json:"published,omitempty"`
	Language  string `json:"language,omitempty"`
}

// Mark tells a capture that came in a certain way from all others: the same
// bytes from the same place, with the same said of them.
type Mark [sha256.Size]byte

// Mark makes the mark of a capture.
func (s *Source) Mark(d Digest) Mark { return sha256.Sum256(append(s.JSON(), d[:]...)) }

// JSON is the form in which a source is kept and marked: the same for one that
// was read from it.
func (s *Source) JSON() []byte {
	c := *s
	for _, word := range []*string{&c.Name, &c.URL, &c.FetchedAt, &c.Charset, &c.Outlet, &c.GivenURL, &c.Published, &c.Language} {
		*word = strings.ToValidUTF8(*word, "\uFFFD")
	}
	b, err := json.Marshal(&c)
	if err != nil {
		panic(err) // strings and a number
	}
	return b
}

// Digest is the SHA-256 of a capture's bytes.
type Digest [sha256.Size]byte

// String is the digest as records write it.
func (d Digest) String() string { return written(d[:]) }

func written(digest []byte) string { return "sha256:" + hex.EncodeToString(digest) }

// Page is one page to keep: the capture, and what was read from it.
type Page struct {
	Address   string // the page's lasting name: its URL, or else its given id, or else its path
	Digest    Digest
	Capture   []byte // packed, see Pack
	Size      int    // of the capture, unpacked
	Source    Source
	Record    *isnad.Record
	Packed    []byte // the record's JSON form, packed
	Line      Digest // of the record's JSON form
	Signature []byte // nil if the page could not be read
	Terms     Terms  // under which the page is found
}

// Outcome is what became of a page.
type Outcome int

// The outcomes.
const (
	Added      Outcome = iota // its address was not known
	Unchanged                 // its latest version has the same bytes
	NewVersion                // it had others
)

var (
	packer, _   = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	unpacker, _ = zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(1<<30))
)

// Pack compresses bytes for keeping. It may be called from many goroutines.
func Pack(b []byte) []byte { return packer.EncodeAll(b, make([]byte, 0, len(b)/2+64)) }

func unpack(b []byte) ([]byte, error) {
	out, err := unpacker.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: unpack: %w", errDamaged, err)
	}
	return out, nil
}

// Known returns those of the marks that the latest version of some page has: a
// page that comes with one need not be looked at.
func (s *Store) Known(ctx context.Context, marks []Mark) (map[Mark]bool, error) {
	known := make(map[Mark]bool, len(marks))
	for len(marks) > 0 {
		some := marks[:min(len(marks), mostMarks)]
		marks = marks[len(some):]
		args := make([]any, len(some))
		for i := range some {
			args[i] = some[i][:]
		}
		// By the mark first: to look for it from all pages costs more the more there are.
		query := `SELECT v.mark FROM versions v CROSS JOIN pages p WHERE p.id = v.page AND p.latest = v.id AND v.mark IN (?` + strings.Repeat(", ?", len(some)-1) + `)`
		if err := s.marks(ctx, known, query, args); err != nil {
			return nil, s.failed("look into", err)
		}
	}
	return known, nil
}

const mostMarks = 400 // in one question

func (s *Store) marks(ctx context.Context, known map[Mark]bool, query string, args []any) error {
	rows, err := s.db.QueryContext(ctx, s.rebind(query), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var b []byte
		if err := rows.Scan(&b); err != nil {
			return err
		}
		known[Mark(b)] = true
	}
	return rows.Err()
}

// text is a string that both engines take: PostgreSQL refuses NUL.
func text(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "\uFFFD")
}

// Version is one version of a page.
type Version struct {
	ID      int64
	Address string
	Number  int // 1 is the first
	Digest  Digest
	Source  Source
	AddedAt string // RFC 3339
	// Of its record.
	Outlet, Published, Language, Title, Error string
}

// Versions gives the versions of all pages, or the latest of each, in the order
// in which they were added.
func (s *Store) Versions(ctx context.Context, latest bool) iter.Seq2[Version, error] {
	return s.VersionsBetween(ctx, latest, 1, math.MaxInt64)
}

// VersionsBetween is Versions for those that are numbered from first to last.
func (s *Store) VersionsBetween(ctx context.Context, latest bool, first, last int64) iter.Seq2[Version, error] {
	return func(yield func(Version, error) bool) {
		behind := first - 1
		for {
			some, err := s.versions(ctx, `v.id > ? AND v.id <= ? AND (p.latest = v.id OR ?) ORDER BY v.id LIMIT ?`, behind, last, !latest, 500)
			if err != nil {
				yield(Version{}, s.failed("read", err))
				return
			}
			for _, v := range some {
				if !yield(v, nil) {
					return
				}
				behind = v.ID
			}
			if len(some) == 0 {
				return
			}
		}
	}
}

func (s *Store) versions(ctx context.Context, which string, args ...any) (out []Version, err error) {
	rows, err := s.db.QueryContext(ctx, s.rebind(`SELECT v.id, p.address, v.number, c.sha256, v.source, v.added_at,
		r.outlet, r.published, r.language, r.title, r.error
		FROM versions v JOIN pages p ON p.id = v.page JOIN captures c ON c.id = v.capture JOIN records r ON r.version = v.id
		WHERE `+which), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v Version
		var digest []byte
		var source string
		if err := rows.Scan(&v.ID, &v.Address, &v.Number, &digest, &source, &v.AddedAt, &v.Outlet, &v.Published, &v.Language, &v.Title, &v.Error); err != nil {
			return nil, err
		}
		if copy(v.Digest[:], digest) != len(v.Digest) {
			return nil, fmt.Errorf("version %d: damaged digest", v.ID)
		}
		if err := json.Unmarshal([]byte(source), &v.Source); err != nil {
			return nil, fmt.Errorf("version %d: %w", v.ID, err)
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Numbers are those of all versions, in the order in which they were added.
func (s *Store) Numbers(ctx context.Context) (out []int64, err error) {
	out, err = numbers(ctx, s.db, `SELECT id FROM versions ORDER BY id`)
	return out, s.failed("read", err)
}

// numbers are the rows of a query that asks for one number each.
func numbers(ctx context.Context, db asking, query string, args ...any) (out []int64, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	return out, rows.Err()
}

// Record is the record of a version.
func (s *Store) Record(ctx context.Context, version int64) (*isnad.Record, error) {
	line, err := s.Line(ctx, version)
	if err != nil {
		return nil, err
	}
	r := &isnad.Record{}
	return r, s.failed("read", r.UnmarshalJSON(line))
}

// Line is the record of a version in its JSON form, as it was kept.
func (s *Store) Line(ctx context.Context, version int64) ([]byte, error) {
	var packed []byte
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rows, err := s.again(context.WithoutCancel(ctx), `SELECT packed FROM records WHERE version = ?`, version) // there is nothing to stop
	if err != nil {
		return nil, s.failed("read", err)
	}
	defer rows.Close()
	if !rows.Next() {
		return nil, cmp.Or(s.failed("read", rows.Err()), fmt.Errorf("version %d: %w", version, ErrNotKept))
	}
	if err := rows.Scan(&packed); err != nil {
		return nil, s.failed("read", err)
	}
	line, err := unpack(packed)
	return line, s.failed("read", err)
}

// Counts are how much the store holds. Unread pages could not be read; those
// Unindexed are not found by searching until they are read anew.
type Counts struct{ Pages, Versions, Captures, Unread, Unindexed int }

// Count counts.
func (s *Store) Count(ctx context.Context) (n Counts, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM versions), (SELECT count(*) FROM captures),
		(SELECT count(*) FROM records r JOIN pages p ON p.latest = r.version WHERE r.error <> ''),
		(SELECT count(*) FROM pages WHERE place IS NULL OR places IS NULL)`).Scan(&n.Pages, &n.Versions, &n.Captures, &n.Unread, &n.Unindexed)
	return n, s.failed("read", err)
}

// Size is how many bytes the database takes, without captures that lie elsewhere.
func (s *Store) Size(ctx context.Context) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, s.sizing).Scan(&n)
	return n, s.failed("read", err)
}

// Ping tells why the database does not answer, if it does not.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.failed("read", s.db.QueryRowContext(ctx, `SELECT count(*) FROM log_head`).Scan(&one))
}
