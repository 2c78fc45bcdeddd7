package across_test

import (
	"slices"
	"testing"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
)

func TestFamilies(t *testing.T) {
	fs := across.Families([]string{"p1", "p2", "p3", "p4", "p5"}, []isnad.Copy{
		{A: "p1", B: "p2", Relation: isnad.SameUpstream, Direction: isnad.CommonSource, ShareOfA: .9, ShareOfB: .8},
		{A: "p1", B: "p3", Relation: isnad.SameUpstream, Direction: isnad.CommonSource, ShareOfA: .5, ShareOfB: .5},
		{A: "p2", B: "p3", Relation: isnad.Copied, Direction: isnad.AToB, ShareOfA: .5, ShareOfB: 1},
		{A: "p3", B: "p4", Relation: isnad.Rewritten, Direction: isnad.UnknownDirection, ShareOfA: .3, ShareOfB: .3},
		{A: "p1", B: "p6", Relation: isnad.Copied, Direction: isnad.AToB, ShareOfA: .2, ShareOfB: 1},
	}) // the sixth page is of another story
	if len(fs) != 2 {
		t.Fatalf("%d texts, want two", len(fs))
	}
	for id, want := range map[string][]string{"p1": {"p2"}, "p2": {"p3"}, "p3": {"p4"}} {
		if got := fs[0].Below[id]; !slices.Equal(got, want) {
			t.Errorf("%v below %s, want %v", got, id, want)
		}
	}
	if !slices.Equal(fs[0].Tops, []string{"p1"}) || !slices.Equal(fs[1].Tops, []string{"p5"}) {
		t.Errorf("on top: %v and %v", fs[0].Tops, fs[1].Tops)
	}
}
