package web

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/hablullah/go-hijri"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// words are what the interface says, in its languages.
type words struct {
	bundle *i18n.Bundle
	static string // digest of the style and the script
}

func readWords() (*words, error) {
	w := &words{bundle: i18n.NewBundle(language.English)}
	w.bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "words/*.json") // a file is of the language before its end
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if _, err := w.bundle.LoadMessageFileFS(files, name); err != nil {
			return nil, err
		}
	}
	h := sha256.New()
	for _, name := range []string{"static/style.css", "static/app.js"} {
		b, err := files.ReadFile(name)
		if err != nil {
			return nil, err
		}
		h.Write(b)
	}
	w.static = hex.EncodeToString(h.Sum(nil)[:6])
	return w, nil
}

// teller says things in one way.
type teller struct {
	way
	say *i18n.Localizer
}

// mostLetters are those of a name where no element can hold it, as in the title of a line.
const mostLetters = 60

// functions are those that templates call.
func (w *words) functions(in way) template.FuncMap {
	t := &teller{in, i18n.NewLocalizer(w.bundle, in.Lang)}
	return template.FuncMap{
		"t":       t.text,
		"tn":      t.count,
		"num":     t.number,
		"term":    t.term,
		"percent": t.percent,
		"day":     t.day,
		"when":    t.when,
		"phrase":  t.phrase,
		"why":     t.why,
		"known":   t.known,
		"size":    t.size,
		"short":   shorten,
		"label":   func(s string) string { return label(s, mostLetters) },
		"life":    t.life,
		"ways":    t.graph,
		"reason":  t.reason,
		"chart":   t.tollChart,
		"amount":  t.amount,
		"static":  func(name string) string { return "/static/" + name + "?" + w.static },
		"path":    address,
		"pass":    with,
		"dir":     direction,
		"has":     strings.Contains,
		"add":     func(a, b int) int { return a + b },
		"list":    func(x ...any) []any { return x },
	}
}

// with is a value together with others that a part of a template needs: pairs of names and
// values.
func with(pairs ...any) (map[string]any, error) {
	m := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, errors.New("with: a name is no text")
		}
		m[name] = pairs[i+1]
	}
	return m, nil
}

// address is a path of escaped parts.
func address(parts ...any) string {
	var b strings.Builder
	for _, p := range parts {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(fmt.Sprint(p)))
	}
	return b.String()
}

// direction is that of a text in a language.
func direction(lang string) string {
	if strings.HasPrefix(lang, "ar") {
		return "rtl"
	}
	if lang == "" {
		return "auto"
	}
	return "ltr"
}

// text says what stands under an id, with values put in: pairs of names and values.
func (t *teller) text(id string, pairs ...any) (string, error) {
	data, err := with(pairs...)
	if err != nil {
		return "", err
	}
	return t.say.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
}

// count says how many of something there are.
func (t *teller) count(id string, n int, pairs ...any) (string, error) {
	data, err := with(pairs...)
	if err != nil {
		return "", err
	}
	data["Count"] = t.number(n)
	return t.say.Localize(&i18n.LocalizeConfig{MessageID: id, PluralCount: n, TemplateData: data})
}

// inEnglish says what stands under an id to programs.
func (w *words) inEnglish(id string) string {
	t := teller{say: i18n.NewLocalizer(w.bundle, "en")}
	return t.must(id)
}

// must is a text that is there.
func (t *teller) must(id string) string {
	s, err := t.text(id)
	if err != nil {
		return id
	}
	return s
}

// term says what a value of records is called, which stands under a prefix; one that is not
// known is left as it is.
func (t *teller) term(prefix, value string) string {
	if s, err := t.text(prefix + "_" + value); err == nil {
		return s
	}
	return value
}

// number writes a number with the reader's digits, in groups of three.
func (t *teller) number(x any) string {
	var s string
	switch x := x.(type) {
	case int:
		s = strconv.Itoa(x)
	case int64:
		s = strconv.FormatInt(x, 10)
	case float64:
		s = strconv.FormatFloat(x, 'f', -1, 64)
	case *float64:
		if x == nil {
			return ""
		}
		s = strconv.FormatFloat(*x, 'f', -1, 64)
	default:
		s = fmt.Sprint(x)
	}
	whole, rest, _ := strings.Cut(s, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "\u200e−", whole[1:]
	}
	for i := len(whole) - 3; i > 0 && len(whole) > 4; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if rest != "" {
		whole += "." + rest
	}
	return t.digits(sign + whole)
}

// percent writes a part of one.
func (t *teller) percent(x float64) string {
	s := strconv.Itoa(int(math.Round(x * 100)))
	if t.Digits == "arab" {
		return t.digits(s) + "٪"
	}
	return s + "%"
}

// digits writes digits, and what stands between them, as the reader wants them.
func (t *teller) digits(s string) string {
	if t.Digits != "arab" {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r - '0' + '٠'
		case r == ',':
			return '٬'
		case r == '.':
			return '٫'
		}
		return r
	}, s)
}

// day writes a day, month or year as records write it, without its time of day; what is none
// is left as it is.
func (t *teller) day(s string) string {
	if from, to, two := strings.Cut(s, "/"); two {
		return t.day(from) + " – " + t.day(to)
	}
	if len(s) > len(time.DateOnly) && s[len(time.DateOnly)] == 'T' {
		s = s[:len(time.DateOnly)]
	}
	if d, err := time.Parse(time.DateOnly, s); err == nil {
		if t.Calendar == "islamic" {
			if h, err := hijri.CreateUmmAlQuraDate(d); err == nil {
				return t.date(int(h.Year), "islamic"+strconv.Itoa(int(h.Month)), int(h.Day)) + " " + t.must("hijri")
			}
		}
		return t.date(d.Year(), "month"+strconv.Itoa(int(d.Month())), d.Day())
	}
	if d, err := time.Parse("2006-01", s); err == nil {
		return t.must("month"+strconv.Itoa(int(d.Month()))) + " " + t.digits(strconv.Itoa(d.Year()))
	}
	return t.digits(s)
}

func (t *teller) date(year int, month string, day int) string {
	return t.digits(strconv.Itoa(day)) + " " + t.must(month) + " " + t.digits(strconv.Itoa(year))
}

// when writes a day and its time, if it has one.
func (t *teller) when(s string) string {
	if len(s) >= len("2006-01-02T15:04") && s[len(time.DateOnly)] == 'T' {
		if hour := s[len("2006-01-02T"):len("2006-01-02T15:04")]; hour != "00:00" {
			return t.day(s) + " " + t.digits(hour)
		}
	}
	return t.day(s)
}
