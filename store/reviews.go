package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad/lang"
)

// A review is what a person says of what was found. It is kept apart from it and
// never changed: it is undone by another one. What it is about is known by the
// words that were found, where they stand in which capture, and not by a number,
// so that it stays with them when pages are read anew; and with nothing else.

// Review is one.
type Review struct {
	ID         int64           `json:"id"` // of its entry in the log
	At         string          `json:"at"` // RFC 3339
	Who        string          `json:"who"`
	Verdict    Verdict         `json:"verdict"`
	Target     Target          `json:"target"`
	Correction json.RawMessage `json:"correction,omitempty"` // fields and their right values
	Note       string          `json:"note,omitempty"`
	Undoes     int64           `json:"undoes,omitempty"` // the ID of another one

	// What is not of its own words: whether it was undone, and where what it is
	// about stands now.
	Undone   bool    `json:"-"`
	UndoneBy string  `json:"-"`
	UndoneAt string  `json:"-"`
	Found    []Found `json:"-"` // as the Anchors of Target
}

// Verdict is what a review says.
type Verdict string

// The verdicts.
const (
	Confirmed Verdict = "confirmed"
	Rejected  Verdict = "rejected"
	Corrected Verdict = "corrected"
	Joined    Verdict = "joined" // they are one
	Split     Verdict = "split"  // they are not
	Noted     Verdict = "note"
	Undone    Verdict = "undone" // another review
)

// TargetKind is what a review is about.
type TargetKind string

// The kinds.
const (
	OfPage    TargetKind = "page"    // one address
	OfFinding TargetKind = "finding" // one anchor with words
	OfCopy    TargetKind = "copy"    // two addresses: one has its text from the other
	OfStory   TargetKind = "story"   // two addresses or more: they tell one happening
	OfGroup   TargetKind = "group"   // two anchors or more with words: they are one utterance, or quantity
	OfPerson  TargetKind = "person"  // two names or more, or for a note one: they are one person, or body
)

// Target is what a review is about. What belongs together is in order, so that one
// thing has one target.
type Target struct {
	Kind    TargetKind `json:"kind"`
	Anchors []Anchor   `json:"anchors,omitempty"`
	Names   []string   `json:"names,omitempty"`
}

// ErrReview is the kind of error for a review that cannot be.
var ErrReview = errors.New("not a review")

// How much a person may say.
const (
	mostWho     = 200
	mostNote    = 10000
	mostTargets = 100 // anchors, or names
)

func texts(all []string) (out []any) {
	for _, s := range all {
		out = append(out, text(s))
	}
	return out
}

// settle puts a target into its one form.
func (t *Target) settle() {
	if len(t.Anchors) == 0 {
		t.Anchors = nil
	}
	for i := range t.Anchors {
		a := &t.Anchors[i]
		if a.Address = text(a.Address); a.Exact == "" {
			*a = Anchor{Address: a.Address} // a page
		}
	}
	slices.SortFunc(t.Anchors, func(a, b Anchor) int {
		return cmp.Or(strings.Compare(a.Address, b.Address), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), strings.Compare(a.Kind, b.Kind), strings.Compare(a.Capture, b.Capture), strings.Compare(a.Field, b.Field))
	})
	t.Anchors = slices.Compact(t.Anchors)
	for i := range t.Names {
		t.Names[i] = strings.Join(strings.Fields(text(t.Names[i])), " ")
	}
	slices.Sort(t.Names)
	t.Names = slices.CompactFunc(t.Names, func(a, b string) bool { return lang.Normal(a) == lang.Normal(b) })
}

// key is the form in which a target is kept and looked for.
func (t *Target) key() string {
	b, err := json.Marshal(t)
	if err != nil {
		panic(err) // strings and numbers
	}
	return string(b)
}

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrReview}, args...)...)
}

