package work

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"slices"
	"sync"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/across"
	"github.com/isnad-project/isnad/store"
)

// Comparing brings the comparison that a store keeps up to date. Its work is cut
// into blocks of days, and each step of a block is a function of what the store
// holds: any number of workers may do it at once, and doing it twice does no harm.
type Comparing struct {
	DB       *store.Store
	Comparer *across.Comparer
	// Most is how many pages a block should not have more of, 0 for the usual number. Another
	// number makes all blocks anew.
	Most int
	// Anew is to do all work again, and to believe nothing that is noted or told.
	Anew bool
	// share, if it is not nil, hands the work for blocks to others, who may do it
	// meanwhile.
	share func(ctx context.Context, s step, blocks []*block) error
}

// step is a step of the work for a block.
type step int

const (
	linking step = iota
	telling
)

// The pages of a block that are its own, those before it that they are set
// beside, and how many days back those lie: as far as across lets pages be of one story.
const (
	mostPages  = 12000
	mostBefore = 3000
	daysBefore = 4
)

// comparingVersion is changed with what is noted of the same pages.
const comparingVersion = 1

// errChanged is the error for work that was overtaken: pages came or went
// meanwhile.
var errChanged = errors.New("pages changed while they were compared")

// Run brings the comparison up to date, jobs blocks at a time. tell, which may
// be nil, hears how much of the work is done, of how much.
func (c *Comparing) Run(ctx context.Context, jobs int, tell func(done, all int)) error {
	if tell == nil {
		tell = func(int, int) {}
	}
	for {
		s, err := c.survey(ctx)
		if err != nil || s.settled() && !c.Anew {
			return err
		}
		if err := c.round(ctx, s, jobs, tell); !errors.Is(err, errChanged) {
			return err
		}
	}
}

func (c *Comparing) round(ctx context.Context, s *survey, jobs int, tell func(done, all int)) error {
	if err := inParallel(ctx, jobs, s.unprinted(c.Anew), func(b *block) error { return c.print(ctx, b) }); err != nil {
		return err
	}
	todo, err := c.unlinked(ctx, s)
	if err != nil {
		return err
	}
	done, all := 0, 2*len(todo)
	var mu sync.Mutex
	did := func() {
		mu.Lock()
		defer mu.Unlock()
		done++
		tell(done, max(all, done))
	}
	err = c.shared(ctx, jobs, linking, todo, func(b *block) error { defer did(); return c.link(ctx, b) })
	if err != nil {
		return err
	}
	if todo, err = c.plan(ctx, s); err != nil {
		return err
	}
	all = done + len(todo)
	gone := s.gone()
	err = c.shared(ctx, jobs, telling, todo, func(b *block) error { defer did(); return c.tell(ctx, b, gone) })
	if err == nil && len(gone) > 0 {
		err = c.DB.Retire(ctx, gone) // others may have told all blocks
	}
	return err
}

// shared does a step for blocks, and lets others do some of them: they begin at
// the other end. Blocks that both do come out the same.
func (c *Comparing) shared(ctx context.Context, jobs int, s step, todo []*block, work func(*block) error) error {
	if c.share == nil || len(todo) < 2 {
		return inParallel(ctx, jobs, todo, work)
	}
	if err := c.share(ctx, s, todo); err != nil {
		return err
	}
	slices.Reverse(todo)
	return inParallel(ctx, jobs, todo, func(b *block) error {
		now, err := c.DB.Block(ctx, b.Name)
		if err != nil || s == linking && string(now.Inputs) == string(b.Inputs) || s == telling && string(now.Told) == string(b.Plan) {
			return err
		}
		return work(b)
	})
}

