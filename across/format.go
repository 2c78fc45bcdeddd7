package across

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/isnad-project/isnad"
)

// The index of a corpus is the signatures of its pages: all else follows from
// them. A signature in its binary form begins with the version of the form; a
// number is a varint, a word's key four bytes, little end first, and a list
// begins with its length. The keys are those of the function key, which hashes
// with lang.Hash: a change of either, of what a word's normal form is, or of
// what is kept needs a new version, and all signatures made anew.
const formatVersion = 1

// SignatureVersion is the version of the form of signatures.
const SignatureVersion = formatVersion

// ErrFormat is the kind of error for bytes that are no signature of this version.
var ErrFormat = errors.New("no signature of a page")

// AppendBinary appends the binary form of the signature to b. It never fails.
func (p *Page) AppendBinary(b []byte) ([]byte, error) {
	w := encoder{append(b, formatVersion)}
	w.string(p.ID)
	w.string(p.Outlet)
	w.string(p.Title)
	w.time(p.When)
	w.string(p.wire)
	w.string(p.agency)
	w.uint(len(p.credited))
	for _, x := range p.credited {
		w.string(x.Name)
		w.string(x.Kind)
		w.string(x.Words)
	}
	w.keys(p.keys)
	w.uint(len(p.terms))
	for _, t := range p.terms {
		w.key(t.key)
		w.key(math.Float32bits(t.weight))
	}
	w.keys(p.bags)
	w.uint(len(p.said))
	for i := range p.said {
		u := &p.said[i]
		w.uint(int(u.n))
		w.uint(int(u.parent + 1))
		for _, x := range u.ranges() {
			w.bag(*x)
		}
		w.bool(u.headline)
		w.bool(u.unknown)
	}
	w.uint(len(p.counted))
	for _, q := range p.counted {
		w.uint(int(q.n))
		w.key(q.value)
		w.key(q.unit)
		w.key(q.noun)
		w.bag(q.near)
		w.uint(int(q.exact))
	}
	w.uint(len(p.events))
	for i := range p.events {
		w.happening(&p.events[i])
	}
	return w.b, nil
}

// UnmarshalBinary reads what AppendBinary wrote; other bytes give an error of
// the kind ErrFormat and leave the page as it was.
func (p *Page) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != formatVersion {
		return fmt.Errorf("%w of version %d", ErrFormat, formatVersion)
	}
	r := decoder{b: b[1:]}
	q := Page{ID: r.string(), Outlet: r.string(), Title: r.string(), When: r.time(), wire: r.string(), agency: r.string()}
	q.credited = list(&r, 3, func() isnad.Credited {
		return isnad.Credited{Name: r.string(), Kind: r.string(), Words: r.string()}
	})
	q.keys = r.keys()
	q.terms = list(&r, 8, func() term { return term{r.key(), math.Float32frombits(r.key())} })
	q.bags = r.keys()
	q.said = list(&r, 4, func() (u utterance) {
		u.n, u.parent = r.number(), r.number()-1
		for _, x := range u.ranges() {
			*x = r.bag(len(q.bags))
		}
		u.headline, u.unknown = r.bool(), r.bool()
		return u
	})
	q.counted = list(&r, 16, func() quantity {
		return quantity{r.number(), r.key(), r.key(), r.key(), r.bag(len(q.bags)), exactness(r.uint())}
	})
	q.events = list(&r, 8, r.happening)
	if r.bad || len(r.b) != 0 {
		return fmt.Errorf("%w: the bytes are damaged", ErrFormat)
	}
	*p = q
	return nil
}

// ranges are all bags of an utterance.
func (u *utterance) ranges() [5]*bag {
	return [5]*bag{&u.bag, &u.numbers, &u.frame, &u.voice, &u.bare}
}

type encoder struct{ b []byte }