// check tells what is wrong with a review.
func (r *Review) check() error {
	t := &r.Target
	switch {
	case strings.TrimSpace(r.Who) == "":
		return refuse("who says so is missing")
	case len(r.Who) > mostWho:
		return refuse("who: it is longer than %d bytes", mostWho)
	case len(r.Note) > mostNote:
		return refuse("note: it is longer than %d bytes", mostNote)
	case len(t.Anchors) > mostTargets || len(t.Names) > mostTargets:
		return refuse("it is about more than %d things", mostTargets)
	case (t.Kind == OfPerson) != (len(t.Names) > 0) || (t.Kind == OfPerson) == (len(t.Anchors) > 0):
		return refuse("a person is known by names, and all else by anchors")
	}
	worded := t.Kind == OfFinding || t.Kind == OfGroup
	for i := range t.Anchors {
		if a := &t.Anchors[i]; worded != (a.Exact != "") {
			return refuse("%s: the words that it is about are missing, or are too many", a.Address)
		} else if a.Field != "" && (t.Kind != OfFinding || !slices.ContainsFunc(corrections[a.Kind], func(c correctable) bool { return c.name == a.Field })) {
			return refuse("%s: a %s has no %s", a.Address, cmp.Or(a.Kind, "page"), a.Field)
		}
	}
	n := len(t.Anchors) + len(t.Names)
	one := t.Kind == OfPage || t.Kind == OfFinding
	switch {
	case !one && t.Kind != OfCopy && t.Kind != OfStory && t.Kind != OfGroup && t.Kind != OfPerson:
		return refuse("there is no kind %q, but page, finding, copy, story, group, person", t.Kind)
	case one && n != 1, t.Kind == OfCopy && n != 2, !one && n < 2 && !(t.Kind == OfPerson && r.Verdict == Noted):
		return refuse("a %s is not known by %d", t.Kind, n)
	}
	switch r.Verdict {
	case Confirmed, Rejected:
		if t.Kind == OfPage || t.Kind == OfPerson {
			return refuse("a %s is not %s", t.Kind, r.Verdict)
		}
	case Corrected:
		if t.Kind != OfFinding {
			return refuse("only a finding is corrected, not a %s", t.Kind)
		}
	case Joined, Split:
		if t.Kind != OfGroup && t.Kind != OfStory && t.Kind != OfPerson {
			return refuse("a %s is not %s", t.Kind, r.Verdict)
		}
	case Noted:
		if strings.TrimSpace(r.Note) == "" {
			return refuse("the note is empty")
		}
	default:
		return refuse("there is no verdict %q, but confirmed, rejected, corrected, joined, split, note", r.Verdict)
	}
	if r.Verdict != Corrected {
		if len(r.Correction) > 0 {
			return refuse("only what is corrected has a correction")
		}
		return nil
	}
	return r.correct()
}

// Review keeps what a person says, and gives it its ID and time. What it is about
// has to be there.
func (s *Store) Review(ctx context.Context, r *Review) error {
	r.ID, r.At, r.Undoes = 0, "", 0
	r.Who, r.Note = strings.TrimSpace(text(r.Who)), strings.TrimSpace(text(r.Note))
	r.Target.settle()
	if err := r.check(); err != nil {
		return err
	}
	all := []Review{*r}
	if err := s.attach(ctx, all); err != nil {
		return err
	}
	for i, f := range all[0].Found {
		if a := &r.Target.Anchors[i]; f.Version == 0 {
			return fmt.Errorf("%s: what the review is about is not there: %w", a.Address, ErrNotKept)
		}
	}
	r.Found, r.Undone, r.UndoneAt, r.UndoneBy = all[0].Found, false, "", ""
	return s.failed("write to", s.inTransaction(ctx, func(tx *sql.Tx) error {
		return s.keeper(ctx, tx, time.Now()).review(r, Reviewed)
	}))
}

