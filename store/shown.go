package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"unicode/utf8"

	"github.com/isnad-project/isnad"
)

// What is shown of a hit is a small part of its record: title, text, and of each
// statement what is said and by whom. To read the whole JSON form takes longer
// than all else that a search does, so that this steps over the rest of it. It
// relies on the form in which records are kept, which is their own: no spaces, and
// the text before the statements.

var errShown = errors.New("the record is damaged; isnad rebuild makes it anew")

// shown reads of a record's JSON form what is shown of a hit.
func shown(line []byte) (*isnad.Record, error) {
	r := &isnad.Record{}
	at := points{}
	err := eachField(line, func(name string, value []byte) (err error) {
		switch name {
		case "title":
			r.Title, err = quoted(value)
		case "text":
			r.Text, err = quoted(value)
			at.text = r.Text
		case "statements":
			err = eachItem(value, func(item []byte) error {
				s := isnad.Statement{}
				err := eachField(item, func(name string, value []byte) error {
					switch name {
					case "content":
						return at.span(&s.Content, value)
					case "speaker":
						return at.speaker(&s.Speaker, value)
					}
					return nil
				})
				r.Statements = append(r.Statements, s)
				return err
			})
		}
		return err
	})
	return r, err
}

func (p *points) speaker(s *isnad.Speaker, object []byte) error {
	return eachField(object, func(name string, value []byte) (err error) {
		switch name {
		case "name":
			s.Name, err = quoted(value)
		case "span":
			s.Span = &isnad.Span{}
			err = p.span(s.Span, value)
		}
		return err
	})
}

// points finds where code points of a text are: the next one is near the last.
type points struct {
	text           string
	offset, passed int
}

func (p *points) span(s *isnad.Span, object []byte) error {
	return eachField(object, func(name string, value []byte) error {
		if name != "start" && name != "end" {
			return nil
		}
		n, err := strconv.Atoi(string(value))
		if err != nil {
			return errShown
		}
		if name == "start" {
			s.Start = p.of(n)
		} else {
			s.End = p.of(n)
		}
		return nil
	})
}

// of returns the byte at which a code point begins; behind the text it is its end.
func (p *points) of(n int) int {
	for p.passed > n && p.offset > 0 {
		_, size := utf8.DecodeLastRuneInString(p.text[:p.offset])
		p.offset, p.passed = p.offset-size, p.passed-1
	}
	for p.passed < n && p.offset < len(p.text) {
		_, size := utf8.DecodeRuneInString(p.text[p.offset:])
		p.offset, p.passed = p.offset+size, p.passed+1
	}
	return p.offset
}

// quoted reads a JSON string.
func quoted(value []byte) (s string, err error) {
	if len(value) < 2 || value[0] != '"' {
		return "", errShown
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return string(value[1 : len(value)-1]), nil
	}
	if json.Unmarshal(value, &s) != nil {
		return "", errShown
	}
	return s, nil
}

// eachField gives the fields of a JSON object.
func eachField(b []byte, use func(name string, value []byte) error) error {
	return each(b, '{', '}', func(b []byte) (int, error) {
		n := valueEnd(b)
		if n < 2 || n >= len(b) || b[0] != '"' || b[n] != ':' {
			return 0, errShown
		}
		end := valueEnd(b[n+1:])
		return n + 1 + end, use(string(b[1:n-1]), b[n+1:n+1+end])
	})
}

// eachItem gives the items of a JSON array.
func eachItem(b []byte, use func(value []byte) error) error {
	return each(b, '[', ']', func(b []byte) (int, error) {
		end := valueEnd(b)
		return end, use(b[:end])
	})
}

// each steps through what is between open and shut. take takes an item and
// returns how long it is.
func each(b []byte, open, shut byte, take func([]byte) (int, error)) error {
	if len(b) < 2 || b[0] != open || b[len(b)-1] != shut {
		return errShown
	}
	for b = b[1:]; b[0] != shut; {
		n, err := take(b)
		if err != nil {
			return err
		}
		if n == 0 || n >= len(b) {
			return errShown
		}
		if b = b[n:]; b[0] == ',' && len(b) > 1 {
			b = b[1:]
		} else if b[0] != shut {
			return errShown
		}
	}
	return nil
}

// valueEnd is the length of the JSON value with which b begins, 0 if it has no end.
func valueEnd(b []byte) int {
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := stringEnd(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
			continue
		case '}', ']', ',', ':':
			if depth == 0 {
				return i
			}
			if b[i] == '}' || b[i] == ']' {
				depth--
			} else {
				continue
			}
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}

// stringEnd is the length of the JSON string with which b begins.
func stringEnd(b []byte) int {
	for i := 1; i < len(b); {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0
		}
		i += n + 1
		slashes := 0
		for b[i-2-slashes] == '\\' {
			slashes++
		}
		if slashes%2 == 0 {
			return i
		}
	}
	return 0
}
