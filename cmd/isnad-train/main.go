// Command isnad-train trains the tagger of names from corpora given by path.
//
//	isnad-train -words lang/ar/words.tsv -out find/mention/ar.model DATA…
//	isnad-train -words lang/ar/words.tsv -folds 5 DATA [MORE…]
//
// The first form writes a model. The second cross-validates on the first file,
// with the other files always among the training data, and prints precision,
// recall and F1 of exact spans; folds are stretches of its sentences in their
// order (names and topics of a fold are new to it), or with -mixed every n-th. The same data and flags give the same model, byte for byte.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/isnad-project/isnad/find/mention"
	"github.com/isnad-project/isnad/lang/ar"
)

var language = ar.Lang()

func main() {
	out := flag.String("out", "", "write the model to this file")
	folds := flag.Int("folds", 0, "cross-validate with this many folds")
	var o mention.Training
	flag.IntVar(&o.Epochs, "epochs", 0, "passes over the data (0: the default)")
	flag.Float64Var(&o.Rate, "rate", 0, "step size (0: the default)")
	flag.Float64Var(&o.Decay, "decay", 0, "L2 penalty (0: the default)")
	flag.IntVar(&o.Rare, "rare", 0, "leave out features seen less often (0: the default)")
	flag.IntVar(&o.Settle, "settle", 0, "settle words seen as often outside names only (0: the default)")
	flag.Float64Var(&o.Hide, "hide", 0, "how often to hide a word's own features (0: the default)")
	flag.Int64Var(&o.Seed, "seed", 1, "seed of the order of the examples")
	mixed := flag.Bool("mixed", false, "make a fold of every n-th sentence, not of a stretch")
	words := flag.String("words", "", "file of words with their frequency and use as names")
	flag.Parse()
	if *words != "" {
		var err error
		if o.Lexicon, err = readLexicon(*words); err != nil {
			fmt.Fprintln(os.Stderr, "isnad-train:", err)
			os.Exit(1)
		}
	}
	if err := run(*out, *folds, *mixed, o, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "isnad-train:", err)
		os.Exit(1)
	}
}

func run(out string, folds int, mixed bool, o mention.Training, paths []string) error {
	if len(paths) == 0 || (out == "") == (folds == 0) {
		return fmt.Errorf("give data, and either -out or -folds")
	}
	var corpora [][][]word
	for _, p := range paths {
		c, err := readCorpus(p)
		if err != nil {
			return err
		}
		corpora = append(corpora, c)
	}
	if folds > 0 {
		if mixed {
			corpora[0] = mix(corpora[0], folds)
		}
		validate(corpora, folds, o)
		return nil
	}
	var all []mention.Example
	for _, c := range corpora {
		all = append(all, examples(c)...)
	}
	m := mention.Train(language, all, o)
	return os.WriteFile(out, m.AppendTo(nil), 0o644)
}

// tally counts exact spans of one kind.
type tally struct{ hit, found, gold int }

func (t tally) String() string {
	p, r := ratio(t.hit, t.found), ratio(t.hit, t.gold)
	f := 0.0
	if p+r > 0 {
		f = 2 * p * r / (p + r)
	}
	return fmt.Sprintf("precision %.3f  recall %.3f  F1 %.3f  of %d", p, r, f, t.gold)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// mix orders sentences so that each stretch of a fold's length holds every n-th.
func mix(sentences [][]word, folds int) [][]word {
	out := make([][]word, 0, len(sentences))
	for k := range folds {
		for i := k; i < len(sentences); i += folds {
			out = append(out, sentences[i])
		}
	}
	return out
}

func validate(corpora [][][]word, folds int, o mention.Training) {
	names := []string{"person", "place", "organisation", "other"}
	var by [4]tally
	first := corpora[0]
	for k := range folds {
		lo, hi := len(first)*k/folds, len(first)*(k+1)/folds
		train := append(examples(first[:lo]), examples(first[hi:])...)
		for _, c := range corpora[1:] {
			train = append(train, examples(c)...)
		}
		m := mention.Train(language, train, o)
		for _, e := range examples(first[lo:hi]) {
			count(&by, spans(e.Labels), spans(m.Tag(language, e.Text)))
		}
	}
	var micro tally
	for i, t := range by {
		fmt.Printf("%-14s %s\n", names[i], t)
		if i < 3 {
			micro = tally{micro.hit + t.hit, micro.found + t.found, micro.gold + t.gold}
		}
	}
	fmt.Printf("%-14s %s\n", "micro of three", micro)
}

type span struct {
	from, to int
	label    mention.Label
}

func spans(ls []mention.Label) map[span]bool {
	out := map[span]bool{}
	for i := 0; i < len(ls); i++ {
		if !ls[i].Begins() {
			continue
		}
		j := i + 1
		for j < len(ls) && ls[j] == ls[i]+1 {
			j++
		}
		out[span{i, j, ls[i]}] = true
	}
	return out
}

func count(by *[4]tally, gold, found map[span]bool) {
	for s := range gold {
		by[s.label/2].gold++
	}
	for s := range found {
		by[s.label/2].found++
		if gold[s] {
			by[s.label/2].hit++
		}
	}
}
