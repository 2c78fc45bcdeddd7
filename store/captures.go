package store

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// Captures lie in the database itself, or in vaults: folders and buckets. Each
// capture's row says in which; the last one that was chosen gets the new ones.
//
// Bytes are in a vault before the transaction that names them ends, and leave it
// only in one that has seen that no row names them. Since the same bytes may
// come back while they are on their way out, both hold the vault's row for that:
// who removes counts it there, and who brings looks whether it was counted
// meanwhile, and then puts them once more. A transaction that fails may leave
// bytes that no row names; they do no harm, and the next one finds them there.

// vaults are those of an open store.
type vaults struct {
	wanted string // the address that CapturesIn was given
	mu     sync.Mutex
	open   map[site]vault // proved to be this database's
}

// site is a place where captures lie, as the database remembers it. A database
// has the right to put and remove in a vault if the first row of vaults names the
// same owner. A backup, and what is restored from it, has no right until it takes
// it: it reads what the database lives on that it was made of.
type site struct{ address, owner string }

// target is where new captures go, and how often something had been removed from
// it when it was asked for.
type target struct {
	id int64 // 0 is the database itself
	site
	removed int64
	vault
}

// CapturesIn names the place of captures: a folder, s3://bucket/prefix, or
// "database". New ones are put there by this and all later programs; those that
// are not where the database says are looked for there. Nothing is moved.
func (s *Store) CapturesIn(place string) (err error) {
	if place != "" {
		s.vaults.wanted, err = vaultAddress(place)
	}
	return err
}

// markName is the file in a vault that says whose it is. Two databases cannot
// share one: what the one deletes the other may need. A folder without it is no
// vault, but for instance one in which no disk is mounted.
const markName = "isnad-captures"

func (at site) mark() []byte {
	return []byte("Captures of a database of Isnad. Do not change, move or delete what is here.\n" + at.owner + "\n")
}

// nameOf is the name of a capture in a vault.
func nameOf(d Digest) string {
	name := hex.EncodeToString(d[:])
	return name[:2] + "/" + name[2:4] + "/" + name + ".zst"
}

// proved opens a vault, and looks whether it is this database's. One that was
// never used is made it.
func (s *Store) proved(ctx context.Context, at site, used bool) (_ vault, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("captures in %s: %w", at.address, err)
		}
	}()
	s.vaults.mu.Lock()
	defer s.vaults.mu.Unlock()
	if v := s.vaults.open[at]; v != nil {
		return v, nil
	}
	v, err := newVault(at.address)
	if err != nil {
		return nil, err
	}
	have, err := v.get(ctx, markName)
	switch {
	case errors.Is(err, fs.ErrNotExist) && used:
		return nil, fmt.Errorf("there is no %s; is its disk not mounted, or was it moved? isnad captures move PLACE tells where they are now", markName)
	case errors.Is(err, fs.ErrNotExist):
		if err := v.put(ctx, markName, at.mark()); err != nil {
			return nil, err
		}
	case err != nil:
		return nil, err
	case !bytes.Equal(have, at.mark()):
		return nil, errOther
	}
	if s.vaults.open == nil {
		s.vaults.open = map[site]vault{}
	}
	s.vaults.open[at] = v
	return v, nil
}

// errOther is the error for putting or removing in another database's vault.
var errOther = errors.New("they are another database's; isnad captures move PLACE brings copies to a place of their own, and if the other database is gone, isnad captures take PLACE makes them this one's")

// vault is the one with a number.
func (s *Store) vault(ctx context.Context, id int64) (vault, error) {
	var at site
	if err := s.db.QueryRowContext(ctx, s.rebind(`SELECT address, owner FROM vaults WHERE id = ?`), id).Scan(&at.address, &at.owner); err != nil {
		return nil, err
	}
	return s.proved(ctx, at, true)
}

// target is where new captures go. A place that was named for the first time is
// remembered.
func (s *Store) target(ctx context.Context) (to target, err error) {
	var own bool
	get := func() error {
		return s.db.QueryRowContext(ctx, `SELECT id, address, owner, removed, owner = (SELECT owner FROM vaults WHERE id = 0) FROM vaults ORDER BY chosen DESC LIMIT 1`).
			Scan(&to.id, &to.address, &to.owner, &to.removed, &own)
	}
	if err = get(); err == nil && s.vaults.wanted != "" && s.vaults.wanted != to.address {
		if err = s.choose(ctx, s.vaults.wanted); err == nil {
			err = get()
		}
	}
	if err == nil && to.id != 0 {
		if to.vault, err = s.proved(ctx, to.site, true); err == nil && !own {
			err = fmt.Errorf("captures in %s: %w", to.address, errOther)
		}
	}
	return to, err
}

