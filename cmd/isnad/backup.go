package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/isnad-project/isnad/store"
	"github.com/spf13/cobra"
)

func backupCommand() *cobra.Command {
	var db string
	cmd := &cobra.Command{
		Use:   "backup [flags] FILE",
		Short: "Write all that is kept into one file",
		Long: `Backup writes all that is kept, as it is at one moment, into a new file, while others
read and add. The file has its name only when it is complete, and was read back: that its
log is whole, and that captures and records are those that it tells of.

The file is a database, of whichever engine it was made: --db FILE opens it with any
command. Captures in a folder or a bucket are not in it, and are backed up there; nor are
jobs that wait for workers.`,
		Example: `  isnad backup /backups/isnad-2024-05-05.db
  isnad backup --db postgres://isnad@localhost/isnad isnad.backup`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			if err := store.Exists(db); err != nil {
				return failure{err} // an empty backup helps nobody
			}
			s, err := store.Open(ctx, db)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			n, v, err := s.Backup(ctx, args[0], lexicon(), func(p store.Problem) { complain(cmd.ErrOrStderr(), "", errors.New(p.String())) })
			if ctx.Err() != nil {
				return failure{errors.New("stopped; there is no backup")}
			}
			if err != nil {
				return failure{err}
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return failure{err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %s, %s, %s, %s\n", clean(args[0]), count(n.Pages, "page"), count(n.Versions, "version"),
				countOf(v.Log.N, "entry", "entries"), bytesOf(info.Size()))
			if v.Problems > 0 {
				return failure{fmt.Errorf("the backup is as the database is, and of that %s not hold; isnad verify tells it, too", does(v.Problems))}
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	return cmd
}

func does(n int) string {
	if n == 1 {
		return "1 thing does"
	}
	return fmt.Sprintf("%d things do", n)
}

// bytesOf is a number of bytes for people.
func bytesOf(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d KB", (n+1023)>>10)
}

func restoreCommand() *cobra.Command {
	var db, captures string
	var how store.Restoring
	cmd := &cobra.Command{
		Use:   "restore [flags] FILE",
		Short: "Put a backup into a database",
		Long: `Restore puts a backup, or any other database in a file, into a database of either engine
that has nothing yet: all of it, or nothing if anything fails. Before it counts, it is
proved that the log is whole, and that captures and records are those that it tells of.
The search index is made anew.

So a database moves from a laptop to PostgreSQL, and back.`,
		Example: `  isnad restore --db new.db isnad.backup
  isnad backup isnad.backup && isnad restore --db postgres://isnad@localhost/isnad isnad.backup`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			ctx, stop := untilStopped(cmd.Context())
			defer stop()
			from, err := store.OpenCopy(ctx, args[0])
			if err != nil {
				return failure{err}
			}
			defer from.Close()
			s, err := openWith(ctx, db, captures)
			if err != nil {
				return failure{err}
			}
			defer s.Close()
			v, err := s.Restore(ctx, from, how, lexicon(), func(p store.Problem) { complain(cmd.ErrOrStderr(), args[0], errors.New(p.String())) })
			switch {
			case ctx.Err() != nil:
				return failure{errors.New("stopped; nothing was restored")}
			case errors.Is(err, store.ErrNotEmpty):
				return failure{fmt.Errorf("%w; --force puts the backup in the place of all that", err)}
			case errors.Is(err, store.ErrDamaged):
				return failure{fmt.Errorf("%w; nothing was restored, and --damaged restores it as it is", err)}
			case err != nil:
				return failure{err}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "restored %s, %s\n", count(v.Versions, "version"), countOf(v.Log.N, "entry", "entries"))
			if v.Problems > 0 {
				return errReported
			}
			return nil
		},
	}
	dbFlag(cmd, &db)
	capturesFlag(cmd, &captures)
	cmd.Flags().BoolVar(&how.Replace, "force", false, "in the place of what the database has, which is lost")
	cmd.Flags().BoolVar(&how.Damaged, "damaged", false, "even if something in the backup does not hold")
	return cmd
}
