package isnad_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

const module = "github.com/isnad-project/isnad"

// floors are where the folders stand. A package imports from floors below its
// own only, so that what one needs of a neighbour has to arrive as a value of
// the root's types, and each package can be read and tested by itself.
var floors = []struct {
	folder string
	floor  int
	// pure packages are functions of what they are given: no network, disk,
	// clock, database, log or goroutine. That is why the same page gives the
	// same record everywhere, and why a record can be checked by reading again.
	pure bool
}{
	{".", 0, true},
	{"lang", 1, true},
	{"text", 2, true},
	{"lang/*", 2, true},
	{"page", 3, true},
	{"find/*", 3, true},
	{"capture", 3, false},
	{"store", 3, false},
	{"store/storetest", 2, false}, // for tests
	{"read", 4, true},
	{"across", 4, true},
	{"export", 4, true},
	{"work", 5, false},
	{"web", 6, false},
	{"cmd/*", 7, false},
	{"bench/*", 7, false}, // programs that measure; nothing else uses them
}

// standardOnly are the packages that whoever checks a record has to trust, or
// that everything else rests on.
var standardOnly = []string{".", "lang", "lang/*", "text"}

// impure are packages that reach out of the program, or answer differently
// each time.
var impure = []string{
	"C", "crypto/rand", "database/sql", "hash/maphash", "io/ioutil", "log", "log/slog", "net", "net/http", "net/rpc", "net/smtp",
	"os", "os/exec", "os/signal", "os/user", "path/filepath", "plugin", "runtime", "syscall", "testing",
}

// impureCalls are functions of pure packages that are not pure.
var impureCalls = map[string][]string{
	"time":         {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTicker", "NewTimer", "LoadLocation"},
	"math/rand":    {"Int", "Intn", "Int31", "Int31n", "Int63", "Int63n", "Uint32", "Uint64", "Float32", "Float64", "NormFloat64", "ExpFloat64", "Perm", "Shuffle", "Seed", "Read"},
	"math/rand/v2": {"Int", "IntN", "N", "Int32", "Int32N", "Int64", "Int64N", "Uint", "UintN", "Uint32", "Uint32N", "Uint64", "Uint64N", "Float32", "Float64", "NormFloat64", "ExpFloat64", "Perm", "Shuffle"},
	"fmt":          {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
}

// source is one Go file that is not a test.
type source struct {
	folder, file string
	*ast.File
	fset *token.FileSet
}

// imports maps the names by which the file calls what it imports.
func (s source) imports() map[string]string {
	names := map[string]string{}
	for _, i := range s.Imports {
		p, _ := strconv.Unquote(i.Path.Value)
		name := path.Base(p)
		if strings.HasPrefix(name, "v") && strings.Trim(name[1:], "0123456789") == "" {
			name = path.Base(path.Dir(p))
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = p
	}
	return names
}

func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if file != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" || name == "examples") {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(file, "go.mod")); err == nil && file != "." {
				return fs.SkipDir // a module of its own
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, file, nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{path.Dir(filepath.ToSlash(file)), filepath.ToSlash(file), f, fset})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Fatalf("only %d files found; this test looks at nothing", len(all))
	}
	return all
}

func in(patterns []string, folder string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, folder); return ok })
}

func floorOf(t *testing.T, folder string) (floor int, pure bool) {
	t.Helper()
	for _, f := range floors {
		if ok, _ := path.Match(f.folder, folder); ok {
			return f.floor, f.pure
		}
	}
	t.Errorf("%s stands on no floor; see docs/architecture.md", folder)
	return 0, false
}

func TestImportsPointDown(t *testing.T) {
	for _, s := range sources(t) {
		floor, _ := floorOf(t, s.folder)
		for _, p := range s.imports() {
			below, ours := strings.CutPrefix(p, module)
			if !ours {
				if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") && in(standardOnly, s.folder) {
					t.Errorf("%s imports %s; this package uses the standard library only", s.file, p)
				}
				continue
			}
			below = strings.TrimPrefix(below, "/")
			if below == "" {
				below = "."
			}
			if b, _ := floorOf(t, below); b >= floor {
				t.Errorf("%s on floor %d imports %s on floor %d; imports point down", s.file, floor, below, b)
			}
		}
	}
}

func TestPurePackagesReachForNothing(t *testing.T) {
	for _, s := range sources(t) {
		if _, pure := floorOf(t, s.folder); !pure {
			continue
		}
		imports := s.imports()
		for _, p := range imports {
			if slices.Contains(impure, p) {
				t.Errorf("%s imports %s; a pure package reaches for nothing", s.file, p)
			}
		}
		ast.Inspect(s.File, func(n ast.Node) bool {
			at := func() token.Position { return s.fset.Position(n.Pos()) }
			switch n := n.(type) {
			case *ast.GoStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
				t.Errorf("%s: goroutines and channels have no place in a pure package", at())
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && slices.Contains(impureCalls[imports[x.Name]], n.Sel.Name) {
					t.Errorf("%s: %s.%s has no place in a pure package", at(), x.Name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// TestArabicLivesInItsFolder: what is known of a language is a list that a
// linguist can read and mend; a word in the code is known to nobody else, and
// the next language would have to be added there again.
func TestArabicLivesInItsFolder(t *testing.T) {
	seen := false
	for _, s := range sources(t) {
		ast.Inspect(s.File, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING && lit.Kind != token.CHAR || !strings.ContainsFunc(literal(lit), isArabicLetter) {
				return true
			}
			if s.folder == "lang" || strings.HasPrefix(s.folder, "lang/") {
				seen = true
				return true
			}
			t.Errorf("%s: %s; words of a language stand in lang/", s.fset.Position(lit.Pos()), lit.Value)
			return true
		})
	}
	if !seen {
		t.Error("no Arabic letter in lang/ either: this test sees nothing")
	}
}

func literal(lit *ast.BasicLit) string {
	if lit.Kind == token.CHAR {
		r, _, _, _ := strconv.UnquoteChar(strings.Trim(lit.Value, "'"), '\'')
		return string(r)
	}
	s, _ := strconv.Unquote(lit.Value)
	return s
}

func isArabicLetter(r rune) bool { return unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r) }

// TestPackagesSayWhatTheyAre: the package comments, read in the order of the
// floors, are the shortest way to understand the program.
func TestPackagesSayWhatTheyAre(t *testing.T) {
	comments := map[string][]string{}
	for _, s := range sources(t) {
		if s.Doc != nil {
			comments[s.folder] = append(comments[s.folder], s.file)
		} else if comments[s.folder] == nil {
			comments[s.folder] = []string{}
		}
	}
	for folder, files := range comments {
		if len(files) != 1 {
			t.Errorf("%s: %d package comments %v; one is wanted", folder, len(files), files)
		}
	}
}
