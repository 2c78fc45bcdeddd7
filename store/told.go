package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
)

// Told is what is to be told of a block, beside what is told of it already.
type Told struct {
	Keys    [][]byte // of all that the block has, known and new
	Anew    bool     // nothing that is told already is to stay
	Stories []Story
	Copies  []Shared
	Groups  []Group
}

// Story is a story that is kept. It is known by its first page, and its thread by the first
// page of the first story that it goes on with.
type Story struct {
	Key      []byte
	Versions []int64 // of its pages, in order of time
	Texts    []int64 // of each page, the first one that carries its text
	Thread   int64   // version
	First    string  // day or time of its first page
	Last     string
	isnad.Story
	row int64
}

// Shared is a pair of pages that share text. Its passages are not written out: they
// are in Stretches.
type Shared struct {
	Key  []byte
	A, B int64 // versions
	isnad.Copy
	Stretches []byte
}

// Group is a group of statements or figures. One without members only says that
// a set with its key gave none.
type Group struct {
	Key     []byte
	Kind    GroupKind
	Members []Member
	isnad.Group
}

// GroupKind is what a group is of.
type GroupKind string

// The kinds.
const (
	Statements GroupKind = "statements"
	Figures    GroupKind = "figures"
)

// Member is a finding of a version: s3 and f3 are number 3.
type Member struct {
	Version int64
	Finding int
}

// Tell puts what a block has to tell in the place of what was told of it by
// another plan, all or nothing; the blocks that are gone are forgotten.
func (s *Store) Tell(ctx context.Context, b *Block, t *Told, gone []string) error {
	err := s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, time.Time{})
		// Two workers who tell one block wait for each other.
		if err := k.each(`SELECT name FROM blocks WHERE name = ?`+k.holding, []any{b.Name}, func(*sql.Rows) error { return nil }); err != nil {
			return err
		}
		if err := k.retire(gone); err != nil {
			return err
		}
		now := make(map[string]bool, len(t.Keys))
		for _, key := range t.Keys {
			now[string(key)] = true
		}
		there := map[string]bool{}
		for _, d := range derived {
			var ids []int64
			err := k.each(`SELECT id, key FROM `+d.table+` WHERE block = ? ORDER BY id`, []any{b.Name}, func(rows *sql.Rows) error {
				var id int64
				var key []byte
				err := rows.Scan(&id, &key)
				if now[string(key)] && !t.Anew {
					there[string(key)] = true
				} else {
					ids = append(ids, id)
				}
				return err
			})
			if err != nil {
				return err
			}
			if err := k.drop(d.table, ids); err != nil {
				return err
			}
		}
		if err := k.stories(b.Name, fresher(t.Stories, there, func(x *Story) []byte { return x.Key })); err != nil {
			return err
		}
		if err := k.copies(b.Name, fresher(t.Copies, there, func(x *Shared) []byte { return x.Key })); err != nil {
			return err
		}
		if err := k.groups(b.Name, fresher(t.Groups, there, func(x *Group) []byte { return x.Key })); err != nil {
			return err
		}
		if err := k.do(`UPDATE blocks SET told_key = ? WHERE name = ?`, b.Plan, b.Name); err != nil {
			return err
		}
		return k.do(`UPDATE tellings SET times = times + 1`)
	})
	return s.failed("write to", err)
}

// fresher are those that another worker has not told meanwhile.
func fresher[T any](all []T, there map[string]bool, key func(*T) []byte) (out []T) {
	if len(there) == 0 {
		return all
	}
	for i := range all {
		if !there[string(key(&all[i]))] {
			out = append(out, all[i])
		}
	}
	return out
}

