package main

import (
	"slices"
	"strings"
	"testing"
)

const compared = `{"isnad":1,"records":["p1","p2","agency1","agency2","p3"],
"copies":[
{"a":"p1","b":"agency1","relation":"copied","direction":"b->a","aligned":[{"a":{"start":0}}],"share_of_a":0.2,"share_of_b":0.9},
{"a":"agency1","b":"p2","relation":"same_upstream","direction":"common_source","share_of_a":0.5,"share_of_b":1},
{"a":"p3","b":"agency2","relation":"copied","direction":"a->b","share_of_a":0.3,"share_of_b":1},
{"a":"agency2","b":"p2","relation":"rewritten","direction":"unknown","share_of_a":0.4,"share_of_b":0.4},
{"a":"p1","b":"p2","relation":"copied","direction":"a->b","share_of_a":1,"share_of_b":1}],
"stories":[{"id":"story1","records":["p1","p2","agency1"],"origins":1},{"id":"story2","records":["p3"]},{"id":"story3","records":["agency2"]}],
"statements":[{"id":"u1"}]}`

func TestReprintsAreCounted(t *testing.T) {
	outlets := map[string]string{"p1": "one", "p2": "two", "p3": "one", "agency1": agencyOutlet, "agency2": agencyOutlet}
	var pairs []copied
	story := map[string]string{}
	err := decode(strings.NewReader(compared), func(x copied) {
		if x.A != "p1" || x.B != "p2" {
			pairs = append(pairs, x)
		}
	}, func(id string, records []string) {
		for _, r := range records {
			story[r] = id
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	countReprints(&out, outlets, pairs, story)
	want := []string{
		"5 articles, 2 of them the agency's; 3 pairs", "",
		"in one story                        2  0.667",
		"the agency's page is the source     1  0.333",
		"both have one source                1  0.333",
		"the other page is the source        1  0.333",
		"no word on the source               0  0.000", "",
	}
	if got := strings.Split(out.String(), "\n"); !slices.Equal(got, want) {
		t.Errorf("got\n%s", out.String())
	}
}

func TestBrokenComparisonIsAnError(t *testing.T) {
	err := decode(strings.NewReader(compared[:300]), func(copied) {}, func(string, []string) {})
	if err == nil {
		t.Error("half a comparison was taken for a whole one")
	}
}
