package store_test

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
)

// told is a page with a statement, a figure and an event.
func told(t *testing.T, address, day, speaker, counted string) store.Page {
	t.Helper()
	text := speaker + " قال إن 12 " + counted + " انهارت يوم الأحد"
	span := func(words string) isnad.Span {
		i := strings.Index(text, words)
		return isnad.Span{Start: i, End: i + len(words)}
	}
	p := page(t, address, text)
	r := p.Record
	n, what := 12.0, span(counted)
	r.Published.Value = day
	r.Times = []isnad.Time{{ID: "t1", Span: span("يوم الأحد"), Value: day, From: day, To: day}}
	r.Figures = []isnad.Figure{{ID: "f1", Span: span("12"), Value: &n, Bound: isnad.AtLeast, Counted: &what}}
	r.Statements = []isnad.Statement{{ID: "s1", Kind: isnad.Indirect, Act: "state", Content: span("12 " + counted), Speaker: isnad.Speaker{Name: speaker, Kind: isnad.SpeakerPerson},
		Chain: []isnad.Link{{Name: "رويترز", Kind: isnad.SpeakerAgency}, {Name: speaker, Kind: isnad.SpeakerPerson}}}}
	r.Events = []isnad.Event{{ID: "e1", What: span(counted + " انهارت"), When: "t1", Modality: isnad.Asserted}, {ID: "e2", What: span("قال"), Modality: isnad.Denied}}
	return p
}

func all[T any](t *testing.T, list iter.Seq2[T, error]) (out []T) {
	t.Helper()
	for x, err := range list {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, x)
	}
	return out
}

func TestLists(t *testing.T) {
	engines(t, func(t *testing.T, where string) {
		ctx := context.Background()
		s := open(t, where)
		keep(t, s, told(t, "a", "2024-05-05", "سالم الهادي", "بيوت"), told(t, "b", "2024-05-07", "ليلى منصور", "مدرسة"), told(t, "c", "2024-05-06", "سامي_%", "قرى"))
		speakers := func(f store.Filter) (out []string) {
			for _, x := range all(t, s.Statements(ctx, f)) {
				out = append(out, x.Speaker)
			}
			return out
		}
		for _, c := range []struct {
			f    store.Filter
			want []string
		}{
			{store.Filter{}, []string{"سالم الهادي", "سامي_%", "ليلى منصور"}},
			{store.Filter{Speaker: "الهادى"}, []string{"سالم الهادي"}},
			{store.Filter{Speaker: "هاد"}, []string{"سالم الهادي"}},
			{store.Filter{Speaker: "_%"}, []string{"سامي_%"}},
			{store.Filter{Speaker: `\`}, nil},
			{store.Filter{Speaker: "' OR 1=1 --"}, nil},
			{store.Filter{From: "2024-05-06"}, []string{"سامي_%", "ليلى منصور"}},
			{store.Filter{To: "2024-05-06"}, []string{"سالم الهادي", "سامي_%"}},
			{store.Filter{Outlet: "الضفة", Most: 1}, []string{"سالم الهادي"}},
			{store.Filter{Outlet: "النهر"}, nil},
			{store.Filter{Kind: "person"}, []string{"سالم الهادي", "سامي_%", "ليلى منصور"}},
			{store.Filter{Kind: "direct"}, nil},
		} {
			if got := speakers(c.f); !slices.Equal(got, c.want) {
				t.Errorf("%+v: %q, want %q", c.f, got, c.want)
			}
		}
		x := all(t, s.Statements(ctx, store.Filter{Most: 1}))[0]
		if x.Address != "a" || x.N != 1 || x.Content != "12 بيوت" || x.Chain != "رويترز ← سالم الهادي" || x.Published != "2024-05-05" {
			t.Errorf("%+v", x)
		}
		figures := all(t, s.Figures(ctx, store.Filter{Words: "مدرسه"}))
		if len(figures) != 1 || *figures[0].Value != 12 || figures[0].Low != nil || figures[0].Bound != "at_least" || figures[0].Counted != "مدرسة" {
			t.Errorf("%+v", figures)
		}
		events := all(t, s.Events(ctx, store.Filter{From: "2024-05-06", To: "2024-05-06"}))
		if len(events) != 1 || events[0].What != "قرى انهارت" || events[0].From != "2024-05-06" || events[0].N != 1 {
			t.Errorf("%+v", events)
		}
		// A new version takes the place of the old one.
		keep(t, s, told(t, "a", "2024-05-05", "كمال ناصر", "بيوت"))
		if got := speakers(store.Filter{To: "2024-05-05"}); !slices.Equal(got, []string{"كمال ناصر"}) {
			t.Errorf("%q", got)
		}
		// What is read anew is listed anew.
		v := versions(t, s)[0]
		if err := s.Rewrite(ctx, []int64{v.ID}, []store.Page{told(t, v.Address, "2024-05-01", "ناصر كمال", "بيوت")}, noon); err != nil {
			t.Fatal(err)
		}
		if got := speakers(store.Filter{Most: 1}); !slices.Equal(got, []string{"ناصر كمال"}) {
			t.Errorf("%q", got)
		}
	})
}
