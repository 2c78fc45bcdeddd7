package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strings"
)

// comparingBars are what comparing has to reach. Differences are measured by
// their precision too, since one that is shown and is none does more harm than
// one that is missed.
var comparingBars = []bar{
	{"copies", "copies, F1", "f1", .95},
	{"direction", "which of two copies is the source", "acc", .80},
	{"origins", "dossiers with the right number of origins", "acc", 6. / 7},
	{"statements", "statements that are one utterance, F1 of pairs", "f1", .82},
	{"figures", "figures that are one quantity, F1 of pairs", "f1", .88},
	{"statement_differences", "types of differences of statements, F1", "f1", .55},
	{"statement_differences", "types of differences of statements, precision", "p", 0},
	{"figure_differences", "types of differences of figures, F1", "f1", .55},
	{"figure_differences", "types of differences of figures, precision", "p", 0},
}

// comparing scores the comparison of annotated dossiers.
func comparing(d *document) error {
	d.head("Comparing", `Dossiers of Arabic news pages that carry one story, annotated by hand: which pages are copies and of which, how many
independent origins there are, which statements are one utterance and which figures one quantity, and what types of
differences each of these groups has. Pages are read first, so what reading misses is missing here. Like the pages above,
the dossiers were in sight when the rules were written.`)
	if !d.has("gold") || !d.has("tools/score_across.py") {
		return nil
	}
	out, err := d.run("python3 SHARED/tools/score_across.py --gold SHARED/gold --read './isnad read --jsonl -' --compare './isnad compare --jsonl -' --json")
	if err != nil {
		return err
	}
	var all map[string]score
	if err := json.Unmarshal([]byte(out), &all); err != nil {
		return fmt.Errorf("what tools/score_across.py printed: %w", err)
	}
	d.measures(all, comparingBars)
	return nil
}

var subtests = regexp.MustCompile(`(?m)^\s+--- (PASS|FAIL): \w+/(\S+)`)

// seeds lists what is looked for in pages of the press, and what was found. A
// failed test is a line here and no error.
func seeds(d *document) error {
	part := document{shared: d.shared}
	part.head("Nine years of one story", "Five pages of the press on a story that has been going on from 2016 to 2025: what somebody who reads them side by side finds, each a test.")
	if part.has("gold/seeds") {
		out, err := part.run("go test ./across -count=1 -v -run TestSeeds")
		found := subtests.FindAllStringSubmatch(out, -1)
		if len(found) == 0 {
			return err // there is no such test, or it could not be built
		}
		part.WriteByte('\n')
		for _, m := range found {
			fmt.Fprintf(&part, "- %s: %s\n", m[1], strings.ReplaceAll(m[2], "_", " "))
		}
	}
	_, err := part.WriteTo(d)
	return err
}

const saudi = "data/news_saudi2015.jsonl.xz"

// reprinted runs the command that measures reprints.
func reprinted(d *document) error {
	d.head("Reprints of an agency", `Three weeks of thirteen Saudi papers and, of the last two days, the pages of the agency that they print, SPA. Taken are
the copies, found by `+"`isnad compare`"+`, between a page of the agency and one of another outlet that holds at least
half of its words. They tell one happening: bar 0.95 in one story. Such a text comes from the agency, whether its own page
was the source or both pages took it from its wire; a direction that leads to the agency's page is wrong. The articles
are dated by when they were collected, and the agency's page often was so after the other.`)
	if !d.has(saudi) {
		return nil
	}
	out, err := d.run("go run ./bench/quality -shared SHARED -reprints")
	d.verbatim(out)
	return err
}

const (
	agencyOutlet = "was"
	agencyPart   = .5 // of the agency's page, in the other
)

// copied is what is looked at of a pair of copies.
type copied struct {
	A, B, Relation, Direction string
	ShareOfA                  float64 `json:"share_of_a"`
	ShareOfB                  float64 `json:"share_of_b"`
}

