package main

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	random "math/rand/v2"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"github.com/spf13/cobra"
	signed "golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// origin is the first line of a checkpoint, and the name of the keys that sign it.
const origin = "isnad/custody"

// defaultKey is the key of those who name none.
const defaultKey = "isnad.key"

// mostEntries a log has: more would take a thousand years to write.
const mostEntries = 1 << 50

// checkpointText is a checkpoint before it is signed.
func checkpointText(tree tlog.Tree, now time.Time) string {
	return fmt.Sprintf("%s\n%d\n%s\n%s\n", origin, tree.N, tree.Hash, now.UTC().Format(time.RFC3339))
}

// openCheckpoint proves the signature of a checkpoint and returns what it says.
func openCheckpoint(b []byte, key signed.Verifier) (tlog.Tree, error) {
	n, err := signed.Open(b, signed.VerifierList(key))
	if err != nil {
		var unknown *signed.UnverifiedNoteError
		var invalid *signed.InvalidSignatureError
		switch {
		case errors.As(err, &unknown):
			err = errors.New("it was signed with another key")
		case errors.As(err, &invalid):
			err = errors.New("its signature is wrong")
		default:
			err = errors.New("it is no checkpoint")
		}
		return tlog.Tree{}, err
	}
	return readCheckpoint([]byte(n.Text))
}

// readCheckpoint returns what a checkpoint says, whoever has signed it.
func readCheckpoint(b []byte) (tlog.Tree, error) {
	lines := strings.SplitN(string(b), "\n", 4)
	if len(lines) < 4 || lines[0] != origin {
		return tlog.Tree{}, errors.New("it is no checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > mostEntries {
		return tlog.Tree{}, errors.New("it has no number of entries")
	}
	hash, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, errors.New("it has no hash")
	}
	return tlog.Tree{N: size, Hash: hash}, nil
}

// signer reads the key in a file, or makes one where there is no file, and
// returns it with the public key that proves what it signs, which lies beside it.
func signer(path string) (s signed.Signer, public string, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		var secret string
		if secret, _, err = signed.GenerateKey(rand.Reader, origin); err != nil {
			return nil, "", err
		}
		b = []byte(secret + "\n")
		err = newFile(path, b, 0o600)
	}
	if err != nil {
		return nil, "", err
	}
	secret := strings.TrimSpace(string(b))
	if s, err = signed.NewSigner(secret); err != nil {
		return nil, "", fmt.Errorf("%s: it is no key", path)
	}
	// The fifth part of a secret key, PRIVATE+KEY+name+hash+…, is the number of
	// its algorithm and the seed; there may be a + in it.
	parts := strings.SplitN(secret, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return nil, "", fmt.Errorf("%s: it is no key", path)
	}
	if public, err = signed.NewEd25519VerifierKey(s.Name(), ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)); err != nil {
		return nil, "", err
	}
	if err := newFile(path+".pub", []byte(public+"\n"), 0o644); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, "", err
	}
	return s, public, nil
}

// newFile writes a file that is not there yet.
func newFile(path string, b []byte, mode fs.FileMode) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Close())
}

// publicKey is a public key, or the one in a file.
func publicKey(key string) (signed.Verifier, error) {
	if v, err := signed.NewVerifier(key); err == nil {
		return v, nil
	}
	b, err := os.ReadFile(key)
	if err != nil {
		return nil, err
	}
	v, err := signed.NewVerifier(strings.TrimSpace(string(b)))
	if err != nil {
		return nil, fmt.Errorf("%s: it is no public key", key)
	}
	return v, nil
}

func checkpointCommand() *cobra.Command {
	var db, key string
	cmd := &cobra.Command{
		Use:   "checkpoint [flags]",
		Short: "Sign the log of what is kept as it is now",
		Long: `Checkpoint prints how long the log of all that happened to what is kept is, and the
hash that stands for all of it, signed. Keep it where whoever can write to the
database cannot: verify proves later that nothing before it was changed or dropped.

The key is made where there is none, and its public half beside it in FILE.pub; who
has only that can prove checkpoints and not make them.`,
		Example: "  isnad checkpoint > 2024-05-05.checkpoint\n  isnad verify --checkpoint 2024-05-05.checkpoint",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			tree, err := s.Checkpoint(cmd.Context())
			if err != nil {
				return failure{err}
			}
			sign, public, err := signer(key)
			if err != nil {
				return failure{err}
			}
			b, err := signed.Sign(&signed.Note{Text: checkpointText(tree, time.Now())}, sign)
			if err != nil {
				return failure{err}
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "public key: %s\n", public)
			return write(cmd, b, true)
		},
	}
	dbFlag(cmd, &db)
	cmd.Flags().StringVar(&key, "key", defaultKey, "`file` of the secret key, made where it is not there yet")
	settableFlag(cmd, "key")
	return cmd
}

