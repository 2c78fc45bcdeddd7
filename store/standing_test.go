package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"github.com/isnad-project/isnad/store"
)

// Lists ask for what persons have said of findings, and for what nobody has.
func TestStatuses(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		statement, figure, other := reviewable(t, s)
		listed := func(status string) (out []string) {
			t.Helper()
			lines, total, err := s.StatementLines(ctx, store.Filter{Status: status, Most: 10})
			if err != nil || total != len(lines) {
				t.Fatalf("%s: %d of %d, %v", status, len(lines), total, err)
			}
			for _, x := range lines {
				out = append(out, x.Address)
			}
			slices.Sort(out)
			return out
		}
		want := func(status string, addresses ...string) {
			t.Helper()
			if got := listed(status); !slices.Equal(got, addresses) {
				t.Errorf("%s: %q, want %q", status, got, addresses)
			}
		}
		want("", "a", "b")
		want(store.ByMachine, "a", "b")
		want("confirmed")
		one := said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(statement)})
		said(t, s, store.Review{Verdict: store.Confirmed, Target: finding(figure)})
		said(t, s, store.Review{Verdict: store.Rejected, Target: finding(other)})
		want(store.ByMachine)
		want("confirmed", "a")
		want("rejected", "b")
		figures, total, err := s.FigureLines(ctx, store.Filter{Status: "confirmed", Most: 10, Sort: "published", Desc: true})
		if err != nil || total != 1 || figures[0].Address != "a" {
			t.Errorf("%+v, %v", figures, err)
		}

		// The last word counts, and a note or a word on a part of it is none.
		said(t, s, store.Review{Verdict: store.Corrected, Target: finding(other), Correction: json.RawMessage(`{"speaker":"س. الهادي"}`)})
		said(t, s, store.Review{Verdict: store.Noted, Target: finding(other), Note: "كذا"})
		part := other
		part.Field = "speaker"
		said(t, s, store.Review{Verdict: store.Rejected, Target: finding(part)})
		want("rejected")
		want("corrected", "b")
		if err := s.Undo(ctx, one.ID, "سالم"); err != nil {
			t.Fatal(err)
		}
		want("confirmed")
		want(store.ByMachine, "a")

		// It goes where the words go when the page is read anew.
		v, err := s.Latest(ctx, "b")
		if err != nil {
			t.Fatal(err)
		}
		p := readPage(t, "b", "خبر آخر\n\nقال مدير السدود سالم الهادي إن العمل في السد يبدأ غدا.", "ar")
		if err := s.Rewrite(ctx, []int64{v}, []store.Page{p}, noon); err != nil {
			t.Fatal(err)
		}
		want("corrected")

		if _, _, err := s.StatementLines(ctx, store.Filter{Status: "perhaps"}); !errors.Is(err, store.ErrFilter) {
			t.Error(err)
		}
		some, err := s.ReviewsOf(ctx, []string{"a", "b"}, store.OfGroup, store.OfCopy)
		if err != nil || len(some) != 0 {
			t.Errorf("%+v, %v", some, err)
		}
		if _, total, err := s.Reviews(ctx, store.ReviewFilter{Kind: store.OfFinding}); err != nil || total != 6 {
			t.Errorf("%d, %v", total, err)
		}
		if r, err := s.ReviewOf(ctx, one.ID); err != nil || !r.Undone || r.Verdict != store.Confirmed {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
