package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
)

// A backup is a database in one SQLite file, of whichever engine it was made: it
// can be opened as it is, and restored into either engine.

// copied are the tables that go from one database to another, each behind those
// that it refers to.
var copied = []string{"vaults", "captures", "pages", "versions", "records", "statements", "figures", "events", "log", "log_head", "inbox",
	"blocks", "stories", "story_pages", "copies", "groups", "members", "reviews", "review_pages", "users"}

// left are the tables that do not go along: words, the index of searching, is
// made anew from the records; inputs only save the reading of files, and perhaps
// those of another machine; goose_db_version is of the tables themselves; removals
// are errands of the database that they stand in; tellings are of its own doings;
// sessions and tokens would come back to life with a backup, also those that were
// ended since.
var left = []string{"words", "inputs", "inputs_forgotten", "goose_db_version", "removals", "tellings", "sessions", "tokens"}

// lockOut ends what lets people and programs in without a password.
var lockOut = []string{`DELETE FROM sessions`, `DELETE FROM tokens`}

// ErrNotEmpty is the kind of error for a database that has something already.
var ErrNotEmpty = errors.New("it is not empty")

// ErrDamaged is the kind of error for a backup that is not what its log tells of.
var ErrDamaged = errors.New("it does not hold what its log tells of")

// Backup writes all that is kept, as it is at one moment, into a new file, while
// others may read and write. The file has its name only when it is complete and
// safe on the disk. What does not hold in it, as it did not hold here, is
// reported; the backup is made all the same.
func (s *Store) Backup(ctx context.Context, file string, x *Lexicon, report func(Problem)) (n Counts, v Verified, err error) {
	if _, err := os.Lstat(file); err == nil {
		return n, v, fmt.Errorf("write %s: it is there already", file)
	}
	partial := file + ".partial" // what a killed program has left gives way
	wrote := func(err error) error {
		if err == nil || errors.Is(err, context.Canceled) {
			return err
		}
		return fmt.Errorf("write %s: %w", file, lite.explain(file, err))
	}
	if err := removeFile(partial); err != nil {
		return n, v, wrote(err)
	}
	defer removeFile(partial)                                              // it is not there any more if all went well
	f, err := os.OpenFile(partial, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600) // captures may be nobody else's business
	if err != nil {
		return n, v, wrote(err)
	}
	defer f.Close()
	if err := s.save(ctx, s, partial, x); err != nil {
		return n, v, wrote(err)
	}
	if err := oneFile(ctx, partial); err != nil {
		return n, v, wrote(err)
	}
	b := &Store{dialect: &lite, where: partial}
	if b.db, err = openLite(partial, "mode=ro"); err != nil {
		return n, v, wrote(err)
	}
	defer b.Close()
	if n, err = b.Count(ctx); err != nil {
		return n, v, err
	}
	if v, err = b.Verify(ctx, nil, report); err != nil {
		return n, v, err
	}
	if err := f.Sync(); err != nil {
		return n, v, wrote(err)
	}
	if err := os.Rename(partial, file); err != nil {
		return n, v, wrote(err)
	}
	return n, v, wrote(syncDir(filepath.Dir(file)))
}

// removeFile removes a database that may be there.
func removeFile(path string) error {
	var errs []error
	for _, name := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// syncDir makes a new name in a folder last, where the system can.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return nil // a folder that may be written and not read
	}
	defer d.Close()
	_ = d.Sync() // not every system syncs folders
	return nil
}

// oneFile takes a new database out of WAL mode, so that it needs no files beside
// it and can be read where nothing can be written, and checks it.
func oneFile(ctx context.Context, path string) error {
	db, err := openLite(path, "_pragma=journal_mode(DELETE)")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, command := range append(lockOut, disown) {
		if _, err := db.ExecContext(ctx, command); err != nil {
			return err
		}
	}
	return lacks(ctx, db, "integrity_check")
}

// disown takes from a database the right to captures in a folder or a bucket: see site.
const disown = `UPDATE vaults SET owner = '' WHERE id = 0`

// lacks is what a check of SQLite's finds.
func lacks(ctx context.Context, db *sql.DB, check string) error {
	var found string
	if err := db.QueryRowContext(ctx, "PRAGMA "+check+"(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return errors.New("it is damaged: " + strings.TrimSpace(found))
	}
	return nil
}

// saveLite packs a SQLite database into a file.
func saveLite(ctx context.Context, s *Store, file string, _ *Lexicon) error {
	_, err := s.db.ExecContext(ctx, `VACUUM INTO ?`, file)
	return err
}

// saveTables copies any database into a file.
func saveTables(ctx context.Context, s *Store, file string, x *Lexicon) error {
	b, err := openAs(ctx, &lite, file)
	if err != nil {
		return err
	}
	err = b.inTransaction(ctx, func(tx *sql.Tx) error { return b.fill(ctx, tx, s, x) })
	return errors.Join(err, b.Close())
}

// Copy is a backup that is open to be restored from.
type Copy struct {
	*Store
	temporary string
}