func (k *keeper) stories(block string, all []Story) error {
	if len(all) == 0 {
		return nil
	}
	ids, err := k.ids(k, "stories", len(all))
	if err != nil {
		return err
	}
	in := k.into("stories", "id", "block", "key", "first_version", "thread", "title", "title_words", "pages", "origins", "counted", "count", "first_at", "last_at", "credited")
	for i := range all {
		x := &all[i]
		credited, err := json.Marshal(x.Credited)
		if err != nil {
			return err
		}
		count, err := json.Marshal(x.Count)
		if err != nil {
			return err
		}
		if err := in.add(ids[i], block, x.Key, x.Versions[0], x.Thread, text(x.Title), words(x.Title), len(x.Versions), x.Origins, x.Counted, text(string(count)), x.First, x.Last, text(string(credited))); err != nil {
			return err
		}
	}
	if err := in.end(); err != nil {
		return err
	}
	in = k.into("story_pages", "story", "n", "version", "text")
	for i := range all {
		for n, v := range all[i].Versions {
			if err := in.add(ids[i], n, v, all[i].Texts[n]); err != nil {
				return err
			}
		}
	}
	return in.end()
}

func (k *keeper) copies(block string, all []Shared) error {
	if len(all) == 0 {
		return nil
	}
	ids, err := k.ids(k, "copies", len(all))
	if err != nil {
		return err
	}
	in := k.into("copies", "id", "block", "key", "a", "b", "relation", "direction", "reason", "because", "source", "share_of_a", "share_of_b", "reordered", "stretches")
	for i := range all {
		x := &all[i]
		reordered := 0
		if x.Reordered {
			reordered = 1
		}
		if err := in.add(ids[i], block, x.Key, x.A, x.B, string(x.Relation), string(x.Direction), text(x.Reason), strings.Join(x.Because, " "), text(x.Source), x.ShareOfA, x.ShareOfB, reordered, x.Stretches); err != nil {
			return err
		}
	}
	return in.end()
}

// mostGist is how many bytes of a group's gist can be looked through.
const mostGist = 400

func (k *keeper) groups(block string, all []Group) error {
	if len(all) == 0 {
		return nil
	}
	ids, err := k.ids(k, "groups", len(all))
	if err != nil {
		return err
	}
	in := k.into("groups", "id", "block", "key", "kind", "gist", "gist_words", "members", "origins", "differences", "types", "packed")
	for i := range all {
		x := &all[i]
		packed, err := json.Marshal(x.Group)
		if err != nil {
			return err
		}
		var types []string
		for _, d := range x.Differences {
			types = append(types, d.Type)
		}
		slices.Sort(types)
		gist := clip(text(x.Gist), mostGist)
		if err := in.add(ids[i], block, x.Key, string(x.Kind), gist, words(gist), len(x.Members), x.Origins, len(x.Differences), " "+strings.Join(slices.Compact(types), " ")+" ", Pack(packed)); err != nil {
			return err
		}
	}
	if err := in.end(); err != nil {
		return err
	}
	in = k.into("members", "in_group", "n", "version", "finding")
	for i := range all {
		for n, m := range all[i].Members {
			if err := in.add(ids[i], n, m.Version, m.Finding); err != nil {
				return err
			}
		}
	}
	return in.end()
}

// Stories gives the stories that are told, in order of time. The ID of each is
// "story" with the number of its first version, and so is its thread's.
func (s *Store) Stories(ctx context.Context) ([]Story, error) {
	addresses, err := s.addresses(ctx)
	if err != nil {
		return nil, err
	}
	versions, texts := map[int64][]int64{}, map[int64][]int64{}
	err = s.ask(ctx, `SELECT story, version, text FROM story_pages ORDER BY story, n`, nil, func(rows *sql.Rows) error {
		var story, version, text int64
		err := rows.Scan(&story, &version, &text)
		versions[story], texts[story] = append(versions[story], version), append(texts[story], text)
		return err
	})
	if err != nil {
		return nil, err
	}
	out, err := s.storiesWhere(ctx, `1 = 1`)
	for i := range out {
		x := &out[i]
		x.Versions, x.Texts = versions[x.row], texts[x.row]
		for _, v := range x.Versions {
			x.Records = append(x.Records, addresses[v])
		}
	}
	slices.SortFunc(out, func(a, b Story) int {
		return cmp.Or(compareTimes(a.First, b.First), slices.Compare(a.Records, b.Records))
	})
	return out, err
}

