-- +goose Up
-- Terms of the title stand there a second time, with a mark: see Terms.
CREATE VIRTUAL TABLE words_were USING fts5vocab(words, 'instance');
CREATE VIRTUAL TABLE words_are USING fts5 (body, title, content = '', contentless_delete = 1, tokenize = 'ascii');
INSERT INTO words_are (rowid, body, title)
	SELECT doc, coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), '') || ' ' ||
			coalesce(group_concat('§' || term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'), ''),
		coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'), '')
	FROM words_were WHERE doc IN (SELECT place FROM pages) GROUP BY doc ORDER BY doc;
DROP TABLE words_were;
DROP TABLE words;
ALTER TABLE words_are RENAME TO words;

-- +goose Down
CREATE VIRTUAL TABLE words_were USING fts5vocab(words, 'instance');
CREATE VIRTUAL TABLE words_are USING fts5 (body, title, content = '', contentless_delete = 1, tokenize = 'ascii');
INSERT INTO words_are (rowid, body, title)
	SELECT doc, coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'body'), ''),
		coalesce(group_concat(term, ' ' ORDER BY offset) FILTER (WHERE col = 'title'), '')
	FROM words_were WHERE term NOT LIKE '§%' GROUP BY doc ORDER BY doc;
DROP TABLE words_were;
DROP TABLE words;
ALTER TABLE words_are RENAME TO words;
