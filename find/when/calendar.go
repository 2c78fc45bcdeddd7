package when

import (
	"strconv"
	"time"

	"github.com/hablullah/go-hijri"
)

// day is a day of the Gregorian calendar, counted from 1 January 1970.
type day int32

// noDay stands for no day at all, an end that is open.
const noDay day = -1 << 31

func dayOf(t time.Time) day {
	y, m, d := t.Date()
	return date(y, int(m), d)
}

// date returns a day; months and days beyond their ends run over, as in time.Date.
func date(y, m, d int) day {
	return day(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

func (d day) time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

func (d day) date() (y, m, dd int) {
	t := d.time()
	return t.Year(), int(t.Month()), t.Day()
}

// weekday returns the ISO 8601 number of the day's weekday, 1 is Monday.
func (d day) weekday() int { return (int(d)%7+7+3)%7 + 1 }

// String returns the day as YYYY-MM-DD, "" for none.
func (d day) String() string {
	if d == noDay {
		return ""
	}
	return string(d.append(nil))
}

func (d day) append(b []byte) []byte {
	y, m, dd := d.date()
	return appendNumber(append(appendNumber(append(appendNumber(b, y, 4), '-'), m, 2), '-'), dd, 2)
}

// appendNumber appends n with leading zeros up to the width.
func appendNumber(b []byte, n, width int) []byte {
	for limit := 10; width > 1; width-- {
		if n < limit {
			for w := width; w > 1; w-- {
				b = append(b, '0')
			}
			break
		}
		limit *= 10
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// daysIn returns the number of days of a month.
func daysIn(y, m int) int { return int(date(y, m+1, 1) - date(y, m, 1)) }

// valid reports whether there is such a day; year 0 is any year.
func valid(y, m, d int) bool {
	if y == 0 {
		y = 2000
	}
	return m >= 1 && m <= 12 && d >= 1 && d <= daysIn(y, m)
}

// The years that Umm al-Qura's table covers; go-hijri's ends in 1500.
const (
	firstUmmAlQura = 1357
	lastUmmAlQura  = 1499
)

// hijriDay returns the Gregorian day of a Hijri one: by the Umm al-Qura
// calendar where its table reaches, by the tabular one elsewhere. What is
// announced by sighting the moon may be a day off.
func hijriDay(y, m, d int) day {
	y, m = y+(m-1)/12, (m-1)%12+1
	if y < firstUmmAlQura || y > lastUmmAlQura {
		return dayOf(hijri.HijriDate{Year: int64(y), Month: int64(m), Day: int64(d)}.ToGregorian())
	}
	return dayOf(hijri.UmmAlQuraDate{Year: int64(y), Month: int64(m), Day: int64(d)}.ToGregorian())
}

// hijriYear returns the Hijri year that a day lies in.
func hijriYear(d day) int {
	y, _, _ := d.date()
	h := (y-622)*33/32 - 1
	for hijriDay(h+1, 1, 1) <= d {
		h++
	}
	return h
}

// isHijriYear tells a Hijri year from a Gregorian one where nothing else does.
func isHijriYear(y int) bool { return y >= 1300 && y <= 1500 }

func isYear(y int) bool { return y >= 1000 && y <= 2199 }

// likelyYear is for a year that no word announces as one.
func likelyYear(y int) bool { return y >= 1900 && y <= 2050 }
