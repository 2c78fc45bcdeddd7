package ar

import (
	"testing"

	"github.com/isnad-project/isnad/lang"
)

// س is parted from verbs of the present alone, whatever else stands in the text.
func TestFuture(t *testing.T) {
	for word, want := range map[string]bool{
		"سيقول": true, "ستعلن": true, "سيعلن": true,
		"سيدي": false, "سليما": false, "سجون": false, "سمكة": false, "سهرات": false,
	} {
		norm := lang.Normal(word)
		got := split(Lang(), norm, Lang().ID(norm), func(string) bool { return true }).Pro&lang.Will != 0
		if got != want {
			t.Errorf("%s: parted %v, want %v", word, got, want)
		}
	}
}

// A word that only looks like و or ب before an article stays whole.
func TestWholeWords(t *testing.T) {
	for word, want := range map[string]bool{
		"والدها": false, "والدته": false, "بالغين": false, "والديه": false,
		"والمصادر": true, "بالبيان": true, "والدستور": true,
	} {
		norm := lang.Normal(word)
		got := split(Lang(), norm, Lang().ID(norm), func(string) bool { return false }).Skip != 0
		if got != want {
			t.Errorf("%s: parted %v, want %v", word, got, want)
		}
	}
}
