// Command temporal counts how many of the public Arabic cases for dates and
// numbers Isnad reads right, and how many go-dateparser does, in one run.
//
// The cases are the development halves of Duckling's corpus and of Microsoft's
// Recognizers-Text specifications and the tests of dateparser, which are not
// part of this repository; the first argument, ISNAD_SHARED or
// ../../../shared says where data/temporal lies. Without them the program says
// so and ends.
//
// A case counts if a news page could hold it, by what its corpus says of it:
//
//	duckling     Time of the grain Day, Week, Month or Year, Duration, Numeral
//	recognizers  DateParser, DatePeriodParser, DurationParser, NumberModel
//	dateparser   relative days, and dates found in running text
//
// Left out are clock times to the second, alarms and appointments (Second,
// Minute, Hour; the Time, DateTime and Set specifications), holidays, money and
// measures, dialect numerals, fractions, powers and negative numbers, and the
// extractors, which give no values.
//
// A reading is right if one of the times found has the expected first and last
// day; where the case leaves past or future open, either will do. For
// go-dateparser, which gives single days, the first day alone is asked for, and
// a duration is right if it counts that far back. It reads no numbers.
package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	dateparser "github.com/markusmobius/go-dateparser"

	"github.com/isnad-project/isnad/find/when"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/text"
)

// sort of case.
const (
	dateCase     = "dates and periods"
	durationCase = "durations"
	numberCase   = "numbers"
)

// test is one case: words, the day they are said on, and what they may mean.
type test struct {
	corpus, kind, words string
	ref                 time.Time
	spans               []span  // of days, any of which is right
	duration            string  // TIMEX3
	number              float64 // its value
}

type span struct{ from, to string } // days, both inside

func main() {
	dir := os.Getenv("ISNAD_SHARED")
	if dir == "" {
		dir = "../../../shared"
	}
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	dir = filepath.Join(dir, "data", "temporal")
	if _, err := os.Stat(dir); err != nil {
		fmt.Println("no cases here: give the folder that holds data/temporal")
		return
	}
	tests, err := load(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	show := os.Getenv("SHOW") != ""
	ours, theirs := ourReader(), theirReader()
	type tally struct{ ours, theirs, n int }
	sums, order := map[string]*tally{}, []string{}
	for _, t := range tests {
		a, b := ours(t), theirs(t)
		for _, key := range []string{t.corpus + ", " + t.kind, "all " + t.kind, "all"} {
			if sums[key] == nil {
				sums[key] = &tally{}
				order = append(order, key)
			}
			s := sums[key]
			s.n++
			if a {
				s.ours++
			}
			if b {
				s.theirs++
			}
		}
		if show && !a {
			fmt.Printf("wrong: %s | %s | %s | %v %s %v\n", t.corpus, t.words, t.ref.Format(time.DateOnly), t.spans, t.duration, t.number)
		}
	}
	fmt.Printf("%-36s %8s %14s %6s\n", "right", "Isnad", "go-dateparser", "of")
	for _, group := range []bool{false, true} {
		for _, key := range order {
			if s := sums[key]; (key[:3] == "all") == group {
				fmt.Printf("%-36s %8d %14d %6d\n", key, s.ours, s.theirs, s.n)
			}
		}
	}
}

// ourReader reads a case with Isnad.
func ourReader() func(test) bool {
	l := ar.Lang()
	finder, numerals := when.New(l), text.NewNumerals(l)
	return func(t test) bool {
		tx := text.Cut(t.words, l)
		if t.kind == numberCase {
			for i := 0; i < len(tx.Tokens); i++ {
				if n, ok := numerals.At(tx, i); ok {
					if n.Value == t.number {
						return true
					}
					i = max(i, n.To-1)
				}
			}
			return false
		}
		for _, x := range finder.Find(tx, t.ref) {
			if t.kind == durationCase && equal(x.Value, t.duration) {
				return true
			}
			for _, s := range t.spans {
				if x.From == s.from && x.To == s.to {
					return true
				}
			}
		}
		return false
	}
}

// equal reports whether two TIMEX3 durations of one unit are as long as each
// other: PT90M and PT1.5H.
func equal(a, b string) bool {
	if a == b {
		return true
	}
	x, y := seconds(a), seconds(b)
	return x > 0 && x == y
}

func seconds(duration string) float64 {
	size := map[string]float64{"Y": 12 * 30, "M": 30, "W": 7, "D": 1}
	duration = strings.TrimPrefix(duration, "P")
	if rest, ok := strings.CutPrefix(duration, "T"); ok {
		size, duration = map[string]float64{"H": 1.0 / 24, "M": 1.0 / 1440, "S": 1.0 / 86400}, rest
	}
	var n float64
	var unit string
	if _, err := fmt.Sscanf(duration, "%f%s", &n, &unit); err != nil {
		return 0
	}
	return math.Round(n * size[unit] * 86400)
}

// theirReader reads a case with go-dateparser: the whole of the words as a
// date, and the dates that it finds in them.
func theirReader() func(test) bool {
	var p dateparser.Parser
	return func(t test) bool {
		if t.kind == numberCase {
			return false
		}
		cfg := &dateparser.Configuration{Languages: []string{"ar"}, CurrentTime: t.ref,
			PreferredDayOfMonth: dateparser.First, PreferredMonthOfYear: dateparser.FirstMonth}
		var got []time.Time
		if d, err := p.Parse(cfg, t.words); err == nil {
			got = append(got, d.Time)
		}
		if found, err := p.SearchWithLanguage(cfg, "ar", t.words); err == nil {
			for _, f := range found {
				got = append(got, f.Date.Time)
			}
		}
		for _, g := range got {
			if t.kind == durationCase && g.Format(time.DateTime) == before(t.ref, t.duration).Format(time.DateTime) {
				return true
			}
			for _, s := range t.spans {
				if g.Format(time.DateOnly) == s.from {
					return true
				}
			}
		}
		return false
	}
}

// before returns the time that lies a TIMEX3 duration of one unit before ref.
func before(ref time.Time, duration string) time.Time {
	var n int
	var unit string
	if _, err := fmt.Sscanf(duration, "PT%d%s", &n, &unit); err == nil {
		size := map[string]time.Duration{"H": time.Hour, "M": time.Minute, "S": time.Second}[unit]
		return ref.Add(-time.Duration(n) * size)
	}
	if _, err := fmt.Sscanf(duration, "P%d%s", &n, &unit); err != nil {
		return time.Time{}
	}
	switch unit {
	case "Y":
		return ref.AddDate(-n, 0, 0)
	case "M":
		return ref.AddDate(0, -n, 0)
	case "W":
		return ref.AddDate(0, 0, -7*n)
	}
	return ref.AddDate(0, 0, -n)
}
