package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	minhashlsh "github.com/ekzhu/minhash-lsh"
	"github.com/isnad-project/isnad/across"
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

// minIndex puts the articles into the peer's index, and gives their signatures back.
func minIndex(articles []article) (*minhashlsh.MinhashLSH, [][]uint64) {
	lsh := minhashlsh.NewMinhashLSH32(minHashes, minThreshold)
	all := make([][]uint64, len(articles))
	for i, a := range articles {
		all[i] = minSignature(a.Text)
		lsh.Add(i, all[i])
	}
	lsh.Index() // nothing is found before
	return lsh, all
}

func ourIndex(articles []article) *across.Sketches {
	x := &across.Sketches{}
	for i, a := range articles {
		x.Add(int32(i), a.Text)
	}
	return x
}

// indexBeside compares making pages ready to be found again, and finding them.
func indexBeside(articles []article) []pair {
	p := pair{texts: len(articles), bytes: size(articles), pages: true}
	filled, asked := p, p
	filled.ours, filled.us = "an index of what pages share (`across.Sketches`: fingerprints, insert)", func() { ourIndex(articles) }
	filled.peer, filled.them = "minhash-lsh, 128 hashes of 5 words, insert", func() { minIndex(articles) }
	filled.goal = "≥ 4"
	asked.ours, asked.us = "the same, and asked for each page", func() {
		x := ourIndex(articles)
		for _, a := range articles {
			x.Sharing(a.Text)
		}
	}
	asked.peer, asked.them = "minhash-lsh, the same", func() {
		x, all := minIndex(articles)
		for _, s := range all {
			x.Query(s)
		}
	}
	return []pair{filled, asked}
}

// heldBy is how many bytes of memory are in use after work, and were not before.
func heldBy(work func()) float64 {
	heap := func() float64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.GC() // pools are emptied by the second
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc)
	}
	before := heap()
	work()
	return heap() - before
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
	var us *across.Sketches
	var them *minhashlsh.MinhashLSH
	ourBytes := heldBy(func() { us = ourIndex(articles) })
	theirBytes := heldBy(func() { them, _ = minIndex(articles) })
	runtime.KeepAlive(articles) // or the texts would be counted as given back
	var classes []string
	ours, theirs := map[string]*given{}, map[string]*given{}
	for _, c := range copies {
		if ours[c.Class] == nil {
			classes = append(classes, c.Class)
			ours[c.Class], theirs[c.Class] = &given{}, &given{}
		}
		original := at[c.Original]
		var ids []int
		for _, id := range us.Sharing(c.Text) {
			ids = append(ids, int(id))
		}
		ours[c.Class].add(ids, original)
		ids = nil
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
	n := float64(len(articles))
	fmt.Fprintf(w, "\nA page takes %.0f bytes of Isnad's index (goal: ≤ 1024) and %.0f of minhash-lsh's.\n", ourBytes/n, theirBytes/n)
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
