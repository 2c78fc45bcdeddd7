package store_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

func TestRooms(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, library(t)...)
		_, told := tell(t, s)
		vs := versions(t, s)
		a, b, c := vs[0].ID, vs[1].ID, vs[2].ID

		room, err := s.Room(ctx, a)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(room.Versions, []int64{a, b}) || !slices.Equal(room.Texts, []int64{a, a}) || room.Origins != 1 || room.Story.ID != fmt.Sprint("story", a) || len(room.Credited) != 1 ||
			!slices.Equal(room.Records, told.Stories[0].Records) || room.Line.Pages != 2 || room.Line.Differences != 1 || len(room.Along) != 1 || room.Along[0].ID != a {
			t.Errorf("%+v", room)
		}
		if len(room.Pages) != 2 || room.Pages[1].Address != vs[1].Address || room.Pages[1].Title != vs[1].Title || room.Pages[1].Outlet != vs[1].Outlet {
			t.Errorf("%+v", room.Pages)
		}
		if len(room.Copies) != 1 || !reflect.DeepEqual(room.Copies[0].Copy, told.Copies[0].Copy) {
			t.Errorf("%+v", room.Copies)
		}
		if len(room.Groups) != 0 {
			t.Errorf("a group of which one member is in the story: %+v", room.Groups)
		}
		for _, wrong := range []int64{b, 999} {
			if _, err := s.Room(ctx, wrong); !errors.Is(err, store.ErrNotKept) {
				t.Errorf("story %d: %v", wrong, err)
			}
		}

		if got, err := s.StoriesOf(ctx, b); err != nil || len(got) != 1 || got[0].ID != a {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.CopiesOf(ctx, b); err != nil || len(got) != 1 || got[0].Copy.A != vs[0].Address {
			t.Errorf("%+v, %v", got, err)
		}
		for _, pair := range [][2]int64{{a, b}, {b, a}} {
			if got, err := s.PairOf(ctx, pair[0], pair[1]); err != nil || got.A != a || got.B != b {
				t.Errorf("%+v, %v", got, err)
			}
		}
		if _, err := s.PairOf(ctx, a, c); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
		groups, err := s.GroupsWith(ctx, a)
		if err != nil || len(groups) != 2 || groups[0].Kind != store.Statements || !reflect.DeepEqual(groups[0].Group, told.Groups[0].Group) || !slices.Equal(groups[0].Members, told.Groups[0].Members) {
			t.Errorf("%+v, %v", groups, err)
		}
		if g, err := s.GroupOf(ctx, store.Statements, store.Member{Version: c, Finding: 2}); err != nil || g.Gist != "الجدار انهار" {
			t.Errorf("%+v, %v", g, err)
		}
		for _, m := range []store.Member{{Version: c, Finding: 1}, {Version: 999, Finding: 1}} {
			if _, err := s.GroupOf(ctx, store.Statements, m); !errors.Is(err, store.ErrNotKept) {
				t.Errorf("%+v: %v", m, err)
			}
		}
		g := groups[0]
		if g.Within(func(v int64) bool { return v == a }) || len(g.Members) != 1 || len(g.Group.Members) != 1 {
			t.Errorf("%+v", g)
		}

		if got, err := s.PageLines(ctx, []int64{c, 999, a}); err != nil || len(got) != 2 || got[0].Version != c || got[1].Version != a {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.Latest(ctx, vs[1].Address); err != nil || got != b {
			t.Errorf("%d, %v", got, err)
		}
		if _, err := s.Latest(ctx, "nowhere"); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
		if got, err := s.PageOf(ctx, b); err != nil || got.ID != b || got.Latest != b || got.Versions != 1 || got.Digest != vs[1].Digest || got.Size == 0 || got.AddedAt == "" {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := s.PageOf(ctx, 999); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
		if got, err := s.Drifting(ctx, []int64{a, 999}, 3); err != nil || len(got) != 1 || len(got[a]) != 1 || got[a][0].Gist != "الجدار انهار" || !slices.Equal(got[a][0].Types, []string{"wording"}) || got[a][0].First != (store.Member{Version: a, Finding: 1}) {
			t.Errorf("%+v, %v", got, err)
		}
		if got, err := s.LivesOf(ctx, []int64{a}); err != nil || len(got[a]) != 2 || got[a][0] != vs[0].Published {
			t.Errorf("%+v, %v", got, err)
		}

		lines := func(f store.Filter) string {
			t.Helper()
			all, total, err := s.GroupLines(ctx, store.Statements, f)
			if err != nil || total != len(all) {
				t.Fatalf("%+v: %d, %v", all, total, err)
			}
			var out []string
			for _, x := range all {
				out = append(out, fmt.Sprint(x.Gist, " ", x.Address, " ", x.Differences))
			}
			return strings.Join(out, ", ")
		}
		one := "الجدار انهار " + vs[0].Address + " 1"
		for want, filters := range map[string][]store.Filter{
			one: {{}, {Type: "wording"}, {Words: "الجدارُ"}, {Outlet: vs[0].Outlet}, {From: vs[0].Published[:10]}, {Sort: "published"}},
			"":  {{Type: "word"}, {Words: "مطر"}, {Outlet: "x"}, {From: "2099-01-01"}},
		} {
			for _, f := range filters {
				if got := lines(f); got != want {
					t.Errorf("%+v: %q, want %q", f, got, want)
				}
			}
		}
		if _, total, err := s.GroupLines(ctx, store.Statements, store.Filter{Skip: 1, Most: 1}); err != nil || total != 1 {
			t.Errorf("%d behind the last, %v", total, err)
		}

		// A story that is deleted is not remembered.
		if _, total, err := s.StoryLines(ctx, store.Filter{Most: 5, Sort: "differences", Desc: true}); err != nil || total != 1 {
			t.Errorf("%d, %v", total, err)
		}
		if _, err := s.Delete(ctx, vs[0].Address, "", noon); err != nil {
			t.Fatal(err)
		}
		if _, total, err := s.StoryLines(ctx, store.Filter{Most: 5, Sort: "differences", Desc: true}); err != nil || total != 0 {
			t.Errorf("%d, %v", total, err)
		}
	})
}

