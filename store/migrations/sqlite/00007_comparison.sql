-- +goose Up
ALTER TABLE pages ADD COLUMN stamp INTEGER;
UPDATE pages SET stamp = latest WHERE latest IN (SELECT version FROM records WHERE signature IS NOT NULL);
CREATE INDEX pages_place ON pages (place);
CREATE TABLE blocks (
	name TEXT PRIMARY KEY,
	day INTEGER NOT NULL,
	days INTEGER NOT NULL,
	own BLOB NOT NULL,
	prints BLOB NOT NULL,
	inputs BLOB,
	links BLOB,
	plan_key BLOB,
	plan BLOB,
	told_key BLOB
);
CREATE TABLE stories (
	id INTEGER PRIMARY KEY,
	block TEXT NOT NULL,
	key BLOB NOT NULL,
	first_version INTEGER NOT NULL,
	thread INTEGER NOT NULL,
	title TEXT NOT NULL,
	title_words TEXT NOT NULL,
	pages INTEGER NOT NULL,
	origins INTEGER NOT NULL,
	counted TEXT NOT NULL,
	first_at TEXT NOT NULL,
	last_at TEXT NOT NULL,
	credited TEXT NOT NULL
);
CREATE INDEX stories_block ON stories (block);
CREATE INDEX stories_first_version ON stories (first_version);
CREATE INDEX stories_thread ON stories (thread);
CREATE TABLE story_pages (
	story INTEGER NOT NULL,
	n INTEGER NOT NULL,
	version INTEGER NOT NULL,
	text INTEGER NOT NULL,
	PRIMARY KEY (story, n)
);
CREATE INDEX story_pages_version ON story_pages (version);
CREATE TABLE copies (
	id INTEGER PRIMARY KEY,
	block TEXT NOT NULL,
	key BLOB NOT NULL,
	a INTEGER NOT NULL,
	b INTEGER NOT NULL,
	relation TEXT NOT NULL,
	direction TEXT NOT NULL,
	reason TEXT NOT NULL,
	share_of_a REAL NOT NULL,
	share_of_b REAL NOT NULL,
	reordered INTEGER NOT NULL,
	stretches BLOB NOT NULL
);
CREATE INDEX copies_block ON copies (block);
CREATE INDEX copies_a ON copies (a);
CREATE INDEX copies_b ON copies (b);
CREATE TABLE groups (
	id INTEGER PRIMARY KEY,
	block TEXT NOT NULL,
	key BLOB NOT NULL,
	kind TEXT NOT NULL,
	gist TEXT NOT NULL,
	gist_words TEXT NOT NULL,
	members INTEGER NOT NULL,
	origins INTEGER NOT NULL,
	differences INTEGER NOT NULL,
	types TEXT NOT NULL,
	packed BLOB NOT NULL
);
CREATE INDEX groups_block ON groups (block);
CREATE TABLE members (
	in_group INTEGER NOT NULL,
	n INTEGER NOT NULL,
	version INTEGER NOT NULL,
	finding INTEGER NOT NULL,
	PRIMARY KEY (in_group, n)
);
CREATE INDEX members_version ON members (version);

-- +goose Down
DROP TABLE members;
DROP TABLE groups;
DROP TABLE copies;
DROP TABLE story_pages;
DROP TABLE stories;
DROP TABLE blocks;
DROP INDEX pages_place;
ALTER TABLE pages DROP COLUMN stamp;