// storiesWhere are some stories, without their pages.
func (s *Store) storiesWhere(ctx context.Context, which string, args ...any) (out []Story, err error) {
	err = s.ask(ctx, `SELECT id, thread, title, origins, counted, count, first_at, last_at, credited FROM stories WHERE `+which, args, func(rows *sql.Rows) error {
		var x Story
		var count, credited string
		if err := rows.Scan(&x.row, &x.Thread, &x.Title, &x.Origins, &x.Counted, &count, &x.First, &x.Last, &credited); err != nil {
			return err
		}
		err := errors.Join(readCount(count, &x.Count), json.Unmarshal([]byte(credited), &x.Credited))
		out = append(out, x)
		return err
	})
	return out, err
}

// readCount reads what was kept of a story; one that was told before there was
// such a thing has none.
func readCount(kept string, n *isnad.Count) error {
	if kept == "" {
		return nil
	}
	return json.Unmarshal([]byte(kept), n)
}

// compareTimes orders times as pages give them, those that are not known last.
func compareTimes(a, b string) int {
	x, y := minute(a), minute(b)
	if (x == 0) != (y == 0) {
		return cmp.Compare(y, x)
	}
	return cmp.Compare(x, y)
}

// addresses are those of all versions.
func (s *Store) addresses(ctx context.Context) (map[int64]string, error) {
	out := map[int64]string{}
	err := s.ask(ctx, `SELECT v.id, p.address FROM versions v JOIN pages p ON p.id = v.page`, nil, func(rows *sql.Rows) error {
		var v int64
		var address string
		err := rows.Scan(&v, &address)
		out[v] = address
		return err
	})
	return out, err
}

// Copies gives the pairs of pages that share text, without their passages.
func (s *Store) Copies(ctx context.Context) iter.Seq2[Shared, error] {
	return many(ctx, s, sharedRows+` ORDER BY c.a, c.b`, nil, scanShared)
}

// sharedRows asks for pairs, as scanShared takes them.
const sharedRows = `SELECT c.a, c.b, p.address, q.address, c.relation, c.direction, c.reason, c.because, c.source, c.share_of_a, c.share_of_b, c.reordered, c.stretches
	FROM copies c JOIN versions v ON v.id = c.a JOIN pages p ON p.id = v.page JOIN versions w ON w.id = c.b JOIN pages q ON q.id = w.page`

func scanShared(rows *sql.Rows) (x Shared, err error) {
	reordered, because := 0, ""
	err = rows.Scan(&x.A, &x.B, &x.Copy.A, &x.Copy.B, &x.Relation, &x.Direction, &x.Reason, &because, &x.Source, &x.ShareOfA, &x.ShareOfB, &reordered, &x.Stretches)
	x.Reordered = reordered == 1
	if because != "" {
		x.Because = strings.Fields(because)
	}
	return x, err
}

// GroupsOf gives the groups of a kind.
func (s *Store) GroupsOf(ctx context.Context, kind GroupKind) iter.Seq2[isnad.Group, error] {
	return many(ctx, s, `SELECT packed FROM groups WHERE kind = ? ORDER BY id`, []any{string(kind)}, func(rows *sql.Rows) (g isnad.Group, err error) {
		var packed []byte
		if err = rows.Scan(&packed); err != nil {
			return g, err
		}
		return unpackGroup(packed)
	})
}

func unpackGroup(packed []byte) (g isnad.Group, err error) {
	b, err := unpack(packed)
	if err == nil {
		err = json.Unmarshal(b, &g)
	}
	return g, err
}

// many asks for rows one after the other.
func many[T any](ctx context.Context, s *Store, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := s.db.QueryContext(ctx, s.rebind(query), args...)
		if err != nil {
			yield(none, s.failed("read", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			x, err := scan(rows)
			if err != nil {
				yield(none, s.failed("read", err))
				return
			}
			if !yield(x, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, s.failed("read", err))
		}
	}
}
