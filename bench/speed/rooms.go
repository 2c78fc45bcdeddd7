package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const roomsHead = `
## The reading room

%d articles are kept in SQLite, and ` + "`isnad serve`" + ` shows them to one reader who asks for one
page after the other, %d in all, at this machine's own address and as browsers do, compressed.
What is asked for is chosen by chance (seeded) and no address twice, so that nothing was asked
before; the first of each kind is the first of all since the start. Time is by the clock, from
the question to the last byte of the answer.

| | pages | first | p50 | p99 (goal: ≤ 50 ms) | longest | on the way, p50 | longest | uncompressed, p50 | longest |
|---|---|---|---|---|---|---|---|---|---|
`

// asksOfARoom is how often each kind of page is asked for, if there is so much.
const asksOfARoom = 200

// visitor asks a server for pages.
type visitor struct {
	base  string
	r     *rand.Rand
	words []string
	days  []string // of publication
}

// answer is what came, and how long it took.
type answer struct {
	took         float64 // milliseconds
	wire, opened int     // bytes
	body         []byte
}

// get asks for an address below the root.
func (x *visitor) get(address string) (a answer, err error) {
	q, err := http.NewRequest(http.MethodGet, x.base+address, nil)
	if err != nil {
		return a, err
	}
	q.Header.Set("Accept-Encoding", "gzip")
	q.Header.Set("Accept-Language", "ar")
	start := time.Now()
	resp, err := http.DefaultClient.Do(q)
	if err != nil {
		return a, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	a.took, a.wire = milliseconds(time.Since(start)), len(body)
	if err == nil && resp.Header.Get("Content-Encoding") == "gzip" {
		var opened io.Reader
		if opened, err = gzip.NewReader(bytes.NewReader(body)); err == nil {
			body, err = io.ReadAll(opened)
		}
	}
	if err == nil && resp.StatusCode != http.StatusOK {
		err = errors.New(resp.Status)
	}
	if err != nil {
		return a, fmt.Errorf("%s: %w", address, err)
	}
	a.opened, a.body = len(body), body
	return a, nil
}

// paths are those of all rows of a list, as the API has them.
func (x *visitor) paths(list, rows string) (out []string, err error) {
	after := ""
	for len(out) < 2000 {
		a, err := x.get("/api/v1/" + list + "?limit=500&after=" + after)
		if err != nil {
			return nil, err
		}
		var fields map[string]json.RawMessage
		var some []struct{ Path string }
		if err := json.Unmarshal(a.body, &fields); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(fields[rows], &some); err != nil {
			return nil, fmt.Errorf("%s: %w", list, err)
		}
		for _, row := range some {
			out = append(out, row.Path)
		}
		after = ""
		if next := fields["next"]; next != nil {
			if err := json.Unmarshal(next, &after); err != nil {
				return nil, err
			}
		}
		if after == "" {
			break
		}
	}
	return out, nil
}

// kindOfRoom is a kind of pages that are asked for.
type kindOfRoom struct {
	name string
	ask  func() string
}

// kinds are the rooms and the ways in which they are asked for.
func (x *visitor) kinds() ([]kindOfRoom, error) {
	var err error
	of := func(list string) []string {
		paths, failed := x.paths(list, list)
		err = errors.Join(err, failed)
		if len(paths) == 0 {
			err = errors.Join(err, fmt.Errorf("%s: there are none", list))
			paths = []string{""}
		}
		return paths
	}
	stories, pages, statements, figures, people, outlets, places := of("stories"), of("pages"), of("statements"), of("figures"), of("people"), of("outlets"), of("places")
	if err != nil {
		return nil, err
	}
	one := func(of []string) string { return of[x.r.IntN(len(of))] }
	each := func(of []string) func() string { return func() string { return one(of) } }
	word := func() string { return url.QueryEscape(one(x.words)) }
	name := func(of []string) string {
		path := one(of)
		return path[strings.LastIndexByte(path, '/')+1:]
	}
	day := func() string { return one(x.days) }
	sorted := func(list string, by ...string) func() string {
		return func() string { return "/" + list + "?sort=" + one(by) + "&from=" + day() }
	}
	return []kindOfRoom{
		{"stories, by words", func() string { return "/stories?words=" + word() }},
		{"stories, sorted", sorted("stories", "-last", "first", "-pages", "-origins", "title")},
		{"a story", each(stories)},
		{"a page", each(pages)},
		{"two pages", x.pair(pages)},
		{"a statement", each(statements)},
		{"a figure", each(figures)},
		{"statements, of a speaker", func() string { return "/statements?speaker=" + name(people) }},
		{"statements, of a kind", func() string {
			return "/statements?kind=" + one([]string{"direct", "indirect", "mixed", "deny", "announce", "accuse"}) + "&to=" + day()
		}},
		{"statements, sorted", sorted("statements", "-published", "speaker", "-speaker", "outlet")},
		{"figures", func() string { return "/figures?words=" + word() }},
		{"figures, sorted", sorted("figures", "-value", "value", "counted", "outlet")},
		{"chronology", func() string { return "/chronology?from=" + day() }},
		{"people, by words", func() string { return "/people?words=" + word() }},
		{"people, sorted", sorted("people", "-pages", "-outlets", "name", "-last")},
		{"a person", each(people)},
		{"outlets", sorted("outlets", "-pages", "name", "-statements")},
		{"an outlet", func() string {
			return one(outlets) + "?sort=" + one([]string{"-published", "title", "added"}) + "&from=" + day()
		}},
		{"places", func() string { return "/places?words=" + word() }},
		{"a place", each(places)},
		{"pages, by words", func() string { return "/pages?words=" + word() }},
		{"pages, sorted", sorted("pages", "-published", "title", "outlet", "-added")},
		{"search, a word", func() string { return "/search?q=" + word() }},
		{"search, two words", func() string { return "/search?q=" + word() + "+" + word() }},
		{"search, some days", func() string { return "/search?q=" + word() + "+from%3A" + day() }},
	}, nil
}

// pair asks for two pages that share text: those of a page that has such.
func (x *visitor) pair(pages []string) func() string {
	shared := regexp.MustCompile(`"(/pairs/[0-9]+/[0-9]+)"`)
	return func() string {
		for range 200 {
			if a, err := x.get(pages[x.r.IntN(len(pages))]); err == nil {
				if m := shared.FindSubmatch(a.body); m != nil {
					return string(m[1])
				}
			}
		}
		return "/pages"
	}
}

// commonWords are those of titles that stand in many articles, and some that do not.
func commonWords(articles []article) (words []string) {
	in := map[string]int{}
	for _, a := range articles {
		title, _, _ := strings.Cut(a.Text, "\n")
		for _, w := range strings.FieldsFunc(title, func(c rune) bool { return c < 'ء' || c > 'ي' }) {
			if len(w) >= 6 { // three letters
				in[w]++
			}
		}
	}
	for w := range in {
		words = append(words, w)
	}
	slices.SortFunc(words, func(a, b string) int {
		if in[a] != in[b] {
			return in[b] - in[a]
		}
		return strings.Compare(a, b)
	})
	return words[:min(len(words), 3000)]
}

// rooms measures the server with articles that the program has kept.
func rooms(w io.Writer, news, _ string, o options) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	binary, err := build(dir)
	if err != nil {
		return err
	}
	input, db := filepath.Join(dir, "input.jsonl"), filepath.Join(dir, "isnad.db")
	if _, err := writeArticles(input, o.kept, news); err != nil {
		return err
	}
	if _, err := add(exec.Command(binary, "add", "--db", db, input)); err != nil {
		return err
	}
	articles, err := readArticles(input)
	if err != nil {
		return err
	}
	server, base, err := serving(binary, db)
	if err != nil {
		return err
	}
	defer func() {
		server.Process.Kill() // it has nothing to lose
		server.Wait()
	}()
	x := &visitor{base: base, r: rand.New(rand.NewPCG(1, 25)), words: commonWords(articles)}
	for _, a := range articles {
		x.days = append(x.days, a.Published[:min(len(a.Published), len(time.DateOnly))])
	}
	return x.measure(w, len(articles))
}

