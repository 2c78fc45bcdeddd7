package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/read"
)

// sample prints findings of articles that nobody chose, with the words around
// them, for somebody who knows Arabic to judge. The same seed gives the same
// articles; which findings there are to choose from is the program's doing.
func sample(out io.Writer, dir string, seed uint64, articles, findings int) error {
	files, err := filepath.Glob(filepath.Join(dir, "data", "news_*.jsonl.xz"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%s/data: no news_*.jsonl.xz", dir)
	}
	random := rand.New(rand.NewPCG(seed, 0))
	r := read.New(ar.Lang(), en.Lang())
	var all [4][]string
	for _, f := range files {
		lines, err := choose(f, articles/len(files), random)
		if err != nil {
			return fmt.Errorf("sample %s: %w", f, err)
		}
		for _, l := range lines {
			rec, err := r.Read(input(l))
			if err != nil || rec.Language != ar.Lang().Tag {
				continue
			}
			for i, s := range shown(rec) {
				all[i] = append(all[i], s...)
			}
		}
	}
	for i, kind := range []string{"statement", "figure", "time", "mention"} {
		random.Shuffle(len(all[i]), func(a, b int) { all[i][a], all[i][b] = all[i][b], all[i][a] })
		for n, s := range all[i][:min(findings, len(all[i]))] {
			fmt.Fprintf(out, "== %s %d of %d\n%s\n", kind, n+1, len(all[i]), s)
		}
	}
	return nil
}

// choose picks n lines of a compressed file, each as likely as any other.
func choose(file string, n int, random *rand.Rand) ([][]byte, error) {
	cmd := exec.Command("xz", "-dc", file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	var chosen [][]byte
	lines := bufio.NewReaderSize(out, 1<<20)
	for seen := 0; ; seen++ {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			if len(chosen) < n {
				chosen = append(chosen, line)
			} else if k := random.IntN(seen + 1); k < n {
				chosen[k] = line
			}
		}
		if err == io.EOF {
			return chosen, cmd.Wait()
		}
		if err != nil {
			return nil, err
		}
	}
}

// input makes a page of an article as the corpora write it down.
func input(line []byte) read.Input {
	var a struct{ ID, URL, Outlet, Date, Title, Text, Excerpt string }
	if json.Unmarshal(line, &a) != nil {
		return read.Input{}
	}
	day := a.Date
	if len(day) > len("2006-01-02") {
		day = day[:len("2006-01-02")]
	}
	return read.Input{
		ID: "sha256:" + strings.Repeat("0", 64), GivenID: a.ID, URL: a.URL, Outlet: a.Outlet, Published: day,
		Text: strings.TrimSpace(a.Title + "\n\n" + a.Text + a.Excerpt),
	}
}

// shown writes the record's statements, figures, times and mentions down.
func shown(r *isnad.Record) (all [4][]string) {
	published := ""
	if r.Published != nil {
		published = r.Published.Value
	}
	at := func(s isnad.Span) string {
		from, to := around(r.Text, s.Start, -300), around(r.Text, s.End, 200)
		return strings.ReplaceAll(r.Text[from:s.Start]+"⟦"+s.In(r.Text)+"⟧"+r.Text[s.End:to], "\n", " ⏎ ")
	}
	in := func(s *isnad.Span) string {
		if s == nil {
			return "-"
		}
		return s.In(r.Text)
	}
	for _, s := range r.Statements {
		var chain []string
		for _, l := range s.Chain {
			chain = append(chain, fmt.Sprintf("%s(%s)", l.Name, l.Kind))
		}
		all[0] = append(all[0], fmt.Sprintf("%s\n   %s %s act=%s cue=%s headline=%v implicit=%v parent=%s\n   speaker %s | %s | %s | chain %s",
			at(s.Content), s.Rule, s.Kind, s.Act, in(s.Cue), s.Headline, s.Speaker.Implicit, s.Parent, s.Speaker.Kind, s.Speaker.Name, in(s.Speaker.Span), strings.Join(chain, " > ")))
	}
	for _, f := range r.Figures {
		number := func(p *float64) string {
			if p == nil {
				return "-"
			}
			return fmt.Sprint(*p)
		}
		all[1] = append(all[1], fmt.Sprintf("%s\n   %s value=%s low=%s high=%s %s unit=%s counted=%s part_of=%s", at(f.Span), f.Rule,
			number(f.Value), number(f.Low), number(f.High), f.Bound, f.Unit, in(f.Counted), f.PartOf))
	}
	for _, t := range r.Times {
		all[2] = append(all[2], fmt.Sprintf("%s\n   %s %s %s (%s to %s) anchor=%s published=%s", at(t.Span), t.Rule, t.Kind, t.Value, t.From, t.To, t.Anchor, published))
	}
	for _, m := range r.Mentions {
		all[3] = append(all[3], fmt.Sprintf("%s\n   %s %s name=%s", at(m.Span), m.Rule, m.Kind, m.Name))
	}
	return all
}

// around is a place between words at most n bytes from byte i, before it if n
// is negative.
func around(text string, i, n int) int {
	j := max(0, min(len(text), i+n))
	if n < 0 {
		if k := strings.IndexByte(text[j:i], ' '); k >= 0 && j > 0 {
			return j + k + 1
		}
	} else if k := strings.LastIndexByte(text[i:j], ' '); k >= 0 && j < len(text) {
		return i + k
	}
	if j == 0 || j == len(text) {
		return j
	}
	return i
}
