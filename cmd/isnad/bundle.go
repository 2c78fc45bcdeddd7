package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
	signed "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A bundle is a case to be handed on: a zip file with a signed checkpoint, all
// entries of the log that tell of the case's pages, each with the proof that the
// log has it, and what they tell of, as far as it is not deleted: captures as
// they came, under their digests; how each came, and its record, under the
// number of the version's last entry; what people said of it, under that of its entry.
const (
	checkpointFile = "checkpoint"
	entriesFile    = "entries.jsonl"
)

func captureFile(digest string) string {
	return "captures/" + strings.TrimPrefix(digest, "sha256:")
}

func recordFile(e *store.Entry) string { return "records/" + strconv.FormatInt(e.N, 10) + ".json" }

func sourceFile(e *store.Entry) string { return "sources/" + strconv.FormatInt(e.N, 10) + ".json" }

func reviewFile(e *store.Entry) string { return "reviews/" + strconv.FormatInt(e.N, 10) + ".json" }

// versionOf tells versions apart.
type versionOf struct {
	address string
	number  int
}

// standing is what entries tell of and is not deleted: the last entry of each
// version, and the reviews, by entry.
type standing struct {
	versions map[versionOf]*store.Entry
	reviews  map[int64]*store.Entry
}

func newStanding() standing {
	return standing{map[versionOf]*store.Entry{}, map[int64]*store.Entry{}}
}

func (s standing) hear(e *store.Entry) {
	switch e.What {
	case store.Deleted:
		maps.DeleteFunc(s.versions, func(v versionOf, _ *store.Entry) bool { return v.address == e.Address })
		maps.DeleteFunc(s.reviews, func(_ int64, r *store.Entry) bool {
			return r.Address == e.Address || slices.Contains(r.Also, e.Address)
		})
	case store.Reviewed, store.ReviewUndone:
		s.reviews[e.N] = e
	default:
		s.versions[versionOf{e.Address, e.Version}] = e
	}
}

// bundling is the wish for a bundle.
type bundling struct{ db, captures, key, path string }

func (b *bundling) run(ctx context.Context, cmd *cobra.Command, s *store.Store, addresses []string) error {
	sign, public, err := signer(b.key)
	if err != nil {
		return err
	}
	x := exporting{db: s, sign: sign}
	if err := x.file(ctx, b.path, addresses); err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "public key: %s\n", public)
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s\n", clean(b.path), countOf(int64(x.entries), "entry", "entries"), count(x.versions, "version"))
	return nil
}

// exporting is a bundle on its way into a file.
type exporting struct {
	db                *store.Store
	sign              signed.Signer
	out               *zip.Writer
	entries, versions int
}

// file writes the bundle whole, or leaves no file.
func (x *exporting) file(ctx context.Context, path string, addresses []string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	x.out = zip.NewWriter(f)
	if err = errors.Join(x.write(ctx, addresses), x.out.Close(), f.Close()); err != nil {
		os.Remove(path)
	}
	return err
}

func (x *exporting) write(ctx context.Context, addresses []string) error {
	tree, told, err := x.db.Told(ctx, addresses)
	if err != nil {
		return err
	}
	last, known := newStanding(), map[string]bool{}
	var lines bytes.Buffer
	for i := range told {
		e, err := told[i].Holds(tree)
		if err != nil {
			return fmt.Errorf("%w; isnad verify tells more", err)
		}
		last.hear(e)
		known[e.Address] = true
		line, err := json.Marshal(&told[i])
		if err != nil {
			return err
		}
		lines.Write(append(line, '\n'))
	}
	for _, a := range addresses {
		if !known[a] {
			return fmt.Errorf("%s: %w", a, store.ErrNotKept)
		}
	}
	x.entries = len(told)
	b, err := signed.Sign(&signed.Note{Text: checkpointText(tree, time.Now())}, x.sign)
	if err != nil {
		return err
	}
	if err := errors.Join(x.put(checkpointFile, b), x.put(entriesFile, lines.Bytes())); err != nil {
		return err
	}
	return x.kept(ctx, last)
}

