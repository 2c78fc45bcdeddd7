package ar

import "strings"

// WithProclitics writes proclitics and a word that were parted as one word: ل
// takes the article's alif (ل + البيت is للبيت).
func WithProclitics(clitics, word string) string {
	if rest, ok := strings.CutPrefix(word, article); ok && strings.HasSuffix(clitics, "ل") {
		return clitics + "ل" + rest
	}
	return clitics + word
}

// WithPronoun writes a word and a pronoun that were parted as one word: ta
// marbuta opens before it (حكومة + ه is حكومته).
func WithPronoun(word, pronoun string) string {
	if rest, ok := strings.CutSuffix(word, "ة"); ok {
		word = rest + "ت"
	}
	return word + pronoun
}
