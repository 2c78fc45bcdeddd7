package lang

import "strings"

// Stem returns the form under which a word, given in normal form, is looked up:
// without proclitics and article, and a listed word without its pronoun too. It
// is the same in every text, for only the lists are evidence.
func (l *Lang) Stem(norm string) string {
	for range mostStems {
		stem := l.stem(norm)
		if stem == norm {
			break
		}
		norm = stem
	}
	return norm
}

// mostStems bounds how often what is left of a word is parted again.
const mostStems = 4

func (l *Lang) stem(norm string) string {
	id := l.ID(norm)
	s := l.Split(norm, id, nothingSeen)
	rest := norm[s.Skip:]
	switch {
	case s.Core == id && id != 0:
		return norm
	case s.Core != 0:
		return l.Word(s.Core)
	case s.Pro&Article == 0 || strings.HasSuffix(norm[:s.Skip], "لل"):
		return rest
	}
	return strings.TrimPrefix(rest, "ال")
}

func nothingSeen(string) bool { return false }

// Joined returns the forms that a stem has behind proclitics which Stem leaves
// where they are: those that the language would part if the stem stood alone
// in the same text.
func (l *Lang) Joined(stem string) (forms []string) {
	if l.split == nil || stem == "" {
		return nil
	}
	seen := func(s string) bool { return s == stem }
	try := func(pro string) Clitics {
		norm := pro + stem
		s := l.Split(norm, l.ID(norm), seen)
		if int(s.Skip) != len(pro) {
			return 0
		}
		if form := l.Stem(norm); form != stem {
			forms = append(forms, form)
		}
		return s.Pro
	}
	var first, second []string
	for r := firstLetter; r <= lastLetter; r++ {
		switch pro := try(string(r)); {
		case pro&(And|So) != 0:
			first = append(first, string(r))
		case pro != 0:
			second = append(second, string(r))
		}
	}
	for _, a := range first {
		for _, b := range second {
			try(a + b)
		}
	}
	return forms
}

// The letters among which proclitics are.
const (
	firstLetter = 'ء'
	lastLetter  = 'ي'
)
