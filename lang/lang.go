// Package lang says what may be asked of a language and how a language's
// folder is read. A language is a folder of word lists, one entry a line, and
// the few lines of Go that a list cannot say. Everything is compared in a
// normal form (see Normal), and every word of every list has a number, its ID,
// so that finders ask about numbers and not about letters.
//
// The package is pure; loading a language reads an fs.FS, which is the
// program's own embedded files.
package lang

import (
	"bufio"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"
)

// Lang is one language: its tag, its vocabulary, its lists and its rule for
// parting clitics from words. It does not change once it is loaded and may be
// used from many goroutines.
type Lang struct {
	Tag   string // BCP 47
	vocab vocab
	lists map[string]*List
	split Splitter
	parts []Split // of every word of the vocabulary
}

// Clitics are the small words that the script joins to the next word.
type Clitics uint16

// The proclitics of Arabic. Languages without any use none.
const (
	And     Clitics = 1 << iota // و
	So                          // ف
	In                          // ب
	To                          // ل
	As                          // ك
	Will                        // س
	Article                     // ال, also the second lam of لل
)

// Split is how a word comes apart.
type Split struct {
	Pro  Clitics // proclitics and article that stand before the word proper
	Skip uint8   // bytes of the normal form before the word proper; the article is part of it, but for لل
	Enc  uint8   // bytes of the normal form of an enclitic pronoun at the end
	Bare ID      // the word without proclitics, with its article
	Core ID      // the word without article and enclitic too
}

// Splitter parts a word, given in normal form with its ID, from its clitics;
// seen tells whether a form (in normal form) stands alone elsewhere in the
// same text. It must split only with evidence, and a word that a list holds
// without asking what else stands in the text.
type Splitter func(l *Lang, norm string, id ID, seen func(string) bool) Split

// Load reads the lists of a language from the .txt files of fsys.
//
// A line is an entry: words, then fields, parted by tabs; "#" starts a
// comment line. Lines "#! names" say that the list's words are no evidence
// that a form is a word of the language (a gazetteer holds odd ones), and
// "#! article" that entries match with the article or without.
func Load(tag string, fsys fs.FS, split Splitter) (*Lang, error) {
	l := &Lang{Tag: tag, lists: map[string]*List{}, split: split}
	l.vocab.init()
	files, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, err
	}
	sort.Strings(files)
	for _, f := range files {
		if err := l.load(fsys, f); err != nil {
			return nil, fmt.Errorf("load %s/%s: %w", tag, f, err)
		}
	}
	for _, list := range l.lists {
		list.seal(len(l.vocab.ends))
	}
	l.part()
	return l, nil
}

func (l *Lang) load(fsys fs.FS, file string) error {
	f, err := fsys.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	list := &List{Name: strings.TrimSuffix(path.Base(file), ".txt")}
	l.lists[list.Name] = list
	sc := bufio.NewScanner(f)
	var buf []byte
	for n := 1; sc.Scan(); n++ {
		line := sc.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			switch strings.TrimSpace(strings.TrimPrefix(line, "#!")) {
			case "names":
				list.names = true
			case "article":
				list.article = true
			}
			continue
		}
		text, rest, _ := strings.Cut(line, "\t")
		e := Entry{Text: text}
		if rest != "" {
			e.Fields = strings.Split(rest, "\t")
		}
		for i, w := range split(text) {
			buf = AppendNormal(buf[:0], w)
			// Only the first word is evidence: those behind it may carry clitics.
			e.Words = append(e.Words, l.vocab.add(string(buf), i == 0 && !list.names))
		}
		if len(e.Words) == 0 {
			return fmt.Errorf("line %d: no words", n)
		}
		list.add(e)
	}
	return sc.Err()
}

// split cuts an entry where a text would be cut: at spaces, round marks and
// between letters and digits.
func split(s string) (words []string) {
	start, last := -1, Space
	flush := func(i int) {
		if start >= 0 {
			words = append(words, s[start:i])
		}
		start = -1
	}
	for i, r := range s {
		c, _, _ := Fold(r)
		switch c {
		case Ghost, Hidden:
			continue
		case Space:
			flush(i)
		case Other:
			flush(i)
			start = i
		default:
			if c != last {
				flush(i)
			}
			if start < 0 {
				start = i
			}
		}
		last = c
	}
	flush(len(s))
	return words
}

// List returns the list of that name, empty if the language has none.
func (l *Lang) List(name string) *List {
	if list := l.lists[name]; list != nil {
		return list
	}
	return &List{Name: name}
}

// Lists returns the names of all lists, sorted.
func (l *Lang) Lists() []string {
	names := make([]string, 0, len(l.lists))
	for n := range l.lists {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// ID returns the number of a word given in normal form, 0 if no list has it.
func (l *Lang) ID(norm string) ID { return l.vocab.lookup(norm, Key(norm)) }

// IDKey is ID for a caller who has the word's Key already.
func (l *Lang) IDKey(norm string, key uint64) ID { return l.vocab.lookup(norm, key) }

// Word returns the normal form of an ID.
func (l *Lang) Word(id ID) string { return string(l.vocab.word(id)) }

// Known reports whether id is a word of a list that is evidence for it.
func (l *Lang) Known(id ID) bool { return id != 0 && l.vocab.known[id] }

// part splits the vocabulary, once for all texts.
func (l *Lang) part() {
	l.parts = make([]Split, len(l.vocab.ends))
	for id := range ID(len(l.parts)) {
		l.parts[id] = Split{Bare: id, Core: id}
		if l.split != nil && id != 0 {
			l.parts[id] = l.split(l, l.Word(id), id, func(string) bool { return false })
		}
	}
}

// Split parts a word from its clitics; see Splitter.
func (l *Lang) Split(norm string, id ID, seen func(string) bool) Split {
	if id != 0 || l.split == nil {
		return l.parts[id]
	}
	return l.split(l, norm, id, seen)
}
