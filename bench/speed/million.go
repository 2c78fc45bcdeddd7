package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/isnad-project/isnad/text"
)

const millionIntro = `# A million articles

This file is what ` + "`make bench-million`" + ` writes; bench/speed says where the news is looked for
that it makes articles of. It is measured by hand, once in a while: it takes long.

`

const millionHead = `
## Growing

Articles are made of %d real ones, Egypt 2013 and Saudi Arabia 2015 (those with a text,
in Arabic), from a seed. Each is made for a real one and has its outlet, its hour and as
many sentences: half of them its own and the others those of one or two articles of the
same day, with some numbers changed. %d in a hundred are rather a copy of another article of the
day, less one sentence, in another outlet. When all days are used they come again a
year later, so that a day has as many articles as it really had, and a sentence is
found about %.0f times in the end.

They are streamed in order of time to ` + "`isnad add --db FILE --jsonl -`" + `, on all processors, in a
run for each line of the table, all into one SQLite file: read, kept, indexed for searching,
and compared. The same %d queries are asked after each, as in speed.md.

| articles | new ones | wall time | pages a second | CPU time a page | of the first (goal: ≤ 1.2) | peak memory | database | one page more | search p50 | p99 | p99 of the first (goal: ≤ 4) |
|---|---|---|---|---|---|---|---|---|---|---|---|
`