// Undo takes a review back. Both stay.
func (s *Store) Undo(ctx context.Context, id int64, who string) error {
	who = strings.TrimSpace(text(who))
	if who == "" || len(who) > mostWho {
		return refuse("who says so is missing, or longer than %d bytes", mostWho)
	}
	return s.failed("write to", s.inTransaction(ctx, func(tx *sql.Tx) error {
		k := s.keeper(ctx, tx, time.Now())
		var line string
		if err := k.one(`SELECT line FROM reviews WHERE id = ?`+k.holding, id).Scan(&line); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("review %d: %w", id, ErrNotKept)
			}
			return err
		}
		var was Review
		if err := json.Unmarshal([]byte(line), &was); err != nil {
			return err
		}
		if was.Verdict == Undone {
			return refuse("review %d: it takes another one back, and that cannot be undone; say it again", id)
		}
		if again, err := numbers(k.ctx, k.tx, k.rebind(`SELECT id FROM reviews WHERE undoes = ?`), id); err != nil {
			return err
		} else if len(again) > 0 {
			return refuse("review %d: it was undone already", id)
		}
		return k.review(&Review{Who: who, Verdict: Undone, Target: was.Target, Undoes: id}, ReviewUndone)
	}))
}

// addresses are those of the pages that a target is about.
func (t *Target) addresses() (out []string) {
	for i := range t.Anchors {
		out = append(out, t.Anchors[i].Address)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// review writes a review and its entry.
func (k *keeper) review(r *Review, what What) error {
	addresses := r.Target.addresses()
	for _, a := range addresses {
		// Held, as by those who delete it.
		var page int64
		if err := k.one(`SELECT id FROM pages WHERE address = ?`+k.holding, a).Scan(&page); err != nil {
			if errors.Is(err, sql.ErrNoRows) {
				return fmt.Errorf("%s: %w", a, ErrNotKept)
			}
			return err
		}
	}
	if err := k.one(`SELECT size FROM log_head` + k.holding).Scan(&r.ID); err != nil {
		return headless(err)
	}
	r.ID++
	r.At = k.at
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	in := k.into("reviews", "id", "line", "at", "who", "verdict", "target", "words", "undoes")
	if err := errors.Join(in.add(r.row(line)...), in.end()); err != nil {
		return err
	}
	in = k.into("review_pages", "review", "address")
	for _, a := range addresses {
		if err := in.add(r.ID, a); err != nil {
			return err
		}
	}
	if err := in.end(); err != nil {
		return err
	}
	sum := sha256.Sum256(line)
	e := Entry{What: what, Review: written(sum[:])}
	if len(addresses) > 0 {
		e.Address, e.Also = addresses[0], addresses[1:]
	}
	k.entries = append(k.entries, e)
	return k.log()
}

// row is a review as the columns of its table.
func (r *Review) row(line []byte) []any {
	said := []string{r.Who, r.Note, string(r.Correction)}
	for i := range r.Target.Anchors {
		said = append(said, r.Target.Anchors[i].Address, r.Target.Anchors[i].Exact)
	}
	var undoes any
	if r.Undoes != 0 {
		undoes = r.Undoes
	}
	return []any{r.ID, string(line), r.At, r.Who, string(r.Verdict), r.Target.key(), words(strings.Join(append(said, r.Target.Names...), " ")), undoes}
}

// ReviewFilter says which reviews are wanted; an empty one wants all.
type ReviewFilter struct {
	Address string // of a page that they are about
	Target  *Target
	Kind    TargetKind
	Who     string
	Verdict Verdict
	Words   string // of what was found or said, in any spelling, and in part
	Skip    int
	Most    int // 0 is no limit
}

// Reviews lists reviews, the newest first, and tells how many there are in all.
// Those that were undone are among them; what undid them is not.
func (s *Store) Reviews(ctx context.Context, f ReviewFilter) (out []Review, total int, err error) {
	var q query
	q.and(`x.undoes IS NULL`)
	if f.Address != "" {
		q.and(`x.id IN (SELECT review FROM review_pages WHERE address = ?)`, text(f.Address))
	}
	if f.Target != nil {
		t := Target{f.Target.Kind, slices.Clone(f.Target.Anchors), slices.Clone(f.Target.Names)}
		t.settle()
		q.and(`x.target = ?`, t.key())
	}
	if f.Who != "" {
		q.and(`x.who = ?`, text(f.Who))
	}
	if f.Verdict != "" {
		q.and(`x.verdict = ?`, text(string(f.Verdict)))
	}
	if f.Kind != "" {
		q.kinds([]TargetKind{f.Kind})
	}
	q.like("x.words", f.Words)
	where := ` WHERE ` + strings.Join(q.where, ` AND `)
	if err := s.db.QueryRowContext(ctx, s.rebind(`SELECT count(*) FROM reviews x`+where), q.args...).Scan(&total); err != nil {
		return nil, 0, s.failed("read", err)
	}
	end, err := sorting{own: "id", desc: true, by: map[string][]string{"id": {"x.id"}}}.end(Filter{Skip: f.Skip, Most: f.Most}, &q)
	if err != nil {
		return nil, 0, err
	}
	out, err = s.reviews(ctx, where+end, q.args)
	return out, total, err
}

// ReviewsOf are all reviews of pages at some addresses, the newest first; of some
// kinds, if any are given.
func (s *Store) ReviewsOf(ctx context.Context, addresses []string, kinds ...TargetKind) (out []Review, err error) {
	seen := map[int64]bool{}
	var q query
	q.kinds(kinds)
	for some := range slices.Chunk(addresses, mostMarks) {
		where := append([]string{`x.undoes IS NULL`, `x.id IN (SELECT review FROM review_pages WHERE address ` + among(len(some)) + `)`}, q.where...)
		found, err := s.reviews(ctx, ` WHERE `+strings.Join(where, ` AND `)+` ORDER BY x.id DESC`, slices.Concat(texts(some), q.args))
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			if !seen[r.ID] {
				seen[r.ID] = true
				out = append(out, r)
			}
		}
	}
	slices.SortFunc(out, func(a, b Review) int { return cmp.Compare(b.ID, a.ID) })
	return out, nil
}

// kinds asks for targets of some kinds: a target's kept form begins with its kind.
func (q *query) kinds(kinds []TargetKind) {
	var some []string
	for _, k := range kinds {
		some = append(some, `x.target LIKE ?`)
		q.args = append(q.args, `{"kind":"`+text(string(k))+`"%`)
	}
	if len(some) > 0 {
		q.where = append(q.where, `(`+strings.Join(some, ` OR `)+`)`)
	}
}

// ReviewOf is a review by its ID; what undid one is none.
func (s *Store) ReviewOf(ctx context.Context, id int64) (*Review, error) {
	found, err := s.reviews(ctx, ` WHERE x.undoes IS NULL AND x.id = ?`, []any{id})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("review %d: %w", id, ErrNotKept)
	}
	if err != nil {
		return nil, err
	}
	return &found[0], nil
}

