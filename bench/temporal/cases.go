package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// load reads the cases that count.
func load(dir string) (all []test, err error) {
	for _, read := range []func(string) ([]test, error){duckling, recognizers, dateparserTests} {
		tests, err := read(dir)
		if err != nil {
			return nil, err
		}
		all = append(all, tests...)
	}
	return all, nil
}

// lines decodes each line of a file into a new T.
func lines[T any](file string, each func(T)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		each(v)
	}
	return sc.Err()
}

var (
	ducklingTime     = regexp.MustCompile(`^\(datetime \((\d+), (\d+), (\d+), 0, 0, 0\) (Day|Week|Month|Year)\)$`)
	ducklingInterval = regexp.MustCompile(`^\(datetimeInterval \(\((\d+), (\d+), (\d+), 0, 0, 0\), \((\d+), (\d+), (\d+), 0, 0, 0\)\) (Day|Week|Month|Year)\)$`)
	ducklingDuration = regexp.MustCompile(`^\(DurationData (\d+) (\w+)\)$`)
	ducklingNumber   = regexp.MustCompile(`^\(NumeralValue (-?[\d.]+)\)$`)
)

func duckling(dir string) (out []test, err error) {
	ref := time.Date(2013, 2, 12, 4, 30, 0, 0, time.UTC)
	type line struct{ Dim, Text, Value string }
	err = lines(filepath.Join(dir, "duckling.dev.jsonl"), func(l line) {
		t := test{corpus: "duckling", words: l.Text, ref: ref}
		switch l.Dim {
		case "Time/AR":
			t.kind = dateCase
			if m := ducklingTime.FindStringSubmatch(l.Value); m != nil {
				from := day(m[1], m[2], m[3])
				to := map[string]time.Time{"Day": from, "Week": from.AddDate(0, 0, 6), "Month": from.AddDate(0, 1, -1),
					"Year": from.AddDate(1, 0, -1)}[m[4]]
				t.spans = []span{{from.Format(time.DateOnly), to.Format(time.DateOnly)}}
			} else if m := ducklingInterval.FindStringSubmatch(l.Value); m != nil {
				t.spans = []span{{day(m[1], m[2], m[3]).Format(time.DateOnly), day(m[4], m[5], m[6]).AddDate(0, 0, -1).Format(time.DateOnly)}}
			} else {
				return
			}
		case "Duration/AR":
			m := ducklingDuration.FindStringSubmatch(l.Value)
			if m == nil {
				return
			}
			t.kind = durationCase
			t.duration = map[string]string{"Second": "PT%sS", "Minute": "PT%sM", "Hour": "PT%sH", "Day": "P%sD",
				"Week": "P%sW", "Month": "P%sM", "Year": "P%sY"}[m[2]]
			t.duration = strings.Replace(t.duration, "%s", m[1], 1)
		case "Numeral/AR":
			m := ducklingNumber.FindStringSubmatch(l.Value)
			if m == nil {
				return
			}
			t.kind = numberCase
			t.number, _ = strconv.ParseFloat(m[1], 64)
		default:
			return
		}
		out = append(out, t)
	})
	return out, err
}

func day(y, m, d string) time.Time {
	n := func(s string) int { v, _ := strconv.Atoi(s); return v }
	return time.Date(n(y), time.Month(n(m)), n(d), 0, 0, 0, 0, time.UTC)
}

type resolution struct{ Date, StartDate, EndDate string }

type recognizersLine struct {
	Spec, Input, Ref string
	Results          []struct {
		Value struct {
			Timex                            string
			FutureResolution, PastResolution resolution
		}
		Resolution json.RawMessage
	}
}

func recognizers(dir string) (out []test, err error) {
	err = lines(filepath.Join(dir, "recognizers.dev.jsonl"), func(l recognizersLine) {
		if len(l.Results) != 1 {
			return
		}
		t := test{corpus: "recognizers", words: l.Input}
		if len(l.Ref) >= 19 {
			t.ref, _ = time.Parse("2006-01-02T15:04:05", l.Ref[:19])
		}
		r := l.Results[0].Value
		switch filepath.Base(l.Spec) {
		case "DateParser.json":
			t.kind = dateCase
			for _, s := range []resolution{r.PastResolution, r.FutureResolution} {
				t.spans = append(t.spans, span{s.Date, s.Date})
			}
		case "DatePeriodParser.json":
			t.kind = dateCase
			for _, s := range []resolution{r.PastResolution, r.FutureResolution} {
				end, _ := time.Parse(time.DateOnly, s.EndDate)
				// A unit ends before EndDate, a range that is said on it.
				t.spans = append(t.spans, span{s.StartDate, s.EndDate}, span{s.StartDate, end.AddDate(0, 0, -1).Format(time.DateOnly)})
			}
		case "DurationParser.json":
			t.kind, t.duration = durationCase, r.Timex
		case "NumberModel.json":
			t.kind = numberCase
			var v struct{ Subtype, Value string }
			if json.Unmarshal(l.Results[0].Resolution, &v) != nil {
				return
			}
			n, err := strconv.ParseFloat(v.Value, 64)
			if err != nil || n < 0 || v.Subtype != "integer" && v.Subtype != "decimal" {
				return // fractions, powers, negative numbers
			}
			t.number = n
		default:
			return
		}
		out = append(out, t)
	})
	return out, err
}

var (
	parserAgo  = regexp.MustCompile(`param\("([^"]+)", ago=\{"days": (\d+)\}, period="day"\)`)
	parserDate = regexp.MustCompile(`\("(في [^"]+)", datetime\.datetime\((\d+), (\d+), (\d+), 0, 0\)\)`)
)

// dateparserTests reads the lines of dateparser's own tests, which repeat
// themselves.
func dateparserTests(dir string) (out []test, err error) {
	raw, err := os.ReadFile(filepath.Join(dir, "dateparser.json"))
	if err != nil {
		return nil, err
	}
	var entries []struct{ Code string }
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, err
	}
	ref := time.Date(2014, 9, 1, 10, 30, 0, 0, time.UTC)
	seen := map[string]bool{}
	add := func(words string, d time.Time) {
		if !seen[words] {
			s := d.Format(time.DateOnly)
			out = append(out, test{corpus: "dateparser", kind: dateCase, words: words, ref: ref, spans: []span{{s, s}}})
		}
		seen[words] = true
	}
	for _, e := range entries {
		for _, m := range parserAgo.FindAllStringSubmatch(e.Code, -1) {
			n, _ := strconv.Atoi(m[2])
			add(m[1], ref.AddDate(0, 0, -n))
		}
		for _, m := range parserDate.FindAllStringSubmatch(e.Code, -1) {
			add(m[1], day(m[2], m[3], m[4]))
		}
	}
	return out, nil
}