func (x *exporting) put(name string, b []byte) error {
	w, err := x.out.Create(name)
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// kept writes what the entries tell of.
func (x *exporting) kept(ctx context.Context, last standing) error {
	done := map[store.Digest]bool{}
	for v, err := range x.db.Versions(ctx, false) {
		if err != nil {
			return err
		}
		e := last.versions[versionOf{v.Address, v.Number}]
		if e == nil {
			continue
		}
		delete(last.versions, versionOf{v.Address, v.Number})
		line, err := x.db.Line(ctx, v.ID)
		if err != nil {
			return err
		}
		if v.Digest.String() != e.Capture || digest(line) != e.Record {
			return fmt.Errorf("%s: it is not what entry %d tells of; isnad verify tells more", v.Address, e.N)
		}
		if err := errors.Join(x.put(sourceFile(e), v.Source.JSON()), x.put(recordFile(e), line)); err != nil {
			return err
		}
		x.versions++
		if done[v.Digest] {
			continue
		}
		done[v.Digest] = true
		b, err := x.db.Capture(ctx, v.Digest)
		if err != nil {
			return err
		}
		if err := x.put(captureFile(e.Capture), b); err != nil {
			return err
		}
	}
	for _, n := range slices.Sorted(maps.Keys(last.reviews)) {
		e := last.reviews[n]
		line, err := x.db.ReviewLine(ctx, e.N)
		if err == nil && digest(line) != e.Review {
			err = fmt.Errorf("review %d: it is not what entry %d tells of; isnad verify tells more", e.N, e.N)
		}
		if err := cmp.Or(err, x.put(reviewFile(e), line)); err != nil {
			return err
		}
	}
	for v, e := range last.versions {
		return fmt.Errorf("%s: entry %d tells of it, but it is not kept any more; isnad verify tells more", v.address, e.N)
	}
	return nil
}

// digest is the digest of bytes as records write it.
func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// bundle is one that is checked.
type bundle struct {
	files             map[string]*zip.File
	problems          []string
	tree              tlog.Tree
	entries, versions int
}

func (b *bundle) problem(format string, args ...any) {
	b.problems = append(b.problems, fmt.Sprintf(format, args...))
}

// checkBundle proves what a bundle says: that it was signed with the key, if one
// is given; that the signed log has all of its entries; that captures, records
// and how they came are those that the entries tell of, and all that they tell
// of; and that the records hold together.
func checkBundle(path string, key signed.Verifier) (*bundle, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	defer z.Close()
	b := &bundle{files: map[string]*zip.File{}}
	for _, f := range z.File {
		if b.files[f.Name] != nil {
			b.problem("%s is there twice", f.Name)
		}
		b.files[f.Name] = f
	}
	checkpoint := b.take(checkpointFile)
	if key == nil {
		b.tree, err = readCheckpoint(checkpoint)
	} else {
		b.tree, err = openCheckpoint(checkpoint, key)
	}
	if err != nil {
		b.problem("%s: %v", checkpointFile, err)
		return b, nil // it proves nothing
	}
	last := b.told()
	captures := map[string]bool{}
	for _, e := range slices.SortedFunc(maps.Values(last.versions), func(a, b *store.Entry) int { return cmp.Compare(a.N, b.N) }) {
		b.versions++
		if !captures[e.Capture] {
			captures[e.Capture] = true
			b.is(captureFile(e.Capture), e.Capture, nil)
		}
		capture, _ := hex.DecodeString(strings.TrimPrefix(e.Capture, "sha256:"))
		b.is(sourceFile(e), e.Source, capture)
		if record := b.is(recordFile(e), e.Record, nil); record != nil {
			if err := isnad.CheckJSON(record); err != nil {
				for _, what := range strings.Split(err.Error(), "\n") {
					b.problem("%s: %s", recordFile(e), what)
				}
			}
		}
	}
	for _, n := range slices.Sorted(maps.Keys(last.reviews)) {
		b.is(reviewFile(last.reviews[n]), last.reviews[n].Review, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(b.files)) {
		b.problem("%s: no entry tells of it", name)
	}
	return b, nil
}

// told are the last entries of the versions, once all entries are proved.
func (b *bundle) told() standing {
	last, before := newStanding(), int64(0)
	lines := json.NewDecoder(bytes.NewReader(b.take(entriesFile)))
	for {
		var p store.Proved
		err := lines.Decode(&p)
		if err == io.EOF {
			return last
		}
		if err != nil {
			b.problem("%s: line %d is none", entriesFile, b.entries+1)
			return last
		}
		b.entries++
		e, err := p.Holds(b.tree)
		if err == nil && e.N <= before {
			err = fmt.Errorf("entry %d: it stands behind entry %d", e.N, before)
		}
		if err != nil {
			b.problem("%s: %v", entriesFile, err)
			continue
		}
		before = e.N
		last.hear(e)
	}
}

// is returns a file whose bytes, with others behind them, have a digest.
func (b *bundle) is(name, want string, behind []byte) []byte {
	if b.files[name] == nil {
		b.problem("%s is missing", name)
		return nil
	}
	got := b.take(name)
	if digest(append(got[:len(got):len(got)], behind...)) != want {
		b.problem("%s: it is not what the log tells of", name)
		return nil
	}
	return got
}

// take reads a file, and takes it from those that nothing tells of.
func (b *bundle) take(name string) []byte {
	f := b.files[name]
	if f == nil {
		b.problem("%s is missing", name)
		return nil
	}
	delete(b.files, name)
	r, err := f.Open()
	if err != nil {
		b.problem("%s: %v", name, err)
		return nil
	}
	defer r.Close()
	out, err := io.ReadAll(io.LimitReader(r, maxRecord+1))
	if err == nil && len(out) > maxRecord {
		err = errors.New("it is too large")
	}
	if err != nil {
		b.problem("%s: %v", name, err)
		return nil
	}
	return out
}