// choose makes a place the one that new captures go to.
func (s *Store) choose(ctx context.Context, address string) error {
	at, used, err := s.own(ctx, address)
	if err != nil {
		return err
	}
	if address != inside {
		if _, err := s.proved(ctx, at, used); err != nil {
			return err
		}
	}
	_, err = s.db.ExecContext(ctx, s.rebind(`INSERT INTO vaults (address, owner, chosen) SELECT CAST(? AS TEXT), CAST(? AS TEXT), max(chosen) + 1 FROM vaults WHERE 1 = 1
		ON CONFLICT (address) DO UPDATE SET chosen = excluded.chosen`), address, at.owner)
	return err
}

// own is a place as if it were this database's, and whether it is known.
func (s *Store) own(ctx context.Context, address string) (at site, used bool, err error) {
	if _, err := s.db.ExecContext(ctx, s.rebind(`UPDATE vaults SET owner = ? WHERE id = 0 AND owner = ''`), rand.Text()); err != nil {
		return at, false, err
	}
	at.address = address
	err = s.db.QueryRowContext(ctx, s.rebind(`SELECT owner, EXISTS (SELECT 1 FROM vaults WHERE address = ?) FROM vaults WHERE id = 0`), address).Scan(&at.owner, &used)
	return at, used, err
}

// TakeCaptures makes the captures in a folder or bucket this database's, if they
// were another's: that one cannot read them any more.
func (s *Store) TakeCaptures(ctx context.Context, place string) error {
	address, err := vaultAddress(place)
	if err != nil {
		return err
	}
	return s.failed("take captures for", s.take(ctx, address))
}

func (s *Store) take(ctx context.Context, address string) error {
	v, err := newVault(address)
	if err == nil {
		_, err = v.get(ctx, markName)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s has no captures: there is no %s", address, markName)
	}
	if err != nil {
		return fmt.Errorf("captures in %s: %w", address, err)
	}
	at, _, err := s.own(ctx, address)
	if err != nil {
		return err
	}
	if err := v.put(ctx, markName, at.mark()); err != nil {
		return fmt.Errorf("captures in %s: %w", address, err)
	}
	_, err = s.db.ExecContext(ctx, s.rebind(`UPDATE vaults SET owner = ? WHERE address = ?`), at.owner, address)
	return err
}

// putsAtOnce are under way to a vault, or from it, at one time.
const putsAtOnce = 8

// all does work on each of some captures, several at a time.
func all(ctx context.Context, n int, work func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(putsAtOnce)
	for i := range n {
		group.Go(func() error { return work(ctx, i) })
	}
	return group.Wait()
}

// stow puts captures where they go, if that is not the database.
func (to *target) stow(ctx context.Context, pages []Page) error {
	if to.vault == nil {
		return nil
	}
	err := all(ctx, len(pages), func(ctx context.Context, i int) error { return to.put(ctx, nameOf(pages[i].Digest), pages[i].Capture) })
	if err != nil {
		return fmt.Errorf("put captures in %s: %w", to.address, err)
	}
	return nil
}

// claim takes what this transaction names from those that are to be removed, and
// puts it once more if it may have been removed since it was put.
func (k *keeper) claim(to *target, pages []Page) error {
	if to.vault == nil || len(pages) == 0 {
		return nil
	}
	var removed int64
	if err := k.one(`UPDATE vaults SET removed = removed WHERE id = ? RETURNING removed`, to.id).Scan(&removed); err != nil {
		return err
	}
	again := removed != to.removed
	for some := range slices.Chunk(pages, mostMarks) {
		args := []any{to.id}
		for i := range some {
			args = append(args, some[i].Digest[:])
		}
		doomed, err := numbers(k.ctx, k.tx, k.rebind(`DELETE FROM removals WHERE vault = ? AND sha256 `+among(len(some))+` RETURNING 1`), args...)
		if err != nil {
			return err
		}
		again = again || len(doomed) > 0
	}
	if !again {
		return nil
	}
	return to.stow(k.asked, pages)
}

// unused notes that nothing names a capture in a vault any more; sweep removes it.
func (k *keeper) unused(vault int64, digest []byte) error {
	if vault == 0 {
		return nil
	}
	return k.do(`INSERT INTO removals (vault, sha256) VALUES (?, ?) ON CONFLICT DO NOTHING`, vault, digest)
}

// sweep removes from the vaults what nothing names any more.
func (s *Store) sweep(ctx context.Context) error {
	for {
		var id int64
		err := s.db.QueryRowContext(ctx, `SELECT r.vault FROM removals r JOIN vaults v ON v.id = r.vault WHERE v.owner = (SELECT owner FROM vaults WHERE id = 0) LIMIT 1`).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		v, err := s.vault(ctx, id)
		if err == nil {
			err = s.sweepSome(ctx, id, v)
		}
		if err != nil {
			return fmt.Errorf("nothing needs some captures any more, and they could not be removed, which the next delete tries again: %w", err)
		}
	}
}