// million keeps ever more articles in one database, and measures it on the way.
func million(o options) error {
	sizes, err := numbers(o.sizes)
	if err != nil {
		return err
	}
	for _, f := range allNews(o.shared) {
		if _, err := os.Stat(f); errors.Is(err, fs.ErrNotExist) {
			fmt.Printf("nothing to make articles of: %s is not there\n", f)
			return nil
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop() // what is stopped is removed too
	dir, err := os.MkdirTemp("", "isnad-million")
	if err != nil {
		return err
	}
	if !o.keep {
		defer os.RemoveAll(dir)
	}
	fmt.Fprintf(os.Stderr, "in %s\n", dir)
	g := growingStore{ctx: ctx, o: o, dir: dir, db: filepath.Join(dir, "isnad.db"), queries: filepath.Join(dir, "queries.jsonl")}
	if g.binary, err = build(dir); err != nil {
		return err
	}
	days, real, err := newsDays(allNews(o.shared))
	if err != nil {
		return err
	}
	var doc bytes.Buffer
	if err := introduce(&doc, millionIntro, o.date, "modernc.org/sqlite"); err != nil {
		return err
	}
	fmt.Fprintf(&doc, millionHead, real, copiesInHundred, max(1, float64(sizes[len(sizes)-1])/float64(real)), queriesInMix)
	return g.grow(&doc, newMaker(days), sizes)
}

// numbers reads growing numbers that commas part.
func numbers(list string) (out []int, err error) {
	for s := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || len(out) > 0 && n <= out[len(out)-1] {
			return nil, fmt.Errorf("-sizes: %q is no larger number", s)
		}
		out = append(out, n)
	}
	return out, nil
}

// growingStore is a database that articles are added to, by and by.
type growingStore struct {
	ctx             context.Context
	o               options
	dir, db, binary string
	queries         string // the file of the articles that queries are made of
	start           time.Time
}

func (g *growingStore) grow(doc *bytes.Buffer, m *maker, sizes []int) error {
	g.start = time.Now()
	os.Stdout.Write(doc.Bytes())
	var cost, worst float64 // of the first
	had := 0
	for i, size := range sizes {
		n := size - had
		a, err := g.add(m, n, i == 0)
		if err != nil {
			return err
		}
		had = size
		more, err := g.oneMore(m)
		if err != nil {
			return err
		}
		s, err := ask(g.db, g.queries)
		if err != nil {
			return err
		}
		page := milliseconds(a.cpu) / float64(n)
		if i == 0 {
			cost, worst = page, at(s.Clock[allKinds], 99)
		}
		line := fmt.Sprintf("| %d | %d | %.1f s | %.0f | %.2f ms | **%.2f** | %.0f MB | %.2f GB | %.2f s | %.2f ms | %.2f ms | **%.2f** |\n", size, n, a.wall.Seconds(),
			float64(n)/a.wall.Seconds(), page, page/cost, float64(a.peak)/1e3, float64(a.bytes)/1e9, more.Seconds(), at(s.Clock[allKinds], 50), at(s.Clock[allKinds], 99), at(s.Clock[allKinds], 99)/worst)
		doc.WriteString(line)
		os.Stdout.WriteString(line)
		if g.o.write == "" {
			continue
		}
		if err := os.WriteFile(g.o.write, doc.Bytes(), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// add makes articles and adds them. Those of the first run are noted too.
func (g *growingStore) add(m *maker, n int, first bool) (a addition, err error) {
	in, out, err := os.Pipe()
	if err != nil {
		return a, err
	}
	defer in.Close()
	made := make(chan error, 1)
	go func() {
		defer out.Close()
		made <- g.feed(out, m, n, first)
	}()
	cmd := exec.CommandContext(g.ctx, g.binary, "add", "--db", g.db, "--jsonl", "-")
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.Dir, cmd.Stdin = g.dir, in
	a, err = add(cmd)
	in.Close() // whoever writes still hears of it
	if err = errors.Join(<-made, err, g.ctx.Err()); err == nil && a.added+a.failed != n {
		err = fmt.Errorf("%d articles were added of %d, and %d could not be read", a.added, n, a.failed)
	}
	return a, err
}

// feed writes n new articles, and tells now and then how far it is.
func (g *growingStore) feed(to io.Writer, m *maker, n int, first bool) error {
	if first {
		f, err := os.Create(g.queries)
		if err != nil {
			return err
		}
		defer f.Close()
		to = io.MultiWriter(to, f)
	}
	out := bufio.NewWriterSize(to, 1<<16)
	enc := lines(out)
	const step = 20_000
	for i := range n {
		if err := enc.Encode(m.next()); err != nil {
			return err
		}
		if m.made%step == 0 || i == n-1 {
			fmt.Fprintf(os.Stderr, "%s: %d articles handed over\n", time.Since(g.start).Round(time.Second), m.made)
		}
	}
	return out.Flush()
}

// oneMore adds one article, and tells how long that takes by the clock.
func (g *growingStore) oneMore(m *maker) (time.Duration, error) {
	line, err := json.Marshal(m.next())
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(g.ctx, g.binary, "add", "--db", g.db, "--jsonl", "-")
	cmd.Dir, cmd.Stdin = g.dir, bytes.NewReader(line)
	a, err := add(cmd)
	return a.wall, err
}

// realArticle is one of the news, cut into sentences, each with the white space
// behind it. The first is its headline.
type realArticle struct {
	outlet    string
	at        time.Time
	sentences []string
}

// newsDays reads the news of all files, by days. They come to stand in one year:
// Egypt was in its winter, and Saudi Arabia in its summer.
func newsDays(files []string) (days [][]realArticle, n int, err error) {
	by := map[string][]realArticle{}
	for back, f := range files {
		err := eachArticle(f, 1, 1<<30, func(a article) error {
			at, err := time.Parse(time.DateTime, a.Published)
			if err != nil {
				return fmt.Errorf("%s: %w", a.ID, err)
			}
			at = at.AddDate(-2*back, 0, 0)
			if r := (realArticle{a.Outlet, at, sentences(a.Text)}); len(r.sentences) > 1 && !strings.HasPrefix(a.Outlet, "english") {
				day := at.Format(time.DateOnly)
				by[day] = append(by[day], r)
				n++
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		day := by[name]
		slices.SortStableFunc(day, func(a, b realArticle) int { return a.at.Compare(b.at) })
		days = append(days, day)
	}
	return days, n, nil
}

// sentences cuts a text.
func sentences(s string) (out []string) {
	t := text.Cut(s, nil)
	for i, r := range t.Sentences {
		end := len(s)
		if i+1 < len(t.Sentences) {
			end = int(t.Tokens[t.Sentences[i+1].From].Start)
		}
		out = append(out, s[t.Tokens[r.From].Start:end])
	}
	return out
}

// copiesInHundred is how many articles of a hundred are copies of others.
const copiesInHundred = 3

// maker makes articles.
type maker struct {
	r     *rand.Rand
	days  [][]realArticle
	years int       // that have passed
	day   int       // of the real ones
	today []article // made for it
	made  int
}

func newMaker(days [][]realArticle) *maker {
	return &maker{r: rand.New(rand.NewPCG(1, 1_000_000)), days: days}
}

// next is an article more.
func (m *maker) next() article {
	if len(m.today) == len(m.days[m.day]) {
		m.today = nil
		if m.day++; m.day == len(m.days) {
			m.day, m.years = 0, m.years+1
		}
	}
	m.made++
	from := m.days[m.day][len(m.today)]
	a := article{
		ID: fmt.Sprintf("made%07d", m.made), Outlet: from.outlet, Text: m.mixed(from),
		Published: from.at.AddDate(m.years, 0, 0).Format("2006-01-02T15:04:05"),
	}
	if len(m.today) > 0 && m.r.IntN(100) < copiesInHundred {
		if s := sentences(m.today[m.r.IntN(len(m.today))].Text); len(s) > 2 {
			gone := 1 + m.r.IntN(len(s)-1)
			a.Text = strings.Join(slices.Delete(s, gone, gone+1), "")
		}
	}
	m.today = append(m.today, a)
	return a
}

// mixed is a text of as many sentences as an article has, half of them of others
// of its day, the first being the headline of one of them.
func (m *maker) mixed(own realArticle) string {
	day := m.days[m.day]
	others := make([]realArticle, 1+m.r.IntN(2))
	for i := range others {
		others[i] = day[m.r.IntN(len(day))]
	}
	var b strings.Builder
	for i, s := range own.sentences {
		if other := others[m.r.IntN(len(others))].sentences; m.r.IntN(2) == 0 {
			j := 0
			if i > 0 {
				j = 1 + m.r.IntN(len(other)-1)
			}
			s = other[j]
		}
		b.WriteString(m.changed(strings.TrimRight(s, "\n")))
		if i == 0 || strings.HasSuffix(s, "\n") {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	return strings.TrimSpace(b.String())
}

// number is one of more than one digit that is no year, in either kind of digits.
var number = regexp.MustCompile(`[0-9]{2,}|[\x{0660}-\x{0669}]{2,}`)

// changed gives one in four of such numbers another last digit.
func (m *maker) changed(s string) string {
	return number.ReplaceAllStringFunc(s, func(n string) string {
		digits := []rune(n)
		last := len(digits) - 1
		zero := digits[last] - digits[last]&15
		if len(digits) == 4 && (digits[0]-zero == 1 || digits[0]-zero == 2) || m.r.IntN(4) > 0 {
			return n
		}
		digits[last] = zero + rune(m.r.IntN(10))
		return string(digits)
	})
}
