package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Problem is something that does not hold: of an entry of the log, or of a
// version of a page.
type Problem struct {
	Entry   int64 // 0 if it is none of the log
	Address string
	Version int
	What    string
}

func (p Problem) String() string {
	switch {
	case p.Entry > 0:
		return fmt.Sprintf("entry %d: %s", p.Entry, p.What)
	case p.Version > 0:
		return fmt.Sprintf("%s, version %d: %s", p.Address, p.Version, p.What)
	}
	return p.What
}

// Verified is what Verify looked at.
type Verified struct {
	Log      tlog.Tree // made anew from the words of the entries
	Versions int
	Problems int
}

// Verify tells all that does not hold: the first entry of the log that does not
// fit those before it; checkpoints made earlier that the log does not lead to
// any more; captures and records that are not those that the log tells of, and
// versions and reviews that are missing or that it does not tell of.
func (s *Store) Verify(ctx context.Context, earlier []tlog.Tree, report func(Problem)) (out Verified, err error) {
	err = s.looking(ctx, func(tx *sql.Tx) error {
		out, err = s.verify(ctx, tx, earlier, report)
		return err
	})
	return out, s.failed("read", err)
}

func (s *Store) verify(ctx context.Context, tx *sql.Tx, earlier []tlog.Tree, report func(Problem)) (Verified, error) {
	v := s.verifier(ctx, tx, earlier, report)
	for _, step := range []func() error{v.log, v.versions, v.missing, v.latest, v.reviews} {
		if err := step(); err != nil {
			return v.out, err
		}
	}
	return v.out, nil
}

func (s *Store) verifier(ctx context.Context, tx *sql.Tx, earlier []tlog.Tree, report func(Problem)) *verifier {
	v := &verifier{Store: s, ctx: ctx, tx: tx, earlier: slices.Clone(earlier), last: map[versionKey]told{}, deleted: map[[16]byte]int64{}, reviewed: map[int64]reviewed{}}
	v.report = func(p Problem) {
		v.out.Problems++
		report(p)
	}
	slices.SortFunc(v.earlier, func(a, b tlog.Tree) int { return cmp.Compare(a.N, b.N) })
	return v
}

// verifier goes through a database in one transaction.
type verifier struct {
	*Store
	out     Verified
	ctx     context.Context
	tx      *sql.Tx
	earlier []tlog.Tree
	report  func(Problem)

	last    map[versionKey]told
	deleted map[[16]byte]int64 // the entry that tells it, by address

	reviewed map[int64]reviewed // by entry
}

// versionKey is a version in little memory: there may be a million of them.
type versionKey struct {
	address [16]byte
	number  int
}

// told is the last entry of a version.
type told struct {
	entry   int64
	capture [16]byte // and source, in short
	seen    bool     // the version is there
}

func brief(words ...string) [16]byte {
	sum := sha256.Sum256([]byte(strings.Join(words, "\x00")))
	return [16]byte(sum[:])
}