// OpenCopy opens a backup, or any other SQLite database of Isnad, and does not
// change it: one of an older version is brought up to date in a copy.
func OpenCopy(ctx context.Context, file string) (*Copy, error) {
	c := &Copy{Store: &Store{dialect: &lite, where: file}}
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, fmt.Errorf("%s: it is a folder", file)
	}
	if c.db, err = openLite(file, "mode=ro"); err != nil {
		return nil, c.failed("open", err)
	}
	have, newest, err := c.tables(ctx)
	if err == nil && have == noTables {
		err = errors.New("it is no backup of Isnad")
	}
	if err == nil && have < newest {
		err = c.upgrade(ctx)
	}
	if err != nil {
		return nil, errors.Join(c.failed("open", err), c.Close())
	}
	return c, nil
}

func (c *Copy) upgrade(ctx context.Context) error {
	f, err := os.CreateTemp("", "isnad-restore-*.db")
	if err != nil {
		return err
	}
	c.temporary = f.Name()
	f.Close()
	if err := saveLite(ctx, c.Store, c.temporary, nil); err != nil {
		return err
	}
	newer, err := openAs(ctx, &lite, c.temporary)
	if err != nil {
		return err
	}
	c.db.Close()
	c.Store = newer
	return nil
}

// Close closes the backup.
func (c *Copy) Close() error {
	err := c.Store.Close()
	if c.temporary != "" {
		err = errors.Join(err, removeFile(c.temporary))
	}
	return err
}

// Restoring says what restoring may do.
type Restoring struct {
	Replace bool // what the database has goes; else it must be empty
	Damaged bool // what does not hold in the backup is no reason not to restore it
}

// Restore puts a backup into the database: all of it, or nothing if anything
// fails or does not hold there.
func (s *Store) Restore(ctx context.Context, c *Copy, how Restoring, x *Lexicon, report func(Problem)) (v Verified, err error) {
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		if !s.alone {
			if _, err := tx.ExecContext(ctx, `LOCK TABLE `+strings.Join(copied, ", ")+`, words IN EXCLUSIVE MODE`); err != nil {
				return err
			}
		}
		var pages, captures, entries, users int
		if err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM captures), (SELECT count(*) FROM log), (SELECT count(*) FROM users)`).Scan(&pages, &captures, &entries, &users); err != nil {
			return err
		}
		if pages+captures+entries > 0 && !how.Replace {
			return fmt.Errorf("%w: it has %d pages, %d captures, and a log of %d entries", ErrNotEmpty, pages, captures, entries)
		}
		if users > 0 && !how.Replace {
			return fmt.Errorf("%w: it has users", ErrNotEmpty)
		}
		if err := s.fill(ctx, tx, c.Store, x); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, disown); err != nil {
			return err
		}
		v, err = s.verify(ctx, tx, nil, report)
		if err == nil && v.Problems > 0 && !how.Damaged {
			err = ErrDamaged
		}
		return err
	})
	return v, s.failed("restore into", err)
}

// fill makes the tables what those of another database are at this moment.
func (s *Store) fill(ctx context.Context, tx *sql.Tx, from *Store, x *Lexicon) error {
	k := s.keeper(ctx, tx, time.Time{})
	if err := k.do(s.empty); err != nil { // the index
		return err
	}
	for _, command := range append(lockOut, `DELETE FROM removals`) {
		if err := k.do(command); err != nil {
			return err
		}
	}
	if err := k.forgetInputs(); err != nil {
		return err
	}
	for i := range copied {
		if err := k.do(`DELETE FROM ` + copied[len(copied)-1-i]); err != nil {
			return err
		}
	}
	return from.looking(ctx, func(other *sql.Tx) error {
		for _, name := range copied {
			if err := k.carry(other, name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			if err := s.numbered(k, name); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		return k.enterFrom(other, x)
	})
}

// carry copies a table, by the names of its columns.
func (k *keeper) carry(from *sql.Tx, name string) error {
	rows, err := from.QueryContext(k.ctx, `SELECT * FROM `+name+` ORDER BY 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	in := k.into(name, columns...)
	for rows.Next() {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok && b == nil {
				values[i] = []byte{} // no bytes are not nothing
			}
		}
		if err := in.add(values...); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return in.end()
}

// enterFrom makes the index of the pages that another database has indexed, in
// the order of their places.
func (k *keeper) enterFrom(from *sql.Tx, x *Lexicon) error {
	rows, err := from.QueryContext(k.ctx, `SELECT p.place, r.packed FROM pages p JOIN records r ON r.version = p.latest WHERE p.place IS NOT NULL ORDER BY p.place`)
	if err != nil {
		return err
	}
	defer rows.Close()
	in := k.words(k)
	for rows.Next() {
		var place int64
		var packed []byte
		if err := rows.Scan(&place, &packed); err != nil {
			return err
		}
		line, err := unpack(packed)
		r := &isnad.Record{}
		if err == nil {
			err = r.UnmarshalJSON(line)
		}
		if err != nil {
			// Verify tells of it, and reading it anew brings it into the index.
			if err := k.do(`UPDATE pages SET place = NULL WHERE place = ?`, place); err != nil {
				return err
			}
			continue
		}
		if err := in.add(k.terms(&entry{place: place, terms: x.Terms(r)})...); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return in.end()
}

// openLite opens a SQLite file with some settings of the engine.
func openLite(path string, settings string) (*sql.DB, error) {
	return sql.Open("sqlite", "file:"+(&url.URL{Path: filepath.ToSlash(path)}).EscapedPath()+"?"+settings)
}