// inParallel does the work for all, so many at once, until one fails.
func inParallel(ctx context.Context, jobs int, all []*block, work func(*block) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan *block)
	var workers sync.WaitGroup
	for range min(jobs, len(all)) {
		workers.Go(func() {
			for b := range todo {
				if err := work(b); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, b := range all {
		select {
		case todo <- b:
		case <-ctx.Done():
		}
	}
	close(todo)
	workers.Wait()
	return context.Cause(ctx)
}

// block is a block with what its pages are now.
type block struct {
	store.Block
	own []byte // digest of its own pages
	far [][]int64
}

func (b *block) undated() bool { return b.Day == store.Undated && b.Days == 1 }

// survey is the blocks as they should be, in order of time, and those that are kept.
type survey struct {
	days   []store.Day
	blocks []*block
	kept   map[string]store.Block
}

func (c *Comparing) survey(ctx context.Context) (*survey, error) {
	days, err := c.DB.Days(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := c.DB.Blocks(ctx)
	if err != nil {
		return nil, err
	}
	s := &survey{days: days, kept: map[string]store.Block{}}
	for _, b := range kept {
		s.kept[b.Name] = b
	}
	most := c.Most
	if most == 0 {
		most = mostPages
	}
	for _, b := range layout(days, most) {
		x := &block{Block: b}
		if k, met := s.kept[b.Name]; met {
			x.Block = k
		}
		x.own = s.digest(b.Day, b.Days)
		s.blocks = append(s.blocks, x)
	}
	return s, nil
}

// layout cuts days into blocks of no more than so many pages where it can: days
// are halved, at the same days in every store, until a part is small enough or
// one day.
func layout(days []store.Day, most int) []store.Block {
	total := 0
	for _, d := range days {
		total += d.Pages
	}
	if total == 0 {
		return nil
	}
	if total <= most {
		return []store.Block{{Name: "all", Days: allDays}}
	}
	var out []store.Block
	var cut func(days []store.Day, day, n int)
	cut = func(days []store.Day, day, n int) {
		pages := 0
		for _, d := range days {
			pages += d.Pages
		}
		switch {
		case pages == 0:
		case pages <= most || n == 1:
			out = append(out, store.Block{Name: fmt.Sprintf("day%d+%d", day, n), Day: day, Days: n})
		default:
			half := day + n/2
			at, _ := slices.BinarySearchFunc(days, half, func(d store.Day, day int) int { return d.Day - day })
			cut(days[:at], day, n/2)
			cut(days[at:], half, n/2)
		}
	}
	if days[0].Day == store.Undated {
		cut(days[1:], 0, allDays)
		return append(out, store.Block{Name: "undated", Day: store.Undated, Days: 1})
	}
	cut(days, 0, allDays)
	return out
}

// allDays is more days than have a date, and a power of two.
const allDays = 1 << 23

// digest is that of what the store has of some days.
func (s *survey) digest(day, days int) []byte {
	h := sha256.New()
	fmt.Fprintln(h, comparingVersion, across.SignatureVersion, across.NotesVersion, day, days)
	for _, d := range s.days {
		if d.Day >= day && d.Day < day+days {
			fmt.Fprintln(h, d)
		}
	}
	return h.Sum(nil)[:digestSize]
}

// settled reports whether the comparison is up to date. A block whose pages
// changed is told last of all steps, so that nothing is left where all are told.
func (s *survey) settled() bool {
	return len(s.unprinted(false)) == 0 && len(s.gone()) == 0 && !slices.ContainsFunc(s.blocks, func(b *block) bool {
		return b.Told == nil || string(b.Told) != string(b.Plan)
	})
}

// Settled reports whether the comparison is up to date.
func (c *Comparing) Settled(ctx context.Context) (bool, error) {
	s, err := c.survey(ctx)
	return err == nil && s.settled(), err
}

// unprinted are the blocks whose pages are others than when their prints were made.
func (s *survey) unprinted(anew bool) (out []*block) {
	for _, b := range s.blocks {
		if anew || string(b.own) != string(b.Own) {
			out = append(out, b)
		}
	}
	return out
}

// gone are the kept blocks that are no more.
func (s *survey) gone() (out []string) {
	for name := range s.kept {
		if !slices.ContainsFunc(s.blocks, func(b *block) bool { return b.Name == name }) {
			out = append(out, name)
		}
	}
	return out
}

func (c *Comparing) print(ctx context.Context, b *block) error {
	pages, err := c.own(ctx, b)
	if err != nil {
		return err
	}
	bytes, err := across.NewPrints(pages).AppendBinary(nil)
	if err != nil {
		return err
	}
	b.Own = b.own
	return c.DB.KeepPrints(ctx, &b.Block, bytes)
}

func (c *Comparing) own(ctx context.Context, b *block) ([]across.Placed, error) {
	return placed(nil, c.DB.SignedOn(ctx, b.Day, b.Days), true)
}

// placed adds pages to those that are placed.
func placed(out []across.Placed, signed iter.Seq2[store.Signed, error], own bool) ([]across.Placed, error) {
	for x, err := range signed {
		if err != nil {
			return nil, err
		}
		p, err := page(&x)
		if err != nil {
			return nil, err
		}
		out = append(out, across.Placed{Page: p, Num: x.Version, Stamp: x.Stamp, Own: own})
	}
	return out, nil
}

// page reads a signature.
func page(x *store.Signed) (*across.Page, error) {
	p := &across.Page{}
	if err := p.UnmarshalBinary(x.Signature); err != nil {
		return nil, fmt.Errorf("%s: %w; isnad rebuild makes it anew", x.Address, err)
	}
	p.ID = x.Address
	return p, nil
}

// unlinked are the blocks that are to be linked, with the pages far away that
// they are to be linked with.
func (c *Comparing) unlinked(ctx context.Context, s *survey) (out []*block, err error) {
	prints := make([]*across.Prints, len(s.blocks))
	for i, b := range s.blocks {
		state := s.state(i)
		if !c.Anew && len(b.Inputs) == 2*len(state) && string(b.Inputs[len(state):]) == string(state) {
			continue // so are its inputs
		}
		for k := range prints[:i+1] {
			if prints[k] == nil {
				if prints[k], err = c.prints(ctx, s.blocks[k]); err != nil {
					return nil, err
				}
			}
		}
		b.far = prints[i].Far(prints[:i])
		inputs := s.inputs(i)
		same := !c.Anew && len(b.Inputs) == len(inputs) && string(b.Inputs[:len(state)]) == string(inputs[:len(state)])
		b.Inputs = inputs
		if !same {
			out = append(out, b)
		} else if err := c.DB.KeepInputs(ctx, &b.Block); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// state is the digest of what is known without a look at prints of what block i
// may be linked with: its own days, those before, and all earlier blocks.
func (s *survey) state(i int) []byte {
	b := s.blocks[i]
	h := sha256.New()
	h.Write(s.digest(b.Day-daysBefore, daysBefore))
	for _, b := range s.blocks[:i+1] {
		h.Write(b.own)
	}
	return h.Sum(nil)[:digestSize]
}

const digestSize = 16

func (c *Comparing) prints(ctx context.Context, b *block) (*across.Prints, error) {
	bytes, err := c.DB.Prints(ctx, b.Name)
	if err != nil {
		return nil, err
	}
	if bytes == nil {
		return nil, errChanged
	}
	p := &across.Prints{}
	return p, p.UnmarshalBinary(bytes)
}

// linkAs links a block if it is still to be linked with certain pages.
func (c *Comparing) linkAs(ctx context.Context, name string, inputs []byte) error {
	s, err := c.survey(ctx)
	if err != nil {
		return err
	}
	var prints []*across.Prints
	for i, b := range s.blocks {
		p, err := c.prints(ctx, b)
		if err != nil {
			return err
		}
		prints = append(prints, p)
		if b.Name != name {
			continue
		}
		b.far = p.Far(prints[:i])
		if now := s.inputs(i); string(now) != string(inputs) || string(b.Inputs) == string(inputs) {
			return nil
		}
		b.Inputs = inputs
		return c.link(ctx, b)
	}
	return nil
}

// tellAs tells a block if a certain plan is still to be told.
func (c *Comparing) tellAs(ctx context.Context, name string, plan []byte) error {
	b, err := c.DB.Block(ctx, name)
	if err != nil || string(b.Plan) != string(plan) || string(b.Told) == string(plan) {
		return err
	}
	return c.tell(ctx, &block{Block: b}, nil)
}

// inputs is the digest of all pages that block i is linked with, and its state
// behind it.
func (s *survey) inputs(i int) []byte {
	b := s.blocks[i]
	in := append(slices.Clone(b.own), s.digest(b.Day-daysBefore, daysBefore)...)
	for k, far := range b.far {
		if len(far) == 0 {
			continue
		}
		in = append(in, s.blocks[k].own...)
		for _, num := range far {
			in = binary.AppendVarint(in, num)
		}
	}
	sum := sha256.Sum256(in)
	return append(sum[:digestSize:digestSize], s.state(i)...)
}

func (c *Comparing) link(ctx context.Context, b *block) error {
	pages, err := c.own(ctx, b)
	if err != nil {
		return err
	}
	if !b.undated() && b.Day > 0 {
		if pages, err = placed(pages, c.DB.SignedBefore(ctx, b.Day, daysBefore, mostBefore), false); err != nil {
			return err
		}
	}
	seen := make(map[int64]bool, len(pages))
	again := func(num int64) bool {
		met := seen[num]
		seen[num] = true
		return met
	}
	pages = slices.DeleteFunc(pages, func(p across.Placed) bool { return again(p.Num) })
	far := slices.DeleteFunc(slices.Concat(b.far...), again)
	if pages, err = placed(pages, c.DB.SignedAs(ctx, far), false); err != nil {
		return err
	}
	bytes, err := c.Comparer.Link(pages).AppendBinary(nil)
	if err != nil {
		return err
	}
	return c.DB.KeepLinks(ctx, &b.Block, bytes)
}

// plan makes the plans of all blocks, and gives those that are to be told.
func (c *Comparing) plan(ctx context.Context, s *survey) (out []*block, err error) {
	links := make([]*across.Links, len(s.blocks))
	had := make([][sha256.Size]byte, len(s.blocks)) // digests of the plans
	for i, b := range s.blocks {
		bytes, err := c.DB.Links(ctx, b.Name)
		if err != nil {
			return nil, err
		}
		if bytes == nil {
			return nil, errChanged
		}
		links[i] = &across.Links{}
		if err := links[i].UnmarshalBinary(bytes); err != nil {
			return nil, err
		}
		if bytes, err = c.DB.Plan(ctx, b.Name); err != nil {
			return nil, err
		}
		had[i] = sha256.Sum256(bytes)
		if !c.Anew {
			links[i].Recall(bytes)
		}
	}
	for i, p := range across.Assemble(links) {
		b := s.blocks[i]
		bytes, err := p.AppendBinary(nil)
		if err != nil {
			return nil, err
		}
		key := across.PlanKey(bytes)
		if c.Anew || string(b.Plan) != string(key[:]) || had[i] != sha256.Sum256(bytes) {
			b.Plan = key[:]
			if err := c.DB.KeepPlan(ctx, &b.Block, bytes); err != nil {
				return nil, err
			}
		}
		if c.Anew || string(b.Told) != string(b.Plan) {
			out = append(out, b)
		}
	}
	return out, nil
}

// tell tells what the plan of a block holds and is not told yet, and forgets
// blocks that are gone.
func (c *Comparing) tell(ctx context.Context, b *block, gone []string) error {
	bytes, err := c.DB.Plan(ctx, b.Name)
	if err != nil {
		return err
	}
	whole := &across.Plan{}
	if err := whole.UnmarshalBinary(bytes); err != nil {
		return err
	}
	var known map[string]bool
	if !c.Anew {
		if known, err = c.DB.ToldKeys(ctx, b.Name); err != nil {
			return err
		}
	}
	p := whole.Without(func(k across.Key) bool { return known[string(k[:])] })
	all, err := placed(nil, c.DB.SignedAs(ctx, p.Pages()), true)
	if err != nil {
		return err
	}
	pages := make(map[int64]*across.Page, len(all))
	versions := make(map[*across.Page]int64, len(all))
	for _, x := range all {
		x.Lighten()
		pages[x.Num], versions[x.Page] = x.Page, x.Num
	}
	told, err := c.Comparer.Tell(p, pages, func(p *across.Page) (*isnad.Record, error) { return c.DB.Record(ctx, versions[p]) })
	if errors.Is(err, across.ErrMissing) || errors.Is(err, store.ErrNotKept) {
		return errChanged
	}
	if err != nil {
		return err
	}
	out := &store.Told{Anew: c.Anew}
	for _, k := range whole.Keys() {
		out.Keys = append(out.Keys, k[:])
	}
	for _, x := range told.Stories {
		out.Stories = append(out.Stories, store.Story{Key: x.Key[:], Versions: x.Pages, Texts: x.Texts, Thread: x.Thread, Story: x.Story,
			First: published(pages[x.Pages[0]]), Last: published(pages[x.Pages[len(x.Pages)-1]])})
	}
	for _, x := range told.Copies {
		out.Copies = append(out.Copies, store.Shared{Key: x.Key[:], A: x.A, B: x.B, Copy: x.Copy, Stretches: x.Stretches})
	}
	for x := range told.Groups {
		kind := store.Statements
		if x.Figures {
			kind = store.Figures
		}
		if len(x.Groups) == 0 {
			out.Groups = append(out.Groups, store.Group{Key: x.Key[:]})
		}
		for i, g := range x.Groups {
			kept := store.Group{Key: x.Key[:], Kind: kind, Group: g}
			for _, m := range x.Members[i] {
				kept.Members = append(kept.Members, store.Member{Version: m.Page, Finding: m.N})
			}
			out.Groups = append(out.Groups, kept)
		}
	}
	if err := told.Err(); err != nil {
		if errors.Is(err, store.ErrNotKept) {
			return errChanged
		}
		return err
	}
	return c.DB.Tell(ctx, &b.Block, out, gone)
}

// published is when a page was published, as records write it.
func published(p *across.Page) string {
	if p.When.IsZero() {
		return ""
	}
	return p.When.Format("2006-01-02T15:04:05Z07:00")
}
