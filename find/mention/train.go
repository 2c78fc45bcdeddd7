package mention

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"math"
	"math/rand"
	"sort"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Example is a text with the label of each of its tokens.
type Example struct {
	Text   *text.Text
	Labels []Label
}

// Training says how a model is trained; zero values take the defaults.
type Training struct {
	Epochs int     // passes over the examples; 20
	Rate   float64 // first step; 0.1
	Decay  float64 // L2 penalty of all weights over all examples; 1
	Rare   int     // features seen less often are left out; 2
	Settle int     // words seen as often and never in a name settle as outside; 10
	Hide   float64 // how often a word's own features are hidden; 0.3
	Seed   int64
	// Lexicon may be nil.
	Lexicon Lexicon
}

func (o Training) filled() Training {
	if o.Epochs == 0 {
		o.Epochs = 20
	}
	if o.Rate == 0 {
		o.Rate = 0.1
	}
	if o.Decay == 0 {
		o.Decay = 1
	}
	if o.Rare == 0 {
		o.Rare = 2
	}
	if o.Settle == 0 {
		o.Settle = 10
	}
	if o.Hide == 0 {
		o.Hide = 0.3
	}
	return o
}

// instance is a sentence whose features are rows of the trainer's weights.
type instance struct {
	rows   []int32 // features of all tokens, one behind the other
	starts []int32 // where each token's begin; one more than tokens
	own    []int32 // where the features behind those of the word itself begin
	labels []Label
}

type trainer struct {
	rows    map[uint32]int32
	w       [][labels]float64 // to be multiplied by scale, as trans is
	trans   [labels][labels]float64
	scale   float64
	settled map[uint64]bool
	lex     *lexicon
}

// Train fits a model for l to the examples: penalised maximum likelihood
// by stochastic gradient descent (Bottou, COMPSTAT 2010), then weights of eight
// bits. The same
// examples and options give the same model.
func Train(l *lang.Lang, examples []Example, o Training) *Model {
	o = o.filled()
	w := flagWords(l)
	tr := &trainer{rows: map[uint32]int32{}, settled: map[uint64]bool{}, scale: 1, lex: o.Lexicon.index()}
	data := tr.prepare(&w, examples, o)
	rng := rand.New(rand.NewSource(o.Seed))
	order := make([]int, len(data))
	for i := range order {
		order[i] = i
	}
	lambda := 2 * o.Decay / float64(len(data))
	n := 0
	for range o.Epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			rate := o.Rate / (1 + lambda*o.Rate*float64(n))
			tr.scale *= 1 - rate*lambda
			tr.step(&data[i], rate/tr.scale, o.Hide, rng)
			n++
		}
	}
	return tr.model()
}

// prepare counts features and words, and turns the examples into instances.
func (tr *trainer) prepare(w *wordFlags, examples []Example, o Training) []instance {
	counts := map[uint32]int{}
	outside, inside := map[uint64]int{}, map[uint64]int{}
	var g sight
	var f [features]uint32
	each := func(do func(xs []seen, labels []Label)) {
		for _, e := range examples {
			flags := w.mark(e.Text)
			g.read(e.Text, flags, tr.lex)
			for _, sen := range e.Text.Sentences {
				if sen.Len() > longestSentence {
					continue
				}
				do(g.see(w, e.Text, flags, sen), e.Labels[sen.From:sen.To])
			}
		}
	}
	each(func(xs []seen, ls []Label) {
		for i, l := range ls {
			if l == Outside {
				outside[xs[i+2].word]++
			} else {
				inside[xs[i+2].word]++
			}
			for _, k := range f[:extract(&f, xs, i)] {
				counts[k]++
			}
		}
	})
	for word, n := range outside {
		if n >= o.Settle && inside[word] == 0 {
			tr.settled[word] = true
		}
	}
	var data []instance
	each(func(xs []seen, ls []Label) {
		in := instance{labels: append([]Label(nil), ls...)}
		for i := range ls {
			in.starts = append(in.starts, int32(len(in.rows)))
			n := extract(&f, xs, i)
			for k, key := range f[:n] {
				if k == lexical {
					in.own = append(in.own, int32(len(in.rows)))
				}
				if counts[key] >= o.Rare {
					in.rows = append(in.rows, tr.row(key))
				}
			}
		}
		in.starts = append(in.starts, int32(len(in.rows)))
		data = append(data, in)
	})
	return data
}

func (tr *trainer) row(key uint32) int32 {
	r, ok := tr.rows[key]
	if !ok {
		r = int32(len(tr.w))
		tr.rows[key] = r
		tr.w = append(tr.w, [labels]float64{})
	}
	return r
}

// step moves the weights by the gradient of one sentence's log likelihood.
func (tr *trainer) step(in *instance, rate, hide float64, rng *rand.Rand) {
	n := len(in.labels)
	em := make([][labels]float64, n)
	from := make([]int32, n)
	for i := range em {
		from[i] = in.starts[i]
		if rng.Float64() < hide {
			from[i] = in.own[i]
		}
		for _, r := range in.rows[from[i]:in.starts[i+1]] {
			for l := range labels {
				em[i][l] += tr.w[r][l] * tr.scale
			}
		}
	}
	fwd, bwd, z := tr.sums(em)
	var dt [labels][labels]float64
	for i := range n {
		var d [labels]float64
		for l := range labels {
			d[l] = -math.Exp(fwd[i][l] + bwd[i][l] - z)
		}
		d[in.labels[i]]++
		tr.expect(&dt, fwd, bwd, em, i, z)
		a := Outside
		if i > 0 {
			a = in.labels[i-1]
		}
		dt[a][in.labels[i]]++
		for _, r := range in.rows[from[i]:in.starts[i+1]] {
			for l := range labels {
				tr.w[r][l] += rate * d[l]
			}
		}
	}
	for a := range labels {
		for b := range labels {
			tr.trans[a][b] += rate * dt[a][b]
		}
	}
}

