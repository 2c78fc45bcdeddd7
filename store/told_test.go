package store_test

import (
	"context"
	"errors"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// tell tells a block with something of each kind, of the first three pages.
func tell(t *testing.T, s *store.Store) (*store.Block, *store.Told) {
	t.Helper()
	ctx := context.Background()
	vs := versions(t, s)
	b := &store.Block{Name: "all", Days: 1 << 23, Own: []byte("own"), Inputs: []byte("inputs"), Plan: []byte("plan")}
	for _, err := range []error{s.KeepPrints(ctx, b, []byte("prints")), s.KeepLinks(ctx, b, []byte("links")), s.KeepPlan(ctx, b, []byte("the plan"))} {
		if err != nil {
			t.Fatal(err)
		}
	}
	told := &store.Told{
		Keys: [][]byte{[]byte("story"), []byte("copy"), []byte("group"), []byte("figures"), []byte("none")},
		Stories: []store.Story{{
			Key: []byte("story"), Versions: []int64{vs[0].ID, vs[1].ID}, Texts: []int64{vs[0].ID, vs[0].ID}, Thread: vs[0].ID, First: "2024-05-05", Last: "2024-05-06T08:00:00Z",
			Story: isnad.Story{Title: "انهيار جدار السد", Records: []string{vs[0].Address, vs[1].Address}, Origins: 1, Counted: "2 pages", Count: isnad.Count{Pages: 2, Credits: 1, Sources: []isnad.Folded{{Name: "وكالة الجسر", Pages: 1}}}, Credited: []isnad.Credited{{Record: vs[1].Address, Name: "وكالة الجسر", Kind: "agency"}}},
		}},
		Copies: []store.Shared{{
			Key: []byte("copy"), A: vs[0].ID, B: vs[1].ID, Stretches: []byte{1, 2},
			Copy: isnad.Copy{A: vs[0].Address, B: vs[1].Address, Relation: isnad.Copied, Direction: isnad.AToB, Reason: "both", Because: []string{isnad.Later, isnad.Contained}, Source: "وكالة الجسر", ShareOfA: .5, ShareOfB: 1, Reordered: true},
		}},
		Groups: []store.Group{
			{Key: []byte("group"), Kind: store.Statements, Members: []store.Member{{Version: vs[0].ID, Finding: 1}, {Version: vs[2].ID, Finding: 2}},
				Group: isnad.Group{Members: []string{vs[0].Address + "#s1", vs[2].Address + "#s2"}, Gist: "الجدار انهار", Origins: 2, Differences: []isnad.Difference{{Type: "wording", Members: []string{"x#s2"}, Before: &isnad.Passage{Start: 1, End: 4, Exact: "كان"}}}}},
			{Key: []byte("figures"), Kind: store.Figures, Members: []store.Member{{Version: vs[0].ID, Finding: 1}}, Group: isnad.Group{Members: []string{vs[0].Address + "#f1"}, Gist: "12 شخصا", Origins: 1}},
			{Key: []byte("none")},
		},
	}
	if err := s.Tell(ctx, b, told, nil); err != nil {
		t.Fatal(err)
	}
	return b, told
}

// toldOf is all that is told.
func toldOf(t *testing.T, s *store.Store) (stories []isnad.Story, copies []isnad.Copy, groups []isnad.Group) {
	t.Helper()
	ctx := context.Background()
	all, err := s.Stories(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		stories = append(stories, x.Story)
	}
	for x, err := range s.Copies(ctx) {
		if err != nil {
			t.Fatal(err)
		}
		copies = append(copies, x.Copy)
	}
	for _, kind := range []store.GroupKind{store.Statements, store.Figures} {
		for x, err := range s.GroupsOf(ctx, kind) {
			if err != nil {
				t.Fatal(err)
			}
			groups = append(groups, x)
		}
	}
	return stories, copies, groups
}

func TestTell(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, library(t)...)
		b, told := tell(t, s)
		want := []isnad.Group{told.Groups[0].Group, told.Groups[1].Group}
		stories, copies, groups := toldOf(t, s)
		if !reflect.DeepEqual(stories, []isnad.Story{told.Stories[0].Story}) || !reflect.DeepEqual(copies, []isnad.Copy{told.Copies[0].Copy}) || !reflect.DeepEqual(groups, want) {
			t.Errorf("told\n%+v\n%+v\n%+v", stories, copies, groups)
		}
		if keys, err := s.ToldKeys(ctx, "all"); err != nil || len(keys) != 5 || !keys["none"] {
			t.Errorf("%v, %v", keys, err)
		}
		if blocks, err := s.Blocks(ctx); err != nil || len(blocks) != 1 || string(blocks[0].Told) != "plan" || string(blocks[0].Inputs) != "inputs" {
			t.Errorf("%+v, %v", blocks, err)
		}
		for want, notes := range map[string]func(context.Context, string) ([]byte, error){"prints": s.Prints, "links": s.Links, "the plan": s.Plan} {
			if got, err := notes(ctx, "all"); err != nil || string(got) != want {
				t.Errorf("%s: %q, %v", want, got, err)
			}
		}

		// Told again, nothing comes twice; what has no key any more goes.
		if err := s.Tell(ctx, b, told, nil); err != nil {
			t.Fatal(err)
		}
		if _, copies, groups := toldOf(t, s); len(copies) != 1 || len(groups) != 2 {
			t.Errorf("told twice: %d copies, %d groups", len(copies), len(groups))
		}
		told.Keys, told.Groups = told.Keys[:3], told.Groups[:1]
		if err := s.Tell(ctx, b, told, nil); err != nil {
			t.Fatal(err)
		}
		if _, _, groups := toldOf(t, s); !reflect.DeepEqual(groups, want[:1]) {
			t.Errorf("%+v", groups)
		}

		// What is told of a page goes with it.
		if _, err := s.Delete(ctx, copies[0].B, "", noon); err != nil {
			t.Fatal(err)
		}
		if stories, copies, groups := toldOf(t, s); len(stories)+len(copies) != 0 || len(groups) != 1 {
			t.Errorf("told of a page that is deleted: %v %v %v", stories, copies, groups)
		}
		if blocks, err := s.Blocks(ctx); err != nil || blocks[0].Told != nil {
			t.Errorf("%+v, %v", blocks, err)
		}
		if err := s.Retire(ctx, []string{"all"}); err != nil {
			t.Fatal(err)
		}
		if blocks, err := s.Blocks(ctx); err != nil || len(blocks) != 0 {
			t.Errorf("%+v, %v", blocks, err)
		}
		if _, _, groups := toldOf(t, s); len(groups) != 0 {
			t.Errorf("%+v", groups)
		}
	})
}

