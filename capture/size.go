package capture

import (
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Size is how many bytes the files at some paths have that Walk opens, 0 if
// that cannot be known before: of standard input, or of what is not a file.
func Size(paths []string) (bytes int64) {
	for _, root := range paths {
		info, err := os.Stat(root)
		if err != nil {
			return 0
		}
		if !info.IsDir() {
			if !info.Mode().IsRegular() {
				return 0
			}
			bytes += info.Size()
			continue
		}
		filepath.WalkDir(root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil
			}
			if f, _ := formatOf(path); f == Unknown {
				return nil
			}
			if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
				bytes += info.Size()
			}
			return nil
		})
	}
	return bytes
}

// counted tells how many bytes are read.
type counted struct {
	io.Reader
	read func(bytes int64)
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read(int64(n))
	return n, err
}