const sweptAtOnce = 100

func (s *Store) sweepSome(ctx context.Context, id int64, v vault) error {
	return s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, time.Time{})
		if err := k.do(`UPDATE vaults SET removed = removed + 1 WHERE id = ?`, id); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, s.rebind(`SELECT r.sha256, EXISTS (SELECT 1 FROM captures c WHERE c.sha256 = r.sha256 AND c.vault = r.vault) FROM removals r WHERE r.vault = ? LIMIT ?`), id, sweptAtOnce)
		if err != nil {
			return err
		}
		defer rows.Close()
		var some [][]byte
		var named []bool
		for rows.Next() {
			var digest []byte
			var is bool
			if err := rows.Scan(&digest, &is); err != nil {
				return err
			}
			some, named = append(some, digest), append(named, is)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		err = all(ctx, len(some), func(ctx context.Context, i int) error {
			if named[i] {
				return nil
			}
			return v.remove(ctx, nameOf(Digest(some[i])))
		})
		for _, digest := range some {
			if err == nil {
				err = k.do(`DELETE FROM removals WHERE vault = ? AND sha256 = ?`, id, digest)
			}
		}
		return err
	})
}

// What can be wrong with a capture.
var (
	errMissing = errors.New("it is missing")
	errDamaged = errors.New("it is damaged")
	errChanged = errors.New("its bytes have changed since they were kept")
)

// Capture is the bytes with a digest, as they came. It is an error if they do
// not have that digest any more, or are not where they should be.
func (s *Store) Capture(ctx context.Context, d Digest) ([]byte, error) {
	for before := (site{}); ; {
		var packed []byte
		var at site
		err := s.db.QueryRowContext(ctx, s.rebind(`SELECT c.packed, v.address, v.owner FROM captures c JOIN vaults v ON v.id = c.vault WHERE c.sha256 = ?`), d[:]).Scan(&packed, &at.address, &at.owner)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("%s: %w", d, ErrNotKept)
		}
		if err != nil {
			return nil, s.failed("read", err)
		}
		_, b, err := s.bytes(ctx, d, packed, at)
		if errors.Is(err, errMissing) && at != before {
			before = at // it may have been moved, or deleted, in this moment
			continue
		}
		if err != nil {
			return nil, s.failed("read", fmt.Errorf("%s: %w", d, err))
		}
		return b, nil
	}
}

// bytes are those of a capture, packed and as they came, by its row.
func (s *Store) bytes(ctx context.Context, d Digest, packed []byte, at site) (_, b []byte, err error) {
	if at.address == inside {
		b, err = opened(d, packed)
		return packed, b, err
	}
	packed, b, err = s.taken(ctx, at, d)
	if wanted := s.vaults.wanted; err != nil && ctx.Err() == nil && wanted != "" && wanted != inside && wanted != at.address {
		var other error
		if packed, b, other = s.taken(ctx, site{wanted, at.owner}, d); other != nil {
			return nil, nil, fmt.Errorf("%w; nor can it be had elsewhere: %w", err, other)
		}
		err = nil
	}
	return packed, b, err
}

func (s *Store) taken(ctx context.Context, at site, d Digest) (packed, b []byte, err error) {
	v, err := s.proved(ctx, at, true)
	if err != nil {
		return nil, nil, err
	}
	if packed, b, err = taken(ctx, v, d); err != nil {
		err = fmt.Errorf("captures in %s: %w", at.address, err)
	}
	return packed, b, err
}

