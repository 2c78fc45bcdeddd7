package mention

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// Model is a linear-chain conditional random field over the labels (Lafferty,
// McCallum and Pereira, ICML 2001) with weights of eight bits. It does not
// change and may be used from many goroutines.
type Model struct {
	slots []weights // open addressing by key; len is a power of two
	trans [labels][labels]int32
	lex   *lexicon
	sieve sieve // of the keys in slots
}

// newModel returns an empty model with room for n features.
func newModel(n int) *Model {
	size := 1 << 10
	for size < 2*n {
		size *= 2
	}
	return &Model{slots: make([]weights, size)}
}

// weights is what one feature says for each label; key 0 is an empty slot.
type weights struct {
	key uint32
	w   [labels]int8
	_   [3]int8
}

const modelMagic = "isnad-tagger-1\n"

var errModel = errors.New("no tagger model")

// ReadModel decodes a model as AppendTo wrote it.
func ReadModel(b []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(b, []byte(modelMagic))
	if !ok {
		return nil, errModel
	}
	raw, err := io.ReadAll(flate.NewReader(bytes.NewReader(rest)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errModel, err)
	}
	if len(raw) < 4+4*labels*labels {
		return nil, errModel
	}
	n := int(binary.LittleEndian.Uint32(raw))
	raw = raw[4:]
	if n > len(raw) {
		return nil, errModel
	}
	m := newModel(n)
	for a := range labels {
		for b := range labels {
			m.trans[a][b] = int32(binary.LittleEndian.Uint32(raw))
			raw = raw[4:]
		}
	}
	if len(raw) < n*(4+labels)+4 {
		return nil, errModel
	}
	keys, ws := raw[:4*n], raw[4*n:]
	key := uint32(0)
	for i := range n {
		key += binary.LittleEndian.Uint32(keys[4*i:])
		var w [labels]int8
		for l := range w {
			w[l] = int8(ws[l*n+i])
		}
		m.put(key, w)
	}
	m.lex, err = readLexicon(raw[n*(4+labels):])
	return m, err
}

func readLexicon(raw []byte) (*lexicon, error) {
	n := int(binary.LittleEndian.Uint32(raw))
	raw = raw[4:]
	if n > len(raw) || len(raw) != 6*n {
		return nil, errModel
	}
	l := newLexicon(n)
	key := uint32(0)
	for i := range n {
		key += binary.LittleEndian.Uint32(raw[4*i:])
		l.put(key, binary.LittleEndian.Uint16(raw[4*n+2*i:]))
	}
	return l, nil
}

// slot returns the slot of key, or the empty one where it belongs.
func (m *Model) slot(key uint32) *weights {
	mask := uint32(len(m.slots) - 1)
	for i := key >> 1 & mask; ; i = (i + 1) & mask {
		if s := &m.slots[i]; s.key == key || s.key == 0 {
			return s
		}
	}
}

func (m *Model) put(key uint32, w [labels]int8) {
	*m.slot(key) = weights{key: key, w: w}
	m.sieve.add(key)
}

const alwaysOutside = 60 // the kind of feature that settles a word alone

// Tag labels the tokens of t, a text of language l.
func (m *Model) Tag(l *lang.Lang, t *text.Text) []Label {
	w := flagWords(l)
	tags, _ := m.tag(&w, t, w.mark(t))
	return tags
}

// tag labels the tokens of t, sentence by sentence. flags are those of the
// language's lists.
func (m *Model) tag(w *wordFlags, t *text.Text, flags []flag) ([]Label, []uint64) {
	out := make([]Label, len(t.Tokens))
	var g sight
	var v viterbi
	g.read(t, flags, m.lex)
	for _, sen := range t.Sentences {
		for sen.To-sen.From > longestSentence {
			part := text.Range{From: sen.From, To: sen.From + longestSentence}
			m.decode(&v, g.see(w, t, flags, part), out[part.From:part.To])
			sen.From = part.To
		}
		m.decode(&v, g.see(w, t, flags, sen), out[sen.From:sen.To])
	}
	return out, g.words
}

const longestSentence = 512

// viterbi is the working store of one decoding.
type viterbi struct {
	back  [longestSentence][labels]Label
	score [2][labels]int32
}

const impossible = -1 << 28

