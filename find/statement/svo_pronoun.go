package statement

import (
	"github.com/isnad-project/isnad"
	"github.com/isnad-project/isnad/lang"
	"github.com/isnad-project/isnad/text"
)

// follow keeps the topic: the person whom a sentence begins with.
func (r *svo) follow(j int, p text.Range) {
	if r.t.Sentences[r.t.SentenceAt(j)].From != j && !(r.comma(j-1, p.To) && r.part(r.sentenceStart(j, p)) != "") {
		return
	}
	n, _ := r.ahead(j, min(p.To, j+longestPhrase))
	if n.Len() == 0 || !r.upper(j) || r.pronoun(j) != nil || r.titleCased(j) {
		return
	}
	if src := r.actor(n); src != nil && src.kind == isnad.SpeakerPerson && r.named(src) {
		r.about(src)
	}
}

// named reports whether the person's name stands there and not an office only.
func (r *svo) named(src *source) bool {
	last := src.span.To - 1
	return r.upper(last) && r.headOf(last) != headRole
}

// about makes src the person whom a pronoun means.
func (r *svo) about(src *source) {
	r.topic = src
	r.gender = r.genderOf(src)
}

// genderOf is what the page told of the person's gender: "Mr.", "she".
func (r *svo) genderOf(src *source) string {
	if e := r.f.words.Find(r.t.Tokens[r.honorificBefore(src)].ID); e.Field(0) == "honorific" {
		r.genders[r.t.Norm(src.span.To-1)] = e.Field(1)
	}
	return r.genders[r.t.Norm(src.span.To-1)]
}

func (r *svo) honorificBefore(src *source) int {
	i := src.span.From - 1
	if r.mark(i, i+1, '.') {
		i--
	}
	return max(i, 0)
}

// sameSpeaker gives d the source of the statement before it in its sentence, or
// whoever acts there.
func (r *svo) sameSpeaker(d *draft, sentence, j int) bool {
	if n := len(r.found); n > 0 && r.found[n-1].cue.Len() > 0 && r.found[n-1].cue.From >= sentence {
		last := r.found[n-1]
		for last.parent != nil {
			last = last.parent
		}
		if last.source == nil {
			return false
		}
		src := *last.source
		d.source = &src
		for _, l := range last.links {
			l.implicit = true
			d.links = append(d.links, l)
		}
		return true
	}
	return r.sentenceSubject(d, sentence, j)
}

// pronounSpeaks takes the topic for "he" and "she", if it agrees; otherwise
// the speaker is unknown.
func (r *svo) pronounSpeaks(d *draft, e *lang.Entry, v *verb) bool {
	d.implicit = true
	switch g := e.Field(1); g {
	case "m", "f":
		if !r.means(g, d.cue.From) {
			return v.trusted() || v.class == "tell"
		}
		src := *r.topic
		d.source, r.gender = &src, g
		r.genders[r.t.Norm(src.span.To-1)] = g
		return true
	case "p":
		if n := len(r.found); n > 0 && r.found[n-1].source != nil {
			if k := r.found[n-1].source.kind; k == isnad.SpeakerCollective || k == isnad.SpeakerAnonymous {
				src := *r.found[n-1].source
				d.source = &src
				return true
			}
		}
		return false
	}
	return false
}

// means reports whether a pronoun of gender g at token j means the topic: its
// gender is known to be that, or unknown and nobody else was named near by.
func (r *svo) means(g string, j int) bool {
	if r.topic == nil || r.gender != "" {
		return r.topic != nil && r.gender == g
	}
	from := r.t.Sentences[max(0, r.t.SentenceAt(j)-1)].From
	for i := j - 1; i >= from && i > j-2*longestRegion; i-- {
		if q := r.closing[i]; q != 0 && !r.name[q-1] && r.t.Quotes[q-1].Open < i {
			i = r.t.Quotes[q-1].Open
			continue
		}
		if m := r.person[i]; m != 0 && (i+1 == len(r.person) || r.person[i+1] != m) && r.t.Norm(i) != r.t.Norm(r.topic.span.To-1) {
			return false
		}
	}
	return true
}

// sentenceSubject gives d whoever acts in the sentence: its first noun phrase,
// behind a lead-in.
func (r *svo) sentenceSubject(d *draft, from, j int) bool {
	if j-from > 2*longestRegion {
		return false
	}
	if r.part(from) != "" && r.pronoun(from) == nil && r.part(from) != "det" && r.part(from) != "honorific" || r.time[from] != 0 {
		for from < j && !r.comma(from, j) {
			from++
		}
		from++
	}
	if from >= j {
		return false
	}
	if e := r.pronoun(from); e != nil {
		if !r.means(e.Field(1), from) {
			return false
		}
		src := *r.topic
		d.source = &src
		return true
	}
	n, next := r.ahead(from, j)
	if n.Len() == 0 || next >= j {
		return false
	}
	src := r.actor(n)
	if src == nil || src.kind == isnad.SpeakerDocument {
		return false
	}
	d.source = src
	if src.kind == isnad.SpeakerPerson && r.named(src) {
		r.about(src)
	}
	return true
}

// actor tells who a phrase names that may run into the verb of its clause,
// which no list knows: "Salem Hadi opened the dam".
func (r *svo) actor(n phrase) *source {
	to := n.From
	for to < n.To && (r.upper(to) || r.t.Tokens[to].Kind == text.Mark || r.part(to) == "det" || r.possessive(to) || r.glued(to+1, n.To) || r.glued(to-1, n.To)) {
		to++
	}
	for to > n.From && r.t.Tokens[to-1].Kind == text.Mark {
		to--
	}
	for to < n.To && !r.upper(to) && r.headOf(to) != headNone { // the Ohio senator
		to++
	}
	if to == n.From || to-n.From == 1 && r.part(n.From) == "det" {
		return nil
	}
	return r.voice(phrase{Range: text.Range{From: n.From, To: to}}, false)
}