// taken is a capture from a vault.
func taken(ctx context.Context, v vault, d Digest) (packed, b []byte, err error) {
	packed, err = v.get(ctx, nameOf(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, errMissing
	}
	if err == nil {
		b, err = opened(d, packed)
	}
	return packed, b, err
}

// opened unpacks the bytes with a digest.
func opened(d Digest, packed []byte) ([]byte, error) {
	b, err := unpack(packed)
	if err == nil && sha256.Sum256(b) != d {
		err = errChanged
	}
	return b, err
}

// Vault is a place where captures lie.
type Vault struct {
	Address  string
	Captures int
	Bytes    int64 // unpacked
	Chosen   bool  // new ones go there
}

// Vaults are the places where captures lie, and the one that new ones go to.
func (s *Store) Vaults(ctx context.Context) (out []Vault, err error) {
	rows, err := s.db.QueryContext(ctx, `SELECT v.address, count(c.id), COALESCE(sum(c.size), 0), v.chosen = (SELECT max(chosen) FROM vaults)
		FROM vaults v LEFT JOIN captures c ON c.vault = v.id GROUP BY v.id, v.address, v.chosen ORDER BY v.id`)
	if err != nil {
		return nil, s.failed("read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var v Vault
		if err := rows.Scan(&v.Address, &v.Captures, &v.Bytes, &v.Chosen); err != nil {
			return nil, s.failed("read", err)
		}
		if v.Captures > 0 || v.Chosen {
			out = append(out, v)
		}
	}
	return out, s.failed("read", rows.Err())
}

// moving is a capture on its way.
type moving struct {
	id, from int64
	at       site
	digest   Digest
	packed   []byte
	bad      error
}

const movedAtOnce = 64

// MoveCaptures moves all captures to a place, where new ones go from now on.
// Each stays where it was until its copy was read back; one that is missing or
// damaged is reported and stays. It can be stopped at any moment and begun again.
func (s *Store) MoveCaptures(ctx context.Context, place string, moved func(n int), report func(Digest, error)) error {
	err := s.CapturesIn(place)
	if err != nil {
		return err
	}
	to, err := s.target(ctx)
	for behind := int64(0); err == nil; {
		var some []moving
		if some, err = s.toMove(ctx, to.id, behind); err != nil || len(some) == 0 {
			break
		}
		behind = some[len(some)-1].id
		if err = all(ctx, len(some), func(ctx context.Context, i int) error { return s.copy(ctx, &to, &some[i]) }); err != nil {
			break
		}
		var good []moving
		for _, m := range some {
			if m.bad != nil {
				report(m.digest, m.bad)
			} else {
				good = append(good, m)
			}
		}
		if err = s.moved(ctx, &to, good); err == nil {
			moved(len(good))
			to.removed, err = s.removed(ctx, to.id)
		}
	}
	if err == nil {
		err = s.sweep(ctx)
	}
	return s.failed("move the captures of", err)
}

func (s *Store) removed(ctx context.Context, vault int64) (n int64, err error) {
	err = s.db.QueryRowContext(ctx, s.rebind(`SELECT removed FROM vaults WHERE id = ?`), vault).Scan(&n)
	return n, err
}

func (s *Store) toMove(ctx context.Context, to, behind int64) (out []moving, err error) {
	rows, err := s.db.QueryContext(ctx, s.rebind(`SELECT c.id, c.vault, v.address, v.owner, c.sha256, c.packed FROM captures c JOIN vaults v ON v.id = c.vault WHERE c.vault <> ? AND c.id > ? ORDER BY c.id LIMIT ?`), to, behind, movedAtOnce)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m moving
		var digest []byte
		if err := rows.Scan(&m.id, &m.from, &m.at.address, &m.at.owner, &digest, &m.packed); err != nil {
			return nil, err
		}
		if copy(m.digest[:], digest) != len(m.digest) {
			return nil, fmt.Errorf("capture %d: damaged digest", m.id)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// copy brings a capture to the new place, unless it is there, and reads it back.
func (s *Store) copy(ctx context.Context, to *target, m *moving) (err error) {
	if to.vault != nil {
		if packed, _, err := taken(ctx, to.vault, m.digest); err == nil {
			m.packed = packed
			return nil
		}
	}
	m.packed, _, err = s.bytes(ctx, m.digest, m.packed, m.at)
	if errors.Is(err, errMissing) || errors.Is(err, errChanged) || errors.Is(err, errDamaged) {
		m.bad = err
		return nil
	}
	if err != nil || to.vault == nil {
		return err
	}
	name := nameOf(m.digest)
	if err := to.put(ctx, name, m.packed); err != nil {
		return err
	}
	back, err := to.get(ctx, name)
	if err == nil && !bytes.Equal(back, m.packed) {
		err = fmt.Errorf("%s gives other bytes than were put there", to.address)
	}
	return err
}

// moved says of captures that were copied that they lie in the new place now.
func (s *Store) moved(ctx context.Context, to *target, some []moving) error {
	left := map[int64]bool{} // places that can be emptied
	for _, m := range some {
		if _, known := left[m.from]; !known && m.from != 0 {
			_, err := s.proved(ctx, m.at, true)
			left[m.from] = err == nil
		}
	}
	return s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, time.Time{})
		var pages []Page
		for _, m := range some {
			packed := []byte{}
			if to.vault == nil {
				packed = m.packed
			}
			var id int64
			err := k.one(`UPDATE captures SET vault = ?, packed = ? WHERE id = ? AND vault = ? RETURNING id`, to.id, packed, m.id, m.from).Scan(&id)
			if errors.Is(err, sql.ErrNoRows) { // deleted meanwhile, or moved by another
				if err := k.unused(to.id, m.digest[:]); err != nil {
					return err
				}
				continue
			}
			if err != nil {
				return err
			}
			pages = append(pages, Page{Digest: m.digest, Capture: m.packed})
			if left[m.from] {
				if err := k.unused(m.from, m.digest[:]); err != nil {
					return err
				}
			}
		}
		return k.claim(to, pages)
	})
}