// log makes the tree anew from the words of the entries. Behind the first entry
// that does not fit no other can; what they tell is heard all the same.
func (v *verifier) log() error {
	size, err := logSize(v.ctx, v.tx)
	if err != nil {
		return err
	}
	rows, err := v.tx.QueryContext(v.ctx, `SELECT n, entry, hashes FROM log ORDER BY n`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e edge
	fits := true
	doubt := func(n int64, what string) {
		if fits {
			v.report(Problem{Entry: n, What: what})
		}
		fits = false
	}
	if err := v.checkpoints(&e, 0); err != nil {
		return err
	}
	at := int64(0)
	for rows.Next() {
		var n int64
		var line string
		var hashes []byte
		if err := rows.Scan(&n, &line, &hashes); err != nil {
			return err
		}
		if at++; n != at {
			doubt(at, "it is missing")
			at = n
		}
		if n > size {
			doubt(n, "it was put behind the end of the log")
		}
		next := e
		if fits {
			want, err := next.add(n, []byte(line))
			switch {
			case err != nil:
				return err
			case len(hashes) < tlog.HashSize || !bytes.Equal(want[:tlog.HashSize], hashes[:tlog.HashSize]):
				doubt(n, "its words are not those that were written")
			case !bytes.Equal(want, hashes):
				doubt(n, "it does not follow from those before it")
			}
		}
		v.hear(n, line, doubt)
		if fits {
			e, v.out.Log.N = next, n
			if err := v.checkpoints(&e, n); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if at < size {
		doubt(at+1, fmt.Sprintf("it is missing, and the log had %d", size))
	}
	for _, c := range v.earlier {
		v.report(Problem{What: fmt.Sprintf("the checkpoint of %d entries does not hold: the log fits up to %d", c.N, v.out.Log.N)})
	}
	v.out.Log, err = e.root(v.out.Log.N)
	return err
}

// checkpoints compares those made when the log had n entries.
func (v *verifier) checkpoints(e *edge, n int64) error {
	for len(v.earlier) > 0 && v.earlier[0].N == n {
		tree, err := e.root(n)
		if err != nil {
			return err
		}
		if tree != v.earlier[0] {
			v.report(Problem{What: fmt.Sprintf("the checkpoint of %d entries does not hold: they are not those that it was made of", n)})
		}
		v.earlier = v.earlier[1:]
	}
	return nil
}

// hear keeps what an entry tells of its version.
func (v *verifier) hear(n int64, line string, doubt func(int64, string)) {
	var e Entry
	if err := json.Unmarshal([]byte(line), &e); err != nil {
		doubt(n, "it is no entry")
		return
	}
	if e.N != n {
		doubt(n, fmt.Sprintf("it says that it is entry %d", e.N))
	}
	key := versionKey{brief(e.Address), e.Version}
	before, known := v.last[key]
	known = known && before.entry > v.deleted[key.address]
	now := told{entry: n, capture: brief(e.Capture, e.Source)}
	switch e.What {
	case Captured:
		if known {
			v.report(Problem{Entry: n, What: fmt.Sprintf("it brings what entry %d has brought: %s, version %d", before.entry, e.Address, e.Version)})
		}
		v.last[key] = now
	case Reread:
		if known && before.capture != now.capture {
			v.report(Problem{Entry: n, What: fmt.Sprintf("it was read from another capture than entry %d tells: %s, version %d", before.entry, e.Address, e.Version)})
		}
		v.last[key] = now
	case Deleted:
		v.deleted[key.address] = n
	case Reviewed, ReviewUndone:
		told := reviewed{digest: e.Review, addresses: e.Also}
		if e.Address != "" {
			told.addresses = append([]string{e.Address}, e.Also...)
		}
		v.reviewed[n] = told
	default:
		doubt(n, fmt.Sprintf("it tells of %q, which this program does not know", e.What))
	}
}

// kept is a version as it lies in the database.
type kept struct {
	id                             int64
	address                        string
	number                         int
	source                         string
	mark, digest, capture, records []byte
	at                             site
	wrong                          error // with its capture
	told                           int64 // its last entry
}

const versionsAtOnce = 50

// versions sets all that is kept beside what the log tells last of it.
func (v *verifier) versions() error {
	behind := int64(0)
	for {
		some, err := v.kept(behind)
		if err != nil || len(some) == 0 {
			return err
		}
		entries, err := v.entries(some)
		if err != nil {
			return err
		}
		if err := all(v.ctx, len(some), func(ctx context.Context, i int) error { return v.capture(ctx, &some[i]) }); err != nil {
			return err
		}
		for i := range some {
			x := &some[i]
			v.out.Versions++
			for _, what := range x.differs(entries[x.told]) {
				v.report(Problem{Address: x.address, Version: x.number, What: what})
			}
		}
		behind = some[len(some)-1].id
	}
}

func (v *verifier) kept(behind int64) (out []kept, err error) {
	rows, err := v.tx.QueryContext(v.ctx, v.rebind(`SELECT v.id, p.address, v.number, v.source, v.mark, c.sha256, c.packed, COALESCE(w.address, ''), COALESCE(w.owner, ''), r.packed
		FROM versions v JOIN pages p ON p.id = v.page LEFT JOIN captures c ON c.id = v.capture LEFT JOIN vaults w ON w.id = c.vault LEFT JOIN records r ON r.version = v.id
		WHERE v.id > ? ORDER BY v.id LIMIT ?`), behind, versionsAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var x kept
		if err := rows.Scan(&x.id, &x.address, &x.number, &x.source, &x.mark, &x.digest, &x.capture, &x.at.address, &x.at.owner, &x.records); err != nil {
			return nil, err
		}
		key := versionKey{brief(x.address), x.number}
		if t := v.last[key]; t.entry > v.deleted[key.address] {
			x.told = t.entry
			t.seen = true
			v.last[key] = t
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// capture looks whether the bytes of a version are there and whole.
func (v *verifier) capture(ctx context.Context, x *kept) error {
	if x.digest == nil || x.at.address == "" {
		x.wrong = errMissing
		return nil
	}
	d := Digest{}
	if copy(d[:], x.digest) != len(d) {
		x.wrong = errChanged
		return nil
	}
	_, _, err := v.bytes(ctx, d, x.capture, x.at)
	if errors.Is(err, errMissing) {
		// It may have been moved or deleted since the moment that is looked at.
		if _, err = v.Capture(ctx, d); errors.Is(err, ErrNotKept) {
			err = nil
		}
	}
	if errors.Is(err, errMissing) || errors.Is(err, errChanged) || errors.Is(err, errDamaged) {
		x.wrong, err = err, nil
	}
	return err
}

// entries are the last ones of some versions.
func (v *verifier) entries(some []kept) (map[int64]*Entry, error) {
	out := map[int64]*Entry{}
	var args []any
	for i := range some {
		args = append(args, some[i].told)
	}
	rows, err := v.tx.QueryContext(v.ctx, v.rebind(`SELECT n, entry FROM log WHERE n IN (?`+strings.Repeat(", ?", len(args)-1)+`)`), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var line string
		if err := rows.Scan(&n, &line); err != nil {
			return nil, err
		}
		e := &Entry{}
		if err := json.Unmarshal([]byte(line), e); err != nil {
			return nil, err
		}
		out[n] = e
	}
	return out, rows.Err()
}

// differs tells what is not as the version's last entry tells it.
func (x *kept) differs(e *Entry) (out []string) {
	if e == nil {
		out = append(out, "the log does not tell of it")
		e = &Entry{}
	}
	told := func(ok bool, what string) {
		if e.N > 0 && !ok {
			out = append(out, what+fmt.Sprintf(" is not the one that entry %d tells of", e.N))
		}
	}
	told(written(x.digest) == e.Capture, "its capture")
	mark := sha256.Sum256(append([]byte(x.source), x.digest...))
	told(written(mark[:]) == e.Source, "the account of how it came")
	if !bytes.Equal(mark[:], x.mark) {
		out = append(out, "its mark is not that of its capture")
	}
	switch {
	case errors.Is(x.wrong, errMissing):
		out = append(out, "its capture is missing")
	case errors.Is(x.wrong, errChanged):
		out = append(out, "the bytes of its capture have changed")
	case x.wrong != nil:
		out = append(out, "its capture is damaged")
	}
	switch b, err := unpack(x.records); {
	case x.records == nil:
		out = append(out, "its record is missing")
	case err != nil:
		out = append(out, "its record is damaged: "+err.Error())
	default:
		sum := sha256.Sum256(b)
		told(written(sum[:]) == e.Record, "its record")
	}
	return out
}

// missing tells which versions the log tells of and the database does not have.
func (v *verifier) missing() error {
	var lost []kept
	for key, t := range v.last {
		if !t.seen && t.entry > v.deleted[key.address] {
			lost = append(lost, kept{told: t.entry})
		}
	}
	slices.SortFunc(lost, func(a, b kept) int { return cmp.Compare(a.told, b.told) })
	for some := range slices.Chunk(lost, versionsAtOnce) {
		entries, err := v.entries(some)
		if err != nil {
			return err
		}
		for _, x := range some {
			e := entries[x.told]
			v.report(Problem{Address: e.Address, Version: e.Version, What: fmt.Sprintf("entry %d tells of it, but it is not kept any more, and was not deleted", x.told)})
		}
	}
	return nil
}

// latest tells which pages pass off an older version as their latest.
func (v *verifier) latest() error {
	rows, err := v.tx.QueryContext(v.ctx, `SELECT p.address, COALESCE(v.number, 0), (SELECT max(number) FROM versions WHERE page = p.id) FROM pages p
		LEFT JOIN versions v ON v.id = p.latest AND v.page = p.id
		WHERE COALESCE(v.number, 0) < (SELECT max(number) FROM versions WHERE page = p.id) ORDER BY p.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var address string
		var number, newest int
		if err := rows.Scan(&address, &number, &newest); err != nil {
			return err
		}
		v.report(Problem{Address: address, Version: newest, What: fmt.Sprintf("it is the latest, but version %d passes for it", number)})
	}
	return rows.Err()
}
