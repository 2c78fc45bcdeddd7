package ar

import (
	"slices"
	"testing"

	"github.com/isnad-project/isnad/lang"
)

func TestStems(t *testing.T) {
	for want, words := range map[string][]string{
		"وزير":   {"الوزير", "والوزير", "بالوزير", "للوزير", "وللوزير", "ووزير", "وزيرهم", "وزير"},
		"حكومه":  {"الحكومة", "حكومته", "لحكومتها", "حكومة", "والحكومه"},
		"شندال":  {"شندال", "الشندال", "والشندال", "للشندال"},
		"فلسطين": {"فلسطين", "لفلسطين", "بفلسطين"},
		"12":     {"12"},
		"nato":   {"nato"},
	} {
		for _, w := range words {
			if got := Lang().Stem(lang.Normal(w)); got != want {
				t.Errorf("%s: %s, want %s", w, got, want)
			}
		}
	}
}

// A form that is found by its stem need not be a word that a list holds.
func TestJoinedForms(t *testing.T) {
	got := Lang().Joined("شندال")
	for _, want := range []string{"وشندال", "لشندال", "بشندال", "ولشندال"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %s", got, want)
		}
	}
	for _, stem := range []string{"رد", "", "nato", "12"} {
		if got := Lang().Joined(stem); len(got) > 0 {
			t.Errorf("%s: %q", stem, got)
		}
	}
}
