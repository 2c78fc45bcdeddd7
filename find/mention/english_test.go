package mention_test

import (
	"testing"

	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/text"
)

var englishCases = []struct{ name, marked string }{
	{"office, name and surname", "[r1:Russian Foreign Minister] [p1:Sergei Petrov] met him. [p1:Petrov] spoke in [l2:Damascus]."},
	{"titles are no part of a name", "We asked Dr. [p1:Layla Mansour] about it."},
	{"bodies by their heads", "The [o1:Defence Ministry] and the [o2:Ministry of Health] of [l3:Jordan] agreed."},
	{"short and full name of a body", "The [o1:United Nations] said the [o1:UN] would stay."},
	{"who is no body", "The man who spoke left for [l1:Egypt]."},
	{"initials inside a name", "[p1:Robert C. Walters] came. [p1:Walters] left."},
	{"a nationality alone names nobody", "Syrian farmers sold wheat."},
}

func TestEnglish(t *testing.T) {
	f := mention.New(en.Lang(), nil)
	for _, c := range englishCases {
		src := plain(c.marked)
		ms := f.Find(text.Cut(src, en.Lang()))
		checkMentions(t, src, ms)
		if got := mark(src, ms); got != c.marked {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.marked)
		}
	}
}