func TestDays(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		days := func() []store.Day {
			t.Helper()
			out, err := s.Days(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		if got := days(); len(got) != 0 {
			t.Errorf("%+v", got)
		}
		keep(t, s, written(t, "a", "2024-05-05", "السد", "قديم"), written(t, "b", "2024-05-05T23:59:00Z", "الجسر", "قديم"), written(t, "c", "2024-05-07", "النهر", "قديم"),
			written(t, "d", "", "المرفأ", "قديم"), written(t, "e", "9999-12-31", "البحر", "قديم"))
		got := days()
		day := int((time.Date(2024, 5, 5, 0, 0, 0, 0, time.UTC).Unix() - time.Time{}.Unix()) / 86400)
		if len(got) != 4 || got[0].Day != store.Undated || got[1].Day != day || got[1].Pages != 2 || got[2].Day != day+2 {
			t.Fatalf("%+v, want day %d", got, day)
		}
		names := func(signed iter.Seq2[store.Signed, error]) string {
			t.Helper()
			var out []string
			for x, err := range signed {
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, x.Address)
			}
			slices.Sort(out)
			return strings.Join(out, "")
		}
		if a, b, c := names(s.SignedOn(ctx, day, 2)), names(s.SignedOn(ctx, 0, 1)), names(s.SignedOn(ctx, 0, 1<<23)); a != "ab" || b != "d" || c != "abcde" {
			t.Errorf("%s %s %s", a, b, c)
		}
		if a, b := names(s.SignedBefore(ctx, day+2, 4, 1)), names(s.SignedBefore(ctx, day+2, 4, 9)); a != "b" || b != "ab" {
			t.Errorf("%s %s", a, b)
		}
		keep(t, s, written(t, "c", "2024-05-07", "النهر", "جديد"))
		if again := days(); again[1] != got[1] || again[2] == got[2] {
			t.Errorf("%+v, before that %+v", again, got)
		}
		if got := names(s.SignedAs(ctx, make([]int64, 1000))); got != "" {
			t.Errorf("%s is version 0", got)
		}
		if _, err := s.Record(ctx, 999); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
	})
}
