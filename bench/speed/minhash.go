package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	minhashlsh "github.com/ekzhu/minhash-lsh"
)

// The peer's settings: so many hashes of the runs of five words, and pages are
// given back that are likely to have half of their runs in common.
const (
	minHashes    = 128
	minShingle   = 5
	minThreshold = .5
)

func minSignature(words string) []uint64 {
	m := minhashlsh.NewMinhash(1, minHashes)
	fields := strings.Fields(words)
	var run []byte
	for i := 0; i == 0 || i+minShingle <= len(fields); i++ {
		run = run[:0]
		for _, f := range fields[i:min(i+minShingle, len(fields))] {
			run = append(append(run, f...), ' ')
		}
		m.Push(run)
	}
	return m.Signature()
}

func minIndex(articles []article) *minhashlsh.MinhashLSH {
	lsh := minhashlsh.NewMinhashLSH32(minHashes, minThreshold)
	for i, a := range articles {
		lsh.Add(i, minSignature(a.Text))
	}
	lsh.Index()
	return lsh
}

func ourIndex(articles []article) *index {
	x := newIndex()
	for i, a := range articles {
		x.insert(i, a.Text)
	}
	return x
}

// indexBeside compares making pages ready to be found again.
func indexBeside(articles []article) pair {
	return pair{
		ours: "an index of what pages share (`text.Cut`, fingerprints, insert)", us: func() { ourIndex(articles) }, goal: "≥ 4",
		peer: "minhash-lsh, 128 hashes of 5 words, insert", them: func() { minIndex(articles) },
		texts: len(articles), bytes: size(articles), pages: true,
	}
}

// given says of one class of planted copies how often an index gives the
// original back, and how many other pages besides.
type given struct{ copies, originals, others int }

func (g *given) add(ids []int, original int) {
	g.copies++
	for _, id := range ids {
		if id == original {
			g.originals++
		} else {
			g.others++
		}
	}
}

func (g *given) words() string {
	return fmt.Sprintf("%.3f | %.1f", float64(g.originals)/float64(g.copies), float64(g.others)/float64(g.copies))
}

// planted asks both indexes for the originals of copies that bench/planted made.
func planted(w io.Writer, shared string) error {
	articles, copies, err := plantedSet(shared)
	if err != nil {
		return err
	}
	at := map[string]int{}
	for i, a := range articles {
		at[a.ID] = i
	}
	us, them := ourIndex(articles), minIndex(articles)
	var classes []string
	ours, theirs := map[string]*given{}, map[string]*given{}
	for _, c := range copies {
		if ours[c.Class] == nil {
			classes = append(classes, c.Class)
			ours[c.Class], theirs[c.Class] = &given{}, &given{}
		}
		original := at[c.Original]
		ours[c.Class].add(us.query(c.Text), original)
		var ids []int
		for _, id := range them.Query(minSignature(c.Text)) {
			ids = append(ids, id.(int))
		}
		theirs[c.Class].add(ids, original)
	}
	fmt.Fprintf(w, `
Whether these indexes, of %d articles, give back the original of a planted copy
(`+"`bench/planted`"+`), and how many other pages with it:

| copies | of | Isnad | others | minhash-lsh, threshold %v | others |
|---|---|---|---|---|---|
`, len(articles), minThreshold)
	for _, c := range classes {
		fmt.Fprintf(w, "| %s | %d | %s | %s |\n", c, ours[c].copies, ours[c].words(), theirs[c].words())
	}
	return nil
}

type copied struct {
	article
	Title, Class, Original string
}

// plantedSet lets bench/planted make its articles and copies.
func plantedSet(shared string) (articles []article, copies []copied, err error) {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(dir)
	if shared, err = filepath.Abs(shared); err != nil {
		return nil, nil, err
	}
	file := filepath.Join(dir, "planted.jsonl")
	cmd := exec.Command("go", "run", "./bench/planted", "-shared", shared, "-write", file)
	cmd.Dir, cmd.Stderr = filepath.Join("..", ".."), os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, nil, fmt.Errorf("plant copies: %w", err)
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var c copied
		if err := dec.Decode(&c); err == io.EOF {
			return articles, copies, nil
		} else if err != nil {
			return nil, nil, fmt.Errorf("read planted copies: %w", err)
		}
		c.Text = c.Title + "\n" + c.Text
		if c.Class == "" {
			articles = append(articles, c.article)
		} else {
			copies = append(copies, c)
		}
	}
}
