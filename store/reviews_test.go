package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

const damText = "انهيار السد\n\nقال مدير السدود سالم الهادي إن الجدار الشرقي للسد انهار فجر الأحد، وإن 12 شخصا أصيبوا في القرى القريبة."

// reviewable keeps two pages with findings, and gives the anchors of a statement
// and a figure of the first, and of a statement of the second.
func reviewable(t *testing.T, s *store.Store) (statement, figure, other store.Anchor) {
	t.Helper()
	keep(t, s, readPage(t, "a", damText, "ar"), readPage(t, "b", strings.Replace(damText, "الشرقي", "الغربي", 1), "ar"))
	return anchor(t, s, "a", "s1"), anchor(t, s, "a", "f1"), anchor(t, s, "b", "s1")
}

func anchor(t *testing.T, s *store.Store, address, finding string) store.Anchor {
	t.Helper()
	v, err := s.Latest(context.Background(), address)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Anchor(context.Background(), v, finding)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func said(t *testing.T, s *store.Store, r store.Review) *store.Review {
	t.Helper()
	if r.Who == "" {
		r.Who = "ليلى"
	}
	if err := s.Review(context.Background(), &r); err != nil {
		t.Fatalf("%+v: %v", r, err)
	}
	return &r
}

func finding(a ...store.Anchor) store.Target {
	if len(a) > 1 {
		return store.Target{Kind: store.OfGroup, Anchors: a}
	}
	return store.Target{Kind: store.OfFinding, Anchors: a}
}

func reviews(t *testing.T, s *store.Store, f store.ReviewFilter) (out []store.Review, ids string, total int) {
	t.Helper()
	out, total, err := s.Reviews(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range out {
		ids += fmt.Sprint(r.ID, " ")
	}
	return out, ids, total
}

func sound(t *testing.T, s *store.Store) (problems []string) {
	t.Helper()
	if _, err := s.Verify(context.Background(), nil, func(p store.Problem) { problems = append(problems, p.String()) }); err != nil {
		t.Fatal(err)
	}
	return problems
}

func TestReviews(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		statement, figure, other := reviewable(t, s)
		if statement.Address != "a" || statement.Kind != "statement" || !strings.Contains(statement.Exact, "سالم الهادي") || !strings.HasPrefix(statement.Capture, "sha256:") {
			t.Fatalf("%+v", statement)
		}
		if n := len([]rune(damText[:strings.Index(damText, figure.Exact)])); figure.Start != n || figure.End != n+len([]rune(figure.Exact)) {
			t.Errorf("%+v stands at %d", figure, n)
		}
		one := said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		two := said(t, s, store.Review{Verdict: store.Corrected, Target: finding(figure), Correction: json.RawMessage(` {"value": 17, "bound": "at_least", "counted": "شخصا <b>"} `), Note: "كما في البيان"})
		three := said(t, s, store.Review{Who: "سالم", Verdict: store.Split, Target: finding(other, statement)})
		four := said(t, s, store.Review{Verdict: store.Rejected, Target: store.Target{Kind: store.OfCopy, Anchors: []store.Anchor{{Address: "b"}, {Address: "a"}}}})
		five := said(t, s, store.Review{Verdict: store.Joined, Target: store.Target{Kind: store.OfPerson, Names: []string{"سالم الهادي", "س. الهادي"}}})

		all, ids, total := reviews(t, s, store.ReviewFilter{})
		if ids != fmt.Sprint(five.ID, " ", four.ID, " ", three.ID, " ", two.ID, " ", one.ID, " ") || total != 5 {
			t.Fatalf("%s of %d", ids, total)
		}
		if r := all[3]; r.Who != "ليلى" || r.At == "" || r.Note != "كما في البيان" || len(r.Found) != 1 || r.Found[0].Finding != "f1" || !r.Found[0].Latest || r.Undone {
			t.Errorf("%+v", r)
		}
		var correction map[string]any
		if err := json.Unmarshal(all[3].Correction, &correction); err != nil || correction["value"] != 17.0 || correction["counted"] != "شخصا <b>" {
			t.Errorf("%s, %v", all[3].Correction, err)
		}
		same := store.Target{Kind: store.OfCopy, Anchors: []store.Anchor{{Address: "a"}, {Address: "b"}}}
		for _, x := range []struct {
			f    store.ReviewFilter
			want []*store.Review
		}{
			{store.ReviewFilter{Address: "b"}, []*store.Review{four, three}},
			{store.ReviewFilter{Target: &same}, []*store.Review{four}},
			{store.ReviewFilter{Who: "سالم"}, []*store.Review{three}},
			{store.ReviewFilter{Verdict: store.Joined}, []*store.Review{five}},
			{store.ReviewFilter{Words: "البيانِ"}, []*store.Review{two}},
			{store.ReviewFilter{Skip: 1, Most: 2}, []*store.Review{four, three}},
			{store.ReviewFilter{Address: "c"}, nil},
		} {
			want := ""
			for _, r := range x.want {
				want += fmt.Sprint(r.ID, " ")
			}
			if _, got, _ := reviews(t, s, x.f); got != want {
				t.Errorf("%+v: %s, want %s", x.f, got, want)
			}
		}
		if of, err := s.ReviewsOf(ctx, []string{"a", "b"}); err != nil || len(of) != 4 || of[0].ID != four.ID {
			t.Errorf("%+v, %v", of, err)
		}

		// What is undone stays, and so does who undid it.
		if err := s.Undo(ctx, one.ID, "سالم"); err != nil {
			t.Fatal(err)
		}
		for _, id := range []int64{one.ID, one.ID + 5} { // again; the undoing
			if err := s.Undo(ctx, id, "سالم"); !errors.Is(err, store.ErrReview) {
				t.Errorf("undo %d: %v", id, err)
			}
		}
		if err := s.Undo(ctx, 1, "سالم"); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
		if err := s.Undo(ctx, two.ID, " "); !errors.Is(err, store.ErrReview) {
			t.Error(err)
		}
		all, _, total = reviews(t, s, store.ReviewFilter{Address: "a", Verdict: store.Confirmed})
		if total != 1 || !all[0].Undone || all[0].UndoneBy != "سالم" || all[0].UndoneAt == "" {
			t.Errorf("%+v", all)
		}

		if problems := sound(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
		_, told, err := s.Told(ctx, []string{"b"})
		if err != nil || len(told) != 3 { // it came, and two reviews are of it and of a
			t.Errorf("%+v, %v", told, err)
		}

		// Reviews of a page that is deleted go with it; the log keeps that there were some.
		if _, err := s.Delete(ctx, "b", "", noon); err != nil {
			t.Fatal(err)
		}
		if _, ids, _ := reviews(t, s, store.ReviewFilter{}); ids != fmt.Sprint(five.ID, " ", two.ID, " ", one.ID, " ") {
			t.Errorf("%s are left", ids)
		}
		if problems := sound(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}

// A review stays with the words that it is about, and with nothing else.
func TestReviewsAfterReading(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		statement, figure, _ := reviewable(t, s)
		said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(figure)})
		said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		now := func() (out []store.Found) {
			all, _, _ := reviews(t, s, store.ReviewFilter{})
			for _, r := range all {
				out = append(out, r.Found...)
			}
			return out
		}
		v, err := s.Latest(ctx, "a")
		if err != nil {
			t.Fatal(err)
		}
		if got := now(); !slices.Equal(got, []store.Found{{Version: v, Finding: "s1", Latest: true}, {Version: v, Finding: "f1", Latest: true}}) {
			t.Errorf("%+v", got)
		}
		// Read anew, the figure has another number and the statement is gone.
		reread := func(change func(r *isnad.Record)) {
			t.Helper()
			r := readPage(t, "a", damText, "ar").Record
			change(r)
			line, err := r.AppendJSON(nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := rewrite(ctx, s, v, line); err != nil {
				t.Fatal(err)
			}
		}
		reread(func(r *isnad.Record) {
			r.Statements = nil
			r.Figures[0].ID, r.Figures[0].AccordingTo = "f7", ""
			for i := range r.Events {
				r.Events[i].AccordingTo = ""
			}
		})
		if got := now(); !slices.Equal(got, []store.Found{{}, {Version: v, Finding: "f7", Latest: true}}) {
			t.Errorf("%+v", got)
		}
		// A later version with the same words is another page's business.
		keep(t, s, readPage(t, "a", damText+"\n\nوزار الوالي القرى.", "ar"))
		if got := now(); !slices.Equal(got, []store.Found{{}, {Version: v, Finding: "f7"}}) {
			t.Errorf("%+v", got)
		}
	})
}

// rewrite puts another record in the place of a version's.
func rewrite(ctx context.Context, s *store.Store, version int64, line []byte) error {
	db, err := s.Another()
	if err != nil {
		return err
	}
	defer db.Close()
	_, err = db.ExecContext(ctx, `UPDATE records SET packed = $1 WHERE version = $2`, store.Pack(line), version)
	return err
}

func TestWrongReviews(t *testing.T) {
	ctx := context.Background()
	s := open(t, filepath.Join(t.TempDir(), "isnad.db"))
	statement, figure, _ := reviewable(t, s)
	moved, field := statement, figure
	moved.Start++
	field.Field = "speaker"
	pages := []store.Anchor{{Address: "a"}, {Address: "b"}}
	for want, r := range map[string]store.Review{
		"who":                      {Who: " ", Verdict: store.Confirmed, Target: finding(statement)},
		"no verdict":               {Who: "x", Verdict: "perhaps", Target: finding(statement)},
		"undone":                   {Who: "x", Verdict: store.Undone, Target: finding(statement)},
		"no kind":                  {Who: "x", Verdict: store.Confirmed, Target: store.Target{Kind: "word", Anchors: pages}},
		"only a finding":           {Who: "x", Verdict: store.Corrected, Target: store.Target{Kind: store.OfCopy, Anchors: pages}},
		"the note is empty":        {Who: "x", Verdict: store.Noted, Target: finding(statement)},
		"has no speaker":           {Who: "x", Verdict: store.Confirmed, Target: finding(field)},
		"words that it is about":   {Who: "x", Verdict: store.Confirmed, Target: finding(store.Anchor{Address: "a"})},
		"is not known by 1":        {Who: "x", Verdict: store.Rejected, Target: store.Target{Kind: store.OfCopy, Anchors: pages[:1]}},
		"known by names":           {Who: "x", Verdict: store.Joined, Target: store.Target{Kind: store.OfPerson, Anchors: pages}},
		"no object":                {Who: "x", Verdict: store.Corrected, Target: finding(figure), Correction: json.RawMessage(`[]`)},
		"correction.value":         {Who: "x", Verdict: store.Corrected, Target: finding(figure), Correction: json.RawMessage(`{"value":"many"}`)},
		"correction.speaker":       {Who: "x", Verdict: store.Corrected, Target: finding(figure), Correction: json.RawMessage(`{"speaker":"سالم"}`)},
		"correction.low":           {Who: "x", Verdict: store.Corrected, Target: finding(figure), Correction: json.RawMessage(`{"low":5,"high":4}`)},
		"one of person":            {Who: "x", Verdict: store.Corrected, Target: finding(statement), Correction: json.RawMessage(`{"speaker_kind":"man"}`)},
		"only what is corrected":   {Who: "x", Verdict: store.Confirmed, Target: finding(figure), Correction: json.RawMessage(`{"value":1}`)},
		"longer than":              {Who: "x", Verdict: store.Noted, Note: strings.Repeat("x", 10001), Target: finding(statement)},
		"is not there: not kept":   {Who: "x", Verdict: store.Confirmed, Target: finding(moved)},
		"nowhere: what the review": {Who: "x", Verdict: store.Noted, Note: "x", Target: store.Target{Kind: store.OfPage, Anchors: []store.Anchor{{Address: "nowhere"}}}},
	} {
		err := s.Review(ctx, &r)
		if err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, store.ErrReview) && !errors.Is(err, store.ErrNotKept) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if _, _, total := reviews(t, s, store.ReviewFilter{}); total != 0 {
		t.Errorf("%d reviews that were refused are kept", total)
	}
	if _, err := s.Anchor(ctx, 1, "s99"); !errors.Is(err, store.ErrNotKept) {
		t.Error(err)
	}
}

// What another hand does to reviews is found.
func TestVerifyReviews(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		s := open(t, where)
		statement, figure, _ := reviewable(t, s)
		one := said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		two := said(t, s, store.Review{Verdict: store.Noted, Note: "كذا", Target: finding(figure)})
		db, err := s.Another()
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		for want, commands := range map[string][2]string{
			"is not the one that it tells of": {`UPDATE reviews SET line = replace(line, 'confirmed', 'rejected')`, `UPDATE reviews SET line = replace(line, 'rejected', 'confirmed')`},
			"is listed as another one":        {`UPDATE reviews SET who = 'x' WHERE verdict = 'note'`, `UPDATE reviews SET who = 'ليلى'`},
			"another one":                     {`UPDATE review_pages SET address = 'b' WHERE review = ` + fmt.Sprint(one.ID), `UPDATE review_pages SET address = 'a'`},
			"does not tell of it":             {`UPDATE reviews SET id = 99 WHERE id = ` + fmt.Sprint(two.ID), `UPDATE reviews SET id = ` + fmt.Sprint(two.ID) + ` WHERE id = 99`},
		} {
			do(t, db, commands[0])
			if problems := sound(t, s); !strings.Contains(strings.Join(problems, "\n"), want) {
				t.Errorf("%s: %q", commands[0], problems)
			}
			do(t, db, commands[1])
			if problems := sound(t, s); problems != nil {
				t.Fatalf("%s: %q", commands[1], problems)
			}
		}
		do(t, db, `DELETE FROM reviews WHERE verdict = 'note'`)
		if problems := sound(t, s); len(problems) != 1 || !strings.Contains(problems[0], "not kept any more") {
			t.Errorf("%q", problems)
		}
	})
}

func do(t *testing.T, db *sql.DB, command string) {
	t.Helper()
	if _, err := db.Exec(command); err != nil {
		t.Fatal(err)
	}
}

// Reviews are in backups, and hold where they are restored.
func TestBackupReviews(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		statement, figure, _ := reviewable(t, s)
		one := said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		said(t, s, store.Review{Verdict: store.Noted, Note: "كذا", Target: finding(figure)})
		if err := s.Undo(ctx, one.ID, "سالم"); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "backup.db")
		if _, _, err := s.Backup(ctx, file, lexicon, func(p store.Problem) { t.Error(p) }); err != nil {
			t.Fatal(err)
		}
		c, err := store.OpenCopy(ctx, file)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := s.Restore(ctx, c, store.Restoring{Replace: true}, lexicon, func(p store.Problem) { t.Error(p) }); err != nil {
			t.Fatal(err)
		}
		all, _, total := reviews(t, s, store.ReviewFilter{})
		if total != 2 || all[0].Note != "كذا" || !all[1].Undone {
			t.Errorf("%+v", all)
		}
		said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		if problems := sound(t, s); problems != nil {
			t.Errorf("%q", problems)
		}
	})
}
