package web

import "github.com/danielgtaylor/huma/v2"

// glossary says what fields of answers are whose names mean the same wherever they stand, and
// which the types themselves leave without a word.
var glossary = map[string]string{
	"a": "Of the first of the two", "b": "Of the second", "act": "What the words do: state, deny, accuse …", "added_at": "When it was kept, RFC 3339", "address": "The page's own address, or else the name that it is kept by",
	"after": "What stood or came behind it", "at": "When it is, or was, due", "attempt": "How often it was tried", "attempts": "How often it is tried at most", "before": "What stood or came before it",
	"began": "When it began", "bound": "How the words limit the value: exact, at_least, more_than, about, at_most, less_than, unknown", "captures": "Captures that are kept", "check": "What was looked at",
	"chronology": "What happened when, in the order of time", "content": "The words that are said, without who says them", "copies": "Pages counted with one whose text they carry", "counted": "What is counted",
	"counts": "How many there are", "created_at": "When it was made", "credits": "Pages counted with one that credits the same source", "database": "Where it is, without its password", "day": "YYYY-MM-DD",
	"differences": "How many differences there are, or which", "differs": "Pages do not give it alike", "differing": "What differs from page to page", "digest": "SHA-256 of the capture's bytes", "disabled_at": "Since when the user may not come in",
	"do": "What can be done about it", "end": "Code point behind its last", "error": "What went wrong", "events": "Events, in their order", "exact": "Its words", "facets": "What the hits have in common",
	"failed": "How many could not be read", "fetched_at": "When it was fetched", "figures": "Figures, or how many there are", "findings": "What was found", "first": "First of them", "from": "First day, or where it comes from",
	"gist": "In short, in the words of the first page", "headline": "It stands in the headline", "health": "ok, warn or fail", "high": "Highest value", "id": "Its number or name in paths", "in": "Pages that have it",
	"its_pages": "The outlet's pages", "jobs": "Jobs, or how many there are in each state", "kept": "How many are kept", "kind": "Which kind it is", "language": "Of the text, as ar or en", "last": "Last of them",
	"looked_at": "When that look was", "low": "Lowest value", "media_type": "Of the capture", "modality": "How sure the page is of it: asserted, planned, possible, denied", "name": "What it is called", "number": "Its number",
	"origins": "How many independent origins there are", "outlet": "The publisher's name", "outlets": "Outlets, or how many there are", "pages": "Pages, or how many there are", "path": "Below the root of this server",
	"people": "Those who speak", "place": "Where it stands", "story": "The story as lists have it", "places": "Places", "points": "Figures in the order of time", "published": "When the page was published, as it says", "query": "What was asked", "relation": "How the texts belong together",
	"reordered": "The passages stand in another order", "role": "Of the speaker, in the words of the page", "rows": "Quantities", "said": "What was said", "sayings": "What they say", "since": "First day of publication", "sources": "Sources that were counted once",
	"speaker": "Who says it, as the page has it", "speaker_kind": "person, organisation, anonymous, collective, document, agency, outlet, unknown", "start": "Code point with which it begins, counted from 0", "state": "How far it is",
	"statements": "Statements, or how many there are", "stories": "Stories", "title": "Headline", "to": "Last day, or where it goes to", "type": "How it differs", "types": "How it differs", "unit": "Unit, empty for things that are counted one by one",
	"unknown": "Pages without shared text or credit, counted as their own", "until": "Last day of publication", "url": "Where an archive or a server had it", "users": "Users", "value": "The value", "values": "The values, the most frequent first",
	"note": "What else is to be said", "carryings": "Each way in which it is carried", "review": "The review that says so", "anchors": "The places that it is about", "names": "The names that it is about", "who": "Who says so",
	"undone": "It was taken back", "undone_by": "Who took it back", "undone_at": "When it was taken back", "field": "The part of the finding that is meant", "capture": "SHA-256 of the bytes that it was found in", "reviews": "What persons say of what was found, the newest first",
	"version": "Number of the page's version", "versions": "Versions, or how many there are", "what": "In words", "when": "Its time as the record has it",
}

// A list in an answer is never null: it is empty, or left out.
func init() { huma.DefaultArrayNullable = false }

// explain gives what has no description in the API's document the one of the glossary.
func explain(api *huma.OpenAPI) {
	for _, x := range api.Components.Schemas.Map() {
		for name, p := range x.Properties {
			if p.Description == "" {
				p.Description = glossary[name]
			}
		}
	}
}