// reprints compares all articles and counts what is said of the agency's.
func reprints(w io.Writer, dir string) error {
	input, err := os.CreateTemp("", "isnad-quality-*.jsonl")
	if err != nil {
		return err
	}
	defer os.Remove(input.Name())
	defer input.Close()
	outlets, err := pagesOf(dir+"/"+saudi, input)
	if err != nil {
		return err
	}
	cmd := exec.Command("./isnad", "compare", "--jsonl", input.Name())
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	var pairs []copied
	story := map[string]string{}
	err = decode(out, func(x copied) {
		if (outlets[x.A] == agencyOutlet) != (outlets[x.B] == agencyOutlet) {
			pairs = append(pairs, x)
		}
	}, func(id string, records []string) {
		for _, r := range records {
			story[r] = id
		}
	})
	io.Copy(io.Discard, out) // killed in the middle, it would leave its records behind
	cmd.Wait()               // a page that cannot be read makes it end with 1
	if code := cmd.ProcessState.ExitCode(); code < 0 || code > 1 {
		return fmt.Errorf("isnad compare: %s", cmd.ProcessState)
	}
	if err != nil {
		return fmt.Errorf("what isnad compare printed: %w", err)
	}
	countReprints(w, outlets, pairs, story)
	return nil
}

// pagesOf writes articles as the program takes them, and returns the outlet of each.
func pagesOf(file string, w io.Writer) (map[string]string, error) {
	cmd := exec.Command("xz", "-dc", file)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	outlets, out := map[string]string{}, bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	for dec := json.NewDecoder(in); ; {
		var a struct{ ID, Outlet, Date, Title, Text string }
		if err := dec.Decode(&a); err == io.EOF {
			break
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		if strings.TrimSpace(a.Text) == "" {
			continue
		}
		outlets[a.ID] = a.Outlet
		if err := enc.Encode(map[string]string{"id": a.ID, "outlet": a.Outlet, "published": a.Date, "text": a.Title + "\n\n" + a.Text}); err != nil {
			return nil, err
		}
	}
	if err := cmd.Wait(); err != nil {
		return nil, fmt.Errorf("unpack %s: %w", file, err)
	}
	return outlets, out.Flush()
}

// decode reads a comparison as it comes, as far as its stories: with the words
// of all pages it may be larger than memory.
func decode(r io.Reader, pair func(copied), story func(id string, records []string)) error {
	dec := json.NewDecoder(bufio.NewReaderSize(r, 1<<20))
	if _, err := dec.Token(); err != nil { // {
		return err
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return err
		}
		switch name {
		case "copies":
			err = list(dec, pair)
		case "stories":
			return list(dec, func(s struct {
				ID      string
				Records []string
			}) {
				story(s.ID, s.Records)
			})
		default:
			err = dec.Decode(new(json.RawMessage))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// list decodes a list, one entry after another.
func list[T any](dec *json.Decoder, use func(T)) error {
	if _, err := dec.Token(); err != nil { // [
		return err
	}
	for dec.More() {
		var x T
		if err := dec.Decode(&x); err != nil {
			return err
		}
		use(x)
	}
	_, err := dec.Token() // ]
	return err
}

func countReprints(w io.Writer, outlets map[string]string, pairs []copied, story map[string]string) {
	own := 0
	for _, o := range outlets {
		if o == agencyOutlet {
			own++
		}
	}
	n, told, from, common, to := 0, 0, 0, 0, 0
	for _, x := range pairs {
		share, source, other := x.ShareOfA, "a->b", "b->a"
		if outlets[x.B] == agencyOutlet {
			share, source, other = x.ShareOfB, other, source
		}
		if share < agencyPart {
			continue
		}
		n++
		if s := story[x.A]; s != "" && s == story[x.B] {
			told++
		}
		switch {
		case x.Direction == source:
			from++
		case x.Direction == other:
			to++
		case x.Relation == "same_upstream":
			common++
		}
	}
	fmt.Fprintf(w, "%d articles, %d of them the agency's; %d pairs\n\n", len(outlets), own, n)
	for _, l := range []struct {
		what string
		n    int
	}{
		{"in one story", told},
		{"the agency's page is the source", from},
		{"both have one source", common},
		{"the other page is the source", to},
		{"no word on the source", n - from - common - to},
	} {
		fmt.Fprintf(w, "%-32s %4d  %.3f\n", l.what, l.n, float64(l.n)/float64(max(1, n)))
	}
}