func (s *Store) reviews(ctx context.Context, which string, args []any) (out []Review, err error) {
	err = s.ask(ctx, `SELECT x.line, COALESCE(u.who, ''), COALESCE(u.at, '') FROM reviews x LEFT JOIN reviews u ON u.undoes = x.id`+which, args, func(rows *sql.Rows) error {
		var line string
		var r Review
		if err := rows.Scan(&line, &r.UndoneBy, &r.UndoneAt); err != nil {
			return err
		}
		r.Undone = r.UndoneAt != ""
		err := json.Unmarshal([]byte(line), &r)
		out = append(out, r)
		return err
	})
	if err == nil {
		err = s.attach(ctx, out)
	}
	return out, err
}

// ReviewLine is a review, or what undid one, in the form in which it was kept, by
// its entry in the log.
func (s *Store) ReviewLine(ctx context.Context, entry int64) ([]byte, error) {
	var line string
	err := s.db.QueryRowContext(ctx, s.rebind(`SELECT line FROM reviews WHERE id = ?`), entry).Scan(&line)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("review %d: %w", entry, ErrNotKept)
	}
	return []byte(line), s.failed("read", err)
}

// forgetReviews deletes those of a page, and returns the other pages that they
// were about.
func (k *keeper) forgetReviews(address string) (others []string, err error) {
	const these = `(SELECT review FROM review_pages WHERE address = ?)`
	err = k.each(`SELECT DISTINCT address FROM review_pages WHERE review IN `+these+` AND address <> ? ORDER BY address`, []any{address, address}, func(rows *sql.Rows) error {
		var other string
		err := rows.Scan(&other)
		others = append(others, other)
		return err
	})
	if err != nil {
		return nil, err
	}
	ids, err := numbers(k.ctx, k.tx, k.rebind(`SELECT review FROM review_pages WHERE address = ?`), address)
	if err != nil {
		return nil, err
	}
	for some := range slices.Chunk(ids, mostMarks) {
		for _, from := range []string{`reviews WHERE id `, `review_pages WHERE review `} {
			if err := k.do(`DELETE FROM `+from+among(len(some)), anys(some)...); err != nil {
				return nil, err
			}
		}
	}
	return others, nil
}

