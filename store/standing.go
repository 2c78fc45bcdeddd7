package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/isnad-project/isnad"
)

// ByMachine is the status of findings of which no person has said that they are
// right, wrong, or otherwise; that of others is a verdict.
const ByMachine = "machine"

// byPersons is that of all others.
const byPersons = "persons"

// Statuses are all that a finding can have.
var Statuses = []string{ByMachine, string(Confirmed), string(Rejected), string(Corrected)}

// Standing is what persons say of findings of the latest versions of pages, by kind:
// the last word on each. What was undone, or said of a part of it alone, is none.
func (s *Store) Standing(ctx context.Context) (map[string]map[Member]Verdict, error) {
	state, err := s.reviewed(ctx)
	if err != nil {
		return nil, err
	}
	s.settled.mu.Lock()
	standing, met := s.settled.standing, s.settled.state == state
	s.settled.mu.Unlock()
	if met {
		return standing, nil
	}
	if standing, err = s.stand(ctx); err != nil {
		return nil, err
	}
	s.settled.mu.Lock()
	defer s.settled.mu.Unlock()
	s.settled.state, s.settled.standing = state, standing
	return standing, nil
}

// reviewed is a state that also changes when persons say something.
func (s *Store) reviewed(ctx context.Context) (string, error) {
	state, err := s.state(ctx)
	if err != nil {
		return "", err
	}
	var last int64
	err = s.db.QueryRowContext(ctx, `SELECT COALESCE(max(id), 0) FROM reviews`).Scan(&last)
	return fmt.Sprintf("%s %d", state, last), s.failed("read", err)
}

func (s *Store) stand(ctx context.Context) (map[string]map[Member]Verdict, error) {
	last := map[string]map[Anchor]Verdict{} // by address
	err := s.ask(ctx, `SELECT x.line FROM reviews x LEFT JOIN reviews u ON u.undoes = x.id
		WHERE u.id IS NULL AND x.verdict IN ('confirmed', 'rejected', 'corrected') AND x.target LIKE '{"kind":"finding"%' ORDER BY x.id`, nil, func(rows *sql.Rows) error {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		var r Review
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return err
		}
		if a := r.Target.Anchors[0]; a.Field == "" {
			if last[a.Address] == nil {
				last[a.Address] = map[Anchor]Verdict{}
			}
			last[a.Address][a] = r.Verdict
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	var addresses []string
	for a := range last {
		addresses = append(addresses, a)
	}
	out := map[string]map[Member]Verdict{}
	for some := range slices.Chunk(addresses, mostMarks) {
		err := s.ask(ctx, `SELECT p.address, p.latest, c.sha256, r.packed FROM pages p JOIN versions v ON v.id = p.latest JOIN captures c ON c.id = v.capture JOIN records r ON r.version = p.latest
			WHERE p.address `+among(len(some)), texts(some), func(rows *sql.Rows) error {
			var address string
			var version int64
			var digest, packed []byte
			if err := rows.Scan(&address, &version, &digest, &packed); err != nil {
				return err
			}
			return s.settled.stand(out, version, written(digest), packed, last[address])
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// settled are anchors that were found in records, so that a record is read again only
// when it is another one.
type settled struct {
	mu   sync.Mutex
	seed maphash.Seed
	by   map[int64]*settledIn // version

	state    string // for which standing is right
	standing map[string]map[Member]Verdict
}

type settledIn struct {
	sum uint64 // of the record as it is kept
	at  map[Anchor]int
}

// stand puts what was said of a version's findings where they stand now.
func (x *settled) stand(out map[string]map[Member]Verdict, version int64, capture string, packed []byte, said map[Anchor]Verdict) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.by == nil {
		x.by, x.seed = map[int64]*settledIn{}, maphash.MakeSeed()
	}
	sum := maphash.Bytes(x.seed, packed)
	in := x.by[version]
	if in == nil || in.sum != sum {
		in = &settledIn{sum, map[Anchor]int{}}
		x.by[version] = in
	}
	var r *isnad.Record
	for a, verdict := range said {
		if a.Capture != capture {
			continue
		}
		n, met := in.at[a]
		if !met {
			if r == nil {
				line, err := unpack(packed)
				if err != nil {
					return err
				}
				r = &isnad.Record{}
				if err := json.Unmarshal(line, r); err != nil {
					return err
				}
			}
			if id := a.finding(r); id != "" {
				n, _ = strconv.Atoi(id[1:]) // what is no number stands nowhere
			}
			in.at[a] = n
		}
		if n > 0 {
			if out[a.Kind] == nil {
				out[a.Kind] = map[Member]Verdict{}
			}
			out[a.Kind][Member{version, n}] = verdict
		}
	}
	return nil
}

// status asks for findings with a status. Those of which persons said something are
// few, and given by their numbers.
func (s *Store) status(ctx context.Context, q *query, table, status string) error {
	if status == "" {
		return nil
	}
	if status != byPersons && !slices.Contains(Statuses, status) {
		return fmt.Errorf("%w: there is no status %q, but %s", ErrFilter, status, strings.Join(Statuses, ", "))
	}
	standing, err := s.Standing(ctx)
	if err != nil {
		return err
	}
	versions, keys := []int64{}, []int64{}
	for m, v := range standing[strings.TrimSuffix(table, "s")] {
		if status == ByMachine || status == byPersons || status == string(v) {
			versions, keys = append(versions, m.Version), append(keys, m.Version*mostFindings+int64(m.Finding))
		}
	}
	slices.Sort(versions)
	slices.Sort(keys)
	const key = `x.version * 1048576 + x.n`
	switch {
	case status == ByMachine && len(keys) > 0:
		q.and(key+` NOT IN (`+s.these+`)`, list(keys))
	case status != ByMachine:
		q.and(`x.version IN (`+s.these+`)`, list(slices.Compact(versions)))
		q.and(key+` IN (`+s.these+`)`, list(keys))
	}
	return nil
}

// mostFindings of one kind are in a version: fewer.
const mostFindings = 1 << 20

// list is numbers as these wants them.
func list(numbers []int64) string {
	b, err := json.Marshal(numbers)
	if err != nil {
		panic(err) // numbers
	}
	return string(b)
}
