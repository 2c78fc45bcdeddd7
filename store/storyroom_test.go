package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/isnad-project/isnad/store"
)

func TestWhatAStoryHas(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, library(t)...)
		tell(t, s)
		vs := versions(t, s)
		a, c := vs[0].ID, vs[2].ID

		groups, err := s.DifferingIn(ctx, a)
		if err != nil || len(groups) != 1 || len(groups[0].Differences) != 1 || len(groups[0].Members) != 2 || groups[0].Members[1].Version != c {
			t.Errorf("not the whole group, of which one member is in the story: %+v, %v", groups, err)
		}
		if groups, err = s.DifferingIn(ctx, 999); err != nil || len(groups) != 0 {
			t.Errorf("%+v, %v", groups, err)
		}

		asked, want := []int64{999}, 0
		for _, v := range slices.Backward(vs) {
			asked = append(asked, v.ID)
			r, err := s.Record(ctx, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			want += len(r.Statements)
		}
		said, err := s.StatementsOf(ctx, asked)
		if err != nil || len(said) != want || want == 0 || !slices.IsSortedFunc(said, func(x, y store.Statement) int { return int(y.Version - x.Version) }) {
			t.Errorf("%+v, %v", said, err)
		}
		for i, x := range said {
			r, err := s.Record(ctx, x.Version)
			if err != nil {
				t.Fatal(err)
			}
			if st := r.Statements[x.N-1]; st.Content.In(r.Text) != x.Content || st.Speaker.Name != x.Speaker || i > 0 && said[i-1].Version == x.Version && said[i-1].N >= x.N {
				t.Errorf("%+v is not %+v", x, st)
			}
		}
		digests, err := s.Digests(ctx, []int64{a, c, 999})
		if err != nil || len(digests) != 2 || digests[a] != vs[0].Digest {
			t.Errorf("%v, %v", digests, err)
		}
	})
}