// reviewed is what the log tells of a review.
type reviewed struct {
	digest    string
	addresses []string
}

// reviews sets the reviews that are kept beside what the log tells of them.
func (v *verifier) reviews() error {
	pages := map[int64][]string{}
	listed, err := v.tx.QueryContext(v.ctx, `SELECT review, address FROM review_pages`)
	if err != nil {
		return err
	}
	defer listed.Close()
	for listed.Next() {
		var id int64
		var address string
		if err := listed.Scan(&id, &address); err != nil {
			return err
		}
		pages[id] = append(pages[id], address)
	}
	if err := listed.Err(); err != nil {
		return err
	}
	rows, err := v.tx.QueryContext(v.ctx, `SELECT id, line, at, who, verdict, target, words, COALESCE(undoes, 0) FROM reviews ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	wrong := func(id int64, what string) { v.report(Problem{Entry: id, What: "the review " + what}) }
	for rows.Next() {
		var r Review
		var line, target, said string
		if err := rows.Scan(&r.ID, &line, &r.At, &r.Who, &r.Verdict, &target, &said, &r.Undoes); err != nil {
			return err
		}
		told, ok := v.reviewed[r.ID]
		delete(v.reviewed, r.ID)
		if !ok {
			v.report(Problem{What: fmt.Sprintf("review %d: the log does not tell of it", r.ID)})
			continue
		}
		if sum := sha256.Sum256([]byte(line)); written(sum[:]) != told.digest {
			wrong(r.ID, "is not the one that it tells of")
			continue
		}
		var was Review
		if err := json.Unmarshal([]byte(line), &was); err != nil {
			wrong(r.ID, "is damaged")
			continue
		}
		row := was.row([]byte(line))
		undoes := any(nil)
		if r.Undoes != 0 {
			undoes = r.Undoes
		}
		if !slices.Equal(row, []any{r.ID, line, r.At, r.Who, string(r.Verdict), target, said, undoes}) || !slices.Equal(was.Target.addresses(), told.addresses) ||
			!slices.Equal(slices.Sorted(slices.Values(pages[r.ID])), told.addresses) {
			wrong(r.ID, "is listed as another one")
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(v.reviewed)) {
		gone := slices.ContainsFunc(v.reviewed[id].addresses, func(a string) bool { return v.deleted[brief(a)] > id })
		if !gone {
			wrong(id, "is not kept any more, and its page was not deleted")
		}
	}
	return nil
}
