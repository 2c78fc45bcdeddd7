package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"

	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

// capturesFlag names the place of captures.
func capturesFlag(cmd *cobra.Command, place *string) {
	cmd.Flags().StringVar(place, "captures", "", "where captures are kept: a `folder`, s3://bucket/prefix, or database; without it where they were kept before")
	settableFlag(cmd, "captures")
}

// openWith opens a database whose captures are needed.
func openWith(ctx context.Context, where, captures string) (*store.Store, error) {
	s, err := store.Open(ctx, where)
	if err != nil {
		return nil, err
	}
	if err := s.CapturesIn(captures); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func capturesCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "captures [flags]",
		Short: "Tell where captures are kept",
		Long: `Captures tells where the captures of pages are kept: how many there are in each place,
how large they are, and where new ones go (→).

They are kept in the database itself, or where add --captures names a folder or a bucket,
s3://bucket/prefix. The address of the service stands in ISNAD_S3_ENDPOINT, as
https://host:port, and the keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. The
database remembers the place, and says in which one each capture is.`,
		Example: "  isnad captures\n  isnad captures move /srv/isnad/captures",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			all, err := s.Vaults(cmd.Context())
			if err != nil {
				return failure{err}
			}
			out := bufio.NewWriter(cmd.OutOrStdout())
			for _, v := range all {
				mark := " "
				if v.Chosen {
					mark = "→"
				}
				fmt.Fprintf(out, "%s %s: %s, %d bytes unpacked\n", mark, clean(v.Address), count(v.Captures, "capture"), v.Bytes)
			}
			return out.Flush()
		},
	}
	dbFlag(cmd, &db)
	cmd.AddCommand(moveCommand(), takeCommand())
	return cmd
}

func takeCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "take [flags] PLACE",
		Short: "Make the captures in a place this database's",
		Long: `Take makes the captures in a folder or in s3://bucket/prefix this database's, which was
restored from a backup. Until then they are only read, since the database that was backed
up may live on them; afterwards that one cannot read them any more.`,
		Example: "  isnad restore --db new.db isnad.backup && isnad captures take --db new.db /srv/isnad/captures",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("give one PLACE: a folder or s3://bucket/prefix")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := store.Open(cmd.Context(), db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			if err := s.TakeCaptures(cmd.Context(), args[0]); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	return cmd
}

func moveCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "move [flags] PLACE",
		Short: "Move all captures to another place",
		Long: `Move brings all captures to a folder, to s3://bucket/prefix, or to the database, where
new ones go from then on. A capture leaves its old place only when its copy was read back.
Those that are there already are not copied: so move also tells the database where a
folder is that was moved by other means. It can be stopped at any moment and begun again.`,
		Example: "  isnad captures move s3://archive/isnad\n  isnad captures move database",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return errors.New("give one PLACE: a folder, s3://bucket/prefix, or database")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			s, err := store.Open(ctx, db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			bar := newProgress(unknown, false)
			defer bar.clear()
			moved, failed := 0, 0
			err = s.MoveCaptures(ctx, args[0], func(n int) {
				for moved += n; n > 0; n-- {
					bar.add()
				}
			}, func(d store.Digest, err error) {
				failed++
				bar.clear()
				complain(cmd.ErrOrStderr(), d.String(), err)
			})
			bar.clear()
			fmt.Fprintf(cmd.OutOrStdout(), "moved %d, failed %d\n", moved, failed)
			switch {
			case ctx.Err() != nil:
				return failure{errors.New("stopped; each capture is in its old place or in the new one, and moving again goes on from there")}
			case err != nil:
				return failure{err}
			case failed > 0:
				return errReported
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	return cmd
}