func TestListsInParts(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, told(t, "a", "2024-05-05", "سالم الهادي", "بيوت"), told(t, "b", "2024-05-07", "ليلى منصور", "مدرسة"), told(t, "c", "2024-05-06", "سالمُ الهادى", "قرى"))
		vs := versions(t, s)
		for _, x := range []struct {
			f     store.Filter
			want  string
			total int
		}{
			{store.Filter{}, "a c b", 3},
			{store.Filter{Desc: true}, "a c b", 3},
			{store.Filter{Sort: "published", Desc: true}, "b c a", 3},
			{store.Filter{Sort: "published", Desc: true, Most: 1, Skip: 1}, "c", 3},
			{store.Filter{Skip: 1}, "c b", 3},
			{store.Filter{Skip: 5, Most: 2}, "", 3},
			{store.Filter{From: "2024-05-06", Most: 1}, "c", 2},
			{store.Filter{Outlet: "الضفة", Sort: "outlet"}, "a c b", 3},
			{store.Filter{Place: "القاهرة"}, "", 0},
		} {
			st, n, err := s.StatementLines(ctx, x.f)
			fi, m, err2 := s.FigureLines(ctx, x.f)
			pages := x.f
			if pages.Sort == "" {
				pages.Sort, pages.Desc = "published", false
			}
			pl, k, err3 := s.Pages(ctx, pages)
			var got, too, three []string
			for i := range st {
				got, too, three = append(got, st[i].Address), append(too, fi[i].Address), append(three, pl[i].Address)
			}
			if err := errors.Join(err, err2, err3); err != nil || strings.Join(got, " ") != x.want || strings.Join(too, " ") != x.want || strings.Join(three, " ") != x.want || n != x.total || m != n || k != n {
				t.Errorf("%+v: %q %q %q of %d, %d, %d, %v", x.f, got, too, three, n, m, k, err)
			}
		}
		st, n, err := s.StatementLines(ctx, store.Filter{Person: "سالم الهادي", Most: 5})
		if err != nil || n != 2 || st[0].Version != vs[0].ID || st[1].Version != vs[2].ID {
			t.Errorf("%+v of %d, %v", st, n, err)
		}
		if ev, n, err := s.EventLines(ctx, store.Filter{Sort: "day", Desc: true, Most: 2}); err != nil || n != 3 || len(ev) != 2 || ev[0].From != "2024-05-07" {
			t.Errorf("%+v of %d, %v", ev, n, err)
		}
		if ps, n, err := s.People(ctx, store.Filter{Sort: "name", Skip: 1, Most: 5}); err != nil || n != 2 || len(ps) != 1 {
			t.Errorf("%+v of %d, %v", ps, n, err)
		}
		// What was asked for once is asked for anew when something came.
		if _, n, err := s.Pages(ctx, store.Filter{Most: 1}); err != nil || n != 3 {
			t.Errorf("%d, %v", n, err)
		}
		keep(t, s, told(t, "d", "2024-05-08", "سالم الهادي", "بيوت"))
		if ps, n, err := s.Pages(ctx, store.Filter{Most: 1}); err != nil || n != 4 || ps[0].Address != "d" {
			t.Errorf("%+v of %d, %v", ps, n, err)
		}
		wrong := store.Filter{Sort: "weight"}
		for name, ask := range map[string]func() error{
			"statements": func() error { _, _, err := s.StatementLines(ctx, wrong); return err },
			"pages":      func() error { _, _, err := s.Pages(ctx, wrong); return err },
			"people":     func() error { _, _, err := s.People(ctx, wrong); return err },
			"outlets":    func() error { _, _, err := s.Outlets(ctx, wrong); return err },
			"places":     func() error { _, _, err := s.Places(ctx, wrong); return err },
			"stories":    func() error { _, _, err := s.StoryLines(ctx, wrong); return err },
			"groups":     func() error { _, _, err := s.GroupLines(ctx, store.Figures, wrong); return err },
		} {
			if err := ask(); !errors.Is(err, store.ErrFilter) || !strings.Contains(err.Error(), "weight") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// mentioning is a page of an outlet that mentions places.
func mentioning(t *testing.T, address, outlet, day string, names ...string) store.Page {
	t.Helper()
	p := page(t, address, strings.Join(names, " "))
	r := p.Record
	r.Outlet.Name, r.Published.Value = outlet, day
	for i, name := range names {
		at := strings.Index(r.Text, name)
		r.Mentions = append(r.Mentions, isnad.Mention{ID: fmt.Sprint("m", i+1), Kind: isnad.Place, Name: name, Span: isnad.Span{Start: at, End: at + len(name)}})
	}
	line, err := r.AppendJSON(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.Packed = store.Pack(line)
	return p
}

func TestPlacesAndOutlets(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, mentioning(t, "a", "الضفة", "2024-05-05", "السفح", "وادى النهر"), mentioning(t, "b", "النهار", "2024-05-06", "وادي النهر"), mentioning(t, "c", "الجسر", "", "السفح", "وادي النهر"))
		tell(t, s)
		list := func(f store.Filter) (out string) {
			t.Helper()
			all, total, err := s.Places(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range all {
				out += fmt.Sprintf("%s %d %s–%s; ", x.Name, x.Pages, x.First, x.Last)
			}
			return out + fmt.Sprint(total)
		}
		valley, foot := "وادي النهر 3 2024-05-05–2024-05-06; ", "السفح 2 2024-05-05–2024-05-05; "
		for want, f := range map[string]store.Filter{
			valley + foot + "2": {}, valley + "2": {Most: 1}, foot + "2": {Most: 1, Skip: 1}, foot + valley + "2": {Sort: "pages"}, valley + "1": {Words: "وادى"},
			"وادي النهر 1 2024-05-06–2024-05-06; 1": {Outlet: "النهار"},
		} {
			if got := list(f); got != want {
				t.Errorf("%+v: %s, want %s", f, got, want)
			}
		}
		if all, n, err := s.Pages(ctx, store.Filter{Place: "السفح", Sort: "added"}); err != nil || n != 2 || all[1].Address != "c" {
			t.Errorf("%+v, %v", all, err)
		}
		room, err := s.OutletRoom(ctx, "النهار")
		trade := store.Trade{From: "الضفة", To: "النهار", Pages: 1, Whole: 1}
		if err != nil || room.Pages != 1 || room.Shared != 1 || !slices.Equal(room.Takes, []store.Trade{trade}) || len(room.Gives) != 0 {
			t.Errorf("%+v, %v", room, err)
		}
		if room, err := s.OutletRoom(ctx, "الضفة"); err != nil || !slices.Equal(room.Gives, []store.Trade{trade}) || len(room.Takes) != 0 {
			t.Errorf("%+v, %v", room, err)
		}
		if all, err := s.Trades(ctx, ""); err != nil || !slices.Equal(all, []store.Trade{trade}) {
			t.Errorf("%+v, %v", all, err)
		}
		if _, err := s.OutletRoom(ctx, "الجبل"); !errors.Is(err, store.ErrNotKept) {
			t.Error(err)
		}
	})
}
