package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/isnad-project/isnad/capture"
	"github.com/isnad-project/isnad/lang/ar"
	"github.com/isnad-project/isnad/lang/en"
	"github.com/isnad-project/isnad/store"
	"github.com/isnad-project/isnad/work"
	"golang.org/x/sys/unix"
	_ "modernc.org/sqlite"
)

// keptTogether are the pages of one transaction, as in the program.
const keptTogether = 500

const storingHead = `
## The store step

%d pages that are read, signed and packed are kept in SQLite (` + "`store.Keep`" + `), on one
processor. The ceiling is SQLite without us: the same bytes, row by row into the same
tables, with the same settings and as many pages in a transaction, by statements
prepared once.

| | pages a CPU second | a page |
|---|---|---|
`

// storing is the process that keeps articles, beside a bare SQLite.
func storing(w io.Writer, news string, n, rounds int) error {
	articles, err := someArticles(news, 1, n)
	if err != nil {
		return err
	}
	pages, err := kept(articles)
	if err != nil {
		return err
	}
	return keepPages(w, pages, rounds)
}

// kept is articles ready to be kept.
func kept(articles []article) (pages []store.Page, err error) {
	k := work.NewKeeping(capture.Given{}, ar.Lang(), en.Lang())
	lines := func(yield func(capture.Capture, error) bool) {
		for i, a := range articles {
			line, err := json.Marshal(a)
			if !yield(capture.Capture{Name: fmt.Sprintf("articles:%d", i+1), Bytes: line, Format: capture.Line}, err) {
				return
			}
		}
	}
	err = work.InOrder(context.Background(), lines, runtime.NumCPU(), k.Page, func(o work.Outcome, _ bool) error {
		if o.Kept != nil {
			pages = append(pages, *o.Kept)
		}
		return nil
	})
	return pages, err
}

// keepPages measures how fast pages are kept beside a bare SQLite.
func keepPages(w io.Writer, pages []store.Page, rounds int) error {
	dir, err := os.MkdirTemp("", "isnad-speed")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ours, bare, ratios []float64
	for round := range rounds {
		file := filepath.Join(dir, fmt.Sprintf("kept%d.db", round))
		took, err := keepAll(file, pages)
		if err != nil {
			return err
		}
		rows, err := rowsOf(file)
		if err != nil {
			return err
		}
		straight, err := rows.insert(filepath.Join(dir, "bare.db"), pages)
		if err != nil {
			return err
		}
		n := float64(len(pages))
		ours, bare, ratios = append(ours, n/took.Seconds()), append(bare, n/straight.Seconds()), append(ratios, straight.Seconds()/took.Seconds())
	}
	fmt.Fprintf(w, storingHead, len(pages))
	for _, l := range []struct {
		what string
		rate []float64
	}{{"SQLite", bare}, {"Isnad", ours}} {
		fmt.Fprintf(w, "| %s | %.0f | %.2f ms |\n", l.what, median(l.rate), 1000/median(l.rate))
	}
	fmt.Fprintf(w, "\nIsnad reaches **%.2f** of the ceiling, median of %d turns (%.2f to %.2f; goal: ≥ 0.5).\n", median(ratios), rounds, slices.Min(ratios), slices.Max(ratios))
	return nil
}

// processTime is the processor time of this process.
func processTime() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// keepAll keeps pages in a database that is not there yet.
func keepAll(file string, pages []store.Page) (time.Duration, error) {
	s, err := store.Open(context.Background(), file)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	runtime.GC()
	start := processTime()
	for some := range slices.Chunk(pages, keptTogether) {
		if _, err := s.Keep(context.Background(), some, time.Now()); err != nil {
			return 0, err
		}
	}
	if err := s.Settle(context.Background(), len(pages)); err != nil {
		return 0, err
	}
	return processTime() - start, nil
}

// bareRows are all rows of a database but those of its search index.
type bareRows struct {
	schema []string
	tables []bareTable
}

type bareTable struct {
	insert string
	rows   [][]any
}

func openBare(file string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=cache_size(-32000)&_pragma=wal_autocheckpoint(4000)&_txlock=immediate")
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// rowsOf reads a database that pages were kept in.
func rowsOf(file string) (out bareRows, err error) {
	db, err := openBare(file)
	if err != nil {
		return out, err
	}
	defer db.Close()
	if out.schema, err = column(db, `SELECT sql FROM sqlite_schema WHERE sql <> '' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'words_%' ORDER BY rowid`); err != nil {
		return out, err
	}
	names, err := column(db, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'words%' ORDER BY rowid`)
	if err != nil {
		return out, err
	}
	for _, name := range names {
		rows, err := db.Query(`SELECT * FROM ` + name)
		if err != nil {
			return out, err
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			return out, err
		}
		t := bareTable{insert: `INSERT INTO ` + name + ` VALUES (?` + strings.Repeat(", ?", len(columns)-1) + `)`}
		for rows.Next() {
			row, at := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				at[i] = &row[i]
			}
			if err := rows.Scan(at...); err != nil {
				return out, err
			}
			t.rows = append(t.rows, row)
		}
		if err := rows.Err(); err != nil {
			return out, err
		}
		out.tables = append(out.tables, t)
	}
	return out, nil
}

func column(db *sql.DB, query string) (out []string, err error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// insert writes the rows, and the terms of the pages under growing numbers, into
// a database that is not there yet, and removes it.
func (b *bareRows) insert(file string, pages []store.Page) (took time.Duration, err error) {
	db, err := openBare(file)
	if err != nil {
		return 0, err
	}
	defer os.Remove(file)
	defer db.Close()
	for _, s := range b.schema {
		if _, err := db.Exec(s); err != nil {
			return 0, err
		}
	}
	index := bareTable{insert: `INSERT INTO words (rowid, body, title) VALUES (?, ?, ?)`}
	for i := range pages {
		index.rows = append(index.rows, []any{i + 1, pages[i].Terms.Text, pages[i].Terms.Title})
	}
	tables := append(slices.Clone(b.tables), index)
	groups := (len(pages) + keptTogether - 1) / keptTogether
	runtime.GC()
	start := processTime()
	insert := make([]*sql.Stmt, len(tables))
	for i, t := range tables {
		if insert[i], err = db.Prepare(t.insert); err != nil {
			return 0, err
		}
		defer insert[i].Close()
	}
	for g := range groups {
		tx, err := db.Begin()
		if err != nil {
			return 0, err
		}
		for i, t := range tables {
			s := tx.Stmt(insert[i])
			for _, row := range t.rows[len(t.rows)*g/groups : len(t.rows)*(g+1)/groups] {
				if _, err := s.Exec(row...); err != nil {
					return 0, err
				}
			}
		}
		if err := tx.Commit(); err != nil {
			return 0, err
		}
	}
	return processTime() - start, nil
}