// serving starts the server, and waits until it answers.
func serving(binary, db string) (*exec.Cmd, string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, "", err
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command(binary, "serve", "--db", db, "--listen", address)
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	for range 300 {
		resp, err := http.Get("http://" + address + "/about")
		if err == nil {
			resp.Body.Close()
			return cmd, "http://" + address, nil
		}
		time.Sleep(100 * time.Millisecond)
	}
	cmd.Process.Kill()
	cmd.Wait()
	return nil, "", errors.New("isnad serve does not answer")
}

// measure asks for pages of all kinds by turns, and writes the table.
func (x *visitor) measure(w io.Writer, articles int) error {
	first, err := x.first()
	if err != nil {
		return err
	}
	kinds, err := x.kinds()
	if err != nil {
		return err
	}
	answers := make([][]answer, len(kinds))
	asked := map[string]bool{}
	all := 0
	for range asksOfARoom {
		for i, k := range kinds {
			address := k.ask()
			for tries := 0; asked[address] && tries < 20; tries++ {
				address = k.ask()
			}
			if asked[address] {
				continue // there are no more
			}
			asked[address] = true
			a, err := x.get(address)
			if err != nil {
				return err
			}
			a.body = nil
			answers[i] = append(answers[i], a)
			all++
		}
	}
	fmt.Fprintf(w, roomsHead, articles, all)
	var together []answer
	for i, k := range kinds {
		roomsRow(w, k.name, answers[i])
		together = append(together, answers[i]...)
	}
	roomsRow(w, allKinds, together)
	fmt.Fprintf(w, "\n%s\n", first)
	return nil
}

