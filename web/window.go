package web

import (
	"regexp"
	"strconv"
)

// number is a number as cells of tables have it.
var number = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// mostRows is how many rows of a list may be asked for at once.
const mostRows = 1000

// Window is the part of a list that is asked for.
type Window struct {
	After string `query:"after" maxLength:"40" doc:"Cursor: next or previous of an answer"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"50" doc:"How many rows"`
}

func (w *Window) widen(known int) { w.After, w.Limit = cursor(known), mostRows }

// skip is how many rows stand before the window.
func (w *Window) skip() (int, error) {
	if w.After == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(w.After, 36, 32)
	if err != nil || n < 0 {
		return 0, &badInput{"after", "the cursor of an answer"}
	}
	return int(n), nil
}

func cursor(skip int) string {
	if skip <= 0 {
		return ""
	}
	return strconv.FormatInt(int64(skip), 36)
}

// Listed says which part of a list an answer has.
type Listed struct {
	Total    int     `json:"total" doc:"Rows in all"`
	First    int     `json:"first" doc:"Number of the first row given, counted from 1; 0 if there is none"`
	Last     int     `json:"last"`
	Next     *string `json:"next,omitempty" doc:"Cursor of the rows behind these"`
	Previous *string `json:"previous,omitempty" doc:"Cursor of the rows before these"`
}

// listed is the part of a list that n rows behind skipped ones are.
func (w *Window) listed(skip, n, total int) Listed {
	l := Listed{Total: total}
	if n > 0 {
		l.First, l.Last = skip+1, skip+n
	}
	if skip+n < total && n > 0 {
		next := cursor(skip + n)
		l.Next = &next
	}
	if skip > 0 {
		previous := cursor(skip - w.Limit)
		l.Previous = &previous
	}
	return l
}

// Period are the days that are asked for.
type Period struct {
	From string `query:"from" format:"date" doc:"On or after this day, YYYY-MM-DD"`
	To   string `query:"to" format:"date" doc:"On or before this day, YYYY-MM-DD"`
}
