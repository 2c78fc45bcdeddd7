package web

import (
	"encoding/json"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// Every id that a template names is said in both languages, and nothing is said twice.
func TestWordsAreSaidInBothLanguages(t *testing.T) {
	said := map[string]map[string]string{"ar": {}, "en": {}}
	names, err := fs.Glob(files, "words/*.json")
	if err != nil || len(names) == 0 {
		t.Fatal("no words", err)
	}
	for _, name := range names {
		b, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var words map[string]any
		if err := json.Unmarshal(b, &words); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		lang := strings.TrimSuffix(name, ".json")
		lang = lang[strings.LastIndexByte(lang, '.')+1:]
		for id := range words {
			if there, met := said[lang][id]; met {
				t.Errorf("%s says %q, and so does %s", name, id, there)
			}
			said[lang][id] = name
		}
	}
	for id, name := range said["ar"] {
		if said["en"][id] == "" {
			t.Errorf("%s: %q is not said in English", name, id)
		}
	}
	for id, name := range said["en"] {
		if said["ar"][id] == "" {
			t.Errorf("%s: %q is not said in Arabic", name, id)
		}
	}
	named := regexp.MustCompile(`\{?\(?\btn? "([a-z0-9_]+)"`)
	found := 0
	err = fs.WalkDir(files, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := files.ReadFile(path)
		for _, m := range named.FindAllSubmatch(b, -1) {
			found++
			if id := string(m[1]); said["en"][id] == "" {
				t.Errorf("%s says %q, which is not among the words", path, id)
			}
		}
		return err
	})
	if err != nil || found < 40 {
		t.Fatal("templates say nothing", found, err)
	}
}

func TestDaysAndNumbers(t *testing.T) {
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in       way
		day, num string
	}{
		{way{"en", "latn", "gregory"}, "30 September 2015", "1,262,000.5"},
		{way{"ar", "latn", "gregory"}, "30 أيلول/سبتمبر 2015", "1,262,000.5"},
		{way{"ar", "arab", "islamic"}, "١٧ ذو الحجة ١٤٣٦ هـ", "١٬٢٦٢٬٠٠٠٫٥"},
	} {
		f := w.functions(c.in)
		day := f["day"].(func(string) string)
		if got := day("2015-09-30T00:00:00Z"); got != c.day {
			t.Errorf("%v: %s, not %s", c.in, got, c.day)
		}
		if got := f["num"].(func(any) string)(1262000.5); got != c.num {
			t.Errorf("%v: %s, not %s", c.in, got, c.num)
		}
	}
}

// A brace that a merge has eaten hides half of the style.
func TestStyleIsWhole(t *testing.T) {
	b, err := files.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	deep := 0
	for i, line := range strings.Split(string(b), "\n") {
		if strings.HasPrefix(line, "/*") && deep != 0 {
			t.Errorf("line %d: a part begins %d braces deep", i+1, deep)
		}
		deep += strings.Count(line, "{") - strings.Count(line, "}")
	}
	if deep != 0 {
		t.Errorf("it ends %d braces deep", deep)
	}
}

// What templates say of the values of a record is said for all of them.
func TestValuesHaveWords(t *testing.T) {
	w, err := readWords()
	if err != nil {
		t.Fatal(err)
	}
	for prefix, values := range map[string]string{
		"bound_": "exact at_least more_than about at_most less_than unknown", "said_": "direct mixed indirect", "modality_": "asserted planned possible denied",
		"speaker_": "person organisation anonymous collective document agency outlet unknown", "kind_of_": "statements figures", "way_": "copied partly_copied rewritten same_upstream own",
		"because_": "credit_line agency_page same_agency agency_of_a agency_of_b no_credit time_unknown later earlier contained same_text most_shared part_shared own_words detail_lost",
	} {
		for value := range strings.FieldsSeq(values) {
			for _, lang := range []string{"ar", "en"} {
				if _, err := (&teller{way{lang, "latn", "gregory"}, i18n.NewLocalizer(w.bundle, lang)}).text(prefix + value); err != nil {
					t.Error(err)
				}
			}
		}
	}
}
