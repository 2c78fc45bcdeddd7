package ar

import "testing"

func TestPartedWordsAreJoined(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{WithProclitics("ل", "البيت"), "للبيت"},
		{WithProclitics("ول", "البيت"), "وللبيت"},
		{WithProclitics("ب", "البيت"), "بالبيت"},
		{WithProclitics("", "بيت"), "بيت"},
		{WithPronoun("حكومة", "ه"), "حكومته"},
		{WithPronoun("بيت", "هم"), "بيتهم"},
	} {
		if c.got != c.want {
			t.Errorf("%s, not %s", c.got, c.want)
		}
	}
}
