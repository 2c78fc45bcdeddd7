package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// word is a word of a corpus with the label of the entity that it stands in.
type word struct {
	form  string
	label mention.Label
}

// kinds maps the corpora's types to the tagger's first label of a kind; other
// types are no names to it.
var kinds = map[string]mention.Label{
	"PER": mention.BeginPerson, "PERS": mention.BeginPerson,
	"LOC": mention.BeginPlace, "GPE": mention.BeginPlace, "FAC": mention.BeginPlace,
	"ORG":  mention.BeginOrg,
	"MISC": mention.BeginOther, "NORP": mention.BeginOther,
}

// readCorpus reads a file of one word a line, each with one or more BIO tags
// behind a tab or a space, sentences parted by empty lines. Of nested names
// the longest is kept. Split clitics are joined to their words again.
func readCorpus(path string) ([][]word, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out [][]word
	var forms []string
	var tags [][]string
	flush := func() {
		if len(forms) > 0 {
			out = append(out, rejoin(outermost(forms, tags)))
		}
		forms, tags = nil, nil
	}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		fields := strings.Fields(strings.ReplaceAll(sc.Text(), "\u200e", ""))
		if len(fields) < 2 {
			if len(fields) == 0 {
				flush()
			}
			continue
		}
		if fields[0] == "$#$" { // the end of a segment in one of the corpora
			continue
		}
		forms = append(forms, fields[0])
		tags = append(tags, fields[1:])
	}
	flush()
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	return out, nil
}

// outermost labels the words by the longest name that each stands in.
func outermost(forms []string, tags [][]string) []word {
	ws := make([]word, len(forms))
	for i := range ws {
		ws[i].form = forms[i]
	}
	for i := 0; i < len(ws); {
		end, begin := i, mention.Outside
		for _, tag := range tags[i] {
			t, ok := strings.CutPrefix(tag, "B-")
			if !ok || kinds[t] == mention.Outside {
				continue
			}
			j := i + 1
			for j < len(ws) && has(tags[j], "I-"+t) {
				j++
			}
			if j > end {
				end, begin = j, kinds[t]
			}
		}
		if begin == mention.Outside {
			i++
			continue
		}
		for j := i; j < end; j++ {
			ws[j].label = begin
			if j > i {
				ws[j].label = begin + 1
			}
		}
		i = end
	}
	return ws
}

func has(tags []string, want string) bool {
	for _, t := range tags {
		if t == want {
			return true
		}
	}
	return false
}

// rejoin joins the clitics that a corpus parts from their words, so that the
// tagger learns from words as pages write them. Initials stay: a single letter
// inside a name, or beside another single letter, is no clitic.
func rejoin(ws []word) []word {
	pro, enc := clitics()
	var out []word
	pending := ""
	for i, w := range ws {
		single := i > 0 && isLetter(ws[i-1].form) && !pro[ws[i-1].form] || i+1 < len(ws) && isLetter(ws[i+1].form) && !pro[ws[i+1].form]
		switch {
		case pro[w.form] && i+1 < len(ws) && isWord(ws[i+1].form) && !single:
			pending += w.form
			continue
		case enc[w.form] && pending == "" && len(out) > 0 && i > 0 && isWord(out[len(out)-1].form) && len(out[len(out)-1].form) >= 4 && w.label == mention.Outside:
			out[len(out)-1].form = ar.WithPronoun(out[len(out)-1].form, w.form)
			continue
		}
		w.form = ar.WithProclitics(pending, w.form)
		pending = ""
		out = append(out, w)
	}
	return out
}

func isLetter(s string) bool { return len(s) == 2 && isWord(s) }

// clitics returns the letters that a corpus may part from a word, as the
// language's lists name them.
func clitics() (pro, enc map[string]bool) {
	pro, enc = map[string]bool{}, map[string]bool{}
	for i := range language.List("affixes").Entries {
		e := &language.List("affixes").Entries[i]
		switch e.Field(0) {
		case "proclitic":
			pro[e.Text] = true
		case "enclitic":
			enc[e.Text] = true
		}
	}
	return pro, enc
}

func isWord(s string) bool {
	for _, r := range s {
		if c, _, _ := lang.Fold(r); c != lang.Letter && c != lang.Ghost {
			return false
		}
	}
	return s != ""
}

const perText = 40 // sentences put into one text, so that its words are evidence for parting clitics

// examples makes texts of the sentences, a line each, with a label for every
// token.
func examples(sentences [][]word) []mention.Example {
	var out []mention.Example
	for len(sentences) > 0 {
		n := min(perText, len(sentences))
		out = append(out, example(sentences[:n]))
		sentences = sentences[n:]
	}
	return out
}

func example(sentences [][]word) mention.Example {
	var b strings.Builder
	type place struct {
		end   int
		label mention.Label
	}
	var places []place
	for _, sen := range sentences {
		for _, w := range sen {
			b.WriteString(w.form)
			places = append(places, place{b.Len(), w.label})
			b.WriteByte(' ')
		}
		b.WriteByte('\n')
	}
	t := text.Cut(b.String(), language)
	labels := make([]mention.Label, len(t.Tokens))
	p, first := 0, true
	for i := range t.Tokens {
		for int(t.Tokens[i].Start) >= places[p].end {
			p++
			first = true
		}
		l := places[p].label
		if l.Begins() && !first {
			l++
		}
		labels[i] = l
		first = false
	}
	return mention.Example{Text: t, Labels: labels}
}

// readLexicon reads lines of a word, its Zipf value, and its classes as a given
// and as a family name, parted by tabs; "#" starts a comment.
func readLexicon(path string) (mention.Lexicon, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	out := mention.Lexicon{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if strings.HasPrefix(sc.Text(), "#") {
			continue
		}
		var w string
		var u mention.WordUse
		if _, err := fmt.Sscan(sc.Text(), &w, &u.Zipf, &u.Given, &u.Family); err != nil {
			return nil, fmt.Errorf("read %s: %q: %w", path, sc.Text(), err)
		}
		out[lang.Normal(w)] = u
	}
	return out, sc.Err()
}
