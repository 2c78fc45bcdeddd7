package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// inherit gives a draft without a subject the source of an earlier statement:
// the latest whose verb agrees in gender and number. A relative clause («والتي
// أكد فيها») has the person that its own sentence names.
func (s *scan) inherit(d *draft, v *verb, start int) {
	d.implicit = true
	j := d.cue.From
	if s.part(j-1) == "relative" {
		if src := s.firstNamed(start, j); src != nil {
			d.source = src
			return
		}
	}
	if src := s.actor(start, j, v); src != nil {
		d.source, d.fresh, d.agrees = src, true, v.agrees
		return
	}
	for i := len(s.last) - 1; i >= max(0, len(s.last)-longestMemory); i-- {
		a := s.last[i]
		if a.headline && s.bodyHasSource {
			continue
		}
		if !agree(a, v) {
			continue
		}
		src := *a.source
		d.source = &src
		d.agrees = a.agrees
		for _, l := range a.links {
			l.implicit = true
			d.links = append(d.links, l)
		}
		return
	}
}

// ofWhatWasTold reports whether the verb at j goes on with a clause whose subject
// is what was told before: «، وهو ما يدل على ضعف الرقابة، ويؤكد أن …».
func (s *scan) ofWhatWasTold(j int) bool {
	if s.t.Tokens[j].Pro&lang.And == 0 {
		return false
	}
	start := s.t.Sentences[s.t.SentenceAt(j)].From
	for i := j - 2; i > start; i-- {
		if e, n := s.match(s.f.results, i, j); e != nil && (s.comma(i-1, j) || n > 1) {
			return true
		}
	}
	return false
}

// actor returns who acted in the clause before a verb that goes on with it:
// «تفقد رئيس الوزراء مركز الإيواء، وقال للصحفيين إن …».
func (s *scan) actor(start, j int, v *verb) *source {
	if j <= start || s.t.Tokens[j].Pro&lang.And == 0 || v.form != "past" || s.spokeSince(start) {
		return nil
	}
	src := s.subjectOf(start, j)
	if src == nil || v.agrees != "m" && v.agrees != "f" {
		return nil
	}
	feminine := src.kind == isnad.SpeakerOrganisation || s.feminine(src.span.From) || s.feminine(src.role.From)
	if src.kind != isnad.SpeakerPerson && src.kind != isnad.SpeakerOrganisation || feminine != (v.agrees == "f") {
		return nil
	}
	return src
}

// agree reports whether a verb without a subject can go on with the source of
// a: «قالت … وأضاف» cannot.
func agree(a *draft, v *verb) bool {
	if v.agrees == "" || a.agrees == "" || a.agrees == v.agrees {
		return true
	}
	several := a.source.kind == isnad.SpeakerCollective
	switch v.agrees {
	case "p", "d":
		return several
	case "f":
		return several && a.agrees != "m"
	}
	return false
}

// firstNamed returns the person, or else the body, that the tokens from from to
// to name first.
func (s *scan) firstNamed(from, to int) *source {
	from = max(from, to-longestContent)
	for i := from; i < to; i++ {
		if s.person[i] != 0 {
			r := text.Range{From: i, To: s.runOf(s.person, i, to)}
			return &source{kind: isnad.SpeakerPerson, span: r, name: s.entityName(r)}
		}
	}
	for i := from; i < to; i++ {
		if m := s.mention[i]; m != 0 {
			r := text.Range{From: i, To: s.runOf(s.mention, i, to)}
			switch s.g.Mentions[m-1].Kind {
			case isnad.Organisation:
				return &source{kind: isnad.SpeakerOrganisation, span: r, name: s.entityName(r)}
			case isnad.Role:
				return &source{kind: isnad.SpeakerPerson, span: r, name: s.entityName(r)}
			}
		}
	}
	return nil
}

// spokeSince reports whether a statement was found from token start on.
func (s *scan) spokeSince(start int) bool {
	n := len(s.found)
	return n > 0 && s.found[n-1].at() >= start
}

// subjectOf returns who acts in the clause before a participle: «افتتح الوزير
// المعرض، مؤكداً أن …». It is the first that the sentence names, if it can speak
// and stands early.
func (s *scan) subjectOf(start, j int) *source {
	for i := start; i < j && i < start+8; i++ {
		if s.time[i] != 0 || s.t.Tokens[i].Kind != text.Word {
			continue
		}
		if s.person[i] == 0 && !s.roleAt(i) && !s.titleAt(i) {
			continue
		}
		p, _ := s.phrase(i, j, false)
		if p.Len() == 0 {
			return nil
		}
		return s.source(p, false)
	}
	return nil
}