func (w *encoder) uint(n int)   { w.b = binary.AppendUvarint(w.b, uint64(n)) }
func (w *encoder) int(n int64)  { w.b = binary.AppendVarint(w.b, n) }
func (w *encoder) key(k uint32) { w.b = binary.LittleEndian.AppendUint32(w.b, k) }
func (w *encoder) string(s string) {
	w.uint(len(s))
	w.b = append(w.b, s...)
}

func (w *encoder) bool(x bool) {
	n := 0
	if x {
		n = 1
	}
	w.uint(n)
}

func (w *encoder) keys(keys []uint32) {
	w.uint(len(keys))
	for _, k := range keys {
		w.key(k)
	}
}

func (w *encoder) bag(x bag) {
	w.uint(int(x.from))
	w.uint(x.len())
}

// time writes seconds and nanoseconds, and the zone in seconds.
func (w *encoder) time(t time.Time) {
	w.bool(!t.IsZero())
	if t.IsZero() {
		return
	}
	_, zone := t.Zone()
	w.int(t.Unix())
	w.uint(t.Nanosecond())
	w.int(int64(zone))
}

func (w *encoder) happening(h *happening) {
	for _, n := range []int32{h.published, h.event, h.from, h.to} {
		w.int(int64(n))
	}
	w.string(h.what)
	w.string(h.when)
	w.string(string(h.modality))
	w.bool(h.relative)
	w.keys(h.keys)
	for _, n := range []uint8{h.words, h.numbers, h.actors} {
		w.uint(int(n))
	}
}

// decoder reads; once something was bad it gives zeros.
type decoder struct {
	b   []byte
	bad bool
}

// take gives the next n bytes.
func (r *decoder) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, 8)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *decoder) uint() int {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > math.MaxInt32 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return int(n)
}

func (r *decoder) int() int64 {
	n, size := binary.Varint(r.b)
	if size <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *decoder) number() int32 { return int32(r.uint()) }
func (r *decoder) small() int32  { return int32(r.int()) }
func (r *decoder) bool() bool    { return r.uint() == 1 }
func (r *decoder) key() uint32   { return binary.LittleEndian.Uint32(r.take(4)) }

func (r *decoder) string() string {
	n := r.uint()
	if n > len(r.b) {
		r.bad, r.b = true, nil
		return ""
	}
	return string(r.take(n))
}

// bag reads a range that must lie within so many keys.
func (r *decoder) bag(keys int) bag {
	from, n := r.uint(), r.uint()
	if from+n > keys {
		r.bad = true
		return bag{}
	}
	return bag{int32(from), int32(from + n)}
}

func (r *decoder) time() time.Time {
	if !r.bool() {
		return time.Time{}
	}
	sec, nano, zone := r.int(), r.uint(), r.small()
	return time.Unix(sec, int64(nano)).In(time.FixedZone("", int(zone)))
}

func (r *decoder) happening() (h happening) {
	h.published, h.event, h.from, h.to = r.small(), r.small(), r.small(), r.small()
	h.what, h.when, h.modality, h.relative = r.string(), r.string(), isnad.Modality(r.string()), r.bool()
	h.keys = r.keys()
	h.words, h.numbers, h.actors = uint8(r.uint()), uint8(r.uint()), uint8(r.uint())
	if h.words > h.numbers || h.numbers > h.actors || int(h.actors) > len(h.keys) {
		r.bad = true
		h.words, h.numbers, h.actors = 0, 0, 0
	}
	return h
}

// keys reads a list of keys, nil if it is empty.
func (r *decoder) keys() []uint32 {
	n := r.uint()
	b := r.take(4 * n)
	if n == 0 || r.bad {
		return nil
	}
	out := make([]uint32, n)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return out
}

// list reads a list whose entries take least bytes or more, nil if it is empty.
func list[T any](r *decoder, least int, one func() T) []T {
	n := r.uint()
	if n*least > len(r.b) {
		r.bad, r.b = true, nil
	}
	if n == 0 || r.bad {
		return nil
	}
	out := make([]T, n)
	for i := range out {
		out[i] = one()
	}
	return out
}