// expect takes the expected number of each transition into token i off dt.
func (tr *trainer) expect(dt *[labels][labels]float64, fwd, bwd, em [][labels]float64, i int, z float64) {
	for a := range labels {
		if i == 0 && a != int(Outside) {
			continue
		}
		before := 0.0
		if i > 0 {
			before = fwd[i-1][a]
		}
		for b := range labels {
			if after(Label(a), Label(b)) {
				dt[a][b] -= math.Exp(before + tr.trans[a][b]*tr.scale + em[i][b] + bwd[i][b] - z)
			}
		}
	}
}

// sums runs the forward and backward recursions in logarithms.
func (tr *trainer) sums(em [][labels]float64) (fwd, bwd [][labels]float64, z float64) {
	n := len(em)
	fwd, bwd = make([][labels]float64, n), make([][labels]float64, n)
	var terms [labels]float64
	for i := range n {
		for b := range labels {
			k := 0
			for a := range labels {
				if !after(Label(a), Label(b)) || i == 0 && a != int(Outside) {
					continue
				}
				terms[k] = tr.trans[a][b] * tr.scale
				if i > 0 {
					terms[k] += fwd[i-1][a]
				}
				k++
			}
			fwd[i][b] = logSum(terms[:k]) + em[i][b]
		}
	}
	for i := n - 2; i >= 0; i-- {
		for a := range labels {
			k := 0
			for b := range labels {
				if after(Label(a), Label(b)) {
					terms[k] = tr.trans[a][b]*tr.scale + em[i+1][b] + bwd[i+1][b]
					k++
				}
			}
			bwd[i][a] = logSum(terms[:k])
		}
	}
	if n > 0 {
		z = logSum(fwd[n-1][:])
	}
	return fwd, bwd, z
}

func logSum(xs []float64) float64 {
	m := math.Inf(-1)
	for _, x := range xs {
		m = max(m, x)
	}
	if math.IsInf(m, -1) {
		return m
	}
	s := 0.0
	for _, x := range xs {
		s += math.Exp(x - m)
	}
	return m + math.Log(s)
}

const least = 1 // rows whose rounded weights are all as small are left out

// model rounds the weights to eight bits and leaves out rows that say nothing.
func (tr *trainer) model() *Model {
	top := 0.0
	for _, w := range tr.w {
		for _, x := range w {
			top = max(top, math.Abs(x))
		}
	}
	scale := 127 / max(top, 1e-9)
	rows := map[uint32][labels]int8{}
	for key, r := range tr.rows {
		var q [labels]int8
		any := false
		for l, x := range tr.w[r] {
			q[l] = int8(math.Round(x * scale))
			any = any || q[l] > least || q[l] < -least
		}
		if any {
			rows[key] = q
		}
	}
	for word := range tr.settled {
		rows[mix(alwaysOutside, word, 0)] = [labels]int8{1}
	}
	m := newModel(len(rows))
	m.lex = tr.lex
	for key, q := range rows {
		m.put(key, q)
	}
	for a := range labels {
		for b := range labels {
			m.trans[a][b] = int32(math.Round(tr.trans[a][b] * scale))
		}
	}
	return m
}

// AppendTo appends the model's file form to dst, for ReadModel.
func (m *Model) AppendTo(dst []byte) []byte {
	var used []weights
	for _, s := range m.slots {
		if s.key != 0 {
			used = append(used, s)
		}
	}
	sort.Slice(used, func(i, j int) bool { return used[i].key < used[j].key })
	raw := binary.LittleEndian.AppendUint32(nil, uint32(len(used)))
	for a := range labels {
		for b := range labels {
			raw = binary.LittleEndian.AppendUint32(raw, uint32(m.trans[a][b]))
		}
	}
	key := uint32(0)
	for _, s := range used {
		raw = binary.LittleEndian.AppendUint32(raw, s.key-key)
		key = s.key
	}
	for l := range labels {
		for _, s := range used {
			raw = append(raw, byte(s.w[l]))
		}
	}
	raw = m.lex.appendTo(raw)
	var buf bytes.Buffer
	z, _ := flate.NewWriter(&buf, flate.BestCompression)
	z.Write(raw)
	z.Close()
	return append(append(dst, modelMagic...), buf.Bytes()...)
}

func (l *lexicon) appendTo(raw []byte) []byte {
	var used []int
	for i, k := range l.keys {
		if k != 0 {
			used = append(used, i)
		}
	}
	sort.Slice(used, func(a, b int) bool { return l.keys[used[a]] < l.keys[used[b]] })
	raw = binary.LittleEndian.AppendUint32(raw, uint32(len(used)))
	key := uint32(0)
	for _, i := range used {
		raw = binary.LittleEndian.AppendUint32(raw, l.keys[i]-key)
		key = l.keys[i]
	}
	for _, i := range used {
		raw = binary.LittleEndian.AppendUint16(raw, l.uses[i])
	}
	return raw
}
