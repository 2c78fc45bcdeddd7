package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Health is how well something is.
type Health string

// The states of health.
const (
	OK   Health = "ok"
	Warn Health = "warn" // somebody should see to it
	Fail Health = "fail" // it does not work
)

// Finding is what one check of a database finds.
type Finding struct {
	Check  string `json:"check"`
	Health Health `json:"health"`
	What   string `json:"what"`
	Do     string `json:"do,omitempty"` // about it
}

// Examine checks a database and changes nothing: neither is it made if it is not
// there, nor are its tables brought up to date. It returns whether it can be
// worked with.
func Examine(ctx context.Context, where string, report func(Finding)) bool {
	e := &examiner{Store: &Store{dialect: dialectOf(where), where: where}, ctx: ctx, usable: true}
	e.report = func(f Finding) {
		if f.Health == Fail {
			e.usable = false
		}
		report(f)
	}
	if !e.opens() {
		return false
	}
	defer e.Close()
	e.Store.examine(e)
	if !e.upToDate() {
		return false
	}
	e.holds()
	e.contents()
	e.clock()
	return e.usable
}

// examiner examines an open database.
type examiner struct {
	*Store
	ctx    context.Context
	report func(Finding)
	usable bool
}

func (e *examiner) say(check string, h Health, do, what string, args ...any) {
	e.report(Finding{check, h, fmt.Sprintf(what, args...), do})
}

// failed reports an error of a check, if there is one.
func (e *examiner) failed(check string, err error) bool {
	if err != nil {
		e.say(check, Fail, "", "%v", e.explain(e.where, err))
	}
	return err != nil
}

func (e *examiner) opens() bool {
	if e.alone {
		if _, err := os.Stat(e.where); errors.Is(err, fs.ErrNotExist) {
			e.say("database", Fail, "isnad add makes it; --db names another one", "%s: there is no such file", e.where)
			return false
		}
	}
	db, err := e.open(e.where)
	if err == nil {
		e.db = db
		if _, err = e.names(e.ctx); err != nil {
			db.Close()
		}
	}
	if err != nil {
		e.say("database", Fail, "", "%s: %v", Hidden(e.where), e.explain(e.where, err))
		return false
	}
	size := int64(0)
	if err := db.QueryRowContext(e.ctx, e.sizing).Scan(&size); err != nil {
		return !e.failed("database", err)
	}
	e.say("database", OK, "", "%s: %.1f MB", Hidden(e.where), float64(size)/(1<<20))
	return true
}

func (e *examiner) upToDate() bool {
	have, newest, err := e.tables(e.ctx)
	switch {
	case e.failed("tables", err):
	case have == noTables:
		e.say("tables", Warn, "the first command that uses the database makes them", "there are none yet")
	case have < newest:
		e.say("tables", Warn, "the next command that uses the database brings them up to date; back it up first, since an older Isnad cannot open it then", "they are of version %d, and this program's are %d", have, newest)
	default:
		e.say("tables", OK, "", "of version %d", have)
		return true
	}
	return false
}

// Less room than this is too little for any work, or soon will be.
const (
	noRoom     = 64 << 20
	littleRoom = 1 << 30
)

// lite examines the file and its folder.
func (e *examiner) lite() {
	switch err := lacks(e.ctx, e.db, "quick_check"); {
	case err != nil:
		e.say("integrity", Fail, "isnad backup saves what can be read, or isnad restore takes an earlier backup; look after the disk", "%v", e.explain(e.where, err))
	default:
		e.say("integrity", OK, "", "the file is whole")
	}
	folder := filepath.Dir(e.where)
	if err := e.writable(folder); err != nil {
		e.say("writing", Fail, "give this user the right to write to the file and its folder, or name another database", "%v", e.explain(e.where, err))
	} else {
		e.say("writing", OK, "", "the file and its folder can be written")
	}
	if free, known := freeDisk(folder); known {
		do := "make room: a database grows by the packed page and about as much again"
		switch {
		case free < noRoom:
			e.say("disk", Fail, do, "%d MB are free", free>>20)
		case free < littleRoom:
			e.say("disk", Warn, do, "%d MB are free", free>>20)
		default:
			e.say("disk", OK, "", "%d GB are free", free>>30)
		}
	}
	if info, err := os.Stat(e.where + "-wal"); err == nil && info.Size() > 256<<20 {
		e.say("wal", Warn, "some program has been reading for long, or was killed; it shrinks when no program has the database open", "%s-wal has grown to %d MB", e.where, info.Size()>>20)
	} else {
		e.say("wal", OK, "", "what is not in the file yet is little")
	}
}

