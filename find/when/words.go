package when

import (
	"strconv"

	"github.com/isnad-project/isnad/lang"
)

// role is what a small word does around a time; the list "when_words" says it.
type role uint8

const (
	noRole      role = iota
	of               // من
	since            // منذ
	until            // حتى
	between          // بين
	in               // في
	ago              // قبل, before what it counts
	behind           // "ago", after it
	after            // بعد
	during           // لمدة: a length of time follows
	to               // ل, parted from its word
	by               // ب
	the              // ال, parted from its number
	and              // و
	equals           // الموافق
	this             // هذا
	that             // ذلك
	same             // نفس, before its noun
	self             // نفسه, behind it
	every            // كل
	half             // نصف
	quarter          // ربع
	third            // ثلث
	less             // إلا
	anniversary      // الذكرى
	annual           // السنوية
	some             // بضعة, before a plural
	few              // قليلة, behind it
	will             // سوف
	thatClause       // أن
	hijriEra         // هـ
	gregorian        // م
	first            // غرة
	daytime          // نهار
	one              // واحد
	adjective        // of اليوم when it is not today: اليوم الوطني
	school           // العام الدراسي
	toCome           // المستقبل
	daily            // يوميا
	age              // من عمره
	span             // الفترة
	season           // صيف
	seasonHead       // فصل
	yearHead         // موسم
	century          // القرن
	ordinalEnd       // "th"
	lastOf           // آخر
	sports           // الموسم: a year that begins in summer
)

var roles = map[string]role{
	"of": of, "since": since, "until": until, "between": between, "in": in, "ago": ago, "behind": behind,
	"after": after, "for": during, "to": to, "by": by, "the": the, "and": and, "equals": equals, "this": this,
	"that": that, "same": same, "self": self, "every": every, "half": half, "quarter": quarter, "third": third,
	"less": less, "anniversary": anniversary, "annual": annual, "some": some, "few": few, "will": will,
	"that-clause": thatClause, "hijri": hijriEra, "gregorian": gregorian, "first": first, "daytime": daytime,
	"one": one, "adjective": adjective, "school": school, "to-come": toCome, "daily": daily, "age": age,
	"span": span, "season": season, "season-head": seasonHead, "year-head": yearHead, "century": century, "th": ordinalEnd, "sports": sports, "last-of": lastOf,
}

// unit is a unit of time.
type unit uint8

const (
	noUnit unit = iota
	second
	minute
	hour
	dayUnit
	week
	month
	year
	decade
	hundredYears
)

var units = map[string]unit{"S": second, "MI": minute, "H": hour, "D": dayUnit, "W": week, "M": month, "Y": year,
	"10Y": decade, "100Y": hundredYears}

// form is the number that a unit's word is in.
type form uint8

const (
	noForm form = iota
	single
	dual
	plural
	construct // before what it counts only: عامي 2008 و2012
)

var forms = map[string]form{"one": single, "two": dual, "many": plural, "construct": construct}

// dir is where an adjective places a unit of time.
type dir uint8

const (
	noDir dir = iota
	past
	now
	future
	before // of a time in the text
	later  // than a time in the text
	recent
)

var dirs = map[string]dir{"past": past, "now": now, "future": future, "before": before, "after": later, "recent": recent}

// word is all that one word may be in an expression of time.
type word struct {
	month     int8
	weekday   int8
	ordinal   int8
	days      int8 // from the day of speaking, where isDay
	unit      unit
	form      form
	dir       dir
	role      role
	decade    int16
	part      string // of the day
	field     string // of a role: a season, a duration
	isDay     bool
	weak      bool // a month that is an ordinary word too
	weakUnit  bool
	hijri     bool
	bare      bool // a weekday without its article
	tens      bool // an ordinal that joins a smaller one with و
	adverb    bool // a part of the day that stands behind its day only
	head      bool // makes a name of a date: ثورة 25 يناير
	many      bool // an entry of more than one word begins with it
	bound     bool
	mod       string
	vague     string
	dualField bool // an adjective in the dual
}

// table knows the words of all lists by ID.
type table struct {
	index []uint16 // ID -> place in words, 0 for none
	words []word
}

func (t *table) at(id lang.ID) *word {
	if int(id) < len(t.index) {
		return &t.words[t.index[id]]
	}
	return &t.words[0]
}

// add calls set for the word of every entry of a list that has one word, and
// marks the first word of the others.
func (t *table) add(list *lang.List, set func(*word, *lang.Entry)) {
	for i := range list.Entries {
		e := &list.Entries[i]
		id := e.Words[0]
		for int(id) >= len(t.index) {
			t.index = append(t.index, 0)
		}
		if t.index[id] == 0 {
			t.words = append(t.words, word{})
			t.index[id] = uint16(len(t.words) - 1)
		}
		w := &t.words[t.index[id]]
		if len(e.Words) > 1 {
			w.many = true
		} else {
			set(w, e)
		}
	}
}

func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func newTable(l *lang.Lang) *table {
	t := &table{words: make([]word, 1)}
	t.add(l.List("months"), func(w *word, e *lang.Entry) {
		w.month, w.hijri, w.weak = int8(number(e.Field(0))), e.Field(1) == "hijri", e.Field(2) == "weak"
	})
	t.add(l.List("weekdays"), func(w *word, e *lang.Entry) {
		w.weekday, w.bare = int8(number(e.Field(0))), e.Field(1) == "bare"
	})
	t.add(l.List("when_units"), func(w *word, e *lang.Entry) {
		w.unit, w.form, w.weakUnit = units[e.Field(0)], forms[e.Field(1)], e.Field(2) == "weak"
	})
	t.add(l.List("when_quals"), func(w *word, e *lang.Entry) { w.dir, w.dualField = dirs[e.Field(0)], e.Field(1) == "two" })
	t.add(l.List("when_days"), func(w *word, e *lang.Entry) {
		w.isDay, w.days, w.part = true, int8(number(e.Field(0))), e.Field(1)
	})
	t.add(l.List("when_parts"), func(w *word, e *lang.Entry) { w.part, w.adverb = e.Field(0), e.Field(1) == "adverb" })
	t.add(l.List("when_mods"), func(w *word, e *lang.Entry) { w.mod = e.Field(0) })
	t.add(l.List("when_vague"), func(w *word, e *lang.Entry) { w.vague = e.Field(0) })
	t.add(l.List("when_decades"), func(w *word, e *lang.Entry) { w.decade = int16(number(e.Field(0))) })
	t.add(l.List("when_ordinals"), func(w *word, e *lang.Entry) {
		w.ordinal, w.tens = int8(number(e.Field(0))), e.Field(1) == "tens"
	})
	t.add(l.List("when_words"), func(w *word, e *lang.Entry) {
		if w.role == noRole {
			w.role, w.field = roles[e.Field(0)], e.Field(1)
		}
	})
	t.add(l.List("when_bounds"), func(w *word, e *lang.Entry) { w.bound = true })
	t.add(l.List("when_heads"), func(w *word, e *lang.Entry) { w.head = true })
	t.add(l.List("when_names"), func(w *word, e *lang.Entry) {})
	t.add(l.List("numbers"), func(w *word, e *lang.Entry) {}) // a length of time may begin with one
	return t
}
