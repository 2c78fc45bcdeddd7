-- +goose Up
CREATE UNIQUE INDEX pages_latest ON pages (latest);
CREATE INDEX records_published ON records (published, version);
CREATE INDEX records_outlet ON records (lower(outlet), published, version);
CREATE INDEX statements_speaker ON statements (speaker_words);
DROP INDEX events_first_day;
CREATE INDEX events_days ON events (first_day, last_day, version, n);
CREATE INDEX stories_last_at ON stories (last_at, first_version);
CREATE INDEX groups_differences ON groups (kind, differences, id, types);
CREATE INDEX members_first ON members (version) WHERE n = 0;
-- How often something was told: who remembers an answer knows by it that it is old.
CREATE TABLE tellings (
	times INTEGER NOT NULL
);
INSERT INTO tellings (times) VALUES (0);
ALTER TABLE copies ADD COLUMN because TEXT NOT NULL DEFAULT '';
ALTER TABLE copies ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE stories ADD COLUMN count TEXT NOT NULL DEFAULT '';
CREATE TABLE reviews (
	id INTEGER PRIMARY KEY, -- of its entry in the log
	line TEXT NOT NULL, -- as it was first written
	at TEXT NOT NULL,
	who TEXT NOT NULL,
	verdict TEXT NOT NULL,
	target TEXT NOT NULL,
	words TEXT NOT NULL,
	undoes INTEGER -- another one
);
CREATE INDEX reviews_target ON reviews (target);
CREATE UNIQUE INDEX reviews_undoes ON reviews (undoes);
CREATE TABLE review_pages (
	review INTEGER NOT NULL,
	address TEXT NOT NULL,
	PRIMARY KEY (review, address)
);
CREATE INDEX review_pages_address ON review_pages (address);

-- +goose Down
DROP TABLE review_pages;
DROP TABLE reviews;
ALTER TABLE stories DROP COLUMN count;
ALTER TABLE copies DROP COLUMN source;
ALTER TABLE copies DROP COLUMN because;
DROP TABLE tellings;
DROP INDEX members_first;
DROP INDEX groups_differences;
DROP INDEX stories_last_at;
DROP INDEX events_days;
CREATE INDEX events_first_day ON events (first_day);
DROP INDEX statements_speaker;
DROP INDEX records_outlet;
DROP INDEX records_published;
DROP INDEX pages_latest;
