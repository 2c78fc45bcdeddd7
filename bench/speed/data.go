package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os/exec"
	"strings"
)

// article is one of the news, as the program is given it.
type article struct {
	ID        string `json:"id"`
	Text      string `json:"text"`
	Outlet    string `json:"outlet"`
	Published string `json:"published"`
}

// unpack runs use on what xz makes of file.
func unpack(file string, use func(io.Reader) error) error {
	cmd := exec.Command("xz", "-dc", file)
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("unpack %s: %w", file, err)
	}
	err = use(out)
	cmd.Process.Kill() // it may have more than was wanted
	cmd.Wait()
	return err
}

// eachArticle gives every step-th article of the news, n of them at most.
func eachArticle(news string, step, n int, use func(article) error) error {
	return unpack(news, func(r io.Reader) error {
		lines := bufio.NewReaderSize(r, 1<<20)
		for i := 0; n > 0; i++ {
			line, err := lines.ReadBytes('\n')
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if i%step != 0 {
				continue
			}
			var a struct{ ID, Title, Text, Outlet, Date string }
			if err := json.Unmarshal(line, &a); err != nil {
				return fmt.Errorf("%s, line %d: %w", news, i+1, err)
			}
			if err := use(article{a.ID, a.Title + "\n" + a.Text, a.Outlet, a.Date}); err != nil {
				return err
			}
			n--
		}
		return nil
	})
}

func someArticles(news string, step, n int) (all []article, err error) {
	err = eachArticle(news, step, n, func(a article) error { all = append(all, a); return nil })
	return all, err
}

// htmlPages returns the pages of an archive.
func htmlPages(archive string) (pages []string, err error) {
	err = unpack(archive, func(r io.Reader) error {
		for t := tar.NewReader(r); ; {
			h, err := t.Next()
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
			if !strings.HasSuffix(h.Name, ".html.gz") {
				continue
			}
			gz, err := gzip.NewReader(t)
			if err != nil {
				return err
			}
			b, err := io.ReadAll(gz)
			if err != nil {
				return err
			}
			pages = append(pages, string(b))
		}
	})
	return pages, err
}
