package work

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
)

// inputs remembers the files that are added, and knows those that were: one whose
// pages are all kept, and which has the size and the time of change that it had,
// is not opened again. Nothing of it can be new, so that a page which has got a
// newer version from elsewhere meanwhile keeps that as its latest. A file with a
// page that could not be read is not remembered: it is to be complained of again.
//
// The folders are walked in the order of names, which is that of the keys, so
// that one question tells of many files.
type inputs struct {
	ctx       context.Context
	db        *store.Store
	given     store.Given
	forgotten int64

	// Of the goroutine that walks: inputs that are known, from a key on, and
	// whether there are none behind them.
	known []store.Input
	from  string
	all   bool
	file  *capture.File // whose captures come
	err   error

	mu    sync.Mutex
	under map[*capture.File]*input
	ready []store.Input
}

// input is a file some pages of which are not kept yet.
type input struct {
	came, settled int
	bad, ended    bool
}

// steady is how long a file has to have been as it is: the time of change is not
// told more exactly than this by some file systems, so that a file which was
// written a moment ago can change once more and look as it did.
const steady = 2 * time.Second

// inputsAtOnce are asked for together, and remembered together.
const inputsAtOnce = 1000

func newInputs(ctx context.Context, db *store.Store, o *capture.Options, given capture.Given) (*inputs, error) {
	said, err := json.Marshal(struct {
		Lines    bool
		MaxBytes int
		Given    capture.Given
	}{o.JSONLines, o.MaxBytes, given})
	if err != nil {
		return nil, err
	}
	x := &inputs{ctx: ctx, db: db, given: sha256.Sum256(said), under: map[*capture.File]*input{}}
	x.forgotten, err = db.Forgotten(ctx)
	return x, err
}

// key is a file's path from whatever folder the program is run, so that keys
// have the order in which folders are walked.
func key(f *capture.File) string {
	return strings.ReplaceAll(Lasting(f.Path), string(filepath.Separator), "\x00")
}

// pages returns how many pages of a file are kept, if it is known as it is.
func (x *inputs) pages(f *capture.File) (n int, ok bool) {
	k := key(f)
	if known := len(x.known); k < x.from || x.from == "" || !x.all && (known == 0 || k > x.known[known-1].Path) {
		if x.known, x.err = x.db.Inputs(x.ctx, x.given, k, inputsAtOnce); x.err != nil {
			return 0, false
		}
		x.from, x.all = k, len(x.known) < inputsAtOnce
	}
	i, ok := slices.BinarySearchFunc(x.known, k, func(a store.Input, k string) int { return strings.Compare(a.Path, k) })
	if !ok || x.known[i].Size != f.Size || !x.known[i].Changed.Equal(f.Changed) {
		return 0, false
	}
	return x.known[i].Pages, true
}

// came hears of each capture, in order: where one of another file comes the file
// before has no more.
func (x *inputs) came(f *capture.File) {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if f != x.file {
		x.end()
		x.file = f
	}
	if f == nil {
		return
	}
	if x.under[f] == nil {
		x.under[f] = &input{bad: f.Seen.Sub(f.Changed) < steady}
	}
	x.under[f].came++
}

// ended hears that no more captures come.
func (x *inputs) ended() {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.end()
}

func (x *inputs) end() {
	if in := x.under[x.file]; in != nil {
		in.ended = true
		x.look(x.file, in)
	}
}

// settled hears what became of a page: it is kept, or it was, or it is not.
func (x *inputs) settled(f *capture.File, good bool) {
	if x == nil {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	in := x.under[f]
	if in == nil {
		return
	}
	in.settled++
	in.bad = in.bad || !good
	x.look(f, in)
}

func (x *inputs) look(f *capture.File, in *input) {
	if !in.ended || in.settled < in.came {
		return
	}
	delete(x.under, f)
	if !in.bad {
		x.ready = append(x.ready, store.Input{Path: key(f), Size: f.Size, Changed: f.Changed, Pages: in.came})
	}
}

// remember keeps the inputs that are ready, if there are so many.
func (x *inputs) remember(least int) error {
	x.mu.Lock()
	ready := x.ready
	if len(ready) < least || len(ready) == 0 {
		x.mu.Unlock()
		return nil
	}
	x.ready = nil
	x.mu.Unlock()
	return x.db.Remember(x.ctx, x.given, ready, x.forgotten)
}