// writable tries what a writer has to do.
func (e *examiner) writable(folder string) error {
	f, err := os.CreateTemp(folder, ".isnad-doctor-*")
	if err != nil {
		return err
	}
	f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return err
	}
	w, err := os.OpenFile(e.where, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	w.Close()
	return e.inTransaction(e.ctx, func(*sql.Tx) error { return nil }) // waits for who writes
}

// postgres examines the server.
func (e *examiner) postgres() {
	var number int
	var version, encoding string
	var standby bool
	err := e.db.QueryRowContext(e.ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding'), pg_is_in_recovery()`).
		Scan(&number, &version, &encoding, &standby)
	if e.failed("server", err) {
		return
	}
	if number < 130000 {
		e.say("server", Warn, "take version 13 or later: no other is tested", "PostgreSQL %s", version)
	} else {
		e.say("server", OK, "", "PostgreSQL %s", version)
	}
	if encoding != "UTF8" {
		e.say("encoding", Fail, "make a database WITH ENCODING 'UTF8' TEMPLATE template0", "it is %s", encoding)
	} else {
		e.say("encoding", OK, "", "%s", encoding)
	}
	if standby {
		e.say("writing", Fail, "name the server that it copies", "this server only copies another one")
	}
}

// holds proves the log, and that no capture is missing.
func (e *examiner) holds() {
	n := 0
	var size int64
	err := e.looking(e.ctx, func(tx *sql.Tx) error {
		v := e.verifier(e.ctx, tx, nil, func(p Problem) {
			if n++; n == 1 {
				e.say("log", Fail, "isnad verify tells all that does not hold; isnad restore takes a backup", "%s", p)
			}
		})
		defer func() { size = v.out.Log.N }()
		return v.log()
	})
	if !e.failed("log", err) && n == 0 {
		e.say("log", OK, "", "all of its %d entries fit; isnad verify proves captures and records, too", size)
	}
	var missing int
	err = e.db.QueryRowContext(e.ctx, `SELECT count(*) FROM versions v WHERE NOT EXISTS (SELECT 1 FROM captures c WHERE c.id = v.capture)`).Scan(&missing)
	switch {
	case e.failed("captures", err):
	case missing > 0:
		e.say("captures", Fail, "isnad verify names them; isnad restore takes a backup", "%d versions have none", missing)
	default:
		e.say("captures", OK, "", "each version has one")
	}
	e.elsewhere()
}

// sampledCaptures are read from each place outside of the database.
const sampledCaptures = 20

// elsewhere looks whether captures outside of the database can be had.
func (e *examiner) elsewhere() {
	all := map[int64]string{}
	err := e.rows(e.ctx, `SELECT id, address FROM vaults WHERE id IN (SELECT DISTINCT vault FROM captures WHERE vault <> 0) ORDER BY id`, nil, func(rows *sql.Rows) error {
		var id int64
		var address string
		err := rows.Scan(&id, &address)
		all[id] = address
		return err
	})
	if e.failed("captures", err) {
		return
	}
	for id, address := range all {
		v, err := e.vault(e.ctx, id)
		if err != nil {
			e.say("captures", Fail, "bring it back, or tell where they are now: isnad captures move PLACE", "%v", err)
			continue
		}
		bad, n := 0, 0
		err = e.rows(e.ctx, `SELECT sha256 FROM captures WHERE vault = ? ORDER BY id DESC LIMIT ?`, []any{id, sampledCaptures}, func(rows *sql.Rows) error {
			var digest []byte
			if err := rows.Scan(&digest); err != nil {
				return err
			}
			n++
			if len(digest) != len(Digest{}) {
				bad++
			} else if _, _, err := taken(e.ctx, v, Digest(digest)); err != nil {
				bad++
			}
			return nil
		})
		switch {
		case e.failed("captures", err):
		case bad > 0:
			e.say("captures", Fail, "isnad verify names them", "of the last %d in %s, %d are missing or damaged", n, address, bad)
		default:
			e.say("captures", OK, "", "the last %d in %s can be had", n, address)
		}
	}
}

func (e *examiner) contents() {
	n, err := e.Count(e.ctx)
	if e.failed("pages", err) {
		return
	}
	if n.Unread > 0 {
		e.say("pages", Warn, "isnad pages --json tells which and why; they are kept, and isnad rebuild tries again", "%d of %d could not be read", n.Unread, n.Pages)
	} else {
		e.say("pages", OK, "", "all %d could be read", n.Pages)
	}
	if n.Unindexed > 0 {
		e.say("search", Warn, "isnad rebuild", "%d of %d pages are not found by searching", n.Unindexed, n.Pages)
	} else {
		e.say("search", OK, "", "all pages are in the index")
	}
	e.jobs()
}

// jobs looks at what is left to workers, if anything ever was.
func (e *examiner) jobs() {
	names, err := e.names(e.ctx)
	if e.failed("jobs", err) || !slices.Contains(names, "river_job") {
		return
	}
	var dead, inbox int
	err = e.db.QueryRowContext(e.ctx, `SELECT (SELECT count(*) FROM river_job WHERE state = 'discarded'), (SELECT count(*) FROM inbox)`).Scan(&dead, &inbox)
	switch {
	case e.failed("jobs", err):
	case dead > 0:
		e.say("jobs", Warn, "isnad jobs --state dead tells why; isnad jobs retry tries them again", "%d are dead; %d captures wait to be read", dead, inbox)
	default:
		e.say("jobs", OK, "", "none is dead; %d captures wait to be read", inbox)
	}
}

// clock compares the clock with others: entries of the log say when they were made.
func (e *examiner) clock() {
	const do = "set the clocks of all machines by one server of time"
	now := time.Now()
	if !e.alone {
		var theirs time.Time
		if e.failed("clock", e.db.QueryRowContext(e.ctx, `SELECT clock_timestamp()`).Scan(&theirs)) {
			return
		}
		if d := time.Since(theirs).Round(time.Second); d.Abs() > 5*time.Second {
			e.say("clock", Warn, do, "it is %s from the server's", d)
			return
		}
	}
	var line string
	err := e.db.QueryRowContext(e.ctx, `SELECT entry FROM log ORDER BY n DESC LIMIT 1`).Scan(&line)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		e.failed("clock", err)
		return
	}
	var last Entry
	if json.Unmarshal([]byte(line), &last) == nil {
		if at, err := time.Parse(time.RFC3339, last.At); err == nil && at.After(now.Add(time.Minute)) {
			e.say("clock", Warn, do, "it says %s, and the log has an entry of %s", now.UTC().Format(time.RFC3339), last.At)
			return
		}
	}
	e.say("clock", OK, "", "it says %s", now.UTC().Format(time.RFC3339))
}

// Ends are the numbers of versions: so many that were added first, and so many
// that were added last.
func (s *Store) Ends(ctx context.Context, most int) (out []int64, err error) {
	rows, err := s.db.QueryContext(ctx, s.rebind(`SELECT id FROM versions WHERE id IN (SELECT id FROM versions ORDER BY id LIMIT ?) OR id IN (SELECT id FROM versions ORDER BY id DESC LIMIT ?) ORDER BY id`), most, most)
	if err != nil {
		return nil, s.failed("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, s.failed("read", err)
		}
		out = append(out, id)
	}
	return out, s.failed("read", rows.Err())
}
