-- +goose Up
-- A word in the second column takes two bytes more than one in the first, and
-- most words are of the body.
CREATE VIRTUAL TABLE words_were USING fts5vocab(words, 'instance');
CREATE VIRTUAL TABLE words_are USING fts5 (body, title, content = '', contentless_delete = 1, tokenize = 'ascii');
INSERT INTO words_are (rowid, body, title)
	SELECT doc, coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), ''),
		coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'), '')
	FROM words_were WHERE doc IN (SELECT place FROM pages) GROUP BY doc ORDER BY doc;
DROP TABLE words_were;
DROP TABLE words;
ALTER TABLE words_are RENAME TO words;

-- Files that were added, as they were then: size, time of change in nanoseconds
-- since 1970, and how many pages came out of them.
CREATE TABLE inputs (
	given BLOB NOT NULL, -- a digest of what was said of them
	path BLOB NOT NULL,
	size INTEGER NOT NULL,
	changed INTEGER NOT NULL,
	pages INTEGER NOT NULL,
	PRIMARY KEY (given, path)
) WITHOUT ROWID;
CREATE TABLE inputs_forgotten (
	times INTEGER NOT NULL
);
INSERT INTO inputs_forgotten (times) VALUES (0);

-- +goose Down
DROP TABLE inputs_forgotten;
DROP TABLE inputs;
CREATE VIRTUAL TABLE words_were USING fts5vocab(words, 'instance');
CREATE VIRTUAL TABLE words_are USING fts5 (title, body, content = '', contentless_delete = 1, tokenize = 'ascii');
INSERT INTO words_are (rowid, title, body)
	SELECT doc, coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'), ''),
		coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), '')
	FROM words_were GROUP BY doc ORDER BY doc;
DROP TABLE words_were;
DROP TABLE words;
ALTER TABLE words_are RENAME TO words;