// decode finds the best labels of one sentence.
func (m *Model) decode(v *viterbi, xs []seen, out []Label) {
	var f [features]uint32
	prev, cur := &v.score[0], &v.score[1]
	*prev = [labels]int32{}
	for l := range prev {
		if l != int(Outside) {
			prev[l] = impossible
		}
	}
	alone := true // no label but Outside is possible in prev
	for i := range out {
		if m.outside(&xs[i+2]) {
			m.stepOutside(v, i, prev, cur, alone)
			prev, cur, alone = cur, prev, true
			continue
		}
		em := m.emit(f[:extract(&f, xs, i)])
		for b := range labels {
			from, best := Outside, prev[Outside]+m.trans[Outside][b]
			switch first, last := before(Label(b)); {
			case first != Outside:
				from, best = first, prev[first]+m.trans[first][b]
				if s := prev[last] + m.trans[last][b]; s > best {
					from, best = last, s
				}
			case !alone:
				for a := 1; a < labels; a++ {
					if s := prev[a] + m.trans[a][b]; s > best {
						from, best = Label(a), s
					}
				}
			}
			cur[b] = best + em[b]
			v.back[i][b] = from
		}
		prev, cur, alone = cur, prev, false
	}
	best := Outside
	for l := range prev {
		if prev[l] > prev[best] {
			best = Label(l)
		}
	}
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = best
		best = v.back[i][best]
	}
}

// emit sums the weights of features for each label. The sieve drops those that
// the model lacks. It is larger than the machine's near caches, so all slots
// are fetched before any is looked at: the waits overlap.
func (m *Model) emit(keys []uint32) (em [labels]int32) {
	var held [features]uint32
	n := 0
	for _, key := range keys {
		held[n] = key
		n += m.sieve.has(key)
	}
	var fetched [features]weights
	mask := uint32(len(m.slots) - 1)
	for j, key := range held[:n] {
		fetched[j] = m.slots[key>>1&mask]
	}
	// Eight of the nine sums lie in two numbers, sixteen bits each, of weights
	// raised by 128.
	const raise, lanes = 0x8080808080808080, 0x00FF00FF00FF00FF
	var even, odd uint64
	hits := int32(0)
	for j, key := range held[:n] {
		s := &fetched[j]
		if s.key != key && s.key != 0 {
			s = m.slot(key)
		}
		if s.key == 0 {
			continue
		}
		w := s.eight() ^ raise
		even += w & lanes
		odd += w >> 8 & lanes
		em[8] += int32(s.w[8])
		hits++
	}
	for l := range 4 {
		em[2*l] = int32(even>>(16*l)&0xFFFF) - 128*hits
		em[2*l+1] = int32(odd>>(16*l)&0xFFFF) - 128*hits
	}
	return em
}

// eight is the weights of the first eight labels, one to a byte.
func (s *weights) eight() uint64 {
	return uint64(uint8(s.w[0])) | uint64(uint8(s.w[1]))<<8 | uint64(uint8(s.w[2]))<<16 | uint64(uint8(s.w[3]))<<24 |
		uint64(uint8(s.w[4]))<<32 | uint64(uint8(s.w[5]))<<40 | uint64(uint8(s.w[6]))<<48 | uint64(uint8(s.w[7]))<<56
}

// sieve is a set of keys that may say that it has one which it has not.
type sieve [1 << 15]uint64

func (s *sieve) add(key uint32) { s[key>>17] |= 1 << (key >> 11 & 63) }

// has is 1 if the set may have key.
func (s *sieve) has(key uint32) int { return int(s[key>>17] >> (key >> 11 & 63) & 1) }

// stepOutside is a step that only Outside may take, from Outside alone or any
// label.
func (m *Model) stepOutside(v *viterbi, i int, prev, cur *[labels]int32, alone bool) {
	best, from := prev[Outside]+m.trans[Outside][Outside], Outside
	for a := 1; a < labels && !alone; a++ {
		if s := prev[a] + m.trans[a][Outside]; s > best {
			best, from = s, Label(a)
		}
	}
	for l := range cur {
		cur[l] = impossible
	}
	cur[Outside] = best
	v.back[i][Outside] = from
}

// outside reports whether a word was never part of a name in training, though
// it was often seen.
func (m *Model) outside(x *seen) bool {
	key := mix(alwaysOutside, x.word, 0)
	return m.sieve.has(key) != 0 && m.slot(key).key != 0
}