func verifyCommand() *cobra.Command {
	v := verifying{}
	cmd := &cobra.Command{
		Use:   "verify [flags]",
		Short: "Prove that what is kept is what came in",
		Long: `Verify proves that the log of all that happened to what is kept is whole, and names the
first entry that does not fit; that it leads on from checkpoints made earlier; that
captures and records are those that it tells of; and it reads some captures again, and
compares. Each problem is printed on a line of its own, and then the exit code is 1.

Without a checkpoint from elsewhere, whoever can write to the database could have
made the whole log anew.`,
		Example: `  isnad verify
  isnad verify --checkpoint 2024-05-05.checkpoint --sample 1000`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errors.New("verify takes no PATH: it looks at what is kept; check is for records in files")
			}
			if v.sample < 0 {
				return errors.New("--sample is a number of pages")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return v.run(cmd) },
	}
	dbFlag(cmd, &v.where)
	capturesFlag(cmd, &v.captures)
	cmd.Flags().StringArrayVar(&v.checkpoints, "checkpoint", nil, "`file` of a checkpoint made earlier; may be given again")
	cmd.Flags().StringVar(&v.key, "key", defaultKey+".pub", "public key of the checkpoints, or the `file` that it is in")
	cmd.Flags().IntVar(&v.sample, "sample", 20, "how many captures are read again, picked by chance")
	return cmd
}

// verifying is what is to be proved, and how it goes.
type verifying struct {
	where, captures, key string
	checkpoints          []string
	sample               int

	cmd      *cobra.Command
	db       *store.Store
	problems int
}

func (v *verifying) run(cmd *cobra.Command) error {
	v.cmd = cmd
	ctx, stop := untilStopped(cmd.Context())
	defer stop()
	trees, err := v.earlier()
	if err != nil {
		return failure{err}
	}
	if v.db, err = openWith(ctx, v.where, v.captures); err != nil {
		return failure{err}
	}
	defer v.db.Close()
	all, err := v.db.Verify(ctx, trees, func(p store.Problem) { v.problem(p.String()) })
	if err != nil {
		return failure{err}
	}
	again, err := v.again(ctx)
	if err != nil {
		return failure{err}
	}
	verdict := "ok"
	if v.problems > 0 {
		verdict = count(v.problems, "problem")
	}
	looked := []string{countOf(all.Log.N, "entry", "entries"), count(all.Versions, "version"), count(len(trees), "checkpoint"), fmt.Sprintf("%d read again", again)}
	fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", verdict, strings.Join(looked, ", "))
	if v.problems > 0 {
		return errReported
	}
	return nil
}

func countOf(n int64, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (v *verifying) problem(what string) {
	v.problems++
	fmt.Fprintln(v.cmd.OutOrStdout(), clean(what))
}

// earlier are the checkpoints, once their signatures are proved.
func (v *verifying) earlier() (trees []tlog.Tree, err error) {
	if len(v.checkpoints) == 0 {
		return nil, nil
	}
	key, err := publicKey(v.key)
	if err != nil {
		return nil, err
	}
	for _, path := range v.checkpoints {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		tree, err := openCheckpoint(b, key)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		trees = append(trees, tree)
	}
	return trees, nil
}

// again reads some versions again, and tells which records do not follow from
// their captures. It returns how many it has read.
func (v *verifying) again(ctx context.Context) (done int, err error) {
	var picked []store.Version
	seen := 0
	for x, err := range v.db.Versions(ctx, false) {
		if err != nil {
			return 0, err
		}
		if seen++; len(picked) < v.sample {
			picked = append(picked, x)
		} else if i := random.IntN(seen); i < v.sample {
			picked[i] = x
		}
	}
	versions := func(yield func(store.Version, error) bool) {
		for _, version := range picked {
			if !yield(version, nil) {
				return
			}
		}
	}
	err = work.NewKeeping(capture.Given{}, languages()...).Reread(ctx, v.db, versions, runtime.GOMAXPROCS(0), func(o *work.Outcome) error {
		if errors.Is(o.Err, store.ErrNotKept) {
			return nil // deleted meanwhile; else Verify has told it
		}
		done++
		if o.Kept == nil {
			v.problem(fmt.Sprintf("%s: it cannot be read again: %v", o.Name, o.Err))
			return nil
		}
		line, err := v.db.Line(ctx, o.Version)
		if errors.Is(err, store.ErrNotKept) {
			return nil
		}
		if err != nil {
			return err
		}
		if sha256.Sum256(line) != o.Kept.Line {
			v.problem(o.Name + ": its record does not follow from its capture; if another version of Isnad read it, isnad rebuild reads it anew")
		}
		return nil
	})
	return done, err
}

func deleteCommand() *cobra.Command {
	var db, why string
	cmd := &cobra.Command{
		Use:   "delete [flags] ADDRESS…",
		Short: "Delete pages from what is kept",
		Long: `Delete deletes pages, by the addresses that pages lists, with all of their versions and
records, and the captures that no other page needs. The log keeps that they were there,
with the digests of what came in, and that they were deleted, when, and why.`,
		Example: `  isnad delete --why "asked for by its author" https://news.example/1`,
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, addresses []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			failed := false
			for _, address := range addresses {
				n, err := s.Delete(cmd.Context(), address, why, time.Now())
				if errors.Is(err, store.ErrNotKept) {
					n, err = s.Delete(cmd.Context(), work.Lasting(address), why, time.Now())
				}
				if errors.Is(err, store.ErrNotKept) {
					complain(cmd.ErrOrStderr(), address, store.ErrNotKept)
					failed = true
					continue
				}
				if err != nil {
					return failure{err}
				}
				fmt.Fprintf(cmd.OutOrStdout(), "deleted %s: %s\n", clean(address), count(n, "version"))
			}
			if err := compareAll(cmd.Context(), s, runtime.GOMAXPROCS(0), false); err != nil {
				return failure{err}
			}
			if failed {
				return errReported
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	cmd.Flags().StringVar(&why, "why", "", "reason, for the log")
	return cmd
}