func roomsRow(w io.Writer, name string, answers []answer) {
	of := func(value func(answer) float64) (out []float64) {
		for _, a := range answers {
			out = append(out, value(a))
		}
		return out
	}
	took, wire, opened := of(func(a answer) float64 { return a.took }), of(func(a answer) float64 { return float64(a.wire) / 1e3 }), of(func(a answer) float64 { return float64(a.opened) / 1e3 })
	first := took[0]
	for _, x := range [][]float64{took, wire, opened} {
		slices.Sort(x)
	}
	fmt.Fprintf(w, "| %s | %d | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %.0f KB | %.0f KB | %.0f KB | %.0f KB |\n", name, len(answers), first,
		at(took, 50), at(took, 99), at(took, 100), at(wire, 50), at(wire, 100), at(opened, 50), at(opened, 100))
}

// first tells what the first page weighs, with all that a browser loads for it.
func (x *visitor) first() (string, error) {
	page, err := x.get("/stories")
	if err != nil {
		return "", err
	}
	all, opened, parts := page.wire, page.opened, []string{"the page " + kilobytes(page.wire)}
	var known []string
	for _, m := range regexp.MustCompile(`(?:href|src)="(/static/[^"#]+)`).FindAllSubmatch(page.body, -1) {
		address := string(m[1])
		if slices.Contains(known, address) {
			continue
		}
		known = append(known, address)
		a, err := x.get(address)
		if err != nil {
			return "", err
		}
		all, opened = all+a.wire, opened+a.opened
		parts = append(parts, strings.SplitN(filepath.Base(address), "?", 2)[0]+" "+kilobytes(a.wire))
	}
	return fmt.Sprintf("The first page, the list of stories, came %.1f ms after it was asked for, and weighs **%s** on the way (goal: ≤ 100 KB; %s), %s uncompressed.",
		page.took, kilobytes(all), strings.Join(parts, ", "), kilobytes(opened)), nil
}

func kilobytes(n int) string { return strconv.FormatFloat(float64(n)/1e3, 'f', 1, 64) + " KB" }
